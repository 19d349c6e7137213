/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The house closes: every call ends as a call does, and nothing new begins. */
#include "tests/unit/acd/harness.h"

#include <criterion/criterion.h>

Test(close, ends_every_call_and_takes_no_new_one)
{
	struct house *h = house_new(NULL);

	agent_ready(h, 101, false, 1);
	int talking = caller_dials(h, "13800138000", "95000");
	prompt_ends(h, talking);
	caller_presses(h, talking, '1');
	agent_lifts(h, 101);
	prompt_ends(h, talking);
	caller_dials(h, "13800138001", "95000"); /* in the menu */
	int waiting = caller_dials(h, "13800138002", "95000");
	prompt_ends(h, waiting);
	caller_presses(h, waiting, '2');
	cr_assert_eq(agent_state(h, 101), SEAT_TALKING);

	house_feed(h, CORE_FROM_CTL, ACD_CTL_CLOSE, NULL, 0);
	cr_expect_eq(h->facts_of[FACT_CALL_ENDED], 3);
	cr_expect_eq(h->last[FACT_CALL_ENDED].value, CALL_END_SYSTEM);
	cr_expect_eq(h->facts_of[FACT_CALL_RECORDED], 1);
	cr_expect_eq(live_lines(h), 0);
	cr_expect_eq(agent_state(h, 101), SEAT_ACW);
	cr_expect_null(house_fault(h), "%s", house_fault(h));

	int late = caller_dials(h, "13800138003", "95000");
	cr_expect_eq(h->lines[late].cause, 42);
	cr_expect_eq(h->facts_of[FACT_CALL_REFUSED], 1);

	house_feed(h, CORE_FROM_CTL, ACD_CTL_CLOSE, NULL, 0); /* again: nothing more happens */
	cr_expect_eq(h->facts_of[FACT_CALL_ENDED], 3);
	house_free(h);
}
