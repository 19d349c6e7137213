/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The house's state file: one small struct, aligned words, one writer.
 */
#include "base/house.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define HOUSE_MAGIC UINT64_C(0x6573756f687a6a31)

static void *
map(const char *run_dir, int flags, int prot)
{
	char path[256];
	struct stat st;
	void *at = NULL;

	snprintf(path, sizeof(path), "%s/house.state", run_dir);
	int fd = open(path, flags | O_CLOEXEC, 0664);
	if (fd < 0)
		return NULL;
	if ((flags & O_CREAT) && ftruncate(fd, sizeof(struct house)) < 0)
		goto out;
	if (fstat(fd, &st) < 0 || st.st_size < (off_t)sizeof(struct house)) {
		errno = EINVAL;
		goto out;
	}
	at = mmap(NULL, sizeof(struct house), prot, MAP_SHARED, fd, 0);
	if (at == MAP_FAILED)
		at = NULL;
out:
	close(fd);
	return at;
}

struct house *
house_create(const char *run_dir)
{
	struct house *house = map(run_dir, O_RDWR | O_CREAT, PROT_READ | PROT_WRITE);

	if (house)
		house->magic = HOUSE_MAGIC;
	return house;
}

const struct house *
house_read(const char *run_dir)
{
	const struct house *house = map(run_dir, O_RDONLY, PROT_READ);

	if (house && house->magic != HOUSE_MAGIC) {
		house_unmap(house);
		errno = EINVAL;
		return NULL;
	}
	return house;
}

void
house_unmap(const struct house *house)
{
	union {
		const void *c;
		void *p;
	} at = { .c = house };

	munmap(at.p, sizeof(*house));
}
