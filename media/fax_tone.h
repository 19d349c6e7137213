/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is it a fax machine that answered?  Its called terminal identification (2100 Hz, T.30 4.1.1) or the preamble of its first
 * V.21 frame, heard on one slot.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct fax_tone;

struct fax_tone *fax_tone_new(void);
void fax_tone_free(struct fax_tone *f);
void fax_tone_reset(struct fax_tone *f);

/* One block of 160 octets: true once, in the block in which it is certain. */
bool fax_tone_block(struct fax_tone *f, const uint8_t *alaw);
