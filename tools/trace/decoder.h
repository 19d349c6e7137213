/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the decoders of single layers share: making items, and looking values up.
 */
#pragma once

#include "tools/trace/decode.h"

/* A window into the record: decoders take their octets from the front of it. */
struct window {
	unsigned at, len;
};

/* One meaning of a value. */
struct value {
	unsigned value;
	const char *text;
};

/* Add an item; its text is made as by printf and may be "".  `name` is a static English text: it is translated here. */
void decode_add(struct decode *d, unsigned depth, struct window w, const char *name, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
void decode_bad(struct decode *d, unsigned depth, struct window w, const char *name, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* The octet at this place of the record, 0 outside. */
unsigned decode_octet(const struct decode *d, unsigned at);

/* The first `len` octets of a window, which moves behind them; shorter if there are not so many. */
struct window window_take(struct window *w, unsigned len);

/* What a value means, or NULL. */
const char *value_text(const struct value *values, unsigned value);

/* Octets in hexadecimal, as they may be shown; text, with what is not printable as dots. */
void decode_add_hex(struct decode *d, unsigned depth, struct window w, const char *name);
/* What we cannot read may hold a subscriber's number: its octets are hidden. */
void decode_add_hidden(struct decode *d, unsigned depth, struct window w);
void decode_add_text(struct decode *d, unsigned depth, struct window w, const char *name);

/* These octets, or these half octets (0 = the low half of the first), must not be shown. */
void decode_hide(struct decode *d, struct window w);
void decode_hide_half(struct decode *d, unsigned at, unsigned half);

/* Digits of which people may see the first and the last two: how many are hidden, from which one on. */
unsigned hidden_digits(unsigned digits, unsigned *from);

/* Two digits an octet, the low half first (Q.763 3.9). */
void decode_add_bcd(struct decode *d, unsigned depth, struct window w, const char *name, bool odd, bool secret);
/* One character each (Q.931 4.5.8, and numbers of our own messages). */
void decode_add_digits(struct decode *d, unsigned depth, struct window w, const char *name, bool secret);

/* The layers, each given the octets that are its own. */
void decode_unit(struct decode *d, const struct trace_rec *rec);
void decode_isup(struct decode *d, struct window w, int form, bool incoming);
void decode_isup_param(struct decode *d, unsigned code, struct window w, int form, bool incoming);
void decode_cause(struct decode *d, struct window w, bool q931);
void decode_dchan(struct decode *d);
void decode_elements(struct decode *d, struct window w);
void decode_element(struct decode *d, unsigned code, struct window w);
void decode_ring(struct decode *d);
void decode_state(struct decode *d, const struct trace_rec *rec);

/* Meanings that several layers need (values.c). */
extern const struct value values_cause[], values_location[], values_coding[];
