/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reports about outside lines, computed from the stored calls: what a circuit carried (RPT-09), and how much each circuit of
 * a trunk group was used, in and out (RPT-25).
 */
#pragma once

#include "store/store.h"

#include <stdio.h>

#define LINES_MOST 4096 /* circuits of a trunk group */

struct line_use {
	uint32_t in, out;  /* calls */
	uint32_t answered; /* by the switch, or by the far end */
	int64_t held_us;   /* from the call's first moment to its last */
};

/* What `trunk` carried between two times, by circuit number; `use` has LINES_MOST rows.  How many calls, or -errno. */
int line_use(struct store *s, const char *trunk, int64_t from_us, int64_t to_us, struct line_use *use);

/* One line a call, newest first, then their number and averages.  0 or -errno. */
int line_calls(struct store *s, const char *trunk, unsigned circuit, size_t most, FILE *to);
/* One line a circuit that was used, then the sum.  0 or -errno. */
int line_use_print(struct store *s, const char *trunk, int64_t from_us, int64_t to_us, FILE *to);
