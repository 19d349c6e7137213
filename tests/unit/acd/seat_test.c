/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The agent's side: sign-in to sign-out, what is refused, what the console is told; and a caller who hangs up at every
 * point.
 */
#include "tests/unit/acd/harness.h"

#include <criterion/criterion.h>
#include <string.h>

static int
talk(struct house *h, uint16_t seat)
{
	int caller = caller_dials(h, "13800138000", "95000");

	prompt_ends(h, caller);
	caller_presses(h, caller, '1');
	agent_does(h, seat, DESK_VERB_ANSWER, NULL);
	agent_lifts(h, seat);
	prompt_ends(h, caller);
	return caller;
}

static const char *
reply(struct house *h, uint16_t seat, enum desk_verb verb, const char *text)
{
	house_said(h);
	agent_does(h, seat, verb, text);
	return house_said(h);
}

#define REFUSED(h, seat, verb, text, why)                                                                          \
	do {                                                                                                       \
		char expected[64];                                                                                 \
		snprintf(expected, sizeof(expected), "refused to %u: %u\n", seat, (unsigned)(why));                \
		cr_expect_str_eq(                                                                                  \
		    reply(h, seat, DESK_VERB_##verb, text), expected, #verb " in state %d", agent_state(h, seat)); \
	} while (0)

Test(seat, what_cannot_be_done_is_refused_and_changes_nothing)
{
	struct house *h = house_new(NULL);

	agent_ready(h, 101, false, 1);
	REFUSED(h, 101, ANSWER, NULL, DESK_NOT_NOW);
	REFUSED(h, 101, HOLD, NULL, DESK_NOT_NOW);
	REFUSED(h, 101, FINISH, NULL, DESK_NOT_NOW);
	REFUSED(h, 101, DIAL, "12a", DESK_BAD_NUMBER);
	REFUSED(h, 101, DIAL, "", DESK_BAD_NUMBER);
	REFUSED(h, 101, DIAL, "123456789012345678901", DESK_BAD_NUMBER);
	REFUSED(h, 102, READY, NULL, DESK_BAD_TOKEN); /* nobody is there */
	int caller = caller_dials(h, "13800138000", "95000");
	prompt_ends(h, caller);
	caller_presses(h, caller, '1');
	REFUSED(h, 101, ANSWER, NULL, DESK_LIFT_PHONE);
	agent_lifts(h, 101);
	REFUSED(h, 101, SIGN_OUT, NULL, DESK_NOT_NOW);
	REFUSED(h, 101, DIAL, "13900139000", DESK_NOT_NOW);
	REFUSED(h, 101, RETRIEVE, NULL, DESK_NOT_NOW);
	cr_expect_eq(agent_state(h, 101), SEAT_TALKING);
	caller_hangs_up(h, caller);
	REFUSED(h, 101, SIGN_OUT, NULL, DESK_NOT_NOW); /* after-call work holds too */
	cr_expect_null(house_fault(h));
	house_free(h);
}

Test(seat, one_console_at_a_time_and_only_with_the_token)
{
	struct house *h = house_new(NULL);
	struct desk_hello hello = { .head = { .type = DESK_HELLO, .seat = 101 }, .abi = DESK_ABI, .token = 1 };

	agent_ready(h, 101, false, 1);
	house_said(h);
	console_sends(h, 9, &hello, sizeof(hello));
	cr_expect_str_eq(house_said(h), "refused to 9: 1\n");
	hello.token = 7101;
	console_sends(h, 9, &hello, sizeof(hello));
	cr_expect_str_eq(house_said(h), "refused to 101: 7\ndesk 0101 READY\n");
	REFUSED(h, 101, AWAY, NULL, DESK_BAD_TOKEN); /* the first one has no say any more */
	cr_expect_eq(agent_state(h, 101), SEAT_READY);
	/* a console that dies changes nothing */
	struct acd_packet gone = { .connection = 9, .seat = 101 };
	house_feed(h, CORE_FROM_DESK, ACD_DESK_GONE, &gone, sizeof(gone));
	cr_expect_eq(agent_state(h, 101), SEAT_READY);
	house_free(h);
}

Test(seat, away_and_closed_asked_in_a_call_hold_afterwards)
{
	struct house *h = house_new(NULL);

	agent_ready(h, 101, false, 1);
	int caller = talk(h, 101);
	agent_does(h, 101, DESK_VERB_CLOSED, NULL);
	cr_expect_eq(agent_state(h, 101), SEAT_TALKING);
	cr_expect_eq(h->desk[101].after, SEAT_CLOSED);
	caller_hangs_up(h, caller);
	cr_expect_eq(agent_state(h, 101), SEAT_ACW);
	cr_expect_eq(h->desk[101].ended_by, CALL_END_CALLER);
	agent_does(h, 101, DESK_VERB_FINISH, NULL);
	cr_expect_eq(agent_state(h, 101), SEAT_CLOSED);
	house_free(h);
}

/* shows: AGT-19 */
Test(seat, no_next_call_until_after_call_work_is_closed_or_timed_out)
{
	struct house *h = house_new(NULL);

	agent_ready(h, 101, false, 1);
	caller_hangs_up(h, talk(h, 101));
	int next = caller_dials(h, "13800138000", "95000");
	prompt_ends(h, next);
	caller_presses(h, next, '1');
	house_wait(h, 50000);
	cr_expect_eq(agent_state(h, 101), SEAT_ACW);
	agent_does(h, 101, DESK_VERB_EXTEND, NULL);
	house_wait(h, 59000);
	cr_expect_eq(agent_state(h, 101), SEAT_ACW);
	house_wait(h, 1000);
	cr_expect_eq(agent_state(h, 101), SEAT_RINGING); /* timed out: the caller who waited */
	cr_expect_eq(acd_seat_by_number(h->a, 101)->day.acw_us, 110 * US_PER_SEC);
	/* closed: the one after next comes at that moment */
	agent_lifts(h, 101);
	caller_hangs_up(h, next);
	next = caller_dials(h, "13800138000", "95000");
	prompt_ends(h, next);
	caller_presses(h, next, '1');
	house_wait(h, 7000);
	cr_expect_eq(agent_state(h, 101), SEAT_ACW);
	agent_does(h, 101, DESK_VERB_FINISH, NULL);
	cr_expect_eq(agent_state(h, 101), SEAT_RINGING);
	cr_expect_eq(acd_seat_by_number(h->a, 101)->day.acw_us, 117 * US_PER_SEC);
	house_free(h);
}

/* The seat's states as somebody sees them who looks every 10 ms, and as its facts tell them. */
struct state_times {
	int64_t seen[SEAT_STATE_COUNT], told[SEAT_STATE_COUNT];
	int64_t since_us;
	uint32_t state, n_facts;
};

static void
note_facts(struct house *h, struct state_times *t)
{
	const struct msg_fact *f = &h->last[FACT_SEAT_STATE];

	if (h->facts_of[FACT_SEAT_STATE] == t->n_facts)
		return;
	t->told[t->state] += f->at_us - t->since_us;
	t->since_us = f->at_us;
	t->state = f->value;
	t->n_facts = h->facts_of[FACT_SEAT_STATE];
}

static void
watch(struct house *h, struct state_times *t, int ms)
{
	note_facts(h, t);
	for (; ms > 0; ms -= 10) {
		t->seen[agent_state(h, 101)] += 10 * US_PER_MS;
		house_wait(h, 10);
		note_facts(h, t);
	}
}

static void
next_step(struct house *h, int i)
{
	static const enum desk_verb verbs[] = { DESK_VERB_AWAY, DESK_VERB_READY, DESK_VERB_CLOSED, DESK_VERB_READY };
	static int caller;

	switch (i % 10) {
	case 2:
		agent_does(h, 101, DESK_VERB_READY, NULL);
		break;
	case 3: /* rings, */
		caller = caller_dials(h, "13800138000", "95000");
		prompt_ends(h, caller);
		caller_presses(h, caller, '1');
		break;
	case 4: /* is answered, */
		agent_lifts(h, 101);
		prompt_ends(h, caller);
		break;
	case 5: /* held, */
		agent_does(h, 101, DESK_VERB_HOLD, NULL);
		break;
	case 6: /* taken back, */
		agent_does(h, 101, DESK_VERB_RETRIEVE, NULL);
		break;
	case 7: /* over, */
		caller_hangs_up(h, caller);
		break;
	case 8: /* and written up: sometimes by the agent, sometimes by the clock */
		if (i % 20 == 8)
			agent_does(h, 101, DESK_VERB_FINISH, NULL);
		else
			agent_does(h, 101, DESK_VERB_AWAY, NULL);
		break;
	default:
		agent_does(h, 101, verbs[i % 4], NULL);
	}
}

/* shows: AGT-02 */
Test(seat, state_times_sum_to_the_signed_in_time)
{
	static const uint8_t visited[] = { SEAT_READY, SEAT_RINGING, SEAT_TALKING, SEAT_HOLDING, SEAT_ACW, SEAT_AWAY,
		SEAT_CLOSED };
	struct house *h = house_new(NULL);
	struct state_times t = { .state = SEAT_AWAY, .since_us = h->now_us };
	int64_t signed_us = h->now_us, sum = 0;

	agent_ready(h, 101, false, 1);
	for (int i = 0; i < 400; i++) {
		next_step(h, i);
		watch(h, &t, (37 * i % 100 + 1) * 10);
	}
	watch(h, &t, 61000);
	agent_does(h, 101, DESK_VERB_SIGN_OUT, NULL);
	cr_assert_eq(h->facts_of[FACT_SEAT_OUT], 1);
	t.told[t.state] += h->last[FACT_SEAT_OUT].at_us - t.since_us;
	for (int s = 0; s < SEAT_STATE_COUNT; s++) {
		cr_expect_eq(t.told[s], t.seen[s], "state %d: %lld us told, %lld seen", s, (long long)t.told[s],
		    (long long)t.seen[s]);
		sum += t.told[s];
	}
	for (size_t i = 0; i < sizeof(visited); i++)
		cr_expect_gt(t.told[visited[i]], 0, "it was never in state %d", visited[i]);
	cr_expect_eq(sum, h->last[FACT_SEAT_OUT].at_us - signed_us);
	house_free(h);
}

Test(seat, rejected_call_goes_to_another_and_the_seat_is_away)
{
	struct house *h = house_new(NULL);

	agent_ready(h, 101, true, 1);
	house_wait(h, 10);
	agent_ready(h, 102, true, 1);
	int caller = caller_dials(h, "13800138000", "95000");
	prompt_ends(h, caller);
	caller_presses(h, caller, '1');
	cr_expect_eq(agent_state(h, 101), SEAT_RINGING);
	agent_does(h, 101, DESK_VERB_REJECT, NULL);
	cr_expect_eq(agent_state(h, 101), SEAT_AWAY);
	cr_expect_eq(agent_state(h, 102), SEAT_RINGING);
	cr_expect_eq(h->last[FACT_CALL_REJECTED].seat, 101);
	agent_does(h, 102, DESK_VERB_REJECT, NULL);
	cr_expect_eq(call_of_line(h, caller)->state, CALL_QUEUED);
	agent_does(h, 101, DESK_VERB_READY, NULL);
	cr_expect_eq(agent_state(h, 101), SEAT_RINGING);
	house_free(h);
}

Test(seat, telephone_that_is_busy_or_unreachable_is_no_answer)
{
	struct house *h = house_new(NULL);
	int caller;

	agent_ready(h, 101, false, 1);
	caller = caller_dials(h, "13800138000", "95000");
	prompt_ends(h, caller);
	caller_presses(h, caller, '1');
	line_says(h, agent_phone(h, 101), MSG_LINE_RELEASED, 17, LINE_F_FAR);
	cr_expect_eq(agent_state(h, 101), SEAT_AWAY);
	cr_expect_eq(h->facts_of[FACT_CALL_NO_ANSWER], 1);
	h->no_circuits = true;
	house_wait(h, 1000);
	agent_does(h, 101, DESK_VERB_READY, NULL);
	cr_expect_eq(agent_state(h, 101), SEAT_AWAY);
	cr_expect_eq(h->facts_of[FACT_CALL_NO_ANSWER], 2);
	cr_expect_eq(call_of_line(h, caller)->state, CALL_QUEUED);
	cr_expect_null(house_fault(h));
	house_free(h);
}

/* A console that asks for ready as often as it can must not make the phone ring as often. */
Test(seat, telephone_that_refused_rests_a_second_whatever_the_console_asks)
{
	struct house *h = house_new(NULL);

	agent_ready(h, 101, false, 1);
	int caller = caller_dials(h, "13800138000", "95000");
	prompt_ends(h, caller);
	h->no_circuits = true;
	caller_presses(h, caller, '1');
	cr_expect_eq(h->facts_of[FACT_CALL_NO_ANSWER], 1);
	for (int i = 0; i < 99; i++) {
		agent_does(h, 101, DESK_VERB_READY, NULL);
		cr_expect_eq(agent_state(h, 101), SEAT_AWAY);
		house_wait(h, 10);
	}
	cr_expect_eq(h->facts_of[FACT_CALL_NO_ANSWER], 1);
	cr_expect_eq(h->desk[101].after, SEAT_READY);
	h->no_circuits = false;
	house_wait(h, 10); /* what was asked meanwhile is remembered */
	cr_expect_eq(agent_state(h, 101), SEAT_RINGING);
	agent_lifts(h, 101);
	cr_expect_eq(agent_state(h, 101), SEAT_TALKING);
	cr_expect_null(house_fault(h));
	house_free(h);
}

/* A caller who hangs up clears every leg and tells the seat, at whatever point it is (flow rule 3.1). */
Test(seat, caller_may_hang_up_at_every_point)
{
	for (int headset = 0; headset < 2; headset++) {
		for (int point = 0; point < 10; point++) {
			struct house *h = house_new(NULL);

			if (point != 2 && point != 3)
				agent_ready(h, 101, headset, 1);
			int caller = caller_dials(h, "13800138000", "95000");
			if (point >= 1)
				prompt_ends(h, caller);
			if (point >= 2)
				caller_presses(h, caller, '1');
			if (point == 3)
				prompt_ends(h, caller);
			if (point >= 5) {
				agent_does(h, 101, DESK_VERB_ANSWER, NULL);
				agent_lifts(h, 101);
			}
			if (point >= 6)
				prompt_ends(h, caller);
			if (point == 7)
				agent_does(h, 101, DESK_VERB_HOLD, NULL);
			if (point == 8)
				role_hello(h, ROLE_PRI, true);
			if (point == 9)
				agent_does(h, 101, DESK_VERB_HANG_UP, NULL);
			cr_assert_null(house_fault(h), "point %d: %s", point, house_fault(h));
			caller_hangs_up(h, caller);
			const char *fault = house_fault(h);
			cr_assert_null(fault, "headset %d point %d: %s", headset, point, fault);
			cr_expect_eq(h->facts_of[FACT_CALL_ENDED], 1, "point %d", point);
			if (point != 2 && point != 3) {
				agent_does(h, 101, DESK_VERB_FINISH, NULL);
				house_wait(h, 2000);
				agent_lifts(h, 101);
				cr_expect_eq(agent_state(h, 101), SEAT_READY, "headset %d point %d", headset, point);
				agent_does(h, 101, DESK_VERB_SIGN_OUT, NULL);
			}
			cr_expect_eq(pool_used(acd_session_pool(h->a)), 0);
			cr_expect_eq(pool_used(acd_leg_pool(h->a)), 0);
			cr_expect_eq(live_lines(h), 0);
			house_free(h);
		}
	}
}

Test(seat, no_work_before_sign_in_and_no_leaving_in_a_call)
{
	struct house *h = house_new(NULL);

	REFUSED(h, 101, READY, NULL, DESK_BAD_TOKEN);
	agent_signs_in(h, 101, false, (uint16_t[]){ 1 }, NULL, 1);
	cr_expect_eq(agent_state(h, 101), SEAT_AWAY); /* no console yet */
	caller_dials(h, "13800138000", "95000");
	agent_greets(h, 101);
	int caller = talk(h, 101);
	REFUSED(h, 101, SIGN_OUT, NULL, DESK_NOT_NOW);
	caller_hangs_up(h, caller);
	agent_does(h, 101, DESK_VERB_FINISH, NULL);
	agent_does(h, 101, DESK_VERB_SIGN_OUT, NULL);
	cr_expect_eq(agent_state(h, 101), SEAT_OUT);
	REFUSED(h, 101, READY, NULL, DESK_BAD_TOKEN);
	house_free(h);
}

Test(seat, outgoing_calls_have_their_result_in_words)
{
	static const struct {
		uint8_t cause;
		const char *result;
	} outcomes[] = { { 17, "busy" }, { 19, "no answer" }, { 18, "no answer" }, { 1, "unobtainable" },
		{ 28, "unobtainable" }, { 41, "failure" } };
	struct house *h = house_new(NULL);

	agent_ready(h, 101, true, 1);
	for (size_t i = 0; i < sizeof(outcomes) / sizeof(outcomes[0]); i++) {
		agent_does(h, 101, DESK_VERB_DIAL, "13900139000");
		line_says(h, (int)h->n_lines - 1, MSG_LINE_RELEASED, outcomes[i].cause, LINE_F_FAR);
		cr_expect_str_eq(h->last[FACT_CALL_ENDED].text, outcomes[i].result);
		cr_expect_eq(agent_state(h, 101), SEAT_READY);
	}
	h->no_circuits = true;
	cr_expect_not_null(strstr(reply(h, 101, DESK_VERB_DIAL, "13900139000"), "refused to 101: 3\n"));
	cr_expect_eq(agent_state(h, 101), SEAT_READY);
	cr_expect_null(house_fault(h));
	house_free(h);
}

/* What is counted before a round has come to the seat is not lost with the day before. */
Test(seat, the_days_figures_begin_with_the_day_and_not_with_the_round)
{
	struct house *h = house_new(NULL);

	agent_ready(h, 101, false, 1);
	caller_hangs_up(h, talk(h, 101));
	agent_does(h, 101, DESK_VERB_FINISH, NULL);
	house_wait(h, 1000);
	cr_expect_eq(h->day.answered, 1);
	house_wait(h, 24 * 3600 * INT64_C(1000)); /* nothing happens: no round */
	caller_hangs_up(h, talk(h, 101));
	agent_does(h, 101, DESK_VERB_FINISH, NULL);
	house_wait(h, 1000);
	cr_expect_eq(h->day.answered, 1);
	house_free(h);
}

Test(seat, the_days_figures_come_at_most_twice_a_second)
{
	struct house *h = house_new(NULL);

	agent_ready(h, 101, false, 1);
	house_wait(h, 1000);
	uint32_t before = h->n_days;
	for (int i = 0; i < 100; i++) { /* a second of callers coming and going */
		int caller = caller_dials(h, "13800138000", "95000");
		prompt_ends(h, caller);
		caller_presses(h, caller, '2');
		if (i % 2)
			caller_hangs_up(h, caller);
		house_wait(h, 10);
	}
	cr_expect_eq(h->n_days - before, 0); /* queue 02 is none of this seat's */
	for (int i = 0; i < 100; i++) {
		agent_does(h, 101, i % 2 ? DESK_VERB_READY : DESK_VERB_AWAY, NULL);
		house_wait(h, 10);
	}
	cr_expect_leq(h->n_days - before, 3);
	cr_expect_geq(h->n_days - before, 2);
	house_wait(h, 1000);
	cr_expect_eq(h->day.queues[0].ready, 1);
	cr_expect_eq(h->day.queues[0].signed_in, 1);
	before = h->n_days;
	house_wait(h, 3600000);
	cr_expect_eq(h->n_days, before); /* nothing changed, nothing is said */
	house_free(h);
}

Test(seat, a_flash_of_the_telephone_holds_and_takes_back)
{
	struct house *h = house_new(NULL);
	int caller;

	agent_ready(h, 101, false, 1);
	caller = caller_dials(h, "13800138000", "95000");
	prompt_ends(h, caller);
	caller_presses(h, caller, '1');
	line_says(h, agent_phone(h, 101), MSG_LINE_FLASHED, 0, 0); /* before it is up: nonsense, and nothing happens */
	cr_expect_eq(agent_state(h, 101), SEAT_RINGING);
	agent_lifts(h, 101);
	prompt_ends(h, caller);
	line_says(h, agent_phone(h, 101), MSG_LINE_FLASHED, 0, 0);
	cr_expect_eq(agent_state(h, 101), SEAT_HOLDING);
	cr_expect_eq(call_of_line(h, caller)->state, CALL_HELD);
	line_says(h, agent_phone(h, 101), MSG_LINE_FLASHED, 0, 0);
	cr_expect_eq(agent_state(h, 101), SEAT_TALKING);
	cr_expect_eq(call_of_line(h, caller)->state, CALL_TALKING);
	line_says(h, caller, MSG_LINE_FLASHED, 0, 0); /* a customer's means nothing */
	cr_expect_eq(call_of_line(h, caller)->state, CALL_TALKING);
	cr_expect_eq(h->facts_of[FACT_CALL_HELD], 1);
	cr_expect_eq(h->facts_of[FACT_CALL_RETRIEVED], 1);
	house_free(h);
}
