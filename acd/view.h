/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * View: what consoles are told.  A changed seat is marked, and told once at the end of the step: the whole truth, always.
 */
#pragma once

#include "acd/acd.h"

void view_seat(struct acd *a, struct seat *seat); /* it changed */
void view_flush(struct acd *a, struct core_out *out);
void view_signed_out(struct acd *a, struct seat *seat, struct core_out *out);
void view_refuse(
    uint32_t connection, const struct desk_head *head, uint16_t verb, enum desk_refusal why, struct core_out *out);

/* The day's figures: the round over all consoles goes on (T_DAY). */
void view_day_due(struct acd *a);
void view_day_round(struct acd *a, struct core_out *out);
/* The figures of today, to be changed: those of another day are gone. */
struct seat_day *view_figures(struct acd *a, struct seat *seat);
