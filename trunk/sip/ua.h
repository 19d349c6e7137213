/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The door between calls (channel.c) and SIP (ua.c, sofia-sip).
 *
 * A call is named by the number of its channel on both sides; there is no pointer across.  What the machine asks of SIP are the
 * rows of struct ua_ops; what SIP tells are sipd_offered(), sipd_renewed(), sipd_event() and sipd_peer() of sipd.h.  Tests bring
 * other rows.  Nothing here blocks; what cannot be sent is told as an event, later.
 */
#pragma once

#include "base/msg.h"
#include "trunk/sip/sdp.h"

struct ua_invite {
	const struct number *caller; /* of no digits: our user name */
	const struct number *called;
	const char *sdp;
};

/* A call that comes in. */
struct ua_offer {
	struct number caller;
	struct number called;
	struct sdp sdp;
};

/* What came with an event: NULL where nothing did. */
struct ua_word {
	uint8_t cause; /* Q.850, by Reason or by the status; 0 = none */
	uint8_t lost;  /* nobody answered: the stack gave up */
	const struct sdp *sdp;
};

struct ua_ops {
	int (*invite)(void *ua, unsigned trunk, unsigned channel, const struct ua_invite *what); /* 0 or -errno */
	void (*progress)(void *ua, unsigned channel, const char *sdp);                           /* 180; with SDP 183 */
	void (*answer)(void *ua, unsigned channel, const char *sdp);
	void (*refuse)(void *ua, unsigned channel, uint8_t cause);
	void (*withdraw)(void *ua, unsigned channel); /* the caller gave up: 487 */
	void (*cancel)(void *ua, unsigned channel, uint8_t cause);
	void (*bye)(void *ua, unsigned channel, uint8_t cause);
	void (*forget)(void *ua, unsigned channel); /* whatever is left of this call matters no more */
};
