/* room: isup */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Level 2 under any units, events, timers and requests in any order.  Whatever comes, what it writes is well formed and
 * its counters keep their order.
 */
#include "base/clock.h"
#include "base/site.h"
#include "base/timer.h"
#include "isup/mtp2.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

void
mtp3_link_up(struct isup *isup, unsigned link, struct core_out *out)
{
}

void
mtp3_link_down(struct isup *isup, unsigned link, enum mtp2_reason reason, struct core_out *out)
{
}

void
mtp3_link_outage(struct isup *isup, unsigned link, int on, struct core_out *out)
{
}

void
mtp3_msu(struct isup *isup, unsigned link, const uint8_t *msu, size_t len, struct core_out *out)
{
	if (len < 3 || len > MTP2_MSU_MAX)
		abort();
}

static void
local(struct core_out *out, uint16_t kind, uint32_t addr, const void *data, uint32_t len)
{
	const uint8_t *unit = data;
	uint32_t body = len - 3;

	if (kind != ISUP_OUT_UNIT || len < 3 || len > MTP2_UNIT_MAX || unit[2] != (body < 63 ? body : 63))
		abort();
}

static void
trace(struct core_out *out, uint16_t kind, uint64_t ref, const void *data, uint32_t len)
{
}

static void
count(struct core_out *out, uint16_t id, uint16_t which, int64_t n)
{
	if (id >= ISUP_STAT_COUNT)
		abort();
}

static const struct core_out_ops ops = { .local = local, .trace = trace, .count = count };
static struct core_out out = { &ops };
static struct mtp2 m;
static struct isup *isup;

static void
take(void *arg, const uint8_t *msu, size_t len)
{
	if (len < 3 || len > MTP2_MSU_MAX)
		abort();
}

static void
check(void)
{
	if (m.sent - m.acked > MTP2_WINDOW || m.queued - m.acked > MTP2_SLOTS || m.queued - m.sent > MTP2_SLOTS ||
	    m.lsc >= LSC_STATE_COUNT || m.iac >= IAC_STATE_COUNT || m.fsnx > 127 || m.inside)
		abort();
}

/* A unit whose sequence numbers fit, so that the deeper parts are reached. */
static void
fitting_unit(uint8_t how, const uint8_t *body, size_t len)
{
	uint8_t unit[MTP2_UNIT_MAX] = { 0 };

	unit[0] = (uint8_t)(m.fib << 7 | ((how & 1 ? m.sent : m.acked) & 127)) ^ (how & 2 ? 0x80 : 0);
	unit[1] = (uint8_t)(m.bib << 7 | (how & 4 ? m.fsnx : mtp2_bsnt(&m))) ^ (how & 8 ? 0x80 : 0);
	unit[2] = (uint8_t)(len < 63 ? len : 63);
	memcpy(unit + 3, body, len);
	mtp2_unit(isup, &m, unit, 3 + len, &out);
}

static void
advance(uint8_t how)
{
	int64_t end = isup->now_us + (how + 1) * 20 * US_PER_MS;
	uint32_t id;

	for (isup->now_us = end; (id = timers_pop(isup_timers(isup), end)) != TIMER_NONE;)
		mtp2_timer(isup, &m, id, &out);
}

static void
request(uint8_t how, const uint8_t *body, size_t len)
{
	switch (how % 12) {
	case 0:
		mtp2_start(isup, &m, &out);
		break;
	case 1:
		mtp2_stop(isup, &m, &out);
		break;
	case 2:
	case 3:
		mtp2_emergency(isup, &m, how & 1, &out);
		break;
	case 4:
	case 5:
		mtp2_outage(isup, &m, how & 1, &out);
		break;
	case 6:
	case 7:
		mtp2_busy(isup, &m, how & 1, &out);
		break;
	case 8:
	case 9:
		mtp2_hold(isup, &m, how & 1, &out);
		break;
	case 10:
		mtp2_accepted(&m, len ? body[0] & 127 : 0);
		break;
	default:
		mtp2_drain(&m, len & 1, take, NULL);
		mtp2_resumed(isup, &m, &out);
		break;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct conf_link conf = { .t1_ms = 45000,
		.t2_ms = 5000,
		.t3_ms = 1500,
		.t4n_ms = 8200,
		.t4e_ms = 500,
		.t5_ms = 100,
		.t6_ms = 4000,
		.t7_ms = 1000 };
	size_t at = (sizeof(struct isup) + 63) & ~(size_t)63;

	if (!isup)
		isup = calloc(1, at + timers_size(MTP2_TIMERS));
	isup->timers_at = (uint32_t)at;
	isup->now_us = 1000 * US_PER_SEC;
	timers_init(isup_timers(isup), MTP2_TIMERS);
	mtp2_init(&m, 0, &conf, 24, 0);
	mtp2_power_on(isup, &m, &out);
	while (size >= 3) {
		size_t len = data[2] < size - 3 ? data[2] : size - 3;

		switch (data[0] & 7) {
		case 0:
			mtp2_unit(isup, &m, data + 3, len, &out);
			break;
		case 1:
		case 2:
			fitting_unit(data[1], data + 3, len);
			break;
		case 3:
			mtp2_event(isup, &m, data[1], &out);
			break;
		case 4:
			advance(data[1]);
			break;
		case 5:
			mtp2_send(isup, &m, data + 3, len, &out);
			break;
		default:
			request(data[1], data + 3, len);
			break;
		}
		check();
		data += 3 + len;
		size -= 3 + len;
	}
	return 0;
}
