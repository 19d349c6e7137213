/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/farend/ear.h"
#include "tools/farend/mouth.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static struct prints *prints;
static struct ear ear;
static struct mouth mouth;

static void
open_ear(void)
{
	cr_assert_eq(prints_new(&prints), 0);
	cr_assert_eq(prints_index(prints), 0);
	ear_open(&ear, prints, BAND_PHONE);
	memset(&mouth, 0, sizeof(mouth));
}

static void
close_ear(void)
{
	mouth_fini(&mouth);
	prints_free(prints);
}

TestSuite(ear, .init = open_ear, .fini = close_ear);

static void
hear_ms(int ms)
{
	uint8_t block[SPAN_BLOCK];

	for (; ms > 0; ms -= 20) {
		mouth_block(&mouth, block);
		ear_block(&ear, block, true);
	}
}

static void
voice_ms(int voice, int ms)
{
	mouth_tone(&mouth, voice_hz(BAND_PHONE, voice));
	hear_ms(ms);
}

static void
silence_ms(int ms)
{
	mouth_hush(&mouth);
	hear_ms(ms);
}

Test(ear, longest_gap_in_a_voice_is_measured)
{
	voice_ms(3, 1000);
	silence_ms(60);
	voice_ms(3, 500);
	silence_ms(340);
	voice_ms(3, 500);
	silence_ms(5000);
	cr_assert_eq(ear.gap_ms, 340, "%u", ear.gap_ms);
	cr_assert_eq(ear.voice, 3);
	cr_assert_geq(ear.talk_ms, 1800);
	cr_assert_eq(ear_heard(&ear, HEARD_VOICE, NULL, 0), 1);
}

Test(ear, pause_between_two_agents_is_no_gap)
{
	voice_ms(3, 1000);
	silence_ms(800);
	voice_ms(9, 1000);
	cr_assert_eq(ear.gap_ms, 0);
	cr_assert_eq(ear.voice, 9);
	cr_assert_eq(ear.n_heard, 2);
}

Test(ear, music_between_is_no_gap)
{
	voice_ms(3, 1000);
	cr_assert_eq(mouth_dial(&mouth, "123456"), 0); /* some other sound */
	hear_ms(600);
	voice_ms(3, 500);
	cr_assert_lt(ear.gap_ms, 100);
}

struct tone {
	const char *name;
	int on, off;
};

Test(ear, tones_of_the_network_are_told_apart)
{
	/* clang-format off */
	static const struct tone tones[] = {
		{ "dial",       3000, 0 },
		{ "ringback",   1000, 4000 },
		{ "busy",       360,  340 }, /* 350 ms in whole blocks */
		{ "congestion", 700,  700 },
	};
	/* clang-format on */

	for (size_t i = 0; i < sizeof(tones) / sizeof(tones[0]); i++) {
		ear_open(&ear, prints, BAND_PHONE);
		for (int turn = 0; turn < 3; turn++) {
			mouth_tone(&mouth, 450);
			hear_ms(tones[i].on);
			if (tones[i].off)
				silence_ms(tones[i].off);
		}
		cr_assert_eq(ear.n_heard, 1, "%s: %d tones", tones[i].name, ear.n_heard);
		cr_assert(ear_heard(&ear, HEARD_TONE, tones[i].name, 0), "%s", tones[i].name);
	}
}

Test(ear, things_heard_are_found_in_order)
{
	char buf[16];

	voice_ms(1, 200);
	voice_ms(2, 200);
	voice_ms(1, 200);
	cr_assert_eq(ear_heard(&ear, HEARD_VOICE, "voice-01", 0), 1);
	cr_assert_eq(ear_heard(&ear, HEARD_VOICE, "voice-01", 1), 3);
	cr_assert_eq(ear_heard(&ear, HEARD_VOICE, "voice-05,voice-02", 0), 2);
	cr_assert_eq(ear_heard(&ear, HEARD_VOICE, "voice-07", 0), 0);
	cr_assert_str_eq(ear_name(&ear, &ear.heard[1], buf, sizeof(buf)), "voice-02");
}

Test(ear, more_than_can_be_noted_is_harmless)
{
	for (int i = 0; i < 2 * HEARD_MOST; i++)
		voice_ms(i % 2, 120);
	cr_assert_eq(ear.n_heard, HEARD_MOST);
}
