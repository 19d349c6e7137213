/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lines: states, and the bearer, which is open from the first to the last moment of a call.
 */
#include "tools/farend/line.h"

#include "tools/farend/world.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define LOOP_AHEAD 4 /* blocks */

static void
enter(struct line *line, enum line_state state)
{
	line->state = (uint8_t)state;
	line->since_us = line->world->now_us;
}

static void
open_bearer(struct line *line, enum band band)
{
	ear_open(&line->ear, line->world->prints, band);
	line->sender = NULL;
	mouth_hush(&line->mouth);
	if (!line->open && !line->world->deaf && line->world->gone != line->number)
		line->open = span_bearer_open(line->span, line->slot) == 0;
}

void
line_deafen(struct line *line)
{
	if (line->open)
		span_bearer_close(line->span, line->slot);
	line->open = false;
}

static void
close_bearer(struct line *line)
{
	line_deafen(line);
	line->looped = false;
	line->sender = NULL;
	mouth_hush(&line->mouth);
}

int
line_dial(
    struct world *w, const struct line_ops *ops, const struct dialling *d, struct party *party, struct line **linep)
{
	int ret = -EBUSY;

	for (int i = 0; i < w->n_lines; i++) {
		struct line *line = w->lines[(w->hunted + 1 + i) % w->n_lines];

		if (line->ops != ops || line->state != LINE_IDLE || !line->ready || line->blocked)
			continue;
		snprintf(line->caller, sizeof(line->caller), "%s", d->caller);
		snprintf(line->called, sizeof(line->called), "%s", d->called);
		ret = ops->dial(line, d);
		if (ret)
			continue;
		w->hunted = (w->hunted + 1 + i) % w->n_lines;
		line->party = party;
		enter(line, LINE_OUTGOING);
		open_bearer(line, BAND_PHONE);
		*linep = line;
		return 0;
	}
	return ret;
}

void
line_alert(struct line *line)
{
	if (line->state == LINE_INCOMING)
		line->ops->alert(line);
}

void
line_answer(struct line *line)
{
	if (line->state != LINE_INCOMING)
		return;
	enter(line, LINE_UP);
	line->ops->answer(line);
}

void
line_flash(struct line *line)
{
	if (line->state == LINE_UP && line->ops->flash)
		line->ops->flash(line);
}

void
line_release(struct line *line, int cause)
{
	if (line->state == LINE_IDLE || line->state == LINE_RELEASING)
		return;
	line->party = NULL;
	close_bearer(line);
	enter(line, LINE_RELEASING);
	line->ops->release(line, cause);
}

void
line_offered(struct line *line, const char *called, const char *caller, bool withheld)
{
	snprintf(line->called, sizeof(line->called), "%s", called);
	snprintf(line->caller, sizeof(line->caller), "%s", caller);
	line->withheld = withheld;
	enter(line, LINE_INCOMING);
	open_bearer(line, BAND_CALLER);
	line->party = world_party_for(line->world, line);
	if (line->party)
		line->party->event(line->party, line, LINE_EV_OFFERED, 0);
	else
		line_release(line, 1);
}

static void
tell(struct line *line, enum line_event event, int cause)
{
	if (line->party)
		line->party->event(line->party, line, event, cause);
}

void
line_alerting(struct line *line)
{
	if (line->state == LINE_OUTGOING)
		tell(line, LINE_EV_ALERTING, 0);
}

void
line_answered(struct line *line)
{
	if (line->state != LINE_OUTGOING)
		return;
	enter(line, LINE_UP);
	tell(line, LINE_EV_ANSWERED, 0);
}

void
line_released(struct line *line, int cause)
{
	struct party *party = line->party;

	if (line->state == LINE_IDLE)
		return;
	line->party = NULL;
	if (party)
		party->event(party, line, LINE_EV_RELEASED, cause);
	close_bearer(line);
	enter(line, LINE_RELEASING);
}

void
line_idle(struct line *line)
{
	line_released(line, 41);
	line->call = NULL;
	enter(line, LINE_IDLE);
}

/* Some silence goes ahead, so that what comes in has time to go out. */
void
line_loop(struct line *line)
{
	uint8_t idle[SPAN_BLOCK];

	if (line->state != LINE_IDLE)
		return;
	memset(idle, SPAN_IDLE, sizeof(idle));
	enter(line, LINE_INCOMING);
	open_bearer(line, BAND_CALLER);
	line->looped = true;
	for (int i = 0; line->open && i < LOOP_AHEAD; i++)
		span_write(line->span, line->slot, idle);
}

static void
hear(struct line *line, const uint8_t block[SPAN_BLOCK], bool arrived)
{
	if (line->sender) {
		sender_hear(line->sender, block);
		ear_pass(&line->ear, arrived);
	} else {
		ear_block(&line->ear, block, arrived);
	}
}

static void
say(struct line *line, uint8_t block[SPAN_BLOCK])
{
	if (line->sender)
		sender_say(line->sender, block);
	else
		mouth_block(&line->mouth, block);
}

/* Both loops end: the line's clock gives one block per 20 ms, and the buffers ahead fill up. */
void
line_turn(struct line *line)
{
	uint8_t block[SPAN_BLOCK];
	int ret;

	if (!line->open)
		return;
	while ((ret = span_read(line->span, line->slot, block)) >= 0) {
		hear(line, block, ret == 1);
		if (line->looped)
			span_write(line->span, line->slot, block);
	}
	while (!line->looped) {
		/* The mouth cannot take a block back: ask for room with one that is certain to be sent. */
		if (!line->pending) {
			say(line, line->next);
			line->pending = true;
		}
		if (span_write(line->span, line->slot, line->next))
			break;
		line->pending = false;
	}
}
