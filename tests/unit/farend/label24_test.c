/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/farend/label24.h"

#include <criterion/criterion.h>
#include <string.h>

#define OWN   0x160401u /* 22-4-1 */
#define HOUSE 0x16047fu /* 22-4-127 */

static struct label24 l;
static uint8_t out[300];

static void
init(void)
{
	label24_init(&l, OWN, HOUSE);
}

TestSuite(label24, .init = init);

Test(label24, aliases_keep_the_order_of_the_real_codes)
{
	struct label24 other;

	cr_assert_lt(l.alias[0], l.alias[1]);
	label24_init(&other, HOUSE, OWN);
	cr_assert_gt(other.alias[0], other.alias[1]);
}

Test(label24, units_without_a_label_pass_untouched)
{
	uint8_t fisu[] = { 0x81, 0x82, 0x00, 0xaa, 0xbb };
	uint8_t lssu[] = { 0xff, 0xff, 0x01, 0x01, 0xaa, 0xbb };

	cr_assert_eq(label24_to_engine(&l, fisu, sizeof(fisu), out, sizeof(out)), sizeof(fisu));
	cr_assert_arr_eq(out, fisu, sizeof(fisu));
	cr_assert_eq(label24_to_line(&l, lssu, sizeof(lssu), out, sizeof(out)), sizeof(lssu));
	cr_assert_arr_eq(out, lssu, sizeof(lssu));
}

/* An RLC on CIC 5 from the house to us: SLS 5. */
static const uint8_t rlc24[] = { 0x85, 0x86, 0x0c, 0x85, 0x01, 0x04, 0x16, 0x7f, 0x04, 0x16, 0x05, 0x05, 0x00, 0x10,
	0x00, 0, 0 };
static const uint8_t rlc14[] = { 0x85, 0x86, 0x09, 0x85, 0x01, 0x80, 0x00, 0x50, 0x05, 0x00, 0x10, 0x00, 0, 0 };

Test(label24, circuit_messages_change_label_and_length_only)
{
	cr_assert_eq(label24_to_engine(&l, rlc24, sizeof(rlc24), out, sizeof(out)), sizeof(rlc14));
	cr_assert_arr_eq(out, rlc14, sizeof(rlc14));
	cr_assert_eq(label24_to_line(&l, rlc14, sizeof(rlc14), out, sizeof(out)), sizeof(rlc24));
	cr_assert_arr_eq(out, rlc24, sizeof(rlc24));
}

Test(label24, affected_point_codes_are_translated)
{
	/* TFP about the house, with us as destination; heading 4, 1. */
	uint8_t tfp24[] = { 0x80, 0x80, 0x0c, 0x80, 0x01, 0x04, 0x16, 0x7f, 0x04, 0x16, 0x00, 0x14, 0x7f, 0x04, 0x16, 0,
		0 };
	uint8_t back[300];
	size_t len = label24_to_engine(&l, tfp24, sizeof(tfp24), out, sizeof(out));

	cr_assert_eq(len, 3 + 1 + 4 + 1 + 2 + 2);
	cr_assert_eq(out[9], 2);
	cr_assert_eq(label24_to_line(&l, out, len, back, sizeof(back)), sizeof(tfp24));
	cr_assert_arr_eq(back, tfp24, sizeof(tfp24));
}

Test(label24, congestion_status_follows_the_point_code)
{
	uint8_t tfc24[] = { 0x80, 0x80, 0x0d, 0x80, 0x01, 0x04, 0x16, 0x7f, 0x04, 0x16, 0x00, 0x23, 0x7f, 0x04, 0x16,
		0x02, 0, 0 };
	uint8_t back[300];
	size_t len = label24_to_engine(&l, tfc24, sizeof(tfc24), out, sizeof(out));

	cr_assert_eq(out[9], 2);
	cr_assert_eq(out[10], 0x80);
	cr_assert_eq(label24_to_line(&l, out, len, back, sizeof(back)), sizeof(tfc24));
	cr_assert_arr_eq(back, tfc24, sizeof(tfc24));
}

Test(label24, strangers_are_marked)
{
	uint8_t su[sizeof(rlc24)];

	memcpy(su, rlc24, sizeof(su));
	su[7] = 0x01;
	su[8] = 0x99;
	label24_to_engine(&l, su, sizeof(su), out, sizeof(out));
	cr_assert_eq((out[5] >> 6 | out[6] << 2 | (out[7] & 15) << 10), LABEL24_STRANGER);
}

Test(label24, long_messages_say_63)
{
	uint8_t su[3 + 1 + 7 + 100 + 2] = { 0x80, 0x80, 63, 0x85, 0x01, 0x04, 0x16, 0x7f, 0x04, 0x16, 0x05 };

	cr_assert_eq(label24_to_engine(&l, su, sizeof(su), out, sizeof(out)), sizeof(su) - 3);
	cr_assert_eq(out[2], 63);
}

Test(label24, short_units_are_refused_at_every_length)
{
	for (size_t len = 0; len < 3 + 1 + 7 + 2; len++)
		cr_assert_eq(label24_to_engine(&l, rlc24, len, out, sizeof(out)), 0);
	cr_assert_eq(label24_to_engine(&l, rlc24, sizeof(rlc24), out, 10), 0);
}
