/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The house's state file: written by one, read by anyone, refused when it is none. */
#include "base/house.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char dir[64], path[96];

static void
make_dir(void)
{
	snprintf(dir, sizeof(dir), "/dev/shm/zj-house-XXXXXX");
	cr_assert(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/house.state", dir);
}

static void
remove_dir(void)
{
	unlink(path);
	cr_assert_eq(rmdir(dir), 0);
}

TestSuite(house, .init = make_dir, .fini = remove_dir);

static void
write_file(size_t n)
{
	char octets[4096];
	FILE *f = fopen(path, "w");

	memset(octets, 0x5a, sizeof(octets));
	fwrite(octets, 1, n, f);
	fclose(f);
}

Test(house, what_the_parent_writes_is_read_at_once)
{
	cr_expect_null(house_read(dir));
	cr_expect_eq(errno, ENOENT);
	struct house *house = house_create(dir);
	const struct house *reader = house_read(dir);

	cr_assert(house && reader && house != reader);
	house->roles[ROLE_CRM] = (struct house_role){ .phase = HOUSE_RUNS, .pid = 4711, .restarts = 3 };
	cr_expect_eq(reader->roles[ROLE_CRM].pid, 4711);
	cr_expect_eq(reader->roles[ROLE_CRM].restarts, 3);
	house_unmap(house);
	/* a parent that comes again goes on in it */
	house = house_create(dir);
	cr_expect_eq(house->roles[ROLE_CRM].restarts, 3);
	house_unmap(house);
	house_unmap(reader);
}

Test(house, a_file_that_is_none_is_refused)
{
	write_file(0);
	cr_expect_null(house_read(dir));
	cr_expect_eq(errno, EINVAL);
	write_file(sizeof(struct house) - 1);
	cr_expect_null(house_read(dir));
	cr_expect_eq(errno, EINVAL);
	write_file(sizeof(struct house));
	cr_expect_null(house_read(dir));
	cr_expect_eq(errno, EINVAL);
	cr_expect_null(house_create("/nonexistent"));
}
