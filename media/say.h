/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Saying digits, numbers and amounts of money out of recorded units, by the grammar of Chinese and of English.
 *
 *     10203.50  ->  yi wan ling er bai ling san dian wu ling   /  ten thousand two hundred three point five zero
 *     as money  ->  yi wan ling er bai ling san yuan wu jiao   /  ten thousand two hundred three point five zero yuan
 *
 * The units are prompts like any other; units.def names them.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum say_unit {
#define UNIT(id, name, zh, en) SAY_##id,
#include "media/units.def"
#undef UNIT
	SAY_UNITS,
};

extern const char *const say_name[SAY_UNITS]; /* the unit's prompt */

#define SAY_MAX    80 /* units of one item at most */
#define SAY_NUMBER 0
#define SAY_AMOUNT 1 /* yuan, with jiao and fen after the point */

/* Units of a text into `to`: how many, or -EINVAL if the text is not a number (digits). */
int say_digits(uint8_t to[SAY_MAX], const char *text, int lang);
int say_number(uint8_t to[SAY_MAX], const char *text, int how, int lang);
