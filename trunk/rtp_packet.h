/* SPDX-License-Identifier: GPL-2.0-or-later */
/* RTP packets as octets (RFC 3550 5.1).  Nothing is copied: the payload lies in what was read. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define RTP_PCMA        8   /* A-law (RFC 3551 table 4) */
#define RTP_HEAD        12  /* octets without contributing sources and extension */
#define RTP_PAYLOAD_MAX 480 /* 60 ms of audio */
#define RTP_PACKET_MAX  1500

struct rtp_packet {
	uint8_t type;
	uint8_t marker;
	uint16_t seq;
	uint32_t stamp; /* of its first octet, in samples */
	uint32_t ssrc;
	uint32_t len;
	const uint8_t *payload;
};

/* 0, or -EBADMSG: not RTP, without payload, or with more than RTP_PAYLOAD_MAX of it. */
int rtp_read(struct rtp_packet *p, const uint8_t *octets, size_t n);

/* Into RTP_HEAD + p->len octets; returns that. */
size_t rtp_write(const struct rtp_packet *p, uint8_t *octets);
