/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Forms of ISUP parameters that are more than bits; named in isup_fields.def.
 */
#pragma once

#include "isup/codec.h"
#include "isup/label.h"
#include "tools/trace/decoder.h"

struct form_arg {
	unsigned code;
	int label;     /* LABEL_* */
	bool incoming; /* the message came in: its called number is ours */
};

typedef void isup_form(struct decode *d, struct window w, const struct form_arg *arg);

isup_form form_milliseconds, form_cause, form_range, form_circuit_states, form_compat, form_point_code, form_reference,
    form_connection, form_interlock, form_elements, form_bearer, form_high_layer, form_user_data, form_transit_network,
    form_generic_digits, form_application, form_display, form_charge_info, form_number, form_octets, form_hidden;

/* Meanings, by the rows of isup_values.def. */
#define VALUES(name, ...) extern const struct value values_##name[];
#include "tools/trace/isup_values.def"
#undef VALUES
