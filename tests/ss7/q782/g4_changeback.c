/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Group 4: changeback (Q.704 6). */
#include "tests/ss7/q782/q782.h"

#include <stdio.h>

/* Link 0 fails and is in service again, its traffic still elsewhere: CBD stands unanswered. */
static void
come_back(enum ss7_form form, unsigned links)
{
	house(form, links);
	line_fail(0);
	tester_pass(2000);
	post_all(1);
	all_arrived();
	forget_snm();
	answer_by_itself(AUTO_CBA, 0);
	line_restore(0);
	wait_carried(0);
}

static const char *
code_of(const struct msu *m)
{
	static char text[4];

	snprintf(text, sizeof(text), "%02x", m->body[1]);
	return text;
}

/* CBD follows the old traffic on the alternative link; new messages wait for CBA. */
void
q782_4_1(enum ss7_form form)
{
	come_back(form, 2);
	const struct msu *cbd = expect_snm(1, SNM_CBD, NULL);
	SS7_CHECK(cbd->sls == 0, "CBD about SLC %u", cbd->sls);
	post_all(2);
	SS7_CHECK(came_by(0) == 0, "traffic before CBA");
	say_snm_about(1, 0, SNM_CBA, code_of(cbd));
	SS7_CHECK(came_by(0) == 16, "%u messages after CBA", came_by(0));
	all_arrived();
	expect_no_snm();
	tester_close();
}

/* Traffic comes from several links: a CBD on each, with different codes; all have to be answered. */
static void
from_many(enum ss7_form form, unsigned links)
{
	const struct msu *cbds[16];
	unsigned n = 0;

	come_back(form, links);
	post_all(1);
	while (n < 16 && (cbds[n] = take_snm(ANY_LINK, SNM_CBD)) != NULL)
		n++;
	SS7_CHECK(n >= 1 && n < links, "%u CBDs with %u links", n, links);
	for (unsigned i = 0; i < n; i++)
		for (unsigned k = 0; k < i; k++)
			SS7_CHECK(cbds[i]->body[1] != cbds[k]->body[1] && cbds[i]->link != cbds[k]->link,
			    "two CBDs with code %u", cbds[i]->body[1]);
	for (unsigned i = 0; i < n; i++) {
		SS7_CHECK(came_by(0) == 0, "traffic before the last CBA");
		say_snm_about((unsigned)cbds[i]->link, 0, SNM_CBA, code_of(cbds[i]));
	}
	SS7_CHECK(came_by(0) > 0, "no traffic after the last CBA");
	all_arrived();
	tester_close();
}

void
q782_4_2(enum ss7_form form)
{
	from_many(form, 3);
	from_many(form, 4);
	from_many(form, 16);
}

/* No CBA within T4: CBD again, then CBA. */
void
q782_4_3(enum ss7_form form)
{
	come_back(form, 2);
	expect_snm(1, SNM_CBD, NULL);
	tester_pass(600); /* after some 100 ms of waiting for it */
	expect_no_snm();
	tester_pass(250);
	const struct msu *cbd = expect_snm(1, SNM_CBD, NULL);
	post_all(1);
	SS7_CHECK(came_by(0) == 0, "traffic before CBA");
	say_snm_about(1, 0, SNM_CBA, code_of(cbd));
	SS7_CHECK(came_by(0) == 8, "no traffic after CBA");
	all_arrived();
	tester_pass(2000);
	expect_no_snm();
	tester_close();
}

/* No CBA at all: T5, then traffic. */
void
q782_4_4(enum ss7_form form)
{
	come_back(form, 2);
	tester_pass(1300);
	expect_snm(1, SNM_CBD, NULL);
	expect_snm(1, SNM_CBD, NULL);
	post_all(1);
	SS7_CHECK(came_by(0) == 0, "traffic before T5");
	tester_pass(400);
	SS7_CHECK(came_by(0) == 8, "no traffic after T5");
	all_arrived();
	expect_no_snm();
	tester_close();
}

/* The far end changes back: its code comes back to it, on the link its declaration came by. */
void
q782_4_5(enum ss7_form form)
{
	house(form, 4);
	for (unsigned code = 0; code < 256; code += 51) {
		char hex[4];

		snprintf(hex, sizeof(hex), "%02x", code);
		say_snm_about(code % 4, 2, SNM_CBD, hex);
		const struct msu *cba = expect_snm((int)(code % 4), SNM_CBA, hex);
		SS7_CHECK(cba->sls == 2, "CBA about SLC %u", cba->sls);
	}
	expect_no_snm();
	tester_close();
}

/* A CBA that nobody waits for, or with another code, changes nothing. */
void
q782_4_6(enum ss7_form form)
{
	come_back(form, 2);
	const struct msu *cbd = expect_snm(1, SNM_CBD, NULL);
	char other[4];
	snprintf(other, sizeof(other), "%02x", cbd->body[1] ^ 1);
	post_all(1);
	say_snm_about(1, 0, SNM_CBA, other);
	say_snm_about(1, 1, SNM_CBA, code_of(cbd));
	SS7_CHECK(came_by(0) == 0, "traffic after a CBA with another code");
	say_snm_about(1, 0, SNM_CBA, code_of(cbd));
	say_snm_about(1, 0, SNM_CBA, code_of(cbd));
	all_arrived();
	post_all(1);
	all_arrived();
	tester_close();
}

/* The link fails again while CBA is awaited: what waits goes back. */
void
q782_4_7(enum ss7_form form)
{
	come_back(form, 3);
	post_all(2);
	line_fail(0);
	post_all(1);
	tester_pass(2000);
	all_arrived();
	SS7_CHECK(carries(0) == 0, "the failed link is used");
	tester_close();
}

/* The alternative link fails meanwhile: its changeover brings the traffic to the link that is back. */
void
q782_4_8(enum ss7_form form)
{
	come_back(form, 2);
	post_all(2);
	line_fail(1);
	tester_pass(3000);
	post_all(1);
	all_arrived();
	SS7_CHECK(carries(0) == 16, "link 0 does not carry all");
	tester_close();
}

/* From another link set: time-controlled diversion, T3, in order. */
void
q782_4_9(enum ss7_form form)
{
	stps(form, 2, 1);
	line_fail(0);
	line_fail(1);
	tester_pass(3000);
	SS7_CHECK(carries(2) + carries(3) == 16, "STP B does not carry all");
	forget_snm();
	line_restore(0);
	for (int i = 0; i < 200 && !link_carries(0); i++)
		tester_pass(10);
	is_carried(0);
	post_all(1);
	SS7_CHECK(came_by(0) == 0, "traffic before T3");
	tester_pass(700);
	SS7_CHECK(came_by(0) == 0, "traffic before T3");
	tester_pass(200);
	SS7_CHECK(came_by(0) == 8, "%u messages after T3", came_by(0));
	all_arrived();
	SS7_CHECK(take_snm(ANY_LINK, SNM_CBD) == NULL, "CBD between link sets");
	tester_close();
}

/* All of 16 links come back one after the other under traffic. */
void
q782_4_10(enum ss7_form form)
{
	house(form, 16);
	for (unsigned i = 0; i < 15; i++)
		line_fail(i);
	tester_pass(3000);
	for (unsigned i = 0; i < 15; i++)
		line_restore(i);
	for (int i = 0; i < 400; i++) {
		post_all(1);
		tester_pass(50);
		all_arrived();
	}
	for (unsigned i = 0; i < 16; i++)
		SS7_CHECK(carries(i) == 1, "link %u carries %u SLSs", i, carries(i));
	tester_close();
}
