/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Doors: whoever knocks is let in or turned away, and never left standing. */
#include "base/door.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[64];

static void
make_dir(void)
{
	snprintf(dir, sizeof(dir), "/tmp/zj-door-XXXXXX");
	cr_assert(mkdtemp(dir));
}

static void
remove_dir(void)
{
	char command[96];

	snprintf(command, sizeof(command), "rm -rf %s", dir);
	cr_assert_eq(system(command), 0);
}

TestSuite(door, .init = make_dir, .fini = remove_dir);

Test(door, packets_pass_both_ways)
{
	int door = door_open(dir, "x.sock", 4), out = door_knock(dir, "x.sock", false);
	char got[16] = "";

	cr_assert_geq(door, 0);
	cr_assert_geq(out, 0);
	int in = door_accept(door);
	cr_assert_geq(in, 0);
	cr_expect_eq(door_accept(door), -EAGAIN);
	cr_assert_eq(send(out, "to", 2, 0), 2);
	cr_assert_eq(recv(in, got, sizeof(got), 0), 2);
	cr_expect_str_eq(got, "to");
	cr_expect(fcntl(in, F_GETFL) & O_NONBLOCK);
	close(in);
	close(out);
	door_close(door, dir, "x.sock");
	cr_expect_eq(door_knock(dir, "x.sock", false), -ENOENT);
}

Test(door, only_the_group_may_knock_and_a_new_door_replaces_an_old_one)
{
	char path[96];
	struct stat st;

	snprintf(path, sizeof(path), "%s/x.sock", dir);
	int old = door_open(dir, "x.sock", 4), fresh = door_open(dir, "x.sock", 4);
	cr_assert_eq(stat(path, &st), 0);
	cr_expect_eq(st.st_mode & 0777, 0660);
	int out = door_knock(dir, "x.sock", true);
	cr_expect_eq(door_accept(old), -EAGAIN);
	int in = door_accept(fresh);
	cr_assert_geq(in, 0);
	close(in);
	close(out);
	close(old);
	door_close(fresh, dir, "x.sock");
}

Test(door, a_name_that_is_too_long_is_refused)
{
	char name[160];

	memset(name, 'a', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	cr_expect_eq(door_open(dir, name, 4), -ENAMETOOLONG);
	cr_expect_eq(door_knock(dir, name, false), -ENAMETOOLONG);
}

Test(door, without_descriptors_callers_are_turned_away)
{
	struct rlimit before, tight;
	char c;
	int door = door_open(dir, "x.sock", 4),
	    out[2] = { door_knock(dir, "x.sock", false), door_knock(dir, "x.sock", false) };

	cr_assert_eq(getrlimit(RLIMIT_NOFILE, &before), 0);
	int lowest = dup(door);
	close(lowest);
	tight = (struct rlimit){ (rlim_t)lowest, before.rlim_max };
	cr_assert_eq(setrlimit(RLIMIT_NOFILE, &tight), 0);
	cr_expect_eq(door_accept(door), -EMFILE);
	cr_expect_eq(door_accept(door), -EMFILE);
	cr_expect_eq(door_accept(door), -EAGAIN, "nobody stands there any more");
	setrlimit(RLIMIT_NOFILE, &before);
	for (int i = 0; i < 2; i++) {
		cr_expect_eq(recv(out[i], &c, 1, 0), 0);
		close(out[i]);
	}
	door_close(door, dir, "x.sock");
}
