/* SPDX-License-Identifier: GPL-2.0-or-later */
/* RTP packets (rtp_packet.h). */
#include "trunk/rtp_packet.h"

#include <errno.h>
#include <string.h>

#define VERSION 2

static uint32_t
get32(const uint8_t *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static void
put32(uint8_t *at, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		at[i] = (uint8_t)(value >> (24 - 8 * i));
}

int
rtp_read(struct rtp_packet *p, const uint8_t *octets, size_t n)
{
	if (n < RTP_HEAD || octets[0] >> 6 != VERSION)
		return -EBADMSG;
	size_t head = RTP_HEAD + 4u * (octets[0] & 15); /* contributing sources */

	if (octets[0] & 0x10) { /* extension: its length in words is in its second half word */
		if (n < head + 4)
			return -EBADMSG;
		head += 4 + 4u * ((size_t)octets[head + 2] << 8 | octets[head + 3]);
	}
	if (n <= head)
		return -EBADMSG;
	size_t padding = octets[0] & 0x20 ? octets[n - 1] : 0; /* its last octet counts it */

	if (n - head <= padding || (octets[0] & 0x20 && padding == 0) || n - head - padding > RTP_PAYLOAD_MAX)
		return -EBADMSG;
	p->marker = octets[1] >> 7;
	p->type = octets[1] & 0x7f;
	p->seq = (uint16_t)(octets[2] << 8 | octets[3]);
	p->stamp = get32(octets + 4);
	p->ssrc = get32(octets + 8);
	p->payload = octets + head;
	p->len = (uint32_t)(n - head - padding);
	return 0;
}

size_t
rtp_write(const struct rtp_packet *p, uint8_t *octets)
{
	octets[0] = VERSION << 6;
	octets[1] = (uint8_t)(p->marker << 7 | p->type);
	octets[2] = (uint8_t)(p->seq >> 8);
	octets[3] = (uint8_t)p->seq;
	put32(octets + 4, p->stamp);
	put32(octets + 8, p->ssrc);
	memcpy(octets + RTP_HEAD, p->payload, p->len);
	return RTP_HEAD + p->len;
}
