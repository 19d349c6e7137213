/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * After the call: the form that closes it (AGT-19, AGT-22, WO-01, WO-06, WO-09).
 *
 * The kind is preset from the menu choice or from what was done in the call, department and due time from the duty
 * table; the usual case is three digits and F8.
 */
#include "tools/console/layout.h"

#include "store/kinds.h"

#include <stdio.h>
#include <string.h>

enum { KIND, SUBKIND, HANDLING, DEPARTMENT, HOURS, ADDRESS, SUMMARY, FOLLOW_UP, TELL, N_FIELDS };

/* clang-format off */
static const struct field_row fields[N_FIELDS] = {
	[KIND] =       { FIELD_CHOICE, '1', L_KIND,       true,  "kind" },
	[SUBKIND] =    { FIELD_CHOICE, '2', L_SUBKIND,    true,  "subkind" },
	[HANDLING] =   { FIELD_CHOICE, '3', L_HANDLING,   true,  "handling" },
	[DEPARTMENT] = { FIELD_LINE,   '4', L_DEPARTMENT, false, "department" },
	[HOURS] =      { FIELD_CHOICE, '5', L_DUE,        false, "due_us" },
	[ADDRESS] =    { FIELD_LINE,   '6', L_ADDRESS,    false, "address" },
	[SUMMARY] =    { FIELD_NOTE,   '7', L_SUMMARY,    false, "summary" },
	[FOLLOW_UP] =  { FIELD_TICK,   '8', L_FOLLOW_UP,  false, "follow_up" },
	[TELL] =       { FIELD_TICK,   '9', L_TELL,       false, "tell_number" },
};
/* clang-format on */

/* Due times one can choose; 0 = as the duty table says. */
static const uint32_t hours_of[] = { 0, 4, 8, 12, 24, 48, 72, 120 };
static const char *const hours_text[] = { "", "4", "8", "12", "24", "48", "72", "120" };
#define N_HOURS (sizeof(hours_of) / sizeof(hours_of[0]))

static bool
nth_subkind(uint32_t kind, int i, struct choice *choice)
{
	for (size_t n = 0; n < n_subkind_rows; n++) {
		if (subkind_rows[n].kind != kind || i-- > 0)
			continue;
		*choice = (struct choice){ subkind_rows[n].digit, subkind_rows[n].text[language()] };
		return true;
	}
	return false;
}

static bool
choices(const void *arg, int field, int i, struct choice *choice)
{
	const struct console *c = arg;

	switch (field) {
	case KIND:
		if ((size_t)i >= n_kind_rows)
			return false;
		*choice = (struct choice){ kind_rows[i].digit, kind_rows[i].text[language()] };
		return true;
	case SUBKIND:
		return nth_subkind(c->wrap.value[KIND], i, choice);
	case HANDLING:
		/* Joining needs an open order to join. */
		if ((size_t)i >= n_handling_rows || (handling_rows[i].digit == HANDLING_JOIN && !c->file.n_orders))
			return false;
		*choice = (struct choice){ handling_rows[i].digit, handling_rows[i].text[language()] };
		return true;
	default:
		if ((size_t)i + 1 >= N_HOURS)
			return false;
		*choice = (struct choice){ (uint32_t)i + 1, hours_text[i + 1] };
		return true;
	}
}

/* What the form says goes into the work; a new kind or detail brings its own department. */
static void
to_work(struct console *c)
{
	struct work *w = &c->work;
	struct form *f = &c->wrap;
	struct choice first;

	if (f->value[KIND] != w->kind) {
		f->value[SUBKIND] = 0;
		w->department[0] = '\0';
	}
	if (f->value[SUBKIND] != w->subkind)
		w->department[0] = '\0';
	w->kind = f->value[KIND];
	/* A kind with one detail needs no choosing. */
	if (w->kind && !f->value[SUBKIND] && !nth_subkind(w->kind, 1, &first) && nth_subkind(w->kind, 0, &first))
		f->value[SUBKIND] = first.value;
	w->subkind = f->value[SUBKIND];
	w->handling = f->value[HANDLING];
	w->hours = f->value[HOURS] < N_HOURS ? hours_of[f->value[HOURS]] : 0;
	w->follow_up = f->value[FOLLOW_UP] != 0;
	w->tell_number = f->value[TELL] != 0;
	const struct subkind_row *s = subkind_find(w->kind, w->subkind);
	if (s && !w->department[0] && f->focus != DEPARTMENT) {
		text_copy(w->department, sizeof(w->department), s->department);
		edit_mend(&f->edit[DEPARTMENT]);
	}
}

void
wrap_from_work(struct console *c)
{
	struct work *w = &c->work;
	struct form *f = &c->wrap;

	form_open(f, fields, N_FIELDS, choices, c);
	form_text(f, DEPARTMENT, w->department, sizeof(w->department));
	form_text(f, ADDRESS, w->address, sizeof(w->address));
	form_text(f, SUMMARY, w->notes, sizeof(w->notes));
	f->value[KIND] = w->kind;
	f->value[SUBKIND] = w->subkind;
	f->value[HANDLING] = w->handling ? w->handling : HANDLING_DISPATCH;
	for (uint32_t i = 1; i < N_HOURS; i++)
		if (w->hours && hours_of[i] == w->hours)
			f->value[HOURS] = i;
	f->value[FOLLOW_UP] = w->follow_up;
	f->value[TELL] = w->tell_number;
	f->focus = w->filed ? -1 : KIND;
	to_work(c);
}

static uint32_t
due_hours(const struct console *c)
{
	const struct subkind_row *s = subkind_find(c->work.kind, c->work.subkind);

	return c->work.hours ? c->work.hours : s ? s->hours : 0;
}

static void
due(const struct console *c, struct canvas *cv, int row, int in)
{
	char when[FORMAT_SIZE];

	if (c->wrap.focus == HOURS) {
		form_draw(cv, &c->wrap, HOURS, row, 1, in, cv->cols - 2);
		return;
	}
	canvas_printf(cv, row, 1, in, INK_PLAIN, "%c %s", fields[HOURS].digit, label(fields[HOURS].label));
	if (due_hours(c))
		canvas_printf(cv, row, 1 + in, cv->cols - in - 1, INK_PLAIN,
		    either("%u 小时         到 %s", "%u hours       till %s"), due_hours(c),
		    format_due(when, console_time(c) + due_hours(c) * 3600 * US_PER_SEC));
}

/* A text field that does not have the focus is plain text with a remark where it came from. */
static void
field(const struct console *c, struct canvas *cv, int which, int row, int in, const char *remark)
{
	const struct form *f = &c->wrap;
	int width = cv->cols - in - 2, used = text_width(f->edit[which].text);

	if (f->focus == which) {
		form_draw(cv, f, which, row, 1, in, cv->cols - 2);
		return;
	}
	canvas_printf(cv, row, 1, in, INK_PLAIN, "%c %s", fields[which].digit, label(fields[which].label));
	canvas_printf(
	    cv, row, 1 + in, width, INK_PLAIN, "%s%*s%s", f->edit[which].text, used < 18 ? 18 - used : 2, "", remark);
}

static void
draw(const struct console *c, struct canvas *cv)
{
	const struct form *f = &c->wrap;
	int in = 10, row = BODY_TOP, end = body_end(cv), lines = 2 + (cv->rows - SHORT_ROWS);
	char title[128];

	snprintf(title, sizeof(title), "%s  %s%s%s", label(L_WRAP), c->work.filed ? label(L_ORDER) : label(L_NOT_SAVED),
	    c->work.filed ? " " : "", c->work.order);
	canvas_rule(cv, row++, 0, cv->cols, INK_TITLE, title);
	for (int i = KIND; i <= HANDLING; i++, row += 2) {
		form_draw(cv, f, i, row, 1, in, cv->cols - 2);
		canvas_put(cv, row, 0, 1, INK_FOCUS, f->focus == i ? ">" : "");
	}
	if (f->value[HANDLING] == HANDLING_JOIN && c->file.n_orders)
		canvas_printf(cv, row - 1, 1 + in, cv->cols - in - 2, INK_PLAIN, "-> %s", c->file.orders[0].number);
	field(c, cv, DEPARTMENT, row++, in, label(L_BY_DUTY));
	due(c, cv, row++, in);
	field(c, cv, ADDRESS, row++, in, "");
	canvas_printf(cv, row, 1, in, f->focus == SUMMARY ? INK_FOCUS : INK_PLAIN, "%c %s", fields[SUMMARY].digit,
	    label(L_SUMMARY));
	edit_draw_lines(cv, &f->edit[SUMMARY], row, 1 + in, cv->cols - in - 2, lines, f->focus == SUMMARY);
	row += lines;
	canvas_printf(cv, row, 0, cv->cols, INK_PLAIN, " 8 %s   [%s] %s      9 [%s] %s", label(L_FOLLOW_UP),
	    f->value[FOLLOW_UP] ? "x" : " ", label(L_AFTER_CLOSING), f->value[TELL] ? "x" : " ", label(L_TELL));
	canvas_rule(cv, ++row, 0, cv->cols, INK_PLAIN, "");
	static const enum label hints[] = { L_WRAP_HINT_1, L_WRAP_HINT_2, L_WRAP_HINT_3, L_WRAP_HINT_4 };
	for (size_t i = 0; i < sizeof(hints) / sizeof(hints[0]) && ++row < end; i++)
		canvas_printf(cv, row, 0, cv->cols, INK_DIM, " %s", label(hints[i]));
}

static bool
key(struct console *c, keycode k)
{
	if (c->work.filed)
		return false;
	bool took = form_key(&c->wrap, k);
	if (took) {
		to_work(c);
		if (c->wrap.touched)
			work_touch(c);
		c->wrap.touched = false;
	}
	if (!took && k == K_ESC && c->depth == 0 && in_call(c)) {
		screen_go(c, SCREEN_TALK);
		return true;
	}
	return took;
}

static struct edit *
text(struct console *c)
{
	return form_in_text(&c->wrap) && !c->work.filed ? &c->wrap.edit[c->wrap.focus] : NULL;
}

static const char *
prompt(const struct console *c)
{
	return label(c->work.filed ? L_WRAP_FILED : in_call(c) ? L_WRAP_IN_CALL : L_WRAP_PROMPT);
}

const struct screen screen_wrap = {
	.title = L_WRAP,
	.open = wrap_from_work,
	.draw = draw,
	.key = key,
	.text = text,
	.prompt = prompt,
};
