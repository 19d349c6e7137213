/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tones of the exchange (China plan, 450 Hz), each one period of its cadence in A-law, rendered once.
 */
#pragma once

#include "base/msg.h"

#include <stddef.h>
#include <stdint.h>

struct tones {
	uint8_t *period[TONE_COUNT]; /* whole blocks of 160 octets, one round of the cadence */
	uint32_t len[TONE_COUNT];
};

int tones_open(struct tones *t); /* 0 or -ENOMEM */
void tones_close(struct tones *t);

/* The octets of a tone from its `at`-th sample on; unknown tones are silence. */
void tone_fill(const struct tones *t, int tone, uint64_t at, uint8_t *to, size_t n);
