/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Calls out: the trunk group that takes a dialled number, what comes after it, the number shown, and what came of it.
 */
#pragma once

#include "acd/acd.h"

/* The first trunk group for this call; NONE if no route fits. */
uint16_t route_first(const struct acd *a, const struct seat *seat, const struct number *called);

/*
 * The group could not: may another try, and which?  NONE: no, the cause stands.  Remembers in the session which groups
 * were tried, so that groups which overflow into each other end.
 */
uint16_t route_next(struct acd *a, struct session *s, uint8_t cause);

/* The number shown to the called party: the seat's queue's, else the group's; len 0 = none. */
struct number route_shown(const struct acd *a, const struct seat *seat, uint16_t group);

/* ---- results.def ---- */

enum result {
#define RESULT(id, code, word) RESULT_##id = (code),
#include "acd/results.def"
#undef RESULT
	RESULT_COUNT,
};

enum result result_of_cause(uint8_t cause);
enum result result_of(const struct session *s); /* RESULT_NONE for calls in */
const char *result_word(enum result result);
const char *result_prompt(uint8_t cause); /* "" = none */
