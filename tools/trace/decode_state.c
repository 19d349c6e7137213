/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Transitions of state machines, as base/fsm.c writes them: "circuit: IDLE -IAM-> OFFERED [Q.764 2.1.1]"; steps of a
 * story; which leg belongs to which session.
 */
#include "tools/trace/decoder.h"
#include "tools/trace/transition.h"

#include "base/msg.h"
#include "base/session.h"
#include "tools/term/language.h"

#include <stdio.h>
#include <string.h>

/* Copy what is between `from` and `to`; returns whether it fitted. */
static bool
part(char *out, const char *from, const char *to)
{
	if (!from || !to || to < from || to - from >= TRANSITION_PART)
		return false;
	memcpy(out, from, (size_t)(to - from));
	out[to - from] = '\0';
	return true;
}

bool
transition_parse(const struct trace_rec *rec, struct transition *t)
{
	char text[TRACE_DATA + 1];
	size_t len = rec->len < TRACE_DATA ? rec->len : TRACE_DATA;

	memcpy(text, rec->data, len);
	text[len] = '\0';
	const char *state = strstr(text, ": "), *event = state ? strstr(state, " -") : NULL;
	const char *next = event ? strstr(event, "-> ") : NULL, *ref = next ? strstr(next, " [") : NULL;
	const char *end = text + strlen(text), *close = ref ? strrchr(ref, ']') : NULL;
	t->ref[0] = '\0';
	return rec->kind == TRACE_STATE && next && part(t->machine, text, state) && part(t->from, state + 2, event) &&
	    part(t->event, event + 2, next) && part(t->to, next + 3, ref ? ref : end) &&
	    (!ref || part(t->ref, ref + 2, close));
}

static void
number_of(const struct trace_rec *rec, const struct transition *t, char *to, size_t size)
{
	char session[SESSION_TEXT];
	unsigned long long ref = rec->ref;

	if (strcmp(t->machine, "call") == 0)
		snprintf(to, size, "%s", session_text(rec->ref, session));
	else if (strcmp(t->machine, "circuit") == 0)
		snprintf(to, size, _("group %u, CIC %u"), (unsigned)(rec->ref >> 16), (unsigned)rec->ref & 0xffff);
	else if (strcmp(t->machine, "seat") == 0)
		snprintf(to, size, "%04llu", ref);
	else if (rec->ref >> 32)
		snprintf(to, size, "%llu:%u", ref >> 32, (unsigned)rec->ref);
	else
		snprintf(to, size, "%llu (%llx)", ref & 0xffff, ref);
}

static void
transition(struct decode *d, const struct trace_rec *rec, const struct transition *t)
{
	struct window all = { 0, d->len };
	char number[64];

	number_of(rec, t, number, sizeof(number));
	decode_add(d, 0, all, N_("transition"), "%s  %s", t->machine, number);
	decode_add(d, 1, all, N_("state"), "%s", t->from);
	decode_add(d, 1, all, N_("event"), "%s", t->event);
	if (strcmp(t->to, "?") == 0)
		decode_bad(d, 1, all, N_("next state"), "%s", _("this event was not expected in this state"));
	else
		decode_add(d, 1, all, N_("next state"), "%s", t->to);
	if (t->ref[0])
		decode_add(d, 1, all, N_("paragraph"), "%s", t->ref);
}

static void
belongs(struct decode *d, const struct trace_rec *rec)
{
	struct trace_leg leg;
	char session[SESSION_TEXT];
	struct window all = { 0, d->len };

	if (d->len < sizeof(leg)) {
		decode_bad(d, 0, all, N_("leg"), "%s", _("cut short"));
		return;
	}
	memcpy(&leg, d->data, sizeof(leg));
	decode_add(d, 0, all, N_("leg of a session"), "%s", session_text(rec->ref, session));
	decode_add(d, 1, all, N_("leg"), leg.leg ? "%u (%x)" : "-", leg.leg & 0xffff, leg.leg);
	if (leg.seat == SEAT_NONE)
		decode_add(d, 1, all, N_("whose"), "%s", _("the customer's"));
	else
		decode_add(d, 1, all, N_("whose"), _("seat %04u"), leg.seat);
}

void
decode_state(struct decode *d, const struct trace_rec *rec)
{
	struct transition t;

	if (rec->kind == TRACE_LEG)
		belongs(d, rec);
	else if (transition_parse(rec, &t))
		transition(d, rec, &t);
	else
		decode_add_text(d, 0, (struct window){ 0, d->len }, N_("note"));
}
