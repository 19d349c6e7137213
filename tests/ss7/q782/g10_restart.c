/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Groups 10 and 11: restart (Q.704 9), traffic. */
#include "tests/ss7/q782/q782.h"

#include <stdio.h>

static void
until_carried(unsigned link)
{
	for (int i = 0; i < 600 && !link_carries(link); i++)
		tester_pass(10);
	is_carried(link);
}

/* Our restart ends when all points that are there have said TRA; then ours goes to each. */
void
q782_10_1(enum ss7_form form)
{
	tester_open_stps(form, 1);
	answer_by_itself(AUTO_TRA, 0);
	until_carried(0);
	until_carried(1);
	tester_pass(100);
	expect_no_snm();
	say_snm_about(0, 0, SNM_TRA, "");
	expect_no_snm();
	SS7_CHECK(!reachable(POINT_FAR), "traffic before the restart is over");
	say_snm_about(1, 0, SNM_TRA, "");
	SS7_CHECK(expect_snm(0, SNM_TRA, "")->dpc == point_code(POINT_A), "TRA to another point");
	SS7_CHECK(expect_snm(1, SNM_TRA, "")->dpc == point_code(POINT_B), "TRA to another point");
	SS7_CHECK(reachable(POINT_FAR), "no traffic after the restart");
	tester_close();
}

/* One does not say it: T20. */
void
q782_10_2(enum ss7_form form)
{
	tester_open_stps(form, 1);
	answer_by_itself(AUTO_TRA, 0);
	until_carried(0);
	until_carried(1);
	int64_t begin = tester_now_ms();
	say_snm_about(0, 0, SNM_TRA, "");
	while (!reachable(POINT_FAR) && tester_now_ms() < begin + 70000)
		tester_pass(10);
	int64_t ms = tester_now_ms() - begin;
	SS7_CHECK(ms > 59000 && ms <= 60020, "the restart was over after %lld ms", (long long)ms);
	expect_snm(0, SNM_TRA, "");
	expect_snm(1, SNM_TRA, "");
	tester_close();
}

/* TFP during the restart: that route is not used, the user is told at the end only of what can be reached. */
void
q782_10_3(enum ss7_form form)
{
	tester_open_stps(form, 1);
	answer_by_itself(AUTO_TRA, 0);
	until_carried(0);
	until_carried(1);
	say_snm_about(0, 0, SNM_TFP, "$far");
	say_snm_about(0, 0, SNM_TRA, "");
	say_snm_about(1, 0, SNM_TFP, "$far");
	say_snm_about(1, 0, SNM_TRA, "");
	SS7_CHECK(reachable(POINT_A) && reachable(POINT_B), "the transfer points cannot be reached");
	SS7_CHECK(!reachable(POINT_FAR), "a prohibited destination is reachable");
	say_snm_about(1, 0, SNM_TFA, "$far");
	SS7_CHECK(reachable(POINT_FAR), "not reachable after TFA");
	tester_close();
}

/* The adjacent point restarts: our TRA at once, traffic after its TRA. */
void
q782_10_4(enum ss7_form form)
{
	house(form, 2);
	answer_by_itself(AUTO_TRA, 0);
	line_fail(0);
	line_fail(1);
	expect_log(LOG_ALARM, "cannot be reached");
	tester_pass(5000);
	line_restore(0);
	line_restore(1);
	until_carried(0);
	expect_snm(0, SNM_TRA, "");
	SS7_CHECK(!reachable(POINT_FAR), "traffic before its TRA");
	tester_pass(3000);
	post_refused(0, -ENETUNREACH);
	say_snm_about(0, 0, SNM_TRA, "");
	SS7_CHECK(reachable(POINT_FAR), "no traffic after its TRA");
	expect_log(LOG_NOTE, "can be reached");
	post_all(1);
	tester_pass(3000);
	all_arrived();
	/* again, and the other link comes first: ours goes over it, with its SLC */
	line_fail(0);
	line_fail(1);
	tester_pass(5000);
	forget_snm();
	line_restore(1);
	until_carried(1);
	SS7_CHECK(expect_snm(1, SNM_TRA, "")->sls == 1, "TRA over link 1 names another link");
	tester_close();
}

/* It does not say TRA: T21. */
void
q782_10_5(enum ss7_form form)
{
	house(form, 1);
	answer_by_itself(AUTO_TRA, 0);
	line_fail(0);
	tester_pass(5000);
	line_restore(0);
	until_carried(0);
	int64_t begin = tester_now_ms();
	while (!reachable(POINT_FAR) && tester_now_ms() < begin + 70000)
		tester_pass(10);
	int64_t ms = tester_now_ms() - begin;
	SS7_CHECK(ms > 63000 && ms <= 64020, "traffic after %lld ms", (long long)ms);
	tester_close();
}

/* A TRA that comes unasked is answered, but not twice within T19. */
void
q782_10_6(enum ss7_form form)
{
	house(form, 1);
	tester_pass(70000);
	say_snm_about(0, 0, SNM_TRA, "");
	expect_snm(0, SNM_TRA, "");
	say_snm_about(0, 0, SNM_TRA, "");
	tester_pass(60000);
	say_snm_about(0, 0, SNM_TRA, "");
	expect_no_snm();
	tester_pass(10000);
	say_snm_about(0, 0, SNM_TRA, "");
	expect_snm(0, SNM_TRA, "");
	is_carried(0);
	SS7_CHECK(reachable(POINT_FAR), "traffic stopped");
	tester_close();
}

/* A point that could be reached another way all the while has not been away: its link set is used without a restart. */
void
q782_10_7(enum ss7_form form)
{
	stps(form, 1, 1);
	answer_by_itself(AUTO_TRA, 0);
	line_fail(0);
	tester_pass(5000);
	forget_snm();
	line_restore(0);
	wait_carried(0);
	tester_pass(1000);
	expect_no_snm();
	SS7_CHECK(carries(0) == 8, "the link set is not used");
	tester_close();
}

/* The process was killed and replayed: that is no restart of the signalling point, and no link is lost. */
void
q782_10_8(enum ss7_form form)
{
	house(form, 4);
	struct call in = make_call_in(3);
	for (int i = 0; i < 10; i++) {
		post_all(1);
		tester_restart();
		forget_lines();
		tester_pass(100);
	}
	all_arrived();
	for (unsigned i = 0; i < 4; i++)
		is_carried(i);
	expect_no_snm();
	release_from_far(in);
	tester_close();
}

/* ---- 11 ---- */

/* Traffic for an hour, links tested all the while. */
void
q782_11_1(enum ss7_form form)
{
	house(form, 4);
	for (int i = 0; i < 3600; i++) {
		post(((unsigned)i * 7) % SLS_VALUES);
		tester_pass(1000);
		if (i % 60 == 0)
			all_arrived();
	}
	all_arrived();
	expect_no_snm();
	expect_no_alarm();
	tester_close();
}

static const char four_spans[] =
    "spans = ( { number = 1; }, { number = 2; }, { number = 3; }, { number = 4; } );"
    "linksets = ( { name = \"far\"; label = \"$label\"; opc = \"$us\"; apc = \"$far\"; } );"
    "links = ( { linkset = \"far\"; span = 1; slc = 0; }, { linkset = \"far\"; span = 2; slc = 1; } );"
    "groups = ( { name = \"pstn\"; linkset = \"far\"; digits = 8; inbound = 110; outbound = 10; } );"
    "circuits = ( { group = \"pstn\"; span = 1; }, { group = \"pstn\"; span = 2; pcm = 1; },"
    " { group = \"pstn\"; span = 3; pcm = 2; }, { group = \"pstn\"; span = 4; pcm = 3; } );";

/* One of two links drops during a hundred calls: no call is lost, the alarm rises and is cleared on return. */
void
q782_11_2(enum ss7_form form)
{
	struct call calls[100];
	unsigned n = 0;

	house_of(form, four_spans);
	for (unsigned cic = 1; n < 100; cic++) {
		if (cic % 32 == 0 || cic % 32 == 16)
			continue;
		calls[n] = n % 2 ? make_call_in(cic) : offer_in(cic);
		if (++n != 50)
			continue;
		line_lose(0, 1);
		for (unsigned i = 0; i < 50; i += 2) /* ACMs that link 0 loses */
			say_line(MSG_LINE_ALERT, calls[i].line, 0);
		line_fail(0);
		expect_log(LOG_ALARM, "link 0");
	}
	for (unsigned i = 0; i < 50; i += 2)
		expect_isup(calls[i].cic, T_ACM);
	for (unsigned i = 50; i < 100; i += 2) {
		say_line(MSG_LINE_ALERT, calls[i].line, 0);
		expect_isup(calls[i].cic, T_ACM);
	}
	line_restore(0);
	wait_carried(0);
	expect_log(LOG_NOTE, "link 0");
	tester_pass(3000);
	for (unsigned i = 0; i < 100; i += 2) {
		say_line(MSG_LINE_ANSWER, calls[i].line, 0);
		expect_isup(calls[i].cic, T_ANM);
	}
	for (unsigned i = 0; i < 100; i++)
		i % 3 ? release_from_far(calls[i]) : release_from_us(calls[i]);
	expect_quiet();
	expect_no_alarm();
	SS7_CHECK(carries(0) == 8, "the load is not shared again");
	tester_close();
}
