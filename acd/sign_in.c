/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Signing in: crm has checked the password and says who the agent is, where the phone is, and which queues with what skill.
 *
 * The same again for a seat that is here (a console that was started anew, rights that were changed) changes the seat in
 * place: its state, its call and its phone stay as they are.
 */
#include "acd/call.h"
#include "acd/queue.h"
#include "acd/seat.h"
#include "acd/view.h"

#include <string.h>

static uint16_t
group_by_name(const struct acd *a, const char *name)
{
	for (uint16_t i = 0; i < a->n_groups; i++)
		if (strcmp(a->groups[i].name, name) == 0)
			return i;
	return NONE;
}

static void
take_queues(const struct acd *a, struct seat *seat, const struct msg_seat *m)
{
	seat->n_queues = 0;
	for (int i = 0; i < m->n_queues && i < SEAT_QUEUES; i++) {
		uint16_t q = m->queue[i] < 100 ? a->by_code[m->queue[i]] : NONE;
		bool twice = false;

		for (int k = 0; k < seat->n_queues; k++)
			twice = twice || seat->queue[k] == q;
		if (q == NONE || twice)
			continue;
		uint8_t level = m->queue_level[i] ? m->queue_level[i] : 1;

		seat->queue_level[seat->n_queues] = level < ACD_LEVELS ? level : ACD_LEVELS - 1;
		seat->queue[seat->n_queues++] = q;
	}
}

void
seat_signed_in(struct acd *a, const struct msg_seat *m, struct core_out *out)
{
	struct seat *seat = acd_seat_by_number(a, m->seat);
	bool here = seat != NULL;

	if (!seat && !(seat = acd_new_seat(a, m->seat))) {
		acd_count(out, STAT_TABLE_FULL);
		return;
	}
	bool was_ready = seat->ready;

	if (here) {
		queue_seat_gone(a, seat);
		queue_sign(a, seat, -1);
	}
	seat->token = m->token;
	seat->level = m->level;
	seat->role = m->role;
	seat->english = m->english;
	text_copy(seat->name, sizeof(seat->name), m->name);
	take_queues(a, seat, m);
	if (!here) {
		seat->headset = m->headset != 0;
		text_copy(seat->digits, sizeof(seat->digits), m->phone);
		char group[TEXT_LABEL];

		text_copy(group, sizeof(group), m->group);
		seat->group = group_by_name(a, group);
		seat_event(a, seat, SEAT_EV_SIGN_IN, NULL, out);
		return;
	}
	queue_sign(a, seat, 1);
	view_seat(a, seat);
	if (!was_ready)
		return;
	queue_seat_ready(a, seat);
	struct session *s = queue_best_call(a, seat);

	if (s)
		call_meets_seat(a, s, seat, out);
}

const char *
seat_text(uint16_t number, char text[SEAT_TEXT])
{
	for (int i = 3; i >= 0; i--, number /= 10)
		text[i] = (char)('0' + number % 10);
	text[4] = '\0';
	return text;
}
