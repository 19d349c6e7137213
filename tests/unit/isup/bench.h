/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Test bench of level 2: one link on a fake clock, its level 3 written down as a list of words, its line as a list of
 * units. Frames are told by hand (say_*), or two links are joined by a wire that loses, spoils and doubles (struct
 * wire).
 */
#pragma once

#include "base/clock.h"
#include "base/site.h"
#include "base/timer.h"
#include "isup/mtp2.h"
#include "trunk/span.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BENCH_UNITS  512
#define BENCH_TIMERS MTP2_TIMERS

struct unit {
	uint16_t len;
	uint8_t octets[MTP2_UNIT_MAX];
};

struct side {
	struct core_out out; /* first */
	struct isup *isup;
	struct mtp2 *m;
	int64_t counts[ISUP_STAT_COUNT];

	/* what level 3 was told */
	int ups, downs, outages;
	enum mtp2_reason reason;
	int far_outage;
	unsigned received;
	uint8_t last[MTP2_MSU_MAX];
	size_t last_len;

	/* what was written to the line; the list is emptied by the tests */
	struct unit units[BENCH_UNITS];
	unsigned n_units;
	struct unit line; /* what stands on the line */
};

static void
bench_local(struct core_out *out, uint16_t kind, uint32_t addr, const void *data, uint32_t len)
{
	struct side *s = (struct side *)out;
	struct unit u = { .len = (uint16_t)len };

	cr_assert(kind == ISUP_OUT_UNIT && len >= 3 && len <= MTP2_UNIT_MAX);
	memcpy(u.octets, data, len);
	s->line = u;
	if (s->n_units < BENCH_UNITS)
		s->units[s->n_units++] = u;
}

static void
bench_trace(struct core_out *out, uint16_t kind, uint64_t ref, const void *data, uint32_t len)
{
	if (getenv("BENCH_TRACE") && kind == 1)
		fprintf(stderr, "%p %.*s\n", (void *)out, (int)len, (const char *)data);
}

static void
bench_log(struct core_out *out, int level, const char *line)
{
}

static void
bench_count(struct core_out *out, uint16_t id, uint16_t which, int64_t n)
{
	((struct side *)out)->counts[id] += n;
}

static const struct core_out_ops bench_ops = {
	.local = bench_local, .trace = bench_trace, .log = bench_log, .count = bench_count
};

static inline void
side_open(struct side *s)
{
	struct site *site = calloc(1, sizeof(*site));

	memset(s, 0, sizeof(*s));
	s->out.ops = &bench_ops;
	size_t at = (sizeof(struct isup) + 63) & ~(size_t)63;
	s->isup = calloc(1, at + timers_size(BENCH_TIMERS));
	s->isup->timers_at = (uint32_t)at;
	timers_init(isup_timers(s->isup), BENCH_TIMERS);
	s->isup->now_us = 1000 * US_PER_SEC;
	s->m = calloc(1, sizeof(*s->m));
	site_defaults(site);
	struct conf_link conf = { .t1_ms = 45000,
		.t2_ms = 5000,
		.t3_ms = 1500,
		.t4n_ms = 8200,
		.t4e_ms = 500,
		.t5_ms = 100,
		.t6_ms = 4000,
		.t7_ms = 1000,
		.slot = 16,
		.span = 1 };
	mtp2_init(s->m, 0, &conf, 24, 0);
	free(site);
}

static inline void
side_close(struct side *s)
{
	free(s->isup);
	free(s->m);
}

/* Which side a call of level 2 into level 3 is for: the bench has at most two. */
extern struct side sides[2];
static inline struct side *
side_of(const struct isup *isup)
{
	return isup == sides[0].isup ? &sides[0] : &sides[1];
}

/* ---- time ---- */

static inline void
fire_due(struct side *s)
{
	uint32_t id;

	while ((id = timers_pop(isup_timers(s->isup), s->isup->now_us)) != TIMER_NONE)
		mtp2_timer(s->isup, s->m, id, &s->out);
}

static inline void
pass(struct side *s, int64_t ms)
{
	int64_t end = s->isup->now_us + ms * US_PER_MS;

	for (int64_t due; (due = timers_next(isup_timers(s->isup))) <= end;) {
		s->isup->now_us = due;
		fire_due(s);
	}
	s->isup->now_us = end;
}

static inline int
runs(struct side *s, enum mtp2_timer timer)
{
	return timer_due(isup_timers(s->isup), timer) != TIME_NEVER;
}

/* ---- frames by hand ---- */

static inline void
say(struct side *s, const void *octets, size_t len)
{
	mtp2_unit(s->isup, s->m, octets, len, &s->out);
}

static inline void
say_status(struct side *s, uint8_t status)
{
	say(s, (const uint8_t[]){ 0xff, 0xff, 1, status }, 4);
}

static inline void
say_fisu(struct side *s, int bsn, int bib, int fsn, int fib)
{
	say(s, (const uint8_t[]){ (uint8_t)(bib << 7 | bsn), (uint8_t)(fib << 7 | fsn), 0 }, 3);
}

/* A message of `text`; SIO and label are up to the text. */
static inline void
say_msu(struct side *s, int bsn, int bib, int fsn, int fib, const char *text)
{
	uint8_t unit[MTP2_UNIT_MAX];
	size_t len = strlen(text);

	unit[0] = (uint8_t)(bib << 7 | bsn);
	unit[1] = (uint8_t)(fib << 7 | fsn);
	unit[2] = (uint8_t)(len < 63 ? len : 63);
	memcpy(unit + 3, text, len);
	say(s, unit, 3 + len);
}

static inline int
sent(struct side *s, const char *text)
{
	return mtp2_send(s->isup, s->m, (const uint8_t *)text, strlen(text), &s->out);
}

/* ---- what stands on the line ---- */

static inline int
line_status(const struct side *s)
{
	return s->line.len == 4 ? s->line.octets[3] : s->line.len == 3 ? MTP2_FISU : -1;
}

static inline int
line_bsn(const struct side *s)
{
	return s->line.octets[0] & 127;
}

static inline int
line_bib(const struct side *s)
{
	return s->line.octets[0] >> 7;
}

static inline int
line_fsn(const struct side *s)
{
	return s->line.octets[1] & 127;
}

static inline int
line_fib(const struct side *s)
{
	return s->line.octets[1] >> 7;
}

/* Message units written since the list was emptied. */
static inline unsigned
msus_written(const struct side *s)
{
	unsigned n = 0;

	for (unsigned i = 0; i < s->n_units; i++)
		n += s->units[i].len > 5;
	return n;
}

/* Bring a fresh side into service by hand. */
static inline void
align_by_hand(struct side *s)
{
	mtp2_power_on(s->isup, s->m, &s->out);
	mtp2_emergency(s->isup, s->m, 1, &s->out);
	mtp2_start(s->isup, s->m, &s->out);
	say_status(s, MTP2_SIO);
	say_status(s, MTP2_SIE);
	pass(s, 500);
	say_fisu(s, 127, 1, 127, 1);
	s->n_units = 0;
}
