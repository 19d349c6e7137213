/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The steps of a caller and the expectations about the call: one function per row of scenario.def.
 *
 * A step is asked every 20 ms: WAIT, NEXT, or OVER when the call has ended by it.  Expectations are passed over on the
 * way and looked at when the call is over.
 */
#include "tools/farend/caller.h"

#include "base/clock.h"
#include "base/msg.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CAUSE_NORMAL 16

enum outcome { WAIT, NEXT, OVER };

struct turn {
	int64_t now_us;
	int hold_ms;
};

void
call_fail(struct call *call, const char *format, ...)
{
	va_list ap;

	if (call->why[0])
		return;
	va_start(ap, format);
	vsnprintf(call->why, sizeof(call->why), format, ap);
	va_end(ap);
}

static bool
passed(const struct call *call, const struct turn *t, int ms)
{
	return t->now_us - call->step_us >= ms * US_PER_MS;
}

/* ---- waiting ---- */

static enum outcome
wait_until(struct call *call, const struct step *step, const struct turn *t, bool happened)
{
	if (happened)
		return NEXT;
	if (!passed(call, t, step->n))
		return WAIT;
	call_fail(call, "line %u: \"%s%s%s\" not within %d ms", step->line, verb_words((enum verb)step->verb),
	    step->text[0] ? " " : "", step->text, step->n);
	return OVER;
}

static enum outcome
step_wait_answer(struct call *call, const struct step *step, const struct turn *t)
{
	return wait_until(call, step, t, call->answered_ms >= 0);
}

static enum outcome
step_wait_alerting(struct call *call, const struct step *step, const struct turn *t)
{
	return wait_until(call, step, t, call->alerting_ms >= 0 || call->answered_ms >= 0);
}

static enum outcome
wait_heard(struct call *call, const struct step *step, const struct turn *t, enum heard_kind kind, const char *name)
{
	int found = ear_heard(&call->line->ear, kind, name, call->cursor);

	if (found)
		call->cursor = found;
	return wait_until(call, step, t, found);
}

static enum outcome
step_wait_prompt(struct call *call, const struct step *step, const struct turn *t)
{
	return wait_heard(call, step, t, HEARD_PROMPT, step->text);
}

static enum outcome
step_wait_tone(struct call *call, const struct step *step, const struct turn *t)
{
	return wait_heard(call, step, t, HEARD_TONE, step->text);
}

static enum outcome
step_wait_agent(struct call *call, const struct step *step, const struct turn *t)
{
	return wait_heard(call, step, t, HEARD_VOICE, NULL);
}

static enum outcome
step_wait_release(struct call *call, const struct step *step, const struct turn *t)
{
	return wait_until(call, step, t, false);
}

static enum outcome
step_pause(struct call *call, const struct step *step, const struct turn *t)
{
	return passed(call, t, step->n) ? NEXT : WAIT;
}

/* ---- doing ---- */

static enum outcome
step_press(struct call *call, const struct step *step, const struct turn *t)
{
	if (call->begun)
		return mouth_busy(&call->line->mouth) ? WAIT : NEXT;
	mouth_dial(&call->line->mouth, step->text);
	size_t used = strlen(call->keys);

	snprintf(call->keys + used, sizeof(call->keys) - used, "%s", step->text);
	return WAIT;
}

static enum outcome
step_speak(struct call *call, const struct step *step, const struct turn *t)
{
	mouth_tone(&call->line->mouth, voice_hz(BAND_CALLER, call->voice));
	return NEXT;
}

static enum outcome
step_say(struct call *call, const struct step *step, const struct turn *t)
{
	if (call->begun)
		return mouth_busy(&call->line->mouth) ? WAIT : NEXT;
	free(call->wav);
	call->wav = NULL;
	if (wav_read(step->text, &call->wav, &call->wav_len)) {
		call_fail(call, "line %u: %s cannot be read", step->line, step->text);
		return OVER;
	}
	mouth_wav(&call->line->mouth, call->wav, call->wav_len);
	return WAIT;
}

#define FAX_MS (5 * 60 * 1000)

void
call_fax_ends(struct call *call)
{
	if (!call->sender)
		return;
	sender_result(call->sender, &call->sent);
	if (call->line)
		call->line->sender = NULL;
	sender_close(call->sender);
	call->sender = NULL;
}

static enum outcome
step_fax(struct call *call, const struct step *step, const struct turn *t)
{
	char station[STATION];

	if (!call->begun) {
		station_of(call->d.caller, station);
		if (sender_open(&call->sender, step->text, call->d.station[0] ? call->d.station : station)) {
			call_fail(call, "line %u: %s cannot be sent", step->line, step->text);
			return OVER;
		}
		call->line->sender = call->sender;
		return WAIT;
	}
	int ms = step->n ? step->n : FAX_MS;

	if (!sender_over(call->sender) && !passed(call, t, ms))
		return WAIT;
	bool over = sender_over(call->sender);

	call_fax_ends(call);
	if (!over)
		call_fail(call, "line %u: \"fax %s\" not over within %d ms", step->line, step->text, ms);
	return over ? NEXT : OVER;
}

static enum outcome
step_hush(struct call *call, const struct step *step, const struct turn *t)
{
	mouth_hush(&call->line->mouth);
	return NEXT;
}

static enum outcome
step_talk(struct call *call, const struct step *step, const struct turn *t)
{
	if (!call->begun)
		step_speak(call, step, t);
	if (!passed(call, t, t->hold_ms >= 0 ? t->hold_ms : step->n))
		return WAIT;
	mouth_hush(&call->line->mouth);
	return NEXT;
}

static enum outcome
step_hang_up(struct call *call, const struct step *step, const struct turn *t)
{
	call->cause = step->given ? step->n : CAUSE_NORMAL;
	return OVER;
}

static enum outcome (*const steps[VERB_COUNT])(struct call *call, const struct step *step, const struct turn *t) = {
#define SETTING(words, args, id, sentence)
#define STEP(words, args, id, sentence) [STEP_##id] = step_##id,
#define EXPECT(words, args, id, sentence)
#include "tools/farend/scenario.def"
#undef SETTING
#undef STEP
#undef EXPECT
};

/* ---- expecting ---- */

static bool
expect_answered(const struct call *call, const struct step *step)
{
	return call->answered_ms >= 0;
}

static bool
expect_refused(const struct call *call, const struct step *step)
{
	return call->answered_ms < 0 && call->released_by == RELEASED_BY_HOUSE &&
	    (!step->given || call->cause == step->n);
}

/* The place after this name among the things heard, or 0. */
static int
heard_after(const struct ear *e, const char *name, int from)
{
	int prompt = ear_heard(e, HEARD_PROMPT, name, from), tone = ear_heard(e, HEARD_TONE, name, from);

	return !prompt || (tone && tone < prompt) ? tone : prompt;
}

static bool
expect_heard(const struct call *call, const struct step *step)
{
	char names[SCENARIO_TEXT], *save = NULL;
	int at = 0;

	text_copy(names, sizeof(names), step->text);
	for (char *name = strtok_r(names, " \t", &save); name; name = strtok_r(NULL, " \t", &save)) {
		at = heard_after(&call->ear, name, at);
		if (!at)
			return false;
	}
	return true;
}

static bool
expect_not_heard(const struct call *call, const struct step *step)
{
	char names[SCENARIO_TEXT], *save = NULL;

	text_copy(names, sizeof(names), step->text);
	for (char *name = strtok_r(names, " \t", &save); name; name = strtok_r(NULL, " \t", &save))
		if (heard_after(&call->ear, name, 0))
			return false;
	return true;
}

static bool
expect_agent(const struct call *call, const struct step *step)
{
	return call->agent[0] && (!step->given || strcmp(call->agent, step->text) == 0);
}

static bool
expect_heard_by_agent(const struct call *call, const struct step *step)
{
	return call->agent_gap_ms != AGENT_SILENT;
}

static bool
expect_gap(const struct call *call, const struct step *step)
{
	return (int)call->ear.gap_ms <= step->n;
}

static bool
expect_agent_gap(const struct call *call, const struct step *step)
{
	return call->agent_gap_ms <= step->n;
}

static bool
expect_talk_time(const struct call *call, const struct step *step)
{
	return (int)call->ear.talk_ms >= step->n;
}

static bool
expect_released_by(const struct call *call, const struct step *step)
{
	return call->released_by == (strcmp(step->text, "house") == 0 ? RELEASED_BY_HOUSE : RELEASED_BY_CALLER);
}

static bool
expect_cause(const struct call *call, const struct step *step)
{
	return call->cause == step->n;
}

static bool
expect_pages(const struct call *call, const struct step *step)
{
	return call->sent.whole && call->sent.pages == step->n;
}

static bool
expect_no_fax(const struct call *call, const struct step *step)
{
	return call->sent.begun && !call->sent.whole;
}

static bool (*const expectations[VERB_COUNT])(const struct call *call, const struct step *step) = {
#define SETTING(words, args, id, sentence)
#define STEP(words, args, id, sentence)
#define EXPECT(words, args, id, sentence) [EXPECT_##id] = expect_##id,
#include "tools/farend/scenario.def"
#undef SETTING
#undef STEP
#undef EXPECT
};

/* ---- the turn ---- */

static void
end(struct call *call)
{
	if (!call->cause)
		call->cause = CAUSE_NORMAL;
	call->released_by = RELEASED_BY_CALLER;
	call->over = true;
}

void
call_turn(struct call *call, int64_t now_us, int hold_ms)
{
	const struct step *all = call->steps + call->script->first;
	struct turn t = { now_us, hold_ms };

	while (call->line && !call->over) {
		if (call->step == call->script->n_steps) {
			end(call);
			return;
		}
		const struct step *step = &all[call->step];

		if (!call->begun)
			call->step_us = now_us;
		enum outcome o = steps[step->verb] ? steps[step->verb](call, step, &t) : NEXT;

		call->begun = true;
		if (o == WAIT)
			return;
		call->step++;
		call->begun = false;
		if (o == OVER)
			end(call);
	}
}

void
call_judge(struct call *call)
{
	const struct step *all = call->steps + call->script->first;

	for (int i = 0; i < call->script->n_steps; i++) {
		const struct step *step = &all[i];

		if (expectations[step->verb] && !expectations[step->verb](call, step))
			call_fail(call, "line %u: %s %s", step->line, verb_words((enum verb)step->verb), step->text);
	}
}
