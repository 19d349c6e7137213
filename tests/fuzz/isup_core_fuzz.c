/* SPDX-License-Identifier: GPL-2.0-or-later */
/* room: isup */
/*
 * A live core with calls up, fed from the input: messages of the exchange, requests of the switch, commands, time.
 *
 *   input = records of (kind, length, octets).  A message transfer part of a few lines stands below.
 */
#include "isup/exchange.h"
#include "isup/mtp3.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* ---- the message transfer part ---- */

size_t
mtp_size(const struct site *site)
{
	return 8;
}
uint32_t
mtp_timer_count(const struct site *site)
{
	return 1;
}
void
mtp_init(struct isup *isup, const struct site *site)
{
}
void
mtp_started(struct isup *isup, int resumed, struct core_out *out)
{
	isup_mtp_resume(isup, 0, 2, out);
}
void
mtp_unit(struct isup *isup, unsigned link, const uint8_t *unit, size_t len, struct core_out *out)
{
	isup_mtp_transfer(isup, 0, 2, unit, len, out);
}
void
mtp_event(struct isup *isup, unsigned link, unsigned event, struct core_out *out)
{
	isup_mtp_status(isup, 0, 2, (enum isup_mtp_status)(event % 4), link, out);
}
void
mtp_timer(struct isup *isup, uint32_t id, struct core_out *out)
{
}
void
mtp_activate(struct isup *isup, unsigned link, int active, struct core_out *out)
{
	if (active)
		isup_mtp_resume(isup, 0, 2, out);
	else
		isup_mtp_pause(isup, 0, 2, out);
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
	struct isup_msg msg;

	if (isup_decode(&msg, user, len)) /* what we send can be read */
		abort();
	return 0;
}

static void
on_send(struct core_out *out, enum role to, uint16_t type, const void *data, uint32_t len)
{
	if (!msg_check(ROLE_ISUP, to, type, len))
		abort();
}
static void
on_local(struct core_out *out, uint16_t kind, uint32_t addr, const void *data, uint32_t len)
{
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
static int64_t now_us;

static void
step(struct isup *isup, uint16_t from, uint16_t type, const void *data, uint32_t len)
{
	struct core_input in = { .now_us = now_us, .from = from, .type = type, .len = len, .data = data };

	isup_core.step(isup, &in, &out);
}

static void
message(struct isup *isup, const uint8_t *octets, size_t len)
{
	union {
		struct isup_in_unit head;
		uint8_t octets[600];
	} in = { .head = { .link = 0, .len = (uint16_t)len } };

	memcpy(in.head.octets, octets, len);
	step(isup, CORE_FROM_LINE, ISUP_IN_UNIT, &in, (uint32_t)(sizeof(in.head) + len));
}

/* Idle circuits, and one call of every kind. */
static void
lively(struct isup *isup)
{
	static const uint8_t iam[] = { 0, 0, 1, 0, 0x60, 1, 10, 3, 2, 0, 7, 0x83, 0x10, 0x21, 0x43, 0x65, 0x87, 0x0f };
	struct exchange *x = isup_exchange(isup);

	for (unsigned i = 0; i < x->n_circuits; i++) {
		struct circuit_arg none = { 0 };

		if (circuit_at(isup, i)->cic < 24)
			circuit_event(isup, circuit_at(isup, i), EV_GROUP_RESET_DONE, &none, &out);
	}
	for (uint8_t cic = 2; cic < 8; cic += 2) {
		uint8_t octets[sizeof(iam)];
		struct circuit *c = circuit_by_cic(isup, remote_at(isup, 0), cic);
		struct msg_line msg = { .leg = cic, .line = 0 };

		memcpy(octets, iam, sizeof(iam));
		octets[0] = cic;
		message(isup, octets, sizeof(octets));
		msg.line = circuit_line(isup, c);
		step(isup, ROLE_ACD, cic == 2 ? MSG_LINE_ACCEPT : MSG_LINE_ANSWER, &msg, sizeof(msg));
	}
	struct msg_line_dial dial = { .leg = 9, .called = { .len = 3, .digits = "110" } };
	for (int i = 0; i < 3; i++)
		step(isup, ROLE_ACD, MSG_LINE_DIAL, &dial, sizeof(dial));
}

static void
check(struct isup *isup)
{
	struct exchange *x = isup_exchange(isup);
	unsigned used = 0;

	for (unsigned i = 0; i < x->n_circuits; i++)
		used += circuit_has_call(circuit_at(isup, i));
	if (used != group_at(isup, 0)->used_in + group_at(isup, 0)->used_out)
		abort();
}

static void
feed(struct isup *isup, uint8_t kind, const uint8_t *octets, size_t len)
{
	uint64_t payload[256] = { 0 }; /* aligned, as every input is */

	memcpy(payload, octets, len);
	if (kind < 160)
		message(isup, octets, len);
	else if (kind < 200)
		step(isup, ROLE_ACD, (uint16_t)(kind - 160), payload, (uint32_t)(kind & 1 ? sizeof(payload) : len));
	else if (kind < 220)
		step(
		    isup, CORE_FROM_CTL, (uint16_t)(kind - 200), payload, (uint32_t)(kind & 1 ? sizeof(payload) : len));
	else if (kind < 230)
		step(isup, CORE_FROM_SELF, (uint16_t)(kind - 220), payload, (uint32_t)len);
	else if (kind < 235)
		step(isup, CORE_FROM_LINE, ISUP_IN_EVENT, payload, 8);
	now_us += kind * INT64_C(100000);
	if (isup_core.next_due(isup) <= now_us)
		step(isup, CORE_FROM_SELF, CORE_TICK, NULL, 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct site site;
	static struct isup *isup;
	static size_t arena;

	if (!isup) {
		char why[256];
		if (site_parse(&site,
		        "spans = ( { number = 1; } ); linksets = ( { name = \"c\"; opc = \"1\"; apc = \"2\"; } );"
		        "links = ( { linkset = \"c\"; span = 1; } ); groups = ( { name = \"g\"; linkset = \"c\"; digits = 8; } );"
		        "circuits = ( { group = \"g\"; span = 1; } );",
		        why, sizeof(why)))
			abort();
		arena = isup_core.size(&site);
		isup = malloc(arena);
	}
	memset(isup, 0, arena);
	isup_core.init(isup, &site, 1);
	now_us = 1;
	step(isup, CORE_FROM_SELF, CORE_STARTED, NULL, 0);
	lively(isup);
	while (size >= 2) {
		size_t len = data[1] < size - 2 ? data[1] : size - 2;

		feed(isup, data[0], data + 2, len);
		check(isup);
		data += 2 + len;
		size -= 2 + len;
	}
	return 0;
}
