/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A jitter buffer of fixed depth: packets in as they come, one block of 20 ms out for each tick.
 *
 * The first packet of a stream is played `depth` blocks after it came; every other one where its time stamp says, so packets of any
 * length, in any order, and a sender that is silent for a while fit.  What is played has been forgotten: a packet that comes
 * later is astray, and so is one more than twice the depth (and two) ahead.  After JITTER_ASTRAY of these in a row the stream is placed
 * anew: the sender's clock and ours run apart, or the network's delay has changed for good.  Nothing here waits or allocates.
 */
#pragma once

#include "trunk/rtp_packet.h"
#include "trunk/span.h"

#include <stdbool.h>

#define JITTER_BLOCKS  32
#define JITTER_DEEPEST 10
#define JITTER_ASTRAY  5

enum jitter_verdict { JITTER_TAKEN, JITTER_REORDERED, JITTER_DUPLICATE, JITTER_LATE, JITTER_EARLY };

struct jitter {
	uint32_t depth; /* blocks, 1..JITTER_DEEPEST */
	bool running;   /* a packet has come */
	uint8_t astray; /* packets in a row */
	uint16_t top;   /* highest sequence number, and which of the 64 up to it have come */
	uint64_t seen;
	int64_t lost; /* packets that have not come although a later one has */
	uint32_t ssrc;
	uint32_t play; /* time stamp of the next sample to be played, which lies at ring[head] */
	uint32_t head;
	uint16_t filled[JITTER_BLOCKS]; /* octets that came, of each block */
	uint8_t ring[JITTER_BLOCKS * SPAN_BLOCK];
};

void jitter_reset(struct jitter *j, int depth);
enum jitter_verdict jitter_put(struct jitter *j, const struct rtp_packet *p);
bool jitter_take(struct jitter *j, uint8_t block[SPAN_BLOCK]); /* false: nothing came for this block, it is silence */
