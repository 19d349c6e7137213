/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a caller can do without a seat: leave a message, and ask what stands with the orders.
 */
#include "tests/unit/acd/harness.h"

#include <criterion/criterion.h>
#include <string.h>

#define SAYS(h, text) cr_expect_str_eq(house_said(h), text)

static const char *const machine = "leave: message leave-message\n"
                                   "	most 60s\n"
                                   "	then kept\n"
                                   "kept: hangup message-kept\n";

/* A caller who hears the beep end; what was said before is forgotten. */
static int
after_the_beep(struct house *h)
{
	house_flow(h, "main", machine);
	int caller = caller_dials(h, "13800138000", "95000");

	cr_expect_not_null(strstr(house_said(h), "slot 1/1 play leave-message tone6\n"), "the prompt, then a beep");
	caller_presses(h, caller, '#'); /* too early: says nothing */
	SAYS(h, "");
	prompt_ends(h, caller);
	return caller;
}

static void
message_is(const struct house *h, uint32_t rec_no, int64_t began_us, int64_t ms)
{
	const struct msg_fact *f = &h->last[FACT_CALL_MESSAGE];

	cr_expect_eq(h->facts_of[FACT_CALL_MESSAGE], 1);
	cr_expect_eq(h->facts_of[FACT_CALL_RECORDED], 1);
	cr_expect_eq(f->value, rec_no);
	cr_expect_eq(f->start_us, began_us);
	cr_expect_eq(f->n, (uint64_t)ms * 8);
	cr_expect_eq(f->seat, SEAT_NONE);
	cr_expect_eq(h->last[FACT_CALL_RECORDED].start_us, began_us);
}

Test(message, is_recorded_from_the_beep_to_hash_and_the_flow_goes_on)
{
	struct house *h = house_new(NULL);
	int caller = after_the_beep(h);
	int64_t began_us = h->now_us;

	SAYS(h, "slot 1/1 silence rec\n");
	house_wait(h, 12340);
	caller_presses(h, caller, '5'); /* part of the message */
	SAYS(h, "");
	caller_presses(h, caller, '#');
	SAYS(h, "rec-end 1\nslot 1/1 play message-kept\n");
	message_is(h, 1, began_us, 12340);
	prompt_ends(h, caller);
	SAYS(h, "slot 1/1 idle\nisup RELEASE 16\n");
	cr_expect_null(house_fault(h));
	house_free(h);
}

Test(message, ends_at_its_longest)
{
	struct house *h = house_new(NULL);

	after_the_beep(h);
	int64_t began_us = h->now_us;
	house_said(h);
	house_wait(h, 59999);
	SAYS(h, "");
	house_wait(h, 1);
	SAYS(h, "rec-end 1\nslot 1/1 play message-kept\n");
	message_is(h, 1, began_us, 60000);
	house_free(h);
}

Test(message, of_a_caller_who_hangs_up_is_kept)
{
	struct house *h = house_new(NULL);
	int caller = after_the_beep(h);
	int64_t began_us = h->now_us;

	house_wait(h, 5000);
	caller_hangs_up(h, caller);
	message_is(h, 1, began_us, 5000);
	cr_expect_eq(h->facts_of[FACT_CALL_ENDED], 1);
	cr_expect_null(house_fault(h));
	house_free(h);
}

Test(message, shorter_than_a_second_is_none_but_the_recording_is_there)
{
	struct house *h = house_new(NULL);
	int caller = after_the_beep(h);

	house_wait(h, 900);
	caller_hangs_up(h, caller);
	cr_expect_eq(h->facts_of[FACT_CALL_RECORDED], 1);
	cr_expect_eq(h->facts_of[FACT_CALL_MESSAGE], 0);
	house_free(h);
}

static void
talks_are_not_recorded(struct site *s)
{
	s->acd.record = 0;
}

Test(message, is_recorded_where_talks_are_not_and_told_again_to_a_new_mediad)
{
	struct house *h = house_new(talks_are_not_recorded);
	int caller = after_the_beep(h);

	SAYS(h, "slot 1/1 silence rec\n");
	role_hello(h, ROLE_MEDIA, true);
	house_wait(h, 100);
	cr_expect_not_null(strstr(house_said(h), "slot 1/1 silence rec\n"));
	caller_presses(h, caller, '#');
	cr_expect_eq(h->facts_of[FACT_CALL_RECORDED], 1);
	house_free(h);
}

Test(message, whose_prompt_mediad_never_ends_begins_all_the_same)
{
	struct house *h = house_new(NULL);

	house_flow(h, "main", machine);
	caller_dials(h, "13800138000", "95000");
	house_said(h);
	house_wait(h, PLAY_MS);
	SAYS(h, "slot 1/1 silence rec\n");
	house_free(h);
}

/* ---- query ---- */

static const char *const asking = "mine: query orders\n"
                                  "	into count\n"
                                  "	then tell\n"
                                  "	unknown account\n"
                                  "tell: hangup open-orders $count\n"
                                  "account: collect enter-number\n"
                                  "	digits 1-9\n"
                                  "	into number\n"
                                  "	then theirs\n"
                                  "theirs: query orders $number\n"
                                  "	into count\n"
                                  "	then tell\n"
                                  "	unknown sorry\n"
                                  "sorry: hangup not-found\n";

static int
caller_asks(struct house *h)
{
	house_flow(h, "main", asking);
	return caller_dials(h, "13800138000", "95000");
}

static void
crm_knows(struct house *h, int caller, const char *customer)
{
	struct msg_found found = { .session = call_of_line(h, caller)->id, .known = *customer != 0 };

	text_copy(found.customer, sizeof(found.customer), customer);
	house_feed(h, ROLE_CRM, MSG_CALLER_FOUND, &found, sizeof(found));
}

static void
crm_tells(struct house *h, uint32_t ticket, bool known, uint32_t open)
{
	const struct msg_orders_found m = {
		.session = h->orders.session, .ticket = ticket, .known = known, .open = open
	};

	house_feed(h, ROLE_CRM, MSG_ORDERS_FOUND, &m, sizeof(m));
}

Test(query, of_the_customer_who_calls_is_asked_once_crm_has_said_who_that_is)
{
	struct house *h = house_new(NULL);
	int caller = caller_asks(h);

	cr_expect_null(strstr(house_said(h), "orders"));
	crm_knows(h, caller, "C-000123");
	SAYS(h, "orders C-000123\n");
	crm_tells(h, h->orders.ticket, true, 12);
	SAYS(h, "slot 1/1 play open-orders 12\n");
	house_free(h);
}

Test(query, of_a_stranger_is_asked_by_the_number_keyed_in)
{
	struct house *h = house_new(NULL);
	int caller = caller_asks(h);

	house_said(h);
	crm_knows(h, caller, "");
	SAYS(h, "slot 1/1 play enter-number\n");
	for (const char *key = "123#"; *key; key++)
		caller_presses(h, caller, *key);
	SAYS(h, "orders 123\n");
	uint32_t ticket = h->orders.ticket;
	crm_tells(h, ticket - 1, true, 7); /* an answer to some other question */
	SAYS(h, "");
	crm_tells(h, ticket, false, 0);
	SAYS(h, "slot 1/1 play not-found\n");
	crm_tells(h, ticket, true, 7); /* too late */
	SAYS(h, "");
	house_free(h);
}

Test(query, that_crm_never_answers_goes_on_after_a_second)
{
	struct house *h = house_new(NULL);
	int caller = caller_asks(h);

	crm_knows(h, caller, "C-000123");
	house_said(h);
	house_wait(h, 999);
	SAYS(h, "");
	house_wait(h, 1);
	SAYS(h, "slot 1/1 play enter-number\n");
	house_free(h);
}

Test(query, of_nobody_in_a_circle_ends_the_call)
{
	struct house *h = house_new(NULL);

	house_flow(h, "main", "a: query orders\n\tinto n\n\tthen a\n\tunknown a\n");
	int caller = caller_dials(h, "13800138000", "95000");

	house_said(h);
	crm_knows(h, caller, "");
	cr_expect_eq(h->facts_of[FACT_CALL_ENDED], 1);
	cr_expect_eq(h->counts[STAT_FLOW_FAULTS], 1);
	cr_expect_null(house_fault(h));
	house_free(h);
}
