/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Phone: the line between a seat and its ear.
 *
 * A seat with a headset has one leg from sign-in to sign-out; whenever that is lost it is dialled again, with growing pauses,
 * whatever the seat does.  A seat with a telephone has a leg only while a call rings it or talks.
 */
#pragma once

#include "acd/acd.h"
#include "acd/leg.h"

void phone_call(struct acd *a, struct seat *seat, struct core_out *out); /* dial it now, unless it is there */
void phone_retry(struct acd *a, struct seat *seat);                      /* dial it after a pause */
bool phone_rests(struct acd *a, struct seat *seat); /* it failed just now; SEAT_EV_RESTED follows */
void phone_hang_up(
    struct acd *a, struct seat *seat, uint8_t cause, struct core_out *out); /* a headset's line stays up, silent */
void phone_drop(struct acd *a, struct seat *seat, uint8_t cause, struct core_out *out); /* either kind, for good */
void phone_timeout(struct acd *a, struct seat *seat, struct core_out *out);             /* T_PHONE */
void phone_leg_news(struct acd *a, uint32_t seat, const struct leg_word *word, struct core_out *out);
