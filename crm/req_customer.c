/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Requests about customers: find, get, save, history (CRM-01, CRM-06, CRM-07, CRM-08, CRM-15).
 */
#include "crm/client.h"
#include "crm/crmd.h"

#include <errno.h>
#include <stdlib.h>

#define FIND_ROWS    50
#define HISTORY_ROWS 50
#define ROOM         (CRM_PACKET_MAX - 256) /* of a list in a reply */

/* Rows that fit into one packet; the rest is freed. */
#define FIT(list, rows, packed_size)                                  \
	do {                                                          \
		while ((list)->n_##rows && packed_size(list) > ROOM)  \
			store_free((list)->rows[--(list)->n_##rows]); \
	} while (0)

static size_t
at_most(uint32_t asked, size_t most)
{
	return asked && asked < most ? asked : most;
}

void
req_find(struct request *r)
{
	Crm__Customers *list = malloc(sizeof *list);
	struct store_counts counts = { 0 };

	if (!list)
		return request_refuse(r, CRM__CODE__UNAVAILABLE, "");
	crm__customers__init(list);
	r->reply.tell_case = CRM__REPLY__TELL_CUSTOMERS;
	r->reply.customers = list;
	size_t most = at_most(r->ask->find->most, FIND_ROWS);
	int n = customer_find(r->d->store, r->ask->find->query, most, &list->rows);
	if (!request_ok(r, n))
		return;
	list->n_rows = (size_t)n;
	FIT(list, rows, crm__customers__get_packed_size);
	list->more = list->n_rows < (size_t)n || (size_t)n == most;
	store_count(r->d->store, &counts);
	list->of = counts.customers;
}

static void
tell_customer(struct request *r, uint64_t id)
{
	Rec__Customer *c;

	if (customer_get(r->d->store, id, &c))
		return;
	r->reply.tell_case = CRM__REPLY__TELL_CUSTOMER;
	r->reply.customer = c;
}

void
req_customer_get(struct request *r)
{
	const Crm__CustomerGet *ask = r->ask->customer_get;
	Rec__Customer *c;
	int rc = ask->id ? customer_get(r->d->store, ask->id, &c) : customer_by_phone(r->d->store, ask->phone, &c);

	if (!request_ok(r, rc))
		return;
	r->reply.tell_case = CRM__REPLY__TELL_CUSTOMER;
	r->reply.customer = c;
}

/* A second saver is told what the first one saved (CRM-15). */
void
req_customer_save(struct request *r)
{
	const Crm__CustomerSave *ask = r->ask->customer_save;

	if (!ask->customer)
		return request_refuse(r, CRM__CODE__BAD_FIELD, "customer");
	int rc = customer_save(r->d->store, ask->customer, r->peer->seat, r->d->now_us);
	if (rc == 0 && ask->session) {
		rc = call_set_customer(r->d->store, ask->session, ask->customer->id);
		if (rc == -ENOENT) /* the call's first fact is still on its way */
			rc = 0;
	}
	if (request_ok(r, rc) || rc == -ESTALE)
		tell_customer(r, ask->customer->id);
}

void
req_call_customer(struct request *r)
{
	const Crm__CallCustomer *ask = r->ask->call_customer;

	if (request_ok(r, call_set_customer(r->d->store, ask->session, ask->customer)))
		tell_customer(r, ask->customer);
}

void
req_changes(struct request *r)
{
	const Crm__Changes *ask = r->ask->changes;
	Crm__ChangeRows *list = malloc(sizeof *list);

	if (!list)
		return request_refuse(r, CRM__CODE__UNAVAILABLE, "");
	crm__change_rows__init(list);
	r->reply.tell_case = CRM__REPLY__TELL_CHANGES;
	r->reply.changes = list;
	int n = customer_changes(r->d->store, ask->customer, at_most(ask->most, HISTORY_ROWS), &list->rows);
	if (request_ok(r, n)) {
		list->n_rows = (size_t)n;
		FIT(list, rows, crm__change_rows__get_packed_size);
	}
}

/* ---- history: three lists in one order of time ---- */

static void
add_item(Crm__HistoryRows *list, size_t room, int64_t at_us, Crm__HistoryItem__WhatCase what, void *record)
{
	Crm__HistoryItem *item = list->n_rows < room ? malloc(sizeof *item) : NULL;

	if (!item) {
		store_free(record);
		return;
	}
	crm__history_item__init(item);
	item->at_us = at_us;
	item->what_case = what;
	item->call = record; /* one of a union of pointers */
	list->rows[list->n_rows++] = item;
}

static int
newest_first(const void *a, const void *b)
{
	Crm__HistoryItem *const *x = a, *const *y = b;

	return ((*x)->at_us < (*y)->at_us) - ((*x)->at_us > (*y)->at_us);
}

/* The list takes the records over; only the arrays are freed. */
static int
gather(struct request *r, const Crm__History *ask, Crm__HistoryRows *list, size_t most, size_t room)
{
	struct store *s = r->d->store;
	Rec__Registration **registrations;
	Rec__WorkOrder **orders;
	Rec__Call **calls;
	int n = ask->customer ? calls_of_customer(s, ask->customer, NULL, most, &calls)
	                      : calls_of_number(s, ask->number, NULL, most, &calls);

	for (int i = 0; i < n; i++)
		add_item(list, room, calls[i]->first_us, CRM__HISTORY_ITEM__WHAT_CALL, calls[i]);
	if (n < 0)
		return n;
	free(calls);
	if (!ask->customer)
		return 0;
	if ((n = registrations_of_customer(s, ask->customer, NULL, most, &registrations)) < 0)
		return n;
	for (int i = 0; i < n; i++)
		add_item(list, room, registrations[i]->at_us, CRM__HISTORY_ITEM__WHAT_REGISTRATION, registrations[i]);
	free(registrations);
	if ((n = orders_of_customer(s, ask->customer, NULL, most, &orders)) < 0)
		return n;
	for (int i = 0; i < n; i++)
		add_item(list, room, orders[i]->created_us, CRM__HISTORY_ITEM__WHAT_ORDER, orders[i]);
	free(orders);
	return 0;
}

void
req_history(struct request *r)
{
	const Crm__History *ask = r->ask->history;
	size_t most = at_most(ask->most, HISTORY_ROWS), room = 3 * HISTORY_ROWS;
	Crm__HistoryRows *list = malloc(sizeof *list);

	if (!list)
		return request_refuse(r, CRM__CODE__UNAVAILABLE, "");
	crm__history_rows__init(list);
	r->reply.tell_case = CRM__REPLY__TELL_HISTORY;
	r->reply.history = list;
	if (!(list->rows = calloc(room, sizeof(Crm__HistoryItem *))))
		return request_refuse(r, CRM__CODE__UNAVAILABLE, "");
	if (!request_ok(r, gather(r, ask, list, most, room)))
		return;
	qsort(list->rows, list->n_rows, sizeof(Crm__HistoryItem *), newest_first);
	list->more = list->n_rows > most;
	while (list->n_rows > most)
		store_free(list->rows[--list->n_rows]);
	size_t before = list->n_rows;
	FIT(list, rows, crm__history_rows__get_packed_size);
	list->more |= list->n_rows < before;
}
