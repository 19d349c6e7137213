/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One child of the parent: start it, notice its end, start it again with back-off.
 *
 * The first restart is immediate (calls wait for it); a child that keeps dying within a second of its start is tried after 20 ms,
 * 40 ms ... 640 ms; one that is killed (SIGKILL), after 20 ms at most.  A process that outlived an earlier parent is
 * adopted: watched by its pidfd, not started twice.
 */
#pragma once

#include "base/house.h"

struct child {
	enum role role;
	int pidfd;        /* -1 while it does not run */
	int64_t due_us;   /* when to start it; TIME_NEVER while it runs or is not wanted */
	int64_t delay_us; /* of the next restart */
};

struct family {
	const char *conf;
	const char *bin_dir;
	const char *run_dir;
	struct house *house;
	struct child children[ROLE_COUNT];
};

/* Adopt the role's living process, if its pid file names one. 1 = adopted. */
int child_adopt(struct family *f, struct child *c, int64_t now_us);
int child_start(struct family *f, struct child *c, int64_t now_us);
/* Its pidfd became readable. */
void child_ended(struct family *f, struct child *c, int64_t now_us);
void child_signal(const struct family *f, const struct child *c, int sig);
