/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Inside the story: what its files share.
 */
#pragma once

#include "tools/trace/story.h"

#define HANDLES 65536u /* tables by the lower half of a handle */
#define ORPHANS 64
#define GROUPS  256

struct by_handle {
	uint32_t handle;
	uint32_t no; /* of a tale, or of a talk */
};

/* A transition of a circuit or B-channel that came before the message that starts its talk. */
struct orphan {
	uint64_t entry;
	int64_t at_us;
	uint16_t role;
	uint16_t group; /* or span */
	uint16_t cic;   /* or slot */
	uint32_t tale;  /* what its talk belongs to, if that is known already */
};

struct story {
	uint64_t next_entry;
	uint32_t next_tale, next_talk;
	struct entry entries[STORY_ENTRIES];
	struct tale tales[STORY_TALES];
	struct talk talks[STORY_TALKS];
	struct by_handle legs[HANDLES];
	struct by_handle lines[ROLE_COUNT][HANDLES]; /* to talks */
	uint32_t seats[HANDLES];                     /* to tales */
	uint64_t points[GROUPS];                     /* pair of point codes of a trunk group; 0 = not learnt */
	struct orphan orphans[ORPHANS];
	unsigned n_orphans;
	struct orphan last_circuit; /* of isupd: the transition before this record */
	uint32_t last_talk;         /* of isupd: the talk of the message before this record */
};

struct talk *story_talk(struct story *s, uint32_t no);
struct talk *story_new_talk(struct story *s, uint64_t key, uint32_t *no);
uint32_t story_talk_by_key(struct story *s, uint64_t key); /* one that is not over; 0 = none */
struct tale *story_need_tale(struct story *s, uint64_t session, uint32_t *no);

/* The talk is of this session from now on. */
void story_bind(struct story *s, uint32_t talk, uint32_t tale);

/* story_link.c: which talk and session the newest entry is of. */
void story_link(struct story *s, struct entry *e);
/* story_tell.c: what it says about its session. */
void story_tell(struct story *s, struct tale *t, const struct trace_rec *rec);
void story_step(char *way, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));
