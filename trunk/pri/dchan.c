/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One D-channel: libpri (Q.921, Q.931, EuroISDN) between the line and the B-channels' machines.
 *
 * libpri reads and writes frames through two callbacks; received ones pass the sieve (ie_filter.h) and both directions
 * are traced.  It reports one event per frame at most, in a union that the next frame overwrites, so each is handled at
 * once. Calls cannot be carried over a restart of this process, so when the D-channel first comes up every B-channel is
 * restarted (Q.931 5.5), one after the other, and the far end drops what it still held.
 */
#include "trunk/pri/prid.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/trace.h"

#include <errno.h>
#include <string.h>
#include <sys/time.h>

#define FCS_LEN    2
#define SETTLE_US  (100 * US_PER_MS) /* ends that start together may set the data link up twice */
#define FRAME_TURN 64                /* frames taken in one turn, so that no D-channel starves the others */

/* ---- frames ---- */

static void
trace_frame(struct dchan *d, uint16_t kind, const void *frame, size_t len)
{
	core_trace(d->house->out, kind, d->number, frame, (uint32_t)(len - FCS_LEN));
}

static int
read_frame(struct pri *pri, void *buf, int size)
{
	struct dchan *d = pri_get_userdata(pri);
	struct ie_filter_counts before = d->filter;
	ssize_t len = span_sig_read(d->span, PRI_D_SLOT, buf, (size_t)size);

	if (len <= 0)
		return 0;
	d->took_frame = 1;
	core_count(d->house->out, STAT_FRAMES_IN, d->index, 1);
	if (len > FCS_LEN)
		trace_frame(d, TRACE_DCHAN_IN, buf, (size_t)len);
	len = (ssize_t)ie_filter(buf, (size_t)len, &d->filter);
	core_count(d->house->out, STAT_RUNTS, d->index, (int64_t)(d->filter.runts - before.runts));
	core_count(d->house->out, STAT_IE_CUT, d->index, (int64_t)(d->filter.cut - before.cut));
	core_count(d->house->out, STAT_IE_OVERLONG, d->index, (int64_t)(d->filter.overlong - before.overlong));
	return (int)len;
}

/* libpri counts the two FCS octets in; a frame the line does not take is lost, and Q.921 repeats it. */
static int
write_frame(struct pri *pri, void *frame, int len)
{
	struct dchan *d = pri_get_userdata(pri);

	if (span_sig_write(d->span, PRI_D_SLOT, frame, (size_t)len)) {
		core_count(d->house->out, STAT_FRAMES_LOST, d->index, 1);
		return len;
	}
	core_count(d->house->out, STAT_FRAMES_OUT, d->index, 1);
	trace_frame(d, TRACE_DCHAN_OUT, frame, (size_t)len);
	return len;
}

/* ---- channels ---- */

static struct bchan *
by_call(struct dchan *d, const q931_call *call)
{
	for (int slot = 1; slot < SPAN_SLOTS; slot++)
		if (d->bchans[slot].call == call)
			return &d->bchans[slot];
	return NULL;
}

static int
usable(const struct bchan *b)
{
	return b->equipped && b->state == BCHAN_IDLE && !b->to_reset && !b->blocked;
}

/* The network side hunts upwards and the user side downwards, each from its last choice: they seldom meet. */
struct bchan *
dchan_hunt(struct dchan *d)
{
	for (int i = 1; i < SPAN_SLOTS; i++) {
		int slot = (d->hunted + (d->network ? i : SPAN_SLOTS - i)) % SPAN_SLOTS;
		struct bchan *b = &d->bchans[slot];

		if (usable(b)) {
			d->hunted = (uint8_t)slot;
			return b;
		}
	}
	return NULL;
}

/* ---- events ---- */

/* The data link was set up anew: a RESTART under way is lost with the old one. */
static void
restart_again(struct dchan *d)
{
	for (int slot = 1; slot < SPAN_SLOTS; slot++)
		if (d->bchans[slot].state == BCHAN_RESTARTING) {
			bchan_event(d, &d->bchans[slot], EV_TIMEOUT, NULL);
			d->bchans[slot].due_us = d->house->now_us;
		}
}

static void
up(struct dchan *d, const pri_event *e)
{
	restart_again(d);
	if (d->up)
		return;
	d->up = 1;
	core_count(d->house->out, STAT_DCHAN_UP, d->index, 1);
	core_log(d->house->out, LOG_NOTE, "D-channel %u: up", d->number);
	for (int slot = 1; slot < SPAN_SLOTS && !d->was_up; slot++) {
		struct bchan *b = &d->bchans[slot];

		b->to_reset = b->equipped;
		b->due_us = b->equipped ? d->house->now_us + SETTLE_US : TIME_NEVER;
	}
	d->was_up = 1;
}

/* Answered calls live on until libpri's T309; it clears the others itself. */
static void
down(struct dchan *d, const pri_event *e)
{
	if (!d->up)
		return;
	d->up = 0;
	core_count(d->house->out, STAT_DCHAN_UP, d->index, -1);
	core_count(d->house->out, STAT_DCHAN_DOWNS, d->index, 1);
	core_log(d->house->out, LOG_ALARM, "D-channel %u: down", d->number);
}

/* The channel a SETUP asks for, or another one if it leaves us the choice. */
static struct bchan *
channel_for(struct dchan *d, const pri_event *e)
{
	int slot = e->ring.channel < 0 ? 0 : e->ring.channel & 0xff;

	if (slot > 0 && slot < SPAN_SLOTS && d->bchans[slot].equipped && d->bchans[slot].state == BCHAN_IDLE &&
	    !d->bchans[slot].blocked)
		return &d->bchans[slot];
	return slot == 0 || e->ring.flexible ? dchan_hunt(d) : NULL;
}

/* A refusal uses causes for which libpri answers a SETUP with RELEASE COMPLETE. */
static void
setup(struct dchan *d, const pri_event *e)
{
	struct bchan *b = channel_for(d, e);

	if (b && !outbox_crowded(&d->house->outbox)) {
		bchan_event(d, b, EV_SETUP, e);
		return;
	}
	core_count(d->house->out, STAT_CALLS_REFUSED, d->index, 1);
	pri_hangup(d->pri, e->ring.call, b ? PRI_CAUSE_NORMAL_CIRCUIT_CONGESTION : PRI_CAUSE_REQUESTED_CHAN_UNAVAIL);
}

static void
channel_restarted(struct dchan *d, const pri_event *e)
{
	int slot = e->restart.channel < 0 ? 0 : e->restart.channel & 0xff;

	for (int s = 1; s < SPAN_SLOTS; s++)
		if (d->bchans[s].equipped && (slot == 0 || slot == s))
			bchan_event(d, &d->bchans[s], EV_RESTART, e);
}

static void
restart_acknowledged(struct dchan *d, const pri_event *e)
{
	int slot = e->restartack.channel & 0xff;

	if (slot > 0 && slot < SPAN_SLOTS && d->bchans[slot].equipped)
		bchan_event(d, &d->bchans[slot], EV_RESTART_ACK, e);
}

/* Events of a call.  One that nobody knows (refused before) is only cleared to its end. */
static void
call_event(struct dchan *d, q931_call *call, enum bchan_event event, const pri_event *e)
{
	struct bchan *b = call ? by_call(d, call) : NULL;

	if (b)
		bchan_event(d, b, event, e);
	else if (call && (event == EV_DISCONNECT || event == EV_CLEARED))
		pri_hangup(d->pri, call, e->hangup.cause);
}

static void
alerting(struct dchan *d, const pri_event *e)
{
	call_event(d, e->ringing.call, EV_ALERTING, e);
}

static void
progress(struct dchan *d, const pri_event *e)
{
	call_event(d, e->proceeding.call, EV_PROGRESS, e);
}

/* CALL PROCEEDING alone says nothing that the switch must know. */
static void
proceeding(struct dchan *d, const pri_event *e)
{
	if (e->proceeding.progressmask > 0)
		call_event(d, e->proceeding.call, EV_PROGRESS, e);
}

static void
connected(struct dchan *d, const pri_event *e)
{
	call_event(d, e->answer.call, EV_CONNECT, e);
}

static void
disconnected(struct dchan *d, const pri_event *e)
{
	call_event(d, e->hangup.call, EV_DISCONNECT, e);
}

static void
cleared(struct dchan *d, const pri_event *e)
{
	call_event(d, e->hangup.call, EV_CLEARED, e);
}

static void
clear_acknowledged(struct dchan *d, const pri_event *e)
{
	call_event(d, e->hangup.call, EV_CLEAR_ACK, e);
}

/* libpri's events that mean something to us; all others are left alone. */
/* clang-format off */
static const struct event_row {
	int event;
	void (*run)(struct dchan *d, const pri_event *e);
} event_rows[] = {
	{ PRI_EVENT_DCHAN_UP,    up },
	{ PRI_EVENT_DCHAN_DOWN,  down },
	{ PRI_EVENT_RING,        setup },
	{ PRI_EVENT_RINGING,     alerting },
	{ PRI_EVENT_PROGRESS,    progress },
	{ PRI_EVENT_PROCEEDING,  proceeding },
	{ PRI_EVENT_ANSWER,      connected },
	{ PRI_EVENT_HANGUP_REQ,  disconnected },
	{ PRI_EVENT_HANGUP,      cleared },
	{ PRI_EVENT_HANGUP_ACK,  clear_acknowledged },
	{ PRI_EVENT_RESTART,     channel_restarted },
	{ PRI_EVENT_RESTART_ACK, restart_acknowledged },
};
/* clang-format on */

static void
handle(struct dchan *d, const pri_event *e)
{
	for (size_t i = 0; e && i < sizeof(event_rows) / sizeof(event_rows[0]); i++)
		if (event_rows[i].event == e->e) {
			event_rows[i].run(d, e);
			return;
		}
}

/* ---- the turn ---- */

static int
take_frames(struct dchan *d)
{
	int n = 0;

	for (; n < FRAME_TURN; n++) {
		d->took_frame = 0;
		handle(d, pri_check_event(d->pri));
		if (!d->took_frame)
			break;
	}
	return n;
}

/* libpri's timers.  Each run gives one event at most, and leaves the rest due. */
static int
run_timers(struct dchan *d)
{
	struct timeval now, *due;
	int n = 0;

	gettimeofday(&now, NULL);
	while (n < FRAME_TURN && (due = pri_schedule_next(d->pri)) && !timercmp(due, &now, >)) {
		handle(d, pri_schedule_run(d->pri));
		n++;
	}
	return n;
}

static int
run_channels(struct dchan *d)
{
	struct bchan *reset = NULL;
	int n = 0;

	for (int slot = 1; slot < SPAN_SLOTS; slot++) {
		struct bchan *b = &d->bchans[slot];

		if (b->state == BCHAN_RESTARTING)
			reset = b;
		if (b->state == BCHAN_IDLE && b->to_reset && b->due_us == TIME_NEVER)
			b->due_us = d->house->now_us;
		if (b->due_us > d->house->now_us)
			continue;
		if (b->state == BCHAN_IDLE && b->to_reset) {
			if (!d->up || reset)
				continue;
			reset = b;
			bchan_event(d, b, EV_RESET, NULL);
		} else {
			b->due_us = TIME_NEVER;
			bchan_event(d, b, EV_TIMEOUT, NULL);
		}
		n++;
	}
	return n;
}

/* What the driver saw on the line. */
static int
take_line_events(struct dchan *d)
{
	enum span_event ev;
	int n = 0;

	while ((ev = span_event(d->span, PRI_D_SLOT)) != SPAN_EV_NONE) {
		if (ev == SPAN_EV_ALARM)
			core_log(d->house->out, LOG_ALARM, "span %u: alarm, the line is dead", d->number);
		else if (ev == SPAN_EV_NOALARM)
			core_log(d->house->out, LOG_NOTE, "span %u: alarm is over", d->number);
		else
			core_count(d->house->out, STAT_FRAMES_BAD, d->index, 1);
		n++;
	}
	return n;
}

int
dchan_work(struct dchan *d)
{
	int n = take_line_events(d);

	n += take_frames(d);
	n += run_timers(d);
	return n + run_channels(d);
}

int64_t
dchan_next_due(const struct dchan *d, int64_t now_us)
{
	const struct timeval *libpri_due = pri_schedule_next(d->pri);
	struct timeval now, left;
	int64_t due = TIME_NEVER;
	int restarting = 0;

	if (libpri_due) {
		gettimeofday(&now, NULL);
		timersub(libpri_due, &now, &left);
		due = now_us + left.tv_sec * US_PER_SEC + left.tv_usec;
	}
	for (int slot = 1; slot < SPAN_SLOTS; slot++)
		restarting |= d->bchans[slot].state == BCHAN_RESTARTING;
	for (int slot = 1; slot < SPAN_SLOTS; slot++) {
		const struct bchan *b = &d->bchans[slot];
		int waits = b->state == BCHAN_IDLE && b->to_reset && (!d->up || restarting);

		if (!waits && b->due_us < due)
			due = b->due_us;
	}
	return due;
}

int
dchan_open(struct dchan *d, const struct conf_span *conf, const char *run_dir, enum span_side side)
{
	int ret = span_open(&d->span, conf, run_dir, side);

	if (ret)
		return ret;
	ret = span_sig_open(d->span, PRI_D_SLOT, SPAN_HDLC);
	if (ret)
		goto fail;
	d->pri = pri_new_cb(span_sig_fd(d->span, PRI_D_SLOT), d->network ? PRI_NETWORK : PRI_CPE,
	    PRI_SWITCH_EUROISDN_E1, read_frame, write_frame, d);
	if (!d->pri) {
		ret = -ENOMEM;
		goto fail;
	}
	pri_hangup_fix_enable(d->pri, 1);
	pri_persistent_layer2_option(d->pri, PRI_L2_PERSISTENCE_KEEP_UP);
	return 0;
fail:
	span_close(d->span);
	d->span = NULL;
	return ret;
}

/* libpri has no call that frees a D-channel; its memory goes with the process. */
void
dchan_close(struct dchan *d)
{
	if (!d->span)
		return;
	span_sig_close(d->span, PRI_D_SLOT);
	span_close(d->span);
	d->span = NULL;
}
