/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * At 8000 samples a second 2000 Hz has four samples to a wave, so its two components are sums with signs + 0 - 0 and
 * 0 + 0 -.  A block is the tone if nearly all its energy is in them, and there is enough of it.
 */
#include "media/check.h"

#include "media/alaw.h"
#include "trunk/span.h"

#define FLOOR (INT64_C(80) * 722 * 722) /* energy of a block of the tone at -30 dBm0 */

bool
check_tone_in(const uint8_t *alaw)
{
	int16_t sample[SPAN_BLOCK];
	int64_t in_phase = 0, quadrature = 0, energy = 0;

	alaw_decode_block(sample, alaw, SPAN_BLOCK);
	for (int i = 0; i < SPAN_BLOCK; i += 4) {
		in_phase += sample[i] - sample[i + 2];
		quadrature += sample[i + 1] - sample[i + 3];
	}
	for (int i = 0; i < SPAN_BLOCK; i++)
		energy += (int64_t)sample[i] * sample[i];
	/* of the pure tone the left side would be energy * SPAN_BLOCK / 2 */
	return energy >= FLOOR && in_phase * in_phase + quadrature * quadrature > energy * (SPAN_BLOCK / 2) / 5 * 4;
}
