/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A sieve in front of libpri: received frames that it would mishandle are mended before it sees them.
 *
 * A frame is never swallowed when it carries a sequence number (that would stall Q.921): its Q.931 part is shortened to
 * what is sound.  Two things are taken out: information elements whose length runs past the message (with all that
 * follows them), and subaddresses longer than libpri's room for them.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct ie_filter_counts {
	uint64_t runts;    /* frames too short for their kind: dropped */
	uint64_t cut;      /* messages cut off at an element whose length was wrong */
	uint64_t overlong; /* elements taken out for their length */
};

/* Mend the frame in place (`len` with its two FCS octets).  Returns its new length, 0 if there is nothing worth
 * passing. */
size_t ie_filter(uint8_t *frame, size_t len, struct ie_filter_counts *counts);
