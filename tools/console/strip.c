/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rows 1 to 3: who sits here, and who hears whom.
 *
 * The strip is written from acdd's last word and the time since, and from nothing else: it shows what is, not what was
 * asked. The rows are there even when there is no call, so nothing ever jumps.
 */
#include "tools/console/screen.h"

#include <stdio.h>
#include <string.h>

#define ROW  512 /* bytes of one row */
#define NAME 160 /* of a name with its mark */

const char *
queue_label(const struct console *c, unsigned code)
{
	for (int i = 0; i < c->n_queues; i++)
		if (c->queues[i].code == code)
			return c->queues[i].text[language()];
	return "";
}

const char *
queue_words(const struct console *c, const char *given)
{
	for (int i = 0; i < c->n_queues; i++)
		if (strcmp(c->queues[i].text[LANG_ZH], given) == 0 || strcmp(c->queues[i].text[LANG_EN], given) == 0)
			return c->queues[i].text[language()];
	return given;
}

const char *
level_label(unsigned level)
{
	return label(level < 1 || level > 4 ? L_NOTHING : (enum label)(L_LEVEL_1 + level - 1));
}

static bool
locked(const struct console *c)
{
	return c->screen == SCREEN_LOCK;
}

/*
 * Row 2: `before` name [KEY] `between` number `after`, then `right`.  Numbers are never cut, so the name gives way.
 * While the screen is locked neither is shown.
 */
static void
party(const struct console *c, struct canvas *cv, enum ink ink, const char *before, const char *between,
    const char *after, const char *right)
{
	const struct desk_seat *s = &c->seat;
	bool file = c->file.state == FILE_THERE && c->file.session == s->session;
	const char *name = file ? c->file.customer.name : s->name;
	const char *key = s->key || (file && c->file.customer.key) ? label(L_KEY_CUSTOMER) : "";
	char number[FORMAT_SIZE], cut[NAME], row[ROW];

	format_party(number, &s->caller);
	if (!name[0] && !number_is_withheld(&s->caller))
		name = label(L_UNREGISTERED);
	int room = cv->cols - 2 - text_width(before) - text_width(number) - text_width(between) - text_width(after) -
	    text_width(right) - (key[0] ? text_width(key) + 1 : 0);
	text_cut(cut, sizeof(cut), name, room < 4 ? 4 : room, TEXT_CUT_END);
	if (c->screen == SCREEN_LOCK)
		snprintf(row, sizeof(row), "%s", before);
	else if (!name[0])
		snprintf(row, sizeof(row), "%s%s%s", before, number, after);
	else
		snprintf(
		    row, sizeof(row), "%s%s%s%s%s%s%s", before, cut, key[0] ? " " : "", key, between, number, after);
	canvas_row(cv, 1, ink, row, right);
}

static void
title(const struct console *c, struct canvas *cv)
{
	char left[ROW] = "", right[ROW], clock[FORMAT_SIZE], length[FORMAT_SIZE], limit[FORMAT_SIZE] = "";
	int64_t now = console_time(c);
	const struct desk_seat *s = &c->seat;

	if (!c->have_seat) {
		snprintf(left, sizeof(left), " %s", c->site);
		snprintf(right, sizeof(right), "%s", format_now(clock, now));
		canvas_row(cv, 0, INK_BAR, left, right);
		return;
	}
	if (!locked(c))
		snprintf(left, sizeof(left), either(" %s%04u %s [%s] %s组", " %s%04u %s [%s] %s"), label(L_SEAT),
		    c->me.seat, c->me.name, level_label(c->me.level), queue_label(c, c->me.seat / 100u));
	else
		snprintf(left, sizeof(left), " %s%04u", label(L_SEAT), c->me.seat);
	int64_t in = now - s->since_us;
	bool over = s->state == SEAT_ACW && s->limit_ms && in > s->limit_ms * US_PER_MS;
	if (s->state == SEAT_ACW && s->limit_ms)
		format_length(limit, s->limit_ms * US_PER_MS);
	static const char *const words[SEAT_STATE_COUNT][2] = {
#define X(id, zh, en) { zh, en },
		SEAT_STATES(X)
#undef X
	};
	char state[NAME];
	bool busy = s->state == SEAT_RINGING || s->state == SEAT_ACW || in_call(c);
	bool after = busy && s->after != SEAT_READY && s->after < SEAT_STATE_COUNT;
	snprintf(state, sizeof(state), "%c %s %s%s%s%s%s%s", symbol_of_state(s->state), words[s->state][language()],
	    format_length(length, in), limit[0] ? "/" : "", limit, over ? "!" : "", after ? " -> " : "",
	    after ? words[s->after][language()] : "");
	char alarms[NAME] = "";
	unsigned open = (unsigned)c->alarms.open[0] + c->alarms.open[1] + c->alarms.open[2];
	if (open)
		snprintf(alarms, sizeof(alarms), "! %s %u   ", label(L_ALARMS), open);
	snprintf(right, sizeof(right), "%s%s   %s", alarms, state, format_now(clock, now));
	canvas_row(cv, 0, INK_BAR, left, right);
	int w = text_width(state), col = cv->cols - text_width(right) - 1;
	if (open)
		canvas_ink(cv, 0, col, text_width(alarms) - 3, INK_ALARM);
	col += text_width(alarms);
	canvas_ink(cv, 0, col, w, over ? INK_ALARM : s->state == SEAT_RINGING ? INK_RINGING : INK_BAR);
}

static void
no_call(const struct console *c, struct canvas *cv)
{
	static const enum label phones[] = { L_PHONE_OK, L_PHONE_CALLED, L_PHONE_UP, L_PHONE_LOST };
	const struct desk_seat *s = &c->seat;
	char row[ROW], longest[FORMAT_SIZE] = "-";
	unsigned waiting = 0;

	for (uint32_t i = 0; c->have_day && i < c->day.n_queues; i++)
		if (c->day.queues[i].code == c->me.seat / 100u) {
			waiting = c->day.queues[i].waiting;
			if (c->day.queues[i].longest_us)
				format_length(longest, console_time(c) - c->day.queues[i].longest_us);
		}
	bool lost = s->phone == SEAT_PHONE_LOST;
	snprintf(row, sizeof(row), "%s%s %s    %s %s %s    %s %s    %s %u  %s %s", lost ? "!" : " ", label(L_LINE),
	    label(L_LINE_FREE), label(L_PHONE), c->me.phone,
	    label(s->phone <= SEAT_PHONE_LOST ? phones[s->phone] : L_NOTHING), label(L_RECORDING),
	    label(c->recording ? L_ON : L_OFF), label(L_OWN_QUEUE), waiting, label(L_LONGEST), longest);
	canvas_put(cv, 1, 0, cv->cols, lost ? INK_ALARM : INK_PLAIN, row);
	const char *say = "";
	if (locked(c))
		say = "";
	else if (s->state == SEAT_READY)
		say = label(screen_in_text(c)                       ? L_WAIT_IN_FIELD
		        : c->screen == SCREEN_HOME && c->depth == 0 ? L_WAIT_HOME
		                                                    : L_WAIT_IN_LIST);
	else if (s->state == SEAT_AWAY || s->state == SEAT_CLOSED || s->state == SEAT_OUT)
		say = label(L_NOT_READY);
	canvas_printf(cv, 2, 0, cv->cols, INK_PLAIN, " %s", say);
}

/* How the call came: `dialled 010-5550 9000 -> menu 2 repair -> water`. */
static void
way(const struct console *c, char *to, size_t size)
{
	const struct desk_seat *s = &c->seat;
	char number[FORMAT_SIZE];

	if (s->outgoing) {
		to[0] = '\0';
		return;
	}
	snprintf(to, size, "  %s %s%s%s%s%s%s", label(L_DIALLED), format_phone(number, s->dialled.digits),
	    s->choice[0] ? " -> " : "", s->choice[0] ? label(L_MENU_CHOICE) : "", s->choice, s->queue[0] ? " -> " : "",
	    queue_words(c, s->queue));
}

static int64_t
waited(const struct desk_seat *s, int64_t now)
{
	int64_t till = s->answered_us ? s->answered_us : now;

	return s->queued_us ? till - s->queued_us : 0;
}

/* Ringing: the number comes first, then who it may be. */
static void
number_first(const struct console *c, struct canvas *cv, enum ink ink, const char *right)
{
	const struct desk_seat *s = &c->seat;
	char row[ROW], number[FORMAT_SIZE], name[NAME];
	int room = cv->cols - text_width(right) - text_width(label(L_INCOMING)) -
	    text_width(format_party(number, &s->caller)) - 14;

	text_cut(name, sizeof(name), s->name[0] || number_is_withheld(&s->caller) ? s->name : label(L_UNREGISTERED),
	    room < 4 ? 4 : room, TEXT_CUT_END);
	if (c->screen == SCREEN_LOCK)
		snprintf(row, sizeof(row), "@ %s", label(L_INCOMING));
	else
		snprintf(row, sizeof(row), "@ %s  %s  %s%s%s", label(L_INCOMING), number, name, s->key ? " " : "",
		    s->key ? label(L_KEY_CUSTOMER) : "");
	canvas_row(cv, 1, ink, row, right);
}

static void
ringing(const struct console *c, struct canvas *cv)
{
	const struct desk_seat *s = &c->seat;
	int64_t now = console_time(c), in = now - s->offered_us, limit = s->limit_ms * US_PER_MS;
	char left[ROW], right[ROW], a[FORMAT_SIZE], b[FORMAT_SIZE], session[FORMAT_SIZE];

	snprintf(right, sizeof(right), "%s %s/%s%s    %s %s", label(L_RING), format_length(a, in),
	    format_length(b, limit), limit && in > limit ? "!" : "", label(L_SESSION),
	    format_session(session, s->session));
	number_first(c, cv, limit && in * 2 > limit ? INK_LATE : INK_RINGING, right);
	way(c, left, sizeof(left));
	if (locked(c))
		left[0] = '\0';
	else if (screen_in_text(c) || c->depth || c->screen == SCREEN_TALK || c->screen == SCREEN_WRAP)
		snprintf(left, sizeof(left), "  %s", label(L_ONLY_F2));
	snprintf(right, sizeof(right), "%s %s   %s", label(L_WAITED), format_length(a, waited(s, now)),
	    label(L_TRANSFERRED));
	size_t n = strlen(right);
	snprintf(right + n, sizeof(right) - n, either(" %u 次", " %ux"), s->transferred);
	canvas_row(cv, 2, INK_PLAIN, left, right);
}

static void
talking(const struct console *c, struct canvas *cv)
{
	const struct desk_seat *s = &c->seat;
	int64_t now = console_time(c);
	char left[ROW], right[ROW], a[FORMAT_SIZE], b[FORMAT_SIZE], session[FORMAT_SIZE];

	snprintf(right, sizeof(right), "%s %s  ", label(L_TALK), format_length(a, now - s->answered_us));
	size_t n = strlen(right);
	if (s->queued_us)
		n += (size_t)snprintf(
		    right + n, sizeof(right) - n, "%s %s  ", label(L_WAIT), format_length(b, waited(s, now)));
	snprintf(right + n, sizeof(right) - n, "%s%s%s", s->recording ? label(L_RECORDED) : "",
	    s->recording ? "  " : "", format_session(session, s->session));
	snprintf(left, sizeof(left), "> %s <====> ", label(L_YOU));
	party(c, cv, INK_TALKING, left, "  ", "", right);
	way(c, left, sizeof(left));
	if (c->screen == SCREEN_FIND)
		snprintf(left, sizeof(left), "  %s", label(L_FIND_FOR_CALL));
	canvas_put(cv, 2, 0, cv->cols, INK_PLAIN, left);
}

static void
holding(const struct console *c, struct canvas *cv)
{
	const struct desk_seat *s = &c->seat;
	char left[ROW], after[NAME], right[ROW], a[FORMAT_SIZE], session[FORMAT_SIZE];

	snprintf(left, sizeof(left), "= %s ", label(L_HELD));
	snprintf(after, sizeof(after), "   %s %s", label(L_MUSIC), format_length(a, console_time(c) - s->held_us));
	snprintf(right, sizeof(right), "%s %s  %s", label(L_SESSION), format_session(session, s->session),
	    s->recording ? label(L_RECORDED) : "");
	party(c, cv, INK_HOLD, left, " ", after, right);
	snprintf(left, sizeof(left), "  %s", label(L_HOLD_HINT));
	canvas_put(cv, 2, 0, cv->cols, INK_PLAIN, left);
}

static void
dialling(const struct console *c, struct canvas *cv)
{
	const struct desk_seat *s = &c->seat;
	char left[ROW], right[ROW], a[FORMAT_SIZE], session[FORMAT_SIZE];

	snprintf(left, sizeof(left), "< %s  ", label(L_DIALLING));
	snprintf(right, sizeof(right), "%s    %s %s", format_length(a, console_time(c) - s->since_us), label(L_SESSION),
	    format_session(session, s->session));
	party(c, cv, INK_TALKING, left, "  ", "", right);
	canvas_put(cv, 2, 0, cv->cols, INK_PLAIN, "");
}

static void
recovering(const struct console *c, struct canvas *cv)
{
	char left[ROW], right[ROW], a[FORMAT_SIZE], session[FORMAT_SIZE];

	snprintf(left, sizeof(left), "! %s  ", label(L_PHONE_GONE));
	snprintf(right, sizeof(right), "%s    %s", format_length(a, console_time(c) - c->seat.since_us),
	    format_session(session, c->seat.session));
	party(c, cv, INK_ALARM, left, "  ", "", right);
	canvas_printf(cv, 2, 0, cv->cols, INK_PLAIN, "  %s", label(L_PHONE_BACK));
}

static void
wrapping(const struct console *c, struct canvas *cv)
{
	static const enum label ends[] = { L_END_CALLER, L_END_SEAT, L_END_SYSTEM, L_END_FAULT };
	const struct desk_seat *s = &c->seat;
	char left[ROW], after[NAME], right[ROW], a[FORMAT_SIZE], session[FORMAT_SIZE];
	int64_t talk = s->answered_us ? s->ended_us - s->answered_us : 0;

	snprintf(left, sizeof(left), "~ %s ", label(L_ENDED));
	snprintf(after, sizeof(after), "  %s", label(s->ended_by <= CALL_END_FAULT ? ends[s->ended_by] : L_NOTHING));
	snprintf(right, sizeof(right), "%s %s   %s %s", label(L_TALK), format_length(a, talk),
	    label(s->rec_no ? L_REC : L_SESSION), format_session(session, s->session));
	party(c, cv, INK_WRAP, left, " ", after, right);
	size_t n = (size_t)snprintf(left, sizeof(left), "  %s:", label(L_DONE));
	for (int i = 0; i < c->work.n_done && n < sizeof(left); i++)
		n += (size_t)snprintf(left + n, sizeof(left) - n, "%s %s", i ? "," : "", c->work.done[i].text);
	canvas_row(cv, 2, INK_PLAIN, c->work.n_done ? left : "", label(L_REGISTERED));
}

void
strip_draw(const struct console *c, struct canvas *cv)
{
	static void (*const rows[SEAT_STATE_COUNT])(const struct console *, struct canvas *) = {
		[SEAT_OUT] = no_call,
		[SEAT_READY] = no_call,
		[SEAT_RINGING] = ringing,
		[SEAT_TALKING] = talking,
		[SEAT_HOLDING] = holding,
		[SEAT_ACW] = wrapping,
		[SEAT_AWAY] = no_call,
		[SEAT_CLOSED] = no_call,
		[SEAT_DIALLING] = dialling,
		[SEAT_RECOVERING] = recovering,
	};
	char length[FORMAT_SIZE];

	title(c, cv);
	if (!c->have_seat) {
		canvas_put(cv, 1, 0, cv->cols, INK_PLAIN, "");
		canvas_put(cv, 2, 0, cv->cols, INK_PLAIN, "");
		return;
	}
	rows[c->seat.state](c, cv);
	/* The line to the switch is gone: the call is not. */
	if (!c->desk_up)
		canvas_printf(cv, 1, 0, cv->cols, INK_ALARM,
		    either("! 与总机断开 %s, 通话仍在, 用话机接挂",
		        "! no line to the switch for %s; the call goes on, use the phone"),
		    format_length(length, c->now_us - c->desk_lost_us));
}
