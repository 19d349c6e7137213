/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * RTP spans: 31 streams of A-law over IP (RFC 3550, RFC 3551 payload type 8) that look like the bearers of a line.
 *
 * Who talks to whom stands on a board, a file `span-N.rtp` of the run directory: for each timeslot the far end's address, or that
 * there is no session.  sipd alone writes it; who opens the bearer (mediad) reads it at each block, and owns the socket: UDP
 * port `port` + 2 * slot of the span's `address`.  A process that is killed leaves nothing to repair: sipd clears the board when
 * it comes back, and mediad opens its sockets anew.
 *
 * Out: one packet of 160 octets for each block written.  In: packets go through a jitter buffer of fixed depth (jitter.h).  Only
 * what comes from the address that the board names is heard.  Without a session silence is received, and what is written is lost.
 * There is no signalling on such a span (-ENOTSUP), no RTCP, and no payload but A-law: digits are heard in the audio.
 */
#pragma once

#include "trunk/line_clock.h"
#include "trunk/span.h"

/* Ways of a session, as a set. */
#define RTP_SEND    1u
#define RTP_RECEIVE 2u

struct rtp_far {
	uint32_t address; /* IPv4, host order */
	uint16_t port;
	uint16_t ways;
};

/* What happened to a slot's packets since the board was made.  COUNT(ID, "sentence") */
#define RTP_COUNTS(X)                                                             \
	X(SENT, "packets sent")                                                   \
	X(UNSENT, "packets the socket would not take")                            \
	X(TAKEN, "packets taken")                                                 \
	X(STRANGE, "packets from elsewhere than announced, or without a session") \
	X(BAD, "packets that are not RTP")                                        \
	X(OTHER, "packets of another payload than A-law")                         \
	X(DUPLICATE, "packets that came twice")                                   \
	X(REORDERED, "packets that came after a later one, in time all the same") \
	X(ASTRAY, "packets too late or too early to be played")                   \
	X(LOST, "packets that never came")
enum rtp_count {
#define X(id, sentence) RTP_##id,
	RTP_COUNTS(X)
#undef X
	    RTP_COUNT,
};

/* Make the board if it is not there (parent, tests).  Its clock is the span's. */
int rtp_create(const char *run_dir, int number, enum line_clock_kind clock);
int rtp_advance(const char *run_dir, int number, uint64_t ticks); /* fake clock */

/* ---- the board, for sipd ---- */
struct rtp_board;
int rtp_board_open(struct rtp_board **bp, const char *run_dir, int number); /* ends all sessions on it */
void rtp_board_close(struct rtp_board *b);
/* A new session on the slot; or the same one, whose far end has moved or goes on hold. */
void rtp_board_begin(struct rtp_board *b, int slot, const struct rtp_far *far);
void rtp_board_change(struct rtp_board *b, int slot, const struct rtp_far *far);
void rtp_board_end(struct rtp_board *b, int slot);
uint64_t rtp_board_count(const struct rtp_board *b, int slot, enum rtp_count which);

/* The UDP port of a slot, from the span's settings. */
static inline uint16_t
rtp_port(int base, int slot)
{
	return (uint16_t)(base + 2 * slot);
}
