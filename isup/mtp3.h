/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The Message Transfer Part as the rest of the room sees it, beyond what core.h fixes between core.c and it: routing of
 * user messages (Q.704), and views for control verbs.
 *
 * Links and link sets are named by their index in the configuration; point codes are numbers.
 */
#pragma once

#include "isup/core.h"

#define MTP_SIF_MAX 272 /* octets of the longest signalling information field, label included (Q.703 2.3.3) */

/*
 * MTP-TRANSFER request: `user` begins with the CIC.  0, -EINVAL (no such link set), -ENETUNREACH (dpc cannot be
 * reached), -EMSGSIZE, -ENOBUFS (the transmission buffer of the link is full).  All are counted.
 */
int mtp3_transfer(
    struct isup *isup, int linkset, uint32_t dpc, uint8_t sls, const uint8_t *user, size_t len, struct core_out *out);

/* May user messages be sent there?  (between -RESUME and -PAUSE) */
int mtp3_reachable(struct isup *isup, int linkset, uint32_t dpc);

/* Our own receiver is, or is no longer, overloaded: the far ends are told by SIB and acknowledgements wait (Q.703 9).
 */
void mtp_busy(struct isup *isup, int busy, struct core_out *out);

/* Keep traffic off a link, or allow it again (Q.704 10): 0, -EINVAL, -EBUSY (it carries the last traffic). */
int mtp_inhibit(struct isup *isup, unsigned link, int inhibit, struct core_out *out);

/* Would every destination that can be reached still be reached without this link? */
int mtp_can_spare(struct mtp *mtp, unsigned link);

/* Signalling link test now, on a link in service (Q.707 2.2): 0, -EINVAL, -EAGAIN (not in service, or under test). */
int mtp_test(struct isup *isup, unsigned link, struct core_out *out);

/* Begin or end a local processor outage on a link: SIPO is sent (Q.703 8).  For tests and maintenance. */
void mtp_outage(struct isup *isup, unsigned link, int outage, struct core_out *out);

/* What a link looks like now.  Texts are static. */
struct mtp_link_view {
	int linkset;
	int slc;
	int active;         /* wanted in service */
	int available;      /* carries traffic */
	int alarm;          /* of the line */
	int outage;         /* 1 local, 2 remote processor outage, 3 both */
	int inhibited;      /* 1 by us, 2 by the far end, 3 by both */
	unsigned waiting;   /* messages sent but not acknowledged, or not sent yet */
	int64_t since_us;   /* this state of level 3 */
	const char *level3; /* "available", "testing" ... */
	const char *level2; /* "in service", "proving" ... */
};
int mtp_link_view(const struct mtp *mtp, unsigned link, struct mtp_link_view *view); /* 0 or -ENOENT */

struct mtp_linkset_view {
	int links;
	int available;
	int restarting; /* waiting for TRA */
	uint32_t opc, apc;
	int form; /* LABEL_* */
};
int mtp_linkset_view(const struct mtp *mtp, int linkset, struct mtp_linkset_view *view); /* 0 or -ENOENT */

/* A way to a destination: its routes follow one another, destination by destination. */
struct mtp_route_view {
	uint32_t pc;
	int form; /* LABEL_* */
	int linkset;
	int priority;
	const char *state; /* "allowed", "restricted", "prohibited", "link set down", "restarting" */
	unsigned carries;  /* of the values of the SLS ... */
	unsigned values;   /* ... of so many */
	int reachable;     /* the destination, by any route */
};
int mtp_route_view(const struct mtp *mtp, unsigned n, struct mtp_route_view *view); /* 0 or -ENOENT */
