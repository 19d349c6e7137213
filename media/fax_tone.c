/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tone of an answering fax machine, by spandsp's receiver of modem connect tones.
 */
#include "media/fax_tone.h"

#include "media/alaw.h"
#include "trunk/span.h"

#include <spandsp.h>
#include <stdlib.h>

struct fax_tone {
	modem_connect_tones_rx_state_t *rx;
	bool heard; /* in this block */
	bool told;
};

static void
report(void *arg, int code, int level, int delay)
{
	struct fax_tone *f = arg;

	if (code != MODEM_CONNECT_TONES_NONE)
		f->heard = true;
}

struct fax_tone *
fax_tone_new(void)
{
	struct fax_tone *f = calloc(1, sizeof(*f));

	if (!f)
		return NULL;
	f->rx = modem_connect_tones_rx_init(NULL, MODEM_CONNECT_TONES_FAX_CED_OR_PREAMBLE, report, f);
	if (f->rx)
		return f;
	free(f);
	return NULL;
}

void
fax_tone_free(struct fax_tone *f)
{
	if (!f)
		return;
	modem_connect_tones_rx_free(f->rx);
	free(f);
}

void
fax_tone_reset(struct fax_tone *f)
{
	modem_connect_tones_rx_init(f->rx, MODEM_CONNECT_TONES_FAX_CED_OR_PREAMBLE, report, f);
	f->heard = f->told = false;
}

bool
fax_tone_block(struct fax_tone *f, const uint8_t *alaw)
{
	int16_t linear[SPAN_BLOCK];

	if (f->told)
		return false;
	alaw_decode_block(linear, alaw, SPAN_BLOCK);
	modem_connect_tones_rx(f->rx, linear, SPAN_BLOCK);
	f->told = f->heard;
	return f->told;
}
