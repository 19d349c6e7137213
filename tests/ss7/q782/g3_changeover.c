/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Group 3: changeover (Q.704 5).
 *
 * "Lost on the way" is line_lose(): the far end has not accepted these messages, so they have to be retrieved.
 * line_hold_acks(): it has, but we do not know; COO and COA say so, and nothing may be sent twice.
 */
#include "tests/ss7/q782/q782.h"

#include <stdio.h>

static const char *
octet(unsigned value)
{
	static char text[4][4];
	static unsigned turn;
	char *at = text[turn++ % 4];

	snprintf(at, sizeof(text[0]), "%02x", value & 255);
	return at;
}

/* Traffic that link 0 has not delivered when it fails. */
static void
fail_with_traffic(unsigned link)
{
	post_all(2);
	line_lose(link, 1);
	post_all(3);
	line_fail(link);
	post_all(2);
}

/* One side: COO with the FSN that we accepted last, COA, retrieval. */
void
q782_3_1(enum ss7_form form)
{
	for (unsigned links = 2; links <= 16; links *= 2) {
		house(form, links);
		say_isup(7, "12"); /* the core has accepted messages of its own */
		expect_isup(7, T_RLC);
		answer_by_itself(AUTO_COA, 0);
		fail_with_traffic(0);
		const struct msu *coo = expect_snm(ANY_LINK, SNM_COO, NULL);
		SS7_CHECK(coo->link != 0 && coo->sls == 0, "COO on link %d about SLC %u", coo->link, coo->sls);
		SS7_CHECK(coo->body[1] == line_bsn_core(0), "COO says FSN %u, the core acknowledged %u", coo->body[1],
		    line_bsn_core(0));
		unsigned via = (unsigned)coo->link;
		all_arrived_but(16 * 5); /* those of link 0 wait */
		say_snm_about(via, 0, SNM_COA, octet(line_fsn_accepted(0)));
		tester_close();

		house(form, links);
		fail_with_traffic(0);
		expect_snm(ANY_LINK, SNM_COO, NULL);
		all_arrived();
		SS7_CHECK(counter_of(ISUP_STAT_MTP3_RETRIEVED, 0) > 0, "nothing was retrieved");
		SS7_CHECK(carries(0) == 0, "the failed link is used");
		expect_no_snm();
		tester_close();
	}
}

/* Both sides at the same time: the far end's COO is as good as its COA, and is answered. */
void
q782_3_2(enum ss7_form form)
{
	house(form, 2);
	answer_by_itself(AUTO_COA, 0);
	fail_with_traffic(0);
	expect_snm(1, SNM_COO, NULL);
	say_snm_about(1, 0, SNM_COO, octet(line_fsn_accepted(0)));
	expect_snm(1, SNM_COA, octet(line_bsn_core(0)));
	all_arrived();
	say_snm_about(1, 0, SNM_COA, octet(line_fsn_accepted(0))); /* late */
	post_all(1);
	all_arrived();
	expect_no_snm();
	tester_close();
}

/* The far end has found the link failed; here it still works. */
void
q782_3_3(enum ss7_form form)
{
	house(form, 2);
	post_all(1);
	line_hold_acks(0, 1);
	post_all(2);
	say_snm_about(1, 0, SNM_COO, octet(line_fsn_accepted(0)));
	expect_snm(1, SNM_COA, octet(line_bsn_core(0)));
	not_carried(0);
	all_arrived();
	SS7_CHECK(carries(1) == 16, "traffic did not move");
	expect_no_snm();
	tester_close();
}

/* What the far end had accepted is not sent again, though we had no acknowledgement. */
void
q782_3_4(enum ss7_form form)
{
	house(form, 3);
	post_all(1);
	line_hold_acks(2, 1);
	post_all(4);
	line_fail(2);
	expect_snm(ANY_LINK, SNM_COO, NULL);
	post_all(1);
	all_arrived();
	SS7_CHECK(counter_of(ISUP_STAT_MTP3_RETRIEVED, 2) == 0, "accepted messages were sent again");
	tester_close();
}

/* No answer to COO within T2: what was sent is given up, what was not goes on, in order. */
void
q782_3_5(enum ss7_form form)
{
	house(form, 2);
	answer_by_itself(AUTO_COA, 0);
	unsigned sls = sls_by(0);
	line_lose(0, 1);
	post(sls);
	post(sls);
	line_fail(0);
	post(sls);
	expect_snm(1, SNM_COO, NULL);
	tester_pass(1300);
	SS7_CHECK(came_by(1) == 0, "traffic moved before T2");
	tester_pass(200);
	SS7_CHECK(came_by(1) == 1, "%u messages after T2", came_by(1));
	all_arrived_but(2);
	post_all(1);
	all_arrived();
	expect_no_snm();
	tester_close();
}

/* An FSN that cannot be: nobody knows what was accepted. */
void
q782_3_6(enum ss7_form form)
{
	house(form, 2);
	answer_by_itself(AUTO_COA, 0);
	unsigned sls = sls_by(0);
	line_hold_acks(0, 1);
	post(sls);
	line_fail(0);
	post(sls);
	expect_snm(1, SNM_COO, NULL);
	say_snm_about(1, 0, SNM_COA, octet((line_fsn_accepted(0) + 60) & 127));
	tester_pass(2000);
	all_arrived();
	tester_close();
}

/* ECA: the far end cannot tell what it accepted. */
void
q782_3_7(enum ss7_form form)
{
	house(form, 2);
	answer_by_itself(AUTO_COA, 0);
	unsigned sls = sls_by(0);
	line_hold_acks(0, 1);
	post(sls);
	line_fail(0);
	post(sls);
	expect_snm(1, SNM_COO, NULL);
	say_snm_about(1, 0, SNM_ECA, "");
	all_arrived();
	post_all(1);
	all_arrived();
	tester_close();
}

/* ECO: the far end failed and lost its numbers; answered with ours, as far as they are there. */
void
q782_3_8(enum ss7_form form)
{
	house(form, 2);
	unsigned sls = sls_by(0);
	line_hold_acks(0, 1);
	post(sls);
	say_snm_about(1, 0, SNM_ECO, "");
	expect_snm(1, SNM_COA, octet(line_bsn_core(0)));
	post(sls);
	all_arrived();
	not_carried(0);
	expect_no_snm();
	tester_close();
}

/* When the link has begun to align again the old numbers are gone: ECA. */
void
q782_3_9(enum ss7_form form)
{
	house(form, 2);
	line_fail(0);
	expect_snm(1, SNM_COO, NULL);
	tester_pass(1500); /* T17: it aligns */
	say_snm_about(1, 0, SNM_COO, "05");
	expect_snm(1, SNM_ECA, "");
	post_all(1);
	all_arrived();
	tester_close();
}

/* The far processor is out: time-controlled, after T1; what it had accepted it keeps. */
void
q782_3_10(enum ss7_form form)
{
	house(form, 2);
	unsigned sls = sls_by(0);
	line_outage(0, 1);
	not_carried(0);
	post(sls);
	tester_pass(700);
	SS7_CHECK(came_by(1) == 0, "traffic moved before T1");
	tester_pass(200);
	SS7_CHECK(came_by(1) == 1, "traffic did not move after T1");
	expect_no_snm();
	post_all(2);
	all_arrived();
	line_outage(0, 0);
	tester_pass(3000);
	is_carried(0);
	SS7_CHECK(carries(0) == 8, "the link does not carry its SLSs again");
	tester_close();
}

/* An outage shorter than T1: nothing moves. */
void
q782_3_11(enum ss7_form form)
{
	house(form, 2);
	unsigned sls = sls_by(0);
	line_outage(0, 1);
	post(sls);
	tester_pass(400);
	line_outage(0, 0);
	tester_pass(3000);
	SS7_CHECK(came_by(0) == 1 && came_by(1) == 0, "the message went by the other link");
	all_arrived();
	expect_no_snm();
	tester_close();
}

/* The far end is silent: level 2 finds it by T7. */
void
q782_3_12(enum ss7_form form)
{
	house(form, 4);
	post_all(1);
	line_cut(3, 1);
	post_all(1);
	tester_pass(1100);
	expect_snm(ANY_LINK, SNM_COO, NULL);
	post_all(1);
	all_arrived();
	expect_log(LOG_ALARM, "link 3");
	tester_close();
}

/* Several links fail at once; the others take it all, each in order. */
static void
many(enum ss7_form form, unsigned links, unsigned failing)
{
	house(form, links);
	post_all(2);
	for (unsigned i = 0; i < failing; i++)
		line_lose(i, 1);
	post_all(4);
	for (unsigned i = 0; i < failing; i++)
		line_fail(i);
	post_all(4);
	tester_pass(2000);
	all_arrived();
	for (unsigned i = 0; i < failing; i++)
		SS7_CHECK(take_snm(ANY_LINK, SNM_COO) != NULL, "%u of %u links: no COO for one", i, failing);
	for (unsigned i = 0; i < failing; i++) {
		line_restore(i);
		wait_carried(i);
		post_all(1);
	}
	tester_pass(5000);
	post_all(1);
	all_arrived();
	SS7_CHECK(counter(ISUP_STAT_MTP3_LOST) == 0, "%lld messages lost", (long long)counter(ISUP_STAT_MTP3_LOST));
	expect_quiet();
	tester_close();
}

void
q782_3_13(enum ss7_form form)
{
	many(form, 3, 2);
	many(form, 4, 2);
	many(form, 8, 5);
}

void
q782_3_14(enum ss7_form form)
{
	many(form, 16, 3);
	many(form, 16, 15);
}

/* The link that took the traffic fails before the first changeover is done. */
void
q782_3_15(enum ss7_form form)
{
	house(form, 3);
	answer_by_itself(AUTO_COA, 0);
	post_all(1);
	line_lose(0, 1);
	line_lose(1, 1);
	post_all(3);
	line_fail(0);
	unsigned fsn0 = line_fsn_accepted(0), fsn1 = line_fsn_accepted(1);
	line_fail(1);
	post_all(1);
	say_snm_about(2, 1, SNM_COA, octet(fsn1));
	say_snm_about(2, 0, SNM_COA, octet(fsn0));
	tester_pass(100);
	all_arrived();
	SS7_CHECK(carries(2) == 16, "link 2 does not carry all");
	tester_close();
}

/* Our own changes of state at the far end's word do not multiply: COO comes twice, COA too, traffic is moved once. */
void
q782_3_16(enum ss7_form form)
{
	house(form, 2);
	answer_by_itself(AUTO_COA, 0);
	fail_with_traffic(0);
	expect_snm(1, SNM_COO, NULL);
	const char *fsn = octet(line_fsn_accepted(0));
	say_snm_about(1, 0, SNM_COO, fsn);
	say_snm_about(1, 0, SNM_COO, fsn);
	expect_snm(1, SNM_COA, NULL);
	expect_snm(1, SNM_COA, NULL);
	all_arrived();
	expect_no_snm();
	tester_close();
}

/* ---- to another link set ---- */

/* The only link to STP A fails and A can be told by no other way: T1, then STP B; unsent messages are not lost. */
void
q782_3_17(enum ss7_form form)
{
	stps(form, 1, 0);
	post_all(1);
	all_arrived();
	line_fail(0);
	post_all(2); /* those that went by A wait */
	SS7_CHECK(came_by(1) == 16, "%u messages went by B at once", came_by(1));
	expect_no_snm();
	tester_pass(700);
	SS7_CHECK(came_by(1) == 16, "traffic moved before T1");
	tester_pass(200);
	all_arrived();
	SS7_CHECK(carries(1) == 16, "STP B does not carry all");
	SS7_CHECK(reachable(POINT_FAR), "the exchange was given up");
	tester_close();
}

/* A can be reached through B: COO goes that way, with retrieval. */
void
q782_3_18(enum ss7_form form)
{
	for (unsigned each = 1; each <= 8; each *= 2) {
		stps(form, each, 1);
		post_all(2);
		for (unsigned i = 0; i < each; i++)
			line_lose(i, 1);
		post_all(2);
		for (unsigned i = 0; i < each; i++)
			line_fail(i);
		post_all(2);
		tester_pass(3000);
		const struct msu *coo;
		unsigned by_b = 0;
		while ((coo = take_snm(ANY_LINK, SNM_COO)) != NULL) {
			SS7_CHECK(coo->dpc == point_code(POINT_A), "COO went to %u", coo->dpc);
			by_b += (unsigned)coo->link >= each;
		}
		SS7_CHECK(by_b >= 1, "no COO went through STP B");
		if (each == 1)
			all_arrived();
		else
			all_arrived_but(64);
		SS7_CHECK(reachable(POINT_FAR), "the exchange was given up");
		tester_close();
	}
}
