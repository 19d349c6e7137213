/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Forms of Q.931 information elements; named in q931.def.  Each is given the octets behind the length.
 */
#pragma once

#include "tools/trace/decoder.h"

typedef void q931_element(struct decode *d, struct window w);

q931_element element_octets, element_bearer, element_cause, element_call_state, element_channel, element_progress,
    element_notification, element_text, element_date, element_keypad, element_number, element_subaddress,
    element_restart, element_high_layer, element_user_data;
