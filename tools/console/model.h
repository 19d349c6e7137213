/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The console as data: everything a screen needs to draw itself, and the doors through which it changes.
 *
 * Packets of acdd, answers of crmd, keys and the time come in through the functions below; requests go out through
 * console_ops. Nothing here knows a socket, a clock or a terminal, so a test is the whole world of a console.
 *
 * What is shown about calls is only ever what acdd said (DESK_SEAT), never what key was pressed.
 */
#pragma once

#include "base/clock.h"
#include "base/desk.h"
#include "tools/console/ask.h"
#include "tools/term/canvas.h"
#include "tools/console/form.h"
#include "tools/term/format.h"
#include "tools/term/list.h"
#include "tools/console/requests.h"

#define CONSOLE_CALLS  400 /* rows of the own list */
#define CONSOLE_DRAFTS 4
#define CONSOLE_DONE   6
#define CONSOLE_STACK  6
#define CONSOLE_SAY    256
#define CONSOLE_QUEUES 64

#define GUARD_US     (700 * US_PER_MS) /* Enter answers, and a form that opened by itself listens, only after this */
#define TWICE_US     (2 * US_PER_SEC)  /* F9 must be pressed again within this */
#define DRAFT_US     (2 * US_PER_SEC)  /* pause after which typing is saved */
#define PENDING_US   US_PER_SEC        /* acdd should have answered by then */
#define SAY_US       (5 * US_PER_SEC)  /* how long a sentence stays in row 23 */
#define HINT_US      (60 * US_PER_SEC) /* between two hints about the input method */
#define IDLE_LOCK_US (300 * US_PER_SEC)
#define SHORT_ROWS   24 /* below this only the strip and the key bar are drawn */
#define SHORT_COLS   80

struct console;
struct console_ops {
	/* To acdd. */
	void (*desk)(void *arg, enum desk_verb verb, uint64_t session, const char *text);
	/* To crmd; console_answer() comes later, or never. */
	void (*ask)(void *arg, const struct ask *ask);
	void (*bell)(void *arg, int times);
};

/* What is known about the other party of the call. */
enum file_state { FILE_NONE, FILE_LOADING, FILE_THERE, FILE_AWAY };
struct file {
	enum file_state state;
	uint64_t session; /* for this call */
	int64_t asked_us;
	struct customer customer;
	int n_past, n_orders;
	struct past past[ASK_ROWS];
	struct order orders[ASK_ROWS];
};

/* What the agent makes of a call: notes, and the after-call form. */
struct work {
	uint64_t session; /* 0 = none */
	uint64_t customer;
	struct number caller;
	char name[ASK_SHORT];
	char notes[ASK_NOTE];
	char department[ASK_SHORT];
	char address[ASK_SHORT];
	uint32_t kind, subkind, handling, hours; /* hours: 0 = as the duty table says */
	uint8_t follow_up, tell_number;
	uint8_t filed;      /* the order is stored */
	uint8_t dirty;      /* not yet saved as a draft */
	int64_t changed_us; /* last key in it */
	int64_t saved_us;   /* last draft */
	char order[24];
	int n_done;
	struct {
		int64_t at_us;
		char text[ASK_SHORT];
	} done[CONSOLE_DONE];
};

/* A pane that can have the focus. */
enum pane { PANE_MAIN, PANE_SIDE, PANE_NOTES };

struct console {
	const struct console_ops *ops;
	void *arg;
	int64_t now_us;  /* of the last input */
	int64_t skew_us; /* acdd's clock minus ours */
	int rows, cols;
	bool finished; /* leave the program */
	bool redraw;

	/* the house */
	char site[TEXT_NAME];
	uint8_t recording;
	int n_queues;
	struct {
		uint16_t code;
		char text[2][TEXT_LABEL];
	} queues[CONSOLE_QUEUES];

	/* lines */
	bool desk_up, crm_up;
	int64_t desk_lost_us;

	/* who */
	struct agent me;
	char seat_code[5];
	char password[8]; /* kept for signing in again after a lost line; wiped at sign-out */
	bool signed_in;   /* crmd took the password */
	bool leaving;     /* sign-out was asked for */

	/* what is so, from acdd */
	bool have_seat, have_day;
	struct desk_seat seat;
	struct desk_day day;
	struct desk_alarms alarms; /* leaders and above; as last told */

	/* what was asked of acdd and not yet answered */
	uint32_t pending; /* enum request_id + 1 */
	int64_t pending_us;
	uint64_t hang_session; /* F9 was pressed once for this call */
	int64_t hang_us;
	uint64_t rejecting; /* this call was refused by a key */

	/* the call's customer, and what is being written */
	struct file file;
	struct work work;
	struct work drafts[CONSOLE_DRAFTS]; /* forms that had to give way */
	int n_drafts;
	uint32_t ticket; /* of the last question */

	/* where we are */
	enum screen_id screen;
	enum screen_id stack[CONSOLE_STACK];
	int depth;
	uint64_t answering; /* this call was answered by a key: its screen opens */
	int64_t key_us;     /* last key */
	int64_t shown_us;   /* since when this screen is shown */
	bool by_itself;     /* it opened without a key */
	char say[CONSOLE_SAY];
	int64_t say_us;
	int64_t say_until_us;
	int64_t hint_us;
	int64_t bell_us;

	/* screens' own */
	struct form sign_in;
	bool signing; /* the password is being checked */
	char trouble[CONSOLE_SAY];
	enum pane pane; /* talk */
	struct edit notes;
	struct list past;
	struct form wrap;
	bool filing; /* the order is on its way */
	struct form customer_form;
	struct customer editing;
	bool customer_saving;
	bool resuming; /* the parked form is opened again */
	bool have_parked;
	struct customer parked; /* a customer's form that had to give way */
	struct edit query;
	char query_text[ASK_SHORT];
	int64_t query_us; /* changed, not yet asked */
	uint32_t query_ticket;
	int64_t query_sent_us, query_took_us;
	struct list found;
	int n_found;
	uint64_t found_of;
	struct customer found_rows[ASK_ROWS];
	struct list calls;
	int n_calls;
	struct call_row call_rows[CONSOLE_CALLS];
	int64_t calls_us;    /* when the list was read */
	int n_listed;        /* of them the filter lets through: */
	uint16_t listed[CONSOLE_CALLS];
	char calls_text[ASK_SHORT];
	struct edit calls_query;
	bool calls_typing;              /* the filter has the focus */
	uint8_t calls_way, calls_result; /* 0 = all; see calls.c */
	struct answer story; /* of the selected call */
	uint64_t story_of;
	int help_page;
	char dial_text[NUMBER_DIGITS];
	struct edit dial;
	char unlock_text[8];
	struct edit unlock;
	bool unlocking;
};

struct site;
void console_open(struct console *c, const struct site *site, const struct console_ops *ops, void *arg);
void console_sign_in_as(struct console *c, const char *seat); /* the seat code is known already */
void console_size(struct console *c, int rows, int cols);

/* ---- what happens to it; now_us is the house's clock ---- */
void console_key(struct console *c, keycode key, int64_t now_us);
void console_paste(struct console *c, const char *text, int64_t now_us);
void console_tick(struct console *c, int64_t now_us);
int console_desk(struct console *c, const void *packet, size_t len, int64_t now_us); /* 0, or -EBADMSG: refused */
void console_desk_line(struct console *c, bool up, int64_t now_us);
void console_answer(struct console *c, const struct answer *a, int64_t now_us);
void console_crm_line(struct console *c, bool up, int64_t now_us);

/* ---- how it looks ---- */
void console_draw(const struct console *c, struct canvas *cv);

/* acdd's time of now: what its stamps are counted from. */
static inline int64_t
console_time(const struct console *c)
{
	return c->now_us + c->skew_us;
}
