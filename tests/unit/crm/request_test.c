/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/crm/help.h"

#include "store/kinds.h"

#include <errno.h>

static struct peer other;

static void
open_signed_in(void)
{
	open_crmd();
	add_seat(101, REC__ROLE__AGENT);
	add_seat(102, REC__ROLE__AGENT);
	other = (struct peer){ .id = 2, .seat = SEAT_NONE };
	cr_assert_eq(try_in(&desk, "0101", "123456"), CRM__CODE__OK);
	cr_assert_eq(try_in(&other, "0102", "123456"), CRM__CODE__OK);
}

TestSuite(request, .init = open_signed_in, .fini = close_crmd);

/* Save a customer as `who`; the reply. */
static const Crm__Reply *
save(struct peer *who, uint64_t id, uint32_t version, const char *name, const char *phone, uint64_t session,
    const char *key)
{
	Crm__Request request = CRM__REQUEST__INIT;
	Crm__CustomerSave body = CRM__CUSTOMER_SAVE__INIT;
	Rec__Customer c = REC__CUSTOMER__INIT;
	char n[64], p[32], k[32], *phones[] = { p };

	strcpy(n, name);
	strcpy(p, phone);
	strcpy(k, key);
	c.id = id;
	c.version = version;
	c.name = n;
	c.phones = phones;
	c.n_phones = *phone != '\0';
	body.customer = &c;
	body.session = session;
	request.key.data = (uint8_t *)k;
	request.key.len = strlen(k);
	request.ask_case = CRM__REQUEST__ASK_CUSTOMER_SAVE;
	request.customer_save = &body;
	return ask_as(who, &request);
}

Test(request, packets_that_are_no_request_are_refused)
{
	static const uint8_t garbage[] = { 0xff, 0xff, 0xff, 0xff, 0x01 };
	static uint8_t large[CRM_PACKET_MAX + 1];

	forget();
	request_take(&d, &desk, garbage, sizeof garbage);
	request_take(&d, &desk, "", 0);
	request_take(&d, &desk, large, sizeof large);
	cr_assert_eq(batch_end(&d, 0), 0);
	cr_assert_eq(n_replies, 3);
	for (int i = 0; i < 3; i++)
		cr_assert_eq(replies[i]->code, CRM__CODE__BAD_REQUEST);
	cr_assert_eq(counted[STAT_BAD_PACKETS], 3);
}

static bool
known(const char *caller)
{
	struct msg_lookup m = { .session = CALL };
	struct msg_found found;

	forget();
	number_set(&m.caller, caller, 0);
	cr_assert_eq(intake_message(&d, MSG_CALLER_LOOKUP, &m, sizeof m, false), 0);
	memcpy(&found, sent[0].data, sizeof found);
	return found.known;
}

/* shows: CRM-06 */
Test(request, saving_the_form_once_makes_the_next_call_known)
{
	cr_assert(!known("01055500777"));
	cr_assert_eq(save(&desk, 0, 0, "客户丁", "010-5550 0777", 0, "")->code, CRM__CODE__OK);
	cr_assert(known("01055500777"));
}

Test(request, the_form_of_an_unknown_caller_makes_the_call_its_customers)
{
	struct msg_fact f = fact_offered(0, "01055500777");
	Rec__Call *c;

	take_fact(&f);
	f = fact_of_seat(5, FACT_CALL_TALKING, 101);
	take_fact(&f);
	cr_assert_eq(batch_end(&d, 0), 0);
	const Crm__Reply *reply = save(&desk, 0, 0, "客户丁", "010-5550 0777", CALL, "");
	cr_assert_eq(reply->code, CRM__CODE__OK);
	uint64_t id = reply->customer->id;
	cr_assert_str_eq(reply->customer->phones[0], "01055500777");
	cr_assert_eq(call_get(d.store, CALL, &c), 0);
	cr_assert_eq(c->customer, id);
	store_free(c);
	Rec__Registration *r;
	cr_assert_eq(registration_get(d.store, CALL, 101, &r), 0);
	cr_assert_eq(r->customer, id);
	store_free(r);
}

Test(request, the_second_of_two_consoles_is_shown_what_the_first_saved)
{
	const Crm__Reply *reply = save(&desk, 0, 0, "客户甲", "01055500123", 0, "");
	uint64_t id = reply->customer->id;

	cr_assert_eq(save(&desk, id, 1, "客户甲一", "01055500123", 0, "")->code, CRM__CODE__OK);
	reply = save(&other, id, 1, "客户甲二", "01055500123", 0, "");
	cr_assert_eq(reply->code, CRM__CODE__CONFLICT);
	cr_assert_str_eq(reply->customer->name, "客户甲一");
	cr_assert_eq(reply->customer->version, 2);
	cr_assert_eq(reply->customer->changed_by, 101);
	/* having seen it, the second may save over it */
	cr_assert_eq(save(&other, id, 2, "客户甲二", "01055500123", 0, "")->code, CRM__CODE__OK);
}

Test(request, a_write_that_comes_again_is_answered_and_not_done_again)
{
	struct store_counts counts;
	const Crm__Reply *reply = save(&desk, 0, 0, "客户甲", "01055500123", 0, "key-1");
	uint64_t id = reply->customer->id;

	reply = save(&desk, 0, 0, "客户甲", "01055500123", 0, "key-1");
	cr_assert_eq(reply->code, CRM__CODE__OK);
	cr_assert_eq(reply->customer->id, id);
	cr_assert_eq(counted[STAT_REPEATED], 1);
	/* the same key of another seat is another request */
	reply = save(&other, 0, 0, "客户乙", "", 0, "key-1");
	cr_assert_neq(reply->customer->id, id);
	cr_assert_eq(store_count(d.store, &counts), 0);
	cr_assert_eq(counts.customers, 2);
}

Test(request, a_refused_write_may_be_put_right_under_its_key)
{
	cr_assert_eq(save(&desk, 0, 0, "", "01055500123", 0, "key-1")->code, CRM__CODE__BAD_FIELD);
	cr_assert_str_eq(replies[0]->why, "name");
	cr_assert_eq(save(&desk, 0, 0, "客户甲", "12x", 0, "key-1")->code, CRM__CODE__BAD_FIELD);
	cr_assert_str_eq(replies[0]->why, "phones");
	cr_assert_eq(save(&desk, 0, 0, "客户甲", "01055500123", 0, "key-1")->code, CRM__CODE__OK);
}

Test(request, if_the_batch_is_lost_a_write_is_unavailable_and_a_read_is_not)
{
	Crm__Request request = CRM__REQUEST__INIT;
	Crm__CustomerSave save_body = CRM__CUSTOMER_SAVE__INIT;
	Rec__Customer c = REC__CUSTOMER__INIT;
	Crm__Find find = CRM__FIND__INIT;
	char name[] = "甲";
	uint8_t packet[128];

	forget();
	c.name = name;
	save_body.customer = &c;
	request.serial = 1;
	request.ask_case = CRM__REQUEST__ASK_CUSTOMER_SAVE;
	request.customer_save = &save_body;
	request_take(&d, &desk, packet, crm__request__pack(&request, packet));
	request.serial = 2;
	request.ask_case = CRM__REQUEST__ASK_FIND;
	request.find = &find;
	request_take(&d, &desk, packet, crm__request__pack(&request, packet));
	cr_assert_eq(batch_end(&d, -EIO), -EIO);
	cr_assert_eq(n_replies, 2);
	cr_assert_eq(replies[0]->code, CRM__CODE__UNAVAILABLE);
	cr_assert_eq(replies[0]->serial, 1);
	cr_assert_eq(replies[1]->code, CRM__CODE__OK);
	struct store_counts counts;
	cr_assert_eq(store_count(d.store, &counts), 0);
	cr_assert_eq(counts.customers, 0);
}

/* shows: CRM-01 */
Test(request, a_customer_is_added_changed_and_found_with_its_history)
{
	Crm__Request request = CRM__REQUEST__INIT;
	Crm__CustomerSave body = CRM__CUSTOMER_SAVE__INIT;
	Crm__Find find = CRM__FIND__INIT;
	Crm__Changes changes = CRM__CHANGES__INIT;
	Rec__Customer c = REC__CUSTOMER__INIT;
	char name[] = "客户甲", phone[] = "010-5550 0123", city[] = "示例市", address[] = "虚构路 12 号",
	     klass[] = "居民一级";
	char note[] = "上午联系", moved[] = "样板街 3 号", *phones[] = { phone };

	c.name = name;
	c.phones = phones;
	c.n_phones = 1;
	c.city = city;
	c.address = address;
	c.klass = klass;
	c.note = note;
	body.customer = &c;
	const Crm__Reply *reply = ask(&request, CRM__REQUEST__ASK_CUSTOMER_SAVE, &body);
	cr_assert_eq(reply->code, CRM__CODE__OK);
	c.id = reply->customer->id;
	c.version = 1;
	c.address = moved;
	d.now_us += 60 * SEC;
	cr_assert_eq(ask(&request, CRM__REQUEST__ASK_CUSTOMER_SAVE, &body)->code, CRM__CODE__OK);
	find.query = moved;
	reply = ask(&request, CRM__REQUEST__ASK_FIND, &find);
	cr_assert_eq(reply->customers->n_rows, 1);
	const Rec__Customer *found = reply->customers->rows[0];
	cr_assert_str_eq(found->name, name);
	cr_assert_str_eq(found->phones[0], "01055500123");
	cr_assert_str_eq(found->city, city);
	cr_assert_str_eq(found->address, moved);
	cr_assert_str_eq(found->klass, klass);
	cr_assert_str_eq(found->note, note);
	changes.customer = c.id;
	reply = ask(&request, CRM__REQUEST__ASK_CHANGES, &changes);
	cr_assert_eq(reply->changes->n_rows, 2);
	const Rec__ChangeLine *line = reply->changes->rows[0];
	cr_assert_eq(line->seat, 101);
	cr_assert_eq(line->at_us, START + 60 * SEC);
	cr_assert_eq(line->n_fields, 1);
	cr_assert_str_eq(line->fields[0]->field, "address");
	cr_assert_str_eq(line->fields[0]->before, address);
	cr_assert_str_eq(line->fields[0]->after, moved);
	cr_assert_eq(reply->changes->rows[1]->n_fields, 7 + 1, "all that was filled in, and when it was made");
}

Test(request, find_tells_how_many_there_are)
{
	Crm__Request request = CRM__REQUEST__INIT;
	Crm__Find find = CRM__FIND__INIT;
	char query[] = "客户", name[32];

	for (int i = 0; i < 60; i++) {
		snprintf(name, sizeof name, "客户%02d", i);
		cr_assert_eq(save(&desk, 0, 0, name, "", 0, "")->code, CRM__CODE__OK);
	}
	find.query = query;
	const Crm__Reply *reply = ask(&request, CRM__REQUEST__ASK_FIND, &find);
	cr_assert_eq(reply->customers->n_rows, 50);
	cr_assert(reply->customers->more);
	cr_assert_eq(reply->customers->of, 60);
}

Test(request, a_list_too_long_for_a_packet_says_that_there_is_more)
{
	Crm__Request request = CRM__REQUEST__INIT;
	Crm__CustomerSave body = CRM__CUSTOMER_SAVE__INIT;
	Rec__Customer c = REC__CUSTOMER__INIT;
	Crm__Find find = CRM__FIND__INIT;
	char note[STORE_TEXT_MAX + 1], name[32], query[] = "客户";

	memset(note, 'x', STORE_TEXT_MAX);
	note[STORE_TEXT_MAX] = '\0';
	for (int i = 0; i < 45; i++) {
		snprintf(name, sizeof name, "客户%02d", i);
		c.id = 0;
		c.version = 0;
		c.name = name;
		c.note = note;
		body.customer = &c;
		cr_assert_eq(ask(&request, CRM__REQUEST__ASK_CUSTOMER_SAVE, &body)->code, CRM__CODE__OK);
	}
	find.query = query;
	const Crm__Reply *reply = ask(&request, CRM__REQUEST__ASK_FIND, &find);
	cr_assert_eq(reply->code, CRM__CODE__OK);
	cr_assert_gt(reply->customers->n_rows, 20);
	cr_assert_lt(reply->customers->n_rows, 45);
	cr_assert(reply->customers->more);
}

/* ---- the after-call form ---- */

static void
talked(void)
{
	struct msg_fact facts[] = { fact_offered(0, "01055500123"), fact_queued(1, 1),
		fact_of_seat(5, FACT_CALL_TALKING, 101), fact_ended(65, CALL_END_CALLER),
		fact_recorded(66, 1, 480000) };

	for (size_t i = 0; i < 5; i++)
		take_fact(&facts[i]);
	cr_assert_eq(batch_end(&d, 0), 0);
}

static const Crm__Reply *
fill_form(uint32_t kind, uint32_t subkind, uint32_t handling, uint64_t customer, const char *join)
{
	Crm__Request request = CRM__REQUEST__INIT;
	Crm__OrderSave body = CRM__ORDER_SAVE__INIT;
	Rec__WorkOrder o = REC__WORK_ORDER__INIT;
	char summary[] = "三街水压低约两天", j[32];

	strcpy(j, join);
	o.kind = kind;
	o.subkind = subkind;
	o.handling = handling;
	o.customer = customer;
	o.session = CALL;
	o.seat = 102; /* not its to say */
	o.summary = summary;
	body.order = &o;
	body.join = j;
	return ask(&request, CRM__REQUEST__ASK_ORDER_SAVE, &body);
}

/* shows: CRM-14 */
Test(request, the_record_made_from_the_pop_carries_session_and_customer)
{
	uint64_t customer = save(&desk, 0, 0, "客户甲", "01055500123", 0, "")->customer->id;

	talked();
	const Crm__Reply *reply = fill_form(KIND_REPAIR, 1, HANDLING_DISPATCH, customer, "");
	cr_assert_eq(reply->code, CRM__CODE__OK);
	cr_assert_eq(reply->order->session, CALL);
	cr_assert_eq(reply->order->customer, customer);
	Rec__Registration *r;
	cr_assert_eq(registration_get(d.store, CALL, 101, &r), 0);
	cr_assert_eq(r->customer, customer);
	cr_assert_eq(r->kind, KIND_REPAIR);
	cr_assert_eq(r->order, reply->order->id);
	cr_assert(r->complete);
	store_free(r);
}

Test(request, the_form_gives_number_state_department_and_due_time)
{
	talked();
	const Crm__Reply *reply = fill_form(KIND_REPAIR, 1, HANDLING_DISPATCH, 0, "");
	cr_assert_str_eq(reply->order->number, "0516-001");
	cr_assert_eq(reply->order->state, REC__ORDER_STATE__ORDER_DISPATCHED);
	cr_assert_str_eq(reply->order->department, "维修部");
	cr_assert_eq(reply->order->due_us, START + 24 * 3600 * SEC);
	cr_assert_eq(reply->order->seat, 101);
	cr_assert_eq(reply->order->n_lines, 1);
	reply = fill_form(KIND_CONSULT, 1, HANDLING_ANSWERED, 0, "");
	cr_assert_str_eq(reply->order->number, "0516-002");
	cr_assert_eq(reply->order->state, REC__ORDER_STATE__ORDER_CLOSED);
	cr_assert_eq(fill_form(KIND_REPAIR, 8, HANDLING_DISPATCH, 0, "")->code, CRM__CODE__BAD_FIELD);
	cr_assert_str_eq(replies[0]->why, "subkind");
	cr_assert_eq(fill_form(KIND_REPAIR, 1, HANDLING_DISPATCH, 12345, "")->code, CRM__CODE__BAD_FIELD);
	cr_assert_str_eq(replies[0]->why, "customer");
	cr_assert_eq(fill_form(KIND_REPAIR, 1, HANDLING_JOIN, 0, "0516-777")->code, CRM__CODE__BAD_FIELD);
	cr_assert_eq(fill_form(KIND_REPAIR, 1, HANDLING_JOIN, 0, "0516-001")->code, CRM__CODE__OK);
	cr_assert_neq(replies[0]->order->joined, 0);
}

Test(request, notes_come_back_until_the_form_is_saved)
{
	Crm__Request request = CRM__REQUEST__INIT;
	Crm__DraftSave draft = CRM__DRAFT_SAVE__INIT;
	Crm__DraftLoad load = CRM__DRAFT_LOAD__INIT;
	char text[] = "第一行\n第二行";

	talked();
	draft.session = load.session = CALL;
	draft.text = text;
	cr_assert_eq(ask(&request, CRM__REQUEST__ASK_DRAFT_SAVE, &draft)->code, CRM__CODE__OK);
	const Crm__Reply *reply = ask(&request, CRM__REQUEST__ASK_DRAFT_LOAD, &load);
	cr_assert_eq(reply->drafts->n_rows, 1);
	cr_assert_str_eq(reply->drafts->rows[0]->text, "第一行\n第二行");
	cr_assert_eq(fill_form(KIND_CONSULT, 1, HANDLING_ANSWERED, 0, "")->code, CRM__CODE__OK);
	cr_assert_eq(ask(&request, CRM__REQUEST__ASK_DRAFT_LOAD, &load)->code, CRM__CODE__NOT_FOUND);
	load.session = 0;
	reply = ask(&request, CRM__REQUEST__ASK_DRAFT_LOAD, &load);
	cr_assert_eq(reply->code, CRM__CODE__OK);
	cr_assert_eq(reply->drafts->n_rows, 0);
}

Test(request, own_calls_of_the_day_carry_name_and_order)
{
	Crm__Request request = CRM__REQUEST__INIT;
	Crm__DayList list = CRM__DAY_LIST__INIT;
	Crm__CallGet get = CRM__CALL_GET__INIT;

	uint64_t customer = save(&desk, 0, 0, "客户甲", "01055500123", 0, "")->customer->id;
	talked();
	cr_assert_eq(fill_form(KIND_REPAIR, 1, HANDLING_DISPATCH, customer, "")->code, CRM__CODE__OK);
	const Crm__Reply *reply = ask(&request, CRM__REQUEST__ASK_DAY_LIST, &list);
	cr_assert_eq(reply->calls->n_rows, 1);
	cr_assert_str_eq(reply->calls->rows[0]->name, "客户甲");
	cr_assert_str_eq(reply->calls->rows[0]->order_number, "0516-001");
	cr_assert(reply->calls->rows[0]->complete);
	cr_assert_eq(reply->calls->rows[0]->call->wait_us, 4 * SEC);
	cr_assert_eq(reply->calls->cursor.len, 0);
	get.session = CALL;
	reply = ask(&request, CRM__REQUEST__ASK_CALL_GET, &get);
	cr_assert_eq(reply->call->n_steps, 5);
	cr_assert_eq(reply->call->steps[2]->kind, FACT_CALL_TALKING);
	cr_assert_eq(reply->call->n_recordings, 1);
	cr_assert_str_eq(reply->call->recordings[0]->path, "rec/20260516/1-38217-1.wav");
	/* another seat's list is its own */
	request.ask_case = CRM__REQUEST__ASK_DAY_LIST;
	request.day_list = &list;
	cr_assert_eq(ask_as(&other, &request)->calls->n_rows, 0);
	list.from_us = INT64_MAX; /* no day begins there */
	cr_assert_eq(ask_as(&other, &request)->code, CRM__CODE__BAD_FIELD);
}

Test(request, a_long_day_comes_in_pages_without_gap_or_repeat)
{
	Crm__Request request = CRM__REQUEST__INIT;
	Crm__DayList list = CRM__DAY_LIST__INIT;
	uint64_t last = UINT64_MAX;
	uint8_t cursor[64];
	size_t seen = 0;

	for (uint64_t i = 0; i < 250; i++) {
		struct msg_fact f = fact_of_seat((int64_t)i, FACT_CALL_TALKING, 101);
		f.session = CALL + i;
		take_fact(&f);
	}
	cr_assert_eq(batch_end(&d, 0), 0);
	list.most = 60;
	for (;;) {
		const Crm__Reply *reply = ask(&request, CRM__REQUEST__ASK_DAY_LIST, &list);
		cr_assert_eq(reply->code, CRM__CODE__OK);
		for (size_t i = 0; i < reply->calls->n_rows; i++, seen++) {
			cr_assert_lt(reply->calls->rows[i]->call->session, last);
			last = reply->calls->rows[i]->call->session;
		}
		list.cursor.len = reply->calls->cursor.len;
		if (!list.cursor.len)
			break;
		memcpy(cursor, reply->calls->cursor.data, list.cursor.len);
		list.cursor.data = cursor;
	}
	cr_assert_eq(seen, 250);
}

Test(request, history_has_all_kinds_in_one_order)
{
	Crm__Request request = CRM__REQUEST__INIT;
	Crm__History history = CRM__HISTORY__INIT;
	uint64_t customer = save(&desk, 0, 0, "客户甲", "01055500123", 0, "")->customer->id;

	talked();
	d.now_us = START + 100 * SEC;
	cr_assert_eq(fill_form(KIND_COMPLAINT, 3, HANDLING_DISPATCH, customer, "")->code, CRM__CODE__OK);
	history.customer = customer;
	const Crm__Reply *reply = ask(&request, CRM__REQUEST__ASK_HISTORY, &history);
	cr_assert_eq(reply->history->n_rows, 3);
	cr_assert_eq(reply->history->rows[0]->what_case, CRM__HISTORY_ITEM__WHAT_ORDER);
	cr_assert_eq(reply->history->rows[1]->what_case, CRM__HISTORY_ITEM__WHAT_REGISTRATION);
	cr_assert_eq(reply->history->rows[2]->what_case, CRM__HISTORY_ITEM__WHAT_CALL);
	history.most = 2;
	reply = ask(&request, CRM__REQUEST__ASK_HISTORY, &history);
	cr_assert_eq(reply->history->n_rows, 2);
	cr_assert(reply->history->more);
}

Test(request, the_closed_loop_refuses_what_the_state_does_not_allow)
{
	Crm__Request request = CRM__REQUEST__INIT;
	Crm__OrderAct act = CRM__ORDER_ACT__INIT;
	char text[] = "已派员";

	talked();
	const Crm__Reply *reply = fill_form(KIND_REPAIR, 1, HANDLING_DISPATCH, 0, "");
	act.id = reply->order->id;
	act.version = 1;
	act.text = text;
	act.action = ACTION_APPROVE;
	reply = ask(&request, CRM__REQUEST__ASK_ORDER_ACT, &act);
	cr_assert_eq(reply->code, CRM__CODE__NOT_NOW);
	act.action = ACTION_ACCEPT;
	reply = ask(&request, CRM__REQUEST__ASK_ORDER_ACT, &act);
	cr_assert_eq(reply->code, CRM__CODE__OK);
	cr_assert_eq(reply->order->state, REC__ORDER_STATE__ORDER_ACCEPTED);
	cr_assert_eq(reply->order->n_lines, 2);
	cr_assert_str_eq(reply->order->lines[1]->text, "已派员");
	reply = ask(&request, CRM__REQUEST__ASK_ORDER_ACT, &act); /* version 1 again */
	cr_assert_eq(reply->code, CRM__CODE__CONFLICT);
	cr_assert_eq(reply->order->version, 2);
	act.action = 99;
	act.version = 2;
	cr_assert_eq(ask(&request, CRM__REQUEST__ASK_ORDER_ACT, &act)->code, CRM__CODE__NOT_NOW);
}
