/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A span of DAHDI: where its slots are, its clock, its alarms.
 *
 * Channels are numbered through the whole system, span after span, with whatever gaps a changed configuration left: so each
 * slot's channel is looked up by asking every channel for its span and position.  The clock is /dev/dahdi/timer, which counts
 * samples of the span that drives all others: 160 of them are a tick, and a process that was away catches up by the number of
 * times the timer ran out.
 *
 * The setting `peer` names the span at the other end of a line that is cross-connected in the same machine: then the far side
 * can be opened too.  That is for tests; a card has only the house's side.
 */
#include "trunk/dahdi.h"

#include "base/clock.h"
#include "base/site.h"
#include "trunk/dahdi_proc.h"
#include "trunk/loops.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define CHANNELS_MOST 2048 /* of 64 spans */
#define SOON_US       1000 /* the tick is due and has not come: look again after this */

/* ---- clock ---- */

uint64_t
dahdi_tick(const struct span *span)
{
	struct dahdi_span *s = dahdi_of(span);
	int event, one = 1;

	while (ioctl(s->timer_fd, DAHDI_GETEVENT, &event) == 0 && event == DAHDI_EVENT_TIMER_EXPIRED &&
	    ioctl(s->timer_fd, DAHDI_TIMERACK, &one) == 0) {
		s->tick++;
		s->tick_us = clock_now_us();
	}
	return s->tick;
}

int64_t
dahdi_next_us(const struct span *span)
{
	const struct dahdi_span *s = dahdi_of(span);

	dahdi_tick(span);
	int64_t due_us = s->tick_us + SPAN_BLOCK_US, soon_us = clock_now_us() + SOON_US;

	return due_us > soon_us ? due_us : soon_us;
}

/* ---- alarms ---- */

static const struct {
	int theirs;
	uint32_t ours;
} alarms[] = {
	{ DAHDI_ALARM_RED, SPAN_ALARM_RED },
	{ DAHDI_ALARM_LFA, SPAN_ALARM_RED },
	{ DAHDI_ALARM_LMFA, SPAN_ALARM_RED },
	{ DAHDI_ALARM_LOS, SPAN_ALARM_LOS },
	{ DAHDI_ALARM_BLUE, SPAN_ALARM_AIS },
	{ DAHDI_ALARM_YELLOW, SPAN_ALARM_YELLOW },
};

uint32_t
dahdi_alarms(const struct span *span)
{
	const struct dahdi_span *s = dahdi_of(span);
	struct dahdi_spaninfo info = { .spanno = s->number };
	uint32_t set = 0;

	if (ioctl(s->ctl_fd, DAHDI_SPANSTAT, &info) < 0)
		return SPAN_ALARM_LOS; /* the span is gone: its card was unbound */
	for (size_t i = 0; i < sizeof(alarms) / sizeof(alarms[0]); i++)
		if (info.alarms & alarms[i].theirs)
			set |= alarms[i].ours;
	return set;
}

/* ---- open and close ---- */

static void
dahdi_counts(const struct span *span, int slot, struct span_counts *counts)
{
	*counts = dahdi_of(span)->slots[slot].counts;
}

static void
dahdi_close(struct span *span)
{
	struct dahdi_span *s = dahdi_of(span);

	for (int slot = 1; slot < SPAN_SLOTS; slot++) {
		dahdi_bearer_close(span, slot);
		dahdi_sig_close(span, slot);
		dahdi_loop_close(span, slot);
	}
	if (s->timer_fd >= 0)
		close(s->timer_fd);
	if (s->ctl_fd >= 0)
		close(s->ctl_fd);
	free(s);
}

static const struct span_ops dahdi_ops = {
	.close = dahdi_close,
	.tick = dahdi_tick,
	.next_us = dahdi_next_us,
	.alarms = dahdi_alarms,
	.bearer_open = dahdi_bearer_open,
	.bearer_close = dahdi_bearer_close,
	.echo = dahdi_echo,
	.read = dahdi_read,
	.write = dahdi_write,
	.sig_open = dahdi_sig_open,
	.sig_close = dahdi_sig_close,
	.sig_fd = dahdi_sig_fd,
	.sig_read = dahdi_sig_read,
	.sig_write = dahdi_sig_write,
	.event = dahdi_event,
	.loop_open = dahdi_loop_open,
	.loop_close = dahdi_loop_close,
	.loop_set = dahdi_loop_set,
	.loop_heard = dahdi_loop_heard,
	.loop_fd = dahdi_loop_fd,
	.loop_keep = dahdi_loop_keep,
	.counts = dahdi_counts,
};

static int
open_device(const char *what, const char *path)
{
	int fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);

	return fd < 0 ? dahdi_say(what, DAHDI_DEVICE, -errno, path) : fd;
}

/* How many slots of the span have a channel. */
static int
find_channels(struct dahdi_span *s)
{
	int found = 0;

	for (int channel = 1; channel <= CHANNELS_MOST; channel++) {
		struct dahdi_params p = { .channo = channel };

		if (ioctl(s->ctl_fd, DAHDI_GET_PARAMS, &p) < 0 || p.spanno != s->number || p.chanpos < 1 ||
		    p.chanpos >= SPAN_SLOTS)
			continue;
		s->slots[p.chanpos].channel = channel;
		found++;
	}
	return found;
}

/* Which slots have an echo canceller: dahdi_cfg has given it to them before we came. */
static void
find_cancellers(struct dahdi_span *s)
{
	struct proc_span seen;

	if (proc_span_read(&seen, "", s->number) < 0)
		return;
	for (int slot = 1; slot < SPAN_SLOTS; slot++)
		s->slots[slot].canceller = *seen.slots[slot].canceller;
}

static int
open_all(struct dahdi_span *s, const struct conf_span *conf)
{
	static const char control[] = "/dev/dahdi/ctl", timer[] = "/dev/dahdi/timer";
	struct dahdi_spaninfo info = { .spanno = s->number };
	int samples = SPAN_BLOCK;
	char what[24];

	snprintf(what, sizeof(what), "span %d", s->number);
	if ((s->ctl_fd = open_device(what, control)) < 0)
		return s->ctl_fd;
	if ((s->timer_fd = open_device(what, timer)) < 0)
		return s->timer_fd;
	if (ioctl(s->timer_fd, DAHDI_TIMERCONFIG, &samples) < 0)
		return dahdi_say(what, DAHDI_TIMER, -errno, timer);
	if (ioctl(s->ctl_fd, DAHDI_SPANSTAT, &info) < 0) {
		dahdi_say(what, DAHDI_SPAN, -errno, control);
		return -ENODEV;
	}
	if (!find_channels(s))
		return dahdi_say(what, DAHDI_SLOTS, -ENODEV, control);
	find_cancellers(s);
	return 0;
}

int
dahdi_open(struct span **spanp, const struct conf_span *conf, enum span_side side)
{
	if (side == SPAN_SIDE_FAR && !conf->peer)
		return -ENOTSUP;
	struct dahdi_span *s = calloc(1, sizeof(*s));

	if (!s)
		return -ENOMEM;
	s->span.ops = &dahdi_ops;
	s->number = side == SPAN_SIDE_FAR ? (int)conf->peer : (int)conf->number;
	s->ahead = conf->ahead < 1 ? 1 : (unsigned)conf->ahead;
	for (int slot = 0; slot < SPAN_SLOTS; slot++)
		s->inherited[slot] = loops_inherited(s->number, slot);
	s->ctl_fd = s->timer_fd = s->loops_fd = -1;
	s->tick_us = clock_now_us();
	int err = open_all(s, conf);
	if (err) {
		dahdi_close(&s->span);
		return err;
	}
	*spanp = &s->span;
	return 0;
}
