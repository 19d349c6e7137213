/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Find a customer by number, name, address or phone, as one types (CRM-07).
 *
 * The query goes out 150 ms after the last key.  Phones are shown by their last two digits; attaching the customer to
 * the present call is what opens the file (SEC-06).
 */
#include "tools/console/layout.h"

#include <stdio.h>
#include <string.h>

#define PAUSE_US (150 * US_PER_MS)

static void
open(struct console *c)
{
	c->query_text[0] = '\0';
	c->query = (struct edit){ .text = c->query_text, .size = sizeof(c->query_text) };
	c->query_us = 0;
	c->n_found = 0;
	c->found_of = 0;
	list_count(&c->found, 0);
}

void
find_tick(struct console *c)
{
	if (!c->query_us || c->now_us - c->query_us < PAUSE_US)
		return;
	c->query_us = 0;
	if (!c->query_text[0]) {
		c->n_found = 0;
		list_count(&c->found, 0);
		return;
	}
	struct ask *ask = console_ask(c, ASK_FIND);
	text_copy(ask->text, sizeof(ask->text), c->query_text);
	c->query_ticket = ask->ticket;
	c->query_sent_us = c->now_us;
	console_send(c, ask);
}

/* The customer's open orders and past are not asked for before the customer is attached; the preview shows the file's
 * head. */
static void
preview(const struct console *c, struct canvas *cv, int row, int col, int width, int rows)
{
	const struct customer *k = &c->found_rows[c->found.selected];
	char number[FORMAT_SIZE], created[FORMAT_SIZE];
	int end = row + rows;

	if (!c->n_found)
		return;
	canvas_printf(cv, row++, col, width, INK_FOCUS, " %s %s%s[%s]", k->name, k->key ? label(L_KEY_CUSTOMER) : "",
	    k->key ? " " : "", k->klass[0] ? k->klass : "-");
	canvas_printf(cv, row++, col, width, INK_PLAIN, " %s %s", label(L_CREATED),
	    format_when(created, k->created_us, console_time(c)));
	for (int i = 0; i < k->n_phones && row < end - 4; i++)
		canvas_printf(
		    cv, row++, col, width, INK_PLAIN, " %s %s", label(L_PHONE_OF), format_masked(number, k->phones[i]));
	canvas_printf(
	    cv, row++, col, width, INK_PLAIN, " %s %s", label(L_DISTRICT), k->district[0] ? k->district : "-");
	if (row + 2 < end)
		draw_text(cv, row + 1, col + 1, width - 2, end - row - 1, INK_DIM, label(L_MASKED_1));
}

static void
table(const struct console *c, struct canvas *cv, int row, int width, int rows)
{
	int wide = width - 31, top = list_view(&c->found, rows - 1);
	char tail[NUMBER_DIGITS + 4];

	canvas_printf(cv, row, 3, 10, INK_DIM, "%s", label(L_COL_NUMBER));
	canvas_put(cv, row, 13, 10, INK_DIM, label(L_COL_NAME));
	canvas_put(cv, row, 24, wide, INK_DIM, label(L_COL_ADDRESS));
	canvas_put(cv, row, 25 + wide, 5, INK_DIM, label(L_COL_PHONE));
	for (int i = 0; i < rows - 1 && top + i < c->n_found; i++) {
		const struct customer *k = &c->found_rows[top + i];
		bool here = top + i == c->found.selected;
		size_t n = strlen(k->phones[0]);
		snprintf(tail, sizeof(tail), "%s%s", n > 2 ? "**" : "", k->phones[0] + (n > 2 ? n - 2 : 0));
		canvas_put(cv, row + 1 + i, 0, 3, INK_PLAIN, here ? " >" : "");
		canvas_whole(cv, row + 1 + i, 3, 9, INK_PLAIN, k->number);
		canvas_put(cv, row + 1 + i, 12, 1, INK_PLAIN, "");
		canvas_put(cv, row + 1 + i, 13, 10, INK_PLAIN, k->name);
		canvas_put(cv, row + 1 + i, 23, 1, INK_PLAIN, "");
		canvas_cut(cv, row + 1 + i, 24, wide, INK_PLAIN, TEXT_CUT_FRONT, k->address);
		canvas_put(cv, row + 1 + i, 24 + wide, 1, INK_PLAIN, "");
		canvas_whole(cv, row + 1 + i, 25 + wide, 4, INK_PLAIN, k->n_phones ? tail : "");
		if (here)
			canvas_ink(cv, row + 1 + i, 0, width - 1, INK_SELECTED);
	}
	if (!c->n_found && c->query_text[0] && !c->query_us)
		canvas_printf(cv, row + 1, 0, width, INK_DIM,
		    either(
		        " 没有「%s」。少输一个条件, 或 Ctrl+N 新建", " Nobody is \"%s\". Drop a condition, or Ctrl+N"),
		    c->query_text);
}

static void
draw(const struct console *c, struct canvas *cv)
{
	int end = body_end(cv), mid = layout_mid(cv, 50), in = text_width(label(L_SEARCH)) + 2;
	char count[128], of[FORMAT_SIZE];

	canvas_rule(cv, BODY_TOP, 0, cv->cols, INK_FOCUS, label(L_FIND));
	canvas_printf(cv, BODY_TOP + 1, 0, in, INK_PLAIN, " %s", label(L_SEARCH));
	canvas_put(cv, BODY_TOP + 1, in, 1, INK_PLAIN, "[");
	edit_draw(cv, &c->query, BODY_TOP + 1, in + 1, 30, INK_FIELD, true);
	snprintf(count, sizeof(count), either("]  %d / %s 户   %lld.%02lld 秒", "]  %d / %s   %lld.%02lld s"),
	    c->n_found, format_thousands(of, c->found_of), (long long)(c->query_took_us / US_PER_SEC),
	    (long long)(c->query_took_us % US_PER_SEC / 10000));
	canvas_put(cv, BODY_TOP + 1, in + 31, cv->cols - in - 31, INK_PLAIN, c->query_text[0] ? count : "]");
	canvas_printf(cv, BODY_TOP + 2, 0, cv->cols, INK_DIM, "      %s", label(L_SEARCH_HOW));
	layout_two(cv, BODY_TOP + 3, mid, end - BODY_TOP - 4, INK_TITLE, label(L_FOUND), INK_TITLE, label(L_PREVIEW));
	table(c, cv, BODY_TOP + 4, mid, end - BODY_TOP - 4);
	preview(c, cv, BODY_TOP + 4, mid + 1, cv->cols - mid - 1, end - BODY_TOP - 4);
}

/* The selected customer is the one on the line. */
static void
attach(struct console *c)
{
	const struct customer *k = &c->found_rows[c->found.selected];
	struct ask *ask;

	if (!c->n_found)
		return;
	if (!c->work.session || (!in_call(c) && c->seat.state != SEAT_ACW)) {
		c->editing = *k;
		screen_push(c, SCREEN_CUSTOMER);
		return;
	}
	ask = console_ask(c, ASK_BIND);
	ask->session = c->work.session;
	ask->id = k->id;
	console_send(c, ask);
	c->work.customer = k->id;
	c->file.session = c->work.session;
	c->file.state = FILE_LOADING;
	c->file.asked_us = c->now_us;
	ask = console_ask(c, ASK_CUSTOMER);
	ask->session = c->work.session;
	ask->id = k->id;
	console_send(c, ask);
	work_note(c, either("归到客户", "attached"));
	screen_back(c);
}

static bool
key(struct console *c, keycode k)
{
	if ((k == K_UP || k == K_DOWN || k == K_PAGE_UP || k == K_PAGE_DOWN) && list_key(&c->found, k))
		return true;
	if (k == K_ENTER) {
		attach(c);
		return true;
	}
	if (!edit_key(&c->query, k))
		return false;
	c->query_us = c->now_us;
	return true;
}

static struct edit *
text(struct console *c)
{
	return &c->query;
}

static const char *
prompt(const struct console *c)
{
	return label(in_call(c) || c->seat.state == SEAT_ACW ? L_FIND_PROMPT_CALL : L_FIND_PROMPT);
}

const struct screen screen_find = {
	.title = L_FIND,
	.open = open,
	.draw = draw,
	.key = key,
	.text = text,
	.prompt = prompt,
};
