/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Seats by command: `seat-add 0113 name=坐席 phone=8113 queues=01:3 password=246810`.
 */
#include "crm/control.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* In the order of Rec__Role. */
static const char *const role_words[] = { "agent", "leader", "manager", "staff", "administrator" };
#define ROLE_WORDS (sizeof role_words / sizeof role_words[0])

struct edit {
	Rec__Agent *agent;
	char hash[PASSWORD_HASH]; /* empty: not asked for */
};

static int
set_text(char **at, const char *value)
{
	char *own = strdup(value);

	if (!own)
		return -ENOMEM;
	if (*at != (const char *)protobuf_c_empty_string)
		free(*at);
	*at = own;
	return 0;
}

static int
set_name(struct edit *e, const char *value)
{
	return set_text(&e->agent->name, value);
}

static int
set_phone(struct edit *e, const char *value)
{
	return set_text(&e->agent->phone, value);
}

static int
set_trunk(struct edit *e, const char *value)
{
	return set_text(&e->agent->trunk, value);
}

static int
set_language(struct edit *e, const char *value)
{
	return set_text(&e->agent->language, value);
}

static int
set_role(struct edit *e, const char *value)
{
	for (size_t i = 0; i < ROLE_WORDS; i++)
		if (!strcmp(role_words[i], value)) {
			e->agent->role = (Rec__Role)i;
			return 0;
		}
	return -EINVAL;
}

static int
set_level(struct edit *e, const char *value)
{
	if (!isdigit((unsigned char)value[0]) || value[1])
		return -EINVAL;
	e->agent->level = (uint32_t)(value[0] - '0');
	return 0;
}

static int
set_headset(struct edit *e, const char *value)
{
	if ((*value != '0' && *value != '1') || value[1])
		return -EINVAL;
	e->agent->headset = *value == '1';
	return 0;
}

static int
set_locked(struct edit *e, const char *value)
{
	if (strcmp(value, "0"))
		return -EINVAL;
	e->agent->locked = 0;
	e->agent->tries = 0;
	return 0;
}

static int
add_skill(Rec__Agent *a, uint32_t queue, uint32_t level)
{
	Rec__Skill **list = realloc(a->skills, (a->n_skills + 1) * sizeof(Rec__Skill *));

	if (!list)
		return -ENOMEM;
	a->skills = list;
	if (!(list[a->n_skills] = malloc(sizeof(Rec__Skill))))
		return -ENOMEM;
	rec__skill__init(list[a->n_skills]);
	list[a->n_skills]->queue = queue;
	list[a->n_skills++]->level = level;
	return 0;
}

/* 01:4,02:2 */
static int
set_queues(struct edit *e, const char *value)
{
	Rec__Agent *a = e->agent;
	int used, rc = 0;

	store_free_rows(a->skills, a->n_skills);
	a->skills = NULL;
	a->n_skills = 0;
	while (*value && rc == 0) {
		unsigned queue, level;
		if (sscanf(value, "%2u:%1u%n", &queue, &level, &used) != 2)
			return -EINVAL;
		value += used;
		if (*value && *value++ != ',')
			return -EINVAL;
		rc = add_skill(a, queue, level);
	}
	return rc;
}

static int
set_password(struct edit *e, const char *value)
{
	return password_form(value) ? -EINVAL : password_hash(value, e->hash);
}

/* clang-format off */
static const struct {
	const char *key;
	int (*set)(struct edit *e, const char *value);
} keys[] = {
	{ "name",     set_name },
	{ "role",     set_role },
	{ "level",    set_level },
	{ "phone",    set_phone },
	{ "trunk",    set_trunk },
	{ "headset",  set_headset },
	{ "queues",   set_queues },
	{ "language", set_language },
	{ "locked",   set_locked },
	{ "password", set_password },
};
/* clang-format on */

static int
set_one(struct edit *e, const char *word, FILE *to)
{
	const char *value = strchr(word, '=');

	for (size_t i = 0; value && i < sizeof keys / sizeof keys[0]; i++) {
		size_t n = strlen(keys[i].key);
		if ((size_t)(value - word) != n || strncmp(keys[i].key, word, n))
			continue;
		int rc = keys[i].set(e, value + 1);
		if (rc == -EINVAL)
			fprintf(to, "%s: not acceptable\n", word);
		return rc;
	}
	fprintf(to, "%s: no such setting of a seat\n", word);
	return -EINVAL;
}

static Rec__Agent *
new_agent(uint16_t seat)
{
	Rec__Agent *a = malloc(sizeof *a);

	if (a) {
		rec__agent__init(a);
		a->seat = seat;
		a->level = 1;
	}
	return a;
}

static int
save(struct store *s, struct edit *e, int64_t now_us)
{
	uint16_t seat = (uint16_t)e->agent->seat;
	int rc = agent_save(s, e->agent, SEAT_NONE, now_us);

	return rc == 0 && *e->hash ? agent_password(s, seat, e->hash, SEAT_NONE, now_us) : rc;
}

int
seat_edit(struct store *s, bool add, int argc, char **argv, int64_t now_us, FILE *to)
{
	struct edit e = { 0 };
	int seat = argc > 0 ? seat_code(argv[0]) : -EINVAL;

	if (seat < 0) {
		fprintf(to, "a seat code is four digits\n");
		return -EINVAL;
	}
	int rc = agent_get(s, (uint16_t)seat, &e.agent);
	if (rc == 0 && add)
		rc = -EEXIST;
	else if (rc == -ENOENT && add)
		rc = (e.agent = new_agent((uint16_t)seat)) ? 0 : -ENOMEM;
	for (int i = 1; i < argc && rc == 0; i++)
		rc = set_one(&e, argv[i], to);
	if (rc == 0)
		rc = save(s, &e, now_us);
	if (rc && *store_why(s))
		fprintf(to, "seat %04d: %s\n", seat, store_why(s));
	store_free(e.agent);
	return rc;
}

void
seat_print(const Rec__Agent *a, FILE *to)
{
	fprintf(to, "%04u %-14s level %u  phone %-12s %-10s %s%s queues", a->seat,
	    (unsigned)a->role < ROLE_WORDS ? role_words[a->role] : "?", a->level, a->phone, a->trunk,
	    a->headset ? "headset " : "", a->locked ? "LOCKED " : "");
	for (size_t i = 0; i < a->n_skills; i++)
		fprintf(to, " %02u:%u", a->skills[i]->queue, a->skills[i]->level);
	fprintf(to, "  %s\n", a->name);
}
