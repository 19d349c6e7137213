/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Locked: the strip stays, without names; calls can be answered, held and released; the card opens with the password.
 */
#include "tools/console/layout.h"

#include <string.h>

static void
open(struct console *c)
{
	c->unlock_text[0] = '\0';
	c->unlock = (struct edit){ .text = c->unlock_text, .size = 7, .secret = true };
	c->unlocking = false;
}

static void
draw(const struct console *c, struct canvas *cv)
{
	int row = BODY_TOP + 6, in = text_width(label(L_PASSWORD)) + 1, col = 24;

	canvas_rule(cv, BODY_TOP, 0, cv->cols, INK_TITLE, label(L_LOCKED));
	canvas_put(cv, row, col, in, INK_PLAIN, label(L_PASSWORD));
	canvas_put(cv, row, col + in, 1, INK_PLAIN, "[");
	edit_draw(cv, &c->unlock, row, col + in + 1, 7, INK_FIELD, true);
	canvas_put(cv, row, col + in + 8, 1, INK_PLAIN, "]");
}

static bool
key(struct console *c, keycode k)
{
	if (k == K_ENTER) {
		if (strlen(c->unlock_text) == 6 && !c->unlocking) {
			struct ask *ask = console_ask(c, ASK_SIGN_IN);
			text_copy(ask->text, sizeof(ask->text), c->unlock_text);
			c->unlocking = true;
			console_send(c, ask);
		}
		edit_set(&c->unlock, "");
		return true;
	}
	return edit_key(&c->unlock, k);
}

static struct edit *
text(struct console *c)
{
	return &c->unlock;
}

static const char *
prompt(const struct console *c)
{
	return label(c->unlocking ? L_CHECKING : L_LOCK_PROMPT);
}

const struct screen screen_lock = {
	.title = L_LOCKED,
	.open = open,
	.draw = draw,
	.key = key,
	.text = text,
	.prompt = prompt,
};
