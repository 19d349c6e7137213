/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A-law (G.711) by table: 256 entries to decode, 8,192 to encode.
 *
 * Octets are as on the line, with the even bits inverted: 0xD5 is the smallest positive value, our silence.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define ALAW_SILENCE 0xd5

extern const int16_t alaw_linear[256];

/* The octet for a 16-bit sample: the 13 bits A-law can tell apart look it up. */
extern const uint8_t alaw_octet[8192];

static inline uint8_t
alaw_encode(int16_t sample)
{
	return alaw_octet[(uint16_t)sample >> 3];
}

void alaw_decode_block(int16_t *to, const uint8_t *from, size_t n);
void alaw_encode_block(uint8_t *to, const int16_t *from, size_t n);

/* Is every sample in the innermost segment (below about -42 dBm0), so that no tone can be in it?  n is a multiple of 8.
 */
int alaw_quiet(const uint8_t *block, size_t n);
