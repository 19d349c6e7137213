/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The core of isupd: links, routes and circuits as one replayable state (base/core.h).
 *
 *   CORE_FROM_LINE   units and events of signalling slots         -> mtp  (mtp2.c, mtp3.c)
 *   CORE_FROM_CTL    an operator's commands                       -> mtp, circuits
 *   ROLE_ACD         LINE_* requests of the switch, HELLO_BACK    -> circuits (circuit.c, group.c, supervision.c)
 *   CORE_TICK        the next timer; ids below mtp_timers are mtp's, the others the circuits'
 *
 * The arena is struct isup, behind it the parts by offset.  The two halves talk by the functions at the end of this page
 * and of mtp3.h, in both directions: MTP-TRANSFER, -PAUSE, -RESUME, -STATUS (Q.701 8).
 */
#pragma once

#include "base/core.h"
#include "base/site.h"
#include "base/stat.h"
#include "base/timer.h"

#include <stddef.h>
#include <stdint.h>

#define ISUP_LINKSETS 8 /* as conf.def */
#define ISUP_LINKS    16
#define ISUP_GROUPS   32
#define ISUP_SPANS    64
#define ISUP_ONE      1
#define ISUP_CAUSES   (ISUP_GROUPS * 128) /* by trunk group and Q.850 cause */

/* ---- inputs ---- */

enum isup_in { ISUP_IN_UNIT = 1, ISUP_IN_EVENT, ISUP_IN_SPAN };

struct isup_in_unit { /* a signalling unit, from BSN on, without FCS */
	uint16_t link;
	uint16_t len;
	uint8_t octets[];
};
struct isup_in_event {
	uint16_t link;
	uint16_t event; /* enum span_event */
};
struct isup_in_span { /* its bearers are lost, or good again; told once at every start */
	uint16_t span;
	uint16_t in_alarm;
};

enum isup_ctl {
	ISUP_CTL_BLOCK = 1, /* isup_ctl_circuits */
	ISUP_CTL_UNBLOCK,
	ISUP_CTL_RESET,       /* each circuit by RSC */
	ISUP_CTL_GROUP_RESET, /* by GRS */
	ISUP_CTL_SPLIT,       /* isup_ctl_split */
	ISUP_CTL_ACTIVATE,    /* isup_ctl_link */
	ISUP_CTL_DEACTIVATE,
	ISUP_CTL_INHIBIT,
	ISUP_CTL_UNINHIBIT,
	ISUP_CTL_QUERY, /* isup_ctl_circuits: CQM, and what differs is put right */
	ISUP_CTL_CHECK, /* isup_ctl_circuits: continuity check of those that are idle, by CCR */
	ISUP_CTL_TEST,  /* isup_ctl_link: signalling link test now */
};

struct isup_ctl_circuits {
	uint16_t group; /* index in the configuration */
	uint16_t first_cic;
	uint16_t last_cic;
	uint8_t hardware; /* BLOCK, UNBLOCK: 0 maintenance, 1 hardware (always by CGB, CGU) */
	uint8_t pad;
};
struct isup_ctl_split { /* calls that may stand in each direction of a group, from now on */
	uint16_t group;
	uint16_t inbound;
	uint16_t outbound;
	uint16_t pad;
};
struct isup_ctl_link {
	uint16_t link;
	uint16_t pad;
};

/* ---- outputs ---- */

enum isup_out { ISUP_OUT_UNIT = 1 }; /* addr = index of the link, data = unit from BSN on, without FCS */

/* ---- counters: ids of stats.def ---- */

enum isup_stat {
#define STAT(name, instances, unit, sentence) ISUP_STAT_##name,
#include "isup/stats.def"
#undef STAT
	ISUP_STAT_COUNT,
};
extern const struct stat_row isup_stats[ISUP_STAT_COUNT];

/* ---- the arena ---- */

struct isup {
	int64_t now_us; /* time of the input in hand */
	uint64_t seed;
	uint32_t mtp_at; /* offsets from here */
	uint32_t circuits_at;
	uint32_t timers_at;
	uint32_t mtp_timers; /* timer ids 0 .. mtp_timers - 1 are mtp's, the circuits' follow */
	uint32_t size;
	uint32_t pad;
};

extern const struct core isup_core;

struct mtp;
struct exchange; /* circuits, groups, remote exchanges (exchange.h) */

/* Octets a part takes: what follows it is aligned. */
static inline size_t
isup_aligned(size_t size)
{
	return (size + 7) & ~(size_t)7;
}

static inline struct mtp *
isup_mtp(struct isup *isup)
{
	return (struct mtp *)(void *)((char *)isup + isup->mtp_at);
}

static inline struct exchange *
isup_exchange(struct isup *isup)
{
	return (struct exchange *)(void *)((char *)isup + isup->circuits_at);
}

static inline struct timers *
isup_timers(struct isup *isup)
{
	return (struct timers *)(void *)((char *)isup + isup->timers_at);
}

/* ---- what core.c asks of mtp (mtp3.c; defined there) ---- */

size_t mtp_size(const struct site *site);
uint32_t mtp_timer_count(const struct site *site);
void mtp_init(struct isup *isup, const struct site *site);              /* the part at mtp_at is zeroed */
void mtp_started(struct isup *isup, int resumed, struct core_out *out); /* CORE_STARTED or CORE_RESUMED */
void mtp_unit(struct isup *isup, unsigned link, const uint8_t *unit, size_t len, struct core_out *out);
void mtp_event(struct isup *isup, unsigned link, unsigned event, struct core_out *out);
void mtp_timer(struct isup *isup, uint32_t id, struct core_out *out);
void mtp_activate(struct isup *isup, unsigned link, int active, struct core_out *out);

/* ---- what mtp3.c calls of ISUP (receive.c).  Point codes are numbers; `linkset` is an index of the configuration. ---- */

enum isup_mtp_status {
	ISUP_MTP_CONGESTED,    /* `level` 0..3 */
	ISUP_MTP_USER_UNKNOWN, /* UPU causes, Q.704 15.17.5 */
	ISUP_MTP_USER_UNEQUIPPED,
	ISUP_MTP_USER_INACCESSIBLE,
};
/* MTP-TRANSFER indication: `msg` begins at the CIC, `len` may be anything. */
void isup_mtp_transfer(
    struct isup *isup, int linkset, uint32_t opc, const uint8_t *msg, size_t len, struct core_out *out);
void isup_mtp_pause(struct isup *isup, int linkset, uint32_t pc, struct core_out *out);
void isup_mtp_resume(struct isup *isup, int linkset, uint32_t pc, struct core_out *out);
void isup_mtp_status(
    struct isup *isup, int linkset, uint32_t pc, enum isup_mtp_status why, unsigned level, struct core_out *out);

/*
 * What circuits call of mtp3 is in mtp3.h:
 *   int mtp3_transfer(struct isup *, int linkset, uint32_t dpc, uint8_t sls, const uint8_t *user, size_t len, struct core_out *)
 *   0, or -ENETUNREACH when the destination cannot be reached.
 */
