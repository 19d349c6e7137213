/* room: media */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a leg costs in a tick: bridged, listened to for digits, recorded; against the floor that nobody can go under who
 * uses this DTMF receiver: its call alone, with the table look-ups to linear and back.  Both in turn, CPU time of this
 * thread.
 */
#include "media/alaw.h"
#include "media/dtmf.h"
#include "media/engine.h"
#include "media/music.h"
#include "tests/bench/memline.h"

#include <ftw.h>
#include <spandsp.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define ROUNDS 15
#define TICKS  20
#define MOST   1000
#define LINES  (MOST / 30 + 1)

static struct memline lines[LINES];
static uint8_t sound[MEMLINE_SOUNDS * SPAN_BLOCK];
static dtmf_rx_state_t *bare[MOST];
static uint64_t tick;

static void
nothing_digit(void *arg, const struct msg_media_digit *digit)
{
}

static void
nothing_played(void *arg, const struct msg_media_played *played)
{
}

static double
cpu_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static double
run_ours(struct engine *e, struct recorder *r, int n_lines)
{
	double ns = 0;
	for (int i = 0; i < TICKS; i++) {
		tick++;
		for (int k = 0; k < n_lines; k++)
			lines[k].tick = tick;
		double began = cpu_ns();
		engine_tick(e, (int64_t)(tick + 1) * SPAN_BLOCK_US);
		ns += cpu_ns() - began;
	}
	recorder_io(r, 0); /* another thread's work */
	return ns / TICKS;
}

static double
run_floor(int legs)
{
	static uint8_t out[MOST][SPAN_BLOCK];
	int16_t linear[SPAN_BLOCK];
	double began = cpu_ns();
	for (int i = 0; i < TICKS; i++)
		for (int leg = 0; leg < legs; leg++) {
			alaw_decode_block(linear, sound + (i + 7 * leg) % MEMLINE_SOUNDS * SPAN_BLOCK, SPAN_BLOCK);
			dtmf_rx(bare[leg], linear, SPAN_BLOCK);
			alaw_encode_block(out[leg], linear, SPAN_BLOCK);
		}
	return (cpu_ns() - began) / TICKS;
}

static int
by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static int
remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	return remove(path);
}

static void
set_up_legs(struct engine *e, int legs)
{
	for (int i = 0; i < legs; i++) {
		int peer = i ^ 1;
		struct msg_media_slot plan = { .leg = (uint32_t)i + 1,
			.span = (uint16_t)(i / 30 + 1),
			.slot = (uint16_t)(i % 30 + 1),
			.peer_span = (uint16_t)(peer / 30 + 1),
			.peer_slot = (uint16_t)(peer % 30 + 1),
			.plan = MEDIA_BRIDGE,
			.flags = MEDIA_F_DTMF | MEDIA_F_RECORD,
			.session = (uint64_t)i + 1,
			.rec_no = 1,
			.rec_us = (int64_t)tick * SPAN_BLOCK_US };
		engine_apply(e, &plan, (int64_t)tick * SPAN_BLOCK_US);
	}
}

static void
bench(int legs)
{
	static const struct engine_ops ops = { .digit = nothing_digit, .played = nothing_played };
	char dir[] = "/dev/shm/zongji-bench-XXXXXX";
	struct recorder *r;
	struct engine *e;
	int n_lines = (legs + 29) / 30;
	double ours[ROUNDS], under[ROUNDS], ratio[ROUNDS];
	struct recorder_conf rc = { mkdtemp(dir) ? dir : "/tmp", legs, 400, 0 };
	tick = 100;
	if (recorder_open(&r, &rc) < 0)
		exit(1);
	const struct engine_conf conf = { .ops = &ops, .recorder = r };
	if (engine_open(&e, &conf) < 0)
		exit(1);
	for (int i = 0; i < n_lines; i++) {
		lines[i] = (struct memline){ .span.ops = &memline_ops, .sound = sound, .tick = tick };
		engine_span(e, i + 1, &lines[i].span);
	}
	set_up_legs(e, legs);
	run_ours(e, r, n_lines);
	run_floor(legs);
	for (int i = 0; i < ROUNDS; i++) {
		ours[i] = run_ours(e, r, n_lines) / legs;
		under[i] = run_floor(legs) / legs;
		ratio[i] = ours[i] / under[i];
	}
	qsort(ours, ROUNDS, sizeof(*ours), by_value);
	qsort(under, ROUNDS, sizeof(*under), by_value);
	qsort(ratio, ROUNDS, sizeof(*ratio), by_value);
	printf("bench media_leg legs=%d ours=%.0f floor=%.0f ratio=%.2f unit=ns/leg/tick\n", legs, ours[ROUNDS / 2],
	    under[ROUNDS / 2], ratio[ROUNDS / 2]);
	engine_close(e);
	recorder_close(r);
	nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

int
main(void)
{
	uint8_t *music = malloc(music_samples());
	if (!music || music_render(music) < 0)
		return 1;
	memcpy(sound, music, sizeof(sound));
	free(music);
	dtmf_thread();
	for (int i = 0; i < MOST; i++)
		bare[i] = dtmf_rx_init(NULL, NULL, NULL);
	bench(30);
	bench(120);
	bench(480);
	bench(1000);
	return 0;
}
