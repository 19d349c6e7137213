/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers as carriers write them, both ways, by tables: what the exchange sends and what the switch gets, what the switch
 * dials and what the exchange gets.
 */
#include "bed.h"

#include <criterion/parameterized.h>

/* An ordinary set of rules for a city with area code 10 in country 86. */
static const char site[] =
    "spans = ( { number = 1; } );"
    "linksets = ( { name = \"carrier\"; label = \"itu14\"; opc = \"1\"; apc = \"2\"; } );"
    "links = ( { linkset = \"carrier\"; span = 1; slot = 16; } );"
    "groups = ( { name = \"pstn\"; linkset = \"carrier\"; digits = 0; },"
    "           { name = \"toll\"; linkset = \"carrier\"; st = \"no\"; } );"
    "circuits = ( { group = \"pstn\"; span = 1; last_slot = 15; },"
    "             { group = \"toll\"; span = 1; first_slot = 17; } );"
    "number_rules = ("
    /* in: everything becomes a number as it would be dialled from abroad, without prefix */
    "  { group = \"pstn\"; direction = \"in\"; party = \"any\"; nai = 4; },"
    "  { group = \"pstn\"; direction = \"in\"; party = \"any\"; nai = 1; length = 8; add = \"8610\"; nai_out = 4; },"
    "  { group = \"pstn\"; direction = \"in\"; party = \"any\"; nai = 3; prefix = \"0\"; strip = 1; add = \"86\"; nai_out = 4; },"
    "  { group = \"pstn\"; direction = \"in\"; party = \"any\"; nai = 3; add = \"86\"; nai_out = 4; },"
    "  { group = \"pstn\"; direction = \"in\"; party = \"any\"; nai = 2; prefix = \"00\"; strip = 2; nai_out = 4; },"
    "  { group = \"pstn\"; direction = \"in\"; party = \"any\"; nai = 2; prefix = \"0\"; strip = 1; add = \"86\"; nai_out = 4; },"
    /* out: as the carrier wants it; short numbers keep their form and get no ST */
    "  { group = \"pstn\"; direction = \"out\"; party = \"called\"; prefix = \"1\"; length = 3; nai_out = 1; st = \"no\"; },"
    "  { group = \"pstn\"; direction = \"out\"; party = \"called\"; prefix = \"00\"; strip = 2; nai_out = 4; },"
    "  { group = \"pstn\"; direction = \"out\"; party = \"called\"; prefix = \"010\"; length = 11; strip = 3; nai_out = 1; },"
    "  { group = \"pstn\"; direction = \"out\"; party = \"called\"; prefix = \"01\"; strip = 1; nai_out = 3; },"
    "  { group = \"pstn\"; direction = \"out\"; party = \"called\"; prefix = \"0\"; strip = 1; nai_out = 3; },"
    "  { direction = \"out\"; party = \"calling\"; length = 8; add = \"10\"; nai_out = 3; },"
    "  { group = \"toll\"; direction = \"out\"; party = \"called\"; nai = 3; prefix = \"1\"; add = \"0\"; nai_out = 2; st = \"yes\"; } );";

static struct bed bed;

static void
open_bed(void)
{
	bed_make(&bed, site);
	bed_up(&bed);
}

static void
close_bed(void)
{
	bed_free(&bed);
}

struct row {
	uint8_t nai;
	char digits[20];
	uint8_t nai_out;
	char digits_out[20];
	int st;
};

static struct number
number_of(const struct row *row)
{
	struct number n;

	cr_assert_eq(number_set(&n, row->digits, row->nai), 0);
	return n;
}

static void
is_as_due(const struct row *row, const struct number *n)
{
	cr_expect_str_eq(n->digits, row->digits_out, "%s (nature %u) became %s, not %s", row->digits, row->nai,
	    n->digits, row->digits_out);
	cr_expect_eq(n->nai, row->nai_out, "%s: nature %u, not %u", row->digits, n->nai, row->nai_out);
}

static struct row in_rows[] = {
	{ 1, "64001234", 4, "861064001234", 0 },     /* local */
	{ 3, "1064001234", 4, "861064001234", 0 },   /* national, without the leading 0 */
	{ 3, "01064001234", 4, "861064001234", 0 },  /* ... with it */
	{ 3, "13800138000", 4, "8613800138000", 0 }, /* mobile */
	{ 2, "02088886666", 4, "862088886666", 0 },  /* unknown, as dialled */
	{ 2, "0085221234567", 4, "85221234567", 0 }, /* unknown, international as dialled */
	{ 4, "85221234567", 4, "85221234567", 0 },   /* international */
	{ 2, "10086", 2, "10086", 0 },               /* a service: no rule fits */
	{ 1, "110", 1, "110", 0 },
};

static struct row out_rows[] = {
	{ 2, "110", 1, "110", 0 },                   /* no ST */
	{ 2, "64001234", 2, "64001234", 1 },         /* no rule: as it is, ST as the group has it */
	{ 2, "01064001234", 1, "64001234", 1 },      /* the own city */
	{ 2, "02088886666", 3, "2088886666", 1 },    /* another */
	{ 2, "013900139000", 3, "13900139000", 1 },  /* a mobile of another city: the old 0 goes */
	{ 2, "0085221234567", 4, "85221234567", 1 }, /* abroad */
};

/* The first circuit of the group that is idle, a whole IAM of this number on it. */
static struct number
offered(const struct row *row)
{
	struct number n = number_of(row);
	uint8_t octets[64] = { 2, 0, ISUP_IAM, 0, 0x60, 1, 10, 3, 2, 0 };
	int len;

	n.st = 1;
	n.npi = 1;
	len = number_encode(PARAM_CALLED, &n, octets + 11);
	octets[10] = (uint8_t)len;
	octets[9] = 0;
	bed_octets(&bed, octets, 11u + (unsigned)len);
	return bed_tells(&bed, LINE_OFFERED)->offered.called;
}

static struct number
number_sent(uint8_t param)
{
	const struct bed_unit *unit = &bed.units[bed.n_units - 1];
	struct isup_msg msg;
	struct number n;

	cr_assert_eq(isup_decode(&msg, unit->octets, unit->len), 0);
	cr_assert_eq(msg.type, ISUP_IAM);
	cr_assert_eq(isup_number(&msg, param, &n), 0);
	return n;
}

static void
dial(uint16_t group, const struct number *called, const struct number *caller)
{
	struct msg_line_dial msg = { .leg = 5, .group = group, .called = *called, .caller = *caller };

	bed_step(&bed, ROLE_ACD, MSG_LINE_DIAL, &msg, sizeof(msg));
	bed_silent(&bed);
}

/* shows: TRK-10 */
Test(rules, prefixes_in_both_directions)
{
	static const struct number nobody;

	for (size_t i = 0; i < sizeof(in_rows) / sizeof(in_rows[0]); i++) {
		open_bed();
		struct number n = offered(&in_rows[i]);
		is_as_due(&in_rows[i], &n);
		close_bed();
	}
	for (size_t i = 0; i < sizeof(out_rows) / sizeof(out_rows[0]); i++) {
		struct number called = number_of(&out_rows[i]);

		open_bed();
		dial(0, &called, &nobody);
		struct number n = number_sent(PARAM_CALLED);
		is_as_due(&out_rows[i], &n);
		cr_expect_eq(n.st, out_rows[i].st, "%s: ST %d", out_rows[i].digits, n.st);
		close_bed();
	}
}

TestSuite(rule, .init = open_bed, .fini = close_bed);

Test(rule, caller_gets_his_area_code_in_every_group)
{
	struct number called = number_of(&(struct row){ 3, "2088886666", 0, "", 0 });
	struct number caller = number_of(&(struct row){ 1, "64001234", 0, "", 0 });

	dial(0, &called, &caller);
	struct number n = number_sent(PARAM_CALLING);
	cr_expect_str_eq(n.digits, "1064001234");
	cr_expect_eq(n.nai, NAI_NATIONAL);
	dial(1, &called, &caller);
	n = number_sent(PARAM_CALLING);
	cr_expect_str_eq(n.digits, "1064001234");
}

Test(rule, each_group_has_its_own_way)
{
	static const struct number nobody;
	struct number mobile = number_of(&(struct row){ 3, "13900139000", 0, "", 0 });
	struct number city = number_of(&(struct row){ 3, "2088886666", 0, "", 0 });

	dial(1, &mobile, &nobody);
	struct number n = number_sent(PARAM_CALLED);
	cr_expect_str_eq(n.digits, "013900139000");
	cr_expect(n.nai == NAI_UNKNOWN && n.st, "the rule's ST overrules the group's");
	dial(1, &city, &nobody);
	n = number_sent(PARAM_CALLED);
	cr_expect_str_eq(n.digits, "2088886666");
	cr_expect(!n.st, "no rule: as the group has it");
}

Test(rule, number_that_would_become_too_long_keeps_its_digits)
{
	struct conf_rule conf = {
		.direction = RULE_OUT, .party = RULE_CALLED, .add = "123456789012345678901234567890", .nai_out = 4
	};
	struct number n = number_of(&(struct row){ 3, "9998887777", 0, "", 0 });
	struct site one = { .n_number_rules = 1 };

	one.number_rules[0] = conf;
	isup_exchange(bed.isup)->n_rules = 0;
	rules_init(bed.isup, &one);
	n = rule_out(bed.isup, group_at(bed.isup, 0), RULE_CALLED, &n);
	cr_expect_str_eq(n.digits, "9998887777");
	cr_expect_eq(n.nai, 4);
}

/* Names of the settings a rule may have wrong. */
Test(rule, wrong_rules_are_refused_with_the_files_place)
{
	static struct site parsed;
	char why[256];

	cr_expect(site_parse(&parsed, "number_rules = ( { prefix = \"12x\"; } );", why, sizeof(why)) < 0);
	cr_expect(strstr(why, "number_rules[0].prefix"), "%s", why);
	cr_expect(site_parse(&parsed, "number_rules = ( { group = \"nowhere\"; } );", why, sizeof(why)) < 0);
	cr_expect(site_parse(&parsed, "categories = ( { code = 240; }, { code = 240; } );", why, sizeof(why)) < 0);
}
