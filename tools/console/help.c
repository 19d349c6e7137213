/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Help: what is live here and now; again: all keys; again: the symbols.  All from requests.def and the theme.
 */
#include "tools/console/layout.h"

#include <stdio.h>

static void
open(struct console *c)
{
	c->help_page = 0;
}

static enum screen_id
below(const struct console *c)
{
	return c->depth ? c->stack[c->depth - 1] : SCREEN_HOME;
}

static int
request_row(struct canvas *cv, int row, const struct request *r)
{
	char name[KEY_NAME];

	canvas_printf(cv, row, 0, 9, INK_FOCUS, " %s", r->key ? keycode_name(r->key, name) : "F10");
	canvas_put(cv, row, 9, 8, INK_PLAIN, r->text[language()]);
	canvas_put(cv, row, 17, cv->cols - 17 - 9, INK_PLAIN, r->help[language()]);
	canvas_right(cv, row, cv->cols - 9, 8, INK_DIM, r->requirement);
	return row + 1;
}

static void
keys(const struct console *c, struct canvas *cv, int row, int end, bool all)
{
	unsigned state = c->have_seat ? c->seat.state : SEAT_OUT;

	for (int i = 0; i < REQUEST_COUNT && row < end; i++)
		if (all || request_live((enum request_id)i, below(c), state))
			row = request_row(cv, row, &requests[i]);
}

static void
symbols(struct canvas *cv, int row, int end)
{
	static const char *const words[SEAT_STATE_COUNT][2] = {
#define X(id, zh, en) { zh, en },
		SEAT_STATES(X)
#undef X
	};
	static const enum label moves[] = { L_HELP_ENTER, L_HELP_ESC, L_HELP_TAB, L_HELP_DIGITS, L_HELP_CTRL_O,
		L_HELP_EDIT };

	for (int i = 0; i < SEAT_STATE_COUNT && row < end; i++, row++)
		canvas_printf(cv, row, 0, cv->cols, ink_of_state((unsigned)i), " %c %s", symbol_of_state((unsigned)i),
		    words[i][language()]);
	for (size_t i = 0; i < sizeof(moves) / sizeof(moves[0]) && row < end; i++, row++)
		canvas_printf(cv, row, 0, cv->cols, INK_PLAIN, " %s", label(moves[i]));
}

static void
draw(const struct console *c, struct canvas *cv)
{
	static const enum label titles[] = { L_HELP_HERE, L_HELP_ALL, L_HELP_SYMBOLS };

	canvas_rule(cv, BODY_TOP, 0, cv->cols, INK_FOCUS, label(titles[c->help_page]));
	if (c->help_page == 2)
		symbols(cv, BODY_TOP + 1, body_end(cv));
	else
		keys(c, cv, BODY_TOP + 1, body_end(cv), c->help_page == 1);
}

static const char *
prompt(const struct console *c)
{
	return label(L_HELP_PROMPT);
}

const struct screen screen_help = {
	.title = L_HELP_HERE,
	.open = open,
	.draw = draw,
	.prompt = prompt,
};
