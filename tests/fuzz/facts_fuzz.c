/* room: crm */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Facts of any content folded into a call, stored and read back in between: the record can always be packed, its text
 * is UTF-8 in its arrays, and no time in it is negative.
 *
 * Input: octets laid over struct msg_fact, one after the other.
 */
#include "base/clock.h"
#include "crm/facts.h"
#include "store/store.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
expect_sane(const struct call *c)
{
	const char *texts[] = { c->rec.caller, c->rec.dialled, c->rec.service, c->rec.choice };

	for (size_t i = 0; i < 4; i++)
		if (strlen(texts[i]) >= TEXT_LABEL || utf8_cut(texts[i], TEXT_LABEL) != strlen(texts[i]))
			abort();
	if (c->rec.wait_us < 0 || c->rec.talk_us < 0 || c->rec.held_us < 0 || c->rec.n_talks > CALL_TALKS)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct call one, two, *now = &one, *next = &two;
	struct msg_fact f;
	uint8_t packed[2048];
	char path[RECORDING_PATH];
	Rec__Recording r;
	struct fax_text text;
	Rec__Fax fax;

	call_new(now, 1);
	while (size) {
		size_t n = size < sizeof f ? size : sizeof f;
		memset(&f, 0, sizeof f);
		memcpy(&f, data, n);
		data += n;
		size -= n;
		f.kind %= FACT_COUNT + 1;
		f.session |= 1;
		/* the intake refuses times before 1970 and after TIME_MOST */
		f.at_us = (int64_t)((uint64_t)f.at_us % TIME_MOST);
		f.start_us = (int64_t)((uint64_t)f.start_us % TIME_MOST);
		if (call_fold(now, &f) == 0)
			expect_sane(now);
		call_recording(now, &f, "rec", &r, path);
		call_received_fax(now, &f, "rec", &fax, &text);
		if (strlen(text.path) >= sizeof text.path || utf8_cut(text.sender, FAX_STATION) != strlen(text.sender))
			abort();
		size_t len = rec__call__get_packed_size(&now->rec);
		if (len > sizeof packed)
			abort();
		rec__call__pack(&now->rec, packed);
		Rec__Call *stored = rec__call__unpack(NULL, len, packed);
		if (!stored)
			abort();
		call_from(next, stored);
		store_free(stored);
		struct call *other = now;
		now = next;
		next = other;
	}
	return 0;
}
