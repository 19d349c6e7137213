/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A telephone's keypad for tests: DTMF of any level, length, twist and frequency error, on a noisy line.
 */
#pragma once

#include "media/alaw.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ALL_KEYS "1234567890*#ABCD"

struct key_style {
	double level_dbm0; /* of the low tone */
	double twist_db;   /* high over low */
	double noise_dbm0; /* 0: none */
	int off_permille;
	int on_ms, off_ms;
};

static inline double
amplitude(double dbm0)
{
	return 32767 * pow(10, (dbm0 - 3.14) / 20);
}

static inline double
gauss(uint32_t *seed)
{
	double sum = -6;
	for (int i = 0; i < 12; i++) {
		*seed = *seed * 1664525u + 1013904223u;
		sum += *seed / 4294967296.0;
	}
	return sum;
}

/* Whole blocks of A-law, to be freed: each key on and off. */
static inline uint8_t *
press_keys(const char *keys, const struct key_style *s, size_t *n)
{
	static const double low[4] = { 697, 770, 852, 941 }, high[4] = { 1209, 1336, 1477, 1633 };
	size_t on = (size_t)s->on_ms * 8, each = on + (size_t)s->off_ms * 8;
	uint32_t seed = 7;
	double noise = s->noise_dbm0 < 0 ? amplitude(s->noise_dbm0) * M_SQRT1_2 : 0;
	double a = amplitude(s->level_dbm0), b = amplitude(s->level_dbm0 + s->twist_db);
	*n = (strlen(keys) * each + 800 + 159) / 160 * 160;
	uint8_t *out = malloc(*n);
	for (size_t i = 0; i < *n; i++) {
		double v = noise * gauss(&seed);
		if (i / each < strlen(keys) && i % each < on) {
			size_t at = (size_t)(strchr("123A456B789C*0#D", keys[i / each]) - "123A456B789C*0#D");
			double w = 2 * M_PI * (1 + s->off_permille / 1000.0) * (double)(i % each) / 8000;
			v += a * sin(w * low[at / 4]) + b * sin(w * high[at % 4]);
		}
		out[i] = alaw_encode((int16_t)lrint(fmax(-32768, fmin(32767, v))));
	}
	return out;
}
