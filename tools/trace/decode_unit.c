/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Signalling units: level 2 (Q.703 2.2), level 3 (Q.704 14, 15; Q.707 5), and what level 3 carries.
 */
#include "tools/trace/decoder.h"

#include "tools/term/language.h"
#include "tools/trace/msu.h"

#include <stdio.h>

#define VALUES(name, ...) static const struct value name[] = { __VA_ARGS__, { 0, NULL } };
#define V(value, text)      \
	{                   \
		value, text \
	}

VALUES(networks, V(0, N_("international")), V(1, N_("spare")), V(2, N_("national")), V(3, N_("national, reserved")))
VALUES(services, V(SI_MANAGEMENT, N_("network management")), V(SI_TEST, N_("link test")),
    V(SI_TEST_ANSI, N_("link test, special")), V(3, "SCCP"), V(4, "TUP"), V(SI_ISUP, "ISUP"))
VALUES(statuses, V(0, N_("out of alignment")), V(1, N_("normal alignment")), V(2, N_("emergency alignment")),
    V(3, N_("out of service")), V(4, N_("processor outage")), V(5, N_("busy")))
VALUES(causes_upu, V(0, N_("unknown")), V(1, N_("unequipped remote user")), V(2, N_("inaccessible remote user")))

enum body { BODY_NONE, BODY_FSN, BODY_CBC, BODY_PC, BODY_PC_STATUS, BODY_PC_USER, BODY_DATA_LINK, BODY_TEST };

static const struct row {
	uint8_t heading, body;
	const char *name, *sentence;
} rows[] = {
#define MTP3_MESSAGE(name, heading, body, handler, sentence) { heading, BODY_##body, #name, sentence },
#include "isup/mtp3.def"
#undef MTP3_MESSAGE
};

static const struct row *
row_of(unsigned heading, bool test)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].heading == heading && (rows[i].body == BODY_TEST) == test)
			return &rows[i];
	return NULL;
}

/* ---- level 2 ---- */

static void
level2(struct decode *d, const struct msu *m)
{
	struct window all = { 0, d->len };
	unsigned behind = d->len > UNIT_HEAD ? d->len - UNIT_HEAD : 0;

	if (d->len < UNIT_HEAD) {
		decode_bad(d, 0, all, "MTP2", "%s", _("cut short"));
		return;
	}
	decode_add(d, 0, (struct window){ 0, UNIT_HEAD }, "MTP2", "FSN %u  BSN %u", m->fsn, m->bsn);
	decode_add(d, 2, (struct window){ 0, 1 }, "BSN", "%u", m->bsn);
	decode_add(d, 2, (struct window){ 0, 1 }, "BIB", "%u", m->bib);
	decode_add(d, 2, (struct window){ 1, 1 }, "FSN", "%u", m->fsn);
	decode_add(d, 2, (struct window){ 1, 1 }, "FIB", "%u", m->fib);
	if (m->li == (behind < 63 ? behind : 63))
		decode_add(d, 2, (struct window){ 2, 1 }, "LI", "%u", m->li);
	else
		decode_bad(d, 2, (struct window){ 2, 1 }, "LI", _("%u, but there are %u"), m->li, behind);
}

static void
link_status(struct decode *d)
{
	unsigned status = decode_octet(d, UNIT_HEAD);
	const char *text = value_text(statuses, status & 7);
	struct window w = { UNIT_HEAD, d->len - UNIT_HEAD };

	if (w.len < 1 || w.len > 2)
		decode_bad(d, 0, w, "LSSU", _("a status field of %u octets"), w.len);
	else if (!text)
		decode_bad(d, 0, w, "LSSU", _("unknown status %u"), status & 7);
	else
		decode_add(d, 0, w, lssu_name(status), "%s", text);
}

/* ---- level 3 ---- */

#define PC_BOTH (PC_TEXT + 12)

/* 14 bits as a number and in parts, 24 in parts. */
static const char *
pc_words(int form, uint32_t pc, char text[PC_BOTH])
{
	char parts[PC_TEXT];

	if (label_pc_size(form) == 2)
		snprintf(text, PC_BOTH, "%u (%s)", pc, label_pc_print(form, pc, parts));
	else
		snprintf(text, PC_BOTH, "%s", label_pc_print(form, pc, parts));
	return text;
}

static void
level3(struct decode *d, const struct msu *m)
{
	char pc[PC_BOTH];
	unsigned end = m->user_at;
	const char *ni = value_text(networks, m->ni), *si = value_text(services, m->si);
	struct window sio = { UNIT_HEAD, 1 }, label = { m->label_at, end - m->label_at };

	decode_add(d, 0, (struct window){ sio.at, end - sio.at }, "MTP3", "%s", si ? si : "");
	decode_add(d, 2, sio, N_("network indicator"), "%u %s", m->ni, ni);
	if (si)
		decode_add(d, 2, sio, N_("service indicator"), "%u %s", m->si, si);
	else
		decode_bad(d, 2, sio, N_("service indicator"), "%u", m->si);
	decode_add(d, 2, label, "DPC", "%s", pc_words(m->form, m->label.dpc, pc));
	decode_add(d, 2, label, "OPC", "%s", pc_words(m->form, m->label.opc, pc));
	decode_add(d, 2, label, m->si == SI_ISUP ? "SLS" : "SLC", "%u", m->label.sls);
}

static void
test_body(struct decode *d, struct window body)
{
	struct window head = window_take(&body, 1);
	unsigned len = decode_octet(d, head.at) >> 4;

	if (head.len && len && len == body.len)
		decode_add(d, 2, head, N_("length"), "%u", len);
	else
		decode_bad(d, 2, head, N_("length"), _("%u, but there are %u"), len, body.len);
	decode_add_hex(d, 2, body, N_("test pattern"));
}

static void
number_body(struct decode *d, struct window body, enum body kind)
{
	unsigned value = decode_octet(d, body.at);

	if (body.len < 1)
		decode_bad(d, 2, body, "", "%s", _("cut short"));
	else if (kind == BODY_FSN)
		decode_add(d, 2, body, N_("last message received"), "%u", value & 127);
	else
		decode_add(d, 2, body, N_("changeback code"), "%u", value);
}

static void
data_link_body(struct decode *d, struct window body)
{
	if (body.len < 2)
		decode_bad(d, 2, body, N_("data link"), "%s", _("cut short"));
	else
		decode_add(d, 2, body, N_("data link"), "%u",
		    (decode_octet(d, body.at) | decode_octet(d, body.at + 1) << 8) & 0xfff);
}

/* The point code of TFC may have its status in the two bits that 14 of 16 leave (Q.704 15.7), or in an octet behind. */
static void
status_body(struct decode *d, struct window code, struct window last, int form)
{
	if (last.len)
		decode_add(d, 2, last, N_("congestion status"), "%u", decode_octet(d, last.at) & 3);
	else if (label_pc_size(form) == 2)
		decode_add(d, 2, code, N_("congestion status"), "%u", decode_octet(d, code.at + 1) >> 6);
}

static void
user_body(struct decode *d, struct window last)
{
	unsigned value = decode_octet(d, last.at);
	const char *part = value_text(services, value & 15), *cause = value_text(causes_upu, value >> 4);

	if (last.len < 1) {
		decode_bad(d, 2, last, N_("user part"), "%s", _("cut short"));
		return;
	}
	decode_add(d, 2, last, N_("user part"), "%u %s", value & 15, part ? part : "");
	decode_add(d, 2, last, N_("cause"), "%u %s", value >> 4, cause ? cause : "");
}

static void
pc_body(struct decode *d, struct window body, enum body kind, int form)
{
	char text[PC_BOTH];
	uint8_t octets[3] = { 0 };
	uint32_t pc;
	struct window code = window_take(&body, (unsigned)label_pc_size(form)), last = window_take(&body, 1);

	for (unsigned i = 0; i < code.len && i < sizeof(octets); i++)
		octets[i] = (uint8_t)decode_octet(d, code.at + i);
	if (label_pc_size(form) == 2)
		octets[1] &= 0x3f;
	if (label_pc_decode(form, octets, code.len, &pc) < 0) {
		decode_bad(d, 2, code, N_("concerned point code"), "%s", _("cut short"));
		return;
	}
	decode_add(d, 2, code, N_("concerned point code"), "%s", pc_words(form, pc, text));
	if (kind == BODY_PC_STATUS)
		status_body(d, code, last, form);
	else if (kind == BODY_PC_USER)
		user_body(d, last);
}

static void
management(struct decode *d, const struct msu *m)
{
	struct window body = { m->user_at, m->user_len }, heading = window_take(&body, 1);
	bool test = m->si != SI_MANAGEMENT;
	const struct row *row = heading.len ? row_of(decode_octet(d, heading.at), test) : NULL;

	if (!row) {
		decode_bad(d, 0, (struct window){ m->user_at, m->user_len }, test ? "SNT" : "SNM",
		    _("unknown heading %02x"), decode_octet(d, heading.at));
		decode_add_hex(d, 1, body, N_("octets"));
		return;
	}
	decode_add(d, 0, heading, row->name, "%s", _(row->sentence));
	decode_add(d, 2, heading, N_("heading code"), "H0 %u  H1 %u", decode_octet(d, heading.at) & 15,
	    decode_octet(d, heading.at) >> 4);
	if (row->body == BODY_TEST)
		test_body(d, body);
	else if (row->body == BODY_DATA_LINK)
		data_link_body(d, body);
	else if (row->body == BODY_FSN || row->body == BODY_CBC)
		number_body(d, body, (enum body)row->body);
	else if (row->body != BODY_NONE)
		pc_body(d, body, (enum body)row->body, m->form);
}

void
decode_unit(struct decode *d, const struct trace_rec *rec)
{
	struct msu m;
	int rc = msu_parse(rec, &m);
	bool lssu = rec->kind == TRACE_LSSU_IN || rec->kind == TRACE_LSSU_OUT;

	if (d->len == UNIT_HEAD)
		decode_add(d, 0, (struct window){ 0, UNIT_HEAD }, "FISU", "%s", _("fill-in signal unit"));
	level2(d, &m);
	if (d->len <= UNIT_HEAD)
		return;
	if (lssu) {
		link_status(d);
		return;
	}
	if (rc < 0) {
		decode_bad(d, 0, (struct window){ UNIT_HEAD, d->len - UNIT_HEAD }, "MTP3", "%s", _("no whole label"));
		decode_hide(d, (struct window){ UNIT_HEAD + 1, d->len - UNIT_HEAD - 1 });
		return;
	}
	level3(d, &m);
	struct window user = { m.user_at, m.user_len };
	if (m.si == SI_ISUP)
		decode_isup(d, user, m.form, rec->kind == TRACE_MSU_IN);
	else if (m.si <= SI_TEST_ANSI)
		management(d, &m);
	else
		decode_add_hidden(d, 0, user);
}
