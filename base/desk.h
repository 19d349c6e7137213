/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Desk protocol: what a console and acdd say to each other over the SEQPACKET socket `desk.sock`.
 *
 * The console signs in at crmd (crm-desk.sock) and gets a token; with it it greets acdd.  From then on acdd sends the whole truth
 * about the seat whenever it changes (DESK_SEAT) and the day's figures and queues (DESK_DAY, at most twice a second); the
 * console shows what *is*, never what was asked.  A console that dies changes nothing: the call goes on, and the next
 * greeting gets the state again.  Every packet begins with desk_head; unknown types and short packets are refused.
 */
#pragma once

#include "base/msg.h"

#define DESK_ABI 1u

enum desk_type { DESK_HELLO = 1, DESK_DO, DESK_SEAT, DESK_DAY, DESK_REFUSED, DESK_ALARMS };

struct desk_head {
	uint16_t type;
	uint16_t seat;
	uint32_t serial; /* of the request; copied into DESK_REFUSED */
};

struct desk_hello { /* console -> acdd */
	struct desk_head head;
	uint32_t abi;
	uint32_t pad;
	uint64_t token;
};

/* What an agent can ask.  DESK_VERB(ID, "what it does") */
#define DESK_VERBS(X)                                                       \
	X(READY, "be offered calls")                                        \
	X(AWAY, "away from the desk; in a call: afterwards")                \
	X(CLOSED, "desk closed for a while; in a call: afterwards")         \
	X(ANSWER, "answer the offered call")                                \
	X(REJECT, "refuse the offered call: back to the head of the queue") \
	X(HOLD, "put the customer on hold")                                 \
	X(RETRIEVE, "take the customer back")                               \
	X(HANG_UP, "release the customer")                                  \
	X(FINISH, "after-call work is done: be ready (or what was asked)")  \
	X(EXTEND, "more time for after-call work")                          \
	X(DIAL, "call the number in text")                                  \
	X(SIGN_OUT, "leave; refused during a call or after-call work")

enum desk_verb {
#define X(id, sentence) DESK_VERB_##id,
	DESK_VERBS(X)
#undef X
	DESK_VERB_COUNT,
};

struct desk_do { /* console -> acdd */
	struct desk_head head;
	uint16_t verb;
	uint16_t pad[3];
	uint64_t session; /* the call that is meant; 0 = whatever is there */
	char text[TEXT_LABEL];
};

/* Seat states.  SEAT_STATE(ID, zh, en) */
#define SEAT_STATES(X)                 \
	X(OUT, "未签", "out")          \
	X(READY, "示闲", "ready")      \
	X(RINGING, "来电", "RINGING")  \
	X(TALKING, "通话", "TALKING")  \
	X(HOLDING, "保持", "HOLD")     \
	X(ACW, "整理", "wrap")         \
	X(AWAY, "离席", "away")        \
	X(CLOSED, "临闭", "closed")    \
	X(DIALLING, "呼出", "DIALING") \
	X(RECOVERING, "接回", "RECOVER")

enum seat_state {
#define X(id, zh, en) SEAT_##id,
	SEAT_STATES(X)
#undef X
	SEAT_STATE_COUNT,
};
enum seat_role { SEAT_AGENT, SEAT_LEADER, SEAT_MANAGER, SEAT_STAFF, SEAT_ADMINISTRATOR };

enum seat_phone { SEAT_PHONE_IDLE, SEAT_PHONE_CALLED, SEAT_PHONE_UP, SEAT_PHONE_LOST };

struct desk_seat { /* acdd -> console */
	struct desk_head head;
	uint8_t state; /* enum seat_state */
	uint8_t after; /* state asked for after this call; SEAT_READY if nothing was asked */
	uint8_t phone; /* enum seat_phone */
	uint8_t headset;
	uint8_t recording;
	uint8_t known;
	uint8_t key;
	uint8_t outgoing; /* the call was dialled by the seat */
	uint8_t ended_by; /* ACW: enum call_end */
	uint8_t transferred;
	uint8_t category; /* calling party's category */
	uint8_t pad;
	uint32_t limit_ms; /* RINGING: ring limit; ACW: time limit */
	int64_t since_us;  /* this state */
	int64_t now_us;    /* when this was sent */
	int64_t signed_us;
	uint64_t session; /* 0 = no call */
	int64_t arrived_us, queued_us, offered_us, answered_us, ended_us, held_us;
	struct number caller;  /* the other party */
	struct number dialled; /* what it dialled */
	char customer[16];
	char name[TEXT_NAME];
	char service[TEXT_LABEL];
	char choice[TEXT_LABEL]; /* menu choice: key and category */
	char queue[TEXT_LABEL];
	uint32_t rec_no;
	uint32_t rec_ms;
};

#define DESK_QUEUES 8
struct desk_day { /* acdd -> console */
	struct desk_head head;
	uint32_t answered, outgoing, missed, n_queues;
	int64_t talk_us, out_talk_us, acw_us, ring_us, signed_us;
	struct desk_queue {
		char label[TEXT_LABEL];
		/* level: this seat's skill, 0 = not its queue */
		uint16_t code, waiting, ready, signed_in, priority, level;
		uint16_t pad[2];
		int64_t longest_us; /* since when the longest waits; 0 = nobody waits */
	} queues[DESK_QUEUES];
};

/* acdd -> consoles of leaders and above: how many alarms stand, and what has just changed. */
enum desk_alarm { DESK_ALARM_NONE /* just the figures */, DESK_ALARM_RAISED, DESK_ALARM_OVER };
struct desk_alarms {
	struct desk_head head;
	uint16_t open[3]; /* by severity: minor, major, critical */
	uint8_t what;     /* enum desk_alarm: what follows is about this one */
	uint8_t severity;
	int64_t at_us;
	char code[20];
	char name[TEXT_LABEL];
	char text[TEXT_NAME + 32]; /* in the seat's language */
	uint8_t pad[4];
};

enum desk_refusal {
	DESK_OK,
	DESK_BAD_TOKEN,  /* sign in again */
	DESK_NOT_NOW,    /* the seat's state does not allow it */
	DESK_NO_LINE,    /* no free outgoing circuit */
	DESK_LIFT_PHONE, /* this seat has a phone, not a headset line: lift it */
	DESK_BAD_NUMBER,
	DESK_BAD_PACKET,
	DESK_TAKEN_OVER, /* another console greeted for this seat */
};
struct desk_refused { /* acdd -> console */
	struct desk_head head;
	uint16_t verb;
	uint16_t why;
	uint32_t pad;
};
