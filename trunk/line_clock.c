/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Clocks of lines in shared memory (line_clock.h). */
#include "trunk/line_clock.h"

#include "base/clock.h"
#include "trunk/span.h"

#include <errno.h>
#include <stdatomic.h>
#include <time.h>

static int64_t
boot_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return now.tv_sec * US_PER_SEC + now.tv_nsec / 1000;
}

void
line_clock_start(struct line_clock *clock, enum line_clock_kind kind)
{
	clock->born_us = boot_us();
	clock->kind = kind;
}

bool
line_clock_sound(const struct line_clock *clock)
{
	return clock->kind <= LINE_CLOCK_FAKE && clock->born_us <= boot_us();
}

uint64_t
line_clock_tick(const struct line_clock *clock)
{
	if (clock->kind == LINE_CLOCK_FAKE)
		return atomic_load(&clock->fake_tick);
	return (uint64_t)(boot_us() - clock->born_us) / SPAN_BLOCK_US;
}

int64_t
line_clock_next_us(const struct line_clock *clock)
{
	int64_t next = (int64_t)(line_clock_tick(clock) + 1) * SPAN_BLOCK_US;

	return clock->kind == LINE_CLOCK_FAKE ? next : clock_now_us() + next - (boot_us() - clock->born_us);
}

int
line_clock_advance(struct line_clock *clock, uint64_t ticks)
{
	if (clock->kind != LINE_CLOCK_FAKE)
		return -EINVAL;
	atomic_fetch_add(&clock->fake_tick, ticks);
	return 0;
}
