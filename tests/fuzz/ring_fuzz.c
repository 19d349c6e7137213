/* room: base */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A ring file that somebody damaged: the input is laid over header and data of a ring in use.  Both ends must refuse or
 * go on, and never touch memory outside of it.  First octet: how many records the ring held; then the offset (16 bits),
 * then octets.
 */
#include "base/ring.h"

#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static volatile uint64_t sink;
static char dir[40], path[64];

static void
remove_dir(void)
{
	unlink(path);
	rmdir(dir);
}

static void
consume(const struct ring_spec *spec)
{
	struct ring r;
	struct ring_rec rec;

	if (ring_attach_consumer(&r, path, spec))
		return;
	for (unsigned i = 0; i < 1000 && ring_peek(&r, &rec) == 1; i++) {
		for (uint32_t k = 0; k < rec.len; k++)
			sink += ((const uint8_t *)rec.data)[k];
		ring_next(&r);
		ring_release(&r);
	}
	ring_detach(&r);
}

static void
produce(const struct ring_spec *spec, const uint8_t *data, size_t size)
{
	struct ring r;

	if (ring_attach_producer(&r, path, spec))
		return;
	for (unsigned i = 0; i < 20; i++)
		ring_send(&r, (uint16_t)i, data, (uint32_t)size);
	sink += ring_room(&r) + ring_waiting(&r);
	ring_detach(&r);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct ring_spec spec = { .src = 1, .dst = 2, .capacity = 4096, .catalogue = 3 };
	struct ring r;

	if (size < 3)
		return 0;
	if (!dir[0]) {
		snprintf(dir, sizeof(dir), "/dev/shm/zj-fuzz-XXXXXX");
		if (!mkdtemp(dir))
			abort();
		snprintf(path, sizeof(path), "%s/a-b.ring", dir);
		atexit(remove_dir);
	}
	if (ring_create(path, &spec, true) || ring_attach_producer(&r, path, &spec))
		abort();
	for (unsigned i = 0; i < data[0] % 20u; i++)
		ring_send(&r, 7, data, (uint32_t)(size < 200 ? size : 200));
	ring_detach(&r);
	int fd = open(path, O_RDWR);
	if (fd < 0 || pwrite(fd, data + 3, size - 3, (data[1] | data[2] << 8) % 8000) < 0)
		abort();
	close(fd);
	consume(&spec);
	produce(&spec, data, size);
	consume(&spec);
	unlink(path);
	return 0;
}
