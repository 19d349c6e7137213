/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The ladder: one row per record, an arrow between the columns of who spoke and who was spoken to.
 *
 * There is room for five columns at 80, for all seven from 14 columns each on: else the telephone stands for prid too, and
 * what goes to crmd is a note at acdd.
 */
#include "tools/trace/view.h"

#include "base/clock.h"
#include "isup/label.h"
#include "tools/term/format.h"
#include "tools/term/language.h"
#include "tools/trace/pcap.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define TOP        2 /* below the title and the columns' names */
#define TIME_WIDTH 14
#define PANE_ROWS  7 /* rule and six rows */
#define PAGE       10

struct shape {
	int rows, width; /* of the ladder */
	int pane_row, pane_col, pane_rows, pane_cols;
	int n;              /* columns */
	int at[COLUMNS];    /* of each lifeline shown */
	int place[COLUMNS]; /* which lifeline a column has */
	bool merged;        /* five columns stand for seven */
};

/* ---- shape ---- */

static void
place_columns(struct shape *s)
{
	static const uint8_t few[COLUMNS] = { [COL_EXCHANGE] = 0,
		[COL_ISUP] = 1,
		[COL_ACD] = 2,
		[COL_MEDIA] = 3,
		[COL_PRI] = 4,
		[COL_PHONE] = 4,
		[COL_CRM] = 2 };

	s->merged = s->width < TIME_WIDTH + COLUMNS * 15;
	s->n = s->merged ? 5 : COLUMNS;
	int step = (s->width - 24) / (s->n - 1);
	if (step > 26)
		step = 26;
	for (int i = 0; i < s->n; i++)
		s->at[i] = TIME_WIDTH + i * step + (i ? 2 : 0);
	for (int c = 0; c < COLUMNS; c++)
		s->place[c] = s->merged ? few[c] : c;
}

static struct shape
shape_of(const struct view *v, const struct canvas *cv)
{
	struct shape s = { .width = cv->cols, .rows = cv->rows - 2 - TOP };

	if (cv->cols >= VIEW_WIDE) {
		s.pane_cols = 44 + (cv->cols - VIEW_WIDE) / 3;
		s.width = cv->cols - s.pane_cols - 1;
		s.pane_row = 1;
		s.pane_col = s.width + 1;
		s.pane_rows = cv->rows - 3;
	} else {
		s.pane_rows = v->pane ? cv->rows - 2 - TOP - 5 : PANE_ROWS + (cv->rows - VIEW_ROWS) / 3;
		s.rows -= s.pane_rows;
		s.pane_row = TOP + s.rows;
		s.pane_cols = cv->cols;
	}
	place_columns(&s);
	return s;
}

/* ---- which records ---- */

static bool
of_scope(struct view *v, const struct entry *e)
{
	uint32_t tale = story_tale_of(v->story, e);

	if (v->scope == SCOPE_ALL)
		return true;
	if (v->scope == SCOPE_REST)
		return !tale && !story_undecided(v->story, e);
	for (unsigned i = 0; tale && i < v->n_some; i++)
		if (v->some[i] == tale)
			return true;
	return false;
}

static bool
wanted(struct view *v, const struct entry *e)
{
	enum rung_kind kind;

	return of_scope(v, e) && rung_kind_of(e->rec, &kind) &&
	    (v->only == ONLY_EVERYTHING || (v->only == ONLY_MESSAGES ? kind != RUNG_NOTE : kind == RUNG_SIGNAL)) &&
	    (v->filters[1].n == 0 || filter_record(&v->filters[1], e->rec));
}

static unsigned
place_of(const struct view *v)
{
	unsigned low = 0, high = v->n_rungs;

	while (low < high) { /* the last one that is not behind it */
		unsigned mid = (low + high) / 2;
		if (v->rungs[mid] <= v->at_rung)
			low = mid + 1;
		else
			high = mid;
	}
	return low ? low - 1 : 0;
}

static uint64_t
first_entry(struct view *v)
{
	uint64_t first = v->end;

	if (v->scope != SCOPE_SOME)
		return story_begin(v->story);
	for (unsigned i = 0; i < v->n_some; i++) {
		const struct tale *t = story_tale(v->story, v->some[i]);
		if (t && t->first < first)
			first = t->first;
	}
	return first > story_begin(v->story) ? first : story_begin(v->story);
}

void
ladder_collect(struct view *v)
{
	bool at_end = v->n_rungs == 0 || v->at_rung >= v->rungs[v->n_rungs - 1];

	v->n_rungs = 0;
	for (uint64_t no = first_entry(v); no < v->end; no++) {
		struct entry *e = story_entry(v->story, no);
		if (e && wanted(v, e) && v->n_rungs < STORY_ENTRIES)
			v->rungs[v->n_rungs++] = no;
	}
	if (v->n_rungs == 0)
		v->at_rung = 0;
	else if (at_end && v->follow && !v->source && v->at_rung)
		v->at_rung = v->rungs[v->n_rungs - 1];
	else
		v->at_rung = v->rungs[place_of(v)];
}

void
ladder_open(struct view *v, enum view_scope scope)
{
	v->screen = VIEW_LADDER;
	v->scope = scope;
	v->n_rungs = 0;
	v->at_rung = scope == SCOPE_SOME ? 0 : UINT64_MAX;
	v->top_rung = v->pane_top = 0;
	v->pane = false;
	v->decoded = 0;
	ladder_collect(v);
}

struct entry *
ladder_selected(struct view *v)
{
	return v->n_rungs ? story_entry(v->story, v->at_rung) : NULL;
}

/* ---- keys ---- */

bool
ladder_key(struct view *v, keycode key)
{
	int at = (int)place_of(v), last = (int)v->n_rungs - 1, before = at;
	int *what = v->pane ? &v->pane_top : &at;

	switch (key) {
	case K_UP:
	case 'k':
		--*what;
		break;
	case K_DOWN:
	case 'j':
		++*what;
		break;
	case K_PAGE_UP:
		*what -= PAGE;
		break;
	case K_PAGE_DOWN:
		*what += PAGE;
		break;
	case K_HOME:
	case 'g':
		*what = 0;
		break;
	case K_END:
	case 'G':
		*what = v->pane ? v->pane_top + 100 : last;
		break;
	default:
		return false;
	}
	if (v->pane_top < 0)
		v->pane_top = 0;
	at = at > last ? last : at;
	if (v->n_rungs)
		v->at_rung = v->rungs[at < 0 ? 0 : at];
	if (at != before)
		v->pane_top = 0;
	return true;
}

void
view_do_pane(struct view *v)
{
	v->pane = !v->pane;
	v->pane_top = 0;
}

void
view_do_raw(struct view *v)
{
	v->raw = !v->raw;
	v->pane_top = 0;
}

void
view_do_only(struct view *v)
{
	static const char *const words[] = { N_("Everything"), N_("Without transitions"), N_("Signalling alone") };

	v->only = (v->only + 1) % ONLY_COUNT;
	ladder_collect(v);
	view_say(v, "%s", _(words[v->only]));
}

/* Two marked messages tell the time between them. */
static void
measure(struct view *v)
{
	const struct trace_rec *two[2];
	unsigned n = 0;
	char from[FORMAT_SIZE], to[FORMAT_SIZE];

	for (unsigned i = 0; i < v->n_rungs && n <= 2; i++) {
		const struct entry *e = story_entry(v->story, v->rungs[i]);
		if (e && e->marked && n++ < 2)
			two[n - 1] = e->rec;
	}
	if (n != 2)
		return;
	int64_t us = two[1]->at_us - two[0]->at_us;
	view_say(v, _("%s -> %s: %lld.%06lld s"), format_clock(from, two[0]->at_us), format_clock(to, two[1]->at_us),
	    (long long)(us / US_PER_SEC), (long long)(us % US_PER_SEC));
}

void
view_do_mark(struct view *v)
{
	if (v->screen == VIEW_SESSIONS) {
		struct tale *t = story_tale(v->story, v->at_tale);
		if (t)
			t->marked = !t->marked;
		sessions_key(v, K_DOWN);
		return;
	}
	struct entry *e = ladder_selected(v);
	if (e)
		e->marked = !e->marked;
	measure(v);
}

void
view_do_unmark(struct view *v)
{
	if (v->screen == VIEW_SESSIONS)
		for (uint32_t no = story_tales_begin(v->story); no < story_tales_end(v->story); no++)
			story_tale(v->story, no)->marked = false;
	else
		for (unsigned i = 0; i < v->n_rungs; i++)
			if (story_entry(v->story, v->rungs[i]))
				story_entry(v->story, v->rungs[i])->marked = false;
}

/* ---- drawing ---- */

static void
head_of(const struct view *v, const struct shape *s, int place, char *to, size_t size)
{
	struct tale *t = v->scope == SCOPE_SOME && v->n_some == 1 ? story_tale(v->story, v->some[0]) : NULL;
	const char *name = NULL;
	char group[TEXT_LABEL];

	for (int c = COLUMNS; c-- > 0;)
		if (s->place[c] == place && (c != COL_CRM || !s->merged))
			name = c == COL_PRI && s->merged ? NULL : column_names[c];
	if (place == s->place[COL_PHONE] && s->merged)
		name = column_names[COL_PHONE];
	snprintf(to, size, "%s", name ? _(name) : "");
	for (unsigned i = 0; t && i < t->n_legs; i++) {
		const struct tale_leg *l = &t->legs[i];
		if (place == s->place[COL_EXCHANGE] && l->role == ROLE_ISUP)
			snprintf(to, size, "%s", view_group(v, l->group, group));
	}
	if (t && t->seat != SEAT_NONE && place == s->place[COL_PHONE])
		snprintf(to, size, _("seat %04u"), t->seat);
}

static void
draw_heads(const struct view *v, struct canvas *cv, const struct shape *s)
{
	char head[64];

	canvas_put(cv, 1, 1, TIME_WIDTH - 1, INK_DIM, _("time +diff"));
	for (int i = 0; i < s->n; i++) {
		head_of(v, s, i, head, sizeof(head));
		int width = text_width(head),
		    room = i + 1 < s->n ? s->at[i + 1] - s->at[i] - 1 : s->width - s->at[i] + 4;
		if (width > room)
			width = room;
		int col = s->at[i] - (width - 1) / 2;
		if (col + width > s->width)
			col = s->width - width;
		canvas_put(cv, 1, col < 12 ? 12 : col, width, INK_FOCUS, head);
	}
}

static void
draw_time(const struct trace_rec *rec, int64_t before_us, bool full, struct canvas *cv, int row, enum ink ink)
{
	char text[48], clock[FORMAT_SIZE];
	int64_t us = before_us ? rec->at_us - before_us : 0, ms = us / 1000;

	if (full || !before_us)
		snprintf(text, sizeof(text), "%s.%03d", format_clock(clock, rec->at_us),
		    (int)(rec->at_us % US_PER_SEC / US_PER_MS));
	else if (ms < 60000)
		snprintf(text, sizeof(text), "+%d.%03d", (int)(ms / 1000), (int)(ms % 1000));
	else
		snprintf(
		    text, sizeof(text), "+%d:%02d.%03d", (int)(ms / 60000), (int)(ms / 1000 % 60), (int)(ms % 1000));
	canvas_right(cv, row, 1, TIME_WIDTH - 2, ink, text);
}

/* As much of a message's name as there is room for: its first word goes first. */
static const char *
fit(const char *text, int room)
{
	const char *word = text + strcspn(text, "_ ");

	return (int)strlen(text) > room && *word && word[1] ? fit(word + 1, room) : text;
}

static void
draw_arrow(const struct rung *r, int left, int right, bool forward, struct canvas *cv, int row, enum ink ink)
{
	int room = right - left - 2;
	const char *text = fit(r->text, room);
	char cut[RUNG_TEXT];

	text_cut(cut, sizeof(cut), text, room, TEXT_CUT_END);
	int width = text_width(cut);
	for (int col = left + 1; col <= right; col++)
		canvas_put(cv, row, col, 1, ink, "-");
	canvas_put(cv, row, forward ? right : left + 1, 1, ink, forward ? ">" : "<");
	canvas_put(cv, row, forward ? left + 2 : right - width, width, ink, cut);
}

/* Within one column: a note, or a message whose ends share it. */
static void
draw_note(const struct rung *r, const struct shape *s, int at, struct canvas *cv, int row, enum ink ink)
{
	char text[RUNG_TEXT + 16];
	bool both = r->from != r->to;

	snprintf(text, sizeof(text), "%s%s%s", both && r->to < r->from ? "<-" : "", r->text,
	    !both                 ? ""
	        : r->to > r->from ? (r->to == COL_CRM ? " ->crmd" : "->")
	                          : "");
	int width = text_width(text), room = s->width - at - 2;
	if (at == s->at[s->n - 1]) { /* the last one: to the left of its lifeline */
		room = width < at - TIME_WIDTH ? width : at - TIME_WIDTH;
		canvas_put(cv, row, at - room - 1, room, ink, text);
		return;
	}
	canvas_put(cv, row, at + 2, width < room ? width : room, ink, text);
}

static enum ink
ink_of(const struct rung *r)
{
	return r->alarm ? INK_ALARM : r->kind == RUNG_NOTE ? INK_DIM : r->kind == RUNG_SIGNAL ? INK_FOCUS : INK_PLAIN;
}

static void
draw_rung(struct view *v, const struct entry *e, int64_t before_us, bool first, bool selected, const struct shape *s,
    struct canvas *cv, int row)
{
	struct rung r;

	if (!rung_of(e->rec, &r))
		return;
	enum ink ink = ink_of(&r);
	int from = s->place[r.from], to = s->place[r.to], low = from < to ? from : to, high = from < to ? to : from;
	canvas_printf(cv, row, 0, 1, INK_PLAIN, "%c", e->marked ? '*' : selected ? '>' : r.alarm ? '!' : ' ');
	draw_time(e->rec, before_us, first || selected, cv, row, selected ? INK_SELECTED : INK_PLAIN);
	for (int i = 0; i < s->n; i++)
		canvas_down(cv, row, s->at[i], 1);
	if (from == to)
		draw_note(&r, s, s->at[from], cv, row, selected ? INK_SELECTED : ink);
	else
		draw_arrow(&r, s->at[low], s->at[high], from < to, cv, row, selected ? INK_SELECTED : ink);
}

static void
draw_hints(struct view *v, struct canvas *cv)
{
	int row = cv->rows - 2;

	if (v->filtering) {
		canvas_printf(cv, row, 1, 8, INK_PLAIN, "%s [", either("过滤", "Find"));
		int col = 3 + text_width(either("过滤", "Find"));
		struct edit e = v->edit;
		e.text = v->filter_text[1];
		edit_draw(cv, &e, row, col, 30, INK_FIELD, true);
		canvas_put(cv, row, col + 30, cv->cols - col - 30, INK_PLAIN, _("]  cic= link= span=, a word"));
	} else
		canvas_put(cv, row, 0, cv->cols, INK_PLAIN,
		    v->pane ? _(" Up, Down scroll  Tab back to the ladder  3 octets")
		            : _(" Up, Down  Tab pane  Space mark (two: time)  1 follow  2 pcap  3 octets  4 only"));
}

void
ladder_draw(struct view *v, struct canvas *cv)
{
	struct shape s = shape_of(v, cv);
	int at = (int)place_of(v);

	draw_heads(v, cv, &s);
	if (at < v->top_rung)
		v->top_rung = at;
	if (at >= v->top_rung + s.rows)
		v->top_rung = at - s.rows + 1;
	if (v->top_rung > (int)v->n_rungs - s.rows)
		v->top_rung = (int)v->n_rungs > s.rows ? (int)v->n_rungs - s.rows : 0;
	for (int i = 0; i < s.rows && v->top_rung + i < (int)v->n_rungs; i++) {
		unsigned n = (unsigned)(v->top_rung + i);
		const struct entry *e = story_entry(v->story, v->rungs[n]);
		const struct entry *before = n ? story_entry(v->story, v->rungs[n - 1]) : NULL;
		if (e)
			draw_rung(v, e, before ? before->rec->at_us : 0, i == 0, (int)n == at, &s, cv, TOP + i);
	}
	if (v->n_rungs == 0)
		canvas_put(cv, TOP + 1, TIME_WIDTH + 2, 50, INK_PLAIN, _("Nothing here (yet)."));
	if (s.pane_col)
		canvas_down(cv, 1, s.pane_col - 1, cv->rows - 3);
	pane_draw(v, cv, s.pane_row, s.pane_col, s.pane_rows, s.pane_cols, !s.pane_col && !v->pane);
	draw_hints(v, cv);
}
