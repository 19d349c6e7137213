/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A caller without a number rings: all that is known, and where to search once the call is answered (AGT-12).
 */
#include "tools/console/layout.h"

#include <stdio.h>

/* Calling party's category, Q.763 3.11. */
static const char *
category(unsigned code)
{
	switch (code) {
	case 0x0a:
		return label(L_CATEGORY_ORDINARY);
	case 0x0b:
		return label(L_CATEGORY_PRIORITY);
	case 0x0d:
		return label(L_CATEGORY_TEST);
	case 0x0f:
		return label(L_CATEGORY_PAYPHONE);
	default:
		return code >= 1 && code <= 5 ? label(L_CATEGORY_OPERATOR) : "-";
	}
}

static void
known(const struct console *c, struct canvas *cv, int row, int col, int width)
{
	const struct desk_seat *s = &c->seat;
	/* clang-format off */
	const struct {
		enum label name;
		const char *text;
	} rows[] = {
		{ L_SERVICE,   s->service[0] ? s->service : "-" },
		{ L_CATEGORY,  category(s->category) },
		{ L_MENU_KEYS, s->choice[0] ? s->choice : "-" },
		{ L_QUEUE,     s->queue[0] ? queue_words(c, s->queue) : "-" },
	};
	/* clang-format on */

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		canvas_printf(cv, row + (int)i, col, 10, INK_PLAIN, " %s", label(rows[i].name));
		canvas_put(cv, row + (int)i, col + 10, width - 10, INK_PLAIN, rows[i].text);
	}
}

static void
draw(const struct console *c, struct canvas *cv)
{
	static const enum label help[] = { L_ASK_FIRST, L_NOTHING, L_SEARCH_BY, L_NOTHING, L_STAYS_NAMELESS,
		L_NAMELESS_HOW };
	int end = body_end(cv), mid = layout_mid(cv, 40), low = end - 9;

	layout_two(cv, BODY_TOP, mid, low - BODY_TOP - 1, INK_TITLE, label(L_WHO_IS_IT), INK_TITLE, label(L_ALL_KNOWN));
	for (size_t i = 0; i < sizeof(help) / sizeof(help[0]); i++)
		canvas_printf(cv, BODY_TOP + 1 + (int)i, 0, mid, INK_PLAIN, " %s", label(help[i]));
	known(c, cv, BODY_TOP + 1, mid + 1, cv->cols - mid - 1);
	draw_script(c, cv, low, end - low);
}

static const char *
prompt(const struct console *c)
{
	return label(L_ANSWER_WITHHELD);
}

const struct screen screen_ring_withheld = {
	.title = L_INCOMING,
	.draw = draw,
	.key = ring_key,
	.prompt = prompt,
};
