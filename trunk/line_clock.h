/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The clock of a line that no hardware drives: 20 ms blocks since it was made, from CLOCK_BOOTTIME, so that all processes that map
 * the line's file see one tick.  A fake one, for tests, moves only when it is told to.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum line_clock_kind { LINE_CLOCK_REAL, LINE_CLOCK_FAKE };

struct line_clock {
	int64_t born_us;            /* CLOCK_BOOTTIME at tick 0 */
	_Atomic uint64_t fake_tick; /* LINE_CLOCK_FAKE: the clock */
	uint32_t kind;              /* enum line_clock_kind */
	uint32_t pad;
};

void line_clock_start(struct line_clock *clock, enum line_clock_kind kind);
bool line_clock_sound(const struct line_clock *clock); /* does it make sense?  A file may be anything. */
uint64_t line_clock_tick(const struct line_clock *clock);
int64_t line_clock_next_us(const struct line_clock *clock);       /* when the next block begins (clock.h time) */
int line_clock_advance(struct line_clock *clock, uint64_t ticks); /* -EINVAL: it is real */
