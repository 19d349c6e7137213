/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Golden screens of the trace: keys and records in, cells out, compared with tests/screen/golden/NAME.LANG.COLSxROWS.txt.
 *
 * After a wanted change: ZONGJI_GOLDEN=write make unit-trace, and look at the difference before it is committed.
 */
#include "records.h"

#include "tools/term/language.h"
#include "tools/trace/view.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define FOLDER "tests/screen/golden"

/* clang-format off */
static const struct {
	int lang;
	const char *name;
	int rows, cols;
} shapes[] = {
	{ LANG_ZH, "zh", 24, 80 },
	{ LANG_EN, "en", 24, 80 },
	{ LANG_ZH, "zh", 40, 120 },
	{ LANG_EN, "en", 40, 120 },
};
/* clang-format on */
#define N_SHAPES (sizeof(shapes) / sizeof(shapes[0]))

static struct view v;
static struct canvas cv;
static struct site site;

static void
key(keycode k)
{
	view_key(&v, k);
	view_tick(&v, r.now_us);
}

static void
type(const char *text)
{
	while (*text)
		key((keycode)(unsigned char)*text++);
}

static char *
look(void)
{
	static char text[256 * 1024];
	size_t n = 0;

	view_draw(&v, &cv);
	for (int i = 0; i < cv.rows; i++) {
		n += canvas_text(&cv, i, false, text + n, sizeof(text) - n);
		n += (size_t)snprintf(text + n, sizeof(text) - n, "|\n");
	}
	snprintf(text + n, sizeof(text) - n, "cursor %d %d\n", cv.cursor_row, cv.cursor_col);
	return text;
}

static void
compare(const char *name, size_t shape)
{
	char path[256];
	static char golden[256 * 1024];
	char *is = look();

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

static void
open_view(int lang, int rows, int cols, int form)
{
	cr_assert_eq(language_open(lang, lang), 0);
	records_open(form);
	site_defaults(&site);
	site.n_groups = 2;
	text_copy(site.groups[0].name, sizeof(site.groups[0].name), lang == LANG_ZH ? "甲局" : "carrier");
	text_copy(site.groups[1].name, sizeof(site.groups[1].name), "pbx");
	cr_assert_eq(view_open(&v, r.story, &site), 0);
	view_size(&v, rows, cols);
	cr_assert_eq(canvas_size(&cv, rows, cols), 0);
	link_talk();
	call_in(false);
	r.now_us += 20 * SECOND;
	call_out();
	r.now_us += 5 * SECOND;
	view_tick(&v, r.now_us);
}

static void
close_view(void)
{
	canvas_free(&cv);
	records_close();
}

/* ---- the pictures ---- */

static void
sessions(void)
{
}

static void
marked(void)
{
	key(' ');
}

static void
columns(void)
{
	key('3');
}

static void
filtering(void)
{
	key(K_CTRL('F'));
	type("cic=3");
}

static void
nothing(void)
{
	key(K_CTRL('F'));
	type("to=999");
	key(K_ENTER);
}

static void
ladder(void)
{
	key(K_ENTER);
}

static void
signals(void)
{
	key(K_ENTER);
	key('4');
	key('4');
	key(K_DOWN);
}

static void
pane(void)
{
	key(K_ENTER);
	key(K_TAB);
	key(K_PAGE_DOWN);
}

static void
octets(void)
{
	key(K_ENTER);
	key('3');
}

static void
measured(void)
{
	key(K_ENTER);
	key(' ');
	key(K_END);
	key(' ');
}

static void
call_control(void)
{
	key(K_ENTER);
	key(K_CTRL('F'));
	type("setup");
	key(K_ENTER);
}

static void
failed(void)
{
	key(K_DOWN);
	key(K_ENTER);
}

static void
rest(void)
{
	key('6');
	key(K_HOME);
}

static void
help(void)
{
	key(K_ENTER);
	key(K_F1);
}

static void
menu(void)
{
	key(K_F10);
}

static void
lost(void)
{
	v.missed = 1234;
	v.behind = 61;
	key('1');
}

Test(golden, every_screen_is_as_it_should_be)
{
	/* clang-format off */
	static const struct {
		const char *name;
		void (*play)(void);
	} pictures[] = {
		{ "5a-sessions", sessions },
		{ "5a-marked", marked },
		{ "5a-columns", columns },
		{ "5a-filter", filtering },
		{ "5a-nothing", nothing },
		{ "5a-lost", lost },
		{ "5a-menu", menu },
		{ "5b-ladder", ladder },
		{ "5b-signals", signals },
		{ "5b-pane", pane },
		{ "5b-octets", octets },
		{ "5b-measured", measured },
		{ "5b-call-control", call_control },
		{ "5b-failed", failed },
		{ "5b-rest", rest },
		{ "5b-help", help },
	};
	/* clang-format on */

	for (size_t s = 0; s < N_SHAPES; s++)
		for (size_t i = 0; i < sizeof(pictures) / sizeof(pictures[0]); i++) {
			open_view(shapes[s].lang, shapes[s].rows, shapes[s].cols, LABEL_CHINA24);
			pictures[i].play();
			compare(pictures[i].name, s);
			close_view();
		}
}

/* ---- rules ---- */

Test(view, records_never_move_the_selection)
{
	open_view(LANG_EN, 24, 80, LABEL_ITU14);
	key(K_DOWN);
	uint32_t was = v.at_tale;
	put_leg(session_make(1, 40000), 0x60006, SEAT_NONE);
	view_tick(&v, r.now_us);
	cr_expect_eq(v.at_tale, was);
	key(K_HOME);
	key(K_ENTER);
	uint64_t rung = v.at_rung;
	put_isup(false, 17, ISUP_CPG, (const struct isup_value[]){ VALUE(PARAM_EVENT, 2) }, 1);
	view_tick(&v, r.now_us);
	cr_expect_eq(v.at_rung, rung);
	key(K_END);
	put_isup(false, 17, ISUP_CPG, (const struct isup_value[]){ VALUE(PARAM_EVENT, 2) }, 1);
	view_tick(&v, r.now_us);
	cr_expect_eq(v.at_rung, story_end(r.story) - 1, "at the end it follows");
	close_view();
}

Test(view, filters_choose_sessions)
{
	/* clang-format off */
	static const struct {
		const char *text;
		unsigned shown;
	} rows[] = {
		{ "", 2 },
		{ "cic=17", 1 },
		{ "cic=3", 1 }, /* not the timeslot of the seat's telephone */
		{ "from=0123", 1 },
		{ "to=9000", 1 },
		{ "seat=103", 1 },
		{ "queue=1", 1 },
		{ "cause=34", 1 },
		{ "state=talk", 1 },
		{ "group=carrier", 2 },
		{ "group=pbx", 1 },
		{ "link=0", 2 },
		{ "link=1", 0 },
		{ "span=2", 1 },
		{ "1-38241", 1 },
		{ "5550 0123", 1 },
		{ "bridge", 1 },
		{ "rel", 1 },
		{ "cic=17 seat=103", 1 },
		{ "cic=17 cause=34", 0 },
		{ "cic=", 2 },
	};
	/* clang-format on */

	open_view(LANG_EN, 24, 80, LABEL_ITU14);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		filter_parse(&v.filters[0], rows[i].text);
		sessions_collect(&v);
		cr_expect_eq(v.n_shown, rows[i].shown, "\"%s\": %u, not %u", rows[i].text, v.n_shown, rows[i].shown);
	}
	close_view();
}

Test(view, standing_still_nothing_comes_in)
{
	open_view(LANG_EN, 24, 80, LABEL_ITU14);
	key(K_ENTER);
	key('1');
	unsigned n = v.n_rungs;
	put_isup(false, 17, ISUP_CPG, (const struct isup_value[]){ VALUE(PARAM_EVENT, 2) }, 1);
	view_tick(&v, r.now_us);
	cr_expect_eq(v.n_rungs, n);
	key('1');
	cr_expect_eq(v.n_rungs, n + 1);
	close_view();
}

Test(view, no_key_and_no_size_harms)
{
	static const keycode keys[] = { K_UP, K_DOWN, K_PAGE_UP, K_PAGE_DOWN, K_HOME, K_END, K_ENTER, K_ESC, K_TAB,
		K_F1, K_F10, ' ', '1', '3', '4', '5', '6', '7', K_CTRL('F'), K_BACKSPACE, 'a', '=', 'c', K_CTRL('L'),
		0xff12 };
	uint64_t seed = 17;

	open_view(LANG_ZH, 24, 80, LABEL_ITU14);
	for (int i = 0; i < 20000; i++) {
		seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
		key(keys[(seed >> 33) % (sizeof(keys) / sizeof(keys[0]))]);
		if (i % 50 == 0)
			cr_assert_eq(canvas_size(&cv, 1 + (int)(seed >> 40) % 60, 1 + (int)(seed >> 50) % 180), 0);
		view_size(&v, cv.rows, cv.cols);
		look();
	}
	close_view();
}

/* No digit of a subscriber's number is on any screen: neither in words nor in octets. */
Test(view, secrets_are_masked)
{
	open_view(LANG_EN, 60, 160, LABEL_ITU14);
	key(K_ENTER);
	for (unsigned i = 0; i < v.n_rungs; i++) {
		const char *is = look();
		cr_expect(strstr(is, "0105550012") == NULL && strstr(is, "5550 0123") == NULL, "%s", is);
		cr_expect(strstr(is, "50 05 32") == NULL && strstr(is, "35 30 30 31 32 33") == NULL, "%s", is);
		key(K_DOWN);
	}
	close_view();
}

/* ---- saving ---- */

static void
saved(int form, const char *option)
{
	char folder[] = "/tmp/trace_test.XXXXXX", was[4096], command[512], path[300] = "", line[1024];
	int malformed = 0, units = 0;

	cr_assert(getcwd(was, sizeof(was)) && mkdtemp(folder));
	open_view(LANG_EN, 24, 80, form);
	key('5');
	cr_assert_eq(chdir(folder), 0);
	key('2');
	cr_assert_eq(chdir(was), 0);
	cr_expect(strstr(v.say, "units in zongji-trace-") != NULL, "%s", v.say);
	sscanf(strstr(v.say, "zongji-trace-"), "%255[^,]", path);
	snprintf(command, sizeof(command), "tshark -r %s/%s %s 2>/dev/null", folder, path, option);
	FILE *from = popen(command, "r");
	while (fgets(line, sizeof(line), from)) {
		units++;
		malformed += strstr(line, "alformed") != NULL;
	}
	pclose(from);
	cr_expect_eq(units, 10, "%d units", units);
	cr_expect_eq(malformed, 0);
	snprintf(command, sizeof(command), "%s/%s", folder, path);
	unlink(command);
	rmdir(folder);
	close_view();
}

Test(view, the_independent_decoder_reads_what_was_saved)
{
	if (access("/usr/bin/tshark", X_OK) != 0)
		cr_skip_test("no tshark here");
	saved(LABEL_ITU14, "");
	saved(LABEL_CHINA24, "-o mtp3.standard:\"Chinese ITU\"");
}
