/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Packets of consoles: checked, and turned into events of their seat.
 */
#pragma once

#include "acd/acd.h"

void desk_packet(struct acd *a, const struct acd_packet *in, uint32_t len, struct core_out *out);
void desk_gone(struct acd *a, const struct acd_packet *in);
void desk_forget_all(struct acd *a);
