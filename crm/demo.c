/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Demonstration data: a text file of seats and customers (etc/demo-data.txt) into a store.
 *
 * One line, one thing; words are parted by blanks, a word with blanks stands in double quotes, # begins a comment.  The
 * whole file is one transaction.  The one password of the demonstration is hashed once.
 */
#include "crm/control.h"
#include "crm/crmd.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define LINE  1024
#define WORDS 24

struct demo {
	struct store *s;
	int64_t now_us;
	FILE *to;
	char hash[PASSWORD_HASH];
	unsigned seats, customers;
};

/* Split in place; how many words, or -1: a quote is open. */
static int
split(char *line, char *words[WORDS])
{
	int n = 0;

	for (char *p = line; n < WORDS;) {
		p += strspn(p, " \t\n");
		if (!*p || *p == '#')
			return n;
		bool quoted = *p == '"';
		p += quoted;
		words[n++] = p;
		p += strcspn(p, quoted ? "\"" : " \t\n");
		if (quoted && !*p)
			return -1;
		if (*p)
			*p++ = '\0';
	}
	return n;
}

static int
add_seat(struct demo *d, int argc, char **argv)
{
	int rc = seat_edit(d->s, true, argc - 1, argv + 1, d->now_us, d->to);

	if (rc == 0 && *d->hash)
		rc = agent_password(d->s, (uint16_t)seat_code(argv[1]), d->hash, SEAT_NONE, d->now_us);
	d->seats += rc == 0;
	return rc;
}

static int
add_customer(struct demo *d, int argc, char **argv)
{
	Rec__Customer c = REC__CUSTOMER__INIT;
	char *phones[STORE_PHONES_MAX], *rest;

	if (argc != 8)
		return -EINVAL;
	for (char *p = strtok_r(argv[2], ",", &rest); p && c.n_phones < STORE_PHONES_MAX;
	     p = strtok_r(NULL, ",", &rest))
		phones[c.n_phones++] = p;
	c.phones = phones;
	c.name = argv[1];
	c.address = argv[3];
	c.district = argv[4];
	c.klass = argv[5];
	c.key = !strcmp(argv[6], "key");
	c.note = argv[7];
	int rc = customer_save(d->s, &c, SEAT_NONE, d->now_us);
	d->customers += rc == 0;
	return rc;
}

static int
set_password(struct demo *d, int argc, char **argv)
{
	if (argc != 2 || password_form(argv[1]))
		return -EINVAL;
	return password_hash(argv[1], d->hash);
}

/* clang-format off */
static const struct {
	const char *word;
	int (*run)(struct demo *d, int argc, char **argv);
} things[] = {
	{ "password", set_password },
	{ "seat",     add_seat },
	{ "customer", add_customer },
};
/* clang-format on */

static int
load_line(struct demo *d, char *line)
{
	char *words[WORDS];
	int n = split(line, words);

	if (n <= 0)
		return n < 0 ? -EINVAL : 0;
	for (size_t i = 0; i < sizeof things / sizeof things[0]; i++)
		if (!strcmp(things[i].word, words[0]))
			return things[i].run(d, n, words);
	return -EINVAL;
}

int
demo_load(struct store *s, const char *path, int64_t now_us, FILE *to)
{
	struct demo d = { .s = s, .now_us = now_us, .to = to };
	FILE *from = fopen(path, "r");
	char line[LINE];
	int rc, at = 0;

	if (!from)
		return -errno;
	if ((rc = store_begin(s)) == 0) {
		while (rc == 0 && fgets(line, sizeof line, from)) {
			at++;
			if ((rc = load_line(&d, line)))
				fprintf(to, "%s:%d: %s\n", path, at,
				    rc == -EEXIST ? "is there already" : "cannot be taken");
		}
		if (rc == 0)
			rc = store_commit(s);
		else
			store_abort(s);
	}
	fclose(from);
	if (rc == 0)
		fprintf(to, "%u seats, %u customers\n", d.seats, d.customers);
	return rc;
}
