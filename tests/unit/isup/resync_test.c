/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The switch or isupd has restarted: which calls stay and which go; and requests that make no sense. */
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

TestSuite(resync, .init = open_bed, .fini = close_bed);

static uint32_t
call_in(unsigned cic)
{
	char iam[128];

	snprintf(iam, sizeof(iam), "%02x 00 01 00 60 01 0a 03 02 00 07 83 10 21 43 65 87 0f", cic);
	bed_in(&bed, iam);
	return bed_tells(&bed, LINE_OFFERED)->offered.line;
}

static uint32_t
answered_call(unsigned cic)
{
	uint32_t line = call_in(cic);

	bed_line(&bed, MSG_LINE_ACCEPT, line, 0);
	bed_line(&bed, MSG_LINE_ANSWER, line, 0);
	bed_forget(&bed);
	return line;
}

static void
switch_restarts(int fresh)
{
	struct msg_hello hello = { .abi = MSG_ABI, .epoch = 2, .fresh = (uint8_t)fresh };

	bed_step(&bed, ROLE_ACD, MSG_HELLO_BACK, &hello, sizeof(hello));
}

Test(resync, calls_the_switch_names_stay_and_others_are_released)
{
	uint32_t kept = answered_call(1), gone = answered_call(2);

	switch_restarts(0);
	bed_line(&bed, MSG_LINE_HELD, kept, 0);
	bed_line(&bed, MSG_LINE_HELD_END, 0, 0);
	bed_out(&bed, "02 00 0c 02 00 02 82 a9");
	bed_out(&bed, "");
	cr_assert_eq(bed_tells(&bed, LINE_RELEASED)->line.line, gone);
	cr_assert_eq(bed_circuit(&bed, 1)->state, CIR_TALKING_IN);
}

Test(resync, a_leg_we_do_not_have_is_told_as_released)
{
	switch_restarts(0);
	bed_line(&bed, MSG_LINE_HELD, 0x00050003, 0);
	struct msg_line *released = &bed_tells(&bed, LINE_RELEASED)->line;
	cr_assert(released->line == 0x00050003 && released->leg == 77 && released->cause == 41);
}

Test(resync, an_offer_still_in_the_ring_is_spared)
{
	uint32_t line = call_in(1); /* offered, but the switch has not spoken of it */

	switch_restarts(0);
	bed_line(&bed, MSG_LINE_HELD_END, 0, 0);
	bed_silent(&bed);
	bed_line(&bed, MSG_LINE_ACCEPT, line, 0);
	switch_restarts(0);
	bed_line(&bed, MSG_LINE_HELD_END, 0, 0);
	bed_tells(&bed, LINE_RELEASED);
}

Test(resync, a_switch_that_holds_nothing_gets_everything_released)
{
	call_in(1);
	answered_call(2);
	bed_dial(&bed, 8, "10086", ""); /* not even seized yet */
	switch_restarts(1);
	bed_tells(&bed, LINE_RELEASED);
	bed_tells(&bed, LINE_RELEASED);
	bed_tells(&bed, LINE_SEIZED);
	bed_tells(&bed, LINE_RELEASED);
	uint32_t later = call_in(4);
	bed_line(&bed, MSG_LINE_HELD_END, 0, 0);
	bed_silent(&bed);
	bed_line(&bed, MSG_LINE_ANSWER, later, 0);
	cr_assert_eq(bed_circuit(&bed, 4)->state, CIR_TALKING_IN);
}

Test(resync, a_leg_whose_circuit_the_switch_does_not_know_yet_is_kept)
{
	bed_dial(&bed, 77, "10086", "");
	switch_restarts(0);
	bed_line(&bed, MSG_LINE_HELD, 0, 0); /* leg 77 */
	bed_line(&bed, MSG_LINE_HELD_END, 0, 0);
	bed_silent(&bed);
	bed_in(&bed, "01 00 06 16 14 00");
	cr_assert_eq(bed_tells(&bed, LINE_SEIZED)->seized.leg, 77);
}

Test(resync, our_own_restart_asks_for_the_same)
{
	uint32_t kept = answered_call(1);

	answered_call(2);
	bed_step(&bed, CORE_FROM_SELF, CORE_RESUMED, NULL, 0);
	cr_assert_eq(bed_tells(&bed, HELLO)->hello.epoch, 2);
	bed_line(&bed, MSG_LINE_HELD, kept, 0);
	bed_line(&bed, MSG_LINE_HELD_END, 0, 0);
	bed_tells(&bed, LINE_RELEASED);
	bed_silent(&bed);
}

Test(resync, late_messages_hit_nothing)
{
	uint32_t line = answered_call(1);

	bed_in(&bed, "01 00 0c 02 00 02 82 90");
	bed_forget(&bed);
	answered_call(1); /* the same circuit, another call */
	bed_line(&bed, MSG_LINE_RELEASE, line, 16);
	bed_line(&bed, MSG_LINE_ANSWER, line, 0);
	bed_line(&bed, MSG_LINE_ACCEPT, 0, 0);
	bed_line(&bed, MSG_LINE_ALERT, 0xffffffff, 0);
	bed_out(&bed, "");
	cr_assert_eq(bed_circuit(&bed, 1)->state, CIR_TALKING_IN);
}

Test(resync, requests_without_sense_are_counted)
{
	uint8_t junk[256] = { 0 };
	struct isup_ctl_circuits what = { .group = 31, .first_cic = 9, .last_cic = 1 };
	struct isup_ctl_split split = { .group = 500 };

	bed_step(&bed, ROLE_ACD, MSG_LINE_ANSWER, junk, 3);
	bed_step(&bed, ROLE_ACD, MSG_LINE_OFFERED, junk, sizeof(junk));
	bed_step(&bed, ROLE_ACD, 999, junk, sizeof(junk));
	bed_step(&bed, ROLE_MEDIA, MSG_LINE_ANSWER, junk, sizeof(junk));
	bed_step(&bed, CORE_FROM_CTL, ISUP_CTL_BLOCK, &what, sizeof(what));
	what.group = 0;
	bed_step(&bed, CORE_FROM_CTL, ISUP_CTL_BLOCK, &what, sizeof(what));
	bed_step(&bed, CORE_FROM_CTL, ISUP_CTL_BLOCK, &what, 3);
	what.first_cic = 0;
	what.last_cic = 0xffff;
	bed_step(&bed, CORE_FROM_CTL, ISUP_CTL_GROUP_RESET, &what, sizeof(what));
	bed_step(&bed, CORE_FROM_CTL, ISUP_CTL_SPLIT, &split, sizeof(split));
	bed_step(&bed, CORE_FROM_CTL, 999, junk, sizeof(junk));
	bed_step(&bed, CORE_FROM_LINE, ISUP_IN_UNIT, junk, 2);
	bed_step(&bed, CORE_FROM_LINE, 77, junk, sizeof(junk));
	bed_step(&bed, CORE_FROM_SELF, CORE_PRESSURE, junk, 4);
	bed_out(&bed, "");
	cr_assert_eq(bed.counts[ISUP_STAT_ISUP_BAD_REQUEST], 13);
}
