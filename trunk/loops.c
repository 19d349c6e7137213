/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trunk/loops.h"

#include "base/log.h"
#include "trunk/span.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define LOOPS_MOST (64 * (SPAN_SLOTS - 1))
#define ENTRY_MOST 20 /* characters of "64.31=2147483647 " */

static struct {
	int n;
	struct loop_kept {
		int number, slot;
		int fd; /* -1: orphans of an earlier parent hold it */
	} kept[LOOPS_MOST];
} loops;

static void
keep(int number, int slot, int fd)
{
	if (loops.n < LOOPS_MOST)
		loops.kept[loops.n++] = (struct loop_kept){ number, slot, fd };
}

struct keeper {
	int (*get)(const char *name);
	int (*put)(const char *name, int fd);
};

/* One slot: 0 taken, or held by orphans; -ENOTSUP: this driver needs nothing. */
static int
take(struct span *span, int number, int slot, enum span_loop kind, const struct keeper *keeper)
{
	char name[32];

	snprintf(name, sizeof(name), "loop-%d.%d", number, slot);
	int fd = keeper->get(name);
	if (fd >= 0) {
		keep(number, slot, fd);
		return 0;
	}
	int rc = span_loop_open(span, slot, kind);
	if (rc == -EBUSY) {
		keep(number, slot, -1);
		return 0;
	}
	int open = rc ? rc : span_loop_keep(span, slot);
	if (open < 0)
		return open;
	fd = fcntl(open, F_DUPFD_CLOEXEC, 0);
	rc = fd < 0 ? -errno : keeper->put(name, fd);
	if (rc && fd >= 0)
		close(fd);
	if (!rc)
		keep(number, slot, fd);
	return rc;
}

int
loops_take(const struct site *site, const char *run_dir, int (*get)(const char *name),
    int (*put)(const char *name, int fd), int *number, int *slot)
{
	const struct keeper keeper = { get, put };

	for (int i = 0; i < site->n_circuits; i++) {
		const struct conf_circuits *run = &site->circuits[i];
		const struct conf_group *group = &site->groups[site_group(site, run->group)];
		const struct conf_span *conf = site_span(site, run->span);
		enum span_loop kind = group->loop == LOOP_EXCHANGE ? SPAN_EXCHANGE : SPAN_STATION;
		struct span *span;

		if (group->kind != GROUP_CAS || conf->driver == SPAN_DRIVER_SOFT)
			continue;
		*number = run->span;
		*slot = 0;
		int rc = span_open(&span, conf, run_dir, SPAN_SIDE_HOUSE);
		if (rc)
			return rc;
		for (*slot = run->first_slot; *slot <= run->last_slot && !rc; ++*slot)
			rc = *slot == CAS_SLOT ? 0 : take(span, run->span, *slot, kind, &keeper);
		span_close(span); /* the channels live on by the descriptors kept */
		if (rc && rc != -ENOTSUP)
			return rc;
	}
	return 0;
}

/* A number and the mark behind it; NULL: something else. */
static const char *
word(const char *text, char mark, long *n)
{
	char *end;

	*n = strtol(text, &end, 10);
	return end == text || (mark && *end != mark) ? NULL : end + (mark != 0);
}

int
loops_find(const char *text, int number, int slot)
{
	long n, s, fd;

	while ((text = word(text, '.', &n)) && (text = word(text, '=', &s)) && (text = word(text, 0, &fd)))
		if (n == number && s == slot)
			return fd >= 0 && fd <= INT_MAX ? (int)fd : -ENOENT;
	return -ENOENT;
}

int
loops_inherited(int number, int slot)
{
	const char *text = getenv(LOOPS_ENV);
	int fd = text ? loops_find(text, number, slot) : -ENOENT;

	return fd >= 0 && fcntl(fd, F_GETFD) >= 0 ? fd : -ENOENT;
}

void
loops_hand_down(void)
{
	static char text[LOOPS_MOST * ENTRY_MOST];
	size_t len = 0;

	for (int i = 0; i < loops.n; i++) {
		const struct loop_kept *k = &loops.kept[i];

		if (k->fd < 0)
			continue;
		fcntl(k->fd, F_SETFD, 0);
		len += (size_t)snprintf(text + len, sizeof(text) - len, "%d.%d=%d ", k->number, k->slot, k->fd);
	}
	if (len)
		setenv(LOOPS_ENV, text, 1);
	else
		unsetenv(LOOPS_ENV);
}

/* ---- a parent that follows another ---- */

/* The orphan's copy of the list, out of its environment as it was started with. */
static const char *
list_of(int pid, char *environment, size_t size)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/environ", pid);
	FILE *file = fopen(path, "re");
	if (!file)
		return NULL;
	size_t len = fread(environment, 1, size - 1, file);
	fclose(file);
	environment[len] = '\0';
	for (const char *at = environment; at < environment + len; at += strlen(at) + 1)
		if (strncmp(at, LOOPS_ENV "=", sizeof(LOOPS_ENV)) == 0)
			return at + sizeof(LOOPS_ENV);
	return NULL;
}

int
loops_adopt(int pidfd, int pid)
{
	static char environment[LOOPS_MOST * ENTRY_MOST + 65536];
	const char *list = list_of(pid, environment, sizeof(environment));
	int copied = 0;

	for (int i = 0; list && i < loops.n; i++) {
		struct loop_kept *k = &loops.kept[i];
		int theirs = k->fd < 0 ? loops_find(list, k->number, k->slot) : -ENOENT;

		if (theirs < 0)
			continue;
		k->fd = (int)syscall(SYS_pidfd_getfd, pidfd, theirs, 0);
		if (k->fd < 0)
			return -errno;
		copied++;
	}
	return copied;
}
