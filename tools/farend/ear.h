/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is heard on a line: prompts, tones, the other party's voice, and the gaps in it.
 */
#pragma once

#include "tools/farend/audio.h"
#include "tools/farend/fingerprint.h"

#include <stdbool.h>

/* Tones of the network, 450 Hz (GF 002): on and off times.  NETWORK_TONE(ID, name, on ms, off ms) */
#define NETWORK_TONES(X)                      \
	X(DIAL, "dial", 0, 0)                 \
	X(RINGBACK, "ringback", 1000, 4000)   \
	X(BUSY, "busy", 350, 350)             \
	X(CONGESTION, "congestion", 700, 700) \
	X(WAITING, "waiting", 400, 4000)

enum network_tone {
#define X(id, name, on, off) NETWORK_TONE_##id,
	NETWORK_TONES(X)
#undef X
	NETWORK_TONE_COUNT,
};
extern const char *const network_tone_names[NETWORK_TONE_COUNT];

enum heard_kind { HEARD_PROMPT, HEARD_TONE, HEARD_VOICE };

struct heard {
	uint8_t kind;
	int16_t what;   /* index of the prompt, tone or voice */
	uint32_t at_ms; /* since the ear was opened */
};

#define HEARD_MOST 64

struct ear {
	const struct prints *prints;
	enum band band; /* of the voices to listen for */
	struct follower follower;
	uint32_t ms;
	int print;     /* the prompt heard last */
	int print_run; /* blocks of it in a row */
	int voice_run; /* blocks of one voice in a row */
	int voice;     /* heard now, or VOICE_NONE */
	int voice_last;
	bool speaking;              /* nothing but voice and silence since the voice was first heard */
	uint32_t silent_ms;         /* since the voice was heard last */
	uint32_t gap_ms;            /* longest silence between two stretches of one voice */
	uint32_t voice_gap_ms;      /* the same of the voice heard now or last */
	uint32_t talk_ms;           /* voice altogether */
	uint32_t tone_ms, quiet_ms; /* 450 Hz on, off */
	uint32_t tone_on_ms;        /* length of the last burst */
	uint32_t missed;            /* blocks that did not come */
	int n_heard;
	struct heard heard[HEARD_MOST]; /* in order; the first ones if there were more */
};

void ear_open(struct ear *e, const struct prints *prints, enum band band);
/* One block; arrived = the line delivered it in time. */
void ear_block(struct ear *e, const uint8_t block[SPAN_BLOCK], bool arrived);
/* One block that somebody else hears: time passes. */
void ear_pass(struct ear *e, bool arrived);
/* First thing of this kind and name heard at `from` or later: its place + 1, or 0.  name NULL = any.  "a,b" = either.
 */
int ear_heard(const struct ear *e, enum heard_kind kind, const char *name, int from);
const char *ear_name(const struct ear *e, const struct heard *h, char *buf, size_t size);
