/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A screen is a record: what it is called, how it opens, draws itself, takes keys.  One file each.
 *
 * draw() looks only at the model.  key() returns whether the key meant something; requests (F-keys, control keys) were
 * served before it is asked.
 */
#pragma once

#include "tools/console/model.h"
#include "tools/console/label.h"
#include "tools/term/theme.h"

struct screen {
	enum label title;
	void (*open)(struct console *c);                          /* may be NULL */
	void (*draw)(const struct console *c, struct canvas *cv); /* rows 4.. of the screen */
	bool (*key)(struct console *c, keycode key);              /* may be NULL */
	struct edit *(*text)(struct console *c);        /* the text that has the focus, or NULL; may be NULL */
	const char *(*prompt)(const struct console *c); /* row 23 when there is nothing to say; may be NULL */
};

#define SCREEN(id, record) extern const struct screen record;
#include "tools/console/screens.def"
#undef SCREEN
extern const struct screen *const screen_rows[SCREEN_COUNT];

/* ---- moving between screens (console.c) ---- */
void screen_go(struct console *c, enum screen_id id);   /* replace everything */
void screen_push(struct console *c, enum screen_id id); /* over the present one */
void screen_back(struct console *c);
void screen_rest(struct console *c); /* to where the seat's state belongs */

/* The text that has the focus, or NULL. */
struct edit *screen_text(struct console *c);
bool screen_in_text(const struct console *c);

/* ---- asking ---- */
void console_verb(struct console *c, enum request_id from, enum desk_verb verb, const char *text);
/* filled in, to be completed and given to console_send() */
struct ask *console_ask(struct console *c, enum ask_kind kind);
void console_send(struct console *c, struct ask *ask);
void console_say(struct console *c, const char *format, ...) __attribute__((format(printf, 2, 3)));

void ring_too_soon(struct console *c); /* Enter came before one could have seen the call */

/* ---- calls and what is written about them (work.c) ---- */
bool in_call(const struct console *c);
void work_begin(struct console *c);
void work_of_customer(struct console *c, const struct customer *k);
void work_touch(struct console *c);
void work_save_draft(struct console *c);
void work_stash(struct console *c); /* put the form aside as a draft */
void work_resume(struct console *c, int draft);
void work_note(struct console *c, const char *what); /* a line of "done in this call" */
void work_from_draft(struct work *w, const char *text);
void work_to_draft(const struct work *w, char *text, size_t size);
void work_file(struct console *c);
void work_filed(struct console *c, const struct answer *a);
void file_load(struct console *c);

/* ---- what screens do when asked by others ---- */
void find_tick(struct console *c);         /* the query was typed a while ago: ask */
void customer_save_now(struct console *c); /* F8 on the customer's form */
void customer_park(struct console *c);     /* an unsaved form is kept for the home list */
void customer_resume(struct console *c);
void calls_select(struct console *c);   /* the selected call's story is wanted */
void calls_filter(struct console *c);   /* rows came, or the filter is another one */
void wrap_from_work(struct console *c); /* the form anew from what is written */
void console_signed_out(struct console *c);
void console_unlock(struct console *c); /* the password was right: to where the seat is by now */

/* ---- frame (frame.c) ---- */
#define BODY_TOP 3 /* first row of the body: its pane titles */
static inline int
body_end(const struct canvas *cv) /* the row behind the body */
{
	return cv->rows - 2;
}
void frame_draw(const struct console *c, struct canvas *cv);
void strip_draw(const struct console *c, struct canvas *cv);
/* The queue's name in the language of this screen, whichever acdd gave. */
const char *queue_words(const struct console *c, const char *given);
const char *queue_label(const struct console *c, unsigned code);
const char *level_label(unsigned level);

/* Text of several lines, wrapped into a pane. */
void draw_text(struct canvas *cv, int row, int col, int width, int rows, enum ink ink, const char *text);

/* Lists and cards that several screens show (card.c). */
void draw_card(const struct console *c, struct canvas *cv, int row, int col, int width, int rows);
void draw_past(const struct console *c, struct canvas *cv, int row, int col, int width, int rows, bool focused);
void past_line(const struct past *p, int64_t now_us, int width, char *to, size_t size);
const char *kind_label(uint32_t kind);
const char *subkind_label(uint32_t kind, uint32_t subkind);
const char *order_state_label(uint32_t state);
bool order_is_open(uint32_t state);
