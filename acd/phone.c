/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The seat's phone: dialling it, and what its leg's news mean to the seat.
 *
 * TRK-18 the phone rings and reports off-hook and on-hook.  A phone that hangs up ends the call; one that is lost (fault of
 * the trunk, restart of its process) is called again.  Pauses double from REDIAL_MS to REDIAL_MOST_MS and are spread by the
 * seat's index, so that two thousand headsets do not redial in the same instant.
 */
#include "acd/phone.h"

#include "acd/plan.h"
#include "acd/seat.h"
#include "acd/view.h"

/* A telephone that could not be reached.  It rests a while, so that a console that asks to be ready cannot make it spin. */
static void
failed(struct acd *a, struct seat *seat, enum seat_event event, struct core_out *out)
{
	seat->rests_us = a->now_us + REST_MS * US_PER_MS;
	seat_event(a, seat, event, NULL, out);
}

void
phone_call(struct acd *a, struct seat *seat, struct core_out *out)
{
	const struct session *s = acd_session(a, seat->call);
	struct number own = { 0 }, phone;
	struct leg *leg = NULL;

	if (seat->leg)
		return;
	number_set(&phone, seat->digits, 1);
	if (phone.len)
		leg = leg_dial(
		    a, OWNER_SEAT, seat->handle, seat->group, &own, &phone, s ? &s->carried : NULL, out);

	if (!leg) {
		acd_count(out, STAT_TABLE_FULL);
		if (seat->headset || seat->state == SEAT_RECOVERING)
			phone_retry(a, seat);
		else
			failed(a, seat, SEAT_EV_PHONE_FAILED, out);
		return;
	}
	seat->leg = leg->handle;
	seat->phone = SEAT_PHONE_CALLED;
	acd_timer(a, T_PHONE, seat->handle, seat->headset ? HEADSET_MS : DIAL_MS);
}

void
phone_retry(struct acd *a, struct seat *seat)
{
	int64_t pause = (int64_t)REDIAL_MS << (seat->tries < 6 ? seat->tries : 6);

	if (seat->tries < UINT8_MAX)
		seat->tries++;
	if (pause > REDIAL_MOST_MS)
		pause = REDIAL_MOST_MS;
	acd_timer(a, T_PHONE, seat->handle, pause + handle_index(seat->handle) % 64);
}

bool
phone_rests(struct acd *a, struct seat *seat)
{
	int64_t left = seat->rests_us - a->now_us;

	if (left <= 0)
		return false;
	acd_timer(a, T_PHONE, seat->handle, (left + US_PER_MS - 1) / US_PER_MS);
	return true;
}

void
phone_drop(struct acd *a, struct seat *seat, uint8_t cause, struct core_out *out)
{
	acd_timer_off(a, T_PHONE, seat->handle);
	leg_release(a, seat->leg, cause, out);
	seat->leg = 0;
	seat->tries = 0;
	seat->phone = SEAT_PHONE_IDLE;
}

void
phone_hang_up(struct acd *a, struct seat *seat, uint8_t cause, struct core_out *out)
{
	if (!seat->headset)
		phone_drop(a, seat, cause, out);
	else if (seat->phone == SEAT_PHONE_UP)
		plan_silence(a, seat->leg, out);
}

/*
 * The pause is over, or nobody lifted for too long: then the line is given up and a headset's is dialled again.  Or the
 * rest of a telephone is over.
 */
void
phone_timeout(struct acd *a, struct seat *seat, struct core_out *out)
{
	if (!seat->leg) {
		if (seat->headset || seat->state == SEAT_RECOVERING)
			phone_call(a, seat, out);
		else
			seat_event(a, seat, SEAT_EV_RESTED, NULL, out);
	} else if (seat->phone == SEAT_PHONE_CALLED) {
		leg_release(a, seat->leg, 19, out);
		phone_leg_news(a, seat->handle, &(struct leg_word){ .news = LEG_NEWS_GONE, .cause = 19 }, out);
	}
}

static void
up(struct acd *a, struct seat *seat, struct core_out *out)
{
	acd_timer_off(a, T_PHONE, seat->handle);
	seat->phone = SEAT_PHONE_UP;
	seat->tries = 0;
	seat_event(a, seat, SEAT_EV_PHONE_UP, NULL, out);
}

/* Nothing is left of the leg.  A headset is dialled again; the seat hears of it if the line was up. */
static void
headset_gone(struct acd *a, struct seat *seat, const struct leg_word *word, struct core_out *out)
{
	seat->phone = SEAT_PHONE_LOST;
	phone_retry(a, seat);
	if (word->was_up)
		seat_event(a, seat, SEAT_EV_PHONE_LOST, NULL, out);
	else
		view_seat(a, seat);
}

static void
telephone_gone(struct acd *a, struct seat *seat, const struct leg_word *word, struct core_out *out)
{
	seat->phone = word->news == LEG_NEWS_LOST ? SEAT_PHONE_LOST : SEAT_PHONE_IDLE;
	if (!word->was_up)
		failed(a, seat,
		    word->cause == 21 && seat->state == SEAT_RINGING ? SEAT_EV_REJECT : SEAT_EV_PHONE_FAILED, out);
	else
		seat_event(a, seat, word->far ? SEAT_EV_PHONE_DOWN : SEAT_EV_PHONE_LOST, NULL, out);
}

void
phone_leg_news(struct acd *a, uint32_t handle, const struct leg_word *word, struct core_out *out)
{
	struct seat *seat = acd_seat(a, handle);

	if (!seat)
		return;
	switch (word->news) {
	case LEG_NEWS_SEIZED:
	case LEG_NEWS_ALERTING:
	case LEG_NEWS_PROGRESS:
		break;
	case LEG_NEWS_UP:
		up(a, seat, out);
		break;
	case LEG_NEWS_FLASHED:
		seat_event(a, seat, SEAT_EV_FLASH, NULL, out);
		break;
	case LEG_NEWS_REFUSED:
	case LEG_NEWS_GONE:
	case LEG_NEWS_LOST:
		acd_timer_off(a, T_PHONE, seat->handle);
		seat->leg = 0;
		if (seat->headset)
			headset_gone(a, seat, word, out);
		else
			telephone_gone(a, seat, word, out);
		break;
	}
}
