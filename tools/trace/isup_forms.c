/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Forms: numbers (Q.763 3.9 and those like it), cause (Q.850), range and status, circuit states, compatibility, and what
 * ISUP carries for Q.931.
 */
#include "tools/trace/isup_forms.h"

#include "tools/term/language.h"

#include <stdio.h>

static void
add_value(struct decode *d, struct window w, const char *name, const struct value *values, unsigned value)
{
	const char *text = value_text(values, value);

	if (text)
		decode_add(d, 2, w, name, "%s", text);
	else
		decode_bad(d, 2, w, name, _("%u, not defined"), value);
}

static bool
short_of(struct decode *d, struct window w, unsigned octets)
{
	if (w.len >= octets)
		return false;
	decode_bad(d, 2, w, "", "%s", _("cut short"));
	return true;
}

void
form_octets(struct decode *d, struct window w, const struct form_arg *arg)
{
	decode_add_hex(d, 2, w, N_("octets"));
}

/* Numbers and places of subscribers, in forms of their own. */
void
form_hidden(struct decode *d, struct window w, const struct form_arg *arg)
{
	decode_add_hidden(d, 2, w);
}

void
form_milliseconds(struct decode *d, struct window w, const struct form_arg *arg)
{
	if (!short_of(d, w, 2))
		decode_add(d, 2, (struct window){ w.at, 2 }, N_("delay"), "%u ms",
		    decode_octet(d, w.at) << 8 | decode_octet(d, w.at + 1));
}

void
form_cause(struct decode *d, struct window w, const struct form_arg *arg)
{
	decode_cause(d, w, false);
}

/* ---- numbers ---- */

/* clang-format off */
static const struct number_form {
	uint8_t param;
	uint8_t qualifier; /* an octet in front says which number it is */
	uint8_t nai;       /* it has a nature of address */
	uint8_t plan;      /* bits of the second octet in use; 0 = there is none */
	bool inn;          /* its first bit is about internal network routing; else about completeness */
} number_forms[] = {
	{ PARAM_CALLED,              0, 1, 0xf0, true  },
	{ PARAM_SUBSEQUENT,          0, 0, 0x00, false },
	{ PARAM_CALLING,             0, 1, 0xff, false },
	{ PARAM_ORIGINAL_CALLED,     0, 1, 0x7c, false },
	{ PARAM_REDIRECTING,         0, 1, 0x7c, false },
	{ PARAM_REDIRECTION,         0, 1, 0xf0, true  },
	{ PARAM_CONNECTED,           0, 1, 0x7f, false },
	{ PARAM_LOCATION,            0, 1, 0xff, true  },
	{ PARAM_GENERIC_NUMBER,      1, 1, 0xff, false },
	{ PARAM_TRANSFER_NUMBER,     0, 1, 0x7f, false },
	{ PARAM_CALLED_IN,           0, 1, 0x7c, false },
	{ PARAM_ORIGINAL_CALLED_IN,  0, 1, 0x7c, false },
	{ PARAM_CALLED_DIRECTORY,    0, 1, 0xf0, true  },
};
/* clang-format on */

/* Our own numbers are no secret: what was dialled to reach us, and what we show. */
static bool
is_secret(const struct form_arg *arg)
{
	bool called = arg->code == PARAM_CALLED || arg->code == PARAM_SUBSEQUENT;

	return called ? !arg->incoming : arg->code == PARAM_CALLING ? arg->incoming : true;
}

static void
number_plan(struct decode *d, struct window w, const struct number_form *f)
{
	unsigned octet = decode_octet(d, w.at);

	if (f->plan & 0x80)
		add_value(d, w, f->inn ? N_("internal network") : N_("number"), f->inn ? values_inn : values_complete,
		    octet >> 7);
	add_value(d, w, N_("numbering plan"), values_plan, octet >> 4 & 7);
	if (f->plan & 0x0c)
		add_value(d, w, N_("presentation"), values_presentation, octet >> 2 & 3);
	if (f->plan & 0x03)
		add_value(d, w, N_("screening"), values_screening, octet & 3);
}

void
form_number(struct decode *d, struct window w, const struct form_arg *arg)
{
	const struct number_form *f = number_forms;

	while (f < number_forms + sizeof(number_forms) / sizeof(number_forms[0]) && f->param != arg->code)
		f++;
	if (f == number_forms + sizeof(number_forms) / sizeof(number_forms[0]) ||
	    short_of(d, w, f->qualifier + 1u + (f->plan != 0)))
		return;
	if (f->qualifier) {
		struct window q = window_take(&w, 1);
		add_value(d, q, N_("qualifier"), values_qualifier, decode_octet(d, q.at));
	}
	struct window first = window_take(&w, 1);
	unsigned octet = decode_octet(d, first.at);
	struct window plan = window_take(&w, f->plan != 0);
	decode_add_bcd(d, 2, w, N_("digits"), octet & 0x80, is_secret(arg));
	if (f->nai)
		add_value(d, first, N_("nature of address"), values_nai, octet & 0x7f);
	if (plan.len)
		number_plan(d, plan, f);
}

void
form_generic_digits(struct decode *d, struct window w, const struct form_arg *arg)
{
	struct window first = window_take(&w, 1);
	unsigned octet = decode_octet(d, first.at);

	add_value(d, first, N_("digits"), values_digits_kind, octet & 31);
	add_value(d, first, N_("written as"), values_digits_form, octet >> 5);
	if (octet >> 5 < 2)
		decode_add_bcd(d, 2, w, N_("digits"), octet >> 5 == 1, true);
	else {
		decode_hide(d, w);
		decode_add_hex(d, 2, w, N_("octets"));
	}
}

void
form_transit_network(struct decode *d, struct window w, const struct form_arg *arg)
{
	struct window first = window_take(&w, 1);
	unsigned octet = decode_octet(d, first.at);

	add_value(d, first, N_("type"), values_network_type, octet >> 4 & 7);
	add_value(d, first, N_("plan"), values_network_plan, octet & 15);
	decode_add_bcd(d, 2, w, N_("network"), octet & 0x80, false);
}

void
form_interlock(struct decode *d, struct window w, const struct form_arg *arg)
{
	if (short_of(d, w, 4))
		return;
	decode_add_hex(d, 2, window_take(&w, 2), N_("network"));
	decode_add_hex(d, 2, w, N_("code"));
}

/* ---- circuits ---- */

void
form_range(struct decode *d, struct window w, const struct form_arg *arg)
{
	struct window first = window_take(&w, 1);
	unsigned range = decode_octet(d, first.at), set = 0, listed = 0;
	char list[160];
	size_t n = 0;

	list[0] = '\0';
	decode_add(d, 2, first, N_("range"), _("%u: %u circuits"), range, range + 1);
	if (w.len == 0)
		return;
	if (w.len < (range + 8) / 8) {
		decode_bad(d, 2, w, N_("status"), "%s", _("shorter than the range"));
		return;
	}
	for (unsigned i = 0; i <= range && i < 8 * w.len; i++) {
		if (!(decode_octet(d, w.at + i / 8) >> i % 8 & 1))
			continue;
		set++;
		if (n + 8 < sizeof(list)) {
			n += (size_t)snprintf(list + n, sizeof(list) - n, " +%u", i);
			listed++;
		}
	}
	decode_add(d, 2, w, N_("status"), _("%u set:%s%s"), set, list, listed < set ? " .." : "");
}

/* Q.763 3.14: one octet a circuit. */
void
form_circuit_states(struct decode *d, struct window w, const struct form_arg *arg)
{
	static const struct value calls[] = { { 1, N_("incoming call") }, { 2, N_("outgoing call") }, { 3, N_("idle") },
		{ 0, NULL } };
	static const struct value blocks[] = { { 0, "" }, { 1, N_("blocked locally") }, { 2, N_("blocked remotely") },
		{ 3, N_("blocked on both sides") }, { 0, NULL } };
	static const struct value hardware[] = { { 0, "" }, { 1, N_("hardware, locally") },
		{ 2, N_("hardware, remotely") }, { 3, N_("hardware, on both sides") }, { 0, NULL } };

	for (unsigned i = 0; i < w.len; i++) {
		struct window octet = { w.at + i, 1 };
		unsigned value = decode_octet(d, octet.at), call = value >> 2 & 3;
		const char *block = blocks[value & 3].text, *hard = hardware[value >> 4 & 3].text;

		if (call == 0)
			decode_add(d, 2, octet, N_("circuit"), "+%u  %s", i,
			    (value & 3) == 0       ? _("transient")
			        : (value & 3) == 3 ? _("unequipped")
			                           : _("spare"));
		else
			decode_add(d, 2, octet, N_("circuit"), "+%u  %s %s %s", i, value_text(calls, call),
			    block[0] ? _(block) : "", hard[0] ? _(hard) : "");
	}
}

/* ---- compatibility (Q.763 3.41): a parameter, and what to do with it ---- */

void
form_compat(struct decode *d, struct window w, const struct form_arg *arg)
{
	while (w.len >= 2) {
		struct window code = window_take(&w, 1), what = window_take(&w, 1);
		const struct isup_param_row *row = isup_param_row((uint8_t)decode_octet(d, code.at));
		unsigned octet = decode_octet(d, what.at);

		decode_add(d, 2, code, N_("about"), "0x%02x %s", decode_octet(d, code.at), row ? _(row->name) : "");
		decode_add(d, 2, what, N_("instruction"), "%s, %s, %s, %s, %s", value_text(values_transit, octet & 1),
		    value_text(values_release_call, octet >> 1 & 1), value_text(values_notify, octet >> 2 & 1),
		    value_text(values_discard_message, octet >> 3 & 1),
		    value_text(values_discard_parameter, octet >> 4 & 1));
		while (w.len && !(decode_octet(d, what.at) & 0x80)) /* extended */
			what = window_take(&w, 1);
	}
	if (w.len)
		decode_bad(d, 2, w, "", "%s", _("cut short"));
}

/* ---- point codes and references ---- */

static struct window
add_pc(struct decode *d, struct window w, int form)
{
	struct window code = window_take(&w, (unsigned)label_pc_size(form));
	char text[PC_TEXT];
	uint32_t pc;

	if (code.len == label_pc_size(form) && code.at + code.len <= d->len &&
	    label_pc_decode(form, d->data + code.at, code.len, &pc) >= 0)
		decode_add(d, 2, code, N_("point code"), "%s", label_pc_print(form, pc, text));
	else
		decode_bad(d, 2, code, N_("point code"), "%s", _("cut short"));
	return w;
}

void
form_point_code(struct decode *d, struct window w, const struct form_arg *arg)
{
	add_pc(d, w, arg->label);
}

void
form_reference(struct decode *d, struct window w, const struct form_arg *arg)
{
	struct window identity = window_take(&w, 3);

	decode_add_hex(d, 2, identity, N_("identity"));
	add_pc(d, w, arg->label);
}

void
form_connection(struct decode *d, struct window w, const struct form_arg *arg)
{
	struct window identity = window_take(&w, 3);

	decode_add_hex(d, 2, identity, N_("local reference"));
	w = add_pc(d, w, arg->label);
	struct window class = window_take(&w, 1);
	decode_add(d, 2, class, N_("protocol class"), "%u", decode_octet(d, class.at));
	if (w.len)
		decode_add(d, 2, w, N_("credit"), "%u", decode_octet(d, w.at));
}

/* ---- what belongs to Q.931 ---- */

void
form_elements(struct decode *d, struct window w, const struct form_arg *arg)
{
	decode_elements(d, w);
}

void
form_bearer(struct decode *d, struct window w, const struct form_arg *arg)
{
	decode_element(d, 0x04, w);
}

void
form_high_layer(struct decode *d, struct window w, const struct form_arg *arg)
{
	decode_element(d, 0x7d, w);
}

void
form_display(struct decode *d, struct window w, const struct form_arg *arg)
{
	decode_add_text(d, 2, w, N_("text"));
}

void
form_user_data(struct decode *d, struct window w, const struct form_arg *arg)
{
	struct window protocol = window_take(&w, 1);
	static const struct value protocols[] = { { 0, N_("user's own") }, { 1, N_("OSI high layer") }, { 2, "X.244" },
		{ 4, N_("characters") }, { 0, NULL } };
	const char *text = value_text(protocols, decode_octet(d, protocol.at));

	decode_add(d, 2, protocol, N_("protocol"), "%u %s", decode_octet(d, protocol.at), text ? text : "");
	decode_hide(d, w); /* what subscribers tell each other */
	decode_add_text(d, 2, w, N_("text"));
}

/* ---- others ---- */

/* Application transport (Q.763 3.82): context, instructions, segmentation, then its own octets. */
void
form_application(struct decode *d, struct window w, const struct form_arg *arg)
{
	struct window context = window_take(&w, 1);
	unsigned id = decode_octet(d, context.at) & 127;
	const char *text = value_text(values_application, id);

	decode_add(d, 2, context, N_("context"), "%u %s", id, text ? text : "");
	struct window what = window_take(&w, 1);
	decode_add(d, 2, what, N_("instruction"), "%s, %s",
	    value_text(values_release_call, decode_octet(d, what.at) & 1),
	    value_text(values_notify, decode_octet(d, what.at) >> 1 & 1));
	struct window segment = window_take(&w, 1);
	decode_add(d, 2, segment, N_("segments to come"), "%u", decode_octet(d, segment.at) & 63);
	decode_add_hex(d, 2, w, N_("octets"));
}

/* YDN 038: two octets; which way round is a question for the carrier. */
void
form_charge_info(struct decode *d, struct window w, const struct form_arg *arg)
{
	if (!short_of(d, w, 2))
		decode_add(d, 2, (struct window){ w.at, 2 }, N_("pulses"), "%u",
		    decode_octet(d, w.at) | decode_octet(d, w.at + 1) << 8);
}
