/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Circuit query: what is asked, and how the ends are brought to agree. */
#include "bed.h"

static struct bed bed;

static void
open_bed(void)
{
	bed_open(&bed);
	bed_wait(&bed, SECOND);
}

static void
close_bed(void)
{
	bed_check(&bed);
	bed_free(&bed);
}

TestSuite(query, .init = open_bed, .fini = close_bed);

/* Query CICs 1 to 4, and what the far exchange says of them. */
static void
query(const char *states)
{
	char cqr[128];

	bed_forget(&bed);
	bed_ctl(&bed, ISUP_CTL_QUERY, 1, 4, 0);
	bed_out(&bed, "01 00 2a 01 01 03");
	snprintf(cqr, sizeof(cqr), "01 00 2b 02 03 01 03 04 %s", states);
	bed_wait(&bed, SECOND);
	bed_in(&bed, cqr);
}

static void
call_in(unsigned cic)
{
	char iam[128];

	snprintf(iam, sizeof(iam), "%02x 00 01 00 60 01 0a 03 02 00 07 83 10 21 43 65 87 0f", cic);
	bed_in(&bed, iam);
	bed_wait(&bed, SECOND);
}

Test(query, whole_span_is_asked_in_runs)
{
	bed_ctl(&bed, ISUP_CTL_QUERY, 0, 4095, 0);
	bed_out(&bed, "01 00 2a 01 01 0e");
	bed_out(&bed, "11 00 2a 01 01 0e");
	bed_out(&bed, "");
	bed_ctl(&bed, ISUP_CTL_QUERY, 9, 9, 0);
	bed_out(&bed, "09 00 2a 01 01 00");
}

Test(query, where_both_think_the_same_nothing_is_done)
{
	call_in(1);
	bed_in(&bed, "02 00 13");
	query("08 0d 0c 0c");
	bed_out(&bed, "");
	cr_assert_eq(bed.counts[ISUP_STAT_QUERY_DIFFERS], 0);
	bed_wait(&bed, HOUR);
	cr_assert_eq(bed.alarms, 0);
}

Test(query, t28_ends_with_an_alarm_and_the_query_is_over)
{
	bed_ctl(&bed, ISUP_CTL_QUERY, 1, 4, 0);
	bed_out(&bed, "01 00 2a 01 01 03");
	bed_wait(&bed, 10 * SECOND - 1);
	cr_assert_eq(bed.alarms, 0);
	bed_wait(&bed, 1);
	cr_assert_eq(bed.alarms, 1);
	cr_assert_eq(bed.counts[ISUP_STAT_NO_CQR_T28], 1);
	bed_wait(&bed, HOUR);
	bed_out(&bed, "");
	bed_in(&bed, "01 00 2b 02 03 01 03 04 08 0c 0c 0c"); /* too late */
	bed_out(&bed, "");
	cr_assert_eq(bed.counts[ISUP_STAT_UNEXPECTED], 1);
}

Test(query, call_at_one_end_only_is_reset)
{
	call_in(1);
	query("0c 04 0c 0c"); /* there idle; there a call in, here idle */
	bed_out(&bed, "01 00 12");
	bed_out(&bed, "02 00 12");
	bed_out(&bed, "");
	bed_tells(&bed, LINE_RELEASED);
	cr_assert_eq(bed.counts[ISUP_STAT_QUERY_DIFFERS], 2);
}

Test(query, blocks_are_made_the_same)
{
	bed_ctl(&bed, ISUP_CTL_BLOCK, 1, 1, 0);
	bed_in(&bed, "01 00 15");
	bed_ctl(&bed, ISUP_CTL_BLOCK, 3, 4, 1);
	bed_in(&bed, "03 00 1a 01 01 02 01 03");
	bed_in(&bed, "02 00 13");
	bed_wait(&bed, SECOND);
	/* 1: does not know of our BLO; 2: thinks we block it, and has forgotten its own; 3, 4: as here, 4 also blocked there */
	query("0c 0e 2c 3c");
	bed_out(&bed, "01 00 13");
	bed_out(&bed, "02 00 14");
	bed_out(&bed, "");
	cr_assert_eq(bed_circuit(&bed, 2)->blocked, 0);
	cr_assert_eq(bed_circuit(&bed, 4)->blocked, BLOCKED_HERE_HW | BLOCKED_THERE_HW);
	bed_in(&bed, "01 00 15");
	bed_in(&bed, "02 00 16");
}

Test(query, unequipped_and_transient)
{
	query("03 00 0c 0c");
	bed_out(&bed, "");
	cr_assert_eq(bed_circuit(&bed, 1)->state, CIR_UNEQUIPPED);
	cr_assert_eq(bed_circuit(&bed, 2)->state, CIR_IDLE);
}

/* A call that came while the answer was on its way is no difference. */
Test(query, what_changed_since_the_question_is_left_alone)
{
	bed_ctl(&bed, ISUP_CTL_QUERY, 1, 4, 0);
	bed_wait(&bed, SECOND);
	call_in(1);
	bed_forget(&bed);
	bed_in(&bed, "01 00 2b 02 03 01 03 04 0c 0c 0c 0c");
	bed_out(&bed, "");
	cr_assert_eq(bed_circuit(&bed, 1)->state, CIR_OFFERED);
}

Test(query, answers_that_do_not_fit_are_dropped)
{
	static const char *const wrong[] = {
		"01 00 2b 02 03 01 04 05 0c 0c 0c 0c 0c", /* of another range */
		"02 00 2b 02 03 01 03 04 0c 0c 0c 0c",    /* of another circuit */
		"01 00 2b 02 03 01 20 04 0c 0c 0c 0c",    /* 33 circuits */
	};

	call_in(1);
	bed_ctl(&bed, ISUP_CTL_QUERY, 1, 4, 0);
	bed_forget(&bed);
	bed_wait(&bed, SECOND);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		bed_in(&bed, wrong[i]);
	bed_in(&bed, "01 00 2b 02 03 01 03 01 08"); /* says less than asked: what is there counts */
	bed_out(&bed, "");
}
