/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A terminal for tests: a pseudo-terminal that answers the console's question about widths and swallows what is
 * painted. What stands on it is asked from curses.
 */
#pragma once

#include <stdint.h>
#include <wchar.h>

/* Take standard input and output of this process; 0 or -errno. */
int terminal_open(void);
void terminal_size(int rows, int cols);

/* The characters of one row, right halves of wide ones left out; how many. */
int terminal_row(int row, wchar_t *to, int most);
