/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A fax machine that answers: T.30 by spandsp, a block of the line in, a block out.
 *
 * It has no clock: a block is 20 ms, and what waits waits by counting them.  spandsp 0.0.6 is not left alone: frames that it does
 * not bear are kept from it, and calls that it would never end are ended.  One machine belongs to one file; it is for one process
 * at a time (what libtiff complains of is counted for the process).
 */
#pragma once

#include "media/fax/packet.h"

#include <stdbool.h>

struct fax_state_s;

struct machine {
	struct fax_state_s *fax;
	void (*accept)(void *t30, const uint8_t *frame, int len, int good); /* T.30's own reader of frames */
	void *t30;
	uint32_t blocks;     /* since it answered */
	uint32_t moved;      /* the block in which the call last went on: a frame, or a part of a page */
	uint32_t command;    /* the block in which a frame came that is no part of a page */
	uint32_t complaints; /* of libtiff, before this call */
	int image;           /* octets of the page so far */
	bool heard;          /* a whole frame came from the far end */
	uint8_t asked;       /* what the sender says after a page: EOP, MPS, EOM ... (T.30 5.3.6.1.6) */
	bool whole;          /* it said "end of procedure", and we confirmed the page (T.30 5.3.6.1.7) */
	bool short_frames;   /* some were kept from T.30 */
	bool over;
	struct fax_outcome outcome; /* as it stands; final when it is over */
};

/* Answer; pages go into `file`.  0 or -ENOMEM, -EINVAL (the file's name is too long). */
int machine_open(struct machine *m, const struct fax_order *order, const char *file);

/* 20 ms: what was heard, and what is said to it.  When it is over, silence is said. */
void machine_block(struct machine *m, const uint8_t heard[FAX_BLOCK], uint8_t said[FAX_BLOCK]);

/* The caller is gone: whole pages stay. */
void machine_stop(struct machine *m);

/* Every writer of the file is gone after this. */
void machine_close(struct machine *m);
