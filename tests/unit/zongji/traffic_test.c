/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Known traffic, computed by hand. */
#include "tools/zongji/traffic.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static struct sample from, to;
static const struct period hour = { &from, &to };

/* An hour on group 1: 100 calls in of 90 s, 20 calls out of 60 s; 96 answered, 12 busy, 8 no reply, 3 no circuit, 1
 * unallocated. */
static void
busy_hour(void)
{
	sample_clear(&from, 0);
	sample_clear(&to, 3600000000);
	sample_add(&from, "METERED_S", 0, 1000);
	sample_add(&to, "METERED_S", 0, 4600);
	sample_add(&from, "CALLS_IN", 1, 7);
	sample_add(&to, "CALLS_IN", 1, 107);
	sample_add(&to, "CALLS_OUT", 1, 20);
	sample_add(&to, "ANSWERED", 1, 96);
	sample_add(&to, "BUSY_IN_S", 1, 9000);
	sample_add(&to, "BUSY_OUT_S", 1, 1200);
	sample_add(&to, "UNANSWERED", 128 + 17, 12);
	sample_add(&to, "UNANSWERED", 128 + 19, 8);
	sample_add(&to, "UNANSWERED", 128 + 34, 3);
	sample_add(&to, "UNANSWERED", 128 + 1, 1);
	sample_add(&to, "MTP2_OCTETS_OUT", 0, 7200000 - 600000);
	sample_add(&to, "MTP2_MSU_OUT", 0, 100000);
}

TestSuite(traffic, .init = busy_hour);

static double
value(const struct measure *rows, const char *text, uint16_t which)
{
	for (; rows->unit; rows++)
		if (strcmp(rows->text[1], text) == 0)
			return rows->value(&hour, which);
	cr_assert_fail("no measure %s", text);
	return 0;
}

#define ABOUT(a, b) cr_assert_float_eq(a, b, 1e-9)

Test(traffic, group_measures_of_a_known_hour)
{
	ABOUT(value(group_measures, "seizures in", 1), 100);
	ABOUT(value(group_measures, "seizures out", 1), 20);
	ABOUT(value(group_measures, "answer-seizure ratio, ASR", 1), 80);
	ABOUT(value(group_measures, "network effectiveness, NER", 1), 100.0 * 116 / 120);
	ABOUT(value(group_measures, "traffic in", 1), 2.5);
	ABOUT(value(group_measures, "traffic out", 1), 1.0 / 3);
	ABOUT(value(group_measures, "mean holding time", 1), 85);
	ABOUT(value(group_measures, "answer-seizure ratio, ASR", 0), 0); /* no traffic is no division */
}

Test(traffic, load_of_a_link_counts_what_a_message_weighs_on_the_line)
{
	ABOUT(value(link_measures, "load, sending", 0), 7200000 * 8.0 / 64000 / 3600);
	ABOUT(value(link_measures, "unavailable", 0), 3600);
}

Test(traffic, counters_that_began_anew_count_from_nothing)
{
	sample_add(&from, "CALLS_IN", 2, 1000);
	sample_add(&to, "CALLS_IN", 2, 5);
	ABOUT(value(group_measures, "seizures in", 2), 5);
}

Test(traffic, samples_read_back_as_they_were_told)
{
	static struct sample s;
	char text[] = "at 1234567\nCALLS_IN 1 107\nCALLS_IN 2 5\nnonsense\nX 70000 1\nANSWERED 1 96\n";
	char bad[] = "CALLS_IN 1 107\n";

	cr_assert_eq(sample_parse(&s, text), 0);
	cr_assert_eq(s.at_us, 1234567);
	cr_assert_eq(s.n, 3);
	cr_assert_eq(sample_value(&s, "CALLS_IN", 2), 5);
	cr_assert_lt(sample_parse(&s, bad), 0);
	sample_clear(&s, 0);
	for (uint16_t i = 0; i < 2 * SAMPLE_ROWS; i++)
		sample_add(&s, "A", i, 1);
	cr_assert_eq(s.n, SAMPLE_ROWS);
}

Test(traffic, table_has_a_column_each_and_causes_that_happened)
{
	static const char *const names[] = { "carrier", "other exchange" };
	static const uint16_t which[] = { 1, 0 };
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	traffic_print(&hour, group_measures, names, which, 2, 1, out);
	traffic_print_causes(&hour, names, which, 2, 1, out);
	fclose(out);
	cr_assert_not_null(strstr(text, "answer-seizure ratio, ASR              %             80.0         0.0\n"), "%s",
	    text);
	cr_assert_not_null(strstr(text, "not answered, cause 17                 calls           12           0\n"), "%s",
	    text);
	cr_assert_null(strstr(text, "cause 16"));
	free(text);
}
