/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reachability: restart of signalling points, and which destinations user messages may be sent to (Q.704 9, 11, 13).
 *
 * We are an end point with one link set to each adjacent point, so there is no routing information to hand on: TRA is
 * sent as soon as the first link carries traffic, and users may send when the adjacent's TRA has come, or after T20
 * (our first start) or T21.  Destinations behind the adjacent follow its TFP and TFA; a prohibited one is asked about
 * by RST every T10.
 */
#include "isup/mtp3_state.h"

#include "base/log.h"

struct dest *
mtp3_dest(struct mtp *mtp, int set, uint32_t pc)
{
	for (uint32_t i = 0; i < mtp->n_dests; i++)
		if (mtp->dests[i].set == set && mtp->dests[i].pc == pc)
			return &mtp->dests[i];
	return NULL;
}

/* Tell the user part what has become of a destination, if it is new to it. */
static void
announce(struct isup *isup, struct dest *dest, struct core_out *out)
{
	struct linkset *set = &isup_mtp(isup)->sets[dest->set];
	uint8_t reachable = set->state == SET_UP && !dest->prohibited;
	char text[PC_TEXT];

	if (reachable == dest->announced)
		return;
	dest->announced = reachable;
	core_log(out, reachable ? LOG_NOTE : LOG_ALARM, "destination %s (%s): %s",
	    label_pc_print(set->form, dest->pc, text), set->name, reachable ? "can be reached" : "cannot be reached");
	if (reachable)
		isup_mtp_resume(isup, dest->set, dest->pc, out);
	else
		isup_mtp_pause(isup, dest->set, dest->pc, out);
}

static void
announce_all(struct isup *isup, const struct linkset *set, struct core_out *out)
{
	struct mtp *mtp = isup_mtp(isup);
	int index = mtp3_set_index(mtp, set);

	for (uint32_t i = 0; i < mtp->n_dests; i++)
		if (mtp->dests[i].set == index)
			announce(isup, &mtp->dests[i], out);
}

/* ---- restart ---- */

static void
allow(struct isup *isup, struct linkset *set, struct core_out *out)
{
	struct mtp3_message tra = { .type = MTP3_TRA };

	mtp3_say(isup, set, &tra, out);
	mtp3_set_timer(isup, set, SET_T_T19, Q704_T19_MS);
}

static void
restarted(struct isup *isup, struct linkset *set, struct core_out *out)
{
	set->state = SET_UP;
	set->restarted = 1;
	set->tra_heard = 0;
	mtp3_set_timer(isup, set, SET_T_RESTART, 0);
	announce_all(isup, set, out);
}

void
mtp3_set_available(struct isup *isup, struct linkset *set, struct core_out *out)
{
	struct mtp *mtp = isup_mtp(isup);
	int index = mtp3_set_index(mtp, set);

	set->state = SET_RESTARTING;
	for (uint32_t i = 0; i < mtp->n_dests; i++) /* a point that restarted sends TFP anew */
		if (mtp->dests[i].set == index) {
			mtp->dests[i].prohibited = 0;
			mtp3_dest_timer(isup, &mtp->dests[i], 0);
		}
	allow(isup, set, out);
	if (set->tra_heard)
		restarted(isup, set, out);
	else
		mtp3_set_timer(isup, set, SET_T_RESTART, set->restarted ? set->t21_ms : set->t20_ms);
}

void
mtp3_set_unavailable(struct isup *isup, struct linkset *set, struct core_out *out)
{
	if (set->state == SET_DOWN)
		return;
	set->state = SET_DOWN;
	set->tra_heard = 0;
	core_count(out, ISUP_STAT_MTP3_DOWN, (uint16_t)mtp3_set_index(isup_mtp(isup), set), 1);
	mtp3_set_timer(isup, set, SET_T_RESTART, 0);
	mtp3_set_timer(isup, set, SET_T_T19, 0);
	announce_all(isup, set, out);
}

void
mtp3_restart_timer(struct isup *isup, struct linkset *set, enum set_timer timer, struct core_out *out)
{
	if (timer == SET_T_RESTART && set->state == SET_RESTARTING)
		restarted(isup, set, out);
}

/* T19 keeps two points from answering each other's TRA for ever. */
void
mtp3_tra(struct isup *isup, struct linkset *set, struct link *on, const struct mtp3_message *m, struct core_out *out)
{
	struct mtp *mtp = isup_mtp(isup);
	uint32_t id = mtp->n_links * LINK_TIMERS + (uint32_t)mtp3_set_index(mtp, set) * SET_TIMERS + SET_T_T19;

	if (set->state == SET_DOWN)
		set->tra_heard = 1;
	else if (set->state == SET_RESTARTING)
		restarted(isup, set, out);
	else if (timer_due(isup_timers(isup), id) == TIME_NEVER)
		allow(isup, set, out);
}

/* ---- destinations ---- */

void
mtp3_tfp(struct isup *isup, struct linkset *set, struct link *on, const struct mtp3_message *m, struct core_out *out)
{
	struct mtp *mtp = isup_mtp(isup);
	struct dest *dest = mtp3_dest(mtp, mtp3_set_index(mtp, set), m->pc);

	if (!dest || dest->pc == set->apc)
		return;
	dest->prohibited = 1;
	mtp3_dest_timer(isup, dest, Q704_T10_MS);
	announce(isup, dest, out);
}

void
mtp3_tfa(struct isup *isup, struct linkset *set, struct link *on, const struct mtp3_message *m, struct core_out *out)
{
	struct mtp *mtp = isup_mtp(isup);
	struct dest *dest = mtp3_dest(mtp, mtp3_set_index(mtp, set), m->pc);

	if (!dest)
		return;
	dest->prohibited = 0;
	mtp3_dest_timer(isup, dest, 0);
	announce(isup, dest, out);
}

void
mtp3_route_timer(struct isup *isup, struct dest *dest, struct core_out *out)
{
	struct mtp3_message rst = { .type = MTP3_RST, .pc = dest->pc };

	if (!dest->prohibited)
		return;
	mtp3_say(isup, &isup_mtp(isup)->sets[dest->set], &rst, out);
	mtp3_dest_timer(isup, dest, Q704_T10_MS);
}

/* ---- what is wrong on the way ---- */

void
mtp3_tfc(struct isup *isup, struct linkset *set, struct link *on, const struct mtp3_message *m, struct core_out *out)
{
	int index = mtp3_set_index(isup_mtp(isup), set);

	core_count(out, ISUP_STAT_MTP3_TFC_IN, (uint16_t)index, 1);
	isup_mtp_status(isup, index, m->pc, ISUP_MTP_CONGESTED, m->number, out);
}

void
mtp3_upu(struct isup *isup, struct linkset *set, struct link *on, const struct mtp3_message *m, struct core_out *out)
{
	static const enum isup_mtp_status causes[] = { ISUP_MTP_USER_UNKNOWN, ISUP_MTP_USER_UNEQUIPPED,
		ISUP_MTP_USER_INACCESSIBLE };
	int index = mtp3_set_index(isup_mtp(isup), set);
	unsigned cause = m->number >> 4;

	core_count(out, ISUP_STAT_MTP3_UPU_IN, (uint16_t)index, 1);
	if ((m->number & 15) == 5)
		isup_mtp_status(isup, index, m->pc, causes[cause < 3 ? cause : 0], 0, out);
}
