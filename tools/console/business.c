/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Menu choices carry the words of the flow that offered them; a kind of work whose name is among them is what is meant.
 */
#include "tools/console/business.h"

#include "base/site.h"
#include "store/kinds.h"

#include <string.h>

uint32_t
kind_of_choice(const char *choice)
{
	for (size_t i = 0; i < n_kind_rows; i++)
		if (strstr(choice, kind_rows[i].text[LANG_ZH]) || strstr(choice, kind_rows[i].text[LANG_EN]))
			return kind_rows[i].digit;
	return KIND_NONE;
}
