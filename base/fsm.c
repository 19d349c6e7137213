/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Table-driven machines: one lookup per event through an index that is built from the rows on first use.
 */
#include "base/fsm.h"

#include "base/trace.h"

#include <string.h>

/* 0 = not built, 255 = no row, else row + 1.  Cell 0 of the index tells whether it has been built. */
#define NO_ROW 255

static void
build(const struct fsm *fsm)
{
	memset(fsm->index, NO_ROW, (size_t)fsm->n_states * fsm->n_events);
	for (int row = fsm->n_rows; row-- > 0;) /* backwards: the first row of a pair wins */
		for (int s = 0; s < fsm->n_states; s++)
			if (fsm->rows[row].in & FSM_STATE(s))
				fsm->index[s * fsm->n_events + fsm->rows[row].event] = (uint8_t)(row + 1);
}

const struct fsm_row *
fsm_find(const struct fsm *fsm, uint16_t state, uint16_t event)
{
	if (state >= fsm->n_states || event >= fsm->n_events)
		return NULL;
	if (fsm->index[0] == 0)
		build(fsm);
	uint8_t row = fsm->index[state * fsm->n_events + event];

	return row == NO_ROW ? NULL : &fsm->rows[row - 1];
}

static char *
append(char *at, const char *end, const char *text)
{
	size_t len = strnlen(text, (size_t)(end - at));

	memcpy(at, text, len);
	return at + len;
}

/* No printf here: every step of every call passes through. */
static void
trace_step(const struct fsm *fsm, uint8_t from, uint16_t event, const char *to, const char *paragraph, uint64_t ref,
    struct core_out *out)
{
	char line[160];
	const char *end = line + sizeof(line);
	char *at = append(line, end, fsm->name);

	at = append(at, end, ": ");
	at = append(at, end, fsm->states[from]);
	at = append(at, end, " -");
	at = append(at, end, fsm->events[event]);
	at = append(at, end, "-> ");
	at = append(at, end, to);
	if (paragraph) {
		at = append(at, end, " [");
		at = append(at, end, paragraph);
		at = append(at, end, "]");
	}
	core_trace(out, TRACE_STATE, ref, line, (uint32_t)(at - line));
}

int
fsm_step(const struct fsm *fsm, void *room, void *obj, uint8_t *state, uint16_t event, uint64_t ref, const void *arg,
    struct core_out *out)
{
	uint8_t from = *state;
	const struct fsm_row *row = fsm_find(fsm, from, event);

	if (!row) {
		if (from < fsm->n_states && event < fsm->n_events)
			trace_step(fsm, from, event, "?", NULL, ref, out);
		if (fsm->unexpected)
			fsm->unexpected(room, obj, arg, out);
		return 0;
	}
	if (row->next != FSM_SAME)
		*state = (uint8_t)row->next;
	trace_step(fsm, from, event, fsm->states[*state], row->ref, ref, out);
	if (row->action)
		row->action(room, obj, arg, out);
	return 1;
}
