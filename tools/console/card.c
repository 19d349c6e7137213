/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The customer's card, history and open work orders: panes that several screens show.
 */
#include "tools/console/screen.h"

#include "store/kinds.h"

#include <stdio.h>
#include <string.h>

const char *
kind_label(uint32_t kind)
{
	const struct kind_row *k = kind_find(kind);

	return k ? k->text[language()] : "-";
}

const char *
subkind_label(uint32_t kind, uint32_t subkind)
{
	const struct subkind_row *s = subkind_find(kind, subkind);

	return s ? s->text[language()] : "";
}

/* States of a work order as records.proto numbers them. */
enum {
	STATE_DRAFT,
	STATE_DISPATCHED,
	STATE_ACCEPTED,
	STATE_PROGRESS,
	STATE_REVIEW,
	STATE_INFORM,
	STATE_CLOSED,
	STATE_CANCELLED,
	STATE_REFUSED,
	STATE_COUNT
};

const char *
order_state_label(uint32_t state)
{
	return state < STATE_COUNT ? label((enum label)(L_ORDER_DRAFT + state)) : "?";
}

bool
order_is_open(uint32_t state)
{
	return state != STATE_CLOSED && state != STATE_CANCELLED && state != STATE_DRAFT;
}

static void
line(struct canvas *cv, int row, int col, int width, const char *name, const char *text)
{
	canvas_printf(cv, row, col, width, INK_PLAIN, " %s %s", name, text);
}

static int
phones(const struct console *c, struct canvas *cv, int row, int end, int col, int width)
{
	const struct customer *k = &c->file.customer;
	char number[FORMAT_SIZE];
	int in = text_width(label(L_PHONE_OF)) + 2;

	for (int i = 0; i < k->n_phones && row < end; i++, row++) {
		bool this = strcmp(k->phones[i], c->seat.caller.digits) == 0;
		canvas_printf(cv, row, col, in, INK_PLAIN, " %s", i ? "" : label(L_PHONE_OF));
		canvas_printf(cv, row, col + in, width - in, INK_PLAIN, "%s%s%s", format_phone(number, k->phones[i]),
		    this ? "  " : "", this ? label(c->seat.outgoing ? L_THIS_CALL_OUT : L_THIS_CALL) : "");
	}
	return row;
}

void
draw_card(const struct console *c, struct canvas *cv, int row, int col, int width, int rows)
{
	const struct customer *k = &c->file.customer;
	int end = row + rows;
	char text[ASK_SHORT * 2], created[FORMAT_SIZE];

	if (c->file.state != FILE_THERE) {
		int64_t waits = c->now_us - c->file.asked_us;
		const char *say = c->file.state == FILE_AWAY ? _("Customer files are away; the call is not affected")
		    : c->file.state == FILE_LOADING && waits > 300 * US_PER_MS ? label(L_LOADING)
		    : c->file.state == FILE_LOADING                            ? ""
		                                                               : label(L_NO_FILE);
		draw_text(cv, row, col + 1, width - 1, rows, INK_DIM, say);
		return;
	}
	snprintf(text, sizeof(text), " %s", k->name);
	canvas_put(cv, row, col, 16, INK_FOCUS, text);
	canvas_printf(cv, row, col + 16, width - 16, INK_PLAIN, "%s%s[%s]", k->key ? label(L_KEY_CUSTOMER) : "",
	    k->key ? " " : "", k->klass[0] ? k->klass : "-");
	row = phones(c, cv, row + 1, end, col, width);
	if (row < end) {
		int in = text_width(label(L_ADDRESS)) + 2;
		canvas_printf(cv, row, col, in, INK_PLAIN, " %s", label(L_ADDRESS));
		canvas_cut(cv, row++, col + in, width - in, INK_PLAIN, TEXT_CUT_FRONT, k->address);
	}
	if (row < end) {
		snprintf(text, sizeof(text), "%s   %s %s", format_when(created, k->created_us, console_time(c)),
		    label(L_DISTRICT), k->district[0] ? k->district : "-");
		line(cv, row++, col, width, label(L_CREATED), text);
	}
	if (row < end && k->likes[0])
		line(cv, row++, col, width, label(L_LIKES), k->likes);
	if (row < end && k->note[0]) {
		int in = text_width(label(L_REMARK)) + 2;
		canvas_printf(cv, row, col, in, INK_PLAIN, " %s", label(L_REMARK));
		draw_text(cv, row, col + in, width - in, end - row, INK_FOCUS, k->note);
	}
}

/* A kind in a column of its own. */
static void
column(char *to, size_t size, const char *word)
{
	int room = language() == LANG_ZH ? 4 : 9;

	snprintf(to, size, "%s%*s", word, room > text_width(word) ? room - text_width(word) : 0, "");
}

void
past_line(const struct past *p, int64_t now_us, int width, char *to, size_t size)
{
	char when[FORMAT_SIZE], length[FORMAT_SIZE], what[ASK_SHORT * 2], text[96], kind[48];

	format_when(when, p->at_us, now_us);
	switch (p->sort) {
	case PAST_ORDER:
		text_cut(text, sizeof(text), subkind_label(p->kind, p->subkind), 12, TEXT_CUT_END);
		column(kind, sizeof(kind), kind_label(p->kind));
		snprintf(what, sizeof(what), "%s %s%*s %s %s", kind, text, 12 - text_width(text), "", p->number,
		    order_state_label(p->state));
		/* The number rather goes than is cut. */
		if (text_width(when) + 1 + text_width(what) > width)
			snprintf(what, sizeof(what), "%s %s%*s %s", kind, text, 12 - text_width(text), "",
			    order_state_label(p->state));
		break;
	case PAST_NOTE:
		column(kind, sizeof(kind), label(L_PAST_NOTE));
		snprintf(what, sizeof(what), "%s %s", kind, p->text[0] ? p->text : kind_label(p->kind));
		break;
	default:
		text_cut(text, sizeof(text), p->text, 12, TEXT_CUT_END);
		column(kind, sizeof(kind), label(p->outgoing ? L_PAST_OUT : L_PAST_CALL));
		if (p->unanswered)
			snprintf(what, sizeof(what), "%s %s%*s %s %s !", kind, text, 12 - text_width(text), "",
			    label(L_ABANDONED), format_length(length, p->wait_us));
		else
			snprintf(what, sizeof(what), "%s %s%*s %04u %6s", kind, text, 12 - text_width(text), "",
			    p->seat, format_length(length, p->talk_us));
	}
	snprintf(to, size, "%s %s", when, what);
}

void
draw_past(const struct console *c, struct canvas *cv, int row, int col, int width, int rows, bool focused)
{
	const struct file *f = &c->file;
	char text[ASK_SHORT * 3];
	int top = list_view(&c->past, rows);

	if (!f->n_past) {
		canvas_printf(cv, row, col, width, INK_DIM, " %s", f->state == FILE_LOADING ? "" : label(L_NO_PAST));
		return;
	}
	bool more = !focused && f->n_past > rows;
	for (int i = 0; i < rows && top + i < f->n_past; i++) {
		if (more && i == rows - 1) {
			snprintf(text, sizeof(text),
			    either("    (还有 %d 条: Tab 进入, PgDn 翻页)", "    (%d more: Tab to enter, PgDn)"),
			    f->n_past - i);
			canvas_put(cv, row + i, col, width, INK_DIM, text);
			break;
		}
		bool here = focused && top + i == c->past.selected;
		past_line(&f->past[top + i], console_time(c), width - 1, text, sizeof(text));
		canvas_put(cv, row + i, col, 1, here ? INK_SELECTED : INK_PLAIN, here ? ">" : "");
		canvas_put(cv, row + i, col + 1, width - 1, here ? INK_SELECTED : INK_PLAIN, text);
	}
}
