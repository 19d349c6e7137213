/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The compiler's two halves: reading the text (flow_text.c), and judging the flow it makes (flow_check.c).
 */
#pragma once

#include "acd/flow.h"

struct flow_source {
	struct flow             *flow;
	const struct flow_names *names; /* may be NULL */
	const char              *file;
	char                    *why; /* faults, one per line */
	size_t                   why_size, why_len;
	int                      faults;
};

void flow_fault(struct flow_source *src, uint32_t line, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Style and sense of a flow whose references are whole. */
void flow_check(struct flow_source *src);
