/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Records as rungs.
 */
#include "tools/trace/rung.h"

#include "base/msg.h"
#include "tools/trace/dframe.h"
#include "tools/trace/msu.h"

#include <stdio.h>
#include <string.h>

const char *const column_names[COLUMNS] = { "exchange", "isupd", "acdd", "mediad", "prid", "phones", "crmd" };

static const uint8_t column_of[ROLE_COUNT] = {
	[ROLE_ISUP] = COL_ISUP,
	[ROLE_ACD] = COL_ACD,
	[ROLE_MEDIA] = COL_MEDIA,
	[ROLE_PRI] = COL_PRI,
	[ROLE_CAS] = COL_PRI,
	[ROLE_CRM] = COL_CRM,
	[ROLE_FAX] = COL_MEDIA, /* its sound passes there */
	[ROLE_SIP] = COL_PRI, /* the process of the phones' lines, whichever it is */
};

static void
between(struct rung *r, enum rung_kind kind, bool in, unsigned outside, unsigned inside)
{
	r->kind = (uint8_t)kind;
	r->from = (uint8_t)(in ? outside : inside);
	r->to = (uint8_t)(in ? inside : outside);
}

/* What makes one message of ours differ from the next of its kind. */
static void
more_of(const struct trace_msg *m, const uint8_t *data, size_t len, struct rung *r)
{
	static const char *const plans[] = { "idle", "silence", "tone", "play", "music", "bridge", "fax" };
	static const char *const facts[] = {
#define X(id, sentence) #id,
		FACTS(X)
#undef X
	};
	static const char *const faxes[FAX_RESULTS] = { "whole", "nobody", "broken off", "failed", "fault" };
	size_t n = strlen(r->text);
	struct msg_media_slot slot;
	struct msg_line line;
	struct msg_fact fact;
	struct msg_fax_done fax;
	char item[sizeof(slot.items[0].text)];

	switch (m->type) {
	case MSG_MEDIA_SLOT:
		memcpy(&slot, data, sizeof(slot));
		text_copy(item, sizeof(item), slot.items[0].text);
		snprintf(r->text + n, RUNG_TEXT - n, " %s%s%s%s",
		    slot.plan < sizeof(plans) / sizeof(plans[0]) ? plans[slot.plan] : "?",
		    slot.plan == MEDIA_PLAY && slot.n_items && slot.items[0].kind == PLAY_PROMPT ? " " : "",
		    slot.plan == MEDIA_PLAY && slot.n_items && slot.items[0].kind == PLAY_PROMPT ? item : "",
		    slot.flags & MEDIA_F_RECORD ? "+rec" : "");
		break;
	case MSG_LINE_RELEASE:
	case MSG_LINE_RELEASED:
	case MSG_LINE_REFUSED:
		memcpy(&line, data, sizeof(line));
		snprintf(r->text + n, RUNG_TEXT - n, " %u", line.cause);
		break;
	case MSG_FACT:
		memcpy(&fact, data, sizeof(fact));
		snprintf(r->text + n, RUNG_TEXT - n, " %s", fact.kind < FACT_COUNT ? facts[fact.kind] : "?");
		break;
	case MSG_FAX_DONE:
		memcpy(&fax, data, sizeof(fax));
		snprintf(r->text + n, RUNG_TEXT - n, " %u %s", fax.pages, fax.result < FAX_RESULTS ? faxes[fax.result] : "?");
		break;
	default:
		break;
	}
}

/* Each message is in two traces, the sender's and the receiver's: acdd's is shown. */
static bool
head_of(const struct trace_rec *rec, struct trace_msg *m)
{
	if (rec->role != ROLE_ACD || rec->len < sizeof(*m))
		return false;
	memcpy(m, rec->data, sizeof(*m));
	return m->from < ROLE_COUNT && m->to < ROLE_COUNT && m->type != MSG_NONE && m->type < MSG_COUNT;
}

static bool
message(const struct trace_rec *rec, struct rung *r)
{
	struct trace_msg m;

	if (!head_of(rec, &m))
		return false;
	r->kind = RUNG_MESSAGE;
	r->from = column_of[m.from];
	r->to = column_of[m.to];
	snprintf(r->text, sizeof(r->text), "%s", msg_rows[m.type].name);
	if (rec->len >= sizeof(m) + msg_rows[m.type].size)
		more_of(&m, rec->data + sizeof(m), rec->len - sizeof(m), r);
	return true;
}

static void
note(const struct trace_rec *rec, struct rung *r)
{
	size_t n = rec->len < RUNG_TEXT ? rec->len : RUNG_TEXT - 1;

	r->kind = RUNG_NOTE;
	r->from = r->to = rec->role < ROLE_COUNT ? column_of[rec->role] : COL_ACD;
	for (size_t i = 0; i < n; i++)
		r->text[i] = rec->data[i] < ' ' || rec->data[i] == 0x7f ? '.' : (char)rec->data[i];
	r->text[n] = '\0';
	r->alarm = n > 3 && strcmp(r->text + n - 3, "> ?") == 0;
}

bool
rung_kind_of(const struct trace_rec *rec, enum rung_kind *kind)
{
	struct trace_msg m;

	switch (rec->kind) {
	case TRACE_MSU_IN:
	case TRACE_MSU_OUT:
	case TRACE_LSSU_IN:
	case TRACE_LSSU_OUT:
	case TRACE_DCHAN_IN:
	case TRACE_DCHAN_OUT:
		*kind = RUNG_SIGNAL;
		return true;
	case TRACE_MSG_IN:
	case TRACE_MSG_OUT:
		*kind = RUNG_MESSAGE;
		return head_of(rec, &m);
	default:
		*kind = RUNG_NOTE;
		return rec->kind != TRACE_LEG;
	}
}

bool
rung_of(const struct trace_rec *rec, struct rung *r)
{
	*r = (struct rung){ 0 };
	switch (rec->kind) {
	case TRACE_MSU_IN:
	case TRACE_MSU_OUT:
	case TRACE_LSSU_IN:
	case TRACE_LSSU_OUT:
		between(
		    r, RUNG_SIGNAL, rec->kind == TRACE_MSU_IN || rec->kind == TRACE_LSSU_IN, COL_EXCHANGE, COL_ISUP);
		unit_title(rec, r->text, sizeof(r->text));
		return true;
	case TRACE_DCHAN_IN:
	case TRACE_DCHAN_OUT:
		between(r, RUNG_SIGNAL, rec->kind == TRACE_DCHAN_IN, COL_PHONE, COL_PRI);
		dframe_title(rec, r->text, sizeof(r->text));
		return true;
	case TRACE_MSG_IN:
	case TRACE_MSG_OUT:
		return message(rec, r);
	case TRACE_LEG:
		return false;
	default:
		note(rec, r);
		return true;
	}
}
