/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Jitter buffer (jitter.h): a ring of samples.  `head` is always at the beginning of a block, since all that moves it is taking
 * a block.
 */
#include "trunk/jitter.h"

#include <string.h>

#define RING      (JITTER_BLOCKS * SPAN_BLOCK)
#define FAR_AHEAD 1000 /* packets: 20 s */

_Static_assert(2 * JITTER_DEEPEST + 2 <= JITTER_BLOCKS, "the earliest packet that is taken fits");

void
jitter_reset(struct jitter *j, int depth)
{
	memset(j, 0, sizeof(*j));
	j->depth = depth < 1 ? 1 : depth > JITTER_DEEPEST ? JITTER_DEEPEST : (uint32_t)depth;
	memset(j->ring, SPAN_IDLE, sizeof(j->ring));
}

/* Play this packet `depth` blocks from now, and forget what is there. */
static void
place(struct jitter *j, const struct rtp_packet *p)
{
	memset(j->ring, SPAN_IDLE, sizeof(j->ring));
	memset(j->filled, 0, sizeof(j->filled));
	j->play = p->stamp - j->depth * SPAN_BLOCK;
	j->astray = 0;
}

static void
begin(struct jitter *j, const struct rtp_packet *p)
{
	place(j, p);
	j->running = true;
	j->ssrc = p->ssrc;
	j->top = p->seq;
	j->seen = 1;
}

/* Which packet of its stream is it (RFC 3550 A.1)?  One far from the others begins the count anew. */
static enum jitter_verdict
number(struct jitter *j, uint16_t seq)
{
	int16_t ahead = (int16_t)(seq - j->top);

	if (ahead > FAR_AHEAD || ahead <= -64) {
		j->seen = 1;
		j->top = seq;
		return JITTER_TAKEN;
	}
	if (ahead > 0) {
		j->seen = ahead < 64 ? j->seen << ahead | 1 : 1;
		j->lost += ahead - 1;
		j->top = seq;
		return JITTER_TAKEN;
	}
	if (j->seen >> -ahead & 1)
		return JITTER_DUPLICATE;
	j->seen |= UINT64_C(1) << -ahead;
	j->lost -= j->lost > 0;
	return JITTER_REORDERED;
}

static void
keep(struct jitter *j, uint32_t offset, const struct rtp_packet *p)
{
	for (uint32_t i = 0; i < p->len; i++) {
		uint32_t at = (j->head + offset + i) % RING;

		j->ring[at] = p->payload[i];
		j->filled[at / SPAN_BLOCK]++;
	}
}

enum jitter_verdict
jitter_put(struct jitter *j, const struct rtp_packet *p)
{
	enum jitter_verdict verdict = JITTER_TAKEN;

	if (!j->running || p->ssrc != j->ssrc)
		begin(j, p);
	else
		verdict = number(j, p->seq);
	if (verdict == JITTER_DUPLICATE)
		return verdict;
	int32_t offset = (int32_t)(p->stamp - j->play);
	bool late = offset<0, early = offset>(int32_t)((2 * j->depth + 2) * SPAN_BLOCK - p->len);

	if (late || early) {
		if (++j->astray < JITTER_ASTRAY)
			return late ? JITTER_LATE : JITTER_EARLY;
		begin(j, p);
		offset = (int32_t)(j->depth * SPAN_BLOCK);
	}
	j->astray = 0;
	keep(j, (uint32_t)offset, p);
	return verdict;
}

bool
jitter_take(struct jitter *j, uint8_t block[SPAN_BLOCK])
{
	uint32_t which = j->head / SPAN_BLOCK;
	bool came = j->filled[which] > 0;

	memcpy(block, j->ring + j->head, SPAN_BLOCK);
	memset(j->ring + j->head, SPAN_IDLE, SPAN_BLOCK);
	j->filled[which] = 0;
	j->head = (j->head + SPAN_BLOCK) % RING;
	j->play += SPAN_BLOCK;
	return came;
}
