/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fixture.h"
#include "media/recfile.h"
#include "tests/bench/memline.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>

#define SESSION ((UINT64_C(1) << 48) + 38217)
#define START   EPOCH

static char dir[64];
static char path[REC_PATH];

static struct recorder *
new_recorder(int recordings)
{
	const struct recorder_conf conf = { dir, recordings, 200, 0 };
	struct recorder *r;
	cr_assert_eq(recorder_open(&r, &conf), 0);
	return r;
}

static void
set_up(void)
{
	strcpy(dir, "/tmp/zongji-rec-XXXXXX");
	cr_assert(mkdtemp(dir));
	cr_assert_eq(recfile_path(path, dir, SESSION, 1, START), 0);
}

static void
tear_down(void)
{
	nftw(dir, unlink_one, 16, FTW_DEPTH | FTW_PHYS);
}

TestSuite(record, .init = set_up, .fini = tear_down);

static uint8_t *
slurp(const char *file, size_t *n)
{
	FILE *f = fopen(file, "rb");
	cr_assert(f, "%s: %s", file, strerror(errno));
	uint8_t *image = malloc(1 << 20);
	*n = fread(image, 1, 1 << 20, f);
	fclose(f);
	return image;
}

/* Block i of a talk that is the same in every test. */
static void
talk(uint32_t i, uint8_t left[SPAN_BLOCK], uint8_t right[SPAN_BLOCK])
{
	noise_octets(left, SPAN_BLOCK, 2 * i + 1);
	noise_octets(right, SPAN_BLOCK, 2 * i + 2);
}

static void
put_talk(struct recorder *r, int rec, uint32_t from, uint32_t to)
{
	uint8_t left[SPAN_BLOCK], right[SPAN_BLOCK];
	for (uint32_t i = from; i < to; i++) {
		talk(i, left, right);
		rec_put(r, rec, left, right);
		if (i % 5 == 4)
			recorder_io(r, 0);
	}
}

/* Are the frames of the file, from block `at`, those of the talk's blocks from..to? */
static int
holds_talk(const uint8_t *image, size_t n, uint32_t at, uint32_t from, uint32_t to)
{
	uint8_t left[SPAN_BLOCK], right[SPAN_BLOCK];
	for (uint32_t i = from; i < to; i++, at++) {
		const uint8_t *p = image + REC_HEADER + (size_t)at * SPAN_BLOCK * REC_FRAME;
		if (p + SPAN_BLOCK * REC_FRAME > image + n)
			return 0;
		talk(i, left, right);
		for (int k = 0; k < SPAN_BLOCK; k++)
			if (p[2 * k] != left[k] || p[2 * k + 1] != right[k])
				return 0;
	}
	return 1;
}

static int
is_silent(const uint8_t *image, uint32_t from, uint32_t to)
{
	for (size_t i = REC_HEADER + (size_t)from * 320; i < REC_HEADER + (size_t)to * 320; i++)
		if (image[i] != ALAW_SILENCE)
			return 0;
	return 1;
}

static struct msg_media_rec
end_of(struct recorder *r, int64_t end_us)
{
	struct msg_media_rec end = { .session = SESSION,
		.rec_no = 1,
		.span = 1,
		.slot = 5,
		.start_us = START,
		.end_us = end_us },
	                     done;
	cr_assert_eq(rec_end(r, &end), 0);
	cr_assert_eq(rec_end(r, &end), 0, "asking again is no harm");
	recorder_io(r, 0);
	cr_assert_eq(rec_reported(r, &done, end_us), 1);
	cr_expect(done.session == SESSION && done.rec_no == 1 && done.span == 1 && done.slot == 5);
	return done;
}

Test(record, a_recording_is_what_was_put_sample_by_sample)
{
	struct recorder *r = new_recorder(2);
	int rec = rec_attach(r, SESSION, 1, START, START);
	size_t n;
	struct wav_format wav;
	put_talk(r, rec, 0, 137);
	struct msg_media_rec done = end_of(r, START + 137 * SPAN_BLOCK_US);
	cr_expect(done.ok && done.frames == 137 * SPAN_BLOCK && done.gap_ms == 0);
	uint8_t *image = slurp(path, &n);
	cr_assert_eq(wav_parse(&wav, image, n), 0);
	cr_expect(wav.format == WAV_ALAW && wav.channels == 2 && wav.len == 137 * 320);
	cr_expect_eq(n, REC_HEADER + 137u * 320);
	cr_expect(holds_talk(image, n, 0, 0, 137));
	cr_expect_eq(rec_reported(r, &done, START), 0, "reported once");
	free(image);
	recorder_close(r);
}

Test(record, name_tells_day_node_session_and_number)
{
	char want[REC_PATH];
	setenv("TZ", "Asia/Shanghai", 1);
	tzset();
	snprintf(want, sizeof(want), "%s/20231115/1-38217-2.wav", dir);
	cr_assert_eq(recfile_path(path, dir, SESSION, 2, START), 0);
	cr_expect_str_eq(path, want);
}

Test(record, the_header_is_right_even_while_it_goes_on)
{
	struct recorder *r = new_recorder(1);
	int rec = rec_attach(r, SESSION, 1, START, START);
	struct rec_header h;
	size_t n;
	put_talk(r, rec, 0, 500);
	uint8_t *image = slurp(path, &n);
	cr_assert_eq(rec_header_get(&h, image, n), 0);
	cr_expect_gt(h.frames, 300u * SPAN_BLOCK);
	free(image);
	recorder_close(r);
	image = slurp(path, &n);
	cr_assert_eq(rec_header_get(&h, image, n), 0);
	cr_expect_eq(h.frames, 500u * SPAN_BLOCK, "closed with the recorder");
	free(image);
}

Test(record, a_file_cut_off_at_any_octet_is_put_right)
{
	struct recorder *r = new_recorder(1);
	int rec = rec_attach(r, SESSION, 1, START, START);
	struct rec_header h;
	size_t n, now;
	put_talk(r, rec, 0, 4);
	end_of(r, START);
	recorder_close(r);
	uint8_t *image = slurp(path, &n);
	for (size_t cut = 0; cut <= n; cut += cut < REC_HEADER + 20 ? 1 : 61) {
		int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
		cr_assert_eq(write(fd, image, cut), (ssize_t)cut);
		h = (struct rec_header){ .session = SESSION, .start_us = START, .rec_no = 1 };
		uint32_t frames = cut > REC_HEADER ? (uint32_t)(cut - REC_HEADER) / 2 : 0;
		cr_assert_eq(record_repair(fd, &h), 0, "cut at %zu", cut);
		cr_assert_eq(h.frames, frames);
		close(fd);
		uint8_t *mended = slurp(path, &now);
		struct wav_format wav;
		cr_assert_eq(now, REC_HEADER + frames * 2u);
		cr_assert_eq(wav_parse(&wav, mended, now), 0);
		cr_assert(memcmp(mended + REC_HEADER, image + REC_HEADER, frames * 2u) == 0);
		struct rec_header again;
		cr_assert_eq(rec_header_get(&again, mended, now), 0);
		cr_assert(
		    again.session == SESSION && again.frames == frames && again.rec_no == 1 && again.start_us == START);
		free(mended);
	}
	int fd = open(path, O_RDWR | O_TRUNC, 0600);
	h = (struct rec_header){ 0 };
	cr_expect_eq(record_repair(fd, &h), -EINVAL, "nobody knows what an empty file is");
	close(fd);
	free(image);
}

Test(record, after_a_crash_it_goes_on_and_the_gap_is_silence)
{
	struct recorder *dead = new_recorder(1), *r;
	int rec = rec_attach(dead, SESSION, 1, START, START);
	size_t n;
	put_talk(dead, rec, 0, 95); /* all 95 are on the disk, the header is not up to date; then it is killed */
	r = new_recorder(1);
	rec = rec_attach(r, SESSION, 1, START, START + 150 * SPAN_BLOCK_US);
	cr_assert_geq(rec, 0);
	put_talk(r, rec, 150, 200);
	struct msg_media_rec done = end_of(r, START + 200 * SPAN_BLOCK_US);
	cr_expect(done.ok && done.frames == 200 * SPAN_BLOCK);
	uint8_t *image = slurp(path, &n);
	uint32_t kept = 0;
	while (holds_talk(image, n, kept, kept, kept + 1))
		kept++;
	cr_expect_geq(kept, 90u, "no more than a chunk is lost");
	cr_expect(is_silent(image, kept, 150));
	cr_expect(holds_talk(image, n, 150, 150, 200));
	cr_expect_eq(done.gap_ms, (150 - kept) * 20);
	free(image);
	recorder_close(r);
	recorder_close(dead);
}

Test(record, a_pause_is_silence_and_the_length_stays_true)
{
	struct recorder *r = new_recorder(1);
	int rec = rec_attach(r, SESSION, 1, START, START);
	size_t n;
	put_talk(r, rec, 0, 50);
	rec_detach(r, rec, START + 50 * SPAN_BLOCK_US);
	cr_expect_eq(rec_attach(r, SESSION, 1, START, START + 80 * SPAN_BLOCK_US), rec);
	put_talk(r, rec, 80, 100);
	struct msg_media_rec done = end_of(r, START + 100 * SPAN_BLOCK_US);
	uint8_t *image = slurp(path, &n);
	cr_expect(done.frames == 100 * SPAN_BLOCK && done.gap_ms == 600);
	cr_expect(holds_talk(image, n, 0, 0, 50) && is_silent(image, 50, 80) && holds_talk(image, n, 80, 80, 100));
	free(image);
	recorder_close(r);
}

Test(record, a_slow_disk_costs_blocks_but_never_length)
{
	struct recorder *r = new_recorder(1);
	int rec = rec_attach(r, SESSION, 1, START, START);
	struct recorder_counts rc;
	uint8_t left[SPAN_BLOCK], right[SPAN_BLOCK];
	size_t n;
	for (uint32_t i = 0; i < 70; i++) { /* nobody writes; there is room for 40 */
		talk(i, left, right);
		rec_put(r, rec, left, right);
	}
	recorder_io(r, 1);
	put_talk(r, rec, 70, 80);
	recorder_counts(r, &rc);
	cr_expect_eq(rc.lost, 30u);
	struct msg_media_rec done = end_of(r, START + 80 * SPAN_BLOCK_US);
	uint8_t *image = slurp(path, &n);
	cr_expect(done.ok && done.frames == 80 * SPAN_BLOCK && done.gap_ms == 600);
	cr_expect(holds_talk(image, n, 0, 0, 40) && is_silent(image, 40, 70) && holds_talk(image, n, 70, 70, 80));
	free(image);
	recorder_close(r);
}

Test(record, a_full_disk_is_told_and_the_talk_goes_on)
{
	struct rlimit small = { 20000, RLIM_INFINITY }, large = { RLIM_INFINITY, RLIM_INFINITY };
	struct recorder *r = new_recorder(1);
	int rec = rec_attach(r, SESSION, 1, START, START);
	struct recorder_counts rc;
	struct rec_header h;
	size_t n;
	signal(SIGXFSZ, SIG_IGN);
	cr_assert_eq(setrlimit(RLIMIT_FSIZE, &small), 0);
	put_talk(r, rec, 0, 100);
	recorder_counts(r, &rc);
	cr_expect_gt(rc.failures, 0u);
	cr_expect_eq(rc.last_error, EFBIG);
	cr_expect_eq(rc.lost, 0u, "the tick is not held up");
	struct msg_media_rec done = end_of(r, START + 100 * SPAN_BLOCK_US);
	cr_expect_eq(done.ok, 0);
	uint8_t *image = slurp(path, &n);
	cr_assert_eq(rec_header_get(&h, image, n), 0);
	cr_expect_eq(REC_HEADER + h.frames * 2u, n, "what could be written can be played");
	cr_expect(holds_talk(image, n, 0, 0, 60));
	free(image);
	setrlimit(RLIMIT_FSIZE, &large);
	recorder_close(r);
}

Test(record, a_disk_with_room_again_fills_the_gap)
{
	struct rlimit small = { 20000, RLIM_INFINITY }, large = { RLIM_INFINITY, RLIM_INFINITY };
	struct recorder *r = new_recorder(1);
	int rec = rec_attach(r, SESSION, 1, START, START);
	size_t n;
	signal(SIGXFSZ, SIG_IGN);
	cr_assert_eq(setrlimit(RLIMIT_FSIZE, &small), 0);
	put_talk(r, rec, 0, 100);
	cr_assert_eq(setrlimit(RLIMIT_FSIZE, &large), 0);
	put_talk(r, rec, 100, 150);
	struct msg_media_rec done = end_of(r, START + 150 * SPAN_BLOCK_US);
	uint8_t *image = slurp(path, &n);
	cr_expect(done.ok && done.frames == 150 * SPAN_BLOCK && done.gap_ms >= 700 && done.gap_ms <= 900);
	cr_expect(holds_talk(image, n, 0, 0, 50) && holds_talk(image, n, 100, 100, 150));
	free(image);
	recorder_close(r);
}

Test(record, a_folder_that_vanished_is_made_anew)
{
	struct recorder *r = new_recorder(1);
	int rec = rec_attach(r, SESSION, 1, START, START);
	size_t n;
	put_talk(r, rec, 0, 50);
	nftw(dir, unlink_one, 16, FTW_DEPTH | FTW_PHYS);
	put_talk(r, rec, 50, 200);
	struct msg_media_rec done = end_of(r, START + 200 * SPAN_BLOCK_US);
	uint8_t *image = slurp(path, &n);
	cr_expect(done.ok && done.frames == 200 * SPAN_BLOCK);
	cr_expect(holds_talk(image, n, 150, 150, 200));
	free(image);
	recorder_close(r);
}

Test(record, the_end_of_one_we_do_not_know_is_answered_from_its_file)
{
	struct recorder *r = new_recorder(1);
	int rec;
	cr_expect_eq(end_of(r, START).ok, 0, "there is no such file");
	rec = rec_attach(r, SESSION, 1, START, START);
	put_talk(r, rec, 0, 60);
	recorder_close(r);
	r = new_recorder(1);
	struct msg_media_rec done = end_of(r, START + 7);
	cr_expect(done.ok && done.frames == 60 * SPAN_BLOCK && done.start_us == START && done.end_us == START + 7);
	recorder_close(r);
}

Test(record, a_forgotten_one_is_closed_quietly_and_reported_when_somebody_asks)
{
	struct recorder *r = new_recorder(1);
	int rec = rec_attach(r, SESSION, 1, START, START);
	struct msg_media_rec done;
	struct recorder_counts rc;
	put_talk(r, rec, 0, 60);
	rec_detach(r, rec, START);
	cr_expect_eq(rec_reported(r, &done, START + 59 * US_PER_SEC), 0);
	recorder_counts(r, &rc);
	cr_expect_eq(rc.active, 1u);
	cr_expect_eq(rec_reported(r, &done, START + 61 * US_PER_SEC), 0);
	recorder_io(r, 0);
	cr_expect_eq(rec_reported(r, &done, START + 61 * US_PER_SEC), 0);
	recorder_counts(r, &rc);
	cr_expect_eq(rc.active, 0u);
	cr_expect_eq(end_of(r, START).frames, 60u * SPAN_BLOCK);
	recorder_close(r);
}

Test(record, too_many_and_nonsense_are_refused)
{
	struct recorder *r = new_recorder(1);
	struct msg_media_rec end = { .session = 99, .rec_no = 1 };
	cr_expect_eq(rec_attach(r, 0, 1, START, START), -EINVAL);
	cr_expect_eq(rec_attach(r, 5, 1, -1, START), -EINVAL);
	cr_expect_eq(rec_attach(r, 5, 1, START, START - 2 * US_PER_SEC), -EINVAL);
	cr_expect_eq(rec_attach(r, 5, 1, INT64_MAX, START), -EINVAL);
	cr_expect_eq(rec_attach(r, 5, 1, START, START + INT64_C(50000) * US_PER_SEC), -EINVAL);
	cr_expect_eq(rec_attach(r, 5, 1, START, START), 0);
	cr_expect_eq(rec_attach(r, 5, 2, START, START), -ENOSPC);
	cr_expect_eq(rec_end(r, &end), -ENOSPC);
	end.session = 5;
	cr_expect_eq(rec_end(r, &end), 0);
	cr_expect_eq(rec_attach(r, 5, 1, START, START), -EBUSY, "it is being closed");
	recorder_close(r);
}

Test(record, another_recording_of_the_same_name_is_set_aside)
{
	struct recorder *r = new_recorder(1);
	int rec = rec_attach(r, SESSION, 1, START - 3600 * US_PER_SEC, START - 3600 * US_PER_SEC);
	char aside[REC_PATH + 32];
	size_t n;
	setenv("TZ", "UTC", 1);
	put_talk(r, rec, 0, 30);
	recorder_close(r);
	r = new_recorder(1);
	rec = rec_attach(r, SESSION, 1, START, START);
	put_talk(r, rec, 100, 120);
	cr_expect_eq(end_of(r, START).frames, 20u * SPAN_BLOCK);
	snprintf(
	    aside, sizeof(aside), "%.*s-%lld.wav", (int)strlen(path) - 4, path, (long long)(START - 3600 * US_PER_SEC));
	uint8_t *image = slurp(aside, &n);
	cr_expect(holds_talk(image, n, 0, 0, 30));
	free(image);
	recorder_close(r);
}

Test(record, its_thread_does_all_this_by_itself)
{
	const struct recorder_conf conf = { dir, 1, 200, 1 };
	struct recorder *r;
	struct msg_media_rec end = { .session = SESSION, .rec_no = 1, .start_us = START }, done;
	uint8_t left[SPAN_BLOCK], right[SPAN_BLOCK];
	cr_assert_eq(recorder_open(&r, &conf), 0);
	int rec = rec_attach(r, SESSION, 1, START, START);
	for (uint32_t i = 0; i < 35; i++) {
		talk(i, left, right);
		rec_put(r, rec, left, right);
	}
	rec_end(r, &end);
	int got = 0;
	for (int i = 0; i < 2000 && !got; i++) {
		got = rec_reported(r, &done, START);
		nanosleep(&(struct timespec){ .tv_nsec = 5000000 }, NULL);
	}
	cr_assert(got);
	cr_expect(done.ok && done.frames == 35 * SPAN_BLOCK);
	recorder_close(r);
}

/* ---- through the engine ---- */

Test(record, left_is_what_the_slot_received_and_right_what_was_sent_to_it)
{
	static uint8_t says[2][100 * SPAN_BLOCK];
	struct house *h = build_house();
	struct msg_media_slot plan = plan_for(1, 5, MEDIA_BRIDGE);
	struct msg_media_rec done;
	noise_octets(says[0], sizeof(says[0]), 1);
	noise_octets(says[1], sizeof(says[1]), 2);
	bridge(h, 1, 5, 2, 6);
	plan.peer_span = 2, plan.peer_slot = 6;
	plan.flags = MEDIA_F_RECORD;
	plan.session = SESSION;
	plan.rec_no = 4;
	plan.rec_us = h->now_us;
	tell(h, &plan);
	pass(h, 10, 1);
	struct ear *a = listen_at(h, 1, 5, says[0], sizeof(says[0]));
	listen_at(h, 2, 6, says[1], sizeof(says[1]));
	for (int i = 0; i < 24; i++) {
		pass(h, 5, 1);
		recorder_io(h->recorder, 0);
	}
	struct msg_media_rec end = { .session = SESSION, .rec_no = 4, .start_us = plan.rec_us, .end_us = h->now_us };
	cr_assert_eq(engine_rec_end(h->engine, &end, h->now_us), 0);
	pass(h, 5, 1);
	recorder_io(h->recorder, 0);
	cr_assert_eq(rec_reported(h->recorder, &done, h->now_us), 1);
	cr_expect(done.ok && done.gap_ms == 0);
	cr_expect_eq(
	    (int64_t)done.frames * 125, h->now_us - 5 * SPAN_BLOCK_US - plan.rec_us, "its length is the talk's");

	size_t n;
	uint8_t *side[2];
	cr_assert_eq(recfile_path(path, h->dir, SESSION, 4, plan.rec_us), 0);
	uint8_t *image = slurp(path, &n);
	for (int k = 0; k < 2; k++) {
		side[k] = malloc(n);
		for (size_t i = 0; i < done.frames; i++)
			side[k][i] = image[REC_HEADER + 2 * i + (size_t)k];
		cr_expect_not_null(memmem(side[k], done.frames, says[k], sizeof(says[k])), "side %d", k);
	}
	cr_expect_neq(find_in(a, says[1], sizeof(says[1])), -1);
	free(side[0]);
	free(side[1]);
	free(image);
	wreck_house(h);
}

Test(record, a_recording_moves_with_the_call_to_another_slot)
{
	struct house *h = build_house();
	struct msg_media_slot a = plan_for(1, 5, MEDIA_SILENCE), b = plan_for(1, 6, MEDIA_SILENCE);
	struct msg_media_rec end, done;
	a.flags = b.flags = MEDIA_F_RECORD;
	a.session = b.session = SESSION;
	a.rec_no = b.rec_no = 1;
	a.rec_us = b.rec_us = h->now_us;
	tell(h, &a);
	pass(h, 15, 1);
	tell(h, &b);
	pass(h, 5, 1);
	recorder_io(h->recorder, 1);
	a.flags = 0;
	tell(h, &a);
	pass(h, 15, 1);
	recorder_io(h->recorder, 1);
	end = (struct msg_media_rec){ .session = SESSION, .rec_no = 1, .start_us = a.rec_us };
	cr_assert_eq(engine_rec_end(h->engine, &end, h->now_us), 0);
	recorder_io(h->recorder, 0);
	cr_assert_eq(rec_reported(h->recorder, &done, h->now_us), 1);
	cr_expect_eq(done.frames, 35u * SPAN_BLOCK);
	cr_expect_eq(done.gap_ms, 0u);
	wreck_house(h);
}

Test(record, a_long_sleep_of_the_engine_is_a_gap_and_moves_nothing)
{
	static uint8_t says[200 * SPAN_BLOCK];
	struct house *h = build_house();
	struct msg_media_slot plan = plan_for(1, 5, MEDIA_SILENCE);
	noise_octets(says, sizeof(says), 1);
	plan.flags = MEDIA_F_RECORD;
	plan.session = SESSION;
	plan.rec_no = 1;
	plan.rec_us = h->now_us;
	tell(h, &plan);
	listen_at(h, 1, 5, says, sizeof(says));
	for (int i = 0; i < 5; i++) {
		pass(h, 10, 1);
		recorder_io(h->recorder, 1);
	}
	pass(h, 60, 60); /* more than a second */
	recorder_io(h->recorder, 1);
	pass(h, 40, 1);
	struct msg_media_rec end = { .session = SESSION, .rec_no = 1, .start_us = plan.rec_us }, done;
	cr_assert_eq(engine_rec_end(h->engine, &end, h->now_us), 0);
	recorder_io(h->recorder, 0);
	cr_assert_eq(rec_reported(h->recorder, &done, h->now_us), 1);
	cr_expect_eq(done.frames, 150u * SPAN_BLOCK);
	cr_expect_eq(done.gap_ms, 52u * 20, "all but the eight blocks that the line kept");
	size_t n;
	cr_assert_eq(recfile_path(path, h->dir, SESSION, 1, plan.rec_us), 0);
	uint8_t *image = slurp(path, &n), left[150 * SPAN_BLOCK];
	for (size_t i = 0; i < sizeof(left); i++)
		left[i] = image[REC_HEADER + 2 * i];
	const uint8_t *at = memmem(left, sizeof(left), says, 40 * SPAN_BLOCK);
	cr_assert(at);
	size_t first = (size_t)(at - left), again = 102 * SPAN_BLOCK;
	cr_expect(
	    memcmp(left + again, says + again - first, sizeof(left) - again) == 0, "later audio is where it belongs");
	free(image);
	wreck_house(h);
}

#define TALKS   120
#define MINUTES 10
#define BLOCKS  (MINUTES * 60 * 50)

static void
no_digit(void *arg, const struct msg_media_digit *digit)
{
}

static void
no_list(void *arg, const struct msg_media_played *played)
{
}

/* Every frame of one long recording: slot k of a memline is deaf in the tick it is opened, then hears its sounds in
 * turn. */
static void
check_long_talk(const uint8_t *sound, int talk_no)
{
	uint8_t frames[SPAN_BLOCK * REC_FRAME], header[REC_HEADER];
	int slot = talk_no % 30 + 1, peer = (talk_no ^ 1) % 30 + 1;
	cr_assert_eq(recfile_path(path, dir, (uint64_t)talk_no + 1, 1, START), 0);
	FILE *f = fopen(path, "rb");
	struct rec_header h;
	cr_assert_eq(fread(header, 1, sizeof(header), f), sizeof(header));
	cr_assert_eq(rec_header_get(&h, header, sizeof(header)), 0);
	cr_assert(h.frames == BLOCKS * SPAN_BLOCK && h.gap_frames == 0);
	for (uint64_t i = 0; i < BLOCKS; i++) {
		const uint8_t *left = sound + (i + 7 * (uint64_t)slot) % MEMLINE_SOUNDS * SPAN_BLOCK;
		const uint8_t *right = sound + (i + 7 * (uint64_t)peer) % MEMLINE_SOUNDS * SPAN_BLOCK;
		cr_assert_eq(fread(frames, 1, sizeof(frames), f), sizeof(frames));
		for (int k = 0; k < SPAN_BLOCK; k++)
			if (frames[2 * k] != left[k] || frames[2 * k + 1] != right[k])
				cr_assert_fail("talk %d, block %d", talk_no, (int)i);
	}
	cr_assert_eq(fgetc(f), EOF);
	fclose(f);
	unlink(path);
}

/* shows: REC-06 */
Test(record, a_hundred_and_twenty_talks_of_ten_minutes_have_every_frame)
{
	static struct memline lines[TALKS / 30];
	static uint8_t sound[MEMLINE_SOUNDS * SPAN_BLOCK];
	static const struct engine_ops ops = { .digit = no_digit, .played = no_list };
	const struct recorder_conf rc = { dir, TALKS, 1000, 0 };
	struct engine_conf conf = { .ops = &ops };
	struct engine *e;
	struct statvfs vfs;
	if (statvfs(dir, &vfs) == 0 && (uint64_t)vfs.f_bavail * vfs.f_frsize < UINT64_C(2) << 30)
		cr_skip_test("2 GB of disk are not there");
	noise_octets(sound, sizeof(sound), 5);
	cr_assert_eq(recorder_open(&conf.recorder, &rc), 0);
	cr_assert_eq(engine_open(&e, &conf), 0);
	for (int i = 0; i < TALKS / 30; i++) {
		lines[i] = (struct memline){ .span.ops = &memline_ops, .sound = sound };
		cr_assert_eq(engine_span(e, i + 1, &lines[i].span), 0);
	}
	for (int i = 0; i < TALKS; i++) {
		struct msg_media_slot plan = plan_for(i / 30 + 1, i % 30 + 1, MEDIA_BRIDGE);
		plan.peer_span = (uint16_t)((i ^ 1) / 30 + 1), plan.peer_slot = (uint16_t)((i ^ 1) % 30 + 1);
		plan.flags = MEDIA_F_RECORD;
		plan.session = (uint64_t)i + 1;
		plan.rec_no = 1;
		plan.rec_us = START;
		cr_assert_eq(engine_apply(e, &plan, START), 0);
	}
	for (uint64_t tick = 1; tick <= BLOCKS; tick++) {
		for (int i = 0; i < TALKS / 30; i++)
			lines[i].tick = tick;
		engine_tick(e, START + (int64_t)tick * SPAN_BLOCK_US);
		if (tick % 50 == 0)
			recorder_io(conf.recorder, 0);
	}
	for (int i = 0; i < TALKS; i++) {
		struct msg_media_rec end = { .session = (uint64_t)i + 1, .rec_no = 1, .start_us = START }, done;
		cr_assert_eq(engine_rec_end(e, &end, START), 0);
		recorder_io(conf.recorder, 0);
		cr_assert_eq(rec_reported(conf.recorder, &done, START), 1);
		cr_assert(done.ok && done.frames == BLOCKS * SPAN_BLOCK && done.gap_ms == 0);
		check_long_talk(sound, i);
	}
	engine_close(e);
	recorder_close(conf.recorder);
}
