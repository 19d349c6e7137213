/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Q.784.1 group 7: other bearers than speech (Q.764 2.1.1, transmission medium requirement).
 */
#include "tests/ss7/q784/q784.h"

#define IAM_64 \
	"01 00 a0 01 0a 02 02 09 07 83 10 46 00 00 00 0f 1d 02 88 90 00" /* ISUP required; user service information */

static struct call
dial_64(unsigned cic)
{
	struct call call = { .cic = cic, .leg = 77 };
	struct msg_line_dial msg = { .leg = call.leg, .tmr = 1 + 2 };
	unsigned len;

	number_set(&msg.called, "64000000", 3);
	say_switch(MSG_LINE_DIAL, &msg, sizeof(msg));
	const struct msu *iam = expect_isup(cic, T_IAM);
	SS7_CHECK(param_fixed(iam, 4) == 2, "transmission medium %u", param_fixed(iam, 4));
	const uint8_t *service = param_optional(iam, 0x1d, &len);
	SS7_CHECK(service && len == 2 && service[0] == 0x88 && service[1] == 0x90, "no user service information");
	return call;
}

void
q784_7_1_1(enum ss7_form form)
{
	q784_begin(form, NULL);
	dial_64(1);
	q784_reaches(1);
	say_isup(5, IAM_64);
	const struct said *said = expect_line(MSG_LINE_OFFERED);
	SS7_CHECK(said->offered.tmr == 2, "the switch hears of medium %u", said->offered.tmr);
	say_line(MSG_LINE_ANSWER, said->offered.line, 0);
	expect_isup(5, T_CON);
	q784_over();
}

/* The far exchange has no such bearer; nor have we, when only voice is taken. */
void
q784_7_1_2(enum ss7_form form)
{
	q784_begin(form, "bearer = \"voice\";");
	dial_64(1);
	say_isup(1, "0c 02 00 02 84 ba"); /* 58 */
	expect_isup(1, T_RLC);
	expect_line(MSG_LINE_SEIZED);
	SS7_CHECK(expect_line(MSG_LINE_RELEASED)->line.cause == 58, "another cause");
	say_isup(5, IAM_64);
	SS7_CHECK(param_cause(expect_isup(5, T_REL)) == 65, "another cause");
	say_isup(5, "10 00");
	q784_over();
}

/* On a circuit that is ours the far call is ignored, on one of theirs ours moves, with its bearer. */
void
q784_7_1_3(enum ss7_form form)
{
	q784_begin(form, NULL);
	dial_64(1);
	say_isup(1, IAM_64);
	expect_quiet();
	q784_reaches(1);
	dial_64(2);
	say_isup(2, IAM_64);
	SS7_CHECK(expect_line(MSG_LINE_OFFERED)->offered.cic == 2, "another circuit");
	SS7_CHECK(param_fixed(expect_isup(3, T_IAM), 4) == 2, "the bearer is lost");
	q784_reaches(3);
	q784_over();
}

void
q784_7_2_1(enum ss7_form form)
{
	q784_begin(form, NULL);
	say_dial(1, "13800000002", "64000000");
	SS7_CHECK(param_fixed(expect_isup(1, T_IAM), 4) == 3, "another medium");
	q784_reaches(1);
	say_isup(5, "01 00 60 01 0a 03 02 00 07 83 10 46 00 00 00 0f");
	SS7_CHECK(expect_line(MSG_LINE_OFFERED)->offered.tmr == 3, "another medium");
	q784_over();
}
