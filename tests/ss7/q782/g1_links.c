/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/ss7/q782/q782.h"

void
q782_1_1(enum ss7_form form)
{
	tester_open(form, NULL);
	bring_up();
	struct call in = make_call_in(5);
	struct call out = make_call_out();
	release_from_far(in);
	release_from_us(out);
	expect_quiet();
	tester_close();
}
