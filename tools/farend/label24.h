/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * China's 24-bit routing label for an engine that only knows ITU's 14 bits (libss7).
 *
 * Stateless: signal units are rewritten on their way through, sequence numbers and indicator bits untouched.  The
 * engine works with two alias point codes that have the same order as the real ones, so that glare (Q.764 2.9.1.4) goes
 * the same way on both sides.  An affected point code in network management that is neither of the two becomes
 * LABEL24_STRANGER.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define LABEL24_STRANGER 0x3fffu

struct label24 {
	uint32_t real[2]; /* ours, the house's */
	uint16_t alias[2];
};

void label24_init(struct label24 *l, uint32_t own, uint32_t house);

/*
 * Rewrite one signal unit (`len` with two FCS octets) from the line to the engine, or back.  Returns the new length in
 * `out`; 0 if it is too short for what it claims to be or does not fit `size`.
 */
size_t label24_to_engine(const struct label24 *l, const uint8_t *su, size_t len, uint8_t *out, size_t size);
size_t label24_to_line(const struct label24 *l, const uint8_t *su, size_t len, uint8_t *out, size_t size);
