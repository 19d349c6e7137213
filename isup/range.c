/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Messages about a range of circuits from the far exchange (Q.764 2.8.2.2, 2.9.3.2): what it asks of us is done circuit
 * by circuit and acknowledged in one message; what acknowledges ours goes to range_job.c.
 */
#include "isup/exchange.h"

/* ---- received: requests ---- */

static struct circuit *
in_range(struct isup *isup, const struct remote *remote, const struct isup_msg *msg, unsigned i)
{
	return circuit_by_cic(isup, remote, msg->cic + i);
}

/* The circuits of the message that are in one of these states now. */
static struct isup_range
now_in(struct isup *isup, const struct remote *remote, const struct isup_msg *msg, const struct isup_range *range,
    uint64_t states)
{
	struct isup_range found = { .range = range->range };

	for (unsigned i = 0; i <= range->range; i++) {
		const struct circuit *c = in_range(isup, remote, msg, i);

		if (c && FSM_STATE(c->state) & states && (msg->type == ISUP_GRS || range_bit(range, i)))
			range_set(&found, i);
	}
	return found;
}

/*
 * What the message does to them.  Calls in set-up come last, when its answer is out: they move elsewhere, and must not
 * find a circuit that the same message takes away.
 */
static void
post_each(struct isup *isup, const struct remote *remote, const struct isup_msg *msg, const struct isup_range *range,
    uint64_t states, enum circuit_event event, struct core_out *out)
{
	struct isup_range found = now_in(isup, remote, msg, range, states);

	for (unsigned i = 0; i <= found.range; i++)
		if (range_bit(&found, i))
			circuit_post(isup, in_range(isup, remote, msg, i), event, out);
}

static void
grs_received(struct isup *isup, struct remote *remote, const struct isup_msg *msg, const struct isup_range *range,
    struct core_out *out)
{
	struct isup_range answer = { .range = range->range, .has_status = 1 };
	uint32_t hardware = 0;

	post_each(isup, remote, msg, range, ~FSM_STATE(CIR_SENT), EV_GRS, out);
	for (unsigned i = 0; i <= range->range; i++) {
		struct circuit *c = in_range(isup, remote, msg, i);

		if (!c)
			continue;
		c->blocked &= (uint8_t)~BLOCKED_BY_FAR;
		group_relist(isup, c);
		if (c->blocked & BLOCKED_MAINTENANCE)
			range_set(&answer, i);
		if (c->blocked & BLOCKED_HARDWARE)
			hardware |= UINT32_C(1) << i;
	}
	if (hardware) /* told before the GRA, so that the far exchange does not take them as free in between */
		job_start(isup, in_range(isup, remote, msg, 0), ISUP_CGB, JOB_HARDWARE, range->range, hardware, out);
	send_range(isup, remote, msg->cic, ISUP_GRA, 0, &answer, out);
	post_each(isup, remote, msg, range, FSM_STATE(CIR_SENT), EV_GRS, out);
}

static void
cgb_received(struct isup *isup, struct remote *remote, const struct isup_msg *msg, const struct isup_range *range,
    int hardware, struct core_out *out)
{
	struct isup_range answer = { .range = range->range, .has_status = 1 };
	uint8_t bit = hardware ? BLOCKED_THERE_HW : BLOCKED_THERE;

	for (unsigned i = 0; i <= range->range; i++) {
		struct circuit *c = range_bit(range, i) ? in_range(isup, remote, msg, i) : NULL;

		if (!c)
			continue;
		range_set(&answer, i);
		if (msg->type == ISUP_CGB)
			c->blocked |= bit;
		else
			c->blocked &= (uint8_t)~bit;
		group_relist(isup, c);
	}
	send_range(isup, remote, msg->cic, msg->type == ISUP_CGB ? ISUP_CGBA : ISUP_CGUA, hardware, &answer, out);
	if (msg->type != ISUP_CGB)
		return;
	if (hardware) {
		circuit_count(isup, in_range(isup, remote, msg, 0), ISUP_STAT_HARDWARE_BLOCKED, out);
		post_each(isup, remote, msg, range, ~UINT64_C(0), EV_HARDWARE_LOST, out);
	} else {
		post_each(isup, remote, msg, range, FSM_STATE(CIR_SENT), EV_BLO_IN_SETUP, out);
	}
}

/* ---- received ---- */

/* Range 0 is reserved, GRS and CQM are limited to 32 circuits, CGB and CGU to 32 set bits (Q.763 3.43). */
static int
range_is_legal(uint8_t type, const struct isup_range *range)
{
	unsigned bits = 0;

	for (size_t i = 0; i < sizeof(range->status); i++)
		bits += (unsigned)__builtin_popcount(range->status[i]);
	if (type == ISUP_CQM || type == ISUP_CQR)
		return range->range < RUN_MAX;
	if (range->range == 0)
		return 0;
	if (type == ISUP_GRS)
		return range->range < RUN_MAX;
	if (type == ISUP_GRA)
		return range->range < RUN_MAX && range->has_status;
	return range->has_status && bits <= RUN_MAX;
}

void
range_received(struct isup *isup, struct remote *remote, const struct isup_msg *msg, struct core_out *out)
{
	unsigned supervision = isup_octet(msg, PARAM_GROUP_TYPE, 0, 0) & 3;
	enum job_kind kind = supervision ? JOB_HARDWARE : JOB_MAINTENANCE;
	struct isup_range range;

	if (isup_range(msg, &range) || !range_is_legal(msg->type, &range) || supervision > 1) {
		core_count(out, ISUP_STAT_ISUP_BAD_FORMAT, remote->linkset, 1);
		return;
	}
	switch (msg->type) {
	case ISUP_GRS:
		grs_received(isup, remote, msg, &range, out);
		break;
	case ISUP_CGB:
	case ISUP_CGU:
		cgb_received(isup, remote, msg, &range, kind == JOB_HARDWARE, out);
		break;
	case ISUP_CQM:
		query_received(isup, remote, msg, &range, out);
		break;
	case ISUP_CQR:
		range_acknowledged(isup, remote, msg, &range, JOB_QUERY, out);
		break;
	case ISUP_GRA:
		range_acknowledged(isup, remote, msg, &range, JOB_RESET, out);
		break;
	default: /* CGBA, CGUA */
		range_acknowledged(isup, remote, msg, &range, kind, out);
		break;
	}
}
