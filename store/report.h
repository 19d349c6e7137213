/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lists of calls by day, week and month (RPT-07).
 *
 * A period is one of the local calendar, from its first microsecond to its last.  What is listed and how it is summed up is
 * said here alone: the seat's own list at the console (AGT-23) and the reports take it from here, and so agree.
 */
#pragma once

#include "store/store.h"

#include <stdbool.h>

enum report_period { REPORT_DAY, REPORT_WEEK, REPORT_MONTH }; /* a week begins on Monday */

struct report_span {
	int64_t from_us, to_us; /* both included */
};

/* The period in which this moment lies. */
void report_span_at(enum report_period what, int64_t at_us, struct report_span *span);

/* "2026-11-29", for months also "2026-11": 0, or -EINVAL. */
int report_span_of(enum report_period what, const char *date, struct report_span *span);

/* The day within a span that begins at *at_us (the span's from_us at first); false: there is no more.  *at_us goes on. */
bool report_next_day(const struct report_span *span, int64_t *at_us, struct report_span *day);

/*
 * Calls that came or were made in the span, newest first, at most `most` at a time as the lists of store.h; `seat` SEAT_NONE:
 * all calls, else those the seat talked in or made.
 */
int report_calls(struct store *s, uint16_t seat, const struct report_span *span, struct store_cursor *at, size_t most,
    Rec__Call ***rows);

/* How many, and how long they were.  A call without a talk has no length and does not count for the average. */
struct report_sum {
	uint64_t calls, in, out, talked;
	int64_t talk_us;
};
void report_add(struct report_sum *sum, const Rec__Call *call);
int64_t report_average_us(const struct report_sum *sum);
