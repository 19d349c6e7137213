/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A rung of the ladder: between whom a record stands, and in what words.
 *
 * Columns stand in the order of a call's way.  What is no message (a transition, a note) stands in one column.
 */
#pragma once

#include "base/trace.h"

#include <stdbool.h>

enum column { COL_EXCHANGE, COL_ISUP, COL_ACD, COL_MEDIA, COL_PRI, COL_PHONE, COL_CRM, COLUMNS };

enum rung_kind { RUNG_SIGNAL, RUNG_MESSAGE, RUNG_NOTE };

#define RUNG_TEXT 96

struct rung {
	uint8_t kind;
	uint8_t from, to; /* the same = a note in that column */
	bool alarm;       /* an event that was not expected, a unit that makes no sense */
	char text[RUNG_TEXT];
};

extern const char *const column_names[COLUMNS];

/* Is it a rung, and of which kind?  As rung_of() would say, without the words. */
bool rung_kind_of(const struct trace_rec *rec, enum rung_kind *kind);

/* Returns false for what a ladder leaves out: the second copy of a message, the links between sessions and legs. */
bool rung_of(const struct trace_rec *rec, struct rung *r);
