/* room: base */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A ring file that somebody damaged: the input is laid over header and data of a ring in use.  Both ends must refuse or
 * go on, and never touch memory outside of it.
 *
 *   input = the state (how many records were sent and read), offset (16 bits), octets
 *
 * The file is made and mapped once, with pages around it that nobody may touch: whoever attaches gets that map, and the
 * states are put back through it.  (To map it anew for each attachment costs ten times what the rest does.)
 */
#include "tests/fuzz/fuzz.h"

#include "base/shm.h"

static int shm_kept_map(int fd, size_t head, size_t body, void **map);
static int shm_keep(void *map, size_t size);
#define shm_map_twice shm_kept_map
#define munmap        shm_keep
#include "base/ring.c"
#undef shm_map_twice
#undef munmap

#define CAPACITY 4096u
#define WHOLE    (SHM_PAGE + CAPACITY)
#define STATES   64u

static const struct ring_spec spec = { .src = 1, .dst = 2, .capacity = CAPACITY, .catalogue = 3 };
static volatile uint64_t sink;
static char dir[] = "/dev/shm/zj-fuzz-XXXXXX", path[64];
static uint8_t kept[STATES][WHOLE], *file; /* the map: the data twice behind the head, as shm_map_twice() makes it */

static int
shm_kept_map(int fd, size_t head, size_t body, void **map)
{
	if (head != SHM_PAGE || body != CAPACITY)
		abort();
	*map = file;
	return 0;
}

static int
shm_keep(void *map, size_t size)
{
	if (map != file || size != SHM_PAGE + 2 * CAPACITY)
		abort();
	return 0;
}

static void
remove_dir(void)
{
	unlink(path);
	rmdir(dir);
}

static void
consume(unsigned most)
{
	struct ring r;
	struct ring_rec rec;

	if (ring_attach_consumer(&r, path, &spec))
		return;
	for (unsigned i = 0; i < most && ring_peek(&r, &rec) == 1; i++) {
		for (uint32_t k = 0; k < rec.len; k++)
			sink += ((const uint8_t *)rec.data)[k];
		ring_next(&r);
		ring_release(&r);
	}
	ring_detach(&r);
}

static void
produce(unsigned times, const uint8_t *data, size_t size)
{
	struct ring r;

	if (ring_attach_producer(&r, path, &spec))
		return;
	for (unsigned i = 0; i < times; i++)
		ring_send(&r, (uint16_t)i, data, (uint32_t)size);
	sink += ring_room(&r) + ring_waiting(&r);
	ring_detach(&r);
}

/* Up to 15 records of different length, none to all of them read; in the upper half after the ring was gone round once. */
static void
make_state(unsigned state)
{
	static const uint8_t octets[300] = { 1, 2, 3 };
	unsigned sent = state % 16;

	memcpy(file, kept[0], WHOLE);
	for (unsigned i = 0; i < 16 && state >= STATES / 2; i++) {
		produce(1, octets, 200);
		consume(1);
	}
	for (unsigned i = 0; i < sent; i++)
		produce(1, octets, i * 15);
	if (state & 16)
		consume(sent - sent / 3);
	memcpy(kept[state], file, WHOLE);
}

static void
map_file(void)
{
	size_t most = SHM_PAGE + 3 * CAPACITY;
	char *room = mmap(NULL, most + SHM_PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int fd = open(path, O_RDWR);

	file = (uint8_t *)room + SHM_PAGE;
	if (room == MAP_FAILED || fd < 0 ||
	    mmap(file, WHOLE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd, 0) == MAP_FAILED ||
	    mmap(file + WHOLE, CAPACITY, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd, SHM_PAGE) == MAP_FAILED)
		abort();
	close(fd);
}

static void
prepare(void)
{
	fuzz_count("ring");
	if (!mkdtemp(dir))
		abort();
	snprintf(path, sizeof(path), "%s/a-b.ring", dir);
	atexit(remove_dir);
	if (ring_create(path, &spec, true))
		abort();
	map_file();
	memcpy(kept[0], file, WHOLE);
	for (unsigned i = 0; i < STATES; i++)
		make_state(i);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!file)
		prepare();
	fuzz_executions++;
	if (size < 3)
		return 0;
	size_t at = (data[1] | (size_t)data[2] << 8) % WHOLE, n = size - 3 < WHOLE - at ? size - 3 : WHOLE - at;

	fuzz_messages += 20; /* tried to send */
	memcpy(file, kept[data[0] % STATES], WHOLE);
	memcpy(file + at, data + 3, n);
	if (data[0] & 0x40)
		consume(1000);
	produce(20, data, size);
	consume(1000);
	return 0;
}
