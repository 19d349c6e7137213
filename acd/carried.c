/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Redirection goes into the dialling of a seat's phone for the call; so do the words that came with the offer.  Words that
 * come later go to the other leg at once, where it is a No. 7 line: on others there is no way for them.
 *
 * Pulses are told absolute, leg by leg; a call's are those of all its legs, told to the books when it ends.
 */
#include "acd/carried.h"

#include <string.h>

static void
copy_user(struct user_data *to, const struct user_data *from)
{
	*to = *from;
	if (to->uui_len > sizeof(to->uui))
		to->uui_len = 0;
	if (to->access_len > sizeof(to->access))
		to->access_len = 0;
}

void
carried_from(struct carried *c, const struct msg_line_offered *m)
{
	c->original = number_tame(&m->original);
	c->redirecting = number_tame(&m->redirecting);
	memcpy(c->redirection, m->redirection, sizeof(c->redirection));
	copy_user(&c->user, &m->user);
}

void
carried_into(const struct carried *c, struct msg_line_dial *m)
{
	m->original = c->original;
	m->redirecting = c->redirecting;
	memcpy(m->redirection, c->redirection, sizeof(m->redirection));
	m->user = c->user;
}

/* The session a leg of ours works for, its own or its seat's. */
static struct session *
session_of(const struct acd *a, const struct leg *leg)
{
	const struct seat *seat;

	if (leg->owner_kind == OWNER_CALL)
		return acd_session(a, leg->owner);
	seat = leg->owner_kind == OWNER_SEAT ? acd_seat(a, leg->owner) : NULL;
	return seat ? acd_session(a, seat->call) : NULL;
}

static const struct leg *
other_leg(const struct acd *a, const struct leg *leg, const struct session *s)
{
	const struct seat *seat = acd_seat(a, s->seat);

	if (leg->handle != s->leg)
		return acd_leg(a, s->leg);
	return seat ? acd_leg(a, seat->leg) : NULL;
}

static const struct leg *
known_leg(const struct acd *a, uint32_t handle, uint32_t line)
{
	const struct leg *leg = acd_leg(a, handle);

	return leg && leg->role == ROLE_ISUP && leg->line == line ? leg : NULL;
}

void
carried_words(struct acd *a, const struct msg_line_user *m, struct core_out *out)
{
	const struct leg *leg = known_leg(a, m->leg, m->line);
	const struct session *s = leg ? session_of(a, leg) : NULL;
	const struct leg *other = s ? other_leg(a, leg, s) : NULL;

	if (!other || other->role != ROLE_ISUP || !other->line)
		return;
	struct msg_line_user said = { .leg = other->handle, .line = other->line };

	copy_user(&said.user, &m->user);
	core_send(out, ROLE_ISUP, MSG_LINE_ENCLOSE, &said, sizeof(said));
}

void
carried_metered(struct acd *a, const struct msg_line_metered *m)
{
	struct leg *leg = acd_leg(a, m->leg);
	struct session *s = leg && leg->line == m->line ? session_of(a, leg) : NULL;

	if (!s || m->pulses <= leg->pulses)
		return;
	s->carried.pulses += m->pulses - leg->pulses;
	leg->pulses = m->pulses;
}
