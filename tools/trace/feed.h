/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Feed: the traces of all processes as one stream in the order of time; or those of a folder copied from a site.
 *
 * Records reach their rings a moment after their time stamp, so what is newer than FEED_HOLD_US is held back.  Reading
 * never makes a daemon wait: who falls behind loses records, and they are counted.
 */
#pragma once

#include "base/clock.h"
#include "base/trace.h"

#include <stdbool.h>

#define FEED_HOLD_US (100 * US_PER_MS)

struct feed_source {
	struct trace_reader *reader;
	struct trace_rec rec;
	bool full; /* rec holds the next record */
};

struct feed {
	const char *folder;
	struct feed_source sources[ROLE_COUNT];
	uint64_t missed;
};

/* Open what is there; may be called again for roles that started meanwhile.  Returns how many are open. */
int feed_open(struct feed *f, const char *folder, bool from_oldest);
void feed_close(struct feed *f);

/* The next record that is not newer than this: 1, or 0. */
int feed_next(struct feed *f, int64_t until_us, struct trace_rec *rec);

/* How full the fullest ring is of what we have not read, in percent: at 100 records are lost. */
unsigned feed_behind(const struct feed *f);
