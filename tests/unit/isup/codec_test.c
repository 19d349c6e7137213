/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The codec: golden messages, round trips over every row of messages.def, and damage of every kind. */
#include "isup/codec.h"
#include "isup/fields.h"
#include "isup/label.h"
#include "isup/number.h"

#include "base/site.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const uint8_t iam[] = { 0x25, 0x01, 0x01, 0x00, 0x60, 0x01, 0x0a, 0x03, 0x02, 0x09, 0x07, 0x83, 0x10, 0x21, 0x43,
	0x65, 0x87, 0x0f, 0x0a, 0x08, 0x83, 0x13, 0x31, 0x08, 0x10, 0x83, 0x00, 0x00, 0x3d, 0x01, 0x1f, 0x00 };

Test(codec, initial_address_message_parameter_by_parameter)
{
	struct isup_msg msg;
	struct number number;

	cr_assert_eq(isup_decode(&msg, iam, sizeof(iam)), 0);
	cr_assert_eq(msg.cic, 0x125);
	cr_assert_eq(msg.type, ISUP_IAM);
	cr_assert_eq(msg.n_views, 7);
	cr_assert_eq(isup_octet(&msg, PARAM_CATEGORY, 0, 0), 10);
	cr_assert_eq(isup_octet(&msg, PARAM_FORWARD, 1, 0), 1);
	cr_assert_eq(isup_octet(&msg, PARAM_HOP_COUNTER, 0, 0), 31);
	cr_assert_eq(isup_octet(&msg, PARAM_CUG_INTERLOCK, 0, 42), 42);
	cr_assert_eq(isup_number(&msg, PARAM_CALLED, &number), 0);
	cr_assert_str_eq(number.digits, "12345678");
	cr_assert(number.st);
	cr_assert_eq(isup_number(&msg, PARAM_CALLING, &number), 0);
	cr_assert_str_eq(number.digits, "13800138000");
	cr_assert_eq(isup_number(&msg, PARAM_LOCATION, &number), -ENOENT);
}

/* A value of every length a parameter may have, within reason. */
static size_t
random_value(uint8_t code, int exact, uint8_t *octets)
{
	const struct isup_param_row *row = isup_param_row(code);
	unsigned most = row->max ? row->max : 20u;
	size_t len = exact ? row->min : row->min + (unsigned)rand() % (most - row->min + 1);

	for (size_t i = 0; i < len; i++)
		octets[i] = (uint8_t)rand();
	return len;
}

static size_t
random_values(const struct isup_row *row, struct isup_value *values, uint8_t octets[][256])
{
	size_t n = 0, total = 0;

	for (int i = 0; i < row->n_parts; i++) {
		const struct isup_part *part = &row->parts[i];

		if (part->kind == ISUP_OPTIONAL && (rand() % 3 || total > 120))
			continue;
		values[n].code = part->code;
		values[n].octets = octets[n];
		values[n].len = (uint8_t)random_value(part->code, part->kind == ISUP_FIXED, octets[n]);
		total += values[n].len + 2u;
		n++;
	}
	return n;
}

Test(codec, every_message_encodes_and_decodes_to_the_same)
{
	static uint8_t values_octets[ISUP_VIEWS][256];
	int messages = 0;

	srand(1);
	for (int type = 0; type < 256; type++) {
		const struct isup_row *row = isup_row((uint8_t)type);

		messages += row != NULL;
		for (int round = 0; row && round < 200; round++) {
			struct isup_value values[ISUP_VIEWS];
			size_t n = random_values(row, values, values_octets);
			uint8_t octets[ISUP_MSG_MAX], again[ISUP_MSG_MAX];
			struct isup_msg msg;
			int len = isup_encode(octets, sizeof(octets), 0x0fff, (uint8_t)type, values, n);

			cr_assert(len > 0, "%s does not encode: %d", row->abbreviation, len);
			cr_assert_eq(
			    isup_decode(&msg, octets, (size_t)len), 0, "%s does not decode", row->abbreviation);
			cr_assert_eq(msg.cic, 0x0fff);
			cr_assert_eq(msg.n_views, n);
			cr_assert_eq(msg.unknown, 0);
			for (size_t i = 0; i < n; i++) {
				const struct isup_view *view = isup_find(&msg, values[i].code);
				cr_assert(view && view->len == values[i].len);
				cr_assert(memcmp(isup_octets(&msg, view), values[i].octets, view->len) == 0);
				values[i] = (struct isup_value){ msg.views[i].code, (uint8_t)msg.views[i].len,
					isup_octets(&msg, &msg.views[i]) };
			}
			cr_assert_eq(isup_encode(again, sizeof(again), msg.cic, msg.type, values, n), len);
			cr_assert_arr_eq(again, octets, (size_t)len);
		}
	}
	cr_assert_eq(messages, 48);
}

Test(codec, rows_name_fixed_then_variable_then_optional_parts_once_each)
{
	for (int type = 0; type < 256; type++) {
		const struct isup_row *row = isup_row((uint8_t)type);
		int seen[256] = { 0 }, mandatory = 0;

		for (int i = 0; row && i < row->n_parts; i++) {
			cr_assert(i == 0 || row->parts[i].kind >= row->parts[i - 1].kind, "%s", row->abbreviation);
			cr_assert_eq(seen[row->parts[i].code]++, 0, "%s names %02x twice", row->abbreviation,
			    row->parts[i].code);
			cr_assert_not_null(isup_param_row(row->parts[i].code));
			mandatory += row->parts[i].kind != ISUP_OPTIONAL;
		}
		cr_assert(!row || row->n_mandatory == mandatory);
		cr_assert(!row || row->ends || row->n_parts == row->n_mandatory, "%s has no room for options",
		    row->abbreviation);
	}
}

/* No octet behind the end is looked at: the sanitizers would see it, as the copy is exactly as long. */
Test(codec, message_cut_anywhere_does_no_harm)
{
	for (size_t len = 0; len < sizeof(iam); len++) {
		uint8_t *copy = malloc(len + 1);
		struct isup_msg msg;

		memcpy(copy, iam, len);
		copy = realloc(copy, len ? len : 1);
		int r = isup_decode(&msg, copy, len);
		/* only a cut between two optional parameters leaves a message that can be understood */
		cr_assert_eq(r, len == 18 + 10 || len == 18 + 13 ? 0 : -EBADMSG, "cut at %zu: %d", len, r);
		free(copy);
	}
}

Test(codec, wild_pointers_and_lengths_are_refused)
{
	static const uint8_t at[] = { 8, 9, 10, 19 }; /* both pointers, both lengths */
	struct isup_msg msg;

	for (size_t i = 0; i < sizeof(at); i++) {
		uint8_t bad[sizeof(iam)];

		memcpy(bad, iam, sizeof(iam));
		bad[at[i]] = 0xf0;
		cr_assert_eq(isup_decode(&msg, bad, sizeof(bad)), -EBADMSG);
	}
	uint8_t no_called[sizeof(iam)];
	memcpy(no_called, iam, sizeof(iam));
	no_called[8] = 0; /* a mandatory parameter has no pointer 0 */
	cr_assert_eq(isup_decode(&msg, no_called, sizeof(no_called)), -EBADMSG);
}

Test(codec, longest_message_fits_and_a_longer_one_is_refused)
{
	uint8_t octets[300] = { 1, 0, ISUP_ANM, 1 };
	struct isup_msg msg;

	for (size_t at = 4; at + 2 < ISUP_MSG_MAX; at += 2) /* as many parameters as possible, all empty and unknown */
		octets[at] = 0xe0;
	cr_assert_eq(isup_decode(&msg, octets, ISUP_MSG_MAX), 0);
	cr_assert_eq(msg.n_views, (ISUP_MSG_MAX - 4) / 2 - 1); /* and the end octet */
	cr_assert_eq(isup_decode(&msg, octets, ISUP_MSG_MAX + 1), -EBADMSG);
}

Test(codec, unknown_parameters_are_kept)
{
	static const uint8_t anm[] = { 1, 0, ISUP_ANM, 1, 0xee, 3, 1, 2, 3, PARAM_TMU, 1, 0, 0 };
	struct isup_msg msg;

	cr_assert_eq(isup_decode(&msg, anm, sizeof(anm)), 0);
	cr_assert_eq(msg.unknown, 1);
	const struct isup_view *view = isup_find(&msg, 0xee);
	cr_assert(view && !view->known && view->len == 3 && isup_octets(&msg, view)[2] == 3);
	cr_assert(isup_find(&msg, PARAM_TMU)->known);
}

Test(codec, short_optional_parameter_spoils_only_itself)
{
	static const uint8_t anm[] = { 1, 0, ISUP_ANM, 1, PARAM_BACKWARD, 1, 0x16, PARAM_TMU, 1, 0, 0 };
	struct isup_msg msg;

	cr_assert_eq(isup_decode(&msg, anm, sizeof(anm)), 0);
	cr_assert_eq(msg.bad, 1);
	cr_assert_null(isup_find(&msg, PARAM_BACKWARD));
	cr_assert_not_null(isup_find(&msg, PARAM_TMU));
}

Test(codec, compatibility_of_an_unknown_message)
{
	static const uint8_t told[] = { 1, 0, 0x7e, 1, PARAM_MESSAGE_COMPAT, 1, 0x86, 0 };
	static const uint8_t untold[] = { 1, 0, 0x7e, 0 };
	static const uint8_t nonsense[] = { 1, 0, 0x7e, 200, 1 };
	struct isup_msg msg;

	cr_assert_eq(isup_decode(&msg, told, sizeof(told)), -ENOMSG);
	cr_assert_eq(isup_compat(&msg), 0x86);
	cr_assert_eq(isup_decode(&msg, untold, sizeof(untold)), -ENOMSG);
	cr_assert_eq(isup_compat(&msg), -1);
	cr_assert_eq(isup_decode(&msg, nonsense, sizeof(nonsense)), -ENOMSG);
	cr_assert_eq(isup_compat(&msg), -1);
}

Test(codec, china_rows)
{
	static const uint8_t mpm[] = { 1, 0, 0xfd, 0x01, 0x05, 1, PARAM_MESSAGE_COMPAT, 1, 0x80, 0 };
	struct isup_msg msg;

	cr_assert_eq(isup_decode(&msg, mpm, sizeof(mpm)), 0);
	cr_assert_str_eq(isup_name(msg.type), "MPM");
	cr_assert_eq(isup_octet(&msg, PARAM_CHARGE_INFO, 1, 0), 5);
	cr_assert_str_eq(isup_name(0xfe), "OPR");
	cr_assert_str_eq(isup_name(0xfc), "CCL");
}

Test(codec, missing_mandatory_value_is_not_sent)
{
	uint8_t octets[ISUP_MSG_MAX], cause[] = { 0x82, 0x90 };
	struct isup_value value = { PARAM_CAUSE, 1, cause };

	cr_assert_eq(isup_encode(octets, sizeof(octets), 1, ISUP_REL, NULL, 0), -EINVAL);
	cr_assert_eq(isup_encode(octets, sizeof(octets), 1, ISUP_REL, &value, 1), -EINVAL, "a cause of one octet");
	value.len = 2;
	cr_assert_eq(isup_encode(octets, sizeof(octets), 1, ISUP_REL, &value, 1), 8);
	cr_assert_eq(isup_encode(octets, 7, 1, ISUP_REL, &value, 1), -EMSGSIZE);
	cr_assert_eq(isup_encode(octets, sizeof(octets), 1, 0x7e, NULL, 0), -EINVAL);
}

Test(codec, range_and_status)
{
	/* CGB of 31 circuits, all bits set, and bits behind the range that mean nothing */
	static const uint8_t cgb[] = { 1, 0, ISUP_CGB, 0, 1, 5, 30, 0xff, 0xff, 0xff, 0xff };
	static const uint8_t cut[] = { 1, 0, ISUP_CGB, 0, 1, 4, 30, 0xff, 0xff, 0xff };
	struct isup_msg msg;
	struct isup_range range;
	uint8_t octets[33];

	cr_assert_eq(isup_decode(&msg, cgb, sizeof(cgb)), 0);
	cr_assert_eq(isup_range(&msg, &range), 0);
	cr_assert_eq(range.range, 30);
	cr_assert(range_bit(&range, 30) && !range_bit(&range, 31));
	cr_assert_eq(isup_range_encode(&range, octets), 5);
	cr_assert_eq(octets[4], 0x7f);
	cr_assert_eq(isup_decode(&msg, cut, sizeof(cut)), 0);
	cr_assert_eq(isup_range(&msg, &range), -EBADMSG);
}

Test(codec, cause_of_another_standard_is_normal_unspecified)
{
	static const uint8_t ours[] = { 1, 0, ISUP_REL, 2, 0, 2, 0x85, 0x91 };
	static const uint8_t theirs[] = { 1, 0, ISUP_REL, 2, 0, 2, 0xe2, 0x91 };
	static const uint8_t extended[] = { 1, 0, ISUP_REL, 2, 0, 3, 0x02, 0x80, 0x91 };
	struct isup_msg msg;
	uint8_t cause, location;

	isup_decode(&msg, ours, sizeof(ours));
	isup_cause(&msg, &cause, &location);
	cr_assert(cause == 17 && location == 5);
	isup_decode(&msg, theirs, sizeof(theirs));
	isup_cause(&msg, &cause, &location);
	cr_assert_eq(cause, 31);
	isup_decode(&msg, extended, sizeof(extended));
	isup_cause(&msg, &cause, &location);
	cr_assert_eq(cause, 17);
}
