/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/stat.h"
#include "base/trace.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static char dir[] = "/tmp/zongji-stat-XXXXXX";

static void
make_dir(void)
{
	cr_assert_not_null(mkdtemp(dir));
}

static const struct stat_row rows[] = {
	{ "calls", 1, "calls", "calls taken" },
	{ "units", 4, "units", "signalling units per link" },
};

static int64_t seen;

static void
each(void *arg, const char *name, uint16_t which, const char *unit, const char *sentence, int64_t value)
{
	if (strcmp(name, "units") == 0 && which == 2)
		seen = value;
}

Test(stat, counts_survive_the_process_and_are_read_without_it, .init = make_dir)
{
	struct stats *s;

	cr_assert_eq(stats_open(&s, dir, ROLE_ISUP, rows, 2), 0);
	stat_add(s, 1, 2, 5);
	stat_add(s, 1, 9, 5); /* no such instance */
	stat_add(s, 7, 0, 5); /* no such counter */
	stats_close(s);
	cr_assert_eq(stats_open(&s, dir, ROLE_ISUP, rows, 2), 0);
	stat_add(s, 1, 2, 1);
	cr_assert_eq(stats_read(dir, ROLE_ISUP, each, NULL), 0);
	cr_assert_eq(seen, 6);
	stats_close(s);
	cr_assert_eq(stats_open(&s, dir, ROLE_ISUP, rows, 1), 0); /* other labels: counts begin anew */
	cr_assert_eq(stat_get(s, 0, 0), 0);
	stats_close(s);
}

Test(trace, a_slow_reader_is_told_what_it_missed, .init = make_dir)
{
	struct trace *t;
	struct trace_reader *r;
	struct trace_rec rec;
	uint64_t missed;

	cr_assert_eq(trace_open(&t, dir, ROLE_ACD), 0);
	cr_assert_eq(trace_reader_open(&r, dir, ROLE_ACD, 1), 0);
	cr_assert_eq(trace_next(r, &rec, &missed), 0);
	trace_put(t, 17, TRACE_CALL, 3, "hello", 5);
	cr_assert_eq(trace_next(r, &rec, &missed), 1);
	cr_assert_eq(missed, 0);
	cr_assert_eq(rec.at_us, 17);
	cr_assert_eq(memcmp(rec.data, "hello", 5), 0);
	for (int i = 0; i < 20000; i++)
		trace_put(t, i, TRACE_CALL, 3, "x", 1);
	int got = 0;
	uint64_t lost = 0;
	while (trace_next(r, &rec, &missed)) {
		got++;
		lost += missed;
	}
	cr_assert_eq(got + (int)lost, 20000);
	cr_assert_gt(lost, 0);
	trace_reader_close(r);
	trace_close(t);
}

Test(trace, a_long_record_is_cut_and_says_so, .init = make_dir)
{
	struct trace *t;
	struct trace_reader *r;
	struct trace_rec rec;
	uint64_t missed;
	char big[TRACE_DATA + 10] = { 0 };

	cr_assert_eq(trace_open(&t, dir, ROLE_ACD), 0);
	trace_put(t, 1, TRACE_MSU_IN, 0, big, sizeof(big));
	cr_assert_eq(trace_reader_open(&r, dir, ROLE_ACD, 1), 0);
	cr_assert_eq(trace_next(r, &rec, &missed), 1);
	cr_assert_eq(rec.len, TRACE_DATA);
	cr_assert_eq(rec.cut, 10);
	trace_reader_close(r);
	trace_close(t);
}
