/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Labels and point codes of the three forms: golden octets, round trips, and what belongs to another form. */
#include "base/site.h"
#include "isup/label.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <string.h>

struct golden {
	int form;
	struct label label;
	uint8_t octets[LABEL_MAX];
	size_t len;
};

/* clang-format off */
static const struct golden goldens[] = {
	/* DPC 2-100-3 = 4899, OPC 1-1-1 = 2057, SLS 5 */
	{ LABEL_ITU14,   { 4899, 2057, 5 },            { 0x23, 0x53, 0x02, 0x52 },                   4 },
	{ LABEL_ITU14,   { 0x3fff, 0, 15 },            { 0xff, 0x3f, 0x00, 0xf0 },                   4 },
	/* DPC 22-4-127, OPC 22-4-1, SLS 9: point first, main area last */
	{ LABEL_CHINA24, { 0x16047f, 0x160401, 9 },    { 0x7f, 0x04, 0x16, 0x01, 0x04, 0x16, 0x09 }, 7 },
	/* DPC 245-1-2, OPC 245-3-4, SLS 0xa5 of 8 bits */
	{ LABEL_ANSI24,  { 0xf50102, 0xf50304, 0xa5 }, { 0x02, 0x01, 0xf5, 0x04, 0x03, 0xf5, 0xa5 }, 7 },
};
/* clang-format on */

Test(label, golden_octets_both_ways)
{
	for (size_t i = 0; i < sizeof(goldens) / sizeof(goldens[0]); i++) {
		const struct golden *g = &goldens[i];
		struct label got;
		uint8_t octets[LABEL_MAX] = { 0 };

		cr_assert_eq(label_size(g->form), g->len);
		cr_assert_eq(label_encode(g->form, octets, &g->label), g->len);
		cr_assert_arr_eq(octets, g->octets, g->len, "golden %zu", i);
		cr_assert_eq(label_decode(g->form, g->octets, g->len, &got), (int)g->len);
		cr_assert(got.dpc == g->label.dpc && got.opc == g->label.opc && got.sls == g->label.sls);
		cr_assert_eq(label_decode(g->form, g->octets, g->len - 1, &got), -EBADMSG);
	}
}

Test(label, spare_bits_betray_another_form)
{
	/* an ANSI label with an SLS above 15 cannot be a Chinese one */
	struct label label;

	cr_assert_eq(label_decode(LABEL_CHINA24, goldens[3].octets, 7, &label), -EBADMSG);
}

Test(label, fields_are_cut_to_their_width)
{
	struct label wide = { 0xffffffff, 0, 0xff }, got;
	uint8_t octets[LABEL_MAX];

	for (int form = LABEL_ITU14; form <= LABEL_ANSI24; form++) {
		size_t n = label_encode(form, octets, &wide);
		cr_assert_eq(label_decode(form, octets, n, &got), (int)n);
		cr_assert_eq(got.dpc, label_pc_max(form));
		cr_assert_eq(got.opc, 0);
		cr_assert_eq(got.sls, (1u << label_sls_bits(form)) - 1);
	}
}

Test(label, point_codes_of_management_messages)
{
	uint8_t octets[3];
	uint32_t pc;

	cr_assert_eq(label_pc_encode(LABEL_ITU14, octets, 4899), 2);
	cr_assert_arr_eq(octets, ((uint8_t[]){ 0x23, 0x13 }), 2);
	cr_assert_eq(label_pc_decode(LABEL_ITU14, octets, 2, &pc), 2);
	cr_assert_eq(pc, 4899);
	cr_assert_eq(label_pc_encode(LABEL_CHINA24, octets, 0x16047f), 3);
	cr_assert_arr_eq(octets, ((uint8_t[]){ 0x7f, 0x04, 0x16 }), 3);
	cr_assert_eq(label_pc_decode(LABEL_CHINA24, octets, 3, &pc), 3);
	cr_assert_eq(pc, 0x16047f);
	cr_assert_eq(label_pc_decode(LABEL_CHINA24, octets, 2, &pc), -EBADMSG);
	cr_assert_eq(label_pc_decode(LABEL_ITU14, ((uint8_t[]){ 0x00, 0x40 }), 2, &pc), -EBADMSG);
}

Test(label, point_codes_as_people_write_them)
{
	char text[PC_TEXT];
	uint32_t pc = 99;

	cr_assert(label_pc_parse(LABEL_ITU14, "2-100-3", &pc) == 0 && pc == 4899);
	cr_assert(label_pc_parse(LABEL_ITU14, "4899", &pc) == 0 && pc == 4899);
	cr_assert(label_pc_parse(LABEL_CHINA24, "22-4-127", &pc) == 0 && pc == 0x16047f);
	cr_assert(label_pc_parse(LABEL_CHINA24, "16777215", &pc) == 0 && pc == 0xffffff);
	cr_assert_str_eq(label_pc_print(LABEL_ITU14, 4899, text), "2-100-3");
	cr_assert_str_eq(label_pc_print(LABEL_CHINA24, 0x16047f, text), "22-4-127");

	const char *wrong[] = { "", "-", "8-0-0", "1-256-1", "1-1", "1-1-1-1", "1-1-", "16384", "x", "1 ",
		"99999999999999999999" };
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		cr_assert_eq(label_pc_parse(LABEL_ITU14, wrong[i], &pc), -EINVAL, "\"%s\" was taken", wrong[i]);
	cr_assert_eq(label_pc_parse(LABEL_CHINA24, "256-1-1", &pc), -EINVAL);
}
