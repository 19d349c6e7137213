/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Q.784.1 group 5: timers that run out because the far exchange says nothing (Q.764 2.9.6, 2.9.8, 2.8.2, 2.9.3), and
 * reset in mid-call.
 *
 * Of a pair of timers the first repeats the message, until the second ends: then maintenance is alerted, and the message
 * goes out at the second's pace until it is answered.
 */
#include "tests/ss7/q784/q784.h"

#define IAM_CHECK_HERE     "01 04 60 01 0a 00 02 08 06 03 10 46 00 00 00 0a 08 83 13 31 09 00 00 00 01 00"
#define IAM_CHECK_PREVIOUS "01 08 60 01 0a 00 02 08 06 03 10 46 00 00 00 0a 08 83 13 31 09 00 00 00 01 00"

/*
 * The message has just been heard.  It is repeated every `first_ms` until `second_ms`; then `last` comes with an alarm, and
 * again every `pace_ms`, which is told once more.
 */
static void
runs_out(unsigned cic, enum tester_isup type, int64_t first_ms, int64_t second_ms, enum tester_isup last,
    int64_t pace_ms, const char *alarm)
{
	for (int64_t at_ms = first_ms; at_ms < second_ms; at_ms += first_ms)
		q784_after(first_ms, cic, type);
	expect_no_alarm();
	q784_after(first_ms - second_ms % first_ms, cic, last);
	expect_log(LOG_ALARM, alarm);
	q784_after(pace_ms, cic, last); /* nothing in between */
	q784_after(pace_ms, cic, last);
	forget_log();
}

/* The answer came: nothing more goes out. */
static void
all_is_quiet(void)
{
	tester_pass(3 * 900000);
	q784_over();
}

/* ---- 5.2: timers of a call ---- */

void
q784_5_2_1(enum ss7_form form)
{
	q784_begin(form, NULL);
	struct call call = dial_out();
	const struct msu *rel = q784_after(SETTING(t7_ms), call.cic, T_REL);

	SS7_CHECK(param_cause(rel) == 102, "cause %u", param_cause(rel));
	expect_line(MSG_LINE_SEIZED);
	SS7_CHECK(expect_line(MSG_LINE_RELEASED)->line.leg == call.leg, "another leg");
	say_isup(call.cic, "10 00");
	all_is_quiet();
}

void
q784_5_2_2(enum ss7_form form)
{
	q784_begin(form, NULL);
	struct call call = dial_out();

	say_isup(call.cic, "06 16 04 00");
	expect_line(MSG_LINE_SEIZED);
	expect_line(MSG_LINE_ALERTING);
	const struct msu *rel = q784_after(SETTING(t9_ms), call.cic, T_REL);
	SS7_CHECK(param_cause(rel) == 19, "cause %u", param_cause(rel));
	SS7_CHECK(expect_line(MSG_LINE_RELEASED)->line.cause == 19, "the switch hears another cause");
	say_isup(call.cic, "10 00");
	all_is_quiet();
}

void
q784_5_2_3(enum ss7_form form)
{
	q784_begin(form, NULL);
	struct call call = make_call_out();

	say_line(MSG_LINE_RELEASE, call.line, 16);
	expect_isup(call.cic, T_REL);
	expect_line(MSG_LINE_RELEASED); /* the switch does not wait */
	runs_out(call.cic, T_REL, SETTING(t1_ms), SETTING(t5_ms), T_RSC, SETTING(t17_ms), "no RLC within T5");
	struct call next = make_call_out(); /* the circuit is out of service */
	SS7_CHECK(next.cic == call.cic + 1, "the next call took CIC %u", next.cic);
	release_from_us(next);
	say_isup(call.cic, "10 00");
	expect_log(LOG_NOTE, "in service again");
	all_is_quiet();
}

void
q784_5_2_4(enum ss7_form form)
{
	q784_begin(form, NULL);
	struct call call = make_call_out();

	say_isup(call.cic, "0d 01 00");
	expect_line(MSG_LINE_SUSPENDED);
	tester_pass(SETTING(t6_ms) - 1);
	say_isup(call.cic, "0e 01 00"); /* resumed just in time */
	expect_line(MSG_LINE_RESUMED);
	tester_pass(10 * SETTING(t6_ms));
	expect_quiet();
	say_isup(call.cic, "0d 01 00");
	expect_line(MSG_LINE_SUSPENDED);
	const struct msu *rel = q784_after(SETTING(t6_ms), call.cic, T_REL);
	SS7_CHECK(param_cause(rel) == 16, "cause %u", param_cause(rel));
	expect_line(MSG_LINE_RELEASED);
	say_isup(call.cic, "10 00");
	all_is_quiet();
}

static void
no_cot(enum ss7_form form, const char *iam)
{
	q784_begin(form, NULL);
	say_isup(5, iam);
	take_line(MSG_LINE_CHECK); /* the loop */
	expect_no_line();          /* no call is offered before the COT */
	const struct msu *rel = q784_after(SETTING(t8_ms), 5, T_REL);
	SS7_CHECK(param_cause(rel) == 41, "cause %u", param_cause(rel));
	take_line(MSG_LINE_CHECK); /* is over */
	say_isup(5, "10 00");
	all_is_quiet();
}

void
q784_5_2_5a(enum ss7_form form)
{
	no_cot(form, IAM_CHECK_HERE);
}

void
q784_5_2_5b(enum ss7_form form)
{
	no_cot(form, IAM_CHECK_PREVIOUS);
}

/* ---- 5.2: timers of supervision ---- */

void
q784_5_2_6(enum ss7_form form)
{
	q784_begin(form, NULL);
	ctl_circuits(ISUP_CTL_BLOCK, 5, 5, 0);
	expect_isup(5, T_BLO);
	runs_out(5, T_BLO, SETTING(t12_ms), SETTING(t13_ms), T_BLO, SETTING(t13_ms), "BLO is not acknowledged");
	say_isup(5, "15");
	all_is_quiet();
}

void
q784_5_2_7(enum ss7_form form)
{
	q784_begin(form, NULL);
	ctl_circuits(ISUP_CTL_BLOCK, 5, 5, 0);
	expect_isup(5, T_BLO);
	say_isup(5, "15");
	ctl_circuits(ISUP_CTL_UNBLOCK, 5, 5, 0);
	expect_isup(5, T_UBL);
	runs_out(5, T_UBL, SETTING(t14_ms), SETTING(t15_ms), T_UBL, SETTING(t15_ms), "UBL is not acknowledged");
	say_isup(5, "16");
	all_is_quiet();
}

void
q784_5_2_8(enum ss7_form form)
{
	q784_begin(form, NULL);
	ctl_circuits(ISUP_CTL_RESET, 5, 5, 0);
	expect_isup(5, T_RSC);
	runs_out(5, T_RSC, SETTING(t16_ms), SETTING(t17_ms), T_RSC, SETTING(t17_ms), "no RLC within T17");
	say_isup(5, "10 00");
	release_from_far(make_call_in(5));
	all_is_quiet();
}

void
q784_5_2_9(enum ss7_form form)
{
	q784_begin(form, NULL);
	ctl_circuits(ISUP_CTL_BLOCK, 1, 8, 0);
	expect_isup_hex(1, "18 00 01 02 07 ff");
	runs_out(1, T_CGB, SETTING(t18_ms), SETTING(t19_ms), T_CGB, SETTING(t19_ms),
	    "CGB of 8 circuits is not acknowledged");
	say_isup(1, "1a 00 01 02 07 ff");
	all_is_quiet();
}

void
q784_5_2_10(enum ss7_form form)
{
	q784_begin(form, NULL);
	ctl_circuits(ISUP_CTL_BLOCK, 1, 8, 0);
	expect_isup(1, T_CGB);
	say_isup(1, "1a 00 01 02 07 ff");
	ctl_circuits(ISUP_CTL_UNBLOCK, 1, 8, 0);
	expect_isup_hex(1, "19 00 01 02 07 ff");
	runs_out(1, T_CGU, SETTING(t20_ms), SETTING(t21_ms), T_CGU, SETTING(t21_ms),
	    "CGU of 8 circuits is not acknowledged");
	say_isup(1, "1b 00 01 02 07 ff");
	all_is_quiet();
}

void
q784_5_2_11(enum ss7_form form)
{
	q784_begin(form, NULL);
	ctl_circuits(ISUP_CTL_GROUP_RESET, 1, 8, 0);
	expect_isup_hex(1, "17 01 01 07");
	runs_out(1, T_GRS, SETTING(t22_ms), SETTING(t23_ms), T_GRS, SETTING(t23_ms),
	    "GRS of 8 circuits is not acknowledged");
	say_isup(1, "29 01 02 07 00");
	release_from_us(make_call_out());
	all_is_quiet();
}

/* ---- 5.3: reset in mid-call ---- */

void
q784_5_3_1(enum ss7_form form)
{
	q784_begin(form, NULL);
	struct call call = make_call_out();

	say_isup(call.cic, "12");
	expect_isup_hex(call.cic, "10 00");
	SS7_CHECK(expect_line(MSG_LINE_RELEASED)->line.line == call.line, "another call");
	call = make_call_out(); /* the circuit is idle */
	say_isup(1, "17 01 01 03");
	expect_isup_hex(1, "29 01 02 03 00");
	SS7_CHECK(expect_line(MSG_LINE_RELEASED)->line.line == call.line, "another call");
	all_is_quiet();
}

void
q784_5_3_2(enum ss7_form form)
{
	q784_begin(form, NULL);
	struct call call = make_call_in(3);

	say_isup(3, "12");
	expect_isup_hex(3, "10 00");
	SS7_CHECK(expect_line(MSG_LINE_RELEASED)->line.line == call.line, "another call");
	call = make_call_in(3);
	say_isup(1, "17 01 01 03");
	expect_isup_hex(1, "29 01 02 03 00");
	SS7_CHECK(expect_line(MSG_LINE_RELEASED)->line.line == call.line, "another call");
	/* our own reset: the switch hears of it at once */
	call = make_call_in(3);
	ctl_circuits(ISUP_CTL_RESET, 3, 3, 0);
	expect_isup_hex(3, "12");
	SS7_CHECK(expect_line(MSG_LINE_RELEASED)->line.line == call.line, "another call");
	say_isup(3, "10 00");
	all_is_quiet();
}
