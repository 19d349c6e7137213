/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One look at each block: a pure tone is the network's (450 Hz) or a voice; anything else goes to the prompts'
 * follower. Time is counted in blocks, so that the ear hears the same however late this process is run.
 */
#include "tools/farend/ear.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define BLOCK_MS     20
#define NETWORK_HZ   450.0
#define NETWORK_OFF  15.0
#define SILENCE_DBM0 (-45.0)
#define VOICE_SURE   4    /* blocks in a row before a voice counts */
#define PRINT_SURE   3    /* and of one prompt */
#define DIAL_MS      2000 /* without a pause: dial tone */
#define CADENCE_OFF  60   /* ms; a burst cut by block edges */

const char *const network_tone_names[NETWORK_TONE_COUNT] = {
#define X(id, name, on, off) name,
	NETWORK_TONES(X)
#undef X
};

static const struct cadence {
	uint32_t on_ms, off_ms;
} cadences[NETWORK_TONE_COUNT] = {
#define X(id, name, on, off) { on, off },
	NETWORK_TONES(X)
#undef X
};

void
ear_open(struct ear *e, const struct prints *prints, enum band band)
{
	memset(e, 0, sizeof(*e));
	e->prints = prints;
	e->band = band;
	e->print = PRINT_UNKNOWN;
	e->voice = e->voice_last = VOICE_NONE;
	follower_init(&e->follower);
}

static void
note(struct ear *e, enum heard_kind kind, int what)
{
	const struct heard *last = e->n_heard ? &e->heard[e->n_heard - 1] : NULL;

	if ((last && last->kind == kind && last->what == what) || e->n_heard == HEARD_MOST)
		return;
	e->heard[e->n_heard++] = (struct heard){ .kind = (uint8_t)kind, .what = (int16_t)what, .at_ms = e->ms };
}

static bool
near(uint32_t a, uint32_t b)
{
	return (a > b ? a - b : b - a) <= CADENCE_OFF;
}

/* A burst of 450 Hz that has gone on, or a pause in it that has ended: which tone is it? */
static void
hear_cadence(struct ear *e, bool on)
{
	if (on) {
		for (int i = 0; i < NETWORK_TONE_COUNT && e->quiet_ms; i++)
			if (near(e->tone_on_ms, cadences[i].on_ms) && near(e->quiet_ms, cadences[i].off_ms))
				note(e, HEARD_TONE, i);
		e->quiet_ms = 0;
		e->tone_ms += BLOCK_MS;
		if (e->tone_ms >= DIAL_MS)
			note(e, HEARD_TONE, NETWORK_TONE_DIAL);
		return;
	}
	if (e->tone_ms)
		e->tone_on_ms = e->tone_ms;
	e->tone_ms = 0;
	e->quiet_ms += BLOCK_MS;
}

static void
hear_voice(struct ear *e, int voice)
{
	e->voice_run = voice == e->voice_last ? e->voice_run + 1 : 1;
	e->voice_last = voice;
	if (e->voice_run < VOICE_SURE && e->voice != voice)
		return;
	if (e->voice != voice) {
		note(e, HEARD_VOICE, voice);
		e->voice_gap_ms = 0;
	} else if (e->speaking && e->silent_ms > e->voice_gap_ms) {
		e->voice_gap_ms = e->silent_ms;
	}
	if (e->voice_gap_ms > e->gap_ms)
		e->gap_ms = e->voice_gap_ms;
	e->voice = voice;
	e->speaking = true;
	e->silent_ms = 0;
	e->talk_ms += BLOCK_MS;
}

static void
hear_other(struct ear *e, int print)
{
	e->speaking = false;
	e->voice_last = VOICE_NONE;
	e->print_run = print == e->print ? e->print_run + 1 : 1;
	e->print = print;
	if (print != PRINT_UNKNOWN && e->print_run == PRINT_SURE)
		note(e, HEARD_PROMPT, print);
}

void
ear_block(struct ear *e, const uint8_t block[SPAN_BLOCK], bool arrived)
{
	int16_t samples[SPAN_BLOCK];
	double hz;
	int print;
	bool network;

	block_samples(block, samples);
	hz = pure_hz(samples, SPAN_BLOCK);
	network = hz > 0 && fabs(hz - NETWORK_HZ) < NETWORK_OFF;
	print = follower_block(&e->follower, e->prints, samples);
	e->missed += !arrived;
	hear_cadence(e, network);
	if (hz > 0 && voice_of_hz(e->band, hz) != VOICE_NONE)
		hear_voice(e, voice_of_hz(e->band, hz));
	else if (level_dbm0(samples, SPAN_BLOCK) < SILENCE_DBM0)
		e->silent_ms += BLOCK_MS;
	else
		hear_other(e, network ? PRINT_UNKNOWN : print);
	e->ms += BLOCK_MS;
}

void
ear_pass(struct ear *e, bool arrived)
{
	e->missed += !arrived;
	e->speaking = false;
	e->tone_ms = e->quiet_ms = 0;
	e->ms += BLOCK_MS;
}

/* "zh/welcome" is found as "zh/welcome" and as "welcome". */
static bool
is_named(const char *full, const char *wanted, size_t len)
{
	const char *bare = strrchr(full, '/');

	return (strlen(full) == len && memcmp(full, wanted, len) == 0) ||
	    (bare && strlen(bare + 1) == len && memcmp(bare + 1, wanted, len) == 0);
}

static bool
is_one_of(const char *full, const char *names)
{
	for (const char *at = names;; at++) {
		size_t len = strcspn(at, ",");

		if (is_named(full, at, len))
			return true;
		at += len;
		if (!*at)
			return false;
	}
}

const char *
ear_name(const struct ear *e, const struct heard *h, char *buf, size_t size)
{
	switch (h->kind) {
	case HEARD_PROMPT:
		return print_name(e->prints, h->what);
	case HEARD_TONE:
		return network_tone_names[h->what];
	default:
		snprintf(buf, size, "voice-%02d", h->what);
		return buf;
	}
}

int
ear_heard(const struct ear *e, enum heard_kind kind, const char *name, int from)
{
	char buf[16];

	for (int i = from; i < e->n_heard; i++)
		if (e->heard[i].kind == kind && (!name || is_one_of(ear_name(e, &e->heard[i], buf, sizeof(buf)), name)))
			return i + 1;
	return 0;
}
