/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The span test set: what every driver of lines must do, written against span.h alone (TRK-14).
 *
 * A driver's test brings a rig, two ends of one line; the checks know nothing else about it.
 */
#pragma once

#include "trunk/span.h"

#include <stdbool.h>

struct line_rig {
	struct span *house;                   /* one end, freshly opened: no slot in use */
	struct span *far;                     /* the other */
	void (*ticks)(void *arg, unsigned n); /* let the line move on by n blocks */
	void *arg;
};

struct span_check {
	const char *sentence;
	bool signalling; /* not for drivers that carry only audio */
	/* NULL, or what was wrong. */
	const char *(*run)(const struct line_rig *rig);
};
extern const struct span_check span_set[];
extern const unsigned span_set_size;
