/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A piece of text being typed: one line or several, UTF-8, in a buffer of the owner's.
 */
#pragma once

#include "tools/term/canvas.h"
#include "tools/term/keys.h"

struct edit {
	char *text;
	size_t size; /* of the buffer, with the NUL */
	size_t at;   /* byte offset of the cursor */
	bool lines;  /* several lines */
	bool digits; /* only digits */
	bool secret; /* shown as stars */
};

/* Put the cursor back into the text, on a character boundary (the owner may have changed the text). */
void edit_mend(struct edit *e);

/* Returns whether the key belonged to the text. */
bool edit_key(struct edit *e, keycode key);

/* Insert at the cursor as far as there is room; control characters are dropped, line ends become blanks in a single
 * line. */
void edit_insert(struct edit *e, const char *text);
void edit_set(struct edit *e, const char *text);

/* Draw in `width` columns; a focused text gets the cursor.  One line scrolls sideways, several lines wrap and scroll.
 */
void edit_draw(struct canvas *cv, const struct edit *e, int row, int col, int width, enum ink ink, bool focused);
void edit_draw_lines(struct canvas *cv, const struct edit *e, int row, int col, int width, int rows, bool focused);
