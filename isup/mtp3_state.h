/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * MTP level 3 from inside: link sets, links, destinations.  Private to mtp3*.c.
 *
 *   mtp3.c          doors; discrimination and distribution; transfer
 *   mtp3_message.c  management and test messages on the wire
 *   mtp3_link.c     activation, restoration, link test (Q.704 12, Q.707)
 *   mtp3_change.c   which link carries which SLS; changeover and changeback (Q.704 4 to 6)
 *   mtp3_inhibit.c  management inhibiting (Q.704 10)
 *   mtp3_route.c    restart, reachability of destinations (Q.704 9, 11, 13)
 *   mtp3_view.c     for people
 */
#pragma once

#include "isup/label.h"
#include "isup/mtp2.h"
#include "isup/mtp3.h"

#include "base/clock.h"
#include "base/site.h"
#include "base/timer.h"

#define MTP3_SLS     256 /* values of the widest SLS */
#define MTP3_NO_LINK 0xff

/* Timers whose value is the same everywhere, ms (Q.704 16.8 gives the ranges). */
#define Q704_T1_MS  800    /* 500..1200 */
#define Q704_T2_MS  1400   /* 700..2000 */
#define Q704_T4_MS  800    /* 500..1200 */
#define Q704_T5_MS  800    /* 500..1200 */
#define Q704_T10_MS 45000  /* 30..60 s */
#define Q704_T12_MS 1200   /* 800..1500 */
#define Q704_T14_MS 2500   /* 2..3 s */
#define Q704_T19_MS 68000  /* 67..69 s */
#define Q704_T22_MS 270000 /* 3..6 min; T23 the same */

/* Timer ids of a link: those of level 2, then these.  CHANGE is T1 or T2, BACK is T4 or T5, INHIBIT is T12 or T14. */
enum link_timer {
	LINK_T_TEST = MTP2_TIMERS, /* Q.707 T1 */
	LINK_T_PAUSE,              /* Q.707 T2 */
	LINK_T_T17,
	LINK_T_CHANGE,
	LINK_T_BACK,
	LINK_T_INHIBIT,
	LINK_T_T22,
	LINK_T_T23,
	LINK_TIMERS,
};
enum set_timer { SET_T_RESTART /* T20 or T21 */, SET_T_T19, SET_TIMERS };

#define LINK_STATES(X)                                                 \
	X(INACTIVE, "inactive", "nobody wants it in service")          \
	X(ALIGNING, "aligning", "level 2 is to bring it into service") \
	X(TESTING, "testing", "SLTM sent")                             \
	X(AVAILABLE, "available", "tested")                            \
	X(WAITING, "waiting", "failed; T17 until the next attempt")
enum link_state {
#define X(id, text, sentence) LINK_##id,
	LINK_STATES(X)
#undef X
	LINK_STATE_COUNT,
};

enum link_event {
	LINK_ACTIVATE,
	LINK_DEACTIVATE,
	LINK_UP,
	LINK_DOWN,
	LINK_TESTED,
	LINK_TEST_FAILED,
	LINK_T17,
	LINK_EVENT_COUNT
};

enum change { CHANGE_NONE, CHANGE_ORDERED /* COO sent, T2 */, CHANGE_TIMED /* T1 */ };
enum { INHIBIT_LOCAL = 1, INHIBIT_REMOTE = 2 };

struct link {
	struct mtp2 l2;
	uint16_t index;
	uint8_t set;
	uint8_t slc;
	uint8_t state;       /* enum link_state */
	uint8_t emergency;   /* setting: always prove in a hurry */
	uint8_t carrying;    /* is known to carry traffic; see mtp3_refresh() */
	uint8_t change;      /* enum change */
	uint8_t change_from; /* code of changeback: our number within the link set */
	uint8_t inhibit;
	uint8_t inhibit_wish; /* what LIN or LUN under way asks for, 0 none, 1 LIN, 2 LUN */
	uint8_t inhibit_tries;
	uint8_t test_tries;
	uint8_t test_no;
	uint8_t back_again; /* the second CBD is out: T5 */
	uint8_t far_order;  /* changeover was ordered by the far end: no COO of our own */
	uint8_t failing;    /* alarm raised, not cleared yet */
	uint16_t back_wait; /* links (numbers within the set) whose CBA is awaited */
	int64_t since_us;
};

enum set_state { SET_DOWN, SET_RESTARTING, SET_UP };

struct linkset {
	uint32_t opc, apc;
	int32_t t17_ms, t20_ms, t21_ms, q707_t1_ms, q707_t2_ms;
	uint8_t form; /* LABEL_* */
	uint8_t ni;
	uint8_t state;     /* enum set_state */
	uint8_t restarted; /* it has been up since the start: T21 instead of T20 */
	uint8_t tra_heard; /* TRA came before our link was available */
	uint8_t n_links;
	uint8_t pad[2];
	uint16_t links[ISUP_LINKS]; /* by SLC */
	uint8_t normal[MTP3_SLS];   /* number within the set of the link that should carry the SLS */
	uint8_t via[MTP3_SLS];      /* ... that does; MTP3_NO_LINK */
	char name[TEXT_LABEL];
};

struct dest {
	uint32_t pc;
	uint8_t set;
	uint8_t prohibited; /* TFP */
	uint8_t announced;  /* the user part was told it can be reached */
	uint8_t pad;
};
#define MTP3_DESTS (ISUP_LINKSETS + 32) /* adjacent exchanges, and those of the groups behind them */

struct mtp {
	uint32_t n_links, n_sets, n_dests, pad;
	struct linkset sets[ISUP_LINKSETS];
	struct dest dests[MTP3_DESTS];
	struct link links[];
};

/* ---- mtp3_message.c ---- */

enum mtp3_type {
#define MTP3_MESSAGE(name, heading, body, handler, sentence) MTP3_##name,
#include "isup/mtp3.def"
#undef MTP3_MESSAGE
	MTP3_TYPES,
};

struct mtp3_message {
	uint8_t type; /* enum mtp3_type */
	uint8_t slc;
	uint8_t number; /* FSN, changeback code, congestion status, user part | cause << 4 */
	uint8_t test_len;
	uint32_t pc;
	uint32_t to; /* UPU goes to any point; all else to the adjacent one (0) */
	uint8_t test[15];
};
#define MTP3_MESSAGE_MAX 32

/* The whole message, SIO and label first; octets written. */
size_t mtp3_encode(const struct linkset *set, const struct mtp3_message *m, uint8_t octets[MTP3_MESSAGE_MAX]);
/* `octets` from the heading code on: 0, -EBADMSG. */
int mtp3_decode(int form, int is_test, uint8_t sls, const uint8_t *octets, size_t len, struct mtp3_message *m);

typedef void mtp3_handler(
    struct isup *isup, struct linkset *set, struct link *on, const struct mtp3_message *m, struct core_out *out);
mtp3_handler mtp3_coo, mtp3_coa, mtp3_cbd, mtp3_cba, mtp3_eco, mtp3_eca;                     /* mtp3_change.c */
mtp3_handler mtp3_tfc, mtp3_tfp, mtp3_tfa, mtp3_tra, mtp3_upu;                               /* mtp3_route.c */
mtp3_handler mtp3_lin, mtp3_lun, mtp3_lia, mtp3_lua, mtp3_lid, mtp3_lfu, mtp3_llt, mtp3_lrt; /* mtp3_inhibit.c */
mtp3_handler mtp3_sltm, mtp3_slta;                                                           /* mtp3_link.c */

/* Send one: over a given link, or over any that carries traffic (none: dropped). */
void mtp3_say_over(struct isup *isup, struct link *link, const struct mtp3_message *m, struct core_out *out);
void mtp3_say(struct isup *isup, struct linkset *set, const struct mtp3_message *m, struct core_out *out);

/* ---- mtp3.c ---- */

struct link *mtp3_set_link(struct mtp *mtp, const struct linkset *set, unsigned number);
struct link *mtp3_link_by_slc(struct mtp *mtp, const struct linkset *set, uint8_t slc); /* or NULL */
int mtp3_set_index(const struct mtp *mtp, const struct linkset *set);
void mtp3_link_timer(struct isup *isup, const struct link *link, enum link_timer timer, int32_t ms); /* 0: clear */
void mtp3_set_timer(struct isup *isup, const struct linkset *set, enum set_timer timer, int32_t ms);
void mtp3_dest_timer(struct isup *isup, const struct dest *dest, int32_t ms);

/* ---- mtp3_link.c ---- */

void mtp3_link_event(struct isup *isup, struct link *link, enum link_event event, struct core_out *out);
void mtp3_test_resumed(struct isup *isup, const struct link *link); /* the answer may wait to be read */
void mtp3_test_timer(struct isup *isup, struct link *link, enum link_timer timer, struct core_out *out);

/* ---- mtp3_change.c ---- */

int mtp3_usable(const struct link *link); /* could carry traffic */
unsigned mtp3_usable_links(struct mtp *mtp, const struct linkset *set);
void mtp3_share(struct linkset *set); /* normal[] from the number of links */
/* something about usable may have changed */
void mtp3_refresh(struct isup *isup, struct link *link, struct core_out *out);
void mtp3_change_timer(struct isup *isup, struct link *link, struct core_out *out);
void mtp3_back_timer(struct isup *isup, struct link *link, struct core_out *out);

/* ---- mtp3_inhibit.c ---- */

void mtp3_inhibit_timer(struct isup *isup, struct link *link, enum link_timer timer, struct core_out *out);
int mtp3_force_uninhibit(struct isup *isup, struct linkset *set, struct core_out *out); /* 1: there was one */

/* ---- mtp3_route.c ---- */

void mtp3_set_available(struct isup *isup, struct linkset *set, struct core_out *out);
void mtp3_set_unavailable(struct isup *isup, struct linkset *set, struct core_out *out);
void mtp3_restart_timer(struct isup *isup, struct linkset *set, enum set_timer timer, struct core_out *out);
void mtp3_route_timer(struct isup *isup, struct dest *dest, struct core_out *out);
struct dest *mtp3_dest(struct mtp *mtp, int set, uint32_t pc); /* or NULL */
