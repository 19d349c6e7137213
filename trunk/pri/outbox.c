/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The way to the switch.  Messages go straight into the ring; while it is full they wait here, in order, and new calls
 * are refused.  Should even this overflow, what was lost is healed by greeting the switch again: it names the legs it
 * holds, and each side releases what the other does not know.
 */
#include "trunk/pri/prid.h"

#include <string.h>

int
prid_crowded(const struct prid *p)
{
	return p->outbox.count > OUTBOX / 4;
}

int
prid_flush(struct prid *p)
{
	struct outbox *o = &p->outbox;
	int n = 0;

	while (o->count > 0) {
		const struct outbox_message *m = &o->messages[o->head];

		if (p->post(p->arg, m->type, m->data, m->len))
			return n;
		o->head = (o->head + 1) % OUTBOX;
		o->count--;
		n++;
	}
	if (o->lost) {
		o->lost = 0;
		prid_hello(p);
		n++;
	}
	return n;
}

void
prid_send(struct prid *p, uint16_t type, const void *data, uint32_t len)
{
	struct outbox *o = &p->outbox;

	if (o->count == 0 && p->post(p->arg, type, data, len) == 0)
		return;
	if (o->count == OUTBOX || len > sizeof(o->messages[0].data)) {
		o->lost = 1;
		return;
	}
	struct outbox_message *m = &o->messages[(o->head + o->count++) % OUTBOX];

	m->type = type;
	m->len = (uint16_t)len;
	memcpy(m->data, data, len);
	core_count(p->out, STAT_OUTBOX_WAITED, 0, 1);
}
