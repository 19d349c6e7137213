/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Calling party's categories (Q.763 3.11): categories.def says what is usual, the list `categories` of the configuration
 * adds to it and overrules it.
 */
#include "isup/exchange.h"

static const uint8_t usual[256] = {
#define CATEGORY(code, kind, text) [code] = CATEGORY_##kind,
#include "isup/categories.def"
#undef CATEGORY
};

void
category_init(struct exchange *x, const struct site *site)
{
	for (unsigned code = 0; code < 256; code++)
		x->category_kind[code] = usual[code];
	for (int i = 0; i < site->n_categories; i++)
		x->category_kind[site->categories[i].code & 0xff] = (uint8_t)site->categories[i].kind;
}
