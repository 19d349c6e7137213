/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A house of soft lines on a fake clock, with an engine on the near side and an ear and a mouth per slot on the far
 * side.
 */
#pragma once

#include "base/clock.h"
#include "base/site.h"
#include "media/alaw.h"
#include "media/engine.h"
#include "media/music.h"
#include "trunk/soft.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <ftw.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct stat;

#define LINES  2
#define EVENTS 256
#define EPOCH  INT64_C(1700000000000000) /* a day in 2023 */
#define BEFORE 1000                      /* ticks of the lines before the house was built */

struct ear { /* one far end of a slot */
	uint8_t *heard;
	size_t n_heard, room;
	const uint8_t *says; /* whole blocks */
	size_t n_says, said;
	int open;
};

struct house {
	char dir[64];
	struct span *near[LINES + 1], *far[LINES + 1];
	int power[LINES + 1][2];
	struct engine *engine;
	struct recorder *recorder;
	struct prompts *prompts;
	struct ear ears[LINES + 1][SPAN_SLOTS];
	int64_t now_us; /* as the engine is told */
	uint64_t tick;
	struct msg_media_digit digits[EVENTS];
	struct msg_fax_sound fax_heard[EVENTS];
	int n_fax_heard;
	uint32_t fax_leg; /* where a fax machine was heard last */
	int n_digits;
	struct msg_media_played played[EVENTS];
	uint64_t played_tick[EVENTS];
	int n_played;
	char missing[64];
};

static void
house_digit(void *arg, const struct msg_media_digit *digit)
{
	struct house *h = arg;
	if (h->n_digits < EVENTS)
		h->digits[h->n_digits++] = *digit;
}

static void
house_played(void *arg, const struct msg_media_played *played)
{
	struct house *h = arg;
	if (h->n_played < EVENTS) {
		h->played_tick[h->n_played] = h->tick;
		h->played[h->n_played++] = *played;
	}
}

static void
house_missing(void *arg, const char *prompt)
{
	snprintf(((struct house *)arg)->missing, sizeof(((struct house *)arg)->missing), "%s", prompt);
}

static void
house_fax(void *arg, const struct msg_media_fax *fax)
{
	((struct house *)arg)->fax_leg = fax->leg;
}

static void
house_fax_heard(void *arg, const struct msg_fax_sound *sound)
{
	struct house *h = arg;
	if (h->n_fax_heard < EVENTS)
		h->fax_heard[h->n_fax_heard++] = *sound;
}

static const struct engine_ops house_ops = { .digit = house_digit,
	.fax = house_fax,
	.fax_heard = house_fax_heard,
	.played = house_played,
	.missing = house_missing };

/* A prompt that can be told from others and from silence: samples of a ramp with its own step. */
static inline void
add_prompt(struct prompts *p, int lang, const char *name, uint32_t len, int step)
{
	uint8_t *data = malloc(len);
	for (uint32_t i = 0; i < len; i++)
		data[i] = (uint8_t)(i * (uint32_t)step + (i >> 8));
	cr_assert_eq(prompts_add(p, lang, name, data, len), 0);
	free(data);
}

static inline void
start_engine(struct house *h)
{
	const struct engine_conf conf = { &house_ops, h, h->prompts, "music", h->recorder };
	cr_assert_eq(engine_open(&h->engine, &conf), 0);
	for (int i = 1; i <= LINES; i++) {
		const struct conf_span cs = { .number = i, .driver = SPAN_DRIVER_SOFT, .ahead = 3 };
		cr_assert_eq(span_open(&h->near[i], &cs, h->dir, SPAN_SIDE_HOUSE), 0);
		cr_assert_eq(engine_span(h->engine, i, h->near[i]), 0);
	}
}

static inline void
stop_engine(struct house *h)
{
	engine_close(h->engine);
	for (int i = 1; i <= LINES; i++)
		span_close(h->near[i]);
}

static inline struct house *
build_house(void)
{
	struct house *h = calloc(1, sizeof(*h));
	strcpy(h->dir, "/tmp/zongji-media-XXXXXX");
	cr_assert(mkdtemp(h->dir));
	cr_assert_eq(prompts_new(&h->prompts), 0);
	h->tick = BEFORE;
	h->now_us = BEFORE * SPAN_BLOCK_US;
	for (int i = 1; i <= LINES; i++) {
		const struct conf_span cs = { .number = i, .driver = SPAN_DRIVER_SOFT, .ahead = 3 };
		cr_assert_eq(soft_create(h->dir, i, SOFT_FAKE), 0);
		cr_assert_eq(soft_advance(h->dir, i, BEFORE), 0);
		h->power[i][0] = soft_power(h->dir, i, SPAN_SIDE_HOUSE);
		h->power[i][1] = soft_power(h->dir, i, SPAN_SIDE_FAR);
		cr_assert_eq(span_open(&h->far[i], &cs, h->dir, SPAN_SIDE_FAR), 0);
	}
	const struct recorder_conf rc = { h->dir, 8, 200, 0 };
	cr_assert_eq(recorder_open(&h->recorder, &rc), 0);
	start_engine(h);
	return h;
}

static int
unlink_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	return remove(path);
}

static inline void
wreck_house(struct house *h)
{
	stop_engine(h);
	recorder_close(h->recorder);
	prompts_free(h->prompts);
	for (int i = 1; i <= LINES; i++) {
		span_close(h->far[i]);
		for (int k = 0; k < SPAN_SLOTS; k++)
			free(h->ears[i][k].heard);
	}
	nftw(h->dir, unlink_one, 16, FTW_DEPTH | FTW_PHYS);
	free(h);
}

/* Open the far end of a slot; it says `n` octets (whole blocks) and then silence. */
static inline struct ear *
listen_at(struct house *h, int span, int slot, const uint8_t *says, size_t n)
{
	struct ear *ear = &h->ears[span][slot];
	if (!ear->open)
		cr_assert_eq(span_bearer_open(h->far[span], slot), 0);
	ear->open = 1;
	ear->says = says;
	ear->n_says = n;
	ear->said = 0;
	return ear;
}

static inline void
serve_ear(struct house *h, int span, int slot)
{
	struct ear *ear = &h->ears[span][slot];
	uint8_t block[SPAN_BLOCK];
	if (span_read(h->far[span], slot, block) >= 0) {
		if (ear->n_heard + SPAN_BLOCK > ear->room)
			ear->heard = realloc(ear->heard, ear->room = ear->room * 2 + 64 * SPAN_BLOCK);
		memcpy(ear->heard + ear->n_heard, block, SPAN_BLOCK);
		ear->n_heard += SPAN_BLOCK;
	}
	memset(block, ALAW_SILENCE, SPAN_BLOCK);
	if (ear->said < ear->n_says)
		memcpy(block, ear->says + ear->said, SPAN_BLOCK);
	ear->said += SPAN_BLOCK;
	span_write(h->far[span], slot, block);
}

/* The lines go on by a block, and nobody has told the engine yet. */
static inline void
line_goes_on(struct house *h)
{
	h->tick++;
	for (int s = 1; s <= LINES; s++)
		cr_assert_eq(soft_advance(h->dir, s, 1), 0);
	for (int s = 1; s <= LINES; s++)
		for (int k = 1; k < SPAN_SLOTS; k++)
			if (h->ears[s][k].open)
				serve_ear(h, s, k);
	h->now_us = (int64_t)h->tick * SPAN_BLOCK_US;
}

/* Let `n` blocks of line time pass; the engine is called once for every `each` of them. */
static inline void
pass(struct house *h, int n, int each)
{
	for (int i = 1; i <= n; i++) {
		line_goes_on(h);
		if (i % each == 0 || i == n)
			engine_tick(h->engine, h->now_us);
	}
}

static inline struct msg_media_slot
plan_for(int span, int slot, enum media_plan plan)
{
	return (struct msg_media_slot){ .leg = (uint32_t)(span * 100 + slot),
		.span = (uint16_t)span,
		.slot = (uint16_t)slot,
		.plan = (uint8_t)plan };
}

static inline void
tell(struct house *h, const struct msg_media_slot *plan)
{
	cr_assert_eq(engine_apply(h->engine, plan, h->now_us), 0);
}

static inline struct play_item
item(enum play_kind kind, const char *text, int value, int ms)
{
	struct play_item it = { .kind = (uint8_t)kind, .value = (uint8_t)value, .ms = (uint16_t)ms };
	snprintf(it.text, sizeof(it.text), "%s", text);
	return it;
}

static inline void
bridge(struct house *h, int span_a, int slot_a, int span_b, int slot_b)
{
	struct msg_media_slot a = plan_for(span_a, slot_a, MEDIA_BRIDGE), b = plan_for(span_b, slot_b, MEDIA_BRIDGE);
	a.peer_span = b.span, a.peer_slot = b.slot;
	b.peer_span = a.span, b.peer_slot = a.slot;
	tell(h, &a);
	tell(h, &b);
}

/* Where `what` stands in what was heard, or -1. */
static inline long
find_in(const struct ear *ear, const uint8_t *what, size_t n)
{
	const uint8_t *at = ear->n_heard >= n ? memmem(ear->heard, ear->n_heard, what, n) : NULL;
	return at ? at - ear->heard : -1;
}

/* Octets no DTMF receiver or tone would make: the same for the same seed. */
static inline void
noise_octets(uint8_t *to, size_t n, uint32_t seed)
{
	for (size_t i = 0; i < n; i++) {
		seed = seed * 1664525u + 1013904223u;
		to[i] = (uint8_t)(seed >> 24);
	}
}
