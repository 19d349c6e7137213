/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One scripted agent: signs in, is ready, serves what comes, files the form after each call, and is ready again.
 *
 * It knows no more than a console does: packets of acdd (desk.h) and answers of crmd (crm.proto).  Lines that break are
 * made anew; a new sign-in does not disturb a call.
 */
#pragma once

#include "base/desk.h"
#include "crm/client.h"
#include "tools/console/deskline.h"

#include <stdbool.h>

struct script {
	const char *run_dir;
	const char *password;
	int64_t answer_us;  /* headset seats: answer after this */
	int64_t hang_up_us; /* hang up after so much talk; 0 = never */
	int64_t hold_us;    /* every other call: hold after a second, this long; 0 = never */
	int64_t wrap_us;    /* after-call work lasts this long */
};

struct agent {
	const struct script *script;
	uint16_t seat;
	struct crm *crm;
	struct deskline desk;
	struct desk_seat now; /* what acdd said last */
	bool signed_in, leaving, left;
	int64_t next_us; /* not before this: the next attempt or action */
	uint32_t asked;  /* serial of the request to crmd that is out; 0 = none */
	uint64_t filed;  /* session whose form is stored */
	uint8_t key[CRM_KEY];
	uint64_t key_of; /* session the key was made for */
	bool held;
	char order[24];
};

void agent_open(struct agent *a, const struct script *script, uint16_t seat);
/* Do what is due; returns how many calls it finished (0 or 1). */
int agent_turn(struct agent *a, int64_t now_us);
/* Sign out as soon as the state allows. */
void agent_leave(struct agent *a);
void agent_close(struct agent *a);
