/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/kinds.h"
#include "tests/unit/store/help.h"

#include <criterion/parameterized.h>
#include <errno.h>

TestSuite(orders, .init = open_store, .fini = close_store);

static uint64_t
open_one(uint32_t kind, uint32_t subkind, uint32_t handling, int64_t now_us)
{
	Rec__WorkOrder o = REC__WORK_ORDER__INIT;
	char summary[] = "水压低";

	o.kind = kind;
	o.subkind = subkind;
	o.handling = handling;
	o.seat = 101;
	o.summary = summary;
	cr_assert_eq(order_open(s, &o, now_us), 0, "%s", store_why(s));
	return o.id;
}

Test(orders, are_numbered_by_the_local_day)
{
	Rec__WorkOrder *o;

	uint64_t first = open_one(KIND_REPAIR, 1, HANDLING_DISPATCH, START);
	open_one(KIND_REPAIR, 2, HANDLING_DISPATCH, START);
	cr_assert_eq(order_by_number(s, "0516-001", &o), 0);
	cr_assert_eq(o->id, first);
	store_free(o);
	cr_assert_eq(order_by_number(s, "0516-002", &o), 0);
	store_free(o);
	/* 16:00 and 8 hours: a new day in China */
	uint64_t next = open_one(KIND_REPAIR, 1, HANDLING_DISPATCH, START + 8 * 3600 * SEC);
	cr_assert_eq(order_by_number(s, "0517-001", &o), 0);
	cr_assert_eq(o->id, next);
	store_free(o);
	/* a year later the number comes again and means the newer one */
	uint64_t again = open_one(KIND_REPAIR, 1, HANDLING_DISPATCH, START + 365 * 86400 * SEC);
	cr_assert_eq(order_by_number(s, "0516-001", &o), 0);
	cr_assert_eq(o->id, again);
	store_free(o);
	cr_assert_eq(order_by_number(s, "", &o), -ENOENT);
	expect_sound();
}

Test(orders, due_time_and_department_come_from_the_kind)
{
	for (size_t i = 0; i < n_subkind_rows; i++) {
		const struct subkind_row *row = &subkind_rows[i];
		Rec__WorkOrder *o;
		uint64_t id = open_one(row->kind, row->digit, HANDLING_DISPATCH, START);
		cr_assert_eq(order_get(s, id, &o), 0);
		cr_assert_eq(o->due_us, START + row->hours * 3600 * SEC);
		cr_assert_str_eq(o->department, row->department);
		store_free(o);
	}
}

/* Bring a fresh order into `state` by the shortest way; 0 if there is none. */
static uint64_t
in_state(Rec__OrderState state)
{
	/* clang-format off */
	static const enum order_action ways[][5] = {
		[REC__ORDER_STATE__ORDER_DISPATCHED] = { ACTION_NONE },
		[REC__ORDER_STATE__ORDER_ACCEPTED] =   { ACTION_ACCEPT },
		[REC__ORDER_STATE__ORDER_PROGRESS] =   { ACTION_ACCEPT, ACTION_START },
		[REC__ORDER_STATE__ORDER_REVIEW] =     { ACTION_ACCEPT, ACTION_REPLY },
		[REC__ORDER_STATE__ORDER_INFORM] =     { ACTION_ACCEPT, ACTION_REPLY, ACTION_APPROVE },
		[REC__ORDER_STATE__ORDER_CLOSED] =     { ACTION_ACCEPT, ACTION_REPLY, ACTION_APPROVE, ACTION_CONFIRM },
		[REC__ORDER_STATE__ORDER_CANCELLED] =  { ACTION_CANCEL },
		[REC__ORDER_STATE__ORDER_REFUSED] =    { ACTION_REFUSE },
	};
	/* clang-format on */
	uint64_t id = open_one(KIND_REPAIR, 1, HANDLING_DISPATCH, START);

	for (int i = 0; i < 5 && ways[state][i]; i++)
		cr_assert_eq(order_act(s, id, 0, ways[state][i], 101, "", START, NULL), 0);
	return id;
}

/* shows: WO-03 WO-05 */
Test(orders, every_allowed_move_works_and_every_other_is_refused)
{
	/* flow 3.11, written down a second time: state by state, what may be done and where it leads */
	/* clang-format off */
	static const struct {
		Rec__OrderState from;
		enum order_action action;
		Rec__OrderState to;
	} allowed[] = {
		{ REC__ORDER_STATE__ORDER_DISPATCHED, ACTION_ACCEPT,   REC__ORDER_STATE__ORDER_ACCEPTED },
		{ REC__ORDER_STATE__ORDER_DISPATCHED, ACTION_REFUSE,   REC__ORDER_STATE__ORDER_REFUSED },
		{ REC__ORDER_STATE__ORDER_DISPATCHED, ACTION_URGE,     REC__ORDER_STATE__ORDER_DISPATCHED },
		{ REC__ORDER_STATE__ORDER_DISPATCHED, ACTION_MODIFY,   REC__ORDER_STATE__ORDER_DISPATCHED },
		{ REC__ORDER_STATE__ORDER_DISPATCHED, ACTION_CANCEL,   REC__ORDER_STATE__ORDER_CANCELLED },
		{ REC__ORDER_STATE__ORDER_ACCEPTED,   ACTION_START,    REC__ORDER_STATE__ORDER_PROGRESS },
		{ REC__ORDER_STATE__ORDER_ACCEPTED,   ACTION_INTERIM,  REC__ORDER_STATE__ORDER_ACCEPTED },
		{ REC__ORDER_STATE__ORDER_ACCEPTED,   ACTION_URGE,     REC__ORDER_STATE__ORDER_ACCEPTED },
		{ REC__ORDER_STATE__ORDER_ACCEPTED,   ACTION_REPLY,    REC__ORDER_STATE__ORDER_REVIEW },
		{ REC__ORDER_STATE__ORDER_ACCEPTED,   ACTION_CANCEL,   REC__ORDER_STATE__ORDER_CANCELLED },
		{ REC__ORDER_STATE__ORDER_PROGRESS,   ACTION_INTERIM,  REC__ORDER_STATE__ORDER_PROGRESS },
		{ REC__ORDER_STATE__ORDER_PROGRESS,   ACTION_URGE,     REC__ORDER_STATE__ORDER_PROGRESS },
		{ REC__ORDER_STATE__ORDER_PROGRESS,   ACTION_REPLY,    REC__ORDER_STATE__ORDER_REVIEW },
		{ REC__ORDER_STATE__ORDER_PROGRESS,   ACTION_CANCEL,   REC__ORDER_STATE__ORDER_CANCELLED },
		{ REC__ORDER_STATE__ORDER_REVIEW,     ACTION_REJECT,   REC__ORDER_STATE__ORDER_DISPATCHED },
		{ REC__ORDER_STATE__ORDER_REVIEW,     ACTION_APPROVE,  REC__ORDER_STATE__ORDER_INFORM },
		{ REC__ORDER_STATE__ORDER_INFORM,     ACTION_CONFIRM,  REC__ORDER_STATE__ORDER_CLOSED },
		{ REC__ORDER_STATE__ORDER_INFORM,     ACTION_DISPUTE,  REC__ORDER_STATE__ORDER_DISPATCHED },
		{ REC__ORDER_STATE__ORDER_REFUSED,    ACTION_DISPATCH, REC__ORDER_STATE__ORDER_DISPATCHED },
		{ REC__ORDER_STATE__ORDER_REFUSED,    ACTION_CANCEL,   REC__ORDER_STATE__ORDER_CANCELLED },
	};
	/* clang-format on */

	for (int from = REC__ORDER_STATE__ORDER_DISPATCHED; from <= REC__ORDER_STATE__ORDER_REFUSED; from++)
		for (int action = ACTION_CREATE; action < ACTION_COUNT; action++) {
			int to = -1;
			for (size_t i = 0; i < sizeof allowed / sizeof allowed[0]; i++)
				if ((int)allowed[i].from == from && (int)allowed[i].action == action)
					to = (int)allowed[i].to;
			uint64_t id = in_state((Rec__OrderState)from);
			Rec__WorkOrder *before, *after;
			cr_assert_eq(order_get(s, id, &before), 0);
			cr_assert_eq((int)before->state, from);
			int rc = order_act(s, id, before->version, (enum order_action)action, 102, "原因", START, NULL);
			cr_assert_eq(rc, to < 0 ? -EPERM : 0, "%d in %d: %d", action, from, rc);
			cr_assert_eq(order_get(s, id, &after), 0);
			cr_assert_eq((int)after->state, to < 0 ? from : to);
			cr_assert_eq(after->n_lines, before->n_lines + (to >= 0));
			store_free(before);
			store_free(after);
		}
	expect_sound();
}

Test(orders, three_urgings_show_on_the_order)
{
	uint64_t id = open_one(KIND_REPAIR, 1, HANDLING_DISPATCH, START);
	Rec__WorkOrder *o;

	for (int i = 0; i < 3; i++)
		cr_assert_eq(order_act(s, id, 0, ACTION_URGE, 101, "", START + i, NULL), 0);
	cr_assert_eq(order_get(s, id, &o), 0);
	cr_assert_eq(o->urged, 3);
	cr_assert_eq(o->n_lines, 4);
	store_free(o);
}

Test(orders, a_story_has_an_end)
{
	uint64_t id = open_one(KIND_REPAIR, 1, HANDLING_DISPATCH, START);
	int rc = 0, n = 1;

	while (rc == 0 && n < 1000) {
		rc = order_act(s, id, 0, ACTION_URGE, 101, "催", START, NULL);
		n += rc == 0;
	}
	cr_assert_eq(rc, -EINVAL);
	cr_assert_eq(n, 80);
}

Test(orders, lists_of_a_seat_go_from_the_newest_back_page_by_page)
{
	struct store_cursor at = { 0 };
	Rec__WorkOrder **rows;
	uint64_t last = UINT64_MAX;
	int seen = 0;

	for (int i = 0; i < 25; i++)
		open_one(KIND_CONSULT, 1, HANDLING_ANSWERED, START + i);
	while (!at.end) {
		int n = orders_of_seat(s, 101, &at, 10, &rows);
		cr_assert_geq(n, 0);
		for (int i = 0; i < n; i++, seen++) {
			cr_assert_lt(rows[i]->id, last);
			last = rows[i]->id;
		}
		store_free_rows(rows, (size_t)n);
	}
	cr_assert_eq(seen, 25);
	cr_assert_eq(orders_of_seat(s, 102, NULL, 10, &rows), 0);
	store_free_rows(rows, 0);
}

Test(orders, each_action_and_kind_has_its_words_in_both_languages)
{
	for (int a = ACTION_CREATE; a < ACTION_COUNT; a++)
		for (int l = 0; l < 2; l++)
			cr_assert(order_action_text[a][l] && *order_action_text[a][l]);
	for (size_t i = 0; i < n_subkind_rows; i++)
		cr_assert_not_null(kind_find(subkind_rows[i].kind));
	for (size_t i = 0; i < n_handling_rows; i++)
		cr_assert_eq(handling_find(handling_rows[i].digit), &handling_rows[i]);
}
