/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Callers: they begin at the scenario's rate, and each goes through its script step by step.
 */
#pragma once

#include "tools/farend/scenario.h"
#include "tools/farend/world.h"

#define CALLS_MOST   1024 /* at a time */
#define CALL_WHY     160
#define KEYS_MOST    64
#define AGENT_SILENT (-1)

enum released_by { RELEASED_NOBODY, RELEASED_BY_CALLER, RELEASED_BY_HOUSE, RELEASED_NEVER_BEGAN };

struct call {
	struct party party; /* first: events come with it */
	struct callers *callers;
	struct line *line; /* NULL: not begun, or over */
	const struct script *script;
	const struct step *steps; /* all steps of the scenario */
	struct dialling d;
	uint32_t serial;
	uint16_t cic; /* of the circuit it went by */
	bool used, over;
	int voice;
	int step;
	bool begun;      /* the step has done its first part */
	int64_t step_us; /* since then */
	int cursor;      /* things heard up to here have been waited for */
	int64_t begin_us;
	int32_t alerting_ms, answered_ms, ended_ms; /* since the begin; -1 = did not happen */
	int cause;
	enum released_by released_by;
	char keys[KEYS_MOST];
	char agent[DIGITS];
	int agent_gap_ms; /* gap in our voice at the agent's ear; AGENT_SILENT = it was not heard */
	int16_t *wav;     /* what it says from a file */
	size_t wav_len;
	struct sender *sender; /* the fax machine it is at the moment */
	struct sent sent;      /* what became of its last fax */
	struct ear ear;     /* what was heard, when it is over */
	char why[CALL_WHY]; /* the first thing that went wrong; "" = nothing */
};

struct callers;

struct callers_options {
	int calls;          /* -1: as the scenario says; 0: without end */
	double rate;        /* 0: as the scenario says */
	int hold_ms;        /* -1: as the scenario says */
	const char *report; /* NULL: none */
	FILE *to;           /* a line per call */
};

int callers_open(struct callers **cp, struct world *w, const struct scenario *s, const struct callers_options *o);
void callers_turn(struct callers *c);
bool callers_done(const struct callers *c);
void callers_break_off(struct callers *c); /* all hang up, and nobody calls any more */
/* Print the totals; returns how many calls did not go as expected. */
int callers_close(struct callers *c);

/* script.c: one turn of a call's script.  When it has ended the call is over. */
void call_turn(struct call *call, int64_t now_us, int hold_ms);
/* Look at the expectations; fills call->why. */
void call_judge(struct call *call);
/* The fax is over, whole or not: what became of it is kept, and the caller hears and speaks again. */
void call_fax_ends(struct call *call);
void call_fail(struct call *call, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* report.c */
struct totals {
	int calls, answered, talked, refused, released_early, failed, gaps;
	int longest_gap_ms;
	int faxes, pages; /* received whole; confirmed altogether */
};
void report_call(FILE *to, const struct call *call);   /* for people */
void report_record(FILE *to, const struct call *call); /* key=value, one line */
void report_count(struct totals *t, const struct call *call);
void report_totals(FILE *to, const struct totals *t);
