/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Work orders: opening one from the after-call form, and the closed loop (WO-01, WO-03, WO-05, WO-09, WO-10).
 *
 * Kind and detail say when it is due and who is in charge, the handling in which state it is born (kinds.def); which
 * action moves it from where to where is moves.def.  The number people are told counts the orders of a day.
 */
#include "store/internal.h"
#include "store/kinds.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

#define HOUR_US    INT64_C(3600000000)
#define LINES_MOST 80  /* of an order's story */
#define LINE_MOST  600 /* octets of one */

bool
key_orders_by_number(const void *record, struct key *k)
{
	const Rec__WorkOrder *o = record;

	key_text(k, o->number);
	return true;
}

bool
key_orders_by_customer(const void *record, struct key *k)
{
	const Rec__WorkOrder *o = record;

	key_u64(k, o->customer);
	return o->customer != 0;
}

bool
key_orders_by_seat(const void *record, struct key *k)
{
	const Rec__WorkOrder *o = record;

	key_u16(k, (uint16_t)o->seat);
	return true;
}

/* clang-format off */
#define MOVE(action, from, to)
#define ACTION(id, zh, en) [ACTION_##id] = {zh, en},
const char *const order_action_text[ACTION_COUNT][2] = {
#include "store/moves.def"
};
#undef ACTION
#undef MOVE

#define ACTION(id, zh, en)
#define MOVE(action, from, to) {ACTION_##action, REC__ORDER_STATE__##from, REC__ORDER_STATE__##to},
static const struct move {
	enum order_action action;
	Rec__OrderState from, to;
} moves[] = {
#include "store/moves.def"
};
#undef ACTION
#undef MOVE
/* clang-format on */

static int
next_state(enum order_action action, Rec__OrderState from)
{
	for (size_t i = 0; i < sizeof moves / sizeof moves[0]; i++)
		if (moves[i].action == action && moves[i].from == from)
			return (int)moves[i].to;
	return -EPERM;
}

/* ---- reading ---- */

int
order_get(struct store *s, uint64_t id, Rec__WorkOrder **op)
{
	struct key k = key_of_u64(id);

	return record_get(s, T_ORDERS, &k, op);
}

/* Of a list whose keys are prefix, id: all ids. */
static int
list_ids(struct store *s, enum table t, const struct key *prefix, struct store_cursor *at, size_t most,
    Rec__WorkOrder ***rows)
{
	struct key high = *prefix;

	key_u64(&high, UINT64_MAX);
	return record_list(s, t, prefix, &high, at, most, rows);
}

int
order_by_number(struct store *s, const char *number, Rec__WorkOrder **op)
{
	struct key k = { 0 };
	Rec__WorkOrder **rows;

	if (!*number || strlen(number) > 32)
		return -ENOENT;
	key_text(&k, number);
	int n = list_ids(s, T_ORDERS_BY_NUMBER, &k, NULL, 1, &rows);
	if (n < 0)
		return n;
	if (n)
		*op = rows[0];
	free(rows);
	return n ? 0 : -ENOENT;
}

int
orders_of_customer(struct store *s, uint64_t customer, struct store_cursor *at, size_t most, Rec__WorkOrder ***rows)
{
	struct key k = key_of_u64(customer);

	return list_ids(s, T_ORDERS_BY_CUSTOMER, &k, at, most, rows);
}

int
orders_open_of_customer(struct store *s, uint64_t customer)
{
	struct store_cursor at = { 0 };
	int open = 0;

	while (!at.end) {
		Rec__WorkOrder **rows;
		int n = orders_of_customer(s, customer, &at, STORE_ROWS, &rows);

		if (n < 0)
			return n;
		for (int i = 0; i < n; i++)
			open += rows[i]->state != REC__ORDER_STATE__ORDER_CLOSED &&
			    rows[i]->state != REC__ORDER_STATE__ORDER_CANCELLED;
		store_free_rows(rows, (size_t)n);
		if (n == 0)
			break;
	}
	return open;
}

int
orders_of_seat(struct store *s, uint16_t seat, struct store_cursor *at, size_t most, Rec__WorkOrder ***rows)
{
	struct key k = { 0 };

	key_u16(&k, seat);
	return list_ids(s, T_ORDERS_BY_SEAT, &k, at, most, rows);
}

int
orders_all(struct store *s, struct store_cursor *at, size_t most, Rec__WorkOrder ***rows)
{
	struct key none = { 0 };

	return list_ids(s, T_ORDERS, &none, at, most, rows);
}

/* ---- writing ---- */

static int
put(struct store *s, const Rec__WorkOrder *o)
{
	struct key k = key_of_u64(o->id);

	return record_put(s, T_ORDERS, &k, o);
}

/* The order as `o` says, with one line more. */
static int
put_with_line(
    struct store *s, const Rec__WorkOrder *o, enum order_action action, uint16_t seat, const char *text, int64_t now_us)
{
	Rec__OrderLine *lines[LINES_MOST], line = REC__ORDER_LINE__INIT;
	Rec__WorkOrder row = *o;
	char *own = strndup(text, utf8_cut(text, LINE_MOST));

	if (!own)
		return -ENOMEM;
	if (o->n_lines >= LINES_MOST) {
		free(own);
		return refuse(s, -EINVAL, "lines");
	}
	for (size_t i = 0; i < o->n_lines; i++)
		lines[i] = o->lines[i];
	line.at_us = now_us;
	line.seat = seat;
	line.action = action;
	line.state = o->state;
	line.text = own;
	lines[o->n_lines] = &line;
	row.lines = lines;
	row.n_lines = o->n_lines + 1;
	int rc = put(s, &row);
	free(own);
	return rc;
}

static int
check_order(struct store *s, const Rec__WorkOrder *o)
{
	if (!subkind_find(o->kind, o->subkind))
		return refuse(s, -EINVAL, kind_find(o->kind) ? "subkind" : "kind");
	if (!handling_find(o->handling))
		return refuse(s, -EINVAL, "handling");
	if (o->n_lines)
		return refuse(s, -EINVAL, "lines");
	if (text_check(s, "summary", o->summary, STORE_TEXT_MAX, true) ||
	    text_check(s, "address", o->address, 2 * STORE_NAME_MAX, false) ||
	    text_check(s, "department", o->department, STORE_NAME_MAX, false) ||
	    text_check(s, "caller", o->caller, NUMBER_DIGITS, false))
		return -EINVAL;
	return 0;
}

static int
make_number(struct store *s, int64_t now_us, char number[32])
{
	time_t t = (time_t)(now_us / 1000000);
	struct tm tm;
	char counter[32];
	uint64_t n = 0;

	localtime_r(&t, &tm);
	strftime(counter, sizeof counter, "order %Y-%m-%d", &tm);
	int rc = counter_next(s, counter, &n);
	size_t at = s->node == 1 ? 0 : (size_t)snprintf(number, 32, "%u-", s->node);
	at += strftime(number + at, 32 - at, "%m%d", &tm);
	snprintf(number + at, 32 - at, "-%03llu", (unsigned long long)n);
	return rc;
}

static int
complete_registration(struct store *s, const Rec__WorkOrder *o, int64_t now_us)
{
	Rec__Registration fresh = REC__REGISTRATION__INIT, *old = NULL, row;
	int rc = registration_get(s, o->session, (uint16_t)o->seat, &old);

	if (rc && rc != -ENOENT)
		return rc;
	row = old ? *old : fresh;
	if (!old) {
		row.session = o->session;
		row.seat = o->seat;
		row.at_us = now_us;
		row.caller = o->caller;
	}
	row.kind = o->kind;
	row.order = o->id;
	row.note = o->summary;
	row.complete = 1;
	if (o->customer)
		row.customer = o->customer;
	rc = registration_save(s, &row);
	store_free(old);
	return rc;
}

static int
note_on_call(struct store *s, const Rec__WorkOrder *o)
{
	Rec__Draft none = {
		.base = PROTOBUF_C_MESSAGE_INIT(&rec__draft__descriptor), .seat = o->seat, .session = o->session
	};
	Rec__Call *c;
	int rc = call_get(s, o->session, &c);

	if (rc == 0) {
		c->order = o->id;
		if (o->customer)
			c->customer = o->customer;
		rc = call_save(s, c);
		store_free(c);
	}
	if (rc && rc != -ENOENT)
		return rc;
	none.text = (char *)(uintptr_t)protobuf_c_empty_string;
	return draft_save(s, &none);
}

static int
open_order(struct store *s, Rec__WorkOrder *o, int64_t now_us)
{
	const struct subkind_row *kind = subkind_find(o->kind, o->subkind);
	const struct handling_row *handling = handling_find(o->handling);
	char number[32];
	Rec__WorkOrder row = *o;

	if (o->customer) {
		Rec__Customer *who;
		int rc = customer_get(s, o->customer, &who);
		if (rc)
			return rc == -ENOENT ? refuse(s, -EINVAL, "customer") : rc;
		store_free(who);
	}
	int rc = next_id(s, "order", &row.id);
	if (rc == 0)
		rc = make_number(s, now_us, number);
	if (rc)
		return rc;
	row.number = number;
	row.version = 1;
	row.state = handling->state;
	row.created_us = now_us;
	row.closed_us = row.state == REC__ORDER_STATE__ORDER_CLOSED ? now_us : 0;
	row.urged = 0;
	if (!*row.department)
		row.department = (char *)(uintptr_t)kind->department;
	if (row.due_us <= now_us)
		row.due_us = now_us + kind->hours * HOUR_US;
	rc = put_with_line(s, &row, ACTION_CREATE, (uint16_t)row.seat, row.summary, now_us);
	if (rc == 0 && row.session)
		rc = complete_registration(s, &row, now_us);
	if (rc == 0 && row.session)
		rc = note_on_call(s, &row);
	if (rc)
		return rc;
	o->id = row.id;
	return 0;
}

int
order_open(struct store *s, Rec__WorkOrder *o, int64_t now_us)
{
	int rc = check_order(s, o);

	if (rc || (rc = write_begin(s)))
		return rc;
	return write_end(s, open_order(s, o, now_us));
}

static int
act(struct store *s, uint64_t id, uint32_t version, enum order_action action, uint16_t seat, const char *text,
    int64_t now_us)
{
	Rec__WorkOrder *o;
	int rc = order_get(s, id, &o);

	if (rc)
		return rc;
	int next = next_state(action, o->state);
	if (version && version != o->version)
		rc = refuse(s, -ESTALE, "order");
	else if (next < 0)
		rc = refuse(s, -EPERM, "order");
	if (rc == 0) {
		o->state = (Rec__OrderState)next;
		o->version++;
		o->urged += action == ACTION_URGE;
		if (next == REC__ORDER_STATE__ORDER_CLOSED)
			o->closed_us = now_us;
		rc = put_with_line(s, o, action, seat, text, now_us);
	}
	store_free(o);
	return rc;
}

int
order_act(struct store *s, uint64_t id, uint32_t version, enum order_action action, uint16_t seat, const char *text,
    int64_t now_us, Rec__WorkOrder **op)
{
	int rc = text_check(s, "text", text, LINE_MOST, true);

	if (rc || (rc = write_begin(s)))
		return rc;
	rc = write_end(s, act(s, id, version, action, seat, text, now_us));
	return rc == 0 && op ? order_get(s, id, op) : rc;
}
