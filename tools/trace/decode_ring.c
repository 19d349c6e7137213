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
	{ MEDIA_BRIDGE, N_("joined with its peer") }, { MEDIA_FAX, N_("joined to a fax machine") }, { 0, NULL } };
static const struct value tones[] = { { TONE_NONE, N_("none") }, { TONE_DIAL, N_("dial tone") },
	{ TONE_RINGBACK, N_("ringback") }, { TONE_BUSY, N_("busy tone") }, { TONE_CONGESTION, N_("congestion tone") },
	{ TONE_CALL_WAITING, N_("call waiting") }, { TONE_BEEP, N_("beep") }, { 0, NULL } };
static const struct value endings[] = { { 0, N_("to its end") }, { 1, N_("broken off by a digit") },
	{ 2, N_("a prompt was missing") }, { 0, NULL } };
static const struct value events[] = { { 1, N_("alerting") }, { 2, N_("progress") }, { 3, N_("in-band information") },
	{ 4, N_("forwarded on busy") }, { 5, N_("forwarded on no reply") }, { 6, N_("forwarded unconditionally") },
	{ 0, NULL } };

static const struct value checks[] = { { LINE_CHECK_OVER, N_("over") }, { LINE_CHECK_LOOP, N_("loop") },
	{ LINE_CHECK_TONE, N_("check tone") }, { 0, NULL } };
static const struct value line_flags[] = { { LINE_F_FAR, N_("by the far end") },
	{ LINE_F_INBAND, N_("in-band information") }, { LINE_F_USER, N_("by the user") }, { 0, NULL } };
static const struct value media_flags[] = { { MEDIA_F_DTMF, N_("digits") }, { MEDIA_F_BARGE, N_("may be broken off") },
	{ MEDIA_F_RECORD, N_("recorded") }, { MEDIA_F_ENGLISH, N_("English") }, { MEDIA_F_FAX, N_("listens for a fax machine") },
	{ MEDIA_F_ECHO, N_("echo cancelled") }, { 0, NULL } };
static const struct value fax_results[] = { { FAX_WHOLE, N_("whole") }, { FAX_NOBODY, N_("no fax machine heard") },
	{ FAX_BROKEN_OFF, N_("broken off") }, { FAX_FAILED, N_("failed") }, { FAX_FAULT, N_("fault") }, { 0, NULL } };

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

typedef void member_form(struct decode *d, struct window w, const char *name, struct window payload);

static void
add_words(struct decode *d, struct window w, const char *name, const struct value *values)
{
	unsigned value = (unsigned)read_uint(d, w);
	const char *text = value_text(values, value);

	if (text)
		decode_add(d, 1, w, name, "%s", text);
	else
		decode_bad(d, 1, w, name, _("%u, not defined"), value);
}

static void
show_uint(struct decode *d, struct window w, const char *name, struct window payload)
{
	decode_add(d, 1, w, name, "%llu", (unsigned long long)read_uint(d, w));
}

/* Index, and with it the generation. */
static void
show_handle(struct decode *d, struct window w, const char *name, struct window payload)
{
	unsigned value = (unsigned)read_uint(d, w);

	decode_add(d, 1, w, name, "%u (%x)", value & 0xffff, value);
}

static void
show_session(struct decode *d, struct window w, const char *name, struct window payload)
{
	char text[SESSION_TEXT];
	uint64_t value = read_uint(d, w);

	decode_add(d, 1, w, name, "%s", value ? session_text(value, text) : "-");
}

static void
show_time(struct decode *d, struct window w, const char *name, struct window payload)
{
	char clock[FORMAT_SIZE];
	int64_t value = (int64_t)read_uint(d, w);

	if (value <= 0)
		decode_add(d, 1, w, name, "-");
	else
		decode_add(d, 1, w, name, "%s.%06u", format_clock(clock, value), (unsigned)(value % US_PER_SEC));
}

static void
show_cause(struct decode *d, struct window w, const char *name, struct window payload)
{
	unsigned value = (unsigned)read_uint(d, w);
	const char *text = value_text(values_cause, value);

	decode_add(d, 1, w, name, "%u %s", value, text ? text : "");
}

static void
show_location(struct decode *d, struct window w, const char *name, struct window payload)
{
	unsigned value = (unsigned)read_uint(d, w);
	const char *text = value_text(values_location, value);

	decode_add(d, 1, w, name, "%u %s", value, text ? text : "");
}

static void
show_event(struct decode *d, struct window w, const char *name, struct window payload)
{
	if (read_uint(d, w))
		add_words(d, w, name, events);
}

static void
show_yes(struct decode *d, struct window w, const char *name, struct window payload)
{
	decode_add(d, 1, w, name, "%s", read_uint(d, w) ? _("yes") : _("no"));
}

static void
show_text(struct decode *d, struct window w, const char *name, struct window payload)
{
	const char *text = (const char *)d->data + w.at;

	decode_add(d, 1, w, name, "%.*s", (int)strnlen(text, w.len), text);
}

/* A subscriber's name. */
static void
show_name(struct decode *d, struct window w, const char *name, struct window payload)
{
	decode_hide(d, w);
	if (d->open)
		show_text(d, w, name, payload);
	else
		decode_add(d, 1, w, name, "**");
}

/* The kind of the fact that a member belongs to. */
static unsigned
fact_kind_of(const struct decode *d, struct window payload)
{
	return (unsigned)read_uint(d, (struct window){ payload.at + offsetof(struct msg_fact, kind), 2 });
}

/* A machine's identification is a subscriber's number. */
static void
show_fact_text(struct decode *d, struct window w, const char *name, struct window payload)
{
	if (fact_kind_of(d, payload) == FACT_CALL_FAXED)
		show_name(d, w, name, payload);
	else
		show_text(d, w, name, payload);
}

static void
show_fact_cause(struct decode *d, struct window w, const char *name, struct window payload)
{
	if (fact_kind_of(d, payload) == FACT_CALL_FAXED)
		add_words(d, w, name, fax_results);
	else
		show_cause(d, w, name, payload);
}

static void
show_fax_result(struct decode *d, struct window w, const char *name, struct window payload)
{
	add_words(d, w, name, fax_results);
}

static void
show_fax_channel(struct decode *d, struct window w, const char *name, struct window payload)
{
	struct window plan = { payload.at + offsetof(struct msg_media_slot, plan), sizeof(((struct msg_media_slot *)0)->plan) };

	if (read_uint(d, plan) == MEDIA_FAX)
		show_handle(d, w, name, payload);
}

/* What a caller pressed: it may be a secret number. */
static void
show_digits(struct decode *d, struct window w, const char *name, struct window payload)
{
	decode_hide(d, w);
	decode_add_text(d, 1, w, name);
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
show_own(struct decode *d, struct window w, const char *name, struct window payload)
{
	add_number(d, w, name, false);
}

static void
show_subscriber(struct decode *d, struct window w, const char *name, struct window payload)
{
	add_number(d, w, name, true);
}

/* Of a call in it is a number of ours. */
static void
show_fact_dialled(struct decode *d, struct window w, const char *name, struct window payload)
{
	add_number(d, w, name, fact_kind_of(d, payload) != FACT_CALL_OFFERED);
}

static void
show_user_data(struct decode *d, struct window w, const char *name, struct window payload)
{
	struct user_data u;

	memcpy(&u, d->data + w.at, sizeof(u));
	decode_hide(d, (struct window){ w.at + offsetof(struct user_data, uui), sizeof(u.uui) + sizeof(u.access) });
	if (u.uui_len || u.access_len)
		decode_add(d, 1, w, name, _("%u octets to the user, %u of access transport"), u.uui_len, u.access_len);
}

static void
show_plan(struct decode *d, struct window w, const char *name, struct window payload)
{
	add_words(d, w, name, plans);
}

static void
show_tone(struct decode *d, struct window w, const char *name, struct window payload)
{
	if (read_uint(d, w))
		add_words(d, w, name, tones);
}

static void
show_broken(struct decode *d, struct window w, const char *name, struct window payload)
{
	add_words(d, w, name, endings);
}

static void
show_check(struct decode *d, struct window w, const char *name, struct window payload)
{
	add_words(d, w, name, checks);
}

static void
show_fact(struct decode *d, struct window w, const char *name, struct window payload)
{
	uint64_t value = read_uint(d, w);

	if (value < FACT_COUNT)
		decode_add(d, 1, w, name, "%s: %s", facts[value], _(fact_sentences[value]));
	else
		decode_bad(d, 1, w, name, _("%u, not defined"), (unsigned)value);
}

/* Seats and queues. */
static void
show_code(struct decode *d, struct window w, const char *name, struct window payload)
{
	unsigned value = (unsigned)read_uint(d, w);

	if (value == SEAT_NONE)
		decode_add(d, 1, w, name, "-");
	else
		decode_add(d, 1, w, name, "%04u", value);
}

/* The words of the bits that are set. */
static void
add_flags(struct decode *d, struct window w, const char *name, const struct value *flags)
{
	uint64_t value = read_uint(d, w);
	char text[128] = "";
	size_t n = 0;

	for (; flags->text; flags++)
		if (value & flags->value && n < sizeof(text))
			n += (size_t)snprintf(text + n, sizeof(text) - n, "  %s", _(flags->text));
	decode_add(d, 1, w, name, "0x%02x%s", (unsigned)value, text);
}

static void
show_line_flags(struct decode *d, struct window w, const char *name, struct window payload)
{
	add_flags(d, w, name, line_flags);
}

static void
show_media_flags(struct decode *d, struct window w, const char *name, struct window payload)
{
	add_flags(d, w, name, media_flags);
}

static void
show_play(struct decode *d, struct window w, const char *name, struct window payload)
{
	static const char *const kinds[] = { N_("prompt"), N_("digits"), N_("number"), N_("pause"), N_("tone") };
	unsigned n = decode_octet(d, payload.at + offsetof(struct msg_media_slot, n_items));

	for (unsigned i = 0; i < n && i < PLAY_ITEMS; i++) {
		struct window one = { w.at + i * sizeof(struct play_item), sizeof(struct play_item) };
		struct play_item item;
		char text[sizeof(item.text)];

		memcpy(&item, d->data + one.at, sizeof(item));
		text_copy(text, sizeof(text), item.text);
		bool secret = item.kind == PLAY_DIGITS || item.kind == PLAY_NUMBER;
		if (secret)
			decode_hide(d, (struct window){ one.at + offsetof(struct play_item, text), sizeof(item.text) });
		decode_add(d, 1, one, name, "%s %s",
		    item.kind < sizeof(kinds) / sizeof(kinds[0]) ? _(kinds[item.kind]) : "?",
		    secret && !d->open ? "**" : text);
	}
}

static const struct member {
	const char *payload;
	uint16_t at, len;
	member_form *show;
	const char *name;
} members[] = {
#define MEMBER(payload, member, form, name) \
	{ #payload, offsetof(struct payload, member), sizeof(((struct payload *)0)->member), show_##form, name },
#include "tools/trace/ring.def"
#undef MEMBER
};

/* ---- messages ---- */

static void
add_members(struct decode *d, const char *of, struct window payload)
{
	unsigned n = 0;

	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		const struct member *m = &members[i];
		struct window w = { payload.at + m->at, m->len };

		if (strcmp(m->payload, of) != 0 || (unsigned)m->at + m->len > payload.len)
			continue;
		m->show(d, w, m->name, payload);
		n++;
	}
	if (n == 0)
		decode_add_hidden(d, 1, payload);
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
		decode_add_hidden(d, 1, payload);
		return;
	}
	const struct msg_row *row = &msg_rows[head.type];
	decode_add(
	    d, 0, all, row->name, "%s -> %s: %s", role_program[head.from], role_program[head.to], _(row->sentence));
	add_members(d, payloads[head.type], payload);
	if (payload.len < row->size) {
		decode_hide(d, payload);
		decode_bad(d, 1, payload, N_("cut"), _("%u octets of %u"), payload.len, row->size);
	}
}
