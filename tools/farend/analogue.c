/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Hooks and bells.  A telephone that is rung is offered the call, and the call is gone when it has not rung for longer than any
 * cadence pauses.  The exchange rings a line, hears it lifted, and breaks the loop when its caller hangs up.
 */
#include "tools/farend/analogue.h"

#include "base/clock.h"
#include "base/log.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define QUIET_US     (6 * US_PER_SEC)
#define CAUSE_NORMAL 16

struct hook {
	enum span_hook wish; /* until the line takes it */
	bool wished;
	int64_t quiet_us; /* it rang and pauses: it has stopped then; TIME_NEVER */
	char number[NUMBER_DIGITS];
};

static void
set(struct line *line, enum span_hook wish)
{
	struct hook *h = line->owner;

	h->wish = wish;
	h->wished = span_loop_set(line->span, line->slot, wish) == -EAGAIN;
}

/* ---- what parties do ---- */

static void
nothing(struct line *line)
{
}

static void
lift(struct line *line)
{
	set(line, SPAN_HOOK_OFF);
}

static void
flash(struct line *line)
{
	set(line, SPAN_HOOK_FLASH);
}

static void
hang_up(struct line *line, int cause)
{
	set(line, SPAN_HOOK_ON);
	line_idle(line);
}

static int
no_dial(struct line *line, const struct dialling *d)
{
	return -ENOTSUP;
}

const struct line_ops telephone_ops = {
	.name = "telephone", .dial = no_dial, .alert = nothing, .answer = lift, .release = hang_up, .flash = flash
};

static int
ring(struct line *line, const struct dialling *d)
{
	return span_loop_heard(line->span, line->slot) != SPAN_HOOK_ON ||
	        span_loop_set(line->span, line->slot, SPAN_HOOK_RING)
	    ? -EBUSY
	    : 0;
}

/* Our caller hung up: the line is free when the house has put it down. */
static void
let_go(struct line *line, int cause)
{
	set(line, SPAN_HOOK_ON);
	if (span_loop_heard(line->span, line->slot) == SPAN_HOOK_ON)
		line_idle(line);
}

const struct line_ops analogue_ops = {
	.name = "cas", .dial = ring, .alert = nothing, .answer = nothing, .release = let_go, .flash = nothing
};

/* ---- what the house does ---- */

static void
telephone_event(struct line *line, enum span_event ev)
{
	struct hook *h = line->owner;

	if (ev == SPAN_EV_RING || ev == SPAN_EV_RING_END)
		h->quiet_us = ev == SPAN_EV_RING ? TIME_NEVER : line->world->now_us + QUIET_US;
	if (ev == SPAN_EV_RING && line->state == LINE_IDLE)
		line_offered(line, h->number, "", true);
	if (ev == SPAN_EV_ONHOOK && line->state == LINE_UP) {
		line_released(line, CAUSE_NORMAL);
		hang_up(line, CAUSE_NORMAL);
	}
}

static void
exchange_event(struct line *line, enum span_event ev)
{
	if (ev == SPAN_EV_OFFHOOK && line->state == LINE_OUTGOING) {
		set(line, SPAN_HOOK_OFF);
		line_answered(line);
	} else if (ev == SPAN_EV_ONHOOK && line->state != LINE_IDLE) {
		line_released(line, CAUSE_NORMAL);
		set(line, SPAN_HOOK_ON);
		line_idle(line);
	}
}

static void
turn(struct line *line)
{
	struct hook *h = line->owner;
	enum span_event ev;

	while ((ev = span_event(line->span, line->slot)) != SPAN_EV_NONE) {
		if (line->ops == &telephone_ops)
			telephone_event(line, ev);
		else
			exchange_event(line, ev);
	}
	if (h->wished)
		set(line, h->wish);
	if (line->state == LINE_INCOMING && h->quiet_us <= line->world->now_us) {
		line_released(line, CAUSE_NORMAL);
		line_idle(line);
	}
}

static bool
is_analogue(const struct line *line)
{
	return line->ops == &telephone_ops || line->ops == &analogue_ops;
}

void
analogue_turn(struct world *w)
{
	for (int i = 0; i < w->n_lines; i++)
		if (is_analogue(w->lines[i]))
			turn(w->lines[i]);
}

/* ---- opening and closing ---- */

/* Who goes away hangs up. */
void
analogue_close(struct line *line)
{
	if (!is_analogue(line))
		return;
	span_loop_set(line->span, line->slot, SPAN_HOOK_ON);
	span_loop_close(line->span, line->slot);
	free(line->owner);
}

static int
open_loop(struct world *w, const struct conf_circuits *run, bool exchange, int slot)
{
	struct hook *h = calloc(1, sizeof(*h));
	struct line *line =
	    h ? world_line(w, exchange ? &analogue_ops : &telephone_ops, h, run->span, slot, slot) : NULL;

	if (!line)
		return -ENODEV;
	h->quiet_us = TIME_NEVER;
	site_loop_number(run, slot, h->number);
	int ret = span_loop_open(line->span, slot, exchange ? SPAN_STATION : SPAN_EXCHANGE);
	if (ret)
		return ret;
	set(line, SPAN_HOOK_ON);
	line->ready = true;
	return 0;
}

int
analogue_open(struct world *w)
{
	for (int i = 0; i < w->site->n_circuits; i++) {
		const struct conf_circuits *run = &w->site->circuits[i];
		const struct conf_group *group = &w->site->groups[site_group(w->site, run->group)];
		struct span *span;
		int ret = 0;

		if (group->kind != GROUP_CAS)
			continue;
		for (int slot = run->first_slot; slot <= run->last_slot && !ret; slot++)
			ret = slot == CAS_SLOT ? 0 : open_loop(w, run, group->loop == LOOP_EXCHANGE, slot);
		if (ret) {
			log_alarm("loops of span %d: %s", run->span, strerror(-ret));
			return ret;
		}
		/* several runs may share a span, and its descriptor is watched already */
		if (world_span(w, run->span, &span) == 0 && (ret = world_watch(w, span_loop_fd(span))) &&
		    ret != -EEXIST)
			return ret;
	}
	return 0;
}
