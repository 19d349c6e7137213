/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Level 2 frame by frame.  Numbers q781_x_y are those of the cases of Q.781; the frames are told as the test equipment
 * of that Recommendation would tell them, and what the link says is read off the line.
 */
#include "bench.h"

struct side sides[2];
static struct side *const A = &sides[0];

void
mtp3_link_up(struct isup *isup, unsigned link, struct core_out *out)
{
	side_of(isup)->ups++;
}

void
mtp3_link_down(struct isup *isup, unsigned link, enum mtp2_reason reason, struct core_out *out)
{
	side_of(isup)->downs++;
	side_of(isup)->reason = reason;
}

void
mtp3_link_outage(struct isup *isup, unsigned link, int on, struct core_out *out)
{
	side_of(isup)->outages++;
	side_of(isup)->far_outage = on;
}

void
mtp3_msu(struct isup *isup, unsigned link, const uint8_t *msu, size_t len, struct core_out *out)
{
	struct side *s = side_of(isup);

	s->received++;
	memcpy(s->last, msu, len);
	s->last_len = len;
}

static void
fresh(void)
{
	side_open(A);
}

static void
in_service(void)
{
	side_open(A);
	align_by_hand(A);
	cr_assert(A->ups == 1 && A->m->lsc == LSC_IN_SERVICE);
}

static void
done(void)
{
	side_close(A);
}

static void
start(struct side *s)
{
	mtp2_power_on(s->isup, s->m, &s->out);
	mtp2_start(s->isup, s->m, &s->out);
}

static void
start_in_a_hurry(struct side *s)
{
	mtp2_power_on(s->isup, s->m, &s->out);
	mtp2_emergency(s->isup, s->m, 1, &s->out);
	mtp2_start(s->isup, s->m, &s->out);
}

static void
until_ready(struct side *s)
{
	start_in_a_hurry(s);
	say_status(s, MTP2_SIO);
	say_status(s, MTP2_SIE);
	pass(s, 500);
	cr_assert(s->m->lsc == LSC_READY || s->m->lsc == LSC_NOT_READY);
}

/* ---- 1: link state control, expected units ---- */

TestSuite(q781_link_state, .init = fresh, .fini = done);

Test(q781_link_state, q781_1_1_power_up_says_sios)
{
	mtp2_power_on(A->isup, A->m, &A->out);
	cr_expect(eq(int, line_status(A), MTP2_SIOS));
	cr_expect(eq(int, line_fsn(A), 127));
	cr_expect(eq(int, line_bsn(A), 127));
	cr_expect(eq(int, line_fib(A) + line_bib(A), 2));
}

Test(q781_link_state, q781_1_2_t2_gives_up_without_an_answer)
{
	start(A);
	cr_expect(eq(int, line_status(A), MTP2_SIO));
	pass(A, 4999);
	cr_expect(eq(int, line_status(A), MTP2_SIO));
	pass(A, 1);
	cr_expect(eq(int, line_status(A), MTP2_SIOS));
	cr_expect(eq(int, A->reason, MTP2_REASON_ALIGNMENT));
}

Test(q781_link_state, q781_1_3_t3_gives_up_in_aligned)
{
	start(A);
	say_status(A, MTP2_SIO);
	cr_expect(eq(int, line_status(A), MTP2_SIN));
	pass(A, 1499);
	cr_expect(eq(int, line_status(A), MTP2_SIN));
	pass(A, 1);
	cr_expect(eq(int, line_status(A), MTP2_SIOS));
}

Test(q781_link_state, q781_1_4_t1_gives_up_in_aligned_ready_after_normal_proving)
{
	start(A);
	say_status(A, MTP2_SIO);
	say_status(A, MTP2_SIN);
	pass(A, 8199);
	cr_expect(eq(int, line_status(A), MTP2_SIN));
	pass(A, 1);
	cr_expect(eq(int, line_status(A), MTP2_FISU));
	pass(A, 44999);
	cr_expect(eq(int, A->m->lsc, LSC_READY));
	pass(A, 1);
	cr_expect(eq(int, line_status(A), MTP2_SIOS));
	cr_expect(eq(int, A->reason, MTP2_REASON_T1));
}

Test(q781_link_state, q781_1_5_normal_alignment_ends_in_service_on_a_fill_in_unit)
{
	start(A);
	say_status(A, MTP2_SIO);
	say_status(A, MTP2_SIN);
	pass(A, 8200);
	say_fisu(A, 127, 1, 127, 1);
	cr_expect(eq(int, A->ups, 1));
	cr_expect(eq(int, A->m->lsc, LSC_IN_SERVICE));
	cr_expect(not(runs(A, MTP2_T1)));
}

Test(q781_link_state, q781_1_6_normal_alignment_ends_in_service_on_a_message)
{
	start(A);
	say_status(A, MTP2_SIO);
	say_status(A, MTP2_SIN);
	pass(A, 8200);
	say_msu(A, 127, 1, 0, 1, "abc");
	cr_expect(eq(int, A->ups, 1));
	cr_expect(eq(u32, A->received, 1));
	cr_expect(eq(int, line_bsn(A), 0));
}

Test(q781_link_state, q781_1_7_sio_while_proving_goes_back_to_aligned)
{
	start(A);
	say_status(A, MTP2_SIO);
	say_status(A, MTP2_SIN);
	pass(A, 4000);
	say_status(A, MTP2_SIO);
	cr_expect(eq(int, A->m->iac, IAC_ALIGNED));
	say_status(A, MTP2_SIN);
	pass(A, 8199);
	cr_expect(eq(int, A->m->iac, IAC_PROVING));
	pass(A, 1);
	cr_expect(eq(int, A->m->lsc, LSC_READY));
}

Test(q781_link_state, q781_1_8_alignment_with_local_outage_says_sipo)
{
	mtp2_power_on(A->isup, A->m, &A->out);
	mtp2_outage(A->isup, A->m, 1, &A->out);
	until_ready(A);
	cr_expect(eq(int, A->m->lsc, LSC_NOT_READY));
	cr_expect(eq(int, line_status(A), MTP2_SIPO));
	say_fisu(A, 127, 1, 127, 1);
	cr_expect(eq(int, A->m->lsc, LSC_OUTAGE));
	cr_expect(eq(int, A->ups, 1));
}

Test(q781_link_state, q781_1_9_with_local_outage_a_message_is_not_taken)
{
	mtp2_outage(A->isup, A->m, 1, &A->out);
	mtp2_power_on(A->isup, A->m, &A->out);
	mtp2_outage(A->isup, A->m, 1, &A->out);
	until_ready(A);
	say_msu(A, 127, 1, 0, 1, "abc");
	cr_expect(eq(u32, A->received, 0));
	cr_expect(eq(int, line_bsn(A), 127));
}

Test(q781_link_state, q781_1_10_local_outage_set_and_cleared_while_aligning_leaves_no_mark)
{
	start_in_a_hurry(A);
	mtp2_outage(A->isup, A->m, 1, &A->out);
	mtp2_outage(A->isup, A->m, 0, &A->out);
	say_status(A, MTP2_SIO);
	say_status(A, MTP2_SIE);
	pass(A, 500);
	cr_expect(eq(int, line_status(A), MTP2_FISU));
}

Test(q781_link_state, q781_1_11_far_outage_when_aligned_not_ready)
{
	mtp2_power_on(A->isup, A->m, &A->out);
	mtp2_outage(A->isup, A->m, 1, &A->out);
	until_ready(A);
	say_status(A, MTP2_SIPO);
	cr_expect(eq(int, A->m->outage, MTP2_LOCAL | MTP2_REMOTE));
	cr_expect(eq(int, A->m->lsc, LSC_OUTAGE));
}

Test(q781_link_state, q781_1_12_sios_when_aligned_not_ready)
{
	mtp2_power_on(A->isup, A->m, &A->out);
	mtp2_outage(A->isup, A->m, 1, &A->out);
	until_ready(A);
	say_status(A, MTP2_SIOS);
	cr_expect(eq(int, line_status(A), MTP2_SIOS));
	cr_expect(eq(int, A->reason, MTP2_REASON_SIOS));
}

Test(q781_link_state, q781_1_13_sio_when_aligned_not_ready)
{
	mtp2_power_on(A->isup, A->m, &A->out);
	mtp2_outage(A->isup, A->m, 1, &A->out);
	until_ready(A);
	say_status(A, MTP2_SIO);
	cr_expect(eq(int, line_status(A), MTP2_SIOS));
	cr_expect(eq(int, A->reason, MTP2_REASON_REALIGN));
}

Test(q781_link_state, q781_1_15_local_outage_set_and_cleared_when_aligned_ready)
{
	until_ready(A);
	mtp2_outage(A->isup, A->m, 1, &A->out);
	cr_expect(eq(int, A->m->lsc, LSC_NOT_READY));
	cr_expect(eq(int, line_status(A), MTP2_SIPO));
	mtp2_outage(A->isup, A->m, 0, &A->out);
	cr_expect(eq(int, A->m->lsc, LSC_READY));
	cr_expect(eq(int, line_status(A), MTP2_FISU));
}

Test(q781_link_state, q781_1_16_t1_when_aligned_not_ready)
{
	mtp2_power_on(A->isup, A->m, &A->out);
	mtp2_outage(A->isup, A->m, 1, &A->out);
	until_ready(A);
	pass(A, 45000);
	cr_expect(eq(int, A->reason, MTP2_REASON_T1));
	cr_expect(eq(int, line_status(A), MTP2_SIOS));
}

Test(q781_link_state, q781_1_17_sin_without_sio_is_enough)
{
	start(A);
	say_status(A, MTP2_SIN);
	cr_expect(eq(int, line_status(A), MTP2_SIN));
	cr_expect(eq(int, A->m->iac, IAC_PROVING)); /* SIN stands on the line: it is heard in "aligned" too */
	pass(A, 8200);
	cr_expect(eq(int, A->m->lsc, LSC_READY));
}

Test(q781_link_state, q781_1_18_emergency_ceased_before_start_is_no_emergency)
{
	mtp2_power_on(A->isup, A->m, &A->out);
	mtp2_emergency(A->isup, A->m, 1, &A->out);
	mtp2_emergency(A->isup, A->m, 0, &A->out);
	mtp2_start(A->isup, A->m, &A->out);
	say_status(A, MTP2_SIO);
	cr_expect(eq(int, line_status(A), MTP2_SIN));
}

Test(q781_link_state, q781_1_19_emergency_while_not_aligned)
{
	start(A);
	mtp2_emergency(A->isup, A->m, 1, &A->out);
	cr_expect(eq(int, line_status(A), MTP2_SIO));
	say_status(A, MTP2_SIO);
	cr_expect(eq(int, line_status(A), MTP2_SIE));
}

Test(q781_link_state, q781_1_20_emergency_when_aligned)
{
	start(A);
	say_status(A, MTP2_SIO);
	mtp2_emergency(A->isup, A->m, 1, &A->out);
	cr_expect(eq(int, line_status(A), MTP2_SIE));
	say_status(A, MTP2_SIN);
	pass(A, 500);
	cr_expect(eq(int, A->m->lsc, LSC_READY));
}

Test(q781_link_state, q781_1_21_both_ends_in_a_hurry_prove_for_half_a_second)
{
	start_in_a_hurry(A);
	say_status(A, MTP2_SIO);
	say_status(A, MTP2_SIE);
	pass(A, 499);
	cr_expect(eq(int, A->m->iac, IAC_PROVING));
	pass(A, 1);
	cr_expect(eq(int, A->m->lsc, LSC_READY));
}

Test(q781_link_state, q781_1_22_the_far_end_alone_in_a_hurry)
{
	start(A);
	say_status(A, MTP2_SIE);
	cr_expect(eq(int, line_status(A), MTP2_SIN));
	pass(A, 500);
	cr_expect(eq(int, A->m->lsc, LSC_READY));
}

Test(q781_link_state, q781_1_23_emergency_while_proving_shortens_it)
{
	start(A);
	say_status(A, MTP2_SIO);
	say_status(A, MTP2_SIN);
	pass(A, 5000);
	mtp2_emergency(A->isup, A->m, 1, &A->out);
	cr_expect(eq(int, line_status(A), MTP2_SIE));
	pass(A, 500);
	cr_expect(eq(int, A->m->lsc, LSC_READY));
}

Test(q781_link_state, sie_while_proving_shortens_a_normal_period_and_not_an_emergency_one)
{
	start(A);
	say_status(A, MTP2_SIO);
	say_status(A, MTP2_SIN);
	pass(A, 3000);
	say_status(A, MTP2_SIE);
	pass(A, 300);
	say_status(A, MTP2_SIN);
	say_status(A, MTP2_SIE);
	pass(A, 200);
	cr_expect(eq(int, A->m->lsc, LSC_READY));
}

Test(q781_link_state, q781_1_25_deactivation_during_initial_alignment)
{
	start(A);
	mtp2_stop(A->isup, A->m, &A->out);
	cr_expect(eq(int, line_status(A), MTP2_SIOS));
	cr_expect(eq(int, A->downs, 0));
	cr_expect(not(runs(A, MTP2_T2)));
}

Test(q781_link_state, q781_1_26_deactivation_during_aligned_ready)
{
	until_ready(A);
	mtp2_stop(A->isup, A->m, &A->out);
	cr_expect(eq(int, line_status(A), MTP2_SIOS));
	cr_expect(not(runs(A, MTP2_T1)));
}

Test(q781_link_state, q781_1_27_deactivation_during_aligned_not_ready)
{
	mtp2_power_on(A->isup, A->m, &A->out);
	mtp2_outage(A->isup, A->m, 1, &A->out);
	until_ready(A);
	mtp2_stop(A->isup, A->m, &A->out);
	cr_expect(eq(int, line_status(A), MTP2_SIOS));
	cr_expect(eq(int, A->m->outage, 0));
}

Test(q781_link_state, q781_1_32_deactivation_during_the_proving_period)
{
	start(A);
	say_status(A, MTP2_SIO);
	say_status(A, MTP2_SIN);
	mtp2_stop(A->isup, A->m, &A->out);
	cr_expect(eq(int, line_status(A), MTP2_SIOS));
	cr_expect(eq(int, A->m->iac, IAC_IDLE));
	cr_expect(not(runs(A, MTP2_T4)));
}

Test(q781_link_state, q781_1_33_sio_instead_of_fill_in_units)
{
	until_ready(A);
	say_status(A, MTP2_SIO);
	cr_expect(eq(int, line_status(A), MTP2_SIOS));
}

Test(q781_link_state, q781_1_34_sios_instead_of_fill_in_units)
{
	until_ready(A);
	say_status(A, MTP2_SIOS);
	cr_expect(eq(int, line_status(A), MTP2_SIOS));
}

Test(q781_link_state, q781_1_35_sipo_instead_of_fill_in_units)
{
	until_ready(A);
	say_status(A, MTP2_SIPO);
	cr_expect(eq(int, A->m->lsc, LSC_OUTAGE));
	cr_expect(eq(int, line_status(A), MTP2_FISU));
	cr_expect(eq(int, A->far_outage, 1));
	say_fisu(A, 127, 1, 127, 1);
	cr_expect(eq(int, A->m->lsc, LSC_IN_SERVICE));
	cr_expect(eq(int, A->far_outage, 0));
}

Test(q781_link_state, fill_in_units_that_stood_on_the_line_while_we_proved_count_when_we_are_ready)
{
	start_in_a_hurry(A);
	say_status(A, MTP2_SIO);
	say_status(A, MTP2_SIE);
	say_fisu(A, 127, 1, 127, 1); /* the far end was done first; its driver will not deliver this again */
	cr_expect(eq(int, A->ups, 0));
	pass(A, 500);
	cr_expect(eq(int, A->ups, 1));
}

Test(q781_link_state, sio_that_stood_on_the_line_before_the_start_is_heard)
{
	mtp2_power_on(A->isup, A->m, &A->out);
	say_status(A, MTP2_SIO);
	mtp2_start(A->isup, A->m, &A->out);
	cr_expect(eq(int, line_status(A), MTP2_SIN));
}

/* ---- 1 and 2: in service and in outage ---- */

TestSuite(q781_in_service, .init = in_service, .fini = done);

Test(q781_in_service, q781_1_28_sio_in_service)
{
	say_status(A, MTP2_SIO);
	cr_expect(eq(int, line_status(A), MTP2_SIOS));
	cr_expect(eq(int, A->reason, MTP2_REASON_REALIGN));
}

Test(q781_in_service, q781_1_29_sin_and_sie_in_service)
{
	say_status(A, MTP2_SIN);
	cr_expect(eq(int, line_status(A), MTP2_SIOS));
	align_by_hand(A);
	cr_assert(eq(int, A->m->lsc, LSC_IN_SERVICE));
	say_status(A, MTP2_SIE);
	cr_expect(eq(int, line_status(A), MTP2_SIOS));
}

Test(q781_in_service, sios_goes_to_the_line_when_the_far_end_says_sios)
{
	say_status(A, MTP2_SIOS);
	cr_expect(eq(int, line_status(A), MTP2_SIOS));
	cr_expect(eq(int, A->downs, 1));
	cr_expect(eq(int, A->reason, MTP2_REASON_SIOS));
}

Test(q781_in_service, q781_1_30_deactivation_during_local_outage)
{
	mtp2_outage(A->isup, A->m, 1, &A->out);
	mtp2_stop(A->isup, A->m, &A->out);
	cr_expect(eq(int, line_status(A), MTP2_SIOS));
	cr_expect(eq(int, A->m->outage, 0));
}

Test(q781_in_service, q781_1_31_deactivation_during_far_outage)
{
	say_status(A, MTP2_SIPO);
	mtp2_stop(A->isup, A->m, &A->out);
	cr_expect(eq(int, line_status(A), MTP2_SIOS));
	cr_expect(eq(int, A->m->outage, 0));
}

Test(q781_in_service, q781_2_7_a_second_start_changes_nothing)
{
	mtp2_start(A->isup, A->m, &A->out);
	mtp2_power_on(A->isup, A->m, &A->out);
	mtp2_outage(A->isup, A->m, 0, &A->out);
	cr_expect(eq(int, A->m->lsc, LSC_IN_SERVICE));
	cr_expect(eq(u32, A->n_units, 0));
}

Test(q781_in_service, q781_2_8_unexpected_units_during_outage)
{
	say_status(A, MTP2_SIPO);
	say_status(A, MTP2_SIB);
	say_status(A, MTP2_SIPO);
	cr_expect(eq(int, A->m->lsc, LSC_OUTAGE));
	cr_expect(eq(int, A->outages, 1));
	say_status(A, MTP2_SIO);
	cr_expect(eq(int, line_status(A), MTP2_SIOS));
}

Test(q781_link_state, q781_2_1_units_out_of_service_change_nothing)
{
	mtp2_power_on(A->isup, A->m, &A->out);
	A->n_units = 0;
	for (int status = MTP2_SIO; status <= MTP2_SIB; status++)
		say_status(A, (uint8_t)status);
	say_fisu(A, 5, 0, 9, 1);
	say_msu(A, 5, 1, 9, 0, "abc");
	mtp2_stop(A->isup, A->m, &A->out);
	cr_expect(eq(int, A->m->lsc, LSC_OUT_OF_SERVICE));
	cr_expect(eq(u32, A->n_units, 0));
	cr_expect(eq(u32, A->received, 0));
}

Test(q781_link_state, q781_2_2_units_that_mean_nothing_while_not_aligned)
{
	start(A);
	A->n_units = 0;
	say_status(A, MTP2_SIOS);
	say_status(A, MTP2_SIPO);
	say_status(A, MTP2_SIB);
	say_fisu(A, 127, 1, 127, 1);
	cr_expect(eq(int, A->m->iac, IAC_NOT_ALIGNED));
	cr_expect(eq(u32, A->n_units, 0));
}

Test(q781_link_state, q781_2_3_sios_when_aligned_ends_the_attempt)
{
	start(A);
	say_status(A, MTP2_SIO);
	say_status(A, MTP2_SIPO);
	say_fisu(A, 127, 1, 127, 1);
	cr_expect(eq(int, A->m->iac, IAC_ALIGNED));
	say_status(A, MTP2_SIOS);
	cr_expect(eq(int, line_status(A), MTP2_SIOS));
}

Test(q781_link_state, q781_2_4_sios_while_proving_ends_the_attempt)
{
	start(A);
	say_status(A, MTP2_SIO);
	say_status(A, MTP2_SIN);
	say_fisu(A, 127, 1, 127, 1);
	say_msu(A, 127, 1, 0, 1, "abc");
	cr_expect(eq(int, A->m->iac, IAC_PROVING));
	cr_expect(eq(u32, A->received, 0));
	say_status(A, MTP2_SIOS);
	cr_expect(eq(int, line_status(A), MTP2_SIOS));
}

Test(q781_link_state, q781_2_5_sin_and_sie_when_aligned_ready_are_late_proving_of_the_far_end)
{
	until_ready(A);
	say_status(A, MTP2_SIN);
	say_status(A, MTP2_SIE);
	say_status(A, MTP2_SIB);
	cr_expect(eq(int, A->m->lsc, LSC_READY));
}

/* ---- 3: transmission failure ---- */

Test(q781_link_state, q781_3_1_line_broken_when_aligned_ready)
{
	until_ready(A);
	mtp2_event(A->isup, A->m, SPAN_EV_ALARM, &A->out);
	cr_expect(eq(int, line_status(A), MTP2_SIOS));
	cr_expect(eq(int, A->reason, MTP2_REASON_LINE));
}

Test(q781_link_state, q781_3_2_corrupt_fibs_when_aligned_ready)
{
	until_ready(A);
	say_fisu(A, 127, 1, 127, 0);
	cr_expect(eq(int, A->m->lsc, LSC_READY));
	say_fisu(A, 127, 0, 127, 0);
	cr_expect(eq(int, A->reason, MTP2_REASON_FIB));
	cr_expect(eq(int, line_status(A), MTP2_SIOS));
}

Test(q781_in_service, q781_3_5_line_broken_in_service)
{
	mtp2_event(A->isup, A->m, SPAN_EV_ALARM, &A->out);
	cr_expect(eq(int, A->reason, MTP2_REASON_LINE));
	cr_expect(eq(int, A->m->alarm, 1));
	mtp2_event(A->isup, A->m, SPAN_EV_NOALARM, &A->out);
	cr_expect(eq(int, A->m->alarm, 0));
}

Test(q781_in_service, q781_3_6_corrupt_fibs_in_service)
{
	say_fisu(A, 127, 1, 127, 0);
	say_fisu(A, 127, 1, 127, 1);
	say_fisu(A, 127, 1, 127, 0);
	cr_expect(eq(int, A->reason, MTP2_REASON_FIB));
}

Test(q781_in_service, q781_3_8_corrupt_fibs_during_far_outage)
{
	say_status(A, MTP2_SIPO);
	say_fisu(A, 127, 1, 127, 0);
	say_fisu(A, 126, 1, 127, 0);
	say_fisu(A, 127, 0, 127, 0);
	cr_expect(eq(int, A->m->lsc, LSC_OUT_OF_SERVICE));
}

/* ---- 4: processor outage ---- */

Test(q781_in_service, q781_4_1_local_outage_set_and_cleared)
{
	mtp2_outage(A->isup, A->m, 1, &A->out);
	cr_expect(eq(int, line_status(A), MTP2_SIPO));
	say_msu(A, 127, 1, 0, 1, "abc");
	cr_expect(eq(u32, A->received, 0));
	cr_expect(eq(int, sent(A, "def"), 0));
	cr_expect(eq(u32, msus_written(A), 0));
	mtp2_outage(A->isup, A->m, 0, &A->out);
	cr_expect(eq(int, A->m->lsc, LSC_IN_SERVICE));
	cr_expect(eq(u32, msus_written(A), 1));
	cr_expect(eq(int, line_bib(A), 0)); /* what was rejected is asked for */
	say_msu(A, 0, 1, 0, 0, "abc");
	cr_expect(eq(u32, A->received, 1));
}

Test(q781_in_service, q781_4_2_far_outage_during_local_outage)
{
	mtp2_outage(A->isup, A->m, 1, &A->out);
	say_status(A, MTP2_SIPO);
	cr_expect(eq(int, line_status(A), MTP2_SIPO));
	say_fisu(A, 127, 1, 127, 1);
	cr_expect(eq(int, A->m->outage, MTP2_LOCAL));
	mtp2_outage(A->isup, A->m, 0, &A->out);
	cr_expect(eq(int, A->m->lsc, LSC_IN_SERVICE));
	cr_expect(eq(int, line_status(A), MTP2_FISU));
}

Test(q781_in_service, q781_4_3_local_outage_cleared_when_both_have_one)
{
	mtp2_outage(A->isup, A->m, 1, &A->out);
	say_status(A, MTP2_SIPO);
	mtp2_outage(A->isup, A->m, 0, &A->out);
	cr_expect(eq(int, A->m->lsc, LSC_OUTAGE));
	cr_expect(eq(int, line_status(A), MTP2_FISU));
	say_fisu(A, 127, 1, 127, 1);
	cr_expect(eq(int, A->m->lsc, LSC_IN_SERVICE));
}

Test(q781_in_service, messages_wait_while_the_far_end_has_an_outage_and_t7_with_them)
{
	cr_assert(eq(int, sent(A, "abc"), 0));
	say_status(A, MTP2_SIPO);
	cr_expect(not(runs(A, MTP2_T7)));
	sent(A, "def");
	cr_expect(eq(u32, msus_written(A), 1));
	pass(A, 60000);
	cr_expect(eq(int, A->m->lsc, LSC_OUTAGE));
	say_fisu(A, 0, 1, 127, 1);
	cr_expect(eq(u32, msus_written(A), 2));
	cr_expect(runs(A, MTP2_T7));
}

/* ---- 5: units that are none ---- */

Test(q781_in_service, q781_5_2_and_5_3_too_long_and_too_short_units_are_errors)
{
	uint8_t unit[300] = { 0x7f, 0xff, 63 };

	unit[0] = 0xff;
	say(A, unit, 277);
	say(A, unit, 2);
	say(A, unit, 0);
	cr_expect(eq(long, (long)A->counts[ISUP_STAT_MTP2_BAD_UNIT], 3));
	cr_expect(eq(long, (long)A->counts[ISUP_STAT_MTP2_ERRORS], 3));
	cr_expect(eq(u32, A->received, 0));
}

Test(q781_in_service, the_longest_message_is_taken_and_one_octet_more_is_not)
{
	uint8_t unit[300] = { 0xff, 0x80, 63 };

	say(A, unit, MTP2_UNIT_MAX);
	cr_expect(eq(u32, A->received, 1));
	cr_expect(eq(sz, A->last_len, 273));
	unit[1] = 0x81;
	say(A, unit, MTP2_UNIT_MAX + 1);
	cr_expect(eq(u32, A->received, 1));
	cr_expect(eq(int, mtp2_send(A->isup, A->m, unit, 274, &A->out), -EMSGSIZE));
	cr_expect(eq(int, mtp2_send(A->isup, A->m, unit, 2, &A->out), -EMSGSIZE));
}

Test(q781_in_service, a_length_indicator_that_lies_is_refused)
{
	say(A, (const uint8_t[]){ 0xff, 0x80, 4, 1, 2, 3 }, 6);
	say(A, (const uint8_t[]){ 0xff, 0x80, 0, 1, 2, 3 }, 6);
	say(A, (const uint8_t[]){ 0xff, 0x80, 2, 1 }, 4);
	cr_expect(eq(u32, A->received, 0));
	cr_expect(eq(long, (long)A->counts[ISUP_STAT_MTP2_BAD_UNIT], 3));
	say(A, (const uint8_t[]){ 0xff, 0x80, 0xc3, 1, 2, 3 }, 6); /* spare bits beside it mean nothing */
	cr_expect(eq(u32, A->received, 1));
}

/* ---- 6: SUERM ---- */

#define D_US (256 * 6 * 125) /* 256 fill-in units of the line */

static int
errors_until_down(int64_t every_us, int most)
{
	int n = 0;

	while (n < most && A->m->lsc == LSC_IN_SERVICE) {
		A->isup->now_us += every_us;
		mtp2_event(A->isup, A->m, SPAN_EV_BADFCS, &A->out);
		n++;
	}
	return n;
}

Test(q781_in_service, q781_6_1_one_error_in_256_units_is_borne_for_ever)
{
	cr_expect(eq(int, errors_until_down(D_US, 20000), 20000));
	cr_expect(eq(int, A->m->lsc, LSC_IN_SERVICE));
}

Test(q781_in_service, q781_6_2_one_error_in_254_units_takes_the_link_down)
{
	int n = errors_until_down(D_US * 254 / 256, 20000);

	cr_expect(eq(int, A->reason, MTP2_REASON_ERRORS));
	cr_expect(n > 7000 && n < 9000);
}

Test(q781_in_service, q781_6_3_64_spoilt_units_in_a_row_take_the_link_down)
{
	cr_expect(eq(int, errors_until_down(750, 1000), 64));
	cr_expect(eq(int, line_status(A), MTP2_SIOS));
}

Test(q781_in_service, units_without_an_end_count_by_their_octets)
{
	int n = 0;

	for (; A->m->lsc == LSC_IN_SERVICE; n++)
		mtp2_event(A->isup, A->m, SPAN_EV_OVERRUN, &A->out);
	cr_expect(eq(int, n, 5)); /* 15 each */
}

/* ---- 7: AERM ---- */

static void
spoil(unsigned n)
{
	while (n--)
		mtp2_event(A->isup, A->m, SPAN_EV_BADFCS, &A->out);
}

Test(q781_link_state, q781_7_1_three_errors_do_not_break_a_proving_period_off)
{
	start(A);
	say_status(A, MTP2_SIO);
	say_status(A, MTP2_SIN);
	spoil(3);
	pass(A, 8200);
	cr_expect(eq(int, A->m->lsc, LSC_READY));
}

Test(q781_link_state, q781_7_2_four_errors_begin_it_again)
{
	start(A);
	say_status(A, MTP2_SIO);
	say_status(A, MTP2_SIN);
	pass(A, 8000);
	spoil(4);
	pass(A, 8199);
	cr_expect(eq(int, A->m->iac, IAC_PROVING));
	pass(A, 1);
	cr_expect(eq(int, A->m->lsc, LSC_READY));
}

Test(q781_link_state, q781_7_3_five_broken_periods_are_too_many)
{
	start(A);
	say_status(A, MTP2_SIO);
	say_status(A, MTP2_SIN);
	for (int i = 0; i < 4; i++) {
		spoil(4);
		pass(A, 5); /* a correct unit, and the next period */
	}
	cr_expect(eq(int, A->m->iac, IAC_PROVING));
	spoil(4);
	cr_expect(eq(int, A->m->lsc, LSC_OUT_OF_SERVICE));
	cr_expect(eq(int, A->reason, MTP2_REASON_ALIGNMENT));
}

Test(q781_link_state, q781_7_4_one_error_breaks_an_emergency_period_off)
{
	start_in_a_hurry(A);
	say_status(A, MTP2_SIO);
	say_status(A, MTP2_SIE);
	pass(A, 400);
	spoil(1);
	pass(A, 499);
	cr_expect(eq(int, A->m->iac, IAC_PROVING));
	pass(A, 1);
	cr_expect(eq(int, A->m->lsc, LSC_READY));
}

/* ---- 8: basic error correction ---- */

Test(q781_in_service, q781_8_1_messages_both_ways)
{
	sent(A, "one");
	cr_expect(eq(u32, msus_written(A), 1));
	cr_expect(eq(int, line_status(A), MTP2_FISU));
	cr_expect(eq(int, line_fsn(A), 0));
	say_fisu(A, 0, 1, 127, 1);
	cr_expect(eq(u32, mtp2_waiting(A->m), 0));
	cr_expect(not(runs(A, MTP2_T7)));
	say_msu(A, 0, 1, 0, 1, "two");
	cr_expect(eq(u32, A->received, 1));
	cr_expect(eq(int, memcmp(A->last, "two", 3), 0));
	cr_expect(eq(int, line_bsn(A), 0));
}

Test(q781_in_service, q781_8_2_negative_acknowledgement_brings_all_from_there_on_again)
{
	sent(A, "one");
	sent(A, "two");
	sent(A, "three");
	A->n_units = 0;
	say_fisu(A, 0, 0, 127, 1); /* took "one", wants the rest */
	cr_assert(eq(u32, msus_written(A), 2));
	cr_expect(eq(int, A->units[0].octets[1], 0x01)); /* FSN 1, FIB turned */
	cr_expect(eq(int, memcmp(A->units[0].octets + 3, "two", 3), 0));
	cr_expect(eq(int, memcmp(A->units[1].octets + 3, "three", 5), 0));
	cr_expect(eq(int, line_fib(A), 0));
	say_fisu(A, 2, 0, 127, 1);
	cr_expect(eq(u32, mtp2_waiting(A->m), 0));
	cr_expect(eq(long, (long)A->counts[ISUP_STAT_MTP2_RESENT], 2));
}

Test(q781_in_service, q781_8_3_the_window_is_127_and_the_rest_waits)
{
	for (int i = 0; i < 130; i++)
		cr_assert(eq(int, sent(A, "msg"), 0));
	cr_expect(eq(u32, msus_written(A), 127));
	say_fisu(A, 1, 1, 127, 1);
	cr_expect(eq(u32, msus_written(A), 129));
	say_fisu(A, 128 - 2, 1, 127, 1); /* 127 messages, FSN 0..126 */
	cr_expect(eq(u32, msus_written(A), 130));
}

Test(q781_in_service, the_buffer_takes_256_messages_and_refuses_the_next)
{
	for (int i = 0; i < MTP2_SLOTS; i++)
		cr_assert(eq(int, sent(A, "msg"), 0));
	cr_expect(eq(int, sent(A, "msg"), -ENOBUFS));
	cr_expect(eq(long, (long)A->counts[ISUP_STAT_MTP2_FULL], 1));
}

Test(q781_in_service, q781_8_4_a_message_with_a_wrong_fib_is_not_taken)
{
	say_msu(A, 127, 1, 0, 0, "abc");
	cr_expect(eq(u32, A->received, 0));
	cr_expect(eq(int, A->m->lsc, LSC_IN_SERVICE));
	say_msu(A, 127, 1, 0, 1, "abc");
	cr_expect(eq(u32, A->received, 1));
}

Test(q781_in_service, q781_8_5_a_repeated_fsn_is_dropped_without_a_word)
{
	say_msu(A, 127, 1, 0, 1, "abc");
	A->n_units = 0;
	say_msu(A, 127, 1, 0, 1, "abc");
	cr_expect(eq(u32, A->received, 1));
	cr_expect(eq(u32, A->n_units, 0));
}

Test(q781_in_service, a_gap_is_asked_for_once_and_again_when_the_answer_has_a_gap_too)
{
	say_msu(A, 127, 1, 1, 1, "two");
	cr_expect(eq(int, line_bib(A), 0));
	cr_expect(eq(int, line_bsn(A), 127));
	say_msu(A, 127, 1, 2, 1, "three"); /* sent before it heard us */
	cr_expect(eq(int, line_bib(A), 0));
	say_msu(A, 127, 1, 1, 0, "two"); /* retransmission began, and its first one was lost */
	cr_expect(eq(int, line_bib(A), 1));
	say_msu(A, 127, 1, 0, 1, "one");
	say_msu(A, 127, 1, 1, 1, "two");
	cr_expect(eq(u32, A->received, 2));
	cr_expect(eq(long, (long)A->counts[ISUP_STAT_MTP2_NACK_OUT], 2));
}

Test(q781_in_service, a_fill_in_unit_shows_that_a_message_is_missing)
{
	say_fisu(A, 127, 1, 0, 1);
	cr_expect(eq(int, line_bib(A), 0));
	say_msu(A, 127, 1, 0, 0, "abc");
	cr_expect(eq(u32, A->received, 1));
	cr_expect(eq(int, line_bsn(A), 0));
}

Test(q781_in_service, q781_8_8_a_single_fill_in_unit_with_a_corrupt_fib)
{
	say_fisu(A, 127, 1, 127, 0);
	say_fisu(A, 127, 1, 127, 1);
	say_msu(A, 127, 1, 0, 1, "abc");
	say_msu(A, 127, 1, 1, 0, "def");
	cr_expect(eq(int, A->m->lsc, LSC_IN_SERVICE));
}

Test(q781_in_service, q781_8_10_one_abnormal_bsn_is_borne)
{
	say_msu(A, 9, 1, 0, 1, "abc");
	cr_expect(eq(u32, A->received, 0));
	say_msu(A, 127, 1, 0, 1, "abc");
	say_fisu(A, 127, 1, 0, 1);
	say_fisu(A, 9, 1, 0, 1);
	cr_expect(eq(int, A->m->lsc, LSC_IN_SERVICE));
}

Test(q781_in_service, q781_8_11_two_abnormal_bsns_of_three_take_the_link_down)
{
	say_fisu(A, 9, 1, 127, 1);
	say_fisu(A, 127, 1, 127, 1);
	say_fisu(A, 10, 1, 127, 1);
	cr_expect(eq(int, A->reason, MTP2_REASON_BSN));
	cr_expect(eq(int, line_status(A), MTP2_SIOS));
}

Test(q781_in_service, q781_8_12_t7_takes_the_link_down_without_acknowledgement)
{
	sent(A, "abc");
	pass(A, 999);
	cr_expect(eq(int, A->m->lsc, LSC_IN_SERVICE));
	pass(A, 1);
	cr_expect(eq(int, A->reason, MTP2_REASON_T7));
	cr_expect(eq(int, line_status(A), MTP2_SIOS));
}

Test(q781_in_service, an_acknowledgement_of_a_part_gives_t7_a_new_start)
{
	sent(A, "abc");
	sent(A, "def");
	pass(A, 900);
	say_fisu(A, 0, 1, 127, 1);
	pass(A, 999);
	cr_expect(eq(int, A->m->lsc, LSC_IN_SERVICE));
	pass(A, 1);
	cr_expect(eq(int, A->reason, MTP2_REASON_T7));
}

Test(q781_in_service, q781_8_13_level_3_stop)
{
	sent(A, "abc");
	mtp2_stop(A->isup, A->m, &A->out);
	cr_expect(eq(int, line_status(A), MTP2_SIOS));
	cr_expect(eq(int, A->downs, 0));
	cr_expect(not(runs(A, MTP2_T7)));
}

/* ---- 10: congestion ---- */

Test(q781_in_service, q781_10_1_sib_and_withheld_acknowledgements_until_congestion_abates)
{
	mtp2_busy(A->isup, A->m, 1, &A->out);
	cr_assert(eq(u32, A->n_units, 2));
	cr_expect(eq(int, A->units[0].octets[3], MTP2_SIB));
	cr_expect(eq(int, line_status(A), MTP2_FISU));
	say_msu(A, 127, 1, 0, 1, "abc");
	cr_expect(eq(int, line_bsn(A), 127));
	A->n_units = 0;
	pass(A, 1000);
	cr_expect(eq(u32, A->n_units, 20)); /* SIB and a fill-in unit every T5 */
	mtp2_busy(A->isup, A->m, 0, &A->out);
	cr_expect(eq(int, line_bsn(A), 0));
	cr_expect(not(runs(A, MTP2_T5)));
}

Test(q781_in_service, q781_10_2_sib_keeps_t7_from_running_out)
{
	sent(A, "abc");
	for (int i = 0; i < 3; i++) {
		pass(A, 900);
		say_status(A, MTP2_SIB);
		say_fisu(A, 127, 1, 127, 1);
	}
	cr_expect(eq(int, A->m->lsc, LSC_IN_SERVICE));
	say_fisu(A, 0, 1, 127, 1);
	cr_expect(not(runs(A, MTP2_T6)));
	cr_expect(not(runs(A, MTP2_T7)));
}

Test(q781_in_service, q781_10_3_t6_ends_a_congestion_that_lasts)
{
	sent(A, "abc");
	for (int i = 0; i < 39; i++) {
		say_status(A, MTP2_SIB);
		say_fisu(A, 127, 1, 127, 1);
		pass(A, 100);
	}
	cr_expect(eq(int, A->m->lsc, LSC_IN_SERVICE));
	pass(A, 100);
	cr_expect(eq(int, A->reason, MTP2_REASON_T6));
}

/* ---- retrieval and resumption ---- */

static void
collect(void *arg, const uint8_t *msu, size_t len)
{
	strncat(arg, (const char *)msu, len);
}

Test(q781_in_service, what_the_far_end_did_not_accept_is_retrieved_in_order)
{
	char text[64] = "";

	sent(A, "one,");
	sent(A, "two,");
	sent(A, "three,");
	mtp2_stop(A->isup, A->m, &A->out);
	sent(A, "four,");
	mtp2_accepted(A->m, 0);
	mtp2_drain(A->m, 0, collect, text);
	cr_expect(eq(int, strcmp(text, "two,three,four,"), 0));
	cr_expect(eq(u32, mtp2_waiting(A->m), 0));
}

Test(q781_in_service, only_what_was_not_sent_is_retrieved_from_a_link_that_goes_on)
{
	char text[64] = "";

	sent(A, "one,");
	mtp2_hold(A->isup, A->m, 1, &A->out);
	sent(A, "two,");
	mtp2_drain(A->m, 1, collect, text);
	cr_expect(eq(int, strcmp(text, "two,"), 0));
	cr_expect(eq(u32, mtp2_waiting(A->m), 1));
	mtp2_hold(A->isup, A->m, 0, &A->out);
	cr_expect(eq(u32, msus_written(A), 1));
}

Test(q781_in_service, an_acknowledgement_told_at_changeover_that_makes_no_sense_is_ignored)
{
	sent(A, "one,");
	mtp2_accepted(A->m, 77);
	cr_expect(eq(u32, mtp2_waiting(A->m), 1));
}

Test(q781_in_service, a_resumed_link_says_again_what_is_so)
{
	say_msu(A, 127, 1, 0, 1, "abc");
	A->n_units = 0;
	mtp2_resumed(A->isup, A->m, &A->out);
	cr_assert(eq(u32, A->n_units, 1));
	cr_expect(eq(int, line_bsn(A), 0));
	cr_expect(eq(int, A->m->lsc, LSC_IN_SERVICE));
}

Test(q781_in_service, a_resumed_link_gives_the_far_end_its_time_anew)
{
	sent(A, "abc");
	A->isup->now_us += 5 * US_PER_SEC; /* nobody was there to take the acknowledgement, or the expiry */
	mtp2_resumed(A->isup, A->m, &A->out);
	fire_due(A);
	cr_expect(eq(int, A->m->lsc, LSC_IN_SERVICE));
	say_fisu(A, 0, 1, 127, 1);
	cr_expect(not(runs(A, MTP2_T7)));
}
