/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fixture.h"
#include "keypad.h"

#include "media/fax_port.h"
#include "trunk/driver.h"

#define PROMPT_LEN 24000u /* three seconds */

static struct house *h;

static void
set_up(void)
{
	h = build_house();
	add_prompt(h->prompts, LANG_ZH, "welcome", PROMPT_LEN, 3);
	add_prompt(h->prompts, LANG_ZH, "goodbye", 4000, 7);
}

static void
tear_down(void)
{
	wreck_house(h);
}

TestSuite(engine, .init = set_up, .fini = tear_down);

static struct msg_media_slot
play_plan(int span, int slot, uint32_t id, const char *prompt)
{
	struct msg_media_slot plan = plan_for(span, slot, MEDIA_PLAY);
	plan.play_id = id;
	plan.n_items = 1;
	plan.items[0] = item(PLAY_PROMPT, prompt, 0, 0);
	plan.started_us = h->now_us;
	return plan;
}

/* 2100 Hz, as a fax machine answers. */
static uint8_t *
fax_answers(size_t n)
{
	uint8_t *alaw = malloc(n);

	cr_assert_not_null(alaw);
	for (size_t i = 0; i < n; i++)
		alaw[i] = alaw_encode((int16_t)(6000 * sin(2 * M_PI * 2100 * (double)i / 8000)));
	return alaw;
}

static const uint8_t *
prompt_data(const char *name)
{
	return prompt_find(h->prompts, LANG_ZH, name)->data;
}

Test(engine, a_fax_machine_is_heard_where_it_is_listened_for)
{
	size_t n = SPAN_BLOCK * 100;
	uint8_t *ced = fax_answers(n);
	struct msg_media_slot plan = play_plan(1, 5, 1, "welcome");

	listen_at(h, 1, 5, ced, n);
	tell(h, &plan);
	pass(h, 100, 1);
	cr_assert_eq(h->fax_leg, 0u, "nobody asked");
	listen_at(h, 1, 5, ced, n);
	plan.flags = MEDIA_F_FAX;
	tell(h, &plan);
	pass(h, 100, 1);
	cr_assert_eq(h->fax_leg, plan.leg);
	free(ced);
}

/* shows: TRK-16 */
Test(engine, all_digits_are_heard_from_a_noisy_line_while_a_prompt_plays_and_a_key_stops_it)
{
	const struct key_style noisy = {
		.level_dbm0 = -16, .twist_db = 2, .noise_dbm0 = -36, .on_ms = 60, .off_ms = 60
	};
	size_t n;
	uint8_t *keys = press_keys(ALL_KEYS, &noisy, &n);
	struct msg_media_slot plan = play_plan(1, 5, 1, "welcome");
	struct ear *ear = listen_at(h, 1, 5, keys, n);
	plan.flags = MEDIA_F_DTMF;
	tell(h, &plan);
	pass(h, (int)(n / SPAN_BLOCK) + 5, 1);
	cr_assert_eq(h->n_digits, 16);
	for (int i = 0; i < 16; i++) {
		cr_expect_eq(h->digits[i].digit, ALL_KEYS[i]);
		cr_expect_eq(h->digits[i].n, (uint32_t)i + 1);
		cr_expect_eq(h->digits[i].leg, plan.leg);
	}
	cr_expect_eq(h->n_played, 0, "this prompt cannot be broken off");

	plan = play_plan(1, 5, 2, "welcome");
	plan.flags = MEDIA_F_DTMF | MEDIA_F_BARGE;
	tell(h, &plan);
	pass(h, 20, 1);
	cr_assert_eq(h->n_played, 0);
	listen_at(h, 1, 5, keys, SPAN_BLOCK * 4);
	pass(h, 12, 1);
	cr_assert_eq(h->n_played, 1);
	cr_expect_eq(h->played[0].broken, 1);
	cr_expect_eq(h->played[0].play_id, 2u);
	cr_assert_eq(h->n_digits, 17, "the key that broke it off is reported too");
	ear->n_heard = 0;
	pass(h, 20, 1);
	for (size_t i = 5 * SPAN_BLOCK; i < ear->n_heard; i++)
		cr_assert_eq(ear->heard[i], ALAW_SILENCE, "the prompt goes on");
	free(keys);
}

/* Line 1 with an echo canceller on slots 5 and 6: what it was told, in order. */
static struct span_ops echo_ops;
static int echo_told[16], n_echo;

static int
soft_with_echo(struct span *span, int slot, int taps)
{
	if (slot != 5 && slot != 6)
		return -ENOTSUP;
	echo_told[n_echo++ % 16] = slot * 1000 + taps;
	return 0;
}

static void
fit_cancellers(void)
{
	echo_ops = *h->near[1]->ops;
	echo_ops.echo = soft_with_echo;
	h->near[1]->ops = &echo_ops;
	n_echo = 0;
}

Test(engine, an_echo_canceller_is_on_as_long_as_plans_of_a_call_say_so)
{
	struct msg_media_slot plan = play_plan(1, 5, 1, "welcome"), other = plan_for(1, 6, MEDIA_SILENCE);
	struct engine_counts ec;

	fit_cancellers();
	tell(h, &other);
	cr_expect_eq(n_echo, 0, "nobody asked");
	plan.flags = MEDIA_F_ECHO;
	tell(h, &plan);
	cr_assert_eq(n_echo, 1);
	cr_expect_eq(echo_told[0], 5000 + SPAN_ECHO_TAPS);
	plan.plan = MEDIA_MUSIC;
	tell(h, &plan);
	pass(h, 10, 1);
	cr_expect_eq(n_echo, 1, "on already");
	plan.flags = 0; /* a fax machine was heard */
	tell(h, &plan);
	cr_assert_eq(n_echo, 2);
	cr_expect_eq(echo_told[1], 5000);
	plan.flags = MEDIA_F_ECHO;
	tell(h, &plan);
	cr_expect_eq(n_echo, 3);
	plan.plan = MEDIA_IDLE;
	tell(h, &plan);
	plan = plan_for(1, 5, MEDIA_SILENCE);
	plan.flags = MEDIA_F_ECHO;
	tell(h, &plan);
	cr_expect_eq(n_echo, 4, "the bearer was closed in between: it is off by itself, and on for the next call");
	engine_counts(h->engine, &ec);
	cr_expect_eq(ec.no_echo, 0u);
}

Test(engine, a_line_without_echo_canceller_is_counted_once_in_a_call_and_its_audio_passes)
{
	static uint8_t says[40 * SPAN_BLOCK];
	struct msg_media_slot a = plan_for(1, 7, MEDIA_BRIDGE), b = plan_for(2, 8, MEDIA_BRIDGE);
	struct engine_counts ec;

	noise_octets(says, sizeof(says), 1);
	fit_cancellers();
	struct ear *ear = listen_at(h, 2, 8, NULL, 0);
	listen_at(h, 1, 7, says, sizeof(says));
	a.peer_span = 2, a.peer_slot = 8, b.peer_span = 1, b.peer_slot = 7;
	a.flags = b.flags = MEDIA_F_ECHO;
	tell(h, &a);
	tell(h, &b); /* a soft line as it is */
	for (int i = 0; i < 5; i++) {
		pass(h, 10, 1);
		tell(h, &a);
		tell(h, &b);
	}
	engine_counts(h->engine, &ec);
	cr_expect_eq(ec.no_echo, 2u);
	cr_expect_eq(n_echo, 0);
	cr_expect_geq(find_in(ear, says + 10 * SPAN_BLOCK, 20 * SPAN_BLOCK), 0);
	a.leg++; /* the next call */
	tell(h, &a);
	engine_counts(h->engine, &ec);
	cr_expect_eq(ec.no_echo, 3u);
}

Test(engine, a_bridge_is_transparent_octet_by_octet_in_both_ways)
{
	static uint8_t says[2][200 * SPAN_BLOCK];
	noise_octets(says[0], sizeof(says[0]), 1);
	noise_octets(says[1], sizeof(says[1]), 2);
	struct ear *a = listen_at(h, 1, 3, NULL, 0), *b = listen_at(h, 2, 17, NULL, 0);
	struct engine_counts ec, before;
	bridge(h, 1, 3, 2, 17);
	pass(h, 10, 1);
	engine_counts(h->engine, &before);
	listen_at(h, 1, 3, says[0], sizeof(says[0]));
	listen_at(h, 2, 17, says[1], sizeof(says[1]));
	pass(h, 220, 1);
	cr_expect_neq(find_in(a, says[1], sizeof(says[1])), -1);
	cr_expect_neq(find_in(b, says[0], sizeof(says[0])), -1);
	engine_counts(h->engine, &ec);
	cr_expect_eq(ec.starved, before.starved);
	cr_expect_eq(ec.slips, 0u);
	cr_expect_eq(ec.full_out, 0u);
}

Test(engine, a_bridge_stays_whole_when_the_engine_wakes_late)
{
	static uint8_t says[300 * SPAN_BLOCK];
	noise_octets(says, sizeof(says), 3);
	listen_at(h, 1, 3, NULL, 0);
	struct ear *b = listen_at(h, 1, 4, NULL, 0);
	bridge(h, 1, 3, 1, 4);
	pass(h, 10, 1);
	listen_at(h, 1, 3, says, sizeof(says));
	pass(h, 100, 2); /* every second wake-up comes a block late */
	pass(h, 99, 3);
	pass(h, 120, 1);
	cr_expect_neq(find_in(b, says, sizeof(says)), -1);
	struct engine_counts ec;
	engine_counts(h->engine, &ec);
	cr_expect_gt(ec.missed, 100u);
	cr_expect_eq(ec.skipped, 0u);
}

/* shows: IVR-32 */
Test(engine, who_is_held_hears_the_music_and_nothing_of_the_agents)
{
	const struct key_style tone = { .level_dbm0 = -10, .on_ms = 6000, .off_ms = 10 };
	size_t n;
	uint8_t *agents = press_keys("D", &tone, &n), *music = malloc(2 * music_samples());
	struct ear *caller = listen_at(h, 1, 1, NULL, 0);
	struct msg_media_slot held = plan_for(1, 1, MEDIA_MUSIC);
	cr_assert_eq(music_render(music), 0);
	memcpy(music + music_samples(), music, music_samples());
	bridge(h, 1, 1, 2, 1);
	listen_at(h, 2, 1, agents, n);
	listen_at(h, 2, 2, agents, n);
	pass(h, 50, 1);
	cr_assert_neq(find_in(caller, agents + 10 * SPAN_BLOCK, SPAN_BLOCK), -1, "the agent is heard before the hold");
	tell(h, &held);
	bridge(h, 2, 1, 2, 2);
	pass(h, 5, 1);
	caller->n_heard = 0;
	pass(h, 200, 1);
	cr_assert_eq(caller->n_heard, 200u * SPAN_BLOCK);
	const uint8_t *at = memmem(music, 2 * music_samples(), caller->heard, 200 * SPAN_BLOCK);
	cr_expect_not_null(at, "four seconds of the tune, octet by octet");
	cr_expect_neq(
	    find_in(&h->ears[2][2], agents + 100 * SPAN_BLOCK, SPAN_BLOCK), -1, "the agents hear one another");
	free(agents);
	free(music);
}

Test(engine, all_who_wait_hear_the_same_place_of_the_music)
{
	struct ear *a = listen_at(h, 1, 1, NULL, 0), *b = listen_at(h, 1, 2, NULL, 0);
	struct msg_media_slot first = plan_for(1, 1, MEDIA_MUSIC), second = plan_for(1, 2, MEDIA_MUSIC);
	tell(h, &first);
	pass(h, 33, 1);
	tell(h, &second);
	pass(h, 20, 1);
	size_t n = 10 * SPAN_BLOCK;
	cr_expect(memcmp(a->heard + a->n_heard - n, b->heard + b->n_heard - n, n) == 0);
}

Test(engine, music_of_the_house_takes_the_place_of_our_own)
{
	add_prompt(h->prompts, LANG_ZH, "music", 1234, 77); /* its end does not fall on a block */
	engine_prompts(h->engine, h->prompts);
	uint8_t twice[2468];
	struct ear *ear = listen_at(h, 1, 1, NULL, 0);
	struct msg_media_slot plan = plan_for(1, 1, MEDIA_MUSIC);
	memcpy(twice, prompt_data("music"), 1234);
	memcpy(twice + 1234, twice, 1234);
	tell(h, &plan);
	pass(h, 60, 1);
	cr_expect_neq(find_in(ear, twice, sizeof(twice)), -1);
}

Test(engine, what_a_slot_says_first_is_whole_when_the_line_went_on_before_it_was_opened)
{
	struct ear *ear = listen_at(h, 1, 9, NULL, 0);
	struct msg_media_slot plan = play_plan(1, 9, 7, "goodbye");
	struct engine_counts ec;

	line_goes_on(h);
	line_goes_on(h);
	tell(h, &plan);
	engine_tick(h->engine, h->now_us);
	pass(h, 60, 1);
	cr_expect_neq(find_in(ear, prompt_data("goodbye"), 4000), -1);
	engine_counts(h->engine, &ec);
	cr_expect_eq(ec.full_out, 0u);
}

Test(engine, a_list_is_played_to_the_sample_and_reported_when_it_ends)
{
	struct ear *ear = listen_at(h, 1, 9, NULL, 0);
	struct msg_media_slot plan = play_plan(1, 9, 7, "goodbye");
	plan.n_items = 3;
	plan.items[1] = item(PLAY_PAUSE, "", 0, 100);
	plan.items[2] = item(PLAY_PROMPT, "goodbye", 0, 0);
	tell(h, &plan);
	uint64_t began = h->tick;
	pass(h, 100, 1);
	long at = find_in(ear, prompt_data("goodbye"), 4000);
	cr_assert_neq(at, -1);
	for (long i = at + 4000; i < at + 4800; i++)
		cr_assert_eq(ear->heard[i], ALAW_SILENCE);
	cr_expect(memcmp(ear->heard + at + 4800, prompt_data("goodbye"), 4000) == 0);
	cr_expect_eq(ear->heard[at + 8800], ALAW_SILENCE);
	cr_assert_eq(h->n_played, 1);
	cr_expect_eq(h->played_tick[0], began + 55, "8,800 samples are 55 blocks");
	cr_expect_eq(h->played[0].broken, 0);
	cr_expect_eq(h->played[0].leg, plan.leg);
}

Test(engine, being_told_the_same_again_disturbs_nothing)
{
	struct ear *ear = listen_at(h, 1, 9, NULL, 0);
	struct msg_media_slot plan = play_plan(1, 9, 7, "welcome");
	for (int i = 0; i < 160; i++) {
		tell(h, &plan);
		pass(h, 1, 1);
	}
	cr_expect_neq(find_in(ear, prompt_data("welcome"), PROMPT_LEN), -1);
	cr_expect_eq(h->n_played, 1, "and it is reported once");
	plan.play_id = 8;
	tell(h, &plan);
	pass(h, 160, 1);
	cr_expect_eq(h->n_played, 2, "another number is another playing");
}

Test(engine, after_a_restart_a_list_goes_on_where_it_would_be)
{
	struct ear *ear = listen_at(h, 1, 9, NULL, 0);
	struct msg_media_slot plan = play_plan(1, 9, 7, "welcome");
	tell(h, &plan);
	pass(h, 50, 1);
	stop_engine(h);
	for (int i = 0; i < 25; i++) { /* nobody serves the line for half a second */
		h->tick++;
		cr_assert_eq(soft_advance(h->dir, 1, 1), 0);
		cr_assert_eq(soft_advance(h->dir, 2, 1), 0);
		serve_ear(h, 1, 9);
	}
	h->now_us = (int64_t)h->tick * SPAN_BLOCK_US;
	start_engine(h);
	ear->n_heard = 0;
	tell(h, &plan);
	pass(h, 85, 1);
	cr_expect_neq(find_in(ear, prompt_data("welcome") + 75 * SPAN_BLOCK, PROMPT_LEN - 75 * SPAN_BLOCK), -1);
	cr_expect_eq(find_in(ear, prompt_data("welcome") + 60 * SPAN_BLOCK, 15 * SPAN_BLOCK), -1);
	cr_expect_eq(h->n_played, 1);
}

Test(engine, a_missing_prompt_is_reported_by_name_and_the_rest_is_played)
{
	struct ear *ear = listen_at(h, 1, 9, NULL, 0);
	struct msg_media_slot plan = play_plan(1, 9, 7, "no-such-prompt");
	plan.n_items = 2;
	plan.items[1] = item(PLAY_PROMPT, "goodbye", 0, 0);
	tell(h, &plan);
	pass(h, 40, 1);
	cr_expect_neq(find_in(ear, prompt_data("goodbye"), 4000), -1);
	cr_assert_eq(h->n_played, 1);
	cr_expect_eq(h->played[0].broken, 2);
	cr_expect_str_eq(h->missing, "no-such-prompt");
}

Test(engine, tones_keep_their_cadence_and_change_at_once)
{
	struct ear *ear = listen_at(h, 1, 9, NULL, 0);
	struct msg_media_slot plan = plan_for(1, 9, MEDIA_TONE);
	struct tones t;
	uint8_t want[2 * 40000];
	cr_assert_eq(tones_open(&t), 0);
	plan.tone = TONE_RINGBACK;
	tell(h, &plan);
	pass(h, 550, 1);
	tone_fill(&t, TONE_RINGBACK, 0, want, sizeof(want));
	cr_expect_neq(find_in(ear, want, sizeof(want)), -1);
	plan.tone = TONE_BUSY;
	tell(h, &plan);
	ear->n_heard = 0;
	pass(h, 60, 1);
	tone_fill(&t, TONE_BUSY, 0, want, 5600);
	cr_expect_neq(find_in(ear, want, 5600), -1);
	tones_close(&t);
}

Test(engine, digits_are_counted_per_leg)
{
	const struct key_style style = { .level_dbm0 = -12, .on_ms = 80, .off_ms = 80 };
	size_t n;
	uint8_t *keys = press_keys("12", &style, &n);
	struct msg_media_slot plan = plan_for(1, 9, MEDIA_SILENCE);
	plan.flags = MEDIA_F_DTMF;
	for (uint32_t leg = 500; leg < 502; leg++) {
		listen_at(h, 1, 9, keys, n);
		plan.leg = leg;
		tell(h, &plan);
		pass(h, 40, 1);
	}
	cr_assert_eq(h->n_digits, 4);
	cr_expect(h->digits[1].leg == 500 && h->digits[1].n == 2);
	cr_expect(h->digits[2].leg == 501 && h->digits[2].n == 1 && h->digits[2].digit == '1');
	plan.flags = 0;
	tell(h, &plan);
	listen_at(h, 1, 9, keys, n);
	pass(h, 40, 1);
	cr_expect_eq(h->n_digits, 4, "nobody asked for digits");
	free(keys);
}

Test(engine, an_idle_slot_is_free_for_another_process)
{
	struct msg_media_slot plan = plan_for(1, 9, MEDIA_SILENCE);
	const struct conf_span cs = { .number = 1, .driver = SPAN_DRIVER_SOFT, .ahead = 3 };
	struct span *other;
	struct engine_counts ec;
	cr_assert_eq(span_open(&other, &cs, h->dir, SPAN_SIDE_HOUSE), 0);
	tell(h, &plan);
	cr_expect_eq(span_bearer_open(other, 9), -EBUSY);
	plan.plan = MEDIA_IDLE;
	tell(h, &plan);
	cr_expect_eq(span_bearer_open(other, 9), 0);
	plan.plan = MEDIA_SILENCE;
	tell(h, &plan); /* now it is we who wait */
	engine_counts(h->engine, &ec);
	cr_expect_eq(ec.open, 0u);
	span_bearer_close(other, 9);
	pass(h, 100, 1);
	engine_counts(h->engine, &ec);
	cr_expect_eq(ec.open, 1u, "tried again after a while");
	span_close(other);
}

Test(engine, a_long_sleep_is_made_up_for_and_counted)
{
	struct msg_media_slot plan = play_plan(1, 9, 7, "welcome");
	struct engine_counts ec;
	listen_at(h, 1, 9, NULL, 0);
	tell(h, &plan);
	uint64_t began = h->tick;
	pass(h, 100, 100); /* two seconds */
	engine_counts(h->engine, &ec);
	cr_expect_eq(ec.skipped, 2u * 92, "of both lines, what is over for longer than lines keep it");
	pass(h, 60, 1);
	cr_assert_eq(h->n_played, 1);
	cr_expect_eq(h->played_tick[0], began + 150, "the list ends when it would have ended");
}

Test(engine, nonsense_is_refused_and_counted)
{
	struct msg_media_slot plan;
	struct engine_counts ec;
	/* clang-format off */
	struct {
		int span, slot, plan, tone, items, peer_span, peer_slot;
	} bad[] = {
		{ 0,     1,  MEDIA_SILENCE, 0,  0,              0, 0 },
		{ 3,     1,  MEDIA_SILENCE, 0,  0,              0, 0 },
		{ 65535, 1,  MEDIA_SILENCE, 0,  0,              0, 0 },
		{ 1,     0,  MEDIA_SILENCE, 0,  0,              0, 0 },
		{ 1,     32, MEDIA_SILENCE, 0,  0,              0, 0 },
		{ 1,     1,  7,             0,  0,              0, 0 },
		{ 1,     1,  MEDIA_TONE,    99, 0,              0, 0 },
		{ 1,     1,  MEDIA_PLAY,    0,  PLAY_ITEMS + 1, 0, 0 },
		{ 1,     1,  MEDIA_BRIDGE,  0,  0,              9, 1 },
		{ 1,     1,  MEDIA_BRIDGE,  0,  0,              1, 40 },
	};
	/* clang-format on */
	size_t n = sizeof(bad) / sizeof(bad[0]);
	for (size_t i = 0; i < n; i++) {
		plan = plan_for(bad[i].span, bad[i].slot, (enum media_plan)bad[i].plan);
		plan.tone = (uint8_t)bad[i].tone;
		plan.n_items = (uint8_t)bad[i].items;
		plan.peer_span = (uint16_t)bad[i].peer_span;
		plan.peer_slot = (uint16_t)bad[i].peer_slot;
		cr_expect_eq(engine_apply(h->engine, &plan, 0), -EINVAL, "row %zu", i);
	}
	engine_counts(h->engine, &ec);
	cr_expect_eq(ec.refused, n);
	cr_expect_eq(ec.open, 0u);
}

/* What the machine says: blocks that tell their number. */
static struct msg_fax_sound
machine_says(uint32_t channel, uint32_t n)
{
	struct msg_fax_sound sound = { .channel = channel, .n = n };

	noise_octets(sound.block, sizeof(sound.block), n + 1000);
	return sound;
}

static struct msg_media_slot
fax_plan(int span, int slot, uint32_t channel)
{
	struct msg_media_slot plan = plan_for(span, slot, MEDIA_FAX);

	plan.channel = channel;
	return plan;
}

Test(engine, a_fax_channel_carries_blocks_both_ways_in_their_order)
{
	static uint8_t says[100 * SPAN_BLOCK], want[100 * SPAN_BLOCK];
	struct msg_media_slot plan = fax_plan(1, 5, 0x70003);
	struct engine_counts ec;

	noise_octets(says, sizeof(says), 1);
	struct ear *ear = listen_at(h, 1, 5, says, sizeof(says));
	tell(h, &plan);
	for (uint32_t i = 0; i < 100; i++) {
		struct msg_fax_sound sound = machine_says(0x70003, i);

		cr_assert_eq(engine_fax_said(h->engine, &sound), 0);
		memcpy(want + i * SPAN_BLOCK, sound.block, SPAN_BLOCK);
		if (i % 10 == 0)
			tell(h, &plan);
		pass(h, 1, 1);
	}
	pass(h, 20, 1);
	cr_expect_neq(find_in(ear, want, sizeof(want)), -1);
	engine_counts(h->engine, &ec);
	cr_expect_eq(ec.fax_silent, 20u, "the machine had nothing more to say");
	cr_assert_eq(h->n_fax_heard, 120);
	uint8_t *heard = malloc(120 * SPAN_BLOCK);
	for (int i = 0; i < 120; i++) {
		cr_expect(h->fax_heard[i].channel == 0x70003 && h->fax_heard[i].n == (uint32_t)i);
		memcpy(heard + i * SPAN_BLOCK, h->fax_heard[i].block, SPAN_BLOCK);
	}
	cr_expect_not_null(memmem(heard, 120 * SPAN_BLOCK, says, sizeof(says)));
	free(heard);
}

Test(engine, a_fax_machine_that_is_late_or_ahead_is_counted)
{
	struct msg_media_slot plan = fax_plan(1, 5, 4);
	struct msg_fax_sound sound = machine_says(4, 0), other = machine_says(0x10004, 0), nowhere = machine_says(99, 0);
	struct engine_counts ec;

	listen_at(h, 1, 5, NULL, 0);
	cr_expect_eq(engine_fax_said(h->engine, &sound), -ENOENT, "no slot is joined yet");
	tell(h, &plan);
	pass(h, 10, 1);
	cr_expect_eq(engine_fax_said(h->engine, &other), -ENOENT, "a channel that had this place once");
	cr_expect_eq(engine_fax_said(h->engine, &nowhere), -ENOENT);
	for (int i = 0; i < 11; i++)
		cr_expect_eq(engine_fax_said(h->engine, &sound), 0);
	engine_counts(h->engine, &ec);
	cr_expect_eq(ec.fax_silent, 10u);
	cr_expect_eq(ec.fax_strange, 3u);
	cr_expect_eq(ec.fax_crowded, 11u - FAX_PORT_BLOCKS);
}

Test(engine, a_slot_whose_fax_is_over_or_elsewhere_says_and_tells_nothing_more)
{
	struct msg_media_slot plan = fax_plan(1, 5, 4), other = fax_plan(2, 9, 4), after = plan_for(2, 9, MEDIA_SILENCE);
	struct msg_fax_sound sound = machine_says(4, 0);
	char text[512] = "";

	listen_at(h, 1, 5, NULL, 0);
	struct ear *ear = listen_at(h, 2, 9, NULL, 0);
	tell(h, &plan);
	pass(h, 5, 1);
	tell(h, &other);
	h->n_fax_heard = 0;
	pass(h, 5, 1);
	cr_expect_eq(h->n_fax_heard, 5, "the channel has one line");
	cr_expect_eq(h->fax_heard[0].n, 0u, "which is counted anew");
	FILE *to = fmemopen(text, sizeof(text), "w");
	engine_show(h->engine, to);
	fclose(to);
	cr_expect_not_null(strstr(text, "2/9   fax"), "%s", text);
	cr_expect_not_null(strstr(text, "channel 00000004"), "%s", text);
	tell(h, &after);
	h->n_fax_heard = 0;
	cr_expect_eq(engine_fax_said(h->engine, &sound), -ENOENT);
	pass(h, 10, 1);
	cr_expect_eq(h->n_fax_heard, 0);
	cr_expect_eq(find_in(ear, sound.block, SPAN_BLOCK), -1);
	tell(h, &plan);
	engine_reset(h->engine, h->now_us);
	cr_expect_eq(engine_fax_said(h->engine, &sound), -ENOENT);
}

Test(engine, digits_and_recordings_go_on_while_a_fax_machine_is_joined)
{
	const struct key_style style = { .level_dbm0 = -12, .on_ms = 80, .off_ms = 80 };
	size_t n;
	uint8_t *keys = press_keys("7", &style, &n);
	struct msg_media_slot plan = fax_plan(1, 5, 4);
	struct recorder_counts rc;

	listen_at(h, 1, 5, keys, n);
	plan.flags = MEDIA_F_DTMF | MEDIA_F_RECORD;
	plan.session = 9;
	plan.rec_no = 1;
	plan.rec_us = h->now_us;
	tell(h, &plan);
	pass(h, 40, 1);
	cr_assert_eq(h->n_digits, 1);
	cr_expect_eq(h->digits[0].digit, '7');
	recorder_counts(h->recorder, &rc);
	cr_expect_eq(rc.active, 1u);
	free(keys);
}

Test(engine, reset_closes_everything)
{
	struct msg_media_slot plan = play_plan(1, 9, 7, "welcome");
	struct engine_counts ec;
	tell(h, &plan);
	bridge(h, 1, 1, 2, 1);
	pass(h, 5, 1);
	engine_reset(h->engine, h->now_us);
	engine_counts(h->engine, &ec);
	cr_expect_eq(ec.open, 0u);
	pass(h, 200, 1);
	cr_expect_eq(h->n_played, 0);
}

/* Heard for three blocks, and from then on: said once. */
Test(engine, check_tone_that_comes_back_is_said_once)
{
	struct msg_media_slot plan = { .span = 1, .slot = 5, .plan = MEDIA_TONE, .tone = TONE_CHECK, .play_id = 77 };
	uint8_t tone[SPAN_BLOCK * 20];

	for (size_t i = 0; i < sizeof(tone); i++)
		tone[i] = alaw_encode((int16_t[]){ 0, 6000, 0, -6000 }[i % 4]);
	tell(h, &plan);
	pass(h, 10, 1);
	cr_expect_eq(h->n_played, 0, "nothing came back yet");
	listen_at(h, 1, 5, tone, sizeof(tone));
	pass(h, 30, 1);
	cr_assert_eq(h->n_played, 1);
	cr_expect(h->played[0].broken == 3 && h->played[0].play_id == 77 && h->played[0].leg == 0);
}
