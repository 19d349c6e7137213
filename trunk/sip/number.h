/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Telephone numbers in SIP: the user part of a URI, "+" before an international one (RFC 3261 19.1.6, RFC 3966). */
#pragma once

#include "base/msg.h"

#define SIP_USER (NUMBER_DIGITS + 1)

/* From the user part of a URI; what is not a number becomes none. */
void number_from_user(struct number *n, const char *user);

/* From a header such as P-Asserted-Identity: its first sip: or tel: URI.  No number when there is none. */
void number_from_header(struct number *n, const char *header);

/* As a user part; empty when there is no number. */
void number_to_user(const struct number *n, char user[SIP_USER]);
