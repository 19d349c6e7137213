/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The talk with the switch: LINE_* of base/msg.def, and telling again after a restart of either side.
 *
 * A line is a circuit and a generation, so whatever arrives late for a call that is over finds nothing.  Of a call out the
 * switch hears LINE_SEIZED with the first thing there is to say about it, for until the far exchange has answered the IAM
 * the call may still move to another circuit (Q.764 2.8.1).
 *
 * Resync.  After our HELLO, or its HELLO_BACK, the switch names every leg it holds (LINE_HELD) and ends with
 * LINE_HELD_END. What it names and we do not have is told as released; what we have and it did not name is released.
 * Only a call it has never spoken of is spared, unless it says it holds nothing: its LINE_OFFERED or LINE_SEIZED may
 * still wait in the ring.
 */
#include "isup/exchange.h"
#include "isup/number.h"

#include <string.h>

#define CAUSE_INCOMPLETE  28
#define CAUSE_NO_ROUTE    3
#define CAUSE_NO_CIRCUIT  34
#define CAUSE_TEMPORARY   41
#define CAUSE_CONGESTION  42
#define CAUSE_NORMAL      16
#define PRESSURE_NO_CALLS 2

/* ---- to the switch ---- */

void
line_tell_offered(struct isup *isup, struct circuit *c, struct core_out *out)
{
	struct msg_line_offered msg;

	c->flags |= CIRCUIT_TOLD;
	c->resync = isup_exchange(isup)->resync;
	memset(&msg, 0, sizeof(msg));
	msg.line = circuit_line(isup, c);
	msg.span = c->span;
	msg.slot = c->slot;
	msg.group = group_of(isup, c)->index;
	msg.cic = c->cic;
	msg.category = c->category;
	msg.caller = c->caller;
	msg.called = c->called;
	msg.original = c->original;
	core_send(out, ROLE_ACD, MSG_LINE_OFFERED, &msg, sizeof(msg));
}

static void
tell_seized(struct isup *isup, struct circuit *c, struct core_out *out)
{
	struct msg_line_seized msg = { .leg = c->leg,
		.line = circuit_line(isup, c),
		.span = c->span,
		.slot = c->slot,
		.group = group_of(isup, c)->index,
		.cic = c->cic };

	c->flags |= CIRCUIT_TOLD;
	core_send(out, ROLE_ACD, MSG_LINE_SEIZED, &msg, sizeof(msg));
}

void
line_tell(struct isup *isup, struct circuit *c, uint16_t type, uint8_t cause, uint8_t location, uint8_t event,
    uint8_t flags, struct core_out *out)
{
	if (c->way == WAY_OUT && !(c->flags & CIRCUIT_TOLD))
		tell_seized(isup, c, out);
	struct msg_line msg = { .leg = c->leg,
		.line = circuit_line(isup, c),
		.cause = cause,
		.location = location,
		.event = event,
		.flags = flags };

	core_send(out, ROLE_ACD, type, &msg, sizeof(msg));
}

static void
tell_refused(uint32_t leg, uint8_t cause, struct core_out *out)
{
	struct msg_line msg = { .leg = leg, .cause = cause, .location = LOCATION_US };

	core_send(out, ROLE_ACD, MSG_LINE_REFUSED, &msg, sizeof(msg));
}

void
line_hello(struct isup *isup, int fresh, struct core_out *out)
{
	struct exchange *x = isup_exchange(isup);
	struct msg_hello msg = { .abi = MSG_ABI, .epoch = ++x->epoch, .fresh = fresh != 0 };

	x->resync++;
	core_send(out, ROLE_ACD, MSG_HELLO, &msg, sizeof(msg));
}

/* ---- LINE_DIAL ---- */

/* Digits such as can be sent. */
static int
number_is_sound(uint8_t param, const struct number *number)
{
	uint8_t octets[NUMBER_OCTETS];

	return number_encode(param, number, octets) > 0;
}

/* Why the call cannot be sent: a cause, or 0 and the circuit for it. */
static uint8_t
find_circuit(struct isup *isup, struct group *g, struct circuit **c, struct core_out *out)
{
	uint8_t cause = isup_exchange(isup)->pressure >= PRESSURE_NO_CALLS ? CAUSE_CONGESTION : 0;

	if (cause) {
		core_count(out, ISUP_STAT_REFUSED_PRESSURE, g->index, 1);
		return cause;
	}
	cause = (uint8_t)remote_refuses(isup, remote_at(isup, g->remote));
	if (cause) {
		core_count(out, ISUP_STAT_REMOTE_CONGESTION, g->index, 1);
		return cause;
	}
	*c = group_may_take(g, WAY_OUT) ? group_choose(isup, g) : NULL;
	if (!*c)
		core_count(out, ISUP_STAT_NO_CIRCUIT, g->index, 1);
	return *c ? 0 : CAUSE_NO_CIRCUIT;
}

static void
dial(struct isup *isup, const void *data, struct core_out *out)
{
	const struct exchange *x = isup_exchange(isup);
	struct msg_line_dial msg;
	struct circuit *c = NULL;
	uint8_t cause;

	memcpy(&msg, data, sizeof(msg));
	msg.caller = number_tame(&msg.caller);
	msg.called = number_tame(&msg.called);
	unsigned index = msg.group < ISUP_GROUPS ? x->group_of[msg.group] : NO_INDEX;
	if (index == NO_INDEX)
		cause = CAUSE_NO_ROUTE;
	else if (msg.called.len == 0 || !number_is_sound(PARAM_CALLED, &msg.called) ||
	    (msg.caller.len && !number_is_sound(PARAM_CALLING, &msg.caller)))
		cause = CAUSE_INCOMPLETE;
	else
		cause = find_circuit(isup, group_at(isup, index), &c, out);
	if (cause)
		tell_refused(msg.leg, cause, out);
	else
		circuit_dial(isup, c, &msg, 0, out);
}

/* ---- resync ---- */

/* A leg whose LINE_SEIZED the switch has not seen is known to both by its own number alone. */
static struct circuit *
circuit_by_leg(struct isup *isup, uint32_t leg)
{
	for (unsigned i = 0; i < isup_exchange(isup)->n_circuits; i++) {
		struct circuit *c = circuit_at(isup, i);

		if (c->way == WAY_OUT && c->leg == leg)
			return c;
	}
	return NULL;
}

static void
held(struct isup *isup, const struct msg_line *msg, struct core_out *out)
{
	struct circuit *c = msg->line ? circuit_by_line(isup, msg->line) : circuit_by_leg(isup, msg->leg);
	struct msg_line gone = {
		.leg = msg->leg, .line = msg->line, .cause = CAUSE_TEMPORARY, .location = LOCATION_US
	};

	if (!c) {
		core_send(out, ROLE_ACD, MSG_LINE_RELEASED, &gone, sizeof(gone));
		return;
	}
	c->leg = msg->leg;
	c->resync = isup_exchange(isup)->resync;
	c->flags |= CIRCUIT_ACKED;
}

/* Release what the present resync has not named; of that, calls the switch has never spoken of only if `all`. */
static void
release_unnamed(struct isup *isup, int all, struct core_out *out)
{
	const struct exchange *x = isup_exchange(isup);
	struct circuit_arg arg = { .cause = CAUSE_TEMPORARY, .location = LOCATION_US };

	for (unsigned i = 0; i < x->n_circuits; i++) {
		struct circuit *c = circuit_at(isup, i);

		if (!circuit_has_call(c) || c->resync == x->resync)
			continue;
		if (c->way == WAY_IN && !(c->flags & CIRCUIT_TOLD)) /* not offered yet */
			continue;
		if (all || (c->flags & CIRCUIT_ACKED))
			circuit_event(isup, c, EV_RELEASE, &arg, out);
	}
}

static void
hello_back(struct isup *isup, const void *data, struct core_out *out)
{
	struct msg_hello msg;

	memcpy(&msg, data, sizeof(msg));
	isup_exchange(isup)->resync++;
	if (msg.fresh)
		release_unnamed(isup, 1, out);
}

/* ---- from the switch ---- */

static void
for_line(struct isup *isup, const struct msg_line *msg, enum circuit_event event, struct core_out *out)
{
	struct circuit *c = circuit_by_line(isup, msg->line);
	struct circuit_arg arg = { .line = msg,
		.cause = msg->cause ? msg->cause : CAUSE_NORMAL,
		.location = msg->location ? msg->location : LOCATION_US,
		.flags = msg->flags };

	if (!c) /* over already: what we said about its end is on its way */
		return;
	c->flags |= CIRCUIT_ACKED;
	c->resync = isup_exchange(isup)->resync;
	circuit_event(isup, c, event, &arg, out);
}

static void
accepted(struct isup *isup, const struct msg_line *msg)
{
	struct circuit *c = circuit_by_line(isup, msg->line);

	if (!c)
		return;
	c->leg = msg->leg;
	c->resync = isup_exchange(isup)->resync;
	c->flags |= CIRCUIT_ACKED;
}

void
exchange_request(struct isup *isup, uint16_t type, const void *data, uint32_t len, struct core_out *out)
{
	struct msg_line msg;

	if (!msg_check(ROLE_ACD, ROLE_ISUP, type, len)) {
		core_count(out, ISUP_STAT_ISUP_BAD_REQUEST, 0, 1);
		return;
	}
	if (type == MSG_LINE_DIAL || type == MSG_HELLO_BACK) {
		if (type == MSG_LINE_DIAL)
			dial(isup, data, out);
		else
			hello_back(isup, data, out);
		return;
	}
	memcpy(&msg, data, sizeof(msg)); /* all others are a struct msg_line */
	switch (type) {
	case MSG_LINE_ACCEPT:
		accepted(isup, &msg);
		break;
	case MSG_LINE_ALERT:
		for_line(isup, &msg, EV_ALERT, out);
		break;
	case MSG_LINE_ANSWER:
		for_line(isup, &msg, EV_ANSWER, out);
		break;
	case MSG_LINE_RELEASE:
		for_line(isup, &msg, EV_RELEASE, out);
		break;
	case MSG_LINE_HELD:
		held(isup, &msg, out);
		break;
	case MSG_LINE_HELD_END:
		release_unnamed(isup, 0, out);
		break;
	}
}
