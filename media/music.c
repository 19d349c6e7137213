/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The waiting music: sixteen bars in G major, eighty beats a minute, a melody over broken chords.
 *
 * A note is a few harmonics that decay at their own rates, as on a plucked string; what rings on past the end of the
 * piece is added to its beginning, so it can go round for ever.  The level stays near -18 dBm0, well under speech.
 */
#include "media/music.h"

#include "media/alaw.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

#define RATE   8000
#define BEAT   6000 /* samples: 80 beats a minute */
#define BARS   16
#define BAR    (4 * BEAT)
#define REST   0
#define RING_S 2.0 /* a note is inaudible after this */

/* Chords, one to a bar: four keys (MIDI numbers) that are broken upwards and back in eighths. */
/* clang-format off */
static const uint8_t chords[BARS][4] = {
	{ 43, 55, 59, 62 }, /* G  */
	{ 38, 54, 57, 62 }, /* D  */
	{ 40, 55, 59, 64 }, /* Em */
	{ 36, 55, 60, 64 }, /* C  */
	{ 43, 55, 59, 62 }, /* G  */
	{ 35, 54, 59, 62 }, /* Bm */
	{ 36, 55, 60, 64 }, /* C  */
	{ 38, 54, 57, 62 }, /* D  */
	{ 40, 55, 59, 64 }, /* Em */
	{ 35, 54, 59, 62 }, /* Bm */
	{ 36, 55, 60, 64 }, /* C  */
	{ 43, 55, 59, 62 }, /* G  */
	{ 45, 57, 60, 64 }, /* Am */
	{ 38, 54, 57, 60 }, /* D7 */
	{ 43, 55, 59, 62 }, /* G  */
	{ 43, 55, 59, 62 }, /* G  */
};
/* clang-format on */
static const uint8_t broken[8] = { 0, 1, 2, 3, 2, 3, 2, 1 }; /* which key of the chord on each eighth */

/* The melody: key and length in eighths; every line is two bars. */
/* clang-format off */
static const struct {
	uint8_t key, eighths;
} melody[] = {
	{74, 4}, {71, 2}, {74, 2}, {76, 3}, {74, 1}, {69, 4},
	{71, 4}, {67, 2}, {71, 2}, {72, 3}, {71, 1}, {67, 4},
	{74, 2}, {76, 2}, {79, 4}, {78, 3}, {76, 1}, {74, 4},
	{76, 2}, {74, 2}, {72, 2}, {71, 2}, {69, 6}, {REST, 2},
	{71, 3}, {74, 1}, {79, 4}, {78, 2}, {74, 2}, {71, 4},
	{72, 3}, {74, 1}, {76, 4}, {74, 2}, {71, 2}, {67, 4},
	{69, 2}, {71, 2}, {72, 4}, {71, 2}, {69, 2}, {66, 4},
	{67, 8}, {62, 4}, {67, 4},
};
/* clang-format on */

/* Harmonics of a string: strength, and how fast each dies (1/s). */
/* clang-format off */
static const struct {
	double strength, decay;
} harmonics[] = {
	{ 1.00, 2.2 },
	{ 0.42, 3.4 },
	{ 0.16, 5.2 },
	{ 0.05, 7.5 },
};
/* clang-format on */

static void
pluck(float *mix, size_t n, size_t at, int key, double strength)
{
	double hz = 440 * pow(2, (key - 69) / 12.0);
	for (size_t h = 0; h < sizeof(harmonics) / sizeof(harmonics[0]); h++) {
		double step = 2 * M_PI * hz * (double)(h + 1) / RATE;
		if (step > M_PI * 0.85)
			break; /* outside the telephone band */
		double a = strength * harmonics[h].strength, fade = exp(-harmonics[h].decay / RATE);
		for (size_t i = 0; i < (size_t)(RING_S * RATE); i++, a *= fade) {
			double attack = i < 40 ? (double)i / 40 : 1;
			mix[(at + i) % n] += (float)(a * attack * sin(step * (double)i));
		}
	}
}

size_t
music_samples(void)
{
	return (size_t)BARS * BAR;
}

int
music_render(uint8_t *to)
{
	size_t n = music_samples();
	float *mix = calloc(n, sizeof(*mix));
	if (!mix)
		return -ENOMEM;
	for (size_t bar = 0; bar < BARS; bar++)
		for (size_t i = 0; i < 8; i++)
			pluck(mix, n, bar * BAR + i * BEAT / 2, chords[bar][broken[i]], i ? 0.45 : 0.7);
	size_t at = 0;
	for (size_t i = 0; i < sizeof(melody) / sizeof(melody[0]); at += melody[i++].eighths * BEAT / 2u)
		if (melody[i].key != REST)
			pluck(mix, n, at, melody[i].key, 1.0);
	double power = 0;
	for (size_t i = 0; i < n; i++)
		power += (double)mix[i] * mix[i];
	double gain = 32767 * M_SQRT1_2 * pow(10, (-18 - 3.14) / 20) / sqrt(power / (double)n);
	for (size_t i = 0; i < n; i++) {
		double s = gain * mix[i];
		to[i] = alaw_encode((int16_t)lrint(s > 32767 ? 32767 : s < -32768 ? -32768 : s));
	}
	free(mix);
	return 0;
}
