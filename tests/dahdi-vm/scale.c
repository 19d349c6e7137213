/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sixteen cross-connected pairs of spans, 960 bearers, all of them sending and receiving.
 *
 *   far ends     mediad's engine has the house's 480 slots, each listened to for digits, recorded, and sending music; the far ends
 *                send what a talker sends, 0.4 s of sound in each second, a key among it, and count what comes
 *   both ends    the engine has all 960 slots, each listened to for digits and recorded; the house's ends send ringing tone, each
 *                begun at another moment, the far ends silence
 *
 * Nothing may be lost or doubled at either end, and every key must be recognised.  The figures are processor time of the engine's
 * thread per 20 ms of line time, with the interrupts that fell into it.  In this machine a nanosecond is an instruction, and there are
 * no more of them than that: the kernel's part of 992 channels takes a third, and sound in every block of 960 slots at once, which
 * costs the receivers 12,000 instructions a block, would not fit into the rest.
 */
#include "base/clock.h"
#include "base/log.h"
#include "base/site.h"
#include "media/alaw.h"
#include "media/dtmf.h"
#include "media/engine.h"

#include <spandsp.h>
#include <stdbool.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { PAIRS = 16, SPANS = 2 * PAIRS, BEARERS = 30, HALF = PAIRS * BEARERS, SECOND = 50 /* blocks */ };
enum { WARM_TICKS = 60, TICKS = 150, NOISE_UNTIL = 20 };

static struct span *spans[SPANS]; /* even index: the house's end, odd: its far end */
static uint8_t sound[SECOND][SPAN_BLOCK];
static uint64_t far_heard;
static unsigned keys;
static bool failed;

static void
verdict(const char *name, bool good, const char *why, unsigned long long n)
{
	if (good)
		printf("ok %s\n", name);
	else
		printf("not ok %s: %llu %s\n", name, n, why);
	fflush(stdout);
	failed = failed || !good;
}

static int
slot_of(unsigned bearer)
{
	return (int)(bearer < 15 ? bearer + 1 : bearer + 2); /* timeslot 16 is for signalling */
}

/* ---- what the far ends send: a second with a key, some noise, silence ---- */

static void
render(void)
{
	dtmf_tx_state_t *key = dtmf_tx_init(NULL);
	uint32_t noise = 1;

	dtmf_tx_set_timing(key, 80, 80);
	dtmf_tx_put(key, "5", -1);
	for (unsigned n = 0; n < SECOND; n++) {
		int16_t samples[SPAN_BLOCK] = { 0 };
		bool noisy = dtmf_tx(key, samples, SPAN_BLOCK) == 0 && n < NOISE_UNTIL;

		for (unsigned i = 0; noisy && i < SPAN_BLOCK; i++) {
			noise = noise * 1664525u + 1013904223u;
			samples[i] = (int16_t)((int)(noise >> 20) - 2048);
		}
		alaw_encode_block(sound[n], samples, SPAN_BLOCK);
	}
	dtmf_tx_free(key);
}

/* A block from and to each, for each tick; one more to each at first, for they are not in step. */
static void
far_turn(void)
{
	static uint64_t served;
	uint8_t block[SPAN_BLOCK];

	for (uint64_t tick = span_tick(spans[1]); served < tick; served = served ? served + 1 : tick)
		for (unsigned s = 1; s < SPANS; s += 2)
			for (unsigned b = 0; b < BEARERS; b++) {
				far_heard += span_read(spans[s], slot_of(b), block) == 1;
				span_write(spans[s], slot_of(b), sound[(served + s + b) % SECOND]);
				if (!served)
					span_write(spans[s], slot_of(b), sound[0]);
			}
}

/* ---- the engine ---- */

static void
on_digit(void *arg, const struct msg_media_digit *digit)
{
	keys += digit->digit == '5';
}

static void
on_played(void *arg, const struct msg_media_played *played)
{
}

static int64_t
cpu_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

static void
set_up(struct engine *e, unsigned step, int64_t now_us)
{
	for (unsigned s = 0; s < SPANS; s += step)
		for (unsigned b = 0; b < BEARERS; b++) {
			struct msg_media_slot plan = { .leg = 1 + s * BEARERS + b,
				.span = (uint16_t)(s + 1),
				.slot = (uint16_t)slot_of(b),
				.plan = step == 2 ? MEDIA_MUSIC : s % 2 ? MEDIA_SILENCE : MEDIA_TONE,
				.tone = TONE_RINGBACK,
				.flags = MEDIA_F_DTMF | MEDIA_F_RECORD,
				.session = (uint64_t)step << 32 | (s * BEARERS + b + 1),
				.rec_no = 1,
				.started_us = now_us - (int64_t)((s * BEARERS + b) % SECOND) * 100 * US_PER_MS,
				.rec_us = now_us };

			if (engine_apply(e, &plan, now_us) < 0)
				verdict("plans_are_taken", false, "is the span of one that was not", s + 1);
		}
}

static struct span_counts
lost(void)
{
	struct span_counts sum = { 0 }, one;

	for (unsigned s = 0; s < SPANS; s++)
		for (unsigned b = 0; b < BEARERS; b++) {
			span_counts(spans[s], slot_of(b), &one);
			sum.underruns += one.underruns;
			sum.missed += one.missed;
			sum.overruns += one.overruns;
		}
	return sum;
}

struct measured {
	uint64_t lost, heard;
	unsigned keys, ticks;
	int64_t ns;
};

static void
run_for(struct engine *e, unsigned ticks, bool far_ends, struct measured *m)
{
	struct span_counts before = lost();
	uint64_t until = span_tick(spans[0]) + ticks, heard = far_heard;
	unsigned pressed = keys;

	m->ns = 0;
	while (span_tick(spans[0]) < until) {
		int64_t wait_us = engine_next_us(e) - clock_now_us();

		if (far_ends)
			far_turn();
		if (wait_us > 0)
			usleep((useconds_t)wait_us);
		int64_t began = cpu_ns();
		engine_tick(e, clock_now_us());
		m->ns += cpu_ns() - began;
	}
	struct span_counts after = lost();

	m->lost = after.underruns - before.underruns + after.missed - before.missed + after.overruns - before.overruns;
	m->heard = far_heard - heard;
	m->keys = keys - pressed;
	m->ticks = ticks;
}

/* The tick goes before the recorder's thread, as in mediad. */
static void
tick_class(int policy)
{
	const struct sched_param param = { .sched_priority = policy == SCHED_FIFO ? 20 : 0 };

	sched_setscheduler(0, policy, &param);
}

static int
open_far_ends(void)
{
	for (unsigned s = 1; s < SPANS; s += 2)
		for (unsigned b = 0; b < BEARERS; b++)
			if (span_bearer_open(spans[s], slot_of(b)))
				return -1;
	return 0;
}

static void
close_far_ends(void)
{
	for (unsigned s = 1; s < SPANS; s += 2)
		for (unsigned b = 0; b < BEARERS; b++)
			span_bearer_close(spans[s], slot_of(b));
}

/* One experiment with an engine on every `step`-th span. */
static void
experiment(const char *name, unsigned step)
{
	static const struct engine_ops ops = { .digit = on_digit, .played = on_played };
	unsigned slots = SPANS / step * BEARERS;
	struct recorder_conf rc = { .dir = "/tmp/rec", .recordings = (int)slots, .chunk_ms = 400, .thread = 1 };
	struct engine_conf conf = { .ops = &ops };
	struct recorder_counts rec;
	struct measured warm, m;
	struct engine *e;
	char text[96];

	if (recorder_open(&conf.recorder, &rc) || engine_open(&e, &conf)) {
		verdict("the_engine_opens", false, "slots", slots);
		return;
	}
	tick_class(SCHED_FIFO);
	for (unsigned s = 0; s < SPANS; s += step)
		engine_span(e, (int)s + 1, spans[s]);
	set_up(e, step, clock_now_us());
	run_for(e, WARM_TICKS, step == 2, &warm);
	run_for(e, TICKS, step == 2, &m);
	recorder_counts(conf.recorder, &rec);
	tick_class(SCHED_OTHER);
	engine_close(e);
	recorder_close(conf.recorder);
	printf("figures %s bearers=%u slots=%u recorded=%u ticks=%u cpu_us_per_tick=%lld cpu_us_per_slot=%.2f slips=%llu keys=%u\n", name,
	    SPANS * BEARERS, slots, slots, m.ticks, (long long)(m.ns / m.ticks / 1000), (double)m.ns / m.ticks / 1000 / slots,
	    (unsigned long long)m.lost, m.keys);
	snprintf(text, sizeof(text), "%s_0_slips", name);
	verdict(text, m.lost == 0, "blocks were lost or came too late", m.lost);
	snprintf(text, sizeof(text), "%s_all_is_recorded", name);
	verdict(text, rec.lost == 0 && rec.failures == 0 && rec.active == slots, "blocks were not recorded", rec.lost + rec.failures);
	if (step == 1)
		return;
	snprintf(text, sizeof(text), "%s_every_key_is_recognised", name);
	unsigned pressed = slots * (TICKS / SECOND), at_the_edges = pressed / 50;

	verdict(text, m.keys + at_the_edges >= pressed && m.keys <= pressed + at_the_edges, "keys were", m.keys);
	snprintf(text, sizeof(text), "%s_far_ends_hear_all", name);
	verdict(text, m.heard + slots >= (uint64_t)slots * TICKS && m.heard <= (uint64_t)slots * (TICKS + 1), "blocks were heard", m.heard);
}

int
main(void)
{
	dtmf_thread();
	log_open("scale", LOG_WARN);
	mkdir("/tmp/rec", 0755);
	render();
	for (unsigned s = 0; s < SPANS; s++) {
		struct conf_span conf = { .number = (int)s + 1, .driver = SPAN_DRIVER_DAHDI, .ahead = 3 };

		if (span_open(&spans[s], &conf, "/tmp", SPAN_SIDE_HOUSE)) {
			printf("not ok spans_open: span %u\n", s + 1);
			return 1;
		}
	}
	if (open_far_ends()) {
		printf("not ok spans_open: a bearer of the far ends\n");
		return 1;
	}
	experiment("far_ends", 2);
	close_far_ends();
	experiment("both_ends", 1);
	return failed;
}
