/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Requests about calls: the seat's own list of a day, and the story of one (AGT-23).
 */
#include "crm/client.h"
#include "crm/crmd.h"
#include "store/report.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* So many of the largest fit into one packet. */
#define DAY_ROWS   80
#define STEPS      200
#define RECORDINGS 64
#define DAY_US     INT64_C(86400000000)

/* What the list is of: today, or what was asked for. */
static bool
span_asked(const Crm__DayList *ask, int64_t now_us, struct report_span *span)
{
	report_span_at(REPORT_DAY, now_us, span);
	if (ask->from_us < 0 || ask->from_us > INT64_MAX - DAY_US)
		return false;
	if (ask->from_us)
		*span = (struct report_span){ ask->from_us, ask->from_us + DAY_US - 1 };
	if (ask->to_us)
		span->to_us = ask->to_us;
	return true;
}

/* A cursor goes to the console and comes back as octets. */
static bool
cursor_in(const ProtobufCBinaryData *from, struct store_cursor *at)
{
	memset(at, 0, sizeof *at);
	if (from->len > sizeof at->key)
		return false;
	at->len = (uint8_t)from->len;
	if (from->len)
		memcpy(at->key, from->data, from->len);
	return true;
}

static void
cursor_out(const struct store_cursor *at, ProtobufCBinaryData *to)
{
	if (at->end || !at->len || !(to->data = malloc(at->len)))
		return;
	memcpy(to->data, at->key, at->len);
	to->len = at->len;
}

/* Takes the call over. */
static Crm__CallRow *
call_row(struct store *s, Rec__Call *call)
{
	Crm__CallRow *row = malloc(sizeof *row);
	Rec__Registration *registration;
	Rec__Customer *who;
	Rec__WorkOrder *order;

	if (!row) {
		store_free(call);
		return NULL;
	}
	crm__call_row__init(row);
	row->call = call;
	if (call->customer && customer_get(s, call->customer, &who) == 0) {
		row->name = strdup(who->name);
		store_free(who);
	}
	if (call->order && order_get(s, call->order, &order) == 0) {
		row->order_number = strdup(order->number);
		store_free(order);
	}
	if (call->has_seat && registration_get(s, call->session, (uint16_t)call->seat, &registration) == 0) {
		row->complete = registration->complete;
		store_free(registration);
	}
	if (!row->name)
		row->name = strdup("");
	if (!row->order_number)
		row->order_number = strdup("");
	return row;
}

void
req_day_list(struct request *r)
{
	const Crm__DayList *ask = r->ask->day_list;
	size_t most = ask->most && ask->most < DAY_ROWS ? ask->most : DAY_ROWS;
	struct report_span span;
	struct store_cursor at;
	Crm__CallRows *list;
	Rec__Call **calls;

	if (!cursor_in(&ask->cursor, &at))
		return request_refuse(r, CRM__CODE__BAD_FIELD, "cursor");
	if (!span_asked(ask, r->d->now_us, &span))
		return request_refuse(r, CRM__CODE__BAD_FIELD, "from");
	int n = report_calls(r->d->store, r->peer->seat, &span, &at, most, &calls);
	if (!request_ok(r, n))
		return;
	if (!(list = malloc(sizeof *list)) || !(list->rows = calloc((size_t)n + 1, sizeof(Crm__CallRow *)))) {
		free(list);
		store_free_rows(calls, (size_t)n);
		return request_refuse(r, CRM__CODE__UNAVAILABLE, "");
	}
	Crm__CallRow **rows = list->rows;
	crm__call_rows__init(list);
	list->rows = rows;
	for (int i = 0; i < n; i++)
		if ((list->rows[list->n_rows] = call_row(r->d->store, calls[i])))
			list->n_rows++;
	free(calls);
	cursor_out(&at, &list->cursor);
	r->reply.tell_case = CRM__REPLY__TELL_CALLS;
	r->reply.calls = list;
}

static void
add_steps(struct store *s, uint64_t session, Crm__CallStory *story)
{
	struct msg_fact *facts = calloc(STEPS, sizeof *facts);
	int n = facts ? facts_of_call(s, session, facts, STEPS) : 0;

	if (n > 0)
		story->steps = calloc((size_t)n, sizeof(Crm__Step *));
	for (int i = 0; story->steps && i < n; i++) {
		Crm__Step *step = malloc(sizeof *step);
		if (!step)
			break;
		crm__step__init(step);
		step->at_us = facts[i].at_us;
		step->kind = facts[i].kind;
		step->seat = facts[i].seat;
		step->queue = facts[i].queue;
		step->value = facts[i].value;
		step->text = strndup(facts[i].text, utf8_cut(facts[i].text, TEXT_LABEL));
		story->steps[story->n_steps++] = step;
	}
	free(facts);
}

void
req_call_get(struct request *r)
{
	Crm__CallStory *story;
	Rec__Call *call;

	if (!request_ok(r, call_get(r->d->store, r->ask->call_get->session, &call)))
		return;
	if (!(story = malloc(sizeof *story))) {
		store_free(call);
		return request_refuse(r, CRM__CODE__UNAVAILABLE, "");
	}
	crm__call_story__init(story);
	r->reply.tell_case = CRM__REPLY__TELL_CALL;
	r->reply.call = story;
	uint64_t session = call->session;
	story->row = call_row(r->d->store, call);
	add_steps(r->d->store, session, story);
	int n = recordings_of_call(r->d->store, session, &story->recordings);
	if (request_ok(r, n))
		story->n_recordings = (size_t)n;
	while (story->n_recordings > RECORDINGS)
		store_free(story->recordings[--story->n_recordings]);
}
