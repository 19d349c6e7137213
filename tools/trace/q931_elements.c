/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Information elements (Q.931 4.5), and the cause that ISUP has in the same form (Q.850 2.1).
 *
 * An octet whose first bit is 0 is followed by another of its group ("extended").
 */
#include "tools/trace/q931_elements.h"

#include "tools/term/language.h"

#include <stdio.h>

#define EXT 0x80

#define V(value, text)     { value, text },
#define DVALUES(name, ...) static const struct value values_##name[] = { __VA_ARGS__{ 0, NULL } };
#include "tools/trace/q931.def"
#undef DVALUES
#undef V

static void
add_value(struct decode *d, struct window w, const char *name, const struct value *values, unsigned value)
{
	const char *text = value_text(values, value);

	if (w.len == 0)
		decode_bad(d, 2, w, name, "%s", _("cut short"));
	else if (text)
		decode_add(d, 2, w, name, "%s", text);
	else
		decode_bad(d, 2, w, name, _("%u, not defined"), value);
}

/* The first octet of a group; the rest of the group is passed over. */
static struct window
take_group(struct decode *d, struct window *w)
{
	struct window first = window_take(w, 1), last = first;

	while (w->len && !(decode_octet(d, last.at) & EXT))
		last = window_take(w, 1);
	return first;
}

void
element_octets(struct decode *d, struct window w)
{
	decode_add_hex(d, 2, w, N_("octets"));
}

void
element_text(struct decode *d, struct window w)
{
	if (w.len && decode_octet(d, w.at) & 0x80) /* what follows is of this character set */
		window_take(&w, 1);
	decode_add_text(d, 2, w, N_("text"));
}

void
element_keypad(struct decode *d, struct window w)
{
	decode_hide(d, w);
	decode_add_text(d, 2, w, N_("digits"));
}

void
element_user_data(struct decode *d, struct window w)
{
	struct window protocol = window_take(&w, 1);

	decode_add(d, 2, protocol, N_("protocol"), "%u", decode_octet(d, protocol.at));
	decode_hide(d, w);
	decode_add_text(d, 2, w, N_("text"));
}

void
element_subaddress(struct decode *d, struct window w)
{
	decode_hide(d, w);
	decode_add_hex(d, 2, w, N_("octets"));
}

void
element_bearer(struct decode *d, struct window w)
{
	struct window capability = take_group(d, &w), rate = take_group(d, &w), layer1 = take_group(d, &w);

	add_value(d, capability, N_("capability"), values_capability, decode_octet(d, capability.at) & 31);
	add_value(d, rate, N_("rate"), values_rate, decode_octet(d, rate.at) & 31);
	if (layer1.len && (decode_octet(d, layer1.at) & 0x60) == 0x20)
		add_value(d, layer1, N_("coding"), values_layer1, decode_octet(d, layer1.at) & 31);
}

void
element_high_layer(struct decode *d, struct window w)
{
	window_take(&w, 1);
	add_value(d, w, N_("characteristics"), values_high_layer, decode_octet(d, w.at) & 127);
}

void
decode_cause(struct decode *d, struct window w, bool q931)
{
	struct window first = window_take(&w, 1), more = first;

	if (q931)
		while (w.len && !(decode_octet(d, more.at) & EXT))
			more = window_take(&w, 1);
	else if (!(decode_octet(d, first.at) & EXT))
		more = window_take(&w, 1); /* recommendation: Q.763 leaves it to Q.850 */
	struct window cause = window_take(&w, 1);
	unsigned value = decode_octet(d, cause.at) & 127;
	const char *text = value_text(values_cause, value);

	if (cause.len == 0) {
		decode_bad(d, 2, first, N_("cause"), "%s", _("cut short"));
		return;
	}
	if (text)
		decode_add(d, 2, cause, N_("cause"), "%u %s", value, text);
	else
		decode_bad(d, 2, cause, N_("cause"), "%u", value);
	add_value(d, first, N_("location"), values_location, decode_octet(d, first.at) & 15);
	add_value(d, first, N_("coding standard"), values_coding, decode_octet(d, first.at) >> 5 & 3);
	if (w.len)
		decode_add_hex(d, 2, w, N_("diagnostics"));
}

void
element_cause(struct decode *d, struct window w)
{
	decode_cause(d, w, true);
}

void
element_call_state(struct decode *d, struct window w)
{
	add_value(d, w, N_("call state"), values_call_state, decode_octet(d, w.at) & 63);
}

/* Q.931 4.5.13: a primary rate interface names the timeslot, or a map of them. */
void
element_channel(struct decode *d, struct window w)
{
	struct window first = window_take(&w, 1);
	unsigned octet = decode_octet(d, first.at);

	decode_add(d, 2, first, N_("wish"), "%s", octet & 8 ? _("exclusive") : _("preferred"));
	if (octet & 4)
		decode_add(d, 2, first, N_("channel"), "%s", _("the D-channel"));
	if (octet & 0x40) {
		struct window interface = take_group(d, &w);
		decode_add(d, 2, interface, N_("interface"), "%u", decode_octet(d, interface.at) & 127);
	}
	struct window coding = window_take(&w, 1);
	if (coding.len == 0 || w.len == 0)
		return;
	if (decode_octet(d, coding.at) & 0x10)
		decode_add_hex(d, 2, w, N_("slot map"));
	else
		decode_add(d, 2, w, N_("channel"), "%u", decode_octet(d, w.at) & 127);
}

void
element_progress(struct decode *d, struct window w)
{
	struct window first = window_take(&w, 1);

	add_value(d, w, N_("progress"), values_progress, decode_octet(d, w.at) & 127);
	add_value(d, first, N_("location"), values_location, decode_octet(d, first.at) & 15);
}

void
element_notification(struct decode *d, struct window w)
{
	add_value(d, w, N_("notification"), values_notify, decode_octet(d, w.at) & 127);
}

void
element_restart(struct decode *d, struct window w)
{
	add_value(d, w, N_("class"), values_restart, decode_octet(d, w.at) & 7);
}

void
element_date(struct decode *d, struct window w)
{
	unsigned f[6] = { 0 };

	for (unsigned i = 0; i < 6 && i < w.len; i++)
		f[i] = decode_octet(d, w.at + i);
	decode_add(d, 2, w, N_("time"), "%02u-%02u-%02u %02u:%02u:%02u", f[0], f[1], f[2], f[3], f[4], f[5]);
}

void
element_number(struct decode *d, struct window w)
{
	static const struct value presentations[] = { { 0, N_("presentation allowed") },
		{ 1, N_("presentation restricted") }, { 2, N_("number not available") }, { 0, NULL } };
	static const struct value screenings[] = { { 0, N_("user provided, not verified") },
		{ 1, N_("user provided, verified") }, { 2, N_("user provided, failed") }, { 3, N_("network provided") },
		{ 0, NULL } };
	struct window type = window_take(&w, 1), shown = type, reason = type;
	unsigned octet = decode_octet(d, type.at);

	shown.len = reason.len = 0;
	if (!(octet & EXT))
		shown = window_take(&w, 1);
	if (shown.len && !(decode_octet(d, shown.at) & EXT))
		reason = window_take(&w, 1);
	decode_add_digits(d, 2, w, N_("digits"), true);
	add_value(d, type, N_("type"), values_number_type, octet >> 4 & 7);
	add_value(d, type, N_("numbering plan"), values_number_plan, octet & 15);
	if (shown.len) {
		add_value(d, shown, N_("presentation"), presentations, decode_octet(d, shown.at) >> 5 & 3);
		add_value(d, shown, N_("screening"), screenings, decode_octet(d, shown.at) & 3);
	}
	if (reason.len)
		add_value(d, reason, N_("reason"), values_number_reason, decode_octet(d, reason.at) & 15);
}
