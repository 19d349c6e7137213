/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A fax machine that calls and sends: spandsp's T.30 terminal, fed and emptied in blocks of A-law.
 *
 * While it is on a line it stands in place of mouth and ear.  It sends CNG until it is answered, its identification (TSI)
 * with the first command, the pages of a TIFF file, and DCN.
 */
#pragma once

#include "trunk/span.h"

#include <stdbool.h>
#include <stddef.h>

#define STATION 21 /* T.30 5.3.6.2.4: 20 digits, + or spaces; with its NUL */

/* What became of it; the text is the machine's own. */
struct sent {
	bool begun; /* a fax was tried at all */
	bool over;  /* the machine itself came to an end, or had said DCN: false = the line or the time was over before */
	bool whole; /* every page was confirmed and the machines parted in order */
	bool ecm;
	int pages; /* confirmed by the other machine */
	int rate;  /* bit/s */
	char text[64];
};

struct sender;

/* 0; -ENOENT: no such file, -EINVAL: not pages that a fax machine can send, -ENOMEM. */
int sender_open(struct sender **sp, const char *file, const char *station);
void sender_close(struct sender *s);

void sender_hear(struct sender *s, const uint8_t block[SPAN_BLOCK]);
void sender_say(struct sender *s, uint8_t block[SPAN_BLOCK]);

/* Has the machine ended, and is its last word (DCN) on its way? */
bool sender_over(const struct sender *s);
void sender_result(const struct sender *s, struct sent *sent);

/* Digits, + and spaces, at most 20. */
bool station_valid(const char *text);
/* The identification that belongs to a telephone number. */
void station_of(const char *number, char station[STATION]);
