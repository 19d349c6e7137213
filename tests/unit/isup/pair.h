/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two signalling points on a fake clock, joined by up to four wires of 64 kbit/s.
 *
 * A wire is what two line drivers make of it: units travel one after the other, each takes its octets' time; the last
 * one is repeated until it arrives; a unit equal to the one delivered before is dropped.  It can lose (spoil) units by
 * a given rate or all of them.  User messages are numbered texts, so that what is lost, doubled or out of order is
 * seen.
 */
#pragma once

#include "base/clock.h"
#include "base/site.h"
#include "base/timer.h"
#include "isup/label.h"
#include "isup/mtp2.h"
#include "isup/mtp3.h"
#include "isup/mtp3_state.h"
#include "trunk/span.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAIR_LINKS 4
#define WIRE_UNITS 1024

struct wire { /* one direction */
	struct {
		uint16_t len;
		uint8_t octets[MTP2_UNIT_MAX];
	} units[WIRE_UNITS], delivered;
	unsigned first, last; /* units [first, last) wait; the one before `last` is repeated */
	int64_t free_us;      /* when the unit at `first` has arrived */
	int cut;
	unsigned lose_in;   /* one of so many is spoilt; 0 = none */
	unsigned repeating; /* the unit before `last` has not arrived yet although it was spoilt */
};

struct point {
	struct core_out out; /* first */
	struct isup *isup;
	struct site site;
	struct wire to_far[PAIR_LINKS];
	int64_t counts[ISUP_STAT_COUNT][ISUP_LINKS];

	/* the user part */
	int reachable;
	int pauses, resumes, statuses;
	uint32_t number[MTP3_SLS]; /* of the last message received, per SLS */
	unsigned received, doubled, disordered;
	uint32_t from_pc;
	uint32_t next[MTP3_SLS]; /* to send */
	unsigned heard_sends[PAIR_LINKS];
};

extern struct point points[2];
extern uint32_t pair_seed;
extern const char *pair_link_settings; /* of each link, beside the usual; "" */

static inline struct point *
far(struct point *p)
{
	return p == &points[0] ? &points[1] : &points[0];
}

static inline struct point *
point_of(const struct isup *isup)
{
	return isup == points[0].isup ? &points[0] : &points[1];
}

static void
pair_local(struct core_out *out, uint16_t kind, uint32_t addr, const void *data, uint32_t len)
{
	struct point *p = (struct point *)out;
	struct wire *w = &p->to_far[addr];

	cr_assert(len >= 3 && len <= MTP2_UNIT_MAX && addr < PAIR_LINKS);
	if (w->last - w->first == WIRE_UNITS)
		return;
	if (w->last == w->first && w->free_us <= p->isup->now_us)
		w->free_us = p->isup->now_us + ((int64_t)len + 3) * 125;
	w->units[w->last % WIRE_UNITS].len = (uint16_t)len;
	memcpy(w->units[w->last % WIRE_UNITS].octets, data, len);
	w->last++;
	p->heard_sends[addr] += len > 5 && (((const uint8_t *)data)[3] & 15) == 5;
}

static void
pair_trace(struct core_out *out, uint16_t kind, uint64_t ref, const void *data, uint32_t len)
{
}

static void
pair_log(struct core_out *out, int level, const char *line)
{
	struct point *p = (struct point *)out;

	if (getenv("PAIR_LOG"))
		fprintf(stderr, "%8.3f %c %s\n", (double)(p->isup->now_us % 1000000000) / 1e6, p == points ? 'A' : 'B',
		    line);
}

static void
pair_count(struct core_out *out, uint16_t id, uint16_t which, int64_t n)
{
	cr_assert(id < ISUP_STAT_COUNT && which < ISUP_LINKS);
	((struct point *)out)->counts[id][which] += n;
}

static const struct core_out_ops pair_ops = {
	.local = pair_local, .trace = pair_trace, .log = pair_log, .count = pair_count
};

/* ---- user part ---- */

void
isup_mtp_transfer(struct isup *isup, int linkset, uint32_t opc, const uint8_t *msg, size_t len, struct core_out *out)
{
	struct point *p = point_of(isup);
	uint32_t number;

	p->received++;
	p->from_pc = opc;
	if (len < 5)
		return;
	memcpy(&number, msg + 1, 4);
	if (number == p->number[msg[0]])
		p->doubled++;
	else if (number != p->number[msg[0]] + 1)
		p->disordered++;
	p->number[msg[0]] = number;
}

void
isup_mtp_pause(struct isup *isup, int linkset, uint32_t pc, struct core_out *out)
{
	point_of(isup)->pauses++;
	point_of(isup)->reachable--;
}

void
isup_mtp_resume(struct isup *isup, int linkset, uint32_t pc, struct core_out *out)
{
	point_of(isup)->resumes++;
	point_of(isup)->reachable++;
}

void
isup_mtp_status(
    struct isup *isup, int linkset, uint32_t pc, enum isup_mtp_status why, unsigned level, struct core_out *out)
{
	point_of(isup)->statuses++;
}

/* ---- two points ---- */

static inline void
point_open(struct point *p, const char *label, const char *opc, const char *apc, int n_links, const char *extra)
{
	char why[256], text[2048];
	int at = snprintf(text, sizeof(text),
	    "spans = ( { number = 1; driver = \"soft\"; } );"
	    "linksets = ( { name = \"far\"; label = \"%s\"; opc = \"%s\"; apc = \"%s\"; } ); links = (",
	    label, opc, apc);

	memset(p, 0, sizeof(*p));
	p->out.ops = &pair_ops;
	for (int i = 0; i < n_links; i++)
		at += snprintf(text + at, sizeof(text) - (size_t)at,
		    "%s { linkset = \"far\"; span = 1; slot = %d; slc = %d; %s }", i ? "," : "", 16 + i, i,
		    pair_link_settings);
	snprintf(text + at, sizeof(text) - (size_t)at, " ); %s", extra);
	cr_assert(site_parse(&p->site, text, why, sizeof(why)) == 0, "%s", why);
	size_t mtp_at = (sizeof(struct isup) + 63) & ~(size_t)63;
	size_t timers_at = (mtp_at + mtp_size(&p->site) + 63) & ~(size_t)63;
	p->isup = calloc(1, timers_at + timers_size(mtp_timer_count(&p->site)));
	p->isup->mtp_at = (uint32_t)mtp_at;
	p->isup->timers_at = (uint32_t)timers_at;
	p->isup->now_us = 1000 * US_PER_SEC;
	timers_init(isup_timers(p->isup), mtp_timer_count(&p->site));
	mtp_init(p->isup, &p->site);
}

static inline void
pair_open(const char *label, int n_links)
{
	point_open(&points[0], label, "10", "20", n_links, "");
	point_open(&points[1], label, "20", "10", n_links, "");
	isup_mtp(points[1].isup)->sets[0].restarted = 1; /* two that restart at once would wait for each other's TRA */
	pair_seed = 12345;
}

static inline void
pair_close(void)
{
	free(points[0].isup);
	free(points[1].isup);
}

static inline void
pair_start(void)
{
	mtp_started(points[0].isup, 0, &points[0].out);
	mtp_started(points[1].isup, 0, &points[1].out);
}

static inline uint32_t
pair_random(void)
{
	pair_seed = pair_seed * 1664525 + 1013904223;
	return pair_seed >> 8;
}

/* The unit at the head of the wire has arrived, or its repetition has. */
static inline void
arrive(struct point *from, unsigned link, int64_t now_us)
{
	struct wire *w = &from->to_far[link];
	struct point *to = far(from);
	unsigned at = w->first != w->last ? w->first : w->last - 1;
	int spoilt = w->cut || (w->lose_in && pair_random() % w->lose_in == 0);
	uint16_t len = w->units[at % WIRE_UNITS].len;

	if (w->first != w->last)
		w->first++;
	w->repeating = spoilt && w->first == w->last;
	w->free_us = now_us + (w->repeating ? len + 3 : w->units[w->first % WIRE_UNITS].len + 3) * 125;
	to->isup->now_us = now_us;
	if (spoilt) {
		if (!w->cut)
			mtp_event(to->isup, link, SPAN_EV_BADFCS, &to->out);
		return;
	}
	if (w->delivered.len == len && memcmp(w->delivered.octets, w->units[at % WIRE_UNITS].octets, len) == 0)
		return;
	memcpy(&w->delivered, &w->units[at % WIRE_UNITS], sizeof(w->delivered));
	mtp_unit(to->isup, link, w->delivered.octets, len, &to->out);
}

static inline int64_t
wire_due(const struct wire *w)
{
	return w->first != w->last || w->repeating ? w->free_us : TIME_NEVER;
}

/* What happens next, up to `end_us`; 0 when nothing does. */
static inline int
pair_next(int64_t end_us)
{
	int64_t due = TIME_NEVER;
	struct point *who = NULL;
	int link = -1;

	for (int i = 0; i < 2; i++) {
		struct point *p = &points[i];

		if (timers_next(isup_timers(p->isup)) < due) {
			due = timers_next(isup_timers(p->isup));
			who = p;
			link = -1;
		}
		for (int k = 0; k < PAIR_LINKS; k++)
			if (wire_due(&p->to_far[k]) < due) {
				due = wire_due(&p->to_far[k]);
				who = p;
				link = k;
			}
	}
	if (due > end_us)
		return 0;
	points[0].isup->now_us = points[1].isup->now_us = due;
	if (link >= 0)
		arrive(who, (unsigned)link, due);
	else
		mtp_timer(who->isup, timers_pop(isup_timers(who->isup), due), &who->out);
	return 1;
}

static inline void
pair_pass(int64_t ms)
{
	int64_t end_us = points[0].isup->now_us + ms * US_PER_MS;

	while (pair_next(end_us))
		;
	points[0].isup->now_us = points[1].isup->now_us = end_us;
}

/* Time until both users may send; -1 when that takes longer than `most_ms`. */
static inline int64_t
pair_until_up(int64_t most_ms)
{
	int64_t start_us = points[0].isup->now_us;

	while (!(points[0].reachable > 0 && points[1].reachable > 0))
		if (!pair_next(start_us + most_ms * US_PER_MS))
			return -1;
	return (points[0].isup->now_us - start_us) / US_PER_MS;
}

/* The next numbered message with this SLS. */
static inline int
post(struct point *p, uint8_t sls)
{
	uint8_t msg[20] = { sls };
	uint32_t number = p->next[sls] + 1;

	memcpy(msg + 1, &number, 4);
	int rc = mtp3_transfer(p->isup, 0, p->site.linksets[0].apc[0] == '2' ? 20 : 10, sls, msg, sizeof(msg), &p->out);
	if (rc == 0)
		p->next[sls] = number;
	return rc;
}

static inline int
carrying(const struct point *p, unsigned link)
{
	struct mtp_link_view view;

	cr_assert(mtp_link_view(isup_mtp(p->isup), link, &view) == 0);
	return view.available;
}

static inline void
cut(unsigned link, int on)
{
	points[0].to_far[link].cut = points[1].to_far[link].cut = on;
	if (!on)
		points[0].to_far[link].repeating = points[1].to_far[link].repeating = 1;
}
