/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/msg.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <string.h>

Test(msg, only_the_catalogue_s_senders_receivers_and_sizes_pass)
{
	for (int type = 0; type < 400; type++)
		for (int from = 0; from < ROLE_COUNT; from++)
			for (int to = 0; to < ROLE_COUNT; to++) {
				int known = type > 0 && type < MSG_COUNT && (msg_rows[type].from & ROLE_BIT(from)) &&
				    (msg_rows[type].to & ROLE_BIT(to));
				uint32_t size = known ? msg_rows[type].size : 64;

				cr_assert_eq(msg_check((enum role)from, (enum role)to, (uint16_t)type, size), known);
				if (known)
					cr_assert_not(
					    msg_check((enum role)from, (enum role)to, (uint16_t)type, size - 1));
			}
}

/* The sound of a fax is no news to the switch, and may be lost. */
static bool
is_sound(enum role from, enum role to)
{
	return (from == ROLE_MEDIA && to == ROLE_FAX) || (from == ROLE_FAX && to == ROLE_MEDIA);
}

Test(msg, everybody_talks_with_the_switch_and_past_it_goes_nothing_but_sound)
{
	for (int from = 0; from < ROLE_COUNT; from++)
		for (int to = 0; to < ROLE_COUNT; to++)
			cr_assert_eq(msg_pair((enum role)from, (enum role)to),
			    is_sound((enum role)from, (enum role)to) || (from != to && (from == ROLE_ACD || to == ROLE_ACD)));
	for (int i = 1; i < MSG_COUNT; i++)
		if ((msg_rows[i].from | msg_rows[i].to) == (ROLE_BIT(ROLE_MEDIA) | ROLE_BIT(ROLE_FAX)))
			cr_assert_eq(msg_rows[i].full, MSG_DROP);
}

Test(msg, every_row_says_what_it_means)
{
	for (int i = 1; i < MSG_COUNT; i++)
		cr_assert_gt(strlen(msg_rows[i].sentence), 10, "%s", msg_rows[i].name);
}

Test(msg, text_is_cut_between_characters)
{
	char to[6];

	text_copy(to, sizeof(to), "总机好");
	cr_assert_str_eq(to, "总");
	text_copy(to, sizeof(to), "ab总机");
	cr_assert_str_eq(to, "ab总");
	text_copy(to, sizeof(to), "abc");
	cr_assert_str_eq(to, "abc");
}

Test(msg, a_number_takes_digits_only_and_refuses_too_many)
{
	struct number n;

	cr_assert_eq(number_set(&n, "010-5550 0123", 3), 0);
	cr_assert_str_eq(n.digits, "01055500123");
	cr_assert_eq(n.len, 11);
	cr_assert_eq(number_set(&n, "01234567890123456789012345678901", 3), -EINVAL);
	cr_assert_eq(n.len, 11);
}

Test(msg, a_number_out_of_a_message_is_made_sound)
{
	struct number n = { .len = 200, .nai = 3 };

	memset(n.digits, '7', sizeof(n.digits));
	n = number_tame(&n);
	cr_assert_eq(n.len, NUMBER_DIGITS - 1);
	cr_assert_eq(strlen(n.digits), NUMBER_DIGITS - 1);
	cr_assert_eq(n.nai, 3);
	n = (struct number){ .len = 9, .digits = "123\0hidden" };
	n = number_tame(&n);
	cr_assert_eq(n.len, 3);
	cr_assert_eq(n.digits[4], '\0');
}
