/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Head, service information octet and label of a unit (Q.703 2.2, Q.704 2.2, 14.2), for lists and ladders.
 *
 * The record says how wide the link set's label is; nothing else is known about the unit.
 */
#include "tools/trace/msu.h"

#include "isup/codec.h"

#include <errno.h>
#include <stdio.h>

static unsigned
octet(const struct trace_rec *rec, unsigned at)
{
	return at < rec->len && at < TRACE_DATA ? rec->data[at] : 0;
}

int
msu_parse(const struct trace_rec *rec, struct msu *msu)
{
	unsigned len = rec->len < TRACE_DATA ? rec->len : TRACE_DATA;

	*msu = (struct msu){
		.bsn = octet(rec, 0) & 127,
		.bib = octet(rec, 0) >> 7,
		.fsn = octet(rec, 1) & 127,
		.fib = octet(rec, 1) >> 7,
		.li = octet(rec, 2) & 63,
		.si = octet(rec, 3) & 15,
		.ni = octet(rec, 3) >> 6,
		.form = (uint32_t)rec->ref == 24 ? LABEL_CHINA24 : LABEL_ITU14,
		.label_at = UNIT_HEAD + 1,
	};
	if (len < UNIT_HEAD + 1)
		return -EBADMSG;
	int used = label_decode(msu->form, rec->data + msu->label_at, len - msu->label_at, &msu->label);
	if (used < 0)
		return -EBADMSG;
	msu->user_at = msu->label_at + (unsigned)used;
	msu->user_len = len - msu->user_at;
	return 0;
}

int
msu_cic(const struct trace_rec *rec, const struct msu *msu)
{
	if (msu->si != SI_ISUP || msu->user_len < 3)
		return -1;
	unsigned bits = label_cic_bits(msu->form);

	return (int)((octet(rec, msu->user_at) | octet(rec, msu->user_at + 1) << 8) & ((1u << bits) - 1));
}

int
msu_type(const struct trace_rec *rec, const struct msu *msu)
{
	return msu->si != SI_ISUP || msu->user_len < 3 ? -1 : (int)octet(rec, msu->user_at + 2);
}

const char *
msu_heading(unsigned si, unsigned heading)
{
	static const struct {
		uint8_t heading, test;
		const char *name;
	} rows[] = {
#define MTP3_MESSAGE(name, heading, body, handler, sentence) { heading, #body[0] == 'T', #name },
#include "isup/mtp3.def"
#undef MTP3_MESSAGE
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].heading == heading && rows[i].test == (si == SI_TEST || si == SI_TEST_ANSI))
			return rows[i].name;
	return NULL;
}

const char *
lssu_name(unsigned status)
{
	static const char *const names[8] = { "SIO", "SIN", "SIE", "SIOS", "SIPO", "SIB", "?", "?" };

	return names[status & 7];
}

char *
unit_title(const struct trace_rec *rec, char *to, size_t size)
{
	struct msu m;
	int rc = msu_parse(rec, &m);
	const char *heading = NULL;

	if (rec->len == UNIT_HEAD)
		snprintf(to, size, "FISU");
	else if (rec->kind == TRACE_LSSU_IN || rec->kind == TRACE_LSSU_OUT)
		snprintf(to, size, "%s", rec->len > UNIT_HEAD ? lssu_name(octet(rec, UNIT_HEAD)) : "LSSU ?");
	else if (rc < 0)
		snprintf(to, size, "MSU ?");
	else if (m.si == SI_ISUP && msu_cic(rec, &m) >= 0)
		snprintf(to, size, "%s cic %d", isup_name((uint8_t)msu_type(rec, &m)), msu_cic(rec, &m));
	else if (m.si <= SI_TEST_ANSI && m.user_len && (heading = msu_heading(m.si, octet(rec, m.user_at))))
		snprintf(to, size, "%s", heading);
	else
		snprintf(to, size, "SI %u", m.si);
	return to;
}
