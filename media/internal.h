/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What engine.c (plans) and tick.c (the 20 ms) share: lines and their slots.
 */
#pragma once

#include "media/dtmf.h"
#include "media/engine.h"
#include "media/fax_port.h"
#include "media/fax_tone.h"

#define FIFO_BLOCKS 4 /* received blocks kept for a peer on a line that ticks at another moment */

/* The line's echo canceller; ECHO_NONE: asked for, and there is none. */
enum echo { ECHO_OFF, ECHO_ON, ECHO_NONE };

struct slot {
	struct line *line;
	struct slot *peer; /* MEDIA_BRIDGE */
	struct dtmf *dtmf;
	struct fax_tone *fax;
	struct fax_port *port; /* MEDIA_FAX: the channel's end here; NULL: another slot took it */
	uint8_t number;
	uint8_t plan; /* enum media_plan */
	uint8_t tone;
	uint8_t flags; /* MEDIA_F_* */
	uint8_t checks; /* TONE_CHECK: blocks in a row that were the tone */
	uint8_t echo; /* enum echo */
	uint8_t covered; /* ticks not served yet whose blocks went out, as silence, when the slot was opened */
	bool open;     /* the bearer is ours */
	bool playing;
	int rec; /* index of its recording, or -1 */
	uint32_t leg;
	uint32_t play_id;
	uint32_t digits;      /* of this leg */
	uint32_t received;    /* blocks since ever: the newest is received - 1 */
	uint32_t forwarded;   /* bridge: blocks of the peer we have passed on */
	uint64_t tone_at;     /* samples into the tone */
	const uint8_t *heard; /* this tick's received block, or silence */
	uint8_t fifo[FIFO_BLOCKS][SPAN_BLOCK];
	struct playlist list;
};

struct line {
	struct span *span;
	int number;
	uint32_t used;   /* slots that have a plan, as a set */
	uint64_t served; /* ticks of the line we have done */
	uint64_t tick;   /* the line's count, looked at once per engine_tick() */
	int64_t next_us;
	struct slot slots[SPAN_SLOTS];
};

struct engine {
	struct engine_conf conf;
	struct voice voice;
	struct tones tones;
	uint8_t *own_music;
	const uint8_t *music;
	uint32_t music_len;
	struct engine_counts counts;
	int64_t lateness_us;
	struct fax_port ports[FAX_CHANNELS_MOST]; /* by place */
	int n_lines;
	struct line *lines[ENGINE_SPANS];
	uint8_t by_number[ENGINE_SPANS + 1]; /* index + 1 */
};

extern const uint8_t silence[SPAN_BLOCK];

/* Try to get the bearer of a slot that has a plan. */
void slot_open(struct engine *e, struct slot *s);
