/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The own state: ready, away, closed, more time (AGT-02).  In a call it takes effect afterwards.
 */
#include "tools/console/layout.h"

/* clang-format off */
static const struct {
	enum label label, help;
	enum desk_verb verb;
	uint32_t when; /* seat states, 1 << enum seat_state */
} items[] = {
	{ L_STATE_READY,  L_STATE_READY_HELP,  DESK_VERB_READY,  ~0u },
	{ L_STATE_AWAY,   L_STATE_AWAY_HELP,   DESK_VERB_AWAY,   ~0u },
	{ L_STATE_CLOSED, L_STATE_CLOSED_HELP, DESK_VERB_CLOSED, ~0u },
	{ L_STATE_EXTEND, L_STATE_EXTEND_HELP, DESK_VERB_EXTEND, 1u << SEAT_ACW },
};
/* clang-format on */
#define N_ITEMS (sizeof(items) / sizeof(items[0]))

static void
draw(const struct console *c, struct canvas *cv)
{
	canvas_rule(cv, BODY_TOP, 0, cv->cols, INK_FOCUS, label(in_call(c) ? L_STATE_AFTER : L_STATE));
	for (size_t i = 0; i < N_ITEMS; i++) {
		enum ink ink = items[i].when >> c->seat.state & 1 ? INK_PLAIN : INK_DIM;
		int row = BODY_TOP + 2 + (int)i;
		canvas_printf(cv, row, 2, 3, INK_FOCUS, "%zu", i + 1);
		canvas_put(cv, row, 5, 14, ink, label(items[i].label));
		canvas_put(cv, row, 19, cv->cols - 19, ink, label(items[i].help));
	}
}

static bool
key(struct console *c, keycode k)
{
	size_t i = k - '1';

	if (k < '1' || i >= N_ITEMS || !(items[i].when >> c->seat.state & 1))
		return false;
	screen_back(c);
	console_verb(c, REQUEST_state, items[i].verb, "");
	/* Leaving the desk locks the screen at once. */
	if (items[i].verb == DESK_VERB_AWAY && !in_call(c) && c->seat.state != SEAT_ACW && c->screen != SCREEN_LOCK)
		screen_push(c, SCREEN_LOCK);
	return true;
}

static const char *
prompt(const struct console *c)
{
	return label(L_MENU_PROMPT);
}

const struct screen screen_state = {
	.title = L_STATE,
	.draw = draw,
	.key = key,
	.prompt = prompt,
};
