/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random walks: an exchange that answers as it should most of the time, a switch that does what it likes, an operator, and
 * noise; thousands of steps from a seed, invariants after each of them, every circuit idle at the end.
 */
#include "bed.h"

#include <criterion/parameterized.h>

static uint32_t seed;

static unsigned
draw(unsigned n)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % n;
}

static unsigned
some_cic(void)
{
	return 1 + draw(31);
}

/* ---- the exchange at the other end ---- */

static void
far_says(struct bed *bed, unsigned cic, const char *rest)
{
	char hex[256];

	snprintf(hex, sizeof(hex), "%02x 00 %s", cic, rest);
	bed_in(bed, hex);
}

static void
answer_range(struct bed *bed, const struct bed_unit *unit, uint8_t type)
{
	uint8_t out[64];

	if (type == ISUP_GRA) {
		unsigned n = unit->octets[5] / 8u + 1;
		memset(out, 0, sizeof(out));
		out[3] = 1;
		out[4] = (uint8_t)(n + 1);
		out[5] = unit->octets[5];
		memcpy(out, unit->octets, 2);
		out[2] = type;
		bed_octets(bed, out, 6 + n);
		return;
	}
	memcpy(out, unit->octets, unit->len);
	out[2] = type;
	bed_octets(bed, out, unit->len);
}

/* What a sound exchange does with a message of ours. */
static void
far_hears(struct bed *bed, const struct bed_unit *unit)
{
	unsigned cic = unit->octets[0];

	switch (unit->octets[2]) {
	case ISUP_REL:
	case ISUP_RSC:
		far_says(bed, cic, "10 00");
		break;
	case ISUP_IAM:
		if (draw(4))
			far_says(bed, cic, "06 16 14 00");
		break;
	case ISUP_BLO:
		far_says(bed, cic, "15");
		break;
	case ISUP_UBL:
		far_says(bed, cic, "16");
		break;
	case ISUP_GRS:
		answer_range(bed, unit, ISUP_GRA);
		break;
	case ISUP_CGB:
		answer_range(bed, unit, ISUP_CGBA);
		break;
	case ISUP_CGU:
		answer_range(bed, unit, ISUP_CGUA);
		break;
	}
}

static void
far_acts(struct bed *bed)
{
	static const char *const says[] = {
		"01 00 60 01 0a 03 02 00 07 83 10 21 43 65 87 0f",
		"01 00 60 01 0a 03 02 00 07 83 10 21 43 65 87 0f",
		"01 00 60 01 0a 03 02 00 04 03 10 21 43",
		"01 04 60 01 0a 03 02 00 07 83 10 21 43 65 87 0f",
		"02 02 00 03 00 65 87",
		"05 01",
		"05 00",
		"06 16 14 00",
		"09 00",
		"07 16 14 00",
		"2c 01 00",
		"0c 02 00 02 82 90",
		"0c 02 00 02 82 91",
		"0c 02 04 02 82 aa 27 01 01 00",
		"10 00",
		"0d 01 00",
		"0d 00 00",
		"0e 01 00",
		"12",
		"13",
		"14",
		"15",
		"16",
		"11",
		"17 01 01 07",
		"18 00 01 02 07 0f",
		"18 01 01 02 07 f0",
		"19 00 01 02 07 ff",
		"19 01 01 02 07 ff",
		"29 01 02 07 00",
		"1a 00 01 02 07 ff",
		"2e",
		"2f 02 00 02 82 e1",
		"03 01 00 00",
		"7e 00",
		"fc 00",
		"fd 01 01 00",
		"01 00 60 01 0a 03 02 09 07 83 10 21 43 65 87 0f 08 01 04 00",
		"06 16 14 01 29 01 04 00",
		"38 01 20 02 00 41 00",
		"2d 02 00 02 00 41",
		"04 03 00 01 0a 06 83 13 31 08 10 03 00",
		"30",
		"fe 00",
		"2a 01 01 1f",
	};

	far_says(bed, some_cic(), says[draw(sizeof(says) / sizeof(says[0]))]);
}

/* ---- the switch ---- */

static void
switch_acts(struct bed *bed)
{
	static const uint16_t does[] = { MSG_LINE_ACCEPT, MSG_LINE_ALERT, MSG_LINE_ANSWER, MSG_LINE_ANSWER,
		MSG_LINE_RELEASE, MSG_LINE_SUSPEND, MSG_LINE_RESUME };
	struct circuit *c = bed_circuit(bed, some_cic());

	if (draw(3) == 0)
		bed_dial(bed, draw(1000), "10086", "12345678");
	else if (c && circuit_has_call(c))
		bed_line(bed, does[draw(7)], circuit_line(bed->isup, c), 16);
	else if (draw(40) == 0)
		bed_line(bed, MSG_LINE_HELD_END, 0, 0);
	if (!c)
		return;
	struct msg_line_check checked = { .line = circuit_line(bed->isup, c), .passed = (uint8_t)draw(2) };
	bed_step(bed, ROLE_ACD, MSG_LINE_CHECKED, &checked, sizeof(checked));
}

static void
operator_acts(struct bed *bed)
{
	static const uint16_t does[] = { ISUP_CTL_BLOCK, ISUP_CTL_UNBLOCK, ISUP_CTL_UNBLOCK, ISUP_CTL_RESET,
		ISUP_CTL_GROUP_RESET };
	unsigned first = some_cic();

	bed_ctl(bed, does[draw(5)], first, first + draw(6), draw(6) == 0);
}

static void
noise(struct bed *bed)
{
	uint8_t octets[40];
	size_t len = draw(sizeof(octets));

	for (size_t i = 0; i < len; i++)
		octets[i] = (uint8_t)draw(256);
	octets[0] = (uint8_t)some_cic();
	octets[1] = 0;
	bed_octets(bed, octets, len);
}

static void
hear_all(struct bed *bed, unsigned of_hundred)
{
	while (bed->unit_at < bed->n_units) {
		const struct bed_unit unit = bed->units[bed->unit_at++];

		if (draw(100) < of_hundred)
			far_hears(bed, &unit);
	}
}

static int
busy_circuits(struct bed *bed)
{
	int n = 0;

	for (unsigned i = 0; i < isup_exchange(bed->isup)->n_circuits; i++)
		n += circuit_at(bed->isup, i)->state != CIR_IDLE;
	return n;
}

static void
walk(uint32_t from, unsigned steps)
{
	struct bed bed;

	seed = from;
	bed_open(&bed);
	struct conf_group *conf = &group_at(bed.isup, 0)->conf;
	conf->continuity = 9;
	conf->overlap = from % 2 ? 3 : 0;
	conf->ask_caller = from % 3 == 0;
	for (unsigned i = 0; i < steps; i++) {
		unsigned what = draw(100);

		if (what < 45)
			far_acts(&bed);
		else if (what < 80)
			switch_acts(&bed);
		else if (what < 84)
			operator_acts(&bed);
		else if (what < 90)
			noise(&bed);
		else
			bed_wait(&bed, draw(30) * SECOND);
		hear_all(&bed, 90);
		bed_check(&bed);
	}
	/* the traffic stops: the switch names nothing, the operator resets, the exchange answers all */
	bed_ctl(&bed, ISUP_CTL_GROUP_RESET, 1, 31, 0);
	for (int i = 0; i < 200 && busy_circuits(&bed); i++) {
		hear_all(&bed, 100);
		bed_wait(&bed, 60 * SECOND);
	}
	cr_assert_eq(busy_circuits(&bed), 0, "seed %u left %d circuits busy", from, busy_circuits(&bed));
	cr_assert_eq(group_at(bed.isup, 0)->used_in + group_at(bed.isup, 0)->used_out, 0);
	bed_check(&bed);
	bed_free(&bed);
}

ParameterizedTestParameters(walk, every_circuit_ends_idle)
{
	static uint32_t seeds[] = { 1, 2, 3, 4, 5, 6, 7, 8 };

	return cr_make_param_array(uint32_t, seeds, sizeof(seeds) / sizeof(seeds[0]));
}

ParameterizedTest(const uint32_t *from, walk, every_circuit_ends_idle)
{
	walk(*from, 5000);
}

/* The same inputs give the same arena to the bit: the core can be replayed. */
Test(walk, same_inputs_give_the_same_state)
{
	struct bed a, b;

	for (int twin = 0; twin < 2; twin++) {
		struct bed *bed = twin ? &b : &a;

		seed = 99;
		bed_open(bed);
		for (int i = 0; i < 2000; i++) {
			far_acts(bed);
			switch_acts(bed);
			hear_all(bed, 95);
			bed_wait(bed, SECOND);
		}
	}
	cr_assert(memcmp(a.isup, b.isup, isup_core.size(&a.site)) == 0);
	bed_free(&a);
	bed_free(&b);
}
