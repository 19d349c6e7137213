/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bearer slots of a soft line.
 *
 * During tick T the line carries the block stamped T; from T + 1 on it can be read.  A writer writes for the ticks
 * after the present one, at most `ahead` of them; one that is late skips the ticks it missed (idle was sent).  A reader
 * that is late finds the last READ_LATE blocks.  The two never touch the same block, except a writer held up between
 * looking at the clock and writing, and for that there are the stamps.
 */
#include "trunk/soft_line.h"

#include <errno.h>
#include <string.h>

_Static_assert(
    WAY_BLOCKS > READ_LATE + 12 + 1 && !(WAY_BLOCKS & (WAY_BLOCKS - 1)), "late, present and ahead do not meet");

int
soft_write(struct span *span, int slot, const uint8_t block[SPAN_BLOCK])
{
	struct soft_span *s = soft_of(span);
	struct soft_slot *sl = &s->slots[slot];

	if (sl->use != SLOT_BEARER)
		return -EBADF;
	uint64_t tick = line_tick(s->line);
	if (sl->next_out <= tick) {
		if (sl->next_out)
			sl->counts.underruns += tick + 1 - sl->next_out;
		sl->next_out = tick + 1;
	}
	if (sl->next_out > tick + s->ahead)
		return -EAGAIN;

	struct line_block *b = &s->line->blocks[s->side][slot][sl->next_out % WAY_BLOCKS];
	atomic_store_explicit(&b->stamp, 0, memory_order_relaxed);
	atomic_thread_fence(
	    memory_order_release); /* the stamp is gone before the audio changes; pairs with take_block */
	memcpy(b->audio, block, SPAN_BLOCK);
	sl->next_out++;
	atomic_store_explicit(
	    &b->stamp, sl->next_out, memory_order_release); /* pairs with the first look in take_block */
	return 0;
}

static bool
take_block(const struct line_block *b, uint64_t tick, uint8_t block[SPAN_BLOCK])
{
	if (atomic_load_explicit(&b->stamp, memory_order_acquire) != tick + 1)
		return false;
	memcpy(block, b->audio, SPAN_BLOCK);
	atomic_thread_fence(memory_order_acquire); /* the audio is copied before the stamp is looked at again */
	return atomic_load_explicit(&b->stamp, memory_order_relaxed) == tick + 1;
}

/* Nothing is received under alarm.  One look at the far end's power in each tick does for all slots. */
static bool
deaf_at(struct soft_span *s, uint64_t tick)
{
	if (s->alarm_tick != tick) {
		s->deaf = soft_alarms(s) & ALARMS_DEAF;
		s->alarm_tick = tick;
	}
	return s->deaf;
}

int
soft_read(struct span *span, int slot, uint8_t block[SPAN_BLOCK])
{
	struct soft_span *s = soft_of(span);
	struct soft_slot *sl = &s->slots[slot];

	if (sl->use != SLOT_BEARER)
		return -EBADF;
	uint64_t tick = line_tick(s->line);
	if (sl->next_in >= tick)
		return -EAGAIN;
	if (tick - sl->next_in > READ_LATE) {
		sl->counts.overruns += tick - sl->next_in - READ_LATE;
		sl->next_in = tick - READ_LATE;
	}
	uint64_t wanted = sl->next_in++;
	if (!deaf_at(s, tick) &&
	    take_block(&s->line->blocks[other_side(s->side)][slot][wanted % WAY_BLOCKS], wanted, block))
		return 1;
	memset(block, SPAN_IDLE, SPAN_BLOCK);
	sl->counts.missed++;
	return 0;
}
