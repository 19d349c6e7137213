/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Finding customers by what a person typed (CRM-07): customer number, phone, name, address, in one field.
 *
 * Whole phones and customer numbers are looked up.  For the rest every customer is looked at, in the packed form:
 * strings lie in it as they are, so a row without the words is passed over without being unpacked.  That is about 0.1
 * us a row, 100,000 customers in some 10 ms, and needs no index that could be wrong.
 */
#include "store/internal.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>

#define WORDS       6
#define PHONE_LEAST 4 /* fewer digits than this are a house number, not the end of a phone */

struct words {
	size_t n;
	struct word {
		char text[STORE_NAME_MAX];
		size_t len;
		bool folded; /* has Latin letters: compare without regard to case */
	} word[WORDS];
};

static size_t
blank(const char *p)
{
	static const char wide[] = "\xe3\x80\x80"; /* U+3000 */

	return *p == ' ' || *p == '\t' ? 1 : !strncmp(p, wide, 3) ? 3 : 0;
}

static void
add_octet(struct word *word, char c)
{
	if (word->len + 1 >= sizeof word->text)
		return;
	word->text[word->len++] = (char)tolower((unsigned char)c);
	word->text[word->len] = '\0';
	word->folded |= isalpha((unsigned char)c) != 0;
}

static void
split(const char *query, struct words *w)
{
	size_t step;

	memset(w, 0, sizeof *w);
	while (*query && w->n < WORDS) {
		while ((step = blank(query)))
			query += step;
		for (; *query && !blank(query); query++)
			add_octet(&w->word[w->n], *query);
		w->n += w->word[w->n].len > 0;
	}
}

/* The query as one word: a phone without its dashes, or the text as it was typed. */
static void
whole(const char *query, struct words *w)
{
	char digits[NUMBER_DIGITS];
	const char *text = phone_digits(query, digits) ? digits : query;

	memset(w, 0, sizeof *w);
	for (w->n = 1; *text; text++)
		add_octet(&w->word[0], *text);
}

static bool
contains(const void *hay, size_t len, const struct word *word)
{
	const unsigned char *p = hay;

	if (!word->folded)
		return memmem(hay, len, word->text, word->len) != NULL;
	for (; len >= word->len; p++, len--) {
		size_t i = 0;
		while (i < word->len && tolower(p[i]) == (unsigned char)word->text[i])
			i++;
		if (i == word->len)
			return true;
	}
	return false;
}

static bool
packed_has(const MDB_val *v, const struct words *w)
{
	for (size_t i = 0; i < w->n; i++)
		if (!contains(v->mv_data, v->mv_size, &w->word[i]))
			return false;
	return true;
}

static bool
field_has(const char *text, const struct word *word)
{
	return contains(text, strlen(text), word);
}

/* The packed form may have a word across two fields; this looks at the fields themselves. */
static bool
customer_has(const Rec__Customer *c, const struct words *w)
{
	for (size_t i = 0; i < w->n; i++) {
		const struct word *word = &w->word[i];
		bool found = field_has(c->name, word) || field_has(c->address, word) || field_has(c->district, word);
		for (size_t p = 0; p < c->n_phones && !found && word->len >= PHONE_LEAST; p++)
			found = field_has(c->phones[p], word);
		if (!found)
			return false;
	}
	return true;
}

struct found {
	Rec__Customer **rows;
	size_t n, most;
};

static bool
have(const struct found *f, uint64_t id)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->rows[i]->id == id)
			return true;
	return false;
}

/* Takes `c` over. */
static void
add(struct found *f, Rec__Customer *c)
{
	if (f->n < f->most && !have(f, c->id))
		f->rows[f->n++] = c;
	else
		store_free(c);
}

/* A whole phone or customer number stands first. */
static void
look_up(struct store *s, const char *query, struct found *f)
{
	Rec__Customer *c = NULL;
	uint64_t id = customer_by_number(query);
	size_t digits = strspn(query, "0123456789");

	if (id && customer_get(s, id, &c) == 0)
		add(f, c);
	else if (customer_by_phone(s, query, &c) == 0)
		add(f, c);
	if (digits && !query[digits] && digits < 10 &&
	    customer_get(s, (uint64_t)s->node << 48 | strtoull(query, NULL, 10), &c) == 0)
		add(f, c);
}

static int
scan(struct store *s, MDB_txn *txn, const struct words *w, struct found *f)
{
	MDB_cursor *cursor;
	MDB_val k, v;
	int db = mdb_cursor_open(txn, s->dbi[T_CUSTOMERS], &cursor);

	if (db)
		return engine(s, db, "customers");
	while (f->n < f->most && (db = mdb_cursor_get(cursor, &k, &v, MDB_NEXT)) == 0) {
		if (!packed_has(&v, w))
			continue;
		Rec__Customer *c = rec__customer__unpack(NULL, v.mv_size, v.mv_data);
		if (c && customer_has(c, w))
			add(f, c);
		else
			store_free(c);
	}
	mdb_cursor_close(cursor);
	return db && db != MDB_NOTFOUND ? engine(s, db, "customers") : 0;
}

int
customer_find(struct store *s, const char *query, size_t most, Rec__Customer ***rows)
{
	struct found f = { .most = most > STORE_ROWS ? STORE_ROWS : most };
	struct words phrase, w;
	char digits[NUMBER_DIGITS];
	MDB_txn *txn;

	split(query, &w);
	whole(query, &phrase);
	if (!(f.rows = calloc(f.most + 1, sizeof *f.rows)))
		return -ENOMEM;
	int rc = read_begin(s, &txn);
	if (rc == 0) {
		look_up(s, query, &f);
		if (w.n > 0) /* who has just what was typed stands before who has all the words */
			rc = scan(s, txn, &phrase, &f);
		if (w.n > 1 && rc == 0 && !phone_digits(query, digits))
			rc = scan(s, txn, &w, &f);
		read_end(s);
	}
	if (rc) {
		store_free_rows(f.rows, f.n);
		return rc;
	}
	*rows = f.rows;
	return (int)f.n;
}
