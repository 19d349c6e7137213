/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * More calls than the house can carry (Q.543 3, Q.764 2.11): new ones are refused at once with cause 42 and an automatic
 * congestion level, so that those that are taken are served in time.  Calls that stand, and all messages about them,
 * are never refused.
 *
 *   level 1   more new calls than the house is engineered for (settings isup.calls_s, calls_burst)
 *   level 2   the switch does not keep up: the ring to it is three quarters full
 *
 * The rate is kept by one number: the moment at which the calls taken so far would have come had they come evenly.  It
 * may lie ahead of now by calls_burst calls at most.  Callers with priority pass level 1.
 */
#include "isup/exchange.h"

#include "base/log.h"

#define LEVEL_RATE   1
#define LEVEL_SWITCH 2
#define SECOND_US    INT64_C(1000000)

/* Refused calls are counted one by one; the log says when it begins, and when the last burst is worked off. */
static void
begins(struct exchange *x, unsigned level, struct core_out *out)
{
	if (!x->overloaded)
		core_log(out, LOG_WARN, "overload, level %u: new calls are refused", level);
	x->overloaded = 1;
	x->refused++;
}

static void
ends(struct exchange *x, struct core_out *out)
{
	if (x->overloaded)
		core_log(out, LOG_NOTE, "overload is over; %u calls were refused", x->refused);
	x->overloaded = 0;
	x->refused = 0;
}

/* Is this one more than the rate allows?  If not, it is taken into account. */
static int
is_too_many(struct exchange *x, int64_t now_us, int priority, struct core_out *out)
{
	int64_t gap_us = x->calls_s ? SECOND_US / x->calls_s : 0;

	if (x->even_us <= now_us) {
		x->even_us = now_us;
		ends(x, out);
	}
	if (!priority && x->even_us - now_us > gap_us * x->calls_burst)
		return 1;
	x->even_us += gap_us;
	return 0;
}

uint8_t
overload_refuses(struct isup *isup, uint8_t category, struct core_out *out)
{
	struct exchange *x = isup_exchange(isup);
	int priority = x->category_kind[category] == CATEGORY_PRIORITY;
	uint8_t level = 0;

	if (x->pressure >= LEVEL_SWITCH)
		level = LEVEL_SWITCH;
	else if (is_too_many(x, isup->now_us, priority, out))
		level = LEVEL_RATE;
	if (level)
		begins(x, level, out);
	return level;
}

void
exchange_pressure(struct isup *isup, uint32_t role, uint32_t level, struct core_out *out)
{
	struct exchange *x = isup_exchange(isup);

	if (role != ROLE_ACD)
		return;
	if ((x->pressure < LEVEL_SWITCH) != (level < LEVEL_SWITCH))
		core_log(out, level < LEVEL_SWITCH ? LOG_NOTE : LOG_WARN, "circuits: %s",
		    level < LEVEL_SWITCH ? "calls are taken again"
		                         : "the switch does not keep up; new calls are released");
	x->pressure = (uint8_t)(level > LEVEL_SWITCH ? LEVEL_SWITCH : level);
}

void
overload_init(struct exchange *x, const struct site *site)
{
	x->calls_s = (uint32_t)site->isup.calls_s;
	x->calls_burst = (uint32_t)site->isup.calls_burst;
}
