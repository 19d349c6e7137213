/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Group 1: signalling link management (Q.704 12, Q.707 2.2). */
#include "tests/ss7/q782/q782.h"

#include <stdio.h>

enum { SIO, SIN, SIE, SIOS };

/* A link that is in service at level 2 is tested first; traffic only after the right answer, and users after the restart. */
void
q782_1_1(enum ss7_form form)
{
	tester_open(form, NULL);
	answer_by_itself(AUTO_SLTA, 0);
	answer_by_itself(AUTO_TRA, 0);
	tester_pass(1000);
	SS7_CHECK(line_in_service(0), "level 2 is not in service after a second");
	const struct msu test = *expect_slt(0, SLT_SLTM);
	not_carried(0);
	SS7_CHECK(!reachable(POINT_FAR), "the exchange can be reached before the link is tested");
	say_slt(0, SLT_SLTA, "50 31 32 33 34 35"); /* another pattern */
	not_carried(0);
	char hex[64];
	int at = 0;
	for (unsigned i = 1; i < test.len; i++)
		at += snprintf(hex + at, sizeof(hex) - (size_t)at, "%02x", test.body[i]);
	say_slt(0, SLT_SLTA, hex);
	is_carried(0);
	expect_no_snm();
	say_snm(0, SNM_TRA, "");
	expect_snm(0, SNM_TRA, "");
	SS7_CHECK(reachable(POINT_FAR), "the exchange cannot be reached after its TRA");
	answer_by_itself(AUTO_ALL, 1);
	bring_up();
	struct call in = make_call_in(5), out = make_call_out();
	release_from_far(in);
	release_from_us(out);
	expect_quiet();
	tester_close();
}

static void
set_of(enum ss7_form form, unsigned links)
{
	house(form, links);
	for (unsigned i = 0; i < links; i++)
		is_carried(i);
	SS7_CHECK(
	    counter(ISUP_STAT_MTP2_UP) == links, "%lld times a link came up", (long long)counter(ISUP_STAT_MTP2_UP));
	post_all(2);
	all_arrived();
	tester_close();
}

void
q782_1_2(enum ss7_form form)
{
	set_of(form, 2);
	set_of(form, 4);
	set_of(form, 16);
}

/* A failed link is tried again after T17, for ever, and tested before it carries traffic. */
void
q782_1_3(enum ss7_form form)
{
	house(form, 2);
	line_fail(0);
	not_carried(0);
	expect_log(LOG_ALARM, "link 0");
	tester_pass(1100);
	SS7_CHECK(line_status(0) == SIOS, "before T17 the line carries status %d", line_status(0));
	tester_pass(200);
	SS7_CHECK(line_status(0) == SIO, "after T17 the line carries status %d", line_status(0));
	tester_pass(300000); /* T2 and T17 in turn */
	answer_by_itself(AUTO_SLTA, 0);
	line_restore(0);
	for (int i = 0; i < 300 && !line_in_service(0); i++)
		tester_pass(100);
	expect_slt(0, SLT_SLTM);
	not_carried(0);
	answer_by_itself(AUTO_SLTA, 1);
	wait_carried(0);
	expect_log(LOG_NOTE, "link 0");
	tester_pass(3000);
	SS7_CHECK(carries(0) == 8, "link 0 carries %u of 16 SLSs again", carries(0));
	tester_close();
}

/* While another link carries the traffic there is time for normal proving; the first one is proved in a hurry. */
void
q782_1_4(enum ss7_form form)
{
	tester_open_links(form, 2);
	tester_pass(1);
	SS7_CHECK(line_status(0) == SIE, "the first link aligns with status %d", line_status(0));
	bring_up();
	tester_pass(5000);
	line_fail(1);
	tester_pass(1000);
	line_restore(1);
	tester_pass(500);
	SS7_CHECK(line_status(1) == SIN, "a second link aligns with status %d", line_status(1));
	line_fail(0); /* now it is needed */
	tester_pass(1);
	SS7_CHECK(line_status(1) == SIE, "the only link aligns with status %d", line_status(1));
	tester_close();
}

/* An operator takes a link out of service, and back. */
void
q782_1_5(enum ss7_form form)
{
	house(form, 2);
	post_all(1);
	ctl_link(ISUP_CTL_DEACTIVATE, 1);
	SS7_CHECK(line_status(1) == SIOS, "a deactivated link says status %d", line_status(1));
	not_carried(1);
	expect_snm(0, SNM_COO, NULL);
	tester_pass(100);
	SS7_CHECK(carries(0) == 16, "not all SLSs moved to link 0");
	tester_pass(60000);
	SS7_CHECK(line_status(1) == SIOS, "a deactivated link aligns by itself");
	ctl_link(ISUP_CTL_ACTIVATE, 1);
	wait_carried(1);
	tester_pass(3000);
	SS7_CHECK(carries(1) == 8, "link 1 does not carry its SLSs again");
	tester_close();
}

/* Deactivation of the last link: the user part is told, calls are refused. */
void
q782_1_6(enum ss7_form form)
{
	house(form, 1);
	ctl_link(ISUP_CTL_DEACTIVATE, 0);
	expect_log(LOG_ALARM, "cannot be reached");
	SS7_CHECK(!reachable(POINT_FAR), "the exchange can be reached without a link");
	post_refused(1, -ENETUNREACH);
	say_dial(9, "13800000002", "64000000");
	expect_line(MSG_LINE_REFUSED);
	ctl_link(ISUP_CTL_ACTIVATE, 0);
	wait_carried(0);
	SS7_CHECK(reachable(POINT_FAR), "the exchange cannot be reached again");
	tester_close();
}
