/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whole message signal units in the three forms of label, octet by octet; and on a link of each form, what comes in another
 * form is counted and dropped.
 */
#include "base/site.h"
#include "isup/codec.h"
#include "isup/core.h"
#include "isup/label.h"
#include "isup/mtp3.h"
#include "isup/mtp3_state.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Release complete, national network: SIO, label, CIC, message type, no optional part. */
static const struct vector {
	const char *form, *opc, *apc; /* of the link set that takes it */
	int code;
	struct label label;
	uint16_t cic;
	uint8_t octets[16];
	size_t len;
} vectors[] = {
	{ "itu14", "2-100-3", "1-1-1", LABEL_ITU14, { 4899, 2057, 5 }, 0x125,
	    { 0x85, 0x23, 0x53, 0x02, 0x52, 0x25, 0x01, 0x10, 0x00 }, 9 },
	{ "china24", "22-4-127", "22-4-1", LABEL_CHINA24, { 0x16047f, 0x160401, 9 }, 0xfff,
	    { 0x85, 0x7f, 0x04, 0x16, 0x01, 0x04, 0x16, 0x09, 0xff, 0x0f, 0x10, 0x00 }, 12 },
	{ "ansi24", "245-1-2", "245-3-4", LABEL_ANSI24, { 0xf50102, 0xf50304, 0xa5 }, 0x125,
	    { 0x85, 0x02, 0x01, 0xf5, 0x04, 0x03, 0xf5, 0xa5, 0x25, 0x01, 0x10, 0x00 }, 12 },
};

struct point {
	struct core_out out; /* first */
	struct site site;
	struct isup *isup;
	int64_t counts[ISUP_STAT_COUNT];
};

static void
no_send(struct core_out *out, enum role to, uint16_t type, const void *data, uint32_t len)
{
}
static void
no_local(struct core_out *out, uint16_t kind, uint32_t addr, const void *data, uint32_t len)
{
}
static void
no_trace(struct core_out *out, uint16_t kind, uint64_t ref, const void *data, uint32_t len)
{
}
static void
no_log(struct core_out *out, int level, const char *line)
{
}
static void
count(struct core_out *out, uint16_t id, uint16_t which, int64_t n)
{
	((struct point *)(void *)out)->counts[id] += n;
}
static const struct core_out_ops ops = { no_send, no_local, no_trace, no_log, count };

/* A whole core with one link set of this form. */
static void
point_open(struct point *p, const struct vector *v)
{
	struct core_input in = { .now_us = 1000000, .serial = 1, .from = CORE_FROM_SELF, .type = CORE_STARTED };
	char text[512], why[320];

	memset(p, 0, sizeof(*p));
	p->out.ops = &ops;
	snprintf(text, sizeof(text),
	    "spans = ( { number = 1; } ); linksets = ( { name = \"c\"; label = \"%s\"; opc = \"%s\"; apc = \"%s\"; } );"
	    "links = ( { linkset = \"c\"; span = 1; } ); groups = ( { name = \"g\"; linkset = \"c\"; } );"
	    "circuits = ( { group = \"g\"; span = 1; } );",
	    v->form, v->opc, v->apc);
	cr_assert_eq(site_parse(&p->site, text, why, sizeof(why)), 0, "%s", why);
	p->isup = calloc(1, isup_core.size(&p->site));
	isup_core.init(p->isup, &p->site, 1);
	isup_core.step(p->isup, &in, &p->out);
}

static int64_t
dropped(const struct point *p)
{
	return p->counts[ISUP_STAT_MTP3_BAD_LABEL] + p->counts[ISUP_STAT_MTP3_BAD_DPC];
}

/* shows: TRK-02 */
Test(forms, golden_messages_both_ways_and_another_form_is_counted_and_dropped)
{
	for (size_t i = 0; i < 3; i++) {
		const struct vector *v = &vectors[i];
		struct label label;
		struct isup_msg msg;
		struct point p;
		uint8_t octets[64] = { 0x85 };
		size_t head = 1 + label_encode(v->code, octets + 1, &v->label);
		int n = isup_encode(octets + head, sizeof(octets) - head, v->cic, ISUP_RLC, NULL, 0);

		cr_assert_eq((int)head + n, (int)v->len, "%s", v->form);
		cr_assert_arr_eq(octets, v->octets, v->len, "%s", v->form);
		cr_assert_eq(label_decode(v->code, v->octets + 1, v->len - 1, &label), (int)head - 1);
		cr_assert(label.dpc == v->label.dpc && label.opc == v->label.opc && label.sls == v->label.sls);
		cr_assert_eq(isup_decode(&msg, v->octets + head, v->len - head), 0);
		cr_assert(msg.cic == v->cic && msg.type == ISUP_RLC);

		point_open(&p, v);
		mtp3_msu(p.isup, 0, v->octets, v->len, &p.out);
		cr_expect_eq(p.counts[ISUP_STAT_ISUP_IN], 1, "%s is taken on a link of its own form", v->form);
		cr_expect_eq(dropped(&p), 0);
		for (size_t k = 0; k < 3; k++)
			if (k != i)
				mtp3_msu(p.isup, 0, vectors[k].octets, vectors[k].len, &p.out);
		cr_expect_eq(p.counts[ISUP_STAT_ISUP_IN], 1, "nothing else is taken on a link of form %s", v->form);
		cr_expect_eq(dropped(&p), 2);
		free(p.isup);
	}
}

/* The two forms of 24 bits differ in the SLS alone: with the very same point codes its width still tells them apart. */
Test(forms, a_wide_sls_is_no_chinese_label_even_between_the_right_points)
{
	struct point p;
	uint8_t wide[16];

	memcpy(wide, vectors[1].octets, vectors[1].len);
	wide[7] = 0xa5;
	point_open(&p, &vectors[1]);
	mtp3_msu(p.isup, 0, wide, vectors[1].len, &p.out);
	cr_expect_eq(p.counts[ISUP_STAT_MTP3_BAD_LABEL], 1);
	cr_expect_eq(p.counts[ISUP_STAT_ISUP_IN], 0);
	free(p.isup);
}
