/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trunk/pri/ie_filter.h"

#include <criterion/criterion.h>
#include <string.h>

/* An I frame with a SETUP up to its elements: SAPI 0, TEI 0, N(S) 0, N(R) 0; call reference 1. */
#define HEADER  0x00, 0x01, 0x00, 0x00, 0x08, 0x02, 0x00, 0x01, 0x05
#define HEADERS 9
#define FCS     0xaa, 0xbb

static struct ie_filter_counts counts;

static size_t
filter(uint8_t *frame, size_t len)
{
	memset(&counts, 0, sizeof(counts));
	return ie_filter(frame, len, &counts);
}

Test(ie_filter, sound_setup_passes_as_it_is)
{
	uint8_t frame[] = { HEADER, 0x04, 0x03, 0x80, 0x90, 0xa3, 0xa1, 0x70, 0x02, 0x81, 0x31, FCS };
	uint8_t before[sizeof(frame)];

	memcpy(before, frame, sizeof(frame));
	cr_assert_eq(filter(frame, sizeof(frame)), sizeof(frame));
	cr_assert_arr_eq(frame, before, sizeof(frame) - 2);
	cr_assert_eq(counts.cut + counts.overlong + counts.runts, 0);
}

Test(ie_filter, element_longer_than_the_message_ends_it)
{
	uint8_t frame[] = { HEADER, 0x04, 0x03, 0x80, 0x90, 0xa3, 0x70, 0x40, 0x81, 0x31, FCS };

	cr_assert_eq(filter(frame, sizeof(frame)), HEADERS + 5 + 2);
	cr_assert_eq(counts.cut, 1);
}

Test(ie_filter, element_without_a_length_ends_it)
{
	uint8_t frame[] = { HEADER, 0xa1, 0x70, FCS };

	cr_assert_eq(filter(frame, sizeof(frame)), HEADERS + 1 + 2);
	cr_assert_eq(counts.cut, 1);
}

Test(ie_filter, long_subaddresses_are_taken_out_and_the_rest_moves_up)
{
	static const uint8_t ids[] = { 0x6d, 0x71 };

	for (size_t i = 0; i < sizeof(ids); i++) {
		uint8_t frame[HEADERS + 2 + 40 + 4 + 2] = { HEADER, ids[i], 40 };
		uint8_t tail[] = { 0x70, 0x02, 0x81, 0x31 };

		memcpy(frame + HEADERS + 42, tail, sizeof(tail));
		cr_assert_eq(filter(frame, sizeof(frame)), HEADERS + sizeof(tail) + 2);
		cr_assert_arr_eq(frame + HEADERS, tail, sizeof(tail));
		cr_assert_eq(counts.overlong, 1);
	}
}

Test(ie_filter, subaddress_of_the_greatest_lawful_length_stays)
{
	uint8_t frame[HEADERS + 2 + 21 + 2] = { HEADER, 0x71, 21 };

	cr_assert_eq(filter(frame, sizeof(frame)), sizeof(frame));
	cr_assert_eq(counts.overlong, 0);
}

Test(ie_filter, numbered_frames_are_never_swallowed)
{
	uint8_t frame[] = { 0x00, 0x01, 0x02, 0x04, 0x08, 0x0f, 0x00, FCS };

	for (size_t len = 6; len <= sizeof(frame); len++)
		cr_assert_eq(filter(frame, len), len);
}

Test(ie_filter, supervisory_and_unnumbered_frames_pass)
{
	uint8_t rr[] = { 0x00, 0x01, 0x01, 0x04, FCS };
	uint8_t sabme[] = { 0x00, 0x01, 0x7f, FCS };

	cr_assert_eq(filter(rr, sizeof(rr)), sizeof(rr));
	cr_assert_eq(filter(sabme, sizeof(sabme)), sizeof(sabme));
}

Test(ie_filter, runts_are_dropped_and_counted)
{
	uint8_t frame[] = { 0x00, 0x01, 0x01, FCS };

	for (size_t len = 0; len <= sizeof(frame); len++)
		cr_assert_eq(filter(frame, len), 0);
	cr_assert_eq(counts.runts, 1);
}
