/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What crmd answers, one function per kind of question.
 *
 * An answer belongs to the call or the list it was asked for; one that comes too late (another call, a newer query) is
 * dropped.
 */
#include "tools/console/screen.h"

#include <stdio.h>
#include <string.h>

static void
on_sign_in(struct console *c, const struct answer *a)
{
	bool unlocking = c->unlocking;

	c->signing = c->unlocking = false;
	if (a->code == ANSWER_OK) {
		c->me = a->agent;
		c->me.seat = a->agent.seat;
		c->signed_in = true;
		c->trouble[0] = '\0';
		if (unlocking && c->screen == SCREEN_LOCK)
			console_unlock(c);
		return;
	}
	const char *why = a->code == ANSWER_WRONG ? _("Seat or password is wrong [AGT-01]")
	    : a->code == ANSWER_LOCKED
	    ? _("This seat is locked after too many wrong passwords: ask the leader [SEC-11]")
	    : a->code == ANSWER_AWAY ? _("Customer files are away: nobody can sign in now, try again")
	                             : _("Sign-in was refused");
	if (unlocking) {
		console_say(c, "%s", why);
		return;
	}
	snprintf(c->trouble, sizeof(c->trouble), "%s", why);
	c->sign_in.focus = 1;
	if (c->signed_in && a->code != ANSWER_AWAY) { /* the password was changed while the line was away */
		c->signed_in = false;
		screen_go(c, SCREEN_SIGN_IN);
	}
}

static void
on_sign_out(struct console *c, const struct answer *a)
{
}

static void
on_customer(struct console *c, const struct answer *a)
{
	struct file *f = &c->file;
	struct ask *ask;

	if (a->code == ANSWER_AWAY || a->code == ANSWER_BUSY) {
		f->state = FILE_AWAY;
		return;
	}
	if (a->code != ANSWER_OK) {
		f->state = FILE_NONE;
		return;
	}
	f->customer = a->customer;
	f->state = FILE_THERE;
	if (c->work.session == f->session)
		work_of_customer(c, &a->customer);
	ask = console_ask(c, ASK_PAST);
	ask->id = a->customer.id;
	ask->session = f->session;
	console_send(c, ask);
	ask = console_ask(c, ASK_ORDERS);
	ask->id = a->customer.id;
	ask->session = f->session;
	console_send(c, ask);
}

static void
on_past(struct console *c, const struct answer *a)
{
	if (a->code != ANSWER_OK)
		return;
	/* The call at hand is not yet past. */
	c->file.n_past = 0;
	for (int i = 0; i < a->n; i++)
		if (!a->past[i].session || a->past[i].session != c->file.session)
			c->file.past[c->file.n_past++] = a->past[i];
	list_count(&c->past, c->file.n_past);
}

/* Of a customer's orders only the open ones are of interest beside a call. */
static void
on_orders(struct console *c, const struct answer *a)
{
	int n = 0;

	if (a->code != ANSWER_OK)
		return;
	for (int i = 0; i < a->n; i++)
		if (order_is_open(a->orders[i].state))
			c->file.orders[n++] = a->orders[i];
	c->file.n_orders = n;
}

static void
on_find(struct console *c, const struct answer *a)
{
	if (a->ticket != c->query_ticket)
		return;
	c->query_took_us = c->now_us - c->query_sent_us;
	if (a->code != ANSWER_OK) {
		console_say(c, "%s", _("Customer files are away; the call is not affected"));
		return;
	}
	c->n_found = a->n;
	c->found_of = a->of;
	memcpy(c->found_rows, a->customers, sizeof(a->customers[0]) * (size_t)a->n);
	c->found.selected = 0;
	list_count(&c->found, a->n);
}

static void
on_customer_save(struct console *c, const struct answer *a)
{
	bool waited = c->customer_saving;

	c->customer_saving = false;
	if (a->code == ANSWER_OK) {
		console_say(c, _("Saved: %s %s"), a->customer.number, a->customer.name);
		if (in_call(c) || c->seat.state == SEAT_ACW) {
			c->file.state = FILE_THERE;
			c->file.customer = a->customer;
			if (c->work.session == c->seat.session)
				work_of_customer(c, &a->customer);
			work_note(c, _("customer's file saved"));
		}
		c->customer_form.touched = false;
		if (waited && c->screen == SCREEN_CUSTOMER)
			screen_back(c);
	} else if (a->code == ANSWER_FIELD && form_named(&c->customer_form, a->why) >= 0) {
		c->customer_form.focus = form_named(&c->customer_form, a->why);
		console_say(c, _("Not saved: \"%s\" is not acceptable, the cursor is there [CRM-01]"),
		    label(c->customer_form.rows[c->customer_form.focus].label));
	} else if (a->code == ANSWER_CONFLICT) {
		c->editing.version = a->customer.version;
		console_say(c, _("Another seat saved first (%s, %s): F8 writes yours over it [CRM-15]"),
		    a->customer.name, a->customer.address);
	} else
		console_say(c, _("Not saved (%s): press F8 again [CRM-01]"), a->why);
}

static void
on_bind(struct console *c, const struct answer *a)
{
	if (a->code != ANSWER_OK)
		console_say(c, "%s", _("Not attached to this call: try again [CRM-07]"));
}

static void
on_day(struct console *c, const struct answer *a)
{
	if (a->code != ANSWER_OK) {
		console_say(c, "%s", _("Calls cannot be read now"));
		return;
	}
	int room = CONSOLE_CALLS - c->n_calls, n = a->n < room ? a->n : room;

	memcpy(c->call_rows + c->n_calls, a->calls, sizeof(a->calls[0]) * (size_t)n);
	c->n_calls += n;
	calls_filter(c);
	c->calls_us = c->now_us;
	if (a->cursor_len && c->n_calls < CONSOLE_CALLS && c->screen == SCREEN_CALLS) {
		struct ask *ask = console_ask(c, ASK_DAY);
		ask->cursor_len = a->cursor_len;
		memcpy(ask->cursor, a->cursor, sizeof(ask->cursor));
		console_send(c, ask);
	}
	calls_select(c);
}

static void
on_story(struct console *c, const struct answer *a)
{
	if (a->code == ANSWER_OK && a->story.row.session == c->story_of)
		c->story = *a;
}

static void
on_order_save(struct console *c, const struct answer *a)
{
	work_filed(c, a);
}

static void
on_draft_save(struct console *c, const struct answer *a)
{
	/* Not saved: it stays to be saved, the next pause tries again. */
	if (a->code != ANSWER_OK && c->work.session)
		work_touch(c);
}

static void
on_draft_load(struct console *c, const struct answer *a)
{
	for (int i = 0; a->code == ANSWER_OK && i < a->n && i < ASK_DRAFTS; i++)
		if (a->drafts[i].session == c->work.session && !c->work.notes[0]) {
			work_from_draft(&c->work, a->drafts[i].text);
			c->work.saved_us = a->drafts[i].at_us;
			edit_mend(&c->notes);
			if (c->screen == SCREEN_WRAP)
				wrap_from_work(c);
		}
}

void
console_answer(struct console *c, const struct answer *a, int64_t now_us)
{
	static void (*const on[ASK_COUNT])(struct console *, const struct answer *) = {
		[ASK_SIGN_IN] = on_sign_in,
		[ASK_SIGN_OUT] = on_sign_out,
		[ASK_CUSTOMER] = on_customer,
		[ASK_FIND] = on_find,
		[ASK_CUSTOMER_SAVE] = on_customer_save,
		[ASK_BIND] = on_bind,
		[ASK_PAST] = on_past,
		[ASK_ORDERS] = on_orders,
		[ASK_DAY] = on_day,
		[ASK_STORY] = on_story,
		[ASK_ORDER_SAVE] = on_order_save,
		[ASK_DRAFT_SAVE] = on_draft_save,
		[ASK_DRAFT_LOAD] = on_draft_load,
	};
	bool of_call = a->kind == ASK_CUSTOMER || a->kind == ASK_PAST || a->kind == ASK_ORDERS;

	c->now_us = now_us;
	if ((unsigned)a->kind >= ASK_COUNT || a->n < 0 || a->n > ASK_ROWS)
		return;
	if (of_call && a->ticket_session != c->file.session)
		return;
	on[a->kind](c, a);
}
