/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Requests: what an agent can ask for, where and when.  From requests.def.
 */
#pragma once

#include "tools/term/keys.h"

#include <stdbool.h>

struct console;

enum screen_id {
#define SCREEN(id, record) SCREEN_##id,
#include "tools/console/screens.def"
#undef SCREEN
	SCREEN_COUNT,
};

enum request_id {
#define REQUEST(id, key, where, when, zh, en, requirement, zh_help, en_help) REQUEST_##id,
#include "tools/console/requests.def"
#undef REQUEST
	REQUEST_COUNT,
};

struct request {
	const char *id;
	keycode key;
	uint32_t where; /* 1 << enum screen_id */
	uint32_t when;  /* 1 << enum seat_state */
	const char *text[2];
	const char *requirement;
	const char *help[2];
	void (*run)(struct console *c);
};
extern const struct request requests[REQUEST_COUNT];

#define REQUEST_ZH_WIDTH 4 /* columns in the key bar */
#define REQUEST_EN_WIDTH 6

/* Is it live on this screen in this seat state? */
bool request_live(enum request_id id, enum screen_id screen, unsigned state);

/* The live request on a key, or NULL. */
const struct request *request_on_key(keycode key, enum screen_id screen, unsigned state);

/* The live requests for the menu, in the order of the table; returns how many. */
int request_menu(enum screen_id screen, unsigned state, enum request_id *to, int most);
