/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The line to crmd (crm-desk.sock): questions as struct ask, answers as struct answer.
 *
 * The line is kept up, and the seat signed in on it, by itself.  Work orders, customers and drafts that were on their
 * way when it went are sent again with the same key, so they are done once; other questions are answered with
 * ANSWER_AWAY.
 */
#pragma once

#include "crm/client.h"
#include "tools/console/ask.h"

#define CRMLINE_MOST 24 /* questions on their way */

struct crmline {
	struct crm *crm; /* NULL = not connected */
	char run_dir[96];
	bool signed_in, signing;
	uint16_t seat;
	char password[8]; /* to sign in again after the line went; wiped by crmline_forget() */
	uint32_t sign_serial;
	int64_t retry_us, pause_us;
	struct crmline_asked {
		bool used, sent;
		uint32_t turn; /* writes are sent in the order they were asked */
		uint32_t serial;
		int64_t at_us;
		uint8_t key[CRM_KEY];
		struct ask ask;
	} asked[CRMLINE_MOST];
	uint32_t turn;
	int n_away; /* questions that got no answer */
	struct crmline_away {
		enum ask_kind kind;
		uint32_t ticket;
		uint64_t session;
	} away[CRMLINE_MOST];
};

void crmline_open(struct crmline *l, const char *run_dir);
void crmline_close(struct crmline *l);
void crmline_forget(struct crmline *l); /* signed out */
int crmline_fd(const struct crmline *l);

/* Connect, sign in again, send what waits.  Returns whether the line is up. */
bool crmline_turn(struct crmline *l, int64_t now_us);

void crmline_ask(struct crmline *l, const struct ask *ask, int64_t now_us);

/* The next answer; false if there is none. */
bool crmline_take(struct crmline *l, struct answer *a);
