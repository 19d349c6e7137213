/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Calls out: the trunk group that takes them, overflow, the number shown, and what is said of their end. */
#include "harness.h"

#include "acd/call.h"
#include "acd/route.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static void
add_group(struct site *site, const char *name, const char *overflow, const char *shown)
{
	struct conf_group *g = &site->groups[site->n_groups++];

	*g = site->groups[0];
	snprintf(g->name, sizeof(g->name), "%s", name);
	snprintf(g->overflow, sizeof(g->overflow), "%s", overflow);
	snprintf(g->number_shown, sizeof(g->number_shown), "%s", shown);
}

static void
add_route(struct site *site, const char *number, const char *queue, const char *group)
{
	struct conf_route *r = &site->routes[site->n_routes++];

	snprintf(r->number, sizeof(r->number), "%s", number);
	snprintf(r->queue, sizeof(r->queue), "%s", queue);
	snprintf(r->group, sizeof(r->group), "%s", group);
}

/* Groups: 0 isup, 1 pri, 2 toll -> 3 spare -> 4 last -> 2. */
static void
three_carriers(struct site *site)
{
	add_group(site, "toll", "spare", "01088880001");
	add_group(site, "spare", "last", "01088880002");
	add_group(site, "last", "toll", "");
	site->groups[4].echo = 1;
	site->groups[3].presentation = 1;
	site->groups[3].screening = 1;
	snprintf(site->queues[1].number_shown, sizeof(site->queues[1].number_shown), "4008123456");
	add_route(site, "110", "", "last");
	add_route(site, "9*", "repair", "spare");
	add_route(site, "0*", "", "toll");
	add_route(site, "1*", "", "toll");
}

static struct house *h;

static void
open_house(void)
{
	h = house_new(three_carriers);
	agent_ready(h, 101, true, 1);
	agent_ready(h, 102, true, 2);
}

static void
close_house(void)
{
	cr_expect_null(house_fault(h));
	house_free(h);
}

TestSuite(route, .init = open_house, .fini = close_house);

/* The group that was asked last. */
static unsigned
dial(uint16_t seat, const char *number)
{
	memset(&h->dial, 0, sizeof(h->dial));
	house_said(h);
	agent_does(h, seat, DESK_VERB_DIAL, number);
	return h->dial.group;
}

static void
ends_with(uint8_t cause)
{
	line_says(h, (int)h->n_lines - 1, MSG_LINE_RELEASED, cause, LINE_F_FAR);
}

Test(route, number_and_queue_choose_the_group)
{
	cr_expect_eq(dial(101, "110"), 4);
	ends_with(17);
	cr_expect_eq(dial(101, "13900139000"), 2);
	ends_with(17);
	cr_expect_eq(dial(102, "96001"), 3);
	ends_with(17);
	cr_expect_eq(dial(101, "96001"), 0, "no route for this seat's queues: nothing is dialled");
	cr_expect_eq(h->last[FACT_CALL_ENDED].cause, 3);
	cr_expect_str_eq(h->last[FACT_CALL_ENDED].text, "unobtainable");
}

Test(route, call_goes_on_to_the_overflow_until_one_takes_it)
{
	h->full = 1 << 2;
	cr_expect_eq(dial(101, "01055501234"), 3);
	cr_expect_eq(agent_state(h, 101), SEAT_DIALLING);
	cr_expect_eq(h->counts[STAT_OVERFLOWED], 1);
	line_says(h, (int)h->n_lines - 1, MSG_LINE_ANSWERED, 0, 0);
	cr_expect_eq(agent_state(h, 101), SEAT_TALKING);
	agent_does(h, 101, DESK_VERB_HANG_UP, NULL);
	agent_does(h, 101, DESK_VERB_FINISH, NULL);
	h->full = 1 << 2 | 1 << 3;
	cr_expect_eq(dial(101, "01055501234"), 4);
	ends_with(19);
}

/* Groups that overflow into each other are tried once each; the agent hears of the end once. */
Test(route, overflow_in_a_circle_ends)
{
	static const uint8_t causes[] = { 27, 34, 38, 41, 42, 44 };

	h->full = 1 << 2 | 1 << 3 | 1 << 4;
	for (size_t i = 0; i < sizeof(causes); i++) {
		h->why = causes[i];
		h->counts[STAT_OVERFLOWED] = 0;
		cr_expect_eq(dial(101, "01055501234"), 4);
		cr_expect_eq(h->counts[STAT_OVERFLOWED], 2);
		cr_expect_eq(h->last[FACT_CALL_ENDED].cause, causes[i]);
		cr_expect_eq(agent_state(h, 101), SEAT_READY);
	}
	cr_expect_eq(live_lines(h), 2); /* the headsets */
}

/* The far exchange is congested, or the way is lost before it rings: the next group.  What the called party says is final. */
Test(route, only_faults_of_the_way_overflow)
{
	dial(101, "01055501234");
	ends_with(42);
	cr_expect_eq(h->dial.group, 3);
	ends_with(17);
	cr_expect_eq(h->dial.group, 3);
	cr_expect_eq(agent_state(h, 101), SEAT_READY);
	dial(101, "01055501234");
	line_says(h, (int)h->n_lines - 1, MSG_LINE_ALERTING, 0, 0);
	ends_with(41);
	cr_expect_eq(h->dial.group, 2, "it had rung");
	cr_expect_eq(agent_state(h, 101), SEAT_READY);
	dial(101, "01055501234");
	ends_with(1);
	cr_expect_eq(h->dial.group, 2);
}

Test(route, number_shown_is_the_queues_or_the_groups)
{
	dial(101, "13900139000");
	cr_expect_str_eq(h->dial.caller.digits, "01088880001");
	cr_expect_eq(h->dial.caller.presentation, 0);
	cr_expect_eq(h->dial.caller.screening, 3);
	ends_with(34); /* the overflow group shows its own number */
	cr_expect_str_eq(h->dial.caller.digits, "01088880002");
	cr_expect_eq(h->dial.caller.presentation, 1);
	cr_expect_eq(h->dial.caller.screening, 1);
	ends_with(17);
	dial(102, "13900139000");
	cr_expect_str_eq(h->dial.caller.digits, "4008123456");
	ends_with(17);
	dial(101, "110");
	cr_expect_eq(h->dial.caller.len, 0);
	ends_with(17);
}

Test(route, each_result_has_its_code_word_and_announcement)
{
	static const struct {
		uint8_t cause;
		uint32_t code;
		const char *word, *heard;
	} outcomes[] = {
		{ 17, RESULT_BUSY, "busy", "number-busy" },
		{ 19, RESULT_NO_ANSWER, "no answer", "no-answer" },
		{ 1, RESULT_UNOBTAINABLE, "unobtainable", "number-wrong" },
		{ 27, RESULT_UNOBTAINABLE, "unobtainable", "no-answer" },
		{ 34, RESULT_FAILURE, "failure", "no-line" },
		{ 111, RESULT_FAILURE, "failure", "system-fault" },
	};

	for (size_t i = 0; i < sizeof(outcomes) / sizeof(outcomes[0]); i++) {
		dial(101, "110");
		h->full = UINT32_MAX; /* nobody else takes it */
		h->why = outcomes[i].cause;
		ends_with(outcomes[i].cause);
		h->full = 0;
		cr_expect_eq(h->last[FACT_CALL_ENDED].n, outcomes[i].code);
		cr_expect_str_eq(h->last[FACT_CALL_ENDED].text, outcomes[i].word);
		const char *said = house_said(h);
		cr_expect(strstr(said, outcomes[i].heard), "cause %u: %s", outcomes[i].cause, said);
		cr_expect_eq(agent_state(h, 101), SEAT_READY);
	}
	dial(101, "110");
	line_says(h, (int)h->n_lines - 1, MSG_LINE_ANSWERED, 0, 0);
	ends_with(16);
	cr_expect_eq(h->last[FACT_CALL_ENDED].n, RESULT_ANSWERED);
	cr_expect_str_eq(h->last[FACT_CALL_ENDED].text, "answered");
	agent_does(h, 101, DESK_VERB_FINISH, NULL);
	dial(101, "110");
	int far = (int)h->n_lines - 1;
	line_says(h, far, MSG_LINE_ANSWERED, 0, 0);
	struct msg_media_fax fax = { .leg = h->lines[far].leg };
	house_feed(h, ROLE_MEDIA, MSG_MEDIA_FAX, &fax, sizeof(fax));
	agent_does(h, 101, DESK_VERB_HANG_UP, NULL);
	cr_expect_eq(h->last[FACT_CALL_ENDED].n, RESULT_FAX);
	cr_expect_str_eq(h->last[FACT_CALL_ENDED].text, "fax tone");
	house_feed(h, ROLE_MEDIA, MSG_MEDIA_FAX, &fax, sizeof(fax)); /* of a leg that is gone */
	agent_does(h, 101, DESK_VERB_FINISH, NULL);
	dial(101, "110");
	agent_does(h, 101, DESK_VERB_HANG_UP, NULL); /* the agent gives up before anybody answers */
	cr_expect_eq(h->last[FACT_CALL_ENDED].n, RESULT_NO_ANSWER);
}

Test(route, the_echo_canceller_is_on_for_calls_of_its_group_until_a_fax_machine_is_heard)
{
	struct msg_hello hello = { .abi = MSG_ABI, .fresh = 1 };

	dial(101, "01055500000");
	cr_expect_not(h->lines[h->n_lines - 1].echo, "the group does not want it");
	agent_does(h, 101, DESK_VERB_HANG_UP, NULL);
	agent_does(h, 101, DESK_VERB_FINISH, NULL);
	dial(101, "110");
	int far = (int)h->n_lines - 1;
	cr_expect(h->lines[far].echo);
	line_says(h, far, MSG_LINE_ANSWERED, 0, 0);
	cr_expect(h->lines[far].echo, "through all its plans");
	cr_expect_eq(h->lines[far].plan, MEDIA_BRIDGE);
	h->lines[far].echo = 0;
	house_feed(h, ROLE_MEDIA, MSG_HELLO, &hello, sizeof(hello));
	cr_expect(h->lines[far].echo, "told again");
	struct msg_media_fax fax = { .leg = h->lines[far].leg };
	house_feed(h, ROLE_MEDIA, MSG_MEDIA_FAX, &fax, sizeof(fax));
	cr_expect_not(h->lines[far].echo);
	cr_expect_eq(h->lines[far].plan, MEDIA_BRIDGE, "they still talk");
	house_feed(h, ROLE_MEDIA, MSG_HELLO, &hello, sizeof(hello));
	cr_expect_not(h->lines[far].echo);
	agent_does(h, 101, DESK_VERB_HANG_UP, NULL);
	cr_expect_eq(h->lines[far].plan, MEDIA_IDLE);
}

Test(route, every_cause_has_a_result)
{
	for (unsigned cause = 0; cause < 256; cause++) {
		cr_expect_neq(result_of_cause((uint8_t)cause), RESULT_NONE);
		cr_expect_not_null(result_prompt((uint8_t)cause));
	}
}
