/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What faxd and the worker of one fax say to each other, packet by packet, over their socket pair.  The first packet of faxd is
 * the order, the last one of the worker is the outcome; in between each block that was heard is answered by one to be sent.  faxd
 * tells the worker to stop by shutting its way to it: that cannot fail, and comes after all that was heard.
 *
 * Each end checks what the other says: a worker reads what strangers send, and may not be what it was.
 */
#pragma once

#include "base/msg.h"

#include <stdint.h>

#define FAX_BLOCK 160 /* A-law, 20 ms */
#define FAX_DIR   128 /* the longest recordings' folder, with its NUL (site.rec_dir) */

enum fax_packet_kind {
	FAX_PACKET_ORDER,   /* to the worker: what to receive, and how */
	FAX_PACKET_HEARD,   /* to the worker: a block from the line */
	FAX_PACKET_SAID,    /* from the worker: a block for the line */
	FAX_PACKET_STAND,   /* from the worker: pages and rate have changed */
	FAX_PACKET_OUTCOME, /* from the worker: it is over and on the disk; the worker leaves */
	FAX_PACKETS,
};

struct fax_order {
	struct msg_fax fax;
	int32_t rate; /* bit/s, fax.rate */
	uint8_t ecm;  /* T.30 Annex A is offered */
	uint8_t pad[3];
	char station[FAX_STATION];
	char dir[FAX_DIR];
};

struct fax_outcome {
	uint32_t pages;
	uint32_t bit_rate; /* bit/s of the last page */
	uint16_t result;   /* enum fax_result */
	uint16_t detail;   /* spandsp's T30_ERR_* */
	uint8_t ecm;
	uint8_t pad[3];
	char sender[FAX_STATION];
};

struct fax_packet {
	uint32_t kind;
	uint32_t n; /* HEARD: which block it is */
	union {
		struct fax_order order;
		struct fax_outcome outcome; /* STAND: pages, rate and ecm only */
		uint8_t block[FAX_BLOCK];
	};
};

/* Octets of a packet of this kind; 0: there is no such kind. */
uint32_t fax_packet_size(uint32_t kind);

/* 0; -EAGAIN: the other end does not take it now; or another -errno: it is gone. */
int fax_packet_send(int fd, const struct fax_packet *p);

/* 1: one came, whole and of a known kind; 0: the other end is gone; -EAGAIN: none waits; -EPROTO: it makes no sense; -errno. */
int fax_packet_take(int fd, struct fax_packet *p);
