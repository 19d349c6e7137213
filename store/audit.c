/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The audit (SEC-07) and the requests done.
 *
 * Each audit line carries the hash (BLAKE2b) of the line before and of itself, so a line that is changed or taken out
 * breaks the chain from there on.  A request done is kept for a day under the key its sender chose; asked again, the
 * same answer is given and nothing is done.
 */
#include "store/internal.h"

#include <errno.h>
#include <sodium.h>
#include <stdlib.h>

#define HASH        32
#define DONE_TTL_US (INT64_C(24) * 3600 * 1000000)
#define DONE_SWEEP  2 /* old ones that go with each new one */

/* ---- audit ---- */

static int
chain(const uint8_t *before, size_t before_len, const Rec__Audit *a, uint8_t hash[HASH])
{
	Rec__Audit bare = *a;
	crypto_generichash_state h;

	bare.hash.len = 0;
	bare.hash.data = NULL;
	size_t n = rec__audit__get_packed_size(&bare);
	uint8_t *line = malloc(n ? n : 1);
	if (!line)
		return -ENOMEM;
	rec__audit__pack(&bare, line);
	crypto_generichash_init(&h, NULL, 0, HASH);
	crypto_generichash_update(&h, before, before_len);
	crypto_generichash_update(&h, line, n);
	crypto_generichash_final(&h, hash, HASH);
	free(line);
	return 0;
}

static int
add(struct store *s, Rec__Audit *a)
{
	Rec__Audit *before = NULL;
	uint8_t hash[HASH];
	uint64_t last;
	int rc = last_serial(s, s->txn, T_AUDIT, &last);

	if (rc)
		return rc;
	if (last) {
		struct key k = key_of_u64(last);
		if ((rc = record_get(s, T_AUDIT, &k, &before)))
			return rc;
	}
	a->serial = last + 1;
	rc = before ? chain(before->hash.data, before->hash.len, a, hash) : chain(NULL, 0, a, hash);
	store_free(before);
	if (rc)
		return rc;
	a->hash.data = hash;
	a->hash.len = HASH;
	struct key k = key_of_u64(a->serial);
	rc = record_put(s, T_AUDIT, &k, a);
	a->hash.data = NULL; /* it was ours */
	a->hash.len = 0;
	return rc;
}

int
audit_add(struct store *s, int64_t at_us, uint16_t seat, const char *action, const char *object,
    Rec__FieldChange **fields, size_t n_fields)
{
	Rec__Audit a = REC__AUDIT__INIT;

	a.at_us = at_us;
	a.seat = seat;
	a.action = (char *)(uintptr_t)action; /* packed, never written to */
	a.object = (char *)(uintptr_t)object;
	a.fields = fields;
	a.n_fields = n_fields;
	int rc = write_begin(s);
	return rc ? rc : write_end(s, add(s, &a));
}

int
audit_from(struct store *s, uint64_t serial, size_t most, Rec__Audit ***rows)
{
	struct key low = key_of_u64(serial), high = key_of_u64(UINT64_MAX);

	if (most > STORE_ROWS)
		most = STORE_ROWS;
	if (serial + most > serial)
		high = key_of_u64(serial + most - 1);
	return record_list(s, T_AUDIT, &low, &high, NULL, most, rows);
}

int
audit_check(struct store *s, uint64_t *serial)
{
	uint8_t before[HASH], hash[HASH];
	uint64_t last, at;
	size_t len = 0;
	MDB_txn *txn;
	int rc = read_begin(s, &txn);

	if (rc)
		return rc;
	rc = last_serial(s, txn, T_AUDIT, &last);
	for (at = 1; rc == 0 && at <= last; at++) {
		struct key k = key_of_u64(at);
		Rec__Audit *a;
		if (record_get(s, T_AUDIT, &k, &a)) {
			rc = -EBADMSG;
			break;
		}
		rc = chain(before, len, a, hash);
		if (rc == 0 && (a->serial != at || a->hash.len != HASH || memcmp(a->hash.data, hash, HASH)))
			rc = -EBADMSG;
		memcpy(before, hash, HASH);
		len = HASH;
		store_free(a);
		if (rc)
			break;
	}
	read_end(s);
	*serial = at;
	return rc == -EBADMSG ? refuse(s, rc, "audit: the chain breaks at line %llu", (unsigned long long)at) : rc;
}

/* ---- requests done ---- */

int
done_get(struct store *s, const void *key, size_t key_len, void **answer, size_t *len)
{
	struct key k = { 0 };
	MDB_txn *txn;
	MDB_val v;

	if (key_len == 0 || key_len > STORE_KEY_MAX)
		return refuse(s, -EINVAL, "key");
	key_bytes(&k, key, key_len);
	int rc = read_begin(s, &txn);
	if (rc)
		return rc;
	rc = raw_get(s, txn, T_DONE, &k, &v);
	if (rc == 0) {
		if ((*answer = malloc(v.mv_size + 1))) {
			memcpy(*answer, v.mv_data, v.mv_size);
			*len = v.mv_size;
		} else {
			rc = -ENOMEM;
		}
	}
	read_end(s);
	return rc == 0 ? 1 : rc == -ENOENT ? 0 : rc;
}

/* Let the oldest go if it is older than a day; 1 if one went. */
static int
sweep(struct store *s, int64_t now_us)
{
	struct key by_time = { 0 }, k = { 0 };
	MDB_cursor *c;
	MDB_val kv, v;
	int rc = engine(s, mdb_cursor_open(s->txn, s->dbi[T_DONE_BY_TIME], &c), "done");

	if (rc)
		return rc;
	rc = engine(s, mdb_cursor_get(c, &kv, &v, MDB_FIRST), "done");
	if (rc == 0) {
		key_bytes(&by_time, kv.mv_data, kv.mv_size);
		if (kv.mv_size > 8)
			key_bytes(&k, (const uint8_t *)kv.mv_data + 8, kv.mv_size - 8);
	}
	mdb_cursor_close(c);
	if (rc)
		return rc == -ENOENT ? 0 : rc;
	if (by_time.len > 8 && (int64_t)get_u64(by_time.at) > now_us - DONE_TTL_US)
		return 0;
	rc = raw_del(s, T_DONE_BY_TIME, &by_time);
	if (rc == 0 && k.len)
		rc = raw_del(s, T_DONE, &k);
	return rc ? rc : 1;
}

static int
put_done(struct store *s, const struct key *k, const void *answer, size_t len, int64_t now_us)
{
	struct key by_time = key_of_u64((uint64_t)now_us);
	int rc = 1;

	for (int i = 0; i < DONE_SWEEP && rc == 1; i++)
		rc = sweep(s, now_us);
	if (rc < 0)
		return rc;
	key_bytes(&by_time, k->at, k->len);
	rc = raw_put(s, T_DONE_BY_TIME, &by_time, "", 0);
	return rc ? rc : raw_put(s, T_DONE, k, answer, len);
}

int
done_put(struct store *s, const void *key, size_t key_len, const void *answer, size_t len, int64_t now_us)
{
	struct key k = { 0 };

	if (key_len == 0 || key_len > STORE_KEY_MAX)
		return refuse(s, -EINVAL, "key");
	key_bytes(&k, key, key_len);
	int rc = write_begin(s);
	return rc ? rc : write_end(s, put_done(s, &k, answer, len, now_us));
}
