/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * View: the trace's screens as a model.  Keys and time go in, cells come out; it knows no terminal and no ring.
 *
 * Two screens: the sessions (view_sessions.c) and a ladder of one, of several or of everything (view_ladder.c) with the
 * decode pane (view_pane.c).  New records never move the selection, except to the end of a ladder that is followed.
 */
#pragma once

#include "base/site.h"
#include "tools/term/canvas.h"
#include "tools/term/edit.h"
#include "tools/term/keys.h"
#include "tools/trace/decode.h"
#include "tools/trace/filter.h"
#include "tools/trace/rung.h"
#include "tools/trace/story.h"

#define VIEW_ROWS 24
#define VIEW_COLS 80
#define VIEW_WIDE 120 /* columns from which on the decode pane stands on the right */
#define VIEW_SOME 64  /* sessions of one ladder */

enum view_screen { VIEW_SESSIONS = 1, VIEW_LADDER = 2 };
enum view_cover { COVER_NONE, COVER_HELP, COVER_MENU };
enum view_scope { SCOPE_SOME, SCOPE_ALL, SCOPE_REST };
enum view_only { ONLY_EVERYTHING, ONLY_MESSAGES, ONLY_SIGNALS, ONLY_COUNT };

struct view {
	/* what there is */
	struct story *story;
	const struct site *site; /* names; NULL = none */
	const char *source;      /* a folder or file, when not live */
	unsigned behind;         /* of the rings, in percent */
	uint64_t missed;         /* records lost */
	int64_t now_us;
	bool open; /* numbers in full */

	/* what is seen */
	enum view_screen screen;
	enum view_cover cover;
	int rows, cols;
	bool follow;
	uint64_t end; /* entries from here on are not shown while it stands still */
	uint32_t tales_end;
	bool filtering; /* the filter field has the focus */
	struct edit edit;
	char filter_text[2][FILTER_TEXT]; /* of sessions, of the ladder */
	struct filter filters[2];
	char say[192];
	int64_t say_us;
	bool finished, redraw, stale;

	/* sessions */
	uint32_t shown[STORY_TALES];
	unsigned n_shown;
	uint32_t at_tale; /* the selected one, by number */
	int top_tale;
	bool columns; /* the other ones */

	/* ladder */
	enum view_scope scope;
	enum view_only only;
	uint32_t some[VIEW_SOME];
	unsigned n_some;
	uint64_t rungs[STORY_ENTRIES]; /* entries shown */
	unsigned n_rungs;
	uint64_t at_rung; /* the selected entry, by number */
	int top_rung;
	bool pane, raw; /* the decode pane has the focus; octets */
	int pane_top;
	struct decode decode;
	uint64_t decoded; /* the entry that `decode` is of */
};

int view_open(struct view *v, struct story *story, const struct site *site); /* 0 or -ENOMEM */
void view_size(struct view *v, int rows, int cols);
void view_key(struct view *v, keycode key);
void view_paste(struct view *v, const char *text);
void view_tick(struct view *v, int64_t now_us); /* records came, or time went by */
void view_draw(struct view *v, struct canvas *cv);

/* The ladder of one session; -ENOENT if it is not there (yet). */
int view_show(struct view *v, uint64_t session);

/* ---- between the view's files ---- */

#define COMMAND(name, key, second, where, place, label, sentence) void view_do_##name(struct view *v);
#include "tools/trace/commands.def"
#undef COMMAND

void view_say(struct view *v, const char *format, ...) __attribute__((format(printf, 2, 3)));
void sessions_collect(struct view *v);
const char *sessions_word(const struct tale *t);                  /* its state */
int64_t sessions_end(const struct view *v, const struct tale *t); /* when it ended, or what time it is */
void sessions_draw(struct view *v, struct canvas *cv);
bool sessions_key(struct view *v, keycode key);
void ladder_collect(struct view *v);
void ladder_draw(struct view *v, struct canvas *cv);
bool ladder_key(struct view *v, keycode key);
void ladder_open(struct view *v, enum view_scope scope);
struct entry *ladder_selected(struct view *v);
void pane_draw(struct view *v, struct canvas *cv, int row, int col, int rows, int cols, bool compact);
void cover_draw(struct view *v, struct canvas *cv);
bool cover_key(struct view *v, keycode key);

/* Names that the configuration gives. */
const char *view_group(const struct view *v, unsigned group, char to[TEXT_LABEL]);
const char *view_seat_code(unsigned seat, char to[16]);
char *view_number(const struct view *v, const struct number *n, bool secret, char *to, size_t size);
