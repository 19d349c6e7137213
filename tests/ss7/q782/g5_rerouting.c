/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Groups 5 and 6: forced and controlled rerouting (Q.704 7, 8): link set "a" is link 0, "b" link 1. */
#include "tests/ss7/q782/q782.h"

static void
tfx(unsigned link, enum tester_snm code)
{
	say_snm_about(link, 0, code, "$far");
}

static void
only_by(unsigned link)
{
	SS7_CHECK(carries(link) == 16, "link %u carries %u SLSs", link, carries(link));
}

/* TFP: at once by the other transfer point. */
void
q782_5_1(enum ss7_form form)
{
	stps(form, 1, 0);
	post_all(2);
	tfx(0, SNM_TFP);
	post_all(2);
	all_arrived();
	only_by(1);
	SS7_CHECK(reachable(POINT_FAR), "the exchange was given up");
	expect_no_snm();
	tester_close();
}

/* Both prohibited: the user is told; the first TFA brings it back at once. */
void
q782_5_2(enum ss7_form form)
{
	stps(form, 1, 0);
	tfx(0, SNM_TFP);
	tfx(1, SNM_TFP);
	SS7_CHECK(!reachable(POINT_FAR), "reachable");
	expect_log(LOG_ALARM, "cannot be reached");
	post_refused(1, -ENETUNREACH);
	tfx(1, SNM_TFA);
	SS7_CHECK(reachable(POINT_FAR), "not reachable after TFA");
	only_by(1);
	tester_close();
}

/* A prohibited transfer point can itself be reached; calls go on by the other one. */
void
q782_5_3(enum ss7_form form)
{
	stps(form, 1, 0);
	struct call in = make_call_in(4), out = make_call_out();
	tfx(0, SNM_TFP);
	SS7_CHECK(reachable(POINT_A), "STP A was given up");
	release_from_far(in);
	release_from_us(out);
	for (unsigned cic = 1; cic < 15; cic++)
		release_from_us(make_call_in(cic));
	expect_quiet();
	tester_close();
}

/* Routes of different priority: the second is used only while the first is prohibited. */
static const char priorities[] =
    "spans = ( { number = 1; }, { number = 2; } );"
    "linksets = ( { name = \"direct\"; label = \"$label\"; opc = \"$us\"; apc = \"$far\"; },"
    " { name = \"a\"; label = \"$label\"; opc = \"$us\"; apc = \"$a\"; } );"
    "links = ( { linkset = \"direct\"; span = 1; }, { linkset = \"a\"; span = 2; } );"
    "mtp_routes = ( { dpc = \"$far\"; linkset = \"a\"; priority = 2; } );"
    "groups = ( { name = \"pstn\"; linkset = \"direct\"; digits = 8; } );"
    "circuits = ( { group = \"pstn\"; span = 1; } );";

void
q782_5_4(enum ss7_form form)
{
	house_of(form, priorities);
	only_by(0);
	tfx(1, SNM_TFP); /* of the route that is not in use */
	only_by(0);
	tfx(1, SNM_TFA);
	only_by(0);
	expect_no_snm();
	line_fail(0); /* the COO goes through the transfer point */
	SS7_CHECK(expect_snm(1, SNM_COO, NULL)->dpc == point_code(POINT_FAR), "COO to the wrong point");
	only_by(1);
	line_restore(0);
	wait_carried(0);
	tester_pass(1000);
	only_by(0);
	SS7_CHECK(reachable(POINT_FAR), "the exchange was given up");
	tester_close();
}

/* TFP comes again and again: nothing moves. */
void
q782_5_5(enum ss7_form form)
{
	stps(form, 2, 0);
	for (int i = 0; i < 5; i++) {
		tfx(0, SNM_TFP);
		tfx(1, SNM_TFP);
		post_all(1);
		all_arrived();
	}
	SS7_CHECK(carries(2) == 8 && carries(3) == 8, "STP B does not carry all");
	tester_close();
}

/* ---- 6 ---- */

/* TFA: back after T6; messages of that time wait and go in order. */
void
q782_6_1(enum ss7_form form)
{
	stps(form, 1, 0);
	tfx(0, SNM_TFP);
	only_by(1);
	tfx(0, SNM_TFA);
	post_all(3);
	SS7_CHECK(came_by(0) == 0 && came_by(1) == 24, "%u and %u messages before T6", came_by(0), came_by(1));
	tester_pass(700);
	SS7_CHECK(came_by(0) == 0, "traffic before T6");
	tester_pass(200);
	SS7_CHECK(came_by(0) == 24, "%u messages after T6", came_by(0));
	all_arrived();
	SS7_CHECK(carries(0) == 8, "the load is not shared again");
	tester_close();
}

/* TFR: away from that route, after T6, as there is another; RSR asks about it every T10; TFA ends it. */
void
q782_6_2(enum ss7_form form)
{
	stps(form, 1, 0);
	tfx(0, SNM_TFR);
	post_all(1);
	SS7_CHECK(came_by(0) == 0, "traffic before T6");
	tester_pass(900);
	all_arrived();
	only_by(1);
	tester_pass(44500);
	expect_snm(0, SNM_RSR, "$far");
	tester_pass(45000);
	expect_snm(0, SNM_RSR, "$far");
	tfx(0, SNM_TFA);
	tester_pass(900);
	SS7_CHECK(carries(0) == 8, "the load is not shared again");
	tester_pass(100000);
	expect_no_snm();
	tester_close();
}

/* TFR and no other way: it is used on. */
void
q782_6_3(enum ss7_form form)
{
	stps(form, 1, 0);
	tfx(0, SNM_TFP);
	tfx(1, SNM_TFR);
	SS7_CHECK(reachable(POINT_FAR), "a restricted route is a route");
	only_by(1);
	tester_close();
}

/* TFP within T6: what waits goes by the route that is left. */
void
q782_6_4(enum ss7_form form)
{
	stps(form, 1, 0);
	tfx(0, SNM_TFP);
	tfx(0, SNM_TFA);
	post_all(2);
	tfx(0, SNM_TFP);
	all_arrived();
	only_by(1);
	tester_pass(2000);
	only_by(1);
	tester_close();
}

/* The link set that traffic is to go back to fails within T6; and the one it comes from. */
void
q782_6_5(enum ss7_form form)
{
	for (unsigned failing = 0; failing < 2; failing++) {
		stps(form, 1, 0);
		tfx(0, SNM_TFP);
		tfx(0, SNM_TFA);
		post_all(2);
		line_fail(failing);
		tester_pass(2000);
		post_all(1);
		all_arrived();
		only_by(1 - failing);
		tester_close();
	}
}
