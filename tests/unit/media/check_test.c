/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The check tone, what is not it, and a slot that hears it. */
#include "media/check.h"

#include "media/alaw.h"
#include "media/tone.h"
#include "trunk/span.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

/* A block of this frequency and level, and of another one under it. */
static bool
heard(double hz, double dbm0, double other_hz, double other_dbm0)
{
	uint8_t block[SPAN_BLOCK];
	double peak = 32767 * pow(10, (dbm0 - 3.14) / 20), other = 32767 * pow(10, (other_dbm0 - 3.14) / 20);

	for (int i = 0; i < SPAN_BLOCK; i++)
		block[i] = alaw_encode((int16_t)lrint(
		    peak * sin(2 * M_PI * hz * i / 8000 + 0.7) + other * sin(2 * M_PI * other_hz * i / 8000)));
	return check_tone_in(block);
}

Test(check, tone_is_heard_at_any_level_a_line_may_give_it)
{
	for (int dbm0 = 0; dbm0 >= -28; dbm0 -= 2)
		cr_expect(heard(2000, dbm0, 300, -60), "%d dBm0", dbm0);
	cr_expect(heard(2010, -12, 300, -60), "a little beside");
	cr_expect(heard(2000, -12, 50, -25), "with hum");
	cr_expect_not(heard(2000, -40, 300, -80), "too faint");
}

Test(check, other_tones_and_silence_are_not_it)
{
	static const int tones[] = { 350, 450, 697, 941, 1209, 1633, 1800, 2100, 2200, 3000, 3400 };
	uint8_t quiet[SPAN_BLOCK];

	for (size_t i = 0; i < sizeof(tones) / sizeof(tones[0]); i++)
		cr_expect_not(heard(tones[i], -10, 300, -60), "%d Hz", tones[i]);
	cr_expect_not(heard(2000, -12, 1000, -10), "under another tone");
	memset(quiet, SPAN_IDLE, sizeof(quiet));
	cr_expect_not(check_tone_in(quiet));
}

Test(check, our_own_tone_is_it)
{
	struct tones tones;
	uint8_t block[SPAN_BLOCK];

	cr_assert_eq(tones_open(&tones), 0);
	for (uint64_t at = 0; at < 50 * SPAN_BLOCK; at += SPAN_BLOCK) {
		tone_fill(&tones, TONE_CHECK, at, block, sizeof(block));
		cr_expect(check_tone_in(block));
	}
	tones_close(&tones);
}
