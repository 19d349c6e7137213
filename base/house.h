/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The house's state as the parent sees it, in shared memory (`house.state`): who runs, since when, how often restarted.
 * Written by zongjid alone; anyone may read it without asking.
 */
#pragma once

#include "base/role.h"

#include <stdint.h>

enum house_phase { HOUSE_UNUSED, HOUSE_RUNS, HOUSE_WAITS, HOUSE_STOPPED };

struct house_role {
	uint32_t phase;
	int32_t pid;
	uint32_t restarts; /* since the house was started */
	int32_t status;    /* how the last one ended: wait(2) status; -1 = not known */
	int64_t since_us;
};

struct house {
	uint64_t magic;
	int32_t parent;
	uint32_t starting; /* 1 until all roles have been started once */
	int64_t since_us;
	struct house_role roles[ROLE_COUNT];
};

/* Parent: make it (or go on in it).  Reader: a private mapping; NULL with errno if there is none. */
struct house *house_create(const char *run_dir);
const struct house *house_read(const char *run_dir);
void house_unmap(const struct house *house);
