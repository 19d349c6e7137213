/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trunk/pri/number.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <libpri.h>
#include <string.h>

struct same {
	uint8_t nai;
	int plan;
	uint8_t presentation;
	int pres;
};

ParameterizedTestParameters(number, codes_agree_both_ways)
{
	/* clang-format off */
	static struct same rows[] = {
		{ 1, PRI_LOCAL_ISDN,         0, PRES_ALLOWED_NETWORK_NUMBER },
		{ 3, PRI_NATIONAL_ISDN,      1, PRES_PROHIB_USER_NUMBER_PASSED_SCREEN },
		{ 4, PRI_INTERNATIONAL_ISDN, 0, PRES_ALLOWED_USER_NUMBER_NOT_SCREENED },
		{ 2, PRI_UNKNOWN,            2, PRES_NUMBER_NOT_AVAILABLE },
	};
	/* clang-format on */

	return cr_make_param_array(struct same, rows, sizeof(rows) / sizeof(rows[0]));
}

ParameterizedTest(struct same *row, number, codes_agree_both_ways)
{
	struct number n;
	char digits[NUMBER_DIGITS];
	int plan, pres;

	number_from_q931(&n, "01055509000", row->plan, row->pres);
	cr_assert_eq(n.nai, row->nai);
	cr_assert_eq(n.presentation, row->presentation);
	cr_assert_str_eq(n.digits, "01055509000");
	number_to_q931(&n, digits, &plan, &pres);
	cr_assert_eq(plan, row->plan);
	cr_assert_eq(pres, row->pres);
	cr_assert_str_eq(digits, "01055509000");
}

Test(number, what_is_no_digit_is_left_out_and_length_is_bounded)
{
	struct number n;

	number_from_q931(&n, "+86 10-5550", PRI_NATIONAL_ISDN, 0);
	cr_assert_str_eq(n.digits, "86105550");
	number_from_q931(&n, "00000000001111111111222222222233333333334444", PRI_NATIONAL_ISDN, 0);
	cr_assert_eq(n.len, NUMBER_DIGITS - 1);
	cr_assert_eq(n.digits[NUMBER_DIGITS - 1], '\0');
}

Test(number, unterminated_digits_from_another_process_are_harmless)
{
	struct number n = { .len = 255, .nai = 99, .presentation = 99 };
	char digits[NUMBER_DIGITS];
	int plan, pres;

	memset(n.digits, '7', sizeof(n.digits));
	number_to_q931(&n, digits, &plan, &pres);
	cr_assert_eq(strlen(digits), NUMBER_DIGITS - 1);
}
