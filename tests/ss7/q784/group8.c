/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Q.784.1 group 8: automatic congestion control (Q.764 2.11), availability of the far user part (2.13).
 */
#include "tests/ss7/q784/q784.h"

#include <stdio.h>

enum { DIALS = 20 };

/* Of so many calls out that many are refused with cause 42; the others go out and are ended. */
static unsigned
refused_of(unsigned n)
{
	unsigned refused = 0;

	for (unsigned i = 0; i < n; i++) {
		say_dial(100 + i, "13800000002", "64000000");
		const struct said *said = take_line(MSG_LINE_REFUSED);
		if (said) {
			SS7_CHECK(said->line.cause == 42, "cause %u", said->line.cause);
			refused++;
			continue;
		}
		expect_isup(1, T_IAM);
		say_isup(1, "0c 02 00 02 84 91");
		expect_isup(1, T_RLC);
		expect_line(MSG_LINE_SEIZED);
		expect_line(MSG_LINE_RELEASED);
	}
	return refused;
}

static void
congested(void)
{
	struct call call = dial_out();

	say_isup(call.cic, "0c 02 04 02 84 aa 27 01 01 00");
	expect_isup(call.cic, T_RLC);
	expect_line(MSG_LINE_SEIZED);
	SS7_CHECK(expect_line(MSG_LINE_RELEASED)->line.cause == 42, "another cause");
}

/* Calls are cut by a step, by a further step only after T29, and come back step by step with T30. */
void
q784_8_1_1(enum ss7_form form)
{
	q784_begin(form, NULL);
	SS7_CHECK(refused_of(DIALS) == 0, "calls are cut before anything was said");
	congested();
	unsigned first = refused_of(DIALS);
	SS7_CHECK(first > 0 && first < DIALS, "%u of %d are refused", first, DIALS);
	tester_pass(SETTING(t29_ms));
	while (take_line(MSG_LINE_REFUSED))
		;
	congested();
	unsigned second = refused_of(DIALS);
	SS7_CHECK(second > first, "%u are refused, no more than at first", second);
	tester_pass(SETTING(t30_ms));
	SS7_CHECK(refused_of(DIALS) == first, "not one step less");
	tester_pass(SETTING(t30_ms));
	SS7_CHECK(refused_of(DIALS) == 0, "not as before");
	expect_log(LOG_WARN, "congested");
	q784_over();
}

/* We are overloaded: calls in are released with cause 42; every REL says the level. */
void
q784_8_1_2(enum ss7_form form)
{
	unsigned len;

	q784_begin(form, NULL);
	struct call call = make_call_in(5);
	tester_pressure(2);
	say_isup(6, IAM_HEX);
	const struct msu *rel = expect_isup(6, T_REL);
	const uint8_t *level = param_optional(rel, 0x27, &len);
	SS7_CHECK(param_cause(rel) == 42 && level && level[0] == 2, "cause %u, level %u", param_cause(rel),
	    level ? level[0] : 0);
	say_isup(6, "10 00");
	tester_pressure(1);
	say_line(MSG_LINE_RELEASE, call.line, 16);
	level = param_optional(expect_isup(5, T_REL), 0x27, &len);
	SS7_CHECK(level && level[0] == 1, "level %u", level ? level[0] : 0);
	expect_line(MSG_LINE_RELEASED);
	say_isup(5, "10 00");
	tester_pressure(0);
	call = make_call_in(5);
	say_line(MSG_LINE_RELEASE, call.line, 16);
	SS7_CHECK(!param_optional(expect_isup(5, T_REL), 0x27, &len), "a level, though we are not overloaded");
	expect_line(MSG_LINE_RELEASED);
	say_isup(5, "10 00");
	q784_over();
}

void
q784_8_2_1(enum ss7_form form)
{
	q784_begin(form, NULL);
	say_isup(0, "34 00");
	expect_isup(0, T_UPA);
	q784_over();
}

/* UPU of the far exchange for SI 5; cause 2 "inaccessible". */
static void
far_user_away(void)
{
	say_snm(0, SNM_UPU, "$far 25");
	expect_log(LOG_ALARM, "ISUP is not available");
	expect_isup(0, T_UPT);
}

static void
takes_no_call(void)
{
	say_dial(1, "13800000002", "64000000");
	SS7_CHECK(expect_line(MSG_LINE_REFUSED)->line.cause == 38, "another cause");
}

/* UPA makes it available again; what is said meanwhile of its absence is old news. */
void
q784_8_2_2(enum ss7_form form)
{
	q784_begin(form, NULL);
	far_user_away();
	say_snm(0, SNM_UPU, "$far 25");
	expect_quiet();
	takes_no_call();
	say_isup(0, "35 00");
	release_from_us(make_call_out());
	tester_pass(2 * SETTING(t4_ms));
	q784_over();
}

void
q784_8_2_3(enum ss7_form form)
{
	q784_begin(form, NULL);
	far_user_away();
	q784_after(SETTING(t4_ms), 0, T_UPT);
	q784_after(SETTING(t4_ms), 0, T_UPT);
	takes_no_call();
	say_isup(3, "13"); /* anything it says will do */
	expect_isup_hex(3, "15");
	release_from_us(make_call_out());
	tester_pass(2 * SETTING(t4_ms));
	q784_over();
}
