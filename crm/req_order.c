/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Requests about work orders and drafts: the after-call form, the closed loop, notes (WO-01, WO-03, WO-15).
 */
#include "crm/client.h"
#include "crm/crmd.h"
#include "store/kinds.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define ORDER_ROWS 24 /* of the largest fit into one packet */

static void
tell_order(struct request *r, uint64_t id)
{
	Rec__WorkOrder *o;

	if (order_get(r->d->store, id, &o))
		return;
	r->reply.tell_case = CRM__REPLY__TELL_ORDER;
	r->reply.order = o;
}

/* The form's own answers; whatever else it sent (id, state, seat ...) is not its to say. */
void
req_order_save(struct request *r)
{
	const Crm__OrderSave *ask = r->ask->order_save;
	Rec__WorkOrder o = REC__WORK_ORDER__INIT, *joined = NULL;

	if (!ask->order)
		return request_refuse(r, CRM__CODE__BAD_FIELD, "order");
	if (ask->order->handling == HANDLING_JOIN && order_by_number(r->d->store, ask->join, &joined))
		return request_refuse(r, CRM__CODE__BAD_FIELD, "join");
	o.kind = ask->order->kind;
	o.subkind = ask->order->subkind;
	o.handling = ask->order->handling;
	o.customer = ask->order->customer;
	o.session = ask->order->session;
	o.seat = r->peer->seat;
	o.due_us = ask->order->due_us;
	o.department = ask->order->department;
	o.address = ask->order->address;
	o.summary = ask->order->summary;
	o.follow_up = ask->order->follow_up;
	o.tell_number = ask->order->tell_number;
	o.caller = ask->order->caller;
	o.joined = joined ? joined->id : 0;
	store_free(joined);
	if (request_ok(r, order_open(r->d->store, &o, r->d->now_us)))
		tell_order(r, o.id);
}

void
req_order_get(struct request *r)
{
	const Crm__OrderGet *ask = r->ask->order_get;
	Rec__WorkOrder *o;
	int rc = ask->id ? order_get(r->d->store, ask->id, &o) : order_by_number(r->d->store, ask->number, &o);

	if (!request_ok(r, rc))
		return;
	r->reply.tell_case = CRM__REPLY__TELL_ORDER;
	r->reply.order = o;
}

/* Without their stories: those come with req_order_get. */
static void
drop_lines(Rec__WorkOrder *o)
{
	store_free_rows(o->lines, o->n_lines);
	o->lines = NULL;
	o->n_lines = 0;
}

void
req_order_list(struct request *r)
{
	const Crm__OrderList *ask = r->ask->order_list;
	size_t most = ask->most && ask->most < ORDER_ROWS ? ask->most : ORDER_ROWS;
	struct store_cursor at = { .len = (uint8_t)ask->cursor.len };
	Crm__Orders *list = malloc(sizeof *list);

	if (!list)
		return request_refuse(r, CRM__CODE__UNAVAILABLE, "");
	crm__orders__init(list);
	r->reply.tell_case = CRM__REPLY__TELL_ORDERS;
	r->reply.orders = list;
	if (ask->cursor.len > sizeof at.key)
		return request_refuse(r, CRM__CODE__BAD_FIELD, "cursor");
	if (ask->cursor.len)
		memcpy(at.key, ask->cursor.data, ask->cursor.len);
	int n = ask->customer ? orders_of_customer(r->d->store, ask->customer, &at, most, &list->rows)
	                      : orders_of_seat(r->d->store, r->peer->seat, &at, most, &list->rows);
	if (!request_ok(r, n))
		return;
	list->n_rows = (size_t)n;
	for (int i = 0; i < n; i++)
		drop_lines(list->rows[i]);
	if (!at.end && at.len && (list->cursor.data = malloc(at.len))) {
		memcpy(list->cursor.data, at.key, at.len);
		list->cursor.len = at.len;
	}
}

void
req_order_act(struct request *r)
{
	const Crm__OrderAct *ask = r->ask->order_act;
	int rc = order_act(r->d->store, ask->id, ask->version, (enum order_action)ask->action, r->peer->seat, ask->text,
	    r->d->now_us, NULL);

	if (request_ok(r, rc) || rc == -ESTALE)
		tell_order(r, ask->id);
}

/* ---- notes ---- */

void
req_draft_save(struct request *r)
{
	Rec__Draft d = REC__DRAFT__INIT;

	d.seat = r->peer->seat;
	d.session = r->ask->draft_save->session;
	d.at_us = r->d->now_us;
	d.text = r->ask->draft_save->text;
	request_ok(r, draft_save(r->d->store, &d));
}

void
req_draft_load(struct request *r)
{
	uint64_t session = r->ask->draft_load->session;
	Crm__Drafts *list = malloc(sizeof *list);

	if (!list)
		return request_refuse(r, CRM__CODE__UNAVAILABLE, "");
	crm__drafts__init(list);
	r->reply.tell_case = CRM__REPLY__TELL_DRAFTS;
	r->reply.drafts = list;
	if (!session) {
		int n = drafts_of_seat(r->d->store, r->peer->seat, &list->rows);
		if (request_ok(r, n))
			list->n_rows = (size_t)n;
		while (list->n_rows && crm__drafts__get_packed_size(list) > CRM_PACKET_MAX - 256)
			store_free(list->rows[--list->n_rows]);
		return;
	}
	if (!(list->rows = calloc(1, sizeof(Rec__Draft *))))
		return request_refuse(r, CRM__CODE__UNAVAILABLE, "");
	if (request_ok(r, draft_get(r->d->store, r->peer->seat, session, &list->rows[0])))
		list->n_rows = 1;
}
