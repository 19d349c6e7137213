/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The bench of level 2: one live link (isup/mtp2.h) on a fake clock, between a tester that reads and writes its units one
 * by one and a level 3 that is a list of requests and of what it was told.
 *
 *     requests, told   level 3        bench_start() ...        told[]
 *                      ───────
 *                      level 2        isup/mtp2*.c
 *                      ───────
 *     units            the line       bench_hear(), bench_event()     units[]
 *
 * As the line driver does, the bench repeats the unit written last for ever without saying so: units[] has each once.
 */
#pragma once

#include "base/site.h"
#include "isup/mtp2.h"
#include "trunk/span.h"

#define BENCH_UNITS 2048
#define BENCH_TOLD  512
#define BENCH_MSUS  512

struct bench_unit {
	int64_t at_us;
	uint16_t len;
	uint8_t octets[MTP2_UNIT_MAX];
};

struct bench {
	struct core_out out; /* first */
	struct isup *isup;
	struct mtp2 *m;
	int64_t counts[ISUP_STAT_COUNT];

	/* the line: units written, and how many of them were looked at */
	struct bench_unit units[BENCH_UNITS];
	unsigned written, read;

	/* what level 3 was told, in words, and how much of it was looked at */
	char told[BENCH_TOLD][64];
	unsigned told_n, told_read;

	/* messages that were handed up */
	struct {
		uint16_t len;
		uint8_t octets[MTP2_MSU_MAX];
	} msus[BENCH_MSUS];
	unsigned received;
};

/* One bench at a time.  `conf` NULL: bench_conf, the values of Q.703 12 for 64 kbit/s. */
extern const struct conf_link bench_conf;
struct bench *bench_open(const struct conf_link *conf);
void bench_close(struct bench *b);

/* Time goes on, timer by timer. */
void bench_pass(struct bench *b, int64_t ms);
void bench_pass_us(struct bench *b, int64_t us);
int bench_runs(const struct bench *b, enum mtp2_timer timer);

/* ---- from the line ---- */

void bench_hear(struct bench *b, const void *unit, size_t len);
void bench_event(struct bench *b, enum span_event event);

/* ---- level 3 ---- */

void bench_power_on(struct bench *b);
void bench_start(struct bench *b);
void bench_stop(struct bench *b);
void bench_emergency(struct bench *b, int on);
void bench_outage(struct bench *b, int on);
void bench_busy(struct bench *b, int on);
int bench_send(struct bench *b, const void *msu, size_t len);

/* ---- what stands on the line ---- */

const struct bench_unit *bench_last(const struct bench *b);
int bench_status(const struct bench *b); /* enum mtp2_status, MTP2_FISU for a fill-in unit, -1 for a message */
