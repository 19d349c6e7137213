/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The list of items, and the helpers that fill it.
 *
 * Everything lies in the caller's struct decode; when it is full the rest is left out and said so.
 */
#include "tools/trace/decoder.h"

#include "tools/term/language.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* ---- items ---- */

static const char *
keep(struct decode *d, const char *text)
{
	size_t len = strlen(text) + 1;

	if (len == 1)
		return "";
	if (len > sizeof(d->pool) - d->used) {
		d->full = true;
		return "";
	}
	char *to = d->pool + d->used;
	memcpy(to, text, len);
	d->used = (uint16_t)(d->used + len);
	return to;
}

static void
add(struct decode *d, unsigned depth, bool bad, struct window w, const char *name, const char *text)
{
	if (d->n == DECODE_ITEMS) {
		d->full = true;
		return;
	}
	d->items[d->n++] = (struct decode_item){ .depth = (uint8_t)depth,
		.bad = bad,
		.at = (uint16_t)w.at,
		.len = (uint16_t)w.len,
		.name = name[0] ? _(name) : "",
		.text = keep(d, text) };
}

void
decode_add(struct decode *d, unsigned depth, struct window w, const char *name, const char *format, ...)
{
	char text[512];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	add(d, depth, false, w, name, text);
}

void
decode_bad(struct decode *d, unsigned depth, struct window w, const char *name, const char *format, ...)
{
	char text[512];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	add(d, depth, true, w, name, text);
}

/* ---- octets ---- */

unsigned
decode_octet(const struct decode *d, unsigned at)
{
	return at < d->len ? d->data[at] : 0;
}

struct window
window_take(struct window *w, unsigned len)
{
	struct window taken = { w->at, len < w->len ? len : w->len };

	w->at += taken.len;
	w->len -= taken.len;
	return taken;
}

const char *
value_text(const struct value *values, unsigned value)
{
	for (; values && values->text; values++)
		if (values->value == value)
			return _(values->text);
	return NULL;
}

const char *
decode_hex(const struct decode *d, unsigned at, char text[3])
{
	unsigned octet = decode_octet(d, at);
	unsigned hidden = at < d->len && !d->open ? d->hidden[at] : 0;

	snprintf(text, 3, "%02x", octet & 0xff);
	if (hidden & 1)
		text[1] = '*';
	if (hidden & 2)
		text[0] = '*';
	return text;
}

void
decode_hide_half(struct decode *d, unsigned at, unsigned half)
{
	if (at + half / 2 < d->len)
		d->hidden[at + half / 2] |= (uint8_t)(1u << half % 2);
}

void
decode_hide(struct decode *d, struct window w)
{
	for (unsigned i = 0; i < w.len && w.at + i < d->len; i++)
		d->hidden[w.at + i] = 3;
}

void
decode_add_hex(struct decode *d, unsigned depth, struct window w, const char *name)
{
	char text[256], octet[3];
	size_t n = 0;

	text[0] = '\0';
	for (unsigned i = 0; i < w.len && n + 8 < sizeof(text); i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, "%s%s", i ? " " : "", decode_hex(d, w.at + i, octet));
	if (w.len * 3 > sizeof(text) - 8)
		snprintf(text + n, sizeof(text) - n, " ..");
	decode_add(d, depth, w, name, "%s", text);
}

void
decode_add_hidden(struct decode *d, unsigned depth, struct window w)
{
	decode_hide(d, w);
	decode_add_hex(d, depth, w, N_("octets"));
}

void
decode_add_text(struct decode *d, unsigned depth, struct window w, const char *name)
{
	char text[256];
	unsigned n = 0;

	for (; n < w.len && n < sizeof(text) - 1; n++) {
		unsigned c = decode_octet(d, w.at + n);
		bool hidden = !d->open && w.at + n < d->len && d->hidden[w.at + n];
		text[n] = hidden ? '*' : c >= 0x20 && c < 0x7f ? (char)c : '.';
	}
	text[n] = '\0';
	decode_add(d, depth, w, name, "%s", text);
}

/* ---- digits ---- */

#define BARE_DIGITS 6 /* extensions and short numbers are nobody's secret */

unsigned
hidden_digits(unsigned digits, unsigned *from)
{
	*from = digits > 4 ? digits - 4 : 0;
	return digits <= BARE_DIGITS ? 0 : 2;
}

void
decode_add_bcd(struct decode *d, unsigned depth, struct window w, const char *name, bool odd, bool secret)
{
	char text[128];
	unsigned n = 2 * w.len - (odd && w.len), from, hidden;
	bool st = n && (decode_octet(d, w.at + (n - 1) / 2) >> ((n - 1) % 2 * 4) & 15) == 15;

	if (st)
		n--;
	if (n > sizeof(text) - 1)
		n = sizeof(text) - 1;
	hidden = hidden_digits(n, &from);
	for (unsigned i = 0; i < n; i++) {
		text[i] = "0123456789ABCDEF"[decode_octet(d, w.at + i / 2) >> (i % 2 * 4) & 15];
		if (secret && i >= from && i < from + hidden) {
			decode_hide_half(d, w.at, i);
			if (!d->open)
				text[i] = '*';
		}
	}
	text[n] = '\0';
	decode_add(d, depth, w, name, st ? _("%s with ST") : "%s", text);
}

void
decode_add_digits(struct decode *d, unsigned depth, struct window w, const char *name, bool secret)
{
	unsigned n = 0, from, hidden;

	while (n < w.len && decode_octet(d, w.at + n))
		n++;
	hidden = secret ? hidden_digits(n, &from) : 0;
	if (hidden)
		decode_hide(d, (struct window){ w.at + from, hidden });
	decode_add_text(d, depth, (struct window){ w.at, n }, name);
}

/* ---- a record ---- */

static void
unknown(struct decode *d, const struct trace_rec *rec)
{
	struct window all = { 0, d->len };

	decode_bad(d, 0, all, N_("unknown record"), "%u", rec->kind);
	decode_add_hidden(d, 1, all);
}

void
decode_record(struct decode *d, const struct trace_rec *rec, bool open)
{
	d->data = rec->data;
	d->len = rec->len < TRACE_DATA ? rec->len : TRACE_DATA;
	d->open = open;
	d->full = false;
	d->n = d->used = 0;
	memset(d->hidden, 0, sizeof(d->hidden));
	switch (rec->kind) {
	case TRACE_MSU_IN:
	case TRACE_MSU_OUT:
	case TRACE_LSSU_IN:
	case TRACE_LSSU_OUT:
		decode_unit(d, rec);
		break;
	case TRACE_DCHAN_IN:
	case TRACE_DCHAN_OUT:
		decode_dchan(d);
		break;
	case TRACE_MSG_IN:
	case TRACE_MSG_OUT:
		decode_ring(d);
		break;
	case TRACE_STATE:
	case TRACE_CALL:
	case TRACE_LEG:
		decode_state(d, rec);
		break;
	default:
		unknown(d, rec);
		break;
	}
	if (rec->cut)
		decode_bad(d, 0, (struct window){ d->len, 0 }, N_("cut"), _("%u octets were not recorded"), rec->cut);
	if (d->full && d->n) /* the last one gives way */
		d->items[d->n - 1] = (struct decode_item){
			.bad = 1, .at = d->len, .name = _("cut"), .text = _("there is more than fits here")
		};
}

char *
decode_summary(const struct decode *d, unsigned item, char *to, size_t size)
{
	size_t n = 0;

	to[0] = '\0';
	if (item >= d->n)
		return to;
	const struct decode_item *top = &d->items[item];
	n += (size_t)snprintf(to, size, "%s", top->text);
	for (unsigned i = item + 1; i < d->n && d->items[i].depth > top->depth && n < size; i++)
		if (d->items[i].text[0])
			n += (size_t)snprintf(to + n, size - n, "%s%s", n ? ", " : "", d->items[i].text);
	return to;
}
