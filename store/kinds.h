/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Kinds of work: the rows of kinds.def as enums and tables, for forms and reports.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define KIND(id, digit, zh, en) KIND_##id = digit,
#define SUBKIND(kind, digit, zh, en, hours, department)
#define HANDLING(id, digit, zh, en, state)
enum kind {
	KIND_NONE,
#include "store/kinds.def"
};
#undef KIND
#undef HANDLING

#define KIND(id, digit, zh, en)
#define HANDLING(id, digit, zh, en, state) HANDLING_##id = digit,
enum handling {
	HANDLING_NONE,
#include "store/kinds.def"
};
#undef KIND
#undef SUBKIND
#undef HANDLING

struct kind_row {
	uint32_t digit;
	const char *text[2]; /* LANG_ZH, LANG_EN */
};

struct subkind_row {
	uint32_t kind;
	uint32_t digit;
	const char *text[2];
	uint32_t hours;
	const char *department;
};

struct handling_row {
	uint32_t digit;
	const char *text[2];
	uint32_t state;
};

extern const struct kind_row kind_rows[];
extern const size_t n_kind_rows;
extern const struct subkind_row subkind_rows[];
extern const size_t n_subkind_rows;
extern const struct handling_row handling_rows[];
extern const size_t n_handling_rows;

/* The row, or NULL. */
const struct kind_row *kind_find(uint32_t kind);
const struct subkind_row *subkind_find(uint32_t kind, uint32_t subkind);
const struct handling_row *handling_find(uint32_t handling);
