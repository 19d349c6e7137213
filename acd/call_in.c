/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What lines, crm and callers' keys bring to calls: a call comes in (or is refused), its leg has news, its caller is known.
 *
 * Refused before it is answered: a number no service has (1), a service whose flow was never loaded (41), full tables or a
 * peer that cannot keep up (42).
 */
#include "acd/call.h"

#include "acd/carried.h"
#include "acd/plan.h"
#include "acd/queue.h"
#include "acd/route.h"
#include "acd/view.h"

#include <string.h>

/* First match wins; a final * matches any rest (TRK-09). */
static uint16_t
service_for(const struct acd *a, const struct number *called)
{
	for (uint16_t i = 0; i < a->n_services; i++) {
		const char *n = a->services[i].number;
		size_t len = strlen(n);

		if (len && n[len - 1] == '*' ? strncmp(n, called->digits, len - 1) == 0
		                             : strcmp(n, called->digits) == 0)
			return i;
	}
	return NONE;
}

static bool
under_pressure(const struct acd *a)
{
	if (a->closing)
		return true;
	for (int r = 0; r < ROLE_COUNT; r++)
		if (a->pressure[r] >= 2)
			return true;
	return false;
}

static void
refuse(struct acd *a, enum role from, const struct msg_line_offered *m, const struct number *caller,
    const struct number *called, uint8_t cause, struct core_out *out)
{
	struct msg_line release = { .line = m->line, .cause = cause };
	struct msg_fact f = { .session = session_make(a->node, ++a->counter),
		.at_us = a->now_us,
		.kind = FACT_CALL_REFUSED,
		.seat = SEAT_NONE,
		.queue = SEAT_NONE,
		.cause = cause,
		.number = *caller,
		.dialled = *called };

	if (m->group < a->n_groups) {
		text_copy(f.trunk, sizeof(f.trunk), a->groups[m->group].name);
		f.circuit = acd_circuit(a, m->group, m->cic, m->span, m->slot);
	}
	acd_count(out, STAT_REFUSED);
	core_send(out, from, MSG_LINE_RELEASE, &release, sizeof(release));
	core_send(out, ROLE_CRM, MSG_FACT, &f, sizeof(f));
}

void
call_offered(struct acd *a, enum role from, const struct msg_line_offered *m, struct core_out *out)
{
	struct number caller = number_tame(&m->caller), called = number_tame(&m->called);
	uint16_t service = service_for(a, &called);

	acd_count(out, STAT_OFFERED);
	if (service == NONE) {
		refuse(a, from, m, &caller, &called, CAUSE_UNALLOCATED, out);
		return;
	}
	if (a->services[service].loaded == NONE) {
		refuse(a, from, m, &caller, &called, CAUSE_TEMPORARY, out);
		return;
	}
	struct session *s = under_pressure(a) ? NULL : acd_new_session(a);

	if (!s) {
		refuse(a, from, m, &caller, &called, CAUSE_CONGESTION, out);
		return;
	}
	s->service = service;
	s->category = m->category;
	s->caller = caller;
	s->dialled = called;
	carried_from(&s->carried, m);
	const struct leg *leg = leg_offered(a, from, m, s->handle, out);

	if (!leg) {
		acd_count(out, STAT_TABLE_FULL);
		acd_free_session(a, s);
		refuse(a, from, m, &caller, &called, CAUSE_CONGESTION, out);
		return;
	}
	s->leg = leg->handle;
	s->trunk = m->group;
	s->circuit = acd_circuit(a, m->group, m->cic, m->span, m->slot);
	call_event(a, s, CALL_EV_OFFER, NULL, out);
}

void
call_close_all(struct acd *a, struct core_out *out)
{
	a->closing = 1;
	for (uint32_t i = 0; i < a->n_sessions; i++) {
		struct session *s = acd_session(a, pool_handle(acd_session_pool(a), i));

		if (s)
			call_event(a, s, CALL_EV_CLOSE, NULL, out);
	}
}

static void
say_no_line(struct acd *a, const struct session *s, struct core_out *out)
{
	const struct seat *seat = acd_seat(a, s->seat);
	struct desk_head head = { .seat = seat ? seat->number : 0 };

	if (seat)
		view_refuse(seat->connection, &head, DESK_VERB_DIAL, DESK_NO_LINE, out);
}

/* An outgoing call's line is known: its facts name it from now on, also when nobody answers. */
static void
has_circuit(const struct acd *a, struct session *s)
{
	const struct leg *leg = acd_leg(a, s->leg);

	if (!leg)
		return;
	s->trunk = leg->group;
	s->circuit = acd_circuit(a, leg->group, leg->cic, leg->plan.span, leg->plan.slot);
}

/* Before the far end rang: another trunk group may get there. */
static bool
try_next_group(struct acd *a, struct session *s, const struct leg_word *word, struct core_out *out)
{
	uint16_t next = NONE;

	if (s->state == CALL_DIALLING && !s->rang && !word->was_up)
		next = route_next(a, s, word->cause);
	if (next == NONE)
		return false;
	acd_count(out, STAT_OVERFLOWED);
	s->out_group = next;
	call_event(a, s, CALL_EV_NEXT_GROUP, NULL, out);
	return true;
}

void
call_leg_news(struct acd *a, uint32_t call, const struct leg_word *word, struct core_out *out)
{
	struct session *s = acd_session(a, call);

	if (!s)
		return;
	switch (word->news) {
	case LEG_NEWS_SEIZED:
		has_circuit(a, s);
		break;
	case LEG_NEWS_ALERTING:
		s->rang = 1;
		call_event(a, s, CALL_EV_ALERTING, word, out);
		break;
	case LEG_NEWS_PROGRESS:
		call_event(a, s, CALL_EV_PROGRESS, word, out);
		break;
	case LEG_NEWS_UP:
		call_event(a, s, CALL_EV_FAR_ANSWERED, word, out);
		break;
	case LEG_NEWS_FLASHED: /* a customer's means nothing */
		break;
	case LEG_NEWS_REFUSED:
	case LEG_NEWS_GONE:
		s->leg = 0;
		if (try_next_group(a, s, word, out))
			break;
		if (word->news == LEG_NEWS_REFUSED)
			say_no_line(a, s, out);
		call_end_with(s, word->far || !word->was_up ? CALL_END_CALLER : CALL_END_FAULT, word->cause);
		call_event(a, s, s->state == CALL_DIALLING ? CALL_EV_NOT_REACHED : CALL_EV_CUSTOMER_GONE, word, out);
		break;
	case LEG_NEWS_LOST:
		s->leg = 0;
		call_end_with(s, CALL_END_FAULT, word->cause);
		call_event(a, s, CALL_EV_CUSTOMER_LOST, word, out);
		break;
	}
}

/* A key customer who already waits goes to the front (ACD-22). */
void
call_found(struct acd *a, const struct msg_found *m, struct core_out *out)
{
	struct session *s = acd_session_by_id(a, m->session);

	if (!s) {
		acd_count(out, STAT_LATE);
		return;
	}
	s->known = m->known != 0;
	s->looked_up = 1;
	text_copy(s->customer, sizeof(s->customer), m->customer);
	text_copy(s->name, sizeof(s->name), m->name);
	if (acd_seat(a, s->seat))
		view_seat(a, acd_seat(a, s->seat));
	if (s->key != (m->key != 0)) {
		bool waited = s->waiting;

		queue_leave(a, s);
		s->key = m->key != 0;
		if (waited)
			queue_join(a, s);
	}
	if (s->state == CALL_FLOW)
		call_event(a, s, CALL_EV_LOOKED_UP, NULL, out);
}

void
call_told(struct acd *a, const struct msg_orders_found *m, struct core_out *out)
{
	struct session *s = acd_session_by_id(a, m->session);

	if (s && s->state == CALL_FLOW && s->ivr.ticket == m->ticket)
		call_event(a, s, CALL_EV_TOLD, m, out);
	else
		acd_count(out, STAT_LATE);
}

void
call_digit(struct acd *a, uint32_t handle, char digit, struct core_out *out)
{
	const struct leg *leg = acd_leg(a, handle);

	if (!leg) {
		acd_count(out, STAT_LATE);
		return;
	}
	if (leg->owner_kind == OWNER_CALL)
		call_event(a, acd_session(a, leg->owner), CALL_EV_DIGIT, &digit, out);
}

void
call_heard_fax(struct acd *a, uint32_t handle, struct core_out *out)
{
	const struct leg *leg = acd_leg(a, handle);
	struct session *s = leg && leg->owner_kind == OWNER_CALL ? acd_session(a, leg->owner) : NULL;

	if (!s) {
		acd_count(out, STAT_LATE);
		return;
	}
	s->fax = s->outgoing;
	plan_leave_echo(a, handle, out); /* modems need the whole line in both ways at once */
}
