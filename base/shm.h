/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files in shared memory: made whole under another name and then put in place, so nobody ever sees half of one; with
 * all their pages, so nobody is killed by SIGBUS when the memory runs out later; locked by OFD locks, which the kernel
 * drops when their holder dies.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define SHM_PAGE 4096u

struct shm {
	void *map;
	size_t size;
	int fd;
};

/* Write what the new file says: the map is zeroed. */
typedef void shm_fill(void *map, size_t size, const void *arg);

/* Make `path` of `size` octets.  -EEXIST if it is there and `replace` is false; -ENOSPC, ... */
int shm_create(const char *path, size_t size, bool replace, shm_fill *fill, const void *arg);

/* Map the whole file, which must hold at least `least` octets (-EBADMSG). */
int shm_open_map(struct shm *m, const char *path, size_t least);
int shm_open_view(struct shm *m, const char *path, size_t least); /* read only */
void shm_close(struct shm *m);                                    /* also of a closed one */

/*
 * Map `head` octets of the file and after them, twice back to back, the `body` octets that follow: a record that runs
 * over the end of the body is contiguous all the same.  The map is head + 2 * body octets long.
 */
int shm_map_twice(int fd, size_t head, size_t body, void **map);

/* Hold the file's octets [at, at + n) until `fd` is closed or shm_unlock: 0 or -EBUSY. */
int shm_lock(int fd, off_t at, off_t n);
int shm_unlock(int fd, off_t at, off_t n);
bool shm_held(int fd, off_t at, off_t n); /* does anybody else hold any of it? */

/* "dir/name" from a format: 0 or -ENAMETOOLONG. */
int shm_path(char *to, size_t size, const char *dir, const char *format, ...) __attribute__((format(printf, 4, 5)));
