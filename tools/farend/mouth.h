/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is said into a line, one block at a time: nothing, a tone, a sound file, DTMF digits.
 */
#pragma once

#include "tools/farend/audio.h"

#include <stdbool.h>

struct mouth {
	double phase, step; /* tone; step 0 = silent */
	const int16_t *wav;
	size_t wav_len, wav_at;
	void *dtmf; /* spandsp's generator, made on first use */
	bool dialling;
};

void mouth_hush(struct mouth *m);
void mouth_tone(struct mouth *m, double hz);                       /* until hushed */
void mouth_wav(struct mouth *m, const int16_t *samples, size_t n); /* once; the samples stay the caller's */
int mouth_dial(struct mouth *m, const char *digits); /* then goes on with what it said; -EINVAL, -ENOMEM */
bool mouth_busy(const struct mouth *m);              /* digits or a file are not yet said */
void mouth_block(struct mouth *m, uint8_t block[SPAN_BLOCK]);
void mouth_fini(struct mouth *m);
