/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tick's end of a fax channel: which slot is joined to it, how many blocks went to the machine, and the blocks the
 * machine has said that were not sent yet.
 *
 * The machine answers a block with a block, in another process: what it says waits here for its tick.  Should it once be
 * late by a block, it stays ahead by one afterwards, so that the next delay of this length is not heard.
 */
#pragma once

#include "base/msg.h"
#include "trunk/span.h"

#define FAX_PORT_BLOCKS 8

struct slot;

struct fax_port {
	struct slot *slot;   /* NULL: no slot is joined */
	uint32_t channel;    /* handle, as msg.h says */
	uint32_t heard;      /* blocks that went to the machine, since the slot was joined */
	uint32_t put, taken; /* blocks the machine said, and of which went to the line (or were dropped) */
	uint8_t said[FAX_PORT_BLOCKS][SPAN_BLOCK];
};

/* Join a slot to a channel; what another slot or channel left there is forgotten. */
void fax_port_join(struct fax_port *p, struct slot *s, uint32_t channel);

/* Keep what the machine says; false: the oldest block had to give way to it. */
bool fax_port_put(struct fax_port *p, const uint8_t block[SPAN_BLOCK]);

/* The next block for the line, good until the next put; NULL: there is none. */
const uint8_t *fax_port_take(struct fax_port *p);
