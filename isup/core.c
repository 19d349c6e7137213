/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The core as a whole: lays out the arena, and hands every input to the half it is for.
 *
 * Nothing is believed here: an input of a wrong type or a wrong length is counted and dropped.
 */
#include "isup/core.h"
#include "isup/exchange.h"
#include "isup/mtp3.h"

#include "base/log.h"

#include <string.h>

#define ISUP_LAYOUT 4

const struct stat_row isup_stats[ISUP_STAT_COUNT] = {
#define STAT(name, instances, unit, sentence) { #name, ISUP_##instances, unit, sentence },
#include "isup/stats.def"
#undef STAT
};

static uint32_t
timer_count(const struct site *site)
{
	return mtp_timer_count(site) + exchange_timer_count(site);
}

static size_t
isup_size(const struct site *site)
{
	return isup_aligned(sizeof(struct isup)) + isup_aligned(mtp_size(site)) + isup_aligned(exchange_size(site)) +
	    isup_aligned(timers_size(timer_count(site)));
}

static void
isup_init(void *arena, const struct site *site, uint64_t seed)
{
	struct isup *isup = arena;

	isup->seed = seed;
	isup->mtp_at = (uint32_t)isup_aligned(sizeof(*isup));
	isup->circuits_at = isup->mtp_at + (uint32_t)isup_aligned(mtp_size(site));
	isup->timers_at = isup->circuits_at + (uint32_t)isup_aligned(exchange_size(site));
	isup->size = (uint32_t)isup_size(site);
	isup->mtp_timers = mtp_timer_count(site);
	timers_init(isup_timers(isup), timer_count(site));
	mtp_init(isup, site);
	exchange_init(isup, site);
}

static void
bad_request(struct core_out *out)
{
	core_count(out, ISUP_STAT_ISUP_BAD_REQUEST, 0, 1);
}

static void
tick(struct isup *isup, struct core_out *out)
{
	uint32_t id;

	while ((id = timers_pop(isup_timers(isup), isup->now_us)) != TIMER_NONE) {
		if (id < isup->mtp_timers)
			mtp_timer(isup, id, out);
		else
			exchange_timer(isup, id - isup->mtp_timers, out);
	}
}

static void
from_self(struct isup *isup, const struct core_input *in, struct core_out *out)
{
	uint32_t pressure[2];

	switch (in->type) {
	case CORE_STARTED:
	case CORE_RESUMED:
		exchange_started(isup, in->type == CORE_RESUMED, out);
		mtp_started(isup, in->type == CORE_RESUMED, out);
		break;
	case CORE_TICK:
		tick(isup, out);
		break;
	case CORE_PRESSURE:
		if (in->len < sizeof(pressure))
			return bad_request(out);
		memcpy(pressure, in->data, sizeof(pressure));
		exchange_pressure(isup, pressure[0], pressure[1], out);
		break;
	default: /* CORE_DROPPED: all we send is MUST */
		break;
	}
}

static void
from_line(struct isup *isup, const struct core_input *in, struct core_out *out)
{
	const struct isup_in_unit *unit = in->data;
	const struct isup_in_event *event = in->data;
	const struct isup_in_span *span = in->data;

	if (in->type == ISUP_IN_UNIT && in->len >= sizeof(*unit) && unit->len <= in->len - sizeof(*unit))
		mtp_unit(isup, unit->link, unit->octets, unit->len, out);
	else if (in->type == ISUP_IN_EVENT && in->len >= sizeof(*event))
		mtp_event(isup, event->link, event->event, out);
	else if (in->type == ISUP_IN_SPAN && in->len >= sizeof(*span) && span->span <= ISUP_SPANS)
		span_alarm(isup, span->span, span->in_alarm != 0, out);
	else
		bad_request(out);
}

static void
link_command(struct isup *isup, uint16_t type, unsigned link, struct core_out *out)
{
	if (type == ISUP_CTL_TEST)
		mtp_test(isup, link, out);
	else if (type == ISUP_CTL_ACTIVATE || type == ISUP_CTL_DEACTIVATE)
		mtp_activate(isup, link, type == ISUP_CTL_ACTIVATE, out);
	else if (mtp_inhibit(isup, link, type == ISUP_CTL_INHIBIT, out) < 0)
		core_log(out, LOG_WARN, "link %u: cannot be spared now", link);
}

static void
from_ctl(struct isup *isup, const struct core_input *in, struct core_out *out)
{
	const struct isup_ctl_link *link = in->data;

	if ((in->type < ISUP_CTL_ACTIVATE || in->type > ISUP_CTL_UNINHIBIT) && in->type != ISUP_CTL_TEST)
		exchange_ctl(isup, in->type, in->data, in->len, out);
	else if (in->len >= sizeof(*link))
		link_command(isup, in->type, link->link, out);
	else
		bad_request(out);
}

static void
isup_step(void *arena, const struct core_input *in, struct core_out *out)
{
	struct isup *isup = arena;

	isup->now_us = in->now_us;
	switch (in->from) {
	case CORE_FROM_SELF:
		from_self(isup, in, out);
		break;
	case CORE_FROM_LINE:
		from_line(isup, in, out);
		break;
	case CORE_FROM_CTL:
		from_ctl(isup, in, out);
		break;
	case ROLE_ACD:
		exchange_request(isup, in->type, in->data, in->len, out);
		break;
	default:
		bad_request(out);
		break;
	}
}

static int64_t
isup_next_due(const void *arena)
{
	const struct isup *isup = arena;

	return timers_next((const struct timers *)(const void *)((const char *)isup + isup->timers_at));
}

const struct core isup_core = {
	.name = "isup",
	.role = ROLE_ISUP,
	.layout = ISUP_LAYOUT,
	.size = isup_size,
	.init = isup_init,
	.step = isup_step,
	.next_due = isup_next_due,
};
