/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The house of IP trunks: built from the configuration's groups of kind "sip", with a channel for each timeslot of the RTP spans
 * that their circuits name.
 */
#include "trunk/sip/sipd.h"

#include "base/clock.h"
#include "base/log.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>

#define AGAIN_US (10 * US_PER_MS)

static int
open_trunks(struct sipd *s)
{
	for (int i = 0; i < s->site->n_groups; i++) {
		if (s->site->groups[i].kind != GROUP_SIP)
			continue;
		if (s->n_trunks == SIP_TRUNKS)
			return -ENOSPC;
		s->trunks[s->n_trunks].group = (uint16_t)i;
		s->trunks[s->n_trunks++].up = s->site->groups[i].sip_ping_s == 0;
	}
	return 0;
}

/* The RTP span of this number, opened on its first mention. */
static int
span_index(struct sipd *s, const char *run_dir, int number)
{
	const struct conf_span *conf = site_span(s->site, number);
	struct in_addr in;

	for (unsigned i = 0; i < s->n_spans; i++)
		if (s->spans[i].number == number)
			return (int)i;
	if (!conf || inet_pton(AF_INET, conf->address, &in) != 1)
		return -ENODEV;
	if (s->n_spans == SIP_SPANS)
		return -ENOSPC;
	struct sip_span *span = &s->spans[s->n_spans];
	int rc = rtp_board_open(&span->board, run_dir, number);
	if (rc)
		return rc;
	span->number = (uint16_t)number;
	span->address = ntohl(in.s_addr);
	span->port = conf->port;
	return (int)s->n_spans++;
}

static int
equip(struct sipd *s, const char *run_dir, const struct conf_circuits *run, unsigned trunk)
{
	int span = span_index(s, run_dir, run->span);

	if (span < 0)
		return span;
	for (int slot = run->first_slot; slot <= run->last_slot; slot++) {
		if (s->n_channels == SIP_CHANNELS)
			return -ENOSPC;
		struct channel *c = &s->channels[s->n_channels++];

		c->trunk = (uint8_t)trunk;
		c->span = (uint8_t)span;
		c->slot = (uint8_t)slot;
		c->due_us = TIME_NEVER;
		/* a handle from before a restart must hit nothing: start where no earlier start is likely to have been */
		c->generation = (uint16_t)(s->epoch * 2654435761u >> 16 | 1);
	}
	return 0;
}

int
sipd_open(struct sipd *s, const struct site *site, const char *run_dir, uint32_t epoch)
{
	s->site = site;
	s->epoch = epoch;
	int rc = open_trunks(s);
	for (int i = 0; !rc && i < site->n_circuits; i++)
		for (unsigned t = 0; !rc && t < s->n_trunks; t++)
			if (s->trunks[t].group == site_group(site, site->circuits[i].group))
				rc = equip(s, run_dir, &site->circuits[i], t);
	if (rc)
		core_log(s->out, LOG_ALARM, "IP trunks: cannot be opened: %s", strerror(-rc));
	return rc;
}

void
sipd_close(struct sipd *s)
{
	for (unsigned i = 0; i < s->n_spans; i++)
		rtp_board_close(s->spans[i].board);
	s->n_spans = 0;
}

/* After a start everything is new to us; after an overflow of the outbox the calls still stand. */
void
sipd_hello(struct sipd *s)
{
	struct msg_hello m = { .abi = MSG_ABI, .epoch = s->epoch, .fresh = s->greeted ? 0 : 1 };

	s->greeted = 1;
	sipd_send(s, MSG_HELLO, &m, sizeof(m));
}

void
sipd_send(struct sipd *s, uint16_t type, const void *data, uint32_t len)
{
	if (outbox_send(&s->outbox, type, data, len))
		core_count(s->out, STAT_OUTBOX_WAITED, 0, 1);
}

struct channel *
sipd_hunt(struct sipd *s, unsigned trunk)
{
	struct sip_trunk *t = &s->trunks[trunk];

	for (unsigned i = 1; i <= s->n_channels; i++) {
		unsigned at = (t->hunted + i) % s->n_channels;
		struct channel *c = &s->channels[at];

		if (c->trunk != trunk || c->state != CHANNEL_IDLE || c->blocked)
			continue;
		t->hunted = at;
		return c;
	}
	return NULL;
}

int
sipd_work(struct sipd *s, int64_t now_us)
{
	int n = outbox_flush(&s->outbox);

	s->now_us = now_us;
	if (outbox_lost(&s->outbox))
		sipd_hello(s);
	for (unsigned i = 0; i < s->n_channels; i++)
		if (s->channels[i].due_us <= now_us) {
			s->channels[i].due_us = TIME_NEVER;
			channel_event(s, &s->channels[i], EV_TIMEOUT, NULL);
			n++;
		}
	return n;
}

int64_t
sipd_next_due(const struct sipd *s, int64_t now_us)
{
	int64_t due = outbox_waits(&s->outbox) ? now_us + AGAIN_US : TIME_NEVER;

	for (unsigned i = 0; i < s->n_channels; i++)
		if (s->channels[i].due_us < due)
			due = s->channels[i].due_us;
	return due;
}
