/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The arena: every call, leg, seat, queue and flow, by index, flat.
 *
 * A session is a call from its first moment to its last; a leg is one line of it (the customer's) or of a seat (its
 * phone); a seat is a signed-in agent.  Sessions and seats point at each other and at their legs by handles of pools, so a
 * late message finds nothing.  Tables are sized at open and follow this struct in the same piece of memory; where each
 * begins is an offset in it.  Only the pages of this room include this header.
 */
#pragma once

#include "acd/core.h"
#include "acd/flow.h"
#include "acd/heap.h"
#include "base/alarm.h"
#include "base/desk.h"
#include "base/fsm.h"
#include "base/pool.h"
#include "base/session.h"
#include "base/site.h"
#include "base/timer.h"
#include "base/trace.h"
#include "base/clock.h"

#define NONE         0xffffu
#define ACD_CLASSES  11 /* waiting classes: 1..9 as configured, 0 lowest, 10 key customers (ACD-22) */
#define ACD_LEVELS   6  /* skill 1..5; 5 is preferred */
#define ACD_FLOWS    40
#define ACD_ALARMS   256 /* that stand at a time */
#define ACD_SEAT_NOS 10000 /* seat codes have four digits */
#define ACD_TRAIL    (FLOW_DEPTH + 1)

/* ---- leg ---- */
#define LEG_STATES(X)                                           \
	X(FREE, "not in use")                                   \
	X(OFFERED, "a call came in on it and is ours")          \
	X(DIALLED, "we dialled; no circuit is known yet")       \
	X(SEIZED, "it has a circuit")                           \
	X(ALERTING, "the far end rings")                        \
	X(UP, "answered")                                       \
	X(DOOMED, "we gave it up before its circuit was known") \
	X(RELEASING, "we released it and wait for the trunk's last word")

enum leg_state {
#define X(id, sentence) LEG_##id,
	LEG_STATES(X)
#undef X
	LEG_STATE_COUNT,
};

enum owner_kind { OWNER_NONE, OWNER_CALL, OWNER_SEAT };

struct leg {
	uint32_t handle;
	uint32_t line;  /* the trunk's reference; 0 = not known yet */
	uint32_t owner; /* handle of a session or a seat */
	uint8_t owner_kind;
	uint8_t state;
	uint8_t role;    /* whose line it is */
	uint8_t nudges;  /* LINE_RELEASE sent again */
	uint8_t located; /* span and slot are known */
	uint8_t cause;   /* to release with */
	uint16_t group;
	uint16_t cic;
	uint16_t pad;
	uint32_t pulses;            /* metered so far */
	uint32_t pad2;
	uint64_t born;              /* serial of the input that made it */
	struct msg_media_slot plan; /* what its slot does; absolute, so that it can be told again */
};

/* ---- session ---- */

/* What a call brought besides its numbers, to go with it to the next leg (carried.c). */
struct carried {
	struct number original; /* called first, before it was redirected */
	struct number redirecting;
	uint8_t redirection[2];
	uint8_t pad[2];
	uint32_t pulses; /* metered on all its legs */
	struct user_data user;
};

#define CALL_STATES(X)                                                       \
	X(FREE, "not in use")                                                \
	X(OFFERED, "it came in; its service was found")                      \
	X(FLOW, "the voice menu has it")                                     \
	X(QUEUED, "it waits for a seat")                                     \
	X(RINGING, "a seat rings")                                           \
	X(GREETING, "the seat answered; its code is being announced")        \
	X(TALKING, "customer and seat are joined")                           \
	X(HELD, "the customer hears music")                                  \
	X(RECOVERING, "the seat's phone was lost; the customer hears music") \
	X(LIFTING, "outgoing: the seat's own phone rings first")             \
	X(DIALLING, "outgoing: the customer is being dialled")               \
	X(GOODBYE, "a last prompt, then it is released")                     \
	X(ENDED, "over; legs and after-call work may still hold it")

enum call_state {
#define X(id, sentence) CALL_##id,
	CALL_STATES(X)
#undef X
	CALL_STATE_COUNT,
};

struct ivr {
	uint32_t ticket; /* of the latest question to crm */
	uint16_t flow;   /* index; NONE = no flow */
	uint16_t node;
	uint8_t tries;
	uint8_t n_trail;
	uint8_t n_digits;
	uint8_t n_ahead;
	uint8_t listening; /* the prompts are over; keys or silence */
	uint8_t hops;      /* queues tried since the last key or prompt */
	uint8_t pad[6];
	uint16_t trail[ACD_TRAIL]; /* menus above this one, for `#` */
	char ahead[8];             /* keys pressed before their menu came */
	char digits[NUMBER_DIGITS];
	char vars[FLOW_VARS][NUMBER_DIGITS];
};

enum rec_what { REC_NOTHING, REC_TALK, REC_MESSAGE };

struct session {
	uint64_t id; /* base/session.h: one number for life (flow rule 3.1) */
	uint32_t handle;
	uint32_t by_id; /* chain of the id table */
	uint32_t leg;   /* handle of the customer's leg; 0 = none */
	uint32_t seat;  /* handle of its seat; 0 = none */
	uint8_t state;
	uint8_t category;
	uint8_t known, key;
	uint8_t looked_up; /* crm has said who calls */
	uint8_t outgoing;
	uint8_t priority; /* class it waits in */
	uint8_t asked;    /* class the flow asked for; 0 = the queue's */
	uint8_t waiting;  /* it is in its queue's heap */
	uint8_t recording; /* enum rec_what */
	uint8_t end_by, cause;
	uint8_t talked;
	uint16_t service;            /* index; NONE = outgoing */
	uint16_t queue;              /* index; NONE = none yet */
	uint16_t rec_span, rec_slot; /* the leg may be gone when the recording is ended */
	uint16_t out_group;          /* outgoing: the trunk group that is trying */
	uint8_t rang; /* the far end was heard to ring */
	uint8_t fax;  /* ... and turned out to be a fax machine */
	uint32_t groups_tried;
	uint16_t trunk, circuit;     /* of the leg, which may be gone: index of the group (NONE), CIC */
	uint32_t rec_no;
	uint32_t channel; /* the fax channel it is joined to; 0 = none */
	uint32_t n_faxes;
	int64_t rec_us;
	int64_t arrived_us, queued_us, offered_us, answered_us, ended_us, held_us;
	uint64_t order; /* of joining the queue */
	struct number caller, dialled;
	char customer[16];
	char name[TEXT_NAME];
	char choice[TEXT_LABEL];
	struct carried carried;
	struct ivr ivr;
};

/* ---- seat ---- */
struct seat_day { /* since it signed in, or since midnight */
	uint32_t answered, outgoing, missed;
	uint32_t pad;
	int64_t talk_us, out_talk_us, acw_us, ring_us;
};

struct seat {
	uint32_t handle;
	uint32_t call;       /* handle of its session; 0 = none */
	uint32_t leg;        /* handle of its phone's leg; 0 = none */
	uint32_t connection; /* of its console; 0 = none */
	uint32_t next_dirty; /* handle */
	uint16_t number;
	uint16_t level;
	uint16_t group;  /* index of the trunk group that reaches the phone; NONE = no such group */
	uint16_t listed; /* place in the list of signed-in seats */
	uint8_t state;
	uint8_t wanted; /* SEAT_READY, SEAT_AWAY or SEAT_CLOSED: where it goes when it is free */
	uint8_t phone;
	uint8_t headset;
	uint8_t role;
	uint8_t english;
	uint8_t n_queues;
	uint8_t greeted;             /* a console has come since it signed in */
	uint8_t tries;               /* of reaching the phone, for the pause between them */
	uint8_t keep_idle;           /* it rang for nothing: it keeps its place among the idle */
	uint8_t ready;               /* it is in the heaps of its queues */
	uint8_t dirty;               /* its console will be told at the end of this step */
	uint16_t queue[SEAT_QUEUES]; /* indices */
	uint8_t queue_level[SEAT_QUEUES];
	uint32_t limit_ms;
	uint32_t changes; /* of its own figures */
	uint32_t shown;   /* sum of all changes when its day was last sent */
	int64_t since_us, signed_us, idle_us;
	int64_t rests_us; /* its phone could not be reached: not ready before then */
	uint64_t token;
	struct seat_day day;
	int32_t day_no; /* local day its figures are of */
	char name[TEXT_NAME];
	char digits[NUMBER_DIGITS];
};

/* ---- queue, service, group: copied out of the site ---- */
struct queue {
	struct conf_queue conf;
	struct heap waiting[ACD_CLASSES];
	struct heap ready[ACD_LEVELS];
	uint32_t classes; /* set of the classes somebody waits in */
	uint32_t levels;  /* set of the levels somebody is ready in */
	uint32_t n_waiting, n_ready, n_signed;
	uint32_t changes;
};

struct service {
	char number[NUMBER_DIGITS];
	char name[TEXT_LABEL];
	char flow[TEXT_LABEL];
	uint16_t loaded; /* index of the flow in force; NONE */
	uint16_t pad[3];
};

struct group {
	char name[TEXT_LABEL];
	char shown[NUMBER_DIGITS]; /* to those we call */
	uint16_t overflow;         /* index of the group that takes what this one cannot; NONE */
	uint8_t role;
	uint8_t presentation;  /* of the number shown: 1 = restricted */
	uint8_t user_verified; /* ... and who vouches for it; 0 = the network */
	uint8_t echo;          /* its lines' echo cancellers are on while calls stand */
	uint8_t pad[2];
};

struct route {
	char number[NUMBER_DIGITS];
	uint16_t queue; /* index; NONE = for all */
	uint16_t group;
};

struct flow_slot {
	uint32_t users; /* calls on it */
	uint8_t used, retired;
	uint8_t pad[2];
	struct flow flow;
};

/* A recording that mediad has not reported closed. */
struct rec {
	uint32_t handle;
	uint32_t by_id;
	struct msg_media_rec msg;
	uint16_t seat, queue;
	uint32_t repeats;
	uint32_t what; /* enum rec_what */
	uint32_t pad;
	char customer[16];
};

/* A fax channel that was given out, until faxd's last word on it. */
struct fax {
	struct msg_fax msg;
	uint32_t call; /* handle of its session; 0 = over */
	uint32_t pad;
	char customer[16]; /* as it was when the call was over */
};

/* ---- timers: one id per object and kind ---- */
#define ACD_TIMERS(X)                                                                           \
	X(CALL, sessions, "what the call's state waits for")                                    \
	X(SEAT, seats, "ring limit, after-call limit, recovery")                                \
	X(PHONE, seats, "the next try to reach the phone, the end of this one, or of its rest") \
	X(LEG, legs, "LINE_RELEASE is sent again")                                              \
	X(REC, recs, "MEDIA_REC_END is sent again")                                             \
	X(DAY, ones, "the day's figures go to some consoles")                                   \
	X(MEDIA, ones, "some plans are told to mediad again")                                   \
	X(ALARM, ones, "a new arena: alarms that were not heard again are over")

enum acd_timer {
#define X(id, table, sentence) T_##id,
	ACD_TIMERS(X)
#undef X
	T_COUNT,
};

#define RELEASE_AGAIN_MS 30000 /* a trunk process that is there answers LINE_RELEASE at once */
#define RELEASE_TIMES    4     /* then the leg is given up */
#define REC_AGAIN_MS     1000
#define REC_SLOW_MS      10000  /* after ten repeats */
#define GREETING_MS      8000   /* longest announcement of the seat's code */
#define PLAY_MS          180000 /* longest play list; then it counts as played */
#define LIFT_MS          30000  /* outgoing: how long the seat's own phone rings */
#define DIAL_MS          120000 /* outgoing: longest wait for the far end (T9 of the trunk comes first) */
#define HEADSET_MS       60000  /* how long a headset's line is rung before the next try */
#define FAX_MS           3600000 /* longest fax: its machine gives up long before */
#define BEEP_MS          400    /* then the caller's message begins */
#define MESSAGE_LEAST_MS 1000   /* what is shorter is no message */
#define BUSY_MS          1500 /* busy tone in a headset before it is said why */
#define REST_MS          1000   /* a phone that refused is not rung again at once */
#define REDIAL_MS        500    /* first pause; doubled up to the next line */
#define REDIAL_MOST_MS   30000
#define DAY_MS           500 /* DESK_DAY: at most twice a second */
#define DAY_SEATS        64  /* seats looked at in one step */
#define MEDIA_AGAIN_MS   5
#define MEDIA_AGAIN_LEGS 128 /* table places looked at in one step */

/* ---- the arena ---- */
struct acd {
	int64_t now_us;
	uint64_t order;   /* of joining queues and becoming ready */
	uint64_t counter; /* sessions so far */
	uint64_t serial;  /* of the input being worked on */
	uint64_t seed;
	uint32_t play_id;
	int32_t zone_s;
	uint16_t node;
	uint8_t english;
	uint8_t record;
	uint8_t seat_code; /* announced to both before they talk */
	uint8_t pressure[ROLE_COUNT];
	uint8_t closing; /* the house closes: no new calls */
	uint16_t n_queues, n_services, n_groups, n_routes;
	uint16_t out_group; /* takes all calls out when there are no routes */
	uint16_t pad[3];
	uint32_t recover_ms;
	uint32_t n_sessions, n_legs, n_seats, n_recs, n_faxes; /* sizes of the tables */
	uint32_t tables_pad;
	uint32_t n_signed;
	uint32_t dirty;          /* first of the seats whose consoles will be told at the end of this step */
	uint32_t changes, shown; /* of anything in DESK_DAY; as of the present round */
	uint32_t day_at;         /* place in `signed_in` where the round stands */
	uint32_t media_at;       /* leg index where telling again stands */
	uint32_t buckets;        /* of the id tables; a power of two */
	int64_t round_us;        /* when the round began */
	uint32_t timer_base[T_COUNT];
	uint64_t at_session_pool, at_leg_pool, at_seat_pool, at_rec_pool, at_fax_pool, at_timers;
	uint64_t at_sessions, at_legs, at_seats, at_recs, at_faxes, at_flows;
	uint64_t at_waiting, at_ready; /* heap nodes: a session's; a seat's, SEAT_QUEUES each */
	uint64_t at_signed, at_session_ids, at_rec_ids;
	uint16_t by_code[100];            /* queue index by code */
	uint16_t by_number[ACD_SEAT_NOS]; /* seat index + 1 by seat code */
	uint32_t n_alarms; /* that stand */
	uint32_t alarms_pad;
	int64_t alarms_since_us;             /* this arena was made */
	int64_t alarms_heard_us[ROLE_COUNT]; /* the latest alarm of each process was raised then */
	struct msg_alarm alarms[ACD_ALARMS];
	struct service services[128];
	struct group groups[32];
	struct route routes[64];
	struct queue queues[512];
};

/* Tables behind the struct. */
#define ACD_TABLE(type, name, at)                              \
	static inline type *name(const struct acd *a)          \
	{                                                      \
		return (type *)(void *)((uintptr_t)a + a->at); \
	}
ACD_TABLE(struct pool, acd_session_pool, at_session_pool)
ACD_TABLE(struct pool, acd_leg_pool, at_leg_pool)
ACD_TABLE(struct pool, acd_seat_pool, at_seat_pool)
ACD_TABLE(struct pool, acd_rec_pool, at_rec_pool)
ACD_TABLE(struct pool, acd_fax_pool, at_fax_pool)
ACD_TABLE(struct timers, acd_timers, at_timers)
ACD_TABLE(struct session, acd_sessions, at_sessions)
ACD_TABLE(struct leg, acd_legs, at_legs)
ACD_TABLE(struct seat, acd_seats, at_seats)
ACD_TABLE(struct rec, acd_recs, at_recs)
ACD_TABLE(struct fax, acd_faxes, at_faxes)
ACD_TABLE(struct flow_slot, acd_flows, at_flows)
ACD_TABLE(struct heap_node, acd_waiting, at_waiting)
ACD_TABLE(struct heap_node, acd_ready, at_ready)
ACD_TABLE(uint32_t, acd_signed, at_signed)
ACD_TABLE(uint32_t, acd_session_ids, at_session_ids)
ACD_TABLE(uint32_t, acd_rec_ids, at_rec_ids)

/* Objects by handle; NULL when it is of one that is gone. */
struct session *acd_session(const struct acd *a, uint32_t handle);
struct leg *acd_leg(const struct acd *a, uint32_t handle);
struct seat *acd_seat(const struct acd *a, uint32_t handle);
struct session *acd_session_by_id(const struct acd *a, uint64_t id);
struct rec *acd_rec_by_id(const struct acd *a, uint64_t session, uint32_t rec_no);
struct seat *acd_seat_by_number(const struct acd *a, uint16_t number);

/* New objects, zeroed; NULL when the table is full. */
struct session *acd_new_session(struct acd *a);
struct leg *acd_new_leg(struct acd *a);
struct seat *acd_new_seat(struct acd *a, uint16_t number);
struct rec *acd_new_rec(struct acd *a, uint64_t session);
void acd_free_session(struct acd *a, struct session *s);
void acd_free_leg(struct acd *a, struct leg *leg);
void acd_free_seat(struct acd *a, struct seat *seat);
void acd_free_rec(struct acd *a, struct rec *rec);

static inline uint32_t
handle_index(uint32_t handle)
{
	return handle & 0xffff;
}

/* Timers of an object by its handle (0 for the ones there is one of). */
void acd_timer(struct acd *a, enum acd_timer kind, uint32_t handle, int64_t ms);
void acd_timer_off(struct acd *a, enum acd_timer kind, uint32_t handle);

/* Counters of stats.def. */
#define STAT(name, instances, unit, sentence) STAT_##name,
enum acd_stat {
#include "acd/stats.def"
	ACD_STATS
};
#undef STAT

static inline void
acd_count(struct core_out *out, enum acd_stat id)
{
	core_count(out, id, 0, 1);
}

/* Which circuit a line uses, as facts and people name it: the CIC, or where there is none (PRI, CAS) span * 32 + timeslot. */
uint16_t acd_circuit(const struct acd *a, uint16_t group, uint16_t cic, uint16_t span, uint16_t slot);

/* A fact about a call (and its seat and queue). */
void fact_call(struct acd *a, const struct session *s, enum fact_kind kind, uint32_t value, const char *text,
    struct core_out *out);
/* A fact about a seat alone. */
void fact_seat(struct acd *a, const struct seat *seat, enum fact_kind kind, uint32_t value, struct core_out *out);
