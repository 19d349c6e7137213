/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fixture.h"

struct stage {
	struct prompts *prompts;
	struct tones tones;
	struct voice voice;
	struct playlist list;
	uint8_t out[200000];
};

static struct stage *st;

static void
set_up(void)
{
	st = calloc(1, sizeof(*st));
	cr_assert_eq(tones_open(&st->tones), 0);
	cr_assert_eq(prompts_new(&st->prompts), 0);
	add_prompt(st->prompts, LANG_ZH, "welcome", 1000, 3);
	add_prompt(st->prompts, LANG_EN, "welcome", 900, 5);
	add_prompt(st->prompts, LANG_ZH, "goodbye", 333, 7);
	for (int i = 0; i < 10; i++) {
		char name[4] = { 'd', (char)('0' + i), 0 };
		add_prompt(st->prompts, LANG_ZH, name, 200 + 10 * (uint32_t)i, 11 + i);
	}
	st->voice = (struct voice){ st->prompts, &st->tones };
}

static void
tear_down(void)
{
	prompts_free(st->prompts);
	tones_close(&st->tones);
	free(st);
}

TestSuite(playlist, .init = set_up, .fini = tear_down);

static const struct prompt *
prompt(int lang, const char *name)
{
	const struct prompt *p = prompt_find(st->prompts, lang, name);
	cr_assert(p, "%s", name);
	return p;
}

/* Play a list to its end in pieces of n samples; returns how many samples were its own. */
static size_t
play(const struct play_item *items, int n_items, int lang, size_t n)
{
	size_t all = 0;
	playlist_begin(&st->list, items, n_items, lang);
	for (size_t got = n; got == n && all + n < sizeof(st->out) && !playlist_over(&st->list); all += got)
		got = playlist_fill(&st->list, &st->voice, st->out + all, n);
	return all;
}

Test(playlist, items_follow_one_another_to_the_sample)
{
	struct play_item items[] = { item(PLAY_PROMPT, "welcome", 0, 0), item(PLAY_PAUSE, "", 0, 50),
		item(PLAY_DIGITS, "37", 0, 0), item(PLAY_TONE, "", TONE_BEEP, 100),
		item(PLAY_PROMPT, "goodbye", 0, 0) };
	static const size_t steps[] = { 160, 1, 7, 4000 };
	uint8_t beep[800];
	tone_fill(&st->tones, TONE_BEEP, 0, beep, sizeof(beep));
	for (size_t k = 0; k < 4; k++) {
		cr_expect_eq(play(items, 5, LANG_ZH, steps[k]), 1000 + 400 + 230 + 270 + 800 + 333);
		const uint8_t *at = st->out;
		cr_expect(memcmp(at, prompt(LANG_ZH, "welcome")->data, 1000) == 0);
		for (at += 1000; at < st->out + 1400; at++)
			cr_assert_eq(*at, ALAW_SILENCE);
		cr_expect(memcmp(at, prompt(LANG_ZH, "d3")->data, 230) == 0);
		cr_expect(memcmp(at + 230, prompt(LANG_ZH, "d7")->data, 270) == 0);
		cr_expect(memcmp(at + 500, beep, 800) == 0);
		cr_expect(memcmp(at + 1300, prompt(LANG_ZH, "goodbye")->data, 333) == 0);
		cr_expect_null(st->list.missing);
	}
}

Test(playlist, ends_with_its_last_sample_and_is_silent_afterwards)
{
	struct play_item items[] = { item(PLAY_PAUSE, "", 0, 20) };
	uint8_t block[160];
	playlist_begin(&st->list, items, 1, LANG_ZH);
	cr_expect_eq(playlist_fill(&st->list, &st->voice, block, 160), 160);
	cr_expect(playlist_over(&st->list));
	cr_expect_eq(playlist_fill(&st->list, &st->voice, block, 160), 0);
	cr_expect_eq(block[0], ALAW_SILENCE);
}

Test(playlist, skipping_is_the_same_as_listening)
{
	struct play_item items[] = { item(PLAY_PROMPT, "welcome", 0, 0), item(PLAY_DIGITS, "0123456789", 0, 0),
		item(PLAY_TONE, "", TONE_BUSY, 1000), item(PLAY_PROMPT, "goodbye", 0, 0) };
	size_t all = play(items, 4, LANG_ZH, 160);
	for (size_t skip = 0; skip < all; skip += 377) {
		uint8_t rest[20000];
		playlist_begin(&st->list, items, 4, LANG_ZH);
		playlist_skip(&st->list, &st->voice, skip);
		cr_assert_eq(playlist_fill(&st->list, &st->voice, rest, sizeof(rest)), all - skip);
		cr_assert(memcmp(rest, st->out + skip, all - skip) == 0, "after %zu", skip);
	}
	playlist_begin(&st->list, items, 4, LANG_ZH);
	playlist_skip(&st->list, &st->voice, all);
	cr_expect(playlist_over(&st->list));
}

Test(playlist, language_is_the_callers_and_the_other_one_is_better_than_none)
{
	struct play_item items[] = { item(PLAY_PROMPT, "welcome", 0, 0), item(PLAY_PROMPT, "goodbye", 0, 0) };
	cr_expect_eq(play(items, 2, LANG_EN, 160), 900 + 333);
	cr_expect(memcmp(st->out, prompt(LANG_EN, "welcome")->data, 900) == 0);
	cr_expect_null(st->list.missing);
}

Test(playlist, missing_prompts_are_skipped_and_named)
{
	struct play_item items[] = { item(PLAY_PROMPT, "welcome", 0, 0), item(PLAY_PROMPT, "no-such", 0, 0),
		item(PLAY_NUMBER, "20", 0, 0), item(PLAY_PROMPT, "goodbye", 0, 0) };
	cr_expect_eq(play(items, 4, LANG_ZH, 160), 1000 + 220 + 333, "the rest is played; ten is not recorded");
	cr_expect_str_eq(st->list.missing, "no-such");
}

Test(playlist, nonsense_is_skipped)
{
	struct play_item items[] = { item(77, "x", 0, 0), item(PLAY_NUMBER, "1e9", 0, 0), item(PLAY_TONE, "", 200, 500),
		item(PLAY_PROMPT, "goodbye", 0, 0) };
	memset(items[1].text, 'A', sizeof(items[1].text)); /* not terminated */
	cr_expect_eq(play(items, 4, LANG_ZH, 160), 333);
	cr_expect_not_null(st->list.missing);
	cr_expect_eq(play(items, 0, LANG_ZH, 160), 0);
}

Test(playlist, a_new_set_of_prompts_goes_on_at_the_same_place)
{
	struct play_item items[] = { item(PLAY_PROMPT, "welcome", 0, 0), item(PLAY_PROMPT, "goodbye", 0, 0) };
	struct prompts *fresh;
	uint8_t block[160], rest[2000];
	cr_assert_eq(prompts_new(&fresh), 0);
	add_prompt(fresh, LANG_ZH, "welcome", 500, 9);
	playlist_begin(&st->list, items, 2, LANG_ZH);
	playlist_fill(&st->list, &st->voice, block, 160);
	st->voice.prompts = fresh;
	playlist_voice_changed(&st->list, &st->voice);
	cr_expect_eq(playlist_fill(&st->list, &st->voice, rest, sizeof(rest)), 340, "goodbye is not in the new set");
	cr_expect(memcmp(rest, prompt_find(fresh, LANG_ZH, "welcome")->data + 160, 340) == 0);
	cr_expect_str_eq(st->list.missing, "goodbye");
	prompts_free(fresh);
}
