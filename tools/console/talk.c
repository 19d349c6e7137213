/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * In a call: card, time line, what is done, notes (CRM-08, CRM-14).
 *
 * Digits choose the kind of business as long as the notes do not have the focus; Tab goes from pane to pane.
 */
#include "tools/console/layout.h"

#include "store/kinds.h"

#include <stdio.h>
#include <string.h>

static void
open(struct console *c)
{
	c->pane = PANE_MAIN;
	c->notes = (struct edit){ .text = c->work.notes, .size = sizeof(c->work.notes), .lines = true };
	c->notes.at = strlen(c->work.notes);
}

static void
business(const struct console *c, struct canvas *cv, int row, int width)
{
	char item[64];
	int col = 0, wide = 0;

	/* Three abreast, each column as wide as its widest item. */
	for (size_t i = 0; i < n_kind_rows; i++) {
		size_t nth = i / 2 + i % 2 * ((n_kind_rows + 1) / 2);
		if (i % 2 == 0) {
			col += wide;
			wide = 0;
		}
		if (nth >= n_kind_rows) /* an odd one has nobody below it */
			continue;
		const struct kind_row *k = &kind_rows[nth];
		bool set = c->work.kind == k->digit;
		snprintf(item, sizeof(item), "%c%u %s ", set ? '>' : ' ', k->digit, k->text[language()]);
		int w = text_width(item);
		wide = w > wide ? w : wide;
		canvas_put(
		    cv, row + (int)(i % 2), col, col + w < width ? w : width - col, set ? INK_FOCUS : INK_PLAIN, item);
	}
	canvas_printf(cv, row + 2, 0, width, INK_PLAIN, " 0 %s", label(L_MORE));
}

static void
done(const struct console *c, struct canvas *cv, int row, int col, int width, int rows)
{
	char when[FORMAT_SIZE];
	int from = c->work.n_done > rows ? c->work.n_done - rows : 0;

	for (int i = from; i < c->work.n_done; i++)
		canvas_printf(cv, row + i - from, col, width, INK_PLAIN, " %s %s",
		    format_clock(when, c->work.done[i].at_us), c->work.done[i].text);
}

/* The present call heads the time line. */
static void
time_line(const struct console *c, struct canvas *cv, int row, int col, int width, int rows)
{
	const struct desk_seat *s = &c->seat;
	char when[FORMAT_SIZE], wait[FORMAT_SIZE], text[160];
	int64_t till = s->answered_us ? s->answered_us : console_time(c);

	snprintf(text, sizeof(text), " %s %s  %s",
	    format_when(when, s->outgoing ? s->since_us : s->arrived_us, console_time(c)), label(L_THIS), s->choice);
	if (s->queued_us) {
		size_t n = strlen(text);
		snprintf(text + n, sizeof(text) - n, "%s %s %s", s->choice[0] ? "," : "", label(L_WAITED),
		    format_length(wait, till - s->queued_us));
	}
	canvas_put(cv, row, col, width, INK_PLAIN, text);
	draw_past(c, cv, row + 1, col, width, rows - 1, c->pane == PANE_SIDE);
}

static void
draw(const struct console *c, struct canvas *cv)
{
	int end = body_end(cv), mid = layout_mid(cv, 38), extra = cv->rows - SHORT_ROWS;
	int card = 5 + (extra + 1) / 2, doing = BODY_TOP + 1 + card, notes = doing + 4, script = end - 3;
	char left[160], right[96], saved[FORMAT_SIZE] = "";

	if (c->file.state == FILE_THERE)
		snprintf(left, sizeof(left), "%s %s", c->file.customer.name, c->file.customer.number);
	else
		snprintf(left, sizeof(left), "%s", label(L_CUSTOMER));
	snprintf(right, sizeof(right), "%s %d", label(L_TIME_LINE), c->file.n_past);
	layout_two(cv, BODY_TOP, mid, card, INK_TITLE, left, c->pane == PANE_SIDE ? INK_FOCUS : INK_TITLE, right);
	draw_card(c, cv, BODY_TOP + 1, 0, mid, card);
	time_line(c, cv, BODY_TOP + 1, mid + 1, cv->cols - mid - 1, card);
	layout_two(cv, doing, mid, 3, c->pane == PANE_MAIN ? INK_FOCUS : INK_TITLE, label(L_BUSINESS), INK_TITLE,
	    label(L_DONE));
	business(c, cv, doing + 1, mid);
	done(c, cv, doing + 1, mid + 1, cv->cols - mid - 1, 3);
	if (c->work.saved_us)
		format_clock(saved, c->work.saved_us + c->skew_us);
	snprintf(left, sizeof(left), "%s%s%s", label(L_NOTES), saved[0] ? "  " : "", saved[0] ? label(L_SAVED) : "");
	size_t n = strlen(left);
	snprintf(left + n, sizeof(left) - n, " %s", saved);
	canvas_rule(cv, notes, 0, cv->cols, c->pane == PANE_NOTES ? INK_FOCUS : INK_TITLE, left);
	edit_draw_lines(cv, &c->notes, notes + 1, 1, cv->cols - 2, script - notes - 1, c->pane == PANE_NOTES);
	draw_script(c, cv, script, 3);
}

static bool
notes_key(struct console *c, keycode k)
{
	if (k == K_ESC || k == K_TAB || k == K_BACK_TAB) {
		c->pane = k == K_BACK_TAB ? PANE_SIDE : PANE_MAIN;
		work_save_draft(c);
		return true;
	}
	if (!edit_key(&c->notes, k))
		return false;
	work_touch(c);
	return true;
}

static bool
key(struct console *c, keycode k)
{
	if (c->pane == PANE_NOTES)
		return notes_key(c, k);
	if (k == K_TAB || k == K_BACK_TAB) {
		c->pane = c->pane == PANE_MAIN ? (k == K_TAB ? PANE_SIDE : PANE_NOTES)
		    : k == K_TAB               ? PANE_NOTES
		                               : PANE_MAIN;
		return true;
	}
	if (c->pane == PANE_SIDE && list_key(&c->past, k))
		return true;
	if (c->pane == PANE_SIDE && k == K_ESC) {
		c->pane = PANE_MAIN;
		return true;
	}
	if (k == '0') {
		screen_push(c, SCREEN_MENU);
		return true;
	}
	if (k > '0' && k <= '9' && kind_find(k - '0') && c->work.session) {
		if (c->work.kind != k - '0')
			c->work.subkind = 0;
		c->work.kind = k - '0';
		/* the same key again says nothing new */
		if (!c->work.n_done || strcmp(c->work.done[c->work.n_done - 1].text, kind_label(c->work.kind)) != 0)
			work_note(c, kind_label(c->work.kind));
		work_touch(c);
		return true;
	}
	return false;
}

static struct edit *
text(struct console *c)
{
	return c->pane == PANE_NOTES ? &c->notes : NULL;
}

static const char *
prompt(const struct console *c)
{
	return label(c->pane == PANE_NOTES ? L_NOTES_PROMPT : c->pane == PANE_SIDE ? L_LIST_PROMPT : L_TALK_PROMPT);
}

const struct screen screen_talk = {
	.title = L_TALK,
	.open = open,
	.draw = draw,
	.key = key,
	.text = text,
	.prompt = prompt,
};
