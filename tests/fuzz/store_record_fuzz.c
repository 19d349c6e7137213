/* room: store */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Octets in place of a stored record (a spoiled file, an older or newer program): reading says so or gives a record
 * whose list keys, differences and dump can be made.
 */
#include "store/internal.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
make_keys(enum table t, const void *record)
{
	struct key own = key_of_u64(1), k;

	for (int i = 0; i < T_COUNT; i++)
		if (table_rows[i].of == (int)t && index_key(i, record, &own, &k) && k.len > KEY_MAX)
			abort();
}

static void
differences(const void *record)
{
	Rec__FieldChange **fields;
	size_t n;

	if (record_diff(NULL, record, NULL, &fields, &n) == 0)
		fields_free(fields, n);
	if (record_diff(record, record, NULL, &fields, &n) == 0) {
		if (n)
			abort();
		fields_free(fields, n);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 1)
		return 0;
	enum table t = data[0] % T_COUNT;
	if (!table_rows[t].record)
		return 0;
	ProtobufCMessage *m = protobuf_c_message_unpack(table_rows[t].record, NULL, size - 1, data + 1);
	if (!m)
		return 0;
	make_keys(t, m);
	differences(m);
	store_free(m);
	return 0;
}
