/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Keys: a Unicode character, or one of keys.def above all characters, or a control key.
 */
#pragma once

#include <stdint.h>

typedef uint32_t keycode;

#define K_FIRST 0x110000u
enum {
	K_NONE = 0,
	K_BEFORE = K_FIRST - 1,
#define KEY(id, name) K_##id,
#include "tools/term/keys.def"
#undef KEY
	K_LAST,
};
#define K_CTRL(letter) (0x120000u + (letter))

static inline int
key_is_text(keycode key)
{
	return key >= 0x20 && key != 0x7f && key < K_FIRST;
}

/* "F2", "Ctrl+F", "5". */
#define KEY_NAME 16
const char *keycode_name(keycode key, char to[KEY_NAME]);
