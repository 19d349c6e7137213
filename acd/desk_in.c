/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What consoles ask, checked: length, type, connection, token, call, and whether the seat's machine has a row for it.  What
 * it cannot do now is refused with a reason and changes nothing (rule 3.1).
 */
#include "acd/desk_in.h"
#include "acd/alarm.h"

#include "acd/seat.h"
#include "acd/view.h"

#include <string.h>

/* Which event of the seat's machine each verb is. */
static const uint8_t verb_event[DESK_VERB_COUNT] = {
	[DESK_VERB_READY] = SEAT_EV_WANT,
	[DESK_VERB_AWAY] = SEAT_EV_WANT,
	[DESK_VERB_CLOSED] = SEAT_EV_WANT,
	[DESK_VERB_ANSWER] = SEAT_EV_ANSWER,
	[DESK_VERB_REJECT] = SEAT_EV_REJECT,
	[DESK_VERB_HOLD] = SEAT_EV_HOLD,
	[DESK_VERB_RETRIEVE] = SEAT_EV_RETRIEVE,
	[DESK_VERB_HANG_UP] = SEAT_EV_HANG_UP,
	[DESK_VERB_FINISH] = SEAT_EV_FINISH,
	[DESK_VERB_EXTEND] = SEAT_EV_EXTEND,
	[DESK_VERB_DIAL] = SEAT_EV_DIAL,
	[DESK_VERB_SIGN_OUT] = SEAT_EV_SIGN_OUT,
};

static const uint8_t wanted_state[DESK_VERB_COUNT] = {
	[DESK_VERB_READY] = SEAT_READY,
	[DESK_VERB_AWAY] = SEAT_AWAY,
	[DESK_VERB_CLOSED] = SEAT_CLOSED,
};

/* A console shows the token its agent was given: it is the seat's console from now on, and an earlier one is told so. */
static void
greet(struct acd *a, uint32_t connection, const struct desk_hello *m, struct core_out *out)
{
	struct seat *seat = acd_seat_by_number(a, m->head.seat);
	const uint8_t ready = SEAT_READY;

	if (m->abi != DESK_ABI || !seat || !m->token || seat->token != m->token) {
		view_refuse(connection, &m->head, 0, m->abi != DESK_ABI ? DESK_BAD_PACKET : DESK_BAD_TOKEN, out);
		return;
	}
	if (seat->connection && seat->connection != connection)
		view_refuse(seat->connection, &m->head, 0, DESK_TAKEN_OVER, out);
	seat->connection = connection;
	seat->shown = 0;
	seat->changes++;
	a->changes++;
	view_seat(a, seat);
	alarm_tell(a, seat, out);
	if (!seat->greeted) {
		seat->greeted = 1;
		seat_event(a, seat, SEAT_EV_WANT, &ready, out);
	}
}

/* Digits as they were typed go to the exchange as they are (AGT-04). */
static bool
number_of(const char text[TEXT_LABEL], struct number *n)
{
	size_t len = strnlen(text, TEXT_LABEL);

	if (len < 1 || len > 20 || strspn(text, "0123456789") != len)
		return false;
	return number_set(n, text, text[0] == '0' ? 3 : 1) == 0;
}

/* Why not?  DESK_OK if nothing speaks against it. */
static enum desk_refusal
objection(const struct acd *a, const struct seat *seat, const struct desk_do *m)
{
	const struct session *s = acd_session(a, seat->call);
	struct number n;

	if (m->session && (!s || s->id != m->session))
		return DESK_NOT_NOW;
	if (!fsm_find(&seat_fsm, seat->state, verb_event[m->verb]))
		return DESK_NOT_NOW;
	if (m->verb == DESK_VERB_ANSWER && !seat->headset)
		return DESK_LIFT_PHONE;
	if (m->verb != DESK_VERB_DIAL)
		return DESK_OK;
	if (!number_of(m->text, &n))
		return DESK_BAD_NUMBER;
	if (a->out_group == NONE || pool_used(acd_session_pool(a)) >= a->n_sessions)
		return DESK_NO_LINE;
	if (seat->headset ? seat->phone != SEAT_PHONE_UP : seat->group == NONE)
		return DESK_NOT_NOW;
	return DESK_OK;
}

static void
do_it(struct acd *a, struct seat *seat, const struct desk_do *m, struct core_out *out)
{
	enum seat_event event = verb_event[m->verb];
	struct number n;

	switch (m->verb) {
	case DESK_VERB_READY:
	case DESK_VERB_AWAY:
	case DESK_VERB_CLOSED:
		seat_event(a, seat, event, &wanted_state[m->verb], out);
		if (m->verb == DESK_VERB_READY && seat->state == SEAT_ACW)
			seat_event(a, seat, SEAT_EV_FINISH, NULL, out);
		break;
	case DESK_VERB_DIAL:
		number_of(m->text, &n);
		seat_event(a, seat, event, &n, out);
		break;
	default:
		seat_event(a, seat, event, NULL, out);
	}
}

static void
request(struct acd *a, uint32_t connection, const struct desk_do *m, struct core_out *out)
{
	struct seat *seat = acd_seat_by_number(a, m->head.seat);
	enum desk_refusal why;

	if (!seat || seat->connection != connection)
		why = DESK_BAD_TOKEN;
	else if (m->verb >= DESK_VERB_COUNT)
		why = DESK_BAD_PACKET;
	else
		why = objection(a, seat, m);
	if (why)
		view_refuse(connection, &m->head, m->verb, why, out);
	else
		do_it(a, seat, m, out);
}

void
desk_packet(struct acd *a, const struct acd_packet *in, uint32_t len, struct core_out *out)
{
	/* the largest packet a console sends; copied, so that it is aligned and whole */
	union {
		struct desk_head head;
		struct desk_hello hello;
		struct desk_do order;
	} p = { 0 };
	uint32_t got = len - (uint32_t)sizeof(*in);

	memcpy(&p, in->packet, got < sizeof(p) ? got : sizeof(p));
	if (in->connection && p.head.type == DESK_HELLO && got >= sizeof(p.hello)) {
		greet(a, in->connection, &p.hello, out);
	} else if (in->connection && p.head.type == DESK_DO && got >= sizeof(p.order)) {
		request(a, in->connection, &p.order, out);
	} else {
		acd_count(out, STAT_BAD_INPUT);
		view_refuse(in->connection, &p.head, 0, DESK_BAD_PACKET, out);
	}
}

/* A console that dies changes nothing but where packets go. */
void
desk_gone(struct acd *a, const struct acd_packet *in)
{
	struct seat *seat = in->seat < ACD_SEAT_NOS ? acd_seat_by_number(a, (uint16_t)in->seat) : NULL;

	if (seat && seat->connection == in->connection)
		seat->connection = 0;
}

/* The process was restarted: consoles come again and greet. */
void
desk_forget_all(struct acd *a)
{
	for (uint32_t i = 0; i < a->n_signed; i++)
		acd_seats(a)[handle_index(acd_signed(a)[i])].connection = 0;
}
