/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What links and link sets look like, for control verbs and screens. */
#include "isup/mtp3_state.h"

#include <errno.h>

static const char *const level2_text[LSC_STATE_COUNT] = {
#define X(id, text) [LSC_##id] = text,
	LSC_STATES(X)
#undef X
};
static const char *const alignment_text[IAC_STATE_COUNT] = {
#define X(id, text) [IAC_##id] = text,
	IAC_STATES(X)
#undef X
};
static const char *const level3_text[LINK_STATE_COUNT] = {
#define X(id, text, sentence) [LINK_##id] = text,
	LINK_STATES(X)
#undef X
};

int
mtp_link_view(const struct mtp *mtp, unsigned index, struct mtp_link_view *view)
{
	if (index >= mtp->n_links)
		return -ENOENT;
	const struct link *link = &mtp->links[index];
	const struct mtp2 *l2 = &link->l2;

	*view = (struct mtp_link_view){
		.linkset = link->set,
		.slc = link->slc,
		.active = link->state != LINK_INACTIVE,
		.available = link->carrying,
		.alarm = l2->alarm,
		.outage = l2->outage,
		.inhibited = link->inhibit,
		.waiting = mtp2_waiting(l2),
		.since_us = link->since_us,
		.level3 = level3_text[link->state],
		.level2 = l2->lsc == LSC_ALIGNMENT ? alignment_text[l2->iac] : level2_text[l2->lsc],
	};
	return 0;
}

int
mtp_linkset_view(const struct mtp *mtp, int linkset, struct mtp_linkset_view *view)
{
	if (linkset < 0 || (uint32_t)linkset >= mtp->n_sets)
		return -ENOENT;
	const struct linkset *set = &mtp->sets[linkset];

	*view = (struct mtp_linkset_view){
		.links = set->n_links,
		.restarting = set->state == SET_RESTARTING,
		.opc = set->opc,
		.apc = set->apc,
		.form = set->form,
	};
	for (unsigned i = 0; i < set->n_links; i++)
		view->available += mtp->links[set->links[i]].carrying;
	return 0;
}
