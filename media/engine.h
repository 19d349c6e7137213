/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tick: every 20 ms of line time, read all open slots, look for digits, do what each slot's plan says, record,
 * write.
 *
 * Pure over span.h: time is an argument, lines are given, what happens is told through engine_ops.  A slot's plan is
 * absolute (struct msg_media_slot), so the engine can be told everything again at any time.  Nothing is allocated and
 * nothing waits after engine_span().
 */
#pragma once

#include "base/msg.h"
#include "media/playlist.h"
#include "media/record.h"
#include "trunk/span.h"

#include <stdio.h>

#define ENGINE_SPANS   64
#define ENGINE_LATE_US 5000 /* a tick served later than this is a late one */

struct engine;

struct engine_ops {
	void (*digit)(void *arg, const struct msg_media_digit *digit);
	void (*fax)(void *arg, const struct msg_media_fax *fax); /* NULL: nobody asks */
	void (*fax_heard)(void *arg, const struct msg_fax_sound *sound); /* MEDIA_FAX: what came; NULL: nobody listens */
	void (*played)(void *arg, const struct msg_media_played *played);
	void (*missing)(void *arg, const char *prompt); /* may be NULL; the first one of a list */
};

struct engine_conf {
	const struct engine_ops *ops;
	void *arg;
	const struct prompts *prompts; /* may be NULL: every prompt is missing */
	const char *music;             /* name of the music among the prompts; NULL or not there: our own */
	struct recorder *recorder;     /* may be NULL: nothing is recorded */
};

struct engine_counts {
	uint64_t ticks;    /* blocks of line time served, all spans */
	uint64_t late;     /* of which served more than ENGINE_LATE_US after they began */
	uint64_t missed;   /* of which were over when we came: caught up with, or skipped */
	uint64_t skipped;  /* of which were given up */
	uint64_t empty_in; /* blocks that had not arrived (span_read) */
	uint64_t full_out; /* blocks the line had no room for (span_write) */
	uint64_t starved;  /* bridge: peer had nothing for us; silence was sent */
	uint64_t slips;    /* bridge: peer's line runs faster; a block was dropped */
	uint64_t digits;
	uint64_t fax_silent;  /* fax: the machine had said nothing; silence was sent */
	uint64_t fax_crowded; /* fax: the machine was too far ahead; its oldest block was dropped */
	uint64_t fax_strange; /* blocks said on a fax channel that no slot is joined to */
	uint64_t refused; /* messages that made no sense */
	uint64_t busy;    /* slots that could not be opened (tries) */
	uint64_t no_echo; /* calls whose line has no echo canceller to switch on */
	uint64_t prompts_missing;
	uint64_t unrecorded; /* a recording could not begin */
	uint64_t open;       /* slots open now */
};

int engine_open(struct engine **ep, const struct engine_conf *conf);
void engine_close(struct engine *e);

/* Take a line into use.  The engine does not close it.  0, -EINVAL, -EEXIST, -ENOMEM. */
int engine_span(struct engine *e, int number, struct span *span);

/* What a slot does from now on.  0, or -EINVAL: counted and refused. */
int engine_apply(struct engine *e, const struct msg_media_slot *plan, int64_t now_us);

/* Nothing anybody said is true any more: close all slots, pause their recordings. */
void engine_reset(struct engine *e, int64_t now_us);

/* What a fax machine says.  0, or -ENOENT: no slot is joined to this channel; counted. */
int engine_fax_said(struct engine *e, const struct msg_fax_sound *sound);

/* A recording is over (answered through rec_reported).  0 or -errno. */
int engine_rec_end(struct engine *e, const struct msg_media_rec *end, int64_t now_us);

/* Serve what is due on every line; returns the blocks of line time served. */
int engine_tick(struct engine *e, int64_t now_us);
int64_t engine_next_us(const struct engine *e); /* TIME_NEVER without lines */

/* Another set of prompts from now on; the old one may be freed afterwards. */
void engine_prompts(struct engine *e, const struct prompts *prompts);

void engine_counts(const struct engine *e, struct engine_counts *counts);

/* Time the last engine_tick() came after the earliest line's block began. */
int64_t engine_lateness_us(const struct engine *e);

/* One line of text per open slot. */
void engine_show(const struct engine *e, FILE *to);
