/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Address and control of a frame (Q.921 2, 3), head of a message (Q.931 4.2, 4.3, 4.4).
 */
#include "tools/trace/dframe.h"

#include <errno.h>
#include <stdio.h>

#define Q931    0x08
#define CHANNEL 0x18

static const struct {
	uint8_t code;
	const char *name, *sentence;
} messages[] = {
#define DMESSAGE(code, name, sentence) { code, #name, sentence },
#include "tools/trace/q931.def"
#undef DMESSAGE
};

const char *
q931_name(unsigned type)
{
	for (size_t i = 0; i < sizeof(messages) / sizeof(messages[0]); i++)
		if (messages[i].code == type)
			return messages[i].name;
	return NULL;
}

const char *
q931_sentence(unsigned type)
{
	for (size_t i = 0; i < sizeof(messages) / sizeof(messages[0]); i++)
		if (messages[i].code == type)
			return messages[i].sentence;
	return NULL;
}

static const char *
unnumbered(unsigned control)
{
	switch (control & 0xef) {
	case 0x6f:
		return "SABME";
	case 0x0f:
		return "DM";
	case 0x03:
		return "UI";
	case 0x43:
		return "DISC";
	case 0x63:
		return "UA";
	case 0x87:
		return "FRMR";
	case 0xaf:
		return "XID";
	default:
		return NULL;
	}
}

static const char *
supervisory(unsigned control)
{
	static const char *const names[] = { "RR", "RNR", "REJ", NULL };

	return control & 0xf0 ? NULL : names[control >> 2 & 3];
}

/* Protocol discriminator, reference, type. */
static void
parse_message(const uint8_t *data, size_t len, struct dframe *f)
{
	size_t at = f->body_at;

	if (at + 2 > len || data[at] != Q931)
		return;
	f->reference_len = data[at + 1] & 15;
	if (at + 2 + f->reference_len + 1 > len || data[at + 1] & 0xf0)
		return;
	for (unsigned i = 0; i < f->reference_len; i++)
		f->reference = f->reference << 8 | (i ? data[at + 2 + i] : data[at + 2] & 127u);
	f->from_far = f->reference_len && data[at + 2] & 0x80;
	f->type_at = (unsigned)at + 2 + f->reference_len;
	f->type = data[f->type_at];
	f->q931 = true;
}

int
dframe_parse(const uint8_t *data, size_t len, struct dframe *f)
{
	*f = (struct dframe){ 0 };
	if (len < 3 || data[0] & 1 || !(data[1] & 1))
		return -EBADMSG;
	f->sapi = data[0] >> 2;
	f->command = data[0] >> 1 & 1;
	f->tei = data[1] >> 1;
	f->control = data[2];
	if ((data[2] & 3) == 3) {
		f->format = 'U';
		f->poll = data[2] >> 4 & 1;
		f->name = unnumbered(data[2]);
		f->body_at = 3;
		return 0;
	}
	if (len < 4)
		return -EBADMSG;
	f->nr = data[3] >> 1;
	f->poll = data[3] & 1;
	f->body_at = 4;
	if (data[2] & 1) {
		f->format = 'S';
		f->name = supervisory(data[2]);
		return 0;
	}
	f->format = 'I';
	f->ns = data[2] >> 1;
	parse_message(data, len, f);
	return 0;
}

unsigned
dframe_channel(const uint8_t *data, size_t len, const struct dframe *f)
{
	size_t at = f->q931 ? f->type_at + 1 : len;

	while (at < len) {
		if (data[at] & 0x80) {
			at++;
			continue;
		}
		if (at + 2 > len || at + 2 + data[at + 1] > len)
			return 0;
		/* interface octet, coding octet, slot number */
		if (data[at] == CHANNEL && data[at + 1] >= 3 && !(data[at + 2] & 0x40))
			return data[at + 4] & 127;
		at += 2u + data[at + 1];
	}
	return 0;
}

char *
dframe_title(const struct trace_rec *rec, char *to, size_t size)
{
	struct dframe f;
	size_t len = rec->len < TRACE_DATA ? rec->len : TRACE_DATA;

	if (dframe_parse(rec->data, len, &f) < 0)
		snprintf(to, size, "D ?");
	else if (f.q931 && q931_name(f.type))
		snprintf(to, size, "%s %u", q931_name(f.type), f.reference);
	else if (f.q931)
		snprintf(to, size, "Q.931 %02x", f.type);
	else if (f.format == 'I')
		snprintf(to, size, "I %u", f.ns);
	else if (f.format == 'S')
		snprintf(to, size, "%s %u", f.name ? f.name : "S ?", f.nr);
	else
		snprintf(to, size, "%s", f.name ? f.name : "U ?");
	return to;
}
