/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * T.30 by spandsp's terminal.
 *
 * What is known to go wrong in 0.0.6 is met here: a short frame of a page (FCD, T.4 Annex A) kills it, so frames of no possible
 * length are taken out between HDLC and T.30; it gives up after three identifications although T.30 5.4.3.1 has the machine
 * identify itself for the whole of T1, so its count of tries stands still until somebody is heard; on a noisy line it may wait
 * for ever, so we end what does not go on.
 */
#include "media/fax/machine.h"

#include "media/alaw.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <tiffio.h>

#define SPANDSP_EXPOSE_INTERNAL_STRUCTURES
#include <spandsp.h>
#include <spandsp/expose.h>

/* clang-format off */
#define BLOCKS_S    50               /* a second */
#define STILL       (65 * BLOCKS_S)  /* nothing at all came: T5, the longest wait of T.30, is 60 s and 5 s more */
#define LONG_PAGE   (900 * BLOCKS_S) /* a page of a metre at 2400 bit/s */
#define FCF(octet)  ((octet) & 0xfeu) /* without the bit that tells who received a DIS */
#define FRAME_HEAD  3                /* address, control, facsimile control field */
#define FCD_LEAST   5                /* and the frame's number, and an octet of the page */
#define FCD_MOST    260              /* T.4 Annex A: 256 octets of the page */
#define FRAME_MOST  95               /* of other frames, by V.21 in 2.55 s (T.30 5.3.1) */
#define WIDTHS      (T30_SUPPORT_215MM_WIDTH | T30_SUPPORT_255MM_WIDTH | T30_SUPPORT_303MM_WIDTH)
#define LENGTHS     (T30_SUPPORT_UNLIMITED_LENGTH | T30_SUPPORT_A4_LENGTH | T30_SUPPORT_B4_LENGTH | \
                     T30_SUPPORT_US_LETTER_LENGTH | T30_SUPPORT_US_LEGAL_LENGTH)
#define RESOLUTIONS (T30_SUPPORT_STANDARD_RESOLUTION | T30_SUPPORT_FINE_RESOLUTION | T30_SUPPORT_SUPERFINE_RESOLUTION | \
                     T30_SUPPORT_R8_RESOLUTION | T30_SUPPORT_R16_RESOLUTION)
#define CODINGS     (T30_SUPPORT_T4_1D_COMPRESSION | T30_SUPPORT_T4_2D_COMPRESSION | T30_SUPPORT_T6_COMPRESSION)
/* clang-format on */

/* Modems by the fastest rate that is offered: T.30 lets a machine leave out modems, not single rates. */
static const struct {
	int least; /* bit/s */
	int modems;
} offers[] = {
	{ 12000, T30_SUPPORT_V17 | T30_SUPPORT_V29 | T30_SUPPORT_V27TER },
	{ 7200, T30_SUPPORT_V29 | T30_SUPPORT_V27TER },
	{ 0, T30_SUPPORT_V27TER },
};

/* Ends that mean the line or the sender was gone; all others: the machines could not agree, or pages not be read or stored. */
static const uint8_t gone[] = { T30_ERR_OK, T30_ERR_CALLDROPPED, T30_ERR_T1_EXPIRED, T30_ERR_RX_NOCARRIER,
	T30_ERR_RX_T2EXPDCN, T30_ERR_RX_T2EXPD, T30_ERR_RX_T2EXPFAX, T30_ERR_RX_T2EXPMPS, T30_ERR_RX_T2EXPRR,
	T30_ERR_RX_T2EXP, T30_ERR_RX_DCNDATA, T30_ERR_RX_DCNFAX, T30_ERR_RX_DCNPHD, T30_ERR_RX_DCNRRD,
	T30_ERR_RETRYDCN };

/* ---- the file, as libtiff sees it ---- */

static uint32_t complaints;

static void
complain(const char *module, const char *format, va_list args)
{
	complaints++;
}

static bool
file_spoilt(const struct machine *m)
{
	return complaints != m->complaints;
}

/* ---- frames ---- */

static bool
bearable(const uint8_t *frame, int len)
{
	if (len < FRAME_HEAD)
		return true; /* T.30 refuses it itself */
	if (FCF(frame[2]) == FCF(T4_FCD))
		return len >= FCD_LEAST && len <= FCD_MOST;
	return len <= FRAME_MOST;
}

static void
frame_came(void *arg, const uint8_t *frame, int len, int good)
{
	struct machine *m = arg;

	if (!good || bearable(frame, len))
		m->accept(m->t30, frame, len, good);
	else
		m->short_frames = true;
}

/* spandsp joins its reader of frames to T.30 anew whenever it changes modems. */
static void
stand_between(struct machine *m)
{
	hdlc_rx_state_t *hdlc = &m->fax->modems.hdlc_rx;

	if (hdlc->frame_handler == frame_came)
		return;
	m->accept = hdlc->frame_handler;
	m->t30 = hdlc->frame_user_data;
	hdlc_rx_set_frame_handler(hdlc, frame_came, m);
}

/* What a sender asks after a page (T.30 5.3.6.1.6); with error correction it stands behind PPS (Annex A). */
static void
note_question(struct machine *m, const uint8_t *frame, int len)
{
	static const uint8_t questions[] = { T30_EOP, T30_MPS, T30_EOM, T30_EOS, T30_PRI_EOP, T30_PRI_MPS, T30_PRI_EOM,
		T30_DCS };
	uint8_t fcf = FCF(frame[2]);

	if (fcf == T30_PPS && len > FRAME_HEAD)
		m->asked = FCF(frame[3]);
	else if (memchr(questions, fcf, sizeof(questions)))
		m->asked = fcf;
	m->whole = m->whole && fcf != T30_DCS; /* another document begins */
}

static void
frame_passes(t30_state_t *t30, void *arg, int received, const uint8_t *frame, int len)
{
	struct machine *m = arg;

	if (len < FRAME_HEAD)
		return;
	m->moved = m->blocks;
	if (FCF(frame[2]) != FCF(T4_FCD))
		m->command = m->blocks;
	if (received) {
		m->heard = true;
		note_question(m, frame, len);
	} else if (FCF(frame[2]) == T30_MCF || FCF(frame[2]) == T30_RTP) {
		m->whole = m->asked == T30_EOP || m->asked == T30_PRI_EOP;
	}
}

/* ---- the outcome ---- */

/* Only what a machine may print: a stranger chose it. */
static void
copy_sender(char to[FAX_STATION], const char *from)
{
	size_t n = 0;

	memset(to, 0, FAX_STATION);
	for (from = from ? from : ""; *from == ' '; from++)
		;
	for (; n < FAX_STATION - 1 && from[n]; n++)
		to[n] = from[n] >= ' ' && from[n] <= '~' ? from[n] : '?';
	while (n && to[n - 1] == ' ')
		to[--n] = '\0';
}

static void
look(struct machine *m)
{
	t30_state_t *t30 = fax_get_t30_state(m->fax);
	t30_stats_t stats;

	t30_get_transfer_statistics(t30, &stats);
	if (stats.image_size != m->image)
		m->moved = m->blocks;
	m->image = stats.image_size;
	m->outcome.pages = stats.pages_rx > 0 ? (uint32_t)stats.pages_rx : 0;
	m->outcome.bit_rate = m->heard ? (uint32_t)stats.bit_rate : 0;
	m->outcome.ecm = stats.error_correcting_mode != 0;
	copy_sender(m->outcome.sender, t30_get_rx_ident(t30));
}

static enum fax_result
result(const struct machine *m, int status)
{
	if (file_spoilt(m))
		return FAX_FAILED;
	if (m->whole)
		return FAX_WHOLE;
	if (!m->heard)
		return FAX_NOBODY;
	return memchr(gone, status, sizeof(gone)) ? FAX_BROKEN_OFF : FAX_FAILED;
}

static void
end(struct machine *m, int status)
{
	if (m->over)
		return;
	look(m);
	m->over = true;
	m->outcome.detail = (uint16_t)status;
	m->outcome.result = (uint16_t)result(m, status);
}

static void
ended(t30_state_t *t30, void *arg, int status)
{
	end(arg, status);
}

/* ---- a call ---- */

int
machine_open(struct machine *m, const struct fax_order *order, const char *file)
{
	size_t i = 0;

	*m = (struct machine){ .complaints = complaints };
	TIFFSetErrorHandler(complain);
	TIFFSetWarningHandler(NULL);
	m->fax = fax_init(NULL, FALSE);
	if (!m->fax)
		return -ENOMEM;
	t30_state_t *t30 = fax_get_t30_state(m->fax);
	if (strlen(file) >= sizeof(t30->rx_file)) {
		machine_close(m);
		return -EINVAL;
	}
	while (order->rate < offers[i].least)
		i++;
	fax_set_transmit_on_idle(m->fax, TRUE);
	t30_set_rx_file(t30, file, -1);
	t30_set_rx_encoding(t30, T4_COMPRESSION_ITU_T6);
	t30_set_tx_ident(t30, order->station);
	t30_set_ecm_capability(t30, order->ecm);
	t30_set_supported_modems(t30, offers[i].modems);
	t30_set_supported_compressions(t30, CODINGS);
	t30_set_supported_resolutions(t30, RESOLUTIONS);
	t30_set_supported_image_sizes(t30, WIDTHS | LENGTHS);
	t30_set_real_time_frame_handler(t30, frame_passes, m);
	t30_set_phase_e_handler(t30, ended, m);
	return 0;
}

void
machine_block(struct machine *m, const uint8_t heard[FAX_BLOCK], uint8_t said[FAX_BLOCK])
{
	int16_t linear[FAX_BLOCK];

	memset(said, ALAW_SILENCE, FAX_BLOCK);
	if (m->over)
		return;
	m->blocks++;
	stand_between(m);
	if (!m->heard)
		fax_get_t30_state(m->fax)->retries = 0;
	alaw_decode_block(linear, heard, FAX_BLOCK);
	fax_rx(m->fax, linear, FAX_BLOCK);
	look(m);
	if (file_spoilt(m)) /* before the page is confirmed */
		end(m, T30_ERR_FILEERROR);
	else if (m->blocks - m->moved > STILL || m->blocks - m->command > LONG_PAGE)
		end(m, T30_ERR_CALLDROPPED);
	if (m->over)
		return;
	alaw_encode_block(said, linear, (size_t)fax_tx(m->fax, linear, FAX_BLOCK));
}

void
machine_stop(struct machine *m)
{
	if (!m->over)
		t30_terminate(fax_get_t30_state(m->fax));
	end(m, T30_ERR_CALLDROPPED);
}

void
machine_close(struct machine *m)
{
	if (m->fax)
		fax_free(m->fax);
	m->fax = NULL;
}
