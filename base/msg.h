/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Payloads of the catalogue (msg.def).
 *
 * Rules: fixed-width members, no pointers, no bool/enum/size_t; naturally aligned with explicit padding; zeroed before
 * filling; append-only (a longer payload is accepted, a shorter one refused).  Text is UTF-8, NUL-terminated inside its
 * array.  Times are microseconds of clock.h (UTC).  A receiver checks every message with msg_check() before it looks.
 */
#pragma once

#include "base/role.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MSG_ABI 1u

#define NUMBER_DIGITS 32 /* digits of a number with the NUL */
#define TEXT_NAME     64 /* a person's or firm's name */
#define TEXT_LABEL    32 /* names out of the configuration: queue, service, group, category */
#define SEAT_NONE     0xffffu

/* A telephone number as signalling carried it (Q.763 3.9, 3.10).  digits: '0'-'9', 'A'-'F' (overdecadic codes 11-15). */
struct number {
	uint8_t len;          /* digits in use; 0 = no number */
	uint8_t nai;          /* nature of address indicator, Q.763 3.9 b; 0 = not given */
	uint8_t npi;          /* numbering plan indicator; 1 = E.164 */
	uint8_t presentation; /* 0 allowed, 1 restricted, 2 not available (Q.763 3.10 e) */
	uint8_t screening;    /* Q.763 3.10 f */
	uint8_t inn;          /* internal network number / number incomplete indicator bit */
	uint8_t st;           /* digits ended with ST (1111) */
	uint8_t pad;
	char digits[NUMBER_DIGITS];
};

struct msg_hello {
	uint32_t abi;
	uint32_t epoch; /* counts the starts of this role since the rings were made */
	uint8_t fresh;  /* 1 = nothing was kept across the restart */
	uint8_t pad[7];
};

/*
 * One leg of a call on a trunk.  `line` is the trunk process's own reference, `leg` the switch's; each side copies back what
 * it was given.  Both carry a generation in their upper bits, so a late message hits nothing.
 */
struct msg_line {
	uint32_t leg;
	uint32_t line;
	uint8_t cause;    /* Q.850 */
	uint8_t location; /* Q.850 location */
	uint8_t event;    /* LINE_PROGRESS, LINE_ALERT: event information, Q.763 3.21; 0 = it rings */
	uint8_t flags;    /* LINE_F_* */
	uint32_t pad;
};
#define LINE_F_FAR    0x01u /* LINE_RELEASED: the far end released; clear: our trunk did (fault, timer, reset) */
#define LINE_F_INBAND 0x02u /* in-band information is there to hear */
#define LINE_F_UP     0x08u /* LINE_HELD: it was answered */
#define LINE_F_USER   0x04u /* LINE_SUSPEND, LINE_RESUME: the user did it; clear: the network, for him */

/*
 * What the users' terminals say to each other through the network, octets that nobody on the way reads: user-to-user
 * information and access transport (Q.763 3.61, 3.3).  Longer ones are left out.
 */
struct user_data {
	uint8_t uui_len;
	uint8_t access_len;
	uint8_t uui[130];
	uint8_t access[124];
};

struct msg_line_offered {
	uint32_t line;
	uint16_t span; /* where its audio is */
	uint16_t slot;
	uint16_t group; /* index of the trunk group in the configuration */
	uint16_t cic;
	uint8_t category; /* calling party's category, Q.763 3.11; 10 = ordinary */
	uint8_t pad[3];
	struct number caller;
	struct number called;
	struct number original; /* original called number, when redirected */
	struct number redirecting;
	uint8_t redirection[2]; /* redirection information, Q.763 3.45; 0 0 = none */
	uint8_t tmr;            /* transmission medium requirement, Q.763 3.54 */
	uint8_t pad2[5];
	struct user_data user;
};

struct msg_line_seized {
	uint32_t leg;
	uint32_t line;
	uint16_t span;
	uint16_t slot;
	uint16_t group;
	uint16_t cic;
};

struct msg_line_dial {
	uint32_t leg;
	uint16_t group;
	uint8_t category; /* 0 = the trunk group's */
	uint8_t tmr;      /* transmission medium requirement + 1; 0 = the trunk group's */
	struct number caller;
	struct number called;
	struct number original;
	struct number redirecting;
	uint8_t redirection[2];
	uint8_t pad[6];
	struct user_data user;
};

struct msg_line_user {
	uint32_t leg;
	uint32_t line;
	struct user_data user;
};

struct msg_line_metered {
	uint32_t leg;
	uint32_t line;
	uint32_t pulses; /* of the whole call until now */
	uint32_t pad;
};

/* Continuity check of a circuit, which need not have a call (Q.764 2.1.8). */
struct msg_line_check {
	uint32_t leg; /* 0 */
	uint32_t line;
	uint16_t span;
	uint16_t slot;
	uint8_t what;   /* LINE_CHECK: enum line_check */
	uint8_t passed; /* LINE_CHECKED: the tone came back */
	uint8_t pad[2];
};
enum line_check {
	LINE_CHECK_OVER, /* the slot is silent, or its call's */
	LINE_CHECK_LOOP, /* sends what it receives */
	LINE_CHECK_TONE, /* sends the check tone and listens for it; answered by LINE_CHECKED */
};

/* What a slot does.  Every field is absolute: the message alone says all that mediad needs to know about the slot. */
enum media_plan {
	MEDIA_IDLE,    /* the slot is closed; nothing is read or written */
	MEDIA_SILENCE, /* open, sends silence */
	MEDIA_TONE,    /* sends a tone for ever */
	MEDIA_PLAY,    /* sends a play list, then silence; reports MEDIA_PLAYED */
	MEDIA_MUSIC,   /* sends the music, shared by all who wait */
	MEDIA_BRIDGE,  /* sends what the peer slot receives */
	MEDIA_FAX,     /* joined to a fax channel: FAX_HEARD goes there, FAX_SAID comes back */
};
enum media_tone {
	TONE_NONE,
	TONE_DIAL,
	TONE_RINGBACK,
	TONE_BUSY,
	TONE_CONGESTION,
	TONE_CALL_WAITING,
	TONE_BEEP,
	TONE_CHECK, /* 2000 Hz: continuity check of a circuit, Q.724 7 */
	TONE_COUNT
};
enum play_kind {
	PLAY_PROMPT, /* text = name of the prompt */
	PLAY_DIGITS, /* text = digits, spoken one by one */
	PLAY_NUMBER, /* text = a decimal number, spoken as a number; value 1: as an amount in yuan */
	PLAY_PAUSE,  /* ms of silence */
	PLAY_TONE,   /* value = tone, for ms */
};
struct play_item {
	uint8_t kind;
	uint8_t value;
	uint16_t ms;
	char text[28];
};
#define PLAY_ITEMS      12
#define MEDIA_F_DTMF    0x01u /* detect digits */
#define MEDIA_F_BARGE   0x02u /* a digit breaks the play list off */
#define MEDIA_F_RECORD  0x04u /* record: left = received from the slot, right = sent to it */
#define MEDIA_F_ENGLISH 0x08u /* prompts in English; clear: Chinese */
#define MEDIA_F_FAX     0x10u /* listen for the tone of an answering fax machine */
#define MEDIA_F_ECHO    0x20u /* the line's own echo canceller is on */

struct msg_media_slot {
	uint32_t leg;
	uint16_t span;
	uint16_t slot;
	uint16_t peer_span; /* MEDIA_BRIDGE */
	uint16_t peer_slot;
	uint8_t plan;
	uint8_t tone;
	uint8_t flags;
	uint8_t n_items;
	uint32_t play_id;   /* copied into MEDIA_PLAYED; a changed id starts the list anew, the same id goes on */
	uint32_t rec_no;    /* recordings of a session are numbered from 1 */
	uint32_t channel;   /* MEDIA_FAX: the fax channel */
	uint32_t pad;
	uint64_t session;   /* names the recording's file */
	int64_t started_us; /* when this plan began: after a restart a play list goes on from there */
	int64_t rec_us;     /* when the recording began: a gap is filled with silence, lengths stay true */
	struct play_item items[PLAY_ITEMS];
};

struct msg_media_played {
	uint32_t leg;
	uint32_t play_id;
	uint8_t broken; /* 1 = a digit broke it off; 2 = a prompt was missing; 3 = the check tone came back (TONE_CHECK) */
	uint8_t pad[7];
};

struct msg_media_digit {
	uint32_t leg;
	uint32_t n; /* counts the digits of this leg */
	char digit; /* 0-9 * # A-D */
	uint8_t pad[7];
};

struct msg_media_fax {
	uint32_t leg;
	uint32_t pad;
};

/* A fax channel is named by a handle: low 16 bits its place, 0..FAX_CHANNELS_MOST-1, above them how often the place was given out. */
#define FAX_CHANNELS_MOST 64
#define FAX_PLACE(channel) ((channel) & 0xffffu)

struct msg_fax {
	uint32_t channel;
	uint32_t fax_no; /* faxes of a session are numbered from 1 */
	uint64_t session;
	int64_t started_us; /* with session and number: where its file is (fax_path()) */
};

#define FAX_STATION 24 /* T.30: 20 digits, + or spaces; with its NUL */

struct msg_fax_done {
	uint32_t channel;
	uint32_t fax_no;
	uint64_t session;
	uint32_t pages;     /* whole ones, in the file */
	uint32_t bit_rate;  /* bit/s of the last page */
	uint16_t result;    /* enum fax_result */
	uint16_t detail;    /* what the machine itself calls it, for the log */
	uint8_t ecm;        /* pages came with error correction (T.30 Annex A) */
	uint8_t pad[3];
	char sender[FAX_STATION]; /* the sender's identification (TSI); empty: none was told */
};
enum fax_result {
	FAX_WHOLE,      /* all pages, and the sender said that was all */
	FAX_NOBODY,     /* no fax machine was heard */
	FAX_BROKEN_OFF, /* the line or the caller was gone before the end */
	FAX_FAILED,     /* the machines could not agree, or pages could not be read or stored */
	FAX_FAULT,      /* the channel's worker, or faxd, died */
	FAX_RESULTS,
};

struct msg_fax_sound {
	uint32_t channel;
	uint32_t n; /* counts the blocks of this channel and way */
	uint8_t block[160]; /* A-law */
};

struct msg_media_rec {
	uint64_t session;
	uint32_t rec_no;
	uint16_t span; /* request: the slot that was recorded */
	uint16_t slot;
	int64_t start_us;
	int64_t end_us;
	uint64_t frames; /* samples per side in the file */
	uint32_t gap_ms; /* of which filled with silence because mediad was away */
	uint8_t ok;
	uint8_t pad[3];
};

struct msg_lookup {
	uint64_t session;
	struct number caller;
};

struct msg_found {
	uint64_t session;
	uint8_t known;
	uint8_t key; /* a key customer */
	uint8_t pad[6];
	char customer[16]; /* "C-000123" */
	char name[TEXT_NAME];
};

/* Asked by a voice menu.  The ticket is copied back: an answer that comes too late fits no question. */
struct msg_orders_lookup {
	uint64_t session;
	uint32_t ticket;
	uint32_t pad;
	char customer[16];         /* "C-000123"; empty: by what was keyed in */
	char keyed[NUMBER_DIGITS]; /* digits of a customer number */
};

struct msg_orders_found {
	uint64_t session;
	uint32_t ticket;
	uint32_t open; /* neither closed nor cancelled */
	uint8_t known; /* there is such a customer */
	uint8_t pad[7];
};

#define SEAT_QUEUES 8
struct msg_seat {
	uint16_t seat; /* 0101 is 101 */
	uint16_t level;
	uint8_t headset; /* 1 = the phone is dialled at sign-in and stays up; 0 = it rings for each call */
	uint8_t role;    /* enum seat_role of desk.h */
	uint8_t n_queues;
	uint8_t english;
	uint64_t token;
	char name[TEXT_NAME];
	char phone[NUMBER_DIGITS];
	char group[TEXT_LABEL];           /* trunk group that reaches the phone */
	uint16_t queue[SEAT_QUEUES];      /* queue codes of the configuration */
	uint8_t queue_level[SEAT_QUEUES]; /* skill 1..5 */
};

/* Facts: what happened, to whom, when.  Reports and records are computed from these and nothing else. */
#define FACTS(X)                                                                  \
	X(CALL_OFFERED, "a call came in")                                         \
	X(CALL_REFUSED, "a call was refused (cause)")                             \
	X(CALL_ANSWERED, "the switch answered it")                                \
	X(CALL_MENU, "the caller chose in a menu (text = category, value = key)") \
	X(CALL_QUEUED, "the caller waits (queue)")                                \
	X(CALL_RINGING, "a seat rings (seat)")                                    \
	X(CALL_NO_ANSWER, "the seat did not answer (seat)")                       \
	X(CALL_REJECTED, "the seat refused (seat)")                               \
	X(CALL_TALKING, "the seat answered (seat)")                               \
	X(CALL_HELD, "the seat put the caller on hold")                           \
	X(CALL_RETRIEVED, "the seat took the caller back")                        \
	X(CALL_SEAT_LOST, "the seat's phone was lost in mid-call")                \
	X(CALL_DIALLED, "a seat dialled out (number = called)")                   \
	X(CALL_ENDED, "the call is over (cause, value = enum call_end, n = result of a call out)")          \
	X(CALL_RECORDED, "a recording is closed (value = rec_no, n = frames)")    \
	X(SEAT_STATE, "a seat changed its state (value = enum seat_state)")       \
	X(SEAT_OUT, "a seat signed out")                                          \
	X(CALL_METERED, "metering pulses of the call so far (value)")                                       \
	X(CALL_MESSAGE, "the caller left a message (value = rec_no, n = frames)") \
	X(CALL_FAXED, "a fax was received (value = fax_no, n = pages, cause = enum fax_result, text = its sender's identification, start_us)")

enum fact_kind {
#define X(id, sentence) FACT_##id,
	FACTS(X)
#undef X
	FACT_COUNT,
};

enum call_end { CALL_END_CALLER, CALL_END_SEAT, CALL_END_SYSTEM, CALL_END_FAULT };

struct msg_fact {
	uint64_t session; /* 0 for facts about a seat alone */
	int64_t at_us;
	uint16_t kind;
	uint16_t seat;  /* SEAT_NONE if none */
	uint16_t queue; /* queue code, or SEAT_NONE */
	uint8_t cause;
	uint8_t pad;
	uint32_t value;
	uint32_t gap_ms;
	uint64_t n;
	struct number number; /* CALL_OFFERED: caller */
	struct number dialled;
	char customer[16];
	char text[TEXT_LABEL];
	char trunk[TEXT_LABEL]; /* trunk group of the customer's line; empty = it has no circuit (yet) */
	uint16_t circuit;       /* CIC; on PRI, CAS and SIP trunks span * 32 + timeslot */
	uint16_t pad2[3];
	int64_t start_us;       /* CALL_RECORDED, CALL_MESSAGE: when the recording began; 0 = not told (older facts) */
};

/* An alarm (alarm.def): raised, or over.  id 0: every alarm that was not told since raised_us is over. */
struct msg_alarm {
	int64_t raised_us;
	int64_t over_us; /* 0 = stands */
	uint32_t object;
	uint16_t id;
	uint8_t source; /* enum role */
	uint8_t pad;
	char name[TEXT_LABEL];
	char detail[TEXT_NAME];
};

enum msg_type {
	MSG_NONE, /* type 0 is never sent */
#define MSG(name, payload, from, to, full, sentence) MSG_##name,
#include "base/msg.def"
#undef MSG
	MSG_COUNT,
};

enum msg_full { MSG_MUST, MSG_DROP };

/* One row of the catalogue, as data. */
struct msg_row {
	const char *name;
	uint32_t size; /* of the payload struct: the least a receiver accepts */
	uint32_t from; /* sets of ROLE_BIT */
	uint32_t to;
	uint8_t full;
	const char *sentence;
};
extern const struct msg_row msg_rows[MSG_COUNT];

/* Is this a message that `from` may send to `to`, of at least the right size?  Senders are checked, never trusted. */
bool msg_check(enum role from, enum role to, uint16_t type, uint32_t len);

/* Do these two roles talk in this direction at all?  (the ring matrix) */
bool msg_pair(enum role from, enum role to);

/* A hash over all rows: two programs built from different catalogues refuse each other at attach. */
uint64_t msg_hash(void);

/* Text of a fixed array, always terminated: for names out of messages. */
void text_copy(char *to, size_t size, const char *from);

/* A number out of a message, made sound: its digits end inside their array, nothing is behind them, and len counts them. */
struct number number_tame(const struct number *n);

/* Fill a number from ASCII digits (others are skipped); -EINVAL if it does not fit. */
int number_set(struct number *n, const char *digits, uint8_t nai);
