/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Decode: a trace record in words, for the pane beside the ladder.
 *
 * A record becomes a list of items in the order of its octets: 0 what layer or message it is, 1 a parameter, 2 a field of
 * one.  Names and meanings come from tables (fields.def, values.def, ring.def, q931.def, cause.def), in the language of the
 * screen.  Nothing in a record is trusted: every octet is asked for through decode_octet() or a window that was checked,
 * and what is cut short, too long or unknown is said so.
 *
 * Subscribers' numbers, and digits that callers pressed, are hidden unless `open`: in the words and, with the same
 * bitmap, in the octets (decode_hex).
 */
#pragma once

#include "base/trace.h"

#include <stdbool.h>
#include <stddef.h>

#define DECODE_ITEMS 320
#define DECODE_POOL  24576
#define DECODE_DEPTH 3

struct decode_item {
	uint8_t depth; /* 0 message, 1 parameter, 2 field */
	uint8_t bad;   /* malformed, or not as it should be */
	uint16_t at;   /* its octets in the record */
	uint16_t len;
	const char *name;
	const char *text; /* what it says; "" = nothing of its own */
};

struct decode {
	const uint8_t *data;
	uint16_t len;
	bool open; /* numbers in full */
	bool full; /* the list or the pool has no more room */
	uint16_t n;
	uint16_t used;
	struct decode_item items[DECODE_ITEMS];
	uint8_t hidden[TRACE_DATA]; /* bit 0 the low, bit 1 the high half of the octet */
	char pool[DECODE_POOL];
};

void decode_record(struct decode *d, const struct trace_rec *rec, bool open);

/* One octet as it may be shown: "55", "*5", "**". */
const char *decode_hex(const struct decode *d, unsigned at, char text[3]);

/* A parameter on one line: what its own text and its fields say, without what is usual.  Returns `to`. */
char *decode_summary(const struct decode *d, unsigned item, char *to, size_t size);
