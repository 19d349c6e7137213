/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The sessions: filter, table, and how the selected one went.
 */
#include "tools/trace/view.h"

#include "base/clock.h"
#include "tools/term/format.h"
#include "tools/term/language.h"

#include <stdio.h>
#include <string.h>

#define LIST_TOP   4
#define LIST_BELOW 8 /* rule, four rows of preview, two of hints, key bar */
#define PAGE       10

/* What the switch's states are called. */
static const struct {
	const char *state, *zh, *en;
} states[] = {
	{ "OFFERED", "新", "new" },
	{ "FLOW", "菜单", "menu" },
	{ "QUEUED", "排队", "queue" },
	{ "RINGING", "振铃", "ring" },
	{ "GREETING", "接通", "greet" },
	{ "TALKING", "通话", "talk" },
	{ "HELD", "保持", "hold" },
	{ "RECOVERING", "接回", "recov" },
	{ "LIFTING", "摘机", "lift" },
	{ "DIALLING", "呼出", "dial" },
	{ "GOODBYE", "送别", "bye" },
	{ "ENDED", "结束", "ended" },
	{ "FREE", "结束", "ended" },
};

const char *
sessions_word(const struct tale *t)
{
	if (t->failed)
		return either("失败", "failed");
	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++)
		if (strcmp(states[i].state, t->state) == 0)
			return either(states[i].zh, states[i].en);
	return t->state[0] ? t->state : "?";
}

int64_t
sessions_end(const struct view *v, const struct tale *t)
{
	return t->ended_us ? t->ended_us : v->source ? t->last_us : v->now_us;
}

static bool
is_internal(const struct tale *t)
{
	return t->outgoing && t->called.digits[0] && strlen(t->called.digits) <= 6;
}

/* ---- which are shown ---- */

static int
group_by_name(void *arg, const char *capitals)
{
	const struct view *v = arg;

	for (int i = 0; v->site && i < v->site->n_groups; i++)
		if (strcasecmp(v->site->groups[i].name, capitals) == 0)
			return i;
	return -1;
}

void
sessions_collect(struct view *v)
{
	bool found = false;

	v->n_shown = 0;
	for (uint32_t no = story_tales_begin(v->story); no < v->tales_end; no++)
		if (filter_tale(&v->filters[0], v->story, no, group_by_name, v)) {
			v->shown[v->n_shown++] = no;
			found |= no == v->at_tale;
		}
	if (!found)
		v->at_tale = v->n_shown ? v->shown[0] : 0;
}

static int
place_of(const struct view *v, uint32_t tale)
{
	for (unsigned i = 0; i < v->n_shown; i++)
		if (v->shown[i] == tale)
			return (int)i;
	return 0;
}

bool
sessions_key(struct view *v, keycode key)
{
	int at = place_of(v, v->at_tale), last = (int)v->n_shown - 1;

	switch (key) {
	case K_UP:
	case 'k':
		at--;
		break;
	case K_DOWN:
	case 'j':
		at++;
		break;
	case K_PAGE_UP:
		at -= PAGE;
		break;
	case K_PAGE_DOWN:
		at += PAGE;
		break;
	case K_HOME:
	case 'g':
		at = 0;
		break;
	case K_END:
	case 'G':
		at = last;
		break;
	default:
		return false;
	}
	at = at > last ? last : at;
	if (v->n_shown)
		v->at_tale = v->shown[at < 0 ? 0 : at];
	return true;
}

/* ---- commands ---- */

static unsigned
marked(struct view *v)
{
	unsigned n = 0;

	for (uint32_t no = story_tales_begin(v->story); no < story_tales_end(v->story); no++)
		n += story_tale(v->story, no)->marked;
	return n;
}

void
view_do_columns(struct view *v)
{
	v->columns = !v->columns;
}

void
view_do_open(struct view *v)
{
	v->n_some = 0;
	for (uint32_t no = story_tales_begin(v->story); no < story_tales_end(v->story); no++)
		if (story_tale(v->story, no)->marked && v->n_some < VIEW_SOME)
			v->some[v->n_some++] = no;
	if (v->n_some == 0 && v->at_tale)
		v->some[v->n_some++] = v->at_tale;
	if (v->n_some)
		ladder_open(v, SCOPE_SOME);
}

void
view_do_all(struct view *v)
{
	ladder_open(v, SCOPE_ALL);
}

void
view_do_rest(struct view *v)
{
	ladder_open(v, SCOPE_REST);
}

/* ---- drawing ---- */

static void
draw_filter(struct view *v, struct canvas *cv)
{
	char right[96], all[FORMAT_SIZE], some[FORMAT_SIZE], lost[FORMAT_SIZE];

	canvas_printf(cv, 1, 1, 6, INK_PLAIN, "%s [", either("过滤", "Find"));
	int col = 1 + text_width(either("过滤", "Find")) + 2, width = 30;
	struct edit e = v->edit;
	e.text = v->filter_text[0];
	edit_draw(cv, &e, 1, col, width, INK_FIELD, v->filtering);
	canvas_printf(cv, 1, col + width, 40, INK_PLAIN, "]  %s / %s", format_thousands(some, v->n_shown),
	    format_thousands(all, v->tales_end - story_tales_begin(v->story)));
	snprintf(right, sizeof(right), _("ring %u%%  lost %s  marked %u"), v->behind, format_thousands(lost, v->missed),
	    marked(v));
	int at = cv->cols - text_width(right) - 2;
	canvas_put(cv, 1, at, cv->cols - at, v->missed ? INK_ALARM : INK_PLAIN, right);
}

static void
draw_heads(const struct view *v, struct canvas *cv)
{
	static const struct {
		int col;
		const char *zh, *en;
	} heads[] = {
		{ 3, "会话", "session" },
		{ 12, "开始", "start" },
		{ 22, "时长", "time" },
		{ 28, "向", "way" },
		{ 32, "主叫", "from" },
		{ 48, "被叫", "to" },
	};
	int shift = cv->cols - VIEW_COLS;

	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
		canvas_put(cv, 2, heads[i].col, cv->cols - heads[i].col, INK_DIM, either(heads[i].zh, heads[i].en));
	if (!v->columns || shift >= 40)
		canvas_put(cv, 2, 63, cv->cols - 63, INK_DIM, either("状态  段 电路", "state n  circuit"));
	if (v->columns || shift >= 40)
		canvas_put(
		    cv, 2, 63 + (shift >= 40 ? 30 : 0), 24, INK_DIM, either("队 席   因 链路", "q  seat ca links"));
}

/* "carrier 17": the name gives way, the circuit does not. */
static void
circuit_of(const struct view *v, const struct tale *t, int width, char *to, size_t size)
{
	char group[TEXT_LABEL], name[TEXT_LABEL], cic[8];

	snprintf(to, size, "-");
	for (unsigned i = 0; i < t->n_legs; i++)
		if (t->legs[i].role == ROLE_ISUP) {
			int n = snprintf(cic, sizeof(cic), " %u", t->legs[i].cic);
			text_cut(name, sizeof(name), view_group(v, t->legs[i].group, group), width - n, TEXT_CUT_END);
			snprintf(to, size, "%s%s", name, cic);
			return;
		}
}

static void
draw_others(const struct tale *t, struct canvas *cv, int row, int col, enum ink ink)
{
	char links[32] = "", seat[16];
	size_t n = 0;

	for (unsigned i = 0; i < 64 && n + 4 < sizeof(links); i++)
		if (t->links >> i & 1)
			n += (size_t)snprintf(links + n, sizeof(links) - n, "%s%u", n ? "," : "", i);
	canvas_printf(cv, row, col, 17, ink, t->queue == SEAT_NONE ? "-" : "%02u", t->queue);
	canvas_put(cv, row, col + 3, 5, ink, view_seat_code(t->seat, seat));
	canvas_printf(cv, row, col + 8, 3, ink, t->ended_us ? "%u" : "-", t->cause);
	canvas_put(cv, row, col + 11, 6, ink, n ? links : "-");
}

static void
draw_tale(struct view *v, const struct tale *t, struct canvas *cv, int row, bool selected)
{
	char text[64], circuit[48];
	enum ink ink = selected ? INK_SELECTED : INK_PLAIN;
	int wide = cv->cols - VIEW_COLS;
	struct number own = { 0 };

	if (t->seat != SEAT_NONE)
		snprintf(own.digits, sizeof(own.digits), "%04u", t->seat);
	canvas_put(cv, row, 0, cv->cols, ink, "");
	canvas_printf(cv, row, 0, 3, ink, "%c%c", t->failed ? '!' : t->marked ? '*' : ' ', selected ? '>' : ' ');
	if (t->failed && t->marked)
		canvas_put(cv, row, 2, 1, ink, "*");
	if (t->failed)
		canvas_ink(cv, row, 0, 1, INK_ALARM);
	canvas_whole(cv, row, 3, 8, ink, format_session(text, t->session));
	canvas_put(cv, row, 12, 9, ink, format_clock(text, t->first_us));
	canvas_right(cv, row, 20, 7, ink, format_length(text, sessions_end(v, t) - t->first_us));
	canvas_put(cv, row, 28, 4, ink,
	    is_internal(t)    ? either("内", "int")
	        : t->outgoing ? either("出", "out")
	                      : either("入", "in"));
	canvas_put(
	    cv, row, 32, 15, ink, view_number(v, t->outgoing ? &own : &t->caller, !t->outgoing, text, sizeof(text)));
	canvas_put(cv, row, 48, 14, ink, view_number(v, &t->called, t->outgoing, text, sizeof(text)));
	circuit_of(v, t, wide >= 40 ? 20 : cv->cols - 72, circuit, sizeof(circuit));
	if (!v->columns || wide >= 40) {
		canvas_put(cv, row, 63, 6, ink, sessions_word(t));
		canvas_printf(cv, row, 69, 2, ink, "%u", t->n_legs);
		canvas_put(cv, row, 72, wide >= 40 ? 20 : cv->cols - 72, ink, circuit);
	}
	if (v->columns || wide >= 40)
		draw_others(t, cv, row, 63 + (wide >= 40 ? 30 : 0), ink);
}

/* Steps and legs of the selected session. */
static void
draw_preview(struct view *v, const struct tale *t, struct canvas *cv, int row)
{
	char text[512], session[FORMAT_SIZE], group[TEXT_LABEL], seat[16];
	size_t n = 0;

	canvas_rule(cv, row, 0, cv->cols, INK_TITLE, format_session(session, t->session));
	for (const char *at = t->way; *at && n + 80 < sizeof(text);
	     at += strcspn(at, "\n") + (at[strcspn(at, "\n")] != 0))
		n +=
		    (size_t)snprintf(text + n, sizeof(text) - n, "%s%.*s", n ? " -> " : "", (int)strcspn(at, "\n"), at);
	canvas_cut(cv, row + 1, 1, cv->cols - 2, INK_PLAIN, TEXT_CUT_FRONT, n ? text : "-");
	n = 0;
	text[0] = '\0';
	for (unsigned i = 0; i < t->n_legs && n + 80 < sizeof(text); i++) {
		const struct tale_leg *l = &t->legs[i];
		n += (size_t)snprintf(text + n, sizeof(text) - n, _("%sleg %u "), n ? "    " : "", i + 1);
		if (l->seat != SEAT_NONE)
			n += (size_t)snprintf(text + n, sizeof(text) - n, _("seat %s "), view_seat_code(l->seat, seat));
		if (l->role == ROLE_ISUP)
			n += (size_t)snprintf(text + n, sizeof(text) - n, _("%s circuit %u  E1-%u:%u"),
			    view_group(v, l->group, group), l->cic, l->span, l->slot);
		else if (l->role == ROLE_PRI || l->role == ROLE_CAS)
			n += (size_t)snprintf(text + n, sizeof(text) - n, "%s E1-%u:%u", l->role == ROLE_PRI ? "PRI" : "CAS",
			    l->span, l->slot);
	}
	canvas_put(cv, row + 2, 1, cv->cols - 2, INK_PLAIN, text);
	n = 0;
	text[0] = '\0';
	for (uint64_t no = t->last, found = 0; no >= t->first && found < 3 && no >= story_begin(v->story); no--) {
		struct entry *e = story_entry(v->story, no);
		struct rung r;
		if (!e || story_tale_of(v->story, e) != v->at_tale || !rung_of(e->rec, &r))
			continue;
		char clock[FORMAT_SIZE];
		n += (size_t)snprintf(text + n, sizeof(text) - n, "%s%s %s", found ? "   " : "",
		    format_clock(clock, e->rec->at_us), r.text);
		found++;
	}
	canvas_printf(cv, row + 3, 1, cv->cols - 2, INK_PLAIN, _("last: %s"), text);
}

void
sessions_draw(struct view *v, struct canvas *cv)
{
	int page = cv->rows - LIST_TOP - LIST_BELOW, at = place_of(v, v->at_tale);

	draw_filter(v, cv);
	draw_heads(v, cv);
	canvas_rule(cv, 3, 0, cv->cols, INK_TITLE, "");
	if (at < v->top_tale)
		v->top_tale = at;
	if (at >= v->top_tale + page)
		v->top_tale = at - page + 1;
	if (v->top_tale > (int)v->n_shown - page)
		v->top_tale = (int)v->n_shown > page ? (int)v->n_shown - page : 0;
	for (int i = 0; i < page && v->top_tale + i < (int)v->n_shown; i++) {
		uint32_t no = v->shown[v->top_tale + i];
		const struct tale *t = story_tale(v->story, no);
		if (t)
			draw_tale(v, t, cv, LIST_TOP + i, no == v->at_tale);
	}
	const struct tale *t = story_tale(v->story, v->at_tale);
	int below = LIST_TOP + page;
	if (t && v->n_shown)
		draw_preview(v, t, cv, below);
	else {
		canvas_rule(cv, below, 0, cv->cols, INK_TITLE, "");
		canvas_printf(cv, LIST_TOP + 1, 3, cv->cols - 3, INK_PLAIN,
		    v->filter_text[0][0] ? _("Nothing like \"%s\". Fewer conditions, or Esc in the field")
		                         : _("No session yet. 5 shows everything, 6 links and circuits"),
		    v->filter_text[0]);
	}
	canvas_put(cv, cv->rows - 3, 0, cv->cols, INK_PLAIN,
	    _(" Enter ladder (of all marked)  Space mark  Ctrl+F find  1 follow 2 pcap 3 column"));
	canvas_put(cv, cv->rows - 2, 0, cv->cols, INK_PLAIN,
	    v->filtering ? _(" from= to= state= cic= link= span= group= queue= seat= cause=, parted by blanks")
	                 : _(" 5 everything  6 links and circuits  7 unmark  9 leave"));
}
