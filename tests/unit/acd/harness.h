/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A house around the core: lines, media, crm and consoles that answer as they should, on a clock the test moves.
 *
 * Every output is written down as one short line; a test takes what was written since it last asked and compares it
 * with the ladder it expects.  The peers' answers to the core's requests (a circuit for LINE_DIAL, LINE_RELEASED for
 * LINE_RELEASE, MEDIA_RECORDED for MEDIA_REC_END) come by themselves unless a test turns them off.
 */
#pragma once

#include "acd/acd.h"

#define HOUSE_LINES 4096
#define HOUSE_CALLS 65536
#define HOUSE_TEXT  (64 * 1024)

struct house_line {
	uint32_t line, leg;
	uint8_t role;
	uint8_t live;     /* the trunk holds it */
	uint8_t answered; /* the switch answered it */
	uint8_t dialled;  /* the switch dialled it */
	uint8_t plan;
	uint8_t recording;
	uint8_t echo; /* its canceller is on */
	uint16_t span, slot, peer_slot;
	uint32_t play_id;
	uint8_t cause; /* LINE_RELEASE from the switch; 0 = none */
	struct number called;
};

struct house {
	struct core_out out; /* first: the core gives it back to us */
	struct site site;
	struct acd *a;
	size_t size;
	int64_t now_us;
	uint64_t serial;
	bool no_circuits; /* LINE_DIAL is refused */
	uint32_t full;    /* ... of these trunk groups, a set */
	uint8_t why;      /* ... with this cause; 0 = 34 */
	bool mute_lines;  /* no answers to LINE_DIAL and LINE_RELEASE */
	bool mute_media;  /* no MEDIA_RECORDED */
	bool facts;       /* write facts down */
	bool quiet;       /* write nothing down */
	bool isup_seats;  /* the seats' phones are behind trunk group 0 */
	struct house_line lines[HOUSE_LINES];
	uint32_t n_lines;
	uint32_t circuits[3]; /* next slot by role */
	char text[HOUSE_TEXT];
	size_t len;
	struct msg_line_dial dial;  /* the last one */
	struct msg_orders_lookup orders; /* the last one */
	struct msg_fax fax; /* the last one */
	struct msg_line_user words; /* the last LINE_ENCLOSE */
	struct desk_seat desk[200]; /* last word to the console of seat 1..199 */
	struct desk_day day;        /* last one to anybody */
	uint32_t n_days;
	uint32_t facts_of[FACT_COUNT];
	struct msg_fact fact; /* the last one, and the last of each kind */
	struct msg_fact last[FACT_COUNT];
	int64_t counts[ACD_STATS];
	uint32_t settled; /* times crmd was told that other alarms are over */
	uint64_t sends;
	uint8_t story[HOUSE_CALLS]; /* by session number: 1 it has a fact, 2 it has ended */
	uint64_t begun, ended, after_end;
	/* answers that wait for the end of the step */
	struct {
		uint16_t from, type;
		uint32_t len;
		uint64_t data[60];
	} answers[512];
	int n_answers;
};

/* A house with two trunk groups (0 isup, 1 pri), queues water 01, repair 02, complaint 03, service 95 -> flow main. */
struct house *house_new(void (*change)(struct site *site));
void house_free(struct house *h);

void house_flow(struct house *h, const char *name, const char *text);
void house_feed(struct house *h, uint16_t from, uint16_t type, const void *data, uint32_t len);
void house_wait(struct house *h, int64_t ms); /* time passes; timers run */

/* What was written down since the last call. */
const char *house_said(struct house *h);

/* Callers.  A line is the place in lines[]. */
int caller_dials(struct house *h, const char *from, const char *to);
int caller_offers(struct house *h, const struct msg_line_offered *m); /* line, span and slot are filled in */
void caller_hangs_up(struct house *h, int line);
void caller_presses(struct house *h, int line, char digit);
void prompt_ends(struct house *h, int line); /* whatever play list the line hears */
void line_says(struct house *h, int line, uint16_t type, uint8_t cause, uint8_t flags);
void role_hello(struct house *h, enum role role, bool fresh);

/* Agents.  Phone 8000 + seat; token 7000 + seat; connection = seat. */
void agent_signs_in(struct house *h, uint16_t seat, bool headset, const uint16_t *queues, const uint8_t *levels, int n);
void agent_greets(struct house *h, uint16_t seat);
/* signed in, greeted, phone up: ready */
void agent_ready(struct house *h, uint16_t seat, bool headset, uint16_t queue);
void agent_does(struct house *h, uint16_t seat, enum desk_verb verb, const char *text);
void console_sends(struct house *h, uint32_t connection, const void *packet, uint32_t len);
int agent_phone(struct house *h, uint16_t seat); /* its live line, or -1 */
int agent_state(struct house *h, uint16_t seat);
void agent_lifts(struct house *h, uint16_t seat);
void agent_puts_down(struct house *h, uint16_t seat);

/* The session this line belongs to, NULL if none. */
struct session *call_of_line(struct house *h, int line);
int live_lines(const struct house *h);
uint64_t house_hash(const struct house *h);

/* Is everything in the arena as it should be between two steps?  NULL, or what is not. */
const char *house_fault(const struct house *h);

/* welcome -> menu 1..3 to the three queues, 0 water, silence to water */
extern const char *const house_main_flow;
