/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The terminal: canvas to curses, keys from curses.  The only file that knows curses.
 */
#pragma once

#include "tools/term/canvas.h"
#include "tools/term/keys.h"

enum { TTY_NO_COLOUR = 1, TTY_ASCII = 2, TTY_NO_BELL = 4 };

/* Take the terminal over; 0, or -ENOTTY when it cannot be done. */
int tty_open(unsigned flags);
void tty_close(void); /* give it back as it was; may be called any time */

void tty_size(int *rows, int *cols);
bool tty_is_wide(void); /* it draws ambiguous characters two columns wide */

/* Show the canvas: only what changed is sent. */
void tty_paint(const struct canvas *cv);
void tty_redraw(void);
void tty_bell(int times);

/*
 * The next key: 1 a key, 2 a paste (text is in `paste`), 0 nothing there, 3 the window's size changed, -EIO the
 * terminal is gone.
 */
#define TTY_PASTE 4096
int tty_key(keycode *key, char paste[TTY_PASTE]);
