/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers between Q.931 (type of number, numbering plan, presentation and screening, as libpri packs them) and the
 * catalogue's struct number (Q.763 indicators).
 */
#pragma once

#include "base/msg.h"

/* libpri's `plan` octet (type of number << 4 | plan) and `presentation` octet to a number; digits that are not are
 * skipped. */
void number_from_q931(struct number *n, const char *digits, int plan, int presentation);

/* And back.  `digits` gets NUMBER_DIGITS octets. */
void number_to_q931(const struct number *n, char digits[NUMBER_DIGITS], int *plan, int *presentation);
