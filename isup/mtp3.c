/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * MTP level 3: the doors, and message handling (Q.704 2).
 *
 * Discrimination: network indicator, label form, destination; what is not for us is counted and dropped, we are no
 * transfer point.  Distribution: management (SI 0) and link tests (SI 1, in ANSI networks 2) by the table mtp3.def,
 * ISUP (SI 5) to the user part, anything else is answered by UPU.  Routing: the link set of the destination, the link of
 * the SLS (mtp3_route.c, mtp3_change.c).
 */
#include "isup/mtp3_state.h"

#include "base/fsm.h"
#include "base/log.h"

#include <errno.h>
#include <string.h>

#define SI_MANAGEMENT  0
#define SI_TEST        1
#define SI_TEST_OTHER  2 /* ANSI; special tests of national networks */
#define SI_ISUP        5
#define UPU_UNEQUIPPED 1

static mtp3_handler *const handlers[MTP3_TYPES] = {
#define MTP3_MESSAGE(name, heading, body, handler, sentence) [MTP3_##name] = handler,
#include "isup/mtp3.def"
#undef MTP3_MESSAGE
};

/* ---- start, the line, requests ---- */

void
mtp_started(struct isup *isup, int resumed, struct core_out *out)
{
	struct mtp *mtp = isup_mtp(isup);

	for (uint32_t i = 0; i < mtp->n_links; i++) {
		struct link *link = &mtp->links[i];

		if (resumed) {
			mtp2_resumed(isup, &link->l2, out);
			mtp3_test_resumed(isup, link);
			continue;
		}
		mtp2_power_on(isup, &link->l2, out);
		mtp3_link_event(isup, link, LINK_ACTIVATE, out);
	}
}

void
mtp_unit(struct isup *isup, unsigned link, const uint8_t *unit, size_t len, struct core_out *out)
{
	struct mtp *mtp = isup_mtp(isup);

	if (link < mtp->n_links)
		mtp2_unit(isup, &mtp->links[link].l2, unit, len, out);
}

void
mtp_event(struct isup *isup, unsigned link, unsigned event, struct core_out *out)
{
	struct mtp *mtp = isup_mtp(isup);

	if (link < mtp->n_links)
		mtp2_event(isup, &mtp->links[link].l2, event, out);
}

void
mtp_activate(struct isup *isup, unsigned link, int active, struct core_out *out)
{
	struct mtp *mtp = isup_mtp(isup);

	if (link < mtp->n_links)
		mtp3_link_event(isup, &mtp->links[link], active ? LINK_ACTIVATE : LINK_DEACTIVATE, out);
}

void
mtp_busy(struct isup *isup, int busy, struct core_out *out)
{
	struct mtp *mtp = isup_mtp(isup);

	for (uint32_t i = 0; i < mtp->n_links; i++)
		mtp2_busy(isup, &mtp->links[i].l2, busy, out);
}

void
mtp_outage(struct isup *isup, unsigned link, int outage, struct core_out *out)
{
	struct mtp *mtp = isup_mtp(isup);

	if (link >= mtp->n_links)
		return;
	mtp2_outage(isup, &mtp->links[link].l2, outage, out);
	mtp3_refresh(isup, &mtp->links[link], out);
}

/* ---- discrimination and distribution ---- */

static void
drop(const struct link *link, enum isup_stat why, struct core_out *out)
{
	core_count(out, (uint16_t)why, link->set, 1);
}

/* Some messages may come from beyond the adjacent point. */
static int
from_anywhere(uint8_t type)
{
	return type == MTP3_UPU || type == MTP3_TFC || type == MTP3_RCT;
}

static void
management(struct isup *isup, struct link *link, int is_test, const struct label *label, const uint8_t *body,
    size_t len, struct core_out *out)
{
	struct mtp *mtp = isup_mtp(isup);
	struct linkset *own = &mtp->sets[link->set];
	struct linkset *set = mtp3_set_to(mtp, own->net, label->opc);
	struct mtp3_message m;

	if (mtp3_decode(own->form, is_test, label->sls, body, len, &m) < 0) {
		drop(link, ISUP_STAT_MTP3_BAD_MESSAGE, out);
		return;
	}
	if (from_anywhere(m.type) && !set)
		set = own;
	if (!set || (is_test && set != own))
		drop(link, ISUP_STAT_MTP3_BAD_MESSAGE, out);
	else if (handlers[m.type])
		handlers[m.type](isup, set, link, &m, out);
}

static void
no_user(struct isup *isup, struct link *link, uint8_t si, const struct label *label, struct core_out *out)
{
	struct mtp *mtp = isup_mtp(isup);
	struct linkset *set = &mtp->sets[link->set];
	struct dest *dest = mtp3_dest(mtp, set->net, label->opc);
	struct mtp3_message m = { .type = MTP3_UPU,
		.slc = label->sls & 15,
		.number = (uint8_t)(UPU_UNEQUIPPED << 4 | si),
		.pc = set->opc,
		.to = label->opc };
	uint8_t msu[MTP3_MESSAGE_MAX];
	size_t len = mtp3_encode(set, &m, msu);

	drop(link, ISUP_STAT_MTP3_NO_USER, out);
	if (!dest || mtp3_forward(isup, dest, m.slc, msu, len, out) < 0)
		mtp3_say(isup, set, &m, out); /* back the way it came */
}

/* A link test in another form of label than the link set's: the two ends are set up differently, and a person should know. */
static int
is_foreign_test(
    const struct link *link, const struct linkset *set, const uint8_t *sif, size_t len, struct core_out *out)
{
	static const char *const names[] = { "itu14", "china24", "ansi24" };

	if (mtp3_is_test(set->form, sif, len))
		return 0;
	for (int form = 0; form < (int)(sizeof(names) / sizeof(names[0])); form++)
		if (label_size(form) != label_size(set->form) && mtp3_is_test(form, sif, len)) {
			core_log(out, LOG_WARN, "link %u (%s, SLC %u): the far end has labels of the form %s, not %s",
			    link->index, set->name, link->slc, names[form], names[set->form]);
			return 1;
		}
	return 0;
}

/* The label, if the message is one of this link set's network and for us; else it is counted and -1. */
static int
discriminate(struct link *link, const struct linkset *set, const uint8_t *msu, size_t len, struct label *label,
    struct core_out *out)
{
	int size = label_decode(set->form, msu + 1, len - 1, label);
	uint8_t si = msu[0] & 15;

	if (msu[0] >> 6 != set->ni)
		drop(link, ISUP_STAT_MTP3_BAD_NI, out);
	else if (((si == SI_TEST || si == SI_TEST_OTHER) && is_foreign_test(link, set, msu + 1, len - 1, out)) ||
	    size < 0 || label->sls >= mtp3_sls_values(set))
		drop(link, ISUP_STAT_MTP3_BAD_LABEL, out);
	else if (label->dpc != set->opc)
		drop(link, ISUP_STAT_MTP3_BAD_DPC, out);
	else
		return size;
	return -1;
}

void
mtp3_msu(struct isup *isup, unsigned index, const uint8_t *msu, size_t len, struct core_out *out)
{
	struct mtp *mtp = isup_mtp(isup);
	struct link *link = &mtp->links[index];
	struct linkset *set = &mtp->sets[link->set];
	struct label label;
	uint8_t si = msu[0] & 15;
	int size = discriminate(link, set, msu, len, &label, out);

	if (size < 0)
		return;
	const uint8_t *body = msu + 1 + size;
	size_t body_len = len - 1 - (size_t)size;
	if (si == SI_MANAGEMENT || si == SI_TEST || si == SI_TEST_OTHER) {
		management(isup, link, si != SI_MANAGEMENT, &label, body, body_len, out);
	} else if (si == SI_ISUP) {
		const struct dest *from = mtp3_dest(mtp, set->net, label.opc);

		isup_mtp_transfer(isup, from ? from->home : link->set, label.opc, body, body_len, out);
	} else {
		no_user(isup, link, si, &label, out);
	}
}

/* ---- sending ---- */

void
mtp3_say_over(
    struct isup *isup, const struct linkset *set, struct link *link, const struct mtp3_message *m, struct core_out *out)
{
	uint8_t msu[MTP3_MESSAGE_MAX];
	size_t len = mtp3_encode(set, m, msu);

	mtp2_send(isup, &link->l2, msu, len, out);
}

/* In one set: the link of SLS = SLC, or any other that works; one that holds messages back only if there is no other. */
static struct link *
working(struct mtp *mtp, const struct linkset *set, unsigned slc)
{
	unsigned first = set->n_links ? slc % set->n_links : 0;
	struct link *held = NULL;

	for (unsigned i = 0; i < set->n_links; i++) {
		struct link *link = mtp3_set_link(mtp, set, (first + i) % set->n_links);

		if (link->state != LINK_AVAILABLE || link->l2.outage)
			continue;
		if (!link->l2.hold)
			return link;
		held = link;
	}
	return held;
}

struct link *
mtp3_way(struct isup *isup, struct linkset *set, unsigned slc)
{
	struct mtp *mtp = isup_mtp(isup);
	struct link *link = working(mtp, set, slc);
	const struct dest *adjacent = mtp3_dest(mtp, set->net, set->apc);

	for (unsigned i = 0; !link && adjacent && i < adjacent->n_routes; i++)
		if (mtp3_route_usable(mtp, &adjacent->routes[i]))
			link = working(mtp, &mtp->sets[adjacent->routes[i].set], slc);
	return link;
}

void
mtp3_say(struct isup *isup, struct linkset *set, const struct mtp3_message *m, struct core_out *out)
{
	struct link *link = mtp3_way(isup, set, m->slc);

	if (link)
		mtp3_say_over(isup, set, link, m, out);
}

int
mtp3_forward(struct isup *isup, struct dest *dest, unsigned sls, const uint8_t *msu, size_t len, struct core_out *out)
{
	struct mtp *mtp = isup_mtp(isup);

	if (dest->via[sls] != dest->next[sls])
		return mtp3_hold(isup, dest, sls, msu, len);
	if (dest->via[sls] == MTP3_NO_SET)
		return -ENETUNREACH;
	const struct linkset *set = &mtp->sets[dest->via[sls]];
	uint8_t via = set->via[sls & (mtp3_sls_values(set) - 1)];
	if (via == MTP3_NO_LINK)
		return -ENETUNREACH;
	struct link *link = mtp3_set_link(mtp, set, via);
	int rc = mtp2_send(isup, &link->l2, msu, len, out);
	mtp3_watch(isup, link, dest, out);
	return rc;
}

int
mtp3_reachable(struct isup *isup, int linkset, uint32_t dpc)
{
	struct mtp *mtp = isup_mtp(isup);

	if (linkset < 0 || (uint32_t)linkset >= mtp->n_sets)
		return 0;
	const struct dest *dest = mtp3_dest(mtp, mtp->sets[linkset].net, dpc);
	return dest && dest->announced;
}

int
mtp3_transfer(
    struct isup *isup, int linkset, uint32_t dpc, uint8_t sls, const uint8_t *user, size_t len, struct core_out *out)
{
	struct mtp *mtp = isup_mtp(isup);
	uint8_t msu[MTP2_MSU_MAX];

	if (linkset < 0 || (uint32_t)linkset >= mtp->n_sets)
		return -EINVAL;
	const struct linkset *set = &mtp->sets[linkset];
	struct label label = { .dpc = dpc, .opc = set->opc, .sls = (uint8_t)(sls & (mtp3_sls_values(set) - 1)) };
	size_t head = 1 + label_size(set->form);
	struct dest *dest = mtp3_dest(mtp, set->net, dpc);

	if (len == 0 || head + len > MTP2_MSU_MAX)
		return -EMSGSIZE;
	msu[0] = (uint8_t)(set->ni << 6 | SI_ISUP);
	label_encode(set->form, msu + 1, &label);
	memcpy(msu + head, user, len);
	int rc = dest && dest->announced ? mtp3_forward(isup, dest, label.sls, msu, head + len, out) : -ENETUNREACH;
	if (rc == -ENETUNREACH)
		core_count(out, ISUP_STAT_MTP3_UNREACHABLE, (uint16_t)linkset, 1);
	return rc;
}
