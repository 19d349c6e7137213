/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All of isupd's signalling, alive, for the targets of its layers: level 2, level 3 and ISUP are the real ones, and the input
 * reaches them as units of the lines.
 *
 *   input = the state (stack_states.h), then records {kind, link, argument, how many octets, octets}
 *
 * Messages are put into units whose sequence numbers fit, so that level 2 lets them pass; labels are right unless the kind
 * says otherwise.  A far end of a few lines acknowledges what it hears and answers link tests, so that links stand while
 * time passes; a record can keep it silent.  After each record the stack is looked over.
 */
#pragma once

#define FUZZ_HEAD 4
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/stack_states.h"

#include "isup/exchange.h"
#include "isup/label.h"
#include "isup/mtp3_state.h"
#include "trunk/span.h"

#define TICKS_MOST 24 /* of one record: time stops there */

/* Kinds of records.  KIND(name, counts as a message that was fed) */
#define KINDS(X)                                                                   \
	X(RAW, 1)      /* any unit */                                              \
	X(FITTING, 1)  /* a unit whose numbers nearly fit */                       \
	X(STATUS, 1)   /* a status unit, or a fill-in unit */                      \
	X(EVENT, 0)    /* of the line */                                           \
	X(MSU, 1)      /* octets from the SIO on */                                \
	X(MANAGING, 1) /* management or test message: right label, octets after */ \
	X(USER, 1)     /* ISUP: right label and CIC, octets from the type on */    \
	X(REQUEST, 0)  /* of the switch, about a line that is there */             \
	X(SWITCH, 0)   /* of the switch, any octets */                             \
	X(CTL, 0)      /* of an operator, any octets */                            \
	X(MAINTAIN, 0) /* circuits, links by right numbers */                      \
	X(TIME, 0)                                                                 \
	X(SELF, 0) /* pressure, a new start, a span in alarm */
enum kind {
#define X(name, counts) KIND_##name,
	KINDS(X)
#undef X
	    KIND_COUNT,
};

static const uint8_t is_message[] = {
#define X(name, counts) counts,
	KINDS(X)
#undef X
};

static struct isup *isup; /* in use */
static struct {
	struct isup *fresh, *used;
	struct site site;
	size_t size;
	uint32_t far;
	int form;
} kept[STATES];
static size_t state;

/* ---- what comes out ---- */

static struct {
	uint8_t msu[MTP2_MSU_MAX];
	size_t len;
} tests[ISUP_LINKS]; /* link tests to be answered */
static unsigned asked; /* by these links */

static void
on_send(struct core_out *out, enum role to, uint16_t type, const void *data, uint32_t len)
{
	if (!msg_check(ROLE_ISUP, to, type, len))
		abort();
}

/* What we send is well formed, and an ISUP message of ours can be read. */
static void
on_local(struct core_out *out, uint16_t kind, uint32_t addr, const void *data, uint32_t len)
{
	const uint8_t *unit = data, *msu = unit + 3;
	uint32_t body = len - 3;
	struct label label;
	struct isup_msg msg;

	if (kind != ISUP_OUT_UNIT || addr >= (unsigned)kept[state].site.n_links || len < 3 || len > MTP2_UNIT_MAX ||
	    unit[2] != (body < 63 ? body : 63))
		abort();
	if (body < 3)
		return;
	int used = label_decode(kept[state].form, msu + 1, body - 1, &label);
	if (used < 0)
		abort();
	if ((msu[0] & 15) == 5 && isup_decode(&msg, msu + 1 + used, body - 1 - (uint32_t)used))
		abort();
	if ((msu[0] & 15) == 1 || (msu[0] & 15) == 2) {
		memcpy(tests[addr].msu, msu, body);
		tests[addr].len = body;
		asked |= 1u << addr;
	}
}

static void
on_trace(struct core_out *out, uint16_t kind, uint64_t ref, const void *data, uint32_t len)
{
}

static void
on_log(struct core_out *out, int level, const char *line)
{
}

static void
on_count(struct core_out *out, uint16_t id, uint16_t which, int64_t n)
{
	if (id >= ISUP_STAT_COUNT || which >= isup_stats[id].instances)
		abort();
}

static const struct core_out_ops ops = { on_send, on_local, on_trace, on_log, on_count };
static struct core_out out = { &ops };

/* ---- what goes in ---- */

static void
step(uint16_t from, uint16_t type, const void *data, uint32_t len)
{
	struct core_input in = { .now_us = isup->now_us, .from = from, .type = type, .len = len, .data = data };

	isup_core.step(isup, &in, &out);
}

static struct mtp2 *
level2(unsigned link)
{
	return &isup_mtp(isup)->links[link].l2;
}

static void
unit(unsigned link, const uint8_t *octets, size_t len)
{
	static union {
		struct isup_in_unit head;
		uint8_t octets[sizeof(struct isup_in_unit) + 512];
		uint64_t aligned;
	} in;

	in.head.link = (uint16_t)link;
	in.head.len = (uint16_t)len;
	memcpy(in.head.octets, octets, len);
	step(CORE_FROM_LINE, ISUP_IN_UNIT, &in, (uint32_t)(sizeof(in.head) + len));
}

/* A unit with these numbers off by `how` (bits: an old BSN, a turned FIB, an old FSN, a turned BIB). */
static void
numbered(unsigned link, uint8_t how, const uint8_t *body, size_t len)
{
	const struct mtp2 *l2 = level2(link);
	uint8_t octets[MTP2_UNIT_MAX];

	if (len > MTP2_MSU_MAX)
		len = MTP2_MSU_MAX;
	octets[0] = (uint8_t)(l2->fib << 7 | ((how & 1 ? l2->acked : l2->sent) & 127)) ^ (how & 2 ? 0x80 : 0);
	octets[1] = (uint8_t)(l2->bib << 7 | (len > 2 && !(how & 4) ? l2->fsnx : mtp2_bsnt(l2))) ^ (how & 8 ? 0x80 : 0);
	octets[2] = (uint8_t)(len < 63 ? len : 63);
	memcpy(octets + 3, body, len);
	unit(link, octets, 3 + len);
}

/* On this link, or on the next one that lets messages pass. */
static void
message(unsigned link, const uint8_t *msu, size_t len)
{
	unsigned n = (unsigned)kept[state].site.n_links;

	for (unsigned i = 0; i < n; i++)
		if (level2((link + i) % n)->lsc == LSC_IN_SERVICE) {
			link = (link + i) % n;
			break;
		}
	numbered(link, 0, msu, len);
}

/* From a point (the adjacent one of the link, or the far exchange) to us. */
static void
labelled(unsigned link, uint8_t sio, uint32_t from, uint8_t sls, const uint8_t *body, size_t len)
{
	const struct linkset *set = &isup_mtp(isup)->sets[isup_mtp(isup)->links[link].set];
	struct label label = { .dpc = set->opc, .opc = from ? from : set->apc, .sls = sls };
	uint8_t msu[MTP2_MSU_MAX];
	size_t head = 1 + label_encode(set->form, msu + 1, &label);

	msu[0] = (uint8_t)(set->ni << 6 | (sio & 15));
	if (len > sizeof(msu) - head)
		len = sizeof(msu) - head;
	memcpy(msu + head, body, len);
	message(link, msu, head + len);
}

static void
user(unsigned link, uint8_t cic, const uint8_t *octets, size_t len)
{
	uint8_t body[2 + 320] = { cic };

	memcpy(body + 2, octets, len);
	labelled(link, 5, kept[state].far, cic & 15, body, 2 + len);
}

/* The far end, unless it is silent: acknowledges what it heard, answers the tests. */
static void
answer(uint8_t link_octet)
{
	unsigned tested = asked;

	if (link_octet & 0x40)
		return;
	asked = 0;
	for (unsigned link = 0; link < (unsigned)kept[state].site.n_links; link++) {
		const struct mtp2 *l2 = level2(link);
		struct label label;

		if (l2->lsc == LSC_IN_SERVICE && l2->sent != l2->acked)
			numbered(link, 0, (const uint8_t *)"", 0);
		if (!(tested >> link & 1))
			continue;
		const uint8_t *msu = tests[link].msu;
		int used = label_decode(kept[state].form, msu + 1, tests[link].len - 1, &label);
		if (tests[link].len > 1 + (size_t)used && msu[1 + used] == 0x11) {
			uint8_t body[MTP2_MSU_MAX];
			size_t n = tests[link].len - 1 - (size_t)used;

			memcpy(body, msu + 1 + used, n);
			body[0] = 0x21;
			labelled(link, msu[0], 0, label.sls, body, n);
		}
	}
}

static void
pass(uint8_t how, int silent)
{
	static const int32_t ms[] = { 20, 100, 500, 1000, 2000, 5000, 15000, 60000, 300000, 900000 };
	int64_t end = isup->now_us + ms[how % 10] * INT64_C(1000) + how;

	for (int i = 0; i < TICKS_MOST; i++) {
		int64_t due = isup_core.next_due(isup);

		if (due > end) {
			isup->now_us = end;
			return;
		}
		if (due > isup->now_us)
			isup->now_us = due;
		step(CORE_FROM_SELF, CORE_TICK, NULL, 0);
		answer(silent ? 0x40 : 0);
	}
}

static void
request(uint8_t link, uint8_t type, const uint8_t *octets, size_t len)
{
	const struct exchange *x = isup_exchange(isup);
	uint64_t payload[64] = { 0 };
	struct msg_line msg = { .leg = link };
	struct circuit *c = circuit_at(isup, link % x->n_circuits);

	msg.line = circuit_line(isup, c);
	memcpy(payload, &msg, sizeof(msg));
	memcpy((char *)payload + 8, octets, len < 400 ? len : 400);
	type %= MSG_COUNT;
	step(ROLE_ACD, type, payload, msg_rows[type].size < sizeof(payload) ? msg_rows[type].size : sizeof(payload));
}

static void
maintain(uint8_t link, uint8_t type, const uint8_t *octets, size_t len)
{
	struct isup_ctl_circuits what = { .first_cic = link & 31 };

	what.last_cic = (uint16_t)(what.first_cic + (len ? octets[0] & 31 : 0));
	what.hardware = len > 1 ? octets[1] & 1 : 0;
	if (type & 0x80) {
		struct isup_ctl_link on = { .link = link & 1 };

		step(CORE_FROM_CTL, (uint16_t)(ISUP_CTL_ACTIVATE + type % 4), &on, sizeof(on));
	} else {
		step(CORE_FROM_CTL, (uint16_t)(1 + type % 12), &what, sizeof(what));
	}
}

static void
self(uint8_t link, uint8_t what)
{
	uint32_t pressure[2] = { link & 15, what >> 4 };
	struct isup_in_span span = { .span = 1, .in_alarm = what >> 4 & 1 };

	switch (what & 7) {
	case 0:
		step(CORE_FROM_SELF, CORE_RESUMED, NULL, 0);
		break;
	case 1:
	case 2:
		step(CORE_FROM_SELF, CORE_PRESSURE, pressure, sizeof(pressure));
		break;
	case 3:
	case 4:
		step(CORE_FROM_LINE, ISUP_IN_SPAN, &span, sizeof(span));
		break;
	case 5:
		mtp_outage(isup, link % (unsigned)kept[state].site.n_links, what >> 4 & 1, &out);
		break;
	case 6:
		mtp_busy(isup, what >> 4 & 1, &out);
		break;
	default:
		step(link, what, pressure, 8);
		break;
	}
}

/* One message of a record. */
static void
feed_message(enum kind kind, uint8_t link, uint8_t arg, uint8_t *octets, size_t len)
{
	unsigned on = link % (unsigned)kept[state].site.n_links;

	fuzz_messages++;
	switch (kind) {
	case KIND_RAW:
		unit(link & 0x80 ? link : on, octets, len);
		break;
	case KIND_FITTING:
		numbered(on, arg, octets, len);
		break;
	case KIND_STATUS:
		numbered(on, 0, (uint8_t[]){ arg & 7, arg >> 3 }, arg & 0x80 ? 0 : 1 + (arg >> 6 & 1));
		break;
	case KIND_MSU:
		message(on, octets, len);
		break;
	case KIND_MANAGING:
		labelled(on, arg >> 5, 0, arg & 15, octets, len);
		break;
	default:
		user(on, arg, octets, len);
		break;
	}
}

static void
feed_other(enum kind kind, uint8_t link, uint8_t arg, const uint64_t payload[40], size_t len)
{
	const struct isup_in_event event = { .link = link & 3, .event = arg % 16 };

	switch (kind) {
	case KIND_EVENT:
		step(CORE_FROM_LINE, ISUP_IN_EVENT, &event, sizeof(event));
		break;
	case KIND_REQUEST:
		request(link, arg, (const uint8_t *)payload, len);
		break;
	case KIND_SWITCH:
		step(ROLE_ACD, arg, payload, (uint32_t)(link & 1 ? sizeof(payload[0]) * 40 : len));
		break;
	case KIND_CTL:
		step(CORE_FROM_CTL, arg, payload, (uint32_t)(link & 1 ? sizeof(payload[0]) * 40 : len));
		break;
	case KIND_MAINTAIN:
		maintain(link, arg, (const uint8_t *)payload, len);
		break;
	case KIND_TIME:
		pass(arg, link & 0x80);
		break;
	default:
		self(link, arg);
		break;
	}
}

/*
 * Of the octet `link` of a record with a message: bit 0 the link, bits 1 to 4 how often more, bit 5 as long as no message may
 * be, bit 6 the far end is silent.  A message that comes again differs in its argument, that is in CIC, SLC or numbers.
 */
static void
feed(const uint8_t *record, size_t len)
{
	enum kind kind = (enum kind)(record[0] % KIND_COUNT);
	uint8_t link = record[1], arg = record[2];
	uint64_t payload[40] = { 0 }; /* aligned, as every input is */

	len -= FUZZ_HEAD;
	memcpy(payload, record + FUZZ_HEAD, len);
	if (link & 0x20 && len > 200)
		len = sizeof(payload);
	if (!is_message[kind]) {
		feed_other(kind, link, arg, payload, len);
		answer(link);
		return;
	}
	for (uint8_t i = 0; i <= (link >> 1 & 15); i++) {
		feed_message(kind, link & 0xe1, arg + i, (uint8_t *)payload, len);
		answer(link);
	}
}

/* ---- what must always hold ---- */

static void
check_links(void)
{
	for (unsigned i = 0; i < (unsigned)kept[state].site.n_links; i++) {
		const struct mtp2 *l2 = level2(i);

		if (l2->sent - l2->acked > MTP2_WINDOW || l2->queued - l2->acked > MTP2_SLOTS ||
		    l2->queued - l2->sent > MTP2_SLOTS || l2->lsc >= LSC_STATE_COUNT || l2->iac >= IAC_STATE_COUNT ||
		    l2->fsnx > 127 || l2->inside)
			abort();
	}
}

static void
check_calls(void)
{
	const struct exchange *x = isup_exchange(isup);
	unsigned used = 0, counted = 0;

	for (unsigned i = 0; i < x->n_circuits; i++) {
		const struct circuit *c = circuit_at(isup, i);

		if (c->state >= CIR_STATE_COUNT)
			abort();
		used += circuit_has_call(c) != 0;
	}
	for (unsigned i = 0; i < x->n_groups; i++)
		counted += (unsigned)group_at(isup, i)->used_in + group_at(isup, i)->used_out;
	if (used != counted)
		abort();
}

/* ---- states and inputs ---- */

static void
keep(size_t i)
{
	state = i;
	states[i / 2](i % 2 ? SS7_CHINA24 : SS7_ITU14);
	kept[i].site = *tester_site();
	kept[i].size = isup_core.size(tester_site());
	kept[i].form = kept[i].site.linksets[0].label;
	kept[i].far = point_code(POINT_FAR);
	kept[i].fresh = fuzz_copy(tester_core(), kept[i].size);
	kept[i].used = malloc(kept[i].size);
	tester_close();
}

static void
prepare(const char *target)
{
	fuzz_count(target);
	for (size_t i = 0; i < STATES; i++)
		keep(i);
}

static int
run(const char *target, const uint8_t *data, size_t size)
{
	if (!kept[0].fresh)
		prepare(target);
	fuzz_executions++;
	state = (size ? data[0] : 0) % STATES;
	isup = kept[state].used;
	memcpy(isup, kept[state].fresh, kept[state].size);
	asked = 0;
	for (size_t at = 1, len; at < size && (len = fuzz_record(data + at, size - at)) > 0; at += len) {
		feed(data + at, len);
		check_links();
		check_calls();
	}
	return 0;
}
