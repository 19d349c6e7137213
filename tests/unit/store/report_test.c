/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A year of calls, many of them within a second of a border of days, in a zone without and in one with summer time: what
 * the month lists say is what its days say.
 */
#include "tests/unit/store/help.h"

#include "store/report.h"

#include <errno.h>
#include <time.h>

#define CALLS 3000
#define MOST  (CALLS + 1)

static uint32_t dice = 1;

TestSuite(report, .init = open_store, .fini = close_store);

static uint32_t
roll(uint32_t n)
{
	dice = dice * 1664525u + 1013904223u;
	return (dice >> 8) % n;
}

static void
add_call(uint64_t session, int64_t at_us)
{
	char caller[] = "01055500123";
	Rec__Call c = REC__CALL__INIT;

	c.session = session;
	c.first_us = at_us;
	c.offered_us = at_us;
	c.outgoing = roll(4) == 0;
	c.caller = caller;
	c.has_seat = roll(5) != 0;
	c.seat = 101 + roll(3);
	if (c.has_seat && roll(6)) {
		c.talking_us = at_us + 5 * SEC;
		c.talk_us = (int64_t)roll(600000) * 1000;
	}
	cr_assert_eq(call_save(s, &c), 0);
}

/* 2026 from New Year on, by the local calendar. */
static void
a_year_of_calls(const char *zone)
{
	struct report_span day, year = { 0 };

	setenv("TZ", zone, 1);
	tzset();
	cr_assert_eq(report_span_of(REPORT_DAY, "2026-01-01", &day), 0);
	year.from_us = day.from_us;
	cr_assert_eq(report_span_of(REPORT_DAY, "2026-12-31", &day), 0);
	year.to_us = day.to_us;
	int64_t at_us = year.from_us;
	uint64_t n = 0;
	cr_assert_eq(store_begin(s), 0);
	/* on each border of days: the last microsecond, the first, and two within the second */
	while (report_next_day(&year, &at_us, &day)) {
		add_call(++n, day.from_us);
		add_call(++n, day.to_us);
		add_call(++n, day.from_us + roll(1000000));
		add_call(++n, day.to_us - roll(1000000));
	}
	cr_assert_eq(at_us, year.to_us + 1);
	while (n < CALLS)
		add_call(++n, year.from_us + (int64_t)roll(365 * 86400) * SEC);
	cr_assert_eq(store_commit(s), 0);
}

/* Sessions of a list, in its order, and its sum. */
static int
list(uint16_t seat, const struct report_span *span, uint64_t *sessions, struct report_sum *sum)
{
	struct store_cursor at = { 0 };
	int total = 0;

	while (!at.end) {
		Rec__Call **rows;
		int n = report_calls(s, seat, span, &at, 7, &rows); /* small pages: nothing is lost between them */

		cr_assert_geq(n, 0);
		for (int i = 0; i < n; i++) {
			cr_assert(rows[i]->first_us >= span->from_us && rows[i]->first_us <= span->to_us);
			cr_assert_lt(total, MOST);
			sessions[total++] = rows[i]->session;
			report_add(sum, rows[i]);
		}
		store_free_rows(rows, (size_t)n);
		if (!n)
			break;
	}
	return total;
}

/* The days of a period, the last first, one behind the other. */
static void
equals_its_days(uint16_t seat, const struct report_span *span)
{
	static uint64_t whole[MOST], days[MOST];
	struct report_sum sum = { 0 }, sum_of_days = { 0 };
	struct report_span day, all[31];
	int64_t at_us = span->from_us;
	int n_days = 0, n = list(seat, span, whole, &sum), m = 0;

	while (report_next_day(span, &at_us, &day))
		all[n_days++] = day;
	for (int i = n_days; i-- > 0;)
		m += list(seat, &all[i], days + m, &sum_of_days);
	cr_assert_eq(n, m);
	cr_assert_eq(memcmp(whole, days, sizeof(whole[0]) * (size_t)n), 0);
	cr_assert_eq(memcmp(&sum, &sum_of_days, sizeof sum), 0);
	cr_assert_eq(sum.in + sum.out, sum.calls);
	cr_assert_eq(sum.calls, (uint64_t)n);
}

static void
every_period_equals_its_days(const char *zone)
{
	static uint64_t sessions[MOST];
	struct report_sum months = { 0 };
	struct report_span span;
	char date[16];
	int total = 0;

	a_year_of_calls(zone);
	for (int month = 1; month <= 12; month++) {
		snprintf(date, sizeof date, "2026-%02d", month);
		cr_assert_eq(report_span_of(REPORT_MONTH, date, &span), 0);
		for (uint16_t seat = 101; seat <= 103; seat++)
			equals_its_days(seat, &span);
		equals_its_days(SEAT_NONE, &span);
		total += list(SEAT_NONE, &span, sessions, &months);
		snprintf(date, sizeof date, "2026-%02d-15", month);
		cr_assert_eq(report_span_of(REPORT_WEEK, date, &span), 0);
		equals_its_days(102, &span);
	}
	cr_assert_eq(total, CALLS, "no call is in two months, none is in no month");
}

/* shows: RPT-07 */
Test(report, a_month_s_list_is_the_union_of_its_days)
{
	every_period_equals_its_days("Asia/Shanghai");
}

Test(report, also_where_clocks_are_changed_twice_a_year)
{
	every_period_equals_its_days("CET-1CEST,M3.5.0,M10.5.0/3");
}

Test(report, length_and_average_are_of_the_calls_that_talked)
{
	Rec__Call c = REC__CALL__INIT;
	struct report_sum sum = { 0 };

	cr_assert_eq(report_average_us(&sum), 0);
	report_add(&sum, &c);
	c.talking_us = START;
	c.talk_us = 90 * SEC;
	report_add(&sum, &c);
	c.outgoing = 1;
	c.talk_us = 30 * SEC;
	report_add(&sum, &c);
	cr_assert_eq(sum.calls, 3);
	cr_assert_eq(sum.talked, 2);
	cr_assert_eq(sum.talk_us, 120 * SEC);
	cr_assert_eq(report_average_us(&sum), 60 * SEC);
}

Test(report, periods_are_of_the_calendar_and_dates_are_checked)
{
	static const char *const bad[] = { "", "2026", "2026-13-01", "2026-02-30", "26-02-03x", "2026-11-29 ", "x",
		"-1" };
	struct report_span day, week, month, other;

	cr_assert_eq(report_span_of(REPORT_DAY, "2026-11-29", &day), 0); /* a Sunday */
	cr_assert_eq(report_span_of(REPORT_WEEK, "2026-11-29", &week), 0);
	cr_assert_eq(report_span_of(REPORT_MONTH, "2026-11-29", &month), 0);
	cr_assert_eq(day.to_us - day.from_us, 86400 * SEC - 1);
	cr_assert_eq(week.to_us - week.from_us, 7 * 86400 * SEC - 1);
	cr_assert_eq(week.to_us, day.to_us, "Sunday ends the week");
	cr_assert_eq(month.to_us - month.from_us, 30 * 86400 * SEC - 1);
	cr_assert_eq(report_span_of(REPORT_MONTH, "2026-11", &other), 0);
	cr_assert_eq(memcmp(&month, &other, sizeof other), 0);
	report_span_at(REPORT_DAY, day.to_us, &other);
	cr_assert_eq(memcmp(&day, &other, sizeof other), 0);
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		cr_assert_eq(report_span_of(REPORT_DAY, bad[i], &other), -EINVAL, "%s", bad[i]);
}
