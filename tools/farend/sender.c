/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The end of a fax is told once, in phase E, a second after DCN was said.  What was said before may then still be on its way
 * through the line, so the machine stays on it for some blocks of silence.  Who has heard DCN may release before that:
 * then the fax is whole all the same.
 */
#include "tools/farend/sender.h"

#include "tools/farend/audio.h"
#include "tools/farend/pages.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <spandsp.h>

#define LINGER_BLOCKS 25 /* half a second */

struct sender {
	fax_state_t *fax;
	int pages_in_file;
	bool goodbye; /* DCN was said */
	bool ended;
	int lingered; /* blocks of silence said since then */
	struct sent sent;
};

/* ---- identification ---- */

bool
station_valid(const char *text)
{
	return *text && strlen(text) < STATION && strspn(text, "0123456789+ ") == strlen(text);
}

void
station_of(const char *number, char station[STATION])
{
	size_t n = 0;

	for (; *number && n + 1 < STATION; number++)
		if (*number >= '0' && *number <= '9')
			station[n++] = *number;
	station[n] = '\0';
}

/* ---- the machine ---- */

static void
take_counts(struct sender *s)
{
	t30_stats_t counts;

	t30_get_transfer_statistics(fax_get_t30_state(s->fax), &counts);
	s->sent.pages = counts.pages_tx;
	s->sent.rate = counts.bit_rate;
	s->sent.ecm = counts.error_correcting_mode;
}

static void
frame(t30_state_t *t30, void *own, int incoming, const uint8_t *octets, int len)
{
	struct sender *s = own;

	(void)t30;
	if (!incoming && len > 2 && (octets[2] & 0xfe) == T30_DCN)
		s->goodbye = true;
}

static void
phase_e(t30_state_t *t30, void *own, int code)
{
	struct sender *s = own;

	(void)t30;
	take_counts(s);
	s->ended = s->sent.over = true;
	s->sent.whole = code == T30_ERR_OK && s->sent.pages == s->pages_in_file;
	snprintf(s->sent.text, sizeof(s->sent.text), "%s", t30_completion_code_to_str(code));
}

int
sender_open(struct sender **sp, const char *file, const char *station)
{
	struct sender *s;
	int pages = pages_count(file);

	if (pages <= 0)
		return pages == 0 ? -EINVAL : pages;
	if (!(s = calloc(1, sizeof(*s))) || !(s->fax = fax_init(NULL, TRUE))) {
		free(s);
		return -ENOMEM;
	}
	t30_state_t *t30 = fax_get_t30_state(s->fax);

	s->pages_in_file = pages;
	s->sent.begun = true;
	snprintf(s->sent.text, sizeof(s->sent.text), "not over");
	fax_set_transmit_on_idle(s->fax, TRUE);
	t30_set_tx_ident(t30, station);
	t30_set_supported_modems(t30, T30_SUPPORT_V27TER | T30_SUPPORT_V29 | T30_SUPPORT_V17);
	t30_set_supported_compressions(
	    t30, T30_SUPPORT_T4_1D_COMPRESSION | T30_SUPPORT_T4_2D_COMPRESSION | T30_SUPPORT_T6_COMPRESSION);
	t30_set_ecm_capability(t30, TRUE);
	t30_set_tx_file(t30, file, -1, -1);
	t30_set_real_time_frame_handler(t30, frame, s);
	t30_set_phase_e_handler(t30, phase_e, s);
	*sp = s;
	return 0;
}

void
sender_close(struct sender *s)
{
	if (!s)
		return;
	fax_release(s->fax);
	fax_free(s->fax);
	free(s);
}

void
sender_hear(struct sender *s, const uint8_t block[SPAN_BLOCK])
{
	int16_t samples[SPAN_BLOCK];

	if (s->ended)
		return;
	block_samples(block, samples);
	fax_rx(s->fax, samples, SPAN_BLOCK);
}

void
sender_say(struct sender *s, uint8_t block[SPAN_BLOCK])
{
	int16_t samples[SPAN_BLOCK] = { 0 };

	if (s->ended)
		s->lingered++;
	else
		fax_tx(s->fax, samples, SPAN_BLOCK);
	for (size_t i = 0; i < SPAN_BLOCK; i++)
		block[i] = samples[i] ? sample_alaw(samples[i]) : SPAN_IDLE;
}

bool
sender_over(const struct sender *s)
{
	return s->ended && s->lingered >= LINGER_BLOCKS;
}

void
sender_result(const struct sender *s, struct sent *sent)
{
	struct sender now = *s;

	if (!s->ended) {
		take_counts(&now);
		now.sent.over = now.sent.whole = s->goodbye && now.sent.pages == s->pages_in_file;
		if (now.sent.whole)
			snprintf(now.sent.text, sizeof(now.sent.text), "%s", t30_completion_code_to_str(T30_ERR_OK));
	}
	*sent = now.sent;
}
