/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ISUP messages: each parameter that the codec finds, with its fields by the table isup_fields.def.
 *
 * Parameters that are no bits (numbers, causes, ranges ...) have a form, a function of isup_forms.c.
 */
#include "tools/trace/isup_forms.h"

#include "tools/term/language.h"

#include <errno.h>

/* ---- the table of fields ---- */

#define V(value, text)    { value, text },
#define VALUES(name, ...) const struct value values_##name[] = { __VA_ARGS__{ 0, NULL } };
#include "tools/trace/isup_values.def"
#undef VALUES
#undef V

static const struct field {
	uint8_t param;
	uint8_t octet, bit, bits;
	const char *name;
	const struct value *values;
} fields[] = {
#define values_none NULL
#define FORM(param, form)
#define FIELD(param, octet, bit, bits, name, values) { PARAM_##param, octet, bit, bits, name, values_##values },
#include "tools/trace/isup_fields.def"
#undef FIELD
#undef FORM
};

static const struct {
	uint8_t param;
	isup_form *form;
} forms[] = {
#define FIELD(param, octet, bit, bits, name, values)
#define FORM(param, form) { PARAM_##param, form_##form },
#include "tools/trace/isup_fields.def"
#undef FORM
#undef FIELD
};

static void
add_field(struct decode *d, const struct field *f, struct window w)
{
	struct window octet = { w.at + f->octet, 1 };
	unsigned value = decode_octet(d, octet.at) >> f->bit & ((1u << f->bits) - 1);
	const char *text = value_text(f->values, value);

	if (text)
		decode_add(d, 2, octet, f->name, "%s", text);
	else if (f->values)
		decode_bad(d, 2, octet, f->name, _("%u, not defined"), value);
	else
		decode_add(d, 2, octet, f->name, "%u", value);
}

static void
add_fields(struct decode *d, unsigned code, struct window w)
{
	unsigned seen = 0;

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		if (fields[i].param != code)
			continue;
		if (fields[i].octet < w.len)
			add_field(d, &fields[i], w);
		if (fields[i].octet >= seen)
			seen = fields[i].octet + 1u;
	}
	if (seen < w.len)
		decode_add_hex(
		    d, 2, (struct window){ w.at + seen, w.len - seen }, seen ? N_("further octets") : N_("octets"));
}

void
decode_isup_param(struct decode *d, unsigned code, struct window w, int form, bool incoming)
{
	struct form_arg arg = { code, form, incoming };

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if (forms[i].param == code) {
			forms[i].form(d, w, &arg);
			return;
		}
	add_fields(d, code, w);
}

/* ---- messages ---- */

static void
add_param(
    struct decode *d, const struct isup_msg *msg, const struct isup_view *v, struct window w, int form, bool incoming)
{
	const struct isup_param_row *row = isup_param_row(v->code);
	struct window value = { w.at + v->at, v->len };
	static const char *const kinds[] = { "F", "V", "O" };

	if (v->at + v->len > w.len)
		return;
	if (!row) {
		decode_bad(d, 1, value, N_("unknown parameter"), "0x%02x  %s", v->code, kinds[v->kind % 3]);
		decode_add_hidden(d, 2, value);
		return;
	}
	if (v->known)
		decode_add(d, 1, value, row->name, "%s", "");
	else
		decode_bad(d, 1, value, row->name, _("not of this message"));
	decode_isup_param(d, v->code, value, form, incoming);
}

static void
broken(struct decode *d, struct window w, int rc)
{
	struct window rest = w;

	window_take(&rest, 3);
	if (rc == -ENOMSG)
		decode_bad(d, 0, w, N_("unknown message"), "0x%02x", decode_octet(d, w.at + 2));
	else
		decode_bad(d, 0, w, N_("malformed"), "%s", _("lengths or pointers lead outside"));
	decode_add_hidden(d, 1, rest);
}

void
decode_isup(struct decode *d, struct window w, int form, bool incoming)
{
	struct isup_msg msg;
	uint16_t cic = (uint16_t)(decode_octet(d, w.at) | decode_octet(d, w.at + 1) << 8);

	if (w.len < 3 || w.at + w.len > d->len) {
		decode_bad(d, 0, w, "ISUP", "%s", _("cut short"));
		return;
	}
	cic &= (uint16_t)((1u << label_cic_bits(form)) - 1);
	int rc = isup_decode(&msg, d->data + w.at, w.len);
	const struct isup_row *row = isup_row((uint8_t)decode_octet(d, w.at + 2));
	decode_add(d, 0, w, row ? row->abbreviation : "ISUP", "%s  0x%02x", row ? _(row->name) : "",
	    decode_octet(d, w.at + 2));
	decode_add(d, 1, (struct window){ w.at, 2 }, N_("circuit"), "CIC %u  PCM %u:%u", cic, cic >> 5, cic & 31u);
	if (rc < 0) {
		broken(d, w, rc);
		return;
	}
	for (unsigned i = 0; i < msg.n_views; i++)
		add_param(d, &msg, &msg.views[i], w, form, incoming);
	if (msg.bad)
		decode_bad(d, 1, w, N_("too short"), _("%u optional parameters"), msg.bad);
}
