/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A transition of a state machine, as the trace has it (base/fsm.c).
 */
#pragma once

#include "base/trace.h"

#include <stdbool.h>

#define TRANSITION_PART 48

struct transition {
	char machine[TRANSITION_PART], from[TRANSITION_PART], event[TRANSITION_PART], to[TRANSITION_PART],
	    ref[TRANSITION_PART];
};

/* Returns whether the record is one. */
bool transition_parse(const struct trace_rec *rec, struct transition *t);
