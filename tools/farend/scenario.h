/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Scenarios: who calls whom, how often, and what each caller does; read from text files (scenario.def has the
 * language).
 */
#pragma once

#include "tools/farend/line.h"

#include <stdio.h>

#define SCENARIO_RULES   64
#define SCENARIO_SCRIPTS 32
#define SCENARIO_STEPS   1024
#define SCENARIO_TEXT    128

enum verb {
#define SETTING(words, args, id, sentence) SET_##id,
#define STEP(words, args, id, sentence)    STEP_##id,
#define EXPECT(words, args, id, sentence)  EXPECT_##id,
#include "tools/farend/scenario.def"
#undef SETTING
#undef STEP
#undef EXPECT
	VERB_COUNT,
};

struct step {
	uint8_t verb; /* enum verb */
	bool given;   /* an argument that may be left out is there */
	uint16_t line;
	int32_t n; /* number, or time in ms */
	char text[SCENARIO_TEXT];
};

struct script {
	char name[32];
	int weight, turns; /* turns taken in this round */
	struct dialling d;
	int first, n_steps;
};

enum phone_answer { PHONE_ANSWER, PHONE_BUSY, PHONE_NO_ANSWER, PHONE_UNALLOCATED, PHONE_FAX };
struct phone_rule {
	char number[DIGITS];
	int answer; /* enum phone_answer */
	int answer_ms;
	int hangup_ms; /* after the answer; -1 = never */
	int flash_ms;  /* each time so long after the last; -1 = never */
};

enum via { VIA_ISUP, VIA_PRI, VIA_CAS };

struct scenario {
	int calls, most, begin_ms;
	double rate;
	enum via via;      /* what callers come by */
	bool deaf;         /* bearers stay closed */
	int gone_span, gone_at_ms, gone_for_ms; /* a span that goes, and comes back; 0: none does */
	int fail_every_ms; /* 0: links do not fail */
	int fail_for_ms;
	struct dialling d; /* for all scripts */
	int n_rules, n_scripts, n_steps;
	struct phone_rule rules[SCENARIO_RULES];
	struct script scripts[SCENARIO_SCRIPTS];
	struct step steps[SCENARIO_STEPS];
};

/* Over the defaults: 0, or -EINVAL and `why` says line and what is wrong. */
int scenario_parse(struct scenario *s, const char *text, char *why, size_t size);
int scenario_load(struct scenario *s, const char *path, char *why, size_t size);
/* Without a file: one caller after the other who listens, presses 1, talks and hangs up. */
void scenario_default(struct scenario *s);

/* "a step in words", for reports: "wait prompt menu". */
const char *verb_words(enum verb verb);
void scenario_language(FILE *to);
