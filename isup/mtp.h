/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The Message Transfer Part as the rest of the room sees it: Q.703 (links) and Q.704/Q.707 (link sets, routing).
 *
 * It lives in a part of the core's arena and works on its timers; it finds both through isup_mtp() and isup_timers(), which
 * the core brings.  The core hands it signalling units, line events, its timers and the operator's requests; it hands user
 * messages and the state of the routes to the user part.  It sends signalling units as local outputs ISUP_OUT_UNIT.
 *
 * Links and link sets are named by their index in the configuration.
 */
#pragma once

#include "base/core.h"

struct isup;
struct mtp;
struct timers;

#define MTP_USER_MAX 272 /* longest SIF, label included (Q.703 2.3.3) */

/* ---- brought by the core ---- */
struct mtp    *isup_mtp(struct isup *isup);
struct timers *isup_timers(struct isup *isup);

/* A message for the user part, from the CIC on; the label was checked against the link set. */
void isup_mtp_transfer(struct isup *isup, int linkset, uint32_t opc, const uint8_t *msg, size_t len, struct core_out *out);

/* `dpc` can no longer / can again be reached through the link set. */
void isup_mtp_pause(struct isup *isup, int linkset, uint32_t dpc, struct core_out *out);
void isup_mtp_resume(struct isup *isup, int linkset, uint32_t dpc, struct core_out *out);

/* MTP-STATUS: what goes wrong on the way to `dpc`. */
enum mtp_status {
	MTP_STATUS_CONGESTED,     /* our links are congested, or TFC came */
	MTP_STATUS_USER_UNKNOWN,  /* UPU: there is no such user part there */
	MTP_STATUS_USER_UNEQUIPPED,
	MTP_STATUS_USER_INACCESSIBLE,
};
void isup_mtp_status(struct isup *isup, int linkset, uint32_t dpc, enum mtp_status status, struct core_out *out);

/* ---- offered to the core ---- */
size_t   mtp_size(const struct site *site);
uint32_t mtp_timers(const struct site *site); /* it uses timer ids 0 .. mtp_timers() - 1 of the core's timers */
void     mtp_init(struct mtp *mtp, const struct site *site); /* `mtp` is zeroed */

void mtp_started(struct isup *isup, int64_t now_us, struct core_out *out);
void mtp_resumed(struct isup *isup, int64_t now_us, struct core_out *out);
void mtp_unit(struct isup *isup, unsigned link, const uint8_t *unit, size_t len, int64_t now_us, struct core_out *out);
void mtp_event(struct isup *isup, unsigned link, unsigned span_event, int64_t now_us, struct core_out *out);
void mtp_timer(struct isup *isup, uint32_t id, int64_t now_us, struct core_out *out);

/* An operator's request for a link. */
#define MTP_VERBS(X)                                                        \
	X(ACTIVATE, "activate", "bring the link into service and keep it there") \
	X(DEACTIVATE, "deactivate", "take the link out of service")          \
	X(INHIBIT, "inhibit", "keep traffic off the link (Q.704 10)")        \
	X(UNINHIBIT, "uninhibit", "allow traffic on the link again")         \
	X(OUTAGE, "outage", "local processor outage: send SIPO")             \
	X(OUTAGE_END, "outage-end", "end of local processor outage")

enum mtp_verb {
#define X(id, word, sentence) MTP_##id,
	MTP_VERBS(X)
#undef X
	MTP_VERB_COUNT,
};
int mtp_command(struct isup *isup, unsigned link, unsigned verb, int64_t now_us, struct core_out *out); /* -EINVAL, -EBUSY */

/* Our own receiver is (no longer) overloaded: the far ends are told by SIB (Q.703 9). */
void mtp_busy(struct isup *isup, int busy, int64_t now_us, struct core_out *out);

/*
 * MTP-TRANSFER request: `user` begins with the CIC.  0, -ENETUNREACH (dpc cannot be reached), -EMSGSIZE, -ENOBUFS (the
 * transmission buffer is full; counted).
 */
int mtp3_transfer(struct isup *isup, int linkset, uint32_t dpc, uint8_t sls, const uint8_t *user, size_t len, struct core_out *out);

/* May user messages be sent there? */
int mtp3_reachable(const struct mtp *mtp, int linkset, uint32_t dpc);

/* ---- views (mtp_view.c), for control verbs and screens ---- */
struct mtp_link_view {
	char        name[TEXT_LABEL]; /* link set */
	const char *state;            /* of level 3: "available", "aligning" ... */
	const char *level2;           /* of level 2: "in service" ... */
	int         span, slot, slc;
	int         available, inhibited, outage, alarm;
	int64_t     since_us;
};
unsigned mtp_links(const struct mtp *mtp);
int      mtp_link_view(const struct mtp *mtp, unsigned link, struct mtp_link_view *view); /* -ENOENT */
