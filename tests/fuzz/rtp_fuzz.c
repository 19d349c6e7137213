/* room: trunk */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any octets as received packets, through the jitter buffer: each packet is a length and its octets, a length of 0 lets a block
 * be played.
 */
#include "trunk/jitter.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* In a piece of memory of its own, so that reading behind it is seen. */
static void
receive(struct jitter *j, const uint8_t *octets, size_t n)
{
	uint8_t *copy = malloc(n);
	struct rtp_packet p;

	if (!copy)
		return;
	memcpy(copy, octets, n);
	if (rtp_read(&p, copy, n) == 0) {
		if (p.len == 0 || p.len > RTP_PAYLOAD_MAX || p.payload < copy || p.payload + p.len > copy + n)
			abort();
		jitter_put(j, &p);
	}
	free(copy);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct jitter j;
	uint8_t block[SPAN_BLOCK];

	if (size == 0)
		return 0;
	jitter_reset(&j, data[0] % (JITTER_DEEPEST + 2));
	for (size_t at = 1; at < size;) {
		size_t n = data[at++];

		if (n > size - at)
			n = size - at;
		if (n)
			receive(&j, data + at, n);
		else
			jitter_take(&j, block);
		at += n;
		if (j.head % SPAN_BLOCK || j.head >= sizeof(j.ring))
			abort();
	}
	return 0;
}
