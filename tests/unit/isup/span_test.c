/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Spans in alarm, and the circuits that stand by for them. */
#include "bed.h"

static const char two_spans[] = "spans = ( { number = 1; }, { number = 2; } );"
                                "linksets = ( { name = \"carrier\"; label = \"itu14\"; opc = \"1\"; apc = \"2\"; } );"
                                "links = ( { linkset = \"carrier\"; span = 1; slot = 16; },"
                                "          { linkset = \"carrier\"; span = 2; slot = 16; slc = 1; } );"
                                "groups = ( { name = \"pstn\"; linkset = \"carrier\"; digits = 8; } );"
                                "circuits = ( { group = \"pstn\"; span = 1; pcm = 0; },"
                                "             { group = \"pstn\"; span = 2; pcm = 1; standby = \"yes\"; } );";

static struct bed bed;

static void
open_bed(void)
{
	bed_make(&bed, two_spans);
	bed_up(&bed);
	/* after the reset the far exchange is told what stands by: CICs 33-47, 49-63, a message per GRS */
	bed_in(&bed, "21 00 1a 00 01 03 0e ff 7f");
	bed_in(&bed, "31 00 1a 00 01 03 0e ff 7f");
}

static void
close_bed(void)
{
	bed_check(&bed);
	bed_free(&bed);
}

TestSuite(span, .init = open_bed, .fini = close_bed);

static void
alarm_on(unsigned span, int in_alarm)
{
	struct isup_in_span in = { .span = (uint16_t)span, .in_alarm = (uint16_t)in_alarm };

	bed_step(&bed, CORE_FROM_LINE, ISUP_IN_SPAN, &in, sizeof(in));
}

static unsigned
dial(void)
{
	bed_forget(&bed);
	bed_dial(&bed, 1, "10086", "");
	return bed.unit_at < bed.n_units ? bed.units[bed.unit_at].octets[0] : 0;
}

static void
call_in(unsigned cic)
{
	char iam[128];

	snprintf(iam, sizeof(iam), "%02x 00 01 00 60 01 0a 03 02 00 07 83 10 21 43 65 87 0f", cic);
	bed_in(&bed, iam);
}

/* shows: TRK-05 */
Test(span, standby_circuits_take_the_calls_while_the_main_span_is_cut)
{
	cr_assert_lt(dial(), 32);
	call_in(2);
	bed_line(&bed, MSG_LINE_ANSWER, circuit_line(bed.isup, bed_circuit(&bed, 2)), 0);
	bed_forget(&bed);
	call_in(33); /* standby, blocked by us: the far exchange is told again, and no call is offered */
	bed_out(&bed, "21 00 13");
	bed_silent(&bed);

	alarm_on(1, 1);
	bed_out(&bed, "21 00 19 00 01 05 1e ff 7f ff 7f"); /* the standby span is there */
	bed_out(&bed, "01 00 18 01 01 05 1e ff 7f ff 7f"); /* hardware: the main one is dead */
	cr_assert_gt(bed.units[bed.unit_at].octets[0], 32, "the call in set-up moved over");
	cr_assert(bed.said_at < bed.n_said, "the call on the main span is over");
	bed_in(&bed, "01 00 1a 01 01 05 1e ff 7f ff 7f");
	bed_in(&bed, "21 00 1b 00 01 05 1e ff 7f ff 7f");
	cr_assert_gt(dial(), 32);
	bed_forget(&bed);
	call_in(34);
	cr_assert_eq(bed_tells(&bed, LINE_OFFERED)->offered.span, 2);

	bed_forget(&bed);
	alarm_on(1, 0);
	bed_out(&bed, "21 00 18 00 01 05 1e ff 7f ff 7f");
	bed_out(&bed, "01 00 19 01 01 05 1e ff 7f ff 7f");
	bed_silent(&bed); /* calls on the standby span go on */
	cr_assert_eq(bed_circuit(&bed, 34)->state, CIR_OFFERED);
	cr_assert_lt(dial(), 32);
}

Test(span, alarm_ends_its_calls_without_rel_and_moves_those_in_setup)
{
	call_in(2);
	unsigned cic = dial();

	cr_assert_lt(cic, 32);
	bed_forget(&bed);
	alarm_on(1, 1);
	cr_assert_eq(bed_tells(&bed, LINE_RELEASED)->line.cause, 41);
	for (; bed.unit_at < bed.n_units; bed.unit_at++)
		cr_assert_neq(bed.units[bed.unit_at].octets[2], ISUP_REL);
	cr_assert_gt(bed.units[bed.n_units - 1].octets[0], 32, "the call out moved over");
	for (unsigned i = 1; i < 32; i++)
		cr_assert(!bed_circuit(&bed, i) || bed_circuit(&bed, i)->state == CIR_IDLE);
}

Test(span, alarm_and_an_operators_block_do_not_undo_each_other)
{
	bed_ctl(&bed, ISUP_CTL_BLOCK, 5, 6, 1);
	bed_in(&bed, "05 00 1a 01 01 02 01 03");
	alarm_on(1, 1);
	alarm_on(1, 0);
	cr_assert_eq(bed_circuit(&bed, 5)->blocked, BLOCKED_HERE_HW);
	cr_assert_eq(bed_circuit(&bed, 7)->blocked, 0);
	bed_ctl(&bed, ISUP_CTL_BLOCK, 33, 33, 0);
	alarm_on(1, 1); /* the operator wants it blocked, so it does not join */
	cr_assert_eq(bed_circuit(&bed, 33)->blocked, BLOCKED_HERE);
	cr_assert_eq(bed_circuit(&bed, 34)->blocked, 0);
}

Test(span, the_same_alarm_told_again_says_nothing)
{
	bed_forget(&bed);
	alarm_on(2, 0);
	bed_out(&bed, "");
	alarm_on(2, 1);
	bed_forget(&bed);
	alarm_on(2, 1);
	bed_out(&bed, "");
	alarm_on(64, 1); /* none of our circuits */
	bed_out(&bed, "");
}

/* An alarm before the cold start: nothing is said of circuits that have not been reset, all of it afterwards. */
Test(span, blocks_wait_for_the_cold_start)
{
	struct bed cold;
	struct isup_in_span in = { .span = 1, .in_alarm = 1 };

	bed_make(&cold, two_spans);
	bed_step(&cold, CORE_FROM_LINE, ISUP_IN_SPAN, &in, sizeof(in));
	bed_out(&cold, "");
	isup_mtp_resume(cold.isup, 0, 2, &cold.out);
	bed_out(&cold, "01 00 17 01 01 0e");
	bed_out(&cold, "11 00 17 01 01 0e");
	bed_out(&cold, "21 00 17 01 01 0e");
	bed_out(&cold, "31 00 17 01 01 0e");
	bed_in(&cold, "01 00 29 01 03 0e 00 00");
	bed_out(&cold, "01 00 18 01 01 03 0e ff 7f");
	bed_in(&cold, "21 00 29 01 03 0e 00 00"); /* stands by for the span in alarm: not blocked */
	bed_out(&cold, "");
	bed_check(&cold);
	bed_free(&cold);
}
