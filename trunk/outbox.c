/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trunk/outbox.h"

#include <string.h>

bool
outbox_crowded(const struct outbox *o)
{
	return o->count > OUTBOX / 4;
}

bool
outbox_waits(const struct outbox *o)
{
	return o->count || o->lost;
}

bool
outbox_lost(struct outbox *o)
{
	bool lost = o->lost && !o->count;

	if (lost)
		o->lost = 0;
	return lost;
}

int
outbox_flush(struct outbox *o)
{
	int n = 0;

	while (o->count > 0) {
		const struct outbox_message *m = &o->messages[o->head];

		if (o->post(o->arg, m->type, m->data, m->len))
			return n;
		o->head = (o->head + 1) % OUTBOX;
		o->count--;
		n++;
	}
	return n;
}

int
outbox_send(struct outbox *o, uint16_t type, const void *data, uint32_t len)
{
	if (o->count == 0 && o->post(o->arg, type, data, len) == 0)
		return 0;
	if (o->count == OUTBOX || len > sizeof(o->messages[0].data)) {
		o->lost = 1;
		return 1;
	}
	struct outbox_message *m = &o->messages[(o->head + o->count++) % OUTBOX];

	m->type = type;
	m->len = (uint16_t)len;
	memcpy(m->data, data, len);
	return 1;
}
