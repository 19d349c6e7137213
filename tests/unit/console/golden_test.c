/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Golden screens: keys, packets and answers in, cells out, compared with tests/screen/golden/NAME.LANG.COLSxROWS.txt.
 *
 * After a wanted change: ZONGJI_GOLDEN=write make unit-console, and look at the difference before it is committed.
 */
#include "world.h"

#include "terminal.h"
#include "tools/term/tty.h"

#include <criterion/criterion.h>

#define FOLDER "tests/screen/golden"

/* clang-format off */
static const struct {
	int lang;
	const char *name;
	int rows, cols;
} shapes[] = {
	{ LANG_ZH, "zh", 24, 80 },
	{ LANG_EN, "en", 24, 80 },
	{ LANG_ZH, "zh", 30, 100 },
	{ LANG_EN, "en", 43, 132 },
};
/* clang-format on */
#define N_SHAPES (sizeof(shapes) / sizeof(shapes[0]))

/* The screen as text: each row ends with `|` so that blanks are seen, then where the cursor stands. */
static char *
dump(void)
{
	static char text[512 * 1024];
	size_t n = 0;

	look();
	for (int i = 0; i < w.cv.rows; i++) {
		n += canvas_text(&w.cv, i, false, text + n, sizeof(text) - n);
		n += (size_t)snprintf(text + n, sizeof(text) - n, "|\n");
	}
	snprintf(text + n, sizeof(text) - n, "cursor %d %d\n", w.cv.cursor_row, w.cv.cursor_col);
	return text;
}

static void
compare(const char *name, size_t shape)
{
	char path[256];
	static char golden[512 * 1024];
	char *is = dump();

	snprintf(path, sizeof(path), FOLDER "/%s.%s.%dx%d.txt", name, shapes[shape].name, shapes[shape].cols,
	    shapes[shape].rows);
	if (getenv("ZONGJI_GOLDEN")) {
		FILE *f = fopen(path, "w");
		cr_assert(f, "%s cannot be written", path);
		fputs(is, f);
		fclose(f);
		return;
	}
	FILE *f = fopen(path, "r");
	cr_assert(f, "%s is not there", path);
	golden[fread(golden, 1, sizeof(golden) - 1, f)] = '\0';
	fclose(f);
	cr_assert_str_eq(is, golden, "%s differs; is:\n%s", path, is);
}

/* ---- the stories ---- */

static void
calls_of_today(int n)
{
	/* clang-format off */
	static const struct {
		int hour, minute, wait, talk;
		const char *number, *order;
		bool out, answered, complete;
	} rows[] = {
		{ 11, 16, 4,  140, "01055500110", "0516-051", false, true,  true },
		{ 11, 4,  22, 401, "01055500152", "0516-049", false, true,  true },
		{ 10, 58, 0,  72,  "01055500131", "0511-007", true,  true,  true },
		{ 10, 55, 0,  0,   "01055500131", "0511-007", true,  false, true },
		{ 10, 42, 52, 248, "01055500123", "0516-044", false, true,  true },
		{ 10, 36, 9,  75,  "01055500177", "0516-043", false, true,  true },
		{ 10, 20, 8,  100, "01055500164", "",         false, true,  false },
		{ 10, 14, 3,  199, "01055500109", "0516-039", false, true,  true },
	};
	/* clang-format on */
	/* clang-format off */
	static const char *const names[][2] = {
		{ "客户丑", "Customer L" },
		{ "客户午", "Customer M" },
		{ "客户乙", "Customer B" },
		{ "客户乙", "Customer B" },
		{ "客户甲", "Customer A" },
		{ "客户寅", "Customer N" },
		{ "",       "" },
		{ "客户巳", "Customer P" },
        };
	/* clang-format on */

	an.n = n;
	for (int i = 0; i < n; i++) {
		struct call_row *r = &an.calls[i];
		*r = (struct call_row){ .session = (UINT64_C(1) << 48) + 38217 + (uint64_t)(4 - i),
			.at_us = at(rows[i].hour, rows[i].minute, 0),
			.wait_us = rows[i].wait * SEC,
			.talk_us = rows[i].talk * SEC,
			.outgoing = rows[i].out,
			.answered = rows[i].answered,
			.complete = rows[i].complete,
			.recordings = 1 };
		number_set(&r->party, rows[i].number, 3);
		text_copy(r->name, sizeof(r->name), names[i][language()]);
		text_copy(r->order, sizeof(r->order), rows[i].order);
	}
	answer(ASK_DAY);
}

static void
sign_in_screen(size_t s)
{
	world_open(shapes[s].lang, shapes[s].rows, shapes[s].cols);
	type("0103");
	key(K_ENTER);
	type("1234");
}

static void
sign_in_wrong(size_t s)
{
	sign_in_screen(s);
	type("56");
	key(K_ENTER);
	an.code = ANSWER_WRONG;
	answer(ASK_SIGN_IN);
}

static void
home(size_t s)
{
	world_signed_in(shapes[s].lang, shapes[s].rows, shapes[s].cols);
	calls_of_today(5);
	tell_day();
}

static void
ring_known(size_t s)
{
	home(s);
	call_rings("01055500123", true);
	answer_customer_a();
	pass(4 * SEC);
}

static void
ring_new(size_t s)
{
	home(s);
	call_rings("01055500777", false);
	an.n = 2;
	past(0, on(5, 13, 9, 5), PAST_CALL, T("咨询", "enquiry"), 0, 0);
	an.past[0].unanswered = 1;
	an.past[0].wait_us = 47 * SEC;
	past(1, on(5, 12, 16, 40), PAST_CALL, T("咨询", "enquiry"), 105, 80);
	answer(ASK_PAST);
	an.code = ANSWER_NOT_FOUND;
	answer(ASK_CUSTOMER);
	pass(2 * SEC);
}

static void
ring_withheld(size_t s)
{
	home(s);
	w.seat.caller.presentation = 1;
	w.seat.transferred = 1;
	call_rings("", false);
	w.seat.caller.presentation = 1;
	tell_seat();
	pass(3 * SEC);
}

static void
talk(size_t s)
{
	ring_known(s);
	key(K_F2);
	call_talks();
	pass(10 * SEC);
	type("2");
	key(K_CTRL('G'));
	type(T("三街水压低约两天, 晚七点后几乎无水。客户要求今天上门, 晚上在家。",
	    "Low pressure in 3rd street for two days, almost none after 7 pm."));
	pass(3 * SEC);
	type(T("已催办第 2 次, 告知预计今天下午。", " Urged again, told: this afternoon."));
	pass(100 * US_PER_MS);
}

static void
hold(size_t s)
{
	talk(s);
	key(K_ESC);
	w.seat.held_us = w.now;
	tell_state(SEAT_HOLDING);
	pass(31 * SEC);
}

static void
wrap(size_t s)
{
	talk(s);
	key(K_ESC);
	pass(4 * SEC);
	call_ends();
	pass(12 * SEC);
}

static void
wrap_filled(size_t s)
{
	wrap(s);
	type("21");
	type("1");
}

static void
wrap_missing(size_t s)
{
	wrap(s);
	key(K_F8);
}

static void
find(size_t s)
{
	/* clang-format off */
	static const char *const names[][2] = {
		{ "客户甲",   "Customer A" },
		{ "客户庚",   "Customer G" },
		{ "客户辛",   "Customer H" },
		{ "示例小店", "Sample Shop" },
		{ "客户壬",   "Customer I" },
		{ "客户癸",   "Customer J" },
        };
	/* clang-format on */
	/* clang-format off */
	static const char *const addresses[][2] = {
		{ "虚构路 12 号 3-401",             "12 Fiction Rd, 3-401" },
		{ "虚构路 12 号 2-102",             "12 Fiction Rd, 2-102" },
		{ "虚构路 12 号 1-503",             "12 Fiction Rd, 1-503" },
		{ "示例区新城街道虚构路 12 号底商", "Sample D., New Town, 12 Fiction Rd, shop" },
		{ "虚构路 120 号",                  "120 Fiction Rd" },
		{ "虚构路 121 号 5-1",              "121 Fiction Rd, 5-1" },
        };
	/* clang-format on */

	home(s);
	w.seat.caller.presentation = 1;
	call_rings("", false);
	w.seat.caller.presentation = 1;
	tell_seat();
	pass(SEC);
	key(K_ENTER);
	call_talks();
	pass(35 * SEC);
	type(T("虚构路 12", "Fiction 12"));
	pass(200 * US_PER_MS);
	w.now += 30 * US_PER_MS;
	an.n = 6;
	an.of = 100000;
	for (int i = 0; i < 6; i++) {
		an.customers[i] = customer_a();
		an.customers[i].id += (uint64_t)i;
		an.customers[i].key = i == 0;
		snprintf(an.customers[i].number, sizeof(an.customers[i].number), "C-%06d", 123 + i * 7);
		text_copy(an.customers[i].name, sizeof(an.customers[i].name), names[i][language()]);
		text_copy(an.customers[i].address, sizeof(an.customers[i].address), addresses[i][language()]);
	}
	answer(ASK_FIND);
	key(K_DOWN);
}

static void
find_nothing(size_t s)
{
	find(s);
	type("99");
	pass(200 * US_PER_MS);
	answer(ASK_FIND);
}

static void
new_customer(size_t s)
{
	ring_new(s);
	key(K_F2);
	call_talks();
	pass(SEC);
	type(T("客户子", "Customer Q"));
	key(K_ENTER);
	key(K_ENTER);
	key(K_ENTER);
	key(K_ENTER);
	type(T("示例街 3 号", "3 Sample St"));
}

static void
own_calls(size_t s)
{
	home(s);
	w.now = w.c.key_us = at(11, 20, 44);
	console_tick(&w.c, w.now);
	w.seat.since_us = w.now - 18 * SEC;
	tell_seat();
	key(K_F10);
	for (int i = 1; i < 10; i++) { /* the item that leads to the own calls */
		enum request_id items[10];
		int n = request_menu(SCREEN_HOME, SEAT_READY, items, 10);
		if (i <= n && items[i - 1] == REQUEST_calls) {
			key('0' + (keycode)i);
			break;
		}
	}
	calls_of_today(8);
	for (int i = 0; i < 4; i++)
		key(K_DOWN);
	an.story.row = w.c.call_rows[4];
	/* clang-format off */
	static const struct {
		uint32_t kind;
		int hour, minute, second;
	} steps[] = {
		{ FACT_CALL_OFFERED, 10, 41, 3 },
		{ FACT_CALL_MENU,    10, 41, 11 },
		{ FACT_CALL_QUEUED,  10, 41, 11 },
		{ FACT_CALL_RINGING, 10, 42, 3 },
		{ FACT_CALL_TALKING, 10, 42, 11 },
		{ FACT_CALL_ENDED,   10, 46, 19 },
	};
	/* clang-format on */
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		an.story.steps[an.story.n_steps++] = (struct step){ .kind = steps[i].kind,
			.at_us = at(steps[i].hour, steps[i].minute, steps[i].second) };
	an.story.n_recs = 1;
	an.story.recs[0] =
	    (struct recorded){ .start_us = at(10, 42, 11), .end_us = at(10, 46, 19), .rec_no = 1, .ok = 1 };
	text_copy(an.story.recs[0].path, sizeof(an.story.recs[0].path), "data/rec/2030/05/16/1-38217-1.wav");
	answer(ASK_STORY);
}

static void
drafts(size_t s)
{
	talk(s);
	key(K_ESC);
	pass(4 * SEC);
	call_ends();
	pass(61 * SEC);
	no_call();
	tell_state(SEAT_READY);
	pass(2 * SEC);
}

static void
help(size_t s)
{
	talk(s);
	key(K_ESC);
	key(K_F1);
}

static void
menu(size_t s)
{
	home(s);
	key(K_F10);
}

static void
state(size_t s)
{
	talk(s);
	key(K_ESC);
	key(K_F4);
}

static void
dial(size_t s)
{
	home(s);
	key(K_CTRL('D'));
	type("01055500131");
}

static void
locked(size_t s)
{
	home(s);
	key(K_F12);
	call_rings("01055500123", true);
	pass(4 * SEC);
}

static void
no_switch(size_t s)
{
	talk(s);
	console_desk_line(&w.c, false, w.now);
	pass(3 * SEC);
}

static void
small(size_t s)
{
	talk(s);
	console_size(&w.c, 20, 72);
	canvas_size(&w.cv, 20, 72);
}

/* clang-format off */
static const struct {
	const char *name;
	void (*tell)(size_t shape);
} stories[] = {
	{ "1a-home",          home },
	{ "1a-drafts",        drafts },
	{ "1b-ring-known",    ring_known },
	{ "1c-ring-new",      ring_new },
	{ "1c-new-customer",  new_customer },
	{ "1d-ring-withheld", ring_withheld },
	{ "1e-talk",          talk },
	{ "1e-hold",          hold },
	{ "1f-wrap",          wrap },
	{ "1f-wrap-filled",   wrap_filled },
	{ "1f-wrap-missing",  wrap_missing },
	{ "1i-find",          find },
	{ "1i-find-nothing",  find_nothing },
	{ "1j-own-calls",     own_calls },
	{ "sign-in",          sign_in_screen },
	{ "sign-in-wrong",    sign_in_wrong },
	{ "help",             help },
	{ "menu",             menu },
	{ "state",            state },
	{ "dial",             dial },
	{ "locked",           locked },
	{ "no-switch",        no_switch },
	{ "small",            small },
};
/* clang-format on */

Test(golden, every_screen_looks_as_it_was_agreed)
{
	for (size_t i = 0; i < sizeof(stories) / sizeof(stories[0]); i++)
		for (size_t s = 0; s < N_SHAPES; s++) {
			stories[i].tell(s);
			compare(stories[i].name, s);
		}
}

/* Whatever is drawn, each row fills exactly its columns and no half of a wide character stands alone. */
Test(golden, every_row_is_full_and_whole)
{
	for (size_t i = 0; i < sizeof(stories) / sizeof(stories[0]); i++)
		for (size_t s = 0; s < N_SHAPES; s++) {
			stories[i].tell(s);
			look();
			for (int r = 0; r < w.cv.rows; r++) {
				char text[4096];
				canvas_text(&w.cv, r, false, text, sizeof(text));
				int width = 0;
				for (const char *at_text = text; *at_text;) {
					uint32_t cp = text_next(&at_text);
					int columns = cp >= 0x2500 && cp < 0x2580 ? 1 : text_columns(cp);
					width += columns > 0 ? columns : 0;
				}
				cr_expect_eq(
				    width, w.cv.cols, "%s row %d: %d columns: %s", stories[i].name, r + 1, width, text);
			}
		}
}

/* ---- on a terminal ---- */

/* The terminal's row has the characters of the canvas, each in its own column or two. */
static void
expect_painted(const char *name, int r)
{
	wchar_t text[1024];
	int n = terminal_row(r, text, 1023), at = 0;

	for (int col = 0; col < w.cv.cols; col++) {
		const struct cell *c = canvas_cell(&w.cv, r, col);
		if (!c->line && !c->ch)
			continue; /* right half of a wide character */
		cr_assert_lt(at, n, "%s row %d: the row is short", name, r + 1);
		if (!c->line)
			cr_assert_eq((uint32_t)text[at], c->ch, "%s row %d column %d", name, r + 1, col + 1);
		at++;
		for (int i = 0; !c->line && i < CANVAS_MARKS && c->mark[i]; i++)
			cr_assert_eq((uint32_t)text[at++], c->mark[i]);
	}
	cr_assert_eq(at, n, "%s row %d: the row is too long", name, r + 1);
}

/* Whatever a function key does here is written in the last row, behind its number. */
static void
expect_key_bar(const char *name)
{
	for (int id = 0; id < REQUEST_COUNT; id++) {
		char cell[64];
		const struct request *q = &requests[id];
		if (q->key < K_F1 || q->key > K_F12 || !request_live((enum request_id)id, w.c.screen, w.c.seat.state))
			continue;
		snprintf(
		    cell, sizeof(cell), "%u%s", (unsigned)(q->key - K_F1) + 1, T(q->text[LANG_ZH], q->text[LANG_EN]));
		if (q->key <= K_F10)
			cr_assert(strstr(row(w.cv.rows - 1), cell), "%s: no %s in %s", name, cell, row(w.cv.rows - 1));
	}
}

/* shows: AGT-28 */
Test(golden, a_terminal_of_any_size_has_wide_characters_in_their_columns_and_key_help)
{
	cr_assert_eq(terminal_open(), 0);
	for (size_t s = 0; s < N_SHAPES; s++) {
		int rows, cols;
		terminal_size(shapes[s].rows, shapes[s].cols);
		for (size_t i = 0; i < sizeof(stories) / sizeof(stories[0]); i++) {
			if (strcmp(stories[i].name, "small") == 0)
				continue;
			stories[i].tell(s);
			if (s == 0 && i == 0)
				cr_assert_eq(tty_open(TTY_NO_BELL), 0);
			tty_size(&rows, &cols);
			cr_assert(rows == shapes[s].rows && cols == shapes[s].cols);
			look();
			tty_paint(&w.cv);
			for (int r = 0; r < rows; r++)
				expect_painted(stories[i].name, r);
			expect_key_bar(stories[i].name);
		}
	}
	tty_close();
}
