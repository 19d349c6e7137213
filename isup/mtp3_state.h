/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * MTP level 3 from inside: link sets, links, destinations and the routes to them.  Private to mtp3*.c.
 *
 *   mtp3.c           doors; discrimination and distribution; sending
 *   mtp3_init.c      from the configuration; timer ids
 *   mtp3_message.c   management and test messages on the wire
 *   mtp3_link.c      activation, restoration, link test (Q.704 12, Q.707)
 *   mtp3_change.c    which link of a set carries which SLS; changeover and changeback (Q.704 4 to 6)
 *   mtp3_inhibit.c   management inhibiting (Q.704 10)
 *   mtp3_route.c     which link set carries a destination's traffic; forced and controlled rerouting (Q.704 4, 7, 8)
 *   mtp3_routeset.c  TFP, TFR, TFA and the route set test (Q.704 13)
 *   mtp3_flow.c      congestion, user part availability (Q.704 11)
 *   mtp3_restart.c   restart of our point and of adjacent ones (Q.704 9)
 *   mtp3_view.c      for people
 *
 * A message finds its way in two steps: the destination's link set for its SLS (struct dest, via), then that set's link
 * for the SLS (struct linkset, via).  Both tables say what is so now; they change only at the end of the procedure that
 * moves the traffic.
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
#define MTP3_NO_SET  0xff
#define MTP3_LEVELS  3 /* of congestion */

/* Settings of a link set that are times.  X(id, key of conf_linkset) */
#define MTP3_TIMES(X)       \
	X(T1, q704_t1_ms)   \
	X(T2, q704_t2_ms)   \
	X(T3, q704_t3_ms)   \
	X(T4, q704_t4_ms)   \
	X(T5, q704_t5_ms)   \
	X(T6, q704_t6_ms)   \
	X(T10, q704_t10_ms) \
	X(T12, q704_t12_ms) \
	X(T13, q704_t13_ms) \
	X(T14, q704_t14_ms) \
	X(T15, q704_t15_ms) \
	X(T16, q704_t16_ms) \
	X(T17, q704_t17_ms) \
	X(T19, q704_t19_ms) \
	X(T20, q704_t20_ms) \
	X(T21, q704_t21_ms) \
	X(T22, q704_t22_ms) \
	X(T23, q704_t23_ms) \
	X(TEST, q707_t1_ms) \
	X(PAUSE, q707_t2_ms)
enum mtp3_time {
#define X(id, key) MS_##id,
	MTP3_TIMES(X)
#undef X
	    MTP3_TIME_COUNT,
};

/* ---- timers; ids: see mtp3_init.c ---- */

/* Of a link: those of level 2, then these.  CHANGE is T1 or T2, BACK is T4 or T5, INHIBIT is T12, T13 or T14. */
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
/* Of a destination; from DEST_T_T10 on one for each route. */
enum dest_timer { DEST_T_DIVERT /* T3 or T6 */, DEST_T_CONGESTION /* T15 or T16 */, DEST_T_T10 };
#define MTP3_ROUTES 8 /* to one destination: as many as link sets */
#define DEST_TIMERS (DEST_T_T10 + MTP3_ROUTES)

/* ---- links ---- */

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
	uint8_t inhibit_wish; /* what LIN, LUN or LFU under way asks for; mtp3_inhibit.c */
	uint8_t inhibit_tries;
	uint8_t test_tries;
	uint8_t test_no;
	uint8_t back_again;  /* the second CBD is out: T5 */
	uint8_t far_order;   /* changeover was ordered by the far end: no COO of our own */
	uint8_t left_behind; /* sent messages stayed in the buffer at a time-controlled changeover */
	uint8_t failing;     /* alarm raised, not cleared yet */
	uint8_t level;       /* congestion of the buffer, 0 none */
	uint16_t back_wait;  /* links (numbers within the set) whose CBA is awaited */
	int64_t since_us;
};

/* ---- link sets ---- */

enum set_state { SET_DOWN, SET_RESTARTING, SET_UP };

struct linkset {
	uint32_t opc, apc;
	int32_t ms[MTP3_TIME_COUNT];
	uint16_t congested_at[MTP3_LEVELS]; /* messages waiting on a link */
	uint8_t form;                       /* LABEL_* */
	uint8_t ni;
	uint8_t sls_bits;
	uint8_t levels;    /* congestion levels told to users: 1, or 3 (national) */
	uint8_t net;       /* the first set with the same form, NI and own point code: these share destinations */
	uint8_t state;     /* enum set_state */
	uint8_t restarted; /* of the set `net`: our point has been up since the start */
	uint8_t tra_heard; /* TRA came before we were ready for it */
	uint8_t n_links;
	uint8_t pad[3];
	uint16_t links[ISUP_LINKS]; /* by SLC */
	uint8_t normal[MTP3_SLS];   /* number within the set of the link that should carry the SLS */
	uint8_t via[MTP3_SLS];      /* ... that does; MTP3_NO_LINK */
	char name[TEXT_LABEL];
};

/* ---- destinations ---- */

enum route_state { ROUTE_ALLOWED, ROUTE_RESTRICTED, ROUTE_PROHIBITED };

struct route {
	uint8_t set;
	uint8_t priority; /* 1 first */
	uint8_t state;    /* enum route_state, as the adjacent point told */
	uint8_t pad;
};

struct dest {
	uint32_t pc;
	uint8_t home; /* link set by which the user part knows it */
	uint8_t n_routes;
	uint8_t announced; /* the user part was told it can be reached */
	uint8_t diverting; /* T3 or T6 runs: messages of SLSs with next != via wait */
	uint8_t level;     /* national: congestion as TFC told */
	uint8_t testing;   /* RCT is out: T16, not T15 */
	uint8_t pad[2];
	struct route routes[MTP3_ROUTES];
	uint8_t via[MTP3_SLS];  /* link set; MTP3_NO_SET */
	uint8_t next[MTP3_SLS]; /* ... where the diversion leads */
};
#define MTP3_DESTS (ISUP_LINKSETS + 32 + 64) /* adjacent exchanges, those of trunk groups, those of mtp_routes */

/* A message that waits for the end of a diversion. */
struct held {
	uint16_t dest;
	uint16_t len;
	uint8_t sls;
	uint8_t msu[MTP2_MSU_MAX];
};
#define MTP3_HELD 512

struct mtp {
	uint32_t n_links, n_sets, n_dests, n_held;
	struct linkset sets[ISUP_LINKSETS];
	struct dest dests[MTP3_DESTS];
	struct held held[MTP3_HELD];
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
/* Is this (from the label on) a whole link test with labels of that form? */
int mtp3_is_test(int form, const uint8_t *octets, size_t len);

/* `set` leads to the point that sent it; `on` is the link it came by, which may be of another set. */
typedef void mtp3_handler(
    struct isup *isup, struct linkset *set, struct link *on, const struct mtp3_message *m, struct core_out *out);
mtp3_handler mtp3_coo, mtp3_coa, mtp3_cbd, mtp3_cba, mtp3_eco, mtp3_eca;                     /* mtp3_change.c */
mtp3_handler mtp3_tfp, mtp3_tfr, mtp3_tfa;                                                   /* mtp3_routeset.c */
mtp3_handler mtp3_tfc, mtp3_upu;                                                             /* mtp3_flow.c */
mtp3_handler mtp3_tra;                                                                       /* mtp3_restart.c */
mtp3_handler mtp3_lin, mtp3_lun, mtp3_lia, mtp3_lua, mtp3_lid, mtp3_lfu, mtp3_llt, mtp3_lrt; /* mtp3_inhibit.c */
mtp3_handler mtp3_sltm, mtp3_slta, mtp3_dlc;                                                 /* mtp3_link.c */

/* ---- mtp3.c ---- */

/* Send one to the adjacent point of `set`: over a given link, or over any that works, at need by another route. */
void mtp3_say_over(struct isup *isup, const struct linkset *set, struct link *link, const struct mtp3_message *m,
    struct core_out *out);
void mtp3_say(struct isup *isup, struct linkset *set, const struct mtp3_message *m, struct core_out *out);
/* A link over which management messages to the adjacent point of `set` can go, or NULL. */
struct link *mtp3_way(struct isup *isup, struct linkset *set, unsigned slc);
/* Send a message of ours, whole, towards its destination: 0, -ENETUNREACH, -ENOBUFS. */
int mtp3_forward(
    struct isup *isup, struct dest *dest, unsigned sls, const uint8_t *msu, size_t len, struct core_out *out);

/* ---- mtp3_init.c ---- */

struct link *mtp3_set_link(struct mtp *mtp, const struct linkset *set, unsigned number);
struct link *mtp3_link_by_slc(struct mtp *mtp, const struct linkset *set, uint8_t slc); /* or NULL */
int mtp3_set_index(const struct mtp *mtp, const struct linkset *set);
struct linkset *mtp3_set_to(struct mtp *mtp, unsigned net, uint32_t apc); /* the set to that adjacent point, or NULL */
struct dest *mtp3_dest(struct mtp *mtp, unsigned net, uint32_t pc);       /* or NULL */
struct route *mtp3_route_by(const struct mtp *mtp, struct dest *dest, const struct linkset *set); /* or NULL */
unsigned mtp3_net_of(const struct mtp *mtp, const struct dest *dest);
static inline unsigned
mtp3_sls_values(const struct linkset *set)
{
	return 1u << set->sls_bits;
}

/* ms 0: clear */
void mtp3_link_timer(struct isup *isup, const struct link *link, enum link_timer timer, int32_t ms);
void mtp3_set_timer(struct isup *isup, const struct linkset *set, enum set_timer timer, int32_t ms);
int mtp3_set_timer_runs(struct isup *isup, const struct linkset *set, enum set_timer timer);
void mtp3_dest_timer(struct isup *isup, const struct dest *dest, unsigned timer, int32_t ms);

/* ---- mtp3_link.c ---- */

void mtp3_link_event(struct isup *isup, struct link *link, enum link_event event, struct core_out *out);
void mtp3_test_resumed(struct isup *isup, const struct link *link); /* the answer may wait to be read */
void mtp3_test_timer(struct isup *isup, struct link *link, enum link_timer timer, struct core_out *out);

/* ---- mtp3_change.c ---- */

int mtp3_usable(const struct link *link); /* could carry traffic */
unsigned mtp3_usable_links(struct mtp *mtp, const struct linkset *set);
void mtp3_share(struct linkset *set); /* normal[] from the number of links */
unsigned mtp3_turned(const struct linkset *set, unsigned sls);
/* Traffic of this SLS still waits for the end of a changeover within the set. */
int mtp3_pinned(struct mtp *mtp, const struct linkset *set, unsigned sls);
/* something about usable may have changed */
void mtp3_refresh(struct isup *isup, struct link *link, struct core_out *out);
void mtp3_change_timer(struct isup *isup, struct link *link, struct core_out *out);
void mtp3_back_timer(struct isup *isup, struct link *link, struct core_out *out);

/* ---- mtp3_inhibit.c ---- */

void mtp3_inhibit_timer(struct isup *isup, struct link *link, enum link_timer timer, struct core_out *out);
int mtp3_force_uninhibit(struct isup *isup, struct linkset *set, struct core_out *out); /* 1: there was one */

/* ---- mtp3_route.c ---- */

int mtp3_route_usable(const struct mtp *mtp, const struct route *route);
int mtp3_accessible(const struct mtp *mtp, const struct dest *dest);
int mtp3_accessible_without(const struct mtp *mtp, const struct dest *dest, unsigned set);
/* What is known of its routes has changed: find each SLS's link set anew.  Where traffic leaves a set that still works,
 * it waits for `ms` (T3 or T6). */
void mtp3_reroute(struct isup *isup, struct dest *dest, int32_t ms, struct core_out *out);
void mtp3_reroute_set(struct isup *isup, const struct linkset *set, int32_t ms, struct core_out *out);
void mtp3_divert_timer(struct isup *isup, struct dest *dest, struct core_out *out);
int mtp3_hold(struct isup *isup, const struct dest *dest, unsigned sls, const uint8_t *msu, size_t len);

/* ---- mtp3_routeset.c ---- */

void mtp3_t10(struct isup *isup, struct dest *dest, unsigned route, struct core_out *out);
void mtp3_routes_forget(struct isup *isup, const struct linkset *set); /* what the adjacent point told before */

/* ---- mtp3_flow.c ---- */

void mtp3_watch(struct isup *isup, struct link *link, const struct dest *dest, struct core_out *out);
void mtp3_congestion_timer(struct isup *isup, struct dest *dest, struct core_out *out);

/* ---- mtp3_restart.c ---- */

void mtp3_set_available(struct isup *isup, struct linkset *set, struct core_out *out);
void mtp3_set_unavailable(struct isup *isup, struct linkset *set, struct core_out *out);
void mtp3_restart_timer(struct isup *isup, struct linkset *set, enum set_timer timer, struct core_out *out);
