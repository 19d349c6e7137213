/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Inks: the roles text can have on a screen.  Screens name roles; what a role looks like is the terminal's affair
 * (tty.c).
 */
#pragma once

#include "base/desk.h"

enum ink {
#define INK(id, fg8, bg8, fg256, bg256, colour, mono) INK_##id,
#include "tools/term/theme.def"
#undef INK
	INK_COUNT,
};

enum { INK_A_REVERSE = 1, INK_A_BOLD = 2, INK_A_UNDERLINE = 4, INK_A_DIM = 8, INK_A_BLINK = 16 };

struct ink_row {
	const char *id;
	short fg8, bg8, fg256, bg256;
	unsigned colour, mono; /* INK_A_* with and without colour */
};
extern const struct ink_row ink_rows[INK_COUNT];

/* How a seat state is marked: ink and its ASCII symbol. */
enum ink ink_of_state(unsigned state);
char symbol_of_state(unsigned state);
