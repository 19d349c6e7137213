/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Inside of soft lines: the file, and one end of it as a process has it open.
 *
 * Each direction of a slot is written by one process at most (it holds the slot's lock) and everything in it is
 * stamped: bearer blocks with the tick they belong to, signalling units with a number.  A writer takes the stamp away,
 * writes, and stamps anew; a reader looks at the stamp before and after copying.  So a half-written block is never read
 * as one, and a writer killed half-way has sent nothing: that is all there is to surviving.
 */
#pragma once

#include "base/shm.h"
#include "trunk/driver.h"
#include "trunk/line_clock.h"
#include "trunk/soft.h"

#include <stdatomic.h>

#define LINE_ABI   2u
#define LINE_PATH  256
#define WAY_BLOCKS 32u /* ticks a bearer direction remembers: what is written ahead and what may be read late */
#define READ_LATE  8u  /* blocks that wait for a late reader; older ones are lost */
#define WAY_UNITS  32u /* units a signalling direction holds */
#define DEAF_TICKS 25u /* a reader that took nothing for so long is not there: the line does not wait for it */

struct line_block {
	_Atomic uint64_t stamp; /* its tick + 1; 0 = being written.  Writer: soft_write; reader: soft_read */
	uint8_t audio[SPAN_BLOCK];
	uint64_t pad;
};

struct line_unit {
	_Atomic uint64_t stamp; /* its number, from 1; 0 = being written.  Writer: put_unit; reader: copy_unit */
	uint64_t tick;          /* when it was sent */
	uint16_t len;
	uint16_t flags; /* UNIT_* */
	uint32_t pad;
	uint8_t octets[SPAN_FRAME_MAX];
};
#define UNIT_REPEATED \
	1u /* what the line repeats after a spoilt copy: from the next tick on, and if nothing came after it */

struct line_sig {
	_Atomic uint64_t last; /* number of the newest unit.  Writer: put_unit, release; reader: acquire */
	_Atomic uint32_t drop; /* injected faults still to be done to the next units */
	_Atomic uint32_t spoil;
	uint8_t pad0[48];
	_Atomic uint64_t read; /* next number the reader wants: only to hold the writer back */
	/* the reader found nothing and will sleep on its bell (Dekker with last, as in ring.c) */
	_Atomic uint32_t armed;
	uint8_t pad1[52];
	struct line_unit units[WAY_UNITS];
};

/* What an end of a loop does, in one word, so that a writer killed at any instruction has said the whole or nothing. */
struct line_loop {
	_Atomic uint64_t word; /* enum span_hook, 24 bits of flashes, 32 of hang-ups.  Writer: soft_loop_set; reader: look */
};

struct line {
	uint64_t magic;
	uint32_t abi;
	uint32_t number;
	struct line_clock clock;
	_Atomic uint32_t alarms[2]; /* forced, by the side that sees them */
	/* What is sent by a side, on a slot. */
	struct line_block blocks[2][SPAN_SLOTS][WAY_BLOCKS];
	struct line_sig sigs[2][SPAN_SLOTS];
	struct line_loop loops[2][SPAN_SLOTS];
};

enum slot_use { SLOT_CLOSED, SLOT_BEARER, SLOT_SIG };

struct soft_slot {
	enum slot_use use;
	uint64_t next_in; /* bearer: tick of the next block to read; signalling: number of the next unit */
	/* bearer: tick of the next block to write, 0 = not begun; signalling: number of the next unit */
	uint64_t next_out;
	struct span_counts counts;
	/* signalling */
	enum span_mode mode;
	int bell;          /* ours */
	int peer_bell;     /* theirs */
	uint64_t stuck_at; /* the reader's position when we found the way full, and since when */
	uint64_t stuck_tick;
	bool full;
	uint32_t badfcs, overruns; /* events not fetched yet */
	bool alarm_told;
	uint16_t last_len; /* last unit delivered, to drop its repetitions */
	uint8_t last[SPAN_FRAME_MAX];
};

struct soft_loop {
	bool open;
	enum span_loop kind;
	uint32_t heard, flashes, hangups; /* of the far end, as told by events */
};

struct soft_span {
	struct span span;
	struct shm shm;
	struct line *line;
	enum span_side side;
	int number;
	unsigned ahead;
	uint64_t alarm_tick; /* what a bearer read found at this tick, so that one look does for all slots */
	bool deaf;
	char run_dir[LINE_PATH];
	struct soft_slot slots[SPAN_SLOTS];
	unsigned n_loops;                /* open */
	int loop_bell, loop_peer_bell; /* one for all loops */
	struct soft_loop loops[SPAN_SLOTS];
};

static inline struct soft_span *
soft_of(const struct span *span)
{
	return (struct soft_span *)(uintptr_t)span;
}

static inline enum span_side
other_side(enum span_side side)
{
	return side == SPAN_SIDE_HOUSE ? SPAN_SIDE_FAR : SPAN_SIDE_HOUSE;
}

/* Octets of the file that lock ends of slots and loops. */
#define LOCK_SLOTS 64
#define LOCK_LOOPS (LOCK_SLOTS + 2 * SPAN_SLOTS)

static inline uint64_t
line_tick(const struct line *line)
{
	return line_clock_tick(&line->clock);
}

uint32_t soft_alarms(const struct soft_span *s);
int soft_take_slot(struct soft_span *s, int slot, enum slot_use use);
void soft_leave_slot(struct soft_span *s, int slot);
int soft_bell(const char *run_dir, int number, enum span_side side, int slot, bool create);

/* Alarms under which nothing is received. */
#define ALARMS_DEAF (SPAN_ALARM_LOS | SPAN_ALARM_AIS | SPAN_ALARM_RED)

/* soft_bearer.c */
int soft_read(struct span *span, int slot, uint8_t block[SPAN_BLOCK]);
int soft_write(struct span *span, int slot, const uint8_t block[SPAN_BLOCK]);

/* soft_sig.c */
int soft_sig_open(struct span *span, int slot, enum span_mode mode);
void soft_sig_close(struct span *span, int slot);
ssize_t soft_sig_read(struct span *span, int slot, void *unit, size_t size);
int soft_sig_write(struct span *span, int slot, const void *unit, size_t len);

/* soft_loop.c */
int soft_loop_open(struct span *span, int slot, enum span_loop kind);
void soft_loop_close(struct span *span, int slot);
int soft_loop_set(struct span *span, int slot, enum span_hook hook);
int soft_loop_heard(const struct span *span, int slot);
int soft_loop_fd(const struct span *span);
int soft_loop_keep(const struct span *span, int slot);
enum span_event soft_loop_event(struct soft_span *s, int slot);
