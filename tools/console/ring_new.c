/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An unknown number rings: the empty form of a new customer with the number filled in, to be typed into once the call
 * is answered, and what is known about the number (CRM-06).
 */
#include "tools/console/layout.h"

#include <string.h>

static void
open(struct console *c)
{
	customer_park(c);
	memset(&c->editing, 0, sizeof(c->editing));
	customer_form_open(c);
	c->customer_form.focus = -1;
}

static void
draw(const struct console *c, struct canvas *cv)
{
	draw_new_customer(c, cv, &c->customer_form);
}

static const char *
prompt(const struct console *c)
{
	return label(L_ANSWER_NEW);
}

const struct screen screen_ring_new = {
	.title = L_INCOMING,
	.open = open,
	.draw = draw,
	.key = ring_key,
	.prompt = prompt,
};
