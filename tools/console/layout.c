/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Layout shared by the call screens.
 */
#include "tools/console/layout.h"

#include <stdio.h>

int
layout_mid(const struct canvas *cv, int at80)
{
	return at80 + (cv->cols - SHORT_COLS) / 2;
}

void
layout_two(struct canvas *cv, int row, int mid, int rows, enum ink left, const char *left_title, enum ink right,
    const char *right_title)
{
	canvas_rule(cv, row, 0, mid + 1, left, left_title);
	canvas_rule(cv, row, mid + 1, cv->cols - mid - 1, right, right_title);
	canvas_down(cv, row + 1, mid, rows);
}

void
draw_script(const struct console *c, struct canvas *cv, int row, int rows)
{
	char text[512];

	snprintf(text, sizeof(text), "%s [%s]", label(L_SCRIPT), level_label(c->me.level));
	canvas_rule(cv, row, 0, cv->cols, INK_TITLE, text);
	if (c->seat.known)
		snprintf(text, sizeof(text),
		    either("「您好, 这里是%s, 工号 %04u。请问有什么可以帮您?」",
		        "\"Good morning, %s, %04u speaking. How can I help you?\""),
		    c->site, c->me.seat);
	else
		snprintf(text, sizeof(text),
		    either("「您好, 这里是%s, 工号 %04u。请问怎么称呼您?」",
		        "\"Good morning, %s, %04u speaking. May I have your name?\""),
		    c->site, c->me.seat);
	draw_text(cv, row + 1, 1, cv->cols - 1, rows - 1, INK_PLAIN, text);
}

/* A finger that was on its way already does not answer. */
void
ring_too_soon(struct console *c)
{
	console_say(c, "%s", _("Not answered: the call has only just come. Enter once more, or F2 [AGT-03]"));
}

bool
ring_key(struct console *c, keycode key)
{
	if (key != K_ENTER)
		return false;
	if (console_time(c) - c->seat.offered_us >= GUARD_US && c->now_us - c->shown_us >= GUARD_US)
		requests[REQUEST_answer].run(c);
	else
		ring_too_soon(c);
	return true;
}
