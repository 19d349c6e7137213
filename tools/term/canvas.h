/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A canvas: the cells of one screen, which screens draw into and nothing else.
 *
 * tty.c paints it into curses; tests print it as text.  Everything is written to its full width (padded with blanks),
 * so that no half of a wide character ever stays behind.  Writing outside the canvas does nothing.
 */
#pragma once

#include "tools/term/text.h"
#include "tools/term/theme.h"

#include <stdbool.h>
#include <stdint.h>

#define CANVAS_MARKS 2 /* combining marks kept per cell */

/* Line pieces: bits of the directions a line leaves the cell's middle; painted as WACS_* or ASCII. */
enum { LINE_UP = 1, LINE_DOWN = 2, LINE_LEFT = 4, LINE_RIGHT = 8 };

struct cell {
	uint32_t ch; /* 0 = right half of the wide character before */
	uint32_t mark[CANVAS_MARKS];
	uint8_t ink;
	uint8_t line; /* LINE_* bits: a line piece instead of ch */
};

struct canvas {
	int rows, cols;
	int cursor_row, cursor_col; /* -1 = hidden */
	bool plain;                 /* draw look-alikes for characters of uncertain width */
	struct cell *cells;
};

int canvas_size(struct canvas *cv, int rows, int cols); /* all blank; 0 or -ENOMEM, -EINVAL */
void canvas_free(struct canvas *cv);
void canvas_blank(struct canvas *cv);

const struct cell *canvas_cell(const struct canvas *cv, int row, int col);

/* Text in exactly `width` columns: cut at the end, padded. */
void canvas_put(struct canvas *cv, int row, int col, int width, enum ink ink, const char *s);
void canvas_printf(struct canvas *cv, int row, int col, int width, enum ink ink, const char *format, ...)
    __attribute__((format(printf, 6, 7)));

/* Cut elsewhere: addresses in front, file names in the middle. */
void canvas_cut(struct canvas *cv, int row, int col, int width, enum ink ink, enum text_cut where, const char *s);

/* Never cut: ## if it does not fit. */
void canvas_whole(struct canvas *cv, int row, int col, int width, enum ink ink, const char *s);
void canvas_right(struct canvas *cv, int row, int col, int width, enum ink ink, const char *s);

/* A row of the whole width: `right` ends one column before the edge and is never cut, `left` gives way. */
void canvas_row(struct canvas *cv, int row, enum ink ink, const char *left, const char *right);

/* Change only the ink of what is there. */
void canvas_ink(struct canvas *cv, int row, int col, int width, enum ink ink);

/* A rule with a title in it, from `col` over `width` columns; a line down, which joins the rules it touches. */
void canvas_rule(struct canvas *cv, int row, int col, int width, enum ink ink, const char *title);
void canvas_down(struct canvas *cv, int row, int col, int rows);

void canvas_cursor(struct canvas *cv, int row, int col);

/* One row as UTF-8 (lines as box drawing, or ASCII); returns bytes. */
size_t canvas_text(const struct canvas *cv, int row, bool ascii, char *to, size_t size);
