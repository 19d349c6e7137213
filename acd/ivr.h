/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Voice menus: running a flow for a call in the state FLOW.
 */
#pragma once

#include "acd/acd.h"

void ivr_start(struct acd *a, struct session *s, uint16_t flow, struct core_out *out);
void ivr_stop(struct acd *a, struct session *s); /* the call has left its flow for good */
void ivr_digit(struct acd *a, struct session *s, char digit, struct core_out *out);
void ivr_played(struct acd *a, struct session *s, struct core_out *out);
void ivr_timeout(struct acd *a, struct session *s, struct core_out *out);
void ivr_caller(struct acd *a, struct session *s, struct core_out *out); /* crm has said who calls */

void ivr_faxed(struct acd *a, struct session *s, const struct msg_fax_done *m, struct core_out *out);
void ivr_told(struct acd *a, struct session *s, const struct msg_orders_found *m, struct core_out *out);

/* ACD_CTL_FLOW: put a compiled flow in force. */
void ivr_load(struct acd *a, const void *data, uint32_t len, struct core_out *out);

/* Index of the row of an `hours` node that holds now, or -1. */
int hours_row(const struct flow *flow, const struct flow_node *node, int64_t local_s);
