/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Messages that callers left, and what a voice menu asks. */
#include "tests/unit/crm/help.h"

#include "store/kinds.h"

TestSuite(messages, .init = open_crmd, .fini = close_crmd);

/* A call that leaves a message of `seconds` 20 s after it came; the recording is reported after the end. */
static void
leaves_message(uint64_t session, int64_t at, const char *caller, uint32_t part, uint64_t seconds)
{
	struct msg_fact facts[] = { fact_offered(at, caller), fact_at(at + 1, FACT_CALL_ANSWERED),
		fact_ended(at + 90, CALL_END_CALLER), fact_recorded(at + 91, part, seconds * 8000),
		fact_recorded(at + 91, part, seconds * 8000) };

	facts[4].kind = FACT_CALL_MESSAGE;
	for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++) {
		facts[i].session = session;
		if (i > 2) {
			facts[i].seat = SEAT_NONE;
			facts[i].start_us = START + (at + 20) * SEC;
		}
		take_fact(&facts[i]);
	}
	cr_assert_eq(batch_end(&d, 0), 0);
}

static const Crm__Messages *
list(bool all)
{
	Crm__Request request = CRM__REQUEST__INIT;
	Crm__MessageList ask_list = CRM__MESSAGE_LIST__INIT;

	ask_list.all = all;
	const Crm__Reply *reply = ask(&request, CRM__REQUEST__ASK_MESSAGE_LIST, &ask_list);
	cr_assert_eq(reply->code, CRM__CODE__OK);
	cr_assert_eq(reply->tell_case, CRM__REPLY__TELL_MESSAGES);
	return reply->messages;
}

static Crm__Code
heard(uint64_t session, uint32_t part)
{
	Crm__Request request = CRM__REQUEST__INIT;
	Crm__MessageHeard ask_heard = CRM__MESSAGE_HEARD__INIT;

	ask_heard.session = session;
	ask_heard.rec_no = part;
	return ask(&request, CRM__REQUEST__ASK_MESSAGE_HEARD, &ask_heard)->code;
}

Test(messages, are_listed_newest_first_until_somebody_has_heard_them)
{
	add_seat(101, REC__ROLE__AGENT);
	cr_assert_eq(try_in(&desk, "0101", "123456"), CRM__CODE__OK);
	cr_assert_eq(list(false)->n_rows, 0);
	leaves_message(CALL, 0, "01055500123", 1, 40);
	leaves_message(CALL + 1, 200, "", 2, 7);
	const Crm__Messages *now = list(false);
	cr_assert_eq(now->n_rows, 2);
	cr_assert_eq(now->rows[0]->session, CALL + 1);
	cr_assert_eq(now->rows[0]->rec_no, 2);
	const Rec__Message *m = now->rows[1];
	cr_assert_eq(m->session, CALL);
	cr_assert_eq(m->at_us, START + 20 * SEC);
	cr_assert_eq(m->length_us, 40 * SEC);
	cr_assert_str_eq(m->caller, "01055500123");
	cr_assert_str_eq(m->service, "供水热线");
	cr_assert_eq(m->heard_us, 0);

	/* the sound is the recording of the same part */
	Rec__Recording *r;
	cr_assert_eq(recording_get(d.store, CALL, 1, &r), 0);
	cr_assert_str_eq(m->path, r->path);
	cr_assert_eq(r->start_us, START + 20 * SEC);
	store_free(r);

	d.now_us += 60 * SEC;
	cr_assert_eq(heard(CALL, 1), CRM__CODE__OK);
	d.now_us += 60 * SEC;
	cr_assert_eq(heard(CALL, 1), CRM__CODE__OK, "again is no fault");
	cr_assert_eq(heard(CALL, 2), CRM__CODE__NOT_FOUND);
	cr_assert_eq(list(false)->n_rows, 1);
	now = list(true);
	cr_assert_eq(now->n_rows, 2);
	cr_assert_eq(now->rows[1]->heard_by, 101);
	cr_assert_eq(now->rows[1]->heard_us, START + 60 * SEC, "the first to hear it stays");

	struct store_counts c;
	uint64_t faults;
	cr_assert_eq(store_check(d.store, stdout, &c), 0);
	cr_assert_eq(c.bad, 0);
	cr_assert_eq(business_check(d.store, true, NULL, &faults), 0);
	cr_assert_eq(faults, 0);
}

Test(messages, count_in_their_call_and_shift_no_talk_s_recording)
{
	struct msg_fact talk = fact_of_seat(300, FACT_CALL_TALKING, 103), over = fact_ended(360, CALL_END_CALLER),
	                rec = fact_recorded(361, 2, 60 * 8000);
	Rec__Recording *r;
	Rec__Call *call;

	leaves_message(CALL, 0, "01055500123", 1, 40);
	rec.start_us = START + 300 * SEC;
	take_fact(&talk);
	take_fact(&over);
	take_fact(&rec);
	cr_assert_eq(batch_end(&d, 0), 0);
	cr_assert_eq(call_get(d.store, CALL, &call), 0);
	cr_assert_eq(call->messages, 1);
	cr_assert_eq(call->n_talks, 1);
	store_free(call);
	cr_assert_eq(recording_get(d.store, CALL, 2, &r), 0);
	cr_assert_eq(r->start_us, START + 300 * SEC);
	store_free(r);
}

/* ---- orders, asked by a voice menu ---- */

static struct msg_orders_found
asked(const char *customer, const char *keyed)
{
	struct msg_orders_lookup m = { .session = CALL, .ticket = 77 };
	struct msg_orders_found found;

	memcpy(m.customer, customer, strnlen(customer, sizeof m.customer));
	memcpy(m.keyed, keyed, strnlen(keyed, sizeof m.keyed));
	forget();
	cr_assert_eq(intake_message(&d, MSG_ORDERS_LOOKUP, &m, sizeof m, false), 0);
	cr_assert_eq(n_sent, 1);
	cr_assert_eq(sent[0].type, MSG_ORDERS_FOUND);
	memcpy(&found, sent[0].data, sizeof found);
	cr_assert_eq(found.session, CALL);
	cr_assert_eq(found.ticket, 77);
	return found;
}

static void
open_order(uint64_t customer, enum handling handling)
{
	Rec__WorkOrder o = REC__WORK_ORDER__INIT;

	o.kind = 2;
	o.subkind = 1;
	o.handling = handling;
	o.customer = customer;
	o.seat = 101;
	cr_assert_eq(order_open(d.store, &o, d.now_us), 0, "%s", store_why(d.store));
}

Test(messages, open_orders_are_counted_for_who_calls_and_for_a_number_keyed_in)
{
	char name[] = "客户甲", phone[] = "01055500123", *phones[] = { phone };
	Rec__Customer c = REC__CUSTOMER__INIT;
	char number[STORE_NUMBER], keyed[STORE_NUMBER];

	c.name = name;
	c.phones = phones;
	c.n_phones = 1;
	cr_assert_eq(customer_save(d.store, &c, 101, START), 0);
	customer_number(c.id, number);
	snprintf(keyed, sizeof keyed, "%llu", (unsigned long long)(c.id & 0xffffffffffff));
	struct msg_orders_found found = asked(number, "");
	cr_assert(found.known && found.open == 0);
	open_order(c.id, HANDLING_DISPATCH);
	open_order(c.id, HANDLING_ANSWERED);
	open_order(c.id, HANDLING_DISPATCH);
	cr_assert_eq(asked(number, "").open, 2);
	cr_assert_eq(asked("", keyed).open, 2);
	cr_assert_eq(asked("", "00000").known, 0);
	cr_assert_eq(asked("", "999999").known, 0);
	cr_assert_eq(asked("", "").known, 0);
	cr_assert_eq(asked("C-x", "").known, 0);
	cr_assert_eq(asked("################", "################################").known, 0, "text that never ends");
}
