/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Batches: one durable transaction for whatever arrived since the last one, and the outbox.
 *
 * Nobody is told anything that a power cut could make untrue: answers and messages are kept, in order, until the commit
 * has returned.  If it fails, an answer that reported a write becomes "unavailable" and messages to the switch are
 * dropped; the facts are still in the ring and come again.
 */
#include "base/log.h"
#include "crm/client.h"
#include "crm/crmd.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define OUT_OCTETS  (4u << 20)
#define OUT_NOTES   1024
#define BATCH_NOTES (OUT_NOTES / 2) /* a batch is closed well before the outbox is full */

struct note {
	uint32_t peer; /* answers */
	uint32_t serial;
	uint32_t at; /* offset in the octets */
	uint32_t len;
	uint16_t type; /* messages to the switch; 0 = an answer */
	bool wrote;
};

struct outbox {
	uint32_t n, used;
	struct note notes[OUT_NOTES];
	uint8_t octets[OUT_OCTETS];
};

int
crmd_open(struct crmd *d, const struct site *site, const struct crmd_ops *ops, void *own)
{
	struct store_options options = {
		.node = (uint16_t)site->site.node,
		.map_bytes = (uint64_t)site->crm.map_gb << 30,
	};

	*d = (struct crmd){ .ops = ops, .site = site, .own = own };
	if (!(d->outbox = calloc(1, sizeof *d->outbox)))
		return -ENOMEM;
	int rc = store_open(&d->store, site->site.store_dir, &options);
	if (rc) {
		free(d->outbox);
		d->outbox = NULL;
	}
	return rc;
}

void
crmd_close(struct crmd *d)
{
	if (d->batch)
		batch_end(d, 0);
	store_close(d->store);
	free(d->outbox);
	d->store = NULL;
	d->outbox = NULL;
}

int
batch_need(struct crmd *d)
{
	if (d->batch)
		return 0;
	int rc = store_begin(d->store);
	if (rc == 0)
		d->batch = true;
	return rc;
}

bool
batch_full(struct crmd *d)
{
	return d->outbox->n >= BATCH_NOTES || d->outbox->used >= OUT_OCTETS / 2;
}

static struct note *
new_note(struct crmd *d, size_t len)
{
	struct outbox *o = d->outbox;

	if (o->n == OUT_NOTES || len > OUT_OCTETS - o->used)
		return NULL;
	struct note *note = &o->notes[o->n++];
	*note = (struct note){ .at = o->used, .len = (uint32_t)len };
	o->used += (uint32_t)(len + 7) & ~7u;
	if (o->used > OUT_OCTETS)
		o->used = OUT_OCTETS;
	return note;
}

void
tell_switch(struct crmd *d, uint16_t type, const void *data, uint32_t len)
{
	struct note *note = new_note(d, len);

	if (!note)
		return;
	note->type = type;
	memcpy(d->outbox->octets + note->at, data, len);
}

void
tell_peer(struct crmd *d, uint32_t peer, const Crm__Reply *reply, bool wrote)
{
	Crm__Reply too_long = CRM__REPLY__INIT;
	size_t len = crm__reply__get_packed_size(reply);

	if (len > CRM_PACKET_MAX) {
		too_long.serial = reply->serial;
		too_long.code = CRM__CODE__UNAVAILABLE;
		reply = &too_long;
		len = crm__reply__get_packed_size(reply);
	}
	struct note *note = new_note(d, len);
	if (!note)
		return;
	note->peer = peer;
	note->serial = reply->serial;
	note->wrote = wrote;
	crm__reply__pack(reply, d->outbox->octets + note->at);
}

static void
deliver(struct crmd *d, const struct note *note, bool kept)
{
	uint8_t packet[64];
	Crm__Reply sorry = CRM__REPLY__INIT;

	if (note->type) {
		if (kept)
			d->ops->to_switch(d, note->type, d->outbox->octets + note->at, note->len);
	} else if (kept || !note->wrote) {
		d->ops->to_peer(d, note->peer, d->outbox->octets + note->at, note->len);
	} else {
		sorry.serial = note->serial;
		sorry.code = CRM__CODE__UNAVAILABLE;
		d->ops->to_peer(d, note->peer, packet, crm__reply__pack(&sorry, packet));
	}
}

/* Say it once when it begins and once when it is over. */
static void
note_trouble(struct crmd *d, int rc)
{
	if (rc && rc != d->trouble)
		log_alarm("store: cannot be written: %s", store_why(d->store));
	else if (!rc && d->trouble)
		log_note("store: is written again");
	d->trouble = rc;
}

int
batch_end(struct crmd *d, int spoiled)
{
	int rc = spoiled;

	if (d->batch && spoiled)
		store_abort(d->store);
	else if (d->batch)
		rc = store_commit(d->store);
	if (d->batch || spoiled) {
		d->ops->count(d, rc ? STAT_FAILED : STAT_BATCHES, 1);
		note_trouble(d, rc);
	}
	d->batch = false;
	for (uint32_t i = 0; i < d->outbox->n; i++)
		deliver(d, &d->outbox->notes[i], rc == 0);
	d->outbox->n = 0;
	d->outbox->used = 0;
	return rc;
}
