/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Between plain structs and crm.proto: what is asked arrives, what is told is cut to size.
 */
#include "tools/console/crmpack.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static Crm__Request *sent;

/* Pack and unpack, as the socket would. */
static int
through(void *arg, Crm__Request *r)
{
	size_t n = crm__request__get_packed_size(r);
	uint8_t *bytes = malloc(n + 1);

	crm__request__pack(r, bytes);
	sent = crm__request__unpack(NULL, n, bytes);
	free(bytes);
	return sent ? 0 : -1;
}

Test(crmpack, every_kind_of_question_can_be_sent)
{
	static struct ask ask;

	for (int kind = 0; kind < ASK_COUNT; kind++) {
		memset(&ask, 0, sizeof(ask));
		ask.kind = (enum ask_kind)kind;
		ask.seat = 103;
		ask.session = 7;
		text_copy(ask.text, sizeof(ask.text), "123456");
		cr_assert_eq(crmpack_ask(&ask, through, NULL), 0);
		cr_expect_neq(sent->ask_case, CRM__REQUEST__ASK__NOT_SET, "kind %d", kind);
		crm__request__free_unpacked(sent, NULL);
	}
}

Test(crmpack, a_work_order_arrives_as_it_was_filled_in)
{
	static struct ask ask = { .kind = ASK_ORDER_SAVE,
		.order = { .kind = 2,
		    .subkind = 1,
		    .handling = 1,
		    .session = 9,
		    .due_us = 5,
		    .tell_number = 1,
		    .summary = "水压低",
		    .join = "0514-031" } };

	cr_assert_eq(crmpack_ask(&ask, through, NULL), 0);
	const Rec__WorkOrder *o = sent->order_save->order;
	cr_expect_eq(o->kind, 2);
	cr_expect_eq(o->session, 9);
	cr_expect_eq(o->due_us, 5);
	cr_expect(o->tell_number);
	cr_expect_str_eq(o->summary, "水压低");
	cr_expect_str_eq(sent->order_save->join, "0514-031");
	crm__request__free_unpacked(sent, NULL);
}

Test(crmpack, long_texts_and_lists_are_cut_to_their_places)
{
	static struct ask ask = { .kind = ASK_FIND, .ticket = 4 };
	static struct answer a;
	static char name[5000], *phones[20];
	Rec__Customer k = REC__CUSTOMER__INIT, *rows[ASK_ROWS * 2];
	Crm__Customers list = CRM__CUSTOMERS__INIT;
	Crm__Reply reply = CRM__REPLY__INIT;

	memset(name, 'x', sizeof(name) - 1);
	for (int i = 0; i < 20; i++)
		phones[i] = name;
	k.id = (UINT64_C(1) << 48) + 123;
	k.name = k.note = k.address = name;
	k.phones = phones;
	k.n_phones = 20;
	for (int i = 0; i < ASK_ROWS * 2; i++)
		rows[i] = &k;
	list.rows = rows;
	list.n_rows = ASK_ROWS * 2;
	list.of = 100000;
	reply.tell_case = CRM__REPLY__TELL_CUSTOMERS;
	reply.customers = &list;
	crmpack_answer(&ask, &reply, &a);
	cr_expect_eq(a.code, ANSWER_OK);
	cr_expect_eq(a.ticket, 4);
	cr_expect_eq(a.n, ASK_ROWS);
	cr_expect_eq(a.of, 100000);
	cr_expect_eq(a.customers[0].n_phones, ASK_PHONES);
	cr_expect_eq(strlen(a.customers[0].name), sizeof(a.customers[0].name) - 1);
	cr_expect_eq(strlen(a.customers[0].phones[3]), NUMBER_DIGITS - 1);
	cr_expect_str_eq(a.customers[0].number, "C-000123");
}

Test(crmpack, a_reply_that_tells_something_else_is_bad)
{
	static struct ask ask;
	static struct answer a;
	Crm__Drafts drafts = CRM__DRAFTS__INIT;
	Crm__Reply reply = CRM__REPLY__INIT;

	reply.tell_case = CRM__REPLY__TELL_DRAFTS;
	reply.drafts = &drafts;
	for (int kind = 0; kind < ASK_COUNT; kind++) {
		ask.kind = (enum ask_kind)kind;
		crmpack_answer(&ask, &reply, &a);
		if (kind == ASK_SIGN_IN || kind == ASK_CUSTOMER || kind == ASK_FIND || kind == ASK_ORDER_SAVE ||
		    kind == ASK_STORY)
			cr_expect_eq(a.code, ANSWER_BAD, "kind %d", kind);
	}
}

Test(crmpack, only_what_changes_something_is_repeated)
{
	cr_expect(crmpack_writes(ASK_ORDER_SAVE));
	cr_expect(crmpack_writes(ASK_CUSTOMER_SAVE));
	cr_expect(crmpack_writes(ASK_DRAFT_SAVE));
	cr_expect_not(crmpack_writes(ASK_FIND));
	cr_expect_not(crmpack_writes(ASK_SIGN_IN));
}
