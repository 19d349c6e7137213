/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A line: one bearer slot at the far side, its signalling behind it, and the party that holds it.
 *
 * Exchanges (libss7), the PBX (libpri) and channel banks (loops) own lines and drive their signalling; parties (callers, phones, subscribers)
 * only see these calls and events.  A line that is not in use has no party.
 */
#pragma once

#include "tools/farend/ear.h"
#include "tools/farend/mouth.h"
#include "tools/farend/sender.h"

#include <stdbool.h>

#define DIGITS 32

struct line;
struct world;

enum line_state { LINE_IDLE, LINE_OUTGOING, LINE_INCOMING, LINE_UP, LINE_RELEASING };
enum line_event { LINE_EV_OFFERED, LINE_EV_ALERTING, LINE_EV_ANSWERED, LINE_EV_RELEASED };

/* Who dials whom. */
struct dialling {
	char caller[DIGITS], called[DIGITS];
	int category;
	bool withheld; /* the number is sent, marked "restricted" */
	bool unknown;  /* no number is sent */
	char station[STATION]; /* of a fax machine; empty: digits of the caller's number */
	bool count_up; /* every call's number is one higher than the last one's */
};

/* The signalling behind a line.  They only act in states where they make sense. */
struct line_ops {
	const char *name;
	int (*dial)(struct line *line, const struct dialling *d); /* 0 or -errno */
	void (*alert)(struct line *line);
	void (*answer)(struct line *line);
	void (*release)(struct line *line, int cause);
	void (*flash)(struct line *line); /* NULL: such a line cannot */
};

struct party {
	/* cause: of LINE_EV_RELEASED */
	void (*event)(struct party *party, struct line *line, enum line_event event, int cause);
};

struct line {
	struct world *world;
	const struct line_ops *ops;
	void *owner; /* exchange, PBX span or hook */
	void *call;  /* the library's; NULL = none */
	struct span *span;
	uint16_t number; /* of the span */
	uint16_t cic;
	uint8_t slot;
	uint8_t state; /* enum line_state */
	bool ready;    /* reset at the start, may be used */
	bool blocked;  /* by the house */
	bool open;     /* the bearer */
	bool looped;   /* it sends what it receives: a continuity check of the house */
	int64_t since_us;
	char caller[DIGITS], called[DIGITS];
	bool withheld;
	struct party *party;
	struct mouth mouth;
	uint8_t next[SPAN_BLOCK]; /* said, not yet taken by the line */
	bool pending;
	struct ear ear;
	struct sender *sender; /* a fax machine in place of mouth and ear; its party's */
};

/* Take a free line of this kind of signalling and dial: -EBUSY none is free, -ENOLINK signalling is down. */
int line_dial(
    struct world *w, const struct line_ops *ops, const struct dialling *d, struct party *party, struct line **linep);

/* For parties. */
void line_alert(struct line *line);
void line_answer(struct line *line);
void line_flash(struct line *line);
void line_release(struct line *line, int cause); /* the party hears no more of it */

/* For signalling: what happened. */
void line_offered(struct line *line, const char *called, const char *caller, bool withheld);
void line_alerting(struct line *line);
void line_answered(struct line *line);
void line_released(struct line *line, int cause); /* the far end released: the party is told and let go */
void line_idle(struct line *line);                /* the circuit is free again */

void line_deafen(struct line *line); /* its bearer is closed until the next call */
void line_loop(struct line *line); /* until line_idle() */

/* One turn of the bearer: everything that can be read and written now. */
void line_turn(struct line *line);
