/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Level 3 from the configuration, and how its parts are found again.
 *
 * Link sets of the same label form, network indicator and own point code make up a network: a destination is one of it,
 * whichever link set its messages come and go by.  Routes of a destination: the direct one, the one its trunk group
 * names, and those of mtp_routes.
 *
 * Timer ids: LINK_TIMERS for each link, then SET_TIMERS for each link set, then DEST_TIMERS for each destination.
 */
#include "isup/mtp3_state.h"

#include <string.h>

/* ---- finding ---- */

struct link *
mtp3_set_link(struct mtp *mtp, const struct linkset *set, unsigned number)
{
	return &mtp->links[set->links[number]];
}

struct link *
mtp3_link_by_slc(struct mtp *mtp, const struct linkset *set, uint8_t slc)
{
	for (unsigned i = 0; i < set->n_links; i++)
		if (mtp3_set_link(mtp, set, i)->slc == slc)
			return mtp3_set_link(mtp, set, i);
	return NULL;
}

int
mtp3_set_index(const struct mtp *mtp, const struct linkset *set)
{
	return (int)(set - mtp->sets);
}

struct linkset *
mtp3_set_to(struct mtp *mtp, unsigned net, uint32_t apc)
{
	for (uint32_t i = net; i < mtp->n_sets; i++)
		if (mtp->sets[i].net == net && mtp->sets[i].apc == apc)
			return &mtp->sets[i];
	return NULL;
}

unsigned
mtp3_net_of(const struct mtp *mtp, const struct dest *dest)
{
	return mtp->sets[dest->home].net;
}

struct dest *
mtp3_dest(struct mtp *mtp, unsigned net, uint32_t pc)
{
	for (uint32_t i = 0; i < mtp->n_dests; i++)
		if (mtp->dests[i].pc == pc && mtp3_net_of(mtp, &mtp->dests[i]) == net)
			return &mtp->dests[i];
	return NULL;
}

struct route *
mtp3_route_by(const struct mtp *mtp, struct dest *dest, const struct linkset *set)
{
	for (unsigned i = 0; i < dest->n_routes; i++)
		if (dest->routes[i].set == mtp3_set_index(mtp, set))
			return &dest->routes[i];
	return NULL;
}

/* ---- timers ---- */

static void
arm(struct isup *isup, uint32_t id, int32_t ms)
{
	if (ms)
		timer_set(isup_timers(isup), id, isup->now_us + ms * US_PER_MS);
	else
		timer_clear(isup_timers(isup), id);
}

static uint32_t
set_timers(const struct mtp *mtp)
{
	return mtp->n_links * LINK_TIMERS;
}

static uint32_t
dest_timers(const struct mtp *mtp)
{
	return set_timers(mtp) + mtp->n_sets * SET_TIMERS;
}

static uint32_t
set_timer_id(const struct mtp *mtp, const struct linkset *set, enum set_timer timer)
{
	return set_timers(mtp) + (uint32_t)mtp3_set_index(mtp, set) * SET_TIMERS + timer;
}

void
mtp3_link_timer(struct isup *isup, const struct link *link, enum link_timer timer, int32_t ms)
{
	arm(isup, link->l2.timer0 + timer, ms);
}

void
mtp3_set_timer(struct isup *isup, const struct linkset *set, enum set_timer timer, int32_t ms)
{
	arm(isup, set_timer_id(isup_mtp(isup), set, timer), ms);
}

int
mtp3_set_timer_runs(struct isup *isup, const struct linkset *set, enum set_timer timer)
{
	return timer_due(isup_timers(isup), set_timer_id(isup_mtp(isup), set, timer)) != TIME_NEVER;
}

void
mtp3_dest_timer(struct isup *isup, const struct dest *dest, unsigned timer, int32_t ms)
{
	const struct mtp *mtp = isup_mtp(isup);

	arm(isup, dest_timers(mtp) + (uint32_t)(dest - mtp->dests) * DEST_TIMERS + timer, ms);
}

static void
link_timer(struct isup *isup, struct link *link, uint32_t timer, struct core_out *out)
{
	switch (timer) {
	case LINK_T_TEST:
	case LINK_T_PAUSE:
		mtp3_test_timer(isup, link, timer, out);
		break;
	case LINK_T_T17:
		mtp3_link_event(isup, link, LINK_T17, out);
		break;
	case LINK_T_CHANGE:
		mtp3_change_timer(isup, link, out);
		break;
	case LINK_T_BACK:
		mtp3_back_timer(isup, link, out);
		break;
	case LINK_T_INHIBIT:
	case LINK_T_T22:
	case LINK_T_T23:
		mtp3_inhibit_timer(isup, link, timer, out);
		break;
	default:
		mtp2_timer(isup, &link->l2, timer, out);
		break;
	}
}

static void
dest_timer(struct isup *isup, struct dest *dest, uint32_t timer, struct core_out *out)
{
	switch (timer) {
	case DEST_T_DIVERT:
		mtp3_divert_timer(isup, dest, out);
		break;
	case DEST_T_CONGESTION:
		mtp3_congestion_timer(isup, dest, out);
		break;
	default:
		mtp3_t10(isup, dest, timer - DEST_T_T10, out);
		break;
	}
}

void
mtp_timer(struct isup *isup, uint32_t id, struct core_out *out)
{
	struct mtp *mtp = isup_mtp(isup);

	if (id < set_timers(mtp)) {
		link_timer(isup, &mtp->links[id / LINK_TIMERS], id % LINK_TIMERS, out);
		return;
	}
	if (id < dest_timers(mtp)) {
		id -= set_timers(mtp);
		mtp3_restart_timer(isup, &mtp->sets[id / SET_TIMERS], id % SET_TIMERS, out);
		return;
	}
	id -= dest_timers(mtp);
	if (id / DEST_TIMERS < mtp->n_dests)
		dest_timer(isup, &mtp->dests[id / DEST_TIMERS], id % DEST_TIMERS, out);
}

/* ---- from the configuration ---- */

size_t
mtp_size(const struct site *site)
{
	return sizeof(struct mtp) + (size_t)site->n_links * sizeof(struct link);
}

uint32_t
mtp_timer_count(const struct site *site)
{
	return (uint32_t)site->n_links * LINK_TIMERS + (uint32_t)site->n_linksets * SET_TIMERS +
	    MTP3_DESTS * DEST_TIMERS;
}

static uint8_t
net_of(const struct mtp *mtp, const struct linkset *set)
{
	const struct linkset *other = mtp->sets;

	while (other->form != set->form || other->ni != set->ni || other->opc != set->opc)
		other++;
	return (uint8_t)(other - mtp->sets);
}

static void
init_set(const struct mtp *mtp, struct linkset *set, const struct conf_linkset *conf)
{
	const int32_t ms[MTP3_TIME_COUNT] = {
#define X(id, key) conf->key,
		MTP3_TIMES(X)
#undef X
	};

	memcpy(set->ms, ms, sizeof(set->ms));
	set->form = (uint8_t)conf->label;
	set->ni = (uint8_t)conf->ni;
	set->sls_bits = (uint8_t)label_sls_bits(set->form);
	if (conf->sls_bits && conf->sls_bits < set->sls_bits)
		set->sls_bits = (uint8_t)conf->sls_bits;
	set->levels = conf->congestion ? MTP3_LEVELS : 1;
	set->congested_at[0] = (uint16_t)conf->congestion_1;
	set->congested_at[1] = (uint16_t)conf->congestion_2;
	set->congested_at[2] = (uint16_t)conf->congestion_3;
	text_copy(set->name, sizeof(set->name), conf->name);
	label_pc_parse(set->form, conf->opc, &set->opc);
	label_pc_parse(set->form, conf->apc, &set->apc);
	set->net = net_of(mtp, set);
}

static void
init_link(struct mtp *mtp, unsigned index, const struct conf_link *conf, int set_index)
{
	struct link *link = &mtp->links[index];
	struct linkset *set = &mtp->sets[set_index];
	unsigned at = set->n_links++;

	mtp2_init(&link->l2, index, conf, set->form == LABEL_ITU14 ? 14 : 24, index * LINK_TIMERS);
	link->index = (uint16_t)index;
	link->set = (uint8_t)set_index;
	link->slc = (uint8_t)conf->slc;
	link->emergency = conf->proving != 0;
	for (; at > 0 && mtp3_set_link(mtp, set, at - 1)->slc > link->slc; at--)
		set->links[at] = set->links[at - 1];
	set->links[at] = link->index;
}

/* A way to a destination; known by the first link set that was named for it. */
static void
add_route(struct mtp *mtp, int set_index, uint32_t pc, int priority)
{
	const struct linkset *set = &mtp->sets[set_index];
	struct dest *dest = mtp3_dest(mtp, set->net, pc);

	if (!dest) {
		if (mtp->n_dests == MTP3_DESTS)
			return;
		dest = &mtp->dests[mtp->n_dests++];
		dest->pc = pc;
		dest->home = (uint8_t)set_index;
		memset(dest->via, MTP3_NO_SET, sizeof(dest->via));
		memset(dest->next, MTP3_NO_SET, sizeof(dest->next));
	}
	struct route *route = mtp3_route_by(mtp, dest, set);
	if (!route && dest->n_routes < MTP3_ROUTES)
		route = &dest->routes[dest->n_routes++];
	if (route)
		*route = (struct route){ .set = (uint8_t)set_index, .priority = (uint8_t)priority };
}

/* What a trunk group calls its exchange, or the adjacent point. */
static uint32_t
code_or_adjacent(const struct linkset *set, const char *text)
{
	uint32_t pc = set->apc;

	label_pc_parse(set->form, text, &pc);
	return pc;
}

void
mtp_init(struct isup *isup, const struct site *site)
{
	struct mtp *mtp = isup_mtp(isup);
	int set;

	mtp->n_links = (uint32_t)site->n_links;
	mtp->n_sets = (uint32_t)site->n_linksets;
	for (int i = 0; i < site->n_linksets; i++)
		init_set(mtp, &mtp->sets[i], &site->linksets[i]);
	for (int i = 0; i < site->n_links; i++)
		init_link(mtp, (unsigned)i, &site->links[i], site_linkset(site, site->links[i].linkset));
	for (int i = 0; i < site->n_groups; i++)
		if ((set = site_linkset(site, site->groups[i].linkset)) >= 0)
			add_route(mtp, set, code_or_adjacent(&mtp->sets[set], site->groups[i].dpc), 1);
	for (int i = 0; i < site->n_linksets; i++) {
		mtp3_share(&mtp->sets[i]);
		add_route(mtp, i, mtp->sets[i].apc, 1);
	}
	for (int i = 0; i < site->n_mtp_routes; i++)
		if ((set = site_linkset(site, site->mtp_routes[i].linkset)) >= 0)
			add_route(mtp, set, code_or_adjacent(&mtp->sets[set], site->mtp_routes[i].dpc),
			    site->mtp_routes[i].priority);
}
