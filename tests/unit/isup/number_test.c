/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers as octets: golden values, every length both ways, and what is no number. */
#include "isup/codec.h"
#include "isup/number.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

Test(number, called_number_with_st_is_odd)
{
	static const uint8_t octets[] = { 0x83, 0x90, 0x21, 0x43, 0x65, 0x87, 0x0f };
	struct number n;
	uint8_t again[NUMBER_OCTETS];

	cr_assert_eq(number_decode(PARAM_CALLED, octets, sizeof(octets), &n), 0);
	cr_assert_str_eq(n.digits, "12345678");
	cr_assert(n.len == 8 && n.st && n.nai == NAI_NATIONAL && n.npi == 1 && n.inn == 1);
	cr_assert_eq(number_encode(PARAM_CALLED, &n, again), sizeof(octets));
	cr_assert_arr_eq(again, octets, sizeof(octets));
}

Test(number, calling_number_with_presentation_and_screening)
{
	static const uint8_t octets[] = { 0x84, 0x97, 0x68, 0x31, 0x08, 0x10, 0x83, 0x00, 0x00 };
	struct number n;
	uint8_t again[NUMBER_OCTETS];

	cr_assert_eq(number_decode(PARAM_CALLING, octets, sizeof(octets), &n), 0);
	cr_assert_str_eq(n.digits, "8613800138000");
	cr_assert_eq(n.nai, NAI_INTERNATIONAL);
	cr_assert_eq(n.inn, 1); /* incomplete */
	cr_assert_eq(n.presentation, PRESENTATION_RESTRICTED);
	cr_assert_eq(n.screening, SCREENING_NETWORK);
	cr_assert_eq(number_encode(PARAM_CALLING, &n, again), sizeof(octets));
	cr_assert_arr_eq(again, octets, sizeof(octets));
}

Test(number, caller_not_available_has_no_digits)
{
	static const uint8_t octets[] = { 0x00, 0x0b };
	struct number n;

	cr_assert_eq(number_decode(PARAM_CALLING, octets, sizeof(octets), &n), 0);
	cr_assert(n.len == 0 && n.presentation == PRESENTATION_NONE);
}

Test(number, overdecadic_digits_have_letters)
{
	static const uint8_t octets[] = { 0x02, 0x10, 0xb1, 0xfc };
	struct number n;

	cr_assert_eq(number_decode(PARAM_CALLED, octets, sizeof(octets), &n), 0);
	cr_assert_str_eq(n.digits, "1BC");
	cr_assert(n.st);
	cr_assert_eq(number_decode(PARAM_ORIGINAL_CALLED, octets, sizeof(octets), &n), 0);
	cr_assert_str_eq(n.digits, "1BCF");
	cr_assert(!n.st);
}

Test(number, every_form_and_length_both_ways)
{
	static const uint8_t forms[] = { PARAM_CALLED, PARAM_SUBSEQUENT, PARAM_CALLING, PARAM_ORIGINAL_CALLED,
		PARAM_REDIRECTING, PARAM_REDIRECTION, PARAM_CONNECTED, PARAM_LOCATION, PARAM_GENERIC_NUMBER,
		PARAM_TRANSFER_NUMBER, PARAM_CALLED_IN, PARAM_ORIGINAL_CALLED_IN, PARAM_CALLED_DIRECTORY };

	for (size_t f = 0; f < sizeof(forms); f++)
		for (unsigned len = 0; len < NUMBER_DIGITS; len++)
			for (unsigned st = 0; st < 2; st++) {
				struct number n = { .len = (uint8_t)len, .st = (uint8_t)st }, again;
				uint8_t octets[NUMBER_OCTETS];

				for (unsigned i = 0; i < len; i++)
					n.digits[i] = "0123456789ABCDE"[(i * 7 + len) % 15];
				int size = number_encode(forms[f], &n, octets);
				cr_assert(size > 0 && size <= NUMBER_OCTETS);
				cr_assert_eq(number_decode(forms[f], octets, (size_t)size, &again), 0);
				cr_assert_str_eq(again.digits, n.digits, "form %zu, %u digits", f, len);
				cr_assert_eq(
				    again.st, forms[f] == PARAM_CALLED || forms[f] == PARAM_SUBSEQUENT ? st : 0);
			}
}

Test(number, what_is_no_number_is_refused)
{
	uint8_t octets[40] = { 0x03, 0x10 };
	struct number n = { .len = 3, .digits = "1*2" };

	cr_assert_eq(number_decode(PARAM_CALLED, octets, 1, &n), -EBADMSG);
	cr_assert_eq(number_decode(PARAM_CALLED, octets, 0, &n), -EBADMSG);
	cr_assert_eq(number_decode(PARAM_CAUSE, octets, 4, &n), -EINVAL);
	cr_assert_eq(number_decode(PARAM_CALLED, octets, 2 + 16, &n), -EMSGSIZE, "32 digits");
	cr_assert_eq(number_decode(PARAM_CALLED, octets, 40, &n), -EMSGSIZE);
	n = (struct number){ .len = 3, .digits = "1*2" };
	cr_assert_eq(number_encode(PARAM_CALLED, &n, octets), -EINVAL);
	n.len = 255;
	cr_assert_eq(number_encode(PARAM_CALLED, &n, octets), -EINVAL);
}

Test(number, digits_are_appended_until_there_is_no_room)
{
	struct number n = { .len = 3, .digits = "123" }, more = { .len = 14, .digits = "00000000000000", .st = 1 };

	cr_assert_eq(number_append(&n, &more), 0);
	cr_assert_eq(n.len, 17);
	cr_assert_str_eq(n.digits, "12300000000000000");
	cr_assert(n.st);
	cr_assert_eq(number_append(&n, &more), 0);
	cr_assert_eq(n.len, 31);
	cr_assert_eq(number_append(&n, &more), -EMSGSIZE);
	cr_assert_eq(n.len, 31);
}
