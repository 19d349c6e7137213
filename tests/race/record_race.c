/* room: media */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tick and the recorder's thread at the same recordings, under the thread sanitizer: many short ones, begun, fed,
 * ended and reported while the other side writes.  Each must be reported once.
 */
#include "media/record.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define AT_ONCE 6
#define BLOCKS  97 /* of each */
#define TURNS   100

static int
remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	return remove(path);
}

static void
feed(struct recorder *r, uint64_t session, int block, int64_t now_us)
{
	static const uint8_t audio[160];
	int64_t start_us = now_us - block * 20000;
	int rec = rec_attach(r, session, 1, start_us, now_us);
	if (rec < 0)
		return;
	rec_put(r, rec, audio, audio);
	if (block == BLOCKS - 1) {
		const struct msg_media_rec end = { .session = session, .rec_no = 1, .start_us = start_us };
		rec_end(r, &end);
	}
}

static int
take_reports(struct recorder *r, int64_t now_us)
{
	struct msg_media_rec done;
	struct recorder_counts counts;
	int n = 0;
	while (rec_reported(r, &done, now_us))
		n += done.ok;
	recorder_counts(r, &counts);
	return n;
}

int
main(void)
{
	char dir[] = "/tmp/zongji-race-XXXXXX";
	const struct recorder_conf conf = { mkdtemp(dir), 2 * AT_ONCE, 40, 1 };
	const struct timespec a_bit = { 0, 200000 };
	struct recorder *r;
	int64_t now_us = INT64_C(1700000000000000);
	int reported = 0;
	if (!conf.dir || recorder_open(&r, &conf) < 0)
		return 1;
	for (int turn = 0; turn < TURNS; turn++)
		for (int block = 0; block < BLOCKS; block++) {
			now_us += 20000;
			for (uint64_t k = 1; k <= AT_ONCE; k++)
				feed(r, (uint64_t)turn * AT_ONCE + k, block, now_us);
			reported += take_reports(r, now_us);
			nanosleep(&a_bit, NULL);
		}
	for (int i = 0; i < 20000 && reported < TURNS * AT_ONCE; i++) {
		nanosleep(&a_bit, NULL);
		reported += take_reports(r, now_us);
	}
	recorder_close(r);
	nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	printf("record_race: %d of %d recordings reported\n", reported, TURNS * AT_ONCE);
	return reported != TURNS * AT_ONCE;
}
