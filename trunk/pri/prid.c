/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The house of D-channels: built from the configuration's trunk groups of kind "pri", one D-channel per span (slot 16),
 * with the B-channels that the group's circuits name.
 */
#include "trunk/pri/prid.h"

#include "base/clock.h"
#include "base/log.h"

#include <errno.h>
#include <string.h>

/* libpri's callbacks for text are process-wide, so they go to the process's log. */
static void
library_says(struct pri *pri, char *text)
{
	const struct dchan *d = pri ? pri_get_userdata(pri) : NULL;
	size_t len = strcspn(text, "\n");

	if (len > 0)
		log_debug("D-channel %u: %.*s", d ? d->number : 0, (int)len, text);
}

static struct dchan *
dchan_of_span(struct prid *p, int number)
{
	for (uint16_t i = 0; i < p->n_dchans; i++)
		if (p->dchans[i].number == number)
			return &p->dchans[i];
	return NULL;
}

/* The D-channel of a span, made on its first mention; NULL when the table is full. */
static struct dchan *
dchan_make(struct prid *p, int number, int group, int network)
{
	struct dchan *d = dchan_of_span(p, number);

	if (d || p->n_dchans == PRI_DCHANS)
		return d;
	d = &p->dchans[p->n_dchans];
	d->house = p;
	d->index = p->n_dchans++;
	d->number = (uint16_t)number;
	d->group = (uint16_t)group;
	d->network = (uint8_t)network;
	for (uint8_t slot = 0; slot < SPAN_SLOTS; slot++) {
		d->bchans[slot].slot = slot;
		d->bchans[slot].due_us = TIME_NEVER;
		/* A handle from before a restart must hit nothing: start where no earlier start is likely to have been.
		 */
		d->bchans[slot].generation = (uint16_t)(p->epoch * 2654435761u >> 16 | 1);
	}
	return d;
}

static int
equip(struct prid *p, const struct conf_circuits *run, int group, enum span_side side)
{
	int network = p->site->groups[group].pri_side != PRI_SIDE_USER;
	struct dchan *d = dchan_make(p, run->span, group, side == SPAN_SIDE_HOUSE ? network : !network);

	if (!d)
		return -ENOSPC;
	for (int slot = run->first_slot; slot <= run->last_slot; slot++)
		d->bchans[slot].equipped = slot != PRI_D_SLOT;
	return 0;
}

int
prid_open(struct prid *p, const struct site *site, const char *run_dir, enum span_side side, uint32_t epoch)
{
	p->site = site;
	p->epoch = epoch;
	pri_set_message(library_says);
	pri_set_error(library_says);
	for (int i = 0; i < site->n_circuits; i++) {
		int group = site_group(site, site->circuits[i].group);

		if (group >= 0 && site->groups[group].kind == GROUP_PRI && equip(p, &site->circuits[i], group, side))
			return -ENOSPC;
	}
	for (uint16_t i = 0; i < p->n_dchans; i++) {
		const struct conf_span *conf = site_span(site, p->dchans[i].number);
		int ret = conf ? dchan_open(&p->dchans[i], conf, run_dir, side) : -ENODEV;

		if (ret) {
			core_log(p->out, LOG_ALARM, "D-channel %u: cannot be opened: %s", p->dchans[i].number,
			    strerror(-ret));
			return ret;
		}
	}
	return 0;
}

void
prid_close(struct prid *p)
{
	for (uint16_t i = 0; i < p->n_dchans; i++)
		dchan_close(&p->dchans[i]);
}

/* After a start everything is new to us; after an overflow of the outbox the calls still stand. */
void
prid_hello(struct prid *p)
{
	struct msg_hello m = { .abi = MSG_ABI, .epoch = p->epoch, .fresh = p->greeted ? 0 : 1 };

	p->greeted = 1;
	prid_send(p, MSG_HELLO, &m, sizeof(m));
}

void
prid_send(struct prid *p, uint16_t type, const void *data, uint32_t len)
{
	if (outbox_send(&p->outbox, type, data, len))
		core_count(p->out, STAT_OUTBOX_WAITED, 0, 1);
}

int
prid_work(struct prid *p, int64_t now_us)
{
	int n = outbox_flush(&p->outbox);

	if (outbox_lost(&p->outbox))
		prid_hello(p);
	p->now_us = now_us;
	for (uint16_t i = 0; i < p->n_dchans; i++)
		n += dchan_work(&p->dchans[i]);
	return n;
}

int64_t
prid_next_due(const struct prid *p, int64_t now_us)
{
	int64_t due = outbox_waits(&p->outbox) ? now_us + 10 * US_PER_MS : TIME_NEVER;

	for (uint16_t i = 0; i < p->n_dchans; i++) {
		int64_t theirs = dchan_next_due(&p->dchans[i], now_us);

		if (theirs < due)
			due = theirs;
	}
	return due;
}
