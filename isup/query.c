/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Circuit query (Q.764 2.8.3): CQM asks what the other end thinks of a run of circuits, CQR says it, an octet for each
 * (Q.763 3.14): FE hardware and BA maintenance blocking, 01 by the one who speaks, 10 by the other, 11 both; DC call, 01
 * incoming, 10 outgoing, 11 idle, 00 none of these: BA then is 00 transient or 11 unequipped.
 *
 * Where the ends differ, ours does what makes them agree: it takes their word on their blocks, repeats its own, and
 * resets the circuit if one end has a call and the other has not.  What changed since the CQM went out, or is just
 * changing, is left alone.
 */
#include "isup/exchange.h"

#include "base/log.h"

#define TRANSIENT  0x00u
#define UNEQUIPPED 0x03u
#define CALL(s)    ((s) >> 2 & 3u)
#define BY_THEM    1u /* in an indicator of theirs */
#define BY_US      2u

enum { CALL_NONE, CALL_IN, CALL_OUT, CALL_IDLE };

/* ---- what we think ---- */

static int
is_transient(const struct circuit *c)
{
	return c->state != CIR_IDLE && !circuit_has_call(c);
}

static uint8_t
indicator_of(const struct circuit *c)
{
	unsigned maintenance, hardware, call;

	if (!c || c->state == CIR_UNEQUIPPED)
		return UNEQUIPPED;
	if (is_transient(c))
		return TRANSIENT;
	maintenance = (c->blocked & BLOCKED_MAINTENANCE ? 1 : 0) | (c->blocked & BLOCKED_THERE ? 2 : 0);
	hardware = (c->blocked & BLOCKED_HARDWARE ? 1 : 0) | (c->blocked & BLOCKED_THERE_HW ? 2 : 0);
	call = c->way == WAY_IN ? CALL_IN : c->way == WAY_OUT ? CALL_OUT : CALL_IDLE;
	return (uint8_t)(hardware << 4 | call << 2 | maintenance);
}

void
query_received(struct isup *isup, struct remote *remote, const struct isup_msg *msg, const struct isup_range *range,
    struct core_out *out)
{
	uint8_t asked = (uint8_t)range->range, indicators[RUN_MAX];
	struct isup_value values[] = {
		{ .code = PARAM_RANGE, .len = 1, .octets = &asked },
		{ .code = PARAM_CIRCUIT_STATE, .len = (uint8_t)(range->range + 1), .octets = indicators },
	};

	for (unsigned i = 0; i <= range->range; i++)
		indicators[i] = indicator_of(circuit_by_cic(isup, remote, msg->cic + i));
	send_message(isup, remote, msg->cic, ISUP_CQR, values, 2, out);
}

/* ---- what they think, and what follows ---- */

static void
take_their_blocks(struct isup *isup, struct circuit *c, uint8_t theirs)
{
	c->blocked &= (uint8_t)~BLOCKED_BY_FAR;
	if (theirs & BY_THEM)
		c->blocked |= BLOCKED_THERE;
	if (theirs >> 4 & BY_THEM)
		c->blocked |= BLOCKED_THERE_HW;
	group_relist(isup, c);
}

static int
repeat_our_blocks(struct isup *isup, struct circuit *c, uint8_t theirs, struct core_out *out)
{
	int maintenance = (c->blocked & BLOCKED_MAINTENANCE) != 0, hardware = (c->blocked & BLOCKED_HARDWARE) != 0;
	int differs = 0;

	if (((theirs & BY_US) != 0) != maintenance) {
		blocking_tell(isup, c, out);
		differs = 1;
	}
	if (((theirs >> 4 & BY_US) != 0) != hardware) {
		job_start(isup, c, hardware ? ISUP_CGB : ISUP_CGU, JOB_HARDWARE, 1, 1, out);
		differs = 1;
	}
	return differs;
}

/* An incoming call of theirs is an outgoing one of ours. */
static int
calls_agree(const struct circuit *c, uint8_t theirs)
{
	static const uint8_t seen_from_there[] = { [WAY_NONE] = CALL_IDLE, [WAY_IN] = CALL_OUT, [WAY_OUT] = CALL_IN };

	return CALL(theirs) == seen_from_there[c->way];
}

/* Did the ends differ? */
static int
compare(struct isup *isup, struct circuit *c, uint8_t theirs, struct core_out *out)
{
	uint8_t blocked = c->blocked;

	if (CALL(theirs) == CALL_NONE) {
		if ((theirs & 3) != UNEQUIPPED)
			return 0;
		circuit_post(isup, c, EV_UCIC, out);
		return 1;
	}
	take_their_blocks(isup, c, theirs);
	int differs = repeat_our_blocks(isup, c, theirs, out) || c->blocked != blocked;

	if (calls_agree(c, theirs))
		return differs;
	circuit_post(isup, c, EV_RESET, out);
	return 1;
}

void
query_answered(struct isup *isup, struct remote *remote, const struct isup_msg *msg, const struct isup_range *range,
    int64_t sent_us, struct core_out *out)
{
	const struct isup_view *view = isup_find(msg, PARAM_CIRCUIT_STATE);
	const uint8_t *states = view ? isup_octets(msg, view) : NULL;

	for (unsigned i = 0; view && i <= range->range && i < view->len; i++) {
		struct circuit *c = circuit_by_cic(isup, remote, msg->cic + i);

		if (!c || is_transient(c) || c->since_us >= sent_us || !compare(isup, c, states[i], out))
			continue;
		circuit_count(isup, c, ISUP_STAT_QUERY_DIFFERS, out);
		core_log(out, LOG_WARN, "circuit %s %u: the far exchange thinks otherwise of it (%02x); put right",
		    group_of(isup, c)->conf.name, c->cic, states[i]);
	}
}

/* ---- we ask ---- */

void
query_circuits(struct isup *isup, const struct group *group, unsigned first, unsigned last, struct core_out *out)
{
	const struct remote *remote = remote_at(isup, group->remote);

	for (unsigned cic = first; cic <= last;) {
		unsigned n = range_run(isup, remote, group, cic, last, ~UINT64_C(0));

		if (n)
			job_start(isup, circuit_by_cic(isup, remote, cic), ISUP_CQM, JOB_QUERY, n - 1, 0, out);
		cic += n ? n : 1;
	}
}
