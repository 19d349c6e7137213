/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Requests: where each is live, and what it does.
 *
 * A request about a call only asks acdd; what comes of it is seen when acdd says so.
 */
#include "tools/console/requests.h"

#include "tools/console/screen.h"

#include <stdio.h>
#include <string.h>

#define ON(id)     (1u << SCREEN_##id)
#define IN(id)     (1u << SEAT_##id)
#define EVERYWHERE ((1u << SCREEN_COUNT) - 1)
#define BODY       (EVERYWHERE & ~(ON(SIGN_IN) | ON(LOCK)))
#define ALWAYS     ((1u << SEAT_STATE_COUNT) - 1)
#define SIGNED     ALWAYS /* on a screen of the body somebody is signed in */
#define IN_CALL    (IN(TALKING) | IN(HOLDING) | IN(DIALLING) | IN(RECOVERING))

static void
do_help(struct console *c)
{
	if (c->screen == SCREEN_HELP)
		c->help_page = (c->help_page + 1) % 3;
	else
		screen_push(c, SCREEN_HELP);
}

static void
do_answer(struct console *c)
{
	c->answering = c->seat.session;
	console_verb(c, REQUEST_answer, DESK_VERB_ANSWER, "");
}

static void
do_hold(struct console *c)
{
	console_verb(c, REQUEST_hold, DESK_VERB_HOLD, "");
}

static void
do_retrieve(struct console *c)
{
	console_verb(c, REQUEST_retrieve, DESK_VERB_RETRIEVE, "");
}

static void
do_state(struct console *c)
{
	screen_push(c, SCREEN_STATE);
}

static void
do_wrap(struct console *c)
{
	if (c->work.session)
		screen_go(c, SCREEN_WRAP);
}

static void
do_save(struct console *c)
{
	work_file(c);
}

static void
do_save_customer(struct console *c)
{
	customer_save_now(c);
}

static void
do_reject(struct console *c)
{
	c->rejecting = c->seat.session;
	console_verb(c, REQUEST_reject, DESK_VERB_REJECT, "");
}

static void
do_hang_up(struct console *c)
{
	if (c->hang_session == c->seat.session && c->now_us - c->hang_us < TWICE_US) {
		c->hang_session = 0;
		c->say[0] = '\0';
		console_verb(c, REQUEST_hang_up, DESK_VERB_HANG_UP, "");
		return;
	}
	c->hang_session = c->seat.session;
	c->hang_us = c->now_us;
	console_say(c, "%s", _("Press F9 again within 2 seconds to release the customer"));
	c->say_until_us = c->now_us + TWICE_US;
}

static void
do_menu(struct console *c)
{
	screen_push(c, SCREEN_MENU);
}

static void
do_lock(struct console *c)
{
	screen_push(c, SCREEN_LOCK);
}

static void
do_find(struct console *c)
{
	screen_push(c, SCREEN_FIND);
}

static void
do_create(struct console *c)
{
	memset(&c->editing, 0, sizeof(c->editing));
	screen_push(c, SCREEN_CUSTOMER);
}

static void
do_dial(struct console *c)
{
	screen_push(c, SCREEN_DIAL);
}

static void
do_notes(struct console *c)
{
	while (c->screen != SCREEN_TALK && c->depth > 0)
		screen_back(c);
	if (c->screen == SCREEN_TALK)
		c->pane = PANE_NOTES;
}

static void
do_calls(struct console *c)
{
	screen_push(c, SCREEN_CALLS);
}

static void
do_change(struct console *c)
{
	if (c->file.state != FILE_THERE) {
		console_say(c, "%s", _("No customer to change: find one with Ctrl+F"));
		return;
	}
	c->editing = c->file.customer;
	screen_push(c, SCREEN_CUSTOMER);
}

static void
do_sign_out(struct console *c)
{
	c->leaving = true;
	console_verb(c, REQUEST_sign_out, DESK_VERB_SIGN_OUT, "");
}

static void
do_redraw(struct console *c)
{
	c->redraw = true;
}

static void
do_quit(struct console *c)
{
	c->finished = true;
}

/* clang-format off */
const struct request requests[REQUEST_COUNT] = {
#define REQUEST(id, key, where, when, zh, en, requirement, zh_help, en_help) \
	{ #id, key, where, when, {zh, en}, requirement, {zh_help, en_help}, do_##id },
#include "tools/console/requests.def"
#undef REQUEST
};
/* clang-format on */

bool
request_live(enum request_id id, enum screen_id screen, unsigned state)
{
	return (unsigned)id < REQUEST_COUNT && requests[id].where >> screen & 1 && state < SEAT_STATE_COUNT &&
	    requests[id].when >> state & 1;
}

const struct request *
request_on_key(keycode key, enum screen_id screen, unsigned state)
{
	for (int i = 0; key != K_NONE && i < REQUEST_COUNT; i++)
		if (requests[i].key == key && request_live((enum request_id)i, screen, state))
			return &requests[i];
	return NULL;
}

int
request_menu(enum screen_id screen, unsigned state, enum request_id *to, int most)
{
	int n = 0;

	for (int i = 0; i < REQUEST_COUNT && n < most; i++)
		if (i != REQUEST_menu && i != REQUEST_help && i != REQUEST_redraw &&
		    request_live((enum request_id)i, screen, state))
			to[n++] = (enum request_id)i;
	return n;
}
