/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Blocks of ours on many circuits at once (Q.764 2.8.2), and the commands of an operator about a range.
 *
 * Why a circuit is blocked is a set of bits; the far exchange is told when the set as a whole becomes full or empty, of
 * maintenance and hardware reasons apart: BLO or UBL for a single circuit and maintenance, CGB or CGU else.  About a
 * circuit that has not been reset yet nothing is said: when it has been, the far exchange is told anew.
 */
#include "isup/exchange.h"

/* ---- setting and lifting ---- */

static int
is_meant(struct isup *isup, const struct range_of *of, const struct circuit *c)
{
	return c && group_of(isup, c) == of->group && (!of->span || c->span == of->span) &&
	    (!of->standby || c->flags & CIRCUIT_STANDBY);
}

/* Does the far exchange have to be told? */
static int
mark(struct isup *isup, struct circuit *c, uint8_t bit, int block, int again)
{
	unsigned kind = bit & BLOCKED_HARDWARE ? BLOCKED_HARDWARE : BLOCKED_MAINTENANCE;
	int before = (c->blocked & kind) != 0;

	if (block)
		c->blocked |= bit;
	else
		c->blocked &= (uint8_t)~bit;
	group_relist(isup, c);
	int after = (c->blocked & kind) != 0;

	return c->state != CIR_DOWN && c->state != CIR_GROUP_RESETTING && after == block && (again || after != before);
}

static void
tell(struct isup *isup, struct circuit *first, uint32_t bits, int block, int hardware, struct core_out *out)
{
	const struct remote *remote = remote_of(isup, first);
	unsigned range = bits ? 31u - (unsigned)__builtin_clz(bits) : 0;

	if (!bits)
		return;
	if (!hardware && (bits & (bits - 1)) == 0) {
		blocking_tell(isup, circuit_by_cic(isup, remote, first->cic + range), out);
		return;
	}
	for (unsigned i = 0; !hardware && i <= range; i++)
		if (bits >> i & 1)
			blocking_done(isup, circuit_by_cic(isup, remote, first->cic + i));
	job_start(isup, first, block ? ISUP_CGB : ISUP_CGU, hardware ? JOB_HARDWARE : JOB_MAINTENANCE,
	    range ? range : 1, bits, out);
}

/* From the circuit `first` on as far as one message reaches. */
static void
block_chunk(struct isup *isup, const struct range_of *of, struct circuit *first, uint8_t bit, int block, int again,
    struct core_out *out)
{
	uint32_t bits = 0;

	for (unsigned i = 0; i < RUN_MAX && first->cic + i <= of->last; i++) {
		struct circuit *c = circuit_by_cic(isup, remote_of(isup, first), first->cic + i);

		if (is_meant(isup, of, c) && mark(isup, c, bit, block, again))
			bits |= UINT32_C(1) << i;
	}
	tell(isup, first, bits, block, (bit & BLOCKED_HARDWARE) != 0, out);
}

/* Calls end or move, once all that failed with their circuits is out of the way. */
static void
lose(struct isup *isup, const struct range_of *of, struct core_out *out)
{
	const struct remote *remote = remote_at(isup, of->group->remote);

	for (unsigned cic = of->cic; cic <= of->last && cic < remote->cics; cic++) {
		struct circuit *c = circuit_by_cic(isup, remote, cic);

		if (is_meant(isup, of, c))
			circuit_post(isup, c, EV_HARDWARE_LOST, out);
	}
}

void
range_block(struct isup *isup, const struct range_of *of, uint8_t bit, int block, int again, struct core_out *out)
{
	const struct remote *remote = remote_at(isup, of->group->remote);

	for (unsigned cic = of->cic; cic <= of->last && cic < remote->cics;) {
		struct circuit *c = circuit_by_cic(isup, remote, cic);

		if (is_meant(isup, of, c)) {
			block_chunk(isup, of, c, bit, block, again, out);
			cic += RUN_MAX;
		} else {
			cic++;
		}
	}
	if (block && bit & BLOCKED_HARDWARE)
		lose(isup, of, out);
}

void
range_tell_blocks(struct isup *isup, const struct remote *remote, unsigned cic, unsigned n, struct core_out *out)
{
	uint32_t maintenance = 0, hardware = 0;

	for (unsigned i = 0; i < n && i < RUN_MAX; i++) {
		const struct circuit *c = circuit_by_cic(isup, remote, cic + i);

		if (c && c->blocked & BLOCKED_MAINTENANCE)
			maintenance |= UINT32_C(1) << i;
		if (c && c->blocked & BLOCKED_HARDWARE)
			hardware |= UINT32_C(1) << i;
	}
	tell(isup, circuit_by_cic(isup, remote, cic), hardware, 1, 1, out);
	tell(isup, circuit_by_cic(isup, remote, cic), maintenance, 1, 0, out);
}

/* ---- an operator's commands ---- */

static void
reset_each(struct isup *isup, const struct group *g, const struct isup_ctl_circuits *what, struct core_out *out)
{
	for (unsigned cic = what->first_cic; cic <= what->last_cic; cic++) {
		struct circuit *c = circuit_by_cic(isup, remote_at(isup, g->remote), cic);

		if (c && group_of(isup, c) == g)
			circuit_post(isup, c, EV_RESET, out);
	}
}

void
range_command(struct isup *isup, const struct isup_ctl_circuits *what, uint16_t type, struct core_out *out)
{
	const struct exchange *x = isup_exchange(isup);
	unsigned index = what->group < ISUP_GROUPS ? x->group_of[what->group] : NO_INDEX;

	if (index == NO_INDEX || what->first_cic > what->last_cic ||
	    what->last_cic >= remote_at(isup, group_at(isup, index)->remote)->cics) {
		core_count(out, ISUP_STAT_ISUP_BAD_REQUEST, 0, 1);
		return;
	}
	const struct group *g = group_at(isup, index);
	struct range_of of = { .group = g, .cic = what->first_cic, .last = what->last_cic };

	switch (type) {
	case ISUP_CTL_BLOCK:
	case ISUP_CTL_UNBLOCK:
		range_block(isup, &of, what->hardware ? BLOCKED_HERE_HW : BLOCKED_HERE, type == ISUP_CTL_BLOCK, 1, out);
		break;
	case ISUP_CTL_RESET:
		reset_each(isup, g, what, out);
		break;
	case ISUP_CTL_GROUP_RESET:
		range_reset(isup, g, what->first_cic, what->last_cic, ~UINT64_C(0), out);
		break;
	case ISUP_CTL_QUERY:
		query_circuits(isup, g, what->first_cic, what->last_cic, out);
		break;
	}
}
