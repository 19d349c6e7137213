/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What keys and time do to the view, and the rows that both screens have.
 */
#include "tools/trace/view.h"

#include "base/clock.h"
#include "tools/term/format.h"
#include "tools/term/language.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define SAY_US (5 * US_PER_SEC)

enum { SESSIONS = VIEW_SESSIONS, LADDER = VIEW_LADDER };

static const struct command {
	keycode key, second;
	unsigned where;
	int place;
	const char *label, *sentence;
	void (*run)(struct view *v);
} commands[] = {
#define COMMAND(name, key, second, where, place, label, sentence) \
	{ key, second, where, place, label, sentence, view_do_##name },
#include "tools/trace/commands.def"
#undef COMMAND
};
#define N_COMMANDS (sizeof(commands) / sizeof(commands[0]))

int
view_open(struct view *v, struct story *story, const struct site *site)
{
	memset(v, 0, sizeof(*v));
	v->story = story;
	v->site = site;
	v->screen = VIEW_SESSIONS;
	v->follow = true;
	v->edit = (struct edit){ .text = v->filter_text[0], .size = FILTER_TEXT };
	return story ? 0 : -ENOMEM;
}

void
view_size(struct view *v, int rows, int cols)
{
	v->rows = rows;
	v->cols = cols;
}

void
view_say(struct view *v, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(v->say, sizeof(v->say), format, args);
	va_end(args);
	v->say_us = v->now_us;
}

/* ---- time ---- */

static void
collect(struct view *v)
{
	if (v->screen == VIEW_SESSIONS)
		sessions_collect(v);
	else
		ladder_collect(v);
}

void
view_tick(struct view *v, int64_t now_us)
{
	v->now_us = now_us;
	if (v->say[0] && now_us - v->say_us > SAY_US)
		v->say[0] = '\0';
	if (v->follow) {
		v->end = story_end(v->story);
		v->tales_end = story_tales_end(v->story);
	}
	collect(v);
}

int
view_show(struct view *v, uint64_t session)
{
	uint32_t no = story_find(v->story, session);

	if (!no)
		return -ENOENT;
	v->some[0] = no;
	v->n_some = 1;
	v->at_tale = no;
	ladder_open(v, SCOPE_SOME);
	return 0;
}

/* ---- commands that both screens know ---- */

void
view_do_help(struct view *v)
{
	v->cover = COVER_HELP;
}

void
view_do_menu(struct view *v)
{
	v->cover = COVER_MENU;
}

void
view_do_quit(struct view *v)
{
	v->finished = true;
}

void
view_do_redraw(struct view *v)
{
	v->redraw = true;
}

void
view_do_follow(struct view *v)
{
	v->follow = !v->follow;
	if (v->follow && v->screen == VIEW_LADDER)
		v->at_rung = UINT64_MAX; /* to the end */
	view_say(v, "%s", v->follow ? _("Following") : _("Standing still; 1 follows again"));
	view_tick(v, v->now_us);
}

void
view_do_filter(struct view *v)
{
	v->filtering = true;
	v->edit.text = v->filter_text[v->screen == VIEW_LADDER];
	v->edit.at = strlen(v->edit.text);
}

static void
filter_changed(struct view *v)
{
	int which = v->screen == VIEW_LADDER;

	filter_parse(&v->filters[which], v->filter_text[which]);
	collect(v);
}

/* ---- keys ---- */

static bool
filter_key(struct view *v, keycode key)
{
	if (key == K_ENTER || key == K_TAB || key == K_ESC) {
		if (key == K_ESC)
			edit_set(&v->edit, "");
		v->filtering = false;
		filter_changed(v);
		return true;
	}
	if (!edit_key(&v->edit, key))
		return false;
	filter_changed(v);
	return true;
}

static void
back(struct view *v)
{
	if (v->screen == VIEW_LADDER && v->pane) {
		v->pane = false;
	} else if (v->screen == VIEW_LADDER) {
		v->screen = VIEW_SESSIONS;
		v->filter_text[1][0] = '\0';
		filter_parse(&v->filters[1], "");
		collect(v);
	} else
		v->cover = COVER_MENU;
}

static bool
command(struct view *v, keycode key)
{
	for (size_t i = 0; i < N_COMMANDS; i++)
		if (commands[i].where & v->screen && (commands[i].key == key || commands[i].second == key)) {
			commands[i].run(v);
			return true;
		}
	return false;
}

void
view_key(struct view *v, keycode key)
{
	v->say[0] = '\0';
	if (key_is_text(key) && !v->filtering)
		key = text_fold(key);
	if (v->cover != COVER_NONE) {
		keycode was = key;
		bool menu = v->cover == COVER_MENU;
		v->cover = COVER_NONE;
		if (was == K_F1 || was == '?')
			v->cover = menu ? COVER_HELP : COVER_NONE;
		else if (menu && was >= '0' && was <= '9')
			command(v, was);
		return;
	}
	if (v->filtering && filter_key(v, key))
		return;
	if (command(v, key))
		return;
	if (key == K_ESC) {
		back(v);
		return;
	}
	bool known = v->screen == VIEW_SESSIONS ? sessions_key(v, key) : ladder_key(v, key);
	if (!known)
		view_say(v, "%s", key == K_CTRL('C') ? _("9 or q leaves") : _("F1 says which keys there are"));
}

void
view_paste(struct view *v, const char *text)
{
	if (!v->filtering)
		return;
	edit_insert(&v->edit, text);
	filter_changed(v);
}

/* ---- names ---- */

const char *
view_group(const struct view *v, unsigned group, char to[TEXT_LABEL])
{
	if (v->site && group < (unsigned)v->site->n_groups)
		snprintf(to, TEXT_LABEL, "%s", v->site->groups[group].name);
	else
		snprintf(to, TEXT_LABEL, "%s %u", _("group"), group);
	return to;
}

const char *
view_seat_code(unsigned seat, char to[16])
{
	snprintf(to, 16, seat == SEAT_NONE ? "-" : "%04u", seat);
	return to;
}

char *
view_number(const struct view *v, const struct number *n, bool secret, char *to, size_t size)
{
	char text[FORMAT_SIZE];

	if (number_is_withheld(n))
		snprintf(to, size, "%s", either("不显示", "withheld"));
	else if (!n->digits[0])
		snprintf(to, size, "-");
	else if (secret && !v->open && strlen(n->digits) > 6)
		snprintf(to, size, "%s", format_masked(text, n->digits));
	else
		snprintf(to, size, "%s", format_phone(text, n->digits));
	return to;
}

/* ---- the frame ---- */

/* "1-38217  talk 4:20" */
static void
session_title(const struct view *v, char *to, size_t size)
{
	const struct tale *t = story_tale(v->story, v->n_some ? v->some[0] : 0);
	char session[FORMAT_SIZE], length[FORMAT_SIZE];

	if (t)
		snprintf(to, size, "%s  %s %s", format_session(session, t->session), sessions_word(t),
		    format_length(length, sessions_end(v, t) - t->first_us));
	else
		snprintf(to, size, "-");
}

static void
draw_title(const struct view *v, struct canvas *cv)
{
	char left[160], right[96], clock[FORMAT_SIZE], what[96];

	if (v->screen == VIEW_SESSIONS)
		snprintf(what, sizeof(what), "%s", _("sessions"));
	else if (v->scope == SCOPE_ALL)
		snprintf(what, sizeof(what), "%s", _("everything"));
	else if (v->scope == SCOPE_REST)
		snprintf(what, sizeof(what), "%s", _("of no session"));
	else if (v->n_some > 1)
		snprintf(what, sizeof(what), _("%u sessions"), v->n_some);
	else
		session_title(v, what, sizeof(what));
	const char *name = v->source ? strrchr(v->source, '/') : NULL;
	snprintf(left, sizeof(left), " zongji trace  %s  %s", what,
	    !v->source            ? _("live")
	        : name && name[1] ? name + 1
	                          : v->source);
	int n = v->screen == VIEW_LADDER ? snprintf(right, sizeof(right), _("  %u lines   "), v->n_rungs) : 0;
	snprintf(right + n, sizeof(right) - (size_t)n, "%s   %s   %s", v->follow ? _("follow on ") : _("follow off"),
	    v->open ? _("NUMBERS IN FULL") : _("masked"), format_clock(clock, v->now_us));
	canvas_row(cv, 0, INK_BAR, left, right);
}

static void
draw_keys(const struct view *v, struct canvas *cv)
{
	int row = cv->rows - 1;

	for (int slot = 1; slot <= 10; slot++) {
		const char *name = "";
		for (size_t i = 0; i < N_COMMANDS; i++)
			if (commands[i].place == slot && commands[i].where & v->screen)
				name = _(commands[i].label);
		int col = (slot - 1) * cv->cols / 10, next = slot * cv->cols / 10;
		canvas_printf(cv, row, col, next - col, INK_KEY, "%d", slot);
		if (name[0])
			canvas_put(
			    cv, row, col + (slot == 10 ? 2 : 1), next - col - (slot == 10 ? 2 : 1), INK_KEYNAME, name);
	}
}

static void
draw_small(const struct view *v, struct canvas *cv)
{
	char text[96];

	snprintf(text, sizeof(text), _("Window %dx%d, %dx%d needed"), cv->cols, cv->rows, VIEW_COLS, VIEW_ROWS);
	draw_title(v, cv);
	canvas_put(cv, cv->rows / 2, 0, cv->cols, INK_ALARM, text);
}

void
view_draw(struct view *v, struct canvas *cv)
{
	canvas_blank(cv);
	if (cv->rows < VIEW_ROWS || cv->cols < VIEW_COLS) {
		draw_small(v, cv);
		return;
	}
	draw_title(v, cv);
	if (v->cover != COVER_NONE)
		cover_draw(v, cv);
	else if (v->screen == VIEW_SESSIONS)
		sessions_draw(v, cv);
	else
		ladder_draw(v, cv);
	if (v->say[0])
		canvas_put(cv, cv->rows - 2, 0, cv->cols, INK_PLAIN, v->say);
	draw_keys(v, cv);
}

/* ---- help and menu ---- */

void
cover_draw(struct view *v, struct canvas *cv)
{
	char name[KEY_NAME], second[KEY_NAME];
	int row = 3;

	canvas_rule(cv, 1, 0, cv->cols, INK_FOCUS, v->cover == COVER_HELP ? _("Keys") : _("Menu: a digit does it"));
	for (size_t i = 0; i < N_COMMANDS && row < cv->rows - 4; i++) {
		const struct command *c = &commands[i];
		bool digit = c->key >= '0' && c->key <= '9';
		if (!(c->where & v->screen) || (v->cover == COVER_MENU && !digit))
			continue;
		canvas_put(cv, row, 2, 8, INK_FOCUS, c->key == ' ' ? _("Space") : keycode_name(c->key, name));
		canvas_put(cv, row, 10, 4, INK_DIM, c->second ? keycode_name(c->second, second) : "");
		canvas_put(cv, row, 14, 8, INK_PLAIN, _(c->label));
		canvas_put(cv, row++, 22, cv->cols - 22, INK_PLAIN, _(c->sentence));
	}
	if (v->cover == COVER_HELP) {
		canvas_put(cv, ++row, 2, cv->cols - 2, INK_PLAIN, _("arrows, PgUp, PgDn, Home, End: move.  Esc: back"));
		canvas_put(cv, ++row, 2, cv->cols - 2, INK_PLAIN,
		    _("> selected   * marked   ! failed, or not expected   ** hidden digits   ~ cut"));
	}
	canvas_put(cv, cv->rows - 2, 0, cv->cols, INK_PLAIN, _(" any key closes"));
}
