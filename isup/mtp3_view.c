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

static const char *
route_text(const struct mtp *mtp, const struct route *route)
{
	static const char *const told[] = { "allowed", "restricted", "prohibited" };

	switch (mtp->sets[route->set].state) {
	case SET_DOWN:
		return "link set down";
	case SET_RESTARTING:
		return "restarting";
	default:
		return told[route->state];
	}
}

int
mtp_route_view(const struct mtp *mtp, unsigned n, struct mtp_route_view *view)
{
	const struct dest *dest = mtp->dests, *end = mtp->dests + mtp->n_dests;

	for (; dest != end && n >= dest->n_routes; dest++)
		n -= dest->n_routes;
	if (dest == end)
		return -ENOENT;
	const struct linkset *home = &mtp->sets[dest->home];
	const struct route *route = &dest->routes[n];

	*view = (struct mtp_route_view){
		.pc = dest->pc,
		.form = home->form,
		.linkset = route->set,
		.priority = route->priority,
		.state = route_text(mtp, route),
		.values = mtp3_sls_values(home),
		.reachable = dest->announced,
	};
	for (unsigned sls = 0; sls < view->values; sls++)
		view->carries += dest->via[sls] == route->set;
	return 0;
}
