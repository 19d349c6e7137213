/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Group 7: management inhibiting (Q.704 10). */
#include "tests/ss7/q782/q782.h"

/* The operator inhibits link 0 of a house with so many. */
static void
inhibited(enum ss7_form form, unsigned links)
{
	house(form, links);
	ctl_link(ISUP_CTL_INHIBIT, 0);
	expect_snm(ANY_LINK, SNM_LIN, "");
	not_carried(0);
	tester_pass(2000);
}

/* LIN, LIA: traffic leaves in order; the link stays in service and tested. */
void
q782_7_1_1(enum ss7_form form)
{
	house(form, 2);
	answer_by_itself(AUTO_LIA, 0);
	ctl_link(ISUP_CTL_INHIBIT, 0);
	SS7_CHECK(expect_snm(ANY_LINK, SNM_LIN, "")->sls == 0, "LIN about another link");
	is_carried(0);
	post_all(1);
	SS7_CHECK(came_by(0) == 8, "traffic moved before LIA");
	say_snm_about(1, 0, SNM_LIA, "");
	not_carried(0);
	post_all(1);
	tester_pass(900); /* T1 */
	all_arrived();
	SS7_CHECK(carries(1) == 16, "link 1 does not carry all");
	SS7_CHECK(line_in_service(0), "the inhibited link is out of service");
	tester_close();
}

/* A link that has failed can be inhibited; it carries nothing when it is back. */
void
q782_7_1_2(enum ss7_form form)
{
	house(form, 2);
	line_fail(0);
	tester_pass(2000);
	forget_snm();
	ctl_link(ISUP_CTL_INHIBIT, 0);
	expect_snm(1, SNM_LIN, "");
	line_restore(0);
	tester_pass(15000);
	SS7_CHECK(line_in_service(0), "the link does not come back");
	not_carried(0);
	SS7_CHECK(carries(1) == 16, "the inhibited link is used");
	tester_close();
}

/* Ours to refuse: the last link. */
void
q782_7_2_1(enum ss7_form form)
{
	house(form, 1);
	ctl_link(ISUP_CTL_INHIBIT, 0);
	expect_no_snm();
	is_carried(0);
	tester_close();
	house(form, 2);
	line_fail(0);
	tester_pass(2000);
	forget_snm();
	ctl_link(ISUP_CTL_INHIBIT, 1);
	expect_no_snm();
	is_carried(1);
	tester_close();
}

/* The far end refuses: LID. */
void
q782_7_2_2(enum ss7_form form)
{
	house(form, 2);
	answer_by_itself(AUTO_LIA, 0);
	ctl_link(ISUP_CTL_INHIBIT, 0);
	expect_snm(ANY_LINK, SNM_LIN, "");
	say_snm_about(0, 0, SNM_LID, "");
	expect_log(LOG_WARN, "denies");
	is_carried(0);
	tester_pass(10000);
	expect_no_snm();
	tester_close();
}

/* The far end's to ask, ours to refuse. */
void
q782_7_2_3(enum ss7_form form)
{
	house(form, 2);
	line_fail(1);
	tester_pass(2000);
	forget_snm();
	say_snm(0, SNM_LIN, "");
	expect_snm(0, SNM_LID, "");
	is_carried(0);
	tester_close();
}

/* No answer to LIN: once more after T14, then the operator is told. */
void
q782_7_3(enum ss7_form form)
{
	house(form, 2);
	answer_by_itself(AUTO_LIA, 0);
	ctl_link(ISUP_CTL_INHIBIT, 0);
	expect_snm(ANY_LINK, SNM_LIN, "");
	tester_pass(2400);
	expect_no_snm();
	tester_pass(200);
	expect_snm(ANY_LINK, SNM_LIN, "");
	tester_pass(2600);
	expect_log(LOG_WARN, "does not answer LIN");
	tester_pass(10000);
	expect_no_snm();
	is_carried(0);
	tester_close();
}

/* LUN, LUA: traffic is back by changeback. */
void
q782_7_4(enum ss7_form form)
{
	inhibited(form, 3);
	ctl_link(ISUP_CTL_UNINHIBIT, 0);
	expect_snm(ANY_LINK, SNM_LUN, "");
	SS7_CHECK(take_snm(ANY_LINK, SNM_CBD) != NULL, "no changeback");
	is_carried(0);
	tester_pass(2000);
	SS7_CHECK(carries(0) > 0, "the link is not used");
	tester_close();
}

/* No answer to LUN: once more after T12. */
void
q782_7_5(enum ss7_form form)
{
	inhibited(form, 2);
	answer_by_itself(AUTO_LIA, 0);
	ctl_link(ISUP_CTL_UNINHIBIT, 0);
	expect_snm(ANY_LINK, SNM_LUN, "");
	tester_pass(1100);
	expect_no_snm();
	tester_pass(200);
	expect_snm(ANY_LINK, SNM_LUN, "");
	tester_pass(1300);
	expect_log(LOG_WARN, "does not answer LUN");
	not_carried(0);
	tester_close();
}

/* Inhibited by the far end: LIA; a repeated LIN is answered too; LUN, LUA. */
void
q782_7_6(enum ss7_form form)
{
	house(form, 2);
	say_snm_about(1, 0, SNM_LIN, "");
	expect_snm(ANY_LINK, SNM_LIA, "");
	not_carried(0);
	say_snm_about(1, 0, SNM_LIN, "");
	expect_snm(ANY_LINK, SNM_LIA, "");
	tester_pass(1000);
	SS7_CHECK(carries(1) == 16, "link 1 does not carry all");
	say_snm_about(1, 0, SNM_LUN, "");
	expect_snm(ANY_LINK, SNM_LUA, "");
	is_carried(0);
	tester_pass(2000);
	SS7_CHECK(carries(0) == 8, "link 0 is not used again");
	tester_close();
}

/* The others fail: what we inhibited is uninhibited by force. */
void
q782_7_7(enum ss7_form form)
{
	inhibited(form, 2);
	line_lose(1, 1);
	post_all(1);
	line_fail(1);
	post_all(1);
	SS7_CHECK(take_snm(0, SNM_LUN) != NULL, "no LUN");
	SS7_CHECK(take_snm(0, SNM_COO) != NULL, "no COO");
	tester_pass(2000);
	is_carried(0);
	all_arrived();
	SS7_CHECK(reachable(POINT_FAR), "the exchange was given up");
	SS7_CHECK(take_snm(0, SNM_LUN) == NULL, "LUN was answered and is repeated");
	tester_close();
}

/* What the far end inhibited: LFU, LUN, LUA; LFU once more after T13. */
void
q782_7_8(enum ss7_form form)
{
	house(form, 2);
	say_snm_about(1, 0, SNM_LIN, "");
	tester_pass(2000);
	forget_snm();
	line_lose(1, 1);
	post_all(1);
	line_fail(1);
	SS7_CHECK(take_snm(0, SNM_LFU) != NULL, "no LFU");
	tester_pass(1300);
	SS7_CHECK(take_snm(0, SNM_LFU) != NULL, "LFU is not repeated after T13");
	say_snm(0, SNM_LUN, "");
	SS7_CHECK(take_snm(0, SNM_LUA) != NULL, "no LUA");
	tester_pass(3000);
	SS7_CHECK(take_snm(0, SNM_LFU) == NULL, "LFU was answered and is repeated");
	post_all(1);
	all_arrived();
	is_carried(0);
	tester_close();
}

/* The far end needs a link that we inhibited. */
void
q782_7_9(enum ss7_form form)
{
	inhibited(form, 2);
	say_snm_about(1, 0, SNM_LFU, "");
	expect_snm(ANY_LINK, SNM_LUN, "");
	is_carried(0);
	tester_close();
}

/* Local inhibit test every T22; the far end that does not know of it says LFU. */
void
q782_7_10(enum ss7_form form)
{
	inhibited(form, 2);
	tester_pass(267900);
	expect_no_snm();
	tester_pass(200);
	expect_snm(ANY_LINK, SNM_LLT, "");
	tester_pass(270000);
	expect_snm(ANY_LINK, SNM_LLT, "");
	expect_no_snm();
	say_snm_about(1, 0, SNM_LFU, "");
	expect_snm(ANY_LINK, SNM_LUN, "");
	is_carried(0);
	tester_close();
}

/* Remote inhibit test every T23. */
void
q782_7_11(enum ss7_form form)
{
	house(form, 2);
	say_snm_about(1, 0, SNM_LIN, "");
	expect_snm(ANY_LINK, SNM_LIA, "");
	tester_pass(269900);
	expect_no_snm();
	tester_pass(200);
	expect_snm(ANY_LINK, SNM_LRT, "");
	say_snm_about(1, 0, SNM_LUN, ""); /* it holds no inhibition */
	expect_snm(ANY_LINK, SNM_LUA, "");
	is_carried(0);
	tester_close();
}

/* Tests that come to us: right ones change nothing, wrong ones are put right. */
void
q782_7_12(enum ss7_form form)
{
	house(form, 2);
	say_snm_about(1, 0, SNM_LLT, ""); /* "I hold it inhibited": not that we know */
	expect_snm(ANY_LINK, SNM_LFU, "");
	say_snm_about(1, 0, SNM_LRT, ""); /* "you hold it inhibited": we do not */
	SS7_CHECK(take_snm(ANY_LINK, SNM_LUN) != NULL, "no LUN");
	tester_pass(100);
	forget_snm();
	say_snm_about(1, 0, SNM_LIN, "");
	expect_snm(ANY_LINK, SNM_LIA, "");
	say_snm_about(1, 0, SNM_LLT, "");
	expect_no_snm();
	tester_close();
	inhibited(form, 2);
	say_snm_about(1, 0, SNM_LRT, "");
	expect_no_snm();
	not_carried(0);
	tester_close();
}

/* Inhibited from both ends, both have to take it back. */
void
q782_7_13(enum ss7_form form)
{
	inhibited(form, 2);
	say_snm_about(1, 0, SNM_LIN, "");
	expect_snm(ANY_LINK, SNM_LIA, "");
	ctl_link(ISUP_CTL_UNINHIBIT, 0);
	expect_snm(ANY_LINK, SNM_LUN, "");
	not_carried(0);
	say_snm_about(1, 0, SNM_LUN, "");
	expect_snm(ANY_LINK, SNM_LUA, "");
	is_carried(0);
	tester_close();
}

/* The link set of an STP may be emptied when each destination can be reached by the other one. */
void
q782_7_14(enum ss7_form form)
{
	stps(form, 1, 1);
	ctl_link(ISUP_CTL_INHIBIT, 0);
	expect_snm(ANY_LINK, SNM_LIN, "");
	tester_pass(1000);
	not_carried(0);
	SS7_CHECK(carries(1) == 16, "STP B does not carry all");
	ctl_link(ISUP_CTL_INHIBIT, 1);
	is_carried(1);
	ctl_link(ISUP_CTL_UNINHIBIT, 0);
	tester_pass(2000);
	SS7_CHECK(carries(0) == 8, "the load is not shared again");
	tester_close();
	stps(form, 1, 0); /* STP A itself could not be reached: refused */
	ctl_link(ISUP_CTL_INHIBIT, 0);
	expect_no_snm();
	is_carried(0);
	tester_close();
}
