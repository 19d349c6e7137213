/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whole calls as ladders: what goes in is commented, what comes out is compared line by line.
 */
#include "tests/unit/acd/harness.h"

#include <criterion/criterion.h>

#define SAYS(h, text) cr_expect_str_eq(house_said(h), text)

/* Talk of a caller with seat 101, from the first digit to the join. */
static int
talk(struct house *h, uint16_t seat, char key)
{
	int caller = caller_dials(h, "13800138000", "95000");

	prompt_ends(h, caller); /* welcome */
	caller_presses(h, caller, key);
	if (acd_seat_by_number(h->a, seat)->headset)
		agent_does(h, seat, DESK_VERB_ANSWER, NULL);
	else
		agent_lifts(h, seat);
	prompt_ends(h, caller); /* the seat's code */
	return caller;
}

/* shows: TRK-18 IVR-24 */
Test(ladder, caller_reaches_a_telephone_seat)
{
	struct house *h = house_new(NULL);

	agent_ready(h, 101, false, 1);
	house_said(h);
	/* IAM: the circuit is ours, crm is asked at once, the menu begins */
	int caller = caller_dials(h, "13800138000", "95000");
	SAYS(h,
	    "isup ACCEPT\n"
	    "slot 1/1 silence\n"
	    "lookup 13800138000\n"
	    "isup ALERT\n"
	    "isup ANSWER\n"
	    "slot 1/1 play welcome\n");
	prompt_ends(h, caller);
	SAYS(h, "slot 1/1 play menu-main\n");
	/* 1: the seat is free, its phone rings in the same step */
	caller_presses(h, caller, '1');
	SAYS(h,
	    "slot 1/1 play connecting tone2 tone2\n"
	    "pri DIAL 8101\n"
	    "desk 0101 RINGING\n"
	    "slot 2/1 silence\n");
	/* off-hook alone answers (TRK-18); the code is announced to both */
	agent_lifts(h, 101);
	SAYS(h,
	    "slot 1/1 play announce-seat 0101 announce-service rec\n"
	    "slot 2/1 play announce-seat 0101 announce-service\n"
	    "desk 0101 TALKING\n");
	prompt_ends(h, caller);
	SAYS(h,
	    "slot 1/1 bridge 2/1 rec\n"
	    "slot 2/1 bridge 1/1\n"
	    "desk 0101 TALKING\n");
	/* on-hook ends it */
	agent_puts_down(h, 101);
	SAYS(h,
	    "slot 2/1 idle\n"
	    "rec-end 1\n"
	    "slot 1/1 idle\n"
	    "isup RELEASE 16\n"
	    "desk 0101 ACW\n");
	agent_does(h, 101, DESK_VERB_FINISH, NULL);
	SAYS(h, "desk 0101 READY\n");
	cr_expect_eq(live_lines(h), 0);
	cr_expect_null(house_fault(h));
	house_free(h);
}

Test(ladder, caller_reaches_a_headset_seat)
{
	struct house *h = house_new(NULL);

	/* sign-in dials the headset, the console's greeting makes the seat ready once it is up */
	agent_signs_in(h, 102, true, (uint16_t[]){ 1 }, NULL, 1);
	SAYS(h,
	    "pri DIAL 8102\n"
	    "slot 2/1 silence\n");
	agent_greets(h, 102);
	SAYS(h, "desk 0102 AWAY\n");
	agent_lifts(h, 102);
	SAYS(h,
	    "slot 2/1 silence\n"
	    "desk 0102 READY\n");
	int caller = caller_dials(h, "13800138000", "95000");
	prompt_ends(h, caller);
	house_said(h);
	/* the console rings, and a tone in the ear */
	caller_presses(h, caller, '1');
	SAYS(h,
	    "slot 1/1 play connecting tone2 tone2\n"
	    "slot 2/1 tone 5\n"
	    "desk 0102 RINGING\n");
	agent_does(h, 102, DESK_VERB_ANSWER, NULL);
	SAYS(h,
	    "slot 1/1 play announce-seat 0102 announce-service rec\n"
	    "slot 2/1 play announce-seat 0102 announce-service\n"
	    "desk 0102 TALKING\n");
	prompt_ends(h, caller);
	SAYS(h,
	    "slot 1/1 bridge 2/1 rec\n"
	    "slot 2/1 bridge 1/1\n"
	    "desk 0102 TALKING\n");
	agent_does(h, 102, DESK_VERB_HOLD, NULL);
	SAYS(h,
	    "slot 1/1 music rec\n"
	    "slot 2/1 silence\n"
	    "desk 0102 HOLDING\n");
	agent_does(h, 102, DESK_VERB_RETRIEVE, NULL);
	SAYS(h,
	    "slot 1/1 bridge 2/1 rec\n"
	    "slot 2/1 bridge 1/1\n"
	    "desk 0102 TALKING\n");
	/* the caller hangs up; the headset's line stays */
	caller_hangs_up(h, caller);
	SAYS(h,
	    "slot 1/1 idle\n"
	    "rec-end 1\n"
	    "slot 2/1 silence\n"
	    "desk 0102 ACW\n");
	house_wait(h, 60000);
	SAYS(h, "desk 0102 READY\n");
	agent_does(h, 102, DESK_VERB_SIGN_OUT, NULL);
	SAYS(h,
	    "slot 2/1 idle\n"
	    "pri RELEASE 16\n"
	    "desk 0102 OUT\n");
	cr_expect_eq(live_lines(h), 0);
	house_free(h);
}

Test(ladder, all_busy_says_so_then_music_and_announcements)
{
	struct house *h = house_new(NULL);
	int caller = caller_dials(h, "13800138000", "95000");

	prompt_ends(h, caller);
	house_said(h);
	caller_presses(h, caller, '2');
	SAYS(h, "slot 1/1 play busy-wait\n");
	prompt_ends(h, caller);
	SAYS(h, "slot 1/1 music\n");
	house_wait(h, 20000);
	SAYS(h, "slot 1/1 play still-waiting\n");
	prompt_ends(h, caller);
	SAYS(h, "slot 1/1 music\n");
	char *text = NULL;
	size_t len;
	FILE *to = open_memstream(&text, &len);
	acd_print_calls(h->a, to);
	fclose(to);
	cr_expect(strstr(text, "1-1 ") && strstr(text, "QUEUED") && strstr(text, "repair"), "%s", text);
	free(text);
	/* a seat comes: it rings in that step */
	agent_signs_in(h, 101, false, (uint16_t[]){ 2 }, NULL, 1);
	SAYS(h, "");
	agent_greets(h, 101);
	SAYS(h,
	    "slot 1/1 play connecting tone2 tone2\n"
	    "pri DIAL 8101\n"
	    "desk 0101 RINGING\n"
	    "slot 2/1 silence\n");
	house_free(h);
}

Test(ladder, no_answer_goes_to_the_next_seat_and_the_first_is_away)
{
	struct house *h = house_new(NULL);
	int caller = caller_dials(h, "13800138000", "95000");

	agent_ready(h, 101, false, 1);
	house_wait(h, 1000);
	agent_ready(h, 102, false, 1);
	prompt_ends(h, caller);
	caller_presses(h, caller, '1');
	int64_t queued = call_of_line(h, caller)->queued_us;
	house_said(h);
	house_wait(h, 20000);
	SAYS(h,
	    "slot 2/1 idle\n"
	    "pri RELEASE 16\n"
	    "slot 1/1 play connecting tone2 tone2\n"
	    "pri DIAL 8102\n"
	    "desk 0102 RINGING\n"
	    "desk 0101 AWAY\n"
	    "slot 2/2 silence\n");
	cr_expect_eq(agent_state(h, 101), SEAT_AWAY);
	cr_expect_eq(agent_state(h, 102), SEAT_RINGING);
	cr_expect_eq(call_of_line(h, caller)->queued_us, queued); /* its wait goes on counting */
	house_free(h);
}

Test(ladder, agent_dials_out_with_a_headset)
{
	struct house *h = house_new(NULL);

	agent_ready(h, 103, true, 1);
	house_said(h);
	agent_does(h, 103, DESK_VERB_DIAL, "01055501234");
	SAYS(h,
	    "isup DIAL 01055501234\n"
	    "desk 0103 DIALLING\n"
	    "slot 1/1 silence\n");
	int far = (int)h->n_lines - 1;
	line_says(h, far, MSG_LINE_ALERTING, 0, 0);
	SAYS(h,
	    "slot 2/1 tone 2\n"
	    "desk 0103 DIALLING\n");
	line_says(h, far, MSG_LINE_PROGRESS, 0, LINE_F_INBAND);
	SAYS(h,
	    "slot 2/1 bridge 1/1\n"
	    "desk 0103 DIALLING\n");
	line_says(h, far, MSG_LINE_ANSWERED, 0, 0);
	SAYS(h,
	    "slot 1/1 bridge 2/1 rec\n"
	    "slot 2/1 bridge 1/1\n"
	    "desk 0103 TALKING\n");
	cr_expect(h->desk[103].outgoing);
	cr_expect_str_eq(h->desk[103].caller.digits, "01055501234");
	agent_does(h, 103, DESK_VERB_HANG_UP, NULL);
	SAYS(h,
	    "rec-end 1\n"
	    "slot 1/1 idle\n"
	    "isup RELEASE 16\n"
	    "slot 2/1 silence\n"
	    "desk 0103 ACW\n");
	house_free(h);
}

Test(ladder, agent_dials_out_with_a_telephone)
{
	struct house *h = house_new(NULL);

	agent_ready(h, 104, false, 1);
	house_said(h);
	/* the agent's own phone first */
	agent_does(h, 104, DESK_VERB_DIAL, "13900139000");
	SAYS(h,
	    "pri DIAL 8104\n"
	    "desk 0104 DIALLING\n"
	    "slot 2/1 silence\n");
	agent_lifts(h, 104);
	SAYS(h,
	    "isup DIAL 13900139000\n"
	    "desk 0104 DIALLING\n"
	    "slot 1/1 silence\n");
	int far = (int)h->n_lines - 1;
	line_says(h, far, MSG_LINE_RELEASED, 17, LINE_F_FAR);
	SAYS(h,
	    "slot 1/1 idle\n"
	    "slot 2/1 idle\n"
	    "pri RELEASE 17\n"
	    "desk 0104 READY\n");
	cr_expect_eq(live_lines(h), 0);
	house_free(h);
}

Test(ladder, facts_of_a_call_tell_its_whole_story)
{
	struct house *h = house_new(NULL);

	agent_ready(h, 101, false, 1);
	h->facts = true;
	h->quiet = false;
	house_said(h);
	int caller = caller_dials(h, "13800138000", "95000");
	prompt_ends(h, caller);
	caller_presses(h, caller, '1');
	agent_lifts(h, 101);
	prompt_ends(h, caller);
	agent_puts_down(h, 101);
	house_wait(h, 60000);
	/* facts alone, in order */
	char story[4096] = "";
	char *rest, *said = (char *)(uintptr_t)house_said(h);
	for (char *line = strtok_r(said, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
		if (strncmp(line, "fact ", 5) == 0) {
			strcat(story, line + 5);
			strcat(story, "\n");
		}
	cr_expect_str_eq(story,
	    "CALL_OFFERED hotline\n"
	    "CALL_ANSWERED\n"
	    "CALL_MENU 咨询\n"
	    "CALL_QUEUED\n"
	    "CALL_RINGING 0101\n"
	    "SEAT_STATE 0101 RINGING\n"
	    "SEAT_STATE 0101 TALKING\n"
	    "CALL_TALKING 0101\n"
	    "CALL_ENDED 0101 1 咨询\n"
	    "SEAT_STATE 0101 ACW\n"
	    "CALL_RECORDED 0101\n"
	    "SEAT_STATE 0101 READY\n");
	house_free(h);
}

Test(ladder, recovering_seat_gets_its_customer_back)
{
	struct house *h = house_new(NULL);

	agent_ready(h, 105, true, 1);
	int caller = talk(h, 105, '1');
	house_said(h);
	/* prid was killed: all PRI legs are gone; the customer hears music */
	role_hello(h, ROLE_PRI, true);
	SAYS(h,
	    "slot 2/1 idle\n"
	    "slot 1/1 music rec\n"
	    "desk 0105 RECOVERING\n");
	/* the headset is dialled again by itself, and its answer joins them */
	house_wait(h, 1000);
	SAYS(h,
	    "pri DIAL 8105\n"
	    "slot 2/2 silence\n");
	agent_lifts(h, 105);
	SAYS(h,
	    "slot 1/1 bridge 2/2 rec\n"
	    "slot 2/2 bridge 1/1\n"
	    "desk 0105 TALKING\n");
	cr_expect(h->lines[caller].live);
	cr_expect_null(house_fault(h));
	house_free(h);
}

Test(ladder, lost_seat_that_does_not_come_back_gives_the_customer_to_another)
{
	struct house *h = house_new(NULL);

	agent_ready(h, 105, true, 1);
	int caller = talk(h, 105, '1');
	agent_ready(h, 106, false, 1);
	h->no_circuits = true;
	line_says(h, agent_phone(h, 105), MSG_LINE_RELEASED, 38, 0); /* a fault of the trunk, not the agent's hand */
	cr_expect_eq(agent_state(h, 105), SEAT_RECOVERING);
	house_wait(h, 9000);
	h->no_circuits = false;
	house_said(h);
	house_wait(h, 1000);
	/* the talk with the first seat is a recording of its own */
	const char *said = house_said(h);
	cr_expect(strstr(said, "rec-end 1\n"), "%s", said);
	cr_expect(strstr(said, "pri DIAL 8106\n"), "%s", said);
	agent_lifts(h, 106);
	cr_expect_eq(call_of_line(h, caller)->rec_no, 2);
	cr_expect_eq(agent_state(h, 106), SEAT_TALKING);
	cr_expect_eq(agent_state(h, 105), SEAT_AWAY);
	/* the first seat's line comes back: it is ready again, for it never asked for anything else */
	house_wait(h, 40000);
	agent_lifts(h, 105);
	cr_expect_eq(agent_state(h, 105), SEAT_READY);
	cr_expect_null(house_fault(h));
	house_free(h);
}
