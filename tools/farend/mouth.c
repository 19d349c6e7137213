/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tones are computed sample by sample; DTMF comes from spandsp (Q.23 frequencies, 80 ms on, 80 ms off).
 */
#include "tools/farend/mouth.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#include <spandsp.h>

#define TONE_PEAK   8000.0 /* about -9 dBm0 */
#define DTMF_DBM0   (-9)
#define DTMF_ON_MS  80
#define DTMF_OFF_MS 80

void
mouth_hush(struct mouth *m)
{
	m->step = 0;
	m->wav = NULL;
	m->dialling = false;
}

void
mouth_tone(struct mouth *m, double hz)
{
	m->wav = NULL;
	m->phase = 0;
	m->step = 2 * M_PI * hz / SAMPLE_RATE;
}

void
mouth_wav(struct mouth *m, const int16_t *samples, size_t n)
{
	m->step = 0;
	m->wav = samples;
	m->wav_len = n;
	m->wav_at = 0;
}

int
mouth_dial(struct mouth *m, const char *digits)
{
	if (strspn(digits, "0123456789*#ABCD") != strlen(digits))
		return -EINVAL;
	if (!m->dtmf) {
		m->dtmf = dtmf_tx_init(NULL);
		if (!m->dtmf)
			return -ENOMEM;
		dtmf_tx_set_level(m->dtmf, DTMF_DBM0, 0);
		dtmf_tx_set_timing(m->dtmf, DTMF_ON_MS, DTMF_OFF_MS);
	}
	dtmf_tx_put(m->dtmf, digits, -1);
	m->dialling = true;
	return 0;
}

bool
mouth_busy(const struct mouth *m)
{
	return m->dialling || m->wav;
}

static void
say(struct mouth *m, int16_t samples[SPAN_BLOCK])
{
	for (size_t i = 0; i < SPAN_BLOCK; i++) {
		if (m->wav && m->wav_at < m->wav_len) {
			samples[i] = m->wav[m->wav_at++];
		} else if (m->step > 0) {
			samples[i] = (int16_t)lround(TONE_PEAK * sin(m->phase));
			m->phase = fmod(m->phase + m->step, 2 * M_PI);
		} else {
			samples[i] = 0;
		}
	}
	if (m->wav && m->wav_at >= m->wav_len)
		m->wav = NULL;
}

void
mouth_block(struct mouth *m, uint8_t block[SPAN_BLOCK])
{
	int16_t samples[SPAN_BLOCK] = { 0 };

	if (m->dialling)
		m->dialling = dtmf_tx(m->dtmf, samples, SPAN_BLOCK) == SPAN_BLOCK;
	else
		say(m, samples);
	for (size_t i = 0; i < SPAN_BLOCK; i++)
		block[i] = samples[i] ? sample_alaw(samples[i]) : SPAN_IDLE;
}

void
mouth_fini(struct mouth *m)
{
	if (m->dtmf)
		dtmf_tx_free(m->dtmf);
	memset(m, 0, sizeof(*m));
}
