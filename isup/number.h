/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Telephone numbers in ISUP parameters (Q.763 3.9, 3.10, 3.16, 3.26, 3.30, 3.39, 3.44, 3.46, 3.51) <-> struct number.
 *
 *   [qualifier]  odd/even | NAI   INN/NI | NPI | presentation | screening   digits, two an octet, the first one low
 *
 * Which of these octets and bits a parameter has is a row of number.c.  Digits are '0'-'9' and 'A'-'F' for the codes
 * 10-15; a final 15 in called and subsequent numbers is the ST signal and becomes `st`.
 */
#pragma once

#include "base/msg.h"

#include <stddef.h>
#include <stdint.h>

#define NUMBER_OCTETS (3 + NUMBER_DIGITS / 2) /* room for any encoded number */

enum { NAI_SUBSCRIBER = 1, NAI_UNKNOWN = 2, NAI_NATIONAL = 3, NAI_INTERNATIONAL = 4 };
enum { PRESENTATION_ALLOWED, PRESENTATION_RESTRICTED, PRESENTATION_NONE };
enum { SCREENING_USER_VERIFIED = 1, SCREENING_NETWORK = 3 };

/* `param` is the parameter's code.  0, -EINVAL (not a number), -EBADMSG (too short), -EMSGSIZE (more digits than we
 * hold). */
int number_decode(uint8_t param, const uint8_t *octets, size_t len, struct number *number);

/* `octets` has room for NUMBER_OCTETS.  Octets written, or -EINVAL (not a number parameter, not digits). */
int number_encode(uint8_t param, const struct number *number, uint8_t *octets);

/* Digits of a SAM behind those there are: 0 or -EMSGSIZE. */
int number_append(struct number *number, const struct number *more);
