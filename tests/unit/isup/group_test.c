/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Trunk groups: the split by direction, the order of choice, sizes, views, 24-bit exchanges. */
#include "bed.h"

static struct bed bed;

static void
open_bed(void)
{
	bed_open(&bed);
}

static void
close_bed(void)
{
	bed_check(&bed);
	bed_free(&bed);
}

TestSuite(group, .init = open_bed, .fini = close_bed);

static void
call_in(unsigned cic)
{
	char iam[128];

	snprintf(iam, sizeof(iam), "%02x %02x 01 00 60 01 0a 03 02 00 07 83 10 21 43 65 87 0f", cic & 0xff, cic >> 8);
	bed_in(&bed, iam);
}

static unsigned
calls_in_until_refused(void)
{
	unsigned stood = 0;

	for (unsigned cic = 2; cic < 32; cic += 1) {
		if (bed_circuit(&bed, cic) == NULL || bed_circuit(&bed, cic)->state != CIR_IDLE)
			continue;
		bed_forget(&bed);
		call_in(cic);
		if (bed.said_at == bed.n_said)
			break;
		stood++;
	}
	return stood;
}

static unsigned
calls_out_until_refused(void)
{
	unsigned stood = 0;

	for (;; stood++) {
		bed_forget(&bed);
		bed_dial(&bed, stood, "10086", "");
		if (bed.said_at < bed.n_said && bed.said[bed.n_said - 1].type == MSG_LINE_REFUSED)
			return stood;
	}
}

/* All calls are released from our side and confirmed. */
static void
end_all(void)
{
	char rlc[16], acm[24];

	for (unsigned cic = 1; cic < 32; cic++) {
		struct circuit *c = bed_circuit(&bed, cic);

		snprintf(acm, sizeof(acm), "%02x 00 06 16 14 00", cic);
		if (c && c->state == CIR_SENT)
			bed_in(&bed, acm);
		if (c && circuit_has_call(c))
			bed_line(&bed, MSG_LINE_RELEASE, circuit_line(bed.isup, c), 16);
		snprintf(rlc, sizeof(rlc), "%02x 00 10 00", cic);
		if (c)
			bed_in(&bed, rlc);
	}
	bed_check(&bed);
}

/* shows: TRK-03 */
Test(group, split_of_25_in_and_5_out_stands_and_can_be_changed_live)
{
	struct isup_ctl_split to_20_10 = { .group = 0, .inbound = 20, .outbound = 10 };

	cr_assert_eq(calls_out_until_refused(), 5);
	cr_assert_eq(bed.said[bed.n_said - 1].line.cause, 34);
	for (unsigned cic = 2; cic < 32; cic++) /* keep to the circuits that are left */
		if (bed_circuit(&bed, cic) && bed_circuit(&bed, cic)->state == CIR_IDLE && cic % 2)
			call_in(cic);
	cr_assert_eq(group_at(bed.isup, 0)->used_in, 11);
	end_all();

	cr_assert_eq(calls_in_until_refused(), 25);
	const struct bed_unit *rel = &bed.units[bed.n_units - 1];
	cr_assert(rel->octets[2] == ISUP_REL && rel->octets[7] == (0x80 | 34), "the 26th is released with cause 34");
	cr_assert_eq(bed.counts[ISUP_STAT_REFUSED_SPLIT], 1);
	end_all();

	bed_step(&bed, CORE_FROM_CTL, ISUP_CTL_SPLIT, &to_20_10, sizeof(to_20_10));
	cr_assert_eq(calls_out_until_refused(), 10);
	end_all();
	cr_assert_eq(calls_in_until_refused(), 20);
	end_all();
}

Test(group, our_circuits_go_first_and_rest_longest)
{
	static const unsigned order[] = { 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31, 30, 28, 26, 24, 22,
		20, 18, 14 };
	struct isup_ctl_split all = { .group = 0, .inbound = 30, .outbound = 30 };

	bed_step(&bed, CORE_FROM_CTL, ISUP_CTL_SPLIT, &all, sizeof(all));
	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		bed_forget(&bed);
		bed_dial(&bed, 1, "10086", "");
		cr_assert_eq(bed.units[bed.n_units - 1].octets[0], order[i]);
	}
}

Test(group, releasing_circuit_does_not_count_in_the_split)
{
	cr_assert_eq(calls_in_until_refused(), 25);
	bed_line(&bed, MSG_LINE_RELEASE, circuit_line(bed.isup, bed_circuit(&bed, 2)), 16);
	bed_forget(&bed);
	call_in(31);
	bed_tells(&bed, LINE_OFFERED);
}

static const char china_site[] =
    "spans = ( { number = 1; }, { number = 2; } );"
    "linksets = ( { name = \"carrier\"; label = \"china24\"; opc = \"22-4-1\"; apc = \"22-4-127\"; } );"
    "links = ( { linkset = \"carrier\"; span = 1; slot = 16; } );"
    "groups = ( { name = \"pstn\"; linkset = \"carrier\"; }, { name = \"pbx\"; kind = \"pri\"; },"
    "           { name = \"toll\"; linkset = \"carrier\"; dpc = \"22-5-9\"; } );"
    "circuits = ( { group = \"pstn\"; span = 1; pcm = 3; }, { group = \"toll\"; span = 2; pcm = 3; } );";

/* Two exchanges behind one link set, with the same CICs: told apart by point code. */
Test(group, chinese_point_codes_and_two_exchanges_behind_one_link_set)
{
	static const uint8_t rel[] = { 0x61, 0, ISUP_REL, 2, 0, 2, 0x82, 0x90 };
	struct bed china;
	struct msg_line_dial dial = { .leg = 1, .group = 2 };

	bed_make(&china, china_site);
	const uint32_t adjacent = 22 << 16 | 4 << 8 | 127, toll = 22 << 16 | 5 << 8 | 9;
	cr_assert_eq(isup_exchange(china.isup)->n_circuits, 30 + 31);
	for (unsigned i = 0; i < isup_exchange(china.isup)->n_circuits; i++) {
		circuit_at(china.isup, i)->state = CIR_IDLE;
		group_relist(china.isup, circuit_at(china.isup, i));
	}
	isup_mtp_resume(china.isup, 0, toll, &china.out);
	bed_forget(&china);
	number_set(&dial.called, "12345", 1);
	bed_step(&china, ROLE_ACD, MSG_LINE_DIAL, &dial, sizeof(dial));
	cr_assert_eq(china.units[china.n_units - 1].dpc, toll);
	cr_assert_eq(china.units[china.n_units - 1].octets[0], 3 * 32 + 1);
	isup_mtp_transfer(china.isup, 0, adjacent, rel, sizeof(rel), &china.out); /* the other exchange's circuit */
	cr_assert_eq(china.said_at, china.n_said);
	isup_mtp_transfer(china.isup, 0, toll, rel, sizeof(rel), &china.out);
	struct msg_line_seized *seized = &bed_tells(&china, LINE_SEIZED)->seized;
	cr_assert(seized->group == 2 && seized->span == 2 && seized->cic == 3 * 32 + 1);
	bed_tells(&china, LINE_RELEASED);
	dial.group = 1; /* not a No. 7 group */
	bed_step(&china, ROLE_ACD, MSG_LINE_DIAL, &dial, sizeof(dial));
	cr_assert_eq(bed_tells(&china, LINE_REFUSED)->line.cause, 3);
	dial.group = 0; /* reachable is said of each exchange */
	bed_step(&china, ROLE_ACD, MSG_LINE_DIAL, &dial, sizeof(dial));
	cr_assert_eq(bed_tells(&china, LINE_REFUSED)->line.cause, 38);
	bed_free(&china);
}

static void
spans_of(char *text, size_t size, int spans)
{
	size_t n = (size_t)snprintf(text, size,
	    "linksets = ( { name = \"c\"; opc = \"1\"; apc = \"2\"; } );"
	    "links = ( { linkset = \"c\"; span = 1; } ); groups = ( { name = \"g\"; linkset = \"c\"; } ); spans = (");

	for (int i = 1; i <= spans; i++)
		n += (size_t)snprintf(text + n, size - n, "%s{ number = %d; }", i > 1 ? "," : "", i);
	n += (size_t)snprintf(text + n, size - n, "); circuits = (");
	for (int i = 1; i <= spans; i++)
		n += (size_t)snprintf(text + n, size - n,
		    "%s{ group = \"g\"; span = %d; pcm = %d; first_slot = 1; last_slot = %d; }", i > 1 ? "," : "", i,
		    i - 1, i > 1 ? 30 : 31);
	snprintf(text + n, size - n, ");");
}

/* shows: TRK-04 */
Test(group, spans_list_30_circuits_each_and_all_can_be_filled)
{
	static const int spans[] = { 1, 2, 4, 32 };

	for (size_t i = 0; i < 4; i++) {
		struct bed big;
		char text[8192];
		FILE *sink = fopen("/dev/null", "w");

		spans_of(text, sizeof(text), spans[i]);
		bed_make(&big, text);
		cr_assert_eq(view_circuits(big.isup, "g", -1, big.now_us, sink), 30 * spans[i]);
		cr_assert_eq(view_circuits(big.isup, NULL, 7, big.now_us, sink), 1);
		cr_assert_eq(view_circuits(big.isup, "other", -1, big.now_us, sink), 0);
		cr_assert_eq(view_groups(big.isup, &big.site, sink), 1);
		cr_assert_eq(view_group_index(big.isup, "g"), 0);
		cr_assert_eq(view_group_index(big.isup, "x"), -1);
		bed_up(&big);
		for (int round = 0; round < 40; round++) /* GRS of a large cold start come a few at a time */
			bed_up(&big);
		bed_check(&big);
		struct isup_ctl_split all_in = { .group = 0, .inbound = (uint16_t)(30 * spans[i]), .outbound = 0 };
		bed_step(&big, CORE_FROM_CTL, ISUP_CTL_SPLIT, &all_in, sizeof(all_in));
		for (unsigned cic = 0; cic < 32u * (unsigned)spans[i]; cic++) {
			snprintf(text, sizeof(text), "%02x %02x 01 00 60 01 0a 03 02 00 07 83 10 21 43 65 87 0f",
			    cic & 0xff, cic >> 8);
			bed_in(&big, text);
		}
		cr_assert_eq(group_at(big.isup, 0)->used_in, 30 * spans[i]);
		cr_assert_eq(big.counts[ISUP_STAT_CALLS_IN], 30 * spans[i]);
		fclose(sink);
		bed_free(&big);
	}
}

Test(group, view_of_circuits_shows_state_and_numbers)
{
	char *text;
	size_t size;
	FILE *to = open_memstream(&text, &size);

	call_in(5);
	bed_in(&bed, "06 00 13");
	view_circuits(bed.isup, NULL, -1, bed.now_us + 3 * SECOND, to);
	view_groups(bed.isup, &bed.site, to);
	fclose(to);
	cr_assert_not_null(strstr(text, "pstn             5  1:5    OFFERED"));
	cr_assert_not_null(strstr(text, "12345678"));
	cr_assert_not_null(strstr(text, " far "));
	cr_assert_not_null(strstr(text, "1/25"));
	free(text);
}
