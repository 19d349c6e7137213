/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What settings turn on, and timers that no conformance case waits for: each of them fires, with the trunk group's own
 * length.
 */
#include "bed.h"

#define IAM(cic)        cic " 00 01 00 60 01 0a 03 02 09 07 83 10 21 43 65 87 0f 0a 08 83 13 31 08 10 83 00 00 00"
#define IAM_NO_CALLER   "01 00 01 00 60 01 0a 03 02 00 07 83 10 21 43 65 87 0f"
#define REL(cic, cause) cic " 00 0c 02 00 02 82 " cause
#define RLC(cic)        cic " 00 10 00"
#define ACM(cic)        cic " 00 06 16 14 00"
#define ANM(cic)        cic " 00 09 00"

static struct bed bed;

static void
open_with(const char *settings)
{
	char site[1024];

	snprintf(site, sizeof(site),
	    "spans = ( { number = 1; } );"
	    "linksets = ( { name = \"carrier\"; label = \"itu14\"; opc = \"1\"; apc = \"2\"; } );"
	    "links = ( { linkset = \"carrier\"; span = 1; slot = 16; } );"
	    "groups = ( { name = \"pstn\"; linkset = \"carrier\"; %s } );"
	    "circuits = ( { group = \"pstn\"; span = 1; } );"
	    "categories = ( { code = 250; kind = \"test\"; } );",
	    settings);
	bed_make(&bed, site);
	bed_up(&bed);
}

static void
close_bed(void)
{
	bed_check(&bed);
	bed_free(&bed);
}

static uint32_t
call_in(void)
{
	bed_in(&bed, IAM("01"));
	uint32_t line = bed_tells(&bed, LINE_OFFERED)->offered.line;
	bed_line(&bed, MSG_LINE_ANSWER, line, 0);
	bed_forget(&bed);
	return line;
}

static uint32_t
call_out(const char *called)
{
	bed_dial(&bed, 500, called, "12345678");
	bed_forget(&bed);
	bed_in(&bed, ACM("01"));
	uint32_t line = bed_tells(&bed, LINE_SEIZED)->seized.line;
	bed_tells(&bed, LINE_ALERTING);
	bed_in(&bed, ANM("01"));
	bed_tells(&bed, LINE_ANSWERED);
	return line;
}

static void
suspend(uint32_t line, uint16_t type, int user)
{
	struct msg_line msg = { .line = line, .flags = user ? LINE_F_USER : 0 };

	bed_step(&bed, ROLE_ACD, type, &msg, sizeof(msg));
}

static void
checked(uint32_t line, int passed)
{
	struct msg_line_check msg = { .line = line, .passed = (uint8_t)passed };

	bed_step(&bed, ROLE_ACD, MSG_LINE_CHECKED, &msg, sizeof(msg));
}

/* Nothing goes out until `ms` have passed, then this. */
static void
fires(int64_t ms, const char *hex)
{
	bed_wait(&bed, ms * 1000 - 1);
	bed_out(&bed, "");
	bed_wait(&bed, 1);
	bed_out(&bed, hex);
}

TestSuite(procedures, .fini = close_bed);

/* ---- timers, each at a length of its own ---- */

Test(procedures, t1_and_t7_and_t9)
{
	open_with("digits = 8; t1_ms = 16000; t7_ms = 21000; t9_ms = 31000;");
	bed_dial(&bed, 1, "10086", "");
	bed_forget(&bed);
	fires(21000, REL("01", "e6"));
	fires(16000, REL("01", "e6"));
	bed_in(&bed, RLC("01"));
	bed_dial(&bed, 1, "10086", "");
	bed_in(&bed, ACM("03")); /* the one idle for longest */
	bed_forget(&bed);
	fires(31000, REL("03", "93"));
}

Test(procedures, t2_for_our_own_user_and_t6)
{
	open_with("t6_ms = 11000;");
	uint32_t line = call_out("10086");
	suspend(line, MSG_LINE_SUSPEND, 1);
	bed_forget(&bed);
	fires(180000, REL("01", "e6"));
	bed_in(&bed, RLC("01"));
	bed_forget(&bed);
	bed_dial(&bed, 2, "10086", "");
	bed_in(&bed, "03 00 07 16 14 00");
	bed_in(&bed, "03 00 0d 01 00");
	bed_forget(&bed);
	fires(11000, REL("03", "90"));
}

Test(procedures, t3_releases_after_an_overload_message)
{
	open_with("t3_ms = 61000;");
	bed_dial(&bed, 1, "10086", "");
	bed_forget(&bed);
	bed_in(&bed, "01 00 30");
	cr_assert_eq(bed.units[bed.unit_at++].octets[2], ISUP_IAM); /* elsewhere */
	bed_in(&bed, ACM("03"));
	bed_tells(&bed, LINE_SEIZED);
	bed_tells(&bed, LINE_ALERTING);
	fires(61000, REL("01", "90"));
	bed_in(&bed, RLC("01"));
	cr_assert_eq(bed_circuit(&bed, 1)->state, CIR_IDLE);
}

Test(procedures, t8_and_t27_and_t36)
{
	open_with("digits = 8; t8_ms = 11000; t27_ms = 200000; t36_ms = 13000;");
	bed_in(&bed, "01 00 01 08 60 01 0a 03 02 00 07 83 10 21 43 65 87 0f");
	fires(11000, REL("01", "a9"));
	bed_in(&bed, RLC("01"));
	bed_in(&bed, "02 00 01 08 60 01 0a 03 02 00 07 83 10 21 43 65 87 0f");
	bed_in(&bed, "02 00 05 00");
	fires(200000, "02 00 12");
	bed_in(&bed, RLC("02"));
	bed_in(&bed, "03 00 11");
	fires(13000, "03 00 12");
	bed_in(&bed, RLC("03"));
}

Test(procedures, t10_and_t35)
{
	open_with("digits_least = 3; t10_ms = 4000; t35_ms = 15000;");
	bed_in(&bed, "01 00 01 00 60 01 0a 03 02 00 03 03 10 21"); /* two digits: too few */
	bed_wait(&bed, 14 * SECOND);
	bed_in(&bed, "01 00 02 02 00 02 00 43"); /* four now */
	bed_wait(&bed, 4 * SECOND - 1);
	bed_silent(&bed);
	bed_wait(&bed, 1);
	cr_assert_str_eq(bed_tells(&bed, LINE_OFFERED)->offered.called.digits, "1234");
	bed_in(&bed, "02 00 01 00 60 01 0a 03 02 00 03 03 10 21");
	fires(15000, REL("02", "9c"));
}

Test(procedures, t24_and_t25_and_t26)
{
	open_with("continuity = 1; t24_ms = 1000; t25_ms = 2000; t26_ms = 70000;");
	bed_dial(&bed, 1, "10086", "");
	cr_assert_eq(bed.units[bed.n_units - 1].octets[3], 0x04, "the IAM asks for a check");
	bed_forget(&bed);
	fires(1000, "01 00 05 00");
	cr_assert_eq(bed.units[bed.unit_at++].octets[0], 3, "the call goes to another circuit");
	bed_tells(&bed, LINE_CHECK); /* tone there */
	bed_tells(&bed, LINE_CHECK); /* over here */
	bed_in(&bed, REL("03", "91"));
	bed_forget(&bed);
	fires(2000, "01 00 11");
	checked(bed_tells(&bed, LINE_CHECK)->check.line, 0);
	bed_out(&bed, "01 00 05 00");
	bed_forget(&bed);
	fires(70000, "01 00 11");
	checked(bed_tells(&bed, LINE_CHECK)->check.line, 1);
	bed_out(&bed, REL("01", "90"));
	cr_assert_eq(bed.counts[ISUP_STAT_CONTINUITY_FAILED], 2);
	cr_assert_eq(bed.alarms, 1);
}

Test(procedures, t33_releases_a_caller_who_stays_unknown)
{
	open_with("digits = 8; ask_caller = \"yes\"; t33_ms = 14000;");
	bed_in(&bed, IAM_NO_CALLER);
	bed_out(&bed, "01 00 03 01 00 00");
	bed_silent(&bed);
	fires(14000, REL("01", "e6"));
	cr_assert_eq(bed.counts[ISUP_STAT_NO_INF_T33], 1);
}

Test(procedures, t34_lets_half_a_message_count)
{
	open_with("digits = 8; t34_ms = 2000;");
	bed_in(&bed, "01 00 01 00 60 01 0a 03 02 09 07 83 10 21 43 65 87 0f 08 01 04 00");
	bed_wait(&bed, 2 * SECOND - 1);
	bed_silent(&bed);
	bed_wait(&bed, 1);
	bed_tells(&bed, LINE_OFFERED);
	cr_assert_eq(bed.counts[ISUP_STAT_SEGMENT_MISSING], 1);
}

Test(procedures, waiting_half_a_message_is_forgotten_by_a_reset)
{
	open_with("digits = 8;");
	bed_in(&bed, "01 00 01 00 60 01 0a 03 02 09 07 83 10 21 43 65 87 0f 08 01 04 00");
	bed_in(&bed, "01 00 17 01 01 02");
	bed_forget(&bed);
	bed_wait(&bed, HOUR);
	bed_silent(&bed);
	bed_out(&bed, "");
}

/* ---- asked by settings ---- */

Test(procedures, caller_is_asked_for_and_told)
{
	open_with("digits = 8; ask_caller = \"yes\";");
	bed_in(&bed, IAM_NO_CALLER);
	bed_out(&bed, "01 00 03 01 00 00");
	bed_in(&bed, "01 00 04 03 00 01 0a 06 83 13 31 08 10 03 00");
	const struct msg_line_offered *offered = &bed_tells(&bed, LINE_OFFERED)->offered;
	cr_assert_str_eq(offered->caller.digits, "1380013");
	bed_in(&bed, IAM("02")); /* has one: is not asked */
	bed_tells(&bed, LINE_OFFERED);
	bed_out(&bed, "");
}

Test(procedures, every_indicator_is_a_setting)
{
	open_with(
	    "category = 15; tmr = 0; fwd_satellites = 2; fwd_echo_device = 1; fwd_international = 1; fwd_end_to_end = 1;"
	    "fwd_interworking = 1; fwd_end_to_end_info = 1; fwd_isup = 0; fwd_preference = 2; fwd_isdn = 0; fwd_sccp = 3;"
	    "st = \"no\";");
	bed_dial(&bed, 1, "10086", "");
	bed_out(&bed, "01 00 01 12 9b 06 0f 00 02 00 05 83 10 01 80 06");
}

Test(procedures, every_backward_indicator_is_a_setting)
{
	open_with(
	    "digits = 8; bwd_charge = 1; bwd_status = 2; bwd_category = 2; bwd_end_to_end = 3; bwd_interworking = 1;"
	    "bwd_end_to_end_info = 1; bwd_isup = 0; bwd_holding = 1; bwd_isdn = 0; bwd_echo_device = 1; bwd_sccp = 2;");
	bed_in(&bed, IAM("01"));
	bed_line(&bed, MSG_LINE_ALERT, bed_tells(&bed, LINE_OFFERED)->offered.line, 0);
	bed_out(&bed, "01 00 06 e9 ab 00");
}

Test(procedures, redirection_goes_in_and_out)
{
	struct msg_line_dial msg = { .leg = 3, .redirection = { 0x33, 0x32 } };

	open_with("digits = 8;");
	/* original called 6400, redirecting 6401, information 33 32 */
	bed_in(&bed,
	    "01 00 01 00 60 01 0a 03 02 09 07 83 10 21 43 65 87 0f 28 04 03 10 46 00 0b 04 03 10 46 10 13 02 33 32 00");
	const struct msg_line_offered *offered = &bed_tells(&bed, LINE_OFFERED)->offered;
	cr_assert_str_eq(offered->original.digits, "6400");
	cr_assert_str_eq(offered->redirecting.digits, "6401");
	cr_assert(offered->redirection[0] == 0x33 && offered->redirection[1] == 0x32);
	number_set(&msg.called, "10086", NAI_NATIONAL);
	msg.original = offered->original;
	msg.redirecting = offered->redirecting;
	bed_step(&bed, ROLE_ACD, MSG_LINE_DIAL, &msg, sizeof(msg));
	bed_out(
	    &bed, "03 00 01 00 60 01 0a 03 02 07 05 03 10 01 80 f6 28 04 03 10 46 00 0b 04 03 10 46 10 13 02 33 32 00");
}

Test(procedures, users_words_go_in_and_out)
{
	struct msg_line_user said = { .user = { .uui_len = 2, .uui = { 0, 'A' } } };

	open_with("digits = 8;");
	bed_in(&bed, "01 00 01 00 60 01 0a 03 02 09 07 83 10 21 43 65 87 0f 20 02 00 42 03 01 7c 00");
	const struct msg_line_offered *offered = &bed_tells(&bed, LINE_OFFERED)->offered;
	cr_assert(offered->user.uui_len == 2 && offered->user.uui[1] == 'B' && offered->user.access_len == 1);
	said.line = offered->line;
	bed_step(&bed, ROLE_ACD, MSG_LINE_ENCLOSE, &said, sizeof(said));
	bed_line(&bed, MSG_LINE_ANSWER, said.line, 0);
	bed_out(&bed, "01 00 07 16 14 01 20 02 00 41 00");
	bed_step(&bed, ROLE_ACD, MSG_LINE_ENCLOSE, &said, sizeof(said)); /* in the talk: at once */
	bed_out(&bed, "01 00 2d 02 00 02 00 41");
	bed_in(&bed, "01 00 2d 02 00 02 00 43");
	cr_assert_eq(bed_tells(&bed, LINE_ENCLOSED)->user.user.uui[1], 'C');
	bed_in(&bed, "01 00 0c 02 04 02 82 90 20 02 00 44 00");
	cr_assert_eq(bed_tells(&bed, LINE_ENCLOSED)->user.user.uui[1], 'D');
	bed_tells(&bed, LINE_RELEASED);
	bed_forget(&bed);
}

Test(procedures, categories_are_as_the_configuration_says)
{
	open_with("digits = 8;");
	bed_ctl(&bed, ISUP_CTL_BLOCK, 1, 1, 0);
	bed_in(&bed, "01 00 15");
	bed_forget(&bed);
	bed_in(&bed, "01 00 01 00 60 01 f0 03 02 00 07 83 10 21 43 65 87 0f"); /* ordinary: still blocked */
	bed_out(&bed, "01 00 13");
	bed_in(&bed, "01 00 01 00 60 01 fa 03 02 00 07 83 10 21 43 65 87 0f"); /* 250 is a test call here */
	bed_tells(&bed, LINE_OFFERED);
	const uint8_t *kind = isup_exchange(bed.isup)->category_kind;
	cr_assert(kind[13] == CATEGORY_TEST && kind[15] == CATEGORY_PAYPHONE && kind[244] == CATEGORY_PRIORITY);
}

Test(procedures, release_by_leg_before_the_circuit_is_known)
{
	struct msg_line msg = { .leg = 500, .cause = 16 };

	open_with("");
	bed_dial(&bed, 500, "10086", "");
	bed_forget(&bed);
	bed_step(&bed, ROLE_ACD, MSG_LINE_RELEASE, &msg, sizeof(msg));
	bed_out(&bed, REL("01", "90"));
	bed_tells(&bed, LINE_SEIZED);
	bed_tells(&bed, LINE_RELEASED);
	msg.leg = 501;
	bed_step(&bed, ROLE_ACD, MSG_LINE_RELEASE, &msg, sizeof(msg));
	bed_out(&bed, "");
}

/* ---- China ---- */

Test(procedures, metering_pulses_are_counted_for_the_switch)
{
	open_with("");
	call_out("10086");
	bed_in(&bed, "01 00 fd 03 00 00");
	cr_assert_eq(bed_tells(&bed, LINE_METERED)->metered.pulses, 1);
	bed_in(&bed, "01 00 fd 03 00 01 38 01 81 00");
	cr_assert_eq(bed_tells(&bed, LINE_METERED)->metered.pulses, 2);
	group_at(bed.isup, 0)->conf.metering = METERING_FIRST;
	bed_in(&bed, "01 00 fd 03 02 00");
	cr_assert_eq(bed_tells(&bed, LINE_METERED)->metered.pulses, 5);
	group_at(bed.isup, 0)->conf.metering = METERING_SECOND;
	bed_in(&bed, "01 00 fd 03 02 00");
	cr_assert_eq(bed_tells(&bed, LINE_METERED)->metered.pulses, 7);
	group_at(bed.isup, 0)->conf.metering = METERING_BOTH;
	bed_in(&bed, "01 00 fd 03 01 00");
	cr_assert_eq(bed_tells(&bed, LINE_METERED)->metered.pulses, 7 + 0x103);
	bed_in(&bed, REL("01", "90"));
	bed_forget(&bed);
	bed_in(&bed, "01 00 fd 03 01 00"); /* late: no call, and no reset for it */
	bed_out(&bed, "");
}

Test(procedures, called_side_of_an_emergency_number_ends_the_call)
{
	open_with("called_controls = \"119 110\"; ccl_ms = 20000;");
	uint32_t line = call_out("110");
	bed_line(&bed, MSG_LINE_RELEASE, line, 16);
	bed_out(&bed, "01 00 fc 00");
	bed_tells(&bed, LINE_RELEASED);
	bed_in(&bed, "01 00 fe 00"); /* the operator rings back: nobody is there */
	cr_assert_eq(bed_circuit(&bed, 1)->state, CIR_CLEARING);
	bed_in(&bed, REL("01", "90"));
	bed_out(&bed, RLC("01"));
	bed_silent(&bed);
	cr_assert_eq(bed.counts[ISUP_STAT_OPERATORS], 1);
}

Test(procedures, ccl_that_is_not_answered_becomes_a_release)
{
	open_with("called_controls = \"119 110\"; ccl_ms = 20000;");
	bed_line(&bed, MSG_LINE_RELEASE, call_out("119"), 16);
	bed_out(&bed, "01 00 fc 00");
	fires(20000, REL("01", "90"));
	bed_in(&bed, RLC("01"));
	cr_assert_eq(bed_circuit(&bed, 1)->state, CIR_IDLE);
	bed_forget(&bed);
}

Test(procedures, other_numbers_are_released_as_ever)
{
	open_with("called_controls = \"119 110\";");
	bed_line(&bed, MSG_LINE_RELEASE, call_out("11"), 16);
	bed_out(&bed, REL("01", "90"));
	bed_in(&bed, RLC("01"));
	bed_forget(&bed);
	bed_dial(&bed, 2, "110", ""); /* not answered yet: the caller may go */
	bed_forget(&bed);
	bed_in(&bed, ACM("03"));
	uint32_t line = bed_tells(&bed, LINE_SEIZED)->seized.line;
	bed_line(&bed, MSG_LINE_RELEASE, line, 16);
	bed_out(&bed, REL("03", "90"));
}

Test(procedures, caller_who_cleared_is_held_if_the_group_says_so)
{
	open_with("digits = 8; ccl_in = \"hold\";");
	uint32_t line = call_in();
	bed_in(&bed, "01 00 fc 00");
	bed_tells(&bed, LINE_SUSPENDED);
	bed_wait(&bed, HOUR);
	bed_out(&bed, "");
	bed_line(&bed, MSG_LINE_RELEASE, line, 16);
	bed_out(&bed, REL("01", "90"));
}

/* ---- damaged requests ---- */

Test(procedures, words_that_cannot_be_are_left_out)
{
	struct msg_line_dial dial = { .leg = 3, .user = { .uui_len = 255, .access_len = 200 } };
	struct msg_line_user said = { .line = 77, .user = { .uui_len = 9 } };

	open_with("");
	number_set(&dial.called, "10086", NAI_NATIONAL);
	bed_step(&bed, ROLE_ACD, MSG_LINE_DIAL, &dial, sizeof(dial));
	bed_out(&bed, "01 00 01 00 60 01 0a 03 02 00 05 03 10 01 80 f6");
	bed_step(&bed, ROLE_ACD, MSG_LINE_ENCLOSE, &said, sizeof(said));
	checked(0xffff0001, 1);
	checked(77, 1);
	bed_out(&bed, "");
}
