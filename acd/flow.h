/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Flow: a voice menu, as text for people and as flat bytes for the core.
 *
 * The text (README.md, zongji-flow(5)) is compiled outside the core into one struct flow, checked there for style and sense,
 * and fed in as an input; so the journal holds the flow itself, and a call can end on the version it began with.  The core
 * trusts nothing: flow_valid() looks at every reference again.
 */
#pragma once

#include "base/msg.h"

#define FLOW_ABI     4u
#define FLOW_NODES   48
#define FLOW_ROWS    96 /* options and hours of all nodes */
#define FLOW_PROMPTS 4  /* prompts of a node */
#define FLOW_PROMPT  28 /* name of a prompt with its NUL: as in struct play_item */
#define FLOW_NAME    24 /* name of a node with its NUL */
#define FLOW_VARS    4
#define FLOW_WIDTH   5       /* options of a menu (IVR-07) */
#define FLOW_DEPTH   5       /* menus below one another (IVR-07) */
#define FLOW_END     0xffffu /* in place of a node: hang up */
#define FLOW_AGENT   '0'
#define FLOW_REPEAT  '9'
#define FLOW_BACK    '#'

enum flow_kind {
	FLOW_PLAY,
	FLOW_MENU,
	FLOW_COLLECT,
	FLOW_QUEUE,
	FLOW_HOURS,
	FLOW_CALLER,
	FLOW_HANGUP,
	FLOW_QUERY,
	FLOW_MESSAGE,
	FLOW_FAX,
	FLOW_KINDS,
};

enum flow_flags { FLOW_F_STEADY = 1 /* a key does not break the prompt off */ };

struct flow_node {
	uint8_t kind;
	uint8_t n_prompts;
	uint8_t flags;
	uint8_t tries;      /* menu, collect: wrong or missing keys before `failed` */
	uint16_t next;      /* play, collect, message, fax, query, hours (otherwise), queue (when it is full), caller (known) */
	uint16_t silent;    /* menu, collect: where silence leads; FLOW_SAME = say it again */
	uint16_t failed;    /* menu, collect: where too many tries lead; caller, query: unknown; fax: not whole, or no channel */
	uint16_t first_row; /* menu: options; hours: rows; first match wins */
	uint16_t n_rows;
	uint16_t queue;      /* code of the queue */
	uint8_t least, most; /* collect: digits */
	uint8_t var;         /* collect, query: where the digits go */
	uint8_t priority;    /* queue: class 1..9; 0 = the queue's own */
	uint8_t from;        /* query: the variable with a customer's number; FLOW_VARS = the caller's own */
	uint8_t pad[3];
	uint32_t silence_ms; /* menu, collect: how long to wait; message: the longest */
	uint32_t line; /* of the text */
	char name[FLOW_NAME];
	char prompt[FLOW_PROMPTS][FLOW_PROMPT]; /* "$0" speaks the digits of variable 0 */
};
#define FLOW_SAME 0xfffeu

struct flow_row {
	uint16_t to;
	uint8_t key;               /* menu */
	uint8_t days;              /* hours: set of weekdays, bit 0 = Monday; 0 = every day */
	uint16_t from_day, to_day; /* hours: month * 32 + day; 0 = any date */
	uint16_t from_min, to_min; /* hours: minutes of the day, to_min exclusive */
	uint16_t year;             /* hours: 0 = every year */
	uint16_t pad;
	char text[TEXT_LABEL]; /* menu: category, attached to the call */
};

struct flow {
	uint32_t abi;
	uint32_t version; /* hash of all that follows */
	char name[TEXT_LABEL];
	uint16_t n_nodes;
	uint16_t n_rows;
	uint32_t pad;
	struct flow_row rows[FLOW_ROWS];
	struct flow_node nodes[FLOW_NODES]; /* the first is where a call begins */
};

/* Octets in use: nodes beyond n_nodes are not carried. */
uint32_t flow_size(const struct flow *flow);

/* Is this a flow the core can run without harm?  `len` octets at `data`. */
bool flow_valid(const void *data, uint32_t len);

uint32_t flow_hash(const struct flow *flow);

/* Names the checker knows.  NULL lists are not checked. */
struct flow_names {
	/* Does a prompt of this name exist? */
	bool (*prompt)(void *arg, const char *name);
	/* What it says, or NULL if that is not known (IVR-06). */
	const char *(*text)(void *arg, const char *name);
	/* Code of the queue with this name, or -1. */
	int (*queue)(void *arg, const char *name);
	void *arg;
};

/*
 * Compile `text` of file `file`.  0, or -EINVAL: then `why` has one line per fault, "file:line: sentence": all
 * that is wrong with the words, or if the words are right, all that is wrong with the sense.
 */
int flow_compile(struct flow *flow, const char *name, const char *file, const char *text,
    const struct flow_names *names, char *why, size_t why_size);

/* "play", "menu" ... */
extern const char *const flow_kind_name[FLOW_KINDS];
