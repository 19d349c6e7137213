/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Q.781: MTP level 2, case by case.
 */
#include "tests/ss7/q781/q781.h"

static const struct ss7_case cases[] = {
#define CASE     SS7_CASE
#define EXCLUDED SS7_EXCLUDED
#include "tests/ss7/q781/cases.def"
};

int
main(int argc, char **argv)
{
	return ss7_main(argc, argv, "Q.781", cases, sizeof(cases) / sizeof(cases[0]));
}
