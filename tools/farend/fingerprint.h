/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which prompt is this?  Prints of all known sound files, and a follower per line that recognises them in what is
 * heard.
 *
 * What is it?  16 bits per frame say whether the difference between neighbouring frequency bands grew or shrank since
 * the frame before.  They survive level changes, A-law and a few lost samples.
 *
 * How does it work?  Prints are kept every 5 ms, so that any alignment of the 20 ms blocks heard is within 2.5 ms of
 * one. A frame heard is looked up by its bits; a place is believed when the last 220 ms agree.  From then on the
 * follower only checks that the prompt goes on.
 */
#pragma once

#include "trunk/span.h"

#include <stddef.h>
#include <stdint.h>

#define PRINT_NAME    48
#define PRINT_WINDOW  11 /* blocks that must agree: 220 ms */
#define PRINT_UNKNOWN (-1)

struct prints;

int prints_new(struct prints **pp);
void prints_free(struct prints *p);
/* Add one sound; its index, or -errno.  After the last one: prints_index(). */
int prints_add(struct prints *p, const char *name, const int16_t *samples, size_t n);
int prints_index(struct prints *p);
/* Add every *.wav of every folder in `dir` (dir/zh/welcome.wav is "zh/welcome") and index: how many, or -errno. */
int prints_load(struct prints *p, const char *dir);
const char *print_name(const struct prints *p, int index); /* "zh/welcome" */

struct follower {
	int16_t tail[256]; /* samples before the next block */
	float bands[17];   /* of the last frame */
	uint16_t bits[PRINT_WINDOW];
	uint8_t loud[PRINT_WINDOW];
	uint8_t n;      /* frames in bits */
	int print;      /* followed now, or PRINT_UNKNOWN */
	uint32_t place; /* its frame that matched last */
	uint8_t doubts;
};

void follower_init(struct follower *f);
/* One block heard: the index of the prompt it belongs to, or PRINT_UNKNOWN. */
int follower_block(struct follower *f, const struct prints *p, const int16_t samples[SPAN_BLOCK]);
