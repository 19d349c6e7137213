/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What every screen has: the strip above, the prompt line and the key bar below; and the screen as a whole.
 *
 * The key bar has ten places of eight columns, place n always F-n.  A key that does nothing now shows its bare number,
 * so that places are learnt, not read.
 */
#include "tools/console/screen.h"

#include <stdio.h>

#define PLACE 8 /* columns of one key */

static void
key_bar(const struct console *c, struct canvas *cv)
{
	int row = cv->rows - 1;

	canvas_put(cv, row, 0, cv->cols, INK_PLAIN, "");
	for (int i = 0; i < 10; i++) {
		const struct request *r =
		    request_on_key(K_F1 + (keycode)i, c->screen, c->have_seat ? c->seat.state : SEAT_OUT);
		char number[4];
		snprintf(number, sizeof(number), "%d", i + 1);
		int w = text_width(number), room = PLACE - w;
		canvas_put(cv, row, i * PLACE, w, INK_KEY, number);
		if (!r)
			continue;
		bool asked = c->pending && &requests[c->pending - 1] == r;
		int used = text_width(r->text[language()]);
		canvas_put(cv, row, i * PLACE + w, used < room ? used : room, asked ? INK_DIM : INK_KEYNAME,
		    r->text[language()]);
	}
}

static void
prompt(const struct console *c, struct canvas *cv)
{
	const struct screen *s = screen_rows[c->screen];
	const char *text = c->say[0] ? c->say : s->prompt ? s->prompt(c) : "";

	canvas_printf(cv, cv->rows - 2, 0, cv->cols, INK_PLAIN, " %s", text);
}

void
frame_draw(const struct console *c, struct canvas *cv)
{
	strip_draw(c, cv);
	prompt(c, cv);
	key_bar(c, cv);
}

/* Too small a window keeps what a call needs: the strip and a sentence. */
static void
small(const struct console *c, struct canvas *cv)
{
	strip_draw(c, cv);
	if (cv->rows >= 4)
		canvas_printf(cv, cv->rows - 1, 0, cv->cols, INK_PLAIN,
		    either("窗口 %dx%d, 需要 80x24", "window %dx%d, needs 80x24"), cv->cols, cv->rows);
}

void
console_draw(const struct console *c, struct canvas *cv)
{
	canvas_blank(cv);
	if (cv->rows < SHORT_ROWS || cv->cols < SHORT_COLS) {
		small(c, cv);
		return;
	}
	screen_rows[c->screen]->draw(c, cv);
	frame_draw(c, cv);
}

void
draw_text(struct canvas *cv, int row, int col, int width, int rows, enum ink ink, const char *text)
{
	const char *next = text;
	char line[1024];

	for (int i = 0; i < rows; i++) {
		size_t n = next ? text_line(text = next, width, &next) : 0;
		snprintf(line, sizeof(line), "%.*s", (int)n, text);
		canvas_put(cv, row + i, col, width, ink, n ? line : "");
	}
}
