/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Samples: A-law, levels, pure tones, voices, WAV files.
 *
 * A *voice* is a pure tone that names who speaks: phones use one band, callers another, ten hertz apart, so that each
 * end of a call can tell whom it hears, and notice every gap.
 */
#pragma once

#include "trunk/span.h"

#include <stddef.h>
#include <stdint.h>

#define SAMPLE_RATE 8000
#define VOICES      100
#define VOICE_NONE  (-1)

enum band { BAND_PHONE, BAND_CALLER };

double voice_hz(enum band band, int voice);
/* The voice of this frequency in a band, or VOICE_NONE. */
int voice_of_hz(enum band band, double hz);

int16_t alaw_sample(uint8_t octet);
uint8_t sample_alaw(int sample);
void block_samples(const uint8_t block[SPAN_BLOCK], int16_t samples[SPAN_BLOCK]);

/* Mean power of samples in dBm0; -99 for silence. */
double level_dbm0(const int16_t *samples, size_t n);
/* Frequency of a pure tone, or 0 if the samples are not one. */
double pure_hz(const int16_t *samples, size_t n);

/* A WAV file, 8000 Hz mono, A-law or 16 bits: 0, -errno, or -EINVAL for another form.  The caller frees *samples. */
int wav_read(const char *path, int16_t **samples, size_t *n);
