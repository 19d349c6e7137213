/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The menu: everything that can be asked for on the screen below, by digit.
 */
#include "tools/console/layout.h"

#define ITEMS 10

static int
items(const struct console *c, enum request_id *to)
{
	unsigned state = c->have_seat ? c->seat.state : SEAT_OUT;

	return request_menu(c->depth ? c->stack[c->depth - 1] : SCREEN_HOME, state, to, ITEMS);
}

static void
draw(const struct console *c, struct canvas *cv)
{
	enum request_id which[ITEMS];
	int n = items(c, which);
	char name[KEY_NAME];

	canvas_rule(cv, BODY_TOP, 0, cv->cols, INK_FOCUS, label(L_MENU));
	for (int i = 0; i < n; i++) {
		const struct request *r = &requests[which[i]];
		int row = BODY_TOP + 2 + i;
		canvas_printf(cv, row, 2, 3, INK_FOCUS, "%d", (i + 1) % 10);
		canvas_put(cv, row, 5, 8, INK_PLAIN, r->text[language()]);
		canvas_put(cv, row, 13, 9, INK_DIM, keycode_name(r->key, name));
		canvas_put(cv, row, 22, cv->cols - 22, INK_PLAIN, r->help[language()]);
	}
}

static bool
key(struct console *c, keycode k)
{
	enum request_id which[ITEMS];
	int n = items(c, which), i = k == '0' ? 9 : (int)k - '1';

	if (k < '0' || k > '9')
		return false;
	if (i < n) {
		screen_back(c);
		requests[which[i]].run(c);
	}
	return true;
}

static const char *
prompt(const struct console *c)
{
	return label(L_MENU_PROMPT);
}

const struct screen screen_menu = {
	.title = L_MENU,
	.draw = draw,
	.key = key,
	.prompt = prompt,
};
