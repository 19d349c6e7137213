/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Boards: what is said stands, what is not said any more is over, and a successor goes on where the last one was. */
#include "base/alarm.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SEC INT64_C(1000000)

static char dir[] = "/tmp/zongji-alarm-XXXXXX";
static struct alarm_board *board;
static struct alarm_row rows[ALARM_ROWS];

static void
open_board(void)
{
	cr_assert_not_null(mkdtemp(dir));
	cr_assert_eq(alarm_open(&board, dir, "isup"), 0);
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	return remove(path);
}

static void
close_board(void)
{
	alarm_close(board);
	nftw(dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

TestSuite(alarm, .init = open_board, .fini = close_board);

/* One look in which these links are down, as a set of bits. */
static int
look(unsigned links, int64_t now_us)
{
	char name[32];

	alarm_begin(board);
	for (unsigned i = 0; i < 8; i++)
		if (links >> i & 1) {
			snprintf(name, sizeof(name), "link %u", i);
			alarm_stands(board, ALARM_LINK_DOWN, i, name, "");
		}
	return alarm_end(board, now_us);
}

Test(alarm, table_is_whole)
{
	for (int i = 1; i < ALARM_COUNT; i++) {
		cr_assert(alarm_kinds[i].code[0] && strlen(alarm_kinds[i].code) < 20);
		cr_assert_eq(alarm_by_code(alarm_kinds[i].code), i, "%s stands twice", alarm_kinds[i].code);
		for (int l = 0; l < 2; l++) {
			cr_assert(alarm_kinds[i].text[l][0] && strlen(alarm_kinds[i].text[l]) < TEXT_NAME + 32);
			cr_assert(alarm_kinds[i].advice[l][0]);
		}
	}
	cr_assert_eq(alarm_by_code("NO-SUCH"), ALARM_NONE);
}

Test(alarm, what_is_said_stands_until_it_is_not_said_any_more)
{
	cr_assert_eq(alarm_read(dir, "isup", rows), -ENOENT);
	look(0, SEC);
	cr_assert_eq(alarm_read(dir, "isup", rows), 0, "nothing stands: that is said, too");
	cr_assert_gt(look(3, 2 * SEC), 0);
	cr_assert_eq(look(3, 3 * SEC), 0, "no change, nothing is written");
	cr_assert_eq(alarm_read(dir, "isup", rows), 2);
	cr_assert(rows[1].id == ALARM_LINK_DOWN && rows[1].object == 1 && rows[1].raised_us == 2 * SEC && !rows[1].over_us);
	look(1, 4 * SEC);
	cr_assert_eq(alarm_read(dir, "isup", rows), 2, "what is over can be read for a while");
	cr_assert_eq(rows[1].over_us, 4 * SEC);
	look(3, 5 * SEC);
	cr_assert_eq(alarm_read(dir, "isup", rows), 3, "and again is a new one");
	look(1, 6 * SEC + ALARM_LINGER);
	look(1, 7 * SEC + 2 * ALARM_LINGER);
	cr_assert_eq(alarm_read(dir, "isup", rows), 1);
	cr_assert_eq(rows[0].raised_us, 2 * SEC);
}

Test(alarm, successor_raises_nothing_that_still_stands)
{
	look(5, SEC);
	alarm_close(board);
	cr_assert_eq(alarm_open(&board, dir, "isup"), 0);
	look(4, 9 * SEC);
	cr_assert_eq(alarm_read(dir, "isup", rows), 2);
	cr_assert(rows[0].object == 0 && rows[0].over_us == 9 * SEC);
	cr_assert(rows[1].object == 2 && rows[1].raised_us == SEC && !rows[1].over_us);
}

Test(alarm, detail_may_change_while_it_stands)
{
	for (int n = 1; n < 4; n++) {
		char detail[100];

		snprintf(detail, sizeof(detail), "%d circuits %080d", n, n);
		alarm_begin(board);
		alarm_stands(board, ALARM_CIRCUIT_STUCK, 0, "carrier", detail);
		cr_assert_gt(alarm_end(board, n * SEC), 0);
		cr_assert_eq(alarm_end(board, n * SEC), 0, "cut to its room it is the same");
	}
	cr_assert_eq(alarm_read(dir, "isup", rows), 1);
	cr_assert_eq(rows[0].raised_us, SEC);
	cr_assert_eq(rows[0].detail[0], '3');
}

Test(alarm, full_board_keeps_what_it_has)
{
	alarm_begin(board);
	for (uint32_t i = 0; i < 2 * ALARM_ROWS; i++)
		alarm_stands(board, ALARM_LINK_DOWN, i, "link", "");
	alarm_end(board, SEC);
	cr_assert_eq(alarm_read(dir, "isup", rows), ALARM_ROWS);
}

/* Whatever the file holds, it is rows that make sense or -EBADMSG. */
Test(alarm, spoiled_files_are_refused)
{
	uint8_t octets[4096];
	char path[128];

	look(0xff, SEC);
	snprintf(path, sizeof(path), "%s/isup.alarms", dir);
	FILE *f = fopen(path, "r");
	size_t len = fread(octets, 1, sizeof(octets), f);
	fclose(f);
	for (size_t cut = 0; cut < len; cut++) {
		f = fopen(path, "w");
		fwrite(octets, 1, cut, f);
		fclose(f);
		cr_assert_eq(alarm_read(dir, "isup", rows), -EBADMSG);
	}
	srand(7);
	for (int i = 0; i < 2000; i++) {
		uint8_t spoiled[4096];

		memcpy(spoiled, octets, len);
		for (int k = 0; k < 4; k++)
			spoiled[(size_t)rand() % len] = (uint8_t)rand();
		f = fopen(path, "w");
		fwrite(spoiled, 1, len, f);
		fclose(f);
		int n = alarm_read(dir, "isup", rows);
		cr_assert(n == -EBADMSG || n <= 8);
		for (int k = 0; k < n; k++)
			cr_assert(rows[k].id > 0 && rows[k].id < ALARM_COUNT && strlen(rows[k].detail) < TEXT_NAME);
	}
}
