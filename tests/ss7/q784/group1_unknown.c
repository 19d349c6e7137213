/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Q.784.1 groups 1.5 to 1.7: messages that do not fit, messages and parameters that are not known (Q.764 2.9.5).
 *
 * The unknown message has type 7e, the unknown parameter name ee.  What shall become of a parameter stands in parameter
 * 39, of a message in its parameter 38 (Q.763 3.33, 3.41): B release, C notify, D discard the message, E of a parameter:
 * discard it, of a message: pass on not possible means discard; GF of a parameter: pass on not possible means 0 release,
 * 1 discard the message, 2 discard the parameter.
 */
#include "tests/ss7/q784/q784.h"

#include <stdio.h>
#include <string.h>

#define CFN_MESSAGE "2f 02 00 03 82 e1 7e" /* cause 97, diagnostic: the type */
#define CFN_PARAM   "2f 02 00 03 82 e3 ee" /* cause 99, diagnostic: the name */

/* An IAM, an ACM, with the unknown parameter and these instructions for it (NULL: none). */
static void
say_iam_with(unsigned cic, const char *instructions)
{
	char hex[128], compat[32] = "";

	if (instructions)
		snprintf(compat, sizeof(compat), "39 02 ee %s", instructions);
	snprintf(hex, sizeof(hex), "01 00 60 01 0a 00 02 08 06 03 10 46 00 00 00 ee 01 55 %s 00", compat);
	say_isup(cic, hex);
}

static void
say_acm_with(unsigned cic, const char *instructions)
{
	char hex[128], compat[32] = "";

	if (instructions)
		snprintf(compat, sizeof(compat), "39 02 ee %s", instructions);
	snprintf(hex, sizeof(hex), "06 16 04 01 ee 01 55 %s 00", compat);
	say_isup(cic, hex);
}

static void
released_with(unsigned cic, unsigned cause)
{
	const struct msu *rel = expect_isup(cic, T_REL);

	SS7_CHECK(param_cause(rel) == cause, "cause %u, not %u", param_cause(rel), cause);
	say_isup(cic, "10 00");
}

/* The ACM has been read, whatever it had besides. */
static void
rings(void)
{
	expect_line(MSG_LINE_SEIZED);
	expect_line(MSG_LINE_ALERTING);
}

/* ---- 1.5: unexpected ---- */

static const char *const of_a_call[] = { "06 16 04 00", "09 00", "07 16 04 00", "2c 01 00", "0d 01 00", "0e 01 00",
	"02 02 00 02 00 00", "05 01" };

/* Backward and forward messages of a call that is not there: the circuit is reset.  RLC and REL have answers of their own. */
void
q784_1_5_1(enum ss7_form form)
{
	q784_begin(form, NULL);
	for (size_t i = 0; i < sizeof(of_a_call) / sizeof(of_a_call[0]); i++) {
		say_isup(5, of_a_call[i]);
		expect_isup_hex(5, "12");
		say_isup(5, "10 00");
		expect_quiet();
	}
	say_isup(5, "10 00");
	expect_quiet();
	say_isup(5, "0c 02 00 02 84 90");
	expect_isup_hex(5, "10 00");
	release_from_far(make_call_in(5));
	q784_over();
}

/* Backward messages to an IAM that cannot be for it: reset, and the call goes elsewhere; to a call in: no harm. */
void
q784_1_5_2(enum ss7_form form)
{
	q784_begin(form, NULL);
	dial_out();
	say_isup(1, "0e 01 00");
	expect_isup_hex(1, "12");
	expect_isup(2, T_IAM);
	say_isup(1, "10 00");
	q784_reaches(2);

	struct call call = offer_in(5);
	say_isup(5, "06 16 04 00");
	say_isup(5, "09 00");
	say_isup(5, IAM_HEX);
	expect_quiet();
	say_line(MSG_LINE_ANSWER, call.line, 0);
	expect_isup(5, T_CON);
	q784_over();
}

/* The call goes on; only an RLC ends it, for the far exchange has lost it. */
void
q784_1_5_3(enum ss7_form form)
{
	static const char *const odd[] = { "06 16 04 00", "07 16 04 00", "01 00 60 01 0a 00 02 00 06 03 10 46 00 00 00",
		"11", "05 01" };

	q784_begin(form, NULL);
	struct call out = make_call_out(), in = make_call_in(5);
	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		say_isup(out.cic, odd[i]);
		say_isup(in.cic, odd[i]);
	}
	expect_quiet();
	release_from_far(out);
	say_isup(5, "10 00");
	released_with(5, 41);
	expect_line(MSG_LINE_RELEASED);
	q784_over();
}

/* ---- 1.6: the far exchange knows no compatibility information (Q.767): silence ---- */

void
q784_1_6_1_1(enum ss7_form form)
{
	q784_begin(form, "confusion = \"no\";");
	struct call call = make_call_in(5);
	say_isup(5, "7e 00");
	say_isup(5, "7e 01 11 22 33");
	expect_quiet();
	release_from_far(call);
	q784_over();
}

void
q784_1_6_1_2(enum ss7_form form)
{
	q784_begin(form, "confusion = \"no\";");
	dial_out();
	say_isup(1, "7e 00");
	expect_quiet();
	q784_reaches(1);
	q784_over();
}

void
q784_1_6_2_1(enum ss7_form form)
{
	q784_begin(form, "confusion = \"no\";");
	say_iam_with(5, NULL);
	expect_line(MSG_LINE_OFFERED);
	q784_over();
}

void
q784_1_6_2_2(enum ss7_form form)
{
	q784_begin(form, "confusion = \"no\";");
	dial_out();
	say_acm_with(1, NULL);
	rings();
	q784_over();
}

/* Spare values in what is known: category 7f, medium 3f, preference 3, an address of a spare nature. */
static void
spare_values_forward(void)
{
	say_isup(5, "01 00 e0 81 7f 3f 02 00 06 7d 70 46 00 00 00");
	const struct said *said = expect_line(MSG_LINE_OFFERED);
	SS7_CHECK(strcmp(said->offered.called.digits, "64000000") == 0, "called %s", said->offered.called.digits);
	SS7_CHECK(said->offered.category == 0x7f, "category %u", said->offered.category);
	say_line(MSG_LINE_ANSWER, said->offered.line, 0);
	expect_isup(5, T_CON);
}

/* Backward indicators of spare values are no indication; so is an event of no meaning, a cause of none is a cause. */
static void
spare_values_backward(void)
{
	dial_out();
	say_isup(1, "06 ff ff 00");
	expect_line(MSG_LINE_SEIZED);
	expect_line(MSG_LINE_PROGRESS);
	say_isup(1, "2c 7a 00");
	expect_line(MSG_LINE_PROGRESS);
	say_isup(1, "0c 02 00 02 84 fb");
	expect_isup_hex(1, "10 00");
	expect_line(MSG_LINE_RELEASED);
}

void
q784_1_6_3_1(enum ss7_form form)
{
	q784_begin(form, "confusion = \"no\";");
	spare_values_forward();
	q784_over();
}

void
q784_1_6_3_2(enum ss7_form form)
{
	q784_begin(form, "confusion = \"no\";");
	spare_values_backward();
	q784_over();
}

/* ---- 1.7.1: messages ---- */

void
q784_1_7_1_1(enum ss7_form form)
{
	q784_begin(form, NULL);
	make_call_in(5);
	say_isup(5, "7e 01 38 01 82 00");
	released_with(5, 97);
	expect_line(MSG_LINE_RELEASED);
	dial_out();
	say_isup(1, "7e 01 38 01 82 00");
	released_with(1, 97);
	expect_line(MSG_LINE_SEIZED);
	SS7_CHECK(expect_line(MSG_LINE_RELEASED)->line.cause == 97, "another cause");
	say_isup(7, "7e 01 38 01 82 00"); /* there is no call to release */
	q784_over();
}

/* Discarded, quietly or with CFN; the call goes on. */
void
q784_1_7_1_2(enum ss7_form form)
{
	q784_begin(form, NULL);
	struct call call = make_call_in(5);
	say_isup(5, "7e 01 38 01 88 00");
	expect_quiet();
	say_isup(5, "7e 01 38 01 8c 00");
	expect_isup_hex(5, CFN_MESSAGE);
	release_from_far(call);
	q784_over();
}

void
q784_1_7_1_4(enum ss7_form form)
{
	q784_begin(form, NULL);
	make_call_in(5);
	say_isup(5, "7e 01 38 01 80 00");
	released_with(5, 97);
	expect_line(MSG_LINE_RELEASED);
	q784_over();
}

void
q784_1_7_1_5(enum ss7_form form)
{
	q784_begin(form, NULL);
	struct call call = make_call_in(5);
	say_isup(5, "7e 01 38 01 90 00");
	expect_quiet();
	say_isup(5, "7e 01 38 01 94 00");
	expect_isup_hex(5, CFN_MESSAGE);
	release_from_far(call);
	q784_over();
}

void
q784_1_7_1_7(enum ss7_form form)
{
	q784_begin(form, NULL);
	struct call call = make_call_in(5);
	say_isup(5, "7e 00");
	expect_isup_hex(5, CFN_MESSAGE);
	say_isup(5, "7e 01 aa 01 00 00"); /* parameters, but not that one */
	expect_isup_hex(5, CFN_MESSAGE);
	say_isup(5, CFN_MESSAGE); /* is not answered */
	release_from_far(call);
	q784_over();
}

/* ---- 1.7.2: parameters ---- */

void
q784_1_7_2_1(enum ss7_form form)
{
	q784_begin(form, NULL);
	say_iam_with(5, "82");
	released_with(5, 99);
	expect_quiet(); /* nothing was offered */
	dial_out();
	say_acm_with(1, "82");
	released_with(1, 99);
	expect_line(MSG_LINE_SEIZED);
	SS7_CHECK(expect_line(MSG_LINE_RELEASED)->line.cause == 99, "another cause");
	q784_over();
}

void
q784_1_7_2_2(enum ss7_form form)
{
	q784_begin(form, NULL);
	dial_out();
	say_acm_with(1, "88");
	expect_quiet();
	say_acm_with(1, "8c");
	expect_isup_hex(1, "2f 02 00 04 82 ee 06 ee"); /* cause 110: the message and its parameter */
	q784_reaches(1);
	say_iam_with(5, "88"); /* no call comes of it */
	expect_quiet();
	release_from_far(make_call_in(5));
	q784_over();
}

void
q784_1_7_2_3(enum ss7_form form)
{
	q784_begin(form, NULL);
	say_iam_with(5, "90");
	expect_line(MSG_LINE_OFFERED);
	say_iam_with(6, "94");
	expect_isup_hex(6, CFN_PARAM);
	expect_line(MSG_LINE_OFFERED);
	dial_out();
	say_acm_with(1, "94");
	expect_isup_hex(1, CFN_PARAM);
	rings();
	q784_over();
}

void
q784_1_7_2_5(enum ss7_form form)
{
	q784_begin(form, NULL);
	say_iam_with(5, "80");
	released_with(5, 99);
	say_iam_with(6, "e0"); /* the reserved value is as "release" */
	released_with(6, 99);
	q784_over();
}

void
q784_1_7_2_6(enum ss7_form form)
{
	q784_begin(form, NULL);
	dial_out();
	say_acm_with(1, "a0");
	expect_quiet();
	say_acm_with(1, "a4");
	expect_isup_hex(1, "2f 02 00 04 82 ee 06 ee");
	q784_reaches(1);
	q784_over();
}

void
q784_1_7_2_7(enum ss7_form form)
{
	q784_begin(form, NULL);
	say_iam_with(5, "c0");
	expect_line(MSG_LINE_OFFERED);
	say_iam_with(6, "c4");
	expect_isup_hex(6, CFN_PARAM);
	expect_line(MSG_LINE_OFFERED);
	/* of two parameters the graver instruction counts */
	say_isup(7, "01 00 60 01 0a 00 02 08 06 03 10 46 00 00 00 ee 01 55 ef 01 55 39 04 ee c0 ef 82 00");
	released_with(7, 99);
	q784_over();
}

/* Also a known parameter in a message it does not belong to: an event in a SUS. */
void
q784_1_7_2_9(enum ss7_form form)
{
	q784_begin(form, NULL);
	say_iam_with(5, NULL);
	expect_isup_hex(5, CFN_PARAM);
	uint32_t line = expect_line(MSG_LINE_OFFERED)->offered.line;
	say_line(MSG_LINE_ANSWER, line, 0);
	expect_isup(5, T_CON);
	say_isup(5, "0d 01 01 24 01 01 00");
	expect_isup_hex(5, "2f 02 00 03 82 e3 24");
	expect_line(MSG_LINE_SUSPENDED);
	dial_out();
	say_acm_with(1, NULL);
	expect_isup_hex(1, CFN_PARAM);
	rings();
	q784_over();
}

void
q784_1_7_2_10(enum ss7_form form)
{
	q784_begin(form, NULL);
	make_call_in(5);
	say_isup(5, "0c 02 04 02 84 90 ee 01 55 00");
	expect_isup_hex(5, "10 01 12 03 82 e3 ee 00");
	expect_line(MSG_LINE_RELEASED);
	make_call_in(5);
	say_isup(5, "0c 02 04 02 84 90 ee 01 55 39 02 ee 90 00"); /* discard it, do not notify */
	expect_isup_hex(5, "10 00");
	expect_line(MSG_LINE_RELEASED);
	q784_over();
}

/* ---- 1.7.3: values ---- */

void
q784_1_7_3_1(enum ss7_form form)
{
	q784_begin(form, NULL);
	spare_values_forward();
	q784_over();
}

void
q784_1_7_3_2(enum ss7_form form)
{
	q784_begin(form, NULL);
	spare_values_backward();
	q784_over();
}
