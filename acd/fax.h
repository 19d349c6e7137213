/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fax channels: given to calls out of one pool, and taken back when faxd has said its last word on them.
 */
#pragma once

#include "acd/acd.h"

/* A channel for this call, and its caller is joined to it; false: none is free. */
bool fax_receive(struct acd *a, struct session *s, struct core_out *out);
void fax_stop(struct acd *a, struct session *s, struct core_out *out); /* no-op if the call has no channel */
void fax_done(struct acd *a, const struct msg_fax_done *m, struct core_out *out);
void fax_tell_all(struct acd *a, struct core_out *out); /* to a faxd that has (re)started */
