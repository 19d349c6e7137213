/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Filters: words parted by blanks; all must hold.
 *
 *   from= to=     digits of the calling, called number     seat= queue= cause= link=   numbers
 *   state=        how the call stands ("TALKING")          cic= span= group=           of any leg
 *
 * A bare number is looked for in numbers, session, CIC and seat; a bare word in what the ladder shows.
 */
#pragma once

#include "tools/trace/story.h"

#define FILTER_TERMS 8
#define FILTER_TEXT  64

enum filter_key {
	FILTER_ANY,
	FILTER_FROM,
	FILTER_TO,
	FILTER_STATE,
	FILTER_CIC,
	FILTER_LINK,
	FILTER_SPAN,
	FILTER_QUEUE,
	FILTER_SEAT,
	FILTER_CAUSE,
	FILTER_GROUP,
	FILTER_SESSION
};

struct filter {
	int n;
	struct {
		uint8_t key;
		char text[32]; /* capitals */
		char digits[32];
		long number; /* -1 = not a number */
	} terms[FILTER_TERMS];
};

void filter_parse(struct filter *f, const char *text);

/* Group names become indices by this; NULL = none are known. */
typedef int filter_group(void *arg, const char *name);

bool filter_tale(const struct filter *f, struct story *s, uint32_t no, filter_group *group, void *arg);
bool filter_record(const struct filter *f, const struct trace_rec *rec);
