/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Our own messages between the processes: the catalogue (base/msg.def) has their names, ring.def their members.
 *
 * A record keeps the first octets of a message; members that are not whole are left out.
 */
#include "tools/trace/decoder.h"

#include "base/clock.h"
#include "base/session.h"
#include "tools/term/format.h"
#include "tools/term/language.h"

#include <stdio.h>
#include <string.h>

enum form {
	UINT,
	HANDLE,
	SESSION,
	TIME,
	CAUSE,
	LOCATION,
	EVENT,
	YES,
	TEXT,
	NAME,
	DIGITS,
	OWN,
	SUBSCRIBER,
	PLAN,
	TONE,
	BROKEN,
	FACT,
	CODE,
	LINE_FLAGS,
	MEDIA_FLAGS,
	PLAY,
	FACT_DIALLED
};

static const struct member {
	const char *payload;
	uint16_t at, len;
	uint8_t form;
	const char *name;
} members[] = {
#define MEMBER(payload, member, form, name) \
	{ #payload, offsetof(struct payload, member), sizeof(((struct payload *)0)->member), form, name },
#include "tools/trace/ring.def"
#undef MEMBER
};

static const char *const payloads[MSG_COUNT] = {
#define MSG(name, payload, from, to, full, sentence) [MSG_##name] = #payload,
#include "base/msg.def"
#undef MSG
};

static const char *const facts[] = {
#define X(id, sentence) #id,
	FACTS(X)
#undef X
};
static const char *const fact_sentences[] = {
#define X(id, sentence) sentence,
	FACTS(X)
#undef X
};

static const struct value plans[] = { { MEDIA_IDLE, N_("slot closed") }, { MEDIA_SILENCE, N_("silence") },
	{ MEDIA_TONE, N_("tone") }, { MEDIA_PLAY, N_("play list") }, { MEDIA_MUSIC, N_("music") },
	{ MEDIA_BRIDGE, N_("joined with its peer") }, { 0, NULL } };
static const struct value tones[] = { { TONE_NONE, N_("none") }, { TONE_DIAL, N_("dial tone") },
	{ TONE_RINGBACK, N_("ringback") }, { TONE_BUSY, N_("busy tone") }, { TONE_CONGESTION, N_("congestion tone") },
	{ TONE_CALL_WAITING, N_("call waiting") }, { TONE_BEEP, N_("beep") }, { 0, NULL } };
static const struct value endings[] = { { 0, N_("to its end") }, { 1, N_("broken off by a digit") },
	{ 2, N_("a prompt was missing") }, { 0, NULL } };
static const struct value events[] = { { 1, N_("alerting") }, { 2, N_("progress") }, { 3, N_("in-band information") },
	{ 4, N_("forwarded on busy") }, { 5, N_("forwarded on no reply") }, { 6, N_("forwarded unconditionally") },
	{ 0, NULL } };

/* ---- members ---- */

static uint64_t
read_uint(const struct decode *d, struct window w)
{
	const uint8_t *at = d->data + w.at;
	uint64_t u64;
	uint32_t u32;
	uint16_t u16;

	if (w.at + w.len > d->len)
		return 0;
	switch (w.len) {
	case sizeof(u64):
		memcpy(&u64, at, sizeof(u64));
		return u64;
	case sizeof(u32):
		memcpy(&u32, at, sizeof(u32));
		return u32;
	case sizeof(u16):
		memcpy(&u16, at, sizeof(u16));
		return u16;
	default:
		return w.len == 1 ? *at : 0;
	}
}

static void
add_words(struct decode *d, struct window w, const char *name, const struct value *values, uint64_t value)
{
	const char *text = value_text(values, (unsigned)value);

	if (text)
		decode_add(d, 1, w, name, "%s", text);
	else
		decode_bad(d, 1, w, name, _("%u, not defined"), (unsigned)value);
}

static void
add_number(struct decode *d, struct window w, const char *name, bool secret)
{
	struct number n;

	memcpy(&n, d->data + w.at, sizeof(n));
	if (n.len == 0) {
		decode_add(d, 1, w, name, "%s", _("none"));
		return;
	}
	decode_add_digits(
	    d, 1, (struct window){ w.at + offsetof(struct number, digits), sizeof(n.digits) }, name, secret);
	decode_add(d, 2, w, N_("nature of address"), "%u", n.nai);
	decode_add(d, 2, w, N_("presentation"), "%u", n.presentation);
}

static void
add_flags(struct decode *d, struct window w, const char *name, uint64_t value, bool media)
{
	decode_add(d, 1, w, name, "0x%02x%s%s%s%s", (unsigned)value,
	    !media                     ? value & LINE_F_FAR ? _(" by the far end") : ""
	        : value & MEDIA_F_DTMF ? _(" digits")
	                               : "",
	    !media                      ? value & LINE_F_INBAND ? _(" in-band") : ""
	        : value & MEDIA_F_BARGE ? _(" may be broken off")
	                                : "",
	    media && value & MEDIA_F_RECORD ? _(" recorded") : "",
	    media && value & MEDIA_F_ENGLISH ? _(" English") : "");
}

static void
add_play(struct decode *d, struct window w, const char *name)
{
	struct msg_media_slot slot;
	static const char *const kinds[] = { N_("prompt"), N_("digits"), N_("number"), N_("pause"), N_("tone") };
	unsigned start = w.at - offsetof(struct msg_media_slot, items);

	memcpy(&slot, d->data + start, offsetof(struct msg_media_slot, items));
	for (unsigned i = 0; i < slot.n_items && i < PLAY_ITEMS; i++) {
		struct window one = { w.at + i * sizeof(struct play_item), sizeof(struct play_item) };
		struct play_item item;
		char text[sizeof(item.text)];

		memcpy(&item, d->data + one.at, sizeof(item));
		text_copy(text, sizeof(text), item.text);
		bool secret = item.kind == PLAY_DIGITS || item.kind == PLAY_NUMBER;
		if (secret)
			decode_hide(d, (struct window){ one.at + offsetof(struct play_item, text), sizeof(item.text) });
		decode_add(d, 1, one, name, "%s %s", item.kind < 5 ? _(kinds[item.kind]) : "?",
		    secret && !d->open ? "**" : text);
	}
}

static void
add_secret(struct decode *d, struct window w, const char *name)
{
	decode_hide(d, w);
	if (d->open)
		decode_add_text(
		    d, 1, (struct window){ w.at, (unsigned)strnlen((const char *)d->data + w.at, w.len) }, name);
	else
		decode_add(d, 1, w, name, "**");
}

static void
add_time(struct decode *d, struct window w, const char *name, uint64_t value)
{
	char clock[FORMAT_SIZE];

	if (value == 0)
		decode_add(d, 1, w, name, "-");
	else
		decode_add(d, 1, w, name, "%s.%06u", format_clock(clock, (int64_t)value),
		    (unsigned)((int64_t)value < 0 ? 0 : value % US_PER_SEC));
}

static void
add_name(struct decode *d, struct window w, const char *name)
{
	char text[TEXT_NAME];

	snprintf(text, sizeof(text), "%.*s", (int)strnlen((const char *)d->data + w.at, w.len),
	    (const char *)d->data + w.at);
	decode_add(d, 1, w, name, "%s", text);
}

static void
add_member(struct decode *d, const struct member *m, struct window payload)
{
	struct window w = { payload.at + m->at, m->len };
	uint64_t value = read_uint(d, w);
	char text[SESSION_TEXT];
	const char *words;

	switch ((enum form)m->form) {
	case UINT:
		decode_add(d, 1, w, m->name, "%llu", (unsigned long long)value);
		break;
	case HANDLE:
		decode_add(d, 1, w, m->name, "%u (%x)", (unsigned)(value & 0xffff), (unsigned)value);
		break;
	case SESSION:
		decode_add(d, 1, w, m->name, "%s", value ? session_text(value, text) : "-");
		break;
	case TIME:
		add_time(d, w, m->name, value);
		break;
	case CAUSE:
		words = value_text(values_cause, (unsigned)value);
		decode_add(d, 1, w, m->name, value ? "%u %s" : "-", (unsigned)value, words ? words : "");
		break;
	case LOCATION:
		words = value_text(values_location, (unsigned)value);
		decode_add(d, 1, w, m->name, "%u %s", (unsigned)value, words ? words : "");
		break;
	case EVENT:
		if (value)
			add_words(d, w, m->name, events, value & 127);
		break;
	case YES:
		decode_add(d, 1, w, m->name, "%s", value ? _("yes") : _("no"));
		break;
	case TEXT:
		add_name(d, w, m->name);
		break;
	case NAME:
	case DIGITS:
		add_secret(d, w, m->name);
		break;
	case OWN:
	case SUBSCRIBER:
		add_number(d, w, m->name, m->form == SUBSCRIBER);
		break;
	case FACT_DIALLED:
		add_number(d, w, m->name,
		    read_uint(d, (struct window){ payload.at + offsetof(struct msg_fact, kind), 2 }) ==
		        FACT_CALL_DIALLED);
		break;
	case PLAN:
		add_words(d, w, m->name, plans, value);
		break;
	case TONE:
		if (value)
			add_words(d, w, m->name, tones, value);
		break;
	case BROKEN:
		add_words(d, w, m->name, endings, value);
		break;
	case FACT:
		decode_add(d, 1, w, m->name, "%s: %s", value < FACT_COUNT ? facts[value] : "?",
		    value < FACT_COUNT ? _(fact_sentences[value]) : "");
		break;
	case CODE:
		decode_add(d, 1, w, m->name, value == SEAT_NONE ? "-" : "%04u", (unsigned)value);
		break;
	case LINE_FLAGS:
	case MEDIA_FLAGS:
		add_flags(d, w, m->name, value, m->form == MEDIA_FLAGS);
		break;
	case PLAY:
		add_play(d, w, m->name);
		break;
	}
}

void
decode_ring(struct decode *d)
{
	struct trace_msg head;
	struct window all = { 0, d->len }, payload = all;

	if (d->len < sizeof(head)) {
		decode_bad(d, 0, all, N_("message"), "%s", _("cut short"));
		return;
	}
	memcpy(&head, d->data, sizeof(head));
	window_take(&payload, sizeof(head));
	if (head.type == MSG_NONE || head.type >= MSG_COUNT || head.from >= ROLE_COUNT || head.to >= ROLE_COUNT) {
		decode_bad(d, 0, all, N_("message"), _("%u is not in the catalogue"), head.type);
		decode_add_hex(d, 1, payload, N_("octets"));
		return;
	}
	decode_add(d, 0, all, msg_rows[head.type].name, "%s -> %s: %s", role_program[head.from], role_program[head.to],
	    _(msg_rows[head.type].sentence));
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		if (strcmp(members[i].payload, payloads[head.type]) == 0 &&
		    members[i].at + members[i].len <= payload.len)
			add_member(d, &members[i], payload);
	if (payload.len < msg_rows[head.type].size)
		decode_bad(d, 1, payload, N_("cut"), _("%u octets of %u"), payload.len, msg_rows[head.type].size);
}
