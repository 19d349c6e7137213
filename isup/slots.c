/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Units in: read until the slot has no more, cut the FCS off, feed the core.  Events are asked for at the same time,
 * and every ALARM_US, since an alarm does not make a descriptor readable on every driver.  So are the alarms of all spans
 * that carry circuits, with or without signalling on them.
 *
 * Units out: messages and status units are written at once when nothing waits.  A fill-in unit waits until the round of
 * the loop ends, and gives its place to the unit that follows meanwhile, which says all that it said.
 *
 * A slot that fails for good (its card is gone) is closed and is a line alarm; it is tried again now and then.
 */
#include "isup/slots.h"

#include "isup/core.h"
#include "isup/mtp2.h"

#include "base/clock.h"
#include "base/log.h"
#include "trunk/span.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define FCS       2
#define FISU      (3 + FCS)
#define WAITING   256   /* units; a power of two */
#define READ_MOST 64    /* units of a slot in one round, so that timers and rings get their turn */
#define ALARM_US  50000 /* how often alarms are asked for */
#define RETRY_US  2000  /* how soon a full line is tried again */
#define REOPEN_US 5000000

struct slot {
	struct span *span;
	int slot;
	int fd;
	int error;         /* a read or write failed in a way that is neither "full" nor "empty": -errno */
	int64_t reopen_us; /* closed; when to try again.  0: open */
	unsigned first, last;
	struct {
		uint16_t len;
		uint8_t octets[MTP2_UNIT_MAX + FCS];
	} units[WAITING];
};

struct slots {
	struct span *spans[ISUP_SPANS + 1]; /* by number */
	uint8_t in_alarm[ISUP_SPANS + 1];   /* as the core knows it */
	int n;
	int64_t alarm_due_us;
	int64_t due_us;
	struct slot slots[ISUP_LINKS];
};

static struct slots *
slots_of(const struct svc_run *run)
{
	return run->own;
}

/* ---- in ---- */

static void
feed_event(struct svc_run *run, unsigned link, enum span_event event, int64_t now_us)
{
	struct isup_in_event in = { .link = (uint16_t)link, .event = (uint16_t)event };

	keep_feed(run->keep, CORE_FROM_LINE, ISUP_IN_EVENT, &in, sizeof(in), now_us);
}

static int
take_events(struct svc_run *run, unsigned link, int64_t now_us)
{
	struct slot *s = &slots_of(run)->slots[link];
	enum span_event event;
	int n = 0;

	for (; !s->reopen_us && n < READ_MOST && (event = span_event(s->span, s->slot)) != SPAN_EV_NONE; n++)
		feed_event(run, link, event, now_us);
	return n;
}

static void
take_units(struct svc_run *run, unsigned link, int64_t now_us)
{
	struct slot *s = &slots_of(run)->slots[link];
	union {
		struct isup_in_unit in;
		uint8_t room[sizeof(struct isup_in_unit) + SPAN_FRAME_MAX];
	} u;

	for (int n = 0; n < READ_MOST; n++) {
		ssize_t len = span_sig_read(s->span, s->slot, u.in.octets, SPAN_FRAME_MAX);

		if (len < 0 && len != -EMSGSIZE) {
			s->error = len == -EAGAIN ? 0 : (int)len;
			break;
		}
		if (len < FCS)
			continue;
		u.in.link = (uint16_t)link;
		u.in.len = (uint16_t)(len - FCS);
		keep_feed(run->keep, CORE_FROM_LINE, ISUP_IN_UNIT, &u.in, (uint32_t)(sizeof(u.in) + u.in.len), now_us);
	}
}

/* Units go before timers that are due: an acknowledgement that waits here must not come too late for T7. */
static void
is_ready(struct svc_run *run, int fd, void *arg)
{
	unsigned link = (unsigned)((struct slot *)arg - slots_of(run)->slots);
	int64_t now_us = clock_now_us();

	take_events(run, link, now_us);
	take_units(run, link, now_us);
}

/* ---- out ---- */

/* Is it done with?  What cannot be written is lost, and asked for again. */
static int
write_one(struct slot *s, const uint8_t *unit, size_t len)
{
	int rc = s->reopen_us || s->error ? 0 : span_sig_write(s->span, s->slot, unit, len);

	if (rc == -EAGAIN)
		return 0;
	if (rc < 0)
		s->error = rc;
	return 1;
}

static int
flush(struct slot *s)
{
	int n = 0;

	for (; s->first != s->last; s->first++, n++)
		if (!write_one(s, s->units[s->first % WAITING].octets, s->units[s->first % WAITING].len))
			break;
	return n;
}

void
slots_write(struct svc_run *run, unsigned link, const void *unit, size_t len)
{
	struct slots *all = slots_of(run);

	if (link >= (unsigned)all->n || len > MTP2_UNIT_MAX)
		return;
	struct slot *s = &all->slots[link];
	if (s->first != s->last && s->units[(s->last - 1) % WAITING].len == FISU)
		s->last--;
	if (s->last - s->first == WAITING)
		return;
	s->units[s->last % WAITING].len = (uint16_t)(len + FCS);
	memcpy(s->units[s->last % WAITING].octets, unit, len);
	memset(s->units[s->last % WAITING].octets + len, 0, FCS);
	s->last++;
	if (len + FCS != FISU)
		flush(s);
}

/* ---- spans ---- */

static int
span_is_bad(const struct span *span)
{
	return (span_alarms(span) & ~SPAN_ALARM_YELLOW) != 0;
}

static void
feed_span(struct svc_run *run, int number, int64_t now_us)
{
	struct slots *all = slots_of(run);
	struct isup_in_span in = { .span = (uint16_t)number, .in_alarm = (uint16_t)span_is_bad(all->spans[number]) };

	all->in_alarm[number] = (uint8_t)in.in_alarm;
	keep_feed(run->keep, CORE_FROM_LINE, ISUP_IN_SPAN, &in, sizeof(in), now_us);
}

static int
look_at_spans(struct svc_run *run, int64_t now_us)
{
	const struct slots *all = slots_of(run);
	int n = 0;

	for (int i = 0; i <= ISUP_SPANS; i++) {
		if (!all->spans[i] || span_is_bad(all->spans[i]) == all->in_alarm[i])
			continue;
		feed_span(run, i, now_us);
		n++;
	}
	return n;
}

/* ---- the whole ---- */

static int
open_span(struct svc_run *run, int number)
{
	struct slots *all = slots_of(run);
	const struct conf_span *conf = site_span(run->site, number);

	if (all->spans[number])
		return 0;
	return conf ? span_open(&all->spans[number], conf, run->run_dir, SPAN_SIDE_HOUSE) : -ENODEV;
}

static int
open_slot(struct svc_run *run, unsigned link)
{
	struct slots *all = slots_of(run);
	const struct conf_link *conf = &run->site->links[link];
	struct slot *s = &all->slots[link];
	int rc = open_span(run, conf->span);

	if (rc == 0)
		rc = span_sig_open(all->spans[conf->span], conf->slot, SPAN_MTP2);
	if (rc < 0) {
		log_warn("link %u: span %d slot %d: %s", link, conf->span, conf->slot, strerror(-rc));
		return rc;
	}
	s->span = all->spans[conf->span];
	s->slot = conf->slot;
	s->fd = span_sig_fd(s->span, s->slot);
	return svc_watch(run, s->fd, is_ready, s);
}

/* Spans with circuits of ours, whose alarms we watch.  One that is not there is no reason not to start. */
static void
open_bearers(struct svc_run *run)
{
	for (int i = 0; i < run->site->n_circuits; i++) {
		const struct conf_circuits *circuits = &run->site->circuits[i];
		int group = site_group(run->site, circuits->group);
		int rc = group >= 0 && run->site->groups[group].kind == GROUP_ISUP ? open_span(run, circuits->span) : 0;

		if (rc < 0)
			log_warn("span %d: %s; its alarms are not seen", circuits->span, strerror(-rc));
	}
}

/* ---- slots that fail ---- */

static void
close_slot(struct svc_run *run, unsigned link, int64_t now_us)
{
	struct slot *s = &slots_of(run)->slots[link];

	log_alarm("link %u: slot %d: %s; closed, tried again every %d s", link, s->slot, strerror(-s->error),
	    (int)(REOPEN_US / US_PER_SEC));
	svc_unwatch(run, s->fd);
	span_sig_close(s->span, s->slot);
	s->error = 0;
	s->first = s->last = 0;
	s->reopen_us = now_us + REOPEN_US;
	feed_event(run, link, SPAN_EV_ALARM, now_us);
}

static void
reopen_slot(struct svc_run *run, unsigned link, int64_t now_us)
{
	struct slot *s = &slots_of(run)->slots[link];

	s->reopen_us = now_us + REOPEN_US;
	if (span_sig_open(s->span, s->slot, SPAN_MTP2) < 0)
		return;
	s->fd = span_sig_fd(s->span, s->slot);
	if (svc_watch(run, s->fd, is_ready, s) < 0) {
		span_sig_close(s->span, s->slot);
		return;
	}
	log_note("link %u: slot %d: works again", link, s->slot);
	s->reopen_us = 0;
	feed_event(run, link, span_is_bad(s->span) ? SPAN_EV_ALARM : SPAN_EV_NOALARM, now_us);
}

static int
mend(struct svc_run *run, unsigned link, int64_t now_us)
{
	const struct slot *s = &slots_of(run)->slots[link];

	if (s->error)
		close_slot(run, link, now_us);
	else if (s->reopen_us && now_us >= s->reopen_us)
		reopen_slot(run, link, now_us);
	else
		return 0;
	return 1;
}

int
slots_open(struct svc_run *run)
{
	struct slots *all = calloc(1, sizeof(*all));
	int rc = all ? 0 : -ENOMEM;

	run->own = all;
	if (all)
		open_bearers(run);
	for (int i = 0; rc == 0 && i < run->site->n_links; i++) {
		rc = open_slot(run, (unsigned)i);
		all->n = i + (rc == 0);
	}
	return rc;
}

void
slots_opened(struct svc_run *run)
{
	struct slots *all = slots_of(run);
	int64_t now_us = clock_now_us();

	for (int i = 0; i <= ISUP_SPANS; i++)
		if (all->spans[i])
			feed_span(run, i, now_us);
	for (int i = 0; i < all->n; i++)
		feed_event(run, (unsigned)i, span_is_bad(all->slots[i].span) ? SPAN_EV_ALARM : SPAN_EV_NOALARM, now_us);
}

void
slots_close(struct svc_run *run)
{
	struct slots *all = slots_of(run);

	for (int i = 0; i < all->n; i++) {
		if (all->slots[i].reopen_us)
			continue;
		svc_unwatch(run, all->slots[i].fd);
		span_sig_close(all->slots[i].span, all->slots[i].slot);
	}
	for (int i = 0; i <= ISUP_SPANS; i++)
		if (all->spans[i])
			span_close(all->spans[i]);
	free(all);
	run->own = NULL;
}

int
slots_work(struct svc_run *run, int64_t now_us)
{
	struct slots *all = slots_of(run);
	int look = now_us >= all->alarm_due_us;
	int n = 0;

	if (look) {
		all->alarm_due_us = now_us + ALARM_US;
		n += look_at_spans(run, now_us);
	}
	all->due_us = all->alarm_due_us;
	for (int i = 0; i < all->n; i++) {
		struct slot *s = &all->slots[i];

		if (look)
			n += take_events(run, (unsigned)i, now_us);
		n += flush(s);
		n += mend(run, (unsigned)i, now_us);
		if (s->first != s->last)
			all->due_us = now_us + RETRY_US;
	}
	return n;
}

int64_t
slots_next_due(const struct svc_run *run)
{
	return slots_of(run)->due_us;
}
