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

#define CAUSE_INCOMPLETE 28
#define CAUSE_NO_ROUTE   3
#define CAUSE_NO_CIRCUIT 34
#define CAUSE_TEMPORARY  41
#define CAUSE_CONGESTION 42
#define CAUSE_NORMAL     16
#define EVENT_BITS       0x7f

/* ---- to the switch ---- */

void
line_tell_offered(struct isup *isup, struct circuit *c, struct core_out *out)
{
	const struct call_rest *rest = call_rest(isup, c);
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
	msg.redirecting = rest->redirecting;
	memcpy(msg.redirection, rest->redirection, sizeof(msg.redirection));
	msg.tmr = rest->tmr;
	msg.user = rest->user;
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

/* What the far user's terminal put into this message, if anything. */
void
line_tell_user(struct isup *isup, struct circuit *c, const struct isup_msg *msg, struct core_out *out)
{
	struct msg_line_user told = { .leg = c->leg, .line = circuit_line(isup, c) };
	struct user_data *user = &told.user;

	user->uui_len = (uint8_t)isup_copy(msg, PARAM_USER_TO_USER, user->uui, sizeof(user->uui));
	user->access_len = (uint8_t)isup_copy(msg, PARAM_ACCESS_TRANSPORT, user->access, sizeof(user->access));
	if (!user->uui_len && !user->access_len)
		return;
	if (c->way == WAY_OUT && !(c->flags & CIRCUIT_TOLD))
		tell_seized(isup, c, out);
	if (c->flags & CIRCUIT_TOLD)
		core_send(out, ROLE_ACD, MSG_LINE_ENCLOSED, &told, sizeof(told));
}

void
line_tell_metered(struct isup *isup, struct circuit *c, struct core_out *out)
{
	const struct msg_line_metered msg = {
		.leg = c->leg, .line = circuit_line(isup, c), .pulses = call_rest(isup, c)->pulses
	};

	if (c->flags & CIRCUIT_TOLD)
		core_send(out, ROLE_ACD, MSG_LINE_METERED, &msg, sizeof(msg));
}

void
line_tell_check(struct isup *isup, struct circuit *c, enum line_check what, struct core_out *out)
{
	const struct msg_line_check msg = {
		.line = circuit_line(isup, c), .span = c->span, .slot = c->slot, .what = (uint8_t)what
	};
	struct call_rest *rest = call_rest(isup, c);

	if (what == LINE_CHECK_OVER)
		rest->flags &= (uint8_t)~REST_AT_LINE;
	else
		rest->flags |= REST_AT_LINE;
	core_send(out, ROLE_ACD, MSG_LINE_CHECK, &msg, sizeof(msg));
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

static struct circuit *
circuit_of(struct isup *isup, const struct msg_line *msg)
{
	return msg->line ? circuit_by_line(isup, msg->line) : circuit_by_leg(isup, msg->leg);
}

/* ---- LINE_DIAL ---- */

/* Digits such as can be sent, or none. */
static int
number_is_sound(uint8_t param, const struct number *number)
{
	uint8_t octets[NUMBER_OCTETS];

	return number_encode(param, number, octets) > 0;
}

/* User data that fit into their arrays. */
static void
user_tame(struct user_data *user)
{
	if (user->uui_len > sizeof(user->uui))
		user->uui_len = 0;
	if (user->access_len > sizeof(user->access))
		user->access_len = 0;
}

/* Why the call cannot be sent: a cause, or 0 and the circuit for it. */
static uint8_t
find_circuit(struct isup *isup, struct group *g, uint8_t category, struct circuit **c, struct core_out *out)
{
	uint8_t cause = (uint8_t)remote_refuses(isup, remote_at(isup, g->remote));

	if (cause) {
		core_count(out, ISUP_STAT_REMOTE_CONGESTION, g->index, 1);
		return cause;
	}
	if (!group_may_take(g, WAY_OUT) || !g->n_free) {
		core_count(out, ISUP_STAT_NO_CIRCUIT, g->index, 1);
		return CAUSE_NO_CIRCUIT;
	}
	if (overload_refuses(isup, category, out)) {
		core_count(out, ISUP_STAT_REFUSED_PRESSURE, g->index, 1);
		return CAUSE_CONGESTION;
	}
	*c = group_choose(isup, g);
	return 0;
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
	msg.original = number_tame(&msg.original);
	msg.redirecting = number_tame(&msg.redirecting);
	user_tame(&msg.user);
	unsigned index = msg.group < ISUP_GROUPS ? x->group_of[msg.group] : NO_INDEX;
	if (index == NO_INDEX)
		cause = CAUSE_NO_ROUTE;
	else if (msg.called.len == 0 || !number_is_sound(PARAM_CALLED, &msg.called) ||
	    !number_is_sound(PARAM_CALLING, &msg.caller) || !number_is_sound(PARAM_ORIGINAL_CALLED, &msg.original) ||
	    !number_is_sound(PARAM_REDIRECTING, &msg.redirecting))
		cause = CAUSE_INCOMPLETE;
	else
		cause = find_circuit(isup, group_at(isup, index), msg.category, &c, out);
	if (cause)
		tell_refused(msg.leg, cause, out);
	else
		circuit_dial(isup, c, &msg, 0, out);
}

/* ---- resync ---- */

static void
held(struct isup *isup, const struct msg_line *msg, struct core_out *out)
{
	struct circuit *c = circuit_of(isup, msg);
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
	struct circuit *c = circuit_of(isup, msg);
	struct circuit_arg arg = { .line = msg,
		.cause = msg->cause ? msg->cause : CAUSE_NORMAL,
		.location = msg->location ? msg->location : LOCATION_US,
		.flags = msg->flags,
		.event = msg->event & EVENT_BITS };

	if (!c) /* over already: what we said about its end is on its way */
		return;
	c->flags |= CIRCUIT_ACKED;
	c->resync = isup_exchange(isup)->resync;
	if (event == EV_RELEASE)
		circuit_release_wanted(isup, c, &arg, out);
	else
		circuit_event(isup, c, event, &arg, out);
}

/* In a talk at once, by USR; else with the next message that the call sends anyway. */
static void
enclose(struct isup *isup, const void *data, struct core_out *out)
{
	struct msg_line_user msg;

	memcpy(&msg, data, sizeof(msg));
	struct circuit *c = circuit_by_line(isup, msg.line);
	if (!c)
		return;
	user_tame(&msg.user);
	call_rest(isup, c)->user = msg.user;
	if ((c->state == CIR_TALKING_IN || c->state == CIR_TALKING_OUT) && msg.user.uui_len)
		send_usr(isup, c, out);
}

static void
checked(struct isup *isup, const void *data, struct core_out *out)
{
	struct msg_line_check msg;

	memcpy(&msg, data, sizeof(msg));
	struct circuit *c = circuit_under_check(isup, msg.line);
	if (c)
		circuit_post(isup, c, msg.passed ? EV_CHECK_PASSED : EV_CHECK_FAILED, out);
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

/* Requests that are more than a struct msg_line: 1 if it was one. */
static int
longer_request(struct isup *isup, uint16_t type, const void *data, struct core_out *out)
{
	switch (type) {
	case MSG_HELLO_BACK:
		hello_back(isup, data, out);
		return 1;
	case MSG_LINE_DIAL:
		dial(isup, data, out);
		return 1;
	case MSG_LINE_ENCLOSE:
		enclose(isup, data, out);
		return 1;
	case MSG_LINE_CHECKED:
		checked(isup, data, out);
		return 1;
	default:
		return 0;
	}
}

static const struct {
	uint16_t type;
	uint16_t event;
} line_events[] = {
	{ MSG_LINE_ALERT, EV_ALERT },
	{ MSG_LINE_ANSWER, EV_ANSWER },
	{ MSG_LINE_SUSPEND, EV_SUSPEND },
	{ MSG_LINE_RESUME, EV_RESUME },
	{ MSG_LINE_RELEASE, EV_RELEASE },
};

void
exchange_request(struct isup *isup, uint16_t type, const void *data, uint32_t len, struct core_out *out)
{
	struct msg_line msg;

	if (!msg_check(ROLE_ACD, ROLE_ISUP, type, len)) {
		core_count(out, ISUP_STAT_ISUP_BAD_REQUEST, 0, 1);
		return;
	}
	if (longer_request(isup, type, data, out))
		return;
	memcpy(&msg, data, sizeof(msg));
	for (size_t i = 0; i < sizeof(line_events) / sizeof(line_events[0]); i++)
		if (line_events[i].type == type)
			for_line(isup, &msg, (enum circuit_event)line_events[i].event, out);
	if (type == MSG_LINE_ACCEPT)
		accepted(isup, &msg);
	else if (type == MSG_LINE_HELD)
		held(isup, &msg, out);
	else if (type == MSG_LINE_HELD_END)
		release_unnamed(isup, 0, out);
}
