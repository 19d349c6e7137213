/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The office: see office.h.
 */
#include "tests/unit/joint/office.h"

#include "base/clock.h"
#include "media/engine.h"
#include "media/recfile.h"
#include "tests/unit/media/keypad.h"
#include "trunk/soft.h"

#include <criterion/criterion.h>
#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SPANS  2
#define EVENTS 256

struct stat;

static struct desk_of_lines {
	struct office office;
	struct engine *engine;
	struct span *near[SPANS + 1], *far[SPANS + 1];
	int power[SPANS + 1][2];
	struct ear ears[SPANS + 1][SPAN_SLOTS];
	uint8_t *keys[SPANS + 1][SPAN_SLOTS];
	const struct core_out_ops *house_ops;
	struct {
		uint16_t type, len;
		union {
			struct msg_media_digit digit;
			struct msg_media_played played;
		};
	} events[EVENTS];
	int n_events;
} * d;

/* ---- what the engine tells ---- */

static void
on_digit(void *arg, const struct msg_media_digit *m)
{
	cr_assert_lt(d->n_events, EVENTS);
	d->events[d->n_events].type = MSG_MEDIA_DIGIT;
	d->events[d->n_events].len = sizeof(*m);
	d->events[d->n_events++].digit = *m;
}

static void
on_played(void *arg, const struct msg_media_played *m)
{
	cr_assert_lt(d->n_events, EVENTS);
	d->events[d->n_events].type = MSG_MEDIA_PLAYED;
	d->events[d->n_events].len = sizeof(*m);
	d->events[d->n_events++].played = *m;
}

static void
on_missing(void *arg, const char *prompt)
{
	cr_assert_fail("there is no prompt %s", prompt);
}

static const struct engine_ops engine_ops = { .digit = on_digit, .played = on_played, .missing = on_missing };

/* ---- what the core tells ---- */

static struct ear *
ear_at(int span, int slot)
{
	cr_assert(span >= 1 && span <= SPANS && slot >= 1 && slot < SPAN_SLOTS);
	return &d->ears[span][slot];
}

/* The next circuit of a role is the first that nobody has; its telephone begins anew. */
static void
take_circuit(struct house *h, enum role role)
{
	uint32_t taken = 1u << 16;
	int span = role == ROLE_ISUP ? 1 : 2, slot = 1;

	for (uint32_t i = 0; i < h->n_lines; i++)
		if (h->lines[i].live && h->lines[i].role == role)
			taken |= 1u << h->lines[i].slot;
	while (slot < SPAN_SLOTS && taken & 1u << slot)
		slot++;
	h->circuits[role] = (uint32_t)slot - 1;
	struct ear *ear = ear_at(span, slot);

	ear_forget(ear);
	ear->n_says = ear->said = 0;
	ear->speaks = 0;
}

static void
send(struct core_out *out, enum role to, uint16_t type, const void *data, uint32_t len)
{
	struct house *h = (struct house *)out;

	if (type == MSG_MEDIA_SLOT)
		cr_assert_eq(engine_apply(d->engine, data, h->now_us), 0);
	if (type == MSG_MEDIA_REC_END)
		engine_rec_end(d->engine, data, h->now_us);
	if (type == MSG_LINE_DIAL)
		take_circuit(h, to);
	d->house_ops->send(out, to, type, data, len);
}

static struct core_out_ops office_ops;

/* ---- opening and closing ---- */

static void
open_lines(const char *dir)
{
	for (int i = 1; i <= SPANS; i++) {
		const struct conf_span conf = { .number = i, .driver = SPAN_DRIVER_SOFT, .ahead = 3 };

		cr_assert_eq(soft_create(dir, i, SOFT_FAKE), 0);
		cr_assert_eq(soft_advance(dir, i, 1000), 0);
		d->power[i][0] = soft_power(dir, i, SPAN_SIDE_HOUSE);
		d->power[i][1] = soft_power(dir, i, SPAN_SIDE_FAR);
		cr_assert_eq(span_open(&d->near[i], &conf, dir, SPAN_SIDE_HOUSE), 0);
		cr_assert_eq(span_open(&d->far[i], &conf, dir, SPAN_SIDE_FAR), 0);
		cr_assert_eq(engine_span(d->engine, i, d->near[i]), 0);
		for (int slot = 1; slot < SPAN_SLOTS; slot++)
			cr_assert_eq(span_bearer_open(d->far[i], slot), 0);
	}
}

struct office *
office_open(void (*change)(struct site *site))
{
	d = calloc(1, sizeof(*d));
	struct office *o = &d->office;

	strcpy(o->dir, "/tmp/zongji-office-XXXXXX");
	cr_assert(mkdtemp(o->dir));
	cr_assert_eq(prompts_new(&o->prompts), 0);
	const struct recorder_conf rc = { o->dir, 64, 200, 0 };

	cr_assert_eq(recorder_open(&o->recorder, &rc), 0);
	const struct engine_conf conf = { .ops = &engine_ops, .prompts = o->prompts, .recorder = o->recorder };

	cr_assert_eq(engine_open(&d->engine, &conf), 0);
	open_lines(o->dir);
	o->house = house_new(change);
	o->house->mute_media = true;
	d->house_ops = o->house->out.ops;
	office_ops = *d->house_ops;
	office_ops.send = send;
	o->house->out.ops = &office_ops;
	return o;
}

static int
unlink_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	return remove(path);
}

void
office_close(struct office *o)
{
	engine_close(d->engine);
	recorder_close(o->recorder);
	prompts_free(o->prompts);
	for (int i = 1; i <= SPANS; i++) {
		span_close(d->near[i]);
		span_close(d->far[i]);
		close(d->power[i][0]);
		close(d->power[i][1]);
		for (int slot = 1; slot < SPAN_SLOTS; slot++) {
			free(d->ears[i][slot].heard);
			free(d->keys[i][slot]);
		}
	}
	nftw(o->dir, unlink_one, 16, FTW_DEPTH | FTW_PHYS);
	house_free(o->house);
	free(d);
}

/* ---- time ---- */

static void
serve_ear(struct span *far, int slot, struct ear *ear)
{
	uint8_t block[SPAN_BLOCK];

	if (span_read(far, slot, block) >= 0) {
		if (ear->n_heard + SPAN_BLOCK > ear->room)
			ear->heard = realloc(ear->heard, ear->room = ear->room * 2 + 64 * SPAN_BLOCK);
		memcpy(ear->heard + ear->n_heard, block, SPAN_BLOCK);
		ear->n_heard += SPAN_BLOCK;
	}
	memset(block, SPAN_IDLE, SPAN_BLOCK);
	if (ear->said < ear->n_says) {
		memcpy(block, ear->says + ear->said, SPAN_BLOCK);
		ear->said += SPAN_BLOCK;
	} else if (ear->speaks) {
		memcpy(block, ear->voice, SPAN_BLOCK);
	}
	span_write(far, slot, block);
}

static void
tell_core(struct office *o)
{
	struct msg_media_rec done;

	for (int i = 0; i < d->n_events; i++)
		house_feed(o->house, ROLE_MEDIA, d->events[i].type, &d->events[i].digit, d->events[i].len);
	d->n_events = 0;
	recorder_io(o->recorder, 0);
	while (rec_reported(o->recorder, &done, o->house->now_us)) {
		o->done = done;
		o->n_done++;
		o->n_bad += !done.ok;
		house_feed(o->house, ROLE_MEDIA, MSG_MEDIA_RECORDED, &done, sizeof(done));
	}
}

void
office_pass(struct office *o, int blocks)
{
	while (blocks-- > 0) {
		house_wait(o->house, 20);
		for (int i = 1; i <= SPANS; i++)
			cr_assert_eq(soft_advance(o->dir, i, 1), 0);
		for (int i = 1; i <= SPANS; i++)
			for (int slot = 1; slot < SPAN_SLOTS; slot++)
				serve_ear(d->far[i], slot, &d->ears[i][slot]);
		engine_tick(d->engine, o->house->now_us);
		tell_core(o);
	}
}

bool
office_until(struct office *o, uint16_t seat, enum seat_state state, int most)
{
	for (int i = 0; i < most && agent_state(o->house, seat) != (int)state; i++)
		office_pass(o, 1);
	return agent_state(o->house, seat) == (int)state;
}

/* ---- sounds ---- */

static void
noise(uint8_t *to, size_t n, uint32_t seed)
{
	for (size_t i = 0; i < n; i++) {
		seed = seed * 1664525u + 1013904223u;
		to[i] = (uint8_t)(seed >> 24);
	}
}

void
office_prompt(struct office *o, const char *name, size_t n)
{
	uint32_t seed = 2166136261u;
	uint8_t *data = malloc(n);

	for (const char *p = name; *p; p++)
		seed = (seed ^ (uint8_t)*p) * 16777619u;
	noise(data, n, seed);
	cr_assert_eq(prompts_add(o->prompts, LANG_ZH, name, data, (uint32_t)n), 0);
	free(data);
}

int
office_call(struct office *o, const char *from, const char *to)
{
	take_circuit(o->house, ROLE_ISUP);
	return caller_dials(o->house, from, to);
}

struct ear *
office_ear(struct office *o, int line)
{
	return ear_at(o->house->lines[line].span, o->house->lines[line].slot);
}

void
ear_forget(struct ear *ear)
{
	ear->n_heard = 0;
}

void
ear_speak(struct ear *ear, unsigned seed)
{
	noise(ear->voice, SPAN_BLOCK, seed);
	ear->speaks = 1;
}

long
ear_find(const struct ear *ear, const uint8_t *what, size_t n, size_t from)
{
	const uint8_t *at = ear->n_heard >= from + n ? memmem(ear->heard + from, ear->n_heard - from, what, n) : NULL;

	return at ? at - ear->heard : -1;
}

size_t
ear_silence(const struct ear *ear)
{
	size_t n = 0;

	while (n < ear->n_heard && ear->heard[n] == SPAN_IDLE)
		n++;
	return n;
}

long
ear_prompt(const struct office *o, const struct ear *ear, const char *name, size_t from)
{
	const struct prompt *p = prompt_find(o->prompts, LANG_ZH, name);

	cr_assert_not_null(p, "%s", name);
	return ear_find(ear, p->data, p->len, from);
}

void
office_keys(struct office *o, int line, const char *keys)
{
	const struct key_style style = { .level_dbm0 = -12, .on_ms = 80, .off_ms = 80 };
	const struct house_line *l = &o->house->lines[line];
	struct ear *ear = office_ear(o, line);

	free(d->keys[l->span][l->slot]);
	d->keys[l->span][l->slot] = press_keys(keys, &style, &ear->n_says);
	ear->says = d->keys[l->span][l->slot];
	ear->said = 0;
}

uint8_t *
office_recording(const struct office *o, const struct msg_media_rec *rec, uint32_t *frames, uint32_t *filled)
{
	uint8_t header[REC_HEADER];
	struct rec_header h;
	char path[REC_PATH];

	cr_assert_eq(recfile_path(path, o->dir, rec->session, rec->rec_no, rec->start_us), 0);
	FILE *f = fopen(path, "rb");

	cr_assert_not_null(f, "%s", path);
	cr_assert_eq(fread(header, 1, sizeof(header), f), sizeof(header));
	cr_assert_eq(rec_header_get(&h, header, sizeof(header)), 0);
	uint8_t *data = malloc((size_t)h.frames * REC_FRAME + 1);

	cr_assert_eq(fread(data, 1, (size_t)h.frames * REC_FRAME + 1, f), (size_t)h.frames * REC_FRAME);
	fclose(f);
	unlink(path);
	*frames = h.frames;
	*filled = h.gap_frames;
	return data;
}
