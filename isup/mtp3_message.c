/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Management and link test messages on the wire, by the table mtp3.def.
 *
 * SIO, label, heading code (H1 H0), body.  With ITU labels the SLC stands in the SLS field of the label (Q.704 15.2);
 * ANSI sends it in the first four bits of the body and what follows moves up by four (T1.111.4).  China writes as ITU
 * does, with point codes of three octets.
 */
#include "isup/mtp3_state.h"

#include <errno.h>
#include <string.h>

#define SI_MANAGEMENT 0
#define SI_TEST       1
#define SI_TEST_ANSI  2
#define PRIORITY_ANSI 3 /* of management messages: the highest (T1.111.5); in ITU networks these bits are spare */

enum body { BODY_NONE, BODY_FSN, BODY_CBC, BODY_PC, BODY_PC_STATUS, BODY_PC_USER, BODY_DATA_LINK, BODY_TEST };

static const struct row {
	uint8_t heading;
	uint8_t body;
} rows[MTP3_TYPES] = {
#define MTP3_MESSAGE(name, heading, body, handler, sentence) [MTP3_##name] = { heading, BODY_##body },
#include "isup/mtp3.def"
#undef MTP3_MESSAGE
};

static int
is_about_link(const struct row *row)
{
	return row->body == BODY_NONE || row->body == BODY_FSN || row->body == BODY_CBC || row->body == BODY_DATA_LINK;
}

/* With ANSI labels: does the body begin with the SLC? */
static int
has_slc(const struct row *row)
{
	return is_about_link(row) && row != &rows[MTP3_TRA] && row != &rows[MTP3_RCT];
}

/* A number behind an ANSI SLC: four bits of SLC, then the number. */
static size_t
put_after_slc(uint8_t *at, uint8_t slc, uint8_t number, size_t octets)
{
	uint16_t value = (uint16_t)(slc | number << 4);

	at[0] = (uint8_t)value;
	if (octets > 1)
		at[1] = (uint8_t)(value >> 8);
	return octets;
}

static size_t
put_body(int form, const struct row *row, const struct mtp3_message *m, uint8_t *at)
{
	int ansi = form == LABEL_ANSI24;
	size_t n;

	switch (row->body) {
	case BODY_NONE:
		return ansi && has_slc(row) ? put_after_slc(at, m->slc, 0, 1) : 0;
	case BODY_FSN:
	case BODY_CBC:
	case BODY_DATA_LINK:
		if (ansi)
			return put_after_slc(at, m->slc, m->number, 2);
		at[0] = m->number;
		return 1;
	case BODY_TEST:
		at[0] = (uint8_t)(m->test_len << 4 | (ansi ? m->slc & 15 : 0));
		memcpy(at + 1, m->test, m->test_len);
		return 1u + m->test_len;
	default:
		n = label_pc_encode(form, at, m->pc);
		if (row->body != BODY_PC)
			at[n++] = m->number;
		return n;
	}
}

size_t
mtp3_encode(const struct linkset *set, const struct mtp3_message *m, uint8_t octets[MTP3_MESSAGE_MAX])
{
	const struct row *row = &rows[m->type];
	struct label label = { .dpc = m->to ? m->to : set->apc, .opc = set->opc, .sls = m->slc };
	uint8_t si = row->body != BODY_TEST ? SI_MANAGEMENT : set->form == LABEL_ANSI24 ? SI_TEST_ANSI : SI_TEST;
	uint8_t *at = octets;

	*at++ = (uint8_t)(set->ni << 6 | (set->form == LABEL_ANSI24 ? PRIORITY_ANSI << 4 : 0) | si);
	at += label_encode(set->form, at, &label);
	*at++ = row->heading;
	at += put_body(set->form, row, m, at);
	return (size_t)(at - octets);
}

static const struct row *
row_of(uint8_t heading, int is_test)
{
	for (int i = 0; i < MTP3_TYPES; i++)
		if (rows[i].heading == heading && (rows[i].body == BODY_TEST) == is_test)
			return &rows[i];
	return NULL;
}

static int
get_test(int ansi, const uint8_t *body, size_t len, struct mtp3_message *m)
{
	if (len < 1)
		return -EBADMSG;
	m->test_len = body[0] >> 4;
	if (ansi)
		m->slc = body[0] & 15;
	if (m->test_len == 0 || len < 1u + m->test_len)
		return -EBADMSG;
	memcpy(m->test, body + 1, m->test_len);
	return 0;
}

/* FSN, changeback code, or no more than the SLC of ANSI. */
static int
get_number(int ansi, const struct row *row, const uint8_t *body, size_t len, struct mtp3_message *m)
{
	size_t need = row->body == BODY_NONE ? (ansi && has_slc(row)) : 1u + (ansi || row->body == BODY_DATA_LINK);

	if (len < need)
		return -EBADMSG;
	if (need == 0)
		return 0;
	uint16_t value = (uint16_t)(body[0] | (need > 1 ? body[1] << 8 : 0));
	if (ansi && has_slc(row)) {
		m->slc = value & 15;
		value >>= 4;
	}
	m->number = row->body == BODY_FSN ? value & 127 : (uint8_t)value;
	return 0;
}

static int
get_pc(int form, const struct row *row, const uint8_t *body, size_t len, struct mtp3_message *m)
{
	uint8_t copy[4];
	size_t n = label_pc_size(form);

	if (len < n + (row->body == BODY_PC_USER))
		return -EBADMSG;
	memcpy(copy, body, n);
	if (form == LABEL_ITU14) { /* the two bits beside the code: spare, or the status of TFC */
		m->number = copy[1] >> 6;
		copy[1] &= 0x3f;
	} else if (row->body == BODY_PC_STATUS && len > n) {
		m->number = body[n] & 3;
	}
	if (row->body == BODY_PC_USER)
		m->number = body[n];
	return label_pc_decode(form, copy, n, &m->pc) < 0 ? -EBADMSG : 0;
}

int
mtp3_decode(int form, int is_test, uint8_t sls, const uint8_t *octets, size_t len, struct mtp3_message *m)
{
	const struct row *row = len ? row_of(octets[0], is_test) : NULL;
	int ansi = form == LABEL_ANSI24;

	if (!row)
		return -EBADMSG;
	memset(m, 0, sizeof(*m));
	m->type = (uint8_t)(row - rows);
	m->slc = sls & 15;
	if (row->body == BODY_TEST)
		return get_test(ansi, octets + 1, len - 1, m);
	return is_about_link(row) ? get_number(ansi, row, octets + 1, len - 1, m)
	                          : get_pc(form, row, octets + 1, len - 1, m);
}

int
mtp3_is_test(int form, const uint8_t *octets, size_t len)
{
	size_t head = label_size(form);

	return len >= head + 2 && row_of(octets[head], 1) && len == head + 2 + (octets[head + 1] >> 4);
}
