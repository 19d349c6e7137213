/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One pass over links and circuits a second; what is true now counts for the seconds since the last pass. */
#include "isup/meter.h"

#include "isup/exchange.h"
#include "isup/mtp3.h"

#include <string.h>

static void
meter_links(struct isup *isup, struct stats *stats, int64_t s)
{
	struct mtp_link_view v;

	for (uint16_t i = 0; mtp_link_view(isup_mtp(isup), i, &v) == 0; i++) {
		stat_add(stats, ISUP_STAT_LINK_AVAILABLE_S, i, v.available ? s : 0);
		stat_add(stats, ISUP_STAT_LINK_ALARM_S, i, v.alarm ? s : 0);
		stat_add(stats, ISUP_STAT_LINK_INHIBITED_S, i, v.inhibited ? s : 0);
		stat_add(stats, ISUP_STAT_LINK_OUTAGE_S, i, v.outage ? s : 0);
	}
}

struct use {
	unsigned in, out, blocked, not_ready, free;
};

static void
look(const struct circuit *c, struct use *u)
{
	u->in += c->way == WAY_IN;
	u->out += c->way == WAY_OUT;
	u->blocked += c->blocked != 0;
	u->not_ready += c->state != CIR_IDLE && !circuit_has_call(c);
	u->free += c->state == CIR_IDLE && !c->blocked && !circuit_has_call(c);
}

static void
meter_groups(struct isup *isup, struct stats *stats, int64_t s)
{
	const struct exchange *x = isup_exchange(isup);
	struct use use[ISUP_GROUPS];

	memset(use, 0, sizeof(use));
	for (unsigned i = 0; i < x->n_circuits; i++)
		look(circuit_at(isup, i), &use[circuit_at(isup, i)->group]);
	for (unsigned i = 0; i < x->n_groups; i++) {
		const struct group *g = group_at(isup, i);
		uint16_t which = (uint16_t)g->index;

		stat_add(stats, ISUP_STAT_BUSY_IN_S, which, use[i].in * s);
		stat_add(stats, ISUP_STAT_BUSY_OUT_S, which, use[i].out * s);
		stat_add(stats, ISUP_STAT_BLOCKED_S, which, use[i].blocked * s);
		stat_add(stats, ISUP_STAT_NOT_READY_S, which, use[i].not_ready * s);
		stat_add(stats, ISUP_STAT_ALL_BUSY_S, which, use[i].free ? 0 : s);
	}
}

int64_t
meter_read(const struct isup *isup, struct stats *stats, int64_t now_us)
{
	struct isup *room = (struct isup *)(uintptr_t)isup; /* the accessors serve the core, which writes; here nothing is written */
	int64_t now_s = now_us / METER_US, last_s = stat_get(stats, ISUP_STAT_METER_AT, 0), s = now_s - last_s;

	if (s < 0 || s > METER_GAP_MOST)
		s = 0;
	if (s > 0) {
		meter_links(room, stats, s);
		meter_groups(room, stats, s);
		stat_add(stats, ISUP_STAT_METERED_S, 0, s);
	}
	stat_set(stats, ISUP_STAT_METER_AT, 0, now_s);
	return (now_s + 1) * METER_US;
}
