/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A scripted agent against an acdd and a crmd played by the test.
 */
#include "tools/autoseat/seat.h"

#include "base/clock.h"
#include "store/kinds.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <string.h>

#define SEC US_PER_SEC

static struct autoseat s;
static int64_t now;
static int n_verbs, n_asks, n_lines;
static enum desk_verb last_verb;
static struct ask last_ask;
static uint64_t token;
static char line[256];
static struct desk_seat seat;

static void
on_ask(struct autoseat *a, const struct ask *ask)
{
	n_asks++;
	last_ask = *ask;
}

static void
on_greet(struct autoseat *a, uint64_t t)
{
	token = t;
}

static void
on_verb(struct autoseat *a, enum desk_verb verb, uint64_t session)
{
	n_verbs++;
	last_verb = verb;
}

static void
on_say(struct autoseat *a, const char *text)
{
	n_lines++;
	text_copy(line, sizeof(line), text);
}

static const struct autoseat_ops ops = { on_ask, on_greet, on_verb, on_say };
static const struct script script = { .answer_us = SEC,
	.note_us = SEC,
	.hold_us = 3 * SEC,
	.held_us = 2 * SEC,
	.hang_up_us = 8 * SEC,
	.wrap_us = SEC,
	.password = "123456" };

static void
state(enum seat_state st)
{
	seat.head = (struct desk_head){ .type = DESK_SEAT, .seat = 103 };
	seat.state = (uint8_t)st;
	seat.since_us = seat.now_us = now;
	cr_assert_eq(autoseat_packet(&s, &seat, sizeof(seat), now), 0);
}

static void
turn(int64_t us)
{
	now += us;
	autoseat_turn(&s, now);
}

static void
answer(enum answer_code code, const char *order)
{
	static struct answer a;

	memset(&a, 0, sizeof(a));
	a.kind = last_ask.kind;
	a.code = code;
	a.ticket_session = last_ask.session;
	a.agent.token = 77;
	text_copy(a.order.number, sizeof(a.order.number), order);
	autoseat_answer(&s, &a, now);
}

static void
signed_in(void)
{
	now = 1000 * SEC;
	memset(&seat, 0, sizeof(seat));
	autoseat_open(&s, 103, &script, &ops);
	turn(0);
	cr_assert_eq(last_ask.kind, ASK_SIGN_IN);
	cr_assert_str_eq(last_ask.text, "123456");
	answer(ANSWER_OK, "");
	cr_assert_eq(token, 77);
	state(SEAT_READY);
}

TestSuite(autoseat, .init = signed_in);

static void
talk(void)
{
	seat.session = (UINT64_C(1) << 48) + 17;
	number_set(&seat.caller, "01055500123", 3);
	text_copy(seat.customer, sizeof(seat.customer), "C-000123");
	text_copy(seat.choice, sizeof(seat.choice), "2 报修");
	seat.offered_us = now;
	state(SEAT_RINGING);
	seat.answered_us = now;
	state(SEAT_TALKING);
}

Test(autoseat, a_call_is_served_and_told_in_one_line)
{
	talk();
	turn(8 * SEC);
	cr_expect_eq(last_verb, DESK_VERB_HANG_UP);
	seat.ended_us = now;
	state(SEAT_ACW);
	turn(SEC);
	cr_assert_eq(last_ask.kind, ASK_ORDER_SAVE);
	cr_expect_eq(last_ask.order.kind, KIND_REPAIR);
	cr_expect_eq(last_ask.order.session, seat.session);
	int before = n_verbs;
	turn(SEC);
	cr_expect_eq(n_verbs, before, "not finished before the order is stored");
	answer(ANSWER_OK, "1122-004");
	cr_expect_str_eq(
	    line, "seat 0103 session 1-17 caller 010-5550 0123 customer C-000123 talk 8.0s order 1122-004");
	turn(SEC);
	cr_expect_eq(last_verb, DESK_VERB_FINISH);
	seat.session = 0;
	state(SEAT_READY);
	cr_expect_eq(s.served, 1);
	cr_expect_eq(s.orders, 1);
}

Test(autoseat, notes_and_hold_come_at_their_times)
{
	talk();
	turn(SEC);
	cr_expect_eq(last_ask.kind, ASK_DRAFT_SAVE);
	turn(2 * SEC);
	cr_expect_eq(last_verb, DESK_VERB_HOLD);
	seat.held_us = now;
	state(SEAT_HOLDING);
	int before = n_verbs;
	turn(SEC);
	cr_expect_eq(n_verbs, before);
	turn(SEC);
	cr_expect_eq(last_verb, DESK_VERB_RETRIEVE);
	state(SEAT_TALKING);
	turn(SEC);
	cr_expect_neq(last_verb, DESK_VERB_HOLD, "once only");
}

Test(autoseat, an_order_that_could_not_be_stored_is_filed_again)
{
	talk();
	state(SEAT_ACW);
	turn(SEC);
	int before = n_asks;
	answer(ANSWER_AWAY, "");
	turn(SEC);
	cr_expect_eq(n_asks, before + 1);
	cr_expect_eq(last_ask.kind, ASK_ORDER_SAVE);
	cr_expect_eq(s.served, 0);
}

Test(autoseat, a_verb_without_effect_is_repeated_after_a_second)
{
	talk();
	turn(8 * SEC);
	int before = n_verbs;
	turn(SEC / 2);
	cr_expect_eq(n_verbs, before);
	turn(SEC / 2);
	cr_expect_eq(n_verbs, before + 1);
}

Test(autoseat, only_a_headset_seat_answers_itself)
{
	seat.session = 5;
	seat.offered_us = now;
	state(SEAT_RINGING);
	int before = n_verbs;
	turn(2 * SEC);
	cr_expect_eq(n_verbs, before);
	seat.headset = 1;
	state(SEAT_RINGING);
	turn(2 * SEC);
	cr_expect_eq(last_verb, DESK_VERB_ANSWER);
}

Test(autoseat, a_seat_put_away_waits_before_it_is_ready_again)
{
	int before = n_verbs;

	state(SEAT_AWAY);
	turn(SEC / 2);
	cr_expect_eq(n_verbs, before);
	turn(SEC / 2);
	cr_expect_eq(last_verb, DESK_VERB_READY);
}

Test(autoseat, it_signs_out_only_without_a_call)
{
	talk();
	autoseat_leave(&s);
	turn(SEC);
	cr_expect_neq(last_verb, DESK_VERB_SIGN_OUT);
	state(SEAT_ACW);
	turn(SEC);
	answer(ANSWER_OK, "1122-004");
	turn(SEC);
	seat.session = 0;
	state(SEAT_READY);
	turn(SEC);
	cr_expect_eq(last_verb, DESK_VERB_SIGN_OUT);
	state(SEAT_OUT);
	cr_expect_eq(s.where, AUTOSEAT_GONE);
	cr_expect_eq(last_ask.kind, ASK_SIGN_OUT);
}

Test(autoseat, unsound_packets_are_refused)
{
	struct desk_seat bad = seat;

	for (size_t n = 0; n < sizeof(bad); n++)
		cr_expect_eq(autoseat_packet(&s, &bad, n, now), -EBADMSG);
	memset(bad.choice, 'x', sizeof(bad.choice));
	cr_expect_eq(autoseat_packet(&s, &bad, sizeof(bad), now), -EBADMSG);
}
