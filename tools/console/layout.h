/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pieces of layout and behaviour that the call screens share (layout.c).
 */
#pragma once

#include "tools/console/screen.h"

/* Column of the line between two panes: `at80` at 80 columns; what is wider is shared. */
int layout_mid(const struct canvas *cv, int at80);

/* Two panes' titles and the line between them, `rows` rows high without the titles. */
void layout_two(struct canvas *cv, int row, int mid, int rows, enum ink left, const char *left_title, enum ink right,
    const char *right_title);

/* What to say: a rule and the greeting at the agent's level. */
void draw_script(const struct console *c, struct canvas *cv, int row, int rows);

/* Keys of the ringing screens: Enter answers, once the call has been there for 0.7 s. */
bool ring_key(struct console *c, keycode key);

/* The fields of a new customer and what is known about the number (also drawn while it rings). */
void draw_new_customer(const struct console *c, struct canvas *cv, const struct form *form);
void customer_form_open(struct console *c);
