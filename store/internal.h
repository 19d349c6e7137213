/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the files of the store share: transactions, keys, rows.
 *
 * A function that reads stands between read_begin() and read_end(), one that writes between write_begin() and
 * write_end(); both nest, and inside a batch they join it.  A write that fails after it changed something spoils the
 * whole batch, so nothing is ever half done.
 */
#pragma once

#include "store/store.h"

#include <lmdb.h>
#include <stdbool.h>
#include <string.h>

/* clang-format off */
enum table {
#define TABLE(id, name, record, logged, keys, sentence) T_##id,
#define INDEX(id, name, of, keys, sentence) T_##id,
#include "store/tables.def"
#undef TABLE
#undef INDEX
	T_COUNT,
};
/* clang-format on */

#define KEY_MAX 128
struct key {
	uint8_t len;
	uint8_t at[KEY_MAX];
};

struct table_row {
	const char *name;
	const ProtobufCMessageDescriptor *record; /* NULL: no message, or an index */
	int logged;
	int of; /* INDEX: the table it leads to; else -1 */
	/* INDEX: what stands before the row's own key; false = this row is not listed. */
	bool (*key)(const void *record, struct key *k);
	const char *keys;
	const char *sentence;
};
extern const struct table_row table_rows[T_COUNT];

/* clang-format off */
#define TABLE(id, name, record, logged, keys, sentence)
#define INDEX(id, name, of, keys, sentence) bool key_##name(const void *record, struct key *k);
#include "store/tables.def"
#undef TABLE
#undef INDEX
/* clang-format on */

struct store {
	MDB_env *env;
	MDB_dbi dbi[T_COUNT];
	MDB_txn *txn;    /* of the batch or write that is open */
	MDB_txn *reader; /* kept, reset between reads */
	int reads;       /* nested read_begin */
	int writes;      /* nested write_begin */
	int batch;       /* between store_begin and store_commit */
	int failed;      /* why the open transaction cannot be committed */
	int read_only;
	uint16_t node;
	int lock_fd;      /* OFD lock of the one writer */
	uint64_t touched; /* rows changed by the open transaction */
	uint64_t touched_before;
	char why[160];
};

/* env.c */
int read_begin(struct store *s, MDB_txn **txn);
void read_end(struct store *s);
int write_begin(struct store *s);
int write_end(struct store *s, int rc);
int engine(struct store *s, int mdb, const char *doing); /* LMDB's result as 0 or -errno */
int refuse(struct store *s, int rc, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* keys */
void key_start(struct key *k);
void key_u16(struct key *k, uint16_t v);
void key_u32(struct key *k, uint32_t v);
void key_u64(struct key *k, uint64_t v);
void key_text(struct key *k, const char *text);
void key_bytes(struct key *k, const void *p, size_t n);
uint64_t get_u64(const uint8_t *p);
void put_u64(uint8_t *p, uint64_t v);
static inline struct key
key_of_u64(uint64_t v)
{
	struct key k = { 0 };
	key_u64(&k, v);
	return k;
}

/* raw rows; the value read is valid until the transaction ends or writes */
int raw_get(struct store *s, MDB_txn *txn, enum table t, const struct key *k, MDB_val *v);
int raw_put(struct store *s, enum table t, const struct key *k, const void *data, size_t len);
int raw_del(struct store *s, enum table t, const struct key *k);                /* not there: 0 */
int last_serial(struct store *s, MDB_txn *txn, enum table t, uint64_t *serial); /* greatest u64 key; 0 if empty */
int next_id(struct store *s, const char *counter, uint64_t *id);                /* node << 48 | n */
int counter_next(struct store *s, const char *counter, uint64_t *n);            /* from 1 */

/* records, their lists and the change log */
int record_get(struct store *s, enum table t, const struct key *k, void *recordp);
int record_put(struct store *s, enum table t, const struct key *k, const void *record);
int record_del(struct store *s, enum table t, const struct key *k);
int record_list(struct store *s, enum table t, const struct key *low, const struct key *high, struct store_cursor *at,
    size_t most, void *rowsp);
bool index_key(enum table index, const void *record, const struct key *own, struct key *k);
/* low = prefix | from, high = prefix | to */
int list_between(struct store *s, enum table t, const struct key *prefix, int64_t from_us, int64_t to_us,
    struct store_cursor *at, size_t most, void *rowsp);

/* diff.c: what changed between two records of one kind; *fields is malloc'ed, free with fields_free */
int record_diff(const void *before, const void *after, const char *const *skip, Rec__FieldChange ***fields, size_t *n);
void fields_free(Rec__FieldChange **fields, size_t n);

/* text.c */
int text_check(struct store *s, const char *field, const char *text, size_t most, bool lines);
bool phone_digits(const char *phone, char digits[NUMBER_DIGITS]); /* without blanks, dashes, brackets, + */

/* customers.c, for check.c */
int phones_check(struct store *s, MDB_txn *txn, FILE *to, uint64_t *bad);
