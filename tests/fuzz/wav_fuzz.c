/* room: media */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any octets as a WAV file: whatever is found lies inside the file and is whole frames; a header of ours that is read
 * can be written again as it was.
 */
#include "media/wav.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct wav_format wav;
	struct rec_header h, back;
	uint8_t image[REC_HEADER];
	if (wav_parse(&wav, data, size) == 0) {
		if (wav.data < data || wav.data + wav.len > data + size || wav.len % (wav.channels * wav.bits / 8u))
			abort();
		unsigned sum = 0;
		for (uint32_t i = 0; i < wav.len; i++)
			sum += wav.data[i];
		if (sum == UINT32_MAX)
			abort();
	}
	if (rec_header_get(&h, data, size) == 0) {
		rec_header_put(image, &h);
		if (rec_header_get(&back, image, sizeof(image)) < 0 || back.session != h.session ||
		    back.start_us != h.start_us || back.rec_no != h.rec_no || back.gap_frames != h.gap_frames ||
		    back.frames != h.frames)
			abort();
	}
	return 0;
}
