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
