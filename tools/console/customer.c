/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A customer's form: a new one, with the caller's number filled in, or a change of a known one (CRM-01, CRM-06,
 * CRM-15).
 */
#include "tools/console/layout.h"

#include <stdio.h>
#include <string.h>

enum { NAME, PHONE, KLASS, DISTRICT, ADDRESS, LIKES, NOTE, KEY, N_FIELDS };

/* clang-format off */
static const struct field_row fields[N_FIELDS] = {
	[NAME] =     { FIELD_LINE,  '1', L_NAME,     true,  "name" },
	[PHONE] =    { FIELD_PHONE, '2', L_PHONE_OF, false, "phones" },
	[KLASS] =    { FIELD_LINE,  '3', L_CLASS,    false, "klass" },
	[DISTRICT] = { FIELD_LINE,  '4', L_DISTRICT, false, "district" },
	[ADDRESS] =  { FIELD_LINE,  '5', L_ADDRESS,  false, "address" },
	[LIKES] =    { FIELD_LINE,  '6', L_LIKES,    false, "likes" },
	[NOTE] =     { FIELD_LINE,  '7', L_REMARK,   false, "note" },
	[KEY] =      { FIELD_TICK,  '8', L_KEY_TICK, false, "key" },
};
/* clang-format on */

static bool
no_choice(const void *arg, int field, int i, struct choice *choice)
{
	return false;
}

void
customer_form_open(struct console *c)
{
	struct customer *k = &c->editing;
	struct form *f = &c->customer_form;
	bool of_call = in_call(c) || c->seat.state == SEAT_RINGING || c->seat.state == SEAT_ACW;

	if (!k->id && !c->resuming) {
		memset(k, 0, sizeof(*k));
		if (of_call && !number_is_withheld(&c->seat.caller) && !c->seat.known)
			text_copy(k->phones[0], sizeof(k->phones[0]), c->seat.caller.digits);
		text_copy(k->klass, sizeof(k->klass), label(L_RESIDENT));
	}
	form_open(f, fields, N_FIELDS, no_choice, c);
	form_text(f, NAME, k->name, sizeof(k->name));
	form_text(f, PHONE, k->phones[0], sizeof(k->phones[0]));
	form_text(f, KLASS, k->klass, sizeof(k->klass));
	form_text(f, DISTRICT, k->district, sizeof(k->district));
	form_text(f, ADDRESS, k->address, sizeof(k->address));
	form_text(f, LIKES, k->likes, sizeof(k->likes));
	form_text(f, NOTE, k->note, sizeof(k->note));
	f->value[KEY] = k->key;
	f->focus = NAME;
}

static void
open(struct console *c)
{
	c->customer_saving = false;
	customer_form_open(c);
}

void
customer_park(struct console *c)
{
	if (!c->customer_form.touched || c->screen != SCREEN_CUSTOMER)
		return;
	c->editing.key = c->customer_form.value[KEY] != 0;
	c->parked = c->editing;
	c->have_parked = true;
	c->customer_form.touched = false;
}

void
customer_resume(struct console *c)
{
	c->editing = c->parked;
	c->have_parked = false;
	c->resuming = true;
	screen_push(c, SCREEN_CUSTOMER);
	c->customer_form.touched = true;
	c->resuming = false;
}

void
customer_save_now(struct console *c)
{
	struct customer *k = &c->editing;
	int missing = form_missing(&c->customer_form);

	if (c->customer_saving)
		return;
	if (missing >= 0) {
		c->customer_form.focus = missing;
		console_say(c, _("Not saved: \"%s\" must be filled in, the cursor is there [CRM-01]"),
		    label(fields[missing].label));
		return;
	}
	k->key = c->customer_form.value[KEY] != 0;
	if (!k->n_phones && k->phones[0][0])
		k->n_phones = 1;
	struct ask *ask = console_ask(c, ASK_CUSTOMER_SAVE);
	ask->customer = *k;
	ask->session = in_call(c) || c->seat.state == SEAT_ACW ? c->seat.session : 0;
	c->customer_saving = true;
	console_send(c, ask);
	console_say(c, "%s", _("Saving.."));
}

/* What is known about a number that belongs to nobody: earlier calls from it. */
static void
number(const struct console *c, struct canvas *cv, int row, int col, int width, int rows)
{
	const struct file *f = &c->file;

	if (number_is_withheld(&c->seat.caller) || !c->seat.session)
		return;
	if (!f->n_past) {
		canvas_printf(cv, row, col, width, INK_DIM, " %s", label(L_NEVER_CALLED));
		return;
	}
	canvas_printf(cv, row, col, width, INK_PLAIN,
	    either(" 以前来电 %d 次, 未建档:", " Called %d times, never registered:"), f->n_past);
	draw_past(c, cv, row + 1, col, width, rows - 1, false);
}

void
draw_new_customer(const struct console *c, struct canvas *cv, const struct form *form)
{
	int end = body_end(cv), mid = layout_mid(cv, 40), low = end - 9;
	bool new = !c->editing.id, ringing = c->screen == SCREEN_RING_NEW;
	char title[160];

	if (new)
		snprintf(title, sizeof(title), "%s", label(ringing ? L_NEW_AFTER : L_NEW));
	else
		snprintf(title, sizeof(title), "%s %s", label(L_CHANGE), c->editing.number);
	layout_two(cv, BODY_TOP, mid, low - BODY_TOP - 1, ringing ? INK_TITLE : INK_FOCUS, title, INK_TITLE,
	    label(new ? L_THIS_NUMBER : L_HISTORY));
	for (int i = 0; i < form->n; i++)
		form_draw(cv, form, i, BODY_TOP + 1 + i, 2, 9, mid - 3);
	canvas_printf(cv, BODY_TOP + 1 + form->n, 0, mid, INK_DIM, "  %s", label(L_MUST));
	if (new)
		number(c, cv, BODY_TOP + 1, mid + 1, cv->cols - mid - 1, low - BODY_TOP - 1);
	else
		draw_past(c, cv, BODY_TOP + 1, mid + 1, cv->cols - mid - 1, low - BODY_TOP - 1, false);
	draw_script(c, cv, low, end - low);
}

static void
draw(const struct console *c, struct canvas *cv)
{
	draw_new_customer(c, cv, &c->customer_form);
}

static bool
key(struct console *c, keycode k)
{
	return k != K_ESC && form_key(&c->customer_form, k); /* Esc goes back at once; what was typed is parked */
}

static struct edit *
text(struct console *c)
{
	return form_in_text(&c->customer_form) ? &c->customer_form.edit[c->customer_form.focus] : NULL;
}

static const char *
prompt(const struct console *c)
{
	return label(L_CUSTOMER_PROMPT);
}

const struct screen screen_customer = {
	.title = L_CUSTOMER,
	.open = open,
	.draw = draw,
	.key = key,
	.text = text,
	.prompt = prompt,
};
