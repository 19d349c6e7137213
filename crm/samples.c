/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Statistics of periods: isupd's counters, kept every five minutes.
 *
 * A sample holds what has been counted so far, not what the five minutes brought: any two samples give a period, a lost
 * one makes two periods one, and nothing has to be added up.  Samples of the last two days are kept whole, then one an
 * hour for 60 days, then one a day (local midnight) for ever.
 */
#include "base/stat.h"
#include "crm/crmd.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define HOUR_US   (INT64_C(3600) * 1000000)
#define WHOLE_US  (48 * HOUR_US)      /* all samples are kept */
#define HOURS_US  (60 * 24 * HOUR_US) /* one an hour */
#define LOOK_BACK (3 * 24 * HOUR_US)  /* what may have been missed while the house was down */
#define COUNTS    4096

int64_t
sample_due(int64_t now_us)
{
	return now_us - now_us % SAMPLE_US;
}

static int
is_on_the_hour(int64_t at_us)
{
	return at_us % HOUR_US == 0;
}

static int
is_midnight(int64_t at_us)
{
	time_t t = (time_t)(at_us / 1000000);
	struct tm tm;

	return localtime_r(&t, &tm) && tm.tm_hour == 0 && tm.tm_min == 0;
}

/* ---- reading the counters ---- */

struct taking {
	Rec__Count counts[COUNTS];
	Rec__Count *rows[COUNTS];
	char names[COUNTS][32];
	size_t n;
};

static void
take(void *arg, const char *name, uint16_t which, const char *unit, const char *sentence, int64_t value)
{
	struct taking *t = arg;

	if (value == 0 || t->n == COUNTS)
		return;
	Rec__Count *c = &t->counts[t->n];

	rec__count__init(c);
	text_copy(t->names[t->n], sizeof t->names[0], name);
	c->name = t->names[t->n];
	c->which = which;
	c->value = value;
	t->rows[t->n++] = c;
}

static int
keep(struct crmd *d, int64_t at_us, struct taking *t)
{
	Rec__Sample sample = REC__SAMPLE__INIT;
	int rc = batch_need(d);

	sample.at_us = at_us;
	sample.n_counts = t->n;
	sample.counts = t->rows;
	if (rc == 0)
		rc = sample_save(d->store, &sample);
	if (rc == 0 &&
	    (rc = samples_thin(d->store, at_us - WHOLE_US - LOOK_BACK, at_us - WHOLE_US, is_on_the_hour)) > 0)
		rc = 0;
	if (rc == 0 && (rc = samples_thin(d->store, at_us - HOURS_US - LOOK_BACK, at_us - HOURS_US, is_midnight)) > 0)
		rc = 0;
	return rc;
}

int
sample_take(struct crmd *d, const char *run_dir)
{
	struct taking *t = calloc(1, sizeof *t);

	if (!t)
		return -ENOMEM;
	int rc = stats_read(run_dir, ROLE_ISUP, take, t);
	if (rc == 0)
		rc = keep(d, sample_due(d->now_us), t);
	free(t);
	return rc == -ENOENT ? 0 : rc; /* a house without No. 7 has none */
}
