/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/farend/audio.h"
#include "tools/farend/mouth.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

Test(audio, every_voice_is_told_apart_through_alaw)
{
	for (int band = BAND_PHONE; band <= BAND_CALLER; band++)
		for (int voice = 0; voice < VOICES; voice++) {
			struct mouth m = { 0 };
			uint8_t block[SPAN_BLOCK];
			int16_t samples[SPAN_BLOCK];

			mouth_tone(&m, voice_hz((enum band)band, voice));
			for (int i = 0; i < 5; i++) {
				mouth_block(&m, block);
				block_samples(block, samples);
				double hz = pure_hz(samples, SPAN_BLOCK);

				cr_assert_eq(voice_of_hz((enum band)band, hz), voice, "band %d voice %d: %f Hz", band,
				    voice, hz);
				cr_assert_eq(voice_of_hz((enum band) !band, hz), VOICE_NONE);
			}
		}
}

Test(audio, silence_and_dtmf_are_no_pure_tones)
{
	struct mouth m = { 0 };
	uint8_t block[SPAN_BLOCK];
	int16_t samples[SPAN_BLOCK];

	memset(block, SPAN_IDLE, sizeof(block));
	block_samples(block, samples);
	cr_assert_eq(pure_hz(samples, SPAN_BLOCK), 0);
	cr_assert_lt(level_dbm0(samples, SPAN_BLOCK), -60);
	cr_assert_eq(mouth_dial(&m, "1"), 0);
	mouth_block(&m, block);
	block_samples(block, samples);
	cr_assert_eq(pure_hz(samples, SPAN_BLOCK), 0);
	cr_assert_gt(level_dbm0(samples, SPAN_BLOCK), -20);
	mouth_fini(&m);
}

Test(audio, dialling_ends_and_the_voice_goes_on)
{
	struct mouth m = { 0 };
	uint8_t block[SPAN_BLOCK];
	int blocks = 0;

	mouth_tone(&m, 1000);
	cr_assert_eq(mouth_dial(&m, "12"), 0);
	while (mouth_busy(&m) && blocks++ < 100)
		mouth_block(&m, block);
	cr_assert(blocks >= 14 && blocks < 20, "%d blocks", blocks);
	mouth_block(&m, block);

	int16_t samples[SPAN_BLOCK];

	block_samples(block, samples);
	cr_assert_float_eq(pure_hz(samples, SPAN_BLOCK), 1000, 2);
	cr_assert_lt(mouth_dial(&m, "12x"), 0);
	mouth_fini(&m);
}
