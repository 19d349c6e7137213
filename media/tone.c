/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tones of the China plan (GB 3380, E.180): 450 Hz at -10 dBm0, told apart by their cadence.
 *
 * 450 Hz takes 160 samples for nine whole waves, so the continuous tone joins itself without a click.
 */
#include "media/tone.h"

#include "media/alaw.h"
#include "trunk/span.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define RATE      8000
#define FULL_DBM0 3.14 /* a sine that just fills A-law's range (G.711) */

struct cadence {
	int hz;
	int dbm0;
	int on_ms; /* 0 on and 0 off: continuous */
	int off_ms;
};

static const struct cadence cadences[TONE_COUNT] = {
	[TONE_NONE] = { 0, 0, 0, 0 },
	[TONE_DIAL] = { 450, -10, 20, 0 },
	[TONE_RINGBACK] = { 450, -10, 1000, 4000 },
	[TONE_BUSY] = { 450, -10, 350, 350 },
	[TONE_CONGESTION] = { 450, -10, 700, 700 },
	[TONE_CALL_WAITING] = { 450, -10, 400, 4000 },
	[TONE_CHECK] = { 2000, -12, 20, 0 },
	[TONE_BEEP] = { 950, -12, 200, 14800 }, /* "you are being recorded", or "speak now" as one item of a list */
};

static int
render(struct tones *t, int tone)
{
	const struct cadence *c = &cadences[tone];
	uint32_t on = (uint32_t)c->on_ms * RATE / 1000, len = on + (uint32_t)c->off_ms * RATE / 1000;
	if (!len)
		len = SPAN_BLOCK;
	uint8_t *p = malloc(len);
	if (!p)
		return -ENOMEM;
	double peak = 32767 * pow(10, (c->dbm0 - FULL_DBM0) / 20);
	memset(p, ALAW_SILENCE, len);
	for (uint32_t i = 0; i < on; i++)
		p[i] = alaw_encode((int16_t)lrint(peak * sin(2 * M_PI * c->hz * i / RATE)));
	t->period[tone] = p;
	t->len[tone] = len;
	return 0;
}

int
tones_open(struct tones *t)
{
	memset(t, 0, sizeof(*t));
	for (int i = 0; i < TONE_COUNT; i++) {
		if (render(t, i) < 0) {
			tones_close(t);
			return -ENOMEM;
		}
	}
	return 0;
}

void
tones_close(struct tones *t)
{
	for (int i = 0; i < TONE_COUNT; i++)
		free(t->period[i]);
	memset(t, 0, sizeof(*t));
}

void
tone_fill(const struct tones *t, int tone, uint64_t at, uint8_t *to, size_t n)
{
	if (tone <= TONE_NONE || tone >= TONE_COUNT) {
		memset(to, ALAW_SILENCE, n);
		return;
	}
	uint32_t len = t->len[tone], from = (uint32_t)(at % len);
	while (n) {
		size_t k = n < len - from ? n : len - from;
		memcpy(to, t->period[tone] + from, k);
		to += k, n -= k, from = 0;
	}
}
