/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Alarms of circuits and exchanges are read off the state; links are mtp's (mtp_link_view is the bed's own part here). */
#include "bed.h"

#include "isup/alarms.h"

static struct bed bed;
static struct alarm_board *board;
static char dir[] = "/tmp/zongji-alarms-XXXXXX";

static void
open_bed(void)
{
	bed_open(&bed);
	cr_assert_not_null(mkdtemp(dir));
	cr_assert_eq(alarm_open(&board, dir, "isup"), 0);
}

static void
close_bed(void)
{
	char path[64];

	snprintf(path, sizeof(path), "%s/isup.alarms", dir);
	remove(path);
	remove(dir);
	alarm_close(board);
	bed_check(&bed);
	bed_free(&bed);
}

TestSuite(alarms, .init = open_bed, .fini = close_bed);

/* The detail of an alarm that stands now, or NULL. */
static const char *
stands(enum alarm_id id)
{
	static struct alarm_row rows[ALARM_ROWS];

	alarm_begin(board);
	isup_alarms(bed.isup, &bed.site, board);
	cr_assert_geq(alarm_end(board, bed.now_us), 0);
	int n = alarm_read(dir, "isup", rows);
	for (int i = 0; i < n; i++)
		if (rows[i].id == id && !rows[i].over_us)
			return rows[i].detail;
	return NULL;
}

Test(alarms, reset_without_answer_is_an_alarm_of_the_group_until_it_is_answered)
{
	bed_ctl(&bed, ISUP_CTL_RESET, 5, 7, 0);
	bed_wait(&bed, 30 * SECOND);
	cr_assert_null(stands(ALARM_CIRCUIT_STUCK));
	bed_wait(&bed, 600 * SECOND); /* T17 */
	cr_assert_str_eq(stands(ALARM_CIRCUIT_STUCK), "3, the first CIC 5");
	bed_in(&bed, "05 00 10");
	cr_assert_str_eq(stands(ALARM_CIRCUIT_STUCK), "2, the first CIC 6");
	bed_in(&bed, "06 00 10");
	bed_in(&bed, "07 00 10");
	cr_assert_null(stands(ALARM_CIRCUIT_STUCK));
}

Test(alarms, blocking_without_answer_single_and_group)
{
	bed_ctl(&bed, ISUP_CTL_BLOCK, 5, 5, 0);
	cr_assert_null(stands(ALARM_BLOCK_UNACKED));
	bed_wait(&bed, 601 * SECOND); /* T13 */
	cr_assert_str_eq(stands(ALARM_BLOCK_UNACKED), "1, the first CIC 5");
	bed_in(&bed, "05 00 15");
	cr_assert_null(stands(ALARM_BLOCK_UNACKED));
	bed_ctl(&bed, ISUP_CTL_GROUP_RESET, 8, 12, 0);
	bed_wait(&bed, 601 * SECOND); /* T23 */
	cr_assert_str_eq(stands(ALARM_GROUP_STUCK), "1, the first CIC 8");
}

Test(alarms, exchange_that_cannot_be_reached)
{
	cr_assert_null(stands(ALARM_DEST_DOWN));
	isup_mtp_pause(bed.isup, 0, remote_at(bed.isup, 0)->pc, &bed.out);
	cr_assert_not_null(stands(ALARM_DEST_DOWN));
	isup_mtp_resume(bed.isup, 0, remote_at(bed.isup, 0)->pc, &bed.out);
	cr_assert_null(stands(ALARM_DEST_DOWN));
}
