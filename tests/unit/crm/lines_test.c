/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/crm/help.h"

#include "crm/lines.h"

#include <errno.h>

TestSuite(lines, .init = open_crmd, .fini = close_crmd);

/* A call of `seconds` on carrier/`circuit`, beginning `at` seconds after the start. */
static void
line_call(uint64_t n, const char *trunk, uint16_t circuit, bool out, int at, int seconds)
{
	struct msg_fact first = out ? fact_at(at, FACT_CALL_DIALLED) : fact_offered(at, "01055500123");
	struct msg_fact last = fact_ended(at + seconds, CALL_END_CALLER);

	first.session = last.session = CALL + n;
	text_copy(first.trunk, sizeof(first.trunk), out ? "" : trunk); /* an outgoing call has its circuit later */
	text_copy(last.trunk, sizeof(last.trunk), trunk);
	first.circuit = last.circuit = circuit;
	take_fact(&first);
	take_fact(&last);
}

static char *
said(int (*print)(FILE *to))
{
	static char text[4096];
	FILE *to = fmemopen(text, sizeof(text), "w");

	cr_assert_eq(print(to), 0);
	fclose(to);
	return text;
}

static int
print_five(FILE *to)
{
	return line_calls(d.store, "carrier", 5, 100, to);
}

static int
print_use_of_carrier(FILE *to)
{
	return line_use_print(d.store, "carrier", START, START + 3600 * SEC, to);
}

Test(lines, the_list_of_a_circuit_is_the_calls_that_used_it)
{
	Rec__Call **rows;

	line_call(1, "carrier", 5, false, 0, 10);
	line_call(2, "carrier", 6, false, 1, 10);
	line_call(3, "carrier", 5, true, 20, 30);
	line_call(4, "pbx", 5, false, 30, 10);
	cr_assert_eq(batch_end(&d, 0), 0);
	cr_assert_eq(calls_of_circuit(d.store, "carrier", 5, 0, INT64_MAX, NULL, 100, &rows), 2);
	cr_assert_eq(rows[0]->session, CALL + 3);
	cr_assert_eq(rows[1]->session, CALL + 1);
	store_free_rows(rows, 2);
	cr_assert_eq(calls_of_circuit(d.store, "carrier", 7, 0, INT64_MAX, NULL, 100, &rows), 0);
	store_free_rows(rows, 0);
	cr_assert_not_null(strstr(said(print_five), "carrier/5: 2 calls, 0 talked; held 20.0 s"));
}

Test(lines, use_of_a_group_adds_up_and_is_in_erlangs)
{
	struct line_use *use = calloc(LINES_MOST, sizeof(*use));

	for (uint64_t i = 0; i < 300; i++) /* more than one page of the store */
		line_call(i, "carrier", (uint16_t)(1 + i % 3), i % 2, (int)i, 36);
	line_call(999, "pbx", 69, false, 0, 1000);
	line_call(1000, "carrier", 1, false, 3601, 36); /* later */
	cr_assert_eq(batch_end(&d, 0), 0);
	cr_assert_eq(line_use(d.store, "carrier", START, START + 3600 * SEC, use), 300);
	cr_assert_eq(use[1].in + use[2].in + use[3].in, 150);
	cr_assert_eq(use[1].out + use[2].out + use[3].out, 150);
	cr_assert_eq(use[1].held_us, 3600 * SEC);
	cr_assert_not_null(
	    strstr(said(print_use_of_carrier), "1             50      50         0       3600 s      36.0 s    1.000"));
	cr_assert_not_null(
	    strstr(said(print_use_of_carrier), "all          150     150         0      10800 s      36.0 s    3.000"));
	free(use);
}
