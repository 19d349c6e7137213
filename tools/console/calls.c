/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * My calls of today, with the story of the selected one (AGT-23).
 */
#include "tools/console/layout.h"

#include <stdio.h>
#include <string.h>

/* ---- which are listed ---- */

enum { WAY_ALL, WAY_IN, WAY_OUT, WAYS };
enum { RESULT_ALL, RESULT_THROUGH, RESULT_NONE, RESULT_OPEN, RESULTS };

static bool
has_text(const struct call_row *r, const char *text)
{
	char digits[NUMBER_DIGITS];
	size_t n = 0;

	if (!text[0] || strcasestr(r->name, text) || strstr(r->order, text))
		return true;
	for (const char *at = text; *at && n + 1 < sizeof(digits); at++)
		if (*at >= '0' && *at <= '9')
			digits[n++] = *at;
	digits[n] = '\0';
	return n && !number_is_withheld(&r->party) && strstr(r->party.digits, digits);
}

static unsigned
result_of(const struct call_row *r)
{
	return !r->answered ? RESULT_NONE : r->complete || r->order[0] ? RESULT_THROUGH : RESULT_OPEN;
}

void
calls_filter(struct console *c)
{
	c->n_listed = 0;
	for (int i = 0; i < c->n_calls; i++) {
		const struct call_row *r = &c->call_rows[i];
		if ((c->calls_way == WAY_ALL || (c->calls_way == WAY_OUT) == (r->outgoing != 0)) &&
		    (c->calls_result == RESULT_ALL || c->calls_result == result_of(r)) && has_text(r, c->calls_text))
			c->listed[c->n_listed++] = (uint16_t)i;
	}
	list_count(&c->calls, c->n_listed);
}

static const struct call_row *
selected(const struct console *c)
{
	return c->n_listed ? &c->call_rows[c->listed[c->calls.selected]] : NULL;
}

static void
open(struct console *c)
{
	c->calls_text[0] = '\0';
	c->calls_query = (struct edit){ .text = c->calls_text, .size = sizeof(c->calls_text) };
	c->calls_typing = false;
	c->calls_way = c->calls_result = 0;
	c->n_listed = 0;
	c->n_calls = 0;
	c->story_of = 0;
	c->story.story.row.session = 0;
	list_count(&c->calls, 0);
	c->calls.selected = 0;
	console_send(c, console_ask(c, ASK_DAY));
}

void
calls_select(struct console *c)
{
	const struct call_row *r = c->screen == SCREEN_CALLS ? selected(c) : NULL;

	if (!r || r->session == c->story_of)
		return;
	uint64_t session = r->session;
	struct ask *ask = console_ask(c, ASK_STORY);
	ask->session = c->story_of = session;
	console_send(c, ask);
}

static void
party(const struct call_row *r, char *to, size_t size)
{
	char number[FORMAT_SIZE];

	if (number_is_withheld(&r->party))
		snprintf(to, size, "%s", label(L_WITHHELD));
	else
		snprintf(to, size, "%s %s", format_masked(number, r->party.digits),
		    r->name[0] ? r->name : label(L_UNREGISTERED));
}

static const char *
result(const struct call_row *r)
{
	static const enum label words[RESULTS] = { L_ALL, L_THROUGH, L_NO_ANSWER, L_DRAFT_OPEN };

	return label(words[result_of(r)]);
}

/* Columns after the other party, which takes what is left. */
enum { W_TIME = 6, W_WAY = 4, W_WAIT = 7, W_TALK = 8, W_RESULT = 10, W_ORDER = 10 };

static void
row_of(const struct console *c, struct canvas *cv, int row, const struct call_row *r, bool here)
{
	int wide = cv->cols - 2 - W_TIME - W_WAY - W_WAIT - W_TALK - W_RESULT - W_ORDER, col = 1;
	char a[FORMAT_SIZE], text[ASK_SHORT * 2];

	canvas_put(cv, row, 0, 1, INK_PLAIN, here ? ">" : "");
	canvas_put(cv, row, col, W_TIME + 1, INK_PLAIN, format_when(a, r->at_us, console_time(c)));
	col += W_TIME + 1;
	canvas_put(cv, row, col, W_WAY, INK_PLAIN, label(r->outgoing ? L_WAY_OUT : L_WAY_IN));
	col += W_WAY;
	party(r, text, sizeof(text));
	canvas_put(cv, row, col, wide, INK_PLAIN, text);
	col += wide;
	canvas_right(cv, row, col, W_WAIT, INK_PLAIN, r->wait_us || !r->outgoing ? format_length(a, r->wait_us) : "-");
	col += W_WAIT;
	canvas_right(cv, row, col, W_TALK, INK_PLAIN, r->answered ? format_length(a, r->talk_us) : "-");
	col += W_TALK;
	canvas_printf(cv, row, col, W_RESULT, INK_PLAIN, "  %s", result(r));
	col += W_RESULT;
	canvas_whole(cv, row, col, cv->cols - col, INK_PLAIN, r->order[0] ? r->order : "-");
	if (here)
		canvas_ink(cv, row, 0, cv->cols, INK_SELECTED);
}

static void
head(struct canvas *cv, int row)
{
	int wide = cv->cols - 2 - W_TIME - W_WAY - W_WAIT - W_TALK - W_RESULT - W_ORDER, col = 1;

	canvas_put(cv, row, 0, cv->cols, INK_DIM, "");
	canvas_put(cv, row, col, W_TIME + 1, INK_DIM, label(L_COL_TIME));
	col += W_TIME + 1;
	canvas_put(cv, row, col, W_WAY, INK_DIM, label(L_COL_WAY));
	col += W_WAY;
	canvas_put(cv, row, col, wide, INK_DIM, label(L_COL_PARTY));
	col += wide;
	canvas_right(cv, row, col, W_WAIT, INK_DIM, label(L_COL_WAIT));
	col += W_WAIT;
	canvas_right(cv, row, col, W_TALK, INK_DIM, label(L_COL_TALK));
	col += W_TALK;
	canvas_printf(cv, row, col, W_RESULT, INK_DIM, "  %s", label(L_COL_RESULT));
	col += W_RESULT;
	canvas_put(cv, row, col, cv->cols - col, INK_DIM, label(L_COL_ORDER));
}

static void
filter_row(const struct console *c, struct canvas *cv, int row)
{
	static const enum label ways[WAYS] = { L_ALL, L_WAY_IN, L_WAY_OUT };
	static const enum label results[RESULTS] = { L_ALL, L_THROUGH, L_NO_ANSWER, L_DRAFT_OPEN };
	int in = text_width(label(L_FILTER)) + 3;

	canvas_printf(cv, row, 0, in, INK_PLAIN, " %s [", label(L_FILTER));
	edit_draw(cv, &c->calls_query, row, in, 20, INK_FIELD, c->calls_typing);
	canvas_printf(cv, row, in + 20, cv->cols - in - 20, INK_PLAIN, "]  %s %s  %s %s   %d / %d", label(L_COL_WAY),
	    label(ways[c->calls_way % WAYS]), label(L_COL_RESULT), label(results[c->calls_result % RESULTS]),
	    c->n_listed, c->n_calls);
}

static const char *
step_label(uint32_t kind)
{
	/* clang-format off */
	static const struct {
		uint32_t kind;
		enum label label;
	} steps[] = {
		{ FACT_CALL_OFFERED,   L_STEP_OFFERED },
		{ FACT_CALL_MENU,      L_STEP_MENU },
		{ FACT_CALL_QUEUED,    L_STEP_QUEUED },
		{ FACT_CALL_RINGING,   L_STEP_RINGING },
		{ FACT_CALL_TALKING,   L_STEP_TALKING },
		{ FACT_CALL_HELD,      L_STEP_HELD },
		{ FACT_CALL_RETRIEVED, L_STEP_RETRIEVED },
		{ FACT_CALL_ENDED,     L_STEP_ENDED },
		{ FACT_CALL_DIALLED,   L_STEP_DIALLED },
		{ FACT_CALL_NO_ANSWER, L_STEP_NO_ANSWER },
		{ FACT_CALL_REJECTED,  L_STEP_REJECTED },
	};
	/* clang-format on */

	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		if (steps[i].kind == kind)
			return label(steps[i].label);
	return "";
}

static void
story(const struct console *c, struct canvas *cv, int row, int rows)
{
	char text[512] = "", when[FORMAT_SIZE], length[FORMAT_SIZE];
	size_t n = 0;

	if (c->story.story.row.session != c->story_of || !c->story_of)
		return;
	for (int i = 0; i < c->story.story.n_steps && n < sizeof(text); i++) {
		const struct step *s = &c->story.story.steps[i];
		if (step_label(s->kind)[0])
			n += (size_t)snprintf(text + n, sizeof(text) - n, "%s %s%s%s  ", format_clock(when, s->at_us),
			    step_label(s->kind), s->text[0] ? " " : "", s->text);
	}
	draw_text(cv, row, 1, cv->cols - 2, rows - 1, INK_PLAIN, text);
	for (int i = 0; i < c->story.story.n_recs && i < 1; i++) {
		const struct recorded *r = &c->story.story.recs[i];
		canvas_printf(cv, row + rows - 1, 0, 20, INK_PLAIN, " %s %d/%d %s", label(L_RECORDING), i + 1,
		    c->story.story.n_recs, format_length(length, r->end_us - r->start_us));
		canvas_cut(cv, row + rows - 1, 20, cv->cols - 20, INK_PLAIN, TEXT_CUT_MIDDLE, r->path);
	}
	if (!c->story.story.n_recs)
		canvas_printf(cv, row + rows - 1, 0, cv->cols, INK_DIM, " %s", label(L_NO_RECORDING));
}

static void
totals(const struct console *c, struct canvas *cv, int row)
{
	int in = 0, out = 0, missed = 0;
	int64_t talk = 0;
	char a[FORMAT_SIZE];

	for (int i = 0; i < c->n_calls; i++) {
		const struct call_row *r = &c->call_rows[i];
		in += !r->outgoing;
		out += r->outgoing;
		missed += !r->answered;
		talk += r->talk_us;
	}
	canvas_printf(cv, row, 0, cv->cols, INK_PLAIN,
	    either(" 合计 今天  入 %d  出 %d  未通 %d   通话 %s", " Total today  in %d  out %d  no talk %d   talk %s"),
	    in, out, missed, format_length(a, talk));
}

static void
draw(const struct console *c, struct canvas *cv)
{
	int end = body_end(cv), low = end - 5, rows = low - BODY_TOP - 3, top = list_view(&c->calls, rows);
	char title[96], session[FORMAT_SIZE];

	snprintf(title, sizeof(title), either("我的话务 今天 %d 条", "My calls, today %d"), c->n_calls);
	canvas_rule(cv, BODY_TOP, 0, cv->cols, INK_FOCUS, title);
	filter_row(c, cv, BODY_TOP + 1);
	head(cv, BODY_TOP + 2);
	if (!c->n_calls)
		canvas_printf(
		    cv, BODY_TOP + 3, 0, cv->cols, INK_DIM, " %s", label(c->calls_us ? L_NO_CALLS : L_LOADING));
	else if (!c->n_listed)
		canvas_printf(cv, BODY_TOP + 3, 0, cv->cols, INK_DIM, " %s", label(L_NONE_LISTED));
	for (int i = 0; i < rows && top + i < c->n_listed; i++)
		row_of(c, cv, BODY_TOP + 3 + i, &c->call_rows[c->listed[top + i]], top + i == c->calls.selected);
	snprintf(
	    title, sizeof(title), "%s %s", label(L_SESSION), c->story_of ? format_session(session, c->story_of) : "-");
	canvas_rule(cv, low, 0, cv->cols, INK_TITLE, title);
	story(c, cv, low + 1, 3);
	totals(c, cv, end - 1);
}

/* ---- keys ---- */

static bool
filter_key(struct console *c, keycode k)
{
	if (k == K_ESC)
		edit_set(&c->calls_query, "");
	if (k == K_ESC || k == K_ENTER || k == K_TAB)
		c->calls_typing = false;
	else if (!edit_key(&c->calls_query, k))
		return false;
	return true;
}

/* The other party is dialled; its number need not be seen for that. */
static void
call_back(struct console *c)
{
	const struct call_row *r = selected(c);
	char digits[NUMBER_DIGITS];

	if (!r || number_is_withheld(&r->party) || !r->party.digits[0]) {
		console_say(c, "%s", _("Not dialled: there is no number [AGT-04]"));
		return;
	}
	if (!request_live(REQUEST_dial, SCREEN_CALLS, c->seat.state)) {
		console_say(c, "%s", _("Not dialled: not in this state [AGT-04]"));
		return;
	}
	text_copy(digits, sizeof(digits), r->party.digits);
	while (c->depth > 0)
		screen_back(c);
	console_verb(c, REQUEST_dial, DESK_VERB_DIAL, digits);
}

static bool
list_action(struct console *c, keycode k)
{
	switch (k) {
	case K_CTRL('F'):
		c->calls_typing = true;
		return true;
	case '2':
		call_back(c);
		return true;
	case '4':
		c->calls_way = (uint8_t)((c->calls_way + 1) % WAYS);
		return true;
	case '5':
		c->calls_result = (uint8_t)((c->calls_result + 1) % RESULTS);
		return true;
	default:
		return list_key(&c->calls, k);
	}
}

static bool
key(struct console *c, keycode k)
{
	if (!(c->calls_typing ? filter_key(c, k) || list_key(&c->calls, k) : list_action(c, k)))
		return false;
	calls_filter(c);
	calls_select(c);
	return true;
}

static struct edit *
text(struct console *c)
{
	return c->calls_typing ? &c->calls_query : NULL;
}

static const char *
prompt(const struct console *c)
{
	return label(c->calls_typing ? L_CALLS_FILTER_PROMPT : L_CALLS_PROMPT);
}

const struct screen screen_calls = {
	.title = L_MY_CALLS,
	.open = open,
	.draw = draw,
	.key = key,
	.text = text,
	.prompt = prompt,
};
