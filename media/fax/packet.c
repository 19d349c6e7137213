/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "media/fax/packet.h"

#include <errno.h>
#include <sys/socket.h>

#define WITH(member) (offsetof(struct fax_packet, member) + sizeof(((struct fax_packet *)0)->member))

static const uint16_t sizes[FAX_PACKETS] = {
	[FAX_PACKET_ORDER] = WITH(order),
	[FAX_PACKET_HEARD] = WITH(block),
	[FAX_PACKET_SAID] = WITH(block),
	[FAX_PACKET_STAND] = WITH(outcome),
	[FAX_PACKET_OUTCOME] = WITH(outcome),
};

uint32_t
fax_packet_size(uint32_t kind)
{
	return kind < FAX_PACKETS ? sizes[kind] : 0;
}

int
fax_packet_send(int fd, const struct fax_packet *p)
{
	ssize_t n;

	do
		n = send(fd, p, fax_packet_size(p->kind), MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	return n < 0 ? -errno : 0;
}

int
fax_packet_take(int fd, struct fax_packet *p)
{
	ssize_t n;

	do
		n = recv(fd, p, sizeof(*p), 0);
	while (n < 0 && errno == EINTR);
	if (n == 0 || (n < 0 && errno == ECONNRESET))
		return 0;
	if (n < 0)
		return -errno;
	return (size_t)n >= offsetof(struct fax_packet, block) && (size_t)n == fax_packet_size(p->kind) ? 1 : -EPROTO;
}
