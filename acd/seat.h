/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Seat: the machine of a signed-in agent, with the states of base/desk.h.
 *
 * A seat goes through its duty (ring, talk, after-call work) and then settles where it wants to be: ready, away or closed.
 * One that wants to be ready but cannot be reached (no console yet, headset line down, telephone that refused a moment
 * ago) settles at away until it can.
 */
#pragma once

#include "acd/acd.h"

/* clang-format off */
#define SEAT_EVENTS(X)                                                                                        \
	X(SIGN_IN) X(WANT) X(SETTLE_READY) X(SETTLE_AWAY) X(SETTLE_CLOSED) X(OFFER) X(ANSWER) X(REJECT)        \
	X(TIMEOUT) X(PHONE_UP) X(PHONE_FAILED) X(PHONE_DOWN) X(PHONE_LOST) X(CALL_GONE) X(WRAP) X(HOLD)        \
	X(RETRIEVE) X(HANG_UP) X(FINISH) X(EXTEND) X(DIAL) X(FAR_UP) X(RESTED) X(SIGN_OUT) X(FLASH)
/* clang-format on */

enum seat_event {
#define X(id) SEAT_EV_##id,
	SEAT_EVENTS(X)
#undef X
	SEAT_EVENT_COUNT,
};

extern const struct fsm seat_fsm;

/* arg: SEAT_EV_WANT a uint8_t, SEAT_EV_DIAL a struct number; else nothing. */
void seat_event(struct acd *a, struct seat *seat, enum seat_event event, const void *arg, struct core_out *out);

/* MSG_SEAT_SIGNED_IN: a new seat, or new rights of one that is here. */
void seat_signed_in(struct acd *a, const struct msg_seat *m, struct core_out *out);

/* The seat's code as it is spoken and shown: "0103". */
#define SEAT_TEXT 8
const char *seat_text(uint16_t number, char text[SEAT_TEXT]);
