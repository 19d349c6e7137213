/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Typing.
 *
 * The text is plain bytes; the cursor stands always between whole characters, and marks stay with their base.  Wrapping
 * is by columns, not by words: Chinese breaks anywhere, and a note is not typeset.
 */
#include "tools/term/edit.h"

#include <stdio.h>
#include <string.h>

void
edit_mend(struct edit *e)
{
	size_t n = strnlen(e->text, e->size - 1);

	if (e->at > n)
		e->at = n;
	while (e->at > 0 && ((unsigned char)e->text[e->at] & 0xc0) == 0x80)
		e->at--;
}

static void
erase(struct edit *e, size_t from, size_t to)
{
	memmove(e->text + from, e->text + to, strlen(e->text + to) + 1);
	e->at = from;
}

static bool
insert(struct edit *e, uint32_t cp)
{
	char bytes[4];
	int n = text_encode(bytes, cp);
	size_t len = strlen(e->text);

	if (n == 0 || len + (size_t)n >= e->size)
		return false;
	memmove(e->text + e->at + n, e->text + e->at, len - e->at + 1);
	memcpy(e->text + e->at, bytes, (size_t)n);
	e->at += (size_t)n;
	return true;
}

/* What a character becomes in this text; 0 = it has no place here. */
static uint32_t
accept(const struct edit *e, uint32_t cp)
{
	if (e->digits || e->secret) {
		cp = text_fold(cp);
		return cp >= '0' && cp <= '9' ? cp : 0;
	}
	if (cp == '\n' || cp == '\r' || cp == '\t')
		return cp == '\n' && e->lines ? '\n' : ' ';
	if (cp < 0x20 || cp == 0x7f || (cp >= 0x80 && cp < 0xa0) || text_columns(cp) < 0)
		return 0;
	return cp;
}

void
edit_insert(struct edit *e, const char *text)
{
	edit_mend(e);
	for (uint32_t cp; (cp = text_next(&text));) {
		cp = accept(e, cp);
		if (cp && !insert(e, cp))
			break;
	}
}

void
edit_set(struct edit *e, const char *text)
{
	e->text[0] = '\0';
	e->at = 0;
	edit_insert(e, text);
}

static size_t
word_start(const struct edit *e)
{
	size_t at = e->at;

	while (at > 0 && e->text[at - 1] == ' ')
		at--;
	while (at > 0 && e->text[at - 1] != ' ' && e->text[at - 1] != '\n')
		at = text_before(e->text, at);
	return at;
}

static size_t
line_start(const struct edit *e)
{
	size_t at = e->at;

	while (at > 0 && e->text[at - 1] != '\n')
		at--;
	return at;
}

/* Up and down by whole lines as typed; the place in the line is kept by columns as well as it goes. */
static bool
move_line(struct edit *e, int way)
{
	size_t start = line_start(e), to = start;
	int want = 0, at = 0;

	for (const char *s = e->text + start; s < e->text + e->at;)
		want += text_columns(text_next(&s));
	if (way < 0) {
		if (start == 0)
			return false;
		for (to = start - 1; to > 0 && e->text[to - 1] != '\n';)
			to--;
	} else {
		const char *next = strchr(e->text + e->at, '\n');
		if (!next)
			return false;
		to = (size_t)(next - e->text) + 1;
	}
	while (e->text[to] && e->text[to] != '\n' && at < want) {
		const char *s = e->text + to;
		at += text_columns(text_next(&s));
		to = text_behind(e->text, to);
	}
	e->at = to;
	return true;
}

bool
edit_key(struct edit *e, keycode key)
{
	edit_mend(e);
	switch (key) {
	case K_LEFT:
		e->at = text_before(e->text, e->at);
		return true;
	case K_RIGHT:
		e->at = text_behind(e->text, e->at);
		return true;
	case K_UP:
	case K_DOWN:
		return e->lines && move_line(e, key == K_UP ? -1 : 1);
	case K_HOME:
	case K_CTRL('A'):
		e->at = line_start(e);
		return true;
	case K_END:
	case K_CTRL('E'):
		e->at += strcspn(e->text + e->at, "\n");
		return true;
	case K_BACKSPACE:
		erase(e, text_before(e->text, e->at), e->at);
		return true;
	case K_DELETE: {
		size_t at = e->at;
		erase(e, at, text_behind(e->text, at));
		return true;
	}
	case K_CTRL('U'):
		erase(e, line_start(e), e->at);
		return true;
	case K_CTRL('W'):
		erase(e, word_start(e), e->at);
		return true;
	case K_ENTER:
		if (e->lines)
			insert(e, '\n');
		return e->lines;
	default:
		if (!key_is_text(key))
			return false;
		if (accept(e, key))
			insert(e, accept(e, key));
		return true;
	}
}

/* The text as it is shown: stars for a secret. */
static const char *
shown(const struct edit *e, char *stars, size_t size)
{
	size_t n = strlen(e->text);

	if (!e->secret)
		return e->text;
	if (n >= size)
		n = size - 1;
	memset(stars, '*', n);
	stars[n] = '\0';
	return stars;
}

static int
columns_between(const char *s, const char *end)
{
	int width = 0;

	while (s < end) {
		int w = text_columns(text_next(&s));
		width += w > 0 ? w : 0;
	}
	return width;
}

void
edit_draw(struct canvas *cv, const struct edit *e, int row, int col, int width, enum ink ink, bool focused)
{
	char stars[32];
	const char *text = shown(e, stars, sizeof(stars)), *from = text;
	const char *cursor = text + (e->at < strlen(text) ? e->at : strlen(text));

	if (width <= 0)
		return;
	/* Only as much is left out in front as the cursor needs to be seen. */
	while (focused && from < cursor && columns_between(from, cursor) >= width)
		text_next(&from);
	canvas_put(cv, row, col, width, ink, from);
	if (focused)
		canvas_cursor(cv, row, col + columns_between(from, cursor));
}

/* Which screen line the cursor is in, and its column there. */
static int
cursor_line(const struct edit *e, int width, int *column)
{
	const char *from = e->text, *next, *cursor = e->text + e->at;

	for (int line = 0;; line++, from = next) {
		size_t n = text_line(from, width, &next);
		if (next && cursor >= next)
			continue;
		*column = columns_between(from, cursor < from + n ? cursor : from + n);
		return line;
	}
}

void
edit_draw_lines(struct canvas *cv, const struct edit *e, int row, int col, int width, int rows, bool focused)
{
	const char *from = e->text, *next = e->text;
	int column = 0, line, first;
	char piece[1024];

	if (width < 2 || rows < 1)
		return;
	line = cursor_line(e, width, &column);
	first = focused && line >= rows ? line - rows + 1 : 0;
	for (int i = 0; i < first + rows; i++) {
		size_t n = next ? text_line(from = next, width, &next) : 0;
		snprintf(piece, sizeof(piece), "%.*s", (int)n, from);
		if (i >= first)
			canvas_put(cv, row + i - first, col, width, INK_PLAIN, n ? piece : "");
	}
	if (focused)
		canvas_cursor(cv, row + line - first, col + column);
}
