/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Management inhibiting (Q.704 10): a link is kept free of user traffic but stays in service, tested and ready.
 *
 * LIN asks the far end, LIA or LID answers, LUN and LUA take it back.  A link is never inhibited when a destination could
 * not be reached without it, and inhibition ends by itself when the others fail (10.3): the link carries traffic at once,
 * and LUN, or LFU for the far end's inhibition, says so until it is answered.  LLT and LRT, every T22 and T23, see to it
 * that both ends believe the same.
 */
#include "isup/mtp3_state.h"

#include "base/log.h"

#include <errno.h>

enum { WISH_NONE, WISH_INHIBIT, WISH_UNINHIBIT, WISH_FORCE, WISHES };

#define TRIES 2 /* LIN, LUN and LFU are repeated once */

static const struct {
	uint8_t message;
	uint8_t time; /* enum mtp3_time */
	const char *name;
} wishes[WISHES] = {
	[WISH_INHIBIT] = { MTP3_LIN, MS_T14, "LIN" },
	[WISH_UNINHIBIT] = { MTP3_LUN, MS_T12, "LUN" },
	[WISH_FORCE] = { MTP3_LFU, MS_T13, "LFU" },
};

static struct linkset *
set_of(struct isup *isup, const struct link *link)
{
	return &isup_mtp(isup)->sets[link->set];
}

static void
say(struct isup *isup, const struct link *link, enum mtp3_type type, struct core_out *out)
{
	struct mtp3_message m = { .type = (uint8_t)type, .slc = link->slc };

	mtp3_say(isup, set_of(isup, link), &m, out);
}

static void
ask(struct isup *isup, struct link *link, uint8_t wish, struct core_out *out)
{
	if (wish != link->inhibit_wish)
		link->inhibit_tries = 0;
	link->inhibit_wish = wish;
	link->inhibit_tries++;
	say(isup, link, wishes[wish].message, out);
	mtp3_link_timer(isup, link, LINK_T_INHIBIT, set_of(isup, link)->ms[wishes[wish].time]);
}

static void
granted(struct isup *isup, struct link *link)
{
	link->inhibit_wish = WISH_NONE;
	link->inhibit_tries = 0;
	mtp3_link_timer(isup, link, LINK_T_INHIBIT, 0);
}

static void
mark(struct isup *isup, struct link *link, uint8_t who, int on, struct core_out *out)
{
	enum link_timer test = who == INHIBIT_LOCAL ? LINK_T_T22 : LINK_T_T23;
	int32_t ms = set_of(isup, link)->ms[who == INHIBIT_LOCAL ? MS_T22 : MS_T23];

	link->inhibit = (uint8_t)(on ? link->inhibit | who : link->inhibit & ~who);
	mtp3_link_timer(isup, link, test, on ? ms : 0);
	core_log(out, LOG_NOTE, "link %u (%s, SLC %u): %s by %s", link->index, set_of(isup, link)->name, link->slc,
	    on ? "inhibited" : "no longer inhibited", who == INHIBIT_LOCAL ? "us" : "the far end");
	mtp3_refresh(isup, link, out);
}

int
mtp_can_spare(struct mtp *mtp, unsigned index)
{
	if (index >= mtp->n_links)
		return 0;
	const struct link *link = &mtp->links[index];
	const struct linkset *set = &mtp->sets[link->set];

	if (mtp3_usable_links(mtp, set) > (unsigned)mtp3_usable(link))
		return 1;
	for (uint32_t i = 0; i < mtp->n_dests; i++)
		if (mtp3_route_by(mtp, &mtp->dests[i], set) && mtp3_accessible(mtp, &mtp->dests[i]) &&
		    !mtp3_accessible_without(mtp, &mtp->dests[i], link->set))
			return 0;
	return set->state == SET_UP;
}

int
mtp_inhibit(struct isup *isup, unsigned index, int inhibit, struct core_out *out)
{
	struct mtp *mtp = isup_mtp(isup);

	if (index >= mtp->n_links)
		return -EINVAL;
	struct link *link = &mtp->links[index];
	if (inhibit && !mtp_can_spare(mtp, index))
		return -EBUSY;
	if (inhibit ? !(link->inhibit & INHIBIT_LOCAL) : (link->inhibit & INHIBIT_LOCAL) != 0)
		ask(isup, link, inhibit ? WISH_INHIBIT : WISH_UNINHIBIT, out);
	return 0;
}

void
mtp3_inhibit_timer(struct isup *isup, struct link *link, enum link_timer timer, struct core_out *out)
{
	if (timer != LINK_T_INHIBIT) {
		say(isup, link, timer == LINK_T_T22 ? MTP3_LLT : MTP3_LRT, out);
		mtp3_link_timer(isup, link, timer, set_of(isup, link)->ms[timer == LINK_T_T22 ? MS_T22 : MS_T23]);
	} else if (link->inhibit_tries < TRIES) {
		ask(isup, link, link->inhibit_wish, out);
	} else {
		core_log(out, LOG_WARN, "link %u: the far end does not answer %s", link->index,
		    wishes[link->inhibit_wish].name);
		granted(isup, link);
	}
}

/* The last traffic-carrying link of the set is gone: an inhibited one that works takes over (Q.704 10.3.3). */
int
mtp3_force_uninhibit(struct isup *isup, struct linkset *set, struct core_out *out)
{
	struct mtp *mtp = isup_mtp(isup);

	for (unsigned i = 0; i < set->n_links; i++) {
		struct link *link = mtp3_set_link(mtp, set, i);
		uint8_t by = link->inhibit;

		if (!by || link->state != LINK_AVAILABLE || link->l2.outage)
			continue;
		granted(isup, link);
		mark(isup, link, INHIBIT_LOCAL | INHIBIT_REMOTE, 0, out);
		mtp3_link_timer(isup, link, LINK_T_T22, 0);
		ask(isup, link, by & INHIBIT_LOCAL ? WISH_UNINHIBIT : WISH_FORCE, out);
		return 1;
	}
	return 0;
}

/* ---- messages ---- */

static struct link *
about(struct isup *isup, struct linkset *set, const struct mtp3_message *m, struct core_out *out)
{
	struct mtp *mtp = isup_mtp(isup);
	struct link *link = mtp3_link_by_slc(mtp, set, m->slc);

	if (!link)
		core_count(out, ISUP_STAT_MTP3_BAD_MESSAGE, (uint16_t)mtp3_set_index(mtp, set), 1);
	return link;
}

void
mtp3_lin(struct isup *isup, struct linkset *set, struct link *on, const struct mtp3_message *m, struct core_out *out)
{
	struct link *link = about(isup, set, m, out);

	if (!link)
		return;
	if (!mtp_can_spare(isup_mtp(isup), link->index)) {
		say(isup, link, MTP3_LID, out);
		return;
	}
	say(isup, link, MTP3_LIA, out);
	if (!(link->inhibit & INHIBIT_REMOTE))
		mark(isup, link, INHIBIT_REMOTE, 1, out);
}

void
mtp3_lun(struct isup *isup, struct linkset *set, struct link *on, const struct mtp3_message *m, struct core_out *out)
{
	struct link *link = about(isup, set, m, out);

	if (!link)
		return;
	say(isup, link, MTP3_LUA, out);
	if (link->inhibit_wish == WISH_FORCE)
		granted(isup, link);
	if (link->inhibit & INHIBIT_REMOTE)
		mark(isup, link, INHIBIT_REMOTE, 0, out);
}

void
mtp3_lia(struct isup *isup, struct linkset *set, struct link *on, const struct mtp3_message *m, struct core_out *out)
{
	struct link *link = about(isup, set, m, out);

	if (!link || link->inhibit_wish != WISH_INHIBIT)
		return;
	granted(isup, link);
	if (mtp_can_spare(isup_mtp(isup), link->index))
		mark(isup, link, INHIBIT_LOCAL, 1, out);
	else
		ask(isup, link, WISH_UNINHIBIT, out); /* the others failed meanwhile */
}

void
mtp3_lua(struct isup *isup, struct linkset *set, struct link *on, const struct mtp3_message *m, struct core_out *out)
{
	struct link *link = about(isup, set, m, out);

	if (!link || link->inhibit_wish != WISH_UNINHIBIT)
		return;
	granted(isup, link);
	if (link->inhibit & INHIBIT_LOCAL)
		mark(isup, link, INHIBIT_LOCAL, 0, out);
}

void
mtp3_lid(struct isup *isup, struct linkset *set, struct link *on, const struct mtp3_message *m, struct core_out *out)
{
	struct link *link = about(isup, set, m, out);

	if (!link || link->inhibit_wish != WISH_INHIBIT)
		return;
	granted(isup, link);
	core_log(
	    out, LOG_WARN, "link %u (%s, SLC %u): the far end denies inhibiting", link->index, set->name, link->slc);
}

/* The far end needs the link: ours is the inhibition to end. */
void
mtp3_lfu(struct isup *isup, struct linkset *set, struct link *on, const struct mtp3_message *m, struct core_out *out)
{
	struct link *link = about(isup, set, m, out);

	if (link && link->inhibit & INHIBIT_LOCAL)
		ask(isup, link, WISH_UNINHIBIT, out);
}

/* "I hold the link inhibited": if we do not know of it, it is to be uninhibited. */
void
mtp3_llt(struct isup *isup, struct linkset *set, struct link *on, const struct mtp3_message *m, struct core_out *out)
{
	struct link *link = about(isup, set, m, out);

	if (link && !(link->inhibit & INHIBIT_REMOTE))
		say(isup, link, MTP3_LFU, out);
}

/* "I believe you hold the link inhibited": if we do not, tell. */
void
mtp3_lrt(struct isup *isup, struct linkset *set, struct link *on, const struct mtp3_message *m, struct core_out *out)
{
	struct link *link = about(isup, set, m, out);

	if (link && !(link->inhibit & INHIBIT_LOCAL))
		ask(isup, link, WISH_UNINHIBIT, out);
}
