/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Kinds of work: the tables of kinds.def and their look-ups, and the labels of record fields.
 */
#include "store/kinds.h"
#include "store/store.h"
#include "base/site.h"

#include <string.h>

/* clang-format off */
#define KIND(id, digit, zh, en) {digit, {zh, en}},
#define SUBKIND(kind, digit, zh, en, hours, department)
#define HANDLING(id, digit, zh, en, state)
const struct kind_row kind_rows[] = {
#include "store/kinds.def"
};
#undef KIND
#undef SUBKIND

#define KIND(id, digit, zh, en)
#define SUBKIND(kind, digit, zh, en, hours, department) {KIND_##kind, digit, {zh, en}, hours, department},
const struct subkind_row subkind_rows[] = {
#include "store/kinds.def"
};
#undef SUBKIND
#undef HANDLING

#define SUBKIND(kind, digit, zh, en, hours, department)
#define HANDLING(id, digit, zh, en, state) {digit, {zh, en}, REC__ORDER_STATE__##state},
const struct handling_row handling_rows[] = {
#include "store/kinds.def"
};
#undef KIND
#undef SUBKIND
#undef HANDLING

static const struct {
	const char *record;
	const char *field;
	const char *text[2];
} labels[] = {
#define LABEL(record, field, zh, en) {record, field, {zh, en}},
#include "store/labels.inc"
#undef LABEL
};
/* clang-format on */

const size_t n_kind_rows = sizeof kind_rows / sizeof kind_rows[0];
const size_t n_subkind_rows = sizeof subkind_rows / sizeof subkind_rows[0];
const size_t n_handling_rows = sizeof handling_rows / sizeof handling_rows[0];

const struct kind_row *
kind_find(uint32_t kind)
{
	for (size_t i = 0; i < n_kind_rows; i++)
		if (kind_rows[i].digit == kind)
			return &kind_rows[i];
	return NULL;
}

const struct subkind_row *
subkind_find(uint32_t kind, uint32_t subkind)
{
	for (size_t i = 0; i < n_subkind_rows; i++)
		if (subkind_rows[i].kind == kind && subkind_rows[i].digit == subkind)
			return &subkind_rows[i];
	return NULL;
}

const struct handling_row *
handling_find(uint32_t handling)
{
	for (size_t i = 0; i < n_handling_rows; i++)
		if (handling_rows[i].digit == handling)
			return &handling_rows[i];
	return NULL;
}

const char *
record_label(const char *record, const char *field, int language)
{
	for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++)
		if (!strcmp(labels[i].record, record) && !strcmp(labels[i].field, field))
			return labels[i].text[language == LANG_EN];
	return field;
}
