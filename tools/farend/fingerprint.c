/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bands: 17 between 300 and 3300 Hz, logarithmic, from a 256-point Fourier transform with a Hann window (after Haitsma
 * and Kalker's robust hashing).  Prints lie one after the other in one array; the index chains the frames of equal
 * bits.
 */
#include "tools/farend/fingerprint.h"

#include "tools/farend/audio.h"

#include <complex.h>
#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FFT      256
#define FFT_LOG2 8
#define BANDS    17
#define STEP     40 /* samples between prints: 5 ms */
#define PER      (SPAN_BLOCK / STEP)
#define PRINTS   2048
#define NONE     UINT32_MAX

#define BITS           (BANDS - 1)
#define WRONG_TO_TAKE  (PRINT_WINDOW * BITS * 2 / 9) /* wrong bits of a window that is believed */
#define WRONG_TO_DOUBT (PRINT_WINDOW * BITS * 2 / 5) /* and of one that still goes on */
#define WRONG_BUT_SURE (PRINT_WINDOW * BITS / 16)    /* no other need be looked for */
#define LATE_MARGIN    (PRINT_WINDOW * BITS / 12)    /* for a place further on than EARLY */
#define CHANGE_MARGIN  (PRINT_WINDOW * BITS / 7)     /* for another prompt than the one followed */
#define EARLY          160                           /* prints: 0.8 s */
#define NOT_FOLLOWED   (PRINT_WINDOW * BITS)
#define DOUBTS_MAX     6
#define LOUD_LEAST     6    /* frames of a window that must not be silence */
#define LOUD_ENERGY    1e5f /* of a frame's bands together */

struct print {
	char name[PRINT_NAME];
	uint32_t first, frames;
};

struct prints {
	struct print prints[PRINTS];
	int n;
	uint16_t *bits;
	uint32_t n_bits, room;
	uint32_t *next; /* chain of frames with the same bits */
	uint32_t heads[65536];
	uint16_t *owner; /* of a frame */
};

/* ---- a frame's bands ---- */

static float hann[FFT];
static float _Complex roots[FFT / 2];
static uint8_t reversed[FFT];
static int edges[BANDS + 1];

static void
tables(void)
{
	if (edges[0])
		return;
	for (int i = 0; i < FFT; i++) {
		hann[i] = 0.5f - 0.5f * cosf(2 * (float)M_PI * (float)i / FFT);
		for (int bit = 0; bit < FFT_LOG2; bit++)
			reversed[i] |= (uint8_t)((i >> bit & 1) << (FFT_LOG2 - 1 - bit));
	}
	for (int i = 0; i < FFT / 2; i++)
		roots[i] = cexpf(-2.0f * (float)M_PI * _Complex_I * (float)i / FFT);
	for (int i = 0; i <= BANDS; i++) {
		double hz = 300.0 * pow(11.0, (double)i / BANDS);
		int bin = (int)lround(hz * FFT / SAMPLE_RATE);

		edges[i] = i && bin <= edges[i - 1] ? edges[i - 1] + 1 : bin;
	}
}

static void
fourier(float _Complex x[FFT])
{
	for (int half = 1; half < FFT; half *= 2)
		for (int at = 0; at < FFT; at += 2 * half)
			for (int i = 0; i < half; i++) {
				float _Complex a = x[at + i], b = x[at + i + half] * roots[i * (FFT / 2 / half)];

				x[at + i] = a + b;
				x[at + i + half] = a - b;
			}
}

static void
bands_of(const int16_t samples[FFT], float bands[BANDS])
{
	float _Complex x[FFT];

	for (int i = 0; i < FFT; i++)
		x[reversed[i]] = (float)samples[i] * hann[i] / 64;
	fourier(x);
	for (int band = 0; band < BANDS; band++) {
		float energy = 0;

		for (int bin = edges[band]; bin < edges[band + 1]; bin++)
			energy += crealf(x[bin]) * crealf(x[bin]) + cimagf(x[bin]) * cimagf(x[bin]);
		bands[band] = energy;
	}
}

static uint16_t
bits_of(const float now[BANDS], const float before[BANDS])
{
	uint16_t bits = 0;

	for (int i = 0; i < BITS; i++)
		if (now[i] - now[i + 1] > before[i] - before[i + 1])
			bits |= (uint16_t)(1u << i);
	return bits;
}

static uint8_t
loud(const float bands[BANDS])
{
	float energy = 0;

	for (int i = 0; i < BANDS; i++)
		energy += bands[i];
	return energy > LOUD_ENERGY;
}

/* ---- the prints ---- */

int
prints_new(struct prints **pp)
{
	tables();
	*pp = calloc(1, sizeof(**pp));
	return *pp ? 0 : -ENOMEM;
}

void
prints_free(struct prints *p)
{
	if (!p)
		return;
	free(p->bits);
	free(p->next);
	free(p->owner);
	free(p);
}

static int
make_room(struct prints *p, uint32_t frames)
{
	if (p->n_bits + frames <= p->room)
		return 0;
	uint32_t room = (p->n_bits + frames) * 2;
	uint16_t *bits = realloc(p->bits, room * sizeof(*bits));

	if (!bits)
		return -ENOMEM;
	p->bits = bits;
	p->room = room;
	return 0;
}

int
prints_add(struct prints *p, const char *name, const int16_t *samples, size_t n)
{
	uint32_t frames = n < FFT ? 0 : (uint32_t)((n - FFT) / STEP + 1);
	float bands[PER + 1][BANDS];

	if (p->n == PRINTS)
		return -ENOSPC;
	if (make_room(p, frames))
		return -ENOMEM;
	struct print *print = &p->prints[p->n];

	snprintf(print->name, sizeof(print->name), "%s", name);
	print->first = p->n_bits;
	print->frames = frames;
	memset(bands, 0, sizeof(bands));
	for (uint32_t i = 0; i < frames; i++) {
		float *now = bands[i % (PER + 1)], *before = bands[(i + 1) % (PER + 1)]; /* a block earlier */

		bands_of(samples + (size_t)i * STEP, now);
		p->bits[p->n_bits++] = bits_of(now, before);
	}
	return p->n++;
}

int
prints_index(struct prints *p)
{
	free(p->next);
	free(p->owner);
	p->next = malloc((p->n_bits + 1) * sizeof(*p->next));
	p->owner = malloc((p->n_bits + 1) * sizeof(*p->owner));
	if (!p->next || !p->owner)
		return -ENOMEM;
	memset(p->heads, 0xff, sizeof(p->heads));
	for (int i = p->n - 1; i >= 0; i--)
		for (uint32_t at = p->prints[i].first + p->prints[i].frames; at-- > p->prints[i].first;) {
			p->owner[at] = (uint16_t)i;
			p->next[at] = p->heads[p->bits[at]];
			p->heads[p->bits[at]] = at;
		}
	return 0;
}

static void
load_folder(struct prints *p, const char *dir, const char *folder)
{
	char path[512], name[320];
	struct dirent *e;
	DIR *d;

	snprintf(path, sizeof(path), "%s/%s", dir, folder);
	d = opendir(path);
	while (d && (e = readdir(d))) {
		size_t len = strlen(e->d_name), n;
		int16_t *samples;

		if (len < 5 || strcmp(e->d_name + len - 4, ".wav"))
			continue;
		snprintf(path, sizeof(path), "%s/%s/%s", dir, folder, e->d_name);
		if (wav_read(path, &samples, &n))
			continue;
		snprintf(name, sizeof(name), "%s/%.*s", folder, (int)len - 4, e->d_name);
		prints_add(p, name, samples, n);
		free(samples);
	}
	if (d)
		closedir(d);
}

int
prints_load(struct prints *p, const char *dir)
{
	struct dirent *e;
	DIR *d = opendir(dir);
	int ret;

	if (!d)
		return -errno;
	while ((e = readdir(d)))
		if (e->d_name[0] != '.')
			load_folder(p, dir, e->d_name);
	closedir(d);
	ret = prints_index(p);
	return ret ? ret : p->n;
}

const char *
print_name(const struct prints *p, int index)
{
	return index >= 0 && index < p->n ? p->prints[index].name : "?";
}

/* ---- following ---- */

void
follower_init(struct follower *f)
{
	memset(f, 0, sizeof(*f));
	f->print = PRINT_UNKNOWN;
}

static void
remember(struct follower *f, const float bands[BANDS])
{
	memmove(f->bits, f->bits + 1, sizeof(f->bits) - sizeof(f->bits[0]));
	memmove(f->loud, f->loud + 1, sizeof(f->loud) - sizeof(f->loud[0]));
	f->bits[PRINT_WINDOW - 1] = bits_of(bands, f->bands);
	f->loud[PRINT_WINDOW - 1] = loud(bands);
	if (f->n < PRINT_WINDOW)
		f->n++;
	memcpy(f->bands, bands, sizeof(f->bands));
}

static int
wrong_bits(const struct follower *f, const struct prints *p, uint32_t at)
{
	int wrong = 0;

	for (uint32_t i = 0; i < PRINT_WINDOW; i++)
		wrong += __builtin_popcount(f->bits[PRINT_WINDOW - 1 - i] ^ p->bits[at - i * PER]);
	return wrong;
}

static int
search_chain(const struct follower *f, const struct prints *p, uint32_t at, int most, uint32_t *place)
{
	for (; at != NONE; at = p->next[at]) {
		uint32_t into = at - p->prints[p->owner[at]].first;

		if (into < (PRINT_WINDOW - 1) * PER)
			continue;
		int wrong = wrong_bits(f, p, at) + (into > EARLY ? LATE_MARGIN : 0);

		if (wrong < most) {
			most = wrong;
			*place = at;
		}
	}
	return most;
}

/* The place that agrees best with the window, if it is better than `most` wrong bits; returns its wrong bits.  Prompts
 * begin at their beginning and share words with others: a place further on must be the better one by a margin. */
static int
search(const struct follower *f, const struct prints *p, int most, uint32_t *place)
{
	int loud_frames = 0;

	for (int i = 0; i < PRINT_WINDOW; i++)
		loud_frames += f->loud[i];
	if (f->n < PRINT_WINDOW || loud_frames < LOUD_LEAST || !f->loud[PRINT_WINDOW - 1])
		return most;
	/* The frame's bits as heard, then with each one of them wrong. */
	for (unsigned flip = 1u << BITS; flip; flip >>= 1)
		most = search_chain(f, p, p->heads[(f->bits[PRINT_WINDOW - 1] ^ flip) & 0xffff], most, place);
	return most;
}

/* Go on in the prompt that is followed; returns the wrong bits of its window. */
static int
follow(struct follower *f, const struct prints *p)
{
	const struct print *print = &p->prints[f->print];
	int wrong;

	f->place += PER;
	if (f->place >= print->first + print->frames) {
		f->print = PRINT_UNKNOWN;
		return NOT_FOLLOWED;
	}
	wrong = wrong_bits(f, p, f->place);
	if (wrong <= WRONG_TO_DOUBT)
		f->doubts = 0;
	else if (++f->doubts >= DOUBTS_MAX)
		f->print = PRINT_UNKNOWN;
	return wrong;
}

int
follower_block(struct follower *f, const struct prints *p, const int16_t samples[SPAN_BLOCK])
{
	int16_t frame[FFT];
	float bands[BANDS];
	size_t keep = FFT - SPAN_BLOCK;

	memcpy(frame, f->tail + FFT - keep, keep * sizeof(*frame));
	memcpy(frame + keep, samples, SPAN_BLOCK * sizeof(*frame));
	memcpy(f->tail, frame, sizeof(frame));
	bands_of(frame, bands);
	remember(f, bands);
	if (p->n_bits == 0)
		return PRINT_UNKNOWN;
	int wrong = f->print == PRINT_UNKNOWN ? NOT_FOLLOWED : follow(f, p);
	int most = wrong - CHANGE_MARGIN < WRONG_TO_TAKE ? wrong - CHANGE_MARGIN : WRONG_TO_TAKE;
	uint32_t place = 0;

	/* Prompts share words: even while one is followed, another that agrees much better may be the one. */
	if (wrong > WRONG_BUT_SURE && search(f, p, most, &place) < most) {
		f->print = p->owner[place];
		f->place = place;
		f->doubts = 0;
	}
	return f->print;
}
