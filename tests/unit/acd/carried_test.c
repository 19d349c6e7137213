/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What passes through the switch unread: redirection, the users' words, metering; and continuity checks. */
#include "tests/unit/acd/harness.h"

#include <criterion/criterion.h>
#include <string.h>

/* A call that was redirected twice and brings words; a seat behind a No. 7 trunk answers it. */
static int
talk(struct house *h)
{
	struct msg_line_offered m = {
		.category = 10, .redirection = { 0x33, 0x32 }, .user = { 2, 1, { 0, 'A' }, { 9 } }
	};

	h->isup_seats = true;
	agent_ready(h, 101, false, 1);
	number_set(&m.caller, "13900139000", 3);
	number_set(&m.called, "95000", 3);
	number_set(&m.original, "64001111", 3);
	number_set(&m.redirecting, "64002222", 3);
	int caller = caller_offers(h, &m);
	prompt_ends(h, caller);
	caller_presses(h, caller, '1');
	agent_lifts(h, 101);
	prompt_ends(h, caller);
	return caller;
}

static void
says(struct house *h, int line, char word)
{
	const struct house_line *l = &h->lines[line];
	struct msg_line_user m = {
		.leg = l->leg, .line = l->line, .user = { .uui_len = 2, .uui = { 0, (uint8_t)word } }
	};

	house_feed(h, ROLE_ISUP, MSG_LINE_ENCLOSED, &m, sizeof(m));
}

static void
metered(struct house *h, int line, uint32_t pulses)
{
	const struct house_line *l = &h->lines[line];
	struct msg_line_metered m = { .leg = l->leg, .line = l->line, .pulses = pulses };

	house_feed(h, ROLE_ISUP, MSG_LINE_METERED, &m, sizeof(m));
}

Test(carried, redirection_and_words_go_to_the_seats_phone)
{
	struct house *h = house_new(NULL);

	talk(h);
	cr_expect_str_eq(h->dial.original.digits, "64001111");
	cr_expect_str_eq(h->dial.redirecting.digits, "64002222");
	cr_expect(h->dial.redirection[0] == 0x33 && h->dial.redirection[1] == 0x32);
	cr_expect(h->dial.user.uui_len == 2 && h->dial.user.uui[1] == 'A' && h->dial.user.access_len == 1);
	house_free(h);
}

Test(carried, words_in_the_talk_go_to_the_other_side_and_back)
{
	struct house *h = house_new(NULL);
	int caller = talk(h), phone = agent_phone(h, 101);

	says(h, caller, 'B');
	cr_expect(h->words.line == h->lines[phone].line && h->words.user.uui[1] == 'B');
	says(h, phone, 'C');
	cr_expect(h->words.line == h->lines[caller].line && h->words.user.uui[1] == 'C');
	house_free(h);
}

Test(carried, words_for_a_phone_behind_another_signalling_stop_here)
{
	struct house *h = house_new(NULL);

	agent_ready(h, 101, false, 1);
	int caller = caller_dials(h, "13900139000", "95000");
	prompt_ends(h, caller);
	caller_presses(h, caller, '1');
	agent_lifts(h, 101);
	house_said(h);
	says(h, caller, 'B');
	cr_expect_str_eq(house_said(h), "");
	house_free(h);
}

Test(carried, pulses_of_all_legs_are_in_the_books_when_the_call_ends)
{
	struct house *h = house_new(NULL);
	int caller = talk(h), phone = agent_phone(h, 101);

	metered(h, phone, 1);
	metered(h, phone, 3);
	metered(h, phone, 2); /* late: totals only grow */
	metered(h, caller, 2);
	cr_expect_eq(h->facts_of[FACT_CALL_METERED], 0);
	caller_hangs_up(h, caller);
	cr_expect_eq(h->facts_of[FACT_CALL_METERED], 1);
	cr_expect_eq(h->last[FACT_CALL_METERED].value, 5);
	house_free(h);
}

Test(carried, a_circuit_under_check_loops_or_sends_the_tone)
{
	struct house *h = house_new(NULL);
	struct msg_line_check m = { .line = 7, .span = 1, .slot = 9, .what = LINE_CHECK_LOOP };

	house_said(h);
	house_feed(h, ROLE_ISUP, MSG_LINE_CHECK, &m, sizeof(m));
	m.what = LINE_CHECK_TONE;
	house_feed(h, ROLE_ISUP, MSG_LINE_CHECK, &m, sizeof(m));
	m.what = LINE_CHECK_OVER;
	house_feed(h, ROLE_ISUP, MSG_LINE_CHECK, &m, sizeof(m));
	m.what = 77;
	house_feed(h, ROLE_ISUP, MSG_LINE_CHECK, &m, sizeof(m));
	cr_expect_str_eq(house_said(h), "slot 1/9 bridge 1/9\nslot 1/9 tone 7\nslot 1/9 idle\n");
	struct msg_media_played back = { .play_id = 7, .broken = 3 };
	house_feed(h, ROLE_MEDIA, MSG_MEDIA_PLAYED, &back, sizeof(back));
	cr_expect_str_eq(house_said(h), "isup CHECKED\n");
	house_free(h);
}
