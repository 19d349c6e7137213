/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Home: the day's figures, calls just handled, forms put aside, queues (AGT-02).  The only screen on which Enter
 * answers.
 */
#include "tools/console/layout.h"

#include <stdio.h>
#include <string.h>

static void
open(struct console *c)
{
	if (c->signed_in && c->n_calls < CONSOLE_CALLS) {
		c->n_calls = 0;
		console_send(c, console_ask(c, ASK_DAY));
	}
}

static int64_t
mean(int64_t total, uint32_t n)
{
	return n ? total / n : 0;
}

/* The day in figures; talk and after-call work as a share of the time signed in. */
static void
my_day(const struct console *c, struct canvas *cv, int row, int width)
{
	const struct desk_day *d = &c->day;
	char a[FORMAT_SIZE], b[FORMAT_SIZE];
	int64_t in = c->seat.signed_us ? console_time(c) - c->seat.signed_us : 0;
	int64_t busy = d->talk_us + d->out_talk_us + d->acw_us;
	int share = in > 0 ? (int)(busy * 100 / in) : 0;

	if (!c->have_day)
		return;
	canvas_printf(cv, row++, 0, width, INK_PLAIN, either(" 签到   %s          已 %s", " In     %s          for %s"),
	    format_minute(a, c->seat.signed_us), format_length(b, in));
	canvas_printf(cv, row++, 0, width, INK_PLAIN, either(" 接听 %4u   平均通话  %s", " Taken%4u   talk each %s"),
	    d->answered, format_length(a, mean(d->talk_us, d->answered)));
	canvas_printf(cv, row++, 0, width, INK_PLAIN, either(" 呼出 %4u   平均通话  %s", " Dialled%2u   talk each %s"),
	    d->outgoing, format_length(a, mean(d->out_talk_us, d->outgoing)));
	canvas_printf(cv, row++, 0, width, INK_PLAIN,
	    either(" 未接 %4u   平均振铃  %lld 秒", " Missed%3u   ring each %lld s"), d->missed,
	    (long long)(mean(d->ring_us, d->answered + d->missed) / US_PER_SEC));
	canvas_printf(cv, row++, 0, width, INK_PLAIN,
	    either(" 整理   平均 %s  占用 %d%%", " Wrap   each %s  occupied %d%%"),
	    format_length(a, mean(d->acw_us, d->answered + d->outgoing)), share > 100 ? 100 : share);
}

static void
aside(const struct console *c, struct canvas *cv, int row, int width, int rows)
{
	char a[FORMAT_SIZE];

	if (!c->n_drafts && !c->have_parked)
		canvas_printf(cv, row, 0, width, INK_DIM, " %s", label(L_NOTHING_ASIDE));
	for (int i = 0; i < c->n_drafts && i < rows; i++) {
		const struct work *w = &c->drafts[i];
		char number[FORMAT_SIZE];
		canvas_printf(cv, row + i, 0, width, INK_PLAIN, " %d %s %s %s %s", i + 1, label(L_DRAFT),
		    format_minute(a, w->changed_us ? w->changed_us + c->skew_us : w->saved_us),
		    w->name[0] ? w->name : format_party(number, &w->caller), kind_label(w->kind));
	}
	if (c->have_parked && c->n_drafts < rows)
		canvas_printf(cv, row + c->n_drafts, 0, width, INK_PLAIN, " %d %s %s %s", c->n_drafts + 1,
		    label(L_DRAFT), label(c->parked.id ? L_CHANGE : L_NEW), c->parked.name);
}

static void
queues(const struct console *c, struct canvas *cv, int row, int col, int width, int rows)
{
	char longest[FORMAT_SIZE], count[FORMAT_SIZE], line[160];
	int at = 0;

	canvas_printf(cv, row, col, width, INK_DIM, "%s", label(L_QUEUE_HEAD));
	for (uint32_t i = 0; c->have_day && i < c->day.n_queues && (int)i + 1 < rows; i++) {
		const struct desk_queue *q = &c->day.queues[i];
		const char *name = queue_label(c, q->code);
		char cut[64], ready[24];
		text_cut(cut, sizeof(cut), name[0] ? name : q->label, 12, TEXT_CUT_END);
		snprintf(ready, sizeof(ready), "%u/%u", q->ready, q->signed_in);
		if (q->longest_us)
			format_length(longest, console_time(c) - q->longest_us);
		snprintf(line, sizeof(line), " %s%*s %4s %6s %7s %5u", cut, 12 - text_width(cut), "",
		    format_count(count, q->waiting), q->longest_us ? longest : "-", ready, q->priority);
		canvas_put(cv, row + 1 + (int)i, col, width, INK_PLAIN, line);
		at = (int)i + 1;
	}
	size_t n = (size_t)snprintf(line, sizeof(line), " %s", label(L_YOU_GET));
	for (uint32_t i = 0; c->have_day && i < c->day.n_queues && n < sizeof(line); i++) {
		const struct desk_queue *q = &c->day.queues[i];
		const char *name = queue_label(c, q->code);
		if (q->level)
			n += (size_t)snprintf(line + n, sizeof(line) - n, either(" %s(%u级)", " %s(%u)"),
			    name[0] ? name : q->label, q->level);
	}
	if (at + 2 < rows)
		canvas_put(cv, row + rows - 1, col, width, INK_PLAIN, line);
}

static void
recent(const struct console *c, struct canvas *cv, int row, int col, int width, int rows)
{
	char when[FORMAT_SIZE], talk[FORMAT_SIZE], party[FORMAT_SIZE], name[64];

	if (!c->n_calls)
		canvas_printf(cv, row, col, width, INK_DIM, " %s", label(L_NO_CALLS));
	for (int i = 0; i < c->n_calls && i < rows; i++) {
		const struct call_row *r = &c->call_rows[i];
		format_masked(party, r->party.digits);
		text_cut(name, sizeof(name),
		    r->name[0]                          ? r->name
		        : number_is_withheld(&r->party) ? label(L_WITHHELD)
		                                        : party,
		    14, TEXT_CUT_END);
		canvas_printf(cv, row + i, col, width, INK_PLAIN, " %s %-4s %s%*s %6s %s",
		    format_when(when, r->at_us, console_time(c)), label(r->outgoing ? L_PAST_OUT : L_PAST_CALL), name,
		    14 - text_width(name), "", r->answered ? format_length(talk, r->talk_us) : "-", r->order);
	}
}

static void
draw(const struct console *c, struct canvas *cv)
{
	int end = body_end(cv), mid = layout_mid(cv, 36), low = BODY_TOP + 8;

	layout_two(cv, BODY_TOP, mid, low - BODY_TOP - 1, INK_TITLE, label(L_MY_DAY), INK_TITLE, label(L_MY_CALLS));
	my_day(c, cv, BODY_TOP + 1, mid);
	recent(c, cv, BODY_TOP + 1, mid + 1, cv->cols - mid - 1, low - BODY_TOP - 1);
	layout_two(cv, low, mid, end - low - 1, INK_TITLE, label(L_ASIDE), INK_TITLE, label(L_QUEUES));
	aside(c, cv, low + 1, mid, end - low - 1);
	queues(c, cv, low + 1, mid + 1, cv->cols - mid - 1, end - low - 1);
}

static bool
key(struct console *c, keycode k)
{
	if (k == K_ENTER && c->seat.state == SEAT_RINGING)
		return ring_key(c, k);
	if (k >= '1' && k <= '9' && (int)(k - '1') < c->n_drafts) {
		work_resume(c, (int)(k - '1'));
		return true;
	}
	if (c->have_parked && k == '1' + (keycode)c->n_drafts) {
		customer_resume(c);
		return true;
	}
	return false;
}

static const char *
prompt(const struct console *c)
{
	return label(c->n_drafts || c->have_parked ? L_HOME_DRAFTS : L_HOME_PROMPT);
}

const struct screen screen_home = {
	.title = L_HOME,
	.open = open,
	.draw = draw,
	.key = key,
	.prompt = prompt,
};
