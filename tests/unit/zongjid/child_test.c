/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The parent's children: started, ended, started again later and later; adopted when they outlived a parent.  Processes
 * are real, times are arguments.
 */
#include "tools/zongjid/child.h"

#include "base/clock.h"
#include "tests/unit/forked.h"

#include <criterion/criterion.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define T0 (INT64_C(1800000000) * US_PER_SEC)

static char dir[64];
static struct house house;
static struct family family;

static struct child *const c = &family.children[ROLE_CRM];

static void
make_dir(void)
{
	forked_go_quietly();
	snprintf(dir, sizeof(dir), "/tmp/zj-child-XXXXXX");
	cr_assert(mkdtemp(dir));
	family = (struct family){ .conf = "x", .bin_dir = dir, .run_dir = dir, .house = &house };
	*c = (struct child){ .role = ROLE_CRM, .pidfd = -1 };
}

static void
remove_dir(void)
{
	char command[96];

	snprintf(command, sizeof(command), "rm -rf %s", dir);
	cr_assert_eq(system(command), 0);
}

TestSuite(child, .init = make_dir, .fini = remove_dir, .timeout = 60);

/* The role's program is this script. */
static void
program(const char *script)
{
	char path[96];

	snprintf(path, sizeof(path), "%s/crmd", dir);
	FILE *f = fopen(path, "w");
	fprintf(f, "#!/bin/sh\n%s\n", script);
	fclose(f);
	cr_assert_eq(chmod(path, 0755), 0);
}

static void
write_pid(const char *text)
{
	char path[96];

	snprintf(path, sizeof(path), "%s/crm.pid", dir);
	FILE *f = fopen(path, "w");
	fputs(text, f);
	fclose(f);
}

/* One life, from `now` on and `lived` long. */
static void
one_life(int64_t now, int64_t lived)
{
	cr_assert_eq(child_start(&family, c, now), 0);
	cr_assert_eq(c->due_us, TIME_NEVER);
	cr_assert_eq(house.roles[ROLE_CRM].phase, HOUSE_RUNS);
	struct pollfd p = { .fd = c->pidfd, .events = POLLIN };

	cr_assert_eq(poll(&p, 1, -1), 1);
	child_ended(&family, c, now + lived);
	cr_assert_eq(c->pidfd, -1);
	cr_assert_eq(house.roles[ROLE_CRM].phase, HOUSE_WAITS);
	cr_assert_eq(house.roles[ROLE_CRM].pid, 0);
}

Test(child, the_first_restart_is_at_once_then_ever_later_but_within_a_second)
{
	static const int pauses_ms[] = { 0, 20, 40, 80, 160, 320, 640, 640, 640 };
	int64_t now = T0;

	program("exit 3");
	for (size_t i = 0; i < sizeof(pauses_ms) / sizeof(pauses_ms[0]); i++) {
		one_life(now, 5000);
		now += 5000;
		cr_expect_eq(c->due_us - now, pauses_ms[i] * US_PER_MS, "death %zu", i + 1);
		cr_expect_eq(house.roles[ROLE_CRM].restarts, i + 1);
		cr_expect_eq(WEXITSTATUS(house.roles[ROLE_CRM].status), 3);
		now = c->due_us;
	}
	/* one that lived a second is started again at once */
	one_life(now, US_PER_SEC);
	cr_expect_eq(c->due_us, now + US_PER_SEC);
}

Test(child, a_program_that_is_not_there_is_a_death_like_any_other)
{
	one_life(T0, 1000);
	cr_expect_eq(WEXITSTATUS(house.roles[ROLE_CRM].status), 1);
	cr_expect_eq(c->due_us, T0 + 1000);
}

Test(child, the_signal_that_ended_it_is_known)
{
	program("kill -9 $$");
	one_life(T0, 1000);
	cr_assert(WIFSIGNALED(house.roles[ROLE_CRM].status));
	cr_expect_eq(WTERMSIG(house.roles[ROLE_CRM].status), SIGKILL);
}

Test(child, one_that_is_killed_again_and_again_is_never_long_away)
{
	int64_t now = T0;

	program("kill -9 $$");
	for (int i = 0; i < 9; i++) {
		one_life(now, 5000);
		now += 5000;
		cr_expect_leq(c->due_us - now, 20 * US_PER_MS, "death %d", i + 1);
		now = c->due_us;
	}
}

Test(child, one_that_outlived_its_parent_is_adopted_and_its_end_noticed)
{
	struct child other = { .role = ROLE_CRM, .pidfd = -1 };
	char command[160];

	/* a program of the right name that only sleeps */
	snprintf(command, sizeof(command), "cp /bin/sleep %s/crmd", dir);
	cr_assert_eq(system(command), 0);
	pid_t pid = fork();
	if (pid == 0) {
		char path[96];
		snprintf(path, sizeof(path), "%s/crmd", dir);
		execl(path, path, "1000", (char *)NULL);
		_exit(1);
	}
	snprintf(command, sizeof(command), "%d\n", (int)pid);
	write_pid(command);
	while (child_adopt(&family, &other, T0) == 0) /* until it has become crmd */
		usleep(1000);
	cr_expect_eq(house.roles[ROLE_CRM].pid, pid);
	cr_expect_eq(house.roles[ROLE_CRM].since_us, T0);
	cr_expect_eq(other.due_us, TIME_NEVER);
	child_signal(&family, &other, SIGTERM);
	struct pollfd p = { .fd = other.pidfd, .events = POLLIN };

	cr_assert_eq(poll(&p, 1, -1), 1);
	child_ended(&family, &other, T0 + 2 * US_PER_SEC);
	cr_expect_eq(other.due_us, T0 + 2 * US_PER_SEC);
}

Test(child, nobody_else_is_adopted)
{
	static const char *const texts[] = { "", "x", "-1", "0", "1", "999999999", "99999999999999999999", "\n\n" };
	char own[16];

	cr_expect_eq(child_adopt(&family, c, T0), 0, "no file");
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		write_pid(texts[i]);
		cr_expect_eq(child_adopt(&family, c, T0), 0, "\"%s\"", texts[i]);
	}
	snprintf(own, sizeof(own), "%d", (int)getpid());
	write_pid(own);
	cr_expect_eq(child_adopt(&family, c, T0), 0, "a living process that is not crmd");
	cr_expect_eq(house.roles[ROLE_CRM].phase, HOUSE_UNUSED);
}
