/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The ring between two threads, for ThreadSanitizer: it does not see across processes, but it sees whether the release
 * stores of ring.c order what they must order.  race.mk also builds ring.c with each of the two weakened, and expects a
 * report.
 */
#include "base/ring.h"
#include "tests/race/torture.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#define RECORDS 40000u

static struct ring tx, rx;

static void *
produce(void *arg)
{
	uint64_t words[8];

	for (uint64_t n = 1; n <= RECORDS;) {
		for (unsigned i = 0; i < 8; i++)
			words[i] = n * 8 + i;
		if (ring_send(&tx, (uint16_t)n, words, 8 + 8 * (uint32_t)(n % 8)) == 0)
			n++;
	}
	return NULL;
}

static void *
consume(void *arg)
{
	struct ring_rec rec;

	for (uint64_t n = 1; n <= RECORDS;) {
		if (ring_peek(&rx, &rec) != 1)
			continue;
		const uint64_t *words = rec.data;
		bool whole = rec.seq == n && rec.type == (uint16_t)n && rec.len == 8 + 8 * (n % 8);
		for (unsigned i = 0; whole && i <= n % 8; i++)
			whole = words[i] == n * 8 + i;
		if (!whole)
			wrong("record %llu is not what was sent", (unsigned long long)n);
		ring_next(&rx);
		if (n++ % 8 == 0)
			ring_release(&rx);
	}
	return NULL;
}

int
main(void)
{
	char dir[64], path[80];
	struct ring_spec spec = { .src = 1, .dst = 2, .capacity = 4096, .catalogue = 1 };
	pthread_t p, c;

	torture_dir(dir);
	snprintf(path, sizeof(path), "%s/a-b.ring", dir);
	if (ring_create(path, &spec, false) || ring_attach_producer(&tx, path, &spec))
		wrong("cannot make the ring");
	rx = tx; /* both ends on one mapping, or ThreadSanitizer would see two memories */
	rx.producer = false;
	if (pthread_create(&p, NULL, produce, NULL) || pthread_create(&c, NULL, consume, NULL))
		wrong("cannot make threads");
	pthread_join(p, NULL);
	pthread_join(c, NULL);
	ring_detach(&tx);
	torture_clean(dir);
	printf("ring_threads: %u records\n", RECORDS);
	return 0;
}
