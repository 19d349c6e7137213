/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Demonstration data, and seats by command. */
#include "crm/control.h"
#include "tests/unit/crm/help.h"

#include <errno.h>

TestSuite(demo, .init = open_crmd, .fini = close_crmd);

Test(demo, the_shipped_data_loads_and_its_numbers_lead_nowhere)
{
	struct store_counts counts;
	struct customer_pop pop;
	Rec__Customer **rows;
	Rec__Agent **seats;

	cr_assert_eq(demo_load(d.store, "etc/demo-data.txt", START, stderr), 0);
	cr_assert_eq(store_check(d.store, stderr, &counts), 0);
	cr_assert_eq(counts.bad, 0);
	cr_assert_eq(agents_all(d.store, &seats, 100), 12);
	for (uint32_t i = 0; i < 12; i++) {
		cr_assert_eq(seats[i]->seat, 101 + i);
		cr_assert_eq(seats[i]->headset, i == 0);
		cr_assert_eq(strncmp(seats[i]->password, "$argon2id$", 10), 0);
		cr_assert_str_eq(seats[i]->trunk, "pbx");
		cr_assert_geq(seats[i]->n_skills, 1);
	}
	cr_assert_eq(password_verify(seats[0]->password, "123456"), 1);
	store_free_rows(seats, 12);
	int n = customer_find(d.store, "5550", STORE_ROWS, &rows);
	cr_assert_eq((uint64_t)n, counts.customers);
	for (int i = 0; i < n; i++)
		for (size_t p = 0; p < rows[i]->n_phones; p++) {
			const char *phone = rows[i]->phones[p];
			cr_assert(!strncmp(phone, "0105550", 7) || !strncmp(phone, "1005550", 7), "%s", phone);
			cr_assert_eq(strlen(phone), 11);
		}
	store_free_rows(rows, (size_t)n);
	cr_assert_eq(customer_pop(d.store, "01055500123", &pop), 1);
	cr_assert(pop.key);
}

static int
load_text(const char *text)
{
	char path[64];

	snprintf(path, sizeof path, "%s/data.txt", dir);
	FILE *f = fopen(path, "w");
	cr_assert_not_null(f);
	fputs(text, f);
	fclose(f);
	FILE *quiet = fopen("/dev/null", "w");
	int rc = demo_load(d.store, path, START, quiet);
	fclose(quiet);
	return rc;
}

Test(demo, a_fault_anywhere_leaves_the_store_as_it_was)
{
	static const char *const bad[] = {
		"seat 0101 name=A\nseat 0101 name=B\n",
		"seat 0101 name=A\nfish\n",
		"seat 0101 name=A\ncustomer \"open\n",
		"seat 0101 name=A\ncustomer A \"\" \"\" x y -\n",
		"seat 0101 name=A\ncustomer \"\" \"\" a b c - d\n",
		"password 12345\n",
		"seat 101 name=A\n",
		"seat 0101 name=A queues=1\n",
		"seat 0101 name=A queues=01:9\n",
		"seat 0101 name=A role=king\n",
		"seat 0101 colour=blue\n",
	};
	struct store_counts counts;

	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		cr_assert_lt(load_text(bad[i]), 0, "%s", bad[i]);
		cr_assert_eq(store_count(d.store, &counts), 0);
		cr_assert_eq(counts.seats, 0);
		cr_assert_eq(counts.customers, 0);
	}
	cr_assert_eq(load_text("# nothing\n\n  seat 0101 \"name=A B\" queues=01:4,02:2 # a comment\n"), 0);
	Rec__Agent *a;
	cr_assert_eq(agent_get(d.store, 101, &a), 0);
	cr_assert_str_eq(a->name, "A B");
	cr_assert_eq(a->n_skills, 2);
	cr_assert_eq(a->skills[1]->queue, 2);
	store_free(a);
}

Test(demo, a_locked_seat_is_unlocked_by_command)
{
	char seat[] = "0101", unlock[] = "locked=0", lock[] = "locked=1";
	char *argv[] = { seat, unlock }, *wrong[] = { seat, lock };
	FILE *quiet = fopen("/dev/null", "w");

	add_seat(101, REC__ROLE__AGENT);
	for (int i = 0; i < 5; i++)
		try_in(&desk, "0101", "000000");
	cr_assert_eq(try_in(&desk, "0101", "123456"), CRM__CODE__LOCKED);
	cr_assert_eq(seat_edit(d.store, false, 2, wrong, START, quiet), -EINVAL);
	cr_assert_eq(seat_edit(d.store, false, 2, argv, START, quiet), 0);
	cr_assert_eq(try_in(&desk, "0101", "123456"), CRM__CODE__OK);
	fclose(quiet);
}
