/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Q.784.1 group 3: normal release (Q.764 2.3, 2.4).  After each the circuit takes the next call.
 */
#include "tests/ss7/q784/q784.h"

static void
idle_again(unsigned cic)
{
	release_from_far(make_call_in(cic));
	q784_over();
}

static void
rel_has(unsigned cic, unsigned cause)
{
	const struct msu *rel = expect_isup(cic, T_REL);

	SS7_CHECK(param_cause(rel) == cause, "cause %u, not %u", param_cause(rel), cause);
}

static void
hold(uint16_t type, uint32_t line, int user)
{
	struct msg_line msg = { .line = line, .flags = user ? LINE_F_USER : 0 };

	say_switch(type, &msg, sizeof(msg));
}

/* ---- 3.1 to 3.4 ---- */

/* The switch knows the call by its leg alone: nothing was heard of a circuit yet. */
void
q784_3_1a(enum ss7_form form)
{
	q784_begin(form, NULL);
	struct call call = dial_out();
	struct msg_line msg = { .leg = call.leg, .cause = 16 };
	say_switch(MSG_LINE_RELEASE, &msg, sizeof(msg));
	rel_has(call.cic, 16);
	expect_line(MSG_LINE_SEIZED);
	expect_line(MSG_LINE_RELEASED);
	say_isup(call.cic, "10 00");
	tester_pass(SETTING(t7_ms));
	idle_again(call.cic);
}

void
q784_3_1b(enum ss7_form form)
{
	q784_begin(form, NULL);
	release_from_far(offer_in(5));
	/* and when not even the digits are complete: the switch never hears of it */
	say_isup(5, "01 00 60 01 0a 00 02 00 04 03 10 46 00");
	say_isup(5, "0c 02 00 02 84 90");
	expect_isup_hex(5, "10 00");
	expect_quiet();
	idle_again(5);
}

void
q784_3_2a(enum ss7_form form)
{
	q784_begin(form, NULL);
	struct call call = dial_out();
	say_isup(call.cic, "06 16 04 00");
	call.line = expect_line(MSG_LINE_SEIZED)->seized.line;
	expect_line(MSG_LINE_ALERTING);
	say_line(MSG_LINE_RELEASE, call.line, 16);
	rel_has(call.cic, 16);
	expect_line(MSG_LINE_RELEASED);
	say_isup(call.cic, "10 00");
	tester_pass(SETTING(t9_ms));
	idle_again(call.cic);
}

void
q784_3_2b(enum ss7_form form)
{
	q784_begin(form, NULL);
	struct call call = offer_in(5);
	say_line(MSG_LINE_ALERT, call.line, 0);
	expect_isup(5, T_ACM);
	release_from_far(call);
	idle_again(5);
}

void
q784_3_3a(enum ss7_form form)
{
	q784_begin(form, NULL);
	struct call call = make_call_out();
	release_from_us(call);
	idle_again(call.cic);
}

void
q784_3_3b(enum ss7_form form)
{
	q784_begin(form, NULL);
	release_from_far(make_call_in(5));
	idle_again(5);
}

void
q784_3_4a(enum ss7_form form)
{
	q784_begin(form, NULL);
	struct call call = make_call_out();
	release_from_far(call);
	idle_again(call.cic);
}

void
q784_3_4b(enum ss7_form form)
{
	q784_begin(form, NULL);
	release_from_us(make_call_in(5));
	idle_again(5);
}

/* ---- 3.5: the network suspends for the called party who put down ---- */

/* He comes back in time; then he does not, and T6 ends the call. */
void
q784_3_5a(enum ss7_form form)
{
	q784_begin(form, NULL);
	struct call call = make_call_out();
	say_isup(call.cic, "0d 01 00");
	expect_line(MSG_LINE_SUSPENDED);
	tester_pass(SETTING(t6_ms) - 1);
	say_isup(call.cic, "0e 01 00");
	expect_line(MSG_LINE_RESUMED);
	tester_pass(SETTING(t6_ms));
	say_isup(call.cic, "0d 01 00");
	expect_line(MSG_LINE_SUSPENDED);
	q784_after(SETTING(t6_ms), call.cic, T_REL);
	expect_line(MSG_LINE_RELEASED);
	say_isup(call.cic, "10 00");
	idle_again(call.cic);
}

void
q784_3_5b(enum ss7_form form)
{
	q784_begin(form, NULL);
	struct call call = make_call_in(5);
	hold(MSG_LINE_SUSPEND, call.line, 0);
	expect_isup_hex(5, "0d 01 00");
	hold(MSG_LINE_RESUME, call.line, 0);
	expect_isup_hex(5, "0e 01 00");
	hold(MSG_LINE_SUSPEND, call.line, 0);
	expect_isup_hex(5, "0d 01 00");
	tester_pass(2 * SETTING(t6_ms)); /* T6 is the calling side's */
	release_from_far(call);
	idle_again(5);
}

/* ---- 3.6: the calling party ---- */

void
q784_3_6a(enum ss7_form form)
{
	q784_begin(form, NULL);
	struct call call = make_call_out();
	hold(MSG_LINE_SUSPEND, call.line, 1);
	expect_isup_hex(call.cic, "0d 00 00");
	tester_pass(SETTING(t2_ms) - 1);
	hold(MSG_LINE_RESUME, call.line, 1);
	expect_isup_hex(call.cic, "0e 00 00");
	hold(MSG_LINE_SUSPEND, call.line, 1);
	expect_isup_hex(call.cic, "0d 00 00");
	q784_after(SETTING(t2_ms), call.cic, T_REL);
	expect_line(MSG_LINE_RELEASED);
	say_isup(call.cic, "10 00");
	idle_again(call.cic);
}

void
q784_3_6b(enum ss7_form form)
{
	q784_begin(form, NULL);
	struct call call = make_call_in(5);
	say_isup(5, "0d 00 00");
	expect_line(MSG_LINE_SUSPENDED);
	tester_pass(2 * SETTING(t2_ms)); /* T2 is the calling side's */
	say_isup(5, "0e 00 00");
	expect_line(MSG_LINE_RESUMED);
	release_from_far(call);
	idle_again(5);
}

/* ---- 3.7: the called party ---- */

void
q784_3_7a(enum ss7_form form)
{
	q784_begin(form, NULL);
	struct call call = make_call_out();
	say_isup(call.cic, "0d 00 00");
	expect_line(MSG_LINE_SUSPENDED);
	tester_pass(SETTING(t2_ms) - 1);
	say_isup(call.cic, "0e 00 00");
	expect_line(MSG_LINE_RESUMED);
	say_isup(call.cic, "0d 00 00");
	expect_line(MSG_LINE_SUSPENDED);
	q784_after(SETTING(t2_ms), call.cic, T_REL);
	expect_line(MSG_LINE_RELEASED);
	say_isup(call.cic, "10 00");
	idle_again(call.cic);
}

void
q784_3_7b(enum ss7_form form)
{
	q784_begin(form, NULL);
	struct call call = make_call_in(5);
	hold(MSG_LINE_SUSPEND, call.line, 1);
	expect_isup_hex(5, "0d 00 00");
	hold(MSG_LINE_RESUME, call.line, 1);
	expect_isup_hex(5, "0e 00 00");
	release_from_far(call);
	idle_again(5);
}

/* ---- 3.8: both at once ---- */

void
q784_3_8a(enum ss7_form form)
{
	q784_begin(form, NULL);
	struct call call = make_call_out();
	say_line(MSG_LINE_RELEASE, call.line, 16);
	rel_has(call.cic, 16);
	expect_line(MSG_LINE_RELEASED);
	say_isup(call.cic, "0c 02 00 02 84 90");
	expect_isup_hex(call.cic, "10 00");
	say_isup(call.cic, "10 00");
	idle_again(call.cic);
}

/* Its REL has come; ours would be too late, and is not sent. */
void
q784_3_8b(enum ss7_form form)
{
	q784_begin(form, NULL);
	struct call call = make_call_out();
	release_from_far(call);
	say_line(MSG_LINE_RELEASE, call.line, 16);
	expect_quiet();
	tester_pass(SETTING(t1_ms));
	idle_again(call.cic);
}
