/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The console's rules: what a key, a packet, an answer or the time does to the model.
 *
 * The rule above all others: an event never moves the focus or the cursor, never opens a window over a field, never
 * changes the meaning of a key under the finger.  So packets write only the strip, and the body follows a call
 * (follow() below) only
 *   - from the untouched home screen to the ringing one, and back if the call goes away;
 *   - when the agent answered with a key, or answered the phone while nothing but home was open;
 *   - from the talk to the after-call form, and from the form home, when no text has the focus and no key was pressed
 * for 0.7 s.
 */
#include "tools/console/deskline.h"
#include "tools/console/screen.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define SCREEN(id, record) &record,
const struct screen *const screen_rows[SCREEN_COUNT] = {
#include "tools/console/screens.def"
};
#undef SCREEN

/* ---- moving between screens ---- */

static void
show(struct console *c, enum screen_id id)
{
	customer_park(c);
	c->screen = id;
	c->shown_us = c->now_us;
	c->by_itself = false;
	if (screen_rows[id]->open)
		screen_rows[id]->open(c);
}

void
screen_go(struct console *c, enum screen_id id)
{
	work_save_draft(c);
	c->depth = 0;
	show(c, id);
}

void
screen_push(struct console *c, enum screen_id id)
{
	work_save_draft(c);
	if (c->depth < CONSOLE_STACK)
		c->stack[c->depth++] = c->screen;
	show(c, id);
}

void
screen_back(struct console *c)
{
	work_save_draft(c);
	customer_park(c);
	if (c->depth == 0)
		return;
	c->screen = c->stack[--c->depth];
	/* Coming back to a call that is over: what is left of it is the form. */
	if (c->screen == SCREEN_TALK && c->have_seat && !in_call(c) && c->depth == 0)
		screen_rest(c);
	c->shown_us = c->now_us;
	c->by_itself = false;
}

struct edit *
screen_text(struct console *c)
{
	const struct screen *s = screen_rows[c->screen];

	return s->text ? s->text(c) : NULL;
}

bool
screen_in_text(const struct console *c)
{
	/* Asking does not change anything; the accessor serves both. */
	return screen_text((struct console *)(uintptr_t)c) != NULL;
}

/* ---- speaking ---- */

void
console_say(struct console *c, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(c->say, sizeof(c->say), format, args);
	va_end(args);
	c->say_us = c->now_us;
	c->say_until_us = c->now_us + SAY_US;
}

void
console_verb(struct console *c, enum request_id from, enum desk_verb verb, const char *text)
{
	if (!c->desk_up) {
		console_say(c, "%s", _("No line to the switch; use the phone"));
		return;
	}
	c->pending = (uint32_t)from + 1;
	c->pending_us = c->now_us;
	c->ops->desk(c->arg, verb, c->have_seat ? c->seat.session : 0, text);
}

struct ask *
console_ask(struct console *c, enum ask_kind kind)
{
	static struct ask ask; /* large; one is being filled in at a time */

	memset(&ask, 0, sizeof(ask));
	ask.kind = kind;
	ask.ticket = ++c->ticket;
	ask.seat = c->me.seat;
	return &ask;
}

void
console_send(struct console *c, struct ask *ask)
{
	c->ops->ask(c->arg, ask);
}

/* ---- following the call ---- */

static bool
is_ring_screen(enum screen_id id)
{
	return id == SCREEN_RING_KNOWN || id == SCREEN_RING_NEW || id == SCREEN_RING_WITHHELD;
}

bool
in_call(const struct console *c)
{
	uint8_t s = c->seat.state;

	return c->have_seat && (s == SEAT_TALKING || s == SEAT_HOLDING || s == SEAT_DIALLING || s == SEAT_RECOVERING);
}

/* May the body change without a key?  Nothing is being typed, and no finger is on its way. */
static bool
quiet(const struct console *c)
{
	return c->depth == 0 && !screen_in_text(c) && c->now_us - c->key_us >= GUARD_US;
}

static enum screen_id
ring_screen(const struct desk_seat *s)
{
	if (s->known)
		return SCREEN_RING_KNOWN;
	return number_is_withheld(&s->caller) || !s->caller.digits[0] ? SCREEN_RING_WITHHELD : SCREEN_RING_NEW;
}

/* Is a form about an earlier call still open somewhere? */
static bool
writing(const struct console *c)
{
	bool open = c->screen == SCREEN_WRAP || c->screen == SCREEN_TALK;

	for (int i = 0; i < c->depth; i++)
		open |= c->stack[i] == SCREEN_WRAP || c->stack[i] == SCREEN_TALK;
	return open && c->work.session && !c->work.filed;
}

/* The place where the seat's state belongs. */
void
screen_rest(struct console *c)
{
	bool call = in_call(c) || c->seat.state == SEAT_ACW;

	if (call && c->work.session != c->seat.session)
		work_begin(c);
	if (!call)
		work_stash(c);
	screen_go(c, in_call(c) ? SCREEN_TALK : call ? SCREEN_WRAP : SCREEN_HOME);
}

/* The screen of a call that has just been answered: who it is comes first. */
static void
open_call(struct console *c)
{
	screen_rest(c);
	if (c->seat.known || c->seat.outgoing)
		return;
	memset(&c->editing, 0, sizeof(c->editing));
	screen_push(c, ring_screen(&c->seat) == SCREEN_RING_NEW ? SCREEN_CUSTOMER : SCREEN_FIND);
}

static void
by_itself(struct console *c, enum screen_id id)
{
	screen_go(c, id);
	c->by_itself = true;
}

/* Nothing is open that an event could disturb. */
static bool
at_home(const struct console *c)
{
	if (c->depth)
		return false;
	return c->screen == SCREEN_HOME || is_ring_screen(c->screen) ||
	    (c->screen == SCREEN_WRAP && (c->work.filed || (c->seat.state != SEAT_ACW && quiet(c))));
}

/* F9 was pressed once; that does not count any more, and what was said about it is not true any more. */
static void
hang_forget(struct console *c)
{
	if (c->hang_session && c->say_us == c->hang_us)
		c->say[0] = '\0';
	c->hang_session = 0;
}

/* The call that rang is gone, and nobody here took it or refused it. */
static void
missed(struct console *c, const struct desk_seat *was)
{
	char number[FORMAT_SIZE], length[FORMAT_SIZE];

	format_length(length, c->seat.now_us - was->offered_us);
	if (c->screen == SCREEN_LOCK)
		console_say(c, _("Missed call, it rang %s [ACD-19]"), length);
	else
		console_say(c, _("Missed call: %s, it rang %s [ACD-19]"), format_party(number, &was->caller), length);
}

/* The state is another one now; `home`: nothing was open when it came. */
static void
follow(struct console *c, bool home)
{
	uint8_t state = c->seat.state;
	bool answered = c->answering && c->answering == c->seat.session;

	if (!in_call(c))
		hang_forget(c);
	if (c->screen == SCREEN_LOCK)
		return; /* unlocking will follow */
	if (c->screen == SCREEN_SIGN_IN && c->depth == 0) {
		screen_rest(c);
	} else if (state == SEAT_RINGING && home) {
		by_itself(c, ring_screen(&c->seat));
	} else if (in_call(c) && (answered || home)) {
		c->answering = 0;
		open_call(c);
	} else if (state == SEAT_ACW && home && c->screen != SCREEN_WRAP) {
		screen_rest(c);
	} else if (state == SEAT_ACW && c->screen == SCREEN_TALK) {
		if (quiet(c))
			by_itself(c, SCREEN_WRAP);
		else
			console_say(c, "%s", _("The call is over: F8 opens the after-call form"));
	} else if (!in_call(c) && state != SEAT_ACW && state != SEAT_RINGING) {
		if ((home && c->screen != SCREEN_HOME) || (c->screen == SCREEN_TALK && quiet(c))) {
			work_stash(c);
			by_itself(c, SCREEN_HOME);
		}
	}
}

void
console_unlock(struct console *c)
{
	screen_back(c);
	if (c->have_seat)
		follow(c, at_home(c));
}

/* ---- packets of acdd ---- */

void
console_signed_out(struct console *c)
{
	struct ask *ask;

	work_save_draft(c);
	ask = console_ask(c, ASK_SIGN_OUT);
	console_send(c, ask);
	c->signed_in = c->leaving = false;
	c->have_seat = c->have_day = false;
	c->n_drafts = c->n_calls = c->n_found = 0;
	c->have_parked = false;
	explicit_bzero(c->password, sizeof(c->password));
	memset(&c->file, 0, sizeof(c->file));
	memset(&c->work, 0, sizeof(c->work));
	screen_go(c, SCREEN_SIGN_IN);
}

static void
take_seat(struct console *c, const struct desk_seat *s)
{
	uint8_t before = c->have_seat ? c->seat.state : SEAT_OUT;
	uint64_t session = c->have_seat ? c->seat.session : 0;
	struct desk_seat was = c->seat;

	c->seat = *s;
	c->have_seat = true;
	c->skew_us = s->now_us - c->now_us;
	c->pending = 0; /* an answer, also when it changes nothing: ready who was ready, away after this call */
	if (s->state == SEAT_OUT && (c->leaving || before != SEAT_OUT)) {
		console_signed_out(c);
		return;
	}
	bool home = at_home(c);
	if (s->session && s->session != c->work.session && (home || !writing(c)))
		work_begin(c);
	if (s->session && (s->session != c->file.session || (s->known && c->file.state == FILE_NONE)))
		file_load(c);
	if (s->state == SEAT_RINGING && (before != SEAT_RINGING || s->session != session)) {
		c->bell_us = c->now_us;
		c->ops->bell(c->arg, 1);
	}
	if (s->state != before || c->screen == SCREEN_SIGN_IN)
		follow(c, home);
	if (before == SEAT_RINGING && session != c->rejecting && !in_call(c) && s->state != SEAT_ACW &&
	    (s->state != SEAT_RINGING || s->session != session))
		missed(c, &was);
}

static void
take_refusal(struct console *c, const struct desk_refused *r)
{
	static const char *const why[] = {
		[DESK_OK] = N_("Done"),
		[DESK_BAD_TOKEN] = N_("The switch does not know this sign-in: sign in again [AGT-01]"),
		[DESK_NOT_NOW] = N_("Not now: the state of the seat does not allow it [AGT-02]"),
		[DESK_NO_LINE] = N_("Not dialled: no free outside line [OUT-01]"),
		[DESK_LIFT_PHONE] = N_("Lift the phone to answer [AGT-03]"),
		[DESK_BAD_NUMBER] = N_("Not dialled: this is no number [AGT-04]"),
		[DESK_BAD_PACKET] = N_("The switch did not understand: versions differ?"),
		[DESK_TAKEN_OVER] = N_("Another console has taken over this seat"),
	};

	c->pending = 0;
	c->answering = 0;
	c->leaving = false;
	console_say(c, "%s", r->why < sizeof(why) / sizeof(why[0]) ? _(why[r->why]) : _("The switch refused"));
	if (r->why == DESK_BAD_TOKEN || r->why == DESK_TAKEN_OVER) {
		snprintf(c->trouble, sizeof(c->trouble), "%s", c->say);
		work_save_draft(c);
		c->signed_in = false;
		c->have_seat = c->have_day = false;
		screen_go(c, SCREEN_SIGN_IN);
	}
}

/* The figures stay in row 1; what has just changed is a sentence in row 23. */
static void
take_alarms(struct console *c, const struct desk_alarms *a)
{
	c->alarms = *a;
	if (a->what == DESK_ALARM_RAISED)
		console_say(c, "! %s %s: %s", alarm_severity_text[a->severity][language()], a->name, a->text);
	else if (a->what == DESK_ALARM_OVER)
		console_say(c, either("已恢复 %s: %s", "over: %s: %s"), a->name, a->text);
}

int
console_desk(struct console *c, const void *packet, size_t len, int64_t now_us)
{
	struct desk_head head;
	struct desk_seat seat;
	struct desk_day day;
	struct desk_alarms alarms;
	struct desk_refused refused;

	c->now_us = now_us;
	if (len < sizeof(head))
		return -EBADMSG;
	memcpy(&head, packet, sizeof(head));
	switch (head.type) {
	case DESK_SEAT:
		if (len < sizeof(seat))
			return -EBADMSG;
		memcpy(&seat, packet, sizeof(seat));
		if (head.seat != c->me.seat || !desk_seat_is_sound(&seat))
			return -EBADMSG;
		take_seat(c, &seat);
		return 0;
	case DESK_DAY:
		if (len < sizeof(day))
			return -EBADMSG;
		memcpy(&day, packet, sizeof(day));
		if (head.seat != c->me.seat || !desk_day_is_sound(&day))
			return -EBADMSG;
		c->day = day;
		c->have_day = true;
		return 0;
	case DESK_ALARMS:
		if (len < sizeof(alarms))
			return -EBADMSG;
		memcpy(&alarms, packet, sizeof(alarms));
		if (head.seat != c->me.seat || !desk_alarms_are_sound(&alarms))
			return -EBADMSG;
		take_alarms(c, &alarms);
		return 0;
	case DESK_REFUSED:
		if (len < sizeof(refused))
			return -EBADMSG;
		memcpy(&refused, packet, sizeof(refused));
		take_refusal(c, &refused);
		return 0;
	default:
		return -EBADMSG;
	}
}

void
console_desk_line(struct console *c, bool up, int64_t now_us)
{
	c->now_us = now_us;
	if (c->desk_up && !up)
		c->desk_lost_us = now_us;
	c->desk_up = up;
	c->pending = 0;
}

void
console_crm_line(struct console *c, bool up, int64_t now_us)
{
	c->now_us = now_us;
	if (!c->crm_up && up && c->file.state == FILE_AWAY)
		file_load(c);
	c->crm_up = up;
}

/* ---- keys ---- */

/* An input method leaves full-width forms behind; others that mean nothing get a hint now and then. */
static void
unknown_key(struct console *c, keycode key)
{
	if (key_is_text(key) && key > 0x7f && c->now_us - c->hint_us >= HINT_US) {
		c->hint_us = c->now_us;
		console_say(c, "%s", _("Is the input method on? Please use digits or F-keys"));
	}
}

void
console_key(struct console *c, keycode key, int64_t now_us)
{
	const struct screen *s = screen_rows[c->screen];
	unsigned state = c->have_seat ? c->seat.state : SEAT_OUT;
	bool text = screen_in_text(c), surprised;

	c->now_us = now_us;
	surprised = c->by_itself && now_us - c->shown_us < GUARD_US;
	c->key_us = now_us;
	if (!text)
		key = text_fold(key);
	const struct request *r = request_on_key(!text && key == '?' ? K_F1 : key, c->screen, state);
	if (key != K_F9)
		hang_forget(c);
	if (r) {
		r->run(c);
		return;
	}
	/* What opened by itself does not hear the key that was meant for what was there before. */
	if (surprised) {
		if (key == K_ENTER && state == SEAT_RINGING)
			ring_too_soon(c);
		return;
	}
	if (s->key && s->key(c, key))
		return;
	if (key == K_ESC && c->depth > 0 && c->screen != SCREEN_LOCK)
		screen_back(c);
	else if (key == K_ESC && c->screen == SCREEN_HOME)
		screen_push(c, SCREEN_MENU);
	else if (key == K_ESC && !in_call(c) && (c->screen == SCREEN_TALK || c->screen == SCREEN_WRAP))
		screen_rest(c);
	else
		unknown_key(c, key);
}

void
console_paste(struct console *c, const char *text, int64_t now_us)
{
	struct edit *e;

	c->now_us = c->key_us = now_us;
	e = screen_text(c);
	if (!e) {
		console_say(c, "%s", _("Nothing to paste into: choose a field first"));
		return;
	}
	edit_insert(e, text);
	work_touch(c);
	if (c->screen == SCREEN_CUSTOMER)
		c->customer_form.touched = true;
	if (c->screen == SCREEN_FIND)
		c->query_us = now_us;
}

/* ---- time ---- */

static void
ring_again(struct console *c)
{
	if (c->have_seat && c->seat.state == SEAT_RINGING && c->now_us - c->bell_us >= 5 * US_PER_SEC) {
		c->bell_us = c->now_us;
		c->ops->bell(c->arg, 1);
	}
}

static void
lock_idle(struct console *c)
{
	bool away =
	    c->have_seat && (c->seat.state == SEAT_READY || c->seat.state == SEAT_AWAY || c->seat.state == SEAT_CLOSED);

	if (c->signed_in && away && c->screen != SCREEN_LOCK && c->screen != SCREEN_SIGN_IN &&
	    c->now_us - c->key_us >= IDLE_LOCK_US)
		screen_push(c, SCREEN_LOCK);
}

void
console_tick(struct console *c, int64_t now_us)
{
	c->now_us = now_us;
	if (c->pending && now_us - c->pending_us >= PENDING_US) {
		c->pending = 0;
		c->answering = 0;
		console_say(c, "%s", _("The switch did not answer, press again"));
	}
	if (c->say[0] && now_us >= c->say_until_us)
		c->say[0] = '\0';
	if (c->work.dirty && now_us - c->work.changed_us >= DRAFT_US)
		work_save_draft(c);
	find_tick(c);
	ring_again(c);
	lock_idle(c);
}

/* ---- opening ---- */

void
console_open(struct console *c, const struct site *site, const struct console_ops *ops, void *arg)
{
	memset(c, 0, sizeof(*c));
	c->ops = ops;
	c->arg = arg;
	c->rows = SHORT_ROWS;
	c->cols = SHORT_COLS;
	text_copy(c->site, sizeof(c->site), site->site.name);
	c->recording = (uint8_t)site->acd.record;
	for (int i = 0; i < site->n_queues && i < CONSOLE_QUEUES; i++) {
		c->queues[i].code = (uint16_t)site->queues[i].code;
		text_copy(c->queues[i].text[LANG_ZH], TEXT_LABEL, site->queues[i].zh);
		text_copy(c->queues[i].text[LANG_EN], TEXT_LABEL, site->queues[i].en);
		c->n_queues++;
	}
	c->hint_us = -HINT_US;
	c->notes = (struct edit){ .text = c->work.notes, .size = sizeof(c->work.notes), .lines = true };
	show(c, SCREEN_SIGN_IN);
}

void
console_sign_in_as(struct console *c, const char *seat)
{
	if (strlen(seat) == 4 && strspn(seat, "0123456789") == 4) {
		text_copy(c->seat_code, sizeof(c->seat_code), seat);
		show(c, SCREEN_SIGN_IN);
	}
}

void
console_size(struct console *c, int rows, int cols)
{
	c->rows = rows;
	c->cols = cols;
}
