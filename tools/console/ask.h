/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a console asks crmd and is told, as plain structs: the model never sees a packet, and a test can answer in its
 * place. crmline.c turns these into crm.proto and back.
 *
 * Text is UTF-8 of any content (it was written by people and other programs); ids are those of the store.
 */
#pragma once

#include "base/msg.h"

#include <stdbool.h>
#include <stdint.h>

#define ASK_NOTE   2001 /* longest note or summary with its NUL */
#define ASK_SHORT  121  /* names, addresses */
#define ASK_PHONES 4
#define ASK_ROWS   40 /* rows of one list answer */
#define ASK_STEPS  24
#define ASK_RECS   4
#define ASK_DRAFTS 8
#define ASK_CURSOR 64

struct customer {
	uint64_t id;
	uint32_t version;
	uint8_t key, n_phones;
	char number[16];
	char name[ASK_SHORT];
	char phones[ASK_PHONES][NUMBER_DIGITS];
	char address[ASK_SHORT];
	char district[ASK_SHORT];
	char city[ASK_SHORT];
	char klass[ASK_SHORT];
	char likes[ASK_SHORT];
	char language[8];
	char note[ASK_NOTE];
	int64_t created_us;
};

struct order {
	uint64_t id;
	uint32_t version;
	uint32_t kind, subkind, handling, state, urged;
	uint8_t follow_up, tell_number;
	uint64_t customer, session;
	uint16_t seat;
	int64_t created_us, due_us, last_us;
	char number[24];
	char department[ASK_SHORT];
	char address[ASK_SHORT];
	char summary[ASK_NOTE];
	char caller[NUMBER_DIGITS];
	char join[24];        /* save: the open order it is joined to */
	char last[ASK_SHORT]; /* text of the last line of its story */
};

/* A line of a customer's (or a number's) history. */
enum past_sort { PAST_CALL, PAST_NOTE, PAST_ORDER };
struct past {
	int64_t at_us;
	uint8_t sort;
	uint8_t outgoing, unanswered;
	uint16_t seat;
	uint32_t kind, subkind, state;
	int64_t talk_us, wait_us;
	uint64_t session;
	char number[24];
	char text[ASK_SHORT];
};

/* A call in the own list. */
struct call_row {
	uint64_t session;
	int64_t at_us, wait_us, talk_us;
	uint8_t outgoing, complete, answered, refused, recordings;
	struct number party;
	char name[ASK_SHORT];
	char order[24];
};

struct step {
	int64_t at_us;
	uint32_t kind; /* enum fact_kind */
	uint32_t seat, value;
	char text[TEXT_LABEL];
};

struct recorded {
	int64_t start_us, end_us;
	uint32_t rec_no;
	uint8_t ok;
	char path[ASK_SHORT];
};

/* ASK(ID, "what it is for") */
#define ASKS(X)                                                \
	X(SIGN_IN, "who I am: seat and password")              \
	X(SIGN_OUT, "I leave")                                 \
	X(CUSTOMER, "a customer's file by id or by number")    \
	X(FIND, "customers that match what was typed")         \
	X(CUSTOMER_SAVE, "a customer's file, new or changed")  \
	X(BIND, "this call is that customer's")                \
	X(PAST, "history of a customer or a number")           \
	X(ORDERS, "work orders of a customer")                 \
	X(DAY, "own calls of today")                           \
	X(STORY, "one call step by step, with its recordings") \
	X(ORDER_SAVE, "the after-call form")                   \
	X(DRAFT_SAVE, "what is being typed")                   \
	X(DRAFT_LOAD, "what was being typed")

enum ask_kind {
#define X(id, sentence) ASK_##id,
	ASKS(X)
#undef X
	ASK_COUNT,
};

struct ask {
	enum ask_kind kind;
	uint32_t ticket; /* copied into the answer */
	uint64_t id, session;
	char text[ASK_NOTE]; /* password, query, phone, draft */
	struct customer customer;
	struct order order;
	uint16_t seat;
	uint8_t cursor_len; /* DAY: where to go on */
	uint8_t cursor[ASK_CURSOR];
};

/* Codes as crmd gives them, and two of our own. */
enum answer_code {
	ANSWER_OK,
	ANSWER_BAD,     /* not understood: a fault of ours */
	ANSWER_SIGN_IN, /* sign in first */
	ANSWER_WRONG,   /* seat or password */
	ANSWER_LOCKED,
	ANSWER_NO_RIGHT,
	ANSWER_NOT_FOUND,
	ANSWER_CONFLICT, /* somebody saved first: customer carries what is there */
	ANSWER_FIELD,    /* why names the field */
	ANSWER_NOT_NOW,
	ANSWER_BUSY,
	ANSWER_AWAY, /* the store cannot write, or the line to crmd is down */
};

struct agent {
	uint64_t token;
	uint16_t seat;
	uint8_t role, level, headset, english;
	char name[ASK_SHORT];
	char phone[NUMBER_DIGITS];
};

struct draft {
	uint64_t session;
	int64_t at_us;
	char text[ASK_NOTE];
};

struct answer {
	enum ask_kind kind;
	uint32_t ticket;
	uint64_t ticket_session; /* the question's session */
	enum answer_code code;
	char why[ASK_SHORT];
	int n;              /* rows */
	uint64_t of;        /* rows there are in all */
	uint8_t cursor_len; /* more rows are there */
	uint8_t cursor[ASK_CURSOR];
	union {
		struct agent agent;
		struct customer customer;
		struct customer customers[ASK_ROWS];
		struct past past[ASK_ROWS];
		struct order order;
		struct order orders[ASK_ROWS];
		struct call_row calls[ASK_ROWS];
		struct draft drafts[ASK_DRAFTS];
		struct {
			struct call_row row;
			int n_steps, n_recs;
			struct step steps[ASK_STEPS];
			struct recorded recs[ASK_RECS];
		} story;
	};
};
