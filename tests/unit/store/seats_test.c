/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/store/help.h"

#include <errno.h>

TestSuite(seats, .init = open_store, .fini = close_store);

static int
add(uint16_t seat)
{
	Rec__Agent a = REC__AGENT__INIT;
	char name[] = "坐席";

	a.seat = seat;
	a.name = name;
	return agent_save(s, &a, SEAT_NONE, START);
}

/* shows: NFR-04 */
Test(seats, every_code_of_four_digits_is_accepted_once_and_nothing_else)
{
	static const char *const bad[] = { "", "0", "01", "010", "01010", "0101 ", " 0101", "01o1", "abcd", "-001",
		"+101", "1e10", "0x10", "０１０１" };
	static const char *const bad_passwords[] = { "", "12345", "1234567", "12345a", "abcdef", " 12345", "-12345" };
	char code[8];
	Rec__Agent **all;

	cr_assert_eq(store_begin(s), 0);
	for (int i = 0; i <= 9999; i++) {
		snprintf(code, sizeof code, "%04d", i);
		cr_assert_eq(seat_code(code), i);
		cr_assert_eq(add((uint16_t)seat_code(code)), 0);
	}
	cr_assert_eq(store_commit(s), 0);
	for (int i = 0; i <= 9999; i++)
		cr_assert_eq(add((uint16_t)i), -ESTALE, "%04d a second time", i);
	cr_assert_eq(add(10000), -EINVAL);
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		cr_assert_eq(seat_code(bad[i]), -EINVAL, "%s", bad[i]);
	for (int i = 0; i < 1000000; i += 7) {
		snprintf(code, sizeof code, "%06d", i);
		cr_assert_eq(password_form(code), 0);
	}
	for (size_t i = 0; i < sizeof bad_passwords / sizeof bad_passwords[0]; i++)
		cr_assert_eq(password_form(bad_passwords[i]), -EINVAL, "%s", bad_passwords[i]);
	int n = agents_all(s, &all, 20000);
	cr_assert_eq(n, 10000);
	for (int i = 0; i < n; i++)
		cr_assert_eq(all[i]->seat, (uint32_t)i);
	store_free_rows(all, (size_t)n);
}

Test(seats, tries_lock_and_a_new_password_unlocks)
{
	Rec__Agent *a;

	cr_assert_eq(add(101), 0);
	for (int i = 0; i < 4; i++)
		cr_assert_eq(agent_tried(s, 101, 0, 5, START), 0);
	cr_assert_eq(agent_tried(s, 101, 0, 5, START), 1);
	cr_assert_eq(agent_tried(s, 101, 1, 5, START), 2, "locked is locked");
	cr_assert_eq(agent_password(s, 101, "plain", SEAT_NONE, START), -EINVAL, "never anything but a hash");
	cr_assert_eq(agent_password(s, 101, "$argon2id$v=19$m=8,t=1,p=1$c2FsdA$aGFzaA", SEAT_NONE, START), 0);
	cr_assert_eq(agent_tried(s, 101, 1, 5, START + 5), 0);
	cr_assert_eq(agent_get(s, 101, &a), 0);
	cr_assert_eq(a->signed_us, START + 5);
	store_free(a);
	cr_assert_eq(agent_tried(s, 999, 0, 5, START), -ENOENT);
}

Test(seats, skills_and_fields_are_checked)
{
	Rec__Agent a = REC__AGENT__INIT;
	Rec__Skill skill = REC__SKILL__INIT, *skills[SEAT_QUEUES + 1];
	char name[] = "坐席", phone[] = "81x1";

	for (int i = 0; i <= SEAT_QUEUES; i++)
		skills[i] = &skill;
	a.seat = 101;
	cr_assert_eq(agent_save(s, &a, SEAT_NONE, START), -EINVAL, "no name");
	a.name = name;
	a.phone = phone;
	cr_assert_eq(agent_save(s, &a, SEAT_NONE, START), -EINVAL);
	cr_assert_str_eq(store_why(s), "phone");
	phone[2] = '0';
	a.skills = skills;
	a.n_skills = 1;
	for (uint32_t level = 0; level < 8; level++) {
		skill.level = level;
		a.version = 0;
		int rc = agent_save(s, &a, SEAT_NONE, START);
		cr_assert_eq(rc, level == 1 ? 0 : level >= 1 && level <= 5 ? -ESTALE : -EINVAL, "%u: %d", level, rc);
	}
	skill.level = 1;
	a.version = 1;
	a.n_skills = SEAT_QUEUES + 1;
	cr_assert_eq(agent_save(s, &a, SEAT_NONE, START), -EINVAL);
}

/* ---- audit ---- */

Test(seats, changes_are_audited_with_before_and_after)
{
	Rec__Audit **rows;
	Rec__Agent *a;

	cr_assert_eq(add(101), 0);
	cr_assert_eq(agent_get(s, 101, &a), 0);
	a->level = 4;
	cr_assert_eq(agent_save(s, a, 111, START + SEC), 0);
	store_free(a);
	int n = audit_from(s, 0, 10, &rows);
	cr_assert_eq(n, 2);
	cr_assert_str_eq(rows[0]->action, "seat changed");
	cr_assert_str_eq(rows[0]->object, "seat 0101");
	cr_assert_eq(rows[0]->seat, 111);
	cr_assert_eq(rows[0]->n_fields, 1);
	cr_assert_str_eq(rows[0]->fields[0]->field, "level");
	cr_assert_str_eq(rows[0]->fields[0]->before, "0");
	cr_assert_str_eq(rows[0]->fields[0]->after, "4");
	store_free_rows(rows, (size_t)n);
}

Test(seats, labels_come_from_the_schema)
{
	cr_assert_str_eq(record_label("Customer", "name", 0), "姓名");
	cr_assert_str_eq(record_label("Customer", "name", 1), "name");
	cr_assert_str_eq(record_label("WorkOrder", "summary", 0), "摘要");
	cr_assert_str_eq(record_label("Customer", "no such", 0), "no such");
}
