/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Consoles: the SEQPACKET socket desk.sock, between the world's descriptors and the core's connection numbers.
 */
#pragma once

#include "base/svc.h"

struct desk;

int desk_open(struct desk **dp, struct svc_run *run);
void desk_close(struct desk *d);

/* Take what consoles sent.  Called after the rings were drained: calls go before wishes.  Returns how much it did. */
int desk_work(struct desk *d, int64_t now_us);

/* A packet of the core's for a connection.  One that is gone: forgotten. */
void desk_send(struct desk *d, uint32_t connection, const void *packet, uint32_t len);
