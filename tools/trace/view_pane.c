/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The decode pane: the selected record in words, or in octets.
 *
 * With few rows (compact) it shows the last layer: its first octets, and one cell for each parameter.  With more, all
 * layers, one line for each field.
 */
#include "tools/trace/view.h"

#include "tools/term/language.h"

#include <stdio.h>
#include <string.h>

#define HEX_OCTETS 14 /* a row of the compact form */
#define HEX_WIDTH  (6 + 3 * HEX_OCTETS)
#define NAME_WIDTH 22

/* The last item of depth 0: the layer that matters. */
static unsigned
last_layer(const struct decode *d)
{
	unsigned last = 0;

	for (unsigned i = 0; i < d->n; i++)
		if (d->items[i].depth == 0 && d->items[i].len)
			last = i;
	return last;
}

static void
draw_octets(const struct decode *d, unsigned at, unsigned n, struct canvas *cv, int row, int col)
{
	char text[8], octet[3];

	snprintf(text, sizeof(text), "%04x", at);
	canvas_put(cv, row, col, 4, INK_DIM, text);
	for (unsigned i = 0; i < n && at + i < d->len; i++)
		canvas_put(cv, row, col + 6 + 3 * (int)i, 2, INK_PLAIN, decode_hex(d, at + i, octet));
}

static void
draw_title(struct view *v, const struct entry *e, struct canvas *cv, int row, int col, int cols)
{
	char title[160];
	struct rung r;

	if (!rung_of(e->rec, &r))
		return;
	if (r.from == r.to)
		snprintf(title, sizeof(title), "%s", r.text);
	else
		snprintf(title, sizeof(title), _("%s  %s -> %s  %u octets%s"), r.text, _(column_names[r.from]),
		    _(column_names[r.to]), e->rec->len, v->open || r.kind != RUNG_SIGNAL ? "" : _("   numbers masked"));
	canvas_rule(cv, row, col, cols, v->pane ? INK_FOCUS : INK_TITLE, title);
}

/* ---- compact ---- */

/* Octets that people read: those of signalling. */
static bool
is_unit(const struct trace_rec *rec)
{
	struct rung r;

	return rung_of(rec, &r) && r.kind == RUNG_SIGNAL;
}

static void
draw_cell(const struct decode *d, unsigned item, struct canvas *cv, int row, int col, int width)
{
	char text[256];
	const struct decode_item *it = &d->items[item];

	decode_summary(d, item, text, sizeof(text));
	canvas_printf(cv, row, col, width, it->bad ? INK_ALARM : INK_PLAIN, "%s  %s", it->name, text);
}

static void
draw_compact(const struct decode *d, bool octets, struct canvas *cv, int row, int col, int rows, int cols)
{
	unsigned layer = last_layer(d), cell = 0;
	const struct decode_item *top = &d->items[layer];
	unsigned hex_rows = octets ? 2 : 0, cells = 2 * (unsigned)rows;
	bool in_param = false;

	for (unsigned i = 0; i < hex_rows && i * HEX_OCTETS < top->len; i++)
		draw_octets(d, top->at + i * HEX_OCTETS, HEX_OCTETS, cv, row + (int)i, col + 1);
	for (unsigned i = layer; i < d->n && cell < cells; i++) {
		in_param |= d->items[i].depth == 1;
		if (d->items[i].depth == 2 && in_param)
			continue; /* it is in its parameter's cell */
		if (cell / 2 < hex_rows && cell % 2 == 0)
			cell++;
		if (cell >= cells)
			break;
		int at = cell % 2 ? col + HEX_WIDTH + 2 : col + 1, end = cell % 2 ? col + cols : col + HEX_WIDTH + 1;
		if (i == layer)
			canvas_printf(cv, row + (int)(cell / 2), at, end - at, top->bad ? INK_ALARM : INK_FOCUS,
			    "%s  %s", top->name, top->text);
		else
			draw_cell(d, i, cv, row + (int)(cell / 2), at, end - at);
		cell++;
	}
}

/* ---- in full: the layer that matters, then those below it ---- */

static int
draw_full(struct view *v, struct canvas *cv, int row, int col, int rows, int cols)
{
	const struct decode *d = &v->decode;
	int line = -v->pane_top, name_width = cols > 60 ? NAME_WIDTH + 6 : NAME_WIDTH;

	unsigned first_item = last_layer(d);

	for (unsigned n = 0; n < d->n; n++) {
		const struct decode_item *it = &d->items[(first_item + n) % d->n];
		int indent = it->depth == 0 ? 0 : it->depth == 1 ? 1 : 3, width = name_width - indent;
		enum ink ink = it->bad ? INK_ALARM : it->depth == 2 ? INK_PLAIN : INK_FOCUS;
		const char *rest = it->text;
		bool first = true;

		if (it->depth < 2) /* a parameter's name may run on */
			width = it->text[0] ? text_width(it->name) > width ? text_width(it->name) : width
			                    : cols - indent - 1;
		do {
			const char *next = NULL;
			int room = cols - 2 - indent - width;
			size_t len = rest && rest[0] && room > 4 ? text_line(rest, room, &next) : 0;
			char part[256];
			snprintf(part, sizeof(part), "%.*s", (int)len, rest ? rest : "");
			if (line >= 0 && line < rows) {
				if (first)
					canvas_put(cv, row + line, col + 1 + indent, width, ink, it->name);
				canvas_put(cv, row + line, col + 2 + indent + width, room > 0 ? room : 0,
				    it->bad ? INK_ALARM : INK_PLAIN, part);
			}
			first = false;
			line++;
			rest = next;
		} while (rest && *rest);
	}
	return line + v->pane_top;
}

static int
draw_raw(struct view *v, struct canvas *cv, int row, int col, int rows, int cols)
{
	const struct decode *d = &v->decode;
	unsigned each = (unsigned)(cols - 7) / 3;

	each = each >= 16 ? 16 : each >= HEX_OCTETS ? HEX_OCTETS : 8;
	int lines = (int)((d->len + each - 1) / each);
	for (int i = 0; i < rows && v->pane_top + i < lines; i++)
		draw_octets(d, (unsigned)(v->pane_top + i) * each, each, cv, row + i, col + 1);
	return lines;
}

void
pane_draw(struct view *v, struct canvas *cv, int row, int col, int rows, int cols, bool compact)
{
	const struct entry *e = ladder_selected(v);

	if (!e) {
		canvas_rule(cv, row, col, cols, INK_TITLE, "");
		return;
	}
	decode_record(&v->decode, e->rec, v->open);
	draw_title(v, e, cv, row, col, cols);
	if (v->raw || !compact) {
		int lines = v->raw ? draw_raw(v, cv, row + 1, col, rows - 1, cols)
		                   : draw_full(v, cv, row + 1, col, rows - 1, cols);
		if (v->pane_top > lines - (rows - 1)) { /* scrolled beyond the end */
			int top = lines > rows - 1 ? lines - (rows - 1) : 0;
			if (top != v->pane_top) {
				v->pane_top = top;
				pane_draw(v, cv, row, col, rows, cols, compact);
			}
		}
	} else
		draw_compact(&v->decode, is_unit(e->rec), cv, row + 1, col, rows - 1, cols);
}
