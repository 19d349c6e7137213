/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Restart (Q.704 9).
 *
 * Ours: with the first link that carries traffic after our start T20 begins.  Adjacent points tell what cannot be reached
 * through them (TFP, TFR), each ends with TRA.  When all that are there have said it, or T20 is over, we send TRA and
 * users may send.
 *
 * An adjacent point's: its link set is there again while we are up.  We send TRA at once, for we have no routes to tell,
 * and wait for its TRA or T21; then users may send.  A point that could be reached another way all the while has not been
 * away: its link set is used at once.  A TRA that comes unasked says that the point has restarted; it is answered, but
 * not twice within T19.
 */
#include "isup/mtp3_state.h"

/* TRA is about no link, so its SLC may be any (Q.704 13.3.1): that of its own link, for there are ends that look at it. */
static void
allow(struct isup *isup, struct linkset *set, struct core_out *out)
{
	struct link *way = mtp3_way(isup, set, 0);
	struct mtp3_message tra = { .type = MTP3_TRA, .slc = way ? way->slc : 0 };

	if (way)
		mtp3_say_over(isup, set, way, &tra, out);
	mtp3_set_timer(isup, set, SET_T_T19, set->ms[MS_T19]);
}

static void
up(struct isup *isup, struct linkset *set, struct core_out *out)
{
	set->state = SET_UP;
	set->tra_heard = 0;
	mtp3_set_timer(isup, set, SET_T_RESTART, 0);
	mtp3_reroute_set(isup, set, set->ms[MS_T3], out);
}

/* ---- our own ---- */

static struct linkset *
network(struct mtp *mtp, const struct linkset *set)
{
	return &mtp->sets[set->net];
}

/* Have all points that are there said TRA? */
static int
all_heard(const struct mtp *mtp, unsigned net)
{
	for (uint32_t i = 0; i < mtp->n_sets; i++)
		if (mtp->sets[i].net == net && mtp->sets[i].state == SET_RESTARTING && !mtp->sets[i].tra_heard)
			return 0;
	return 1;
}

static void
we_are_up(struct isup *isup, unsigned net, struct core_out *out)
{
	struct mtp *mtp = isup_mtp(isup);

	mtp->sets[net].restarted = 1;
	for (uint32_t i = 0; i < mtp->n_sets; i++)
		if (mtp->sets[i].net == net && mtp->sets[i].state == SET_RESTARTING) {
			allow(isup, &mtp->sets[i], out);
			up(isup, &mtp->sets[i], out);
		}
}

/* ---- link sets come and go ---- */

void
mtp3_set_available(struct isup *isup, struct linkset *set, struct core_out *out)
{
	struct mtp *mtp = isup_mtp(isup);
	const struct dest *adjacent = mtp3_dest(mtp, set->net, set->apc);

	mtp3_routes_forget(isup, set); /* a point that restarted tells anew */
	if (network(mtp, set)->restarted && adjacent && mtp3_accessible(mtp, adjacent)) {
		up(isup, set, out);
		return;
	}
	set->state = SET_RESTARTING;
	mtp3_reroute_set(isup, set, set->ms[MS_T3], out);
	if (!network(mtp, set)->restarted) {
		if (all_heard(mtp, set->net))
			we_are_up(isup, set->net, out);
		else
			mtp3_set_timer(isup, set, SET_T_RESTART, set->ms[MS_T20]);
		return;
	}
	allow(isup, set, out);
	if (set->tra_heard)
		up(isup, set, out);
	else
		mtp3_set_timer(isup, set, SET_T_RESTART, set->ms[MS_T21]);
}

void
mtp3_set_unavailable(struct isup *isup, struct linkset *set, struct core_out *out)
{
	struct mtp *mtp = isup_mtp(isup);

	if (set->state == SET_DOWN)
		return;
	set->state = SET_DOWN;
	set->tra_heard = 0;
	core_count(out, ISUP_STAT_MTP3_DOWN, (uint16_t)mtp3_set_index(mtp, set), 1);
	mtp3_set_timer(isup, set, SET_T_RESTART, 0);
	mtp3_set_timer(isup, set, SET_T_T19, 0);
	mtp3_routes_forget(isup, set);
	mtp3_reroute_set(isup, set, set->ms[MS_T3], out);
}

void
mtp3_restart_timer(struct isup *isup, struct linkset *set, enum set_timer timer, struct core_out *out)
{
	if (timer != SET_T_RESTART || set->state != SET_RESTARTING)
		return;
	if (network(isup_mtp(isup), set)->restarted)
		up(isup, set, out);
	else
		we_are_up(isup, set->net, out);
}

void
mtp3_tra(struct isup *isup, struct linkset *set, struct link *on, const struct mtp3_message *m, struct core_out *out)
{
	struct mtp *mtp = isup_mtp(isup);

	if (set->state == SET_UP) {
		if (!mtp3_set_timer_runs(isup, set, SET_T_T19))
			allow(isup, set, out);
		return;
	}
	set->tra_heard = 1;
	if (set->state == SET_DOWN)
		return;
	if (network(mtp, set)->restarted)
		up(isup, set, out);
	else if (all_heard(mtp, set->net))
		we_are_up(isup, set->net, out);
}
