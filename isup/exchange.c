/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The circuits half of the arena: made from the configuration, found by index, and the doors core.c uses.
 *
 * Layout: struct exchange | remotes | groups | circuits | jobs | keys of free circuits, by group | rests of calls |
 * number rules | one table from CIC to circuit per remote.
 * Timers: five slots of every circuit, two of every job, three of every remote, in this order.
 */
#include "isup/exchange.h"
#include "isup/label.h"

#include "base/log.h"

#include <string.h>

#define SLOTS_A_PCM 32 /* CIC = PCM number * 32 + timeslot, Q.763 1.2 */
#define TABLES      7  /* behind struct exchange, before the tables by CIC */

struct plan { /* sizes a configuration needs */
	unsigned circuits, groups, remotes, jobs, cics, rules;
};

/* ---- what the configuration says ---- */

static int
carries_signalling(const struct site *site, int span, int slot)
{
	for (int i = 0; i < site->n_links; i++)
		if (site->links[i].span == span && site->links[i].slot == slot)
			return 1;
	return 0;
}

static int
remote_pc(const struct site *site, const struct conf_group *conf, int linkset, uint32_t *pc)
{
	const struct conf_linkset *set = &site->linksets[linkset];

	return label_pc_parse(set->label, conf->dpc[0] ? conf->dpc : set->apc, pc);
}

/* The link set of an ISUP group that can be used, or -1. */
static int
usable_linkset(const struct site *site, const struct conf_group *conf)
{
	int linkset = conf->kind == GROUP_ISUP ? site_linkset(site, conf->linkset) : -1;
	uint32_t pc;

	return linkset >= 0 && remote_pc(site, conf, linkset, &pc) == 0 ? linkset : -1;
}

static int
usable_run(const struct site *site, const struct conf_circuits *run)
{
	int group = site_group(site, run->group);

	return group >= 0 && group < ISUP_GROUPS && usable_linkset(site, &site->groups[group]) >= 0;
}

static unsigned
run_slots(const struct conf_circuits *run)
{
	return run->last_slot < run->first_slot ? 0 : (unsigned)(run->last_slot - run->first_slot + 1);
}

static struct plan
plan_for(const struct site *site)
{
	struct plan plan = { 0 };

	for (int i = 0; i < site->n_groups && i < ISUP_GROUPS; i++) {
		int linkset = usable_linkset(site, &site->groups[i]);

		if (linkset < 0)
			continue;
		plan.groups++;
		plan.remotes++; /* at most: groups to one exchange share it */
		plan.cics += 1u << label_cic_bits(site->linksets[linkset].label);
	}
	for (int i = 0; i < site->n_circuits; i++)
		if (usable_run(site, &site->circuits[i]))
			plan.circuits += run_slots(&site->circuits[i]);
	plan.jobs = plan.circuits + JOB_KINDS;
	plan.rules = (unsigned)site->n_number_rules;
	return plan;
}

static size_t
tables_at(const struct plan *plan, uint32_t at[TABLES])
{
	size_t size = isup_aligned(sizeof(struct exchange));

	at[0] = (uint32_t)size;
	size += isup_aligned(plan->remotes * sizeof(struct remote));
	at[1] = (uint32_t)size;
	size += isup_aligned(plan->groups * sizeof(struct group));
	at[2] = (uint32_t)size;
	size += isup_aligned(plan->circuits * sizeof(struct circuit));
	at[3] = (uint32_t)size;
	size += isup_aligned(plan->jobs * sizeof(struct job));
	at[4] = (uint32_t)size;
	size += isup_aligned(plan->circuits * sizeof(uint64_t));
	at[5] = (uint32_t)size;
	size += isup_aligned(plan->circuits * sizeof(struct call_rest));
	at[6] = (uint32_t)size;
	return size + isup_aligned(plan->rules * sizeof(struct number_rule));
}

size_t
exchange_size(const struct site *site)
{
	struct plan plan = plan_for(site);
	uint32_t at[TABLES];

	return tables_at(&plan, at) + plan.cics * sizeof(uint16_t);
}

uint32_t
exchange_timer_count(const struct site *site)
{
	struct plan plan = plan_for(site);

	return plan.circuits * CIRCUIT_SLOTS + plan.jobs * 2 + plan.remotes * REMOTE_TIMERS;
}

/* ---- making it ---- */

static uint16_t *
cic_table(struct isup *isup, const struct remote *remote)
{
	return (uint16_t *)(void *)((char *)isup_exchange(isup) + remote->index_at);
}

static unsigned
add_remote(struct isup *isup, const struct site *site, const struct conf_group *conf, int linkset, uint32_t pc,
    uint32_t *index_at)
{
	struct exchange *x = isup_exchange(isup);
	const struct conf_linkset *set = &site->linksets[linkset];
	const struct remote *known = remote_by_pc(isup, linkset, pc);
	uint32_t own = 0;

	if (known)
		return (unsigned)(known - remote_at(isup, 0));
	struct remote *remote = remote_at(isup, x->n_remotes);
	if (label_pc_parse(set->label, set->opc, &own))
		own = 0;
	*remote = (struct remote){ .pc = pc,
		.index_at = *index_at,
		.cics = (uint16_t)(1u << label_cic_bits(set->label)),
		.next = x->first_remote[linkset],
		.linkset = (uint8_t)linkset,
		.t4_ms = conf->t4_ms,
		.t29_ms = conf->t29_ms,
		.t30_ms = conf->t30_ms,
		.label_len = (uint8_t)label_size(set->label),
		.we_control_even = own > pc };
	*index_at += remote->cics * (uint32_t)sizeof(uint16_t);
	x->first_remote[linkset] = x->n_remotes;
	return x->n_remotes++;
}

static void
add_group(struct isup *isup, const struct site *site, int conf_index, uint32_t *index_at)
{
	struct exchange *x = isup_exchange(isup);
	const struct conf_group *conf = &site->groups[conf_index];
	int linkset = usable_linkset(site, conf);
	uint32_t pc;

	x->group_of[conf_index] = NO_INDEX;
	if (linkset < 0 || remote_pc(site, conf, linkset, &pc))
		return;
	struct group *g = group_at(isup, x->n_groups);
	g->conf = *conf;
	g->index = (uint16_t)conf_index;
	g->inbound = (uint16_t)conf->inbound;
	g->outbound = (uint16_t)conf->outbound;
	g->remote = (uint16_t)add_remote(isup, site, conf, linkset, pc, index_at);
	x->group_of[conf_index] = x->n_groups++;
}

static void
add_circuit(struct isup *isup, unsigned group, const struct conf_circuits *run, int slot)
{
	unsigned cic = (unsigned)(run->pcm * SLOTS_A_PCM + slot);
	struct exchange *x = isup_exchange(isup);
	struct group *g = group_at(isup, group);
	struct remote *remote = remote_at(isup, g->remote);

	if (cic >= remote->cics || cic_table(isup, remote)[cic]) /* two circuits cannot share a CIC: the first stays */
		return;
	struct circuit *c = circuit_at(isup, x->n_circuits++);
	*c = (struct circuit){ .state = CIR_DOWN,
		.group = (uint16_t)group,
		.cic = (uint16_t)cic,
		.span = (uint16_t)run->span,
		.slot = (uint16_t)slot,
		.generation = 1 };
	if ((cic % 2 == 0) == remote->we_control_even)
		c->flags |= CIRCUIT_CONTROLLED;
	if (run->standby) {
		c->flags |= CIRCUIT_STANDBY;
		c->blocked = BLOCKED_STANDBY;
	}
	cic_table(isup, remote)[cic] = (uint16_t)x->n_circuits;
	g->circuits++;
}

static void
add_run(struct isup *isup, const struct site *site, const struct conf_circuits *run)
{
	if (!usable_run(site, run))
		return;
	unsigned group = isup_exchange(isup)->group_of[site_group(site, run->group)];

	for (int slot = run->first_slot; slot <= run->last_slot; slot++)
		if (!carries_signalling(site, run->span, slot))
			add_circuit(isup, group, run, slot);
}

/* Room for the keys of all circuits that a group may have. */
static void
place_keys(struct isup *isup, const struct site *site, uint32_t keys_at)
{
	const struct exchange *x = isup_exchange(isup);

	for (unsigned g = 0; g < x->n_groups; g++) {
		group_at(isup, g)->keys_at = keys_at;
		for (int i = 0; i < site->n_circuits; i++)
			if (strcmp(site->circuits[i].group, group_at(isup, g)->conf.name) == 0)
				keys_at += run_slots(&site->circuits[i]) * (uint32_t)sizeof(uint64_t);
	}
}

void
exchange_init(struct isup *isup, const struct site *site)
{
	struct exchange *x = isup_exchange(isup);
	struct plan plan = plan_for(site);
	uint32_t at[TABLES], index_at = (uint32_t)tables_at(&plan, at);

	x->remotes_at = at[0];
	x->groups_at = at[1];
	x->circuits_at = at[2];
	x->jobs_at = at[3];
	x->rests_at = at[5];
	x->rules_at = at[6];
	for (int i = 0; i < ISUP_LINKSETS; i++)
		x->first_remote[i] = NO_INDEX;
	for (int i = 0; i < ISUP_GROUPS; i++)
		x->group_of[i] = NO_INDEX;
	for (int i = 0; i < site->n_groups && i < ISUP_GROUPS; i++)
		add_group(isup, site, i, &index_at);
	place_keys(isup, site, at[4]);
	for (int i = 0; i < site->n_circuits; i++)
		add_run(isup, site, &site->circuits[i]);
	overload_init(x, site);
	x->luck = isup->seed ? isup->seed : 1;
	rules_init(isup, site);
	category_init(x, site);
	x->n_jobs = plan.jobs;
	for (unsigned i = plan.jobs; i-- > 0; x->free_job = (uint16_t)(i + 1))
		job_at(isup, i)->next = x->free_job;
}

/* ---- finding ---- */

struct circuit *
circuit_by_cic(struct isup *isup, const struct remote *remote, unsigned cic)
{
	unsigned link = cic < remote->cics ? cic_table(isup, remote)[cic] : 0;

	return link ? circuit_at(isup, link - 1) : NULL;
}

struct remote *
remote_by_pc(struct isup *isup, int linkset, uint32_t pc)
{
	const struct exchange *x = isup_exchange(isup);

	if (linkset < 0 || linkset >= ISUP_LINKSETS)
		return NULL;
	for (unsigned i = x->first_remote[linkset]; i != NO_INDEX; i = remote_at(isup, i)->next)
		if (remote_at(isup, i)->pc == pc)
			return remote_at(isup, i);
	return NULL;
}

/* ---- timers ---- */

static uint32_t
jobs_base(const struct exchange *x)
{
	return x->n_circuits * CIRCUIT_SLOTS;
}

static uint32_t
remotes_base(const struct exchange *x)
{
	return jobs_base(x) + x->n_jobs * 2;
}

uint32_t
circuit_timer_id(struct isup *isup, const struct circuit *c, unsigned slot)
{
	return isup->mtp_timers + circuit_index(isup, c) * CIRCUIT_SLOTS + slot;
}

uint32_t
job_timer_id(struct isup *isup, const struct job *job, int is_long)
{
	return isup->mtp_timers + jobs_base(isup_exchange(isup)) + (uint32_t)(job - job_at(isup, 0)) * 2 +
	    (is_long ? 1 : 0);
}

uint32_t
remote_timer_id(struct isup *isup, const struct remote *remote, enum remote_timer which)
{
	return isup->mtp_timers + remotes_base(isup_exchange(isup)) +
	    (uint32_t)(remote - remote_at(isup, 0)) * REMOTE_TIMERS + which;
}

void
exchange_timer(struct isup *isup, uint32_t id, struct core_out *out)
{
	const struct exchange *x = isup_exchange(isup);

	if (id < jobs_base(x))
		circuit_timer(isup, circuit_at(isup, id / CIRCUIT_SLOTS), (enum circuit_slot)(id % CIRCUIT_SLOTS), out);
	else if (id < remotes_base(x))
		job_timer(isup, job_at(isup, (id - jobs_base(x)) / 2), (id - jobs_base(x)) % 2 != 0, out);
	else if (id < remotes_base(x) + x->n_remotes * (uint32_t)REMOTE_TIMERS)
		remote_timer(isup, remote_at(isup, (id - remotes_base(x)) / REMOTE_TIMERS),
		    (enum remote_timer)((id - remotes_base(x)) % REMOTE_TIMERS), out);
}

/* ---- the doors ---- */

void
exchange_started(struct isup *isup, int resumed, struct core_out *out)
{
	line_hello(isup, !resumed, out);
}

static void
split(struct isup *isup, const struct isup_ctl_split *what, struct core_out *out)
{
	const struct exchange *x = isup_exchange(isup);
	unsigned index = what->group < ISUP_GROUPS ? x->group_of[what->group] : NO_INDEX;

	if (index == NO_INDEX) {
		core_count(out, ISUP_STAT_ISUP_BAD_REQUEST, 0, 1);
		return;
	}
	struct group *g = group_at(isup, index);
	g->inbound = what->inbound;
	g->outbound = what->outbound;
	core_log(out, LOG_NOTE, "group %s: split is %u in, %u out", g->conf.name, what->inbound, what->outbound);
}

static void
check_continuity(struct isup *isup, const struct isup_ctl_circuits *what, struct core_out *out)
{
	const struct exchange *x = isup_exchange(isup);
	unsigned index = what->group < ISUP_GROUPS ? x->group_of[what->group] : NO_INDEX;

	if (index == NO_INDEX) {
		core_count(out, ISUP_STAT_ISUP_BAD_REQUEST, 0, 1);
		return;
	}
	for (unsigned i = 0; i < x->n_circuits; i++) {
		struct circuit *c = circuit_at(isup, i);

		if (c->group == index && c->state == CIR_IDLE && c->cic >= what->first_cic && c->cic <= what->last_cic)
			circuit_post(isup, c, EV_CHECK, out);
	}
}

void
exchange_ctl(struct isup *isup, uint16_t type, const void *data, uint32_t len, struct core_out *out)
{
	struct isup_ctl_circuits circuits;
	struct isup_ctl_split new_split;

	if (type == ISUP_CTL_SPLIT && len >= sizeof(new_split)) {
		memcpy(&new_split, data, sizeof(new_split));
		split(isup, &new_split, out);
	} else if (type == ISUP_CTL_CHECK && len >= sizeof(circuits)) {
		memcpy(&circuits, data, sizeof(circuits));
		check_continuity(isup, &circuits, out);
	} else if (((type >= ISUP_CTL_BLOCK && type <= ISUP_CTL_GROUP_RESET) || type == ISUP_CTL_QUERY) &&
	    len >= sizeof(circuits)) {
		memcpy(&circuits, data, sizeof(circuits));
		range_command(isup, &circuits, type, out);
	} else {
		core_count(out, ISUP_STAT_ISUP_BAD_REQUEST, 0, 1);
	}
}
