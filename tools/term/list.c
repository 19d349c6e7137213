/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Walking a list.  What is seen follows the selection by no more than it must.
 */
#include "tools/term/list.h"

#define LIST_PAGE 10 /* rows PgUp and PgDn move */

void
list_count(struct list *l, int n)
{
	l->n = n < 0 ? 0 : n;
	if (l->selected >= l->n)
		l->selected = l->n ? l->n - 1 : 0;
}

bool
list_key(struct list *l, keycode key)
{
	int to = l->selected;

	switch (key) {
	case K_UP:
		to--;
		break;
	case K_DOWN:
		to++;
		break;
	case K_PAGE_UP:
		to -= LIST_PAGE;
		break;
	case K_PAGE_DOWN:
		to += LIST_PAGE;
		break;
	case K_HOME:
		to = 0;
		break;
	case K_END:
		to = l->n - 1;
		break;
	default:
		return false;
	}
	l->selected = to >= l->n ? (l->n ? l->n - 1 : 0) : to < 0 ? 0 : to;
	return true;
}

int
list_view(const struct list *l, int page)
{
	int top = l->selected < page ? 0 : l->selected - page + 1;

	return page > 0 ? top : 0;
}
