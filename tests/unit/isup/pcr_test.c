/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Preventive cyclic retransmission between two of our own points, on wires of 64 kbit/s that spoil units: what is sent
 * arrives, once and in order, and the line is not idle.
 */
#include "pair.h"

struct point points[2];
uint32_t pair_seed;
const char *pair_link_settings = "error_correction = \"pcr\"; n1 = 20; n2 = 400;";

static struct point *const A = &points[0];
static struct point *const B = &points[1];

static void
up(void)
{
	pair_open("itu14", 1);
	pair_start();
	cr_assert(pair_until_up(3000) > 0);
}

TestSuite(pcr, .init = up, .fini = pair_close);

static void
traffic(unsigned n, int64_t gap_ms)
{
	for (unsigned i = 0; i < n; i++) {
		post(A, 3);
		post(B, 3);
		pair_pass(gap_ms);
	}
}

static void
all_arrived(unsigned n)
{
	pair_pass(2000);
	cr_expect(eq(u32, A->received, n));
	cr_expect(eq(u32, B->received, n));
	cr_expect(eq(u32, A->doubled + B->doubled, 0));
	cr_expect(eq(u32, A->disordered + B->disordered, 0));
	cr_expect(eq(int, A->pauses + B->pauses, 0));
}

Test(pcr, a_good_line_needs_few_copies)
{
	traffic(500, 20);
	all_arrived(500);
	cr_expect(eq(long, (long)A->counts[ISUP_STAT_MTP2_NACK_OUT][0], 0));
	/* both send at the same time: the first copy carries the acknowledgement of what came meanwhile */
	cr_expect(lt(long, (long)A->counts[ISUP_STAT_MTP2_RESENT][0], 600));
}

Test(pcr, a_line_with_errors_loses_nothing)
{
	A->to_far[0].lose_in = B->to_far[0].lose_in = 300;
	traffic(2000, 20);
	A->to_far[0].lose_in = B->to_far[0].lose_in = 0;
	all_arrived(2000);
	cr_expect(eq(long, (long)A->counts[ISUP_STAT_MTP2_NACK_OUT][0], 0));
}

Test(pcr, a_burst_of_errors_loses_nothing)
{
	A->to_far[0].lose_in = B->to_far[0].lose_in = 10;
	traffic(40, 8);
	A->to_far[0].lose_in = B->to_far[0].lose_in = 0;
	all_arrived(40);
}

Test(pcr, more_than_the_line_carries_is_forced_through)
{
	for (int i = 0; i < 5; i++)
		traffic(30, 0); /* all at once: 20 octets and a header each */
	all_arrived(150);
	cr_expect(gt(long, (long)A->counts[ISUP_STAT_MTP2_FORCED][0], 0));
}

Test(pcr, a_resumed_process_goes_on)
{
	traffic(20, 5);
	mtp_started(A->isup, 1, &A->out);
	traffic(20, 5);
	all_arrived(40);
}
