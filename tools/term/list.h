/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A list's place: which row is selected and which are seen.  The rows themselves belong to the screen.
 */
#pragma once

#include "tools/term/keys.h"

#include <stdbool.h>

struct list {
	int n;        /* rows there are */
	int selected; /* always a row, or 0 when there is none */
};

/* Rows came or went. */
void list_count(struct list *l, int n);

/* Arrows, PgUp, PgDn, Home, End; returns whether the key was one of them. */
bool list_key(struct list *l, keycode key);

/* With `page` rows to show: the first row to draw. */
int list_view(const struct list *l, int page);
