/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A voice for prompts: text or a recording in, telephone audio out.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct sound {
	uint8_t *alaw; /* 8 kHz; to be freed */
	size_t len;
};

/* Speak a text (lang "zh" or "en").  0 or -errno; -ENOENT: no espeak-ng. */
int voice_speak(struct sound *sound, const char *lang, const char *text);

/* Take a recording from a WAV file of any rate. */
int voice_from_file(struct sound *sound, const char *path);
