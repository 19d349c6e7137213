/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Requests of consoles: one row each, saying whether it needs a signed-in peer and whether it writes.
 *
 * A packet is unpacked and checked by protobuf-c; what it asks is checked again by the store.  A write that carries a
 * key is done once: its answer is stored in the same transaction, and given again when the key comes again.
 */
#include "crm/crmd.h"

#include "crm/client.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum need { ANYBODY, SIGNED_IN };
enum effect { READS, WRITES };

/* clang-format off */
static const struct request_row {
	Crm__Request__AskCase ask;
	request_fn *run;
	enum need need;
	enum effect effect;
} rows[] = {
	{ CRM__REQUEST__ASK_SIGN_IN,         req_sign_in,         ANYBODY,   READS }, /* its write comes with the job */
	{ CRM__REQUEST__ASK_SIGN_OUT,        req_sign_out,        ANYBODY,   READS },
	{ CRM__REQUEST__ASK_PASSWORD_CHANGE, req_password_change, SIGNED_IN, READS }, /* likewise */
	{ CRM__REQUEST__ASK_FIND,            req_find,            SIGNED_IN, READS },
	{ CRM__REQUEST__ASK_CUSTOMER_GET,    req_customer_get,    SIGNED_IN, READS },
	{ CRM__REQUEST__ASK_CUSTOMER_SAVE,   req_customer_save,   SIGNED_IN, WRITES },
	{ CRM__REQUEST__ASK_CALL_CUSTOMER,   req_call_customer,   SIGNED_IN, WRITES },
	{ CRM__REQUEST__ASK_HISTORY,         req_history,         SIGNED_IN, READS },
	{ CRM__REQUEST__ASK_CHANGES,         req_changes,         SIGNED_IN, READS },
	{ CRM__REQUEST__ASK_DAY_LIST,        req_day_list,        SIGNED_IN, READS },
	{ CRM__REQUEST__ASK_CALL_GET,        req_call_get,        SIGNED_IN, READS },
	{ CRM__REQUEST__ASK_ORDER_SAVE,      req_order_save,      SIGNED_IN, WRITES },
	{ CRM__REQUEST__ASK_ORDER_GET,       req_order_get,       SIGNED_IN, READS },
	{ CRM__REQUEST__ASK_ORDER_LIST,      req_order_list,      SIGNED_IN, READS },
	{ CRM__REQUEST__ASK_ORDER_ACT,       req_order_act,       SIGNED_IN, WRITES },
	{ CRM__REQUEST__ASK_DRAFT_SAVE,      req_draft_save,      SIGNED_IN, WRITES },
	{ CRM__REQUEST__ASK_DRAFT_LOAD,      req_draft_load,      SIGNED_IN, READS },
	{ CRM__REQUEST__ASK_MESSAGE_LIST,    req_message_list,    SIGNED_IN, READS },
	{ CRM__REQUEST__ASK_MESSAGE_HEARD,   req_message_heard,   SIGNED_IN, WRITES },
};
/* clang-format on */

static const struct request_row *
find_row(Crm__Request__AskCase ask)
{
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (rows[i].ask == ask)
			return &rows[i];
	return NULL;
}

void
request_refuse(struct request *r, Crm__Code code, const char *why)
{
	r->reply.code = code;
	r->reply.why = (char *)(uintptr_t)why; /* packed before this request is over */
}

bool
request_ok(struct request *r, int rc)
{
	/* clang-format off */
	static const struct {
		int rc;
		Crm__Code code;
	} codes[] = {
		{ -ENOENT, CRM__CODE__NOT_FOUND },
		{ -ESTALE, CRM__CODE__CONFLICT },
		{ -EINVAL, CRM__CODE__BAD_FIELD },
		{ -EPERM,  CRM__CODE__NOT_NOW },
		{ -EEXIST, CRM__CODE__BAD_FIELD },
	};
	/* clang-format on */

	if (rc >= 0)
		return true;
	for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
		if (codes[i].rc == rc) {
			request_refuse(r, codes[i].code, rc == -ENOENT ? "" : store_why(r->d->store));
			return false;
		}
	request_refuse(r, CRM__CODE__UNAVAILABLE, "");
	return false;
}

/* ---- once only ---- */

/* A key counts for its seat alone. */
static size_t
own_key(const struct request *r, uint8_t key[STORE_KEY_MAX])
{
	size_t n = r->ask->key.len;

	if (n == 0 || n > STORE_KEY_MAX - 2)
		return 0;
	key[0] = (uint8_t)(r->peer->seat >> 8);
	key[1] = (uint8_t)r->peer->seat;
	memcpy(key + 2, r->ask->key.data, n);
	return n + 2;
}

static bool
answer_again(struct request *r)
{
	uint8_t key[STORE_KEY_MAX];
	size_t n = own_key(r, key), len;
	void *answer;

	if (!n || done_get(r->d->store, key, n, &answer, &len) != 1)
		return false;
	Crm__Reply *before = crm__reply__unpack(NULL, len, answer);
	free(answer);
	if (!before)
		return false;
	before->serial = r->ask->serial;
	tell_peer(r->d, r->peer->id, before, false);
	r->d->ops->count(r->d, STAT_REPEATED, 1);
	crm__reply__free_unpacked(before, NULL);
	return true;
}

static int
remember(struct request *r)
{
	uint8_t key[STORE_KEY_MAX];
	size_t n = own_key(r, key), len = crm__reply__get_packed_size(&r->reply);

	if (!n || len > CRM_PACKET_MAX)
		return 0;
	uint8_t *answer = malloc(len + 1);
	if (!answer)
		return -ENOMEM;
	crm__reply__pack(&r->reply, answer);
	int rc = done_put(r->d->store, key, n, answer, len, r->d->now_us);
	free(answer);
	return rc;
}

/* ---- one request ---- */

/* What the reply tells was made by malloc all the way down; the head is ours. */
static void
free_told(Crm__Reply *reply)
{
	Crm__Reply *whole = malloc(sizeof *whole);

	if (!whole)
		return;
	*whole = *reply;
	whole->why = (char *)(uintptr_t)protobuf_c_empty_string;
	crm__reply__free_unpacked(whole, NULL);
}

static void
run(struct request *r, const struct request_row *row)
{
	if (row->effect == WRITES) {
		if (answer_again(r)) {
			r->later = true;
			return;
		}
		if (!request_ok(r, batch_need(r->d)))
			return;
	}
	row->run(r);
	r->wrote = row->effect == WRITES;
	if (r->wrote && r->reply.code == CRM__CODE__OK)
		request_ok(r, remember(r));
}

static void
forget(char *secret)
{
	explicit_bzero(secret, strlen(secret)); /* of an empty text nothing is written */
}

static void
forget_passwords(Crm__Request *ask)
{
	if (ask->ask_case == CRM__REQUEST__ASK_SIGN_IN) {
		forget(ask->sign_in->password);
	} else if (ask->ask_case == CRM__REQUEST__ASK_PASSWORD_CHANGE) {
		forget(ask->password_change->old);
		forget(ask->password_change->new_);
	}
}

void
request_take(struct crmd *d, struct peer *p, const void *packet, size_t len)
{
	struct request r = { .d = d, .peer = p, .reply = CRM__REPLY__INIT };
	Crm__Request *ask = len <= CRM_PACKET_MAX ? crm__request__unpack(NULL, len, packet) : NULL;
	const struct request_row *row = ask ? find_row(ask->ask_case) : NULL;

	d->ops->count(d, STAT_REQUESTS, 1);
	r.ask = ask;
	r.reply.serial = ask ? ask->serial : 0;
	if (!row) {
		d->ops->count(d, STAT_BAD_PACKETS, 1);
		request_refuse(&r, CRM__CODE__BAD_REQUEST, "");
	} else if (row->need == SIGNED_IN && p->seat == SEAT_NONE) {
		request_refuse(&r, CRM__CODE__SIGN_IN_FIRST, "");
	} else {
		run(&r, row);
	}
	if (!r.later) {
		if (r.reply.code != CRM__CODE__OK)
			d->ops->count(d, STAT_REFUSED, 1);
		tell_peer(d, p->id, &r.reply, r.wrote);
		free_told(&r.reply);
	}
	if (ask) {
		forget_passwords(ask);
		crm__request__free_unpacked(ask, NULL);
	}
}
