/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The compiler's parts: reading the text (flow_text.c, flow_when.c), and judging the flow it makes (flow_check.c).
 */
#pragma once

#include "acd/flow.h"

struct flow_source {
	struct flow *flow;
	const struct flow_names *names; /* may be NULL */
	const char *file;
	char *why; /* faults, one per line */
	size_t why_size, why_len;
	int faults;
};

void flow_fault(struct flow_source *src, uint32_t line, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* "mon-fri", "10-01..10-07", "08:30-17:30" into a row of hours; false if the word is none. */
bool flow_days(const char *word, struct flow_row *row);
bool flow_dates(const char *word, struct flow_row *row);
bool flow_times(const char *word, struct flow_row *row);

/* Style and sense of a flow whose references are whole. */
void flow_check(struct flow_source *src);
