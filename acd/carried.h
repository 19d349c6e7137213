/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Carried: what passes through the switch from one leg of a call to another, unread: where the call was redirected, what
 * the users' terminals say to each other; and the metering pulses of its legs.
 */
#pragma once

#include "acd/acd.h"

void carried_from(struct carried *c, const struct msg_line_offered *m);
void carried_into(const struct carried *c, struct msg_line_dial *m);

void carried_words(struct acd *a, const struct msg_line_user *m, struct core_out *out); /* LINE_ENCLOSED */
void carried_metered(struct acd *a, const struct msg_line_metered *m);                  /* LINE_METERED */
