/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Q.784.1: ISUP basic call. */
#include "tests/ss7/q784/q784.h"

#define CASE     SS7_CASE
#define EXCLUDED SS7_EXCLUDED

static const struct ss7_case cases[] = {
#include "tests/ss7/q784/cases.def"
};

int
main(int argc, char **argv)
{
	return ss7_main(argc, argv, "Q.784.1", cases, sizeof(cases) / sizeof(cases[0]));
}
