/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * crm.proto to and from plain structs.
 *
 * A reply is data from another process: every text is cut to its array, every count to its table, and a reply that does
 * not carry what was asked for becomes ANSWER_BAD.
 */
#include "tools/console/crmpack.h"

#include "store/store.h"

#include <stdio.h>
#include <string.h>

/* ---- asking ---- */

/* Requests hold pointers to parts; protobuf's texts are not const, though they are not written to. */
static char *
text(const char *s)
{
	return (char *)(uintptr_t)s;
}

static int
ask_sign_in(const struct ask *ask, Crm__Request *r, crmpack_send *send, void *arg)
{
	Crm__SignIn m = CRM__SIGN_IN__INIT;
	char seat[8];

	snprintf(seat, sizeof(seat), "%04u", ask->seat % 10000u);
	m.seat = seat;
	m.password = text(ask->text);
	r->ask_case = CRM__REQUEST__ASK_SIGN_IN;
	r->sign_in = &m;
	return send(arg, r);
}

static int
ask_sign_out(const struct ask *ask, Crm__Request *r, crmpack_send *send, void *arg)
{
	Crm__SignOut m = CRM__SIGN_OUT__INIT;

	r->ask_case = CRM__REQUEST__ASK_SIGN_OUT;
	r->sign_out = &m;
	return send(arg, r);
}

static int
ask_customer(const struct ask *ask, Crm__Request *r, crmpack_send *send, void *arg)
{
	Crm__CustomerGet m = CRM__CUSTOMER_GET__INIT;
	Crm__Find f = CRM__FIND__INIT;

	/* A customer number ("C-000123") is found like a typed one; a phone is looked up. */
	if (!ask->id && ask->text[0] == 'C') {
		f.query = text(ask->text);
		f.most = 1;
		r->ask_case = CRM__REQUEST__ASK_FIND;
		r->find = &f;
		return send(arg, r);
	}
	m.id = ask->id;
	m.phone = text(ask->text);
	r->ask_case = CRM__REQUEST__ASK_CUSTOMER_GET;
	r->customer_get = &m;
	return send(arg, r);
}

static int
ask_find(const struct ask *ask, Crm__Request *r, crmpack_send *send, void *arg)
{
	Crm__Find m = CRM__FIND__INIT;

	m.query = text(ask->text);
	m.most = ASK_ROWS;
	r->ask_case = CRM__REQUEST__ASK_FIND;
	r->find = &m;
	return send(arg, r);
}

static int
ask_customer_save(const struct ask *ask, Crm__Request *r, crmpack_send *send, void *arg)
{
	Crm__CustomerSave m = CRM__CUSTOMER_SAVE__INIT;
	Rec__Customer k = REC__CUSTOMER__INIT;
	const struct customer *c = &ask->customer;
	char *phones[ASK_PHONES];

	for (int i = 0; i < c->n_phones && i < ASK_PHONES; i++)
		phones[k.n_phones++] = text(c->phones[i]);
	k.phones = phones;
	k.id = c->id;
	k.version = c->version;
	k.name = text(c->name);
	k.address = text(c->address);
	k.district = text(c->district);
	k.city = text(c->city);
	k.klass = text(c->klass);
	k.likes = text(c->likes);
	k.language = text(c->language);
	k.note = text(c->note);
	k.key = c->key;
	k.created_us = c->created_us;
	m.customer = &k;
	m.session = ask->session;
	r->ask_case = CRM__REQUEST__ASK_CUSTOMER_SAVE;
	r->customer_save = &m;
	return send(arg, r);
}

static int
ask_bind(const struct ask *ask, Crm__Request *r, crmpack_send *send, void *arg)
{
	Crm__CallCustomer m = CRM__CALL_CUSTOMER__INIT;

	m.session = ask->session;
	m.customer = ask->id;
	r->ask_case = CRM__REQUEST__ASK_CALL_CUSTOMER;
	r->call_customer = &m;
	return send(arg, r);
}

static int
ask_past(const struct ask *ask, Crm__Request *r, crmpack_send *send, void *arg)
{
	Crm__History m = CRM__HISTORY__INIT;

	m.customer = ask->id;
	m.number = text(ask->text);
	m.most = ASK_ROWS;
	r->ask_case = CRM__REQUEST__ASK_HISTORY;
	r->history = &m;
	return send(arg, r);
}

static int
ask_orders(const struct ask *ask, Crm__Request *r, crmpack_send *send, void *arg)
{
	Crm__OrderList m = CRM__ORDER_LIST__INIT;

	m.customer = ask->id;
	m.most = ASK_ROWS;
	r->ask_case = CRM__REQUEST__ASK_ORDER_LIST;
	r->order_list = &m;
	return send(arg, r);
}

static int
ask_day(const struct ask *ask, Crm__Request *r, crmpack_send *send, void *arg)
{
	Crm__DayList m = CRM__DAY_LIST__INIT;
	uint8_t cursor[ASK_CURSOR];

	memcpy(cursor, ask->cursor, sizeof(cursor));
	m.cursor.data = cursor;
	m.cursor.len = ask->cursor_len <= ASK_CURSOR ? ask->cursor_len : 0;
	m.most = ASK_ROWS;
	r->ask_case = CRM__REQUEST__ASK_DAY_LIST;
	r->day_list = &m;
	return send(arg, r);
}

static int
ask_story(const struct ask *ask, Crm__Request *r, crmpack_send *send, void *arg)
{
	Crm__CallGet m = CRM__CALL_GET__INIT;

	m.session = ask->session;
	r->ask_case = CRM__REQUEST__ASK_CALL_GET;
	r->call_get = &m;
	return send(arg, r);
}

static int
ask_order_save(const struct ask *ask, Crm__Request *r, crmpack_send *send, void *arg)
{
	Crm__OrderSave m = CRM__ORDER_SAVE__INIT;
	Rec__WorkOrder o = REC__WORK_ORDER__INIT;
	const struct order *a = &ask->order;

	o.kind = a->kind;
	o.subkind = a->subkind;
	o.handling = a->handling;
	o.customer = a->customer;
	o.session = a->session;
	o.seat = a->seat;
	o.due_us = a->due_us;
	o.department = text(a->department);
	o.address = text(a->address);
	o.summary = text(a->summary);
	o.caller = text(a->caller);
	o.follow_up = a->follow_up;
	o.tell_number = a->tell_number;
	m.order = &o;
	m.join = text(a->join);
	r->ask_case = CRM__REQUEST__ASK_ORDER_SAVE;
	r->order_save = &m;
	return send(arg, r);
}

static int
ask_draft_save(const struct ask *ask, Crm__Request *r, crmpack_send *send, void *arg)
{
	Crm__DraftSave m = CRM__DRAFT_SAVE__INIT;

	m.session = ask->session;
	m.text = text(ask->text);
	r->ask_case = CRM__REQUEST__ASK_DRAFT_SAVE;
	r->draft_save = &m;
	return send(arg, r);
}

static int
ask_draft_load(const struct ask *ask, Crm__Request *r, crmpack_send *send, void *arg)
{
	Crm__DraftLoad m = CRM__DRAFT_LOAD__INIT;

	m.session = ask->session;
	r->ask_case = CRM__REQUEST__ASK_DRAFT_LOAD;
	r->draft_load = &m;
	return send(arg, r);
}

/* ---- being told ---- */

#define CUT(to, from) text_copy(to, sizeof(to), (from) ? (from) : "")

static void
take_customer(struct customer *c, const Rec__Customer *k)
{
	*c = (struct customer){ .id = k->id, .version = k->version, .key = k->key != 0, .created_us = k->created_us };
	customer_number(k->id, c->number);
	for (size_t i = 0; i < k->n_phones && i < ASK_PHONES; i++)
		CUT(c->phones[c->n_phones++], k->phones[i]);
	CUT(c->name, k->name);
	CUT(c->address, k->address);
	CUT(c->district, k->district);
	CUT(c->city, k->city);
	CUT(c->klass, k->klass);
	CUT(c->likes, k->likes);
	CUT(c->language, k->language);
	CUT(c->note, k->note);
}

static void
take_order(struct order *o, const Rec__WorkOrder *w)
{
	*o = (struct order){
		.id = w->id,
		.version = w->version,
		.kind = w->kind,
		.subkind = w->subkind,
		.handling = w->handling,
		.state = (uint32_t)w->state,
		.urged = w->urged,
		.customer = w->customer,
		.session = w->session,
		.seat = (uint16_t)w->seat,
		.created_us = w->created_us,
		.due_us = w->due_us,
		.follow_up = w->follow_up != 0,
		.tell_number = w->tell_number != 0,
	};
	CUT(o->number, w->number);
	CUT(o->department, w->department);
	CUT(o->address, w->address);
	CUT(o->summary, w->summary);
	CUT(o->caller, w->caller);
	if (w->n_lines) {
		CUT(o->last, w->lines[w->n_lines - 1]->text);
		o->last_us = w->lines[w->n_lines - 1]->at_us;
	}
}

static bool
take_past(struct past *p, const Crm__HistoryItem *h)
{
	*p = (struct past){ .at_us = h->at_us };
	switch (h->what_case) {
	case CRM__HISTORY_ITEM__WHAT_CALL:
		p->sort = PAST_CALL;
		p->outgoing = h->call->outgoing != 0;
		p->unanswered = !h->call->has_seat;
		p->seat = (uint16_t)h->call->seat;
		p->talk_us = h->call->talk_us;
		p->wait_us = h->call->wait_us;
		p->session = h->call->session;
		CUT(p->text, h->call->choice && h->call->choice[0] ? h->call->choice : h->call->service);
		return true;
	case CRM__HISTORY_ITEM__WHAT_REGISTRATION:
		p->sort = PAST_NOTE;
		p->seat = (uint16_t)h->registration->seat;
		p->kind = h->registration->kind;
		p->session = h->registration->session;
		CUT(p->text, h->registration->note);
		return true;
	case CRM__HISTORY_ITEM__WHAT_ORDER:
		p->sort = PAST_ORDER;
		p->seat = (uint16_t)h->order->seat;
		p->kind = h->order->kind;
		p->subkind = h->order->subkind;
		p->state = (uint32_t)h->order->state;
		p->session = h->order->session;
		CUT(p->number, h->order->number);
		return true;
	default:
		return false;
	}
}

static void
take_call(struct call_row *c, const Crm__CallRow *r)
{
	const Rec__Call *k = r->call;

	*c = (struct call_row){ 0 };
	CUT(c->name, r->name);
	CUT(c->order, r->order_number);
	c->complete = r->complete != 0;
	if (!k)
		return;
	c->session = k->session;
	c->at_us = k->offered_us ? k->offered_us : k->first_us;
	c->wait_us = k->wait_us;
	c->talk_us = k->talk_us;
	c->outgoing = k->outgoing != 0;
	c->answered = k->has_seat && k->talking_us > 0;
	c->refused = k->refused != 0;
	c->recordings = k->recordings < 255 ? (uint8_t)k->recordings : 255;
	number_set(&c->party, c->outgoing && k->dialled ? k->dialled : k->caller ? k->caller : "", 0);
	c->party.presentation = (uint8_t)k->presentation;
}

static void
take_story(struct answer *a, const Crm__CallStory *s)
{
	memset(&a->story, 0, sizeof(a->story));
	if (s->row)
		take_call(&a->story.row, s->row);
	for (size_t i = 0; i < s->n_steps && a->story.n_steps < ASK_STEPS; i++) {
		struct step *to = &a->story.steps[a->story.n_steps++];
		const Crm__Step *from = s->steps[i];
		*to =
		    (struct step){ .at_us = from->at_us, .kind = from->kind, .seat = from->seat, .value = from->value };
		CUT(to->text, from->text);
	}
	for (size_t i = 0; i < s->n_recordings && a->story.n_recs < ASK_RECS; i++) {
		struct recorded *to = &a->story.recs[a->story.n_recs++];
		const Rec__Recording *from = s->recordings[i];
		*to = (struct recorded){
			.start_us = from->start_us, .end_us = from->end_us, .rec_no = from->rec_no, .ok = from->ok != 0
		};
		CUT(to->path, from->path);
	}
}

static void
take_cursor(struct answer *a, const ProtobufCBinaryData *cursor)
{
	if (cursor->len > ASK_CURSOR)
		return;
	a->cursor_len = (uint8_t)cursor->len;
	if (cursor->len)
		memcpy(a->cursor, cursor->data, cursor->len);
}

/* ---- each kind told, if the reply carries it ---- */

static bool
told_agent(const Crm__Reply *r, struct answer *a)
{
	if (r->tell_case != CRM__REPLY__TELL_SIGNED_IN || !r->signed_in->agent)
		return false;
	const Rec__Agent *g = r->signed_in->agent;
	a->agent = (struct agent){
		.token = r->signed_in->token,
		.seat = (uint16_t)g->seat,
		.role = (uint8_t)g->role,
		.level = g->level < 255 ? (uint8_t)g->level : 255,
		.headset = g->headset != 0,
		.english = g->language && strcmp(g->language, "en") == 0,
	};
	CUT(a->agent.name, g->name);
	CUT(a->agent.phone, g->phone);
	return true;
}

static bool
told_nothing(const Crm__Reply *r, struct answer *a)
{
	return true;
}

static bool
told_customer(const Crm__Reply *r, struct answer *a)
{
	if (r->tell_case == CRM__REPLY__TELL_CUSTOMERS && r->customers->n_rows > 0) {
		take_customer(&a->customer, r->customers->rows[0]);
		return true;
	}
	if (r->tell_case == CRM__REPLY__TELL_CUSTOMERS) {
		a->code = ANSWER_NOT_FOUND;
		return true;
	}
	if (r->tell_case != CRM__REPLY__TELL_CUSTOMER)
		return false;
	take_customer(&a->customer, r->customer);
	return true;
}

static bool
told_customers(const Crm__Reply *r, struct answer *a)
{
	if (r->tell_case != CRM__REPLY__TELL_CUSTOMERS)
		return r->tell_case == CRM__REPLY__TELL__NOT_SET;
	for (size_t i = 0; i < r->customers->n_rows && a->n < ASK_ROWS; i++)
		take_customer(&a->customers[a->n++], r->customers->rows[i]);
	a->of = r->customers->of;
	return true;
}

static bool
told_past(const Crm__Reply *r, struct answer *a)
{
	if (r->tell_case != CRM__REPLY__TELL_HISTORY)
		return r->tell_case == CRM__REPLY__TELL__NOT_SET;
	for (size_t i = 0; i < r->history->n_rows && a->n < ASK_ROWS; i++)
		a->n += take_past(&a->past[a->n], r->history->rows[i]);
	return true;
}

static bool
told_orders(const Crm__Reply *r, struct answer *a)
{
	if (r->tell_case != CRM__REPLY__TELL_ORDERS)
		return r->tell_case == CRM__REPLY__TELL__NOT_SET;
	for (size_t i = 0; i < r->orders->n_rows && a->n < ASK_ROWS; i++)
		take_order(&a->orders[a->n++], r->orders->rows[i]);
	return true;
}

static bool
told_calls(const Crm__Reply *r, struct answer *a)
{
	if (r->tell_case != CRM__REPLY__TELL_CALLS)
		return r->tell_case == CRM__REPLY__TELL__NOT_SET;
	for (size_t i = 0; i < r->calls->n_rows && a->n < ASK_ROWS; i++)
		take_call(&a->calls[a->n++], r->calls->rows[i]);
	take_cursor(a, &r->calls->cursor);
	return true;
}

static bool
told_story(const Crm__Reply *r, struct answer *a)
{
	if (r->tell_case != CRM__REPLY__TELL_CALL)
		return false;
	take_story(a, r->call);
	return true;
}

static bool
told_order(const Crm__Reply *r, struct answer *a)
{
	if (r->tell_case != CRM__REPLY__TELL_ORDER)
		return false;
	take_order(&a->order, r->order);
	return true;
}

static bool
told_drafts(const Crm__Reply *r, struct answer *a)
{
	size_t most = sizeof(a->drafts) / sizeof(a->drafts[0]);

	if (r->tell_case != CRM__REPLY__TELL_DRAFTS)
		return r->tell_case == CRM__REPLY__TELL__NOT_SET;
	for (size_t i = 0; i < r->drafts->n_rows && (size_t)a->n < most; i++) {
		struct draft *d = &a->drafts[a->n++];
		*d = (struct draft){ .session = r->drafts->rows[i]->session, .at_us = r->drafts->rows[i]->at_us };
		CUT(d->text, r->drafts->rows[i]->text);
	}
	return true;
}

/* clang-format off */
static const struct {
	int (*ask)(const struct ask *, Crm__Request *, crmpack_send *, void *);
	bool (*told)(const Crm__Reply *, struct answer *);
	bool writes;
} kinds[ASK_COUNT] = {
	[ASK_SIGN_IN] =       { ask_sign_in,       told_agent,     false },
	[ASK_SIGN_OUT] =      { ask_sign_out,      told_nothing,   false },
	[ASK_CUSTOMER] =      { ask_customer,      told_customer,  false },
	[ASK_FIND] =          { ask_find,          told_customers, false },
	[ASK_CUSTOMER_SAVE] = { ask_customer_save, told_customer,  true },
	[ASK_BIND] =          { ask_bind,          told_nothing,   true },
	[ASK_PAST] =          { ask_past,          told_past,      false },
	[ASK_ORDERS] =        { ask_orders,        told_orders,    false },
	[ASK_DAY] =           { ask_day,           told_calls,     false },
	[ASK_STORY] =         { ask_story,         told_story,     false },
	[ASK_ORDER_SAVE] =    { ask_order_save,    told_order,     true },
	[ASK_DRAFT_SAVE] =    { ask_draft_save,    told_nothing,   true },
	[ASK_DRAFT_LOAD] =    { ask_draft_load,    told_drafts,    false },
};
/* clang-format on */

bool
crmpack_writes(enum ask_kind kind)
{
	return kinds[kind].writes;
}

int
crmpack_ask(const struct ask *ask, crmpack_send *send, void *arg)
{
	Crm__Request r = CRM__REQUEST__INIT;

	return kinds[ask->kind].ask(ask, &r, send, arg);
}

static enum answer_code
code_of(Crm__Code code)
{
	static const uint8_t codes[] = {
		[CRM__CODE__OK] = ANSWER_OK,
		[CRM__CODE__BAD_REQUEST] = ANSWER_BAD,
		[CRM__CODE__SIGN_IN_FIRST] = ANSWER_SIGN_IN,
		[CRM__CODE__WRONG] = ANSWER_WRONG,
		[CRM__CODE__LOCKED] = ANSWER_LOCKED,
		[CRM__CODE__NO_RIGHT] = ANSWER_NO_RIGHT,
		[CRM__CODE__NOT_FOUND] = ANSWER_NOT_FOUND,
		[CRM__CODE__CONFLICT] = ANSWER_CONFLICT,
		[CRM__CODE__BAD_FIELD] = ANSWER_FIELD,
		[CRM__CODE__NOT_NOW] = ANSWER_NOT_NOW,
		[CRM__CODE__BUSY] = ANSWER_BUSY,
		[CRM__CODE__UNAVAILABLE] = ANSWER_AWAY,
	};

	return (size_t)code < sizeof(codes) ? (enum answer_code)codes[code] : ANSWER_BAD;
}

void
crmpack_answer(const struct ask *ask, const Crm__Reply *reply, struct answer *a)
{
	memset(a, 0, sizeof(*a));
	a->kind = ask->kind;
	a->ticket = ask->ticket;
	a->ticket_session = ask->session;
	a->code = code_of(reply->code);
	CUT(a->why, reply->why);
	/* A conflict carries what is there now. */
	if (a->code == ANSWER_CONFLICT && reply->tell_case == CRM__REPLY__TELL_CUSTOMER)
		take_customer(&a->customer, reply->customer);
	if (a->code == ANSWER_OK && !kinds[ask->kind].told(reply, a))
		a->code = ANSWER_BAD;
}
