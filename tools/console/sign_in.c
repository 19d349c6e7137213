/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sign-in: seat code and password, checked by crmd (AGT-01).
 */
#include "tools/console/layout.h"

#include <string.h>

enum { CODE, PASSWORD, N_FIELDS };

static const struct field_row fields[N_FIELDS] = {
	[CODE] = { FIELD_DIGITS, '1', L_SEAT_CODE, true, "seat" },
	[PASSWORD] = { FIELD_SECRET, '2', L_PASSWORD, true, "password" },
};

static void
open(struct console *c)
{
	form_open(&c->sign_in, fields, N_FIELDS, NULL, NULL);
	memset(c->password, 0, sizeof(c->password));
	form_text(&c->sign_in, CODE, c->seat_code, sizeof(c->seat_code));
	form_text(&c->sign_in, PASSWORD, c->password, 7);
	c->sign_in.focus = c->seat_code[0] ? PASSWORD : CODE;
	c->signing = false;
}

static void
draw(const struct console *c, struct canvas *cv)
{
	int row = BODY_TOP + 5, in = 14, col = 24;

	canvas_rule(cv, BODY_TOP, 0, cv->cols, INK_TITLE, label(L_SIGN_IN));
	form_draw(cv, &c->sign_in, CODE, row, col, in, in + 6);
	form_draw(cv, &c->sign_in, PASSWORD, row + 2, col, in, in + 9);
	draw_text(cv, row + 5, 4, cv->cols - 8, 2, INK_FOCUS, c->signing ? label(L_CHECKING) : c->trouble);
	if (!c->crm_up)
		canvas_put(cv, row + 8, 4, cv->cols - 8, INK_ALARM, label(L_CRM_AWAY));
	if (!c->desk_up && c->signed_in)
		canvas_put(cv, row + 9, 4, cv->cols - 8, INK_ALARM, label(L_ACD_AWAY));
}

static void
submit(struct console *c)
{
	struct ask *ask;
	unsigned seat = 0;

	if (strlen(c->seat_code) != 4 || strlen(c->password) != 6) {
		text_copy(c->trouble, sizeof(c->trouble), _("The seat code has four digits, the password six"));
		c->sign_in.focus = strlen(c->seat_code) != 4 ? CODE : PASSWORD;
		return;
	}
	for (const char *s = c->seat_code; *s; s++)
		seat = seat * 10 + (unsigned)(*s - '0');
	c->me.seat = (uint16_t)seat;
	c->trouble[0] = '\0';
	c->signing = true;
	ask = console_ask(c, ASK_SIGN_IN);
	text_copy(ask->text, sizeof(ask->text), c->password);
	console_send(c, ask);
}

static bool
key(struct console *c, keycode k)
{
	if (c->signing)
		return true;
	if (k == K_ENTER && c->sign_in.focus == CODE && strlen(c->seat_code) == 4 && !c->password[0]) {
		c->sign_in.focus = PASSWORD;
		return true;
	}
	if (k == K_ENTER) {
		submit(c);
		return true;
	}
	if (!form_key(&c->sign_in, k))
		return false;
	if (c->sign_in.focus < 0)
		c->sign_in.focus = CODE;
	return true;
}

static struct edit *
text(struct console *c)
{
	return form_in_text(&c->sign_in) ? &c->sign_in.edit[c->sign_in.focus] : NULL;
}

static const char *
prompt(const struct console *c)
{
	return label(L_SIGN_IN_PROMPT);
}

const struct screen screen_sign_in = {
	.title = L_SIGN_IN,
	.open = open,
	.draw = draw,
	.key = key,
	.text = text,
	.prompt = prompt,
};
