/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Customers: saving with a version, looking up by id and by phone, the history of changes (CRM-01, CRM-04, CRM-06,
 * CRM-15).
 *
 * The table of phones holds, under the digits of a number, one entry for each customer who has it: id, key mark and
 * name. That is all a pop needs, so a ringing call costs one look at one row.  The same number comes in several forms
 * (with and without the trunk prefix 0, Q.763 nature of address): the exact form is tried first.
 */
#include "store/internal.h"

#include <errno.h>
#include <stdlib.h>

/* An entry of a phone's row: id (8), key (1), octets of the name (1), name. */
#define ENTRY_HEAD 10
#define ROW_MAX    1500 /* octets: a shared number is known to about twenty customers at most */

struct phone_row {
	uint8_t at[ROW_MAX];
	size_t len;
};

static struct key
phone_key(const char *digits)
{
	struct key k = { 0 };

	key_text(&k, digits);
	return k;
}

/* The entry at `p`; its length, or 0 if the row is not one. */
static size_t
entry(const uint8_t *p, size_t left, struct customer_pop *pop)
{
	if (left < ENTRY_HEAD || p[9] >= sizeof pop->name || left < ENTRY_HEAD + (size_t)p[9])
		return 0;
	pop->id = get_u64(p);
	pop->key = p[8];
	memcpy(pop->name, p + ENTRY_HEAD, p[9]);
	pop->name[p[9]] = '\0';
	return ENTRY_HEAD + (size_t)p[9];
}

static void
entry_add(struct phone_row *row, const Rec__Customer *c)
{
	size_t n = utf8_cut(c->name, TEXT_NAME - 1);

	if (row->len + ENTRY_HEAD + n > sizeof row->at)
		return;
	uint8_t *p = row->at + row->len;
	put_u64(p, c->id);
	p[8] = c->key ? 1 : 0;
	p[9] = (uint8_t)n;
	memcpy(p + ENTRY_HEAD, c->name, n);
	row->len += ENTRY_HEAD + n;
}

/* Put customer `c` into the row of a number in the place it had, or take it out (c NULL). */
static int
phone_set(struct store *s, const char *digits, uint64_t id, const Rec__Customer *c)
{
	struct key k = phone_key(digits);
	struct phone_row row = { .len = 0 };
	struct customer_pop pop;
	bool placed = false;
	MDB_val v = { 0 };
	int rc = raw_get(s, s->txn, T_PHONES, &k, &v);

	if (rc && rc != -ENOENT)
		return rc;
	const uint8_t *p = v.mv_data;
	for (size_t left = rc ? 0 : v.mv_size, n; left && (n = entry(p, left, &pop)); p += n, left -= n) {
		if (pop.id == id) {
			if (c && !placed)
				entry_add(&row, c);
			placed = true;
		} else if (row.len + n <= sizeof row.at) {
			memcpy(row.at + row.len, p, n);
			row.len += n;
		}
	}
	if (c && !placed)
		entry_add(&row, c);
	return row.len ? raw_put(s, T_PHONES, &k, row.at, row.len) : raw_del(s, T_PHONES, &k);
}

static bool
has_phone(const Rec__Customer *c, const char *digits)
{
	for (size_t i = 0; c && i < c->n_phones; i++)
		if (!strcmp(c->phones[i], digits))
			return true;
	return false;
}

static int
update_phones(struct store *s, const Rec__Customer *before, const Rec__Customer *after)
{
	int rc = 0;

	for (size_t i = 0; before && i < before->n_phones && rc == 0; i++)
		if (!has_phone(after, before->phones[i]))
			rc = phone_set(s, before->phones[i], before->id, NULL);
	for (size_t i = 0; i < after->n_phones && rc == 0; i++)
		rc = phone_set(s, after->phones[i], after->id, after);
	return rc;
}

/* What is stored for `c`: a copy whose phones are bare digits, each once. */
struct tidy {
	Rec__Customer row;
	char digits[STORE_PHONES_MAX][NUMBER_DIGITS];
	char *phones[STORE_PHONES_MAX];
};

static int
tidy_phones(struct store *s, const Rec__Customer *c, struct tidy *t)
{
	t->row = *c;
	t->row.phones = t->phones;
	t->row.n_phones = 0;
	for (size_t i = 0; i < c->n_phones; i++) {
		size_t n = t->row.n_phones;
		if (!*c->phones[i])
			continue;
		if (n == STORE_PHONES_MAX || !phone_digits(c->phones[i], t->digits[n]))
			return refuse(s, -EINVAL, "phones");
		t->phones[n] = t->digits[n];
		if (!has_phone(&t->row, t->digits[n]))
			t->row.n_phones++;
	}
	return 0;
}

static int
check_customer(struct store *s, const Rec__Customer *c)
{
	/* clang-format off */
	const struct {
		const char *field, *text;
		size_t most;
		bool lines;
	} texts[] = {
		{ "name",     c->name,     STORE_NAME_MAX,     false },
		{ "address",  c->address,  2 * STORE_NAME_MAX, false },
		{ "district", c->district, STORE_NAME_MAX,     false },
		{ "klass",    c->klass,    STORE_NAME_MAX,     false },
		{ "language", c->language, 16,                 false },
		{ "note",     c->note,     STORE_TEXT_MAX,     true },
		{ "city",     c->city,     STORE_NAME_MAX,     false },
		{ "likes",    c->likes,    STORE_NAME_MAX,     false },
	};
	/* clang-format on */

	if (!*c->name)
		return refuse(s, -EINVAL, "name");
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		if (text_check(s, texts[i].field, texts[i].text, texts[i].most, texts[i].lines))
			return -EINVAL;
	return 0;
}

static int
put_change_line(struct store *s, const Rec__Customer *before, const Rec__Customer *after)
{
	static const char *const skip[] = { "version", "changed_us", "changed_by", NULL };
	Rec__ChangeLine line = REC__CHANGE_LINE__INIT;
	struct key k = key_of_u64(after->id);
	int rc = record_diff(before, after, skip, &line.fields, &line.n_fields);

	if (rc)
		return rc;
	line.customer = after->id;
	line.version = after->version;
	line.at_us = after->changed_us;
	line.seat = after->changed_by;
	key_u32(&k, after->version);
	rc = record_put(s, T_CHANGES_OF, &k, &line);
	fields_free(line.fields, line.n_fields);
	return rc;
}

static int
save(struct store *s, Rec__Customer *c, struct tidy *t, uint16_t seat, int64_t now_us)
{
	Rec__Customer *before = NULL, *row = &t->row;
	int rc = c->id ? customer_get(s, c->id, &before) : 0;

	if (rc)
		return rc;
	if (c->version != (before ? before->version : 0)) {
		store_free(before);
		return refuse(s, -ESTALE, "customer");
	}
	rc = before ? 0 : next_id(s, "customer", &row->id);
	row->version = c->version + 1;
	row->created_us = before ? before->created_us : now_us;
	row->changed_us = now_us;
	row->changed_by = seat;
	struct key k = key_of_u64(row->id);
	if (rc == 0)
		rc = record_put(s, T_CUSTOMERS, &k, row);
	if (rc == 0)
		rc = update_phones(s, before, row);
	if (rc == 0)
		rc = put_change_line(s, before, row);
	store_free(before);
	if (rc)
		return rc;
	c->id = row->id;
	c->version = row->version;
	c->created_us = row->created_us;
	c->changed_us = now_us;
	c->changed_by = seat;
	return 0;
}

int
customer_save(struct store *s, Rec__Customer *c, uint16_t seat, int64_t now_us)
{
	struct tidy t;
	int rc = check_customer(s, c);

	if (rc || (rc = tidy_phones(s, c, &t)) || (rc = write_begin(s)))
		return rc;
	return write_end(s, save(s, c, &t, seat, now_us));
}

int
customer_get(struct store *s, uint64_t id, Rec__Customer **cp)
{
	struct key k = key_of_u64(id);

	return record_get(s, T_CUSTOMERS, &k, cp);
}

/* ---- by phone ---- */

static int
look(struct store *s, MDB_txn *txn, const char *digits, struct customer_pop *pop)
{
	struct key k = phone_key(digits);
	MDB_val v;
	int rc = raw_get(s, txn, T_PHONES, &k, &v);

	if (rc)
		return rc == -ENOENT ? 0 : rc;
	return entry(v.mv_data, v.mv_size, pop) ? 1 : refuse(s, -EBADMSG, "phones");
}

int
customer_pop(struct store *s, const char *phone, struct customer_pop *pop)
{
	char digits[1 + NUMBER_DIGITS];
	MDB_txn *txn;

	digits[0] = '0'; /* trunk prefix */
	if (!phone_digits(phone, digits + 1))
		return 0;
	int rc = read_begin(s, &txn);
	if (rc)
		return rc;
	rc = look(s, txn, digits + 1, pop);
	if (rc == 0)
		rc = digits[1] == '0' ? look(s, txn, digits + 2, pop) : look(s, txn, digits, pop);
	read_end(s);
	return rc;
}

int
customer_by_phone(struct store *s, const char *phone, Rec__Customer **cp)
{
	struct customer_pop pop;
	int rc = customer_pop(s, phone, &pop);

	if (rc <= 0)
		return rc ? rc : -ENOENT;
	return customer_get(s, pop.id, cp);
}

int
customer_changes(struct store *s, uint64_t id, size_t most, Rec__ChangeLine ***rows)
{
	struct key low = key_of_u64(id), high = low;

	key_u32(&low, 0);
	key_u32(&high, UINT32_MAX);
	return record_list(s, T_CHANGES_OF, &low, &high, NULL, most, rows);
}

/* ---- for the check of the whole ---- */

int
phones_check(struct store *s, MDB_txn *txn, FILE *to, uint64_t *bad)
{
	MDB_cursor *c;
	MDB_val k, v;
	int db = mdb_cursor_open(txn, s->dbi[T_PHONES], &c);

	if (db)
		return engine(s, db, "phones");
	while ((db = mdb_cursor_get(c, &k, &v, MDB_NEXT)) == 0) {
		const uint8_t *p = v.mv_data;
		size_t left = v.mv_size, n = 0;
		struct customer_pop pop;
		bool good =
		    k.mv_size > 0 && k.mv_size <= NUMBER_DIGITS && ((const char *)k.mv_data)[k.mv_size - 1] == 0;
		for (; good && left && (n = entry(p, left, &pop)); p += n, left -= n) {
			Rec__Customer *who = NULL;
			good = customer_get(s, pop.id, &who) == 0 && has_phone(who, k.mv_data);
			store_free(who);
		}
		if (good && left == 0)
			continue;
		++*bad;
		if (to)
			fprintf(
			    to, "phones: %.*s is not its customer's number\n", (int)k.mv_size, (const char *)k.mv_data);
	}
	mdb_cursor_close(c);
	return db == MDB_NOTFOUND ? 0 : engine(s, db, "phones");
}
