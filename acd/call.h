/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Call: the session's machine, from the first message to the last.
 *
 * The customer's leg, the voice menu, the queue and the seat each bring it events; it alone decides what the customer hears.
 * A seat that is part of a call hears of its end through SEAT_EV_CALL_GONE.
 */
#pragma once

#include "acd/acd.h"
#include "acd/leg.h"

/* clang-format off */
#define CALL_EVENTS(X)                                                                                         \
	X(OFFER) X(ANSWER) X(DIGIT) X(PLAYED) X(TIMEOUT) X(QUEUE) X(QUEUE_FULL) X(FLOW_END) X(MATCHED)         \
	X(SEAT_ANSWERED) X(RETURN) X(HOLD) X(RETRIEVE) X(SEAT_LOST) X(SEAT_BACK) X(SEAT_HUNG_UP) X(DIAL)       \
	X(LIFT) X(SEAT_LIFTED) X(NEXT_GROUP) X(ALERTING) X(PROGRESS) X(FAR_ANSWERED) X(NOT_REACHED) X(CUSTOMER_GONE)         \
	X(CUSTOMER_LOST) X(CLOSE) X(LOOKED_UP) X(TOLD) X(FAXED)
/* clang-format on */

enum call_event {
#define X(id) CALL_EV_##id,
	CALL_EVENTS(X)
#undef X
	CALL_EVENT_COUNT,
};

extern const struct fsm call_fsm;

void call_event(struct acd *a, struct session *s, enum call_event event, const void *arg, struct core_out *out);

void call_offered(struct acd *a, enum role from, const struct msg_line_offered *m, struct core_out *out);

/* The house closes: every call ends now, new ones are refused; recordings are closed and facts told as always. */
void call_close_all(struct acd *a, struct core_out *out);
void call_leg_news(struct acd *a, uint32_t call, const struct leg_word *word, struct core_out *out);
void call_found(struct acd *a, const struct msg_found *m, struct core_out *out);
void call_told(struct acd *a, const struct msg_orders_found *m, struct core_out *out); /* what the menu asked for */
void call_digit(struct acd *a, uint32_t leg, char digit, struct core_out *out);
void call_heard_fax(struct acd *a, uint32_t leg, struct core_out *out); /* a fax machine is on it (TRK-17) */

/* Ready seats and waiting calls, brought together whenever one of them comes. */
void call_meets_seat(struct acd *a, struct session *s, struct seat *seat, struct core_out *out);

/* An outgoing call of this seat; NULL when a table is full. */
struct session *call_dial(struct acd *a, struct seat *seat, const struct number *called, struct core_out *out);

/* The seat does not need an ended call any more. */
void call_let_go(struct acd *a, struct session *s, struct core_out *out);

/* Causes we give and look for, Q.850 2.2.7 */
enum call_cause {
	CAUSE_UNALLOCATED = 1,
	CAUSE_NO_ROUTE = 3,
	CAUSE_NORMAL = 16,
	CAUSE_BUSY = 17,
	CAUSE_NO_ANSWER = 19,
	CAUSE_REJECTED = 21,
	CAUSE_TEMPORARY = 41,
	CAUSE_CONGESTION = 42,
};

/* Who ended it, and how: before the event that does. */
void call_end_with(struct session *s, enum call_end by, uint8_t cause);
