/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Times of day, weekdays and dates, for `hours` nodes (IVR-27).
 *
 * No clock and no time zone here: the step's own time, and local time minus UTC as the process last told the core.  Dates
 * by the days-from-civil arithmetic of the proleptic Gregorian calendar, years beginning in March.
 */
#include "acd/ivr.h"

#include "base/clock.h"

static bool
within(uint32_t x, uint32_t from, uint32_t to)
{
	return from <= to ? x >= from && x < to : x >= from || x < to; /* the second: over midnight */
}

static void
civil(int64_t days, int *year, uint32_t *month_day)
{
	int64_t z = days + 719468; /* days since 0000-03-01 */
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	uint32_t doe = (uint32_t)(z - era * 146097);
	uint32_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	uint32_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	uint32_t mp = (5 * doy + 2) / 153;
	uint32_t month = mp < 10 ? mp + 3 : mp - 9;

	*year = (int)(era * 400 + yoe + (month <= 2));
	*month_day = month * 32 + doy - (153 * mp + 2) / 5 + 1;
}

int
hours_row(const struct flow *flow, const struct flow_node *node, int64_t local_s)
{
	int64_t days = local_s >= 0 ? local_s / 86400 : -((86399 - local_s) / 86400);
	uint32_t minute = (uint32_t)((local_s - days * 86400) / 60);
	uint32_t weekday = (uint32_t)(((days + 3) % 7 + 7) % 7); /* 1970-01-01 was a Thursday */
	uint32_t date;
	int year;

	civil(days, &year, &date);
	for (int i = node->first_row; i < node->first_row + node->n_rows; i++) {
		const struct flow_row *r = &flow->rows[i];

		if (r->days && !(r->days & 1u << weekday))
			continue;
		if (r->year && r->year != year)
			continue;
		if (r->from_day && !within(date, r->from_day, r->to_day + 1u))
			continue;
		if (within(minute, r->from_min, r->to_min))
			return i;
	}
	return -1;
}
