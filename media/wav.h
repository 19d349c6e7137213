/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * WAV files: reading a prompt, and the header of a recording.
 *
 * A recording is A-law (format 6), 8 kHz, two channels: left what was received from the slot, right what was sent to
 * it.  Its header has a fixed length and carries, in a chunk of our own that players skip, which recording it is; so a
 * file cut off at any octet can be put right from the header or from what the caller knows.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define WAV_ALAW 6
#define WAV_PCM  1

struct wav_format {
	uint16_t format; /* WAV_ALAW or WAV_PCM; others are refused */
	uint16_t channels;
	uint32_t rate;
	uint16_t bits;
	const uint8_t *data; /* inside the image that was given */
	uint32_t len;        /* octets; never beyond the image, whole frames */
};

/* Find format and data in a file's image: 0, or -EINVAL.  A data length of 0 or beyond the end means: up to the end. */
int wav_parse(struct wav_format *wav, const uint8_t *image, size_t size);

#define REC_HEADER     128
#define REC_FRAME      2 /* octets: left, right */
#define REC_FRAMES_MAX ((0xffffffffu - REC_HEADER) / REC_FRAME)

struct rec_header {
	uint64_t session;
	int64_t start_us;
	uint32_t rec_no;
	uint32_t gap_frames; /* filled with silence because nobody recorded */
	uint32_t frames;
};

void rec_header_put(uint8_t to[REC_HEADER], const struct rec_header *h);
int rec_header_get(struct rec_header *h, const uint8_t *from, size_t size); /* 0, or -EINVAL: not a header of ours */

/* The header of a mono prompt: A-law, 8 kHz. */
#define WAV_PROMPT_HEADER 46
void wav_prompt_put(uint8_t to[WAV_PROMPT_HEADER], uint32_t samples);
