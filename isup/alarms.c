/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Alarms of No. 7 trunks, derived from the state (TRK-20).
 *
 * One alarm per link, link set and exchange; circuits are told by trunk group, with their number and the first CIC, so
 * that a far exchange that went silent is one line and not 4096.  Whether a message of ours waits too long is read off
 * its timers: when the short one has given up and only the long one repeats, the alarm stands (Q.764 2.9.6, Annex A).
 */
#include "isup/alarms.h"

#include "isup/exchange.h"
#include "isup/label.h"
#include "isup/mtp3.h"

#include "base/clock.h"

#include <stdio.h>

/* ---- links ---- */

static void
look_at_link(
    const struct mtp_link_view *v, unsigned index, const char *set, struct alarm_board *board)
{
	char name[TEXT_LABEL], detail[TEXT_NAME];

	snprintf(name, sizeof(name), "link %u", index);
	snprintf(detail, sizeof(detail), "%s SLC %d, %s", set, v->slc, v->alarm ? "line alarm" : v->level2);
	if (v->active && !v->available && !v->outage && !v->inhibited)
		alarm_stands(board, ALARM_LINK_DOWN, index, name, detail);
	snprintf(detail, sizeof(detail), "%s SLC %d, %s", set, v->slc, v->outage & 1 ? "here" : "far end");
	if (v->outage)
		alarm_stands(board, ALARM_LINK_OUTAGE, index, name, detail);
	snprintf(detail, sizeof(detail), "%s SLC %d, by %s", set, v->slc, v->inhibited & 1 ? "us" : "the far end");
	if (v->inhibited)
		alarm_stands(board, ALARM_LINK_INHIBITED, index, name, detail);
}

static void
look_at_links(struct isup *isup, const struct site *site, struct alarm_board *board)
{
	const struct mtp *mtp = isup_mtp(isup);
	struct mtp_linkset_view set;
	struct mtp_link_view link;

	for (unsigned i = 0; mtp_link_view(mtp, i, &link) == 0; i++)
		look_at_link(&link, i, site->linksets[link.linkset].name, board);
	for (int i = 0; mtp_linkset_view(mtp, i, &set) == 0; i++)
		if (set.links && !set.available)
			alarm_stands(board, ALARM_LINKSET_DOWN, (uint32_t)i, site->linksets[i].name, "");
}

/* ---- exchanges ---- */

static void
look_at_exchange(const struct remote *r, unsigned index, const struct site *site, struct alarm_board *board)
{
	char pc[PC_TEXT], name[TEXT_LABEL];

	snprintf(name, sizeof(name), "exchange %s", label_pc_print(site->linksets[r->linkset].label, r->pc, pc));
	if (!r->reachable)
		alarm_stands(board, ALARM_DEST_DOWN, index, name, site->linksets[r->linkset].name);
	else if (r->user_away)
		alarm_stands(board, ALARM_DEST_USER, index, name, "");
	if (r->congestion)
		alarm_stands(board, ALARM_DEST_CONGESTED, index, name, "");
}

/* ---- circuits, by trunk group ---- */

enum fault { STUCK, RESETS, BLOCKS, CHECKS, FAULTS };

static const enum alarm_id fault_alarm[FAULTS] = {
	[STUCK] = ALARM_CIRCUIT_STUCK,
	[RESETS] = ALARM_GROUP_STUCK,
	[BLOCKS] = ALARM_BLOCK_UNACKED,
	[CHECKS] = ALARM_CONTINUITY,
};

struct tally {
	unsigned n;
	uint16_t cic; /* of the first */
};

static void
add(struct tally *t, const struct circuit *c)
{
	if (t->n++ == 0)
		t->cic = c->cic;
}

/* A group message that starts at this circuit: its short timer has given up. */
static int
job_waits(struct isup *isup, const struct circuit *c, enum job_kind kind)
{
	const struct job *job = c->job[kind] ? job_at(isup, c->job[kind] - 1u) : NULL;

	return job && timer_due(isup_timers(isup), job_timer_id(isup, job, 0)) == TIME_NEVER;
}

static void
look_at_circuit(struct isup *isup, const struct circuit *c, struct tally faults[FAULTS])
{
	if (c->flags & CIRCUIT_ALARMED)
		add(&faults[STUCK], c);
	if (c->state == CIR_RECHECK || c->state == CIR_RETEST ||
	    (c->state == CIR_TESTING && (call_rest(isup, c)->flags & REST_FAILED)))
		add(&faults[CHECKS], c);
	if (!c->running[SLOT_BLOCK] && c->running[SLOT_BLOCK_LONG])
		add(&faults[BLOCKS], c);
	for (int kind = 0; kind < JOB_KINDS; kind++)
		if (job_waits(isup, c, (enum job_kind)kind))
			add(&faults[kind == JOB_RESET ? RESETS : BLOCKS], c);
}

static void
look_at_circuits(struct isup *isup, struct alarm_board *board)
{
	struct tally faults[ISUP_GROUPS][FAULTS] = { 0 };
	const struct exchange *x = isup_exchange(isup);
	char detail[TEXT_NAME];

	for (unsigned i = 0; i < x->n_circuits; i++)
		look_at_circuit(isup, circuit_at(isup, i), faults[circuit_at(isup, i)->group]);
	for (unsigned i = 0; i < x->n_groups; i++)
		for (int f = 0; f < FAULTS; f++) {
			const struct conf_group *conf = &group_at(isup, i)->conf;

			if (!faults[i][f].n)
				continue;
			snprintf(detail, sizeof(detail), "%u, the first CIC %u", faults[i][f].n, faults[i][f].cic);
			alarm_stands(board, fault_alarm[f], group_at(isup, i)->index, conf->name, detail);
		}
}

void
isup_alarms(const struct isup *isup, const struct site *site, struct alarm_board *board)
{
	struct isup *room = (struct isup *)(uintptr_t)isup; /* the accessors serve the core, which writes; here nothing is written */
	const struct exchange *x = isup_exchange(room);

	look_at_links(room, site, board);
	for (unsigned i = 0; i < x->n_remotes; i++)
		look_at_exchange(remote_at(room, i), i, site, board);
	look_at_circuits(room, board);
}
