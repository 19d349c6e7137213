/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * RIFF WAVE: a list of chunks, each a four-letter name, a length and its octets, padded to even.
 *
 * The header of a recording, 128 octets:
 *     0 RIFF  12 "fmt " (18, A-law wants the extension size)  38 "fact" (4: frames)  50 "zjrc" (62: which recording)
 * 120 "data"
 */
#include "media/wav.h"

#include <errno.h>
#include <string.h>

#define RATE 8000

enum { AT_FMT = 12, AT_FACT = 38, AT_ID = 50, AT_DATA = 120 };
enum { ID_LEN = 62, ID_VERSION = 1 };

static void
put(uint8_t *to, uint64_t v, int octets)
{
	for (int i = 0; i < octets; i++)
		to[i] = (uint8_t)(v >> 8 * i);
}

static uint64_t
get(const uint8_t *from, int octets)
{
	uint64_t v = 0;
	for (int i = 0; i < octets; i++)
		v |= (uint64_t)from[i] << 8 * i;
	return v;
}

static void
put_chunk(uint8_t *to, const char name[4], uint64_t len)
{
	memcpy(to, name, 4);
	put(to + 4, len, 4);
}

static void
put_format(uint8_t *to, int channels)
{
	put_chunk(to, "fmt ", 18);
	put(to + 8, WAV_ALAW, 2);
	put(to + 10, (uint64_t)channels, 2);
	put(to + 12, RATE, 4);
	put(to + 16, (uint64_t)(RATE * channels), 4); /* octets a second */
	put(to + 20, (uint64_t)channels, 2);          /* octets a frame */
	put(to + 22, 8, 2);
	put(to + 24, 0, 2);
}

static int
parse_format(struct wav_format *wav, const uint8_t *p, uint32_t len)
{
	if (len < 16)
		return -EINVAL;
	wav->format = (uint16_t)get(p, 2);
	wav->channels = (uint16_t)get(p + 2, 2);
	wav->rate = (uint32_t)get(p + 4, 4);
	wav->bits = (uint16_t)get(p + 14, 2);
	if (wav->channels < 1 || wav->channels > 2 || wav->rate < 4000 || wav->rate > 192000)
		return -EINVAL;
	if (!(wav->format == WAV_ALAW && wav->bits == 8) && !(wav->format == WAV_PCM && wav->bits == 16))
		return -EINVAL;
	return 0;
}

int
wav_parse(struct wav_format *wav, const uint8_t *image, size_t size)
{
	struct wav_format w = { 0 };
	if (size < 12 || memcmp(image, "RIFF", 4) != 0 || memcmp(image + 8, "WAVE", 4) != 0)
		return -EINVAL;
	for (size_t at = 12; size - at >= 8;) {
		const uint8_t *chunk = image + at, *body = chunk + 8;
		uint32_t len = (uint32_t)get(chunk + 4, 4);
		size_t left = size - at - 8;
		if (memcmp(chunk, "data", 4) == 0) {
			if (!w.channels)
				return -EINVAL;
			size_t n = len && len < left ? len : left, frame = (size_t)w.channels * w.bits / 8;
			w.data = body;
			w.len = (uint32_t)(n > UINT32_MAX ? UINT32_MAX : n) / (uint32_t)frame * (uint32_t)frame;
			*wav = w;
			return 0;
		}
		if (len > left)
			return -EINVAL;
		if (memcmp(chunk, "fmt ", 4) == 0 && parse_format(&w, body, len) < 0)
			return -EINVAL;
		size_t step = 8 + (size_t)len + (len & 1);
		if (step > size - at)
			return -EINVAL;
		at += step;
	}
	return -EINVAL;
}

void
rec_header_put(uint8_t to[REC_HEADER], const struct rec_header *h)
{
	uint32_t len = h->frames * REC_FRAME;
	memset(to, 0, REC_HEADER);
	put_chunk(to, "RIFF", (uint64_t)REC_HEADER - 8 + len);
	memcpy(to + 8, "WAVE", 4);
	put_format(to + AT_FMT, 2);
	put_chunk(to + AT_FACT, "fact", 4);
	put(to + AT_FACT + 8, h->frames, 4);
	uint8_t *id = to + AT_ID;
	put_chunk(id, "zjrc", ID_LEN);
	put(id + 8, ID_VERSION, 4);
	put(id + 12, h->rec_no, 4);
	put(id + 16, h->session, 8);
	put(id + 24, (uint64_t)h->start_us, 8);
	put(id + 32, h->gap_frames, 4);
	put_chunk(to + AT_DATA, "data", len);
}

int
rec_header_get(struct rec_header *h, const uint8_t *from, size_t size)
{
	if (size < REC_HEADER || memcmp(from, "RIFF", 4) != 0 || memcmp(from + 8, "WAVEfmt ", 8) != 0)
		return -EINVAL;
	if (memcmp(from + AT_ID, "zjrc", 4) != 0 || memcmp(from + AT_DATA, "data", 4) != 0)
		return -EINVAL;
	const uint8_t *id = from + AT_ID;
	if (get(id + 4, 4) != ID_LEN || get(id + 8, 4) != ID_VERSION)
		return -EINVAL;
	*h = (struct rec_header){
		.session = get(id + 16, 8),
		.start_us = (int64_t)get(id + 24, 8),
		.rec_no = (uint32_t)get(id + 12, 4),
		.gap_frames = (uint32_t)get(id + 32, 4),
		.frames = (uint32_t)get(from + AT_DATA + 4, 4) / REC_FRAME,
	};
	return 0;
}

void
wav_prompt_put(uint8_t to[WAV_PROMPT_HEADER], uint32_t samples)
{
	put_chunk(to, "RIFF", (uint64_t)WAV_PROMPT_HEADER - 8 + samples);
	memcpy(to + 8, "WAVE", 4);
	put_format(to + 12, 1);
	put_chunk(to + 38, "data", samples);
}
