/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * State machines as tables, in the order the standard tells the story.
 *
 *     { S(CIR_IDLE), EV_IAM, CIR_OFFERED, offer_call, "Q.764 2.1.1" },
 *
 * A row = set of states, event, next state, action, reference.  fsm_step() alone changes the state, traces "circuit:
 * IDLE -IAM-> OFFERED [Q.764 2.1.1]" and counts; a pair without a row goes to the machine's one `unexpected` action.  Actions do one
 * thing and do not change state; a choice is a second event.  At most 64 states and 255 rows.
 */
#pragma once

#include "base/core.h"

#define FSM_STATE(s) (UINT64_C(1) << (s))
#define FSM_SAME     (-1) /* the row leaves the state as it is */

/* room: the arena's root; obj: the object whose state this is; arg: the event's own data. */
typedef void fsm_action(void *room, void *obj, const void *arg, struct core_out *out);

struct fsm_row {
	uint64_t in; /* set of FSM_STATE */
	uint16_t event;
	int16_t next;       /* a state, or FSM_SAME */
	fsm_action *action; /* may be NULL; runs after the state has changed */
	const char *ref;    /* paragraph of the standard or requirement id */
};

struct fsm {
	const char *name; /* "circuit": first word of the trace line */
	const char *const *states;
	const char *const *events;
	uint16_t n_states;
	uint16_t n_events;
	const struct fsm_row *rows;
	uint16_t n_rows;
	fsm_action *unexpected; /* may be NULL: then it is only traced */
	uint8_t *index;         /* n_states * n_events bytes of static storage, filled on first use */
};

/* One event.  `ref` names the object in the trace.  Returns 1 if a row was found, 0 if the event was unexpected. */
int fsm_step(const struct fsm *fsm, void *room, void *obj, uint8_t *state, uint16_t event, uint64_t ref,
    const void *arg, struct core_out *out);

/* The row for a pair, or NULL. */
const struct fsm_row *fsm_find(const struct fsm *fsm, uint16_t state, uint16_t event);
