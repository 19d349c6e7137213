/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A-law is spandsp's.  A pure tone obeys x[n-1] + x[n+1] = 2 cos(w) x[n]; least squares over a block gives w, and what
 * is left over tells whether it was pure.
 */
#include "tools/farend/audio.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <spandsp/telephony.h>
#include <spandsp/bit_operations.h>
#include <spandsp/g711.h>

#define VOICE_STEP_HZ 10.0
#define VOICE_SLACK   3.5
#define DBM0_MAX      3.14     /* level of a full-scale sine in A-law (G.711) */
#define PURE_RESIDUE  0.002    /* of the signal's energy */
#define PURE_LEAST    100000.0 /* energy below which nothing is called a tone */

static const double band_hz[] = { [BAND_PHONE] = 600.0, [BAND_CALLER] = 1700.0 };

double
voice_hz(enum band band, int voice)
{
	return band_hz[band] + VOICE_STEP_HZ * voice;
}

int
voice_of_hz(enum band band, double hz)
{
	int voice = (int)lround((hz - band_hz[band]) / VOICE_STEP_HZ);

	return voice >= 0 && voice < VOICES && fabs(hz - voice_hz(band, voice)) < VOICE_SLACK ? voice : VOICE_NONE;
}

int16_t
alaw_sample(uint8_t octet)
{
	return alaw_to_linear(octet);
}

uint8_t
sample_alaw(int sample)
{
	return linear_to_alaw(sample);
}

void
block_samples(const uint8_t block[SPAN_BLOCK], int16_t samples[SPAN_BLOCK])
{
	for (size_t i = 0; i < SPAN_BLOCK; i++)
		samples[i] = alaw_to_linear(block[i]);
}

double
level_dbm0(const int16_t *samples, size_t n)
{
	double energy = 0;

	for (size_t i = 0; i < n; i++)
		energy += (double)samples[i] * samples[i];
	/* Idle A-law decodes to +-8: below the audible. */
	return energy < 100.0 * (double)n ? -99.0 : 10 * log10(energy / (double)n / (32768.0 * 32768.0 / 2)) + DBM0_MAX;
}

double
pure_hz(const int16_t *samples, size_t n)
{
	double num = 0, den = 0, residue = 0;

	for (size_t i = 1; i + 1 < n; i++) {
		num += (double)samples[i] * (samples[i - 1] + samples[i + 1]);
		den += (double)samples[i] * samples[i];
	}
	if (den < PURE_LEAST * (double)n / SPAN_BLOCK || fabs(num) >= 2 * den)
		return 0;
	double twice_cos = num / den;

	for (size_t i = 1; i + 1 < n; i++) {
		double e = samples[i - 1] + samples[i + 1] - twice_cos * samples[i];

		residue += e * e;
	}
	return residue > PURE_RESIDUE * den ? 0 : acos(twice_cos / 2) * SAMPLE_RATE / (2 * M_PI);
}

/* ---- WAV ---- */

#define WAV_PCM  1
#define WAV_ALAW 6

static uint32_t
little(const uint8_t *p, size_t octets)
{
	uint32_t v = 0;

	for (size_t i = octets; i-- > 0;)
		v = v << 8 | p[i];
	return v;
}

/* Contents of a chunk, cut at the end of the file (a file still being written says too much), or NULL. */
static const uint8_t *
chunk(const uint8_t *file, size_t size, const char *id, size_t *len)
{
	for (size_t at = 12; at + 8 <= size;) {
		size_t l = little(file + at + 4, 4);

		if (memcmp(file + at, id, 4) == 0) {
			*len = l < size - at - 8 ? l : size - at - 8;
			return file + at + 8;
		}
		if (l > size - at - 8)
			break;
		at += 8 + l + (l & 1);
	}
	return NULL;
}

static int
decode(const uint8_t *file, size_t size, int16_t **samples, size_t *n)
{
	size_t fmt_len, len;
	const uint8_t *fmt = chunk(file, size, "fmt ", &fmt_len), *data = chunk(file, size, "data", &len);

	if (!fmt || !data || fmt_len < 16 || little(fmt + 2, 2) != 1 || little(fmt + 4, 4) != SAMPLE_RATE)
		return -EINVAL;
	uint32_t form = little(fmt, 2), bits = little(fmt + 14, 2);

	if (!(form == WAV_ALAW && bits == 8) && !(form == WAV_PCM && bits == 16))
		return -EINVAL;
	*n = form == WAV_ALAW ? len : len / 2;
	*samples = malloc(*n * sizeof(**samples) + 1);
	if (!*samples)
		return -ENOMEM;
	for (size_t i = 0; i < *n; i++)
		(*samples)[i] = form == WAV_ALAW ? alaw_to_linear(data[i]) : (int16_t)little(data + 2 * i, 2);
	return 0;
}

#define WAV_MOST (64u << 20)

int
wav_read(const char *path, int16_t **samples, size_t *n)
{
	FILE *f = fopen(path, "rb");
	long size = -1;
	uint8_t *file = NULL;
	int ret = -EINVAL;

	if (!f)
		return -errno;
	if (fseek(f, 0, SEEK_END) == 0)
		size = ftell(f);
	if (size < 12 || size > (long)WAV_MOST)
		goto out;
	rewind(f);
	file = malloc((size_t)size);
	ret = file ? -EIO : -ENOMEM;
	if (file && fread(file, 1, (size_t)size, f) == (size_t)size)
		ret = memcmp(file, "RIFF", 4) || memcmp(file + 8, "WAVE", 4) ? -EINVAL
		                                                             : decode(file, (size_t)size, samples, n);
out:
	free(file);
	fclose(f);
	return ret;
}
