/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The caller in the voice menu.
 */
#include "tests/unit/acd/harness.h"

#include <criterion/criterion.h>
#include <string.h>

#define SAYS(h, text) cr_expect_str_eq(house_said(h), text)

static const char *const deep = "top: menu top\n"
                                "	1 \"维修\" low\n"
                                "	0 \"人工\" agent\n"
                                "	silence 10s agent\n"
                                "	tries 3 bye\n"
                                "low: menu low\n"
                                "	1 \"漏水\" agent\n"
                                "	0 \"人工\" agent\n"
                                "	silence 5s\n"
                                "	tries 3 bye\n"
                                "agent: queue repair\n"
                                "bye: hangup goodbye\n";

static int
in_menu(struct house *h, const char *flow)
{
	house_flow(h, "main", flow);
	int caller = caller_dials(h, "13800138000", "95000");

	house_said(h);
	return caller;
}

Test(menu, nine_repeats_hash_goes_back_and_silence_leads_to_an_agent)
{
	struct house *h = house_new(NULL);

	agent_ready(h, 101, false, 2);
	int caller = in_menu(h, deep);
	caller_presses(h, caller, '9');
	SAYS(h, "slot 1/1 play top\n");
	caller_presses(h, caller, '1');
	SAYS(h, "slot 1/1 play low\n");
	caller_presses(h, caller, '#');
	SAYS(h, "slot 1/1 play top\n");
	caller_presses(h, caller, '#'); /* nothing above: said again */
	SAYS(h, "slot 1/1 play top\n");
	prompt_ends(h, caller);
	house_wait(h, 9999);
	SAYS(h, "");
	house_wait(h, 1);
	SAYS(h,
	    "slot 1/1 play connecting tone2 tone2\n"
	    "pri DIAL 8101\n"
	    "desk 0101 RINGING\n"
	    "slot 2/1 silence\n");
	house_free(h);
}

Test(menu, wrong_keys_and_silence_count_as_tries)
{
	struct house *h = house_new(NULL);
	int caller = in_menu(h, deep);

	caller_presses(h, caller, '1');
	house_said(h);
	caller_presses(h, caller, '7');
	SAYS(h, "slot 1/1 play bad-key low\n");
	prompt_ends(h, caller);
	house_wait(h, 5000);
	SAYS(h, "slot 1/1 play no-input low\n");
	caller_presses(h, caller, '*');
	SAYS(h, "slot 1/1 play goodbye\n");
	prompt_ends(h, caller);
	SAYS(h, "slot 1/1 idle\nisup RELEASE 16\n");
	cr_expect_eq(h->fact.kind, FACT_CALL_ENDED);
	cr_expect_eq(h->fact.value, CALL_END_SYSTEM);
	house_free(h);
}

/*
 * A new value is published while a call is in the menu: that call ends on the flow it began with (IVR-11), the next prompt
 * played to anybody else has the new value.
 */
/* shows: IVR-30 */
Test(menu, ten_seconds_without_a_key_hang_up_and_a_new_value_holds_for_the_next_prompt)
{
	struct house *h = house_new(NULL);
	int old = in_menu(h, "m: menu x\n\t0 a\n\tsilence 10s bye\n\ttries 3 bye\na: queue water\nbye: hangup\n");

	prompt_ends(h, old);
	house_wait(h, 1000);
	int fresh = in_menu(h, "m: menu x\n\t0 a\n\tsilence 4s bye\n\ttries 3 bye\na: queue water\nbye: hangup\n");
	prompt_ends(h, fresh);
	house_wait(h, 3500);
	SAYS(h, "");
	house_wait(h, 1000);
	SAYS(h, "slot 1/2 idle\nisup RELEASE 16\n");
	house_wait(h, 4000); /* 9.5 s */
	SAYS(h, "");
	house_wait(h, 1000);
	SAYS(h, "slot 1/1 idle\nisup RELEASE 16\n");
	house_free(h);
}

Test(menu, keys_pressed_too_early_are_kept_for_their_menu)
{
	struct house *h = house_new(NULL);
	int caller = in_menu(h, house_main_flow);

	caller_presses(h, caller, '2'); /* while "welcome" plays; mediad breaks it off */
	prompt_ends(h, caller);
	SAYS(h, "slot 1/1 play menu-main\nslot 1/1 play busy-wait\n");
	cr_expect_str_eq(call_of_line(h, caller)->choice, "2 报修");
	house_free(h);
}

/* shows: IVR-04 */
Test(menu, the_category_steers_the_queue_and_stands_on_screen_and_record)
{
	struct house *h = house_new(NULL);

	agent_ready(h, 101, false, 1);
	agent_ready(h, 102, false, 2);
	int caller = in_menu(h, house_main_flow);
	prompt_ends(h, caller);
	caller_presses(h, caller, '2');
	cr_expect_eq(agent_state(h, 102), SEAT_RINGING);
	cr_expect_str_eq(h->desk[102].choice, "2 报修");
	cr_expect_str_eq(h->desk[102].queue, "报修");
	caller_hangs_up(h, caller);
	cr_expect_eq(h->last[FACT_CALL_ENDED].queue, 2);
	cr_expect_str_eq(h->last[FACT_CALL_ENDED].text, "2 报修");
	cr_expect_eq(h->last[FACT_CALL_ENDED].seat, SEAT_NONE); /* it only rang */
	cr_expect_eq(h->facts_of[FACT_CALL_MENU], 1);
	house_free(h);
}

/* shows: IVR-11 */
Test(menu, a_call_ends_on_the_version_it_began_with)
{
	struct house *h = house_new(NULL);
	int old = in_menu(h, "a: play one\n\tthen b\nb: play two\n\tthen end\n");

	house_flow(h, "main", "a: play new\n\tthen end\n");
	int fresh = caller_dials(h, "13800138000", "95000");
	cr_expect_not_null(strstr(house_said(h), "play new"));
	prompt_ends(h, old);
	SAYS(h, "slot 1/1 play two\n");
	prompt_ends(h, old);
	prompt_ends(h, fresh);
	cr_expect_eq(live_lines(h), 0);
	/* the old one's slot is free again */
	int used = 0;
	for (int i = 0; i < ACD_FLOWS; i++)
		used += acd_flows(h->a)[i].used;
	cr_expect_eq(used, 1);
	house_free(h);
}

Test(menu, a_flow_can_be_replaced_any_number_of_times)
{
	struct house *h = house_new(NULL);
	char text[64];

	for (int i = 0; i < 500; i++) {
		snprintf(text, sizeof(text), "a: play p%d\n\tthen end\n", i);
		int caller = in_menu(h, text);
		if (i % 3)
			caller_hangs_up(h, caller);
		else
			prompt_ends(h, caller);
	}
	cr_expect_eq(h->counts[STAT_TABLE_FULL], 0);
	cr_expect_eq(live_lines(h), 0);
	house_free(h);
}

Test(menu, digits_are_collected_and_spoken_again)
{
	struct house *h = house_new(NULL);
	int caller = in_menu(h,
	    "ask: collect enter-number\n\tdigits 3-6\n\tinto number\n\tthen say\n\ttries 3 end\n"
	    "say: play you-entered $number\n\tthen end\n");

	caller_presses(h, caller, '1');
	caller_presses(h, caller, '#'); /* too few */
	SAYS(h, "slot 1/1 play bad-key enter-number\n");
	for (const char *p = "8675#"; *p; p++)
		caller_presses(h, caller, *p);
	SAYS(h, "slot 1/1 play you-entered 8675\n");
	house_free(h);
}

/* shows: TRK-09 */
Test(menu, the_dialled_number_chooses_flow_greeting_and_queue)
{
	struct house *h = house_new(NULL);

	house_flow(h, "second", "a: play second-welcome\n\tthen q\nq: queue repair\n");
	house_said(h);
	int one = caller_dials(h, "13800138000", "95000");
	cr_expect_not_null(strstr(house_said(h), "play welcome"));
	int two = caller_dials(h, "13800138000", "96001");
	cr_expect_not_null(strstr(house_said(h), "play second-welcome"));
	prompt_ends(h, one);
	caller_presses(h, one, '0');
	prompt_ends(h, two);
	cr_expect_eq(call_of_line(h, one)->queue, 0);
	cr_expect_eq(call_of_line(h, two)->queue, 1);
	house_free(h);
}

Test(menu, unknown_number_and_missing_flow_are_refused_before_answer)
{
	struct house *h = house_new(NULL);

	caller_dials(h, "13800138000", "12345");
	SAYS(h, "isup RELEASE 1\n");
	cr_expect_eq(h->fact.kind, FACT_CALL_REFUSED);
	cr_expect_eq(h->fact.cause, 1);
	caller_dials(h, "13800138000", "96001"); /* its flow was never loaded */
	SAYS(h, "isup RELEASE 41\n");
	uint32_t pressure[2] = { ROLE_CRM, 2 };
	house_feed(h, CORE_FROM_SELF, CORE_PRESSURE, pressure, sizeof(pressure));
	caller_dials(h, "13800138000", "95000");
	SAYS(h, "isup RELEASE 42\n");
	pressure[1] = 1;
	house_feed(h, CORE_FROM_SELF, CORE_PRESSURE, pressure, sizeof(pressure));
	caller_dials(h, "13800138000", "95000");
	cr_expect_not_null(strstr(house_said(h), "isup ANSWER"));
	house_free(h);
}

Test(menu, the_clock_and_the_calendar_choose_the_branch)
{
	struct house *h = house_new(NULL);
	struct acd_zone zone = { .offset_s = 8 * 3600 }; /* 08:00 UTC is 16:00 in Beijing, a Friday */

	house_feed(h, CORE_FROM_CTL, ACD_CTL_ZONE, &zone, sizeof(zone));
	house_flow(h, "main",
	    "g: hours\n\t01-16 holiday\n\tmon-fri 08:30-17:30 open\n\totherwise night\n"
	    "open: play welcome\n\tthen end\nholiday: play closed-holiday\n\tthen end\n"
	    "night: play closed\n\tthen end\n");
	house_said(h);
	caller_dials(h, "13800138000", "95000");
	cr_expect_not_null(strstr(house_said(h), "play welcome\n"));
	house_wait(h, 2 * 3600 * 1000);
	house_said(h);
	caller_dials(h, "13800138000", "95000");
	cr_expect_not_null(strstr(house_said(h), "play closed\n"));
	house_wait(h, 12 * 3600 * 1000);
	house_said(h);
	caller_dials(h, "13800138000", "95000");
	cr_expect_not_null(strstr(house_said(h), "play closed-holiday\n"));
	house_free(h);
}

/* ---- who calls ---- */

static const char *const gate = "hello: play welcome\n"
                                "	then who\n"
                                "who: caller\n"
                                "	known main\n"
                                "	unknown new\n"
                                "new: menu menu-new\n"
                                "	1 \"业务介绍\" overview\n"
                                "	2 \"业务办理\" main\n"
                                "	0 \"人工\" agent\n"
                                "	silence 10s agent\n"
                                "	tries 3 bye\n"
                                "overview: play overview\n"
                                "	then new\n"
                                "main: menu menu-main\n"
                                "	0 \"人工\" agent\n"
                                "	silence 10s agent\n"
                                "	tries 3 bye\n"
                                "agent: queue repair\n"
                                "bye: hangup goodbye\n";

static void
crm_says(struct house *h, int caller, bool known)
{
	struct msg_found found = { .session = call_of_line(h, caller)->id, .known = known };

	house_feed(h, ROLE_CRM, MSG_CALLER_FOUND, &found, sizeof(found));
}

static int
at_the_gate(struct house *h)
{
	house_flow(h, "main", gate);
	int caller = caller_dials(h, "13800138000", "95000");

	house_said(h);
	return caller;
}

/* shows: IVR-03 */
Test(menu, a_new_customer_may_hear_what_the_centre_does_and_leave_it_for_a_seat)
{
	/* the check of a flow: a menu without an agent key is refused */
	struct flow flow;
	char why[512];

	cr_expect_lt(flow_compile(&flow, "t", "t.flow", "m: menu x\n\t1 \"a\" w\nw: hangup\n", NULL, why, sizeof(why)), 0);
	cr_expect_str_eq(why, "t.flow:1: menu m has no key 0 to an agent (IVR-03)");

	struct house *h = house_new(NULL);

	agent_ready(h, 101, false, 2);
	int caller = at_the_gate(h);

	crm_says(h, caller, false);
	SAYS(h, "");
	prompt_ends(h, caller);
	SAYS(h, "slot 1/1 play menu-new\n");
	caller_presses(h, caller, '1');
	SAYS(h, "slot 1/1 play overview\n");
	prompt_ends(h, caller);
	SAYS(h, "slot 1/1 play menu-new\n");
	caller_presses(h, caller, '0');
	SAYS(h,
	    "slot 1/1 play connecting tone2 tone2\n"
	    "pri DIAL 8101\n"
	    "desk 0101 RINGING\n"
	    "slot 2/1 silence\n");
	house_free(h);
}

Test(menu, a_customer_whose_number_is_known_goes_straight_on)
{
	struct house *h = house_new(NULL);
	int caller = at_the_gate(h);

	crm_says(h, caller, true);
	prompt_ends(h, caller);
	SAYS(h, "slot 1/1 play menu-main\n");
	house_free(h);
}

Test(menu, the_gate_waits_for_the_files_but_not_for_long)
{
	struct house *h = house_new(NULL);
	int caller = at_the_gate(h);

	prompt_ends(h, caller);
	SAYS(h, ""); /* nothing known yet */
	crm_says(h, caller, true);
	SAYS(h, "slot 1/1 play menu-main\n");

	int other = caller_dials(h, "13800138001", "95000");

	house_said(h);
	prompt_ends(h, other);
	house_wait(h, 999);
	SAYS(h, "");
	house_wait(h, 1);
	SAYS(h, "slot 1/2 play menu-new\n");
	crm_says(h, other, true); /* too late: the caller stays where he is */
	SAYS(h, "");
	house_free(h);
}
