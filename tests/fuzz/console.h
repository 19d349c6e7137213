/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A console in the middle of its day, for the targets of the console: one of the states below is put back before each
 * input, and can be looked at.
 *
 * The model is large because of its lists.  Of a list only its first rows are put back: none of the states has more, and
 * what stands behind the counted rows is never read.
 */
#pragma once

#include "tests/fuzz/fuzz.h"
#include "tests/unit/console/world.h"

static void
signing_in(void)
{
	world_open(LANG_ZH, 24, 80);
}

static void
at_home(void)
{
	world_signed_in(LANG_ZH, 24, 80);
}

static void
ring_known(void)
{
	at_home();
	call_rings("01055500123", true);
	answer_customer_a();
}

static void
ring_new(void)
{
	at_home();
	call_rings("01055500456", false);
}

static void
ring_withheld(void)
{
	at_home();
	w.seat.caller.presentation = 1;
	call_rings("", false);
}

static void
talks(void)
{
	ring_known();
	pass(SEC);
	key(K_F2);
	call_talks();
}

static void
holds(void)
{
	talks();
	tell_state(SEAT_HOLDING);
}

static void
writes(void)
{
	talks();
	key(K_CTRL('G'));
	type("漏水");
}

static void
wraps(void)
{
	writes();
	call_ends();
	pass(SEC);
}

static void
finds(void)
{
	at_home();
	key(K_CTRL('F'));
	type("0105");
	pass(SEC);
	an.n = 2;
	an.customers[0] = an.customers[1] = customer_a();
	answer(ASK_FIND);
}

static void
new_customer(void)
{
	at_home();
	key(K_CTRL('N'));
	type("甲");
}

static void
menu(void)
{
	at_home();
	key(K_F10);
}

static void
lists_calls(void)
{
	at_home();
	screen_push(&w.c, SCREEN_CALLS);
	an.n = 2;
	an.calls[0].session = 1;
	an.calls[1].session = 2;
	answer(ASK_DAY);
}

static void
dials(void)
{
	at_home();
	key(K_CTRL('D'));
	type("8");
}

static void
changes_state(void)
{
	at_home();
	key(K_F4);
}

static void
locked(void)
{
	at_home();
	key(K_F12);
}

static void
helped(void)
{
	talks();
	key(K_F1);
}

static void
lines_down(void)
{
	writes();
	console_desk_line(&w.c, false, w.now);
	console_crm_line(&w.c, false, w.now);
}

static void (*const states[])(void) = { signing_in, at_home, ring_known, ring_new, ring_withheld, talks, holds, writes,
	wraps, finds, new_customer, menu, lists_calls, dials, changes_state, locked, helped, lines_down };
#define STATES (sizeof(states) / sizeof(states[0]))

static const struct {
	size_t at, size, put;
} lists[] = {
	{ offsetof(struct console, file.past), sizeof(w.c.file.past), 8 * sizeof(struct past) },
	{ offsetof(struct console, file.orders), sizeof(w.c.file.orders), 2 * sizeof(struct order) },
	{ offsetof(struct console, found_rows), sizeof(w.c.found_rows), 2 * sizeof(struct customer) },
	{ offsetof(struct console, call_rows), sizeof(w.c.call_rows), 2 * sizeof(struct call_row) },
	{ offsetof(struct console, story), sizeof(w.c.story), offsetof(struct answer, story.steps) },
};

static struct {
	struct console c;
	struct desk_seat seat;
	struct ask ask; /* the last one */
	int64_t now;
} kept[STATES];

static struct canvas windows[3];
static bool looks; /* one input of 32 is looked at: to draw costs a hundred times what to decide does */

static void
prepare(const char *target)
{
	static const int sizes[][2] = { { 24, 80 }, { 14, 50 }, { 43, 132 } };

	fuzz_count(target);
	for (size_t i = 0; i < STATES; i++) {
		states[i]();
		kept[i].c = w.c;
		kept[i].seat = w.seat;
		kept[i].now = w.now;
		if (w.n_asks)
			kept[i].ask = w.asks[(w.n_asks - 1) % WORLD_MOST];
	}
	for (int i = 0; i < 3; i++)
		if (canvas_size(&windows[i], sizes[i][0], sizes[i][1]) != 0)
			abort();
}

static void
put(const uint8_t *data, size_t size)
{
	size_t state = size ? data[0] % STATES : 0;
	const char *from = (const char *)&kept[state].c;
	char *to = (char *)&w.c;
	size_t pos = 0;

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		memcpy(to + pos, from + pos, lists[i].at + lists[i].put - pos);
		pos = lists[i].at + lists[i].size;
	}
	memcpy(to + pos, from + pos, sizeof(w.c) - pos);
	w.seat = kept[state].seat;
	w.now = kept[state].now;
	w.n_asks = 1;
	w.asks[0] = kept[state].ask;
	looks = fuzz_one_of(32, data, size);
}

/* Every row must fill its columns. */
static void
see(unsigned window)
{
	struct canvas *cv = &windows[window % 3];
	char row_text[8192];

	if (!looks)
		return;
	console_size(&w.c, cv->rows, cv->cols);
	console_draw(&w.c, cv);
	for (int r = 0; r < cv->rows; r++) {
		canvas_text(cv, r, true, row_text, sizeof(row_text));
		if (text_width(row_text) != cv->cols)
			abort();
	}
}
