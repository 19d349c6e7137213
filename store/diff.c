/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What changed between two records of one kind, field by field, by the schema's own description: lines of change and
 * audit lines are made from it, so a field added to records.proto is in them by itself.
 */
#include "store/internal.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#define VALUE_MAX 2048

static const void *
member(const void *record, unsigned offset)
{
	return (const uint8_t *)record + offset;
}

static size_t print_message(const ProtobufCMessage *m, char *to, size_t size);

static size_t
print_one(const ProtobufCFieldDescriptor *f, const void *at, char *to, size_t size)
{
	uint64_t u = 0;
	uint32_t w = 0;
	const ProtobufCMessage *m;
	char *text;

	switch (f->type) {
	case PROTOBUF_C_TYPE_STRING:
		memcpy(&text, at, sizeof text);
		return (size_t)snprintf(to, size, "%s", text ? text : "");
	case PROTOBUF_C_TYPE_UINT64:
	case PROTOBUF_C_TYPE_INT64:
		memcpy(&u, at, sizeof u);
		return (size_t)snprintf(to, size, "%" PRIu64, u);
	case PROTOBUF_C_TYPE_UINT32:
	case PROTOBUF_C_TYPE_ENUM:
	case PROTOBUF_C_TYPE_BOOL:
		memcpy(&w, at, sizeof w);
		return (size_t)snprintf(to, size, "%" PRIu32, w);
	case PROTOBUF_C_TYPE_MESSAGE:
		memcpy(&m, at, sizeof m);
		return print_message(m, to, size);
	default: /* octets are no business of people */
		return (size_t)snprintf(to, size, "*");
	}
}

/* "1:4": the plain fields of a small record inside a record. */
static size_t
print_message(const ProtobufCMessage *m, char *to, size_t size)
{
	size_t at = 0;

	to[0] = '\0';
	for (unsigned i = 0; m && i < m->descriptor->n_fields && at + 1 < size; i++) {
		const ProtobufCFieldDescriptor *f = &m->descriptor->fields[i];
		if (f->label == PROTOBUF_C_LABEL_REPEATED || f->type == PROTOBUF_C_TYPE_MESSAGE)
			continue;
		if (at)
			to[at++] = ':';
		at += print_one(f, member(m, f->offset), to + at, size - at);
	}
	return at;
}

static void
print_field(const ProtobufCFieldDescriptor *f, const void *record, char *to, size_t size)
{
	size_t n, at = 0;
	const char *items;

	to[0] = '\0';
	if (f->label != PROTOBUF_C_LABEL_REPEATED) {
		print_one(f, member(record, f->offset), to, size);
		return;
	}
	size_t step = 8; /* repeated fields of ours are strings, messages and times */
	memcpy(&n, member(record, f->quantifier_offset), sizeof n);
	memcpy(&items, member(record, f->offset), sizeof items);
	for (size_t i = 0; i < n && at + 2 < size; i++) {
		if (i)
			at += (size_t)snprintf(to + at, size - at, ", ");
		if (at < size)
			at += print_one(f, items + i * step, to + at, size - at);
	}
}

static bool
skipped(const char *name, const char *const *skip)
{
	for (; skip && *skip; skip++)
		if (!strcmp(*skip, name))
			return true;
	return false;
}

static Rec__FieldChange *
change_new(const char *field, const char *before, const char *after)
{
	Rec__FieldChange *c = malloc(sizeof *c);

	if (!c)
		return NULL;
	rec__field_change__init(c);
	c->field = strdup(field);
	c->before = strdup(before);
	c->after = strdup(after);
	if (c->field && c->before && c->after)
		return c;
	store_free(c);
	return NULL;
}

int
record_diff(const void *before, const void *after, const char *const *skip, Rec__FieldChange ***fields, size_t *n)
{
	const ProtobufCMessageDescriptor *d = ((const ProtobufCMessage *)after)->descriptor;
	Rec__FieldChange **list = calloc(d->n_fields + 1, sizeof *list);
	size_t found = 0;

	if (!list)
		return -ENOMEM;
	for (unsigned i = 0; i < d->n_fields; i++) {
		char old[VALUE_MAX] = "", new[VALUE_MAX];
		if (skipped(d->fields[i].name, skip))
			continue;
		if (before)
			print_field(&d->fields[i], before, old, sizeof old);
		print_field(&d->fields[i], after, new, sizeof new);
		if (!strcmp(old, new) || (!before && (!*new || !strcmp(new, "0"))))
			continue;
		if (!(list[found++] = change_new(d->fields[i].name, old, new))) {
			fields_free(list, found - 1);
			return -ENOMEM;
		}
	}
	*fields = list;
	*n = found;
	return 0;
}

void
fields_free(Rec__FieldChange **fields, size_t n)
{
	store_free_rows(fields, n);
}
