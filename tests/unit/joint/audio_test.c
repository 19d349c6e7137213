/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What callers and agents hear, from the first octet to the last: the switch's core tells the media engine, the engine
 * serves the lines, and the far ends of the lines listen.
 */
#include "tests/unit/joint/office.h"

#include "media/music.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static struct office *o;
static struct house *h;

static void
set_up(void)
{
	static const char *const digits[] = { "d0", "d1", "d2", "d3", "d4", "d5", "d6", "d7", "d8", "d9" };

	o = office_open(NULL);
	h = o->house;
	for (size_t i = 0; i < 10; i++)
		office_prompt(o, digits[i], 500 + 37 * i);
	office_prompt(o, "announce-seat", 1234);
	office_prompt(o, "announce-service", 1001);
	office_prompt(o, "welcome", 8000);
	office_prompt(o, "menu-main", 12000);
	office_prompt(o, "busy-wait", 5000);
	office_prompt(o, "still-waiting", 5000);
	office_prompt(o, "connecting", 3000);
	office_prompt(o, "goodbye", 2000);
}

static void
tear_down(void)
{
	office_close(o);
}

TestSuite(audio, .init = set_up, .fini = tear_down);

/* The octets of prompts one after the other; how many. */
static size_t
joined(uint8_t *to, const char *const *names, size_t n)
{
	size_t len = 0;

	for (size_t i = 0; i < n; i++) {
		const struct prompt *p = prompt_find(o->prompts, 0, names[i]);

		memcpy(to + len, p->data, p->len);
		len += p->len;
	}
	return len;
}

/* A call that waits for nobody but a seat: its flow is one queue. */
static int
straight_call(void)
{
	house_flow(h, "main", "q: queue water\n");
	return office_call(o, "13800138000", "95000");
}

/* shows: IVR-02 */
Test(audio, the_first_sound_after_the_answer_is_the_greeting_of_the_number_dialled)
{
	static const char *const greeting[] = { "welcome", "second-welcome" }, *const number[] = { "95000", "96001" };

	office_prompt(o, "second-welcome", 9000);
	house_flow(h, "second", "a: play second-welcome\n\tthen q\nq: queue repair\n");
	for (int i = 0; i < 2; i++) {
		const struct prompt *p = prompt_find(o->prompts, 0, greeting[i]);
		int caller = office_call(o, "13800138000", number[i]);
		const struct ear *ear = office_ear(o, caller);

		cr_assert(h->lines[caller].answered);
		office_pass(o, 80);
		size_t quiet = ear_silence(ear);
		cr_assert_gt(ear->n_heard, quiet + p->len);
		cr_expect_lt(quiet, 10u * SPAN_BLOCK);
		cr_expect(memcmp(ear->heard + quiet, p->data, p->len) == 0, "%s", greeting[i]);
	}
}

/* shows: IVR-05 */
Test(audio, the_seats_code_is_heard_by_both_and_begins_the_recording)
{
	static const char *const said[] = { "announce-seat", "d0", "d1", "d0", "d3", "announce-service" };
	uint8_t code[16384], *rec;
	size_t n = joined(code, said, 6);
	uint32_t frames, filled;

	agent_ready(h, 103, false, 1);
	int caller = straight_call();
	office_pass(o, 10);
	cr_assert_eq(agent_state(h, 103), SEAT_RINGING);
	int agent = agent_phone(h, 103);
	agent_lifts(h, 103);
	office_pass(o, 120);
	cr_expect_neq(ear_find(office_ear(o, caller), code, n, 0), -1);
	cr_expect_neq(ear_find(office_ear(o, agent), code, n, 0), -1);
	caller_hangs_up(h, caller);
	office_pass(o, 20);
	cr_assert_eq(o->n_done, 1);
	rec = office_recording(o, &o->done, &frames, &filled);
	cr_assert_gt(frames, n);
	for (size_t i = 0; i < n; i++)
		cr_assert_eq(rec[2 * i + 1], code[i], "the recording differs at octet %zu", i);
	free(rec);
}

/* Seat 103 has a telephone, 104 a headset.  The call rings there for four seconds, and nobody hears the other. */
static int
rings_unheard(uint16_t seat, struct ear **customer, struct ear **agent)
{
	house_flow(h, "main", seat == 104 ? "q: queue repair\n" : "q: queue water\n");
	int caller = office_call(o, "13800138000", "95000");

	*customer = office_ear(o, caller);
	office_pass(o, 10);
	cr_assert_eq(agent_state(h, seat), SEAT_RINGING);
	*agent = office_ear(o, agent_phone(h, seat));
	ear_speak(*customer, 1);
	ear_speak(*agent, 2);
	office_pass(o, 200);
	cr_expect_eq(ear_find(*agent, (*customer)->voice, SPAN_BLOCK, 0), -1);
	cr_expect_eq(ear_find(*customer, (*agent)->voice, SPAN_BLOCK, 0), -1);
	ear_forget(*customer);
	ear_forget(*agent);
	return caller;
}

/* By the console (a headset's call), or by lifting the telephone. */
static void
answers(uint16_t seat)
{
	if (seat == 104)
		agent_does(h, seat, DESK_VERB_ANSWER, NULL);
	else
		agent_lifts(h, seat);
}

static void
hear_each_other(const struct ear *customer, const struct ear *agent)
{
	cr_expect_neq(ear_find(agent, customer->voice, SPAN_BLOCK, 0), -1);
	cr_expect_neq(ear_find(customer, agent->voice, SPAN_BLOCK, 0), -1);
}

Test(audio, nobody_hears_the_other_before_the_answer_and_both_do_after_the_code)
{
	struct ear *customer, *agent;

	agent_ready(h, 103, false, 1);
	agent_ready(h, 104, true, 2);
	for (uint16_t seat = 103; seat <= 104; seat++) {
		const struct prompt *code = prompt_find(o->prompts, 0, "announce-seat");
		int caller = rings_unheard(seat, &customer, &agent);

		answers(seat);
		office_pass(o, 10); /* 200 ms: both hear the code begin */
		cr_expect_neq(ear_find(customer, code->data, 480, 0), -1);
		cr_expect_neq(ear_find(agent, code->data, 480, 0), -1);
		while (h->lines[caller].plan != MEDIA_BRIDGE)
			office_pass(o, 1);
		ear_forget(customer);
		ear_forget(agent);
		office_pass(o, 10); /* 200 ms after the code's end they hear each other */
		hear_each_other(customer, agent);
		caller_hangs_up(h, caller);
		office_pass(o, 5);
	}
}

static void
without_code(struct site *site)
{
	site->acd.seat_code = 0;
}

/* shows: AGT-03 */
Test(audio, without_the_code_both_hear_each_other_200_ms_after_either_kind_of_answer)
{
	struct ear *customer, *agent;

	office_close(o);
	o = office_open(without_code);
	h = o->house;
	agent_ready(h, 103, false, 1);
	agent_ready(h, 104, true, 2);
	for (uint16_t seat = 103; seat <= 104; seat++) {
		int caller = rings_unheard(seat, &customer, &agent);

		answers(seat);
		office_pass(o, 10);
		hear_each_other(customer, agent);
		caller_hangs_up(h, caller);
		office_pass(o, 5);
	}
}

/* shows: AGT-08 */
Test(audio, the_held_caller_hears_the_music_and_nothing_of_the_agents)
{
	uint8_t *music = malloc(2 * music_samples());
	int callers[2];

	cr_assert_eq(music_render(music), 0);
	memcpy(music + music_samples(), music, music_samples());
	house_flow(h, "main", "q: queue water\n");
	for (uint16_t i = 0; i < 2; i++) { /* the other agent speaks all the while too */
		agent_ready(h, (uint16_t)(103 + i), i, 1);
		callers[i] = office_call(o, "13800138000", "95000");
		if (i)
			agent_does(h, 104, DESK_VERB_ANSWER, NULL);
		else
			agent_lifts(h, 103);
		ear_speak(office_ear(o, agent_phone(h, (uint16_t)(103 + i))), 77u + i);
	}
	struct ear *held = office_ear(o, callers[0]), *agent = office_ear(o, agent_phone(h, 103));

	ear_speak(held, 99);
	office_pass(o, 100);
	cr_assert_neq(ear_find(held, agent->voice, SPAN_BLOCK, 0), -1, "they talk before the hold");
	agent_does(h, 103, DESK_VERB_HOLD, NULL);
	cr_assert_eq(agent_state(h, 103), SEAT_HOLDING);
	office_pass(o, 5);
	ear_forget(held);
	ear_forget(agent);
	office_pass(o, 500);
	cr_assert_eq(held->n_heard, 500u * SPAN_BLOCK);
	cr_expect_not_null(memmem(music, 2 * music_samples(), held->heard, held->n_heard),
	    "ten seconds of the tune, "
	    "octet by octet");
	for (uint16_t i = 0; i < 2; i++) {
		const struct ear *other = office_ear(o, agent_phone(h, (uint16_t)(103 + i)));

		cr_expect_eq(ear_find(held, other->voice, 40, 0), -1);
	}
	cr_expect_eq(ear_find(agent, held->voice, 40, 0), -1, "nor does the agent hear the caller");
	agent_does(h, 103, DESK_VERB_RETRIEVE, NULL);
	office_pass(o, 10);
	cr_expect_neq(ear_find(held, agent->voice, SPAN_BLOCK, 500u * SPAN_BLOCK), -1);
	free(music);
}

/* shows: ACD-09 */
Test(audio, with_all_seats_busy_the_caller_hears_so_and_then_music)
{
	uint8_t *music = malloc(2 * music_samples());
	char *text = NULL;
	size_t len;

	cr_assert_eq(music_render(music), 0);
	memcpy(music + music_samples(), music, music_samples());
	agent_ready(h, 101, false, 1);
	straight_call();
	office_pass(o, 5);
	agent_lifts(h, 101);
	int second = office_call(o, "13900139000", "95000");
	office_pass(o, 400);
	const struct ear *ear = office_ear(o, second);
	long at = ear_prompt(o, ear, "busy-wait", 0);
	cr_assert_neq(at, -1);
	size_t after = (size_t)at / SPAN_BLOCK * SPAN_BLOCK + 45 * SPAN_BLOCK;
	cr_expect_not_null(memmem(music, 2 * music_samples(), ear->heard + after, 200 * SPAN_BLOCK));
	FILE *to = open_memstream(&text, &len);
	acd_print_calls(h->a, to);
	fclose(to);
	char id[SESSION_TEXT];
	session_text(call_of_line(h, second)->id, id);
	const char *row = strstr(text, id);
	cr_assert_not_null(row, "%s", text);
	cr_expect_not_null(strstr(row, "QUEUED"), "%s", text);
	free(text);
	free(music);
}

/* shows: IVR-23 */
Test(audio, nine_is_heard_again_hash_goes_back_and_silence_rings_a_seat)
{
	office_prompt(o, "top", 24000);
	office_prompt(o, "low", 24000);
	house_flow(h, "main",
	    "top: menu top\n\t1 \"维修\" low\n\t0 \"人工\" agent\n\tsilence 10s agent\n\ttries 3 bye\n"
	    "low: menu low\n\t1 \"漏水\" agent\n\t0 \"人工\" agent\n\tsilence 5s\n\ttries 3 bye\n"
	    "agent: queue water\nbye: hangup goodbye\n");
	agent_ready(h, 101, false, 1);
	int caller = office_call(o, "13800138000", "95000");
	struct ear *ear = office_ear(o, caller);

	office_pass(o, 170);
	long first = ear_prompt(o, ear, "top", 0);
	cr_assert_neq(first, -1);
	office_keys(o, caller, "9");
	office_pass(o, 170);
	long again = ear_prompt(o, ear, "top", (size_t)first + 1);
	cr_assert_neq(again, -1, "9: the menu is heard again");
	office_keys(o, caller, "1");
	office_pass(o, 170);
	long low = ear_prompt(o, ear, "low", (size_t)again + 1);
	cr_assert_neq(low, -1);
	office_keys(o, caller, "#");
	office_pass(o, 170);
	cr_assert_neq(ear_prompt(o, ear, "top", (size_t)low), -1, "#: the menu above is heard");
	cr_assert_eq(agent_state(h, 101), SEAT_READY);
	office_pass(o, 510);
	cr_expect_eq(agent_state(h, 101), SEAT_RINGING, "silence: a seat rings");
}

/* ---- classes of time ---- */

static char *
shipped_flow(void)
{
	static char text[8192];
	FILE *f = fopen("flows/main.flow", "r");

	cr_assert_not_null(f);
	text[fread(text, 1, sizeof(text) - 1, f)] = '\0';
	fclose(f);
	return text;
}

/* Move the clock, with nobody calling, to this moment of local time (UTC + 8). */
static void
it_is(int64_t utc_s)
{
	cr_assert_gt(utc_s * US_PER_SEC, h->now_us);
	house_wait(h, utc_s * 1000 - h->now_us / 1000);
}

/* shows: IVR-27 */
Test(audio, office_hours_off_hours_holiday_and_season_have_their_greeting_and_branch)
{
	/* clang-format off */
	static const struct {
		int64_t utc_s;
		const char *flow, *greeting, *menu, *key;
		uint16_t seat; /* rings when the key was pressed */
	} times[] = {
		{ 1800244800, "main",   "welcome",        "menu-main",   "0", 101 }, /* Mon 2027-01-18 12:00 */
		{ 1800268260, "main",   "closed",         "menu-closed", "1", 102 }, /* the same day, 18:31 */
		{ 1800676800, "main",   "closed",         "menu-closed", "1", 102 }, /* Sat 12:00 */
		{ 1800676800, "second", "welcome",        "menu-main",   "0", 101 }, /* in the season */
		{ 1801000800, "second", "welcome",        "menu-main",   "0", 101 }, /* Wed 06:00 in the season */
		{ 1809230400, "main",   "closed-holiday", "menu-closed", "1", 102 }, /* Sat 1 May 12:00 */
		{ 1809230400, "second", "closed",         "menu-closed", "1", 102 }, /* out of season */
	};
	/* clang-format on */
	struct acd_zone zone = { .offset_s = 8 * 3600 };

	office_prompt(o, "closed", 7000);
	office_prompt(o, "closed-holiday", 7777);
	office_prompt(o, "menu-closed", 9000);
	office_prompt(o, "recording-notice", 3000);
	house_feed(h, CORE_FROM_CTL, ACD_CTL_ZONE, &zone, sizeof(zone));
	house_flow(h, "main", shipped_flow());
	house_flow(h, "second",
	    "g: hours\n\t11-15..12-31 open\n\t01-01..03-15 open\n\totherwise night\n" /* 24 hours in the heating
	                                                                                        season */
	    "open: play welcome\n\tthen m\nnight: play closed\n\tthen n\n"
	    "m: menu menu-main\n\t0 w\n\tsilence 10s w\n\ttries 3 w\nn: menu menu-closed\n\t1 r\n\t0 "
	    "r\n\tsilence 10s r\n\ttries 3 r\n"
	    "w: queue water\nr: queue repair\n");
	agent_ready(h, 101, false, 1);
	agent_ready(h, 102, false, 2);
	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
		if (times[i].utc_s * US_PER_SEC > h->now_us)
			it_is(times[i].utc_s);
		int caller = office_call(o, "13800138000", strcmp(times[i].flow, "main") ? "96001" : "95000");
		const struct msg_found found = { .session = call_of_line(h, caller)->id, .known = 1 };
		const struct ear *ear = office_ear(o, caller);

		house_feed(h, ROLE_CRM, MSG_CALLER_FOUND, &found, sizeof(found));
		office_pass(o, 250);
		const struct prompt *p = prompt_find(o->prompts, 0, times[i].greeting);
		size_t quiet = ear_silence(ear);
		cr_assert_gt(ear->n_heard, quiet + p->len);
		cr_expect(memcmp(ear->heard + quiet, p->data, p->len) == 0, "time %zu: not %s", i, times[i].greeting);
		cr_expect_neq(ear_prompt(o, ear, times[i].menu, quiet), -1, "time %zu: not %s", i, times[i].menu);
		office_keys(o, caller, times[i].key);
		cr_assert(office_until(o, times[i].seat, SEAT_RINGING, 100), "time %zu", i);
		caller_hangs_up(h, caller);
		office_pass(o, 5);
		agent_does(h, times[i].seat, DESK_VERB_READY, NULL);
		cr_assert_eq(agent_state(h, times[i].seat), SEAT_READY);
	}
}
