/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "media/fax_port.h"

#include <string.h>

void
fax_port_join(struct fax_port *p, struct slot *s, uint32_t channel)
{
	p->slot = s;
	p->channel = channel;
	p->heard = p->put = p->taken = 0;
}

bool
fax_port_put(struct fax_port *p, const uint8_t block[SPAN_BLOCK])
{
	bool room = p->put - p->taken < FAX_PORT_BLOCKS;

	if (!room)
		p->taken++;
	memcpy(p->said[p->put++ % FAX_PORT_BLOCKS], block, SPAN_BLOCK);
	return room;
}

const uint8_t *
fax_port_take(struct fax_port *p)
{
	return p->put == p->taken ? NULL : p->said[p->taken++ % FAX_PORT_BLOCKS];
}
