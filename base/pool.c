/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pool: a first-in first-out free list through the cells, a generation in each.
 */
#include "base/pool.h"

#define END UINT32_MAX

struct cell {
	uint32_t next;       /* in the free list */
	uint16_t generation; /* of the present or the next owner; never 0 */
	uint16_t live;
};

struct pool {
	uint32_t capacity;
	uint32_t used;
	uint32_t first_free;
	uint32_t last_free;
	struct cell cells[];
};

size_t
pool_size(uint32_t capacity)
{
	return sizeof(struct pool) + capacity * sizeof(struct cell);
}

void
pool_init(struct pool *p, uint32_t capacity)
{
	if (capacity > 65535)
		capacity = 65535;
	p->capacity = capacity;
	p->used = 0;
	p->first_free = capacity ? 0 : END;
	p->last_free = capacity ? capacity - 1 : END;
	for (uint32_t i = 0; i < capacity; i++)
		p->cells[i] = (struct cell){ .next = i + 1 < capacity ? i + 1 : END, .generation = 1 };
}

uint32_t
pool_take(struct pool *p)
{
	uint32_t index = p->first_free;

	if (index == END)
		return 0;
	struct cell *cell = &p->cells[index];

	p->first_free = cell->next;
	if (p->first_free == END)
		p->last_free = END;
	cell->next = END;
	cell->live = 1;
	p->used++;
	return index | (uint32_t)cell->generation << 16;
}

int
pool_index(const struct pool *p, uint32_t handle)
{
	uint32_t index = handle & 0xffff;

	if (index >= p->capacity || !p->cells[index].live || p->cells[index].generation != handle >> 16)
		return -1;
	return (int)index;
}

uint32_t
pool_handle(const struct pool *p, uint32_t index)
{
	if (index >= p->capacity || !p->cells[index].live)
		return 0;
	return index | (uint32_t)p->cells[index].generation << 16;
}

void
pool_free(struct pool *p, uint32_t handle)
{
	int index = pool_index(p, handle);

	if (index < 0)
		return;
	struct cell *cell = &p->cells[index];

	cell->live = 0;
	if (++cell->generation == 0)
		cell->generation = 1;
	if (p->last_free == END)
		p->first_free = (uint32_t)index;
	else
		p->cells[p->last_free].next = (uint32_t)index;
	p->last_free = (uint32_t)index;
	p->used--;
}

uint32_t
pool_used(const struct pool *p)
{
	return p->used;
}
