/* SPDX-License-Identifier: GPL-2.0-or-later */
/* room: isup */
/* libs: */
/*
 * CPU time of a message through level 2, both ends together: queued, sent, received, handed up, acknowledged; with basic error
 * correction and with preventive cyclic retransmission.  Messages flow one way, the units between the ends in memory.
 */
#include "isup/mtp2.h"

#include "base/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ROUNDS   20
#define MESSAGES 100000
#define LENGTH   26 /* SIO and SIF of an IAM and its answers, on average */
#define UNITS    64

struct end {
	struct core_out out; /* first */
	struct isup *isup;
	struct mtp2 m;
	struct end *far;
	struct {
		uint16_t len;
		uint8_t octets[MTP2_UNIT_MAX];
	} line[UNITS]; /* what waits to be heard by this end */
	unsigned first, last;
	unsigned received;
};

static struct end ends[2];

/* ---- level 3, and what surrounds a core ---- */

void
mtp3_link_up(struct isup *isup, unsigned link, struct core_out *out)
{
}

void
mtp3_link_down(struct isup *isup, unsigned link, enum mtp2_reason reason, struct core_out *out)
{
	fprintf(stderr, "mtp2_bench: out of service: %s\n", mtp2_reason_text[reason]);
	exit(1);
}

void
mtp3_link_outage(struct isup *isup, unsigned link, int on, struct core_out *out)
{
}

void
mtp3_msu(struct isup *isup, unsigned link, const uint8_t *msu, size_t len, struct core_out *out)
{
	((struct end *)out)->received++;
}

static void
take_unit(struct core_out *out, uint16_t kind, uint32_t addr, const void *data, uint32_t len)
{
	struct end *far = ((struct end *)out)->far;

	far->line[far->last % UNITS].len = (uint16_t)len;
	memcpy(far->line[far->last++ % UNITS].octets, data, len);
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
}

static const struct core_out_ops ops = {
	.local = take_unit, .trace = take_trace, .log = take_log, .count = take_count
};

/* ---- two ends ---- */

static void
settle(void)
{
	for (int busy = 1; busy;) {
		busy = 0;
		for (struct end *e = ends; e < ends + 2; e++)
			for (; e->first != e->last; busy = 1) {
				unsigned at = e->first++ % UNITS;

				mtp2_unit(e->isup, &e->m, e->line[at].octets, e->line[at].len, &e->out);
			}
	}
}

static void
pass(int64_t us)
{
	for (struct end *e = ends; e < ends + 2; e++) {
		uint32_t id;

		e->isup->now_us += us;
		while ((id = timers_pop(isup_timers(e->isup), e->isup->now_us)) != TIMER_NONE)
			mtp2_timer(e->isup, &e->m, id, &e->out);
	}
	settle();
}

static void
open_ends(int pcr)
{
	struct conf_link conf = { .t1_ms = 45000,
		.t2_ms = 5000,
		.t3_ms = 1500,
		.t4n_ms = 8200,
		.t4e_ms = 500,
		.t5_ms = 100,
		.t6_ms = 4000,
		.t7_ms = 1000,
		.error_correction = pcr,
		.n1 = 127,
		.n2 = 8000 };
	size_t at = (sizeof(struct isup) + 63) & ~(size_t)63;

	for (int i = 0; i < 2; i++) {
		struct end *e = &ends[i];

		free(e->isup);
		memset(e, 0, sizeof(*e));
		e->out.ops = &ops;
		e->far = &ends[!i];
		e->isup = calloc(1, at + timers_size(MTP2_TIMERS));
		if (!e->isup)
			exit(1);
		e->isup->timers_at = (uint32_t)at;
		timers_init(isup_timers(e->isup), MTP2_TIMERS);
		e->isup->now_us = US_PER_SEC;
		mtp2_init(&e->m, 0, &conf, 14, 0);
	}
	for (struct end *e = ends; e < ends + 2; e++) {
		mtp2_power_on(e->isup, &e->m, &e->out);
		mtp2_emergency(e->isup, &e->m, 1, &e->out);
		mtp2_start(e->isup, &e->m, &e->out);
	}
	settle();
	pass(500 * US_PER_MS);
	pass(US_PER_MS);
}

static double
cpu_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

/* CPU time per message, the best of some rounds. */
static double
measure(int pcr)
{
	uint8_t msu[LENGTH] = { 0x85 };
	double best = 1e9;

	open_ends(pcr);
	for (int round = 0; round < ROUNDS; round++) {
		double from = cpu_us();

		for (int i = 0; i < MESSAGES; i++) {
			mtp2_send(ends[0].isup, &ends[0].m, msu, sizeof(msu), &ends[0].out);
			pass((LENGTH + 6) * 125);
		}
		double us = (cpu_us() - from) / MESSAGES;
		best = us < best ? us : best;
	}
	if (ends[1].received != ROUNDS * MESSAGES) {
		fprintf(stderr, "mtp2_bench: %u of %u messages arrived\n", ends[1].received, ROUNDS * MESSAGES);
		exit(1);
	}
	return best;
}

int
main(void)
{
	double basic = measure(0), pcr = measure(1);

	printf("bench mtp2_message basic=%.3fus pcr=%.3fus ratio=%.2f\n", basic, pcr, pcr / basic);
	return 0;
}
