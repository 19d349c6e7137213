/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Running a flow.
 *
 * A node is entered, says its prompts, and waits: for their end (play, hangup), or for keys (menu, collect).  Keys pressed
 * before their menu came are kept for it.  9 says the menu again, # goes back to the menu above, 0 leads to a person
 * (IVR-03, IVR-23); silence and wrong keys count as tries, and too many lead where the flow says (IVR-30).  A query waits
 * for crm's answer; a message is recorded until #, its longest, or the end of the call (IVR-01); a fax is joined to a channel
 * until it is over (fax.c).  A call ends on the version of the flow it began with (ivr_load.c).
 */
#include "acd/ivr.h"

#include "acd/call.h"
#include "acd/fax.h"
#include "acd/plan.h"
#include "acd/queue.h"
#include "acd/rec.h"
#include "base/clock.h"
#include "base/log.h"

#include <string.h>

#define HOPS      16   /* nodes passed without waiting; more is a circle */
#define LOOKUP_MS 1000 /* crm has not said who calls: then the caller counts as unknown */

static const struct flow *
flow_of(const struct acd *a, const struct session *s)
{
	return s->ivr.flow == NONE ? NULL : &acd_flows(a)[s->ivr.flow].flow;
}

static const struct flow_node *
node_of(const struct acd *a, const struct session *s)
{
	const struct flow *flow = flow_of(a, s);

	return flow ? &flow->nodes[s->ivr.node] : NULL;
}

/* The node's prompts, after a word on why they are said again. */
static void
say(struct acd *a, struct session *s, const struct flow_node *n, const char *first, struct core_out *out)
{
	struct play p = { 0 };
	bool steady = n->flags & FLOW_F_STEADY || n->kind == FLOW_MESSAGE;
	uint8_t flags = MEDIA_F_DTMF | (steady ? 0 : MEDIA_F_BARGE);

	if (first)
		play_prompt(&p, first);
	for (int i = 0; i < n->n_prompts; i++) {
		const char *name = n->prompt[i];

		if (name[0] == '$')
			play_digits(&p, s->ivr.vars[name[1] - '0']);
		else
			play_prompt(&p, name);
	}
	if (n->kind == FLOW_MESSAGE)
		play_tone(&p, TONE_BEEP, BEEP_MS);
	s->ivr.listening = 0;
	plan_play(a, s->leg, &p, flags, out);
	acd_timer(a, T_CALL, s->handle, PLAY_MS);
}

static void go(struct acd *a, struct session *s, uint16_t to, struct core_out *out);

/* Keys that were pressed too early. */
static void
use_ahead(struct acd *a, struct session *s, struct core_out *out)
{
	if (!s->ivr.n_ahead)
		return;
	char digit = s->ivr.ahead[0];

	memmove(s->ivr.ahead, s->ivr.ahead + 1, --s->ivr.n_ahead);
	ivr_digit(a, s, digit, out);
}

/* Back at a menu that was passed already: those below it are forgotten. */
static void
trim_trail(struct session *s)
{
	for (int i = 0; i < s->ivr.n_trail; i++)
		if (s->ivr.trail[i] == s->ivr.node)
			s->ivr.n_trail = (uint8_t)i;
}

static void
join_queue(struct acd *a, struct session *s, const struct flow_node *n, struct core_out *out)
{
	uint16_t q = n->queue < 100 ? a->by_code[n->queue] : NONE;

	if (q == NONE) {
		acd_count(out, STAT_FLOW_FAULTS);
		call_event(a, s, CALL_EV_FLOW_END, NULL, out);
		return;
	}
	s->queue = q;
	s->asked = n->priority;
	if (!queue_full(a, q))
		call_event(a, s, CALL_EV_QUEUE, NULL, out);
	else if (n->next == FLOW_END)
		call_event(a, s, CALL_EV_QUEUE_FULL, NULL, out);
	else
		go(a, s, n->next, out);
}

/* ---- query: asked of crm, by what was keyed in or by who calls ---- */

static bool
asks_of_caller(const struct flow_node *n)
{
	return n->kind == FLOW_QUERY && n->from == FLOW_VARS;
}

/* Nodes that go on once crm has said who calls. */
static bool
needs_caller(const struct flow_node *n)
{
	return n->kind == FLOW_CALLER || asks_of_caller(n);
}

static void
ask_orders(struct acd *a, struct session *s, const struct flow_node *n, struct core_out *out)
{
	struct msg_orders_lookup m = { .session = s->id, .ticket = ++s->ivr.ticket };

	if (asks_of_caller(n) && !s->customer[0]) {
		go(a, s, n->failed, out);
		return;
	}
	if (asks_of_caller(n))
		text_copy(m.customer, sizeof(m.customer), s->customer);
	else
		text_copy(m.keyed, sizeof(m.keyed), s->ivr.vars[n->from]);
	core_send(out, ROLE_CRM, MSG_ORDERS_LOOKUP, &m, sizeof(m));
	acd_timer(a, T_CALL, s->handle, LOOKUP_MS);
}

void
ivr_told(struct acd *a, struct session *s, const struct msg_orders_found *m, struct core_out *out)
{
	const struct flow_node *n = node_of(a, s);

	if (!n || n->kind != FLOW_QUERY)
		return;
	if (m->known)
		snprintf(s->ivr.vars[n->var], NUMBER_DIGITS, "%u", m->open);
	go(a, s, m->known ? n->next : n->failed, out);
}

/* ---- message: after the beep the caller speaks and is recorded ---- */

static void
message_begins(struct acd *a, struct session *s, const struct flow_node *n, struct core_out *out)
{
	s->ivr.listening = 1;
	rec_begin_message(a, s);
	plan_keys(a, s->leg, out);
	acd_timer(a, T_CALL, s->handle, n->silence_ms);
}

static void
message_ends(struct acd *a, struct session *s, const struct flow_node *n, struct core_out *out)
{
	rec_stop(a, s, out);
	go(a, s, n->next, out);
}

/* ---- fax: the caller is a machine, or will start one ---- */

static void
fax_begins(struct acd *a, struct session *s, const struct flow_node *n, struct core_out *out)
{
	s->ivr.listening = 1;
	acd_timer(a, T_CALL, s->handle, FAX_MS);
	if (!fax_receive(a, s, out))
		go(a, s, n->failed, out);
}

void
ivr_faxed(struct acd *a, struct session *s, const struct msg_fax_done *m, struct core_out *out)
{
	const struct flow_node *n = node_of(a, s);

	if (n && n->kind == FLOW_FAX)
		go(a, s, m->result == FAX_WHOLE ? n->next : n->failed, out);
}

static void
fax_too_long(struct acd *a, struct session *s, const struct flow_node *n, struct core_out *out)
{
	fax_stop(a, s, out);
	go(a, s, n->failed, out);
}

/* ---- nodes ---- */

static void
enter(struct acd *a, struct session *s, const struct flow_node *n, struct core_out *out)
{
	s->ivr.tries = 0;
	s->ivr.n_digits = 0;
	switch (n->kind) {
	case FLOW_MENU:
		trim_trail(s);
		/* fall through */
	case FLOW_COLLECT:
		say(a, s, n, NULL, out);
		use_ahead(a, s, out);
		break;
	case FLOW_QUEUE:
		join_queue(a, s, n, out);
		break;
	case FLOW_QUERY:
		ask_orders(a, s, n, out);
		break;
	case FLOW_FAX:
		if (n->n_prompts)
			say(a, s, n, NULL, out);
		else
			fax_begins(a, s, n, out);
		break;
	case FLOW_HANGUP:
		if (!n->n_prompts) {
			call_event(a, s, CALL_EV_FLOW_END, NULL, out);
			break;
		}
		/* fall through */
	default:
		say(a, s, n, NULL, out);
	}
}

/* Where an `hours` or `caller` node leads now. */
static uint16_t
points_to(const struct acd *a, const struct session *s, const struct flow *flow, const struct flow_node *n)
{
	if (n->kind == FLOW_CALLER)
		return s->known ? n->next : n->failed;
	int row = hours_row(flow, n, a->now_us / US_PER_SEC + a->zone_s);

	return row < 0 ? n->next : flow->rows[row].to;
}

/* On to the next node that does something; `hours` and `caller` only point on, once crm has said who calls. */
static void
go(struct acd *a, struct session *s, uint16_t to, struct core_out *out)
{
	const struct flow *flow = flow_of(a, s);

	for (int hops = 0; hops < HOPS && to < flow->n_nodes; hops++) {
		const struct flow_node *n = &flow->nodes[to];

		s->ivr.node = to;
		if (n->kind == FLOW_QUEUE && ++s->ivr.hops > HOPS)
			break; /* full queues that point at each other */
		if ((n->kind == FLOW_QUERY || n->kind == FLOW_FAX) && ++s->ivr.hops > HOPS)
			break; /* questions without a customer, faxes without a channel that point at each other */
		if (needs_caller(n) && !s->looked_up) {
			acd_timer(a, T_CALL, s->handle, LOOKUP_MS);
			return;
		}
		if (n->kind != FLOW_HOURS && n->kind != FLOW_CALLER) {
			enter(a, s, n, out);
			return;
		}
		to = points_to(a, s, flow, n);
	}
	if (to != FLOW_END)
		acd_count(out, STAT_FLOW_FAULTS);
	call_event(a, s, CALL_EV_FLOW_END, NULL, out);
}

/* One more wrong key or silence. */
static void
once_more(struct acd *a, struct session *s, const struct flow_node *n, const char *why, struct core_out *out)
{
	s->ivr.n_digits = 0;
	if (++s->ivr.tries >= n->tries)
		go(a, s, n->failed, out);
	else
		say(a, s, n, why, out);
}

static void
back(struct acd *a, struct session *s, const struct flow_node *n, struct core_out *out)
{
	if (!s->ivr.n_trail) {
		say(a, s, n, NULL, out);
		return;
	}
	uint16_t above = s->ivr.trail[--s->ivr.n_trail];

	go(a, s, above, out);
}

static void
choose(struct acd *a, struct session *s, const struct flow_row *row, struct core_out *out)
{
	if (row->text[0] && (row->key != FLOW_AGENT || !s->choice[0])) {
		s->choice[0] = (char)row->key;
		s->choice[1] = ' ';
		text_copy(s->choice + 2, sizeof(s->choice) - 2, row->text);
	}
	fact_call(a, s, FACT_CALL_MENU, (uint32_t)(row->key - '0'), row->text, out);
	if (s->ivr.n_trail < ACD_TRAIL)
		s->ivr.trail[s->ivr.n_trail++] = s->ivr.node;
	go(a, s, row->to, out);
}

static void
menu_digit(struct acd *a, struct session *s, const struct flow_node *n, char digit, struct core_out *out)
{
	const struct flow *flow = flow_of(a, s);

	for (int i = n->first_row; i < n->first_row + n->n_rows; i++) {
		if (flow->rows[i].key == (uint8_t)digit) {
			choose(a, s, &flow->rows[i], out);
			return;
		}
	}
	if (digit == FLOW_REPEAT)
		say(a, s, n, NULL, out);
	else if (digit == FLOW_BACK)
		back(a, s, n, out);
	else
		once_more(a, s, n, "bad-key", out);
}

static void
collected(struct acd *a, struct session *s, const struct flow_node *n, struct core_out *out)
{
	char *var = s->ivr.vars[n->var];

	memcpy(var, s->ivr.digits, s->ivr.n_digits);
	var[s->ivr.n_digits] = '\0';
	go(a, s, n->next, out);
}

static void
collect_digit(struct acd *a, struct session *s, const struct flow_node *n, char digit, struct core_out *out)
{
	if (digit == '#' && s->ivr.n_digits >= n->least) {
		collected(a, s, n, out);
		return;
	}
	if (digit < '0' || digit > '9') {
		once_more(a, s, n, "bad-key", out);
		return;
	}
	s->ivr.digits[s->ivr.n_digits++] = digit;
	if (s->ivr.n_digits >= n->most) {
		collected(a, s, n, out);
		return;
	}
	s->ivr.listening = 1;
	acd_timer(a, T_CALL, s->handle, n->silence_ms);
	use_ahead(a, s, out);
}

void
ivr_digit(struct acd *a, struct session *s, char digit, struct core_out *out)
{
	const struct flow_node *n = node_of(a, s);

	if (!n)
		return;
	s->ivr.hops = 0;
	if (n->kind == FLOW_MENU)
		menu_digit(a, s, n, digit, out);
	else if (n->kind == FLOW_COLLECT)
		collect_digit(a, s, n, digit, out);
	else if (n->kind == FLOW_MESSAGE && s->ivr.listening && digit == FLOW_BACK)
		message_ends(a, s, n, out);
	else if (n->kind != FLOW_MESSAGE && s->ivr.n_ahead < sizeof(s->ivr.ahead))
		s->ivr.ahead[s->ivr.n_ahead++] = digit;
}

void
ivr_played(struct acd *a, struct session *s, struct core_out *out)
{
	const struct flow_node *n = node_of(a, s);

	if (!n)
		return;
	s->ivr.hops = 0;
	switch (n->kind) {
	case FLOW_PLAY:
		go(a, s, n->next, out);
		break;
	case FLOW_CALLER: /* nothing was said */
	case FLOW_QUERY:
		break;
	case FLOW_MESSAGE:
		if (!s->ivr.listening)
			message_begins(a, s, n, out);
		break;
	case FLOW_FAX:
		if (!s->ivr.listening)
			fax_begins(a, s, n, out);
		break;
	case FLOW_MENU:
	case FLOW_COLLECT:
		s->ivr.listening = 1;
		acd_timer(a, T_CALL, s->handle, n->silence_ms);
		break;
	default:
		call_event(a, s, CALL_EV_FLOW_END, NULL, out);
	}
}

void
ivr_timeout(struct acd *a, struct session *s, struct core_out *out)
{
	const struct flow_node *n = node_of(a, s);

	if (!n)
		return;
	if (n->kind == FLOW_CALLER || n->kind == FLOW_QUERY)
		go(a, s, n->failed, out);
	else if (!s->ivr.listening)
		ivr_played(a, s, out); /* mediad never reported */
	else if (n->kind == FLOW_MESSAGE)
		message_ends(a, s, n, out);
	else if (n->kind == FLOW_FAX)
		fax_too_long(a, s, n, out);
	else if (n->kind == FLOW_COLLECT && s->ivr.n_digits && s->ivr.n_digits >= n->least)
		collected(a, s, n, out);
	else if (n->silent != FLOW_SAME)
		go(a, s, n->silent, out);
	else
		once_more(a, s, n, "no-input", out);
}

void
ivr_caller(struct acd *a, struct session *s, struct core_out *out)
{
	const struct flow_node *n = node_of(a, s);

	if (n && needs_caller(n))
		go(a, s, s->ivr.node, out);
}

void
ivr_start(struct acd *a, struct session *s, uint16_t flow, struct core_out *out)
{
	s->ivr.flow = flow;
	acd_flows(a)[flow].users++;
	go(a, s, 0, out);
}
