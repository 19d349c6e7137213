/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/zongjid/child.h"

#include "base/clock.h"
#include "base/log.h"
#include "tools/zongjid/keepfds.h"
#include "trunk/loops.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define FIRST_DELAY_US (20 * US_PER_MS)
#define MOST_DELAY_US  (640 * US_PER_MS) /* a far exchange gives a silent link up after T7 of Q.703, half a second to two */
#define CALM_US        US_PER_SEC /* a child that lived this long restarts at once */
#define KILLED_US      FIRST_DELAY_US /* the longest pause after SIGKILL: somebody killed it, it does not fail by itself */

static int
open_pid(pid_t pid)
{
	return (int)syscall(SYS_pidfd_open, pid, 0);
}

static void
path_of(const struct family *f, enum role role, const char *ending, char *path, size_t size)
{
	snprintf(path, size, "%s/%s.%s", f->run_dir, role_name[role], ending);
}

/* The pid that the file names, if that process is still this role's program. */
static pid_t
living(const struct family *f, enum role role)
{
	char path[256], exe[256], target[256];
	int pid = 0;

	path_of(f, role, "pid", path, sizeof(path));
	FILE *file = fopen(path, "re");
	if (!file)
		return 0;
	if (fscanf(file, "%d", &pid) != 1)
		pid = 0;
	fclose(file);
	if (pid <= 1)
		return 0;
	snprintf(exe, sizeof(exe), "/proc/%d/exe", pid);
	ssize_t n = readlink(exe, target, sizeof(target) - 1);
	if (n < 0)
		return 0;
	target[n] = '\0';
	const char *base = strrchr(target, '/');
	size_t len = strlen(role_program[role]);
	/* "isupd (deleted)" is an upgraded program that still runs */
	return base && strncmp(base + 1, role_program[role], len) == 0 ? pid : 0;
}

static void
running(struct family *f, struct child *c, pid_t pid, int64_t now_us)
{
	struct house_role *r = &f->house->roles[c->role];

	c->due_us = TIME_NEVER;
	r->pid = pid;
	r->since_us = now_us;
	r->phase = HOUSE_RUNS;
}

int
child_adopt(struct family *f, struct child *c, int64_t now_us)
{
	pid_t pid = living(f, c->role);

	if (!pid || (c->pidfd = open_pid(pid)) < 0)
		return 0;
	fcntl(c->pidfd, F_SETFD, FD_CLOEXEC);
	running(f, c, pid, now_us);
	log_note("%s: adopted, pid %d", role_program[c->role], pid);
	return 1;
}

static void
become(const struct family *f, enum role role)
{
	char path[256], program[256], conf[256];
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	keepfds_hand_down();
	loops_hand_down();
	path_of(f, role, "pid", path, sizeof(path));
	FILE *file = fopen(path, "we");
	if (file) {
		fprintf(file, "%d\n", (int)getpid());
		fclose(file);
	}
	snprintf(program, sizeof(program), "%s/%s", f->bin_dir, role_program[role]);
	snprintf(conf, sizeof(conf), "%s", f->conf);
	char dash_c[] = "-c";
	char *argv[] = { program, dash_c, conf, NULL };
	execv(program, argv);
	fatal("%s: cannot be started: %s", program, strerror(errno));
}

int
child_start(struct family *f, struct child *c, int64_t now_us)
{
	pid_t pid = fork();

	if (pid < 0) {
		c->due_us = now_us + FIRST_DELAY_US;
		return -errno;
	}
	if (pid == 0)
		become(f, c->role);
	c->pidfd = open_pid(pid);
	if (c->pidfd >= 0)
		fcntl(c->pidfd, F_SETFD, FD_CLOEXEC);
	running(f, c, pid, now_us);
	return c->pidfd < 0 ? -errno : 0;
}

static void
tell_end(const struct child *c, int status)
{
	const char *name = role_program[c->role];

	if (status < 0)
		log_warn("%s: ended (adopted: how is not known)", name);
	else if (WIFSIGNALED(status))
		log_warn("%s: ended by signal %d", name, WTERMSIG(status));
	else if (WEXITSTATUS(status) == 0)
		log_note("%s: ended", name);
	else
		log_warn("%s: ended with status %d", name, WEXITSTATUS(status));
}

void
child_ended(struct family *f, struct child *c, int64_t now_us)
{
	struct house_role *r = &f->house->roles[c->role];
	int status = -1;
	int64_t lived = now_us - r->since_us;

	if (waitpid(r->pid, &status, WNOHANG) != r->pid)
		status = -1;
	close(c->pidfd);
	c->pidfd = -1;
	tell_end(c, status);
	if (lived >= CALM_US)
		c->delay_us = 0;
	if (status >= 0 && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL && c->delay_us > KILLED_US)
		c->delay_us = KILLED_US;
	c->due_us = now_us + c->delay_us;
	c->delay_us = c->delay_us ? c->delay_us * 2 : FIRST_DELAY_US;
	if (c->delay_us > MOST_DELAY_US)
		c->delay_us = MOST_DELAY_US;
	r->phase = HOUSE_WAITS;
	r->status = status;
	r->restarts++;
	r->pid = 0;
}

void
child_signal(const struct family *f, const struct child *c, int sig)
{
	if (c->pidfd >= 0)
		kill(f->house->roles[c->role].pid, sig);
}
