/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A line in plain memory: as fast as a line can be, moved by hand, that takes everything and says what it was given.
 */
#pragma once

#include "trunk/driver.h"

#include <errno.h>
#include <string.h>

#define MEMLINE_SOUNDS 64 /* blocks, said round and round */

struct memline {
	struct span span;
	uint64_t tick;
	uint32_t open;
	uint64_t read_at[SPAN_SLOTS];
	const uint8_t *sound; /* MEMLINE_SOUNDS blocks */
	uint8_t sent[SPAN_SLOTS][SPAN_BLOCK];
};

static inline struct memline *
memline_of(const struct span *span)
{
	return (struct memline *)(uintptr_t)span;
}

static void
memline_close(struct span *span)
{
}

static uint64_t
memline_tick(const struct span *span)
{
	return memline_of(span)->tick;
}

static int64_t
memline_next_us(const struct span *span)
{
	return (int64_t)(memline_of(span)->tick + 1) * SPAN_BLOCK_US;
}

static int
memline_bearer_open(struct span *span, int slot)
{
	struct memline *m = memline_of(span);
	if (m->open >> slot & 1)
		return -EBUSY;
	m->open |= 1u << slot;
	m->read_at[slot] = m->tick;
	return 0;
}

static void
memline_bearer_close(struct span *span, int slot)
{
	memline_of(span)->open &= ~(1u << slot);
}

static int
memline_read(struct span *span, int slot, uint8_t block[SPAN_BLOCK])
{
	struct memline *m = memline_of(span);
	if (m->read_at[slot] >= m->tick)
		return -EAGAIN;
	uint64_t at = (m->read_at[slot]++ + 7 * (uint64_t)slot) % MEMLINE_SOUNDS;
	memcpy(block, m->sound + at * SPAN_BLOCK, SPAN_BLOCK);
	return 1;
}

static int
memline_write(struct span *span, int slot, const uint8_t block[SPAN_BLOCK])
{
	memcpy(memline_of(span)->sent[slot], block, SPAN_BLOCK);
	return 0;
}

static void
memline_counts(const struct span *span, int slot, struct span_counts *counts)
{
	memset(counts, 0, sizeof(*counts));
}

static const struct span_ops memline_ops = {
	.close = memline_close,
	.tick = memline_tick,
	.next_us = memline_next_us,
	.bearer_open = memline_bearer_open,
	.bearer_close = memline_bearer_close,
	.read = memline_read,
	.write = memline_write,
	.counts = memline_counts,
};
