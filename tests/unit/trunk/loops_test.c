/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inherited loops: the list in the environment, as a child reads it. */
#include "trunk/loops.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

Test(loops, are_found_by_span_and_slot)
{
	const char *list = "1.1=7 1.12=8 11.2=9 64.31=2147483647 ";

	cr_expect_eq(loops_find(list, 1, 1), 7);
	cr_expect_eq(loops_find(list, 1, 12), 8);
	cr_expect_eq(loops_find(list, 11, 2), 9);
	cr_expect_eq(loops_find(list, 64, 31), 2147483647);
	cr_expect_eq(loops_find(list, 1, 2), -ENOENT);
	cr_expect_eq(loops_find("", 1, 1), -ENOENT);
}

Test(loops, what_is_no_list_names_none)
{
	cr_expect_eq(loops_find("1.1", 1, 1), -ENOENT);
	cr_expect_eq(loops_find("1.1=", 1, 1), -ENOENT);
	cr_expect_eq(loops_find("1.1=-3", 1, 1), -ENOENT);
	cr_expect_eq(loops_find("1.1=99999999999999999999", 1, 1), -ENOENT);
	cr_expect_eq(loops_find("x 1.1=3", 1, 1), -ENOENT);
	cr_expect_eq(loops_find("1.1=3,1.2=4", 1, 2), -ENOENT);
}

Test(loops, a_descriptor_that_is_closed_is_not_inherited)
{
	char list[32];
	int fd = dup(0);

	snprintf(list, sizeof(list), "2.3=%d", fd);
	setenv(LOOPS_ENV, list, 1);
	cr_expect_eq(loops_inherited(2, 3), fd);
	cr_expect_eq(loops_inherited(2, 4), -ENOENT);
	close(fd);
	cr_expect_eq(loops_inherited(2, 3), -ENOENT);
	unsetenv(LOOPS_ENV);
	cr_expect_eq(loops_inherited(2, 3), -ENOENT);
}
