/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The consoles' sockets: crm-desk.sock, SEQPACKET, one packet one message.
 *
 * Sized at open; a console beyond the last place is refused.  One descriptor (peers_fd) becomes readable when any of
 * them has something.  A console that does not take its answers is cut off.
 */
#pragma once

#include "crm/crmd.h"

struct peers;

int peers_open(struct peers **pp, struct crmd *d, const char *run_dir, uint32_t most);
void peers_close(struct peers *p);
int peers_fd(const struct peers *p);
/* Accept, read and do requests until nothing waits or the batch is full; returns how many. */
int peers_work(struct peers *p);
struct peer *peers_find(struct peers *p, uint32_t id); /* NULL: gone */
void peers_send(struct peers *p, uint32_t id, const void *packet, size_t len);
uint32_t peers_count(const struct peers *p);
void peers_each(struct peers *p, void (*each)(void *arg, struct peer *peer), void *arg);
