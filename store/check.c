/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The whole: counting, checking, dumping.
 *
 * The check reads every record, makes every list's key from it and finds it there, follows every row of every list back
 * to its record, looks whether each phone leads to a customer who has it, and walks the audit's chain.  All in one
 * snapshot.
 */
#include "store/internal.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>

static uint64_t
rows_of(struct store *s, MDB_txn *txn, enum table t)
{
	MDB_stat stat;

	return mdb_stat(txn, s->dbi[t], &stat) ? 0 : stat.ms_entries;
}

int
store_count(struct store *s, struct store_counts *counts)
{
	MDB_txn *txn;
	int rc = read_begin(s, &txn);

	if (rc)
		return rc;
	*counts = (struct store_counts){
		.customers = rows_of(s, txn, T_CUSTOMERS),
		.calls = rows_of(s, txn, T_CALLS),
		.recordings = rows_of(s, txn, T_RECORDINGS),
		.seats = rows_of(s, txn, T_AGENTS),
		.orders = rows_of(s, txn, T_ORDERS),
		.registrations = rows_of(s, txn, T_REGISTRATIONS),
		.drafts = rows_of(s, txn, T_DRAFTS),
		.facts = rows_of(s, txn, T_FACTS),
		.audits = rows_of(s, txn, T_AUDIT),
		.changes = rows_of(s, txn, T_CHANGES),
	};
	read_end(s);
	return 0;
}

/* ---- checking ---- */

struct check {
	struct store *s;
	MDB_txn *txn;
	FILE *to;
	uint64_t bad;
};

static void
fault(struct check *c, enum table t, const MDB_val *k, const char *what)
{
	c->bad++;
	if (!c->to)
		return;
	fprintf(c->to, "%s: ", table_rows[t].name);
	for (size_t i = 0; i < k->mv_size && i < 32; i++)
		fprintf(c->to, "%02x", ((const uint8_t *)k->mv_data)[i]);
	fprintf(c->to, ": %s\n", what);
}

static void
check_listed(struct check *c, enum table t, const MDB_val *kv, const void *record)
{
	struct key own = { 0 }, k;
	MDB_val v;

	key_bytes(&own, kv->mv_data, kv->mv_size);
	for (int i = 0; i < T_COUNT; i++)
		if (table_rows[i].of == (int)t && index_key(i, record, &own, &k) && raw_get(c->s, c->txn, i, &k, &v))
			fault(c, i, kv, "a record is not in this list");
}

static int
check_records(struct check *c, enum table t)
{
	const ProtobufCMessageDescriptor *d = table_rows[t].record;
	MDB_cursor *cursor;
	MDB_val k, v;
	int db = mdb_cursor_open(c->txn, c->s->dbi[t], &cursor);

	if (db)
		return engine(c->s, db, table_rows[t].name);
	while ((db = mdb_cursor_get(cursor, &k, &v, MDB_NEXT)) == 0) {
		struct msg_fact fact = { 0 };
		void *record = NULL;
		if (t == T_FACTS)
			memcpy(&fact, v.mv_data, v.mv_size < sizeof fact ? v.mv_size : sizeof fact);
		else if (!d)
			continue;
		else if (!(record = protobuf_c_message_unpack(d, NULL, v.mv_size, v.mv_data)))
			fault(c, t, &k, "cannot be read");
		check_listed(c, t, &k, t == T_FACTS ? (const void *)&fact : record);
		store_free(record);
	}
	mdb_cursor_close(cursor);
	return db == MDB_NOTFOUND ? 0 : engine(c->s, db, table_rows[t].name);
}

/* Every row of a list must be the one its record would be listed under. */
static int
check_list(struct check *c, enum table t)
{
	enum table of = (enum table)table_rows[t].of;
	size_t own_len = of == T_REGISTRATIONS ? 10 : of == T_MESSAGES || of == T_FAXES ? 12 : 8;
	MDB_cursor *cursor;
	MDB_val k, v;
	int db = mdb_cursor_open(c->txn, c->s->dbi[t], &cursor);

	if (db)
		return engine(c->s, db, table_rows[t].name);
	while ((db = mdb_cursor_get(cursor, &k, &v, MDB_NEXT)) == 0) {
		struct msg_fact fact = { 0 };
		struct key own = { 0 }, must;
		void *record = NULL;
		bool same = false;
		if (k.mv_size > own_len)
			key_bytes(&own, (const uint8_t *)k.mv_data + k.mv_size - own_len, own_len);
		if (of == T_FACTS) {
			if (raw_get(c->s, c->txn, of, &own, &v) == 0)
				memcpy(&fact, v.mv_data, v.mv_size < sizeof fact ? v.mv_size : sizeof fact);
			same = index_key(t, &fact, &own, &must);
		} else if (record_get(c->s, of, &own, &record) == 0) {
			same = index_key(t, record, &own, &must);
		}
		if (!same || must.len != k.mv_size || memcmp(must.at, k.mv_data, must.len))
			fault(c, t, &k, "leads to no such record");
		store_free(record);
	}
	mdb_cursor_close(cursor);
	return db == MDB_NOTFOUND ? 0 : engine(c->s, db, table_rows[t].name);
}

int
store_check(struct store *s, FILE *to, struct store_counts *counts)
{
	struct check c = { .s = s, .to = to };
	uint64_t line;
	int rc = store_count(s, counts);

	if (rc || (rc = read_begin(s, &c.txn)))
		return rc;
	for (int t = 0; t < T_COUNT && rc == 0; t++)
		rc = table_rows[t].of < 0 ? check_records(&c, t) : check_list(&c, t);
	if (rc == 0)
		rc = phones_check(s, c.txn, to, &c.bad);
	if (rc == 0 && audit_check(s, &line)) {
		c.bad++;
		if (to)
			fprintf(to, "%s\n", store_why(s));
	}
	read_end(s);
	counts->bad = c.bad;
	return rc;
}

/* ---- dumping: one line a row, fields as the schema names them ---- */

static void
print_text(const char *text, FILE *to)
{
	fputc('"', to);
	for (; *text; text++)
		if (*text == '"' || *text == '\\')
			fprintf(to, "\\%c", *text);
		else if ((unsigned char)*text < 0x20)
			fprintf(to, "\\x%02x", *text);
		else
			fputc(*text, to);
	fputc('"', to);
}

static void print_record(const ProtobufCMessage *m, FILE *to);

static void
print_value(const ProtobufCFieldDescriptor *f, const void *at, FILE *to)
{
	ProtobufCBinaryData bytes;
	const ProtobufCMessage *m;
	const char *text;
	uint64_t u = 0;
	uint32_t w = 0;

	switch (f->type) {
	case PROTOBUF_C_TYPE_STRING:
		memcpy(&text, at, sizeof text);
		print_text(text, to);
		break;
	case PROTOBUF_C_TYPE_BYTES:
		memcpy(&bytes, at, sizeof bytes);
		for (size_t i = 0; i < bytes.len; i++)
			fprintf(to, "%02x", bytes.data[i]);
		break;
	case PROTOBUF_C_TYPE_MESSAGE:
		memcpy(&m, at, sizeof m);
		if (m)
			print_record(m, to);
		break;
	case PROTOBUF_C_TYPE_UINT64:
	case PROTOBUF_C_TYPE_INT64:
		memcpy(&u, at, sizeof u);
		fprintf(to, "%" PRIu64, u);
		break;
	default:
		memcpy(&w, at, sizeof w);
		fprintf(to, "%" PRIu32, w);
	}
}

static void
print_record(const ProtobufCMessage *m, FILE *to)
{
	const ProtobufCMessageDescriptor *d = m->descriptor;
	const char *gap = "";

	fputs("{", to);
	for (unsigned i = 0; i < d->n_fields; i++) {
		const ProtobufCFieldDescriptor *f = &d->fields[i];
		const uint8_t *at = (const uint8_t *)m + f->offset;
		size_t n = 1, step = 0;
		if (f->label == PROTOBUF_C_LABEL_REPEATED) {
			memcpy(&n, (const uint8_t *)m + f->quantifier_offset, sizeof n);
			memcpy(&at, (const uint8_t *)m + f->offset, sizeof at);
			step = sizeof(void *); /* repeated fields of ours are strings, messages and times */
		}
		for (size_t j = 0; j < n; j++, at += step, gap = " ") {
			fprintf(to, "%s%s=", gap, f->name);
			print_value(f, at, to);
		}
	}
	fputs("}", to);
}

static void
print_key(const MDB_val *k, FILE *to)
{
	const uint8_t *p = k->mv_data;
	bool text = k->mv_size > 1 && isprint(p[0]) && isprint(p[1]);

	for (size_t i = 0; i < k->mv_size; i++)
		if (text && isprint(p[i]))
			fputc(p[i], to);
		else
			fprintf(to, text ? "\\%02x" : "%02x", p[i]);
}

int
store_dump(struct store *s, const char *table, FILE *to)
{
	MDB_cursor *cursor;
	MDB_val k, v;
	MDB_txn *txn;
	int t = 0;

	while (t < T_COUNT && strcmp(table_rows[t].name, table))
		t++;
	if (t == T_COUNT)
		return refuse(s, -ENOENT, "%s: no such table", table);
	int rc = read_begin(s, &txn);
	if (rc)
		return rc;
	int db = mdb_cursor_open(txn, s->dbi[t], &cursor);
	if (db == 0) {
		while ((db = mdb_cursor_get(cursor, &k, &v, MDB_NEXT)) == 0) {
			ProtobufCMessage *m = NULL;
			if (table_rows[t].record)
				m = protobuf_c_message_unpack(table_rows[t].record, NULL, v.mv_size, v.mv_data);
			print_key(&k, to);
			fputc(' ', to);
			if (m)
				print_record(m, to);
			else
				print_key(&v, to);
			fputc('\n', to);
			store_free(m);
		}
		mdb_cursor_close(cursor);
	}
	read_end(s);
	return db == MDB_NOTFOUND ? 0 : engine(s, db, table);
}

void
store_tables(FILE *to)
{
	for (int t = 0; t < T_COUNT; t++)
		fprintf(to, "%-26s %-34s %s\n", table_rows[t].name, table_rows[t].keys, table_rows[t].sentence);
}
