/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The catalogue as data: rows, checks, matrix and hash, all from msg.def.
 */
#include "base/msg.h"

#include <errno.h>
#include <string.h>

const char *const role_name[ROLE_COUNT] = {
#define X(id, name, program, sentence) [ROLE_##id] = name,
	ROLES(X)
#undef X
};

const char *const role_program[ROLE_COUNT] = {
#define X(id, name, program, sentence) [ROLE_##id] = program,
	ROLES(X)
#undef X
};

/* Short names for the role sets of msg.def. */
enum {
	ACD = ROLE_BIT(ROLE_ACD),
	MEDIA = ROLE_BIT(ROLE_MEDIA),
	CRM = ROLE_BIT(ROLE_CRM),
	FAX = ROLE_BIT(ROLE_FAX),
	LINES = ROLE_BIT(ROLE_ISUP) | ROLE_BIT(ROLE_PRI) | ROLE_BIT(ROLE_CAS) | ROLE_BIT(ROLE_SIP),
	MUST = MSG_MUST,
	DROP = MSG_DROP,
};

const struct msg_row msg_rows[MSG_COUNT] = {
	[MSG_NONE] = { "NONE", 0, 0, 0, MSG_DROP, "never sent" },
#define MSG(name, payload, from, to, full, sentence) \
	[MSG_##name] = { #name, sizeof(struct payload), (from), (to), (full), sentence },
#include "base/msg.def"
#undef MSG
};

/* Every payload keeps its neighbours 8-byte aligned. */
#define MSG(name, payload, from, to, full, sentence) \
	_Static_assert(sizeof(struct payload) % 8 == 0, #payload " is padded to 8 octets");
#include "base/msg.def"
#undef MSG

int
role_by_name(const char *name)
{
	for (int r = 0; r < ROLE_COUNT; r++)
		if (strcmp(name, role_name[r]) == 0)
			return r;
	return -1;
}

bool
msg_check(enum role from, enum role to, uint16_t type, uint32_t len)
{
	if (type == MSG_NONE || type >= MSG_COUNT)
		return false;
	const struct msg_row *row = &msg_rows[type];

	return (row->from & ROLE_BIT(from)) && (row->to & ROLE_BIT(to)) && len >= row->size;
}

bool
msg_pair(enum role from, enum role to)
{
	for (int i = 1; i < MSG_COUNT; i++)
		if ((msg_rows[i].from & ROLE_BIT(from)) && (msg_rows[i].to & ROLE_BIT(to)))
			return true;
	return false;
}

/* FNV-1a: nobody attacks this hash, it only tells two builds apart. */
static uint64_t
fnv(uint64_t hash, const void *data, size_t len)
{
	const uint8_t *p = data;

	while (len--)
		hash = (hash ^ *p++) * UINT64_C(0x100000001b3);
	return hash;
}

uint64_t
msg_hash(void)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);
	uint32_t abi = MSG_ABI;

	hash = fnv(hash, &abi, sizeof(abi));
	for (int i = 0; i < MSG_COUNT; i++) {
		const struct msg_row *row = &msg_rows[i];

		hash = fnv(hash, row->name, strlen(row->name));
		hash = fnv(hash, &row->size, sizeof(row->size));
		hash = fnv(hash, &row->from, sizeof(row->from));
		hash = fnv(hash, &row->to, sizeof(row->to));
	}
	return hash;
}

void
text_copy(char *to, size_t size, const char *from)
{
	size_t len = strnlen(from, size - 1);

	/* Do not leave half of a UTF-8 character at the end. */
	if (from[len] != '\0')
		while (len > 0 && ((unsigned char)from[len] & 0xc0) == 0x80)
			len--;
	memset(to, 0, size);
	memcpy(to, from, len);
}

struct number
number_tame(const struct number *n)
{
	struct number made = *n;
	size_t len = strnlen(made.digits, NUMBER_DIGITS - 1);

	made.len = (uint8_t)len;
	memset(made.digits + len, 0, NUMBER_DIGITS - len);
	return made;
}

int
number_set(struct number *n, const char *digits, uint8_t nai)
{
	struct number made = { .nai = nai, .npi = 1 };

	for (const char *p = digits; *p; p++) {
		if (!strchr("0123456789ABCDEF", *p))
			continue;
		if (made.len == NUMBER_DIGITS - 1)
			return -EINVAL;
		made.digits[made.len++] = *p;
	}
	*n = made;
	return 0;
}
