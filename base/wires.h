/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Wires: the rings of the house.  One ring per ordered pair of roles that talk (the matrix comes from msg.def), one doorbell
 * per role; made by the parent, attached by the roles, kept across every restart.
 */
#pragma once

#include "base/msg.h"
#include "base/ring.h"

struct site;

struct wires {
	enum role role;
	int bell;                   /* our doorbell: readable when somebody sent */
	int bells[ROLE_COUNT];      /* theirs; -1 where we do not talk */
	struct ring in[ROLE_COUNT]; /* ring_open() false where there is none */
	struct ring out[ROLE_COUNT];
};

/* Parent: make every missing ring and bell in `run_dir`; existing ones that fit are kept, others are replaced. */
int wires_create(const char *run_dir, const struct site *site);

/* Would wires_create() replace none? */
bool wires_fit(const char *run_dir, const struct site *site);

/* Role: attach as consumer of its inbound and producer of its outbound rings.  -EBUSY: another one holds the role. */
int wires_attach(struct wires *w, const char *run_dir, enum role role);
void wires_detach(struct wires *w);

/* Send and ring the peer's bell if it sleeps: 0, -ENOSPC, -EMSGSIZE, -ENOTCONN (no such ring). */
int wires_send(struct wires *w, enum role to, uint16_t type, const void *data, uint32_t len);

/* Give back the room of all records passed over in an inbound ring (ring_next), and wake its producer if that waits for it. */
void wires_release(struct wires *w, enum role from);

/* Before sleeping: announce it, look once more; returns 1 if something waits (do not sleep).  After waking: wires_awake. */
int wires_sleep(struct wires *w);
void wires_awake(struct wires *w);

/* Ring everybody's bell: the parent does it whenever a child dies, so that no wake-up is lost with it. */
void wires_ring_all(const char *run_dir);
