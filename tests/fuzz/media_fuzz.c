/* room: media */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any messages to the engine, with line time passing in between.  The input is a list of edits: each changes some
 * octets of one MEDIA_SLOT message that is then sent (so that a few octets reach every field), ends a recording, or
 * lets time pass.
 */
#include "media/engine.h"
#include "tests/bench/memline.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct memline lines[2];
static uint8_t sound[MEMLINE_SOUNDS * SPAN_BLOCK];
static struct engine *engine;
static struct recorder *recorder;
static unsigned heard;

static void
on_digit(void *arg, const struct msg_media_digit *digit)
{
	heard += (unsigned)digit->digit;
}

static void
on_played(void *arg, const struct msg_media_played *played)
{
	heard += played->broken;
}

static void
on_missing(void *arg, const char *prompt)
{
	heard += (unsigned)strlen(prompt);
}

static void
build(void)
{
	static const struct engine_ops ops = { .digit = on_digit, .played = on_played, .missing = on_missing };
	static struct engine_conf conf = { .ops = &ops, .music = "music" };
	static const struct recorder_conf rc = { "/proc/no-such-folder", 3, 40, 0 };
	struct prompts *prompts;
	for (size_t i = 0; i < sizeof(sound); i++)
		sound[i] = (uint8_t)(i * i >> 3);
	if (prompts_new(&prompts) < 0 || recorder_open(&recorder, &rc) < 0)
		abort();
	prompts_add(prompts, 0, "a", sound, 777);
	prompts_add(prompts, 0, "d1", sound, 100);
	prompts_add(prompts, 1, "d1", sound, 0);
	conf.prompts = prompts;
	conf.recorder = recorder;
	if (engine_open(&engine, &conf) < 0)
		abort();
	for (int i = 0; i < 2; i++) {
		lines[i].span.ops = &memline_ops;
		lines[i].sound = sound;
		engine_span(engine, i + 1, &lines[i].span);
	}
}

static void
pass(unsigned blocks, int64_t *now_us)
{
	lines[0].tick += blocks;
	lines[1].tick += blocks;
	*now_us += (int64_t)blocks * SPAN_BLOCK_US;
	engine_tick(engine, *now_us);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct msg_media_slot plan = { .leg = 1, .span = 1, .slot = 1, .session = 1 };
	struct msg_media_rec done;
	int64_t now_us = 1000000;
	if (!engine)
		build();
	while (size >= 3) {
		size_t at = data[0] | (size_t)(data[1] & 1) << 8, n = data[1] >> 1 & 15;
		int what = data[1] >> 5;
		data += 2, size -= 2;
		if (n > size)
			n = size;
		if (at + n <= sizeof(plan))
			memcpy((uint8_t *)&plan + at, data, n);
		data += n, size -= n;
		if (what == 7) {
			const struct msg_media_rec end = { .session = plan.session, .rec_no = plan.rec_no };
			engine_rec_end(engine, &end, now_us);
		} else if (what >= 5) {
			pass(what == 5 ? 1 : 40, &now_us);
		} else {
			engine_apply(engine, &plan, now_us);
		}
	}
	pass(3, &now_us);
	engine_reset(engine, now_us);
	rec_reported(recorder, &done, INT64_MAX / 2);
	recorder_io(recorder, 1);
	while (rec_reported(recorder, &done, INT64_MAX / 2))
		heard += done.ok;
	return 0;
}
