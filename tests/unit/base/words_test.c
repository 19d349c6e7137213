/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/words.h"

#include <criterion/criterion.h>

Test(words, numbers_are_whole_words_in_bounds)
{
	static const struct {
		const char *text;
		int most, n;
	} rows[] = {
		{ "0", 10, 0 }, { "10", 10, 10 }, { "11", 10, -1 }, { "", 10, -1 }, { "-1", 10, -1 }, { "+1", 10, -1 },
		{ "1x", 10, -1 }, { " 1", 10, -1 }, { "99999999999999999999", 4095, -1 }, { "007", 10, 7 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		cr_assert_eq(words_number(rows[i].text, rows[i].most), rows[i].n, "%s", rows[i].text);
}

Test(words, ranges_go_upwards)
{
	static const char *const wrong[] = { "", "-", "5-", "-5", "5-4", "5x", "5-6x", "5-6-7", "0-3", "5-32", "32", "a-b" };
	int first = 0, last = 0;

	cr_assert_eq(words_range("12", 1, 31, &first, &last), 0);
	cr_assert(first == 12 && last == 12);
	cr_assert_eq(words_range("1-31", 1, 31, &first, &last), 0);
	cr_assert(first == 1 && last == 31);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		cr_assert_lt(words_range(wrong[i], 1, 31, &first, &last), 0, "%s", wrong[i]);
	cr_assert(first == 1 && last == 31);
}
