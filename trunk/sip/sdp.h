/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Session descriptions (RFC 4566), as far as offer and answer of one A-law stream need them (RFC 3264).
 *
 * Only what we understand is looked at: the first stream of kind audio, RTP/AVP, with payload type 8, over IPv4.  Every other
 * stream of an offer is declined in the answer by port 0.  sofia's own reader of SDP is not used.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define SDP_MAX     1024 /* octets of what we write */
#define SDP_STREAMS 6
#define SDP_STREAM  64

struct sdp {
	uint32_t address; /* of the far end, host order; 0 = nowhere: the old way to hold */
	uint16_t port;
	uint8_t ways;    /* RTP_SEND, RTP_RECEIVE: what is left for us to do */
	uint8_t chosen;  /* which stream is ours */
	uint8_t streams; /* how many there are */
	uint8_t pad[3];
	char stream[SDP_STREAMS]
	           [SDP_STREAM]; /* kind and transport and formats of each: "video RTP/AVP 31" with its port left out */
};

/* -EBADMSG: not SDP; -ENOTSUP: no stream that we can use, or more streams than we can decline. */
int sdp_read(struct sdp *sdp, const char *text, size_t len);

/* An answer to `offer`, or an offer of ours when it is NULL.  Returns its length. */
size_t sdp_write(char to[SDP_MAX], uint32_t address, uint16_t port, uint32_t id, const struct sdp *offer);
