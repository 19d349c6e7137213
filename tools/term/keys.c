/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names of keys, as key bars and help show them.
 */
#include "tools/term/keys.h"

#include "tools/term/text.h"

#include <stdio.h>

const char *
keycode_name(keycode key, char to[KEY_NAME])
{
	static const char *const names[] = {
#define KEY(id, name) [K_##id - K_FIRST] = name,
#include "tools/term/keys.def"
#undef KEY
	};

	if (key >= K_FIRST && key < K_LAST)
		snprintf(to, KEY_NAME, "%s", names[key - K_FIRST]);
	else if (key >= K_CTRL('A') && key <= K_CTRL('Z'))
		snprintf(to, KEY_NAME, "Ctrl+%c", (char)(key - K_CTRL(0)));
	else
		to[key_is_text(key) ? text_encode(to, key) : 0] = '\0';
	return to;
}
