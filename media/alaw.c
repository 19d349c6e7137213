/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A-law tables, written out by the preprocessor.
 *
 * G.711 table 1: 13 bits of sign and magnitude in eight segments; the first two have steps of 2 (units of 1/4096), each
 * further one twice the step before it.  On the line the even bits are inverted (0x55) and a positive sample has its
 * first bit set.
 */
#include "media/alaw.h"

#include <string.h>

/* Magnitude in 16-bit samples of a line octet without its inversion and sign: the middle of its step. */
#define SEG(v)  (((v) >> 4) & 7)
#define MANT(v) (((v)&15) * 16 + 8)
#define MAG(v)  (SEG(v) ? (MANT(v) + 256) << (SEG(v) - 1 + (SEG(v) == 0)) : MANT(v))
#define LIN(c)  (((c)&0x80) ? MAG((c) ^ 0x55) : -MAG((c) ^ 0x55))

/* The code of a magnitude m, 0..4095. */
#define CODE(m)                                       \
	((m) < 64            ? (m) >> 1               \
	        : (m) < 128  ? 0x20 | ((m) >> 2 & 15) \
	        : (m) < 256  ? 0x30 | ((m) >> 3 & 15) \
	        : (m) < 512  ? 0x40 | ((m) >> 4 & 15) \
	        : (m) < 1024 ? 0x50 | ((m) >> 5 & 15) \
	        : (m) < 2048 ? 0x60 | ((m) >> 6 & 15) \
	                     : 0x70 | ((m) >> 7 & 15))
/* Index i is the sample's upper 13 bits; from 4096 on it is negative, and its magnitude counts from -1. */
#define OCT(i) ((i) < 4096 ? CODE(i) ^ 0xd5 : CODE(8191 - (i)) ^ 0x55)

#define R4(f, n)    f(n), f(n + 1), f(n + 2), f(n + 3)
#define R16(f, n)   R4(f, n), R4(f, n + 4), R4(f, n + 8), R4(f, n + 12)
#define R64(f, n)   R16(f, n), R16(f, n + 16), R16(f, n + 32), R16(f, n + 48)
#define R256(f, n)  R64(f, n), R64(f, n + 64), R64(f, n + 128), R64(f, n + 192)
#define R1024(f, n) R256(f, n), R256(f, n + 256), R256(f, n + 512), R256(f, n + 768)

const int16_t alaw_linear[256] = { R256(LIN, 0) };
const uint8_t alaw_octet[8192] = { R1024(OCT, 0), R1024(OCT, 1024), R1024(OCT, 2048), R1024(OCT, 3072),
	R1024(OCT, 4096), R1024(OCT, 5120), R1024(OCT, 6144), R1024(OCT, 7168) };

void
alaw_decode_block(int16_t *to, const uint8_t *from, size_t n)
{
	for (size_t i = 0; i < n; i++)
		to[i] = alaw_linear[from[i]];
}

void
alaw_encode_block(uint8_t *to, const int16_t *from, size_t n)
{
	for (size_t i = 0; i < n; i++)
		to[i] = alaw_encode(from[i]);
}

int
alaw_quiet(const uint8_t *block, size_t n)
{
	uint64_t loud = 0;
	for (size_t i = 0; i + 8 <= n; i += 8) {
		uint64_t w;
		memcpy(&w, block + i, sizeof(w));
		loud |= w ^ UINT64_C(0x5555555555555555);
	}
	return (loud & UINT64_C(0x7070707070707070)) == 0;
}
