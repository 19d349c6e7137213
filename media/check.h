/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The check tone of a circuit (Q.724 7.4): 2000 Hz, sent on one side, looped on the other.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Is this block (SPAN_BLOCK samples of A-law) the tone and nothing else? */
bool check_tone_in(const uint8_t *alaw);
