/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Q.784.1 group 4: calls that are not to be (Q.764 2.2).  Case A: an outgoing call, REL received; case B: an incoming one,
 * REL sent.
 */
#include "tests/ss7/q784/q784.h"

#include <stdio.h>

/* Causes of Q.850 that end a call before it is answered. */
static const uint8_t causes[] = { 1, 2, 3, 4, 5, 8, 17, 18, 19, 20, 21, 22, 23, 25, 27, 28, 29, 31, 34, 38, 41, 42, 43,
	44, 46, 47, 50, 53, 55, 57, 58, 63, 65, 69, 70, 79, 87, 88, 90, 91, 95, 97, 99, 102, 103, 110, 111, 127 };

static void
rel_received(unsigned cic, unsigned cause)
{
	char rel[32];

	snprintf(rel, sizeof(rel), "0c 02 00 02 84 %02x", 0x80 | cause);
	say_isup(cic, rel);
	expect_isup_hex(cic, "10 00");
}

static void
switch_hears_end(unsigned cause)
{
	const struct said *said = expect_line(MSG_LINE_RELEASED);

	SS7_CHECK(said->line.cause == cause && (said->line.flags & LINE_F_FAR) && said->line.location == 4,
	    "the switch hears cause %u, not %u", said->line.cause, cause);
}

static void
refused_out(unsigned cause)
{
	struct call call = dial_out();

	rel_received(call.cic, cause);
	expect_line(MSG_LINE_SEIZED);
	switch_hears_end(cause);
}

static void
rel_sent(unsigned cic, unsigned cause)
{
	const struct msu *rel = expect_isup(cic, T_REL);

	SS7_CHECK(param_cause(rel) == cause, "cause %u, not %u", param_cause(rel), cause);
	say_isup(cic, "10 00");
}

void
q784_4_1x(enum ss7_form form)
{
	q784_begin(form, NULL);
	for (size_t i = 0; i < sizeof(causes); i++)
		refused_out(causes[i]);
	q784_over();
}

void
q784_4_1y(enum ss7_form form)
{
	q784_begin(form, NULL);
	for (size_t i = 0; i < sizeof(causes); i++) {
		struct call call = offer_in(5);

		say_line(MSG_LINE_RELEASE, call.line, causes[i]);
		rel_sent(5, causes[i]);
		expect_line(MSG_LINE_RELEASED);
	}
	q784_over();
}

void
q784_4_1a(enum ss7_form form)
{
	q784_begin(form, NULL);
	refused_out(1);
	release_from_us(make_call_out());
	q784_over();
}

void
q784_4_1b(enum ss7_form form)
{
	q784_begin(form, NULL);
	refused_out(17);
	release_from_us(make_call_out());
	q784_over();
}

void
q784_4_1c(enum ss7_form form)
{
	q784_begin(form, NULL);
	struct call call = dial_out();
	say_isup(call.cic, "06 12 04 00");
	expect_line(MSG_LINE_SEIZED);
	expect_line(MSG_LINE_PROGRESS);
	rel_received(call.cic, 42);
	switch_hears_end(42);
	q784_over();
}

/* Two digits, then none for T35. */
void
q784_4_1d(enum ss7_form form)
{
	q784_begin(form, NULL);
	say_isup(5, "01 00 60 01 0a 00 02 00 03 03 10 46");
	tester_pass(SETTING(t35_ms));
	rel_sent(5, 28);
	q784_over();
}

void
q784_4_1e(enum ss7_form form)
{
	q784_begin(form, "inbound = 1;");
	make_call_in(5);
	say_isup(6, IAM_HEX);
	rel_sent(6, 34);
	q784_over();
}

/* 64 kbit/s unrestricted where only voice is taken. */
void
q784_4_1f(enum ss7_form form)
{
	q784_begin(form, "bearer = \"voice\";");
	say_isup(5, "01 00 60 01 0a 02 02 00 07 83 10 46 00 00 00 0f");
	rel_sent(5, 65);
	q784_over();
}
