/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lists of calls by the local calendar.
 *
 * Where a day begins is asked of mktime(), so a day on which clocks are changed has 23 or 25 hours and no call is in two
 * days or in none.
 */
#include "store/report.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#define SECOND INT64_C(1000000)

/* Midnight of this day of the calendar; days and months beyond their ends go into the next ones. */
static int64_t
midnight(int year, int month, int day)
{
	struct tm tm = { .tm_year = year, .tm_mon = month, .tm_mday = day, .tm_isdst = -1 };

	return (int64_t)mktime(&tm) * SECOND;
}

static void
span_around(enum report_period what, const struct tm *tm, struct report_span *span)
{
	int y = tm->tm_year, m = tm->tm_mon, d = tm->tm_mday, monday = d - (tm->tm_wday + 6) % 7;
	int64_t next;

	switch (what) {
	case REPORT_MONTH:
		span->from_us = midnight(y, m, 1);
		next = midnight(y, m + 1, 1);
		break;
	case REPORT_WEEK:
		span->from_us = midnight(y, m, monday);
		next = midnight(y, m, monday + 7);
		break;
	default:
		span->from_us = midnight(y, m, d);
		next = midnight(y, m, d + 1);
	}
	span->to_us = next - 1;
}

void
report_span_at(enum report_period what, int64_t at_us, struct report_span *span)
{
	time_t t = (time_t)(at_us / SECOND);
	struct tm tm;

	localtime_r(&t, &tm);
	span_around(what, &tm, span);
}

int
report_span_of(enum report_period what, const char *date, struct report_span *span)
{
	struct tm tm = { .tm_mday = 1, .tm_hour = 12, .tm_isdst = -1 };
	const char *rest = strptime(date, "%Y-%m-%d", &tm);

	if (!rest && what == REPORT_MONTH)
		rest = strptime(date, "%Y-%m", &tm);
	if (!rest || *rest || tm.tm_year < 70 || tm.tm_year > 400)
		return -EINVAL;
	struct tm given = tm;

	if (mktime(&tm) == (time_t)-1 || tm.tm_mday != given.tm_mday)
		return -EINVAL; /* the 30th of February */
	span_around(what, &tm, span);
	return 0;
}

bool
report_next_day(const struct report_span *span, int64_t *at_us, struct report_span *day)
{
	if (*at_us > span->to_us)
		return false;
	report_span_at(REPORT_DAY, *at_us, day);
	*at_us = day->to_us + 1;
	return true;
}

int
report_calls(struct store *s, uint16_t seat, const struct report_span *span, struct store_cursor *at, size_t most,
    Rec__Call ***rows)
{
	return seat == SEAT_NONE ? calls_of_time(s, span->from_us, span->to_us, at, most, rows)
	                         : calls_of_seat(s, seat, span->from_us, span->to_us, at, most, rows);
}

void
report_add(struct report_sum *sum, const Rec__Call *call)
{
	sum->calls++;
	if (call->outgoing)
		sum->out++;
	else
		sum->in++;
	if (!call->talking_us)
		return;
	sum->talked++;
	sum->talk_us += call->talk_us;
}

int64_t
report_average_us(const struct report_sum *sum)
{
	return sum->talked ? sum->talk_us / (int64_t)sum->talked : 0;
}
