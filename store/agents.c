/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Agents and their seats: who may sign in, with what password, on which phone, for which queues (SEC-03, SEC-04,
 * SEC-11).
 */
#include "store/internal.h"

#include <errno.h>
#include <stdlib.h>

static struct key
seat_key(uint16_t seat)
{
	struct key k = { 0 };

	key_u16(&k, seat);
	return k;
}

int
agent_get(struct store *s, uint16_t seat, Rec__Agent **ap)
{
	struct key k = seat_key(seat);

	return record_get(s, T_AGENTS, &k, ap);
}

static int
check_agent(struct store *s, const Rec__Agent *a)
{
	char digits[NUMBER_DIGITS];

	if (a->seat > 9999)
		return refuse(s, -EINVAL, "seat");
	if (!*a->name || text_check(s, "name", a->name, TEXT_NAME - 1, false))
		return refuse(s, -EINVAL, "name");
	if (*a->phone && !phone_digits(a->phone, digits))
		return refuse(s, -EINVAL, "phone");
	if (text_check(s, "trunk", a->trunk, TEXT_LABEL - 1, false) ||
	    text_check(s, "language", a->language, 16, false))
		return -EINVAL;
	if ((unsigned)a->role > REC__ROLE__ADMINISTRATOR)
		return refuse(s, -EINVAL, "role");
	if (a->n_skills > SEAT_QUEUES)
		return refuse(s, -EINVAL, "skills");
	for (size_t i = 0; i < a->n_skills; i++)
		if (a->skills[i]->queue > 99 || a->skills[i]->level < 1 || a->skills[i]->level > 5)
			return refuse(s, -EINVAL, "skills");
	return 0;
}

/* One audit line for every change of a seat; never with the hash. */
static int
put(struct store *s, const Rec__Agent *before, const Rec__Agent *after, uint16_t by, const char *action, int64_t now_us)
{
	static const char *const skip[] = { "password", "version", "signed_us", NULL };
	struct key k = seat_key((uint16_t)after->seat);
	Rec__FieldChange **fields;
	char object[32];
	size_t n;
	int rc = record_diff(before, after, skip, &fields, &n);

	if (rc)
		return rc;
	snprintf(object, sizeof object, "seat %04u", after->seat);
	rc = record_put(s, T_AGENTS, &k, after);
	if (rc == 0)
		rc = audit_add(s, now_us, by, action, object, fields, n);
	fields_free(fields, n);
	return rc;
}

static int
save(struct store *s, Rec__Agent *a, uint16_t by, int64_t now_us)
{
	Rec__Agent *before = NULL;
	int rc = agent_get(s, (uint16_t)a->seat, &before);

	if (rc && rc != -ENOENT)
		return rc;
	if (a->version != (before ? before->version : 0)) {
		store_free(before);
		return refuse(s, -ESTALE, "seat");
	}
	a->version++;
	a->created_us = before ? before->created_us : now_us;
	rc = put(s, before, a, by, before ? "seat changed" : "seat added", now_us);
	store_free(before);
	return rc;
}

int
agent_save(struct store *s, Rec__Agent *a, uint16_t by, int64_t now_us)
{
	int rc = check_agent(s, a);

	if (rc || (rc = write_begin(s)))
		return rc;
	return write_end(s, save(s, a, by, now_us));
}

int
agents_all(struct store *s, Rec__Agent ***rows, size_t most)
{
	struct key low = seat_key(0), high = seat_key(UINT16_MAX);
	struct store_cursor at = { 0 };
	Rec__Agent **all = NULL, **part;
	size_t n = 0;

	while (n < most && !at.end) {
		int got = record_list(s, T_AGENTS, &low, &high, &at, most - n, &part);
		if (got < 0) {
			store_free_rows(all, n);
			return got;
		}
		Rec__Agent **more = realloc(all, (n + (size_t)got + 1) * sizeof(Rec__Agent *));
		if (!more) {
			store_free_rows(part, (size_t)got);
			store_free_rows(all, n);
			return -ENOMEM;
		}
		all = more;
		memcpy(all + n, part, (size_t)got * sizeof *part);
		free(part);
		n += (size_t)got;
	}
	for (size_t i = 0; i < n / 2; i++) { /* lists go from the highest down; people read seats upwards */
		Rec__Agent *other = all[i];
		all[i] = all[n - 1 - i];
		all[n - 1 - i] = other;
	}
	*rows = all;
	return (int)n;
}

/* ---- signing in ---- */

static int
tried(struct store *s, uint16_t seat, int right, int lock_tries, int64_t now_us)
{
	Rec__Agent *a;
	char object[32];
	int rc = agent_get(s, seat, &a);

	if (rc)
		return rc;
	int was = a->locked;
	snprintf(object, sizeof object, "seat %04u", seat);
	if (!a->locked && right) {
		a->tries = 0;
		a->signed_us = now_us;
		rc = audit_add(s, now_us, seat, "signed in", object, NULL, 0);
	} else if (!a->locked) {
		a->locked = ++a->tries >= (uint32_t)lock_tries;
		rc = audit_add(s, now_us, seat, a->locked ? "locked" : "wrong password", object, NULL, 0);
	} else {
		rc = audit_add(s, now_us, seat, "refused: locked", object, NULL, 0);
	}
	struct key k = seat_key(seat);
	if (rc == 0)
		rc = record_put(s, T_AGENTS, &k, a);
	int locked = !a->locked ? 0 : was ? 2 : 1;
	store_free(a);
	return rc ? rc : locked;
}

int
agent_tried(struct store *s, uint16_t seat, int right, int lock_tries, int64_t now_us)
{
	int rc = write_begin(s);

	if (rc)
		return rc;
	rc = tried(s, seat, right, lock_tries, now_us);
	int done = write_end(s, rc < 0 ? rc : 0);
	return done ? done : rc;
}

static int
set_password(struct store *s, uint16_t seat, const char *hash, uint16_t by, int64_t now_us)
{
	Rec__Agent *a;
	int rc = agent_get(s, seat, &a);

	if (rc)
		return rc;
	Rec__Agent after = *a;
	char *own = strdup(hash);
	if (!own) {
		store_free(a);
		return -ENOMEM;
	}
	after.password = own;
	after.password_us = now_us;
	after.tries = 0;
	after.locked = 0;
	after.version++;
	rc = put(s, a, &after, by, "password changed", now_us);
	free(own);
	store_free(a);
	return rc;
}

int
agent_password(struct store *s, uint16_t seat, const char *hash, uint16_t by, int64_t now_us)
{
	if (strlen(hash) >= PASSWORD_HASH || strncmp(hash, "$argon2id$", 10))
		return refuse(s, -EINVAL, "password");
	int rc = write_begin(s);
	return rc ? rc : write_end(s, set_password(s, seat, hash, by, now_us));
}
