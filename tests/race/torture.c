/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Torture (torture.h). */
#include "tests/race/torture.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

void *
torture_memory(unsigned long size)
{
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		wrong("no memory");
	return p;
}

void
wrong(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	fprintf(stderr, "WRONG: ");
	vfprintf(stderr, format, ap);
	fprintf(stderr, "\n");
	va_end(ap);
	_exit(9);
}

uint64_t
torture_hash(uint64_t n)
{
	n = (n ^ n >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	n = (n ^ n >> 27) * UINT64_C(0x94d049bb133111eb);
	return n ^ n >> 31;
}

uint64_t
torture_random(void)
{
	static uint64_t state;

	if (!state)
		state = (uint64_t)getpid() << 20;
	return torture_hash(state += UINT64_C(0x9e3779b97f4a7c15));
}

int64_t
torture_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * INT64_C(1000000) + now.tv_nsec / 1000;
}

void
torture_dir(char dir[64])
{
	snprintf(dir, 64, "/dev/shm/zj-torture-XXXXXX");
	if (!mkdtemp(dir))
		wrong("cannot make %s", dir);
}

void
torture_clean(const char *dir)
{
	char command[96];

	snprintf(command, sizeof(command), "rm -rf %s", dir);
	if (system(command))
		fprintf(stderr, "%s is left behind\n", dir);
}

static void
start(struct tortured *t)
{
	pid_t pid = fork();

	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		t->run();
		_exit(0);
	}
	if (pid < 0)
		wrong("fork");
	t->pid = pid;
}

/* All children, also those whose fault it is, are ended before the verdict. */
static void
fail(struct tortured *t, unsigned n, const char *name, int status)
{
	torture_end(t, n);
	wrong("%s ended with status %#x", name, (unsigned)status);
}

void
torture_look(struct tortured *t, unsigned n)
{
	int status;

	for (unsigned i = 0; i < n; i++)
		if (t[i].pid && waitpid(t[i].pid, &status, WNOHANG) == t[i].pid) {
			t[i].pid = 0;
			fail(t, n, t[i].name, status);
		}
}

static void
kill_one(struct tortured *t, unsigned n, struct tortured *victim)
{
	int status;

	kill(victim->pid, SIGKILL);
	waitpid(victim->pid, &status, 0);
	victim->pid = 0;
	if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL)
		fail(t, n, victim->name, status);
	victim->kills++;
}

void
torture(struct tortured *t, unsigned n, long kills, unsigned longest_us, void (*mourn)(void))
{
	for (unsigned i = 0; i < n; i++)
		start(&t[i]);
	for (long k = 0; k < kills;) {
		usleep((unsigned)(torture_random() % longest_us));
		torture_look(t, n);
		unsigned first = (unsigned)(torture_random() % n);
		bool pair = n > 1 && torture_random() % 8 == 0; /* now and then two at once */
		unsigned second = (first + 1) % n;

		kill_one(t, n, &t[first]);
		if (pair)
			kill_one(t, n, &t[second]);
		mourn();
		start(&t[first]);
		if (pair)
			start(&t[second]);
		k += 1 + pair;
	}
}

void
torture_end(struct tortured *t, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		if (t[i].pid) {
			kill(t[i].pid, SIGKILL);
			waitpid(t[i].pid, NULL, 0);
			t[i].pid = 0;
		}
}
