/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/store/help.h"

#include <errno.h>

TestSuite(customers, .init = open_store, .fini = close_store);

Test(customers, a_new_one_gets_a_number_and_version_1)
{
	uint64_t id = new_customer("客户甲", "010-5550 0123", "虚构路 12 号");
	char number[STORE_NUMBER];
	Rec__Customer *c;

	cr_assert_eq(customer_get(s, id, &c), 0);
	customer_number(c->id, number);
	cr_assert_str_eq(number, "C-000001");
	cr_assert_eq(customer_by_number(number), id);
	cr_assert_eq(c->version, 1);
	cr_assert_eq(c->created_us, START);
	cr_assert_str_eq(c->phones[0], "01055500123");
	store_free(c);
	expect_sound();
}

Test(customers, numbers_name_the_node_that_made_them)
{
	char number[STORE_NUMBER];

	customer_number((UINT64_C(7) << 48) | 42, number);
	cr_assert_str_eq(number, "C7-000042");
	cr_assert_eq(customer_by_number("C7-000042"), (UINT64_C(7) << 48) | 42);
	cr_assert_eq(customer_by_number("c-000042"), (UINT64_C(1) << 48) | 42);
	cr_assert_eq(customer_by_number("C-"), 0);
	cr_assert_eq(customer_by_number("C-12x"), 0);
	cr_assert_eq(customer_by_number("C70000-1"), 0);
	cr_assert_eq(customer_by_number("12"), 0);
}

Test(customers, saving_the_form_once_makes_the_number_known)
{
	struct customer_pop pop;

	cr_assert_eq(customer_pop(s, "01055500777", &pop), 0);
	uint64_t id = new_customer("客户丁", "010-5550 0777", "");
	cr_assert_eq(customer_pop(s, "01055500777", &pop), 1);
	cr_assert_eq(pop.id, id);
	cr_assert_str_eq(pop.name, "客户丁");
	cr_assert_eq(pop.key, 0);
}

/* shows: CRM-04 */
Test(customers, the_second_phone_finds_the_file)
{
	Rec__Customer c, *found;
	char one[] = "010-5550 0123", two[] = "100 5550 0009", *phones[] = { one, two };
	struct customer_pop pop;

	rec__customer__init(&c);
	c.name = one; /* any text */
	c.phones = phones;
	c.n_phones = 2;
	cr_assert_eq(customer_save(s, &c, 101, START), 0);
	cr_assert_eq(customer_by_phone(s, "10055500009", &found), 0);
	cr_assert_eq(found->id, c.id);
	store_free(found);
	/* taken away, it finds nobody */
	c.n_phones = 1;
	cr_assert_eq(customer_save(s, &c, 101, START), 0);
	cr_assert_eq(customer_pop(s, "10055500009", &pop), 0);
	cr_assert_eq(customer_pop(s, "01055500123", &pop), 1);
	expect_sound();
}

Test(customers, a_number_is_known_with_and_without_its_trunk_prefix)
{
	struct customer_pop pop;

	new_customer("甲", "010-5550 0123", "");
	new_customer("乙", "100 5550 0009", "");
	cr_assert_eq(customer_pop(s, "1055500123", &pop), 1);
	cr_assert_str_eq(pop.name, "甲");
	cr_assert_eq(customer_pop(s, "010055500009", &pop), 1);
	cr_assert_str_eq(pop.name, "乙");
}

Test(customers, a_shared_number_leads_to_all_who_have_it)
{
	struct customer_pop pop;
	Rec__Customer *c;

	uint64_t first = new_customer("甲", "01055500001", "");
	uint64_t second = new_customer("乙", "01055500001", "");
	cr_assert_eq(customer_pop(s, "01055500001", &pop), 1);
	cr_assert_eq(pop.id, first);
	cr_assert_eq(customer_get(s, first, &c), 0);
	c->n_phones = 0;
	cr_assert_eq(customer_save(s, c, 101, START), 0);
	c->n_phones = 1; /* to be freed */
	store_free(c);
	cr_assert_eq(customer_pop(s, "01055500001", &pop), 1);
	cr_assert_eq(pop.id, second);
	expect_sound();
}

Test(customers, the_second_saver_of_one_version_is_refused)
{
	uint64_t id = new_customer("甲", "01055500001", "");
	Rec__Customer *mine, *theirs;

	cr_assert_eq(customer_get(s, id, &mine), 0);
	cr_assert_eq(customer_get(s, id, &theirs), 0);
	theirs->note = strdup("他先存");
	cr_assert_eq(customer_save(s, theirs, 102, START), 0);
	cr_assert_eq(customer_save(s, mine, 101, START), -ESTALE);
	mine->version = theirs->version;
	cr_assert_eq(customer_save(s, mine, 101, START), 0);
	store_free(mine);
	store_free(theirs);
}

Test(customers, each_change_leaves_a_line_with_before_and_after)
{
	uint64_t id = new_customer("甲", "01055500001", "");
	Rec__ChangeLine **lines;
	Rec__Customer *c;

	cr_assert_eq(customer_get(s, id, &c), 0);
	free(c->name);
	c->name = strdup("甲乙");
	c->key = 1;
	cr_assert_eq(customer_save(s, c, 102, START + SEC), 0);
	store_free(c);
	int n = customer_changes(s, id, 10, &lines);
	cr_assert_eq(n, 2);
	cr_assert_eq(lines[0]->version, 2);
	cr_assert_eq(lines[0]->seat, 102);
	cr_assert_eq(lines[0]->n_fields, 2);
	cr_assert_str_eq(lines[0]->fields[0]->field, "name");
	cr_assert_str_eq(lines[0]->fields[0]->before, "甲");
	cr_assert_str_eq(lines[0]->fields[0]->after, "甲乙");
	cr_assert_str_eq(lines[0]->fields[1]->field, "key");
	cr_assert_eq(lines[1]->version, 1);
	store_free_rows(lines, (size_t)n);
}

Test(customers, rare_characters_come_back_as_they_went)
{
	/* Extension B and G, a variation sequence, Yi, a compatibility ideograph */
	const char *name = "\xf0\xa0\xae\xb7\xf0\xb0\xbb\x9e\xe9\x82\x8a\xf3\xa0\x84\x80\xea\x80\x80\xef\xa4\x80";
	uint64_t id = new_customer(name, "01055500001", "𡨴字 1 号");
	struct customer_pop pop;
	Rec__Customer *c, **rows;

	cr_assert_eq(customer_get(s, id, &c), 0);
	cr_assert_str_eq(c->name, name);
	store_free(c);
	cr_assert_eq(customer_pop(s, "01055500001", &pop), 1);
	cr_assert_str_eq(pop.name, name);
	cr_assert_eq(customer_find(s, "\xf0\xa0\xae\xb7", 10, &rows), 1);
	store_free_rows(rows, 1);
}

Test(customers, text_that_could_harm_a_screen_is_refused)
{
	static const char *const bad[] = { "\x1b[2J", "a\x7f", "\xc2\x9b", "\xff", "\xe4\xb8", "\xed\xa0\x80",
		"\xc0\xaf", "\xf5\x80\x80\x80", "tab\t" };
	Rec__Customer c;

	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		char text[16];
		strcpy(text, bad[i]);
		rec__customer__init(&c);
		c.name = text;
		cr_assert_eq(customer_save(s, &c, 101, START), -EINVAL, "%zu", i);
		cr_assert_str_eq(store_why(s), "name");
	}
}

Test(customers, a_long_name_is_cut_between_characters_in_the_pop)
{
	char name[STORE_NAME_MAX + 1] = "";
	struct customer_pop pop;

	for (int i = 0; i < 40; i++)
		strcat(name, "甲");
	new_customer(name, "01055500001", "");
	cr_assert_eq(customer_pop(s, "01055500001", &pop), 1);
	cr_assert_eq(strlen(pop.name), 63);
	cr_assert_eq(strncmp(pop.name, name, 63), 0);
}

/* ---- finding ---- */

#define MANY 100000

static void
fill(void)
{
	for (int i = 0; i < MANY; i++) {
		char name[64], phone[32], address[96];
		if (i % 5000 == 0)
			cr_assert_eq(store_begin(s), 0);
		snprintf(name, sizeof name, "测试%c户%06d", 'A' + i % 26, i);
		snprintf(phone, sizeof phone, "0105%07d", i);
		snprintf(address, sizeof address, "示例区虚构路 %d 号 %d-%d", i / 40, i % 8, i % 5);
		new_customer(name, phone, address);
		if (i % 5000 == 4999)
			cr_assert_eq(store_commit(s), 0);
	}
}

/* The first row found, and how many there are. */
static uint64_t
first(const char *query, int *n)
{
	Rec__Customer **rows;

	*n = customer_find(s, query, 50, &rows);
	cr_assert_gt(*n, 0, "%s", query);
	uint64_t id = rows[0]->id;
	store_free_rows(rows, (size_t)*n);
	return id;
}

static int
among(const char *query, uint64_t id)
{
	Rec__Customer **rows;
	int n = customer_find(s, query, 50, &rows), found = 0;

	for (int i = 0; i < n; i++)
		found |= rows[i]->id == id;
	store_free_rows(rows, (size_t)n);
	return found;
}

Test(customers, each_of_the_four_keys_finds_one_among_a_hundred_thousand, .timeout = 120)
{
	uint64_t node = UINT64_C(1) << 48;
	Rec__Customer **rows;
	int n;

	fill();
	cr_assert_eq(first("C-012346", &n), node | 12346); /* number */
	cr_assert_eq(n, 1);
	cr_assert_eq(first("户012345", &n), node | 12346); /* name */
	cr_assert_eq(n, 1);
	cr_assert_eq(first("010-5001 2345", &n), node | 12346); /* phone */
	cr_assert_eq(n, 1);
	cr_assert_eq(first("50012345", &n), node | 12346); /* its ending */
	cr_assert_eq(n, 1);
	cr_assert_eq(first("示例区虚构路 308 号 5-0", &n), node | 12326); /* address */
	cr_assert(among("5-0 虚构路 308", node | 12326));                 /* its words in another order */
	cr_assert_eq(first("试m户000012", &n), node | 13);                /* Latin letters: case is nothing */
	cr_assert_eq(customer_find(s, "虚构路", 50, &rows), 50);
	store_free_rows(rows, 50);
	cr_assert_eq(customer_find(s, "没有的人", 50, &rows), 0);
	store_free_rows(rows, 0);
	cr_assert_eq(customer_find(s, "", 50, &rows), 0);
	store_free_rows(rows, 0);
}
