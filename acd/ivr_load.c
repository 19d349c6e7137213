/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Flows in force (IVR-11): loaded as inputs, each in a slot.  A flow that was replaced keeps its slot until its last call has
 * left.
 */
#include "acd/ivr.h"

#include "base/log.h"

#include <string.h>

static void
free_if_left(struct flow_slot *slot)
{
	if (slot->retired && !slot->users)
		memset(slot, 0, sizeof(*slot));
}

void
ivr_stop(struct acd *a, struct session *s)
{
	if (s->ivr.flow == NONE)
		return;
	struct flow_slot *slot = &acd_flows(a)[s->ivr.flow];

	s->ivr.flow = NONE;
	slot->users--;
	free_if_left(slot);
}

static int
free_slot(const struct acd *a)
{
	for (int i = 0; i < ACD_FLOWS; i++)
		if (!acd_flows(a)[i].used)
			return i;
	return -1;
}

/* The flow of this name that new calls get, or NULL. */
static struct flow_slot *
in_force(const struct acd *a, const char *name)
{
	for (int i = 0; i < ACD_FLOWS; i++) {
		struct flow_slot *slot = &acd_flows(a)[i];

		if (slot->used && !slot->retired && strcmp(slot->flow.name, name) == 0)
			return slot;
	}
	return NULL;
}

void
ivr_load(struct acd *a, const void *data, uint32_t len, struct core_out *out)
{
	const struct flow *flow = data;

	if (!flow_valid(data, len)) {
		acd_count(out, STAT_BAD_INPUT);
		return;
	}
	struct flow_slot *old = in_force(a, flow->name);

	if (old && old->flow.version == flow->version)
		return;
	int at = free_slot(a);

	if (at < 0) {
		acd_count(out, STAT_TABLE_FULL);
		core_log(out, LOG_WARN, "flow %s: no room, its calls go on with the old one", flow->name);
		return;
	}
	struct flow_slot *slot = &acd_flows(a)[at];

	slot->used = 1;
	memcpy(&slot->flow, flow, flow_size(flow));
	if (old) {
		old->retired = 1;
		free_if_left(old);
	}
	for (int i = 0; i < a->n_services; i++)
		if (strcmp(a->services[i].flow, flow->name) == 0)
			a->services[i].loaded = (uint16_t)at;
	acd_count(out, STAT_FLOWS);
}
