/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Facts as they came from the switch, numbered, and the mark of the last record applied from a ring.
 *
 * A fact is stored as it is (struct msg_fact grows only at its end, so a shorter row is an older one).  The mark is
 * written in the same transaction as the facts: a fact that comes again after a crash is known by its number and
 * skipped.
 */
#include "store/internal.h"

#include <errno.h>

#define FACT_LEAST offsetof(struct msg_fact, text) /* octets of the oldest form */

/* Facts are no messages: their list is kept here, not by record_put(). */
bool
key_facts_by_call(const void *record, struct key *k)
{
	const struct msg_fact *f = record;

	key_u64(k, f->session);
	return f->session != 0;
}

static int
add(struct store *s, const struct msg_fact *fact)
{
	struct key by_call;
	uint64_t serial;
	int rc = last_serial(s, s->txn, T_FACTS, &serial);

	if (rc)
		return rc;
	struct key k = key_of_u64(serial + 1);
	rc = raw_put(s, T_FACTS, &k, fact, sizeof *fact);
	if (rc == 0 && index_key(T_FACTS_BY_CALL, fact, &k, &by_call))
		rc = raw_put(s, T_FACTS_BY_CALL, &by_call, "", 0);
	return rc;
}

int
facts_add(struct store *s, const struct msg_fact *fact)
{
	int rc = write_begin(s);

	return rc ? rc : write_end(s, add(s, fact));
}

static int
take(struct store *s, const MDB_val *v, struct msg_fact *fact)
{
	if (v->mv_size < FACT_LEAST)
		return refuse(s, -EBADMSG, "facts: a row is too short");
	memset(fact, 0, sizeof *fact);
	memcpy(fact, v->mv_data, v->mv_size < sizeof *fact ? v->mv_size : sizeof *fact);
	fact->text[sizeof fact->text - 1] = '\0';
	fact->trunk[sizeof fact->trunk - 1] = '\0';
	return 0;
}

int
facts_of_call(struct store *s, uint64_t session, struct msg_fact *facts, size_t most)
{
	struct key prefix = key_of_u64(session);
	MDB_cursor *c;
	MDB_txn *txn;
	MDB_val k = { .mv_size = prefix.len, .mv_data = prefix.at }, v;
	size_t n = 0;
	int rc = read_begin(s, &txn);

	if (rc)
		return rc;
	rc = engine(s, mdb_cursor_open(txn, s->dbi[T_FACTS_BY_CALL], &c), "facts");
	if (rc == 0) {
		int db = mdb_cursor_get(c, &k, &v, MDB_SET_RANGE);
		for (; db == 0 && n < most; db = mdb_cursor_get(c, &k, &v, MDB_NEXT)) {
			struct key serial = { 0 };
			if (k.mv_size != 16 || memcmp(k.mv_data, prefix.at, 8))
				break;
			key_bytes(&serial, (const uint8_t *)k.mv_data + 8, 8);
			if ((rc = raw_get(s, txn, T_FACTS, &serial, &v)) || (rc = take(s, &v, &facts[n])))
				break;
			n++;
		}
		mdb_cursor_close(c);
	}
	read_end(s);
	return rc ? rc : (int)n;
}

int
facts_from(struct store *s, uint64_t serial, struct msg_fact *facts, size_t most, uint64_t *next)
{
	struct key from = key_of_u64(serial);
	MDB_cursor *c;
	MDB_txn *txn;
	MDB_val k = { .mv_size = from.len, .mv_data = from.at }, v;
	size_t n = 0;
	int rc = read_begin(s, &txn);

	if (rc)
		return rc;
	*next = serial;
	rc = engine(s, mdb_cursor_open(txn, s->dbi[T_FACTS], &c), "facts");
	if (rc == 0) {
		int db = mdb_cursor_get(c, &k, &v, MDB_SET_RANGE);
		for (; db == 0 && n < most && k.mv_size == 8; db = mdb_cursor_get(c, &k, &v, MDB_NEXT)) {
			if ((rc = take(s, &v, &facts[n])))
				break;
			*next = get_u64(k.mv_data) + 1;
			n++;
		}
		mdb_cursor_close(c);
	}
	read_end(s);
	return rc ? rc : (int)n;
}

/* ---- the last record applied from a ring ---- */

static struct key
applied_key(const char *ring)
{
	struct key k = { 0 };

	key_text(&k, "applied");
	key_text(&k, ring);
	return k;
}

int
store_applied(struct store *s, const char *ring, uint64_t *instance, uint64_t *seq)
{
	struct key k = applied_key(ring);
	MDB_txn *txn;
	MDB_val v;
	int rc = read_begin(s, &txn);

	if (rc)
		return rc;
	*instance = *seq = 0;
	rc = raw_get(s, txn, T_META, &k, &v);
	if (rc == 0 && v.mv_size == 16) {
		*instance = get_u64(v.mv_data);
		*seq = get_u64((const uint8_t *)v.mv_data + 8);
	}
	read_end(s);
	return rc == -ENOENT ? 0 : rc;
}

int
store_set_applied(struct store *s, const char *ring, uint64_t instance, uint64_t seq)
{
	struct key k = applied_key(ring);
	uint8_t row[16];
	int rc = write_begin(s);

	put_u64(row, instance);
	put_u64(row + 8, seq);
	return rc ? rc : write_end(s, raw_put(s, T_META, &k, row, sizeof row));
}
