/* room: isup */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Level 3 under any messages: three link sets, one of each form of label, with three links each.  Messages are given
 * right sequence numbers (and often the right label), so that every one reaches level 3; in between timers, failures,
 * requests.
 */
#include "base/clock.h"
#include "base/site.h"
#include "base/timer.h"
#include "isup/mtp3_state.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define SETS  3
#define LINKS 9

static struct isup *isup;
static size_t arena_size;
static struct site site;

static void
local(struct core_out *out, uint16_t kind, uint32_t addr, const void *data, uint32_t len)
{
	if (kind != ISUP_OUT_UNIT || addr >= LINKS || len < 3 || len > MTP2_UNIT_MAX)
		abort();
}

static void
trace(struct core_out *out, uint16_t kind, uint64_t ref, const void *data, uint32_t len)
{
}

static void
log_line_(struct core_out *out, int level, const char *line)
{
}

static void
count(struct core_out *out, uint16_t id, uint16_t which, int64_t n)
{
	if (id >= ISUP_STAT_COUNT || which >= ISUP_LINKS)
		abort();
}

static const struct core_out_ops ops = { .local = local, .trace = trace, .log = log_line_, .count = count };
static struct core_out out = { &ops };

/* A user part that answers at once, as ISUP does. */
void
isup_mtp_transfer(struct isup *room, int linkset, uint32_t opc, const uint8_t *msg, size_t len, struct core_out *o)
{
	if (linkset < 0 || linkset >= SETS)
		abort();
	mtp3_transfer(room, linkset, opc, len ? msg[0] : 0, msg, len, o);
}

void
isup_mtp_pause(struct isup *room, int linkset, uint32_t pc, struct core_out *o)
{
}

void
isup_mtp_resume(struct isup *room, int linkset, uint32_t pc, struct core_out *o)
{
	mtp3_transfer(room, linkset, pc, 3, (const uint8_t *)"\x01\x00\x12", 3, o);
}

void
isup_mtp_status(
    struct isup *room, int linkset, uint32_t pc, enum isup_mtp_status why, unsigned level, struct core_out *o)
{
}

static void
configure(void)
{
	site_defaults(&site);
	site.n_linksets = SETS;
	site.n_links = LINKS;
	for (int i = 0; i < SETS; i++) {
		struct conf_linkset *set = &site.linksets[i];

		*set = (struct conf_linkset){ .label = i,
			.ni = 2,
			.opc = "10",
			.apc = "20",
			.q704_t17_ms = 1200,
			.q704_t20_ms = 60000,
			.q704_t21_ms = 64000,
			.q707_t1_ms = 6000,
			.q707_t2_ms = 60000 };
		set->name[0] = (char)('a' + i);
	}
	for (int i = 0; i < LINKS; i++) {
		site.links[i] = (struct conf_link){ .span = 1,
			.slot = i + 1,
			.slc = i / SETS,
			.t1_ms = 45000,
			.t2_ms = 5000,
			.t3_ms = 1500,
			.t4n_ms = 8200,
			.t4e_ms = 500,
			.t5_ms = 100,
			.t6_ms = 4000,
			.t7_ms = 1000 };
		site.links[i].linkset[0] = (char)('a' + i % SETS);
	}
	size_t mtp_at = (sizeof(struct isup) + 63) & ~(size_t)63;
	size_t timers_at = (mtp_at + mtp_size(&site) + 63) & ~(size_t)63;
	arena_size = timers_at + timers_size(mtp_timer_count(&site));
	isup = calloc(1, arena_size);
	isup->mtp_at = (uint32_t)mtp_at;
	isup->timers_at = (uint32_t)timers_at;
}

static void
advance(int64_t ms)
{
	int64_t end = isup->now_us + ms * US_PER_MS;
	uint32_t id;

	while (timers_next(isup_timers(isup)) <= end) {
		isup->now_us = timers_next(isup_timers(isup));
		id = timers_pop(isup_timers(isup), isup->now_us);
		mtp_timer(isup, id, &out);
	}
	isup->now_us = end;
}

static void
status(unsigned link, uint8_t what)
{
	mtp_unit(isup, link, (const uint8_t[]){ 0xff, 0xff, 1, what }, 4, &out);
}

/* A message the link's level 2 accepts; it acknowledges all that was sent. */
static void
message(unsigned link, const uint8_t *msu, size_t len)
{
	const struct mtp2 *l2 = &isup_mtp(isup)->links[link].l2;
	uint8_t unit[MTP2_UNIT_MAX];

	unit[0] = (uint8_t)(l2->fib << 7 | (l2->sent & 127));
	unit[1] = (uint8_t)(l2->bib << 7 | l2->fsnx);
	unit[2] = (uint8_t)(len < 63 ? len : 63);
	memcpy(unit + 3, msu, len);
	mtp_unit(isup, link, unit, 3 + len, &out);
}

static void
fill_in(unsigned link)
{
	const struct mtp2 *l2 = &isup_mtp(isup)->links[link].l2;

	mtp_unit(isup, link,
	    (const uint8_t[]){ (uint8_t)(l2->fib << 7 | (l2->sent & 127)), (uint8_t)(l2->bib << 7 | mtp2_bsnt(l2)), 0 },
	    3, &out);
}

/* Align, then answer the link test with what the link must have asked. */
static void
bring_up(unsigned index)
{
	struct link *link = &isup_mtp(isup)->links[index];
	struct linkset back = isup_mtp(isup)->sets[link->set];
	struct mtp3_message m = { .type = MTP3_SLTA, .slc = link->slc, .test_len = 8, .test = "zongji" };
	uint8_t msu[MTP3_MESSAGE_MAX];

	status(index, MTP2_SIO);
	status(index, MTP2_SIE);
	advance(600);
	fill_in(index);
	m.test[6] = (uint8_t)(0x80 | index);
	m.test[7] = link->test_no;
	back.opc = 20;
	back.apc = 10;
	message(index, msu, mtp3_encode(&back, &m, msu));
}

static void
labelled(unsigned index, uint8_t sio, uint8_t sls, const uint8_t *body, size_t len)
{
	struct linkset *set = &isup_mtp(isup)->sets[isup_mtp(isup)->links[index].set];
	struct label label = { .dpc = 10, .opc = 20, .sls = sls };
	uint8_t msu[MTP2_MSU_MAX];
	size_t head = 1 + label_encode(set->form, msu + 1, &label);

	msu[0] = (uint8_t)(0x80 | (sio & 15));
	if (len > sizeof(msu) - head)
		len = sizeof(msu) - head;
	memcpy(msu + head, body, len);
	message(index, msu, head + len);
}

static void
request(uint8_t how, unsigned link, const uint8_t *body, size_t len)
{
	switch (how % 6) {
	case 0:
		mtp_activate(isup, link, how & 8, &out);
		break;
	case 1:
		mtp_inhibit(isup, link, how & 8, &out);
		break;
	case 2:
		mtp_outage(isup, link, how & 8, &out);
		break;
	case 3:
		mtp_busy(isup, how & 8, &out);
		break;
	case 4:
		mtp_started(isup, 1, &out);
		break;
	default:
		mtp3_transfer(isup, (int)link % SETS, 20, how >> 3, body, len, &out);
		break;
	}
}

static void
check(void)
{
	const struct mtp *mtp = isup_mtp(isup);

	for (unsigned i = 0; i < LINKS; i++) {
		const struct mtp2 *l2 = &mtp->links[i].l2;

		if (mtp->links[i].carrying != mtp3_usable(&mtp->links[i]) || mtp2_waiting(l2) > MTP2_SLOTS ||
		    l2->sent - l2->acked > MTP2_WINDOW)
			abort();
	}
	for (unsigned i = 0; i < SETS; i++)
		for (unsigned sls = 0; sls < 16; sls++)
			if ((mtp->sets[i].via[sls] == MTP3_NO_LINK) != (mtp->sets[i].state == SET_DOWN))
				abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!isup)
		configure();
	memset(isup_mtp(isup), 0, mtp_size(&site));
	timers_init(isup_timers(isup), mtp_timer_count(&site));
	isup->now_us = 1000 * US_PER_SEC;
	mtp_init(isup, &site);
	mtp_started(isup, 0, &out);
	for (unsigned i = 0; i < LINKS; i++)
		bring_up(i);
	while (size >= 4) {
		size_t len = data[3] < size - 4 ? data[3] : size - 4;
		unsigned link = data[1] % (LINKS + 1); /* one too many now and then */

		if (link == LINKS) {
			mtp_unit(isup, link, data + 4, len, &out);
			mtp_event(isup, link, data[2], &out);
		} else {
			switch (data[0] & 7) {
			case 0:
				message(link, data + 4, len);
				break;
			case 1:
			case 2:
			case 3:
				labelled(link, data[0] >> 3 & 3 ? data[0] >> 6 : 5, data[2], data + 4, len);
				break;
			case 4:
				mtp_event(isup, link, data[2], &out);
				break;
			case 5:
				advance((data[2] + 1) * 40);
				break;
			case 6:
				bring_up(link);
				break;
			default:
				request(data[2], link, data + 4, len);
				break;
			}
		}
		check();
		data += 4 + len;
		size -= 4 + len;
	}
	return 0;
}
