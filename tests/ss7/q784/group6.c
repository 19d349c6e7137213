/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Q.784.1 group 6: continuity check of a call (Q.764 2.1.8), automatic repeat attempt (2.8.1), dual seizure (2.9.1.4),
 * simple segmentation (2.1.12).
 *
 * Circuits 1, 3, 5 ... are ours in a dual seizure; calls out take the lowest free one.
 */
#include "tests/ss7/q784/q784.h"

#include <string.h>

#define IAM_CHECK    "01 04 60 01 0a 00 02 00 06 03 10 46 00 00 00"
#define IAM_PREVIOUS "01 08 60 01 0a 00 02 00 06 03 10 46 00 00 00"
/* optional forward call indicators: a segment follows; calling number */
#define IAM_SEGMENT "01 00 60 01 0a 00 02 08 06 03 10 46 00 00 00 08 01 04 0a 04 83 13 31 09 00"
/* access transport 11 22 33, user-to-user information 00 41 */
#define SGM "38 01 03 03 11 22 33 20 02 00 41 00"

static uint32_t
offered(unsigned cic)
{
	const struct said *said = expect_line(MSG_LINE_OFFERED);

	SS7_CHECK(said->offered.cic == cic, "CIC %u is offered, not %u", said->offered.cic, cic);
	return said->offered.line;
}

/* ---- 6.1: continuity check ---- */

/* Both ways: we check our call out, the far exchange checks its own. */
void
q784_6_1_1(enum ss7_form form)
{
	q784_begin(form, "continuity = 1;");
	say_dial(1, "13800000002", "64000000");
	SS7_CHECK((param_fixed(expect_isup(1, T_IAM), 0) >> 2 & 3) == 1, "the IAM asks for no check");
	q784_checked(q784_check(1, LINE_CHECK_TONE), 1);
	q784_check(1, LINE_CHECK_OVER);
	expect_isup_hex(1, "05 01");
	q784_reaches(1);
	tester_pass(2 * SETTING(t24_ms));
	say_isup(5, IAM_CHECK);
	q784_check(5, LINE_CHECK_LOOP);
	expect_no_line();
	say_isup(5, "05 01");
	q784_check(5, LINE_CHECK_OVER);
	say_line(MSG_LINE_ANSWER, offered(5), 0);
	expect_isup(5, T_CON);
	q784_over();
}

/* No loop here; the call waits for the COT all the same. */
void
q784_6_1_2(enum ss7_form form)
{
	q784_begin(form, NULL);
	say_isup(5, IAM_PREVIOUS);
	tester_pass(SETTING(t8_ms) - 1);
	expect_quiet();
	say_isup(5, "05 01");
	say_line(MSG_LINE_ANSWER, offered(5), 0);
	expect_isup(5, T_CON);
	tester_pass(2 * SETTING(t8_ms));
	q784_over();
}

void
q784_6_1_3(enum ss7_form form)
{
	q784_begin(form, "continuity = 1;");
	say_isup(5, IAM_CHECK);
	q784_check(5, LINE_CHECK_LOOP);
	say_isup(5, "0c 02 00 02 84 90");
	q784_check(5, LINE_CHECK_OVER);
	expect_isup_hex(5, "10 00");
	expect_quiet(); /* the switch has not heard of the call */

	struct call call = dial_out();
	uint32_t check = q784_check(call.cic, LINE_CHECK_TONE);
	struct msg_line msg = { .leg = call.leg, .cause = 16 };
	say_switch(MSG_LINE_RELEASE, &msg, sizeof(msg));
	expect_isup(call.cic, T_REL);
	expect_line(MSG_LINE_SEIZED);
	expect_line(MSG_LINE_RELEASED);
	q784_check(call.cic, LINE_CHECK_OVER);
	q784_checked(check, 1); /* too late, and no COT */
	say_isup(call.cic, "10 00");
	tester_pass(2 * SETTING(t24_ms));
	q784_over();
}

/* All digits are there, and more come meanwhile: nothing is offered, nothing sent back, before the COT. */
void
q784_6_1_4(enum ss7_form form)
{
	q784_begin(form, NULL);
	say_isup(5, "01 04 60 01 0a 00 02 00 05 03 10 46 00 00");
	q784_check(5, LINE_CHECK_LOOP);
	say_isup(5, "02 02 00 02 00 00");
	tester_pass(SETTING(t8_ms) - 1);
	expect_quiet();
	say_isup(5, "05 01");
	q784_check(5, LINE_CHECK_OVER);
	say_line(MSG_LINE_ALERT, offered(5), 0);
	expect_isup(5, T_ACM);
	q784_over();
}

/* The call in is forgotten; the circuit is checked again by CCR, and good then. */
void
q784_6_1_5(enum ss7_form form)
{
	q784_begin(form, NULL);
	say_isup(5, IAM_CHECK);
	q784_check(5, LINE_CHECK_LOOP);
	say_isup(5, "05 00");
	q784_check(5, LINE_CHECK_OVER);
	expect_quiet();
	say_isup(5, "11");
	take_isup(5, T_LPA);
	q784_check(5, LINE_CHECK_LOOP);
	say_isup(5, "0c 02 00 02 84 90");
	q784_check(5, LINE_CHECK_OVER);
	expect_isup(5, T_RLC);
	release_from_far(make_call_in(5));
	q784_over();
}

/* ---- 6.2: automatic repeat attempt ---- */

void
q784_6_2_1(enum ss7_form form)
{
	q784_begin(form, NULL);
	make_call_out(); /* 1 */
	struct call call = dial_out();
	SS7_CHECK(call.cic == 2, "circuit %u", call.cic);
	say_isup(2, IAM_HEX);
	offered(2);
	expect_isup(3, T_IAM);
	q784_reaches(3);
	q784_over();
}

void
q784_6_2_2(enum ss7_form form)
{
	q784_begin(form, NULL);
	dial_out();
	say_isup(1, "13");
	expect_isup_hex(1, "15");
	expect_isup(1, T_REL);
	expect_isup(2, T_IAM);
	say_isup(1, "10 00");
	q784_reaches(2);
	release_from_us(make_call_out());
	q784_over();
}

void
q784_6_2_3(enum ss7_form form)
{
	q784_begin(form, NULL);
	dial_out();
	say_isup(1, "12");
	expect_isup_hex(1, "10 00");
	expect_isup(2, T_IAM);
	q784_reaches(2);
	q784_over();
}

/* The circuit the call moves to is checked too; the bad one is checked again after T25. */
void
q784_6_2_4(enum ss7_form form)
{
	q784_begin(form, "continuity = 10;");
	for (int i = 0; i < 9; i++)
		release_from_us(make_call_out());
	dial_out();
	q784_checked(q784_check(1, LINE_CHECK_TONE), 0);
	expect_isup_hex(1, "05 00");
	SS7_CHECK((param_fixed(expect_isup(2, T_IAM), 0) >> 2 & 3) == 1, "the second circuit is not checked");
	uint32_t second = q784_check(2, LINE_CHECK_TONE);
	q784_check(1, LINE_CHECK_OVER);
	q784_checked(second, 1);
	q784_check(2, LINE_CHECK_OVER);
	expect_isup_hex(2, "05 01");
	q784_reaches(2);
	q784_after(SETTING(t25_ms), 1, T_CCR);
	q784_checked(q784_check(1, LINE_CHECK_TONE), 1);
	q784_check(1, LINE_CHECK_OVER);
	expect_isup(1, T_REL);
	say_isup(1, "10 00");
	q784_over();
}

/* ANM to an IAM: it cannot be for this call. */
void
q784_6_2_5(enum ss7_form form)
{
	q784_begin(form, NULL);
	dial_out();
	say_isup(1, "09 00");
	expect_isup_hex(1, "12");
	expect_isup(2, T_IAM);
	say_isup(1, "10 00");
	q784_reaches(2);
	q784_over();
}

/* ---- 6.3: dual seizure ---- */

void
q784_6_3_1(enum ss7_form form)
{
	q784_begin(form, NULL);
	dial_out();
	say_isup(1, IAM_HEX);
	expect_quiet();
	q784_reaches(1);
	q784_over();
}

/* ---- 6.5: simple segmentation ---- */

/* Access transport holds information elements of Q.931: two of 60 octets each. */
static struct user_data
long_words(void)
{
	struct user_data user = { .uui_len = 129, .access_len = 124 };

	memset(user.uui, 0x55, user.uui_len);
	memset(user.access, 0x66, user.access_len);
	user.access[1] = user.access[63] = 60;
	return user;
}

static void
has(const struct msu *m, uint8_t code, const uint8_t *due, unsigned n)
{
	unsigned len = 0;
	const uint8_t *octets = param_optional(m, code, &len);

	SS7_CHECK(octets && len == n && memcmp(octets, due, n) == 0, "parameter %02x is not what was enclosed", code);
}

static void
follows(const struct msu *m, uint8_t code)
{
	unsigned len;
	const uint8_t *indicators = param_optional(m, code, &len);

	SS7_CHECK(indicators && (indicators[0] & 4), "the message does not say that a segment follows");
	SS7_CHECK(!param_optional(m, 0x20, &len) && !param_optional(m, 0x03, &len), "it carries what is for the SGM");
}

static void
carries_words(const struct msu *m)
{
	const struct user_data words = long_words();

	has(m, 0x20, words.uui, words.uui_len);
	has(m, 0x03, words.access, words.access_len);
}

/* Forward, then backward: a CON with as much just goes into one message where the label is the shorter one. */
void
q784_6_5_1(enum ss7_form form)
{
	struct msg_line_dial dial = { .leg = 9, .user = long_words() };

	q784_begin(form, NULL);
	number_set(&dial.called, "64000000", 3);
	say_switch(MSG_LINE_DIAL, &dial, sizeof(dial));
	follows(expect_isup(1, T_IAM), 0x08);
	carries_words(expect_isup(1, T_SGM));
	q784_reaches(1);

	struct call call = offer_in(5);
	struct msg_line_user enclosed = { .leg = call.leg, .line = call.line, .user = long_words() };
	say_switch(MSG_LINE_ENCLOSE, &enclosed, sizeof(enclosed));
	say_line(MSG_LINE_ANSWER, call.line, 0);
	const struct msu *con = expect_isup(5, T_CON);
	if (form == SS7_CHINA24) {
		follows(con, 0x29);
		con = expect_isup(5, T_SGM);
	}
	carries_words(con);
	q784_over();
}

static void
offered_whole(unsigned cic)
{
	const struct said *said = expect_line(MSG_LINE_OFFERED);

	SS7_CHECK(said->offered.cic == cic && said->offered.caller.len, "the first segment is lost");
	SS7_CHECK(said->offered.user.uui_len == 2 && said->offered.user.access_len == 3, "the second segment is lost");
}

void
q784_6_5_2(enum ss7_form form)
{
	q784_begin(form, NULL);
	say_isup(5, IAM_SEGMENT);
	tester_pass(SETTING(t34_ms) - 1);
	expect_quiet();
	say_isup(5, SGM);
	offered_whole(5);
	tester_pass(2 * SETTING(t34_ms));
	q784_over();
}

/* The call has gone on without it; it is discarded. */
void
q784_6_5_3(enum ss7_form form)
{
	q784_begin(form, NULL);
	say_isup(5, IAM_SEGMENT);
	tester_pass(SETTING(t34_ms));
	const struct said *said = expect_line(MSG_LINE_OFFERED);
	SS7_CHECK(said->offered.user.uui_len == 0, "from where?");
	uint32_t line = said->offered.line;
	say_isup(5, SGM);
	expect_quiet();
	say_line(MSG_LINE_ANSWER, line, 0);
	expect_isup(5, T_CON);
	q784_over();
}

/* Digits that follow in SAMs wait for the rest of the IAM no longer than it does. */
void
q784_6_5_4(enum ss7_form form)
{
	q784_begin(form, NULL);
	say_isup(5, IAM_SEGMENT);
	say_isup(5, SGM);
	offered_whole(5);
	say_isup(6, "01 00 60 01 0a 00 02 07 05 03 10 46 00 00 08 01 04 0a 04 83 13 31 09 00");
	expect_quiet();
	say_isup(6, "02 02 00 02 00 00"); /* SAM instead of SGM */
	const struct said *said = expect_line(MSG_LINE_OFFERED);
	SS7_CHECK(strcmp(said->offered.called.digits, "64000000") == 0, "called %s", said->offered.called.digits);
	q784_over();
}

static void
heard_words(unsigned uui, unsigned access)
{
	const struct said *said = expect_line(MSG_LINE_ENCLOSED);

	SS7_CHECK(said->user.user.uui_len == uui && said->user.user.access_len == access, "%u and %u octets",
	    said->user.user.uui_len, said->user.user.access_len);
}

void
q784_6_5_5(enum ss7_form form)
{
	q784_begin(form, NULL);
	dial_out();
	say_isup(1, "06 16 04 01 29 01 04 00"); /* ACM, a segment follows */
	expect_quiet();
	say_isup(1, SGM);
	expect_line(MSG_LINE_SEIZED);
	heard_words(2, 3);
	expect_line(MSG_LINE_ALERTING);
	say_isup(1, "09 01 29 01 04 00"); /* ANM, a segment follows, which never comes */
	tester_pass(SETTING(t34_ms));
	expect_line(MSG_LINE_ANSWERED);
	q784_over();
}
