/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is written about a call: notes and the after-call form, bound to the call by its session number.
 *
 * Typing is saved as a draft at crmd after two seconds of pause and at each change of screen, so a console that dies
 * costs at most those two seconds.  A draft is the notes as they stand, and, once the form was touched, one last line
 * with its choices:
 * "#form kind subkind handling hours follow-up tell".
 */
#include "tools/console/screen.h"

#include "store/kinds.h"
#include "tools/console/business.h"

#include <stdio.h>
#include <string.h>

#define FORM_LINE "\n#form "

void
work_to_draft(const struct work *w, char *text, size_t size)
{
	size_t n = (size_t)snprintf(text, size, "%s", w->notes);

	if (w->kind && n < size)
		snprintf(text + n, size - n, FORM_LINE "%u %u %u %u %u %u", w->kind, w->subkind, w->handling, w->hours,
		    w->follow_up, w->tell_number);
}

void
work_from_draft(struct work *w, const char *text)
{
	const char *form = strstr(text, FORM_LINE), *next;
	size_t n = form ? (size_t)(form - text) : strlen(text);
	unsigned kind, subkind, handling, hours, follow_up, tell;

	/* Should the notes hold such a line themselves, the last one counts. */
	for (; form && (next = strstr(form + 1, FORM_LINE)); form = next)
		n = (size_t)(next - text);
	if (n >= sizeof(w->notes))
		n = sizeof(w->notes) - 1;
	memcpy(w->notes, text, n);
	w->notes[n] = '\0';
	if (!form ||
	    sscanf(form, FORM_LINE "%u %u %u %u %u %u", &kind, &subkind, &handling, &hours, &follow_up, &tell) != 6)
		return;
	if (!kind_find(kind) || (subkind && !subkind_find(kind, subkind)) || (handling && !handling_find(handling)))
		return;
	w->kind = kind;
	w->subkind = subkind;
	w->handling = handling;
	w->hours = hours <= 9999 ? hours : 0;
	w->follow_up = follow_up != 0;
	w->tell_number = tell != 0;
}

void
work_of_customer(struct console *c, const struct customer *k)
{
	struct work *w = &c->work;

	w->customer = k->id;
	text_copy(w->name, sizeof(w->name), k->name);
	if (!w->address[0])
		text_copy(w->address, sizeof(w->address), k->address);
}

void
work_begin(struct console *c)
{
	struct work *w = &c->work;

	work_stash(c);
	memset(w, 0, sizeof(*w));
	w->session = c->seat.session;
	w->caller = c->seat.caller;
	w->tell_number = 1;
	text_copy(w->name, sizeof(w->name), c->seat.name);
	w->kind = kind_of_choice(c->seat.choice);
	w->saved_us = 0;
	c->past = (struct list){ 0 };
	if (c->file.session == w->session && c->file.state == FILE_THERE)
		work_of_customer(c, &c->file.customer);
	/* A restarted console finds its notes again. */
	if (c->seat.state != SEAT_RINGING) {
		struct ask *ask = console_ask(c, ASK_DRAFT_LOAD);
		ask->session = w->session;
		console_send(c, ask);
	}
}

void
work_touch(struct console *c)
{
	c->work.dirty = c->work.session != 0;
	c->work.changed_us = c->now_us;
}

void
work_save_draft(struct console *c)
{
	struct work *w = &c->work;

	if (!w->dirty || !w->session || w->filed)
		return;
	struct ask *ask = console_ask(c, ASK_DRAFT_SAVE);
	ask->session = w->session;
	work_to_draft(w, ask->text, sizeof(ask->text));
	console_send(c, ask);
	w->dirty = 0;
	w->saved_us = c->now_us;
}

void
work_stash(struct console *c)
{
	struct work *w = &c->work;

	work_save_draft(c);
	if (!w->session || w->filed || (!w->notes[0] && !w->subkind))
		return;
	for (int i = 0; i < c->n_drafts; i++)
		if (c->drafts[i].session == w->session) {
			c->drafts[i] = *w;
			return;
		}
	/* The oldest gives way; it is still kept at crmd. */
	if (c->n_drafts == CONSOLE_DRAFTS)
		memmove(c->drafts, c->drafts + 1, sizeof(c->drafts[0]) * (size_t)--c->n_drafts);
	c->drafts[c->n_drafts++] = *w;
}

static void
forget_draft(struct console *c, uint64_t session)
{
	for (int i = 0; i < c->n_drafts; i++)
		if (c->drafts[i].session == session) {
			memmove(c->drafts + i, c->drafts + i + 1, sizeof(c->drafts[0]) * (size_t)(c->n_drafts - i - 1));
			c->n_drafts--;
			return;
		}
}

void
work_resume(struct console *c, int draft)
{
	if (draft < 0 || draft >= c->n_drafts)
		return;
	c->work = c->drafts[draft];
	forget_draft(c, c->work.session);
	c->file.session = c->work.session;
	c->file.state = FILE_NONE;
	if (c->work.customer) {
		struct ask *ask = console_ask(c, ASK_CUSTOMER);
		ask->id = c->work.customer;
		ask->session = c->work.session;
		c->file.state = FILE_LOADING;
		c->file.asked_us = c->now_us;
		console_send(c, ask);
	}
	screen_push(c, SCREEN_WRAP);
}

void
work_note(struct console *c, const char *what)
{
	struct work *w = &c->work;

	if (w->n_done == CONSOLE_DONE)
		memmove(w->done, w->done + 1, sizeof(w->done[0]) * (size_t)--w->n_done);
	w->done[w->n_done].at_us = console_time(c);
	text_copy(w->done[w->n_done].text, sizeof(w->done[0].text), what);
	w->n_done++;
}

/* ---- the work order ---- */

void
work_file(struct console *c)
{
	struct work *w = &c->work;
	int missing = form_missing(&c->wrap);

	if (w->filed && c->seat.state == SEAT_ACW) {
		console_verb(c, REQUEST_save, DESK_VERB_FINISH, "");
		return;
	}
	if (w->filed) {
		screen_rest(c);
		return;
	}
	if (!w->session || c->filing)
		return;
	if (missing >= 0) {
		c->wrap.focus = missing;
		console_say(c, _("Not saved: \"%s\" must be filled in, the cursor is there [WO-09]"),
		    label(c->wrap.rows[missing].label));
		return;
	}
	struct ask *ask = console_ask(c, ASK_ORDER_SAVE);
	struct order *o = &ask->order;
	o->session = ask->session = w->session;
	o->customer = w->customer;
	o->kind = w->kind;
	o->subkind = w->subkind;
	o->handling = w->handling;
	o->follow_up = w->follow_up;
	o->tell_number = w->tell_number;
	o->seat = c->me.seat;
	o->due_us = w->hours ? console_time(c) + (int64_t)w->hours * 3600 * US_PER_SEC : 0;
	text_copy(o->department, sizeof(o->department), w->department);
	text_copy(o->address, sizeof(o->address), w->address);
	text_copy(o->summary, sizeof(o->summary), w->notes);
	if (!number_is_withheld(&w->caller))
		text_copy(o->caller, sizeof(o->caller), w->caller.digits);
	if (w->handling == HANDLING_JOIN && c->file.n_orders && c->file.session == w->session)
		text_copy(o->join, sizeof(o->join), c->file.orders[0].number);
	c->filing = true;
	console_send(c, ask);
	console_say(c, "%s", _("Saving.."));
}

void
work_filed(struct console *c, const struct answer *a)
{
	struct work *w = &c->work;

	c->filing = false;
	if (a->code != ANSWER_OK) {
		int field = form_named(&c->wrap, a->why);
		if (a->code == ANSWER_FIELD && field >= 0) {
			c->wrap.focus = field;
			console_say(c, _("Not saved: \"%s\" is not acceptable, the cursor is there [WO-09]"),
			    label(c->wrap.rows[field].label));
		} else
			console_say(c, _("Not saved (%s): press F8 again; the text is kept as a draft [WO-01]"),
			    a->code == ANSWER_AWAY || a->code == ANSWER_BUSY ? _("customer files are away") : a->why);
		work_touch(c);
		return;
	}
	forget_draft(c, a->order.session);
	if (a->order.session != w->session)
		return;
	w->filed = 1;
	w->dirty = 0;
	text_copy(w->order, sizeof(w->order), a->order.number);
	console_say(c, _("Work order %s saved"), w->order);
	if (c->have_seat && c->seat.state == SEAT_ACW && c->seat.session == w->session)
		console_verb(c, REQUEST_save, DESK_VERB_FINISH, "");
	else if (c->screen == SCREEN_WRAP && c->depth)
		screen_back(c);
	else if (c->screen == SCREEN_WRAP)
		screen_rest(c);
}

/* ---- the customer's file ---- */

void
file_load(struct console *c)
{
	struct file *f = &c->file;
	struct ask *ask;

	f->session = c->seat.session;
	f->state = FILE_NONE;
	f->n_past = f->n_orders = 0;
	if (number_is_withheld(&c->seat.caller) && !c->seat.known)
		return;
	if (!c->seat.known) {
		if (!c->seat.caller.digits[0])
			return;
		ask = console_ask(c, ASK_PAST); /* who called from here before? */
		text_copy(ask->text, sizeof(ask->text), c->seat.caller.digits);
		ask->session = f->session;
		console_send(c, ask);
	}
	ask = console_ask(c, ASK_CUSTOMER);
	ask->session = f->session;
	text_copy(ask->text, sizeof(ask->text),
	    c->seat.known && c->seat.customer[0] ? c->seat.customer : c->seat.caller.digits);
	f->state = c->seat.known ? FILE_LOADING : FILE_NONE;
	f->asked_us = c->now_us;
	console_send(c, ask);
}
