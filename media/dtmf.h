/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * DTMF receiver of one slot (Q.23, Q.24; levels and twist of GB/T 3378), with a gate that makes silence cheap.
 */
#pragma once

#include <stdint.h>

#define DTMF_BLOCK_DIGITS 8 /* no block of 20 ms can hold more */

struct dtmf;

/* Calculate with denormal numbers flushed to zero: to be called by every thread that runs receivers. */
void dtmf_thread(void);

struct dtmf *dtmf_new(void);
void dtmf_free(struct dtmf *d);
void dtmf_reset(struct dtmf *d);

/* One block of 160 octets: how many digits were recognised in it, and which ones (as ASCII, not terminated). */
int dtmf_block(struct dtmf *d, const uint8_t *alaw, char digits[DTMF_BLOCK_DIGITS]);
