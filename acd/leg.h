/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Leg: one line, as the switch knows it.  A machine between the trunk's messages and the leg's owner (a call or a seat).
 *
 * The owner is told news; by then the leg's state is already true, and after LEG_NEWS_REFUSED, _GONE and _LOST the handle is
 * of nothing any more.  Releasing is one-way: the owner lets go at once and hears no more; the leg lives on by itself until
 * the trunk's last word.
 */
#pragma once

#include "acd/acd.h"

enum leg_news {
	LEG_NEWS_SEIZED,
	LEG_NEWS_REFUSED, /* no circuit */
	LEG_NEWS_ALERTING,
	LEG_NEWS_PROGRESS,
	LEG_NEWS_UP,
	LEG_NEWS_GONE, /* the far end or the trunk released */
	LEG_NEWS_LOST, /* the trunk process forgot it */
	LEG_NEWS_FLASHED,
};

struct leg_word {
	enum leg_news news;
	uint8_t cause;
	uint8_t far;    /* the far end released */
	uint8_t inband; /* there is something to hear */
	uint8_t was_up;
};

/* clang-format off */
#define LEG_EVENTS(X)                                                 \
	X(OFFERED) X(DIAL) X(SEIZED) X(REFUSED) X(ALERTING) X(PROGRESS)   \
	X(ANSWERED) X(SUSPENDED) X(RESUMED) X(RELEASED) X(ANSWER) X(DROP) \
	X(AGAIN) X(GIVE_UP) X(LOST) X(FLASHED)
/* clang-format on */

enum leg_event {
#define X(id) LEG_EV_##id,
	LEG_EVENTS(X)
#undef X
	LEG_EVENT_COUNT,
};

extern const struct fsm leg_fsm;

/* The leg of a call just offered, accepted at once; NULL when the table is full. */
struct leg *leg_offered(
    struct acd *a, enum role role, const struct msg_line_offered *m, uint32_t call, struct core_out *out);

/*
 * Dial a number through a trunk group; `carried` (may be NULL) goes with it.  NULL when the table is full or there is no such
 * group.
 */
struct leg *leg_dial(struct acd *a, enum owner_kind kind, uint32_t owner, uint16_t group, const struct number *caller,
    const struct number *called, const struct carried *carried, struct core_out *out);

/* Tell the trace that this leg (0: none yet), a seat's telephone or (SEAT_NONE) the customer's, is part of a session now. */
void leg_belongs(uint32_t leg, uint64_t session, uint16_t seat, struct core_out *out);

void leg_alert(struct acd *a, uint32_t leg, struct core_out *out);
void leg_answer(struct acd *a, uint32_t leg, struct core_out *out);
void leg_release(struct acd *a, uint32_t leg, uint8_t cause, struct core_out *out); /* of no leg: no-op */

/* A LINE_* message about a leg of ours. */
void leg_message(struct acd *a, enum role from, uint16_t type, const void *data, struct core_out *out);
/* T_LEG ran out. */
void leg_timeout(struct acd *a, struct leg *leg, struct core_out *out);
/* Every leg of this role is gone. */
void leg_lose_all(struct acd *a, enum role role, struct core_out *out);
/* LINE_HELD for every leg of this role. */
void leg_tell_all(struct acd *a, enum role role, struct core_out *out);
