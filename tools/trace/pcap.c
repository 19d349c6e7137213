/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The classic capture format: a head of 24 octets, then 16 octets before each unit, all in this machine's byte order
 * (readers tell it by the magic number).  A trace record keeps the first TRACE_DATA octets, more than any unit has.
 */
#include "tools/trace/pcap.h"

#include "base/clock.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#define MAGIC_US 0xa1b2c3d4u /* stamps in microseconds */
#define DLT_MTP2 140u
#define SNAPLEN  65535u

struct file_head {
	uint32_t magic;
	uint16_t major, minor;
	int32_t zone;
	uint32_t accuracy, snaplen, link_type;
};
struct unit_head {
	uint32_t s, us, kept, length;
};

struct pcap {
	FILE *to;
};

static int
put(struct pcap *p, const void *data, size_t len)
{
	return fwrite(data, 1, len, p->to) == len ? 0 : -EIO;
}

static int
is_unit(const struct trace_rec *rec)
{
	switch (rec->kind) {
	case TRACE_MSU_IN:
	case TRACE_MSU_OUT:
	case TRACE_LSSU_IN:
	case TRACE_LSSU_OUT:
		return rec->len <= TRACE_DATA;
	default:
		return 0;
	}
}

int
pcap_open(struct pcap **pp, const char *path)
{
	const struct file_head head = {
		.magic = MAGIC_US, .major = 2, .minor = 4, .snaplen = SNAPLEN, .link_type = DLT_MTP2
	};
	struct pcap *p = malloc(sizeof(*p));

	if (!p)
		return -ENOMEM;
	p->to = fopen(path, "wb");
	int rc = p->to ? put(p, &head, sizeof(head)) : -errno;
	if (rc < 0) {
		if (p->to)
			fclose(p->to);
		free(p);
		return rc;
	}
	*pp = p;
	return 0;
}

int
pcap_write(struct pcap *p, const struct trace_rec *rec)
{
	if (!is_unit(rec))
		return 0;
	const struct unit_head head = {
		.s = (uint32_t)(rec->at_us / US_PER_SEC),
		.us = (uint32_t)(rec->at_us % US_PER_SEC),
		.kept = rec->len,
		.length = (uint32_t)rec->len + rec->cut,
	};
	int rc = put(p, &head, sizeof(head));
	if (rc == 0)
		rc = put(p, rec->data, rec->len);
	return rc ? rc : 1;
}

int
pcap_close(struct pcap *p)
{
	int rc = fclose(p->to) == 0 ? 0 : -EIO;

	free(p);
	return rc;
}
