/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/farend/fingerprint.h"

#include "tools/farend/audio.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SECONDS(s) ((s)*SAMPLE_RATE)
#define SOUNDS     5
#define LENGTH     SECONDS(3)

static int16_t sounds[SOUNDS][LENGTH];
static struct prints *prints;

/* Speech-like: three partials that glide to another place every 90 ms, with pauses. */
static void
babble(int16_t *samples, size_t n, uint32_t seed)
{
	double hz[3] = { 300, 1000, 2000 }, glide[3] = { 0 }, phase[3] = { 0 };
	int quiet = 0;

	for (size_t i = 0; i < n; i++) {
		if (i % 720 == 0) {
			for (int k = 0; k < 3; k++) {
				seed = seed * 1664525u + 1013904223u;
				glide[k] = (250 + 900 * k + (seed >> 8) % 700 - hz[k]) / 720;
			}
			quiet = (seed >> 4) % 6 == 0;
		}
		double v = 0;

		for (int k = 0; k < 3; k++) {
			hz[k] += glide[k];
			phase[k] += 2 * M_PI * hz[k] / SAMPLE_RATE;
			v += sin(phase[k]) * (4000 >> k);
		}
		samples[i] = quiet ? 0 : (int16_t)v;
	}
}

static void
open_prints(void)
{
	cr_assert_eq(prints_new(&prints), 0);
	for (int i = 0; i < SOUNDS; i++) {
		char name[] = { 'z', 'h', '/', (char)('a' + i), 0 };

		babble(sounds[i], LENGTH, 77u + (uint32_t)i * 1000003u);
		cr_assert_eq(prints_add(prints, name, sounds[i], LENGTH), i);
	}
	cr_assert_eq(prints_index(prints), 0);
}

static void
close_prints(void)
{
	prints_free(prints);
}

TestSuite(fingerprint, .init = open_prints, .fini = close_prints);

/* Blocks through A-law; how many were recognised as `want`, and how many as something else. */
static void
listen(const int16_t *samples, size_t n, int want, int *right, int *wrong)
{
	struct follower f;

	follower_init(&f);
	*right = *wrong = 0;
	for (size_t at = 0; at + SPAN_BLOCK <= n; at += SPAN_BLOCK) {
		int16_t block[SPAN_BLOCK];

		for (size_t i = 0; i < SPAN_BLOCK; i++)
			block[i] = alaw_sample(sample_alaw(samples[at + i]));
		int heard = follower_block(&f, prints, block);

		*right += heard == want;
		*wrong += heard != want && heard != PRINT_UNKNOWN;
	}
}

Test(fingerprint, each_prompt_is_known_at_any_alignment)
{
	static int16_t heard[LENGTH + 400];

	for (int s = 0; s < SOUNDS; s++)
		for (size_t shift = 0; shift < 400; shift += 37) {
			int right, wrong;

			memset(heard, 0, sizeof(heard));
			memcpy(heard + shift, sounds[s], sizeof(sounds[s]));
			listen(heard, LENGTH + 400, s, &right, &wrong);
			cr_assert_geq(right, 110, "sound %d shifted by %zu: %d of 150 blocks", s, shift, right);
			cr_assert_eq(wrong, 0);
		}
}

Test(fingerprint, a_prompt_is_known_from_its_middle_and_at_another_level)
{
	static int16_t heard[LENGTH];
	int right, wrong;

	for (size_t i = 0; i + 8000 < LENGTH; i++)
		heard[i] = (int16_t)(sounds[2][i + 8000] / 3);
	listen(heard, LENGTH - 8000, 2, &right, &wrong);
	cr_assert_geq(right, 60, "%d blocks", right);
	cr_assert_eq(wrong, 0);
}

Test(fingerprint, strange_sounds_silence_and_tones_are_unknown)
{
	static int16_t heard[LENGTH];
	int right, wrong;

	for (uint32_t seed = 1; seed < 6; seed++) {
		babble(heard, LENGTH, seed * 40503u);
		listen(heard, LENGTH, PRINT_UNKNOWN, &right, &wrong);
		cr_assert_eq(wrong, 0, "seed %u: %d blocks were taken for a prompt", seed, wrong);
	}
	memset(heard, 0, sizeof(heard));
	listen(heard, LENGTH, PRINT_UNKNOWN, &right, &wrong);
	cr_assert_eq(wrong, 0);
	for (size_t i = 0; i < LENGTH; i++)
		heard[i] = (int16_t)(8000 * sin(2 * M_PI * 450 * (double)i / SAMPLE_RATE));
	listen(heard, LENGTH, PRINT_UNKNOWN, &right, &wrong);
	cr_assert_eq(wrong, 0);
}

Test(fingerprint, an_empty_collection_knows_nothing)
{
	struct prints *none;
	struct follower f;

	cr_assert_eq(prints_new(&none), 0);
	cr_assert_eq(prints_index(none), 0);
	follower_init(&f);
	cr_assert_eq(follower_block(&f, none, sounds[0]), PRINT_UNKNOWN);
	prints_free(none);
}
