/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tester's own world, shared by tester*.c alone. */
#pragma once

#include "tests/ss7/tester.h"

#define TESTER_LINKS 16
#define UNIT_MAX     280
#define HEARD_MAX    4096 /* messages remembered of each kind */
#define PENDING_MAX  8192
#define LOG_MAX      512
#define STAT_MAX     256 /* instances of one counter */
#define WINDOW       128

struct unit {
	uint16_t link, len;
	uint8_t octets[UNIT_MAX];
};

enum peer_state { PEER_OUT, PEER_ALIGNING, PEER_SERVICE };

/* A level 2 peer: the far end of one link, as much of Q.703 as answers ours. */
struct peer {
	enum peer_state state;
	int refuses, cut, loses, holds_acks, outage, busy, emergency;
	struct unit said, heard; /* what stands on the line, both ways */
	uint8_t bib, fib;
	unsigned accepted;        /* FSN of the last message taken */
	unsigned shown;           /* BSN in our units */
	unsigned fsn;             /* of the last message we sent */
	unsigned acked;           /* BSN of the core */
	struct unit sent[WINDOW]; /* by FSN */
	/* level 3 of the far end, for this link */
	int test_answered, test_passed;
	uint8_t test_no;
};

/* A list of what was heard and not yet asked for. */
struct heard {
	unsigned n;
	uint8_t taken[HEARD_MAX];
	struct msu msus[HEARD_MAX];
};

struct said_list {
	unsigned first, last;
	struct said said[HEARD_MAX];
};

struct world {
	struct core_out out; /* first */
	enum ss7_form form;
	struct site site;
	struct isup *core;
	int64_t now_us;
	uint64_t serial;
	int stepping;
	int64_t counts[ISUP_STAT_COUNT][STAT_MAX];
	struct unit pending[PENDING_MAX]; /* units of the core on their way to the peers */
	unsigned first_pending, last_pending;
	struct {
		int level, read;
		char text[160];
	} log[LOG_MAX];
	unsigned n_log;
	struct peer peers[TESTER_LINKS];
	int answers[AUTO_ALL];
	int set_up[ISUP_LINKSETS]; /* TRA was said */
	struct heard snm, slt, user;
	struct said_list lines;
	struct {
		uint32_t line, leg;
	} legs[256];
	unsigned n_legs;
};
extern struct world *world;

/* tester.c */
void world_step(uint16_t from, uint16_t type, const void *data, uint32_t len);
void world_drain(void);                                                    /* what the core wrote reaches the peers */
size_t world_hex(int form, const char *hex, uint8_t *octets, size_t size); /* with $us ... */
const char *world_text(const uint8_t *octets, size_t len);                 /* static, in turn */

/* tester_line.c */
void peer_hears(unsigned link, const uint8_t *unit, size_t len);
void peer_says_msu(unsigned link, const uint8_t *msu, size_t len); /* from the SIO on */

/* tester_mtp.c */
int link_set(unsigned link);
int set_form(int set);
uint32_t set_apc(int set);
uint32_t set_opc(int set);
void mtp_hears(unsigned link, const uint8_t *msu, size_t len);
void mtp_in_service(unsigned link, int up);
size_t label_put(int form, uint32_t dpc, uint32_t opc, uint8_t sls, uint8_t *octets);
size_t pc_put(int form, uint32_t pc, uint8_t *octets);
uint32_t pc_of_text(int form, const char *text);

/* tester_isup.c */
void switch_hears(uint16_t type, const void *data, uint32_t len);
