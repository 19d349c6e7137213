/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/alarm.h"
#include "tests/unit/store/help.h"

#include <errno.h>

TestSuite(alarms, .init = open_store, .fini = close_store);

static void
told(enum alarm_id id, uint32_t object, int at, int over)
{
	struct msg_alarm m = { .raised_us = START + at * SEC,
		.over_us = over ? START + over * SEC : 0,
		.object = object,
		.id = (uint16_t)id };

	text_copy(m.name, sizeof(m.name), "object");
	cr_assert_eq(alarm_apply(s, &m, "isup"), 0, "%s", store_why(s));
}

static int
count(int open_only)
{
	Rec__Alarm **rows;
	int n = alarm_list(s, open_only, STORE_ROWS, &rows);

	cr_assert_geq(n, 0, "%s", store_why(s));
	store_free_rows(rows, (size_t)n);
	return n;
}

Test(alarms, one_record_from_raising_to_end)
{
	Rec__Alarm **rows;

	cr_assert_eq(count(1) + count(0), 0);
	told(ALARM_LINK_DOWN, 3, 1, 0);
	told(ALARM_LINK_DOWN, 3, 2, 0); /* heard again */
	told(ALARM_LINK_DOWN, 4, 2, 0);
	told(ALARM_LINK_OUTAGE, 3, 2, 0);
	cr_assert_eq(count(1), 3);
	told(ALARM_LINK_DOWN, 3, 1, 60);
	told(ALARM_LINK_DOWN, 3, 1, 61); /* over already */
	cr_assert_eq(count(1), 2);
	cr_assert_eq(count(0), 3);
	told(ALARM_LINK_DOWN, 3, 100, 0);
	cr_assert_eq(alarm_list(s, 0, 10, &rows), 4);
	cr_assert_eq(rows[0]->raised_us, START + 100 * SEC);
	cr_assert_eq(rows[3]->raised_us, START + SEC);
	cr_assert_eq(rows[3]->over_us, START + 60 * SEC);
	cr_assert_str_eq(rows[3]->code, "LINK-DOWN");
	store_free_rows(rows, 4);
}

Test(alarms, what_a_new_arena_does_not_name_is_over)
{
	for (uint32_t i = 0; i < 300; i++) /* more than one page */
		told(ALARM_LINK_DOWN, i, 1, 0);
	told(ALARM_LINK_DOWN, 7, 105, 0); /* heard again by the new one */
	told(ALARM_NONE, 0, 100, 110);
	cr_assert_eq(count(1), 1);
}

Test(alarms, acknowledging_one_or_all)
{
	Rec__Alarm **rows;

	told(ALARM_LINK_DOWN, 1, 1, 0);
	told(ALARM_LINK_DOWN, 2, 2, 0);
	cr_assert_eq(alarm_acknowledge(s, 99, 100, START), -ENOENT);
	cr_assert_eq(alarm_acknowledge(s, 1, 100, START + 9 * SEC), 0);
	cr_assert_eq(alarm_acknowledge(s, 0, 200, START + 10 * SEC), 0);
	cr_assert_eq(alarm_list(s, 0, 10, &rows), 2);
	cr_assert(rows[1]->acked_by == 100 && rows[1]->acked_us == START + 9 * SEC);
	cr_assert(rows[0]->acked_by == 200);
	store_free_rows(rows, 2);
	cr_assert_eq(count(1), 2, "they stand all the same");
}

Test(alarms, nonsense_is_refused)
{
	struct msg_alarm m = { .raised_us = START, .id = ALARM_COUNT };

	cr_assert_eq(alarm_apply(s, &m, "isup"), -EINVAL);
	m.id = ALARM_LINK_DOWN;
	m.over_us = -1;
	cr_assert_eq(alarm_apply(s, &m, "isup"), -EINVAL);
}
