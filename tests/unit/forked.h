/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tests that fork.  What the test's process does at its end (the test framework's reports, the search for leaks, which is
 * confused by threads that did not come along) is not for its children.
 */
#pragma once

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static inline void
forked_leave(int status, void *parent)
{
	if (getpid() == (pid_t)(intptr_t)parent)
		return;
	fflush(NULL);
	_exit(status);
}

/* Children of this process that call exit() from now on just go. */
static inline void
forked_go_quietly(void)
{
	on_exit(forked_leave, (void *)(intptr_t)getpid());
}
