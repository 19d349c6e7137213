/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/crm/help.h"

#include "base/stat.h"

#include <errno.h>

TestSuite(samples, .init = open_crmd, .fini = close_crmd);

#define MINUTE (60 * SEC)
#define DAY    (24 * 60 * MINUTE)

static const struct stat_row counters[] = { { "CALLS_IN", 2, "calls", "calls" }, { "METERED_S", 1, "s", "seconds" } };
static struct stats *stats;

static void
open_counters(void)
{
	cr_assert_eq(stats_open(&stats, dir, ROLE_ISUP, counters, 2), 0);
}

static void
sample_at(int64_t at_us)
{
	d.now_us = at_us;
	cr_assert_eq(sample_take(&d, dir), 0);
	cr_assert_eq(batch_end(&d, 0), 0);
}

static int64_t
kept_at(int64_t at_us)
{
	Rec__Sample *s;

	if (sample_before(d.store, at_us, &s))
		return -1;
	int64_t found_us = s->at_us;
	store_free(s);
	return found_us;
}

Test(samples, hold_the_counters_that_are_not_nought_under_the_border_of_five_minutes)
{
	Rec__Sample *s;

	sample_at(START); /* no counters yet */
	cr_assert_eq(sample_before(d.store, INT64_MAX, &s), -ENOENT);
	open_counters();
	stat_set(stats, 0, 1, 107);
	sample_at(START + 7 * MINUTE);
	cr_assert_eq(sample_before(d.store, START + 5 * MINUTE - 1, &s), -ENOENT);
	cr_assert_eq(sample_before(d.store, START + 9 * MINUTE, &s), 0);
	cr_assert_eq(s->at_us, START + 5 * MINUTE);
	cr_assert_eq(s->n_counts, 1);
	cr_assert_str_eq(s->counts[0]->name, "CALLS_IN");
	cr_assert(s->counts[0]->which == 1 && s->counts[0]->value == 107);
	store_free(s);
	stats_close(stats);
}

Test(samples, become_fewer_with_age)
{
	open_counters();
	stat_set(stats, 0, 0, 1);
	for (int64_t at = START; at < START + 64 * DAY; at += 30 * MINUTE) /* of twelve an hour, two */
		sample_at(at);
	int64_t end = START + 64 * DAY;

	cr_assert_eq(kept_at(end - DAY - 29 * MINUTE), end - DAY - 30 * MINUTE, "the last two days are whole");
	cr_assert_eq(kept_at(end - 3 * DAY - 29 * MINUTE), end - 3 * DAY - 60 * MINUTE, "then one an hour");
	cr_assert_eq(kept_at(START + 20 * 60 * MINUTE), START + 8 * 60 * MINUTE, "then one a day: midnight in China");
	stats_close(stats);
}
