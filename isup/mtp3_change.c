/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which link carries which SLS, and how traffic is moved without losing, doubling or disordering it (Q.704 4 to 6).
 *
 * Load sharing: every SLS has a normal link (mtp3_share); `via` says which carries it now.
 *
 * Changeover: messages for the failed link's SLSs go on standing in its own buffer, behind those the far end did not
 * acknowledge.  COO tells the far end what we accepted, COA tells us what it did; then all that is left moves to the
 * other links in order; when the set has none left, to the destination's other link sets, and the COO travels by them.
 * Without an answer in T2 what was sent is given up, what was not sent moves.  When level 2 still works (inhibiting,
 * processor outage), or the far end cannot be told, the traffic is moved after T1 instead.
 *
 * Changeback: new messages stand in the restored link's buffer while CBD follows the old ones on the other link; CBA,
 * or T4 and T5 without one, lets them go.
 */
#include "isup/mtp3_state.h"

#include <errno.h>
#include <string.h>

int
mtp3_usable(const struct link *link)
{
	return link->state == LINK_AVAILABLE && !link->l2.outage && !link->inhibit;
}

unsigned
mtp3_usable_links(struct mtp *mtp, const struct linkset *set)
{
	unsigned n = 0;

	for (unsigned i = 0; i < set->n_links; i++)
		n += (unsigned)mtp3_usable(mtp3_set_link(mtp, set, i));
	return n;
}

static unsigned
number_of(const struct linkset *set, const struct link *link)
{
	unsigned number = 0;

	while (number < set->n_links && set->links[number] != link->index)
		number++;
	return number;
}

/*
 * Each exchange prefers circuits of one parity (Q.764 2.9.1.4), and the SLS is the low bits of the CIC: taken as it is,
 * two links would get an end's calls all on one.  So the lowest bit counts as the highest.
 */
unsigned
mtp3_turned(const struct linkset *set, unsigned sls)
{
	return sls / 2 + sls % 2 * (mtp3_sls_values(set) / 2);
}

void
mtp3_share(struct linkset *set)
{
	memset(set->via, MTP3_NO_LINK, sizeof(set->via));
	for (unsigned sls = 0; sls < mtp3_sls_values(set); sls++)
		set->normal[sls] = set->n_links ? (uint8_t)(mtp3_turned(set, sls) % set->n_links) : MTP3_NO_LINK;
}

int
mtp3_pinned(struct mtp *mtp, const struct linkset *set, unsigned sls)
{
	uint8_t via = set->via[sls & (mtp3_sls_values(set) - 1)];

	return via != MTP3_NO_LINK && mtp3_set_link(mtp, set, via)->change != CHANGE_NONE;
}

/* The link for an SLS when it has to be chosen anew: the normal one, else the others in turn. */
static uint8_t
pick(struct mtp *mtp, const struct linkset *set, unsigned sls)
{
	unsigned n = mtp3_usable_links(mtp, set);
	unsigned skip = n ? sls % n : 0;

	if (n == 0)
		return MTP3_NO_LINK;
	if (mtp3_usable(mtp3_set_link(mtp, set, set->normal[sls])))
		return set->normal[sls];
	for (unsigned i = 0;; i++)
		if (mtp3_usable(mtp3_set_link(mtp, set, i)) && skip-- == 0)
			return (uint8_t)i;
}

static int
level2_works(const struct link *link)
{
	return link->l2.lsc == LSC_IN_SERVICE || link->l2.lsc == LSC_OUTAGE;
}

/* ---- changeover ---- */

struct move {
	struct isup *isup;
	struct linkset *set;
	struct core_out *out;
	unsigned from; /* link index */
};

/*
 * One message of the old link's buffer.  Link tests belong to their link and stay behind; management messages (the COO
 * of another link that failed with this one) do not wait for anybody's changeover.
 */
static void
move_one(void *arg, const uint8_t *msu, size_t len)
{
	struct move *move = arg;
	struct mtp *mtp = isup_mtp(move->isup);
	struct label label;
	uint8_t si = msu[0] & 15;
	int rc = -ENETUNREACH;

	if (si == 1 || si == 2 || label_decode(move->set->form, msu + 1, len - 1, &label) < 0)
		return;
	struct dest *dest = mtp3_dest(mtp, move->set->net, label.dpc);
	struct linkset *adjacent = si == 0 ? mtp3_set_to(mtp, move->set->net, label.dpc) : NULL;
	struct link *way = adjacent ? mtp3_way(move->isup, adjacent, label.sls) : NULL;
	if (way)
		rc = mtp2_send(move->isup, &way->l2, msu, len, move->out);
	else if (dest && !adjacent)
		rc = mtp3_forward(move->isup, dest, label.sls, msu, len, move->out);
	core_count(move->out, rc == 0 ? ISUP_STAT_MTP3_RETRIEVED : ISUP_STAT_MTP3_LOST, move->from, 1);
}

/*
 * A processor outage outlasted T1: what was sent and not acknowledged must not arrive behind the messages that go by
 * other links from now on (Q.704 6.4).
 */
static void
flush(struct isup *isup, struct link *link, struct core_out *out)
{
	unsigned stale = mtp2_waiting(&link->l2);

	mtp2_flush(isup, &link->l2, out);
	link->left_behind = 0;
	if (stale)
		core_count(out, ISUP_STAT_MTP3_LOST, link->index, stale);
}

/* The old link's buffer is as it should be: its SLSs and what it holds go to the others, or to another link set. */
static void
divert(struct isup *isup, struct link *link, struct core_out *out)
{
	struct mtp *mtp = isup_mtp(isup);
	struct linkset *set = &mtp->sets[link->set];
	struct move move = { isup, set, out, link->index };
	unsigned number = number_of(set, link);
	int goes_on = level2_works(link);

	link->change = CHANGE_NONE;
	link->left_behind = (uint8_t)goes_on;
	mtp3_link_timer(isup, link, LINK_T_CHANGE, 0);
	for (unsigned sls = 0; sls < mtp3_sls_values(set); sls++)
		if (set->via[sls] == number)
			set->via[sls] = pick(mtp, set, sls);
	if (set->state != SET_UP)
		mtp3_reroute_set(isup, set, set->ms[MS_T3], out);
	mtp2_drain(&link->l2, goes_on, move_one, &move);
	if (link->l2.outage)
		flush(isup, link, out);
	mtp2_hold(isup, &link->l2, 0, out);
}

static void
order(struct isup *isup, struct link *link, struct core_out *out)
{
	struct linkset *set = &isup_mtp(isup)->sets[link->set];
	struct mtp3_message m = { .type = MTP3_COO, .slc = link->slc, .number = mtp2_bsnt(&link->l2) };

	link->change = CHANGE_ORDERED;
	if (!link->far_order)
		mtp3_say(isup, set, &m, out);
	mtp3_link_timer(isup, link, LINK_T_CHANGE, set->ms[MS_T2]);
}

/* No way is left: what stands in the buffers cannot be sent any more. */
static void
lose_one(void *arg, const uint8_t *msu, size_t len)
{
	struct move *move = arg;

	if ((msu[0] & 15) > 2)
		core_count(move->out, ISUP_STAT_MTP3_LOST, move->from, 1);
}

static void
lose_all(struct isup *isup, struct linkset *set, struct core_out *out)
{
	struct mtp *mtp = isup_mtp(isup);

	memset(set->via, MTP3_NO_LINK, sizeof(set->via));
	for (unsigned i = 0; i < set->n_links; i++) {
		struct link *link = mtp3_set_link(mtp, set, i);
		struct move move = { isup, set, out, link->index };

		mtp2_drain(&link->l2, level2_works(link), lose_one, &move);
		mtp3_link_timer(isup, link, LINK_T_CHANGE, 0);
		mtp3_link_timer(isup, link, LINK_T_BACK, 0);
		link->change = CHANGE_NONE;
		link->back_wait = 0;
		mtp2_hold(isup, &link->l2, 0, out);
	}
}

enum { WAYS_NONE, WAYS_SOME, WAYS_ALL };

/* Of the destinations that this set's traffic goes to: which can be reached by another? */
static int
other_ways(struct mtp *mtp, const struct linkset *set)
{
	unsigned with = 0, without = 0;

	for (uint32_t i = 0; i < mtp->n_dests; i++) {
		if (!mtp3_route_by(mtp, &mtp->dests[i], set) || !mtp->dests[i].announced)
			continue;
		int other = mtp3_accessible_without(mtp, &mtp->dests[i], (unsigned)mtp3_set_index(mtp, set));
		*(other ? &with : &without) += 1;
	}
	return !with ? WAYS_NONE : without ? WAYS_SOME : WAYS_ALL;
}

/* The last link of a set is gone.  Those that are aligning should hurry. */
static void
set_gone(struct isup *isup, struct linkset *set, struct core_out *out)
{
	struct mtp *mtp = isup_mtp(isup);

	for (unsigned i = 0; i < set->n_links; i++)
		if (mtp3_set_link(mtp, set, i)->state == LINK_ALIGNING)
			mtp2_emergency(isup, &mtp3_set_link(mtp, set, i)->l2, 1, out);
	mtp3_set_unavailable(isup, set, out);
}

/* Changeover begins: by order when the far end can be told, else by time (Q.704 5.3, 5.6). */
static void
change_over(struct isup *isup, struct link *link, struct core_out *out)
{
	struct linkset *set = &isup_mtp(isup)->sets[link->set];

	core_count(out, ISUP_STAT_MTP3_CHANGEOVER, link->index, 1);
	if (!level2_works(link) && (link->far_order || mtp3_way(isup, set, link->slc))) {
		order(isup, link, out);
		return;
	}
	link->change = CHANGE_TIMED;
	mtp2_hold(isup, &link->l2, 1, out);
	mtp3_link_timer(isup, link, LINK_T_CHANGE, set->ms[MS_T1]);
}

static void
stop_carrying(struct isup *isup, struct link *link, struct core_out *out)
{
	struct mtp *mtp = isup_mtp(isup);
	struct linkset *set = &mtp->sets[link->set];

	link->back_wait = 0;
	mtp3_link_timer(isup, link, LINK_T_BACK, 0);
	int ways = other_ways(mtp, set);
	if (mtp3_usable_links(mtp, set) != 0 || (ways != WAYS_ALL && mtp3_force_uninhibit(isup, set, out))) {
		change_over(isup, link, out);
	} else if (ways != WAYS_NONE) {
		change_over(isup, link, out);
		set_gone(isup, set, out);
	} else {
		lose_all(isup, set, out);
		set_gone(isup, set, out);
	}
}

/* T1: time-controlled changeover.  T2: no answer to COO.  Of a dead link it is not known what the far end accepted. */
void
mtp3_change_timer(struct isup *isup, struct link *link, struct core_out *out)
{
	if (link->change == CHANGE_NONE)
		return;
	if (!level2_works(link))
		mtp2_forget_sent(&link->l2);
	divert(isup, link, out);
}

static struct link *
about(struct isup *isup, struct linkset *set, const struct mtp3_message *m, struct core_out *out)
{
	struct mtp *mtp = isup_mtp(isup);
	struct link *link = mtp3_link_by_slc(mtp, set, m->slc);

	if (!link)
		core_count(out, ISUP_STAT_MTP3_BAD_MESSAGE, (uint16_t)mtp3_set_index(mtp, set), 1);
	return link;
}

/* The far end accepted up to `fsn`; one that was never sent tells nothing, as in an emergency changeover (-1). */
static void
accepted(struct link *link, int fsn)
{
	struct mtp2 *l2 = &link->l2;

	if (fsn < 0 || (((uint32_t)fsn - l2->acked) & 127) > l2->sent - l2->acked)
		mtp2_forget_sent(l2);
	else
		mtp2_accepted(l2, (uint8_t)fsn);
}

/* The far end found the link failed: believe it, answer, and move what it did not accept (`fsn`; -1: it does not know).
 */
static void
far_order(struct isup *isup, struct linkset *set, struct link *on, const struct mtp3_message *m, int fsn,
    struct core_out *out)
{
	struct link *link = about(isup, set, m, out);

	if (!link || link == on)
		return;
	link->far_order = 1;
	if (level2_works(link)) {
		mtp2_stop(isup, &link->l2, out);
		mtp3_link_down(isup, link->index, MTP2_REASON_SIOS, out);
	}
	struct mtp3_message answer = { .type = MTP3_COA, .slc = link->slc, .number = mtp2_bsnt(&link->l2) };
	if (link->l2.lsc == LSC_ALIGNMENT) /* begun anew: the old numbers are gone */
		answer.type = MTP3_ECA;
	mtp3_say_over(isup, set, on, &answer, out);
	link->far_order = 0;
	if (link->change != CHANGE_ORDERED)
		return;
	accepted(link, fsn);
	divert(isup, link, out);
}

void
mtp3_coo(struct isup *isup, struct linkset *set, struct link *on, const struct mtp3_message *m, struct core_out *out)
{
	far_order(isup, set, on, m, m->number, out);
}

void
mtp3_eco(struct isup *isup, struct linkset *set, struct link *on, const struct mtp3_message *m, struct core_out *out)
{
	far_order(isup, set, on, m, -1, out);
}

void
mtp3_coa(struct isup *isup, struct linkset *set, struct link *on, const struct mtp3_message *m, struct core_out *out)
{
	struct link *link = about(isup, set, m, out);

	if (!link || link->change != CHANGE_ORDERED)
		return;
	accepted(link, m->number);
	divert(isup, link, out);
}

void
mtp3_eca(struct isup *isup, struct linkset *set, struct link *on, const struct mtp3_message *m, struct core_out *out)
{
	struct link *link = about(isup, set, m, out);

	if (!link || link->change != CHANGE_ORDERED)
		return;
	accepted(link, -1);
	divert(isup, link, out);
}

/* ---- changeback ---- */

/* CBD behind the old traffic, on every link it was taken from. */
static void
declare(struct isup *isup, struct link *link, int32_t ms, struct core_out *out)
{
	struct mtp *mtp = isup_mtp(isup);
	struct linkset *set = &mtp->sets[link->set];

	for (unsigned i = 0; i < set->n_links; i++) {
		struct mtp3_message m = { .type = MTP3_CBD, .slc = link->slc, .number = (uint8_t)i };

		if (link->back_wait & 1u << i)
			mtp3_say_over(isup, set, mtp3_set_link(mtp, set, i), &m, out);
	}
	mtp3_link_timer(isup, link, LINK_T_BACK, ms);
}

static void
bring_back(struct isup *isup, struct link *link, struct core_out *out)
{
	struct mtp *mtp = isup_mtp(isup);
	struct linkset *set = &mtp->sets[link->set];
	unsigned number = number_of(set, link);

	for (unsigned sls = 0; sls < mtp3_sls_values(set); sls++) {
		uint8_t from = set->via[sls];

		if (set->normal[sls] != number || from == number || from >= set->n_links ||
		    !mtp3_set_link(mtp, set, from)->carrying)
			continue;
		set->via[sls] = (uint8_t)number;
		link->back_wait |= (uint16_t)(1u << from);
	}
	if (!link->back_wait)
		return;
	core_count(out, ISUP_STAT_MTP3_CHANGEBACK, link->index, 1);
	link->back_again = 0;
	mtp2_hold(isup, &link->l2, 1, out);
	declare(isup, link, set->ms[MS_T4], out);
}

static void
back_done(struct isup *isup, struct link *link, struct core_out *out)
{
	link->back_wait = 0;
	mtp3_link_timer(isup, link, LINK_T_BACK, 0);
	mtp2_hold(isup, &link->l2, 0, out);
}

void
mtp3_back_timer(struct isup *isup, struct link *link, struct core_out *out)
{
	if (!link->back_wait)
		return;
	if (link->back_again) {
		back_done(isup, link, out);
		return;
	}
	link->back_again = 1;
	declare(isup, link, isup_mtp(isup)->sets[link->set].ms[MS_T5], out);
}

void
mtp3_cbd(struct isup *isup, struct linkset *set, struct link *on, const struct mtp3_message *m, struct core_out *out)
{
	struct mtp3_message answer = *m;

	if (!about(isup, set, m, out))
		return;
	answer.type = MTP3_CBA;
	mtp3_say_over(isup, set, on, &answer, out);
}

void
mtp3_cba(struct isup *isup, struct linkset *set, struct link *on, const struct mtp3_message *m, struct core_out *out)
{
	struct link *link = about(isup, set, m, out);

	if (!link || !link->back_wait || m->number >= set->n_links)
		return;
	link->back_wait &= (uint16_t) ~(1u << m->number);
	if (!link->back_wait)
		back_done(isup, link, out);
}

/* ---- the one door ---- */

static void
begin_carrying(struct isup *isup, struct link *link, struct core_out *out)
{
	struct mtp *mtp = isup_mtp(isup);
	struct linkset *set = &mtp->sets[link->set];

	if (link->change == CHANGE_TIMED) { /* back before the traffic was moved */
		link->change = CHANGE_NONE;
		mtp3_link_timer(isup, link, LINK_T_CHANGE, 0);
		mtp2_hold(isup, &link->l2, 0, out);
	}
	if (set->state != SET_DOWN) {
		bring_back(isup, link, out);
		return;
	}
	for (unsigned sls = 0; sls < mtp3_sls_values(set); sls++)
		if (!mtp3_pinned(mtp, set, sls))
			set->via[sls] = (uint8_t)number_of(set, link);
	mtp3_set_available(isup, set, out);
}

void
mtp3_refresh(struct isup *isup, struct link *link, struct core_out *out)
{
	struct mtp *mtp = isup_mtp(isup);
	int usable = mtp3_usable(link);

	if (usable != link->carrying) {
		link->carrying = (uint8_t)usable;
		if (usable)
			begin_carrying(isup, link, out);
		else
			stop_carrying(isup, link, out);
	} else if (!usable && !level2_works(link) && link->change != CHANGE_ORDERED &&
	    (link->change == CHANGE_TIMED || link->left_behind) && mtp3_way(isup, &mtp->sets[link->set], link->slc)) {
		order(isup, link, out); /* level 2 died too while the traffic was being moved */
	}
}
