/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An office: the switch's core, the media engine and two soft lines in one process, on one fake clock.
 *
 * Span 1 goes to the carrier, span 2 to the agents' telephones.  What signalling does comes from the house of
 * tests/unit/acd; what everybody hears and says goes through the engine and the lines, octet by octet.  Digits are
 * heard and play lists end because the engine says so.
 */
#pragma once

#include "media/prompts.h"
#include "tests/unit/acd/harness.h"
#include "trunk/span.h"

struct ear {            /* the far end of a slot: a caller's or an agent's telephone */
	uint8_t *heard; /* since the slot was taken */
	size_t n_heard, room;
	const uint8_t *says; /* whole blocks, then silence */
	size_t n_says, said;
	uint8_t voice[SPAN_BLOCK]; /* said for ever, if `speaks` */
	int speaks;
};

struct office {
	struct house *house;
	struct prompts *prompts;
	struct recorder *recorder;
	char dir[64];
	struct msg_media_rec done; /* the recording closed last, and how many */
	unsigned n_done, n_bad;
};

/* `change` as for house_new(). */
struct office *office_open(void (*change)(struct site *site));
void office_close(struct office *o);

/* Let blocks of 20 ms pass. */
void office_pass(struct office *o, int blocks);
/* Let them pass until the seat is in this state; false after `most` blocks. */
bool office_until(struct office *o, uint16_t seat, enum seat_state state, int most);

/* A prompt of n octets that can be told from all others and from silence. */
void office_prompt(struct office *o, const char *name, size_t n);

/* A call on a free circuit; a line of the house. */
int office_call(struct office *o, const char *from, const char *to);

struct ear *office_ear(struct office *o, int line);
void ear_forget(struct ear *ear);
void ear_speak(struct ear *ear, unsigned seed);
/* Where `what` stands in what was heard, from octet `from` on, or -1. */
long ear_find(const struct ear *ear, const uint8_t *what, size_t n, size_t from);
/* How many octets of silence come first. */
size_t ear_silence(const struct ear *ear);
long ear_prompt(const struct office *o, const struct ear *ear, const char *name, size_t from);

/* Keys pressed on the telephone, as tones on the line. */
void office_keys(struct office *o, int line, const char *keys);

/* A recording's file: its frames (left, right) to be freed; how many of them and how many were filled in. */
uint8_t *office_recording(const struct office *o, const struct msg_media_rec *rec, uint32_t *frames, uint32_t *filled);
