/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two whole cores of isupd back to back - MTP2, MTP3, ISUP, every trace line formatted - by signal units in memory, on a clock of
 * their own.  End 0 dials, end 1 answers; for benches.
 */
#pragma once

#include "base/clock.h"
#include "isup/exchange.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PAIR_UNITS    4096
#define PAIR_UNIT_MAX 300
#define PAIR_CALLED   "02088886666"
#define PAIR_CALLING  "13800138000"
#define PAIR_TYPE_AT  10 /* where an ISUP message has its type: BSN FSN LI SIO, label of 4, CIC of 2 */

struct pair_queue {
	unsigned first, last;
	struct {
		uint16_t len, link;
		uint8_t octets[PAIR_UNIT_MAX];
	} units[PAIR_UNITS];
};

struct pair;
struct pair_end {
	struct core_out out; /* first */
	struct pair *pair;
	int number;
	struct isup *isup;
	uint32_t line; /* of the latest call */
	unsigned answered, released;
	uint32_t to_do[4]; /* requests the switch makes after this step */
	unsigned n_to_do;
};

struct pair {
	struct pair_end ends[2];
	struct pair_queue line[2]; /* [end]: what waits to be read by that end */
	int64_t now_us;
	int64_t pace_us; /* between calls */
	int withhold;    /* end 0 gets no RLC: it finds a message in its place that asks for nothing */
};

static double
pair_cpu_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static void
pair_fail(const char *what)
{
	fprintf(stderr, "isup bench: %s\n", what);
	exit(1);
}

static void
pair_put(struct pair_queue *q, unsigned link, const uint8_t *octets, size_t len)
{
	unsigned at = q->last++ % PAIR_UNITS;

	if (q->last - q->first > PAIR_UNITS || len > PAIR_UNIT_MAX)
		pair_fail("queue overrun");
	q->units[at].len = (uint16_t)len;
	q->units[at].link = (uint16_t)link;
	memcpy(q->units[at].octets, octets, len);
}

/* ---- the core's outputs ---- */

static void
pair_on_send(struct core_out *out, enum role to, uint16_t type, const void *data, uint32_t len)
{
	struct pair_end *end = (struct pair_end *)(void *)out;

	if (type == MSG_LINE_OFFERED) {
		end->line = ((const struct msg_line_offered *)data)->line;
		end->to_do[end->n_to_do++] = MSG_LINE_ALERT;
		end->to_do[end->n_to_do++] = MSG_LINE_ANSWER;
	} else if (type == MSG_LINE_SEIZED) {
		end->line = ((const struct msg_line_seized *)data)->line;
	} else if (type == MSG_LINE_ANSWERED) {
		end->answered++;
	} else if (type == MSG_LINE_RELEASED || type == MSG_LINE_REFUSED) {
		end->released++;
	}
}

static void
pair_on_local(struct core_out *out, uint16_t kind, uint32_t addr, const void *data, uint32_t len)
{
	struct pair_end *end = (struct pair_end *)(void *)out;
	uint8_t octets[PAIR_UNIT_MAX];

	if (kind != ISUP_OUT_UNIT || len > sizeof(octets))
		return;
	memcpy(octets, data, len);
	if (end->pair->withhold && end->number == 1 && len > PAIR_TYPE_AT && octets[PAIR_TYPE_AT] == ISUP_RLC)
		octets[PAIR_TYPE_AT] = ISUP_NRM; /* the same shape */
	pair_put(&end->pair->line[!end->number], addr, octets, len);
}

static void
pair_on_trace(struct core_out *out, uint16_t kind, uint64_t ref, const void *data, uint32_t len)
{
}
static void
pair_on_log(struct core_out *out, int level, const char *line)
{
}
static void
pair_on_count(struct core_out *out, uint16_t id, uint16_t which, int64_t n)
{
}

static const struct core_out_ops pair_ops = {
	.send = pair_on_send,
	.local = pair_on_local,
	.trace = pair_on_trace,
	.log = pair_on_log,
	.count = pair_on_count,
};

/* ---- running ---- */

static void
pair_step(struct pair_end *end, uint16_t from, uint16_t type, const void *data, uint32_t len)
{
	struct core_input in = { .now_us = end->pair->now_us, .from = from, .type = type, .len = len, .data = data };

	isup_core.step(end->isup, &in, &end->out);
}

static void
pair_switch_acts(struct pair_end *end)
{
	for (unsigned i = 0; i < end->n_to_do; i++) {
		struct msg_line msg = { .leg = 1, .line = end->line };

		pair_step(end, ROLE_ACD, (uint16_t)end->to_do[i], &msg, sizeof(msg));
	}
	end->n_to_do = 0;
}

static void
pair_settle(struct pair *p)
{
	union {
		struct isup_in_unit head;
		uint8_t octets[sizeof(struct isup_in_unit) + PAIR_UNIT_MAX];
	} in;

	for (int busy = 1; busy;) {
		busy = 0;
		for (int e = 0; e < 2; e++) {
			struct pair_queue *q = &p->line[e];

			if (q->first == q->last)
				continue;
			unsigned at = q->first++ % PAIR_UNITS;

			in.head.link = q->units[at].link;
			in.head.len = q->units[at].len;
			memcpy(in.head.octets, q->units[at].octets, q->units[at].len);
			pair_step(
			    &p->ends[e], CORE_FROM_LINE, ISUP_IN_UNIT, &in, (uint32_t)(sizeof(in.head) + in.head.len));
			pair_switch_acts(&p->ends[e]);
			busy = 1;
		}
	}
}

/* Let time pass, timer by timer. */
static void
pair_wait(struct pair *p, int64_t us)
{
	int64_t until = p->now_us + us;

	for (;;) {
		int64_t a = isup_core.next_due(p->ends[0].isup), b = isup_core.next_due(p->ends[1].isup),
		        due = a < b ? a : b;

		if (due > until)
			break;
		p->now_us = due > p->now_us ? due : p->now_us;
		pair_step(&p->ends[a < b ? 0 : 1], CORE_FROM_SELF, CORE_TICK, NULL, 0);
		pair_settle(p);
	}
	p->now_us = until;
}

/* ---- opening ---- */

static void
pair_site(struct site *site, int end, unsigned circuits, unsigned links)
{
	char text[4096], why[256];
	int len = snprintf(text, sizeof(text),
	    "spans = ( { number = 64; } );"
	    "linksets = ( { name = \"set\"; opc = \"%d\"; apc = \"%d\"; } );"
	    "groups = ( { name = \"group\"; linkset = \"set\"; inbound = 4096; outbound = 4096; } );"
	    "links = (",
	    1 + end, 2 - end);

	for (unsigned i = 0; i < links; i++)
		len += snprintf(text + len, sizeof(text) - (size_t)len,
		    "%s { linkset = \"set\"; span = 64; slot = %u; slc = %u; proving = \"emergency\"; }", i ? "," : "",
		    i + 1, i);
	snprintf(text + len, sizeof(text) - (size_t)len, " );");
	if (site_parse(site, text, why, sizeof(why)))
		pair_fail(why);
	for (unsigned i = 0; i * 32 < circuits; i++) {
		struct conf_circuits *run = &site->circuits[site->n_circuits++];

		snprintf(run->group, TEXT_LABEL, "group");
		run->first_slot = 0;
		run->last_slot = 31;
		run->pcm = (int32_t)i;
	}
}

static struct pair *
pair_open(unsigned circuits, unsigned links)
{
	static struct site site;
	struct pair *p = calloc(1, sizeof(*p));

	if (!p)
		pair_fail("no memory");
	p->now_us = US_PER_SEC;
	p->pace_us = US_PER_MS;
	for (int e = 0; e < 2; e++) {
		struct pair_end *end = &p->ends[e];

		pair_site(&site, e, circuits, links);
		*end = (struct pair_end){ .out = { &pair_ops }, .pair = p, .number = e };
		end->isup = calloc(1, isup_core.size(&site));
		isup_core.init(end->isup, &site, 1);
	}
	for (int e = 0; e < 2; e++)
		pair_step(&p->ends[e], CORE_FROM_SELF, CORE_STARTED, NULL, 0);
	pair_wait(p, 200 * US_PER_SEC);
	return p;
}

static void
pair_close(struct pair *p)
{
	for (int e = 0; e < 2; e++)
		free(p->ends[e].isup);
	free(p);
}

/* ---- calls ---- */

static void
pair_call(struct pair *p)
{
	static struct msg_line_dial dial = { .leg = 1 };

	if (!dial.called.len) {
		number_set(&dial.called, PAIR_CALLED, 3);
		number_set(&dial.caller, PAIR_CALLING, 3);
	}
	p->now_us += p->pace_us;
	pair_step(&p->ends[0], ROLE_ACD, MSG_LINE_DIAL, &dial, sizeof(dial));
	pair_settle(p);
}

static void
pair_release(struct pair *p)
{
	struct msg_line msg = { .leg = 1, .line = p->ends[0].line, .cause = 16 };

	pair_step(&p->ends[0], ROLE_ACD, MSG_LINE_RELEASE, &msg, sizeof(msg));
	pair_settle(p);
}

/* CPU time of a call per end (IAM ACM ANM REL RLC), in us. */
static double
pair_round(struct pair *p, unsigned calls)
{
	double from = pair_cpu_us();

	for (unsigned i = 0; i < calls; i++) {
		pair_call(p);
		pair_release(p);
	}
	return (pair_cpu_us() - from) / calls / 2;
}
