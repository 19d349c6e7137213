/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which free circuit a call out takes: every setting of choice and preference, and the heap they share. */
#include "bed.h"

static struct bed bed;

/* A group with these settings, 30 circuits idle, all of them for calls out. */
static void
open_with(const char *settings)
{
	char text[1024];

	snprintf(text, sizeof(text),
	    "spans = ( { number = 1; } );"
	    "linksets = ( { name = \"carrier\"; label = \"itu14\"; opc = \"1\"; apc = \"2\"; } );"
	    "links = ( { linkset = \"carrier\"; span = 1; slot = 16; } );"
	    "groups = ( { name = \"pstn\"; linkset = \"carrier\"; inbound = 30; outbound = 30; %s } );"
	    "circuits = ( { group = \"pstn\"; span = 1; } );",
	    settings);
	bed_make(&bed, text);
	bed_up(&bed);
}

/* The CIC that the next call out takes. */
static unsigned
dial(void)
{
	bed_forget(&bed);
	bed_dial(&bed, 1, "10086", "");
	cr_assert_gt(bed.n_units, bed.unit_at, "no circuit was taken");
	return bed.units[bed.unit_at].octets[0];
}

static void
hang_up(unsigned cic)
{
	char rel[64];

	snprintf(rel, sizeof(rel), "%02x 00 0c 02 00 02 82 90", cic);
	bed_in(&bed, rel);
}

static void
expect_order(const unsigned *order, size_t n)
{
	for (size_t i = 0; i < n; i++)
		cr_assert_eq(dial(), order[i], "call %zu went elsewhere", i);
	bed_check(&bed);
	bed_free(&bed);
}
#define EXPECT(...) \
	expect_order((const unsigned[]){ __VA_ARGS__ }, sizeof((unsigned[]){ __VA_ARGS__ }) / sizeof(unsigned))

Test(choice, ascending_takes_the_lowest_cic_of_the_preferred_half_first)
{
	open_with("choice = \"ascending\"; prefer = \"even\";");
	EXPECT(2, 4, 6, 8, 10, 12, 14, 18, 20, 22, 24, 26, 28, 30, 1, 3, 5);
}

Test(choice, descending_takes_the_highest_cic_first)
{
	open_with("choice = \"descending\"; prefer = \"none\";");
	EXPECT(31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17, 15);
}

Test(choice, ascending_comes_back_to_a_circuit_as_soon_as_it_is_free)
{
	open_with("choice = \"ascending\"; prefer = \"none\";");
	cr_assert_eq(dial(), 1);
	cr_assert_eq(dial(), 2);
	hang_up(1);
	EXPECT(1, 3);
}

Test(choice, oldest_comes_back_to_a_circuit_last)
{
	open_with("prefer = \"none\";");
	cr_assert_eq(dial(), 1);
	cr_assert_eq(dial(), 2);
	hang_up(1);
	EXPECT(
	    3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 1);
}

Test(choice, odd_is_preferred_as_even_is)
{
	open_with("choice = \"ascending\"; prefer = \"odd\";");
	EXPECT(1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31, 2, 4);
}

/* Calls of very different lengths: in the end every circuit has carried its share, to within one. */
Test(choice, least_used_spreads_the_calls_evenly)
{
	unsigned standing[5] = { 0 };

	open_with("choice = \"least_used\"; prefer = \"none\";");
	for (unsigned i = 0; i < 900; i++) {
		if (standing[i % 5])
			hang_up(standing[i % 5]);
		standing[i % 5] = dial();
	}
	for (unsigned cic = 1; cic < 32; cic++)
		if (bed_circuit(&bed, cic))
			cr_assert(bed_circuit(&bed, cic)->seizures >= 29 && bed_circuit(&bed, cic)->seizures <= 31,
			    "CIC %u carried %u calls", cic, bed_circuit(&bed, cic)->seizures);
	bed_check(&bed);
	bed_free(&bed);
}

Test(choice, random_uses_all_circuits_and_repeats_with_the_same_seed)
{
	unsigned first[400], used = 0;
	uint32_t seen = 0;

	for (int round = 0; round < 2; round++) {
		open_with("choice = \"random\"; prefer = \"none\";");
		for (unsigned i = 0; i < 400; i++) {
			unsigned cic = dial();

			cr_assert(round == 0 || first[i] == cic, "draw %u differs", i);
			first[i] = cic;
			seen |= UINT32_C(1) << cic;
			hang_up(cic);
		}
		bed_check(&bed);
		bed_free(&bed);
	}
	for (; seen; seen &= seen - 1)
		used++;
	cr_assert_eq(used, 30);
}

/* Circuits leave the middle of the heap as well: blocked, seized from the other side, reset. */
Test(choice, heap_stays_whole_whatever_takes_circuits_away)
{
	open_with("choice = \"random\"; prefer = \"even\";");
	for (unsigned i = 0; i < 4000; i++) {
		unsigned cic = 1 + (i * 7 + i / 31) % 31;
		char text[64];

		if (cic == 16)
			continue;
		snprintf(text, sizeof(text), "%02x 00 %02x", cic,
		    i % 3 == 0       ? ISUP_BLO
		        : i % 3 == 1 ? ISUP_UBL
		                     : ISUP_RSC);
		bed_in(&bed, text);
		if (i % 11 == 0)
			hang_up(dial());
		bed_check(&bed);
	}
	bed_free(&bed);
}
