/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One scripted agent: what a person at a console does, as a small machine over what acdd and crmd say.
 *
 *     signed out -> signing in -> at the desk: (ready, ringing, talking .. after-call work: file the order, finish) ->
 * leaving -> gone
 *
 * It is driven by time and by the two lines alone, so a test can play both.
 */
#pragma once

#include "tools/console/ask.h"

#include "base/desk.h"

#include <stdio.h>

struct script {
	int64_t answer_us;  /* headset: how long it rings before it is answered */
	int64_t note_us;    /* into the talk: notes are written */
	int64_t hold_us;    /* into the talk: the customer is put on hold; 0 = never */
	int64_t held_us;    /* how long */
	int64_t hang_up_us; /* into the talk: the agent hangs up; 0 = the customer does */
	int64_t wrap_us;    /* into after-call work: the form is filed */
	char password[8];
};

enum autoseat_where { AUTOSEAT_OUT, AUTOSEAT_SIGNING, AUTOSEAT_DESK, AUTOSEAT_LEAVING, AUTOSEAT_GONE };

struct autoseat;
struct autoseat_ops {
	void (*ask)(struct autoseat *s, const struct ask *ask);
	void (*greet)(struct autoseat *s, uint64_t token);
	void (*desk)(struct autoseat *s, enum desk_verb verb, uint64_t session);
	void (*say)(struct autoseat *s, const char *line); /* one line for the log */
};

struct autoseat {
	const struct autoseat_ops *ops;
	const struct script *script;
	uint16_t number;
	enum autoseat_where where;
	uint32_t ticket;
	int64_t asked_us; /* the last verb or sign-in */
	bool known;       /* seat holds what acdd last said */
	struct desk_seat seat;

	/* the call at hand */
	uint64_t session;
	bool noted, was_held, filing, filed;
	char order[24];

	/* what was done */
	uint32_t served, orders, refused;
};

void autoseat_open(struct autoseat *s, uint16_t number, const struct script *script, const struct autoseat_ops *ops);
void autoseat_turn(struct autoseat *s, int64_t now_us);
int autoseat_packet(struct autoseat *s, const void *packet, size_t len, int64_t now_us); /* 0 or -EBADMSG */
void autoseat_answer(struct autoseat *s, const struct answer *a, int64_t now_us);
void autoseat_leave(struct autoseat *s); /* sign out as soon as there is no call */
