/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pool: fixed number of objects in an arena, handed out by handle.
 *
 * A handle is index | generation << 16 and is never 0, so a handle of an object that was freed (or a wild one from another
 * process) finds nothing.  The free list is first-in first-out, so that an index is reused as late as possible.
 * At most 65,535 objects.  Flat: may be copied with the arena.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct pool;

size_t pool_size(uint32_t capacity);
void pool_init(struct pool *p, uint32_t capacity);
uint32_t pool_take(struct pool *p);                         /* a handle, or 0 when none is left */
void pool_free(struct pool *p, uint32_t handle);            /* wrong handles are ignored */
int pool_index(const struct pool *p, uint32_t handle);      /* index of a live handle, or -1 */
uint32_t pool_handle(const struct pool *p, uint32_t index); /* handle of a live index, or 0 */
uint32_t pool_used(const struct pool *p);
