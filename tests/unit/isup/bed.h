/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A test bed for the circuits half: the whole core, with a message transfer part of a few lines in place of mtp2.c and
 * mtp3.c.  Messages of ISUP go in and out as hex, from the CIC on; the switch's messages as structs; time is an argument.
 */
#pragma once

#include "base/log.h"
#include "base/stat.h"
#include "isup/exchange.h"
#include "isup/label.h"
#include "isup/mtp3.h"
#include "isup/number.h"
#include "isup/view.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SECOND INT64_C(1000000)
#define HOUR   (3600 * SECOND)

#define BED_LOG 16384

struct bed_unit {
	uint32_t dpc;
	uint16_t len;
	uint8_t linkset, sls;
	uint8_t octets[ISUP_MSG_MAX];
};
struct bed_said { /* to the switch */
	uint16_t type;
	union {
		struct msg_line line;
		struct msg_line_offered offered;
		struct msg_line_seized seized;
		struct msg_hello hello;
		struct msg_line_user user;
		struct msg_line_metered metered;
		struct msg_line_check check;
	};
};

struct bed {
	struct core_out out; /* first: the outputs find the bed by it */
	struct site site;
	struct isup *isup;
	int64_t now_us;
	uint64_t serial;
	int deaf; /* mtp3_transfer fails */
	unsigned n_units, unit_at;
	unsigned n_said, said_at;
	unsigned alarms;
	int64_t counts[ISUP_STAT_COUNT];
	struct bed_unit *units;
	struct bed_said *said;
};

/* ---- the message transfer part ---- */

size_t
mtp_size(const struct site *site)
{
	return 8;
}
uint32_t
mtp_timer_count(const struct site *site)
{
	return 4;
}
void
mtp_init(struct isup *isup, const struct site *site)
{
}
void
mtp_started(struct isup *isup, int resumed, struct core_out *out)
{
}
void
mtp_unit(struct isup *isup, unsigned link, const uint8_t *unit, size_t len, struct core_out *out)
{
	if (link < 256) /* a message from the CIC on, from point code `link` */
		isup_mtp_transfer(isup, 0, link, unit, len, out);
}
void
mtp_event(struct isup *isup, unsigned link, unsigned event, struct core_out *out)
{
}
void
mtp_timer(struct isup *isup, uint32_t id, struct core_out *out)
{
}
void
mtp_activate(struct isup *isup, unsigned link, int active, struct core_out *out)
{
}
int
mtp_test(struct isup *isup, unsigned link, struct core_out *out)
{
	return 0;
}
int
mtp_inhibit(struct isup *isup, unsigned link, int inhibit, struct core_out *out)
{
	return 0;
}

int
mtp3_transfer(
    struct isup *isup, int linkset, uint32_t dpc, uint8_t sls, const uint8_t *user, size_t len, struct core_out *out)
{
	struct bed *bed = (struct bed *)(void *)out;

	if (bed->deaf)
		return -1;
	if (bed->n_units == BED_LOG)
		bed->n_units = bed->unit_at = 0;
	struct bed_unit *unit = &bed->units[bed->n_units++];
	unit->dpc = dpc;
	unit->linkset = (uint8_t)linkset;
	unit->sls = sls;
	unit->len = (uint16_t)len;
	memcpy(unit->octets, user, len);
	return 0;
}

/* ---- where the core's outputs go ---- */

static void
bed_send(struct core_out *out, enum role to, uint16_t type, const void *data, uint32_t len)
{
	struct bed *bed = (struct bed *)(void *)out;

	cr_assert(to == ROLE_ACD && msg_check(ROLE_ISUP, to, type, len), "message %u is not of the catalogue", type);
	if (bed->n_said == BED_LOG)
		bed->n_said = bed->said_at = 0;
	struct bed_said *said = &bed->said[bed->n_said++];
	memset(said, 0, sizeof(*said));
	said->type = type;
	memcpy(&said->line, data, len < sizeof(said->offered) ? len : sizeof(said->offered));
}
static void
bed_local(struct core_out *out, uint16_t kind, uint32_t addr, const void *data, uint32_t len)
{
}
static void
bed_trace(struct core_out *out, uint16_t kind, uint64_t ref, const void *data, uint32_t len)
{
	if (getenv("BED_TRACE"))
		fprintf(stderr, "%llu: %.*s\n", (unsigned long long)ref, (int)len, (const char *)data);
}
static void
bed_log(struct core_out *out, int level, const char *line)
{
	struct bed *bed = (struct bed *)(void *)out;

	bed->alarms += level == LOG_ALARM;
}
static void
bed_count(struct core_out *out, uint16_t id, uint16_t which, int64_t n)
{
	struct bed *bed = (struct bed *)(void *)out;

	cr_assert(id < ISUP_STAT_COUNT && which < isup_stats[id].instances);
	bed->counts[id] += n;
}
static const struct core_out_ops bed_ops = { bed_send, bed_local, bed_trace, bed_log, bed_count };

/* ---- feeding it ---- */

static inline void
bed_step(struct bed *bed, uint16_t from, uint16_t type, const void *data, uint32_t len)
{
	struct core_input in = {
		.now_us = bed->now_us, .serial = ++bed->serial, .from = from, .type = type, .len = len, .data = data
	};

	isup_core.step(bed->isup, &in, &bed->out);
}

static const char bed_site[] = "spans = ( { number = 1; } );"
                               "linksets = ( { name = \"carrier\"; label = \"itu14\"; opc = \"1\"; apc = \"2\"; } );"
                               "links = ( { linkset = \"carrier\"; span = 1; slot = 16; } );"
                               "groups = ( { name = \"pstn\"; linkset = \"carrier\"; digits = 8; } );"
                               "circuits = ( { group = \"pstn\"; span = 1; } );";

/* An empty core: our point code 1, the exchange's 2; CICs 1-15, 17-31. */
static inline void
bed_make(struct bed *bed, const char *site)
{
	char why[256];

	memset(bed, 0, sizeof(*bed));
	bed->out.ops = &bed_ops;
	bed->now_us = 1000 * SECOND;
	bed->units = calloc(BED_LOG, sizeof(*bed->units));
	bed->said = calloc(BED_LOG, sizeof(*bed->said));
	cr_assert_eq(site_parse(&bed->site, site, why, sizeof(why)), 0, "%s", why);
	bed->isup = calloc(1, isup_core.size(&bed->site));
	isup_core.init(bed->isup, &bed->site, 1);
	bed_step(bed, CORE_FROM_SELF, CORE_STARTED, NULL, 0);
}

static inline void
bed_free(struct bed *bed)
{
	free(bed->isup);
	free(bed->units);
	free(bed->said);
}

static inline struct circuit *
bed_circuit(struct bed *bed, unsigned cic)
{
	return circuit_by_cic(bed->isup, remote_at(bed->isup, 0), cic);
}

static inline void
bed_forget(struct bed *bed)
{
	bed->unit_at = bed->n_units;
	bed->said_at = bed->n_said;
}

static inline void
bed_octets(struct bed *bed, const uint8_t *octets, size_t len)
{
	union {
		struct isup_in_unit head;
		uint8_t octets[sizeof(struct isup_in_unit) + 512];
	} in = { .head = { .link = 2, .len = (uint16_t)len } };

	cr_assert(len <= 512);
	memcpy(in.head.octets, octets, len);
	bed_step(bed, CORE_FROM_LINE, ISUP_IN_UNIT, &in, (uint32_t)(sizeof(in.head) + len));
}

static inline size_t
bed_hex(const char *hex, uint8_t *octets)
{
	size_t n = 0;
	unsigned octet;
	int used;

	for (; sscanf(hex, "%2x%n", &octet, &used) == 1; hex += used)
		octets[n++] = (uint8_t)octet;
	return n;
}

/* A message arrives from the exchange. */
static inline void
bed_in(struct bed *bed, const char *hex)
{
	uint8_t octets[512];

	bed_octets(bed, octets, bed_hex(hex, octets));
}

/* The next message that went out is this one; "" = there is none. */
#define bed_out(bed, hex) bed_out_at(bed, hex, __FILE__, __LINE__)
static inline void
bed_out_at(struct bed *bed, const char *hex, const char *file, int line)
{
	uint8_t octets[512];
	size_t n = bed_hex(hex, octets);
	char got[1024] = "";

	if (bed->unit_at < bed->n_units) {
		const struct bed_unit *unit = &bed->units[bed->unit_at++];
		for (unsigned i = 0; i < unit->len; i++)
			snprintf(got + 3 * i, sizeof(got) - 3 * i, "%02x ", unit->octets[i]);
		cr_assert(unit->len == n && memcmp(unit->octets, octets, n) == 0, "%s:%d: out went %s, not %s", file,
		    line, got, hex);
	} else {
		cr_assert(n == 0, "%s:%d: nothing went out, %s was due", file, line, hex);
	}
}

/* The next message to the switch has this type. */
#define bed_tells(bed, kind) bed_tells_at(bed, MSG_##kind, #kind, __FILE__, __LINE__)
static inline struct bed_said *
bed_tells_at(struct bed *bed, uint16_t type, const char *name, const char *file, int line)
{
	cr_assert(bed->said_at < bed->n_said, "%s:%d: the switch heard nothing, %s was due", file, line, name);
	struct bed_said *said = &bed->said[bed->said_at++];
	cr_assert(
	    said->type == type, "%s:%d: the switch heard %s, not %s", file, line, msg_rows[said->type].name, name);
	return said;
}
#define bed_silent(bed) \
	cr_assert(      \
	    (bed)->said_at == (bed)->n_said, "the switch heard %s", msg_rows[(bed)->said[(bed)->said_at].type].name)

/* The switch says something about a line. */
static inline void
bed_line(struct bed *bed, uint16_t type, uint32_t line, uint8_t cause)
{
	struct msg_line msg = { .leg = 77, .line = line, .cause = cause };

	bed_step(bed, ROLE_ACD, type, &msg, sizeof(msg));
}

static inline void
bed_dial(struct bed *bed, uint32_t leg, const char *called, const char *caller)
{
	struct msg_line_dial msg = { .leg = leg };

	cr_assert_eq(number_set(&msg.called, called, NAI_NATIONAL), 0);
	cr_assert_eq(number_set(&msg.caller, caller, NAI_NATIONAL), 0);
	bed_step(bed, ROLE_ACD, MSG_LINE_DIAL, &msg, sizeof(msg));
}

/* Time goes on to `us` from now, timer by timer. */
static inline void
bed_wait(struct bed *bed, int64_t us)
{
	int64_t until = bed->now_us + us;

	while (isup_core.next_due(bed->isup) <= until) {
		bed->now_us = isup_core.next_due(bed->isup);
		bed_step(bed, CORE_FROM_SELF, CORE_TICK, NULL, 0);
	}
	bed->now_us = until;
}

static inline void
bed_ctl(struct bed *bed, uint16_t type, unsigned first, unsigned last, int hardware)
{
	struct isup_ctl_circuits what = {
		.group = 0, .first_cic = (uint16_t)first, .last_cic = (uint16_t)last, .hardware = (uint8_t)hardware
	};

	bed_step(bed, CORE_FROM_CTL, type, &what, sizeof(what));
}

/* Signalling comes up and every GRS of the cold start is acknowledged: all circuits idle. */
static inline void
bed_up(struct bed *bed)
{
	isup_mtp_resume(bed->isup, 0, 2, &bed->out);
	for (; bed->unit_at < bed->n_units; bed->unit_at++) {
		const struct bed_unit *unit = &bed->units[bed->unit_at];
		uint8_t gra[16] = { unit->octets[0], unit->octets[1], ISUP_GRA, 1 };

		if (unit->octets[2] != ISUP_GRS)
			continue;
		gra[5] = unit->octets[5]; /* the range, all status bits clear */
		gra[4] = (uint8_t)(1 + gra[5] / 8 + 1);
		bed_octets(bed, gra, 5u + gra[4]);
	}
	bed_forget(bed);
}

static inline void
bed_open(struct bed *bed)
{
	bed_make(bed, bed_site);
	bed_up(bed);
}

/* ---- what must always hold ---- */

#define BED_CALL_STATES                                                                                         \
	(FSM_STATE(CIR_ADDRESS) | FSM_STATE(CIR_CHECKING) | FSM_STATE(CIR_OFFERED) | FSM_STATE(CIR_ALERTING) |  \
	    FSM_STATE(CIR_TALKING_IN) | FSM_STATE(CIR_HELD_IN) | FSM_STATE(CIR_SENT) | FSM_STATE(CIR_RINGING) | \
	    FSM_STATE(CIR_TALKING_OUT) | FSM_STATE(CIR_HELD_OUT) | FSM_STATE(CIR_ASKING) |                       \
	    FSM_STATE(CIR_LEFT_IN) | FSM_STATE(CIR_LEFT_OUT))

/* The keys of a group's free circuits are a heap, and each circuit knows its place in it. */
static inline void
bed_check_free(struct bed *bed, const struct group *g)
{
	const uint64_t *keys = (const uint64_t *)(void *)((char *)isup_exchange(bed->isup) + g->keys_at) - 1;

	for (unsigned place = 1; place <= g->n_free; place++) {
		cr_assert_leq(keys[place / 2 ? place / 2 : 1], keys[place]);
		cr_assert_eq(circuit_at(bed->isup, keys[place] & 0xffff)->place, place);
	}
}

static inline void
bed_check(struct bed *bed)
{
	const struct exchange *x = isup_exchange(bed->isup);
	unsigned in[ISUP_GROUPS] = { 0 }, out[ISUP_GROUPS] = { 0 }, free_ones[ISUP_GROUPS] = { 0 };

	for (unsigned i = 0; i < x->n_circuits; i++) {
		const struct circuit *c = circuit_at(bed->isup, i);
		int in_call = (BED_CALL_STATES & FSM_STATE(c->state)) != 0;
		int is_free = c->state == CIR_IDLE && !c->blocked;

		cr_assert_eq(circuit_has_call(c), in_call, "CIC %u: way %u in state %s", c->cic, c->way,
		    circuit_fsm.states[c->state]);
		cr_assert_eq(c->place != 0, is_free, "CIC %u: listed wrongly in state %s", c->cic,
		    circuit_fsm.states[c->state]);
		in[c->group] += c->way == WAY_IN;
		out[c->group] += c->way == WAY_OUT;
		free_ones[c->group] += (unsigned)is_free;
		for (unsigned slot = 0; slot < CIRCUIT_SLOTS; slot++)
			cr_assert_eq(c->running[slot] != CT_NONE,
			    timer_due(isup_timers(bed->isup), circuit_timer_id(bed->isup, c, slot)) != INT64_MAX);
		if (c->state == CIR_SENT || c->state == CIR_RINGING || c->state == CIR_RELEASING ||
		    c->state == CIR_RESETTING || c->state == CIR_ADDRESS || c->state == CIR_CHECKING ||
		    c->state == CIR_HELD_OUT || c->state == CIR_LEFT_OUT || c->state == CIR_ASKING ||
		    c->state == CIR_CLEARING || c->state == CIR_OVERLOADED || c->state == CIR_TESTING ||
		    c->state == CIR_RETEST)
			cr_assert(c->running[SLOT_CALL] || c->running[SLOT_LONG], "CIC %u: no timer in state %s",
			    c->cic, circuit_fsm.states[c->state]);
	}
	for (unsigned i = 0; i < x->n_groups; i++) {
		struct group *g = group_at(bed->isup, i);

		cr_assert_eq(g->used_in, in[i]);
		cr_assert_eq(g->used_out, out[i]);
		cr_assert_eq(g->n_free, free_ones[i]);
		bed_check_free(bed, g);
	}
}
