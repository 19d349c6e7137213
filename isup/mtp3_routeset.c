/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Signalling route management: what transfer points tell about the ways through them (Q.704 13).
 *
 * TFP: not through me; TFR: rather not; TFA: again.  A route that is not allowed is asked about every T10 (RST, RSR), so
 * a lost TFA does no lasting harm.  We are no transfer point: tests that reach us have no answer.
 */
#include "isup/mtp3_state.h"

/* The route that a TFx is about: through the point that sent it.  NULL: we do not use it, or it speaks of itself. */
static struct dest *
told_about(struct isup *isup, const struct linkset *set, const struct mtp3_message *m, struct route **route,
    struct core_out *out)
{
	struct mtp *mtp = isup_mtp(isup);
	struct dest *dest = mtp3_dest(mtp, set->net, m->pc);

	*route = dest && m->pc != set->apc ? mtp3_route_by(mtp, dest, set) : NULL;
	if (*route)
		return dest;
	core_count(out, ISUP_STAT_MTP3_NO_ROUTE, (uint16_t)mtp3_set_index(mtp, set), 1);
	return NULL;
}

static void
now_is(struct isup *isup, const struct linkset *set, const struct mtp3_message *m, enum route_state state,
    struct core_out *out)
{
	struct route *route;
	struct dest *dest = told_about(isup, set, m, &route, out);

	if (!dest)
		return;
	route->state = (uint8_t)state;
	mtp3_dest_timer(
	    isup, dest, DEST_T_T10 + (unsigned)(route - dest->routes), state == ROUTE_ALLOWED ? 0 : set->ms[MS_T10]);
	mtp3_reroute(isup, dest, set->ms[MS_T6], out);
}

void
mtp3_tfp(struct isup *isup, struct linkset *set, struct link *on, const struct mtp3_message *m, struct core_out *out)
{
	now_is(isup, set, m, ROUTE_PROHIBITED, out);
}

void
mtp3_tfr(struct isup *isup, struct linkset *set, struct link *on, const struct mtp3_message *m, struct core_out *out)
{
	now_is(isup, set, m, ROUTE_RESTRICTED, out);
}

void
mtp3_tfa(struct isup *isup, struct linkset *set, struct link *on, const struct mtp3_message *m, struct core_out *out)
{
	now_is(isup, set, m, ROUTE_ALLOWED, out);
}

void
mtp3_t10(struct isup *isup, struct dest *dest, unsigned number, struct core_out *out)
{
	const struct route *route = &dest->routes[number];
	struct linkset *set = &isup_mtp(isup)->sets[route->set];
	struct mtp3_message m = { .type = route->state == ROUTE_PROHIBITED ? MTP3_RST : MTP3_RSR, .pc = dest->pc };

	if (route->state == ROUTE_ALLOWED || set->state == SET_DOWN)
		return;
	mtp3_say(isup, set, &m, out);
	mtp3_dest_timer(isup, dest, DEST_T_T10 + number, set->ms[MS_T10]);
}

void
mtp3_routes_forget(struct isup *isup, const struct linkset *set)
{
	struct mtp *mtp = isup_mtp(isup);

	for (uint32_t i = 0; i < mtp->n_dests; i++) {
		struct dest *dest = &mtp->dests[i];
		struct route *route = mtp3_route_by(mtp, dest, set);

		if (!route)
			continue;
		route->state = ROUTE_ALLOWED;
		mtp3_dest_timer(isup, dest, DEST_T_T10 + (unsigned)(route - dest->routes), 0);
	}
}
