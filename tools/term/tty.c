/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Curses.
 *
 * Raw mode: nobody kills or stops a console in mid-call with a control key.  Before curses starts the terminal is asked
 * how wide it draws U+2500 (print it, ask the cursor's place): where that is two columns, or under --ascii, lines are
 * `- | +`. Bracketed paste is switched on, so that a paste can never press Enter.  Each painting ends with the cursor
 * in the focused field, because input methods draw there.
 */
#define NCURSES_WIDECHAR 1
#include "tools/term/tty.h"

#include <curses.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#define PROBE_MS 300

enum { KEY_PASTE_ON = KEY_MAX + 1, KEY_PASTE_OFF, KEY_ALT_0, KEY_ALT_9 = KEY_ALT_0 + 9 };

static bool open_now, wide, ascii, quiet;

/* ---- how wide is an ambiguous character? ---- */

/* The column in a cursor report "ESC [ row ; column R", or 0. */
static int
read_column(void)
{
	char report[32];
	size_t n = 0;
	int row, column;
	struct pollfd in = { .fd = STDIN_FILENO, .events = POLLIN };

	while (n < sizeof(report) - 1 && poll(&in, 1, PROBE_MS) > 0) {
		if (read(STDIN_FILENO, report + n, 1) != 1)
			break;
		if (report[n++] == 'R')
			break;
	}
	report[n] = '\0';
	const char *at = strchr(report, '\033');
	return at && sscanf(at, "\033[%d;%dR", &row, &column) == 2 ? column : 0;
}

static bool
probe(void)
{
	struct termios before, raw;
	static const char question[] = "\r\xe2\x94\x80\033[6n", wipe[] = "\r  \r";

	if (tcgetattr(STDIN_FILENO, &before) != 0)
		return false;
	raw = before;
	cfmakeraw(&raw);
	tcsetattr(STDIN_FILENO, TCSANOW, &raw);
	int column = 0;
	if (write(STDOUT_FILENO, question, sizeof(question) - 1) > 0)
		column = read_column();
	if (write(STDOUT_FILENO, wipe, sizeof(wipe) - 1) < 0)
		column = 0;
	tcsetattr(STDIN_FILENO, TCSANOW, &before);
	return column == 3;
}

/* ---- colours ---- */

static attr_t attributes[INK_COUNT];
static short pairs[INK_COUNT];

static attr_t
attr_of(unsigned bits)
{
	return (bits & INK_A_REVERSE ? A_REVERSE : 0) | (bits & INK_A_BOLD ? A_BOLD : 0) |
	    (bits & INK_A_UNDERLINE ? A_UNDERLINE : 0) | (bits & INK_A_DIM ? A_DIM : 0) |
	    (bits & INK_A_BLINK ? A_BLINK : 0);
}

static void
open_inks(bool colour)
{
	if (colour) {
		start_color();
		use_default_colors();
	}
	for (int i = 0; i < INK_COUNT; i++) {
		const struct ink_row *r = &ink_rows[i];
		attributes[i] = attr_of(colour ? r->colour : r->mono);
		if (!colour)
			continue;
		bool many = COLORS >= 256;
		/* A background of its own makes reversing needless. */
		if (many && r->bg256 >= 0)
			attributes[i] &= ~(attr_t)A_REVERSE;
		if (init_pair((short)(i + 1), many ? r->fg256 : r->fg8, many ? r->bg256 : r->bg8) == OK)
			pairs[i] = (short)(i + 1);
	}
}

/* ---- opening ---- */

int
tty_open(unsigned flags)
{
	const char *term = getenv("TERM"), *none = getenv("NO_COLOR");

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return -ENOTTY;
	wide = probe();
	ascii = wide || (flags & TTY_ASCII);
	quiet = flags & TTY_NO_BELL;
	set_escdelay(100);
	/* newterm, not initscr: a terminal nobody knows is an error to report, not an exit. */
	if (!newterm(NULL, stdout, stdin))
		return -ENOTTY;
	open_now = true;
	raw();
	noecho();
	nonl();
	intrflush(stdscr, FALSE);
	keypad(stdscr, TRUE);
	nodelay(stdscr, TRUE);
	leaveok(stdscr, FALSE);
	open_inks(
	    has_colors() && !(flags & TTY_NO_COLOUR) && !(none && *none) && !(term && strcmp(term, "vt100") == 0));
	define_key("\033[200~", KEY_PASTE_ON);
	define_key("\033[201~", KEY_PASTE_OFF);
	for (int i = 0; i <= 9; i++) {
		char alt[3] = { '\033', (char)('0' + i), '\0' };
		define_key(alt, KEY_ALT_0 + i);
	}
	fputs("\033[?2004h", stdout);
	fflush(stdout);
	return 0;
}

void
tty_close(void)
{
	if (!open_now)
		return;
	open_now = false;
	endwin();
	fputs("\033[?2004l", stdout);
	fflush(stdout);
}

void
tty_size(int *rows, int *cols)
{
	struct winsize ws;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &ws) == 0 && ws.ws_row && ws.ws_col)
		resizeterm(ws.ws_row, ws.ws_col);
	*rows = LINES;
	*cols = COLS;
}

bool
tty_is_wide(void)
{
	return wide;
}

/* ---- painting ---- */

static void
put_line(int row, int col, const struct cell *c)
{
	const cchar_t *piece;

	if (ascii) {
		mvaddch(row, col,
		    c->line == (LINE_UP | LINE_DOWN)          ? '|'
		        : c->line == (LINE_LEFT | LINE_RIGHT) ? '-'
		                                              : '+');
		return;
	}
	switch (c->line) {
	case LINE_UP | LINE_DOWN:
		piece = WACS_VLINE;
		break;
	case LINE_LEFT | LINE_RIGHT | LINE_DOWN:
		piece = WACS_TTEE;
		break;
	case LINE_LEFT | LINE_RIGHT | LINE_UP:
		piece = WACS_BTEE;
		break;
	case LINE_LEFT | LINE_RIGHT | LINE_UP | LINE_DOWN:
		piece = WACS_PLUS;
		break;
	default:
		piece = WACS_HLINE;
	}
	mvadd_wch(row, col, piece);
}

static void
put_cell(int row, int col, const struct cell *c)
{
	wchar_t text[CANVAS_MARKS + 2] = { (wchar_t)c->ch };
	cchar_t cell;
	int ink = c->ink < INK_COUNT ? c->ink : INK_PLAIN;

	for (int i = 0; i < CANVAS_MARKS && c->mark[i]; i++)
		text[i + 1] = (wchar_t)c->mark[i];
	if (setcchar(&cell, text, attributes[ink], pairs[ink], NULL) == OK)
		mvadd_wch(row, col, &cell);
}

void
tty_paint(const struct canvas *cv)
{
	for (int row = 0; row < cv->rows && row < LINES; row++)
		for (int col = 0; col < cv->cols && col < COLS; col++) {
			const struct cell *c = canvas_cell(cv, row, col);
			if (c->line)
				put_line(row, col, c);
			else if (c->ch)
				put_cell(row, col, c);
		}
	if (cv->cursor_row >= 0) {
		curs_set(1);
		move(cv->cursor_row, cv->cursor_col);
	} else {
		curs_set(0);
		move(LINES - 1, COLS - 1);
	}
	refresh();
}

void
tty_redraw(void)
{
	clearok(stdscr, TRUE);
}

void
tty_bell(int times)
{
	for (int i = 0; i < times && !quiet; i++)
		beep();
}

/* ---- keys ---- */

static keycode
key_of_curses(wint_t code)
{
	/* clang-format off */
	static const struct {
		int curses;
		keycode key;
	} keys[] = {
		{ KEY_ENTER,     K_ENTER },
		{ KEY_BTAB,      K_BACK_TAB },
		{ KEY_UP,        K_UP },
		{ KEY_DOWN,      K_DOWN },
		{ KEY_LEFT,      K_LEFT },
		{ KEY_RIGHT,     K_RIGHT },
		{ KEY_HOME,      K_HOME },
		{ KEY_END,       K_END },
		{ KEY_PPAGE,     K_PAGE_UP },
		{ KEY_NPAGE,     K_PAGE_DOWN },
		{ KEY_BACKSPACE, K_BACKSPACE },
		{ KEY_DC,        K_DELETE },
	};
	/* clang-format on */

	if (code >= KEY_F(1) && code <= KEY_F(12))
		return K_F1 + (keycode)(code - KEY_F(1));
	if (code >= KEY_ALT_0 && code <= KEY_ALT_9)
		return code == KEY_ALT_0 ? K_F10 : K_F1 + (keycode)(code - KEY_ALT_0 - 1);
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if ((wint_t)keys[i].curses == code)
			return keys[i].key;
	return K_NONE;
}

static keycode
key_of_char(wint_t c)
{
	switch (c) {
	case '\r':
	case '\n':
		return K_ENTER;
	case '\t':
		return K_TAB;
	case 27:
		return K_ESC;
	case 8:
	case 127:
		return K_BACKSPACE;
	default:
		return c < 0x20 ? K_CTRL('@' + c) : (keycode)c;
	}
}

/* All up to the end of the paste, or as long as bytes come. */
static void
read_paste(char paste[TTY_PASTE])
{
	size_t n = 0;
	wint_t c;

	timeout(PROBE_MS);
	for (int kind; (kind = get_wch(&c)) != ERR;) {
		if (kind == KEY_CODE_YES && c == KEY_PASTE_OFF)
			break;
		if (kind == OK && n + 4 < TTY_PASTE)
			n += (size_t)text_encode(paste + n, c == '\r' ? '\n' : (uint32_t)c);
	}
	nodelay(stdscr, TRUE);
	paste[n] = '\0';
}

int
tty_key(keycode *key, char paste[TTY_PASTE])
{
	static bool prefix; /* Ctrl+O came: a digit is an F-key */
	wint_t c;
	struct pollfd in = { .fd = STDIN_FILENO, .events = POLLIN };

	errno = 0;
	int kind = get_wch(&c);
	if (kind == ERR)
		/* A terminal that hung up is readable for ever and gives nothing. */
		return poll(&in, 1, 0) > 0 && in.revents & (POLLHUP | POLLERR | POLLNVAL) ? -EIO : 0;
	if (kind == KEY_CODE_YES && c == KEY_RESIZE)
		return 3;
	if (kind == KEY_CODE_YES && c == KEY_PASTE_ON) {
		read_paste(paste);
		return 2;
	}
	*key = kind == KEY_CODE_YES ? key_of_curses(c) : key_of_char(c);
	if (prefix && *key >= '0' && *key <= '9')
		*key = *key == '0' ? K_F10 : K_F1 + (*key - '1');
	else if (!prefix && *key == K_CTRL('O')) {
		prefix = true;
		return 0;
	}
	prefix = false;
	return *key == K_NONE ? 0 : 1;
}
