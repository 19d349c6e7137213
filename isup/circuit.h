/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Circuit: one timeslot with a CIC, and the machine that moves its call (Q.764 2).
 *
 * Call and supervision are one machine: a circuit that is being reset has no call, and a call ends when its circuit is
 * reset.  Blocking is beside it: a blocked circuit keeps the call it has (blocking.c).
 */
#pragma once

#include "base/core.h"
#include "base/fsm.h"
#include "base/msg.h"
#include "isup/codec.h"

struct isup;
struct isup_msg;

/* STATE(NAME, "what it is") */
/* clang-format off */
#define CIRCUIT_STATES(X)                                                   \
	X(DOWN, "not reset since the cold start")                           \
	X(IDLE, "idle")                                                     \
	X(ADDRESS, "call in: more digits are awaited")                      \
	X(CHECKING, "call in: the continuity check's result is awaited")    \
	X(OFFERED, "call in: offered to the switch")                        \
	X(ALERTING, "call in: ACM sent")                                    \
	X(TALKING_IN, "call in: answered")                                  \
	X(HELD_IN, "call in: suspended by the caller's side")               \
	X(SENT, "call out: IAM sent")                                       \
	X(RINGING, "call out: ACM received")                                \
	X(TALKING_OUT, "call out: answered")                                \
	X(HELD_OUT, "call out: suspended by the called side")               \
	X(RELEASING, "REL sent, RLC awaited")                               \
	X(RESETTING, "RSC sent, RLC awaited")                               \
	X(GROUP_RESETTING, "GRS sent, GRA awaited")                         \
	X(RECHECK, "continuity check failed, CCR awaited")                  \
	X(LOOPED, "continuity check requested by CCR")                      \
	X(UNEQUIPPED, "the far exchange says it has no such circuit")               \
	X(ASKING, "call in: the caller's number was asked for")                     \
	X(LEFT_IN, "call in: suspended by us")                                      \
	X(LEFT_OUT, "call out: suspended by us")                                    \
	X(CLEARING, "CCL sent, REL of the called side awaited")                     \
	X(OVERLOADED, "overload message received, T3 will release")                 \
	X(TESTING, "CCR sent, the check tone awaited")                              \
	X(RETEST, "continuity check failed, pause before the next")
/* clang-format on */

enum circuit_state {
#define X(name, text) CIR_##name,
	CIRCUIT_STATES(X)
#undef X
	CIR_STATE_COUNT,
};

/* Events: messages, what becomes of them after a look inside, the switch's requests, an operator's, timers. */
/* clang-format off */
#define CIRCUIT_EVENTS(X)                                                                                          \
	X(IAM) X(IAM_LOSES) X(IAM_WINS) X(IAM_BLOCKED) X(SAM) X(COT) X(COT_FAILED) X(ACM) X(CPG) X(CON) X(ANM)     \
	X(REL) X(RLC) X(SUS) X(RES) X(RSC) X(GRS) X(CCR) X(UCIC) X(INR) X(INF) X(USR) X(OLM)                       \
	X(CCL) X(MPM) X(OPR) X(BLO_IN_SETUP)                                                                       \
	X(COMPLETE) X(UNCHECKED) X(NO_CALLER) X(REFUSE) X(OTHER_CIRCUIT)                                          \
	X(CALLED_CONTROLS) X(CALLER_GONE) X(HOLD_FOR_CALLED)                                                       \
	X(DIAL) X(ALERT) X(ANSWER) X(RELEASE) X(SUSPEND) X(RESUME) X(CHECK) X(CHECK_PASSED) X(CHECK_FAILED)        \
	X(RESET) X(GROUP_RESET) X(GROUP_RESET_DONE) X(HARDWARE_LOST)                                               \
	X(T1) X(T2) X(T3) X(T5) X(T6) X(T7) X(T8) X(T9) X(T10) X(T16) X(T17) X(T24) X(T25) X(T26) X(T27)           \
	X(T33) X(T35) X(T36) X(TCCL)
/* clang-format on */

enum circuit_event {
#define X(name) EV_##name,
	CIRCUIT_EVENTS(X)
#undef X
	CIR_EVENT_COUNT,
};

enum circuit_timer {
	CT_NONE,
#define TIMER(name, slot, ms, text) CT_##name,
#include "isup/timers.def"
#undef TIMER
	CT_COUNT,
};
enum circuit_slot { SLOT_CALL, SLOT_LONG, SLOT_BLOCK, SLOT_BLOCK_LONG, SLOT_SEGMENT, CIRCUIT_SLOTS };

enum circuit_way { WAY_NONE, WAY_IN, WAY_OUT };

/* Blocked: by whom and why (Q.764 2.8.2). */
#define BLOCKED_HERE     0x01u /* maintenance, by an operator of ours */
#define BLOCKED_HERE_HW  0x02u
#define BLOCKED_THERE    0x04u /* maintenance, by the far exchange */
#define BLOCKED_THERE_HW 0x08u
#define BLOCKED_SPAN     0x10u /* hardware: our span is in alarm */
#define BLOCKED_STANDBY  0x20u /* maintenance: it waits until another span fails (span.c) */

/* What the far exchange is told: which of these is set makes no difference to it. */
#define BLOCKED_MAINTENANCE (BLOCKED_HERE | BLOCKED_STANDBY)
#define BLOCKED_HARDWARE    (BLOCKED_HERE_HW | BLOCKED_SPAN)
#define BLOCKED_BY_FAR      (BLOCKED_THERE | BLOCKED_THERE_HW)

#define CIRCUIT_STANDBY    0x01u /* it stands by for the group's other spans (span.c) */
#define CIRCUIT_CONTROLLED 0x02u /* we win a dual seizure on it */
#define CIRCUIT_TOLD       0x04u /* the switch knows the line of this call */
#define CIRCUIT_ACKED      0x08u /* ... and has used it */
#define CIRCUIT_UNCHECKED  0x10u /* a COT is due before the call may go on */
#define CIRCUIT_REPEATED   0x20u /* this call was moved here from another circuit */
#define CIRCUIT_ALARMED    0x40u

struct circuit {
	uint8_t state; /* enum circuit_state */
	uint8_t way;   /* enum circuit_way: of the standing call */
	uint8_t flags;
	uint8_t blocked;
	uint8_t running[CIRCUIT_SLOTS]; /* enum circuit_timer, by slot */
	uint16_t group;     /* index of struct group */
	uint16_t cic;
	uint16_t span;
	uint16_t slot;
	uint16_t generation; /* of its lines; never 0 */
	uint16_t place;      /* among its group's free circuits (choice.c); 0 = not free */
	uint16_t resync;     /* the resync in which the switch named it */
	uint16_t job[4];     /* by enum job_kind: index + 1 of a group message that starts here */
	uint8_t cause;       /* of the release under way, for REL */
	uint8_t location;
	uint8_t congestion; /* automatic congestion level to put into REL; 0 = none */
	uint8_t category;
	uint16_t pad;
	uint32_t leg;
	uint32_t seizures; /* both ways, since the cold start */
	int64_t since_us; /* this state */
	struct number caller;
	struct number called;
	struct number original;
};

/* The rest of a call, beside its circuit: looked at when it is set up or moved, and for what it carries. */
struct call_rest {
	struct number redirecting;
	uint8_t redirection[2]; /* information, Q.763 3.45 */
	uint8_t tmr;            /* calls out: + 1, 0 = the group's */
	uint8_t flags;          /* REST_* */
	uint32_t pulses;
	struct user_data user; /* to the switch with the offer; else to the far exchange with the next message */
	uint16_t held;         /* octets of a message that waits for its other segment (segment.c) */
	uint8_t segment[ISUP_MSG_MAX];
};
#define REST_CLEARED 0x01u /* CCL came: the caller is gone, our side ends the call */
#define REST_AT_LINE 0x02u /* the switch was told to loop or test the slot */
#define REST_FAILED  0x04u /* the continuity check failed before */
#define REST_ANSWERED 0x08u /* for the counts of how calls ended */

/* What comes with an event.  Members that do not apply are 0. */
struct circuit_arg {
	const struct isup_msg *msg;
	const void *line; /* the switch's message */
	uint8_t cause;
	uint8_t location;
	uint8_t flags; /* LINE_F_* */
	uint8_t event; /* LINE_ALERT: event information */
	uint8_t congestion;
	uint8_t about; /* REL: the parameter that was not understood */
};

extern const struct fsm circuit_fsm;
extern const char *const circuit_state_text[CIR_STATE_COUNT];
extern const char *const circuit_timer_text[CT_COUNT];

/* One event for the call machine; returns 1 if a row was found. */
int circuit_event(struct isup *isup, struct circuit *c, enum circuit_event event, const struct circuit_arg *arg,
    struct core_out *out);

/* with no arg */
int circuit_post(struct isup *isup, struct circuit *c, enum circuit_event event, struct core_out *out);

/* A timer of the circuit: start it in its slot, stop a slot, and what to do when a slot's timer has run out. */
void circuit_arm(struct isup *isup, struct circuit *c, enum circuit_timer which);
void circuit_disarm(struct isup *isup, struct circuit *c, enum circuit_slot slot);
void circuit_stop_strangers(struct isup *isup, struct circuit *c); /* timers that its state does not have */
void circuit_timer(struct isup *isup, struct circuit *c, enum circuit_slot slot, struct core_out *out);

/* Does a call stand on it?  The handle the switch knows it by; the circuit of a live handle, or NULL. */
static inline int
circuit_has_call(const struct circuit *c)
{
	return c->way != WAY_NONE;
}
uint32_t circuit_line(struct isup *isup, const struct circuit *c);
struct circuit *circuit_by_line(struct isup *isup, uint32_t line);
struct circuit *circuit_under_check(struct isup *isup, uint32_t line); /* with or without a call */

/* Send a call out on this circuit (just taken by group_choose). */
void circuit_dial(
    struct isup *isup, struct circuit *c, const struct msg_line_dial *dial, int repeated, struct core_out *out);
struct msg_line_dial circuit_dialled(struct isup *isup, const struct circuit *c); /* the request it stands for */

/* The switch wants the call to end: released, or left to the called side (China). */
void circuit_release_wanted(struct isup *isup, struct circuit *c, const struct circuit_arg *arg, struct core_out *out);
