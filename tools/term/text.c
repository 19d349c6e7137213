/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * UTF-8 in columns.
 *
 * The decoder follows Unicode's "maximal subpart" practice only so far as to be safe: any byte that does not start or
 * continue a shortest-form sequence of a scalar value stands alone as U+FFFD.  Widths come from wcwidth(), as in
 * ncurses, so that what is measured here is what curses counts.
 */
#include "tools/term/text.h"

#include <string.h>
#include <wchar.h>

uint32_t
text_next(const char **at)
{
	/* clang-format off */
	static const struct {
		uint8_t mask, lead, more;
		uint32_t least;
	} forms[] = {
		{ 0x80, 0x00, 0, 0 },
		{ 0xe0, 0xc0, 1, 0x80 },
		{ 0xf0, 0xe0, 2, 0x800 },
		{ 0xf8, 0xf0, 3, 0x10000 },
	};
	/* clang-format on */
	const unsigned char *s = (const unsigned char *)*at;

	if (!*s)
		return 0;
	for (size_t f = 0; f < sizeof(forms) / sizeof(forms[0]); f++) {
		if ((*s & forms[f].mask) != forms[f].lead)
			continue;
		uint32_t cp = *s & (uint8_t)~forms[f].mask;
		int i = 1;
		for (; i <= forms[f].more && (s[i] & 0xc0) == 0x80; i++)
			cp = cp << 6 | (s[i] & 0x3f);
		if (i <= forms[f].more || cp < forms[f].least || cp > 0x10ffff || (cp >= 0xd800 && cp < 0xe000))
			break;
		*at += i;
		return cp;
	}
	(*at)++;
	return TEXT_BROKEN;
}

int
text_encode(char *to, uint32_t cp)
{
	if (!cp || cp > 0x10ffff || (cp >= 0xd800 && cp < 0xe000))
		return 0;
	if (cp < 0x80) {
		to[0] = (char)cp;
		return 1;
	}
	int more = cp < 0x800 ? 1 : cp < 0x10000 ? 2 : 3;
	static const uint8_t lead[] = { 0, 0xc0, 0xe0, 0xf0 };

	for (int i = more; i > 0; i--, cp >>= 6)
		to[i] = (char)(0x80 | (cp & 0x3f));
	to[0] = (char)(lead[more] | cp);
	return more + 1;
}

/* Characters that take no place and draw nothing, but may upset the terminal: never sent. */
static int
is_format(uint32_t cp)
{
	return (cp >= 0x200b && cp <= 0x200f) || (cp >= 0x2028 && cp <= 0x202e) || (cp >= 0x2060 && cp <= 0x206f) ||
	    (cp >= 0xfe00 && cp <= 0xfe0f) || cp == 0xfeff || (cp >= 0xfff9 && cp <= 0xfffb) || cp == 0xad ||
	    cp == 0x61c || (cp >= 0xe0000 && cp <= 0xe0fff);
}

int
text_columns(uint32_t cp)
{
	if (cp < 0x20 || cp == 0x7f)
		return 2;
	if (cp < 0x7f)
		return 1;
	if (is_format(cp))
		return -1;
	int w = wcwidth((wchar_t)cp);
	return w < 0 ? 1 : w;
}

int
text_width(const char *s)
{
	int width = 0;

	for (uint32_t cp; (cp = text_next(&s));) {
		int w = text_columns(cp);
		if (w > 0)
			width += w;
	}
	return width;
}

/* Bytes of `s` that fill at most `width` columns; *used gets the columns. */
static size_t
head(const char *s, int width, int *used)
{
	const char *at = s, *end = s;

	for (*used = 0;;) {
		uint32_t cp = text_next(&at);
		int w = cp ? text_columns(cp) : 0;
		if (!cp || *used + (w > 0 ? w : 0) > width)
			return (size_t)(end - s);
		*used += w > 0 ? w : 0;
		end = at;
	}
}

/* Where the last `width` columns (at most) of `s` begin. */
static const char *
tail(const char *s, int width)
{
	int skip = text_width(s) - width, gone = 0;

	while (gone < skip) {
		uint32_t cp = text_next(&s);
		int w = text_columns(cp);
		gone += w > 0 ? w : 0;
	}
	for (const char *next = s; text_columns(text_next(&next)) == 0 && *s;)
		s = next;
	return s;
}

static void
append(char *to, size_t size, const char *s, size_t n)
{
	size_t at = strlen(to);

	if (at + n >= size) {
		n = size - at - 1;
		while (n && ((unsigned char)s[n] & 0xc0) == 0x80)
			n--;
	}
	memcpy(to + at, s, n);
	to[at + n] = '\0';
}

void
text_cut(char *to, size_t size, const char *s, int width, enum text_cut where)
{
	int used;

	to[0] = '\0';
	if (width <= 0)
		return;
	if (text_width(s) <= width) {
		append(to, size, s, strlen(s));
		return;
	}
	int front = where == TEXT_CUT_END ? width - 1 : where == TEXT_CUT_FRONT ? 0 : width / 2;
	size_t n = head(s, front, &used);
	append(to, size, s, n);
	if (where == TEXT_CUT_END && used < front)
		append(to, size, " ", 1);
	append(to, size, "~", 1);
	if (where != TEXT_CUT_END) {
		const char *rest = tail(s, width - 1 - used);
		append(to, size, rest, strlen(rest));
	}
}

void
text_whole(char *to, size_t size, const char *s, int width)
{
	to[0] = '\0';
	if (text_width(s) <= width)
		append(to, size, s, strlen(s));
	else
		for (int i = 0; i < width; i++)
			append(to, size, "#", 1);
}

/* The start of the Latin word that ends before `here`, if it began after `from`. */
static const char *
word_start(const char *from, const char *here)
{
	const char *at = here;

	while (at > from && at[-1] > ' ' && at[-1] < 0x7f)
		at--;
	return at > from ? at : here;
}

size_t
text_line(const char *s, int width, const char **next)
{
	const char *at = s;
	int used = 0;

	for (;;) {
		const char *here = at;
		uint32_t cp = text_next(&at);
		int w = cp && cp != '\n' ? text_columns(cp) : 0;
		if (!cp || cp == '\n') {
			*next = cp ? at : NULL;
			return (size_t)(here - s);
		}
		if (used + (w > 0 ? w : 0) > width && here > s) {
			const char *end = cp > ' ' && cp < 0x7f ? word_start(s, here) : here;
			*next = end + (*end == ' '); /* a blank at the break belongs to neither line */
			return (size_t)(end - s);
		}
		used += w > 0 ? w : 0;
	}
}

uint32_t
text_alike(uint32_t cp)
{
	/* clang-format off */
	static const struct {
		uint16_t from;
		char to;
	} alike[] = {
		{ 0x00a0, ' ' },
		{ 0x00b7, '.' },
		{ 0x00d7, 'x' },
		{ 0x2013, '-' },
		{ 0x2014, '-' },
		{ 0x2015, '-' },
		{ 0x2018, '\'' },
		{ 0x2019, '\'' },
		{ 0x201c, '"' },
		{ 0x201d, '"' },
		{ 0x2022, '*' },
		{ 0x2025, '.' },
		{ 0x2026, '.' },
		{ 0x2190, '<' },
		{ 0x2192, '>' },
		{ 0x2500, '-' },
		{ 0x2502, '|' },
	};
	/* clang-format on */

	if (cp < 0x7f || text_is_safe(cp))
		return cp;
	for (size_t i = 0; i < sizeof(alike) / sizeof(alike[0]); i++)
		if (alike[i].from == cp)
			return (uint8_t)alike[i].to;
	return text_columns(cp) == 2 && cp < 0x1f000 ? cp : text_columns(cp) == 2 && cp >= 0x20000 ? cp : '?';
}

uint32_t
text_fold(uint32_t cp)
{
	if (cp >= 0xff01 && cp <= 0xff5e)
		return cp - 0xff01 + 0x21;
	if (cp == 0x3000)
		return ' ';
	return cp == 0x3002 ? '.' : cp == 0x3001 ? ',' : cp;
}

size_t
text_before(const char *s, size_t at)
{
	while (at > 0) {
		do
			at--;
		while (at > 0 && ((unsigned char)s[at] & 0xc0) == 0x80);
		const char *c = s + at;
		if (text_columns(text_next(&c)) > 0)
			break;
	}
	return at;
}

size_t
text_behind(const char *s, size_t at)
{
	const char *c = s + at;

	if (!text_next(&c))
		return at;
	for (const char *mark = c; *mark; c = mark)
		if (text_columns(text_next(&mark)) > 0)
			break;
	return (size_t)(c - s);
}

int
text_is_safe(uint32_t cp)
{
	return (cp >= 0x20 && cp <= 0x7e) || (cp >= 0x4e00 && cp <= 0x9fff) || (cp >= 0x3001 && cp <= 0x3003) ||
	    (cp >= 0x3008 && cp <= 0x3011) || (cp >= 0xff01 && cp <= 0xff60);
}
