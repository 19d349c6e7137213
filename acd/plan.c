/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Plans of slots, and telling them again.
 *
 * MEDIA_SLOT is a DROP message: when a ring was full or mediad restarted, every plan is sent again, some legs in each step
 * so that no step is long and no ring overflows.  Plans that change in between are sent as they change, so the order in
 * which the legs come up does not matter.
 */
#include "acd/plan.h"

#include <string.h>

static struct play_item *
next_item(struct play *p, enum play_kind kind)
{
	if (p->n >= PLAY_ITEMS)
		return NULL;
	struct play_item *item = &p->item[p->n++];

	memset(item, 0, sizeof(*item));
	item->kind = (uint8_t)kind;
	return item;
}

void
play_prompt(struct play *p, const char *name)
{
	struct play_item *item = next_item(p, PLAY_PROMPT);

	if (item)
		text_copy(item->text, sizeof(item->text), name);
}

void
play_digits(struct play *p, const char *digits)
{
	struct play_item *item = next_item(p, PLAY_DIGITS);

	if (item)
		text_copy(item->text, sizeof(item->text), digits);
}

void
play_tone(struct play *p, enum media_tone tone, uint16_t ms)
{
	struct play_item *item = next_item(p, PLAY_TONE);

	if (item) {
		item->value = (uint8_t)tone;
		item->ms = ms;
	}
}

static void
send(const struct leg *leg, struct core_out *out)
{
	if (leg->located)
		core_send(out, ROLE_MEDIA, MSG_MEDIA_SLOT, &leg->plan, sizeof(leg->plan));
}

/* A fresh plan for a leg that can still have one.  What stays from plan to plan is the recording, the ear for faxes, the echo canceller. */
static struct msg_media_slot *
change(struct acd *a, uint32_t handle, enum media_plan plan, struct leg **legp)
{
	struct leg *leg = acd_leg(a, handle);

	if (!leg || leg->state == LEG_RELEASING || leg->state == LEG_DOOMED)
		return NULL;
	struct msg_media_slot *m = &leg->plan;

	*legp = leg;
	m->plan = (uint8_t)plan;
	m->tone = 0;
	m->flags &= MEDIA_F_RECORD | MEDIA_F_FAX | MEDIA_F_ECHO;
	m->n_items = 0;
	m->peer_span = m->peer_slot = 0;
	m->play_id = 0;
	m->channel = 0;
	m->started_us = a->now_us;
	memset(m->items, 0, sizeof(m->items));
	return m;
}

void
plan_silence(struct acd *a, uint32_t handle, struct core_out *out)
{
	struct leg *leg;

	if (change(a, handle, MEDIA_SILENCE, &leg))
		send(leg, out);
}

void
plan_keys(struct acd *a, uint32_t handle, struct core_out *out)
{
	struct leg *leg;
	struct msg_media_slot *m = change(a, handle, MEDIA_SILENCE, &leg);

	if (m) {
		m->flags |= MEDIA_F_DTMF;
		send(leg, out);
	}
}

void
plan_music(struct acd *a, uint32_t handle, struct core_out *out)
{
	struct leg *leg;

	if (change(a, handle, MEDIA_MUSIC, &leg))
		send(leg, out);
}

void
plan_tone(struct acd *a, uint32_t handle, enum media_tone tone, struct core_out *out)
{
	struct leg *leg;
	struct msg_media_slot *m = change(a, handle, MEDIA_TONE, &leg);

	if (m) {
		m->tone = (uint8_t)tone;
		send(leg, out);
	}
}

void
plan_play(struct acd *a, uint32_t handle, const struct play *p, uint8_t flags, struct core_out *out)
{
	struct leg *leg;
	struct msg_media_slot *m = change(a, handle, MEDIA_PLAY, &leg);

	if (!m)
		return;
	m->flags |= (uint8_t)(flags | (a->english ? MEDIA_F_ENGLISH : 0));
	m->play_id = ++a->play_id;
	m->n_items = p->n;
	memcpy(m->items, p->item, sizeof(m->items[0]) * p->n);
	send(leg, out);
}

void
plan_fax(struct acd *a, uint32_t handle, uint32_t channel, struct core_out *out)
{
	struct leg *leg;
	struct msg_media_slot *m = change(a, handle, MEDIA_FAX, &leg);

	if (!m)
		return;
	m->flags &= (uint8_t)~MEDIA_F_ECHO;
	m->channel = channel;
	send(leg, out);
}

static void
listen_to(struct acd *a, uint32_t handle, const struct leg *peer, struct core_out *out)
{
	struct leg *leg;
	struct msg_media_slot *m = change(a, handle, MEDIA_BRIDGE, &leg);

	if (!m)
		return;
	m->peer_span = peer->plan.span;
	m->peer_slot = peer->plan.slot;
	send(leg, out);
}

void
plan_listen(struct acd *a, uint32_t one, uint32_t two, struct core_out *out)
{
	const struct leg *peer = acd_leg(a, two);

	if (peer && peer->located)
		listen_to(a, one, peer, out);
}

void
plan_bridge(struct acd *a, uint32_t one, uint32_t two, struct core_out *out)
{
	plan_listen(a, one, two, out);
	plan_listen(a, two, one, out);
}

void
plan_record(struct acd *a, uint32_t handle, const struct session *s)
{
	struct leg *leg = acd_leg(a, handle);

	if (!leg)
		return;
	leg->plan.flags =
	    (uint8_t)(s->recording ? leg->plan.flags | MEDIA_F_RECORD : leg->plan.flags & ~MEDIA_F_RECORD);
	leg->plan.session = s->recording ? s->id : 0;
	leg->plan.rec_no = s->recording ? s->rec_no : 0;
	leg->plan.rec_us = s->recording ? s->rec_us : 0;
}

void
plan_hear_fax(struct acd *a, uint32_t handle)
{
	struct leg *leg = acd_leg(a, handle);

	if (leg)
		leg->plan.flags |= MEDIA_F_FAX;
}

void
plan_cancel_echo(const struct acd *a, struct leg *leg)
{
	if (leg->group < a->n_groups && a->groups[leg->group].echo)
		leg->plan.flags |= MEDIA_F_ECHO;
}

void
plan_leave_echo(struct acd *a, uint32_t handle, struct core_out *out)
{
	struct leg *leg = acd_leg(a, handle);

	if (!leg || !(leg->plan.flags & MEDIA_F_ECHO))
		return;
	leg->plan.flags &= (uint8_t)~MEDIA_F_ECHO;
	send(leg, out);
}

void
plan_located(struct acd *a, struct leg *leg, struct core_out *out)
{
	leg->located = 1;
	send(leg, out);
}

void
plan_close(struct acd *a, struct leg *leg, struct core_out *out)
{
	struct msg_media_slot *m = &leg->plan;

	if (m->plan == MEDIA_IDLE)
		return;
	*m = (struct msg_media_slot){ .leg = leg->handle, .span = m->span, .slot = m->slot, .started_us = a->now_us };
	send(leg, out);
}

bool
plan_is(const struct acd *a, uint32_t handle, uint32_t play_id)
{
	const struct leg *leg = acd_leg(a, handle);

	return leg && leg->plan.plan == MEDIA_PLAY && leg->plan.play_id == play_id;
}

/* A slot that is bridged to itself is a loop.  It has no leg: should mediad restart just now, the check fails. */
void
plan_check(const struct msg_line_check *m, struct core_out *out)
{
	static const uint8_t plans[] = {
		[LINE_CHECK_OVER] = MEDIA_IDLE,
		[LINE_CHECK_LOOP] = MEDIA_BRIDGE,
		[LINE_CHECK_TONE] = MEDIA_TONE,
	};
	struct msg_media_slot slot = {
		.span = m->span, .slot = m->slot, .peer_span = m->span, .peer_slot = m->slot, .play_id = m->line
	};

	if (m->what >= sizeof(plans))
		return;
	slot.plan = plans[m->what];
	slot.tone = m->what == LINE_CHECK_TONE ? TONE_CHECK : TONE_NONE;
	core_send(out, ROLE_MEDIA, MSG_MEDIA_SLOT, &slot, sizeof(slot));
}

void
plan_checked(uint32_t line, struct core_out *out)
{
	const struct msg_line_check m = { .line = line, .passed = 1 };

	core_send(out, ROLE_ISUP, MSG_LINE_CHECKED, &m, sizeof(m));
}

void
plan_tell_some(struct acd *a, struct core_out *out)
{
	for (int i = 0; i < MEDIA_AGAIN_LEGS && a->media_at < a->n_legs; i++, a->media_at++)
		if (pool_handle(acd_leg_pool(a), a->media_at))
			send(&acd_legs(a)[a->media_at], out);
	if (a->media_at < a->n_legs)
		acd_timer(a, T_MEDIA, 0, MEDIA_AGAIN_MS);
}

void
plan_tell_all(struct acd *a, struct core_out *out)
{
	acd_count(out, STAT_RESYNCS);
	a->media_at = 0;
	plan_tell_some(a, out);
}
