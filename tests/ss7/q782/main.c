/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Q.782: MTP level 3, as far as a signalling point that is no transfer point is tested. */
#include "tests/ss7/q782/q782.h"

#define CASE     SS7_CASE
#define EXCLUDED SS7_EXCLUDED

static const struct ss7_case cases[] = {
#include "tests/ss7/q782/cases.def"
};

int
main(int argc, char **argv)
{
	return ss7_main(argc, argv, "Q.782", cases, sizeof(cases) / sizeof(cases[0]));
}
