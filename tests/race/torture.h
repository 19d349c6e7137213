/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Torture: processes that are killed by SIGKILL at random moments and started again, thousands of times.
 *
 * Each is a function that never returns by itself.  What must survive it outside of the thing under test lies in memory
 * that the parent shares with all of them (two slots and a flip, so that a kill cannot tear it).
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct tortured {
	const char *name;
	void (*run)(void);
	int pid;
	long kills;
};

/* Memory that outlives every child. */
void *torture_memory(unsigned long size);

/*
 * Kill and restart at random, at most `longest_us` apart, until `kills` kills are done; after each calls `mourn`.
 * Leaves all running.
 */
void torture(struct tortured *t, unsigned n, long kills, unsigned longest_us, void (*mourn)(void));

/* Kill all for good. */
void torture_end(struct tortured *t, unsigned n);

/* A child found something wrong: print and exit(9); the parent fails when it sees that. */
__attribute__((noreturn, format(printf, 1, 2))) void wrong(const char *format, ...);

/* Look after children that ended by themselves: restarts what was killed by others, fails on exit(9). */
void torture_look(struct tortured *t, unsigned n);

uint64_t torture_random(void);
uint64_t torture_hash(uint64_t n);
int64_t torture_us(void);
void torture_dir(char dir[64]); /* make a private directory in memory ... */
void torture_clean(const char *dir);
