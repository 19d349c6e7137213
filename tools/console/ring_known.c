/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A known customer rings: card, history, open work orders, before the call is answered (CRM-02, AGT-13).
 */
#include "tools/console/layout.h"

#include <stdio.h>
#include <string.h>

static void
orders(const struct console *c, struct canvas *cv, int row, int rows)
{
	char due[FORMAT_SIZE], since[FORMAT_SIZE], left[ASK_SHORT * 4], right[96];

	for (int i = 0; i < c->file.n_orders && rows > 0; i++) {
		const struct order *o = &c->file.orders[i];
		snprintf(left, sizeof(left), " %s %s %s   %s   %s %s", o->number, kind_label(o->kind),
		    subkind_label(o->kind, o->subkind), o->department, order_state_label(o->state),
		    format_due(since, o->created_us));
		snprintf(right, sizeof(right), either("到期 %s  催办 %u", "due %s  urged %u"),
		    format_due(due, o->due_us), o->urged);
		/* When it was opened is the first to go. */
		if (text_width(left) + text_width(right) + 2 > cv->cols)
			left[strlen(left) - strlen(since) - 1] = '\0';
		canvas_row(cv, row++, INK_PLAIN, left, right);
		if (--rows > 0 && o->last[0]) {
			canvas_printf(cv, row++, 0, cv->cols, INK_PLAIN, "   %s %s: %s", label(L_LAST_REPLY),
			    format_due(since, o->last_us), o->last);
			rows--;
		}
	}
	if (!c->file.n_orders)
		canvas_printf(cv, row, 0, cv->cols, INK_DIM, " %s", label(L_NO_ORDERS));
}

static void
draw(const struct console *c, struct canvas *cv)
{
	int end = body_end(cv), mid = layout_mid(cv, 38), low = end - 8;
	char left[128], right[128];

	snprintf(left, sizeof(left), "%s %s", label(L_CUSTOMER), c->seat.customer);
	snprintf(right, sizeof(right), either("历史 %d 条  新在上", "History %d, newest first"), c->file.n_past);
	layout_two(cv, BODY_TOP, mid, low - BODY_TOP - 1, INK_TITLE, left, INK_TITLE, right);
	draw_card(c, cv, BODY_TOP + 1, 0, mid, low - BODY_TOP - 1);
	draw_past(c, cv, BODY_TOP + 1, mid + 1, cv->cols - mid - 1, low - BODY_TOP - 1, false);
	snprintf(left, sizeof(left), "%s %d", label(L_OPEN_ORDERS), c->file.n_orders);
	canvas_rule(cv, low, 0, cv->cols, INK_TITLE, left);
	orders(c, cv, low + 1, 2);
	draw_script(c, cv, end - 5, 5);
}

static const char *
prompt(const struct console *c)
{
	return label(L_ANSWER_OR_REJECT);
}

const struct screen screen_ring_known = {
	.title = L_INCOMING,
	.draw = draw,
	.key = ring_key,
	.prompt = prompt,
};
