/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which link set carries a destination's traffic, and how it is moved between link sets (Q.704 4.3, 7, 8).
 *
 * Of the routes that can be used the best are taken: not restricted, then by priority; equal ones share the load by SLS.
 *
 * Forced rerouting: the route in use is gone, by TFP or with its link set.  Traffic goes on over another at once; what a
 * failed link had not delivered is brought by the changeover, and until then its SLSs stay pinned to it.
 * Controlled rerouting and time-controlled diversion: a better route is there again, by TFA, TFR or with its link set.
 * What was sent before must arrive first, so messages wait here for T6 or T3.
 *
 * Users are told when a destination is lost or found; that is said last, when all tables are right again, for they may
 * send at once.
 */
#include "isup/mtp3_state.h"

#include "base/log.h"

#include <errno.h>
#include <string.h>

/* ---- choice ---- */

int
mtp3_route_usable(const struct mtp *mtp, const struct route *route)
{
	return route->state != ROUTE_PROHIBITED && mtp->sets[route->set].state == SET_UP;
}

int
mtp3_accessible_without(const struct mtp *mtp, const struct dest *dest, unsigned set)
{
	for (unsigned i = 0; i < dest->n_routes; i++)
		if (dest->routes[i].set != set && mtp3_route_usable(mtp, &dest->routes[i]))
			return 1;
	return 0;
}

int
mtp3_accessible(const struct mtp *mtp, const struct dest *dest)
{
	return mtp3_accessible_without(mtp, dest, MTP3_NO_SET);
}

struct choice {
	uint8_t sets[MTP3_ROUTES];
	unsigned n;
	unsigned links; /* of the set with the most, as a power of two */
};

static struct choice
best_routes(const struct mtp *mtp, const struct dest *dest)
{
	struct choice best = { .links = 1 };
	unsigned least = ~0u;

	for (unsigned i = 0; i < dest->n_routes; i++) {
		const struct route *r = &dest->routes[i];
		unsigned rank = r->priority + (r->state == ROUTE_RESTRICTED ? 0x100u : 0);

		if (!mtp3_route_usable(mtp, r) || rank > least)
			continue;
		if (rank < least)
			best.n = 0;
		least = rank;
		best.sets[best.n++] = r->set;
	}
	for (unsigned i = 0; i < best.n; i++)
		while (best.links < mtp->sets[best.sets[i]].n_links)
			best.links *= 2;
	return best;
}

/* The link sets share by other bits of the SLS than the links within one (mtp3_share). */
static uint8_t
choose(const struct linkset *any, const struct choice *best, unsigned sls)
{
	return best->n ? best->sets[mtp3_turned(any, sls) / best->links % best->n] : MTP3_NO_SET;
}

/* ---- what waits ---- */

int
mtp3_hold(struct isup *isup, const struct dest *dest, unsigned sls, const uint8_t *msu, size_t len)
{
	struct mtp *mtp = isup_mtp(isup);

	if (mtp->n_held == MTP3_HELD)
		return -ENOBUFS;
	struct held *held = &mtp->held[mtp->n_held++];
	held->dest = (uint16_t)(dest - mtp->dests);
	held->sls = (uint8_t)sls;
	held->len = (uint16_t)len;
	memcpy(held->msu, msu, len);
	return 0;
}

/* Send what waits for the destination, oldest first, as far as its SLSs no longer wait. */
static void
release(struct isup *isup, struct dest *dest, struct core_out *out)
{
	struct mtp *mtp = isup_mtp(isup);
	uint32_t kept = 0;

	for (uint32_t i = 0; i < mtp->n_held; i++) {
		struct held *held = &mtp->held[i];

		if (&mtp->dests[held->dest] != dest || dest->via[held->sls] != dest->next[held->sls])
			mtp->held[kept++] = *held;
		else if (mtp3_forward(isup, dest, held->sls, held->msu, held->len, out) < 0)
			core_count(out, ISUP_STAT_MTP3_UNREACHABLE, dest->home, 1);
	}
	mtp->n_held = kept;
}

/* ---- moving traffic ---- */

static void
announce(struct isup *isup, struct dest *dest, struct core_out *out)
{
	struct mtp *mtp = isup_mtp(isup);
	const struct linkset *home = &mtp->sets[dest->home];
	uint8_t reachable = (uint8_t)mtp3_accessible(mtp, dest);
	char text[PC_TEXT];

	if (reachable == dest->announced)
		return;
	dest->announced = reachable;
	dest->level = 0;
	mtp3_dest_timer(isup, dest, DEST_T_CONGESTION, 0);
	core_log(out, reachable ? LOG_NOTE : LOG_ALARM, "destination %s (%s): %s",
	    label_pc_print(home->form, dest->pc, text), home->name, reachable ? "can be reached" : "cannot be reached");
	if (reachable)
		isup_mtp_resume(isup, dest->home, dest->pc, out);
	else
		isup_mtp_pause(isup, dest->home, dest->pc, out);
}

/* One SLS: may its traffic move now?  Else it waits for the end of the diversion. */
static void
steer(struct mtp *mtp, struct dest *dest, unsigned sls, uint8_t want)
{
	uint8_t now = dest->via[sls];

	dest->next[sls] = want;
	if (now == want)
		return;
	if (now == MTP3_NO_SET) {
		dest->via[sls] = want;
		return;
	}
	struct linkset *set = &mtp->sets[now];
	const struct route *route = mtp3_route_by(mtp, dest, set);
	if (set->state != SET_UP && mtp3_pinned(mtp, set, sls))
		dest->next[sls] = now; /* the changeover will come back to us */
	else if (!mtp3_route_usable(mtp, route))
		dest->via[sls] = want;
}

static int
waits(const struct mtp *mtp, const struct dest *dest)
{
	return memcmp(dest->via, dest->next, mtp3_sls_values(&mtp->sets[dest->home])) != 0;
}

void
mtp3_reroute(struct isup *isup, struct dest *dest, int32_t ms, struct core_out *out)
{
	struct mtp *mtp = isup_mtp(isup);
	const struct linkset *home = &mtp->sets[dest->home];
	struct choice best = best_routes(mtp, dest);

	for (unsigned sls = 0; sls < mtp3_sls_values(home); sls++)
		steer(mtp, dest, sls, choose(home, &best, sls));
	if (!waits(mtp, dest))
		mtp3_dest_timer(isup, dest, DEST_T_DIVERT, 0);
	else if (!dest->diverting)
		mtp3_dest_timer(isup, dest, DEST_T_DIVERT, ms);
	dest->diverting = (uint8_t)waits(mtp, dest);
	release(isup, dest, out);
	announce(isup, dest, out);
}

void
mtp3_divert_timer(struct isup *isup, struct dest *dest, struct core_out *out)
{
	dest->diverting = 0;
	memcpy(dest->via, dest->next, sizeof(dest->via));
	release(isup, dest, out);
}

void
mtp3_reroute_set(struct isup *isup, const struct linkset *set, int32_t ms, struct core_out *out)
{
	struct mtp *mtp = isup_mtp(isup);

	for (uint32_t i = 0; i < mtp->n_dests; i++)
		if (mtp3_route_by(mtp, &mtp->dests[i], set))
			mtp3_reroute(isup, &mtp->dests[i], ms, out);
}
