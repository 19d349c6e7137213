/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The crowd: beginning calls at the rate, handing signalling events to their scripts, counting what became of them.
 */
#include "tools/farend/caller.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/msg.h"
#include "tools/farend/analogue.h"
#include "tools/farend/exchange.h"
#include "tools/farend/pages.h"
#include "tools/farend/pbx.h"
#include "tools/farend/phone.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define CAUSE_NORMAL    16
#define DIAL_RETRY_US   (200 * US_PER_MS) /* no line free or signalling down: a person dials again */
#define DIAL_GIVE_UP_US (60 * US_PER_SEC)

struct callers {
	struct world *world;
	struct scenario s;
	struct callers_options o;
	FILE *report;
	int64_t next_us; /* when the next call begins */
	int begun, active;
	bool broken_off;
	bool open; /* there is a line to dial on */
	int64_t opened_us;
	struct totals totals;
	struct call calls[CALLS_MOST];
};

static const struct line_ops *const via_ops[] = { [VIA_ISUP] = &exchange_ops, [VIA_PRI] = &pbx_ops, [VIA_CAS] = &analogue_ops };

/* ---- the end of a call ---- */

static int32_t
since_begin(const struct call *call)
{
	return (int32_t)((call->callers->world->now_us - call->begin_us) / US_PER_MS);
}

static void
finish(struct call *call)
{
	struct callers *c = call->callers;

	call_fax_ends(call);
	if (call->line)
		call->ear = call->line->ear;
	if (call->line && call->released_by == RELEASED_BY_CALLER)
		line_release(call->line, call->cause);
	call->line = NULL;
	call->ended_ms = since_begin(call);
	free(call->wav);
	call->wav = NULL;
	call_judge(call);
	report_call(c->o.to, call);
	if (c->report)
		report_record(c->report, call);
	report_count(&c->totals, call);
	call->used = false;
	c->active--;
}

static void
caller_event(struct party *party, struct line *line, enum line_event event, int cause)
{
	struct call *call = (struct call *)party;

	switch (event) {
	case LINE_EV_ALERTING:
		call->alerting_ms = since_begin(call);
		break;
	case LINE_EV_ANSWERED:
		call->answered_ms = since_begin(call);
		break;
	case LINE_EV_RELEASED:
		call->cause = cause;
		call->released_by = RELEASED_BY_HOUSE;
		if (call->step < call->script->n_steps &&
		    call->steps[call->script->first + call->step].verb == STEP_wait_release)
			call->step = call->script->n_steps;
		finish(call);
		break;
	default:
		break;
	}
}

/* ---- the begin of a call ---- */

/* Scripts take turns: the one that is furthest behind its weight. */
static const struct script *
next_script(struct scenario *s)
{
	struct script *best = &s->scripts[0];

	for (int i = 1; i < s->n_scripts; i++) {
		struct script *at = &s->scripts[i];

		if ((int64_t)at->turns * best->weight < (int64_t)best->turns * at->weight)
			best = at;
	}
	best->turns++;
	return best;
}

static void
count_up(char *number, uint32_t by)
{
	size_t len = strlen(number), tail = len < 9 ? len : 9;
	uint64_t n = strtoull(number + len - tail, NULL, 10) + by, limit = 1;
	char digits[24];

	for (size_t i = 0; i < tail; i++)
		limit *= 10;
	snprintf(digits, sizeof(digits), "%0*" PRIu64, (int)tail, n % limit);
	memcpy(number + len - tail, digits, tail);
}

static void
begin(struct callers *c)
{
	struct call *call = NULL;

	for (int i = 0; i < CALLS_MOST && !call; i++)
		if (!c->calls[i].used)
			call = &c->calls[i];
	if (!call)
		return;
	memset(call, 0, sizeof(*call));
	call->party.event = caller_event;
	call->callers = c;
	call->used = true;
	call->serial = (uint32_t)++c->begun;
	call->script = next_script(&c->s);
	call->steps = c->s.steps;
	call->d = call->script->d;
	if (call->d.count_up)
		count_up(call->d.caller, call->serial - 1);
	call->voice = (int)(call->serial - 1) % VOICES;
	call->begin_us = call->step_us = c->world->now_us;
	call->alerting_ms = call->answered_ms = -1;
	call->agent_gap_ms = AGENT_SILENT;
	ear_open(&call->ear, c->world->prints, BAND_PHONE);
	c->active++;
}

/* Dial, again and again while there is no line. */
static void
try_dial(struct call *call)
{
	struct world *w = call->callers->world;

	if (w->now_us < call->step_us)
		return;
	int ret = line_dial(w, via_ops[call->callers->s.via], &call->d, &call->party, &call->line);

	if (ret == 0) {
		call->begin_us = w->now_us;
		call->cic = call->line->cic;
		return;
	}
	call->step_us = w->now_us + DIAL_RETRY_US;
	if (w->now_us - call->begin_us < DIAL_GIVE_UP_US)
		return;
	call_fail(call, "no line to dial on: %s", strerror(-ret));
	call->released_by = RELEASED_NEVER_BEGAN;
	finish(call);
}

/* Who talks to whom: each end knows the other by its voice. */
static void
listen_both_ways(struct call *call)
{
	const struct phones *phones = call->callers->world->phones;
	int heard = phones_hear(phones, call->voice), voice = call->line->ear.voice;
	const char *speaker = voice == VOICE_NONE ? "" : phones_speaker(phones, voice);

	if (*speaker) /* once known it stays, even if that phone hangs up */
		text_copy(call->agent, sizeof(call->agent), speaker);
	if (heard > call->agent_gap_ms)
		call->agent_gap_ms = heard;
}

static void
turn(struct call *call)
{
	if (!call->line) {
		try_dial(call);
		return;
	}
	listen_both_ways(call);
	call_turn(call, call->callers->world->now_us, call->callers->o.hold_ms);
	if (call->over)
		finish(call);
}

static bool
wants_more(const struct callers *c)
{
	return c->s.n_scripts > 0 && !c->broken_off && (c->s.calls == 0 || c->begun < c->s.calls) &&
	    c->active < c->s.most && c->active < CALLS_MOST;
}

/* Nobody telephones before there is a line; but what never comes up is worth a report. */
static bool
lines_ready(struct callers *c)
{
	const struct world *w = c->world;
	const struct line_ops *ops = via_ops[c->s.via];

	for (int i = 0; i < w->n_lines && !c->open; i++) {
		const struct line *line = w->lines[i];

		c->open = line->ops == ops && line->ready &&
		    (ops != &exchange_ops || ((struct exchange *)line->owner)->up);
	}
	if (w->now_us - c->opened_us > DIAL_GIVE_UP_US)
		c->open = true;
	if (c->open && c->next_us == 0)
		c->next_us = w->now_us + c->s.begin_ms * US_PER_MS;
	return c->open;
}

void
callers_turn(struct callers *c)
{
	int64_t now = c->world->now_us;

	if (!lines_ready(c))
		return;

	while (wants_more(c) && now >= c->next_us) {
		c->next_us =
		    (c->next_us && now - c->next_us < US_PER_SEC ? c->next_us : now) + (int64_t)(1e6 / c->s.rate);
		begin(c);
	}
	for (int i = 0; i < CALLS_MOST; i++)
		if (c->calls[i].used)
			turn(&c->calls[i]);
}

/* Without scripts nobody calls, and without a number of calls they never end: then only a signal stops us. */
static bool
may_end(const struct callers *c)
{
	return c->s.n_scripts > 0 && c->s.calls > 0;
}

bool
callers_done(const struct callers *c)
{
	return may_end(c) && c->begun >= c->s.calls && c->active == 0;
}

/* ---- opening ---- */

/* Test pages lie beside the report, so that who receives them can be compared. */
static int
write_pages(struct callers *c)
{
	for (int i = 0; i < c->s.n_steps; i++) {
		struct step *step = &c->s.steps[i];
		char path[SCENARIO_TEXT];
		int n = step->verb == STEP_fax ? pages_wanted(step->text) : 0;

		if (n <= 0)
			continue;
		int ret = pages_path(path, sizeof(path), c->o.report, n);

		if (ret == 0)
			ret = pages_write(path, n);
		if (ret)
			return ret;
		text_copy(step->text, sizeof(step->text), path);
	}
	return 0;
}

int
callers_open(struct callers **cp, struct world *w, const struct scenario *s, const struct callers_options *o)
{
	struct callers *c = calloc(1, sizeof(*c));

	if (!c)
		return -ENOMEM;
	c->world = w;
	c->opened_us = w->now_us;
	c->s = *s;
	c->o = *o;
	if (o->calls >= 0)
		c->s.calls = o->calls;
	if (o->rate > 0)
		c->s.rate = o->rate;
	int ret = o->report && !(c->report = fopen(o->report, "w")) ? -errno : write_pages(c);

	if (ret) {
		if (c->report)
			fclose(c->report);
		free(c);
		return ret;
	}
	*cp = c;
	return 0;
}

void
callers_break_off(struct callers *c)
{
	c->broken_off = true;
	for (int i = 0; i < CALLS_MOST; i++)
		if (c->calls[i].used) {
			c->calls[i].released_by = RELEASED_BY_CALLER;
			c->calls[i].cause = CAUSE_NORMAL;
			call_fail(&c->calls[i], "broken off");
			finish(&c->calls[i]);
		}
}

int
callers_close(struct callers *c)
{
	int failed = c->totals.failed;

	report_totals(c->o.to, &c->totals);
	if (c->report) {
		report_totals(c->report, &c->totals);
		fclose(c->report);
	}
	free(c);
	return failed;
}
