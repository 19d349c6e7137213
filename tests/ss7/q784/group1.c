/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Q.784.1 group 1.1 to 1.4: circuits that are not there, reset, blocking, continuity check of an idle circuit (Q.764
 * 2.12, 2.9.3, 2.8.2, 2.1.8).
 *
 * The trunk group has CICs 1-15 and 17-31 and takes the lowest free one for a call out, so which circuit a call gets shows
 * which are free.
 */
#include "tests/ss7/q784/q784.h"

#include <stdio.h>
#include <string.h>

/* A call out takes this circuit; it ends at once. */
static void
call_out_takes(unsigned cic)
{
	struct call call = make_call_out();

	SS7_CHECK(call.cic == cic, "the call out took CIC %u, not %u", call.cic, cic);
	release_from_us(call);
}

static void
call_in_on(unsigned cic)
{
	release_from_far(make_call_in(cic));
}

/* Our BLO and BLA, UBL and UBA. */
static void
block_here(unsigned cic)
{
	ctl_circuits(ISUP_CTL_BLOCK, cic, cic, 0);
	expect_isup_hex(cic, "13");
	say_isup(cic, "15");
}

static void
unblock_here(unsigned cic)
{
	ctl_circuits(ISUP_CTL_UNBLOCK, cic, cic, 0);
	expect_isup_hex(cic, "14");
	say_isup(cic, "16");
}

static void
block_there(unsigned cic)
{
	say_isup(cic, "13");
	expect_isup_hex(cic, "15");
}

/* ---- 1.1 ---- */

/* CIC 40 is on a PCM system we have not, CIC 16 is signalling: UCIC, but not for what is itself an answer. */
void
q784_1_1(enum ss7_form form)
{
	static const char *const asked[] = { IAM_HEX, "0c 02 00 02 84 90", "12", "13", "14", "11", "17 01 01 03",
		"18 00 01 02 03 0f" };
	static const char *const answers[] = { "10 00", "15", "16", "29 01 02 03 00", "1a 00 01 02 03 0f",
		"1b 00 01 02 03 0f" };

	q784_begin(form, NULL);
	for (size_t i = 0; i < sizeof(asked) / sizeof(asked[0]); i++) {
		say_isup(40, asked[i]);
		expect_isup_hex(40, "2e");
	}
	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++)
		say_isup(40, answers[i]);
	say_isup(16, IAM_HEX);
	expect_isup_hex(16, "2e");
	/* and the other way round: the far exchange has no such circuit; the call goes elsewhere */
	struct call call = dial_out();
	say_isup(call.cic, "2e");
	expect_log(LOG_ALARM, "does not have it");
	expect_isup(call.cic + 1, T_IAM);
	say_isup(call.cic + 1, "06 16 04 00");
	expect_line(MSG_LINE_SEIZED);
	expect_line(MSG_LINE_ALERTING);
	q784_over();
}

/* ---- 1.2: reset ---- */

void
q784_1_2_1(enum ss7_form form)
{
	q784_begin(form, NULL);
	say_isup(5, "12");
	expect_isup_hex(5, "10 00");
	expect_quiet();
	call_in_on(5);
	q784_over();
}

void
q784_1_2_2(enum ss7_form form)
{
	q784_begin(form, NULL);
	ctl_circuits(ISUP_CTL_RESET, 1, 1, 0);
	expect_isup_hex(1, "12");
	call_out_takes(2);
	say_isup(1, "10 00");
	tester_pass(2 * SETTING(t17_ms));
	expect_quiet();
	call_out_takes(1);
	call_in_on(1);
	q784_over();
}

void
q784_1_2_3(enum ss7_form form)
{
	q784_begin(form, NULL);
	block_here(1);
	say_isup(1, "12");
	expect_isup_hex(1, "13");
	expect_isup_hex(1, "10 00");
	say_isup(1, "15");
	tester_pass(2 * SETTING(t13_ms));
	expect_quiet();
	call_out_takes(2);
	unblock_here(1);
	call_out_takes(1);
	q784_over();
}

void
q784_1_2_4(enum ss7_form form)
{
	q784_begin(form, NULL);
	block_there(1);
	call_out_takes(2);
	say_isup(1, "12");
	expect_isup_hex(1, "10 00");
	expect_quiet();
	call_out_takes(1);
	q784_over();
}

void
q784_1_2_5a(enum ss7_form form)
{
	q784_begin(form, NULL);
	say_isup(1, "17 01 01 0e");
	expect_isup_hex(1, "29 01 03 0e 00 00");
	expect_quiet();
	call_out_takes(1);
	call_in_on(15);
	q784_over();
}

void
q784_1_2_5b(enum ss7_form form)
{
	q784_begin(form, NULL);
	block_here(1);
	block_here(9);
	say_isup(1, "17 01 01 0e");
	expect_isup_hex(1, "29 01 03 0e 01 01");
	expect_quiet();
	call_out_takes(2);
	q784_over();
}

void
q784_1_2_5c(enum ss7_form form)
{
	q784_begin(form, NULL);
	ctl_circuits(ISUP_CTL_BLOCK, 1, 2, 1);
	expect_isup_hex(1, "18 01 01 02 01 03");
	say_isup(1, "1a 01 01 02 01 03");
	say_isup(1, "17 01 01 03");
	expect_isup_hex(1, "18 01 01 02 03 03"); /* hardware blocks before the GRA, whose bits mean maintenance */
	expect_isup_hex(1, "29 01 02 03 00");
	say_isup(1, "1a 01 01 02 03 03");
	tester_pass(2 * SETTING(t19_ms));
	expect_quiet();
	call_out_takes(3);
	q784_over();
}

void
q784_1_2_6(enum ss7_form form)
{
	q784_begin(form, NULL);
	ctl_circuits(ISUP_CTL_GROUP_RESET, 1, 8, 0);
	expect_isup_hex(1, "17 01 01 07");
	call_out_takes(9);
	say_isup(1, "29 01 02 07 02"); /* CIC 2 is blocked there */
	tester_pass(2 * SETTING(t23_ms));
	expect_quiet();
	struct call call = make_call_out();
	SS7_CHECK(call.cic == 1, "CIC %u", call.cic);
	call_out_takes(3);
	release_from_us(call);
	q784_over();
}

void
q784_1_2_7(enum ss7_form form)
{
	q784_begin(form, NULL);
	block_there(1);
	say_isup(2, "18 01 01 02 01 03");
	expect_isup_hex(2, "1a 01 01 02 01 03");
	call_out_takes(4);
	say_isup(1, "17 01 01 03");
	expect_isup_hex(1, "29 01 02 03 00");
	call_out_takes(1);
	block_there(1);
	call_out_takes(2);
	q784_over();
}

/* ---- 1.3.1: group blocking ---- */

static void
cgb_on_idle_circuits(enum ss7_form form, unsigned kind)
{
	char cgb[32], cgba[32], cgu[32], cgua[32];

	snprintf(cgb, sizeof(cgb), "18 %02x 01 02 07 07", kind); /* CICs 1-3 of 1-8 */
	snprintf(cgba, sizeof(cgba), "1a %02x 01 02 07 07", kind);
	snprintf(cgu, sizeof(cgu), "19 %02x 01 02 07 07", kind);
	snprintf(cgua, sizeof(cgua), "1b %02x 01 02 07 07", kind);
	q784_begin(form, NULL);
	say_isup(1, cgb);
	expect_isup_hex(1, cgba);
	call_out_takes(4);
	say_isup(1, cgb); /* once more: acknowledged once more */
	expect_isup_hex(1, cgba);
	say_isup(1, cgu);
	expect_isup_hex(1, cgua);
	call_out_takes(1);
	q784_over();
}

void
q784_1_3_1_1a(enum ss7_form form)
{
	cgb_on_idle_circuits(form, 0);
}

void
q784_1_3_1_1d(enum ss7_form form)
{
	cgb_on_idle_circuits(form, 1);
}

void
q784_1_3_1_1b(enum ss7_form form)
{
	q784_begin(form, NULL);
	struct call out = make_call_out(), in = make_call_in(2);

	say_isup(1, "18 00 01 02 02 07");
	expect_isup_hex(1, "1a 00 01 02 02 07");
	expect_quiet(); /* calls go on ... */
	release_from_far(in);
	release_from_us(out);
	call_out_takes(4); /* ... and new ones keep away */
	say_isup(1, "19 00 01 02 02 07");
	expect_isup_hex(1, "1b 00 01 02 02 07");
	call_out_takes(1);
	q784_over();
}

void
q784_1_3_1_1e(enum ss7_form form)
{
	q784_begin(form, NULL);
	struct call out = make_call_out(), in = make_call_in(2);

	SS7_CHECK(out.cic == 1, "CIC %u", out.cic);
	say_isup(1, "18 01 01 02 02 07");
	expect_isup_hex(1, "1a 01 01 02 02 07");
	SS7_CHECK(expect_line(MSG_LINE_RELEASED)->line.line == out.line, "the call out first");
	SS7_CHECK(expect_line(MSG_LINE_RELEASED)->line.line == in.line, "then the call in");
	expect_quiet(); /* no REL: the circuit could not carry it */
	call_out_takes(4);
	say_isup(1, "19 01 01 02 02 07");
	expect_isup_hex(1, "1b 01 01 02 02 07");
	call_out_takes(1);
	q784_over();
}

/* The call goes out anew on a circuit that is not blocked; the first one is released. */
void
q784_1_3_1_1c(enum ss7_form form)
{
	q784_begin(form, NULL);
	SS7_CHECK(dial_out().cic == 1, "not CIC 1");
	say_isup(1, "18 00 01 02 02 07");
	expect_isup_hex(1, "1a 00 01 02 02 07");
	expect_isup(4, T_IAM);
	expect_isup(1, T_REL);
	say_isup(1, "10 00");
	say_isup(4, "06 16 04 00");
	SS7_CHECK(expect_line(MSG_LINE_SEIZED)->seized.cic == 4, "the switch knows of CIC 4");
	expect_line(MSG_LINE_ALERTING);
	q784_over();
}

void
q784_1_3_1_1f(enum ss7_form form)
{
	q784_begin(form, NULL);
	SS7_CHECK(dial_out().cic == 1, "not CIC 1");
	say_isup(1, "18 01 01 02 02 07");
	expect_isup_hex(1, "1a 01 01 02 02 07");
	expect_isup(4, T_IAM);
	expect_quiet();
	q784_over();
}

void
q784_1_3_1_2a(enum ss7_form form)
{
	q784_begin(form, NULL);
	struct call in = make_call_in(2);

	ctl_circuits(ISUP_CTL_BLOCK, 1, 3, 0);
	expect_isup_hex(1, "18 00 01 02 02 07");
	say_isup(1, "1a 00 01 02 02 07");
	expect_quiet(); /* the call goes on */
	release_from_far(in);
	call_out_takes(4);
	say_isup(3, IAM_HEX); /* the far exchange has forgotten */
	expect_isup_hex(3, "13");
	say_isup(3, "15");
	ctl_circuits(ISUP_CTL_UNBLOCK, 1, 3, 0);
	expect_isup_hex(1, "19 00 01 02 02 07");
	say_isup(1, "1b 00 01 02 02 07");
	tester_pass(2 * SETTING(t19_ms));
	expect_quiet();
	call_out_takes(1);
	call_in_on(3);
	q784_over();
}

void
q784_1_3_1_2b(enum ss7_form form)
{
	q784_begin(form, NULL);
	struct call in = make_call_in(2);

	ctl_circuits(ISUP_CTL_BLOCK, 1, 3, 1);
	expect_isup_hex(1, "18 01 01 02 02 07");
	SS7_CHECK(expect_line(MSG_LINE_RELEASED)->line.line == in.line, "the call is over");
	say_isup(1, "1a 01 01 02 02 07");
	expect_quiet();
	call_out_takes(4);
	ctl_circuits(ISUP_CTL_UNBLOCK, 1, 3, 1);
	expect_isup_hex(1, "19 01 01 02 02 07");
	say_isup(1, "1b 01 01 02 02 07");
	call_out_takes(1);
	q784_over();
}

/* ---- 1.3.2: blocking of one circuit ---- */

void
q784_1_3_2_1(enum ss7_form form)
{
	q784_begin(form, NULL);
	block_there(1);
	block_there(1);
	call_out_takes(2);
	say_isup(1, "14");
	expect_isup_hex(1, "16");
	call_out_takes(1);
	q784_over();
}

void
q784_1_3_2_2(enum ss7_form form)
{
	q784_begin(form, NULL);
	block_here(1);
	call_out_takes(2);
	say_isup(1, IAM_HEX);
	expect_isup_hex(1, "13");
	say_isup(1, "15");
	expect_quiet(); /* and no call is offered */
	unblock_here(1);
	call_in_on(1);
	call_out_takes(1);
	q784_over();
}

void
q784_1_3_2_3(enum ss7_form form)
{
	q784_begin(form, NULL);
	block_here(1);
	block_there(1);
	say_isup(1, "14");
	expect_isup_hex(1, "16");
	call_out_takes(2); /* still blocked here */
	block_there(1);
	unblock_here(1);
	call_out_takes(2); /* still blocked there */
	say_isup(1, "14");
	expect_isup_hex(1, "16");
	call_out_takes(1);
	q784_over();
}

void
q784_1_3_2_4(enum ss7_form form)
{
	q784_begin(form, NULL);
	block_there(1);
	call_in_on(1);
	call_out_takes(1); /* the call has lifted the block */
	q784_over();
}

void
q784_1_3_2_5(enum ss7_form form)
{
	q784_begin(form, NULL);
	say_isup(1, "18 00 01 02 02 07");
	expect_isup_hex(1, "1a 00 01 02 02 07");
	say_isup(2, "14");
	expect_isup_hex(2, "16");
	call_out_takes(2);
	ctl_circuits(ISUP_CTL_BLOCK, 4, 6, 0);
	expect_isup_hex(4, "18 00 01 02 02 07");
	say_isup(4, "1a 00 01 02 02 07");
	unblock_here(5);
	struct call call = make_call_out();
	SS7_CHECK(call.cic == 2, "CIC %u", call.cic);
	call_out_takes(5);
	release_from_us(call);
	q784_over();
}

/* ---- 1.4: continuity check of a circuit, by CCR ---- */

#define IAM_CHECK_HERE "01 04 60 01 0a 00 02 08 06 03 10 46 00 00 00 0a 08 83 13 31 09 00 00 00 01 00"

/* What the slot is told to do: nothing any more, a loop, or the check tone.  Returns the line. */
static uint32_t
check_is(enum line_check what)
{
	const struct said *said = expect_line(MSG_LINE_CHECK);
	struct msg_line_check check;

	memcpy(&check, said->octets, sizeof(check));
	SS7_CHECK(check.what == what, "the slot is told %u, not %u", check.what, what);
	return check.line;
}

static void
tone_is(uint32_t line, int heard)
{
	struct msg_line_check checked = { .line = line, .passed = (uint8_t)heard };

	say_switch(MSG_LINE_CHECKED, &checked, sizeof(checked));
}

static void
ccr_received(unsigned cic)
{
	say_isup(cic, "11");
	take_isup(cic, T_LPA); /* national use */
	check_is(LINE_CHECK_LOOP);
}

static uint32_t
ccr_sent(unsigned cic)
{
	expect_isup_hex(cic, "11");
	return check_is(LINE_CHECK_TONE);
}

/* The far exchange tests the circuit and finds it good. */
void
q784_1_4_1(enum ss7_form form)
{
	q784_begin(form, NULL);
	ccr_received(1);
	call_out_takes(2);
	say_isup(1, "0c 02 00 02 84 90");
	expect_isup(1, T_RLC);
	check_is(LINE_CHECK_OVER);
	tester_pass(2 * SETTING(t36_ms));
	expect_quiet();
	call_out_takes(1);
	q784_over();
}

/* We test it and find it good. */
void
q784_1_4_2(enum ss7_form form)
{
	q784_begin(form, NULL);
	ctl_circuits(ISUP_CTL_CHECK, 1, 1, 0);
	uint32_t line = ccr_sent(1);
	call_out_takes(2);
	tone_is(line, 1);
	check_is(LINE_CHECK_OVER);
	expect_isup(1, T_REL);
	say_isup(1, "10 00");
	tester_pass(2 * SETTING(t26_ms));
	expect_quiet();
	call_out_takes(1);
	q784_over();
}

/* The far exchange finds it bad, tests it again, and then finds it good. */
void
q784_1_4_3(enum ss7_form form)
{
	q784_begin(form, NULL);
	ccr_received(1);
	say_isup(1, "05 00");
	check_is(LINE_CHECK_OVER);
	tester_pass(60000);
	call_out_takes(2);
	ccr_received(1);
	say_isup(1, "0c 02 00 02 84 90");
	expect_isup(1, T_RLC);
	check_is(LINE_CHECK_OVER);
	expect_quiet();
	call_out_takes(1);
	q784_over();
}

/* We find it bad: COT says so, and CCR comes again after T25, then every T26, until the tone is heard. */
void
q784_1_4_4(enum ss7_form form)
{
	q784_begin(form, NULL);
	ctl_circuits(ISUP_CTL_CHECK, 1, 1, 0);
	ccr_sent(1);
	q784_pass(SETTING(t24_ms)); /* no tone is heard */
	expect_isup_hex(1, "05 00");
	check_is(LINE_CHECK_OVER);
	call_out_takes(2);
	q784_pass(SETTING(t25_ms));
	tone_is(ccr_sent(1), 0);
	expect_isup_hex(1, "05 00");
	check_is(LINE_CHECK_OVER);
	expect_log(LOG_ALARM, "continuity check failed again");
	for (int i = 0; i < 2; i++) {
		q784_pass(SETTING(t26_ms));
		tone_is(ccr_sent(1), 0);
		expect_isup_hex(1, "05 00");
		check_is(LINE_CHECK_OVER);
	}
	q784_pass(SETTING(t26_ms));
	tone_is(ccr_sent(1), 1);
	check_is(LINE_CHECK_OVER);
	expect_isup(1, T_REL);
	say_isup(1, "10 00");
	call_out_takes(1);
	q784_over();
}

/* A call with a failed check: the far exchange should ask for another by CCR, and does not. */
void
q784_1_4_5(enum ss7_form form)
{
	q784_begin(form, NULL);
	say_isup(1, IAM_CHECK_HERE);
	check_is(LINE_CHECK_LOOP);
	say_isup(1, "05 00");
	check_is(LINE_CHECK_OVER);
	expect_quiet();
	q784_after(SETTING(t27_ms), 1, T_RSC);
	say_isup(1, "10 00");
	call_out_takes(1);
	q784_over();
}
