/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * MTP level 3: the doors, and message handling (Q.704 2).
 *
 * Discrimination: network indicator, label form, destination; what is not for us is counted and dropped, we are no
 * transfer point.  Distribution: management (SI 0) and link tests (SI 1, in ANSI networks 2) by the table mtp3.def,
 * ISUP (SI 5) to the user part, anything else is answered by UPU.  Routing: the link set of the user part's choice, the
 * link of the SLS.
 *
 * Timer ids: LINK_TIMERS for each link, then SET_TIMERS for each link set, then one (T10) for each destination.
 */
#include "isup/mtp3_state.h"

#include "base/fsm.h"

#include <errno.h>
#include <string.h>

#define SI_ISUP           5
#define CONGESTED_AT      128 /* messages waiting on a link: half of its buffer */
#define CONGESTED_REPEATS 8   /* MTP-STATUS for one of so many messages (Q.704 11.2.3) */
#define UPU_UNEQUIPPED    1

static mtp3_handler *const handlers[MTP3_TYPES] = {
#define MTP3_MESSAGE(name, heading, body, handler, sentence) [MTP3_##name] = handler,
#include "isup/mtp3.def"
#undef MTP3_MESSAGE
};

/* ---- finding things ---- */

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

static void
arm(struct isup *isup, uint32_t id, int32_t ms)
{
	if (ms)
		timer_set(isup_timers(isup), id, isup->now_us + ms * US_PER_MS);
	else
		timer_clear(isup_timers(isup), id);
}

void
mtp3_link_timer(struct isup *isup, const struct link *link, enum link_timer timer, int32_t ms)
{
	arm(isup, link->l2.timer0 + timer, ms);
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

void
mtp3_set_timer(struct isup *isup, const struct linkset *set, enum set_timer timer, int32_t ms)
{
	const struct mtp *mtp = isup_mtp(isup);

	arm(isup, set_timers(mtp) + (uint32_t)mtp3_set_index(mtp, set) * SET_TIMERS + timer, ms);
}

void
mtp3_dest_timer(struct isup *isup, const struct dest *dest, int32_t ms)
{
	const struct mtp *mtp = isup_mtp(isup);

	arm(isup, dest_timers(mtp) + (uint32_t)(dest - mtp->dests), ms);
}

/* ---- set-up ---- */

size_t
mtp_size(const struct site *site)
{
	return sizeof(struct mtp) + (size_t)site->n_links * sizeof(struct link);
}

uint32_t
mtp_timer_count(const struct site *site)
{
	return (uint32_t)site->n_links * LINK_TIMERS + (uint32_t)site->n_linksets * SET_TIMERS + MTP3_DESTS;
}

static void
init_set(struct linkset *set, const struct conf_linkset *conf)
{
	set->form = (uint8_t)conf->label;
	set->ni = (uint8_t)conf->ni;
	set->t17_ms = conf->q704_t17_ms;
	set->t20_ms = conf->q704_t20_ms;
	set->t21_ms = conf->q704_t21_ms;
	set->q707_t1_ms = conf->q707_t1_ms;
	set->q707_t2_ms = conf->q707_t2_ms;
	text_copy(set->name, sizeof(set->name), conf->name);
	label_pc_parse(set->form, conf->opc, &set->opc);
	label_pc_parse(set->form, conf->apc, &set->apc);
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

static void
add_dest(struct mtp *mtp, int set, uint32_t pc)
{
	if (!mtp3_dest(mtp, set, pc) && mtp->n_dests < MTP3_DESTS)
		mtp->dests[mtp->n_dests++] = (struct dest){ .pc = pc, .set = (uint8_t)set };
}

void
mtp_init(struct isup *isup, const struct site *site)
{
	struct mtp *mtp = isup_mtp(isup);

	mtp->n_links = (uint32_t)site->n_links;
	mtp->n_sets = (uint32_t)site->n_linksets;
	for (int i = 0; i < site->n_linksets; i++) {
		init_set(&mtp->sets[i], &site->linksets[i]);
		add_dest(mtp, i, mtp->sets[i].apc);
	}
	for (int i = 0; i < site->n_links; i++)
		init_link(mtp, (unsigned)i, &site->links[i], site_linkset(site, site->links[i].linkset));
	for (int i = 0; i < site->n_linksets; i++)
		mtp3_share(&mtp->sets[i]);
	for (int i = 0; i < site->n_groups; i++) {
		int set = site_linkset(site, site->groups[i].linkset);
		uint32_t pc;

		if (set >= 0 && label_pc_parse(mtp->sets[set].form, site->groups[i].dpc, &pc) == 0)
			add_dest(mtp, set, pc);
	}
}

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

/* ---- from the line ---- */

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

void
mtp_timer(struct isup *isup, uint32_t id, struct core_out *out)
{
	struct mtp *mtp = isup_mtp(isup);

	if (id < set_timers(mtp))
		link_timer(isup, &mtp->links[id / LINK_TIMERS], id % LINK_TIMERS, out);
	else if (id < dest_timers(mtp))
		mtp3_restart_timer(
		    isup, &mtp->sets[(id - set_timers(mtp)) / SET_TIMERS], (id - set_timers(mtp)) % SET_TIMERS, out);
	else if (id - dest_timers(mtp) < mtp->n_dests)
		mtp3_route_timer(isup, &mtp->dests[id - dest_timers(mtp)], out);
}

/* ---- requests ---- */

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

static void
management(struct isup *isup, struct link *link, int is_test, const struct label *label, const uint8_t *body,
    size_t len, struct core_out *out)
{
	struct linkset *set = &isup_mtp(isup)->sets[link->set];
	struct mtp3_message m;

	if (mtp3_decode(set->form, is_test, label->sls, body, len, &m) < 0) {
		drop(link, ISUP_STAT_MTP3_BAD_MESSAGE, out);
		return;
	}
	if (label->opc != set->apc && m.type != MTP3_UPU && m.type != MTP3_TFC)
		drop(link, ISUP_STAT_MTP3_BAD_MESSAGE, out);
	else if (handlers[m.type])
		handlers[m.type](isup, set, link, &m, out);
}

static void
no_user(struct isup *isup, struct link *link, uint8_t si, const struct label *label, struct core_out *out)
{
	struct linkset *set = &isup_mtp(isup)->sets[link->set];
	struct mtp3_message m = { .type = MTP3_UPU,
		.slc = label->sls & 15,
		.number = (uint8_t)(UPU_UNEQUIPPED << 4 | si),
		.pc = set->opc,
		.to = label->opc };

	drop(link, ISUP_STAT_MTP3_NO_USER, out);
	mtp3_say(isup, set, &m, out);
}

void
mtp3_msu(struct isup *isup, unsigned index, const uint8_t *msu, size_t len, struct core_out *out)
{
	struct link *link = &isup_mtp(isup)->links[index];
	struct linkset *set = &isup_mtp(isup)->sets[link->set];
	struct label label;
	uint8_t si = msu[0] & 15;

	if (msu[0] >> 6 != set->ni) {
		drop(link, ISUP_STAT_MTP3_BAD_NI, out);
		return;
	}
	int size = label_decode(set->form, msu + 1, len - 1, &label);
	if (size < 0) {
		drop(link, ISUP_STAT_MTP3_BAD_LABEL, out);
		return;
	}
	if (label.dpc != set->opc) {
		drop(link, ISUP_STAT_MTP3_BAD_DPC, out);
		return;
	}
	const uint8_t *body = msu + 1 + size;
	size_t body_len = len - 1 - (size_t)size;
	if (si <= 2)
		management(isup, link, si != 0, &label, body, body_len, out);
	else if (si == SI_ISUP)
		isup_mtp_transfer(isup, link->set, label.opc, body, body_len, out);
	else
		no_user(isup, link, si, &label, out);
}

/* ---- sending ---- */

void
mtp3_say_over(struct isup *isup, struct link *link, const struct mtp3_message *m, struct core_out *out)
{
	uint8_t msu[MTP3_MESSAGE_MAX];
	size_t len = mtp3_encode(&isup_mtp(isup)->sets[link->set], m, msu);

	mtp2_send(isup, &link->l2, msu, len, out);
}

/* Over the link of SLS = SLC, or any other that works. */
void
mtp3_say(struct isup *isup, struct linkset *set, const struct mtp3_message *m, struct core_out *out)
{
	struct mtp *mtp = isup_mtp(isup);
	unsigned first = set->n_links ? m->slc % set->n_links : 0;

	for (unsigned i = 0; i < set->n_links; i++) {
		struct link *link = mtp3_set_link(mtp, set, (first + i) % set->n_links);

		if (link->state == LINK_AVAILABLE && !link->l2.outage) {
			mtp3_say_over(isup, link, m, out);
			return;
		}
	}
}

int
mtp3_reachable(struct isup *isup, int linkset, uint32_t dpc)
{
	struct mtp *mtp = isup_mtp(isup);

	if (linkset < 0 || (uint32_t)linkset >= mtp->n_sets)
		return 0;
	const struct dest *dest = mtp3_dest(mtp, linkset, dpc);
	return dest ? dest->announced : mtp->sets[linkset].state == SET_UP;
}

static void
watch_congestion(struct isup *isup, const struct link *link, int linkset, uint32_t dpc, struct core_out *out)
{
	unsigned waiting = mtp2_waiting(&link->l2);

	if (waiting >= CONGESTED_AT && waiting % CONGESTED_REPEATS == 0)
		isup_mtp_status(isup, linkset, dpc, ISUP_MTP_CONGESTED, 1, out);
}

int
mtp3_transfer(
    struct isup *isup, int linkset, uint32_t dpc, uint8_t sls, const uint8_t *user, size_t len, struct core_out *out)
{
	struct mtp *mtp = isup_mtp(isup);
	uint8_t msu[MTP2_MSU_MAX];

	if (linkset < 0 || (uint32_t)linkset >= mtp->n_sets)
		return -EINVAL;
	struct linkset *set = &mtp->sets[linkset];
	struct label label = {
		.dpc = dpc, .opc = set->opc, .sls = (uint8_t)(sls & ((1u << label_sls_bits(set->form)) - 1))
	};
	size_t head = 1 + label_size(set->form);

	if (len == 0 || head + len > MTP2_MSU_MAX)
		return -EMSGSIZE;
	uint8_t via = set->via[label.sls];
	if (!mtp3_reachable(isup, linkset, dpc) || via == MTP3_NO_LINK) {
		core_count(out, ISUP_STAT_MTP3_UNREACHABLE, (uint16_t)linkset, 1);
		return -ENETUNREACH;
	}
	msu[0] = (uint8_t)(set->ni << 6 | SI_ISUP);
	label_encode(set->form, msu + 1, &label);
	memcpy(msu + head, user, len);
	struct link *link = mtp3_set_link(mtp, set, via);
	int rc = mtp2_send(isup, &link->l2, msu, head + len, out);
	watch_congestion(isup, link, linkset, dpc, out);
	return rc;
}
