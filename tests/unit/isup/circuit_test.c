/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whole calls as commented ladders: hex in, hex out, and what the switch hears. */
#include "bed.h"

/*                  CIC   IAM nature fwd   cat TMR ptrs  called 12345678 ST, NAI 3            calling 13800138000, NAI 3, screened */
#define IAM(cic)         cic " 00 01 00 60 01 0a 03 02 09 07 83 10 21 43 65 87 0f 0a 08 83 13 31 08 10 83 00 00 00"
#define ACM(cic)         cic " 00 06 16 14 00"
#define ANM(cic)         cic " 00 09 00"
#define CON(cic)         cic " 00 07 16 14 00"
#define REL(cic, cause)  cic " 00 0c 02 00 02 82 " cause
#define RLC(cic)         cic " 00 10 00"
#define RSC(cic)         cic " 00 12"
#define SUS_NETWORK(cic) cic " 00 0d 01 00"
#define SUS_USER(cic)    cic " 00 0d 00 00"
#define RES_NETWORK(cic) cic " 00 0e 01 00"

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

TestSuite(circuit, .init = open_bed, .fini = close_bed);

static uint32_t
call_in_offered(const char *iam)
{
	bed_in(&bed, iam);
	return bed_tells(&bed, LINE_OFFERED)->offered.line;
}

static uint32_t
call_in_answered(void)
{
	uint32_t line = call_in_offered(IAM("01"));

	bed_line(&bed, MSG_LINE_ALERT, line, 0);
	bed_line(&bed, MSG_LINE_ANSWER, line, 0);
	bed_forget(&bed);
	return line;
}

#define IAM_OUT(cic) cic " 00 01 00 60 01 0a 03 02 0a 08 03 10 20 80 88 68 66 f6 0a 06 03 13 21 43 65 87 00"

/* The first call out takes CIC 1: the exchange has the higher point code, so odd circuits are ours. */
static void
call_out_sent(void)
{
	bed_dial(&bed, 500, "02088886666", "12345678");
	bed.unit_at = bed.n_units;
	bed_silent(&bed); /* the switch hears of the circuit when the far end has taken the call */
}

static void
call_out_answered(void)
{
	call_out_sent();
	bed_in(&bed, ACM("01"));
	bed_in(&bed, ANM("01"));
	bed_forget(&bed);
}

/* ---- calls in ---- */

Test(circuit, call_in_en_bloc_from_seizure_to_idle)
{
	bed_in(&bed, IAM("01"));
	struct msg_line_offered *offered = &bed_tells(&bed, LINE_OFFERED)->offered;
	cr_assert_str_eq(offered->called.digits, "12345678");
	cr_assert_str_eq(offered->caller.digits, "13800138000");
	cr_assert_eq(offered->called.nai, NAI_NATIONAL);
	cr_assert_eq(offered->category, 10);
	cr_assert_eq(offered->caller.presentation, PRESENTATION_ALLOWED);
	cr_assert_eq(offered->span, 1);
	cr_assert_eq(offered->slot, 1);
	cr_assert_eq(offered->cic, 1);
	bed_line(&bed, MSG_LINE_ACCEPT, offered->line, 0);
	bed_out(&bed, "");

	bed_line(&bed, MSG_LINE_ALERT, offered->line, 0);
	bed_out(&bed, ACM("01"));
	bed_line(&bed, MSG_LINE_ANSWER, offered->line, 0);
	bed_out(&bed, ANM("01"));

	bed_in(&bed, REL("01", "90"));
	bed_out(&bed, RLC("01"));
	struct msg_line *released = &bed_tells(&bed, LINE_RELEASED)->line;
	cr_assert_eq(released->cause, 16);
	cr_assert_eq(released->location, 2);
	cr_assert_eq(released->leg, 77);
	cr_assert_eq(released->flags, LINE_F_FAR);
	cr_assert_eq(bed_circuit(&bed, 1)->state, CIR_IDLE);
	bed_silent(&bed);
}

Test(circuit, withheld_caller_and_payphone_reach_the_switch)
{
	/* category 0f payphone; calling number with presentation restricted; original called number 66667777 */
	bed_in(&bed,
	    "01 00 01 00 60 01 0f 03 02 09 07 83 10 21 43 65 87 0f"
	    " 0a 08 83 17 31 08 10 83 00 00 28 06 03 10 66 66 77 77 00");
	struct msg_line_offered *offered = &bed_tells(&bed, LINE_OFFERED)->offered;
	cr_assert_eq(offered->caller.presentation, PRESENTATION_RESTRICTED);
	cr_assert_eq(offered->category, 15);
	cr_assert_str_eq(offered->original.digits, "66667777");
}

Test(circuit, answer_without_alerting_is_one_connect)
{
	uint32_t line = call_in_offered(IAM("01"));

	bed_line(&bed, MSG_LINE_ANSWER, line, 0);
	bed_out(&bed, CON("01"));
	cr_assert_eq(bed_circuit(&bed, 1)->state, CIR_TALKING_IN);
}

Test(circuit, in_band_alerting_and_a_second_alerting)
{
	uint32_t line = call_in_offered(IAM("01"));
	struct msg_line msg = { .line = line, .flags = LINE_F_INBAND };

	bed_step(&bed, ROLE_ACD, MSG_LINE_ALERT, &msg, sizeof(msg));
	bed_out(&bed, "01 00 06 16 14 01 29 01 01 00");
	bed_step(&bed, ROLE_ACD, MSG_LINE_ALERT, &msg, sizeof(msg));
	bed_out(&bed, "01 00 2c 03 00");
}

Test(circuit, digits_come_one_message_at_a_time)
{
	/* called 12 34, no ST; then 56, then 78 */
	bed_in(&bed, "01 00 01 00 60 01 0a 03 02 00 04 03 10 21 43");
	bed_silent(&bed);
	bed_in(&bed, "01 00 02 02 00 02 00 65");
	bed_silent(&bed);
	bed_in(&bed, "01 00 02 02 00 02 00 87");
	cr_assert_str_eq(bed_tells(&bed, LINE_OFFERED)->offered.called.digits, "12345678");
	bed_in(&bed, "01 00 02 02 00 02 00 99"); /* too late, and no harm */
	bed_silent(&bed);
	bed_out(&bed, "");
}

Test(circuit, st_ends_a_short_number)
{
	bed_in(&bed, "01 00 01 00 60 01 0a 03 02 00 04 03 10 21 f3");
	cr_assert_str_eq(bed_tells(&bed, LINE_OFFERED)->offered.called.digits, "123");
}

Test(circuit, t35_releases_an_incomplete_number)
{
	bed_in(&bed, "01 00 01 00 60 01 0a 03 02 00 04 03 10 21 43");
	bed_wait(&bed, 17 * SECOND);
	bed_out(&bed, REL("01", "9c"));
	bed_silent(&bed);
	cr_assert_eq(bed.counts[ISUP_STAT_REFUSED_NUMBER], 1);
	bed_in(&bed, RLC("01"));
	cr_assert_eq(bed_circuit(&bed, 1)->state, CIR_IDLE);
}

Test(circuit, t10_ends_a_number_of_unknown_length)
{
	group_at(bed.isup, 0)->conf.digits = 0;
	bed_in(&bed, "01 00 01 00 60 01 0a 03 02 00 04 03 10 21 43");
	bed_wait(&bed, 4 * SECOND);
	bed_in(&bed, "01 00 02 02 00 02 00 65"); /* T10 starts anew */
	bed_wait(&bed, 4 * SECOND);
	bed_silent(&bed);
	bed_wait(&bed, SECOND);
	cr_assert_str_eq(bed_tells(&bed, LINE_OFFERED)->offered.called.digits, "123456");
}

Test(circuit, switch_releases_a_call_in)
{
	uint32_t line = call_in_answered();

	bed_line(&bed, MSG_LINE_RELEASE, line, 16);
	bed_out(&bed, REL("01", "90"));
	cr_assert_eq(bed_tells(&bed, LINE_RELEASED)->line.flags, 0);
	bed_in(&bed, RLC("01"));
	cr_assert_eq(bed_circuit(&bed, 1)->state, CIR_IDLE);
	bed_line(&bed, MSG_LINE_RELEASE, line, 16); /* late: finds nothing */
	bed_out(&bed, "");
	bed_silent(&bed);
}

Test(circuit, caller_suspends_and_resumes)
{
	call_in_answered();
	bed_in(&bed, SUS_NETWORK("01"));
	bed_tells(&bed, LINE_SUSPENDED);
	bed_in(&bed, RES_NETWORK("01"));
	bed_tells(&bed, LINE_RESUMED);
	cr_assert_eq(bed_circuit(&bed, 1)->state, CIR_TALKING_IN);
}

Test(circuit, continuity_is_awaited_before_the_offer)
{
	/* nature 04: continuity check on this circuit */
	bed_in(&bed, "01 00 01 04 60 01 0a 03 02 00 07 83 10 21 43 65 87 0f");
	const struct msg_line_check *check = &bed_tells(&bed, LINE_CHECK)->check;
	cr_assert(check->what == LINE_CHECK_LOOP && check->span == 1 && check->slot == 1);
	bed_silent(&bed);
	cr_assert_eq(bed_circuit(&bed, 1)->state, CIR_CHECKING);
	bed_in(&bed, "01 00 05 01");
	cr_assert_eq(bed_tells(&bed, LINE_CHECK)->check.what, LINE_CHECK_OVER);
	bed_tells(&bed, LINE_OFFERED);
	bed_silent(&bed);
}

Test(circuit, continuity_that_never_comes_ends_by_t8)
{
	bed_in(&bed, "01 00 01 08 60 01 0a 03 02 00 07 83 10 21 43 65 87 0f");
	bed_wait(&bed, 12 * SECOND);
	bed_out(&bed, REL("01", "a9"));
	bed_silent(&bed);
}

Test(circuit, failed_continuity_waits_for_the_next_check)
{
	bed_in(&bed, "01 00 01 04 60 01 0a 03 02 00 07 83 10 21 43 65 87 0f");
	bed_in(&bed, "01 00 05 00");
	cr_assert_eq(bed_circuit(&bed, 1)->state, CIR_RECHECK);
	bed_in(&bed, "01 00 11");
	cr_assert_eq(bed_circuit(&bed, 1)->state, CIR_LOOPED);
	bed_in(&bed, "01 00 05 00");
	bed_wait(&bed, 240 * SECOND); /* T27 */
	bed_out(&bed, RSC("01"));
	bed_in(&bed, RLC("01"));
	cr_assert_eq(bed_circuit(&bed, 1)->state, CIR_IDLE);
}

Test(circuit, china_calling_party_clear_ends_the_call)
{
	call_in_answered();
	bed_in(&bed, "01 00 fc 00");
	bed_out(&bed, REL("01", "90"));
	cr_assert_eq(bed_tells(&bed, LINE_RELEASED)->line.flags, LINE_F_FAR);
}

/* ---- calls out ---- */

Test(circuit, call_out_from_seizure_to_idle)
{
	bed_dial(&bed, 500, "02088886666", "12345678");
	bed_silent(&bed);
	bed_out(&bed, IAM_OUT("01"));
	cr_assert_eq(bed.units[bed.n_units - 1].sls, 1);

	bed_in(&bed, ACM("01"));
	struct msg_line_seized *seized = &bed_tells(&bed, LINE_SEIZED)->seized;
	cr_assert_eq(seized->leg, 500);
	cr_assert_eq(seized->cic, 1);
	cr_assert_eq(seized->slot, 1);
	bed_tells(&bed, LINE_ALERTING);
	bed_in(&bed, "01 00 2c 03 00");
	struct msg_line *progress = &bed_tells(&bed, LINE_PROGRESS)->line;
	cr_assert_eq(progress->event, 3);
	cr_assert_eq(progress->flags, LINE_F_INBAND);
	bed_in(&bed, ANM("01"));
	bed_tells(&bed, LINE_ANSWERED);

	bed_line(&bed, MSG_LINE_RELEASE, seized->line, 16);
	bed_out(&bed, REL("01", "90"));
	bed_tells(&bed, LINE_RELEASED);
	bed_in(&bed, RLC("01"));
	cr_assert_eq(bed_circuit(&bed, 1)->state, CIR_IDLE);
}

Test(circuit, address_complete_without_ringing_is_progress)
{
	call_out_sent();
	bed_in(&bed, "01 00 06 12 14 01 29 01 01 00"); /* called party's status unknown, in-band information */
	bed_tells(&bed, LINE_SEIZED);
	struct msg_line *progress = &bed_tells(&bed, LINE_PROGRESS)->line;
	cr_assert_eq(progress->flags, LINE_F_INBAND);
	bed_in(&bed, "01 00 2c 01 00");
	bed_tells(&bed, LINE_ALERTING);
}

Test(circuit, connect_answers_at_once)
{
	call_out_sent();
	bed_in(&bed, CON("01"));
	bed_tells(&bed, LINE_SEIZED);
	bed_tells(&bed, LINE_ANSWERED);
}

Test(circuit, busy_far_end_releases)
{
	call_out_sent();
	bed_in(&bed, REL("01", "91"));
	bed_out(&bed, RLC("01"));
	bed_tells(&bed, LINE_SEIZED);
	struct msg_line *released = &bed_tells(&bed, LINE_RELEASED)->line;
	cr_assert_eq(released->cause, 17);
	cr_assert_eq(released->leg, 500);
	cr_assert_eq(released->flags, LINE_F_FAR);
}

Test(circuit, t7_ends_an_unanswered_iam)
{
	call_out_sent();
	bed_wait(&bed, 25 * SECOND);
	bed_out(&bed, REL("01", "e6"));
	bed_tells(&bed, LINE_SEIZED);
	cr_assert_eq(bed_tells(&bed, LINE_RELEASED)->line.cause, 102);
}

Test(circuit, t9_ends_endless_ringing)
{
	call_out_sent();
	bed_in(&bed, ACM("01"));
	bed_tells(&bed, LINE_SEIZED);
	bed_tells(&bed, LINE_ALERTING);
	bed_wait(&bed, 90 * SECOND);
	bed_out(&bed, REL("01", "93"));
	cr_assert_eq(bed_tells(&bed, LINE_RELEASED)->line.cause, 19);
}

Test(circuit, t6_ends_a_call_the_network_suspended)
{
	call_out_answered();
	bed_in(&bed, SUS_NETWORK("01"));
	bed_tells(&bed, LINE_SUSPENDED);
	bed_wait(&bed, 30 * SECOND);
	bed_out(&bed, REL("01", "90"));
	cr_assert_eq(bed_tells(&bed, LINE_RELEASED)->line.cause, 16);
}

Test(circuit, t2_ends_a_call_the_user_suspended)
{
	call_out_answered();
	bed_in(&bed, SUS_USER("01"));
	bed_tells(&bed, LINE_SUSPENDED);
	bed_wait(&bed, 179 * SECOND);
	bed_out(&bed, "");
	bed_wait(&bed, SECOND);
	bed_out(&bed, REL("01", "e6"));
}

Test(circuit, resume_stops_t6)
{
	call_out_answered();
	bed_in(&bed, SUS_NETWORK("01"));
	bed_in(&bed, RES_NETWORK("01"));
	bed_wait(&bed, HOUR);
	bed_out(&bed, "");
	cr_assert_eq(bed_circuit(&bed, 1)->state, CIR_TALKING_OUT);
}

Test(circuit, information_request_is_answered_with_the_caller)
{
	call_out_sent();
	bed_in(&bed, "01 00 03 01 00 00");
	bed_out(&bed, "01 00 04 23 00 01 09 01 0a 0a 06 03 13 21 43 65 87 00");
}

Test(circuit, outbound_call_is_refused_while_the_exchange_is_away)
{
	isup_mtp_pause(bed.isup, 0, 2, &bed.out);
	bed_dial(&bed, 9, "10086", "");
	struct msg_line *refused = &bed_tells(&bed, LINE_REFUSED)->line;
	cr_assert_eq(refused->cause, 38);
	cr_assert_eq(refused->leg, 9);
}

Test(circuit, number_that_cannot_be_sent_is_refused)
{
	struct msg_line_dial msg = { .leg = 3, .called = { .len = 3, .digits = "1*2" } };

	bed_step(&bed, ROLE_ACD, MSG_LINE_DIAL, &msg, sizeof(msg));
	cr_assert_eq(bed_tells(&bed, LINE_REFUSED)->line.cause, 28);
	msg.called.len = 200;
	bed_step(&bed, ROLE_ACD, MSG_LINE_DIAL, &msg, sizeof(msg));
	cr_assert_eq(bed_tells(&bed, LINE_REFUSED)->line.cause, 28);
	msg.group = 900;
	bed_step(&bed, ROLE_ACD, MSG_LINE_DIAL, &msg, sizeof(msg));
	cr_assert_eq(bed_tells(&bed, LINE_REFUSED)->line.cause, 3);
	bed_out(&bed, "");
}

/* ---- release that goes wrong ---- */

Test(circuit, both_release_at_once)
{
	uint32_t line = call_in_answered();

	bed_line(&bed, MSG_LINE_RELEASE, line, 16);
	bed_out(&bed, REL("01", "90"));
	bed_in(&bed, REL("01", "90"));
	bed_out(&bed, RLC("01"));
	cr_assert_eq(bed_circuit(&bed, 1)->state, CIR_RELEASING);
	bed_in(&bed, RLC("01"));
	cr_assert_eq(bed_circuit(&bed, 1)->state, CIR_IDLE);
}

Test(circuit, t1_repeats_rel_and_t5_resets)
{
	bed_line(&bed, MSG_LINE_RELEASE, call_in_answered(), 16);
	bed_out(&bed, REL("01", "90"));
	for (int t = 20; t < 600; t += 20) {
		bed_wait(&bed, 20 * SECOND);
		bed_out(&bed, REL("01", "90"));
	}
	bed.unit_at = bed.n_units;
	cr_assert_eq(bed.alarms, 0);
	bed_wait(&bed, 20 * SECOND); /* T5: 600 s */
	bed.unit_at = bed.n_units - 1;
	bed_out(&bed, RSC("01"));
	cr_assert_eq(bed.alarms, 1);
	cr_assert_eq(bed.counts[ISUP_STAT_NO_RLC_T5], 1);

	bed_wait(&bed, 599 * SECOND); /* T17 repeats slowly, without T16 */
	bed_out(&bed, "");
	bed_wait(&bed, SECOND);
	bed_out(&bed, RSC("01"));
	cr_assert_eq(bed.alarms, 1);
	bed_in(&bed, RLC("01"));
	cr_assert_eq(bed_circuit(&bed, 1)->state, CIR_IDLE);
}

Test(circuit, release_of_an_idle_circuit_is_confirmed)
{
	bed_in(&bed, REL("05", "90"));
	bed_out(&bed, RLC("05"));
	bed_in(&bed, RLC("05"));
	bed_out(&bed, "");
	bed_silent(&bed);
}

Test(circuit, confirmation_nobody_asked_for_releases_the_call)
{
	call_in_answered();
	bed_in(&bed, RLC("01"));
	bed_out(&bed, REL("01", "a9"));
	bed_tells(&bed, LINE_RELEASED);
}

Test(circuit, call_message_for_an_idle_circuit_resets_it)
{
	bed_in(&bed, ANM("07"));
	bed_out(&bed, RSC("07"));
	bed_in(&bed, RLC("07"));
	cr_assert_eq(bed_circuit(&bed, 7)->state, CIR_IDLE);
	cr_assert_eq(bed.counts[ISUP_STAT_UNEXPECTED], 1);
}

Test(circuit, unexpected_message_during_a_call_is_dropped)
{
	call_in_answered();
	bed_in(&bed, ACM("01"));
	bed_in(&bed, IAM("01"));
	bed_in(&bed, "01 00 11");
	bed_out(&bed, "");
	bed_silent(&bed);
	cr_assert_eq(bed_circuit(&bed, 1)->state, CIR_TALKING_IN);
	cr_assert_eq(bed.counts[ISUP_STAT_UNEXPECTED], 3);
}

Test(circuit, iam_during_release_waits_for_rlc)
{
	bed_line(&bed, MSG_LINE_RELEASE, call_in_answered(), 16);
	bed_forget(&bed);
	bed_in(&bed, IAM("01"));
	bed_out(&bed, "");
	bed_silent(&bed);
}

/* ---- both ways at once, and other reasons to try another circuit ---- */

Test(circuit, dual_seizure_on_our_circuit_is_ours)
{
	call_out_sent();
	bed_in(&bed, IAM("01"));
	bed_silent(&bed);
	bed_out(&bed, "");
	bed_in(&bed, ACM("01"));
	bed_tells(&bed, LINE_SEIZED);
	bed_tells(&bed, LINE_ALERTING);
	cr_assert_eq(bed.counts[ISUP_STAT_DUAL_SEIZED], 1);
}

Test(circuit, dual_seizure_on_their_circuit_moves_our_call)
{
	for (int cic = 1; cic < 32; cic += 2) /* all odd circuits away, so that we take an even one */
		bed_circuit(&bed, (unsigned)cic)->blocked = BLOCKED_THERE,
		                  group_relist(bed.isup, bed_circuit(&bed, (unsigned)cic));
	bed_dial(&bed, 500, "02088886666", "12345678");
	bed_out(&bed, IAM_OUT("1e")); /* of their circuits the one idle for the shortest time */
	bed_in(&bed, IAM("1e"));
	cr_assert_eq(bed_tells(&bed, LINE_OFFERED)->offered.cic, 30);
	bed_out(&bed, IAM_OUT("1c"));
	bed_out(&bed, "");
	bed_in(&bed, ACM("1c"));
	struct msg_line_seized *seized = &bed_tells(&bed, LINE_SEIZED)->seized;
	cr_assert(seized->leg == 500 && seized->cic == 28);
	cr_assert_eq(bed_circuit(&bed, 30)->way, WAY_IN);
}

Test(circuit, reset_during_set_up_moves_the_call)
{
	call_out_sent();
	bed_in(&bed, RSC("01"));
	bed_out(&bed, IAM_OUT("03"));
	bed_out(&bed, RLC("01"));
	bed_silent(&bed);
	bed_in(&bed, RSC("03")); /* once only */
	cr_assert_eq(bed_tells(&bed, LINE_SEIZED)->seized.cic, 3);
	cr_assert_eq(bed_tells(&bed, LINE_RELEASED)->line.cause, 34);
	bed_out(&bed, RLC("03"));
}

Test(circuit, blocking_during_set_up_moves_the_call)
{
	call_out_sent();
	bed_in(&bed, "01 00 13");
	bed_out(&bed, "01 00 15");
	bed_out(&bed, IAM_OUT("03"));
	bed_out(&bed, REL("01", "90"));
	bed_in(&bed, ACM("03"));
	cr_assert_eq(bed_tells(&bed, LINE_SEIZED)->seized.cic, 3);
}

Test(circuit, unreasonable_message_during_set_up_moves_the_call)
{
	call_out_sent();
	bed_in(&bed, ANM("01"));
	bed_out(&bed, IAM_OUT("03"));
	bed_out(&bed, RSC("01"));
}

Test(circuit, circuit_the_far_end_lacks_is_left_out)
{
	call_out_sent();
	bed_in(&bed, "01 00 2e");
	bed_out(&bed, IAM_OUT("03"));
	cr_assert_eq(bed_circuit(&bed, 1)->state, CIR_UNEQUIPPED);
	cr_assert_eq(bed.alarms, 1);
}

/* ---- reset ---- */

Test(circuit, reset_ends_a_call_and_is_answered)
{
	call_in_answered();
	bed_in(&bed, RSC("01"));
	bed_out(&bed, RLC("01"));
	struct msg_line *released = &bed_tells(&bed, LINE_RELEASED)->line;
	cr_assert_eq(released->cause, 41);
	cr_assert_eq(released->flags, 0);
	cr_assert_eq(bed_circuit(&bed, 1)->state, CIR_IDLE);
}

Test(circuit, reset_while_releasing_is_answered)
{
	bed_line(&bed, MSG_LINE_RELEASE, call_in_answered(), 16);
	bed_forget(&bed);
	bed_in(&bed, RSC("01"));
	bed_out(&bed, RLC("01"));
	bed_out(&bed, "");
	cr_assert_eq(bed_circuit(&bed, 1)->state, CIR_IDLE);
	bed_wait(&bed, HOUR);
	bed_out(&bed, "");
}

/* ---- overload ---- */

Test(circuit, pressure_releases_new_calls_with_congestion_level)
{
	uint32_t level[] = { ROLE_ACD, 2 };

	call_in_answered();
	bed_step(&bed, CORE_FROM_SELF, CORE_PRESSURE, level, sizeof(level));
	bed_in(&bed, IAM("02"));
	bed_out(&bed, "02 00 0c 02 04 02 82 aa 27 01 02 00");
	bed_dial(&bed, 4, "10086", "");
	cr_assert_eq(bed_tells(&bed, LINE_REFUSED)->line.cause, 42);
	cr_assert_eq(bed_circuit(&bed, 1)->state, CIR_TALKING_IN);
	level[1] = 0;
	bed_step(&bed, CORE_FROM_SELF, CORE_PRESSURE, level, sizeof(level));
	bed_in(&bed, IAM("03"));
	bed_tells(&bed, LINE_OFFERED);
}

Test(circuit, congestion_level_in_rel_cuts_calls_to_that_exchange)
{
	int refused = 0;

	call_out_sent();
	bed_in(&bed, "01 00 0c 02 04 02 82 aa 27 01 02 00");
	bed_forget(&bed);
	for (int i = 0; i < 5; i++)
		bed_dial(&bed, 4, "10086", "");
	while (bed.said_at < bed.n_said)
		refused += bed.said[bed.said_at++].type == MSG_LINE_REFUSED;
	cr_assert_eq(refused, 1, "one call in five at the first step");
	bed_wait(&bed, 8 * SECOND); /* T30 */
	cr_assert_eq(remote_at(bed.isup, 0)->congestion, 0);
}
