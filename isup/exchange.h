/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Exchange: the circuits half of the core's arena, and what its files ask of each other.
 *
 *   remote    an exchange at the other end: (link set, point code), and the table from CIC to circuit
 *   group     a trunk group: how its circuits are chosen and split by direction
 *   circuit   one timeslot with a CIC: its call, its blocking, its place among the group's free ones
 *   rest      of a circuit: what its call carries beyond numbers
 *   rule      how numbers are rewritten
 *   job       one group message (GRS, CGB, CGU) that waits for its acknowledgement
 *
 * Everything is found by index; nothing in the path of a message looks at more than one circuit, except that a message
 * about a range looks at that range.
 */
#pragma once

#include "isup/circuit.h"
#include "isup/codec.h"
#include "isup/core.h"
#include "isup/fields.h"

#define NO_INDEX    0xffffu
#define LOCATION_US 2 /* Q.850: public network serving the local user */

/* ---- remote exchanges ---- */

struct remote {
	uint32_t pc;
	uint32_t index_at;  /* offset (from struct exchange) of uint16_t[cics]: circuit + 1, or 0 */
	uint16_t cics;      /* 4096 or 16384 */
	uint16_t next;      /* further remote behind the same link set */
	uint16_t reset_cic; /* cold start: where the next GRS begins; cics = done */
	uint16_t resets;    /* of these GRS waiting for GRA */
	uint8_t linkset;
	uint8_t we_control_even; /* our point code is the higher one: even circuits are ours in a dual seizure */
	uint8_t reachable;       /* MTP-RESUME was the last word */
	uint8_t user_away;       /* UPU: its ISUP is away, T4 tests it */
	uint8_t congestion;      /* steps by which calls to it are cut, 0..REMOTE_STEPS */
	uint8_t dialled;         /* counts calls, to cut every n-th */
	uint8_t label_len;       /* octets of its routing label */
	uint8_t pad;
	int32_t t4_ms, t29_ms, t30_ms; /* of its first group */
};
#define REMOTE_STEPS 4

enum remote_timer { REMOTE_T4, REMOTE_T29, REMOTE_T30, REMOTE_TIMERS };

/* ---- trunk groups ---- */

struct group {
	struct conf_group conf;
	uint64_t freed;   /* circuits so far: the order of becoming free */
	uint32_t keys_at; /* offset (from struct exchange) of the free circuits' keys (choice.c) */
	uint16_t n_free;
	uint16_t index; /* in the configuration */
	uint16_t remote;
	uint16_t circuits;
	uint16_t unchecked; /* calls out since the last continuity check */
	uint16_t inbound; /* the split in force */
	uint16_t outbound;
	uint16_t used_in;
	uint16_t used_out;
	uint16_t pad;
};

/* ---- how numbers are rewritten (rules.c): a row of number_rules, made ready ---- */

struct number_rule {
	uint16_t group; /* index of struct group; NO_INDEX = all */
	uint8_t direction;
	uint8_t party;
	uint8_t nai; /* 0 = any */
	uint8_t length;
	uint8_t strip;
	uint8_t nai_out;
	uint8_t st;
	uint8_t n_prefix;
	uint8_t n_add;
	uint8_t pad;
	char prefix[NUMBER_DIGITS];
	char add[NUMBER_DIGITS];
};

/* ---- group messages under way ---- */

/* a circuit starts at most one job of each */
enum job_kind { JOB_RESET, JOB_MAINTENANCE, JOB_HARDWARE, JOB_QUERY, JOB_KINDS };

struct job {
	uint32_t bits;    /* circuits asked for: bit i = cic + i */
	uint16_t circuit; /* the first */
	uint16_t next;    /* free list */
	uint8_t message;  /* ISUP_GRS, ISUP_CGB, ISUP_CGU, ISUP_CQM; 0 = free */
	uint8_t kind;
	uint8_t range;
	uint8_t cold; /* part of the cold start */
	int64_t sent_us;
};

/* ---- the arena's part ---- */

struct exchange {
	uint32_t n_circuits, n_jobs;
	uint16_t n_remotes, n_groups;
	uint32_t remotes_at, groups_at, circuits_at, jobs_at; /* offsets from here */
	uint32_t rests_at, rules_at;
	uint32_t n_rules;
	uint8_t category_kind[256];                           /* CATEGORY_* of site.h, by code (category.c) */
	uint64_t luck;                                        /* state of the draws */
	uint32_t epoch;                                       /* starts of the process */
	uint16_t resync;                                      /* number of the present resync with the switch */
	uint16_t free_job;                                    /* index + 1 */
	uint8_t pressure;
	uint8_t overloaded; /* since when calls are refused, and how many (overload.c) */
	uint32_t refused;
	uint32_t calls_s, calls_burst; /* settings */
	int64_t even_us;
	uint16_t first_remote[ISUP_LINKSETS]; /* NO_INDEX if none */
	uint16_t group_of[ISUP_GROUPS];       /* configuration index -> group, NO_INDEX for other kinds */
	uint8_t span_alarms[ISUP_SPANS + 1];  /* by span number */
};

static inline struct remote *
remote_at(struct isup *isup, unsigned index)
{
	struct exchange *x = isup_exchange(isup);
	return (struct remote *)(void *)((char *)x + x->remotes_at) + index;
}

static inline struct group *
group_at(struct isup *isup, unsigned index)
{
	struct exchange *x = isup_exchange(isup);
	return (struct group *)(void *)((char *)x + x->groups_at) + index;
}

static inline struct circuit *
circuit_at(struct isup *isup, unsigned index)
{
	struct exchange *x = isup_exchange(isup);
	return (struct circuit *)(void *)((char *)x + x->circuits_at) + index;
}

static inline struct call_rest *
call_rest(struct isup *isup, const struct circuit *c)
{
	struct exchange *x = isup_exchange(isup);
	return (struct call_rest *)(void *)((char *)x + x->rests_at) +
	    (c - (struct circuit *)(void *)((char *)x + x->circuits_at));
}

static inline struct job *
job_at(struct isup *isup, unsigned index)
{
	struct exchange *x = isup_exchange(isup);
	return (struct job *)(void *)((char *)x + x->jobs_at) + index;
}

static inline unsigned
circuit_index(struct isup *isup, const struct circuit *c)
{
	return (unsigned)(c - circuit_at(isup, 0));
}

static inline struct group *
group_of(struct isup *isup, const struct circuit *c)
{
	return group_at(isup, c->group);
}

static inline struct remote *
remote_of(struct isup *isup, const struct circuit *c)
{
	return remote_at(isup, group_of(isup, c)->remote);
}

/* Counter of the circuit's trunk group. */
static inline void
circuit_count(struct isup *isup, const struct circuit *c, unsigned id, struct core_out *out)
{
	core_count(out, (uint16_t)id, group_of(isup, c)->index, 1);
}

/* The circuit with this CIC, or NULL; the remote by point code, or NULL. */
struct circuit *circuit_by_cic(struct isup *isup, const struct remote *remote, unsigned cic);
struct remote *remote_by_pc(struct isup *isup, int linkset, uint32_t pc);

/* ---- exchange.c: what core.c asks ---- */

size_t exchange_size(const struct site *site);
uint32_t exchange_timer_count(const struct site *site);
void exchange_init(struct isup *isup, const struct site *site);
void exchange_started(struct isup *isup, int resumed, struct core_out *out);
void exchange_timer(struct isup *isup, uint32_t id, struct core_out *out);
void exchange_ctl(struct isup *isup, uint16_t type, const void *data, uint32_t len, struct core_out *out);
void exchange_request(struct isup *isup, uint16_t type, const void *data, uint32_t len, struct core_out *out);

/* Ids of timers, as struct timers counts them. */
uint32_t circuit_timer_id(struct isup *isup, const struct circuit *c, unsigned slot);
uint32_t job_timer_id(struct isup *isup, const struct job *job, int is_long);
uint32_t remote_timer_id(struct isup *isup, const struct remote *remote, enum remote_timer which);

/* ---- choice.c: the order in which free circuits are taken ---- */

void choice_add(struct isup *isup, struct circuit *c);
void choice_remove(struct isup *isup, struct circuit *c);
struct circuit *choice_first(struct isup *isup, const struct group *g); /* or NULL */

/* ---- overload.c: more calls than can be carried ---- */

/* Is a new call refused now, and with which automatic congestion level?  0: it is taken, and counted. */
uint8_t overload_refuses(struct isup *isup, uint8_t category, struct core_out *out);
void overload_init(struct exchange *x, const struct site *site);
void exchange_pressure(struct isup *isup, uint32_t role, uint32_t level, struct core_out *out);

/* ---- group.c: free circuits and split ---- */

void group_relist(struct isup *isup, struct circuit *c);          /* is it free?  as its state tells */
struct circuit *group_choose(struct isup *isup, struct group *g); /* taken from the free ones, or NULL */
int group_may_take(const struct group *g, enum circuit_way way);
void group_took(struct isup *isup, struct circuit *c, enum circuit_way way);
void group_gave_back(struct isup *isup, struct circuit *c);

/* ---- count.c: how calls end (Q.752 12, E.425) ---- */

void count_answered(struct isup *isup, struct circuit *c, struct core_out *out);
void count_end(struct isup *isup, struct circuit *c, uint8_t cause, struct core_out *out); /* while the call stands */

/* ---- remote.c: is the far exchange there, and how much does it bear ---- */

/* May a call be sent there now?  0 or a Q.850 cause. */
int remote_refuses(struct isup *isup, struct remote *remote);
void remote_congested(struct isup *isup, struct remote *remote, unsigned level, struct core_out *out);
void remote_user_away(struct isup *isup, struct remote *remote, struct core_out *out);
void remote_heard(struct isup *isup, struct remote *remote);
void remote_timer(struct isup *isup, struct remote *remote, enum remote_timer which, struct core_out *out);

/* ---- send.c: messages out ---- */

void send_message(struct isup *isup, struct remote *remote, unsigned cic, uint8_t type, const struct isup_value *values,
    size_t n, struct core_out *out);
void send_plain(struct isup *isup, struct circuit *c, uint8_t type, struct core_out *out); /* RSC, BLO, RLC ... */
void send_octet(struct isup *isup, struct circuit *c, uint8_t type, uint8_t octet, struct core_out *out); /* COT SUS RES */
void send_rel(struct isup *isup, struct circuit *c, struct core_out *out);
void send_rlc(struct isup *isup, struct circuit *c, uint8_t cause, uint8_t about, struct core_out *out); /* cause 0: none in it */
/* CFN; `about`: what was not understood, as the cause's diagnostic */
void send_confusion(struct isup *isup, struct remote *remote, unsigned cic, uint8_t cause, const uint8_t *about,
    size_t n, struct core_out *out);
void send_range(struct isup *isup, struct remote *remote, unsigned cic, uint8_t type, int hardware,
    const struct isup_range *range, struct core_out *out);

/* ---- send_call.c: messages of a call, with the group's indicators and numbers ---- */

void send_iam(struct isup *isup, struct circuit *c, struct core_out *out); /* and the SAMs behind it */
/* ACM, CON, ANM, CPG; `event`: of LINE_ALERT, 0 = alerting */
void send_backward(struct isup *isup, struct circuit *c, uint8_t type, int inband, uint8_t event, struct core_out *out);
void send_inr(struct isup *isup, struct circuit *c, struct core_out *out);
void send_inf(struct isup *isup, struct circuit *c, struct core_out *out);
void send_usr(struct isup *isup, struct circuit *c, struct core_out *out);

/* ---- rules.c: numbers as a trunk group writes them ---- */

void rules_init(struct isup *isup, const struct site *site);
/* `party`: RULE_CALLED ..; a called number that goes out gets its ST. */
struct number rule_in(struct isup *isup, const struct group *g, int party, const struct number *number);
struct number rule_out(struct isup *isup, const struct group *g, int party, const struct number *number);

/* ---- category.c: calling party's categories ---- */

void category_init(struct exchange *x, const struct site *site);

/* ---- segment.c: messages in two parts ---- */

/* 1: the message waits for its other part, or was it. */
int segment_takes(struct isup *isup, struct remote *remote, struct circuit *c, const struct isup_msg *msg,
    struct core_out *out);
void segment_missing(struct isup *isup, struct circuit *c, struct core_out *out); /* T34 */
void segment_forget(struct isup *isup, struct circuit *c);
/* receive.c: a whole message */
void isup_received(struct isup *isup, struct remote *remote, const struct isup_msg *msg, struct core_out *out);

/* ---- compat.c: what is not understood ---- */

/* A message of unknown type; `c` may be NULL. */
void compat_message(
    struct isup *isup, struct remote *remote, struct circuit *c, const struct isup_msg *msg, struct core_out *out);
/* The first unknown parameter of a REL of which RLC must tell, or 0. */
uint8_t compat_in_rel(const struct isup_msg *msg);
/* Unknown parameters: 1 if the message may go on, 0 if that was the end of it. */
int compat_params(
    struct isup *isup, struct remote *remote, struct circuit *c, const struct isup_msg *msg, struct core_out *out);

/* ---- blocking.c: BLO, UBL of one circuit ---- */

void blocking_tell(struct isup *isup, struct circuit *c, struct core_out *out); /* BLO or UBL, as it is blocked or not */
void blocking_done(struct isup *isup, struct circuit *c);                       /* nothing is awaited any more */
void blocking_received(struct isup *isup, struct circuit *c, uint8_t type, struct core_out *out); /* BLO UBL BLA UBA */
void blocking_timer(struct isup *isup, struct circuit *c, enum circuit_timer which, struct core_out *out);

/* ---- range_job.c, range.c: group messages, ours and theirs ---- */

#define RUN_MAX 32 /* circuits of one GRS, or set bits of one CGB */

struct job *job_start(struct isup *isup, struct circuit *first, uint8_t message, enum job_kind kind, unsigned range,
    uint32_t bits, struct core_out *out);
void job_timer(struct isup *isup, struct job *job, int is_long, struct core_out *out);
/* How many circuits, of `group` if given, stand side by side from `cic` on, all in one of `states`; at most RUN_MAX. */
unsigned range_run(struct isup *isup, const struct remote *remote, const struct group *group, unsigned cic,
    unsigned last, uint64_t states);
/* Reset those of the group's circuits from `first` to `last` that are in one of `states`. */
void range_reset(struct isup *isup, const struct group *group, unsigned first, unsigned last, uint64_t states,
    struct core_out *out);
void range_acknowledged(struct isup *isup, struct remote *remote, const struct isup_msg *msg,
    const struct isup_range *range, enum job_kind kind, struct core_out *out);
void range_unequipped(struct isup *isup, struct circuit *c, struct core_out *out);      /* UCIC answered our message */
void remote_cold_start(struct isup *isup, struct remote *remote, struct core_out *out); /* send the GRS that are due */
void range_received(struct isup *isup, struct remote *remote, const struct isup_msg *msg, struct core_out *out);

/* ---- range_block.c: blocks we set and lift, many at once ---- */

/* The circuits of one group, from `cic` to `last`; of one span only, unless `span` is 0. */
struct range_of {
	const struct group *group;
	unsigned cic, last, span;
	int standby; /* only standby circuits */
};
/* Set or clear one bit of BLOCKED_MAINTENANCE or _HARDWARE; `again`: tell the far exchange though nothing changed. */
void range_block(
    struct isup *isup, const struct range_of *of, uint8_t bit, int block, int again, struct core_out *out);
/* After a reset the far exchange has forgotten our blocks of these `n` circuits. */
void range_tell_blocks(struct isup *isup, const struct remote *remote, unsigned cic, unsigned n, struct core_out *out);
void range_command(struct isup *isup, const struct isup_ctl_circuits *what, uint16_t type, struct core_out *out);

/* ---- query.c: do both ends think the same of their circuits ---- */

void query_circuits(struct isup *isup, const struct group *group, unsigned first, unsigned last, struct core_out *out);
void query_received(struct isup *isup, struct remote *remote, const struct isup_msg *msg,
    const struct isup_range *range, struct core_out *out); /* CQM */
/* CQR to the query that was sent at `sent_us` */
void query_answered(struct isup *isup, struct remote *remote, const struct isup_msg *msg,
    const struct isup_range *range, int64_t sent_us, struct core_out *out);

/* ---- span.c: our spans in alarm, and the circuits that stand by for them ---- */

void span_alarm(struct isup *isup, unsigned span, int in_alarm, struct core_out *out);

/* ---- line.c: the talk with the switch ---- */

void line_tell(struct isup *isup, struct circuit *c, uint16_t type, uint8_t cause, uint8_t location, uint8_t event,
    uint8_t flags, struct core_out *out);
void line_tell_offered(struct isup *isup, struct circuit *c, struct core_out *out);
void line_tell_user(struct isup *isup, struct circuit *c, const struct isup_msg *msg, struct core_out *out);
void line_tell_metered(struct isup *isup, struct circuit *c, struct core_out *out);
void line_tell_check(struct isup *isup, struct circuit *c, enum line_check what, struct core_out *out);
void line_hello(struct isup *isup, int fresh, struct core_out *out);
