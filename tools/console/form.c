/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Forms.
 */
#include "tools/console/form.h"

#include "tools/term/format.h"

#include <stdio.h>
#include <string.h>

static bool
is_text(const struct form *f, int field)
{
	return field >= 0 && field < f->n && f->rows[field].kind <= FIELD_NOTE;
}

void
form_open(struct form *f, const struct field_row *rows, int n, choice_of *choices, const void *arg)
{
	*f = (struct form){ .rows = rows, .n = n, .focus = -1, .choices = choices, .arg = arg };
}

void
form_text(struct form *f, int field, char *buffer, size_t size)
{
	f->edit[field] = (struct edit){
		.text = buffer,
		.size = size,
		.at = strlen(buffer),
		.lines = f->rows[field].kind == FIELD_NOTE,
		.digits = f->rows[field].kind == FIELD_DIGITS || f->rows[field].kind == FIELD_PHONE,
		.secret = f->rows[field].kind == FIELD_SECRET,
	};
}

bool
form_in_text(const struct form *f)
{
	return is_text(f, f->focus);
}

static void
go(struct form *f, int field)
{
	f->focus = field < 0 || field >= f->n ? -1 : field;
	if (form_in_text(f))
		f->edit[f->focus].at = strlen(f->edit[f->focus].text);
}

static bool
choose(struct form *f, uint32_t value)
{
	struct choice c;

	for (int i = 0; f->choices(f->arg, f->focus, i, &c); i++) {
		if (c.value != value)
			continue;
		f->value[f->focus] = value;
		f->touched = true;
		return true;
	}
	return false;
}

/* Arrows and + -: the choice before or after the one that is set. */
static void
turn(struct form *f, int way)
{
	struct choice c;
	int n = 0, at = 0;

	while (f->choices(f->arg, f->focus, n, &c)) {
		if (c.value == f->value[f->focus])
			at = n;
		n++;
	}
	if (n && f->choices(f->arg, f->focus, (at + way + n) % n, &c))
		choose(f, c.value);
}

static bool
choice_key(struct form *f, keycode key)
{
	if (key >= '0' && key <= '9') {
		if (choose(f, key - '0'))
			go(f, f->focus + 1 < f->n && f->rows[f->focus + 1].kind == FIELD_CHOICE ? f->focus + 1 : -1);
		return true;
	}
	if (key == K_LEFT || key == '-' || key == K_RIGHT || key == '+' || key == ' ') {
		turn(f, key == K_LEFT || key == '-' ? -1 : 1);
		return true;
	}
	return false;
}

/* No field has the focus: digits jump, or tick. */
static bool
jump(struct form *f, keycode key)
{
	for (int i = 0; i < f->n; i++) {
		if (key != (keycode)f->rows[i].digit)
			continue;
		if (f->rows[i].kind == FIELD_TICK) {
			f->value[i] = !f->value[i];
			f->touched = true;
		} else
			go(f, i);
		return true;
	}
	return false;
}

static bool
walk(struct form *f, keycode key)
{
	switch (key) {
	case K_ENTER:
	case K_TAB:
	case K_DOWN:
		go(f, f->focus + 1);
		return true;
	case K_BACK_TAB:
	case K_UP:
		go(f, f->focus < 0 ? f->n - 1 : f->focus - 1);
		return true;
	case K_ESC:
		if (f->focus < 0)
			return false;
		go(f, -1);
		return true;
	default:
		return false;
	}
}

bool
form_key(struct form *f, keycode key)
{
	if (form_in_text(f)) {
		struct edit *e = &f->edit[f->focus];
		/* In a note Enter is a new line and the arrows move in it as long as they can. */
		if (edit_key(e, key)) {
			f->touched |= key_is_text(key) || key == K_BACKSPACE || key == K_DELETE || key == K_ENTER ||
			    key == K_CTRL('U') || key == K_CTRL('W');
			return true;
		}
		return walk(f, key);
	}
	key = text_fold(key);
	if (f->focus < 0)
		return key == K_ENTER ? false : jump(f, key) || walk(f, key);
	if (f->rows[f->focus].kind == FIELD_CHOICE && choice_key(f, key))
		return true;
	if (f->rows[f->focus].kind == FIELD_TICK && (key == ' ' || key == '+' || key == '-')) {
		f->value[f->focus] = key == ' ' ? !f->value[f->focus] : key == '+';
		f->touched = true;
		return true;
	}
	return walk(f, key);
}

int
form_missing(const struct form *f)
{
	for (int i = 0; i < f->n; i++)
		if (f->rows[i].must && (is_text(f, i) ? !f->edit[i].text[0] : !f->value[i]))
			return i;
	return -1;
}

int
form_named(const struct form *f, const char *name)
{
	for (int i = 0; i < f->n; i++)
		if (f->rows[i].name && strcmp(f->rows[i].name, name) == 0)
			return i;
	return -1;
}

static void
draw_choices(struct canvas *cv, const struct form *f, int field, int row, int col, int width)
{
	struct choice c;
	char item[96];
	int end = col + width;

	for (int i = 0; f->choices(f->arg, field, i, &c) && col < end; i++) {
		bool set = c.value == f->value[field];
		snprintf(item, sizeof(item), set ? "[%u %s]" : " %u %s ", c.value, c.text);
		int w = text_width(item);
		if (col + w > end)
			break;
		canvas_put(cv, row, col, w, set ? INK_FOCUS : INK_PLAIN, item);
		col += w;
	}
	if (col < end)
		canvas_put(cv, row, col, end - col, INK_PLAIN, "");
}

void
form_draw(struct canvas *cv, const struct form *f, int field, int row, int col, int label_width, int width)
{
	const struct field_row *r = &f->rows[field];
	bool focused = f->focus == field;
	char phone[FORMAT_SIZE];
	int in = width - label_width;

	canvas_printf(cv, row, col, label_width, focused ? INK_FOCUS : INK_PLAIN, "%c %s%s", r->digit, label(r->label),
	    r->must ? " *" : "");
	col += label_width;
	switch (r->kind) {
	case FIELD_CHOICE:
		draw_choices(cv, f, field, row, col, in);
		return;
	case FIELD_TICK:
		canvas_put(cv, row, col, in, INK_PLAIN, f->value[field] ? "[x]" : "[ ]");
		return;
	default:
		canvas_put(cv, row, col, 1, INK_PLAIN, "[");
		if (r->kind == FIELD_PHONE && !focused)
			canvas_put(cv, row, col + 1, in - 2, INK_FIELD, format_phone(phone, f->edit[field].text));
		else
			edit_draw(cv, &f->edit[field], row, col + 1, in - 2, INK_FIELD, focused);
		canvas_put(cv, row, col + in - 1, 1, INK_PLAIN, "]");
	}
}
