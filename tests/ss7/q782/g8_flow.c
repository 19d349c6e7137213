/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Groups 8 and 9: traffic flow control, route management (Q.704 11, 13), as an end point takes part in them. */
#include "tests/ss7/q782/q782.h"

#include <stdio.h>

/* The octets of TFC behind the heading: the destination, and the status in the two bits beside it or an octet of its own. */
static void
tfc(enum ss7_form form, unsigned link, enum tester_point about, unsigned level)
{
	uint32_t pc = point_code(about);
	char hex[32];

	if (form == SS7_ITU14)
		snprintf(hex, sizeof(hex), "%02x %02x", pc & 255, pc >> 8 | level << 6);
	else
		snprintf(hex, sizeof(hex), "%02x %02x %02x %02x", pc & 255, pc >> 8 & 255, pc >> 16, level);
	say_snm_about(link, 0, SNM_TFC, hex);
}

/* How many of five calls out are refused for congestion?  All that are not are released at once. */
static unsigned
refused_of_five(void)
{
	unsigned refused = 0;

	for (int i = 0; i < 5; i++) {
		say_dial(100 + (uint32_t)i, "13800000002", "64000000");
		const struct said *said = take_line(MSG_LINE_REFUSED);
		if (said) {
			SS7_CHECK(said->line.cause == 42, "refused with cause %u", said->line.cause);
			refused++;
			continue;
		}
		const struct msu *iam = next_isup();
		SS7_CHECK(iam && iam->body[0] == T_IAM, "neither IAM nor a refusal");
		unsigned cic = iam->cic;
		say_isup(cic, "0c 02 00 02 84 91"); /* busy */
		expect_isup(cic, T_RLC);
		forget_lines();
	}
	return refused;
}

/* TFC in a network without levels: users send less, and more again as time goes by. */
void
q782_8_1(enum ss7_form form)
{
	house(form, 1);
	SS7_CHECK(refused_of_five() == 0, "refused without congestion");
	tfc(form, 0, POINT_FAR, 0);
	SS7_CHECK(counter(ISUP_STAT_MTP3_TFC_IN) == 1, "TFC is not counted");
	SS7_CHECK(refused_of_five() == 1, "the first TFC is to cut one of five calls");
	tester_pass(1000);
	tfc(form, 0, POINT_FAR, 0);
	SS7_CHECK(refused_of_five() == 2, "the second TFC is to cut two of five calls");
	tester_pass(60000);
	SS7_CHECK(refused_of_five() == 0, "still refused long after");
	expect_no_snm();
	tester_close();
}

/* TFC with levels: RCT of one level less from T15 on; each T16 without a TFC lowers the level. */
void
q782_8_2(enum ss7_form form)
{
	tester_open_with(form, 2, NULL, "congestion = \"national\";");
	bring_up();
	tester_pass(3000);
	forget_snm();
	tfc(form, 0, POINT_FAR, 3);
	tester_pass(2400);
	expect_no_snm();
	tester_pass(200);
	for (unsigned level = 3; level > 0; level--) {
		const struct msu *rct = expect_snm(ANY_LINK, SNM_RCT, "");
		SS7_CHECK(rct->dpc == point_code(POINT_FAR), "RCT went to %u", rct->dpc);
		SS7_CHECK((rct->sio >> 4 & 3) == level - 1, "RCT of priority %u at level %u", rct->sio >> 4 & 3, level);
		tester_pass(1600);
		expect_no_snm();
		tester_pass(200);
	}
	tester_pass(10000);
	expect_no_snm();
	tester_close();
}

/* A TFC within T16 keeps the level. */
void
q782_8_3(enum ss7_form form)
{
	tester_open_with(form, 1, NULL, "congestion = \"national\";");
	bring_up();
	for (int i = 0; i < 4; i++) {
		tfc(form, 0, POINT_FAR, 2);
		tester_pass(2600);
		SS7_CHECK((expect_snm(ANY_LINK, SNM_RCT, "")->sio >> 4 & 3) == 1, "not of priority 1");
		tester_pass(1000);
	}
	tfc(form, 0, POINT_FAR, 0); /* over */
	tester_pass(20000);
	expect_no_snm();
	tester_close();
}

/* Our own buffer: thresholds with hysteresis; nothing is lost below its end. */
void
q782_8_4(enum ss7_form form)
{
	house(form, 1);
	post_all(1);
	line_busy(0, 1); /* the far end takes nothing */
	for (int i = 0; i < 127; i++)
		post(1);
	SS7_CHECK(counter(ISUP_STAT_MTP3_CONGESTED) == 0, "congested below the threshold");
	for (int i = 0; i < 100; i++)
		post(1);
	SS7_CHECK(counter(ISUP_STAT_MTP3_CONGESTED) == 1, "not congested above the threshold");
	expect_log(LOG_WARN, "congested"); /* the user part has heard of it */
	line_busy(0, 0);
	tester_pass(1000);
	post_all(1);
	all_arrived();
	tester_close();
}

/* UPU for an unknown user part is case 2.2; UPU received: no calls, UPT until an answer comes. */
void
q782_8_5(enum ss7_form form)
{
	house(form, 1);
	say_snm_about(0, 0, SNM_UPU, "$far 15");
	SS7_CHECK(counter(ISUP_STAT_MTP3_UPU_IN) == 1, "UPU is not counted");
	expect_log(LOG_ALARM, "ISUP is not available");
	expect_isup(0, T_UPT);
	say_dial(9, "13800000002", "64000000");
	expect_line(MSG_LINE_REFUSED);
	say_isup(0, "35 00"); /* UPA */
	make_call_out();
	tester_close();
}

/* The far receiver is congested (SIB): messages wait, the link stays. */
void
q782_8_6(enum ss7_form form)
{
	house(form, 2);
	line_busy(0, 1);
	post_all(2);
	for (int i = 0; i < 30; i++) {
		tester_pass(100);
		line_say(0, "ff ff 01 05"); /* SIB every T5 */
	}
	is_carried(0);
	line_busy(0, 0);
	tester_pass(500);
	all_arrived();
	expect_no_snm();
	tester_close();
}

/* ---- 9 ---- */

/* A prohibited route is asked about every T10. */
void
q782_9_1(enum ss7_form form)
{
	stps(form, 1, 0);
	say_snm_about(0, 0, SNM_TFP, "$far");
	for (int i = 0; i < 3; i++) {
		tester_pass(44900);
		expect_no_snm();
		tester_pass(100);
		const struct msu *rst = expect_snm(0, SNM_RST, "$far");
		SS7_CHECK(rst->dpc == point_code(POINT_A), "RST went to %u", rst->dpc);
	}
	say_snm_about(0, 0, SNM_TFA, "$far");
	tester_pass(200000);
	expect_no_snm();
	tester_close();
}

/* The transfer point answers RST by TFP (still so), TFR, TFA. */
void
q782_9_2(enum ss7_form form)
{
	stps(form, 1, 0);
	say_snm_about(0, 0, SNM_TFP, "$far");
	tester_pass(45000);
	expect_snm(0, SNM_RST, "$far");
	say_snm_about(0, 0, SNM_TFP, "$far");
	tester_pass(45000);
	expect_snm(0, SNM_RST, "$far");
	say_snm_about(0, 0, SNM_TFR, "$far");
	tester_pass(45000);
	expect_snm(0, SNM_RSR, "$far");
	say_snm_about(0, 0, SNM_TFA, "$far");
	tester_pass(1000);
	SS7_CHECK(carries(0) == 8, "the route is not used again");
	tester_close();
}

/* Tests are for transfer points to answer. */
void
q782_9_3(enum ss7_form form)
{
	house(form, 1);
	say_snm(0, SNM_RST, "$c");
	say_snm(0, SNM_RSR, "$c");
	say_snm(0, SNM_RCT, "");
	expect_no_snm();
	is_carried(0);
	SS7_CHECK(counter(ISUP_STAT_MTP3_BAD_MESSAGE) == 0, "counted as nonsense");
	tester_close();
}

/* About points that we have no route to through the sender, or about the sender itself. */
void
q782_9_4(enum ss7_form form)
{
	stps(form, 1, 0);
	int64_t before = counter(ISUP_STAT_MTP3_NO_ROUTE);
	say_snm_about(0, 0, SNM_TFP, "$c");
	say_snm_about(0, 0, SNM_TFP, "$a");
	say_snm_about(0, 0, SNM_TFR, "$b");
	say_snm_about(0, 0, SNM_TFA, "$us");
	SS7_CHECK(counter(ISUP_STAT_MTP3_NO_ROUTE) == before + 4, "%lld counted",
	    (long long)(counter(ISUP_STAT_MTP3_NO_ROUTE) - before));
	SS7_CHECK(carries(0) == 8 && carries(1) == 8, "traffic moved");
	tester_pass(100000);
	expect_no_snm();
	tester_close();
}

/* A link set that comes back: what its point said before is forgotten. */
void
q782_9_5(enum ss7_form form)
{
	stps(form, 1, 0);
	say_snm_about(0, 0, SNM_TFP, "$far");
	line_fail(0);
	tester_pass(2000);
	forget_snm();
	line_restore(0);
	wait_carried(0);
	tester_pass(2000);
	SS7_CHECK(carries(0) == 8, "the route is not used");
	tester_pass(100000);
	SS7_CHECK(take_snm(ANY_LINK, SNM_RST) == NULL, "RST about a route that is allowed");
	tester_close();
}
