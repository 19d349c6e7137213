/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rows: keys, records, the lists that lead to them, the change log.
 *
 * A record is one packed message under its key.  Every index (tables.def) holds, for each record it lists, a key made
 * from the record that ends with the record's own key; record_put() compares what the old record listed with what the
 * new one does, so an index is always true within the same transaction.  Lists are walked from the newest back and go
 * on from the last key handed out.
 */
#include "store/internal.h"

#include <errno.h>
#include <stdlib.h>

/* ---- keys ---- */

void
key_start(struct key *k)
{
	k->len = 0;
}

void
key_bytes(struct key *k, const void *p, size_t n)
{
	size_t room = KEY_MAX - k->len;

	if (n > room)
		n = room;
	memcpy(k->at + k->len, p, n);
	k->len = (uint8_t)(k->len + n);
}

void
put_u64(uint8_t *p, uint64_t v)
{
	for (int i = 0; i < 8; i++)
		p[i] = (uint8_t)(v >> (56 - 8 * i));
}

uint64_t
get_u64(const uint8_t *p)
{
	uint64_t v = 0;

	for (int i = 0; i < 8; i++)
		v = v << 8 | p[i];
	return v;
}

void
key_u64(struct key *k, uint64_t v)
{
	uint8_t b[8];

	put_u64(b, v);
	key_bytes(k, b, sizeof b);
}

void
key_u32(struct key *k, uint32_t v)
{
	uint8_t b[8];

	put_u64(b, v);
	key_bytes(k, b + 4, 4);
}

void
key_u16(struct key *k, uint16_t v)
{
	uint8_t b[8];

	put_u64(b, v);
	key_bytes(k, b + 6, 2);
}

void
key_text(struct key *k, const char *text)
{
	key_bytes(k, text, strlen(text) + 1);
}

static MDB_val
val(const void *p, size_t n)
{
	MDB_val v = { .mv_size = n, .mv_data = (void *)(uintptr_t)p };
	return v;
}

/* ---- raw rows ---- */

int
raw_get(struct store *s, MDB_txn *txn, enum table t, const struct key *k, MDB_val *v)
{
	MDB_val kv = val(k->at, k->len);

	return engine(s, mdb_get(txn, s->dbi[t], &kv, v), table_rows[t].name);
}

int
raw_put(struct store *s, enum table t, const struct key *k, const void *data, size_t len)
{
	MDB_val kv = val(k->at, k->len), v = val(data, len);

	s->touched++;
	return engine(s, mdb_put(s->txn, s->dbi[t], &kv, &v, 0), table_rows[t].name);
}

int
raw_del(struct store *s, enum table t, const struct key *k)
{
	MDB_val kv = val(k->at, k->len);

	s->touched++;
	int rc = engine(s, mdb_del(s->txn, s->dbi[t], &kv, NULL), table_rows[t].name);
	return rc == -ENOENT ? 0 : rc;
}

int
last_serial(struct store *s, MDB_txn *txn, enum table t, uint64_t *serial)
{
	MDB_cursor *c;
	MDB_val k, v;
	int rc = engine(s, mdb_cursor_open(txn, s->dbi[t], &c), table_rows[t].name);

	if (rc)
		return rc;
	rc = engine(s, mdb_cursor_get(c, &k, &v, MDB_LAST), table_rows[t].name);
	*serial = rc == 0 && k.mv_size == 8 ? get_u64(k.mv_data) : 0;
	mdb_cursor_close(c);
	return rc == -ENOENT ? 0 : rc;
}

int
counter_next(struct store *s, const char *counter, uint64_t *n)
{
	struct key k = { 0 };
	uint8_t b[8];
	MDB_val v;

	key_text(&k, counter);
	int rc = raw_get(s, s->txn, T_META, &k, &v);
	if (rc && rc != -ENOENT)
		return rc;
	*n = (rc == 0 && v.mv_size == 8 ? get_u64(v.mv_data) : 0) + 1;
	put_u64(b, *n);
	return raw_put(s, T_META, &k, b, sizeof b);
}

int
next_id(struct store *s, const char *counter, uint64_t *id)
{
	uint64_t n;
	int rc = counter_next(s, counter, &n);

	if (rc == 0)
		*id = (uint64_t)s->node << 48 | n;
	return rc;
}

/* ---- records ---- */

void
store_free(void *record)
{
	if (record)
		protobuf_c_message_free_unpacked(record, NULL);
}

void
store_free_rows(void *rows, size_t n)
{
	void **row = rows;

	for (size_t i = 0; row && i < n; i++)
		store_free(row[i]);
	free(row);
}

static int
unpack(struct store *s, enum table t, const MDB_val *v, void *recordp)
{
	void *record = protobuf_c_message_unpack(table_rows[t].record, NULL, v->mv_size, v->mv_data);

	if (!record)
		return refuse(s, -EBADMSG, "%s: a record cannot be read", table_rows[t].name);
	memcpy(recordp, &record, sizeof record);
	return 0;
}

int
record_get(struct store *s, enum table t, const struct key *k, void *recordp)
{
	MDB_txn *txn;
	MDB_val v;
	int rc = read_begin(s, &txn);

	if (rc)
		return rc;
	rc = raw_get(s, txn, t, k, &v);
	if (rc == 0)
		rc = unpack(s, t, &v, recordp);
	read_end(s);
	return rc;
}

bool
index_key(enum table index, const void *record, const struct key *own, struct key *k)
{
	key_start(k);
	if (!record || !table_rows[index].key(record, k))
		return false;
	key_bytes(k, own->at, own->len);
	return true;
}

static int
update_indexes(struct store *s, enum table t, const struct key *own, const void *before, const void *after)
{
	for (int i = 0; i < T_COUNT; i++) {
		struct key old, new;
		if (table_rows[i].of != (int)t)
			continue;
		bool had = index_key(i, before, own, &old), has = index_key(i, after, own, &new);
		if (had && has && old.len == new.len && !memcmp(old.at, new.at, old.len))
			continue;
		int rc = had ? raw_del(s, i, &old) : 0;
		if (rc == 0 && has)
			rc = raw_put(s, i, &new, "", 0);
		if (rc)
			return rc;
	}
	return 0;
}

static int
log_change(struct store *s, enum table t, const struct key *k)
{
	uint8_t row[1 + KEY_MAX];
	uint64_t serial;

	if (!table_rows[t].logged)
		return 0;
	int rc = last_serial(s, s->txn, T_CHANGES, &serial);
	if (rc)
		return rc;
	struct key at = key_of_u64(serial + 1);
	row[0] = (uint8_t)t;
	memcpy(row + 1, k->at, k->len);
	return raw_put(s, T_CHANGES, &at, row, 1u + k->len);
}

static bool
has_index(enum table t)
{
	for (int i = 0; i < T_COUNT; i++)
		if (table_rows[i].of == (int)t)
			return true;
	return false;
}

int
record_put(struct store *s, enum table t, const struct key *k, const void *record)
{
	MDB_val kv = val(k->at, k->len), v = { .mv_size = protobuf_c_message_get_packed_size(record) };
	void *before = NULL;
	int rc = has_index(t) ? record_get(s, t, k, &before) : 0;

	/* One that cannot be read is written over: what its lists say of it is found by store_check(). */
	if (rc && rc != -ENOENT && rc != -EBADMSG)
		return rc;
	s->touched++;
	rc = engine(s, mdb_put(s->txn, s->dbi[t], &kv, &v, MDB_RESERVE), table_rows[t].name);
	if (rc == 0) {
		protobuf_c_message_pack(record, v.mv_data);
		rc = update_indexes(s, t, k, before, record);
	}
	store_free(before);
	return rc ? rc : log_change(s, t, k);
}

int
record_del(struct store *s, enum table t, const struct key *k)
{
	void *before = NULL;
	int rc = has_index(t) ? record_get(s, t, k, &before) : 0;

	if (rc == 0)
		rc = update_indexes(s, t, k, before, NULL);
	store_free(before);
	if (rc == 0)
		rc = raw_del(s, t, k);
	return rc == -ENOENT ? 0 : rc;
}

/* ---- lists ---- */

static int
compare(const MDB_val *v, const struct key *k)
{
	size_t n = v->mv_size < k->len ? v->mv_size : k->len;
	int d = memcmp(v->mv_data, k->at, n);

	return d ? d : (v->mv_size > k->len) - (v->mv_size < k->len);
}

/* Stand on the last row before `key` (or on it, if `with`). */
static int
stand_before(MDB_cursor *c, const struct key *key, bool with, MDB_val *k)
{
	MDB_val v;

	*k = val(key->at, key->len);
	int rc = mdb_cursor_get(c, k, &v, MDB_SET_RANGE);
	if (rc == MDB_NOTFOUND)
		return mdb_cursor_get(c, k, &v, MDB_LAST);
	if (rc)
		return rc;
	if (with && compare(k, key) == 0)
		return 0;
	return mdb_cursor_get(c, k, &v, MDB_PREV);
}

/* The record that a row of a list (or of the table itself) leads to. */
static int
follow(struct store *s, MDB_txn *txn, enum table t, size_t prefix, const MDB_val *k, void *recordp)
{
	enum table of = table_rows[t].of < 0 ? t : (enum table)table_rows[t].of;
	MDB_val kv = *k, v;

	if (of != t) {
		if (kv.mv_size < prefix)
			return refuse(s, -EBADMSG, "%s: a key is too short", table_rows[t].name);
		kv.mv_data = (uint8_t *)kv.mv_data + prefix;
		kv.mv_size -= prefix;
	}
	int rc = engine(s, mdb_get(txn, s->dbi[of], &kv, &v), table_rows[of].name);
	return rc ? rc : unpack(s, of, &v, recordp);
}

/* Fill rows from the newest back; returns how many, or -errno after freeing them. */
static int
walk(struct store *s, MDB_txn *txn, enum table t, const struct key *low, const struct key *high,
    struct store_cursor *at, size_t most, void **rows)
{
	struct key start = *high;
	MDB_cursor *c;
	MDB_val k, v;
	size_t n = 0;
	int rc = engine(s, mdb_cursor_open(txn, s->dbi[t], &c), table_rows[t].name);

	if (rc)
		return rc;
	if (at->len) {
		key_start(&start);
		key_bytes(&start, at->key, at->len);
	}
	int db = stand_before(c, &start, !at->len, &k);
	while (db == 0 && n < most && compare(&k, low) >= 0) {
		if ((rc = follow(s, txn, t, low->len, &k, &rows[n])))
			break;
		n++;
		at->len = (uint8_t)(k.mv_size < sizeof at->key ? k.mv_size : sizeof at->key);
		memcpy(at->key, k.mv_data, at->len);
		db = mdb_cursor_get(c, &k, &v, MDB_PREV);
	}
	at->end = db == MDB_NOTFOUND || (db == 0 && compare(&k, low) < 0);
	mdb_cursor_close(c);
	if (rc == 0 && db != MDB_NOTFOUND)
		rc = engine(s, db, table_rows[t].name);
	if (rc)
		for (size_t i = 0; i < n; i++)
			store_free(rows[i]);
	return rc ? rc : (int)n;
}

int
record_list(struct store *s, enum table t, const struct key *low, const struct key *high, struct store_cursor *at,
    size_t most, void *rowsp)
{
	struct store_cursor from_top = { 0 };
	MDB_txn *txn;

	if (!at)
		at = &from_top;
	if (at->len > sizeof at->key)
		return refuse(s, -EINVAL, "cursor");
	if (most > STORE_ROWS)
		most = STORE_ROWS;
	void **rows = calloc(most + 1, sizeof *rows);
	if (!rows)
		return -ENOMEM;
	int n = read_begin(s, &txn);
	if (n == 0) {
		n = walk(s, txn, t, low, high, at, most, rows);
		read_end(s);
	}
	if (n < 0)
		free(rows);
	else
		memcpy(rowsp, &rows, sizeof rows);
	return n;
}

int
list_between(struct store *s, enum table t, const struct key *prefix, int64_t from_us, int64_t to_us,
    struct store_cursor *at, size_t most, void *rowsp)
{
	static const uint8_t ones[24] = { [0 ... 23] = 0xff };
	struct key low = *prefix, high = *prefix;

	key_u64(&low, (uint64_t)(from_us < 0 ? 0 : from_us));
	key_u64(&high, (uint64_t)(to_us < 0 ? 0 : to_us));
	key_bytes(&high, ones, sizeof ones);
	return record_list(s, t, &low, &high, at, most, rowsp);
}
