/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The way of a trunk process to the switch.
 *
 * Messages go straight into the ring; while it is full they wait here, in order, and new calls are refused (outbox_crowded).  Should
 * even this overflow, what was lost is healed by greeting the switch again (outbox_lost): it names the legs it holds, and each
 * side releases what the other does not know.
 */
#pragma once

#include "base/msg.h"

#define OUTBOX 1024

struct outbox {
	/* Hand a message to the switch: 0, or not when its ring is full. */
	int (*post)(void *arg, uint16_t type, const void *data, uint32_t len);
	void *arg;
	uint32_t head, count;
	uint8_t lost; /* it overflowed */
	struct outbox_message {
		uint16_t type;
		uint16_t len;
		uint32_t pad;
		uint64_t data[(sizeof(struct msg_line_offered) + 7) / 8];
	} messages[OUTBOX];
};

/* 0: it is on its way; 1: it waits, or is lost. */
int outbox_send(struct outbox *o, uint16_t type, const void *data, uint32_t len);
int outbox_flush(struct outbox *o); /* messages posted */
bool outbox_crowded(const struct outbox *o);
bool outbox_waits(const struct outbox *o); /* come again soon */
bool outbox_lost(struct outbox *o);        /* once for each overflow, when the rest is posted */
