/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The scripted agent.
 *
 * A verb that brought nothing is repeated after a second: acdd or crmd may have been restarted under it.  What is done
 * is told by acdd's state alone, never by what was asked.
 */
#include "tools/autoseat/seat.h"

#include "base/clock.h"
#include "store/kinds.h"
#include "tools/console/business.h"
#include "tools/console/deskline.h"
#include "tools/term/format.h"

#include <errno.h>
#include <string.h>

#define AGAIN_US US_PER_SEC

void
autoseat_open(struct autoseat *s, uint16_t number, const struct script *script, const struct autoseat_ops *ops)
{
	*s = (struct autoseat){ .ops = ops, .script = script, .number = number, .asked_us = INT64_MIN / 2 };
}

/* Has the last request had its time? */
static bool
may_ask(struct autoseat *s, int64_t now_us)
{
	if (now_us - s->asked_us < AGAIN_US)
		return false;
	s->asked_us = now_us;
	return true;
}

static void
verb(struct autoseat *s, enum desk_verb what, int64_t now_us)
{
	if (may_ask(s, now_us))
		s->ops->desk(s, what, s->seat.session);
}

static struct ask *
question(struct autoseat *s, enum ask_kind kind)
{
	static struct ask ask;

	memset(&ask, 0, sizeof(ask));
	ask.kind = kind;
	ask.ticket = ++s->ticket;
	ask.seat = s->number;
	ask.session = s->session;
	return &ask;
}

/* ---- the parts of a call ---- */

static void
write_notes(struct autoseat *s)
{
	struct ask *ask = question(s, ASK_DRAFT_SAVE);

	snprintf(ask->text, sizeof(ask->text), "%s: %s", s->seat.service, s->seat.choice);
	s->noted = true;
	s->ops->ask(s, ask);
}

static void
talk(struct autoseat *s, int64_t now_us)
{
	const struct script *p = s->script;
	int64_t in = now_us - s->seat.answered_us;

	if (!s->noted && in >= p->note_us)
		write_notes(s);
	if (p->hang_up_us && in >= p->hang_up_us)
		verb(s, DESK_VERB_HANG_UP, now_us);
	else if (p->hold_us && !s->was_held && in >= p->hold_us)
		verb(s, DESK_VERB_HOLD, now_us);
}

static void
file_order(struct autoseat *s)
{
	struct ask *ask = question(s, ASK_ORDER_SAVE);
	struct order *o = &ask->order;
	const struct subkind_row *first = NULL;

	o->session = s->session;
	o->seat = s->number;
	o->kind = kind_of_choice(s->seat.choice);
	if (o->kind == KIND_NONE)
		o->kind = KIND_CONSULT;
	for (size_t i = 0; i < n_subkind_rows && !first; i++)
		if (subkind_rows[i].kind == o->kind)
			first = &subkind_rows[i];
	o->subkind = first ? first->digit : 0;
	o->handling = o->kind == KIND_CONSULT ? HANDLING_ANSWERED : HANDLING_DISPATCH;
	if (!number_is_withheld(&s->seat.caller))
		text_copy(o->caller, sizeof(o->caller), s->seat.caller.digits);
	snprintf(o->summary, sizeof(o->summary), "%s: %s", s->seat.service, s->seat.choice);
	s->filing = true;
	s->ops->ask(s, ask);
}

static void
wrap_up(struct autoseat *s, int64_t now_us)
{
	if (s->filed)
		verb(s, DESK_VERB_FINISH, now_us);
	else if (!s->filing && now_us - s->seat.since_us >= s->script->wrap_us)
		file_order(s);
}

/* The line that tests and people count. */
static void
tell(struct autoseat *s)
{
	char line[256], session[FORMAT_SIZE], caller[FORMAT_SIZE];
	int64_t talked = s->seat.answered_us ? s->seat.ended_us - s->seat.answered_us : 0;

	snprintf(line, sizeof(line), "seat %04u session %s caller %s customer %s talk %lld.%llds order %s", s->number,
	    format_session(session, s->session), format_party(caller, &s->seat.caller),
	    s->seat.customer[0] ? s->seat.customer : "-", (long long)(talked / US_PER_SEC),
	    (long long)(talked % US_PER_SEC / 100000), s->order[0] ? s->order : "-");
	s->ops->say(s, line);
	s->served++;
}

/* ---- turns ---- */

static void
at_the_desk(struct autoseat *s, int64_t now_us)
{
	bool leaving = s->where == AUTOSEAT_LEAVING;

	switch (s->seat.state) {
	case SEAT_READY:
	case SEAT_AWAY:
	case SEAT_CLOSED:
		if (leaving)
			verb(s, DESK_VERB_SIGN_OUT, now_us);
		else if (s->seat.state != SEAT_READY)
			verb(s, DESK_VERB_READY, now_us);
		break;
	case SEAT_RINGING:
		if (s->seat.headset && now_us - s->seat.offered_us >= s->script->answer_us)
			verb(s, DESK_VERB_ANSWER, now_us);
		break;
	case SEAT_TALKING:
		talk(s, now_us);
		break;
	case SEAT_HOLDING:
		s->was_held = true;
		if (now_us - s->seat.held_us >= s->script->held_us)
			verb(s, DESK_VERB_RETRIEVE, now_us);
		break;
	case SEAT_ACW:
		wrap_up(s, now_us);
		break;
	default:
		break;
	}
}

void
autoseat_turn(struct autoseat *s, int64_t now_us)
{
	if (s->where == AUTOSEAT_OUT && may_ask(s, now_us)) {
		struct ask *ask = question(s, ASK_SIGN_IN);
		text_copy(ask->text, sizeof(ask->text), s->script->password);
		s->where = AUTOSEAT_SIGNING;
		s->ops->ask(s, ask);
	} else if ((s->where == AUTOSEAT_DESK || s->where == AUTOSEAT_LEAVING) && s->known)
		at_the_desk(s, now_us);
}

void
autoseat_leave(struct autoseat *s)
{
	s->where = s->where == AUTOSEAT_DESK && s->known ? AUTOSEAT_LEAVING : AUTOSEAT_GONE;
	s->asked_us = INT64_MIN / 2;
}

/* ---- what the others say ---- */

static void
gone(struct autoseat *s)
{
	s->where = AUTOSEAT_GONE;
	s->known = false;
	s->ops->ask(s, question(s, ASK_SIGN_OUT));
}

static void
take_seat(struct autoseat *s, const struct desk_seat *now, int64_t now_us)
{
	bool changed = !s->known || now->state != s->seat.state;

	if (now->session && now->session != s->session) {
		s->session = now->session;
		s->noted = s->was_held = s->filing = s->filed = false;
		s->order[0] = '\0';
	}
	s->seat = *now;
	s->known = true;
	/* Put away by the switch: its phone cannot be reached; not at once again. */
	if (changed)
		s->asked_us = now->state == SEAT_AWAY ? now_us : INT64_MIN / 2;
	if (now->state == SEAT_OUT && s->where == AUTOSEAT_LEAVING)
		gone(s);
}

static void
take_refusal(struct autoseat *s, const struct desk_refused *r)
{
	char line[96];

	s->refused++;
	if (r->why != DESK_BAD_TOKEN && r->why != DESK_TAKEN_OVER)
		return;
	snprintf(line, sizeof(line), "seat %04u: %s", s->number,
	    r->why == DESK_BAD_TOKEN ? "the switch does not know the sign-in, trying again"
	                             : "taken over by another console");
	s->ops->say(s, line);
	s->known = false;
	s->where = r->why == DESK_BAD_TOKEN && s->where != AUTOSEAT_LEAVING ? AUTOSEAT_OUT : AUTOSEAT_GONE;
}

int
autoseat_packet(struct autoseat *s, const void *packet, size_t len, int64_t now_us)
{
	struct desk_head head;
	struct desk_seat seat;
	struct desk_refused refused;

	if (len < sizeof(head))
		return -EBADMSG;
	memcpy(&head, packet, sizeof(head));
	if (head.type == DESK_SEAT && len >= sizeof(seat) && head.seat == s->number) {
		memcpy(&seat, packet, sizeof(seat));
		if (!desk_seat_is_sound(&seat))
			return -EBADMSG;
		take_seat(s, &seat, now_us);
	} else if (head.type == DESK_REFUSED && len >= sizeof(refused)) {
		memcpy(&refused, packet, sizeof(refused));
		take_refusal(s, &refused);
	} else if (head.type != DESK_DAY && head.type != DESK_ALARMS)
		return -EBADMSG;
	return 0;
}

void
autoseat_answer(struct autoseat *s, const struct answer *a, int64_t now_us)
{
	char line[256];

	if (a->kind == ASK_SIGN_IN && a->code == ANSWER_OK) {
		if (s->where == AUTOSEAT_SIGNING)
			s->where = AUTOSEAT_DESK;
		s->ops->greet(s, a->agent.token);
	} else if (a->kind == ASK_SIGN_IN && s->where == AUTOSEAT_SIGNING) {
		s->where = a->code == ANSWER_AWAY || a->code == ANSWER_BUSY ? AUTOSEAT_OUT : AUTOSEAT_GONE;
		s->asked_us = now_us;
		if (s->where == AUTOSEAT_GONE) {
			snprintf(line, sizeof(line), "seat %04u: cannot sign in (%d)", s->number, (int)a->code);
			s->ops->say(s, line);
		}
	} else if (a->kind == ASK_ORDER_SAVE && a->ticket_session == s->session && !s->filed) {
		s->filing = false;
		if (a->code == ANSWER_BUSY || a->code == ANSWER_AWAY)
			return; /* filed again in the next turn */
		s->filed = true;
		if (a->code == ANSWER_OK) {
			text_copy(s->order, sizeof(s->order), a->order.number);
			s->orders++;
		} else {
			snprintf(
			    line, sizeof(line), "seat %04u: order refused (%d %s)", s->number, (int)a->code, a->why);
			s->ops->say(s, line);
		}
		tell(s);
	}
}
