/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Known traffic gives known seconds. */
#include "bed.h"

#include "isup/meter.h"

#include <unistd.h>

static struct bed bed;
static struct stats *stats;
static char dir[] = "/tmp/zongji-meter-XXXXXX";

static void
open_bed(void)
{
	bed_open(&bed);
	cr_assert_not_null(mkdtemp(dir));
	cr_assert_eq(stats_open(&stats, dir, ROLE_ISUP, isup_stats, ISUP_STAT_COUNT), 0);
}

static void
close_bed(void)
{
	char path[64];

	snprintf(path, sizeof(path), "%s/isup.stat", dir);
	unlink(path);
	rmdir(dir);
	stats_close(stats);
	bed_free(&bed);
}

TestSuite(meter, .init = open_bed, .fini = close_bed);

static int64_t
metered(uint16_t id)
{
	return stat_get(stats, id, 0);
}

/* Read the meter `n` times, a second apart, as the process would. */
static void
seconds(int n)
{
	while (n--) {
		bed.now_us += SECOND;
		cr_assert_gt(meter_read(bed.isup, stats, bed.now_us), bed.now_us);
	}
}

Test(meter, circuits_in_use_are_added_up_second_by_second)
{
	meter_read(bed.isup, stats, bed.now_us);
	bed_in(&bed, "05 00 01 00 60 01 0a 03 02 00 07 83 10 21 43 65 87 0f");
	bed_in(&bed, "06 00 01 00 60 01 0a 03 02 00 07 83 10 21 43 65 87 0f");
	bed_dial(&bed, 1, "10086", "");
	seconds(10);
	cr_assert_eq(metered(ISUP_STAT_BUSY_IN_S), 20);
	cr_assert_eq(metered(ISUP_STAT_BUSY_OUT_S), 10);
	cr_assert_eq(metered(ISUP_STAT_BLOCKED_S), 0);
	bed_in(&bed, "07 00 13");
	bed_in(&bed, "05 00 0c 02 00 02 80 90");
	seconds(5);
	cr_assert_eq(metered(ISUP_STAT_BUSY_IN_S), 25);
	cr_assert_eq(metered(ISUP_STAT_BLOCKED_S), 5);
	cr_assert_eq(metered(ISUP_STAT_METERED_S), 15);
}

Test(meter, several_looks_within_a_second_count_once)
{
	meter_read(bed.isup, stats, bed.now_us);
	bed_dial(&bed, 1, "10086", "");
	for (int i = 0; i < 100; i++) {
		bed.now_us += SECOND / 10;
		meter_read(bed.isup, stats, bed.now_us);
	}
	cr_assert_eq(metered(ISUP_STAT_BUSY_OUT_S), 10);
}

Test(meter, short_gap_is_made_up_for_and_a_long_one_is_not)
{
	meter_read(bed.isup, stats, bed.now_us);
	bed_dial(&bed, 1, "10086", "");
	bed.now_us += 3 * SECOND; /* killed and started again */
	meter_read(bed.isup, stats, bed.now_us);
	cr_assert_eq(metered(ISUP_STAT_BUSY_OUT_S), 3);
	bed.now_us += HOUR;
	meter_read(bed.isup, stats, bed.now_us);
	cr_assert_eq(metered(ISUP_STAT_BUSY_OUT_S), 3);
}

Test(meter, ends_of_calls_are_counted_by_cause)
{
	char text[64];

	bed_dial(&bed, 1, "10086", ""); /* busy */
	snprintf(text, sizeof(text), "%02x 00 0c 02 00 02 80 91", bed.units[bed.n_units - 1].octets[0]);
	bed_in(&bed, text);
	cr_assert_eq(bed.counts[ISUP_STAT_UNANSWERED], 1);
	bed_dial(&bed, 2, "10086", ""); /* answered, then cut */
	unsigned cic = bed.units[bed.n_units - 1].octets[0];

	snprintf(text, sizeof(text), "%02x 00 07 06 00 00", cic); /* CON */
	bed_in(&bed, text);
	cr_assert_eq(bed.counts[ISUP_STAT_ANSWERED], 1);
	snprintf(text, sizeof(text), "%02x 00 0c 02 00 02 80 a9", cic); /* 41 */
	bed_in(&bed, text);
	cr_assert_eq(bed.counts[ISUP_STAT_CUT], 1);
	cr_assert_eq(bed.counts[ISUP_STAT_UNANSWERED], 1);
}
