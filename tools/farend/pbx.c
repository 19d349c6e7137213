/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Calls of the PBX by libpri's events (EuroISDN).  RESTART from the house drops what stands on the channel: libpri
 * acknowledges it by itself.
 */
#include "tools/farend/pbx.h"

#include "base/clock.h"
#include "base/log.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

#define TURN      64
#define SETTLE_US (1500 * US_PER_MS) /* both ends ask for the link at once: it may be set up again within T200 */

static void
library_says(struct pri *pri, char *text)
{
	size_t len = strcspn(text, "\n");

	if (len)
		log_debug("libpri: %.*s", (int)len, text);
}

static int
read_frame(struct pri *pri, void *buf, int size)
{
	struct pbx *p = pri_get_userdata(pri);
	ssize_t len = span_sig_read(p->span, PBX_D_SLOT, buf, (size_t)size);

	if (len <= 0)
		return 0;
	p->took_frame = true;
	return (int)len;
}

static int
write_frame(struct pri *pri, void *buf, int len)
{
	struct pbx *p = pri_get_userdata(pri);

	span_sig_write(p->span, PBX_D_SLOT, buf, (size_t)len);
	return len; /* what the line does not take, Q.921 repeats */
}

static struct line *
by_call(struct pbx *p, const q931_call *call)
{
	for (int slot = 1; call && slot < SPAN_SLOTS; slot++)
		if (p->lines[slot] && p->lines[slot]->call == call)
			return p->lines[slot];
	return NULL;
}

/* ---- what parties do ---- */

static int
setup(struct pbx *p, struct line *line, const struct dialling *d)
{
	struct pri_sr *sr = pri_sr_new();
	char called[DIGITS], caller[DIGITS];
	int shown = d->withheld ? PRES_PROHIB_USER_NUMBER_PASSED_SCREEN : PRES_ALLOWED_USER_NUMBER_PASSED_SCREEN, ret;

	if (!sr)
		return -ENOMEM;
	snprintf(called, sizeof(called), "%s", d->called);
	snprintf(caller, sizeof(caller), "%s", d->caller);
	pri_sr_set_channel(sr, line->slot, 0, 0);
	pri_sr_set_bearer(sr, PRI_TRANS_CAP_SPEECH, PRI_LAYER_1_ALAW);
	pri_sr_set_called(sr, called, PRI_NATIONAL_ISDN, 1);
	if (!d->unknown)
		pri_sr_set_caller(sr, caller, NULL, PRI_NATIONAL_ISDN, shown);
	ret = pri_setup(p->pri, line->call, sr);
	pri_sr_free(sr);
	return ret ? -EIO : 0;
}

static int
dial(struct line *line, const struct dialling *d)
{
	struct pbx *p = line->owner;

	if (!p->up || p->world->now_us - p->up_us < SETTLE_US)
		return -ENOLINK;
	line->call = pri_new_call(p->pri);
	return line->call ? setup(p, line, d) : -ENOMEM;
}

static void
alert(struct line *line)
{
	struct pbx *p = line->owner;

	pri_acknowledge(p->pri, line->call, line->slot, 0);
}

static void
answer(struct line *line)
{
	struct pbx *p = line->owner;

	pri_answer(p->pri, line->call, line->slot, 0);
}

/* The channel is free for the next call as soon as libpri has the clearing in hand. */
static void
release(struct line *line, int cause)
{
	struct pbx *p = line->owner;

	if (line->call)
		pri_hangup(p->pri, line->call, cause);
	line_idle(line);
}

const struct line_ops pbx_ops = { .name = "pri", .dial = dial, .alert = alert, .answer = answer, .release = release };

/* ---- events ---- */

static void
on_up(struct pbx *p, const pri_event *e)
{
	if (!p->up)
		log_note("pbx %d: D-channel up", p->number);
	p->up = true;
	p->up_us = p->world->now_us;
}

static void
on_down(struct pbx *p, const pri_event *e)
{
	log_note("pbx %d: D-channel down", p->number);
	p->up = false;
}

static struct line *
channel_for(struct pbx *p, const pri_event *e)
{
	int slot = e->ring.channel < 0 ? 0 : e->ring.channel & 0xff;

	if (slot > 0 && slot < SPAN_SLOTS && p->lines[slot] && p->lines[slot]->state == LINE_IDLE)
		return p->lines[slot];
	for (int s = 1; s < SPAN_SLOTS && (slot == 0 || e->ring.flexible); s++)
		if (p->lines[s] && p->lines[s]->state == LINE_IDLE)
			return p->lines[s];
	return NULL;
}

static void
on_ring(struct pbx *p, const pri_event *e)
{
	struct line *line = channel_for(p, e);
	bool withheld = (e->ring.callingpres & PRI_PRES_RESTRICTION) != PRI_PRES_ALLOWED;

	if (!line) {
		pri_hangup(p->pri, e->ring.call, PRI_CAUSE_REQUESTED_CHAN_UNAVAIL);
		return;
	}
	line->call = e->ring.call;
	pri_proceeding(p->pri, line->call, line->slot, 0);
	line_offered(line, e->ring.callednum, e->ring.callingnum, withheld);
}

static void
on_ringing(struct pbx *p, const pri_event *e)
{
	struct line *line = by_call(p, e->ringing.call);

	if (line)
		line_alerting(line);
}

static void
on_answer(struct pbx *p, const pri_event *e)
{
	struct line *line = by_call(p, e->answer.call);

	if (line)
		line_answered(line);
}

/* DISCONNECT, RELEASE or RELEASE COMPLETE: libpri goes on from there. */
static void
on_hangup(struct pbx *p, const pri_event *e)
{
	struct line *line = by_call(p, e->hangup.call);

	if (line)
		line_released(line, e->hangup.cause);
	pri_hangup(p->pri, e->hangup.call, e->hangup.cause);
	if (line)
		line_idle(line);
}

/* libpri has freed the call. */
static void
on_hangup_ack(struct pbx *p, const pri_event *e)
{
	struct line *line = by_call(p, e->hangup.call);

	if (line)
		line_idle(line);
}

static void
on_restart(struct pbx *p, const pri_event *e)
{
	int slot = e->restart.channel < 0 ? 0 : e->restart.channel & 0xff;

	for (int s = 1; s < SPAN_SLOTS; s++) {
		struct line *line = p->lines[s];

		if (!line || (slot && slot != s) || !line->call)
			continue;
		line_released(line, PRI_CAUSE_NORMAL_TEMPORARY_FAILURE);
		pri_destroycall(p->pri, line->call);
		line_idle(line);
	}
}

/* clang-format off */
static const struct event_row {
	int event;
	void (*run)(struct pbx *p, const pri_event *e);
} event_rows[] = {
	{ PRI_EVENT_DCHAN_UP,   on_up },
	{ PRI_EVENT_DCHAN_DOWN, on_down },
	{ PRI_EVENT_RING,       on_ring },
	{ PRI_EVENT_RINGING,    on_ringing },
	{ PRI_EVENT_ANSWER,     on_answer },
	{ PRI_EVENT_HANGUP_REQ, on_hangup },
	{ PRI_EVENT_HANGUP,     on_hangup },
	{ PRI_EVENT_HANGUP_ACK, on_hangup_ack },
	{ PRI_EVENT_RESTART,    on_restart },
};
/* clang-format on */

static void
handle(struct pbx *p, const pri_event *e)
{
	for (size_t i = 0; e && i < sizeof(event_rows) / sizeof(event_rows[0]); i++)
		if (event_rows[i].event == e->e) {
			event_rows[i].run(p, e);
			return;
		}
}

void
pbx_turn(struct pbx *p)
{
	struct timeval now, *due;

	while (span_event(p->span, PBX_D_SLOT) != SPAN_EV_NONE)
		;
	for (int n = 0; n < TURN; n++) {
		p->took_frame = false;
		handle(p, pri_check_event(p->pri));
		if (!p->took_frame)
			break;
	}
	gettimeofday(&now, NULL);
	for (int n = 0; n < TURN && (due = pri_schedule_next(p->pri)) && !timercmp(due, &now, >); n++)
		handle(p, pri_schedule_run(p->pri));
}

/* ---- opening ---- */

int
pbx_open(struct world *w, int span, bool network, struct pbx **pp)
{
	struct pbx *p = calloc(1, sizeof(*p));
	int ret;

	if (!p)
		return -ENOMEM;
	p->world = w;
	p->number = span;
	p->network = network;
	ret = world_span(w, span, &p->span);
	if (ret == 0)
		ret = span_sig_open(p->span, PBX_D_SLOT, SPAN_HDLC);
	if (ret)
		goto fail;
	pri_set_message(library_says);
	pri_set_error(library_says);
	p->pri = pri_new_cb(span_sig_fd(p->span, PBX_D_SLOT), network ? PRI_NETWORK : PRI_CPE, PRI_SWITCH_EUROISDN_E1,
	    read_frame, write_frame, p);
	ret = -ENOMEM;
	if (!p->pri)
		goto fail;
	pri_hangup_fix_enable(p->pri, 1);
	pri_persistent_layer2_option(p->pri, PRI_L2_PERSISTENCE_KEEP_UP);
	*pp = p;
	return world_watch(w, span_sig_fd(p->span, PBX_D_SLOT));
fail:
	free(p);
	return ret;
}

int
pbx_equip(struct pbx *p, int first, int last)
{
	for (int slot = first; slot <= last; slot++) {
		if (slot == PBX_D_SLOT || p->lines[slot])
			continue;
		p->lines[slot] = world_line(p->world, &pbx_ops, p, p->number, slot, slot);
		if (!p->lines[slot])
			return -ENOSPC;
		p->lines[slot]->ready = true;
	}
	return 0;
}

void
pbx_close(struct pbx *p)
{
	span_sig_close(p->span, PBX_D_SLOT);
	free(p);
}
