/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Q.784.1 group 2: normal call set-up (Q.764 2.1.1 to 2.1.7, 2.9.1.3).
 *
 * Calls out go to 13800000002, calls in to 64000000 (tester.h).
 */
#include "tests/ss7/q784/q784.h"

#include <string.h>

/* Backward call indicators of an ACM or CON of ours: both octets. */
static unsigned
backward(const struct msu *m)
{
	return (unsigned)(param_fixed(m, 0) | param_fixed(m, 1) << 8);
}

static void
digits_are(const struct msu *m, uint8_t code, const char *due)
{
	char digits[NUMBER_DIGITS];

	param_digits(m, code, digits);
	SS7_CHECK(strcmp(digits, due) == 0, "digits are %s, not %s", digits, due);
}

/* The rest of a call out that rings or is about to. */
static void
answer_and_release(struct call call)
{
	say_isup(call.cic, "09 00");
	expect_line(MSG_LINE_ANSWERED);
	release_from_us(call);
}

/* A call out until its ACM is answered; the switch hears `news`. */
static struct call
out_with(const char *acm, uint16_t news)
{
	struct call call = dial_out();

	say_isup(call.cic, acm);
	call.line = expect_line(MSG_LINE_SEIZED)->seized.line;
	expect_line(news);
	return call;
}

/* ---- 2.1 ---- */

/* Ours are the odd ones: the far exchange has the higher point code.  The one idle for the longest time goes first. */
void
q784_2_1_1(enum ss7_form form)
{
	tester_open_with(form, 1, "outbound = 30;", NULL);
	bring_up();
	struct call first = make_call_out(), second = make_call_out();
	SS7_CHECK(first.cic == 1 && second.cic == 3, "circuits %u, %u", first.cic, second.cic);
	release_from_us(first);
	struct call third = make_call_out();
	SS7_CHECK(third.cic == 5, "circuit %u, the others of ours were idle for longer than 1", third.cic);
	q784_over();
}

/* None of ours is left: of the far exchange's the one idle for the shortest time. */
void
q784_2_1_2(enum ss7_form form)
{
	tester_open_with(form, 1, "outbound = 30;", NULL);
	bring_up();
	for (unsigned cic = 1; cic < 32; cic += 2)
		make_call_in(cic);
	release_from_far(make_call_in(8));
	struct call call = make_call_out();
	SS7_CHECK(call.cic == 8, "circuit %u was idle for longer than 8", call.cic);
	q784_over();
}

/* ---- 2.2 ---- */

void
q784_2_2_1a(enum ss7_form form)
{
	q784_begin(form, NULL);
	say_dial(1, "13800000002", "64000000");
	const struct msu *iam = expect_isup(1, T_IAM);
	digits_are(iam, 4, "13800000002F"); /* ST */
	digits_are(iam, 0x0a, "64000000");
	SS7_CHECK(param_fixed(iam, 3) == 10, "category %u", param_fixed(iam, 3));
	q784_reaches(1);
	q784_over();
}

void
q784_2_2_1b(enum ss7_form form)
{
	q784_begin(form, NULL);
	say_isup(1, "01 00 60 01 0a 00 02 00 06 83 10 46 00 00 0f"); /* ST: that is all, though eight are usual */
	const struct said *said = expect_line(MSG_LINE_OFFERED);
	SS7_CHECK(strcmp(said->offered.called.digits, "640000") == 0, "called %s", said->offered.called.digits);
	q784_over();
}

/* Five digits in the IAM, the others one by one, ST behind the last; T7 runs from the last. */
void
q784_2_2_2a(enum ss7_form form)
{
	static const char *const sams[] = { "0", "0", "0", "0", "0", "2F" };

	q784_begin(form, "overlap = 5;");
	say_dial(1, "13800000002", "64000000");
	digits_are(expect_isup(1, T_IAM), 4, "13800");
	for (size_t i = 0; i < sizeof(sams) / sizeof(sams[0]); i++)
		digits_are(expect_isup(1, T_SAM), 5, sams[i]);
	q784_reaches(1);
	q784_over();
}

void
q784_2_2_2b(enum ss7_form form)
{
	q784_begin(form, NULL);
	say_isup(1, "01 00 60 01 0a 00 02 00 04 03 10 46 00");
	tester_pass(14000);
	say_isup(1, "02 02 00 02 00 00"); /* 00 */
	tester_pass(14000);
	say_isup(1, "02 02 00 02 80 00"); /* 0, an odd number of digits */
	expect_no_line();
	say_isup(1, "02 02 00 02 80 00");
	const struct said *said = expect_line(MSG_LINE_OFFERED);
	SS7_CHECK(strcmp(said->offered.called.digits, "64000000") == 0, "called %s", said->offered.called.digits);
	say_line(MSG_LINE_ANSWER, said->offered.line, 0);
	expect_isup(1, T_CON);
	q784_over();
}

/* ---- 2.3.1: ACM ---- */

void
q784_2_3_1x(enum ss7_form form)
{
	q784_begin(form, NULL);
	struct call call = out_with("06 00 00 00", MSG_LINE_PROGRESS);
	answer_and_release(call);
	q784_over();
}

void
q784_2_3_1a(enum ss7_form form)
{
	q784_begin(form, NULL);
	struct call call = out_with("06 16 14 00", MSG_LINE_ALERTING);
	answer_and_release(call);
	q784_over();
}

void
q784_2_3_1b(enum ss7_form form)
{
	q784_begin(form, NULL);
	struct call call = out_with("06 1a 14 00", MSG_LINE_PROGRESS);
	answer_and_release(call);
	q784_over();
}

static void
heard_in_band(const char *acm, unsigned cause)
{
	struct call call = dial_out();

	say_isup(call.cic, acm);
	call.line = expect_line(MSG_LINE_SEIZED)->seized.line;
	const struct said *said = expect_line(MSG_LINE_PROGRESS);
	SS7_CHECK(said->line.flags & LINE_F_INBAND, "the switch does not know that there is something to hear");
	SS7_CHECK(said->line.cause == cause, "cause %u, not %u", said->line.cause, cause);
	answer_and_release(call);
}

void
q784_2_3_1c(enum ss7_form form)
{
	q784_begin(form, NULL);
	heard_in_band("06 12 14 01 29 01 01 00", 0);
	q784_over();
}

void
q784_2_3_1d(enum ss7_form form)
{
	q784_begin(form, NULL);
	heard_in_band("06 12 14 01 12 02 82 81 29 01 01 00", 1);
	q784_over();
}

/* The ACM of a call in, after an alert with this event and flags. */
static const struct msu *
in_with(uint8_t event, uint8_t flags)
{
	struct call call = offer_in(5);
	struct msg_line msg = { .leg = call.leg, .line = call.line, .event = event, .flags = flags };

	say_switch(MSG_LINE_ALERT, &msg, sizeof(msg));
	const struct msu *acm = expect_isup(5, T_ACM);
	say_line(MSG_LINE_ANSWER, call.line, 0);
	expect_isup(5, T_ANM);
	return acm;
}

void
q784_2_3_1e(enum ss7_form form)
{
	q784_begin(form, "bwd_charge = 0; bwd_status = 0; bwd_category = 0; bwd_isup = 0; bwd_isdn = 0;");
	SS7_CHECK(backward(in_with(0, 0)) == 0, "indications in the ACM");
	q784_over();
}

void
q784_2_3_1f(enum ss7_form form)
{
	q784_begin(form, NULL);
	unsigned said = backward(in_with(0, 0));
	SS7_CHECK((said >> 2 & 3) == 1, "called party's status %u", said >> 2 & 3);
	SS7_CHECK((said & 3) == 2 && (said >> 4 & 3) == 1 && said >> 10 & 1, "indicators %04x", said);
	q784_over();
}

void
q784_2_3_1g(enum ss7_form form)
{
	unsigned len;

	q784_begin(form, NULL);
	const uint8_t *optional = param_optional(in_with(0, LINE_F_INBAND), 0x29, &len);
	SS7_CHECK(optional && len == 1 && (optional[0] & 1), "no in-band information in the ACM");
	q784_over();
}

void
q784_2_3_1h(enum ss7_form form)
{
	q784_begin(form, "bwd_charge = 1; bwd_category = 2; bwd_interworking = 1; bwd_isup = 0;");
	unsigned said = backward(in_with(0, 0));
	SS7_CHECK((said & 3) == 1 && (said >> 4 & 3) == 2 && (said >> 8 & 1) == 1 && (said >> 10 & 1) == 0,
	    "indicators %04x", said);
	q784_over();
}

/* ---- 2.3.2: CPG ---- */

static void
out_with_cpg(enum ss7_form form, const char *cpg, uint16_t news, unsigned event)
{
	q784_begin(form, NULL);
	struct call call = out_with("06 12 14 00", MSG_LINE_PROGRESS);
	say_isup(call.cic, cpg);
	const struct said *said = expect_line(news);
	SS7_CHECK(said->line.event == event, "event %u, not %u", said->line.event, event);
	answer_and_release(call);
	q784_over();
}

void
q784_2_3_2x(enum ss7_form form)
{
	out_with_cpg(form, "2c 01 00", MSG_LINE_ALERTING, 1);
}

void
q784_2_3_2a(enum ss7_form form)
{
	out_with_cpg(form, "2c 02 00", MSG_LINE_PROGRESS, 2);
}

void
q784_2_3_2b(enum ss7_form form)
{
	out_with_cpg(form, "2c 03 00", MSG_LINE_PROGRESS, 3);
}

void
q784_2_3_2c(enum ss7_form form)
{
	q784_begin(form, NULL);
	struct call call = out_with("06 12 14 00", MSG_LINE_PROGRESS);
	say_isup(call.cic, "2c 06 00"); /* forwarded, unconditionally */
	SS7_CHECK(expect_line(MSG_LINE_PROGRESS)->line.event == 6, "another event");
	say_isup(call.cic, "2c 85 00"); /* forwarded on no reply, presentation restricted */
	SS7_CHECK(expect_line(MSG_LINE_PROGRESS)->line.event == 5, "another event");
	say_isup(call.cic, "2c 01 00");
	expect_line(MSG_LINE_ALERTING);
	answer_and_release(call);
	q784_over();
}

/* A call in: ACM "no indication", then this CPG. */
static void
in_with_cpg(enum ss7_form form, uint8_t event, uint8_t flags, unsigned due)
{
	q784_begin(form, NULL);
	struct call call = offer_in(5);
	struct msg_line msg = { .leg = call.leg, .line = call.line, .event = 2 };

	say_switch(MSG_LINE_ALERT, &msg, sizeof(msg));
	SS7_CHECK((backward(expect_isup(5, T_ACM)) >> 2 & 3) == 0, "nobody rings yet");
	msg.event = event;
	msg.flags = flags;
	say_switch(MSG_LINE_ALERT, &msg, sizeof(msg));
	SS7_CHECK(param_fixed(expect_isup(5, T_CPG), 0) == due, "another event");
	say_line(MSG_LINE_ANSWER, call.line, 0);
	expect_isup(5, T_ANM);
	release_from_far(call);
	q784_over();
}

void
q784_2_3_2d(enum ss7_form form)
{
	in_with_cpg(form, 0, 0, 1);
}

void
q784_2_3_2e(enum ss7_form form)
{
	in_with_cpg(form, 2, 0, 2);
}

void
q784_2_3_2f(enum ss7_form form)
{
	in_with_cpg(form, 0, LINE_F_INBAND, 3);
}

/* ---- 2.3.3: CON ---- */

void
q784_2_3_3a(enum ss7_form form)
{
	q784_begin(form, NULL);
	struct call call = out_with("07 16 14 00", MSG_LINE_ANSWERED);
	tester_pass(SETTING(t7_ms) + SETTING(t9_ms));
	release_from_us(call);
	q784_over();
}

void
q784_2_3_3b(enum ss7_form form)
{
	q784_begin(form, NULL);
	struct call call = offer_in(5);
	say_line(MSG_LINE_ANSWER, call.line, 0);
	expect_isup_hex(5, "07 16 14 00");
	release_from_far(call);
	q784_over();
}

/* ---- 2.3.4: satellite ---- */

void
q784_2_3_4a(enum ss7_form form)
{
	q784_begin(form, "fwd_satellites = 1; fwd_echo_device = 1;");
	say_dial(1, "13800000002", "64000000");
	SS7_CHECK(param_fixed(expect_isup(1, T_IAM), 0) == 0x11, "nature of connection");
	q784_reaches(1);
	q784_over();
}

void
q784_2_3_4b(enum ss7_form form)
{
	q784_begin(form, NULL);
	say_isup(5, "01 11 60 01 0a 00 02 00 07 83 10 46 00 00 00 0f");
	uint32_t line = expect_line(MSG_LINE_OFFERED)->offered.line;
	say_line(MSG_LINE_ANSWER, line, 0);
	expect_isup(5, T_CON);
	q784_over();
}

/* ---- 2.3.5, 2.3.6: blocking while a call stands ---- */

/* The call goes on; when it is over the circuit takes no call out until it is unblocked. */
static void
blocked_in_call(struct call call, int by_us)
{
	if (by_us)
		ctl_circuits(ISUP_CTL_BLOCK, call.cic, call.cic, 0);
	else
		say_isup(call.cic, "13");
	expect_isup(call.cic, by_us ? T_BLO : T_BLA);
	if (by_us)
		say_isup(call.cic, "15");
	tester_pass(60000);
	expect_quiet();
	release_from_far(call);
	struct call next = make_call_out();
	SS7_CHECK(next.cic != call.cic, "a call out on the blocked circuit");
	release_from_us(next);
	if (by_us)
		ctl_circuits(ISUP_CTL_UNBLOCK, call.cic, call.cic, 0);
	else
		say_isup(call.cic, "14");
	expect_isup(call.cic, by_us ? T_UBL : T_UBA);
	if (by_us)
		say_isup(call.cic, "16");
	next = make_call_out();
	SS7_CHECK(next.cic == call.cic, "circuit %u, not %u, which is free again", next.cic, call.cic);
	q784_over();
}

void
q784_2_3_5a(enum ss7_form form)
{
	q784_begin(form, NULL);
	blocked_in_call(make_call_out(), 1);
}

void
q784_2_3_5b(enum ss7_form form)
{
	q784_begin(form, NULL);
	blocked_in_call(make_call_in(1), 1);
}

void
q784_2_3_6a(enum ss7_form form)
{
	q784_begin(form, NULL);
	blocked_in_call(make_call_out(), 0);
}

void
q784_2_3_6b(enum ss7_form form)
{
	q784_begin(form, NULL);
	blocked_in_call(make_call_in(1), 0);
}
