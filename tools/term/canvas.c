/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Cells.
 *
 * Lines are kept as directions, not as characters: a line down that meets a rule becomes the right junction by itself,
 * whatever order they were drawn in, and the painter chooses between line drawing and `- | +`.
 */
#include "tools/term/canvas.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CANVAS_MOST 1000 /* rows or columns */

int
canvas_size(struct canvas *cv, int rows, int cols)
{
	if (rows < 1 || cols < 1 || rows > CANVAS_MOST || cols > CANVAS_MOST)
		return -EINVAL;
	struct cell *cells = calloc((size_t)rows * (size_t)cols, sizeof(*cells));
	if (!cells)
		return -ENOMEM;
	free(cv->cells);
	cv->cells = cells;
	cv->rows = rows;
	cv->cols = cols;
	canvas_blank(cv);
	return 0;
}

void
canvas_free(struct canvas *cv)
{
	free(cv->cells);
	*cv = (struct canvas){ 0 };
}

void
canvas_blank(struct canvas *cv)
{
	for (int i = 0; i < cv->rows * cv->cols; i++)
		cv->cells[i] = (struct cell){ .ch = ' ' };
	cv->cursor_row = cv->cursor_col = -1;
}

static struct cell *
cell_at(const struct canvas *cv, int row, int col)
{
	if (row < 0 || col < 0 || row >= cv->rows || col >= cv->cols)
		return NULL;
	return &cv->cells[row * cv->cols + col];
}

const struct cell *
canvas_cell(const struct canvas *cv, int row, int col)
{
	return cell_at(cv, row, col);
}

/* Put one character of `w` columns; what it half covers becomes blank. */
static void
set(struct canvas *cv, int row, int col, uint32_t ch, int w, enum ink ink)
{
	struct cell *before = cell_at(cv, row, col - 1), *here = cell_at(cv, row, col);
	struct cell *half = cell_at(cv, row, col + 1), *after = cell_at(cv, row, col + w);

	if (!here || (w == 2 && !half))
		return;
	if (!here->ch && before)
		before->ch = ' ';
	if (after && !after->ch)
		after->ch = ' ';
	*here = (struct cell){ .ch = ch, .ink = (uint8_t)ink };
	if (w == 2)
		*half = (struct cell){ .ch = 0, .ink = (uint8_t)ink };
}

static void
mark(struct canvas *cv, int row, int col, uint32_t cp)
{
	struct cell *c = cell_at(cv, row, col);

	if (c && !c->ch)
		c = cell_at(cv, row, col - 1);
	for (int i = 0; c && i < CANVAS_MARKS; i++)
		if (!c->mark[i]) {
			c->mark[i] = cp;
			return;
		}
}

/* Write text that fits, then blanks up to `width`. */
static void
fill(struct canvas *cv, int row, int col, int width, enum ink ink, const char *s)
{
	int at = col, end = col + width;

	if (end > cv->cols)
		end = cv->cols;
	for (uint32_t cp; at < end && (cp = text_next(&s));) {
		if (cv->plain)
			cp = text_alike(cp);
		int w = text_columns(cp);
		if (w < 0)
			continue;
		if (w == 0) {
			if (at > col)
				mark(cv, row, at - 1, cp);
			continue;
		}
		if (at + w > end)
			break;
		if (cp < 0x20 || cp == 0x7f) {
			set(cv, row, at, '^', 1, ink);
			set(cv, row, at + 1, cp ^ 0x40, 1, ink);
		} else
			set(cv, row, at, cp, w, ink);
		at += w;
	}
	for (const char *rest = s; at > col && *rest;) { /* marks of the last character that fitted */
		uint32_t cp = text_next(&rest);
		if (text_columns(cp) != 0)
			break;
		mark(cv, row, at - 1, cp);
	}
	for (; at < end; at++)
		set(cv, row, at, ' ', 1, ink);
}

void
canvas_cut(struct canvas *cv, int row, int col, int width, enum ink ink, enum text_cut where, const char *s)
{
	char cut[1024];

	text_cut(cut, sizeof(cut), s, width, where);
	fill(cv, row, col, width, ink, cut);
}

void
canvas_put(struct canvas *cv, int row, int col, int width, enum ink ink, const char *s)
{
	canvas_cut(cv, row, col, width, ink, TEXT_CUT_END, s);
}

void
canvas_printf(struct canvas *cv, int row, int col, int width, enum ink ink, const char *format, ...)
{
	char text[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	canvas_put(cv, row, col, width, ink, text);
}

void
canvas_whole(struct canvas *cv, int row, int col, int width, enum ink ink, const char *s)
{
	char text[256];

	text_whole(text, sizeof(text), s, width);
	fill(cv, row, col, width, ink, text);
}

void
canvas_right(struct canvas *cv, int row, int col, int width, enum ink ink, const char *s)
{
	char text[256];

	text_whole(text, sizeof(text), s, width);
	int used = text_width(text);
	fill(cv, row, col, width - used, ink, "");
	fill(cv, row, col + width - used, used, ink, text);
}

void
canvas_row(struct canvas *cv, int row, enum ink ink, const char *left, const char *right)
{
	int room = cv->cols - text_width(right) - 1;

	canvas_put(cv, row, 0, room > 0 ? room : 0, ink, left);
	fill(cv, row, room > 0 ? room : 0, cv->cols, ink, right);
}

void
canvas_ink(struct canvas *cv, int row, int col, int width, enum ink ink)
{
	for (int i = col; i < col + width; i++) {
		struct cell *c = cell_at(cv, row, i);
		if (c)
			c->ink = (uint8_t)ink;
	}
}

static void
line(struct canvas *cv, int row, int col, unsigned bits)
{
	struct cell *c = cell_at(cv, row, col);

	if (!c)
		return;
	if (!c->line)
		set(cv, row, col, ' ', 1, INK_PLAIN);
	c->line |= (uint8_t)bits;
}

void
canvas_rule(struct canvas *cv, int row, int col, int width, enum ink ink, const char *title)
{
	char cut[256];

	for (int i = 0; i < width; i++) {
		const struct cell *above = canvas_cell(cv, row - 1, col + i);
		bool joins = above && above->line & LINE_DOWN;
		line(cv, row, col + i, LINE_LEFT | LINE_RIGHT | (joins ? LINE_UP : 0));
	}
	text_cut(cut, sizeof(cut), title, width - 4, TEXT_CUT_END);
	if (!cut[0])
		return;
	int w = text_width(cut);
	fill(cv, row, col + 1, 1, INK_PLAIN, "");
	fill(cv, row, col + 2, w, ink, cut);
	fill(cv, row, col + 2 + w, 1, INK_PLAIN, "");
}

void
canvas_down(struct canvas *cv, int row, int col, int rows)
{
	for (int i = 0; i < rows; i++)
		line(cv, row + i, col, LINE_UP | LINE_DOWN);
	/* The rule above grows towards it; one drawn below joins by itself. */
	struct cell *above = cell_at(cv, row - 1, col);
	if (above && above->line)
		above->line |= LINE_DOWN;
}

void
canvas_cursor(struct canvas *cv, int row, int col)
{
	cv->cursor_row = row;
	cv->cursor_col = col < cv->cols ? col : cv->cols - 1;
}

size_t
canvas_text(const struct canvas *cv, int row, bool ascii, char *to, size_t size)
{
	static const uint16_t box[16] = { [LINE_UP | LINE_DOWN] = 0x2502,
		[LINE_LEFT | LINE_RIGHT] = 0x2500,
		[LINE_LEFT | LINE_RIGHT | LINE_DOWN] = 0x252c,
		[LINE_LEFT | LINE_RIGHT | LINE_UP] = 0x2534,
		[LINE_LEFT | LINE_RIGHT | LINE_UP | LINE_DOWN] = 0x253c,
		[LINE_UP | LINE_DOWN | LINE_RIGHT] = 0x251c,
		[LINE_UP | LINE_DOWN | LINE_LEFT] = 0x2524 };
	size_t n = 0;

	for (int col = 0; col < cv->cols && n + 4 * (2 + CANVAS_MARKS) < size; col++) {
		const struct cell *c = cell_at(cv, row, col);
		if (!c || !(c->ch || c->line))
			continue;
		uint32_t ch = c->ch;
		if (c->line)
			ch = !ascii ? box[c->line & 15] : c->line == 3 ? '|' : c->line == 12 ? '-' : '+';
		n += (size_t)text_encode(to + n, ch);
		for (int i = 0; i < CANVAS_MARKS && c->mark[i]; i++)
			n += (size_t)text_encode(to + n, c->mark[i]);
	}
	to[n] = '\0';
	return n;
}
