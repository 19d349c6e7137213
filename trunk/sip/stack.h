/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sofia-sip behind the door (ua.h): one user agent on one UDP socket for each trunk, all on one event loop of the library's, which
 * is stepped and never waited in.
 *
 * Only the transaction layer (nta) and the parser of messages are used.  The library keeps its own clock, allocates as it goes, and
 * knows no names to look up: every request goes to the peer's address.
 */
#pragma once

#include "trunk/sip/sipd.h"

struct stack;

extern const struct ua_ops stack_ops;

/* All trunks' sockets are open and listen: 0 or -errno. */
int stack_open(struct stack **sp, struct sipd *s);
void stack_close(struct stack *st);

int stack_fd(const struct stack *st, unsigned trunk); /* to be polled for reading */
int stack_work(struct stack *st, int64_t now_us);     /* what came, what is due; returns how much it did */
int64_t stack_next_due(const struct stack *st);
uint64_t stack_bad_packets(const struct stack *st, unsigned trunk); /* since it was opened: not SIP */
