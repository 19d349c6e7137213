/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the cases of Q.784.1 share. */
#include "tests/ss7/q784/q784.h"

#include <stdio.h>

void
q784_begin(enum ss7_form form, const char *extra)
{
	char settings[512];

	snprintf(settings, sizeof(settings), "choice = \"ascending\"; prefer = \"none\"; %s", extra ? extra : "");
	tester_open_with(form, 1, settings, NULL);
	bring_up();
}

void
q784_over(void)
{
	expect_quiet();
	tester_close();
}

void
q784_pass(int64_t ms)
{
	tester_pass(ms - 1);
	SS7_CHECK(isup_unread() == 0, "a message came before %lld ms had passed", (long long)ms);
	tester_pass(1);
}

const struct msu *
q784_after(int64_t ms, unsigned cic, enum tester_isup type)
{
	q784_pass(ms);
	return expect_isup(cic, type);
}

uint32_t
q784_check(unsigned cic, enum line_check what)
{
	const struct said *said = expect_line(MSG_LINE_CHECK);

	SS7_CHECK(said->check.what == what && said->check.slot == cic % 32, "slot %u is to do %u, not %u at %u",
	    said->check.slot, said->check.what, (unsigned)what, cic % 32);
	return said->check.line;
}

void
q784_checked(uint32_t line, int passed)
{
	struct msg_line_check msg = { .line = line, .passed = (uint8_t)passed };

	say_switch(MSG_LINE_CHECKED, &msg, sizeof(msg));
}

void
q784_reaches(unsigned cic)
{
	say_isup(cic, "06 16 04 00");
	expect_line(MSG_LINE_SEIZED);
	expect_line(MSG_LINE_ALERTING);
	say_isup(cic, "09 00");
	expect_line(MSG_LINE_ANSWERED);
}
