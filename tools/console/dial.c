/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The dial pad: call out (AGT-04).
 */
#include "tools/console/layout.h"

static void
open(struct console *c)
{
	c->dial_text[0] = '\0';
	c->dial = (struct edit){ .text = c->dial_text, .size = sizeof(c->dial_text), .digits = true };
}

static void
draw(const struct console *c, struct canvas *cv)
{
	static const char *const pad[] = { "1   2   3", "4   5   6", "7   8   9", "    0" };
	int in = text_width(label(L_NUMBER)) + 2;
	char number[FORMAT_SIZE];

	canvas_rule(cv, BODY_TOP, 0, cv->cols, INK_FOCUS, label(L_DIAL));
	canvas_printf(cv, BODY_TOP + 2, 1, in, INK_PLAIN, " %s", label(L_NUMBER));
	canvas_put(cv, BODY_TOP + 2, 1 + in, 1, INK_PLAIN, "[");
	edit_draw(cv, &c->dial, BODY_TOP + 2, 2 + in, 24, INK_FIELD, true);
	canvas_put(cv, BODY_TOP + 2, 26 + in, 1, INK_PLAIN, "]");
	canvas_put(cv, BODY_TOP + 2, 29 + in, 24, INK_FOCUS, format_phone(number, c->dial_text));
	for (int i = 0; i < 4; i++)
		canvas_put(cv, BODY_TOP + 4 + 2 * i, 2 + in, 12, INK_PLAIN, pad[i]);
}

static bool
key(struct console *c, keycode k)
{
	if (k == K_ENTER) {
		if (c->dial_text[0]) {
			console_verb(c, REQUEST_dial, DESK_VERB_DIAL, c->dial_text);
			screen_back(c);
		}
		return true;
	}
	return edit_key(&c->dial, k);
}

static struct edit *
text(struct console *c)
{
	return &c->dial;
}

static const char *
prompt(const struct console *c)
{
	return label(L_DIAL_PROMPT);
}

const struct screen screen_dial = {
	.title = L_DIAL,
	.open = open,
	.draw = draw,
	.key = key,
	.text = text,
	.prompt = prompt,
};
