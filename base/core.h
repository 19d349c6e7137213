/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A replayable core: step(state, input, now) -> state', outputs.
 *
 * A control process (acdd, isupd) keeps all its state in one flat arena: no pointers (indices with generations instead), no
 * clock, no I/O, no malloc, no random source but a seed inside the arena.  Everything that happens to it is a core_input;
 * everything it does goes through a core_out.  The same arena, the same inputs: the same outputs, to the bit.  What
 * journals, replays and publishes is the keeper (keep.h); tests and `zongji replay` drive a core directly.
 *
 * A core must accept any input without harm: wrong type, wrong length, unknown reference.  It counts and ignores.
 */
#pragma once

#include "base/msg.h"

#include <stdint.h>

struct site;

/* Who an input came from: a role (enum role), or one of these. */
enum core_from {
	CORE_FROM_SELF = 32, /* from the keeper itself: enum core_self */
	CORE_FROM_LINE,      /* a signalling unit or an event from a line: type and payload are the room's own */
	CORE_FROM_DESK,      /* a console's packet (desk.h) */
	CORE_FROM_CTL,       /* an operator's command that changes state: type and payload are the room's own */
};

enum core_self {
	CORE_STARTED = 1, /* first input of a new arena */
	CORE_RESUMED,     /* the process was restarted and has been replayed up to here */
	CORE_TICK,        /* time has reached next_due */
	CORE_PRESSURE, /* u32 role, u32 level: 0 calm, 1 outbound ring half full, 2 three quarters: take no new calls */
	CORE_DROPPED,  /* u32 role: DROP messages to this role were lost; tell it everything again */
};

struct core_input {
	int64_t now_us;
	uint64_t serial; /* number of the input since the arena was made, from 1 */
	uint16_t from;
	uint16_t type;
	uint32_t len;
	const void *data; /* 8-byte aligned */
};

/* Where outputs go.  The keeper, the simulator and the tests each bring their own. */
struct core_out;
struct core_out_ops {
	/* A catalogue message to a role. */
	void (*send)(struct core_out *out, enum role to, uint16_t type, const void *data, uint32_t len);
	/* Something for the process's own glue: a signalling unit for link `addr`, a packet for desk `addr` ... */
	void (*local)(struct core_out *out, uint16_t kind, uint32_t addr, const void *data, uint32_t len);
	/* One step of a story for `zongji trace` (trace.h).  ref: session, line or link. */
	void (*trace)(struct core_out *out, uint16_t kind, uint64_t ref, const void *data, uint32_t len);
	/* A log line, object first: "call 1-38217: released". */
	void (*log)(struct core_out *out, int level, const char *line);
	/* Counter `id` of the room's stats.def, of instance `which`. */
	void (*count)(struct core_out *out, uint16_t id, uint16_t which, int64_t n);
};
struct core_out {
	const struct core_out_ops *ops;
};

#define CORE_OUT_MAX 2048 /* largest payload of one output */

static inline void
core_send(struct core_out *out, enum role to, uint16_t type, const void *data, uint32_t len)
{
	out->ops->send(out, to, type, data, len);
}

static inline void
core_local(struct core_out *out, uint16_t kind, uint32_t addr, const void *data, uint32_t len)
{
	out->ops->local(out, kind, addr, data, len);
}

static inline void
core_trace(struct core_out *out, uint16_t kind, uint64_t ref, const void *data, uint32_t len)
{
	out->ops->trace(out, kind, ref, data, len);
}

static inline void
core_count(struct core_out *out, uint16_t id, uint16_t which, int64_t n)
{
	out->ops->count(out, id, which, n);
}

void core_log(struct core_out *out, int level, const char *format, ...) __attribute__((format(printf, 3, 4)));

struct core {
	const char *name;
	enum role role;
	/* to be raised whenever the arena's layout or meaning changes: an older journal is not replayed */
	uint32_t layout;
	/* Bytes of the arena for this configuration. */
	size_t (*size)(const struct site *site);
	/* Make an empty state.  The arena is zeroed.  What it needs of `site` it copies. */
	void (*init)(void *arena, const struct site *site, uint64_t seed);
	void (*step)(void *arena, const struct core_input *in, struct core_out *out);
	/* When CORE_TICK is due next; TIME_NEVER if never.  O(1). */
	int64_t (*next_due)(const void *arena);
};
