/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * crm-desk.sock from the console's side.
 *
 * Questions wait in a small table until they are answered.  Reads that wait when the line goes are answered ANSWER_AWAY
 * at once: a screen rather says so than hangs.  Writes stay in the table and are sent again, in their order, with their
 * keys, as soon as the seat is signed in again.
 */
#include "tools/console/crmline.h"

#include "base/clock.h"
#include "tools/console/crmpack.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define PAUSE_LEAST (100 * US_PER_MS)
#define PAUSE_MOST  (2 * US_PER_SEC)
#define READ_US     (5 * US_PER_SEC)   /* a read not answered by then is answered ANSWER_AWAY */
#define SIGN_US     (300 * US_PER_SEC) /* signing in: a whole shift's passwords may be checked before */

void
crmline_open(struct crmline *l, const char *run_dir)
{
	memset(l, 0, sizeof(*l));
	text_copy(l->run_dir, sizeof(l->run_dir), run_dir);
	l->pause_us = PAUSE_LEAST;
}

void
crmline_close(struct crmline *l)
{
	crm_close(l->crm);
	l->crm = NULL;
	l->signed_in = l->signing = false;
}

void
crmline_forget(struct crmline *l)
{
	explicit_bzero(l->password, sizeof(l->password));
	l->signed_in = l->signing = false;
}

int
crmline_fd(const struct crmline *l)
{
	return l->crm ? crm_fd(l->crm) : -1;
}

/* An answer of our own. */
static void
answer_away(struct crmline *l, const struct ask *ask)
{
	if (l->n_away < CRMLINE_MOST)
		l->away[l->n_away++] = (struct crmline_away){ ask->kind, ask->ticket, ask->session };
}

static void
done(struct crmline_asked *q)
{
	explicit_bzero(q->ask.text, sizeof(q->ask.text));
	q->used = false;
}

static void
lose(struct crmline *l)
{
	crmline_close(l);
	for (int i = 0; i < CRMLINE_MOST; i++) {
		struct crmline_asked *q = &l->asked[i];
		if (!q->used)
			continue;
		q->sent = false;
		if (!crmpack_writes(q->ask.kind)) {
			answer_away(l, &q->ask);
			done(q);
		}
	}
}

struct sending {
	struct crmline *line;
	struct crmline_asked *q;
};

static int
send_request(void *arg, Crm__Request *request)
{
	struct sending *s = arg;

	if (crmpack_writes(s->q->ask.kind)) {
		request->key.data = s->q->key;
		request->key.len = CRM_KEY;
	}
	return crm_send(s->line->crm, request, &s->q->serial);
}

static void
try_send(struct crmline *l, struct crmline_asked *q)
{
	struct sending s = { l, q };

	int rc = crmpack_ask(&q->ask, send_request, &s);
	if (rc == 0)
		q->sent = true;
	else if (rc == -EMSGSIZE) {
		answer_away(l, &q->ask);
		done(q);
	} else if (rc != -EAGAIN)
		lose(l);
}

/* The question that has waited longest to be sent and may be sent now; signing in goes first. */
static struct crmline_asked *
next_to_send(struct crmline *l)
{
	struct crmline_asked *first = NULL;

	for (int i = 0; l->crm && i < CRMLINE_MOST; i++) {
		struct crmline_asked *q = &l->asked[i];
		if (!q->used || q->sent || (!l->signed_in && q->ask.kind != ASK_SIGN_IN))
			continue;
		if (!first || (int32_t)(q->turn - first->turn) < 0)
			first = q;
	}
	return first;
}

/* Sign in again with what worked before. */
static void
sign_in_again(struct crmline *l, int64_t now_us)
{
	struct ask ask = { .kind = ASK_SIGN_IN, .seat = l->seat };

	if (!l->password[0] || l->signing)
		return;
	text_copy(ask.text, sizeof(ask.text), l->password);
	crmline_ask(l, &ask, now_us);
}

bool
crmline_turn(struct crmline *l, int64_t now_us)
{
	if (!l->crm && now_us >= l->retry_us) {
		if (crm_connect(&l->crm, l->run_dir) == 0) {
			l->pause_us = PAUSE_LEAST;
			sign_in_again(l, now_us);
		} else {
			l->crm = NULL;
			l->retry_us = now_us + l->pause_us;
			l->pause_us = l->pause_us * 2 < PAUSE_MOST ? l->pause_us * 2 : PAUSE_MOST;
		}
	}
	for (int i = 0; i < CRMLINE_MOST; i++) {
		struct crmline_asked *q = &l->asked[i];
		int64_t most_us = q->ask.kind == ASK_SIGN_IN ? SIGN_US : READ_US;
		if (!q->used || crmpack_writes(q->ask.kind) || now_us - q->at_us <= most_us)
			continue;
		if (q->ask.kind == ASK_SIGN_IN)
			l->signing = false;
		answer_away(l, &q->ask);
		done(q);
	}
	for (struct crmline_asked *q; (q = next_to_send(l));) {
		try_send(l, q);
		if (q->used && !q->sent)
			break;
	}
	return l->crm != NULL;
}

void
crmline_ask(struct crmline *l, const struct ask *ask, int64_t now_us)
{
	struct crmline_asked *free = NULL;

	for (int i = 0; i < CRMLINE_MOST; i++) {
		struct crmline_asked *q = &l->asked[i];
		if (!q->used)
			free = free ? free : q;
		else if (ask->kind == ASK_DRAFT_SAVE && q->ask.kind == ASK_DRAFT_SAVE && !q->sent &&
		    q->ask.session == ask->session) {
			free = q; /* a newer draft takes the place of one that still waits */
			break;
		}
	}
	if (!free || (!l->crm && !crmpack_writes(ask->kind))) {
		answer_away(l, ask);
		return;
	}
	*free = (struct crmline_asked){ .used = true, .turn = ++l->turn, .at_us = now_us, .ask = *ask };
	crm_new_key(free->key);
	if (ask->kind == ASK_SIGN_IN) {
		l->signing = true;
		l->seat = ask->seat;
		text_copy(l->password, sizeof(l->password), ask->text);
	}
	if (next_to_send(l) == free)
		try_send(l, free);
}

static void
answered(struct crmline *l, struct crmline_asked *q, const Crm__Reply *reply, struct answer *a)
{
	crmpack_answer(&q->ask, reply, a);
	if (a->kind == ASK_SIGN_IN) {
		l->signing = false;
		if (a->code == ANSWER_OK)
			l->signed_in = true;
		else if (!l->signed_in)
			crmline_forget(l);
	}
	if (a->kind == ASK_SIGN_OUT)
		crmline_forget(l);
	done(q);
}

bool
crmline_take(struct crmline *l, struct answer *a)
{
	Crm__Reply *reply;
	int rc;

	if (l->n_away) {
		*a = (struct answer){ .kind = l->away[0].kind,
			.ticket = l->away[0].ticket,
			.ticket_session = l->away[0].session,
			.code = ANSWER_AWAY };
		memmove(l->away, l->away + 1, sizeof(l->away[0]) * (size_t)--l->n_away);
		return true;
	}
	while (l->crm && (rc = crm_take(l->crm, &reply)) != -EAGAIN) {
		if (rc != 0) {
			lose(l);
			return l->n_away ? crmline_take(l, a) : false;
		}
		for (int i = 0; i < CRMLINE_MOST; i++) {
			struct crmline_asked *q = &l->asked[i];
			if (!q->used || !q->sent || q->serial != reply->serial)
				continue;
			answered(l, q, reply, a);
			crm__reply__free_unpacked(reply, NULL);
			return true;
		}
		crm__reply__free_unpacked(reply, NULL);
	}
	return false;
}
