/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Timers of a circuit: the rows of timers.def, in which states of the call machine each may run, and what its end
 * means.
 */
#include "isup/circuit.h"
#include "isup/exchange.h"

#define S(name) FSM_STATE(CIR_##name)

struct timer_row {
	uint8_t slot;
	uint8_t event;   /* for the call machine; blocking's timers go to blocking.c, the segment's to segment.c */
	uint64_t states; /* in which it may run */
};

/* clang-format off */
static const struct timer_row timer_rows[CT_COUNT] = {
	[CT_T1]  = { SLOT_CALL,       EV_T1,  S(RELEASING) },
	[CT_T2]  = { SLOT_CALL,       EV_T2,  S(HELD_OUT) | S(LEFT_OUT) },
	[CT_T3]  = { SLOT_CALL,       EV_T3,  S(OVERLOADED) },
	[CT_T5]  = { SLOT_LONG,       EV_T5,  S(RELEASING) },
	[CT_T6]  = { SLOT_CALL,       EV_T6,  S(HELD_OUT) },
	[CT_T7]  = { SLOT_CALL,       EV_T7,  S(SENT) },
	[CT_T8]  = { SLOT_LONG,       EV_T8,  S(ADDRESS) | S(CHECKING) },
	[CT_T9]  = { SLOT_CALL,       EV_T9,  S(RINGING) },
	[CT_T10] = { SLOT_CALL,       EV_T10, S(ADDRESS) },
	[CT_T12] = { SLOT_BLOCK,      0,      ~UINT64_C(0) },
	[CT_T13] = { SLOT_BLOCK_LONG, 0,      ~UINT64_C(0) },
	[CT_T14] = { SLOT_BLOCK,      0,      ~UINT64_C(0) },
	[CT_T15] = { SLOT_BLOCK_LONG, 0,      ~UINT64_C(0) },
	[CT_T16] = { SLOT_CALL,       EV_T16, S(RESETTING) },
	[CT_T17] = { SLOT_LONG,       EV_T17, S(RESETTING) },
	[CT_T24] = { SLOT_LONG,       EV_T24, S(SENT) | S(TESTING) },
	[CT_T25] = { SLOT_CALL,       EV_T25, S(RETEST) },
	[CT_T26] = { SLOT_CALL,       EV_T26, S(RETEST) },
	[CT_T27] = { SLOT_CALL,       EV_T27, S(RECHECK) },
	[CT_T33] = { SLOT_CALL,       EV_T33, S(ASKING) },
	[CT_T34] = { SLOT_SEGMENT,    0,      ~UINT64_C(0) },
	[CT_T35] = { SLOT_CALL,       EV_T35, S(ADDRESS) },
	[CT_T36] = { SLOT_CALL,       EV_T36, S(LOOPED) },
	[CT_TCCL] = { SLOT_CALL,      EV_TCCL, S(CLEARING) },
};
/* clang-format on */

const char *const circuit_timer_text[CT_COUNT] = {
	[CT_NONE] = "",
#define TIMER(name, slot, ms, text) [CT_##name] = #name ": " text,
#include "isup/timers.def"
#undef TIMER
};

static int64_t
length_ms(const struct conf_group *group, enum circuit_timer which)
{
	switch (which) {
#define TIMER(name, slot, ms, text) \
	case CT_##name:             \
		return ms;
#include "isup/timers.def"
#undef TIMER
	default:
		return 0;
	}
}

void
circuit_arm(struct isup *isup, struct circuit *c, enum circuit_timer which)
{
	unsigned slot = timer_rows[which].slot;

	c->running[slot] = (uint8_t)which;
	timer_set(isup_timers(isup), circuit_timer_id(isup, c, slot),
	    isup->now_us + length_ms(&group_of(isup, c)->conf, which) * 1000);
}

void
circuit_disarm(struct isup *isup, struct circuit *c, enum circuit_slot slot)
{
	if (c->running[slot] == CT_NONE)
		return;
	c->running[slot] = CT_NONE;
	timer_clear(isup_timers(isup), circuit_timer_id(isup, c, slot));
}

void
circuit_stop_strangers(struct isup *isup, struct circuit *c)
{
	for (int slot = 0; slot < CIRCUIT_SLOTS; slot++)
		if (!(timer_rows[c->running[slot]].states & FSM_STATE(c->state)))
			circuit_disarm(isup, c, (enum circuit_slot)slot);
}

void
circuit_timer(struct isup *isup, struct circuit *c, enum circuit_slot slot, struct core_out *out)
{
	enum circuit_timer which = (enum circuit_timer)c->running[slot];

	c->running[slot] = CT_NONE;
	if (slot == SLOT_BLOCK || slot == SLOT_BLOCK_LONG)
		blocking_timer(isup, c, which, out);
	else if (slot == SLOT_SEGMENT)
		segment_missing(isup, c, out);
	else if (which != CT_NONE)
		circuit_post(isup, c, (enum circuit_event)timer_rows[which].event, out);
}
