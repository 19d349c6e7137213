/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Inks and the marks of seat states.  Every state has an ASCII symbol of its own, so no colour is ever needed to read a
 * screen.
 */
#include "tools/term/theme.h"

#define REVERSE   INK_A_REVERSE
#define BOLD      INK_A_BOLD
#define UNDERLINE INK_A_UNDERLINE
#define DIM       INK_A_DIM
#define BLINK     INK_A_BLINK

const struct ink_row ink_rows[INK_COUNT] = {
#define INK(id, fg8, bg8, fg256, bg256, colour, mono) { #id, fg8, bg8, fg256, bg256, colour, mono },
#include "tools/term/theme.def"
#undef INK
};

/* clang-format off */
static const struct {
	enum ink ink;
	char symbol;
} states[SEAT_STATE_COUNT] = {
	[SEAT_OUT] =        { INK_AWAY,    '.' },
	[SEAT_READY] =      { INK_READY,   '+' },
	[SEAT_RINGING] =    { INK_RINGING, '@' },
	[SEAT_TALKING] =    { INK_TALKING, '>' },
	[SEAT_HOLDING] =    { INK_HOLD,    '=' },
	[SEAT_ACW] =        { INK_WRAP,    '~' },
	[SEAT_AWAY] =       { INK_AWAY,    '-' },
	[SEAT_CLOSED] =     { INK_AWAY,    'x' },
	[SEAT_DIALLING] =   { INK_TALKING, '<' },
	[SEAT_RECOVERING] = { INK_ALARM,   '!' },
};
/* clang-format on */

enum ink
ink_of_state(unsigned state)
{
	return state < SEAT_STATE_COUNT ? states[state].ink : INK_PLAIN;
}

char
symbol_of_state(unsigned state)
{
	return state < SEAT_STATE_COUNT ? states[state].symbol : '?';
}
