/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "media/alaw.h"
#include "media/music.h"
#include "media/tone.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Table 1a of G.711: the ends and the middle of the law, as octets on the line. */
Test(alaw, law_has_the_values_of_the_standard)
{
	cr_expect_eq(alaw_linear[0xd5], 8);
	cr_expect_eq(alaw_linear[0x55], -8);
	cr_expect_eq(alaw_linear[0xaa], 32256);
	cr_expect_eq(alaw_linear[0x2a], -32256);
	cr_expect_eq(alaw_linear[0x80 ^ 0xd5 ^ 0x80], 8);
	cr_expect_eq(alaw_encode(0), 0xd5);
	cr_expect_eq(alaw_encode(-1), 0x55);
	cr_expect_eq(alaw_encode(32767), 0xaa);
	cr_expect_eq(alaw_encode(-32768), 0x2a);
}

Test(alaw, every_octet_comes_back)
{
	for (int c = 0; c < 256; c++)
		cr_expect_eq(alaw_encode(alaw_linear[c]), c, "octet %02x", (unsigned)c);
}

Test(alaw, no_sample_is_further_off_than_half_a_step)
{
	for (int v = -32768; v <= 32767; v++) {
		uint8_t octet = alaw_encode((int16_t)v);
		int segment = (octet ^ 0x55) >> 4 & 7, half = 8 << (segment ? segment - 1 : 0);
		cr_assert_leq(abs(alaw_linear[octet] - v), half, "sample %d became %d", v, alaw_linear[octet]);
	}
}

Test(alaw, quiet_means_innermost_segment)
{
	uint8_t block[160];
	memset(block, 0xd5, sizeof(block));
	cr_expect(alaw_quiet(block, sizeof(block)));
	block[77] = alaw_encode(-250);
	cr_expect(alaw_quiet(block, sizeof(block)));
	block[159] = alaw_encode(-260);
	cr_expect_not(alaw_quiet(block, sizeof(block)));
}

static double
rms_dbm0(const uint8_t *p, size_t n)
{
	double sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += (double)alaw_linear[p[i]] * alaw_linear[p[i]];
	return 10 * log10(sum / (double)n) - 20 * log10(32767 * M_SQRT1_2) + 3.14;
}

/* Zero crossings upwards in a second of tone: its frequency. */
static int
hertz(const uint8_t *p)
{
	int n = 0;
	for (int i = 1; i < 8000; i++)
		n += alaw_linear[p[i - 1]] < 0 && alaw_linear[p[i]] >= 0;
	return n;
}

Test(tone, dial_tone_is_450_hz_at_minus_10_dbm0_without_a_seam)
{
	struct tones t;
	uint8_t p[16000];
	cr_assert_eq(tones_open(&t), 0);
	for (int i = 0; i < 16000; i += 100)
		tone_fill(&t, TONE_DIAL, (uint64_t)i, p + i, 100);
	cr_expect_float_eq(rms_dbm0(p, sizeof(p)), -10, 0.2);
	cr_expect(abs(hertz(p) - 450) <= 1);
	tones_close(&t);
}

struct beat {
	int tone, on_ms, off_ms;
};

Test(tone, cadences_are_those_of_the_china_plan)
{
	/* clang-format off */
	static const struct beat beats[] = {
		{ TONE_RINGBACK,     1000, 4000 },
		{ TONE_BUSY,         350,  350 },
		{ TONE_CONGESTION,   700,  700 },
		{ TONE_CALL_WAITING, 400,  4000 },
        };
	/* clang-format on */
	struct tones t;
	cr_assert_eq(tones_open(&t), 0);
	for (size_t b = 0; b < sizeof(beats) / sizeof(beats[0]); b++) {
		uint32_t on = (uint32_t)beats[b].on_ms * 8, len = on + (uint32_t)beats[b].off_ms * 8;
		uint8_t *p = malloc(2 * len);
		tone_fill(&t, beats[b].tone, 0, p, 2 * len);
		cr_expect_float_eq(rms_dbm0(p + len, on), -10, 0.3);
		for (uint32_t i = on; i < len; i++)
			cr_assert_eq(p[i], ALAW_SILENCE);
		cr_expect(memcmp(p, p + len, len) == 0);
		free(p);
	}
	tones_close(&t);
}

Test(tone, unknown_tones_are_silence)
{
	struct tones t;
	uint8_t p[200];
	cr_assert_eq(tones_open(&t), 0);
	tone_fill(&t, 99, 0, p, sizeof(p));
	cr_expect_eq(p[0], ALAW_SILENCE);
	tone_fill(&t, TONE_NONE, 7, p, sizeof(p));
	cr_expect_eq(p[199], ALAW_SILENCE);
	tones_close(&t);
}

Test(music, is_calm_and_never_stops)
{
	size_t n = music_samples();
	uint8_t *p = malloc(n);
	cr_assert_eq(music_render(p), 0);
	cr_expect_float_eq(rms_dbm0(p, n), -18, 1);
	for (size_t at = 0; at + 4000 <= n; at += 4000)
		cr_expect_gt(rms_dbm0(p + at, 4000), -40, "silent at %zu", at);
	for (size_t i = 0; i < n; i++)
		cr_assert_lt(abs(alaw_linear[p[i]]), 32000);
	free(p);
}
