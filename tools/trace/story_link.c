/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Links: which talk, and through legs, lines and seats which session, a record is of (story.h says by what).
 *
 * A circuit's transition stands before the message that it sends and behind the one that it received; from such
 * neighbours we learn which pair of point codes a trunk group has, and a transition that came too early (an orphan) is
 * given to the talk that follows.
 */
#include "tools/trace/story_inside.h"

#include "base/clock.h"
#include "isup/codec.h"
#include "tools/trace/dframe.h"
#include "tools/trace/msu.h"
#include "tools/trace/transition.h"

#include <stdio.h>
#include <string.h>

#define KEY_CIRCUIT (UINT64_C(1) << 62)
#define KEY_CALL    (UINT64_C(1) << 63)
#define SAME_US     (20 * US_PER_MS) /* a step and its message are no further apart */

enum { SETUP = 0x05, RELEASE_COMPLETE = 0x5a };

static uint64_t
circuit_key(uint64_t points, unsigned cic)
{
	return KEY_CIRCUIT | points << 16 | cic;
}

/* ---- legs, lines, seats ---- */

static uint32_t
tale_of_leg(const struct story *s, uint32_t leg)
{
	const struct by_handle *h = &s->legs[leg % HANDLES];

	return leg && h->handle == leg ? h->no : 0;
}

static uint32_t
talk_of_line(const struct story *s, unsigned role, uint32_t line)
{
	const struct by_handle *h = &s->lines[role][line % HANDLES];

	return line && h->handle == line ? h->no : 0;
}

static struct tale_leg *
leg_in(struct tale *t, uint32_t leg)
{
	for (unsigned i = 0; leg && i < t->n_legs; i++)
		if (t->legs[i].leg == leg)
			return &t->legs[i];
	return NULL;
}

static void
leg_joins(struct story *s, struct entry *e)
{
	struct trace_leg m;
	uint32_t no;

	if (e->rec->len < sizeof(m))
		return;
	memcpy(&m, e->rec->data, sizeof(m));
	struct tale *t = story_need_tale(s, e->rec->ref, &no);
	e->tale = no;
	if (m.seat != SEAT_NONE) {
		s->seats[m.seat] = no;
		t->seat = m.seat;
	}
	if (!m.leg)
		return;
	s->legs[m.leg % HANDLES] = (struct by_handle){ m.leg, no };
	if (!leg_in(t, m.leg) && t->n_legs < TALE_LEGS)
		t->legs[t->n_legs++] = (struct tale_leg){ .leg = m.leg, .seat = m.seat, .role = ROLE_COUNT };
}

/* ---- talks ---- */

static void
adopt(struct story *s, uint32_t talk, unsigned role, unsigned cic, unsigned span)
{
	const struct trace_rec *now = s->entries[(s->next_entry - 1) % STORY_ENTRIES].rec;

	for (unsigned i = 0; i < ORPHANS; i++) {
		struct orphan *o = &s->orphans[i];
		struct entry *e = o->entry ? story_entry(s, o->entry) : NULL;

		if (!e || o->role != role || o->cic != cic || (role == ROLE_PRI && o->group != span) ||
		    now->at_us - o->at_us > (o->tale || role == ROLE_PRI ? SAME_US : 0))
			continue;
		e->talk = talk;
		struct talk *k = story_talk(s, talk);
		if (o->entry < k->first)
			k->first = o->entry;
		if (o->tale)
			story_bind(s, talk, o->tale);
		o->entry = 0;
	}
}

/* A circuit that the switch heard of before its message was read: its talk, when it begins, is of this session. */
static void
expect(struct story *s, unsigned role, unsigned group, unsigned cic, uint32_t tale)
{
	uint64_t no = s->next_entry - 1;

	s->orphans[s->n_orphans++ % ORPHANS] = (struct orphan){ .entry = no,
		.at_us = story_entry(s, no)->rec->at_us,
		.role = (uint16_t)role,
		.group = (uint16_t)group,
		.cic = (uint16_t)cic,
		.tale = tale };
}

static uint64_t
points_of(const struct msu *m)
{
	return m->label.dpc ^ m->label.opc;
}

/* The transition and the message beside each other are of one circuit. */
static void
learn(struct story *s, unsigned group, uint64_t points)
{
	if (group < GROUPS)
		s->points[group] = points;
}

static void
link_unit(struct story *s, struct entry *e)
{
	struct msu m;
	int cic = msu_parse(e->rec, &m) < 0 ? -1 : msu_cic(e->rec, &m), type = cic < 0 ? -1 : msu_type(e->rec, &m);
	bool out = e->rec->kind == TRACE_MSU_OUT;

	s->last_talk = 0;
	if (cic < 0)
		return;
	uint64_t key = circuit_key(points_of(&m), (unsigned)cic);
	uint32_t no = story_talk_by_key(s, key);
	struct talk *k = story_talk(s, no);
	/* an IAM begins a talk, unless it meets ours on the same circuit */
	if (type == ISUP_IAM && (!k || k->outgoing == out || k->tale)) {
		k = story_new_talk(s, key, &no);
		k->outgoing = out;
		k->cic = (uint16_t)cic;
		k->role = ROLE_ISUP;
	}
	if (!k)
		return;
	e->talk = no;
	s->last_talk = no;
	k->links |= UINT64_C(1) << (e->rec->ref >> 32 & 63);
	if (k->tale && story_tale(s, k->tale))
		story_tale(s, k->tale)->links |= k->links;
	else if (type == ISUP_IAM)
		story_step(k->way, sizeof(k->way), "IAM %d", cic);
	if (s->last_circuit.entry && s->last_circuit.cic == cic && e->rec->at_us - s->last_circuit.at_us < SAME_US)
		learn(s, s->last_circuit.group, points_of(&m));
	if (type == ISUP_IAM)
		adopt(s, no, ROLE_ISUP, (unsigned)cic, 0);
	if (type == ISUP_RLC)
		k->over = true;
}

static void
link_frame(struct story *s, struct entry *e)
{
	struct dframe f;

	if (dframe_parse(e->rec->data, e->rec->len, &f) < 0 || !f.q931 || f.reference == 0)
		return;
	bool out = e->rec->kind == TRACE_DCHAN_OUT, ours = out != f.from_far;
	unsigned span = (unsigned)e->rec->ref & 0xffff, slot = dframe_channel(e->rec->data, e->rec->len, &f);
	uint64_t key = KEY_CALL | (uint64_t)span << 24 | (uint64_t)ours << 23 | f.reference;
	uint32_t no = story_talk_by_key(s, key);
	struct talk *k = story_talk(s, no);
	if (f.type == SETUP && (!k || k->tale)) {
		k = story_new_talk(s, key, &no);
		k->outgoing = out;
		k->role = ROLE_PRI;
	}
	if (!k)
		return;
	e->talk = no;
	if (slot && !k->cic) {
		k->cic = (uint16_t)slot;
		adopt(s, no, ROLE_PRI, slot, span);
	}
	if (f.type == RELEASE_COMPLETE)
		k->over = true;
}

/* The talk that stands on a circuit or B-channel; 0 = none. */
static uint32_t
talk_on(struct story *s, unsigned role, unsigned group, unsigned cic, unsigned span, bool fresh)
{
	uint32_t oldest = s->next_talk > STORY_TALKS ? s->next_talk - STORY_TALKS : 1;
	uint64_t points = role == ROLE_ISUP && group < GROUPS ? s->points[group] : 0;

	if (points)
		return story_talk_by_key(s, circuit_key(points, cic));
	for (uint32_t no = s->next_talk; no-- > oldest;) {
		const struct talk *k = &s->talks[no % STORY_TALKS];
		if (k->over || k->role != role || k->cic != cic || (fresh && k->tale))
			continue;
		if (role == ROLE_PRI && (k->key >> 24 & 0xffff) != span)
			continue;
		return no;
	}
	return 0;
}

/* ---- transitions ---- */

static void
link_circuit(struct story *s, struct entry *e, const struct transition *t, unsigned role, unsigned group, unsigned cic)
{
	const struct talk *last = role == ROLE_ISUP ? story_talk(s, s->last_talk) : NULL;
	struct orphan o = { .entry = s->next_entry - 1,
		.at_us = e->rec->at_us,
		.role = (uint16_t)role,
		.group = (uint16_t)group,
		.cic = (uint16_t)cic };

	if (last && last->cic == cic && !last->over)
		learn(s, group, last->key >> 16 & 0xffffff);
	if (last && last->cic == cic)
		e->talk = s->last_talk;
	else
		e->talk = talk_on(s, role, group, cic, group, false);
	if (!e->talk && strcmp(t->to, "IDLE") != 0) /* what ends idle begins nothing */
		s->orphans[s->n_orphans++ % ORPHANS] = o;
	if (role == ROLE_ISUP)
		s->last_circuit = o;
}

static void
link_transition(struct story *s, struct entry *e)
{
	struct transition t;
	uint64_t ref = e->rec->ref;
	uint32_t no;

	if (!transition_parse(e->rec, &t))
		return;
	if (strcmp(t.machine, "call") == 0) {
		story_need_tale(s, ref, &no);
		e->tale = no;
	} else if (strcmp(t.machine, "leg") == 0)
		e->tale = tale_of_leg(s, (uint32_t)ref);
	else if (strcmp(t.machine, "seat") == 0) {
		e->tale = s->seats[ref % HANDLES];
		if (strcmp(t.to, "READY") == 0 || strcmp(t.to, "OUT") == 0)
			s->seats[ref % HANDLES] = 0;
	} else if (strcmp(t.machine, "circuit") == 0)
		link_circuit(s, e, &t, ROLE_ISUP, (unsigned)(ref >> 16) & 0xffff, (unsigned)ref & 0xffff);
	else if (strcmp(t.machine, "channel") == 0)
		link_circuit(s, e, &t, ROLE_PRI, (unsigned)(ref >> 32) & 0xffff, (unsigned)ref & 0xffff);
}

/* ---- messages ---- */

/* A line has a circuit: where its signalling is, and what its leg shows. */
static void
line_is(struct story *s, unsigned role, uint32_t line, uint32_t leg, unsigned group, unsigned cic, unsigned span,
    unsigned slot)
{
	unsigned on = role == ROLE_ISUP ? cic : slot;
	uint32_t tale = tale_of_leg(s, leg), talk = talk_on(s, role, group, on, span, true);
	struct tale *t = story_tale(s, tale);
	struct tale_leg *l = t ? leg_in(t, leg) : NULL;

	if (line)
		s->lines[role][line % HANDLES] = (struct by_handle){ line, talk };
	if (l)
		*l = (struct tale_leg){ leg, l->seat, (uint16_t)role, (uint16_t)group, (uint16_t)cic, (uint16_t)span,
			(uint16_t)slot };
	if (tale && talk)
		story_bind(s, talk, tale);
	else if (tale)
		expect(s, role, role == ROLE_ISUP ? group : span, on, tale);
}

/* LINE_ACCEPT joins what LINE_OFFERED said to a leg. */
static void
accepted(struct story *s, unsigned role, const struct msg_line *m)
{
	uint32_t tale = tale_of_leg(s, m->leg), talk = talk_of_line(s, role, m->line);
	struct tale *t = story_tale(s, tale);

	story_bind(s, talk, tale);
	for (uint64_t no = s->next_entry - 1; t && no-- > story_begin(s) && s->next_entry - no < 512;) {
		struct entry *e = story_entry(s, no);
		struct {
			struct trace_msg head;
			struct msg_line_offered body;
		} offer;
		if (e->rec->kind != TRACE_MSG_IN || e->rec->len < sizeof(offer) || e->rec->role != ROLE_ACD)
			continue;
		memcpy(&offer, e->rec->data, sizeof(offer));
		if (offer.head.type != MSG_LINE_OFFERED || offer.head.from != role || offer.body.line != m->line)
			continue;
		e->tale = tale;
		struct tale_leg *l = leg_in(t, m->leg);
		if (l)
			*l = (struct tale_leg){ m->leg, l->seat, (uint16_t)role, offer.body.group, offer.body.cic,
				offer.body.span, offer.body.slot };
		return;
	}
}

static uint32_t
tale_of_session(struct story *s, uint64_t session)
{
	uint32_t no = 0;

	if (session)
		story_need_tale(s, session, &no);
	return no;
}

union body {
	struct msg_line line;
	struct msg_line_offered offered;
	struct msg_line_seized seized;
	struct msg_line_dial dial;
	struct msg_media_slot slot;
	struct msg_media_played played;
	struct msg_media_digit digit;
	struct msg_media_rec rec;
	struct msg_lookup lookup;
	struct msg_found found;
	struct msg_orders_lookup orders_lookup;
	struct msg_orders_found orders_found;
	struct msg_fact fact;
	struct msg_fax fax;
	struct msg_fax_done fax_done;
};

static void
link_message(struct story *s, struct entry *e)
{
	struct trace_msg head;
	union body b;
	unsigned len = e->rec->len;

	if (len < sizeof(head))
		return;
	memcpy(&head, e->rec->data, sizeof(head));
	if (head.type >= MSG_COUNT || head.from >= ROLE_COUNT || head.to >= ROLE_COUNT ||
	    len - sizeof(head) < msg_rows[head.type].size)
		return;
	memset(&b, 0, sizeof(b));
	len -= (unsigned)sizeof(head);
	memcpy(&b, e->rec->data + sizeof(head), len < sizeof(b) ? len : sizeof(b));
	unsigned trunk = head.from == ROLE_ACD ? head.to : head.from;
	switch (head.type) {
	case MSG_LINE_OFFERED:
		line_is(s, trunk, b.offered.line, 0, b.offered.group, b.offered.cic, b.offered.span, b.offered.slot);
		e->talk = talk_of_line(s, trunk, b.offered.line);
		break;
	case MSG_LINE_SEIZED:
		e->tale = tale_of_leg(s, b.seized.leg);
		line_is(
		    s, trunk, b.seized.line, b.seized.leg, b.seized.group, b.seized.cic, b.seized.span, b.seized.slot);
		break;
	case MSG_LINE_ACCEPT:
		e->tale = tale_of_leg(s, b.line.leg);
		accepted(s, trunk, &b.line);
		break;
	case MSG_LINE_DIAL:
		e->tale = tale_of_leg(s, b.dial.leg);
		break;
	case MSG_MEDIA_SLOT:
		e->tale = b.slot.session ? tale_of_session(s, b.slot.session) : tale_of_leg(s, b.slot.leg);
		break;
	case MSG_MEDIA_PLAYED:
		e->tale = tale_of_leg(s, b.played.leg);
		break;
	case MSG_MEDIA_DIGIT:
		e->tale = tale_of_leg(s, b.digit.leg);
		break;
	case MSG_MEDIA_REC_END:
	case MSG_MEDIA_RECORDED:
		e->tale = tale_of_session(s, b.rec.session);
		break;
	case MSG_CALLER_LOOKUP:
		e->tale = tale_of_session(s, b.lookup.session);
		break;
	case MSG_CALLER_FOUND:
		e->tale = tale_of_session(s, b.found.session);
		break;
	case MSG_ORDERS_LOOKUP:
		e->tale = tale_of_session(s, b.orders_lookup.session);
		break;
	case MSG_ORDERS_FOUND:
		e->tale = tale_of_session(s, b.orders_found.session);
		break;
	case MSG_FAX_RECEIVE:
	case MSG_FAX_STOP:
		e->tale = tale_of_session(s, b.fax.session);
		break;
	case MSG_FAX_DONE:
		e->tale = tale_of_session(s, b.fax_done.session);
		break;
	case MSG_FACT:
		e->tale = tale_of_session(s, b.fact.session);
		break;
	case MSG_HELLO:
	case MSG_HELLO_BACK:
	case MSG_SEAT_SIGNED_IN:
	case MSG_LINE_HELD_END:
	case MSG_FAX_HEARD:
	case MSG_FAX_SAID:
		break;
	default: /* all other LINE_* begin with leg and line */
		e->tale = tale_of_leg(s, b.line.leg);
		if (!e->tale)
			e->talk = talk_of_line(s, trunk, b.line.line);
		break;
	}
}

void
story_link(struct story *s, struct entry *e)
{
	uint32_t no;

	switch (e->rec->kind) {
	case TRACE_MSU_IN:
	case TRACE_MSU_OUT:
		link_unit(s, e);
		break;
	case TRACE_DCHAN_IN:
	case TRACE_DCHAN_OUT:
		link_frame(s, e);
		break;
	case TRACE_STATE:
		link_transition(s, e);
		break;
	case TRACE_MSG_IN:
	case TRACE_MSG_OUT:
		/* Each message is in two traces, the sender's and the receiver's: the switch's is taken. */
		if (e->rec->role == ROLE_ACD)
			link_message(s, e);
		break;
	case TRACE_CALL:
		story_need_tale(s, e->rec->ref, &no);
		e->tale = no;
		break;
	case TRACE_LEG:
		leg_joins(s, e);
		break;
	default:
		break;
	}
}
