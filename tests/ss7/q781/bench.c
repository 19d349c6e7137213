/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The bench: an arena of timers and one link, and functions in the place of level 3.
 */
#include "tests/ss7/q781/bench.h"
#include "tests/ss7/suite.h"

#include "base/clock.h"
#include "base/timer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define START_US (1000 * US_PER_SEC)

static struct bench *the_bench;

/* ---- what level 2 does ---- */

static void
take_unit(struct core_out *out, uint16_t kind, uint32_t addr, const void *data, uint32_t len)
{
	struct bench *b = (struct bench *)out;
	struct bench_unit *u = &b->units[b->written];

	SS7_CHECK(kind == ISUP_OUT_UNIT && len >= 3 && len <= MTP2_UNIT_MAX, "output %u of %u octets", kind, len);
	SS7_CHECK(b->written < BENCH_UNITS, "more than %d units were written", BENCH_UNITS);
	u->at_us = b->isup->now_us;
	u->len = (uint16_t)len;
	memcpy(u->octets, data, len);
	b->written++;
	ss7_unit(b->isup->now_us - START_US, addr, 1, data, len);
}

static void
take_trace(struct core_out *out, uint16_t kind, uint64_t ref, const void *data, uint32_t len)
{
}

static void
take_log(struct core_out *out, int level, const char *line)
{
}

static void
take_count(struct core_out *out, uint16_t id, uint16_t which, int64_t n)
{
	((struct bench *)out)->counts[id] += n;
}

static const struct core_out_ops ops = {
	.local = take_unit, .trace = take_trace, .log = take_log, .count = take_count
};

/* ---- level 3 ---- */

static void __attribute__((format(printf, 2, 3))) tell(struct bench *b, const char *format, ...)
{
	va_list ap;

	SS7_CHECK(b->told_n < BENCH_TOLD, "level 3 was told more than %d things", BENCH_TOLD);
	va_start(ap, format);
	vsnprintf(b->told[b->told_n++], sizeof(b->told[0]), format, ap);
	va_end(ap);
}

void
mtp3_link_up(struct isup *isup, unsigned link, struct core_out *out)
{
	tell(the_bench, "in service");
}

void
mtp3_link_down(struct isup *isup, unsigned link, enum mtp2_reason reason, struct core_out *out)
{
	tell(the_bench, "out of service: %s", mtp2_reason_text[reason]);
}

void
mtp3_link_outage(struct isup *isup, unsigned link, int on, struct core_out *out)
{
	tell(the_bench, on ? "remote processor outage" : "remote processor recovered");
}

void
mtp3_msu(struct isup *isup, unsigned link, const uint8_t *msu, size_t len, struct core_out *out)
{
	struct bench *b = the_bench;

	SS7_CHECK(len <= MTP2_MSU_MAX, "a message of %zu octets was handed up", len);
	SS7_CHECK(b->received < BENCH_MSUS, "more than %d messages were handed up", BENCH_MSUS);
	memcpy(b->msus[b->received].octets, msu, len);
	b->msus[b->received++].len = (uint16_t)len;
}

void
bench_power_on(struct bench *b)
{
	mtp2_power_on(b->isup, b->m, &b->out);
}

void
bench_start(struct bench *b)
{
	mtp2_start(b->isup, b->m, &b->out);
}

void
bench_stop(struct bench *b)
{
	mtp2_stop(b->isup, b->m, &b->out);
}

void
bench_emergency(struct bench *b, int on)
{
	mtp2_emergency(b->isup, b->m, on, &b->out);
}

void
bench_outage(struct bench *b, int on)
{
	mtp2_outage(b->isup, b->m, on, &b->out);
}

void
bench_busy(struct bench *b, int on)
{
	mtp2_busy(b->isup, b->m, on, &b->out);
}

int
bench_send(struct bench *b, const void *msu, size_t len)
{
	return mtp2_send(b->isup, b->m, msu, len, &b->out);
}

/* ---- the whole ---- */

const struct conf_link bench_conf = { .span = 1,
	.slot = 16,
	.t1_ms = 45000,
	.t2_ms = 5000,
	.t3_ms = 1500,
	.t4n_ms = 8200,
	.t4e_ms = 500,
	.t5_ms = 100,
	.t6_ms = 4000,
	.t7_ms = 1000 };

struct bench *
bench_open(const struct conf_link *conf)
{
	struct bench *b = calloc(1, sizeof(*b));
	size_t at = (sizeof(struct isup) + 63) & ~(size_t)63;

	if (b)
		b->isup = calloc(1, at + timers_size(MTP2_TIMERS));
	if (b)
		b->m = calloc(1, sizeof(*b->m));
	SS7_CHECK(b && b->isup && b->m, "no memory");
	b->out.ops = &ops;
	b->isup->timers_at = (uint32_t)at;
	timers_init(isup_timers(b->isup), MTP2_TIMERS);
	b->isup->now_us = START_US;
	mtp2_init(b->m, 0, conf ? conf : &bench_conf, 14, 0);
	the_bench = b;
	return b;
}

void
bench_close(struct bench *b)
{
	free(b->isup);
	free(b->m);
	free(b);
	the_bench = NULL;
}

/* ---- time ---- */

void
bench_pass_us(struct bench *b, int64_t us)
{
	int64_t end = b->isup->now_us + us;
	uint32_t id;

	for (int64_t due; (due = timers_next(isup_timers(b->isup))) <= end;) {
		b->isup->now_us = due;
		while ((id = timers_pop(isup_timers(b->isup), due)) != TIMER_NONE)
			mtp2_timer(b->isup, b->m, id, &b->out);
	}
	b->isup->now_us = end;
}

void
bench_pass(struct bench *b, int64_t ms)
{
	bench_pass_us(b, ms * US_PER_MS);
}

int
bench_runs(const struct bench *b, enum mtp2_timer timer)
{
	return timer_due(isup_timers(b->isup), timer) != TIME_NEVER;
}

/* ---- the line ---- */

void
bench_hear(struct bench *b, const void *unit, size_t len)
{
	ss7_unit(b->isup->now_us - START_US, 0, 0, unit, len);
	mtp2_unit(b->isup, b->m, unit, len, &b->out);
}

void
bench_event(struct bench *b, enum span_event event)
{
	mtp2_event(b->isup, b->m, event, &b->out);
}

const struct bench_unit *
bench_last(const struct bench *b)
{
	SS7_CHECK(b->written, "nothing was written yet");
	return &b->units[b->written - 1];
}

int
bench_status(const struct bench *b)
{
	const struct bench_unit *u = bench_last(b);

	return u->len == 4 ? u->octets[3] : u->len == 3 ? MTP2_FISU : -1;
}
