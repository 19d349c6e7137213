/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Group 2: signalling message handling: discrimination, distribution, load sharing, inaccessible destinations (Q.704 2, 4). */
#include "tests/ss7/q782/q782.h"

#include <stdio.h>

#define SI_ISUP 5

/* Messages that are not for us are dropped and counted; nothing is said about it. */
void
q782_2_1(enum ss7_form form)
{
	house(form, 1);
	say_msu(0, SI_ISUP, point_code(POINT_C), point_code(POINT_FAR), 5, "05 00 12");
	SS7_CHECK(counter(ISUP_STAT_MTP3_BAD_DPC) == 1, "the message for another point is not counted");
	expect_quiet();
	expect_no_snm();
	tester_close();
}

void
q782_2_2(enum ss7_form form)
{
	house(form, 1);
	for (unsigned si = 3; si < 16; si++) {
		char hex[32];

		if (si == SI_ISUP)
			continue;
		say_msu(0, (uint8_t)si, point_code(POINT_US), point_code(POINT_FAR), 5, "01 02 03 04");
		snprintf(hex, sizeof(hex), "$us 1%x", si); /* unequipped remote user */
		const struct msu *upu = expect_snm(0, SNM_UPU, hex);
		SS7_CHECK(upu->dpc == point_code(POINT_FAR), "UPU went to %u", upu->dpc);
	}
	SS7_CHECK(counter(ISUP_STAT_MTP3_NO_USER) == 12, "unknown user parts are not counted");
	expect_quiet();
	tester_close();
}

void
q782_2_3(enum ss7_form form)
{
	house(form, 1);
	for (unsigned ni = 1; ni < 4; ni++)
		if (ni != 2)
			say_msu(0, (uint8_t)(ni << 6 | SI_ISUP), point_code(POINT_US), point_code(POINT_FAR), 5,
			    "05 00 12");
	say_raw(0, form == SS7_ITU14 ? "05 21 93 69 58 05 00 12" : "05 7f 04 16 06 82 16 05 05 00 12"); /* NI 0 */
	SS7_CHECK(counter(ISUP_STAT_MTP3_BAD_NI) == 3, "wrong network indicators are not counted");
	expect_quiet();
	tester_close();
}

static void
shared(enum ss7_form form, unsigned links)
{
	house(form, links);
	post_all(4);
	for (unsigned i = 0; i < links; i++) {
		unsigned n = came_by(i);

		SS7_CHECK(n >= 64 / links - 4 && n <= 64 / links + 8, "link %u of %u carried %u of 64", i, links, n);
	}
	all_arrived();
	tester_close();
}

/* Within a link set: 16 values of the SLS over the links. */
void
q782_2_4_1(enum ss7_form form)
{
	shared(form, 2);
	shared(form, 4);
}

void
q782_2_4_2(enum ss7_form form)
{
	shared(form, 3);
	shared(form, 8);
	shared(form, 16);
}

/* Between two link sets of equal priority, and within each. */
void
q782_2_4_3(enum ss7_form form)
{
	for (unsigned each = 1; each <= 8; each *= 2) {
		stps(form, each, 0);
		post_all(4);
		for (unsigned i = 0; i < 2 * each; i++)
			SS7_CHECK(
			    came_by(i) == 64 / (2 * each), "link %u of %u carried %u of 64", i, 2 * each, came_by(i));
		all_arrived();
		tester_close();
	}
}

static const char ansi_house[] =
    "spans = ( { number = 1; }, { number = 2; }, { number = 3; }, { number = 4; } );"
    "linksets = ( { name = \"far\"; label = \"ansi24\"; opc = \"$us\"; apc = \"$far\"; sls_bits = %d; } );"
    "links = ( { linkset = \"far\"; slc = 0; span = 1; }, { linkset = \"far\"; slc = 1; span = 2; },"
    " { linkset = \"far\"; slc = 2; span = 3; }, { linkset = \"far\"; slc = 3; span = 4; } );"
    "groups = ( { name = \"pstn\"; linkset = \"far\"; digits = 8; } );"
    "circuits = ( { group = \"pstn\"; span = 1; } );";

/* ANSI labels: SLS of 5 or 8 bits, management messages with the SLC in the body. */
void
q782_2_4_4(enum ss7_form form)
{
	ss7_capture("ansi24");
	for (int bits = 5; bits <= 8; bits += 3) {
		char text[sizeof(ansi_house) + 8];
		unsigned by[4] = { 0 };

		snprintf(text, sizeof(text), ansi_house, bits);
		tester_open(SS7_CHINA24, text);
		bring_up();
		tester_pass(5000);
		for (unsigned sls = 0; sls < 1u << bits; sls++) {
			char hex[32];

			snprintf(hex, sizeof(hex), "%02x %02x ee", sls & 255, sls >> 8);
			SS7_CHECK(core_transfers(POINT_FAR, (uint8_t)sls, hex) == 0, "SLS %u is refused", sls);
			const struct msu *m = next_isup();
			SS7_CHECK(m && m->sls == sls, "SLS %u went out as %u", sls, m ? m->sls : 999);
			by[m->link]++;
		}
		for (int i = 0; i < 4; i++)
			SS7_CHECK(by[i] == (1u << bits) / 4, "link %d carried %u of %u", i, by[i], 1u << bits);
		line_fail(2);
		expect_snm(ANY_LINK, SNM_COO, NULL);
		tester_pass(100);
		SS7_CHECK(take_snm(ANY_LINK, SNM_COO) == NULL, "COO is repeated");
		line_restore(2);
		wait_carried(2);
		tester_pass(2000);
		SS7_CHECK(take_snm(ANY_LINK, SNM_CBD) != NULL, "no CBD");
		tester_close();
	}
}

/* A destination that cannot be reached: by failure of its links ... */
void
q782_2_6_1(enum ss7_form form)
{
	house(form, 2);
	line_fail(0);
	line_fail(1);
	SS7_CHECK(!reachable(POINT_FAR), "reachable without links");
	expect_log(LOG_ALARM, "cannot be reached");
	for (unsigned sls = 0; sls < SLS_VALUES; sls++)
		post_refused(sls, -ENETUNREACH);
	SS7_CHECK(counter(ISUP_STAT_MTP3_UNREACHABLE) >= 16, "refused messages are not counted");
	tester_close();
}

/* ... or because no route leads there. */
void
q782_2_6_2(enum ss7_form form)
{
	stps(form, 1, 0);
	say_snm_about(0, 0, SNM_TFP, "$far");
	say_snm_about(1, 0, SNM_TFP, "$far");
	SS7_CHECK(!reachable(POINT_FAR), "reachable although both routes are prohibited");
	post_refused(3, -ENETUNREACH);
	tester_close();
}

void
q782_2_7(enum ss7_form form)
{
	house(form, 1);
	SS7_CHECK(core_transfers(POINT_C, 0, "01 00 12") == -ENETUNREACH, "a point without a route is taken");
	SS7_CHECK(counter(ISUP_STAT_MTP3_UNREACHABLE) == 1, "not counted");
	SS7_CHECK(next_isup() == NULL, "something was sent");
	tester_close();
}

/* Labels of another form: nothing of them gets through, and a link test says so. */
void
q782_2_8(enum ss7_form form)
{
	house(form, 1);
	int64_t before = counter(ISUP_STAT_MTP3_BAD_LABEL);
	if (form == SS7_ITU14)
		say_raw(0, "81 16 04 7f 17 04 7f 00 11 50 31 32 33 34 35");
	else
		say_raw(0, "81 23 53 02 52 11 50 31 32 33 34 35");
	SS7_CHECK(counter(ISUP_STAT_MTP3_BAD_LABEL) == before + 1, "a link test in another form is not counted");
	expect_log(LOG_WARN, "labels of the form");
	say_raw(0, "85 01 02");
	SS7_CHECK(counter(ISUP_STAT_MTP3_BAD_LABEL) == before + 2, "half a label is not counted");
	expect_quiet();
	expect_no_snm();
	tester_close();
}
