/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * D-channel frames: data link (Q.921 3), call control (Q.931 4) by the tables of q931.def.
 */
#include "tools/trace/decoder.h"
#include "tools/trace/dframe.h"
#include "tools/trace/q931_elements.h"

#include "tools/term/language.h"

static const struct {
	uint8_t code;
	q931_element *form;
	const char *name;
} elements[] = {
#define ELEMENT(code, form, name) { code, element_##form, name },
#include "tools/trace/q931.def"
#undef ELEMENT
};

void
decode_element(struct decode *d, unsigned code, struct window w)
{
	for (size_t i = 0; i < sizeof(elements) / sizeof(elements[0]); i++)
		if (elements[i].code == code) {
			elements[i].form(d, w);
			return;
		}
	decode_add_hidden(d, 2, w);
}

static const char *
element_name(unsigned code)
{
	for (size_t i = 0; i < sizeof(elements) / sizeof(elements[0]); i++)
		if (elements[i].code == code)
			return elements[i].name;
	return NULL;
}

/* Elements of one octet (Q.931 4.5.2): their value is in it. */
static void
short_element(struct decode *d, struct window w)
{
	unsigned code = decode_octet(d, w.at);

	if (code == 0xa1)
		decode_add(d, 1, w, N_("sending complete"), "%s", "");
	else if ((code & 0xf0) == 0x90)
		decode_add(d, 1, w, N_("shift"), "%u", code & 7);
	else if ((code & 0xf0) == 0xb0)
		decode_add(d, 1, w, N_("congestion level"), "%u", code & 15);
	else if (code == 0xa0)
		decode_add(d, 1, w, N_("more data"), "%s", "");
	else if ((code & 0xf0) == 0xd0)
		decode_add(d, 1, w, N_("repeat indicator"), "%u", code & 15);
	else
		decode_bad(d, 1, w, N_("unknown element"), "0x%02x", code);
}

void
decode_elements(struct decode *d, struct window w)
{
	unsigned codeset = 0, until_next = 0;

	while (w.len) {
		unsigned code = decode_octet(d, w.at), used = until_next ? until_next - 1 : codeset;

		until_next = 0;
		if (code & 0x80) {
			if ((code & 0xf8) == 0x90) /* locking */
				codeset = code & 7;
			else if ((code & 0xf8) == 0x98)
				until_next = (code & 7) + 1;
			short_element(d, window_take(&w, 1));
			continue;
		}
		struct window head = window_take(&w, 2);
		unsigned len = decode_octet(d, head.at + 1);
		if (head.len < 2 || len > w.len) {
			decode_bad(d, 1, head, N_("element"), "0x%02x  %s", code, _("cut short"));
			decode_hide(d, w);
			return;
		}
		struct window value = window_take(&w, len), all = { head.at, len + 2 };
		const char *name = used == 0 ? element_name(code) : NULL;
		if (name)
			decode_add(d, 1, all, name, "%s", "");
		else
			decode_bad(d, 1, all, N_("unknown element"), _("0x%02x of codeset %u"), code, used);
		if (name && len)
			decode_element(d, code, value);
		else
			decode_add_hidden(d, 2, value);
	}
}

static void
data_link(struct decode *d, const struct dframe *f)
{
	struct window address = { 0, 2 }, control = { 2, f->body_at - 2 };

	decode_add(d, 0, (struct window){ 0, f->body_at }, "Q.921", "%s",
	    f->format == 'I' ? "I"
	        : f->name    ? f->name
	                     : "?");
	decode_add(d, 2, address, "SAPI", "%u", f->sapi);
	decode_add(d, 2, address, "C/R", "%u", f->command);
	decode_add(d, 2, address, "TEI", "%u", f->tei);
	if (f->format == 'I')
		decode_add(d, 2, control, "N(S)", "%u", f->ns);
	if (f->format != 'U')
		decode_add(d, 2, control, "N(R)", "%u", f->nr);
	decode_add(d, 2, control, "P/F", "%u", f->poll);
}

static void
call_control(struct decode *d, const struct dframe *f)
{
	struct window w = { f->body_at, d->len - f->body_at },
	              elements_of = { f->type_at + 1, d->len - f->type_at - 1 };
	const char *name = q931_name(f->type), *sentence = q931_sentence(f->type);

	if (name)
		decode_add(d, 0, w, name, "%s  0x%02x", _(sentence), f->type);
	else
		decode_bad(d, 0, w, N_("unknown message"), "0x%02x", f->type);
	decode_add(d, 1, (struct window){ f->body_at + 1, 1 + f->reference_len }, N_("call reference"), "%u %s",
	    f->reference, f->from_far ? _("chosen by the other side") : _("chosen by the sender"));
	decode_elements(d, elements_of);
}

void
decode_dchan(struct decode *d)
{
	struct dframe f;
	struct window all = { 0, d->len };

	if (dframe_parse(d->data, d->len, &f) < 0) {
		decode_bad(d, 0, all, "Q.921", "%s", _("cut short"));
		decode_add_hidden(d, 1, all);
		return;
	}
	data_link(d, &f);
	struct window body = { f.body_at, d->len - f.body_at };
	if (f.q931)
		call_control(d, &f);
	else if (f.format == 'I')
		decode_bad(d, 0, body, "Q.931", "%s", _("no whole head"));
	if (!f.q931 && body.len)
		decode_add_hidden(d, 1, body);
}
