/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fixture.h"
#include "keypad.h"
#include "media/dtmf.h"

static struct dtmf *d;

static void
set_up(void)
{
	dtmf_thread();
	d = dtmf_new();
}

static void
tear_down(void)
{
	dtmf_free(d);
}

TestSuite(dtmf, .init = set_up, .fini = tear_down);

/* What the receiver makes of some audio. */
static const char *
receive(const uint8_t *alaw, size_t n)
{
	static char heard[300];
	size_t k = 0;
	for (size_t at = 0; at + SPAN_BLOCK <= n; at += SPAN_BLOCK) {
		char digits[DTMF_BLOCK_DIGITS];
		int got = dtmf_block(d, alaw + at, digits);
		for (int i = 0; i < got && k < sizeof(heard) - 1; i++)
			heard[k++] = digits[i];
	}
	heard[k] = 0;
	return heard;
}

Test(dtmf, hears_digits_of_the_shortest_kind_at_both_ends_of_the_level)
{
	/* clang-format off */
	static const struct key_style styles[] = {
		{ .level_dbm0 = -4,  .on_ms = 60, .off_ms = 60 },
		{ .level_dbm0 = -23, .on_ms = 50, .off_ms = 50 },
		{ .level_dbm0 = -15, .on_ms = 50, .off_ms = 50, .twist_db = 6 },
		{ .level_dbm0 = -15, .on_ms = 50, .off_ms = 50, .twist_db = -5 },
		{ .level_dbm0 = -15, .on_ms = 50, .off_ms = 50, .off_permille = 12 },
		{ .level_dbm0 = -15, .on_ms = 50, .off_ms = 50, .off_permille = -12 },
	};
	/* clang-format on */
	for (size_t i = 0; i < sizeof(styles) / sizeof(styles[0]); i++) {
		size_t n;
		uint8_t *keys = press_keys(ALL_KEYS, &styles[i], &n);
		dtmf_reset(d);
		const char *heard = receive(keys, n);
		cr_expect_str_eq(heard, ALL_KEYS, "style %zu: %s", i, heard);
		free(keys);
	}
}

Test(dtmf, does_not_hear_what_is_no_digit)
{
	/* clang-format off */
	static const struct key_style styles[] = {
		{ .level_dbm0 = -40, .on_ms = 80, .off_ms = 80 },
		{ .level_dbm0 = -15, .on_ms = 15, .off_ms = 80 },
		{ .level_dbm0 = -15, .on_ms = 80, .off_ms = 80, .off_permille = 40 },
		{ .level_dbm0 = -15, .on_ms = 80, .off_ms = 80, .twist_db = 14 },
	};
	/* clang-format on */
	for (size_t i = 0; i < sizeof(styles) / sizeof(styles[0]); i++) {
		size_t n;
		uint8_t *keys = press_keys(ALL_KEYS, &styles[i], &n);
		dtmf_reset(d);
		const char *heard = receive(keys, n);
		cr_expect_str_eq(heard, "", "style %zu: %s", i, heard);
		free(keys);
	}
}

Test(dtmf, a_key_pressed_again_counts_again_though_silence_between_is_not_decoded)
{
	const struct key_style style = { .level_dbm0 = -12, .on_ms = 100, .off_ms = 1000 };
	size_t n;
	uint8_t *keys = press_keys("1111#", &style, &n);
	cr_expect_str_eq(receive(keys, n), "1111#");
	free(keys);
}

Test(dtmf, one_long_press_is_one_digit)
{
	const struct key_style style = { .level_dbm0 = -12, .on_ms = 5000, .off_ms = 100 };
	size_t n;
	uint8_t *keys = press_keys("5", &style, &n);
	cr_expect_str_eq(receive(keys, n), "5");
	free(keys);
}

Test(dtmf, music_is_not_taken_for_digits)
{
	uint8_t *music = malloc(music_samples());
	cr_assert_eq(music_render(music), 0);
	cr_expect_str_eq(receive(music, music_samples()), "");
	free(music);
}
