/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Counters in shared memory, with their labels: any tool reads them, no process is asked.
 *
 * A room lists its counters in stats.def: STAT(NAME, instances, unit, "sentence").  The file (`ROLE.stat`) survives
 * restarts of its process; counts go on.
 */
#pragma once

#include "base/role.h"

#include <stdint.h>

struct stat_row {
	const char *name;
	uint16_t instances; /* 1, or how many (links, spans, groups) */
	const char *unit;
	const char *sentence;
};

struct stats;
int stats_open(struct stats **sp, const char *run_dir, enum role role, const struct stat_row *rows, uint16_t n);
void stat_add(struct stats *s, uint16_t id, uint16_t which, int64_t n); /* out of range: ignored */
void stat_set(struct stats *s, uint16_t id, uint16_t which, int64_t value);
int64_t stat_get(const struct stats *s, uint16_t id, uint16_t which);
void stats_close(struct stats *s);

/* Reading from outside: calls `each` for every counter. */
int stats_read(const char *run_dir, enum role role,
    void (*each)(void *arg, const char *name, uint16_t which, const char *unit, const char *sentence, int64_t value),
    void *arg);
