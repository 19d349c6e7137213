/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Blocking, reset, cold start, what is unequipped or not understood: one circuit and groups, every timer. */
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

TestSuite(supervision, .init = open_bed, .fini = close_bed);

static uint32_t
call_in(unsigned cic)
{
	char iam[128];

	snprintf(iam, sizeof(iam), "%02x 00 01 00 60 01 0a 03 02 00 07 83 10 21 43 65 87 0f", cic);
	bed_in(&bed, iam);
	return bed_tells(&bed, LINE_OFFERED)->offered.line;
}

static int
blocked(unsigned cic)
{
	return bed_circuit(&bed, cic)->blocked;
}

/* ---- single blocking ---- */

Test(supervision, blocked_circuit_takes_no_call_until_it_is_unblocked)
{
	bed_ctl(&bed, ISUP_CTL_BLOCK, 5, 5, 0);
	bed_out(&bed, "05 00 13");
	bed_in(&bed, "05 00 15");
	for (int i = 0; i < 4; i++) { /* ours, longest idle first: 1 3 7 9, never 5 */
		bed_dial(&bed, 1, "10086", "");
		cr_assert_neq(bed.units[bed.n_units - 1].octets[0], 5);
	}
	bed_forget(&bed);
	bed_in(&bed, "05 00 01 00 60 01 0a 03 02 00 07 83 10 21 43 65 87 0f");
	bed_silent(&bed); /* the far end forgot: it is told again */
	bed_out(&bed, "05 00 13");

	bed_ctl(&bed, ISUP_CTL_UNBLOCK, 5, 5, 0);
	bed_out(&bed, "05 00 14");
	bed_in(&bed, "05 00 16");
	call_in(5);
}

Test(supervision, test_call_is_let_onto_a_blocked_circuit)
{
	bed_ctl(&bed, ISUP_CTL_BLOCK, 5, 5, 0);
	bed_in(&bed, "05 00 01 00 60 01 0d 03 02 00 07 83 10 21 43 65 87 0f");
	bed_tells(&bed, LINE_OFFERED);
}

Test(supervision, far_end_blocks_and_unblocks)
{
	bed_in(&bed, "05 00 13");
	bed_out(&bed, "05 00 15");
	cr_assert_eq(blocked(5), BLOCKED_THERE);
	bed_in(&bed, "05 00 14");
	bed_out(&bed, "05 00 16");
	cr_assert_eq(blocked(5), 0);
}

Test(supervision, blocking_leaves_the_call_alone)
{
	bed_line(&bed, MSG_LINE_ANSWER, call_in(5), 0);
	bed_forget(&bed);
	bed_in(&bed, "05 00 13");
	bed_out(&bed, "05 00 15");
	bed_silent(&bed);
	cr_assert_eq(bed_circuit(&bed, 5)->state, CIR_TALKING_IN);
}

Test(supervision, both_ends_block_and_one_unblocks)
{
	bed_in(&bed, "05 00 13");
	bed_ctl(&bed, ISUP_CTL_BLOCK, 5, 5, 0);
	bed_in(&bed, "05 00 15");
	bed_in(&bed, "05 00 14");
	cr_assert_eq(blocked(5), BLOCKED_HERE);
	cr_assert_eq(bed_circuit(&bed, 5)->place, 0);
}

Test(supervision, call_on_a_circuit_the_far_end_blocked_lifts_the_block)
{
	bed_in(&bed, "05 00 13");
	call_in(5);
	cr_assert_eq(blocked(5), 0);
}

Test(supervision, t12_and_t13_repeat_blo)
{
	bed_ctl(&bed, ISUP_CTL_BLOCK, 5, 5, 0);
	bed_wait(&bed, 20 * SECOND);
	bed_out(&bed, "05 00 13");
	bed_out(&bed, "05 00 13");
	bed_wait(&bed, 580 * SECOND);
	cr_assert_eq(bed.alarms, 1);
	cr_assert_eq(bed.counts[ISUP_STAT_NO_BLA_T13], 1);
	bed_forget(&bed);
	bed_wait(&bed, 599 * SECOND); /* T12 has stopped */
	bed_out(&bed, "");
	bed_wait(&bed, SECOND);
	bed_out(&bed, "05 00 13");
	bed_in(&bed, "05 00 15");
	bed_wait(&bed, 24 * HOUR);
	bed_out(&bed, "");
}

Test(supervision, t14_and_t15_repeat_ubl)
{
	bed_ctl(&bed, ISUP_CTL_UNBLOCK, 5, 5, 0);
	bed_wait(&bed, 20 * SECOND);
	bed_out(&bed, "05 00 14");
	bed_out(&bed, "05 00 14");
	bed_wait(&bed, 580 * SECOND);
	cr_assert_eq(bed.counts[ISUP_STAT_NO_UBA_T15], 1);
	bed_forget(&bed);
	bed_wait(&bed, 600 * SECOND);
	bed_out(&bed, "05 00 14");
	bed_out(&bed, "");
	bed_in(&bed, "05 00 16");
	bed_wait(&bed, 24 * HOUR);
	bed_out(&bed, "");
}

Test(supervision, acknowledgement_nobody_asked_for_is_put_right)
{
	bed_in(&bed, "05 00 15");
	bed_out(&bed, "05 00 14");
	bed_in(&bed, "05 00 16");
	bed_ctl(&bed, ISUP_CTL_BLOCK, 6, 6, 0);
	bed_in(&bed, "06 00 15");
	bed_forget(&bed);
	bed_in(&bed, "06 00 16");
	bed_out(&bed, "06 00 13");
	bed_in(&bed, "05 00 16"); /* unblocked, and not awaited: nothing to say */
	bed_out(&bed, "");
}

/* ---- group blocking ---- */

Test(supervision, group_is_blocked_and_unblocked_by_one_message)
{
	bed_ctl(&bed, ISUP_CTL_BLOCK, 1, 15, 0);
	bed_out(&bed, "01 00 18 00 01 03 0e ff 7f");
	cr_assert_eq(blocked(15), BLOCKED_HERE);
	bed_in(&bed, "01 00 1a 00 01 03 0e ff 7f");
	bed_ctl(&bed, ISUP_CTL_UNBLOCK, 1, 15, 0);
	bed_out(&bed, "01 00 19 00 01 03 0e ff 7f");
	bed_in(&bed, "01 00 1b 00 01 03 0e ff 7f");
	cr_assert_eq(blocked(15), 0);
	bed_wait(&bed, 24 * HOUR);
	bed_out(&bed, "");
	cr_assert_eq(bed.counts[ISUP_STAT_UNEXPECTED_CGBA] + bed.counts[ISUP_STAT_MISSING_ACKED], 0);
}

Test(supervision, whole_span_leaves_the_signalling_slot_out)
{
	bed_ctl(&bed, ISUP_CTL_BLOCK, 0, 4095, 0);
	bed_out(&bed, "01 00 18 00 01 05 1e ff 7f ff 7f"); /* 31 circuits less CIC 16 */
	bed_out(&bed, "");
}

Test(supervision, incomplete_and_wrong_acknowledgements_are_counted)
{
	bed_ctl(&bed, ISUP_CTL_BLOCK, 1, 4, 0);
	bed_in(&bed, "01 00 1a 00 01 02 03 0d"); /* CIC 2 is missing */
	cr_assert_eq(bed.counts[ISUP_STAT_MISSING_ACKED], 1);
	bed_ctl(&bed, ISUP_CTL_BLOCK, 8, 9, 1);
	bed_in(&bed, "08 00 1a 01 01 02 01 03");
	bed_in(&bed, "08 00 1a 01 01 02 01 03");
	cr_assert_eq(bed.counts[ISUP_STAT_UNEXPECTED_CGBA], 1);
	bed_in(&bed, "08 00 1b 00 01 02 01 03");
	cr_assert_eq(bed.counts[ISUP_STAT_UNEXPECTED_CGUA], 1);
}

Test(supervision, far_end_blocks_a_group_for_maintenance)
{
	bed_line(&bed, MSG_LINE_ANSWER, call_in(2), 0);
	bed_forget(&bed);
	bed_in(&bed, "01 00 18 00 01 02 03 0f");
	bed_out(&bed, "01 00 1a 00 01 02 03 0f");
	bed_silent(&bed);
	cr_assert_eq(blocked(2), BLOCKED_THERE);
	bed_in(&bed, "01 00 19 00 01 02 03 0f");
	bed_out(&bed, "01 00 1b 00 01 02 03 0f");
	cr_assert_eq(blocked(1), 0);
}

Test(supervision, far_end_loses_a_group_to_hardware)
{
	bed_line(&bed, MSG_LINE_ANSWER, call_in(2), 0);
	bed_forget(&bed);
	bed_in(&bed, "01 00 18 01 01 02 03 0f");
	bed_out(&bed, "01 00 1a 01 01 02 03 0f"); /* and no REL: the circuit is dead */
	bed_out(&bed, "");
	bed_tells(&bed, LINE_RELEASED);
	cr_assert_eq(bed_circuit(&bed, 2)->state, CIR_IDLE);
	cr_assert_eq(blocked(2), BLOCKED_THERE_HW);
	bed_in(&bed, "01 00 19 00 01 02 03 0f"); /* unblocking of the other kind */
	cr_assert_eq(blocked(2), BLOCKED_THERE_HW);
}

Test(supervision, group_blocked_by_cgb_is_unblocked_one_by_one)
{
	bed_in(&bed, "01 00 18 00 01 02 03 0f");
	bed_in(&bed, "02 00 14");
	cr_assert_eq(blocked(2), 0);
	cr_assert_eq(blocked(3), BLOCKED_THERE);
}

Test(supervision, t18_and_t19_repeat_cgb)
{
	bed_ctl(&bed, ISUP_CTL_BLOCK, 1, 2, 1);
	bed_wait(&bed, 20 * SECOND);
	bed_out(&bed, "01 00 18 01 01 02 01 03");
	bed_out(&bed, "01 00 18 01 01 02 01 03");
	bed_wait(&bed, 580 * SECOND);
	cr_assert_eq(bed.alarms, 1);
	cr_assert_eq(bed.counts[ISUP_STAT_NO_CGBA_T19], 1);
	bed_forget(&bed);
	bed_wait(&bed, 600 * SECOND);
	bed_out(&bed, "01 00 18 01 01 02 01 03");
	bed_out(&bed, "");
}

Test(supervision, t20_and_t21_repeat_cgu_and_nothing_else)
{
	bed_ctl(&bed, ISUP_CTL_UNBLOCK, 1, 2, 0);
	for (int t = 0; t < 600; t += 20) {
		bed_out(&bed, "01 00 19 00 01 02 01 03");
		bed_wait(&bed, 20 * SECOND);
	}
	cr_assert_eq(bed.counts[ISUP_STAT_NO_CGUA_T21], 1);
	bed_forget(&bed);
	bed_wait(&bed, 600 * SECOND);
	bed_out(&bed, "01 00 19 00 01 02 01 03");
	bed_out(&bed, "");
}

/* ---- reset ---- */

Test(supervision, group_reset_clears_calls_and_blocking)
{
	bed_line(&bed, MSG_LINE_ANSWER, call_in(2), 0);
	bed_ctl(&bed, ISUP_CTL_BLOCK, 4, 4, 0);
	bed_in(&bed, "04 00 15");
	bed_in(&bed, "03 00 13");
	bed_forget(&bed);
	bed_in(&bed, "01 00 17 01 01 03");
	bed_out(&bed, "01 00 29 01 02 03 08"); /* CIC 4 is blocked here */
	bed_tells(&bed, LINE_RELEASED);
	cr_assert_eq(bed_circuit(&bed, 2)->state, CIR_IDLE);
	cr_assert_eq(blocked(3), 0);
	cr_assert_eq(blocked(4), BLOCKED_HERE);
}

Test(supervision, group_reset_tells_hardware_blocks_first)
{
	bed_ctl(&bed, ISUP_CTL_BLOCK, 2, 3, 1);
	bed_in(&bed, "02 00 1a 01 01 02 01 03");
	bed_forget(&bed);
	bed_in(&bed, "01 00 17 01 01 03");
	bed_out(&bed, "01 00 18 01 01 02 03 06");
	bed_out(&bed, "01 00 29 01 02 03 00");
}

Test(supervision, operator_resets_a_group)
{
	bed_line(&bed, MSG_LINE_ANSWER, call_in(2), 0);
	bed_forget(&bed);
	bed_ctl(&bed, ISUP_CTL_GROUP_RESET, 1, 31, 0);
	bed_out(&bed, "01 00 17 01 01 0e");
	bed_out(&bed, "11 00 17 01 01 0e");
	bed_tells(&bed, LINE_RELEASED);
	bed_in(&bed, "01 00 29 01 03 0e 00 01"); /* CIC 9 is blocked there */
	cr_assert_eq(bed_circuit(&bed, 2)->state, CIR_IDLE);
	cr_assert_eq(blocked(9), BLOCKED_THERE);
	cr_assert_eq(bed_circuit(&bed, 17)->state, CIR_GROUP_RESETTING);
	bed_in(&bed, "11 00 29 01 03 0e 00 00");
	cr_assert_eq(bed_circuit(&bed, 31)->state, CIR_IDLE);
}

Test(supervision, t22_and_t23_repeat_grs)
{
	bed_ctl(&bed, ISUP_CTL_GROUP_RESET, 1, 4, 0);
	for (int t = 0; t < 600; t += 20) {
		bed_out(&bed, "01 00 17 01 01 03");
		bed_wait(&bed, 20 * SECOND);
	}
	cr_assert_eq(bed.counts[ISUP_STAT_NO_GRA_T23], 1);
	bed_forget(&bed);
	bed_wait(&bed, 600 * SECOND);
	bed_out(&bed, "01 00 17 01 01 03");
	bed_in(&bed, "01 00 29 01 02 03 00");
	cr_assert_eq(bed_circuit(&bed, 4)->state, CIR_IDLE);
	bed_wait(&bed, 24 * HOUR);
	bed_out(&bed, "");
}

Test(supervision, t16_and_t17_repeat_rsc)
{
	bed_ctl(&bed, ISUP_CTL_RESET, 3, 3, 0);
	for (int t = 0; t < 600; t += 20) {
		bed_out(&bed, "03 00 12");
		bed_wait(&bed, 20 * SECOND);
	}
	cr_assert_eq(bed.counts[ISUP_STAT_NO_RLC_T17], 1);
	bed_forget(&bed);
	bed_wait(&bed, 600 * SECOND);
	bed_out(&bed, "03 00 12");
	bed_out(&bed, "");
	bed_in(&bed, "03 00 10 00");
	cr_assert_eq(bed_circuit(&bed, 3)->state, CIR_IDLE);
}

Test(supervision, reset_of_a_blocked_circuit_is_answered_with_blo_first)
{
	bed_ctl(&bed, ISUP_CTL_BLOCK, 3, 3, 0);
	bed_in(&bed, "03 00 15");
	bed_forget(&bed);
	bed_in(&bed, "03 00 12");
	bed_out(&bed, "03 00 13");
	bed_out(&bed, "03 00 10 00");
}

Test(supervision, both_ends_reset_at_once)
{
	bed_ctl(&bed, ISUP_CTL_RESET, 3, 3, 0);
	bed_forget(&bed);
	bed_in(&bed, "03 00 12");
	bed_out(&bed, "03 00 10 00");
	cr_assert_eq(bed_circuit(&bed, 3)->state, CIR_RESETTING);
	bed_in(&bed, "03 00 10 00");
	cr_assert_eq(bed_circuit(&bed, 3)->state, CIR_IDLE);
}

Test(supervision, illegal_ranges_are_dropped)
{
	static const char *const wrong[] = {
		"01 00 17 01 01 00",                   /* GRS of one circuit */
		"01 00 17 01 01 20",                   /* GRS of 33 */
		"01 00 18 00 01 01 03",                /* CGB without status */
		"01 00 18 02 01 02 03 0f",             /* of a kind nobody knows */
		"01 00 18 00 01 06 27 ff ff ff ff ff", /* more than 32 circuits */
		"01 00 29 01 01 03",                   /* GRA without status */
	};

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		bed_in(&bed, wrong[i]);
	bed_out(&bed, "");
	cr_assert_eq(bed.counts[ISUP_STAT_ISUP_BAD_FORMAT], 6);
}

Test(supervision, query_is_answered_circuit_by_circuit)
{
	call_in(1);
	bed_in(&bed, "02 00 13");
	bed_forget(&bed);
	bed_in(&bed, "01 00 2a 01 01 03");
	bed_out(&bed, "01 00 2b 02 03 01 03 04 04 0e 0c 0c");
}

/* ---- start-up ---- */

Test(supervision, cold_start_resets_every_circuit_once)
{
	struct bed cold;

	bed_make(&cold, bed_site);
	cr_assert_eq(bed_tells(&cold, HELLO)->hello.fresh, 1);
	bed_out(&cold, "");
	isup_mtp_resume(cold.isup, 0, 2, &cold.out);
	bed_out(&cold, "01 00 17 01 01 0e");
	bed_out(&cold, "11 00 17 01 01 0e");
	bed_out(&cold, "");
	bed_in(&cold, "01 00 01 00 60 01 0a 03 02 00 07 83 10 21 43 65 87 0f");
	cr_assert_eq(cold.said_at, cold.n_said, "no call before the reset is acknowledged");
	bed_dial(&cold, 1, "10086", "");
	cr_assert_eq(bed_tells(&cold, LINE_REFUSED)->line.cause, 34);
	bed_in(&cold, "01 00 29 01 03 0e 00 00");
	bed_in(&cold, "01 00 01 00 60 01 0a 03 02 00 07 83 10 21 43 65 87 0f");
	bed_tells(&cold, LINE_OFFERED);
	bed_check(&cold);
	bed_free(&cold);
}

/* What the far exchange has reset by then needs no reset of ours: both ends know it to be idle. */
Test(supervision, cold_start_leaves_out_what_is_known)
{
	struct bed cold;

	bed_make(&cold, bed_site);
	bed_in(&cold, "01 00 17 01 01 0e"); /* GRS of the first half, RSC of one more */
	bed_out(&cold, "01 00 29 01 03 0e 00 00");
	bed_in(&cold, "11 00 12");
	bed_out(&cold, "11 00 10 00");
	isup_mtp_resume(cold.isup, 0, 2, &cold.out);
	bed_out(&cold, "12 00 17 01 01 0d"); /* CICs 18-31 */
	bed_out(&cold, "");
	bed_in(&cold, "12 00 29 01 03 0d 00 00");
	isup_mtp_pause(cold.isup, 0, 2, &cold.out);
	isup_mtp_resume(cold.isup, 0, 2, &cold.out);
	bed_out(&cold, "");
	bed_check(&cold);
	bed_free(&cold);
}

/* Links come and go, the process is killed: whatever state a circuit is in, no GRS and no RSC. */
Test(supervision, link_that_comes_back_resets_nothing_in_any_state)
{
	bed_line(&bed, MSG_LINE_ANSWER, call_in(2), 0);
	call_in(4);
	bed_dial(&bed, 1, "10086", "");
	bed_in(&bed, "06 00 13");
	bed_ctl(&bed, ISUP_CTL_BLOCK, 8, 8, 0);
	bed_in(&bed, "08 00 15");
	bed_line(&bed, MSG_LINE_RELEASE, call_in(10), 16); /* RLC is awaited */
	for (int i = 0; i < 5; i++) {
		bed_forget(&bed);
		isup_mtp_pause(bed.isup, 0, 2, &bed.out);
		bed_wait(&bed, SECOND);
		bed_step(&bed, CORE_FROM_SELF, CORE_RESUMED, NULL, 0);
		isup_mtp_resume(bed.isup, 0, 2, &bed.out);
		for (; bed.unit_at < bed.n_units; bed.unit_at++)
			cr_assert(bed.units[bed.unit_at].octets[2] != ISUP_GRS &&
			        bed.units[bed.unit_at].octets[2] != ISUP_RSC,
			    "reset by message %02x", bed.units[bed.unit_at].octets[2]);
	}
	cr_assert_eq(bed_circuit(&bed, 2)->state, CIR_TALKING_IN);
	cr_assert_eq(bed_circuit(&bed, 4)->state, CIR_OFFERED);
	cr_assert_eq(blocked(6), BLOCKED_THERE);
	cr_assert_eq(blocked(8), BLOCKED_HERE);
}

Test(supervision, outage_of_signalling_resets_nothing)
{
	bed_line(&bed, MSG_LINE_ANSWER, call_in(2), 0);
	bed_forget(&bed);
	isup_mtp_pause(bed.isup, 0, 2, &bed.out);
	bed_wait(&bed, HOUR);
	isup_mtp_resume(bed.isup, 0, 2, &bed.out);
	bed_out(&bed, "");
	bed_silent(&bed);
	cr_assert_eq(bed_circuit(&bed, 2)->state, CIR_TALKING_IN);
}

Test(supervision, restart_of_the_process_resets_nothing)
{
	bed_line(&bed, MSG_LINE_ANSWER, call_in(2), 0);
	bed_forget(&bed);
	bed_step(&bed, CORE_FROM_SELF, CORE_RESUMED, NULL, 0);
	cr_assert_eq(bed_tells(&bed, HELLO)->hello.fresh, 0);
	bed_silent(&bed);
	bed_out(&bed, "");
	cr_assert_eq(bed_circuit(&bed, 2)->state, CIR_TALKING_IN);
}

Test(supervision, release_waits_for_the_signalling_to_return)
{
	uint32_t line = call_in(2);

	bed_line(&bed, MSG_LINE_ANSWER, line, 0);
	bed.deaf = 1;
	bed_line(&bed, MSG_LINE_RELEASE, line, 16);
	bed.deaf = 0;
	bed_forget(&bed);
	bed_wait(&bed, 20 * SECOND);
	bed_out(&bed, "02 00 0c 02 00 02 82 90");
	bed_in(&bed, "02 00 10 00");
	cr_assert_eq(bed_circuit(&bed, 2)->state, CIR_IDLE);
}

/* ---- what is not there or not understood ---- */

Test(supervision, circuit_we_do_not_have_is_answered_ucic)
{
	bed_in(&bed, "21 00 01 00 60 01 0a 03 02 00 07 83 10 21 43 65 87 0f");
	bed_out(&bed, "21 00 2e");
	bed_in(&bed, "10 00 12"); /* the signalling slot */
	bed_out(&bed, "10 00 2e");
	bed_in(&bed, "21 00 17 01 01 03");
	bed_out(&bed, "21 00 2e");
	bed_in(&bed, "21 00 10 00"); /* an answer gets none */
	bed_in(&bed, "21 00 2e");
	bed_in(&bed, "ff ff 15");
	bed_out(&bed, "");
	cr_assert_eq(bed.counts[ISUP_STAT_ISUP_UNEQUIPPED], 6);
}

Test(supervision, ucic_to_a_group_reset_leaves_one_circuit_out)
{
	bed_ctl(&bed, ISUP_CTL_GROUP_RESET, 1, 4, 0);
	bed_forget(&bed);
	bed_in(&bed, "01 00 2e");
	bed_out(&bed, "02 00 17 01 01 02");
	cr_assert_eq(bed_circuit(&bed, 1)->state, CIR_UNEQUIPPED);
	bed_in(&bed, "02 00 29 01 02 02 00");
	cr_assert_eq(bed_circuit(&bed, 4)->state, CIR_IDLE);
	bed_in(&bed, "01 00 12"); /* there after all */
	bed_out(&bed, "01 00 10 00");
	cr_assert_eq(bed_circuit(&bed, 1)->state, CIR_IDLE);
}

Test(supervision, unknown_message_is_confusing)
{
	bed_in(&bed, "01 00 7e 00");
	bed_out(&bed, "01 00 2f 02 00 03 82 e1 7e");
	bed_in(&bed, "01 00 7e 01 38 01 88 00"); /* discard, says its compatibility information */
	bed_out(&bed, "");
	bed_in(&bed, "01 00 7e 01 38 01 84 00"); /* send notification */
	bed_out(&bed, "01 00 2f 02 00 03 82 e1 7e");
	bed_in(&bed, "01 00 2f 02 00 02 82 e1"); /* CFN is not answered */
	bed_out(&bed, "");
	cr_assert_eq(bed.counts[ISUP_STAT_ISUP_CONFUSION], 1);
}

Test(supervision, unknown_message_may_demand_release)
{
	bed_line(&bed, MSG_LINE_ANSWER, call_in(1), 0);
	bed_forget(&bed);
	bed_in(&bed, "01 00 7e 01 38 01 82 00");
	bed_out(&bed, "01 00 0c 02 00 02 82 e1");
	cr_assert_eq(bed_tells(&bed, LINE_RELEASED)->line.cause, 97);
}

Test(supervision, unknown_message_may_demand_release_before_the_offer)
{
	bed_in(&bed, "01 00 01 08 60 01 0a 03 02 00 07 83 10 21 43 65 87 0f"); /* continuity is awaited */
	cr_assert_eq(bed_circuit(&bed, 1)->state, CIR_CHECKING);
	bed_in(&bed, "01 00 7e 01 38 01 82 00");
	bed_out(&bed, "01 00 0c 02 00 02 82 e1");
	bed_silent(&bed);
	cr_assert_eq(bed_circuit(&bed, 1)->state, CIR_RELEASING);
}

Test(supervision, unknown_parameter_is_skipped_with_cfn)
{
	bed_in(&bed, "01 00 01 00 60 01 0a 03 02 09 07 83 10 21 43 65 87 0f ee 01 55 00");
	bed_out(&bed, "01 00 2f 02 00 03 82 e3 ee");
	bed_tells(&bed, LINE_OFFERED);
}

Test(supervision, unknown_parameter_decides_by_its_compatibility)
{
	/* discard parameter, quietly */
	bed_in(&bed, "01 00 01 00 60 01 0a 03 02 09 07 83 10 21 43 65 87 0f ee 01 55 39 02 ee 90 00");
	bed_out(&bed, "");
	bed_tells(&bed, LINE_OFFERED);
	/* discard message, with notification */
	bed_in(&bed, "02 00 01 00 60 01 0a 03 02 09 07 83 10 21 43 65 87 0f ee 01 55 39 02 ee 8c 00");
	bed_out(&bed, "02 00 2f 02 00 04 82 ee 01 ee");
	bed_silent(&bed);
	/* release the call */
	bed_in(&bed, "01 00 0d 00 01 ee 01 55 39 02 ee 82 00");
	bed_out(&bed, "01 00 0c 02 00 02 82 e3");
}

Test(supervision, release_with_an_unknown_parameter_is_obeyed_and_says_so)
{
	bed_line(&bed, MSG_LINE_ANSWER, call_in(1), 0);
	bed_forget(&bed);
	bed_in(&bed, "01 00 0c 02 04 02 82 90 ee 01 55 00");
	bed_out(&bed, "01 00 10 01 12 03 82 e3 ee 00");
}

Test(supervision, foreign_and_malformed_messages_are_counted)
{
	uint8_t rsc[] = { 1, 0, 0x12 };

	isup_mtp_transfer(bed.isup, 0, 99, rsc, sizeof(rsc), &bed.out);
	isup_mtp_transfer(bed.isup, 7, 2, rsc, sizeof(rsc), &bed.out);
	cr_assert_eq(bed.counts[ISUP_STAT_ISUP_NO_ORIGIN], 2);
	bed_in(&bed, "01 00");
	bed_in(&bed, "01 00 06");
	bed_in(&bed, "01 00 01 00 60 01 0a 03 f0 00");
	cr_assert_eq(bed.counts[ISUP_STAT_ISUP_BAD_FORMAT], 3);
	bed_out(&bed, "");
}

/* ---- the far user part ---- */

Test(supervision, user_part_test_goes_on_until_something_is_heard)
{
	isup_mtp_status(bed.isup, 0, 2, ISUP_MTP_USER_INACCESSIBLE, 0, &bed.out);
	bed_out(&bed, "00 00 34 00");
	isup_mtp_status(bed.isup, 0, 2, ISUP_MTP_USER_INACCESSIBLE, 0, &bed.out);
	bed_out(&bed, ""); /* T4 runs */
	bed_dial(&bed, 1, "10086", "");
	cr_assert_eq(bed_tells(&bed, LINE_REFUSED)->line.cause, 38);
	bed_wait(&bed, 300 * SECOND);
	bed_out(&bed, "00 00 34 00");
	bed_in(&bed, "00 00 35 00");
	bed_dial(&bed, 1, "10086", "");
	bed_silent(&bed);
	cr_assert_eq(bed.units[bed.n_units - 1].octets[2], ISUP_IAM);
}

Test(supervision, far_exchange_tests_our_user_part)
{
	bed_in(&bed, "00 00 34 00");
	bed_out(&bed, "00 00 35 00");
}
