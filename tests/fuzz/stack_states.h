/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The states a live stack can be in when an input begins.  Each is brought about by the frame-level tester (tests/ss7), that is
 * by frames, requests and time alone, in both forms of the label; then the arena is kept.
 */
#pragma once

#include "tests/ss7/tester.h"

/* What was said so far was looked for by nobody. */
static void
forget(void)
{
	forget_isup();
	forget_lines();
}

/* ---- links ---- */

static void
aligning(enum ss7_form form)
{
	tester_open_links(form, 2);
	line_fail(1);
	tester_pass(300);
}

static void
proving(enum ss7_form form)
{
	tester_open_links(form, 2);
	tester_pass(3000);
}

static void
restarting(enum ss7_form form)
{
	tester_open_links(form, 2);
	answer_by_itself(AUTO_TRA, 0);
	tester_pass(12000);
}

static void
idle(enum ss7_form form)
{
	tester_open_links(form, 1);
	bring_up();
}

static void
two_links(enum ss7_form form)
{
	tester_open_links(form, 2);
	bring_up();
}

/* A link with PCR; numbers are rewritten both ways. */
static const char pcr[] =
    "spans = ( { number = 1; } ); linksets = ( { name = \"far\"; label = \"$label\"; opc = \"$us\";"
    " apc = \"$far\"; } ); links = ( { linkset = \"far\"; span = 1; slot = 16; error_correction ="
    " \"pcr\"; n1 = 5; } ); groups = ( { name = \"pstn\"; linkset = \"far\"; digits = 8; } );"
    "number_rules = ( { direction = \"in\"; party = \"any\"; nai = 3; strip = 2; add = \"0\"; nai_out = 2; },"
    " { direction = \"out\"; party = \"called\"; prefix = \"13\"; strip = 20; add = \"0138\"; st = \"no\"; },"
    " { direction = \"out\"; party = \"calling\"; length = 8; add = \"010\"; nai_out = 4; } );"
    "circuits = ( { group = \"pstn\"; span = 1; } );";

static void
preventive(enum ss7_form form)
{
	tester_open(form, pcr);
	bring_up();
	line_hold_acks(0, 1);
	for (int i = 0; i < 4; i++)
		dial_out();
}

static void
unacknowledged(enum ss7_form form)
{
	two_links(form);
	line_hold_acks(0, 1);
	line_hold_acks(1, 1);
	for (int i = 0; i < 5; i++)
		dial_out();
}

static void
far_busy(enum ss7_form form)
{
	unacknowledged(form);
	line_busy(0, 1);
	tester_pass(200);
}

static void
far_outage(enum ss7_form form)
{
	two_links(form);
	line_outage(0, 1);
	tester_pass(200);
}

static void
changing_over(enum ss7_form form)
{
	unacknowledged(form);
	answer_by_itself(AUTO_COA, 0);
	line_fail(0);
	tester_pass(100);
}

static void
changing_back(enum ss7_form form)
{
	two_links(form);
	line_fail(0);
	tester_pass(4000);
	answer_by_itself(AUTO_CBA, 0);
	line_restore(0);
	for (int i = 0; i < 300 && !take_snm(ANY_LINK, SNM_CBD); i++)
		tester_pass(100);
}

static void
inhibited(enum ss7_form form)
{
	two_links(form);
	ctl_link(ISUP_CTL_INHIBIT, 1);
	tester_pass(100);
	say_snm_about(0, 0, SNM_LIN, "");
	tester_pass(100);
}

static void
cut_off(enum ss7_form form)
{
	two_links(form);
	make_call_in(1);
	make_call_out();
	line_fail(0);
	line_fail(1);
	tester_pass(100);
}

/* ---- routes ---- */

/* The far exchange stands behind two transfer points. */
static const char behind[] =
    "spans = ( { number = 1; }, { number = 2; } );"
    "linksets = ( { name = \"a\"; label = \"$label\"; opc = \"$us\"; apc = \"$a\"; },"
    " { name = \"b\"; label = \"$label\"; opc = \"$us\"; apc = \"$b\"; } );"
    "links = ( { linkset = \"a\"; span = 1; slot = 16; }, { linkset = \"b\"; span = 2; slot = 16; } );"
    "mtp_routes = ( { dpc = \"$far\"; linkset = \"a\"; }, { dpc = \"$far\"; linkset = \"b\"; },"
    " { dpc = \"$c\"; linkset = \"b\"; priority = 2; } );"
    "groups = ( { name = \"pstn\"; linkset = \"a\"; dpc = \"$far\"; digits = 8; } );"
    "circuits = ( { group = \"pstn\"; span = 1; } );";

static void
transfer_points(enum ss7_form form)
{
	tester_open(form, behind);
	bring_up();
}

static void
prohibited(enum ss7_form form)
{
	transfer_points(form);
	say_isup(1, IAM_HEX);
	say_snm(0, SNM_TFP, "$far");
	tester_pass(100);
}

/* One of the ways is gone. */
static void
one_way_left(enum ss7_form form)
{
	transfer_points(form);
	say_isup(1, IAM_HEX);
	line_fail(0);
	tester_pass(3000);
}

static void
congested(enum ss7_form form)
{
	transfer_points(form);
	say_isup(1, IAM_HEX);
	say_snm(0, SNM_TFC, "$far 00");
	tester_pass(100);
}

static void
user_away(enum ss7_form form)
{
	idle(form);
	dial_out();
	say_snm(0, SNM_UPU, "$far 15");
	tester_pass(100);
}

/* ---- calls ---- */

#define IAM_CONTINUITY "01 04 60 01 0a 00 02 08 06 03 10 46 00 00 00 0a 08 83 13 31 09 00 00 00 01 00"
#define IAM_SHORT      "01 00 60 01 0a 00 02 04 02 03 10 46 00"

/* One in each state in which a call can stand, the circuits behind them idle. */
static void
calls(enum ss7_form form)
{
	idle(form);
	offer_in(1);
	struct call alerting = offer_in(2);
	say_line(MSG_LINE_ALERT, alerting.line, 0);
	make_call_in(3);
	make_call_in(4);
	say_isup(4, "0d 01 00"); /* SUS */
	say_isup(5, IAM_SHORT);
	say_isup(6, IAM_CONTINUITY);
	forget();
	struct call over = make_call_in(7);
	say_line(MSG_LINE_RELEASE, over.line, 16);
	forget();
	make_call_out();
	struct call held = make_call_out();
	say_isup(held.cic, "0d 01 01");
	forget();
	struct call rings = dial_out();
	say_isup(rings.cic, "06 16 04 00");
	forget();
	dial_out();
}

/* The procedures that are settings: continuity of every call out, digits one by one, INR for a caller that is not told. */
static void
other_settings(enum ss7_form form)
{
	tester_open_with(form, 1,
	    "continuity = 1; ask_caller = \"yes\"; overlap = 3; digits_least = 3; choice = \"random\"; prefer = \"even\";",
	    NULL);
	bring_up();
	say_isup(1, IAM_SHORT);
	say_isup(2, IAM_CONTINUITY);
	say_dial(7001, "13800000002", "64000000");
	say_dial(7002, "110", "");
}

static void
checking(enum ss7_form form)
{
	idle(form);
	say_isup(1, IAM_CONTINUITY);
	say_isup(2, IAM_CONTINUITY);
	say_isup(2, "05 00"); /* COT, failed: CCR awaited */
	say_isup(3, "11");    /* CCR: looped */
	say_isup(4, IAM_CONTINUITY);
	say_isup(4, "05 01");
}

static void
blocked(enum ss7_form form)
{
	calls(form);
	ctl_circuits(ISUP_CTL_BLOCK, 8, 12, 0); /* BLO, CGB unanswered */
	ctl_circuits(ISUP_CTL_BLOCK, 13, 18, 1);
	say_isup(19, "18 00 01 04 05 3f"); /* CGB, maintenance, 19 to 24 */
	say_isup(24, "18 01 01 02 07 ff"); /* ... hardware */
	say_isup(3, "13");                 /* BLO of a circuit with a call */
	tester_pass(100);
}

static void
unblocking(enum ss7_form form)
{
	blocked(form);
	for (unsigned cic = 8; cic <= 18; cic++)
		say_isup(cic, "15"); /* BLA */
	ctl_circuits(ISUP_CTL_UNBLOCK, 8, 18, 0);
	ctl_circuits(ISUP_CTL_UNBLOCK, 8, 18, 1);
	tester_pass(100);
}

static void
resetting(enum ss7_form form)
{
	calls(form);
	ctl_circuits(ISUP_CTL_GROUP_RESET, 1, 15, 0);
	ctl_circuits(ISUP_CTL_RESET, 20, 24, 0);
	tester_pass(100);
}

static void
cold_start(enum ss7_form form)
{
	tester_open_links(form, 1);
	links_up();
	tester_pass(1000);
}

static void
resyncing(enum ss7_form form)
{
	calls(form);
	tester_restart();
	tester_pass(100);
}

static void
releasing(enum ss7_form form)
{
	idle(form);
	for (unsigned cic = 1; cic <= 6; cic++) {
		struct call call = make_call_in(cic);

		say_line(MSG_LINE_RELEASE, call.line, 16);
		forget();
	}
	tester_pass(70000); /* T1 again and again; T5 to come */
}

static void
querying(enum ss7_form form)
{
	calls(form);
	ctl_circuits(ISUP_CTL_QUERY, 1, 15, 0);
	tester_pass(100);
}

static void (*const states[])(enum ss7_form form) = { aligning, proving, restarting, idle, two_links, preventive,
	unacknowledged, far_busy, far_outage, changing_over, changing_back, inhibited, cut_off, transfer_points,
	prohibited, one_way_left, congested, user_away, calls, other_settings, checking, blocked, unblocking, resetting,
	cold_start, resyncing, releasing, querying };
#define STATES (2 * sizeof(states) / sizeof(states[0])) /* in both forms */
