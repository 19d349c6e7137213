/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Timers of a core: a binary heap over fixed ids, flat in the arena.
 *
 * A timer is an index 0..capacity-1 that the owner computes (object * kinds + kind).  Setting, clearing and popping cost
 * O(log n) of the *running* timers; the next due time is read in O(1).  Equal times fire in the order they were set.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define TIMER_NONE UINT32_MAX

struct timers; /* flat: may be copied with the arena */

size_t timers_size(uint32_t capacity);
void timers_init(struct timers *t, uint32_t capacity);
void timer_set(struct timers *t, uint32_t id, int64_t due_us); /* (re)start */
void timer_clear(struct timers *t, uint32_t id);               /* no-op if not running */
int64_t timer_due(const struct timers *t, uint32_t id);        /* TIME_NEVER if not running */
int64_t timers_next(const struct timers *t);                   /* TIME_NEVER if none runs */

/* Take the earliest timer that is due at `now_us`; TIMER_NONE if none is.  It no longer runs afterwards. */
uint32_t timers_pop(struct timers *t, int64_t now_us);
