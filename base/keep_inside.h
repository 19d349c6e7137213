/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside of the keeper: what keep.c, keep_step.c, keep_death.c and keep_replay.c share. */
#pragma once

#include "base/journal.h"
#include "base/keep.h"
#include "base/snapshot.h"
#include "base/wires.h"

/* Inputs from CORE_FROM_SELF that are the keeper's own: journaled like all others, never shown to the core. */
enum keep_own {
	KEEP_OWN = 0xff00,
	KEEP_SHED = KEEP_OWN, /* struct keep_shed */
	KEEP_REMADE,          /* struct keep_remade */
};

struct keep_shed { /* from here on DROP messages to this role are (not) sent */
	uint32_t role, on;
};

struct keep_remade { /* from here on the rings with this role are others; what was numbered for the old ones is over */
	uint32_t role, pad;
	uint64_t in_instance, in_seq;
	uint64_t out_instance, out_seq;
};

/* An output that found its ring full: no further input is stepped until all of these are out. */
struct keep_pending {
	uint16_t to; /* ROLE_COUNT: sent */
	uint16_t type;
	uint32_t len;
	uint8_t data[];
};
#define PENDING_BYTES (UINT32_C(8) << 20) /* address space, touched only when a ring is full */

struct keep {
	struct core_out out; /* first: the core gives it back to us */
	const struct core *core;
	struct wires *wires;
	const struct keep_ops *ops;
	void *arg;
	const char *run_dir;
	struct snapshot snap;
	struct journal journal;
	void *arena;
	size_t arena_size;
	struct keep_mark mark; /* after the last input stepped */
	uint64_t taken;        /* serial of the last input journaled */
	int64_t taken_us;
	uint64_t step_at;          /* where the next input to be stepped lies in the journal */
	uint64_t seen[ROLE_COUNT]; /* number of the last record journaled from each ring */
	uint64_t silent_until;     /* steps up to this serial were completed by a predecessor */
	uint32_t touched;          /* roles that were sent something since keep_wake */
	uint32_t broken;           /* roles whose ring to us is broken, as logged */
	uint32_t set_aside;        /* inputs, since this process was started */
	uint64_t refused;          /* messages that are not in the catalogue */
	uint8_t *pending;
	uint32_t pending_end;
};

static inline bool
keep_idle(const struct keep *k)
{
	return k->mark.serial == k->taken && !k->pending_end;
}

/* keep_step.c */
extern const struct core_out_ops keep_out_ops;
bool keep_catch_up(struct keep *k); /* step what is journaled, as far as outputs have room; true if nothing is left */
void keep_wake(struct keep *k);     /* ring the bells of those who sleep and were sent something */

/* keep_death.c */
void keep_guard(void);                       /* from now on deaths while stepping are counted */
void keep_stepping(struct journal_rec *rec); /* NULL: the step is over */
bool keep_is_poison(struct keep *k, const struct journal_entry *entry); /* sets it aside the first time */
