/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The audit is tampered with through a second environment, as somebody with the file would. */
#include "store/internal.h"
#include "tests/unit/store/help.h"

#include <errno.h>

TestSuite(audit, .init = open_store, .fini = close_store);

static void
ten_lines(void)
{
	for (int i = 0; i < 10; i++) {
		char object[32];
		snprintf(object, sizeof object, "recording 1-%d", i);
		cr_assert_eq(audit_add(s, START + i, 101, "played", object, NULL, 0), 0);
	}
}

static uint64_t
break_at(void)
{
	uint64_t line = 0;

	return audit_check(s, &line) == 0 ? 0 : line;
}

Test(audit, an_untouched_chain_is_whole)
{
	cr_assert_eq(break_at(), 0);
	ten_lines();
	cr_assert_eq(break_at(), 0);
}

Test(audit, a_line_changed_breaks_the_chain_there)
{
	struct key k = key_of_u64(4);
	Rec__Audit *a;

	ten_lines();
	cr_assert_eq(record_get(s, T_AUDIT, &k, &a), 0);
	a->seat = 102;
	cr_assert_eq(write_begin(s), 0);
	cr_assert_eq(write_end(s, record_put(s, T_AUDIT, &k, a)), 0);
	store_free(a);
	cr_assert_eq(break_at(), 4);
}

Test(audit, a_line_taken_out_breaks_the_chain_there)
{
	struct key k = key_of_u64(4);

	ten_lines();
	cr_assert_eq(write_begin(s), 0);
	cr_assert_eq(write_end(s, record_del(s, T_AUDIT, &k)), 0);
	cr_assert_eq(break_at(), 4);
}

/* shows: SEC-07 */
Test(audit, who_when_what_before_and_after_and_a_removal_shows)
{
	struct key k = key_of_u64(2);
	Rec__Agent a = REC__AGENT__INIT;
	char name[] = "坐席";
	Rec__Audit **rows;

	a.seat = 101;
	a.name = name;
	a.level = 1;
	cr_assert_eq(agent_save(s, &a, 111, START), 0);
	a.level = 3;
	cr_assert_eq(agent_save(s, &a, 111, START + SEC), 0);
	cr_assert_eq(agent_tried(s, 101, 0, 5, START + 2 * SEC), 0);
	cr_assert_eq(audit_from(s, 2, 1, &rows), 1);
	cr_assert_eq(rows[0]->seat, 111);
	cr_assert_eq(rows[0]->at_us, START + SEC);
	cr_assert_str_eq(rows[0]->action, "seat changed");
	cr_assert_str_eq(rows[0]->object, "seat 0101");
	cr_assert_str_eq(rows[0]->fields[0]->field, "level");
	cr_assert_str_eq(rows[0]->fields[0]->before, "1");
	cr_assert_str_eq(rows[0]->fields[0]->after, "3");
	store_free_rows(rows, 1);
	cr_assert_eq(break_at(), 0);
	cr_assert_eq(write_begin(s), 0);
	cr_assert_eq(write_end(s, record_del(s, T_AUDIT, &k)), 0);
	cr_assert_eq(break_at(), 2);
}

Test(audit, a_line_replaced_with_its_own_right_hash_breaks_the_next)
{
	struct key k = key_of_u64(4), k3 = key_of_u64(3);
	Rec__Audit *a, *before;

	ten_lines();
	cr_assert_eq(record_get(s, T_AUDIT, &k, &a), 0);
	cr_assert_eq(record_get(s, T_AUDIT, &k3, &before), 0);
	/* a forger who knows the rule makes line 4 anew, but not lines 5 to 10 */
	cr_assert_eq(write_begin(s), 0);
	for (uint64_t i = 4; i <= 10; i++) {
		struct key gone = key_of_u64(i);
		cr_assert_eq(record_del(s, T_AUDIT, &gone), 0);
	}
	cr_assert_eq(audit_add(s, START + 3, 102, "played", "recording 1-99", NULL, 0), 0);
	struct key k5 = key_of_u64(5);
	a->serial = 5;
	cr_assert_eq(record_put(s, T_AUDIT, &k5, a), 0);
	cr_assert_eq(write_end(s, 0), 0);
	store_free(a);
	store_free(before);
	cr_assert_eq(break_at(), 5);
}

/* ---- requests done ---- */

Test(audit, what_was_done_is_remembered_for_a_day)
{
	void *answer;
	size_t n;

	cr_assert_eq(done_get(s, "k1", 2, &answer, &n), 0);
	cr_assert_eq(done_put(s, "k1", 2, "yes", 3, START), 0);
	cr_assert_eq(done_get(s, "k1", 2, &answer, &n), 1);
	cr_assert_eq(n, 3);
	cr_assert_eq(memcmp(answer, "yes", 3), 0);
	free(answer);
	cr_assert_eq(done_put(s, "k2", 2, "no", 2, START + 23 * 3600 * SEC), 0);
	cr_assert_eq(done_get(s, "k1", 2, &answer, &n), 1);
	free(answer);
	cr_assert_eq(done_put(s, "k3", 2, "no", 2, START + 25 * 3600 * SEC), 0);
	cr_assert_eq(done_get(s, "k1", 2, &answer, &n), 0, "a day is over");
	cr_assert_eq(done_get(s, "k2", 2, &answer, &n), 1);
	free(answer);
	char long_key[STORE_KEY_MAX + 1] = { 1 };
	cr_assert_eq(done_put(s, long_key, sizeof long_key, "", 0, START), -EINVAL);
	cr_assert_eq(done_put(s, long_key, 0, "", 0, START), -EINVAL);
}
