/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Music for those who wait, made by the house itself: a calm melody over broken chords, played on plucked strings that
 * decay.  Rendered once to A-law; a recording in the prompt folder takes its place.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Samples of the whole piece; it ends where it begins. */
size_t music_samples(void);

/* Render the piece: `to` has music_samples() octets. */
int music_render(uint8_t *to); /* 0 or -ENOMEM */
