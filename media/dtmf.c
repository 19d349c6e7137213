/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * DTMF by spandsp's receiver, behind a gate.
 *
 * A block in which every sample is in A-law's innermost segment (below about -42 dBm0) cannot hold a digit; after three
 * such blocks, enough for the receiver to see the last digit end, further ones are not even decoded.  The receiver's
 * own level limit is set under the -31 dBm where GB/T 3378 begins to refuse, and twist to 8 dB forward and 6 dB
 * reverse.
 */
#include "media/dtmf.h"

#include "media/alaw.h"
#include "trunk/span.h"

#include <spandsp.h>
#include <stdlib.h>
#include <string.h>
#if defined(__SSE__)
#include <xmmintrin.h>
#endif

#define QUIET_BLOCKS 3
#define TWIST_DB     8
#define REVERSE_DB   8
#define LEAST_DBM0   (-34)

struct dtmf {
	dtmf_rx_state_t *rx;
	uint8_t quiet; /* blocks of silence in a row, up to QUIET_BLOCKS */
	uint8_t n;     /* digits of this block */
	char digits[DTMF_BLOCK_DIGITS];
};

void
dtmf_thread(void)
{
#if defined(__SSE__)
	_mm_setcsr(_mm_getcsr() | 0x8040); /* flush to zero, denormals are zero */
#endif
}

static void
heard(void *arg, const char *digits, int len)
{
	struct dtmf *d = arg;
	for (int i = 0; i < len && d->n < DTMF_BLOCK_DIGITS; i++)
		d->digits[d->n++] = digits[i];
}

struct dtmf *
dtmf_new(void)
{
	struct dtmf *d = calloc(1, sizeof(*d));
	if (!d)
		return NULL;
	d->rx = dtmf_rx_init(NULL, heard, d);
	if (!d->rx) {
		free(d);
		return NULL;
	}
	dtmf_reset(d);
	return d;
}

void
dtmf_free(struct dtmf *d)
{
	if (!d)
		return;
	dtmf_rx_free(d->rx);
	free(d);
}

void
dtmf_reset(struct dtmf *d)
{
	dtmf_rx_init(d->rx, heard, d);
	dtmf_rx_parms(d->rx, 0, TWIST_DB, REVERSE_DB, LEAST_DBM0);
	d->quiet = 0;
	d->n = 0;
}

int
dtmf_block(struct dtmf *d, const uint8_t *alaw, char digits[DTMF_BLOCK_DIGITS])
{
	int16_t linear[SPAN_BLOCK];
	if (!alaw_quiet(alaw, SPAN_BLOCK))
		d->quiet = 0;
	else if (d->quiet == QUIET_BLOCKS)
		return 0;
	else
		d->quiet++;
	d->n = 0;
	alaw_decode_block(linear, alaw, SPAN_BLOCK);
	dtmf_rx(d->rx, linear, SPAN_BLOCK);
	memcpy(digits, d->digits, d->n);
	return d->n;
}
