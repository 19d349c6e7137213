/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Wires (wires.h): which rings there are follows from the catalogue alone (msg_pair); here they get their names and
 * sizes.
 *
 *   SRC-DST.ring   one for each ordered pair of roles that talk        ROLE.bell   one for each role
 *
 * Between a commit and its bell a sender may be killed; the wake-up it owed is made good by whoever notices its death:
 * every role rings all its peers when it attaches, and the parent rings everybody when a child dies.
 */
#include "base/wires.h"

#include "base/bell.h"
#include "base/log.h"
#include "base/shm.h"
#include "base/site.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#define RING_BYTES (UINT64_C(1) << 20)

static struct ring_spec
spec_of(enum role src, enum role dst)
{
	return (struct ring_spec){ .src = src, .dst = dst, .catalogue = msg_hash() };
}

static int
ring_path(char path[PATH_MAX], const char *run_dir, enum role src, enum role dst)
{
	return shm_path(path, PATH_MAX, run_dir, "%s-%s.ring", role_name[src], role_name[dst]);
}

static int
bell_path(char path[PATH_MAX], const char *run_dir, enum role role)
{
	return shm_path(path, PATH_MAX, run_dir, "%s.bell", role_name[role]);
}

/* Facts that crmd has not stored yet wait in their ring, so its size is a setting. */
static uint64_t
ring_bytes(const struct site *site, enum role src, enum role dst)
{
	uint64_t wanted = src == ROLE_ACD && dst == ROLE_CRM ? (uint64_t)site->crm.facts_kb * 1024 : RING_BYTES;
	uint64_t bytes = 4096;

	while (bytes < wanted)
		bytes *= 2;
	return bytes;
}

bool
wires_fit(const char *run_dir, const struct site *site)
{
	char path[PATH_MAX];

	for (int src = 0; src < ROLE_COUNT; src++)
		for (int dst = 0; dst < ROLE_COUNT; dst++) {
			struct ring_spec spec = spec_of(src, dst);

			if (!msg_pair(src, dst) || ring_path(path, run_dir, src, dst))
				continue;
			spec.capacity = ring_bytes(site, src, dst);
			int rc = ring_check(path, &spec);
			if (rc && rc != -ENOENT)
				return false;
		}
	return true;
}

static int
create_ring(const char *run_dir, const struct site *site, enum role src, enum role dst)
{
	char path[PATH_MAX];
	struct ring_spec spec = spec_of(src, dst);
	int rc = ring_path(path, run_dir, src, dst);

	if (rc)
		return rc;
	spec.capacity = ring_bytes(site, src, dst);
	rc = ring_check(path, &spec);
	if (rc == 0)
		return 0;
	if (rc != -ENOENT)
		log_warn("ring %s-%s: does not fit this build or configuration and is made anew", role_name[src],
		    role_name[dst]);
	return ring_create(path, &spec, true);
}

int
wires_create(const char *run_dir, const struct site *site)
{
	char path[PATH_MAX];
	int rc = 0;

	for (int src = 0; src < ROLE_COUNT && !rc; src++) {
		rc = bell_path(path, run_dir, src);
		if (!rc)
			rc = bell_create(path);
		for (int dst = 0; dst < ROLE_COUNT && !rc; dst++)
			if (msg_pair(src, dst))
				rc = create_ring(run_dir, site, src, dst);
	}
	return rc;
}

static int
open_bell(const char *run_dir, enum role role)
{
	char path[PATH_MAX];
	int rc = bell_path(path, run_dir, role);

	return rc ? rc : bell_open(path);
}

/* Both rings with one peer, and its bell. */
static int
attach_peer(struct wires *w, const char *run_dir, enum role peer)
{
	char path[PATH_MAX];
	struct ring_spec in = spec_of(peer, w->role), out = spec_of(w->role, peer);
	int rc = 0;

	if (msg_pair(peer, w->role)) {
		rc = ring_path(path, run_dir, peer, w->role);
		if (!rc)
			rc = ring_attach_consumer(&w->in[peer], path, &in);
	}
	if (!rc && msg_pair(w->role, peer)) {
		rc = ring_path(path, run_dir, w->role, peer);
		if (!rc)
			rc = ring_attach_producer(&w->out[peer], path, &out);
	}
	if (!rc && (ring_open(&w->in[peer]) || ring_open(&w->out[peer]))) {
		w->bells[peer] = open_bell(run_dir, peer);
		rc = w->bells[peer] < 0 ? w->bells[peer] : 0;
		bell_ring(w->bells[peer]);
	}
	return rc;
}

int
wires_attach(struct wires *w, const char *run_dir, enum role role)
{
	memset(w, 0, sizeof(*w));
	w->role = role;
	for (int r = 0; r < ROLE_COUNT; r++)
		w->bells[r] = -1;
	w->bell = open_bell(run_dir, role);
	int rc = w->bell < 0 ? w->bell : 0;
	for (int r = 0; r < ROLE_COUNT && !rc; r++) {
		rc = attach_peer(w, run_dir, r);
		if (rc)
			log_warn("wires %s: cannot attach to %s: %s", role_name[role], role_name[r], strerror(-rc));
	}
	if (rc)
		wires_detach(w);
	return rc;
}

/* A struct of zeros was never attached, and descriptor 0 is nobody's bell. */
static void
close_bell(int *fd)
{
	if (*fd > 0)
		close(*fd);
	*fd = -1;
}

void
wires_detach(struct wires *w)
{
	for (int r = 0; r < ROLE_COUNT; r++) {
		ring_detach(&w->in[r]);
		ring_detach(&w->out[r]);
		close_bell(&w->bells[r]);
	}
	close_bell(&w->bell);
}

int
wires_send(struct wires *w, enum role to, uint16_t type, const void *data, uint32_t len)
{
	if ((unsigned)to >= ROLE_COUNT || !ring_open(&w->out[to]))
		return -ENOTCONN;
	int rc = ring_send(&w->out[to], type, data, len);
	if (!rc && ring_peer_asleep(&w->out[to]))
		bell_ring(w->bells[to]);
	return rc;
}

void
wires_release(struct wires *w, enum role from)
{
	if (ring_release(&w->in[from]))
		bell_ring(w->bells[from]);
}

int
wires_sleep(struct wires *w)
{
	int waits = 0;

	for (int r = 0; r < ROLE_COUNT; r++)
		if (ring_open(&w->in[r]))
			ring_sleep(&w->in[r], true);
	for (int r = 0; r < ROLE_COUNT && !waits; r++)
		waits = ring_open(&w->in[r]) && ring_ready(&w->in[r]);
	if (waits)
		wires_awake(w);
	return waits;
}

void
wires_awake(struct wires *w)
{
	for (int r = 0; r < ROLE_COUNT; r++)
		if (ring_open(&w->in[r]))
			ring_sleep(&w->in[r], false);
	bell_hush(w->bell);
}

void
wires_ring_all(const char *run_dir)
{
	for (int r = 0; r < ROLE_COUNT; r++) {
		int fd = open_bell(run_dir, r);
		if (fd < 0)
			continue;
		bell_ring(fd);
		close(fd);
	}
}
