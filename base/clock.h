/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The one clock: microseconds since 1970 (UTC), but never going back and never stepped while the house is up.
 *
 * It is CLOCK_BOOTTIME plus an offset that the parent writes once into the run directory (`clock`), so every process, before
 * and after its restart, reads the same time.  Cores never read it: time reaches them as an input.
 */
#pragma once

#include <stdint.h>

#define US_PER_MS  INT64_C(1000)
#define US_PER_SEC INT64_C(1000000)
#define TIME_NEVER INT64_MAX
/* The last moment that a message may tell, in the year 2286: the sum and the difference of any two fit. */
#define TIME_MOST (INT64_C(10000000000) * US_PER_SEC)

/* Make the offset file (parent) or read it; 0 or -errno.  Before either, clock_now_us() uses the system's own offset. */
int clock_create(const char *run_dir);
int clock_attach(const char *run_dir);
int64_t clock_now_us(void);
