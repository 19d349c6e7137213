/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Heap: an order kept inside the objects themselves, flat in the arena.
 *
 * A leftist heap over an array of nodes, one node per object; any number of heaps may share the array, and a heap is just
 * its root.  The smallest key is on top, equal keys come out by `order`.  Inserting, and removing any member, cost O(log n)
 * of the members of that heap alone; looking at the top costs nothing.  All zero is a valid empty heap.
 */
#pragma once

#include <stdint.h>

#define HEAP_NONE UINT32_MAX

struct heap_node {
	int64_t key;
	uint64_t order;
	uint32_t left, right, up; /* node + 1; 0 = none */
	uint32_t rank;            /* length of the right spine; 0 = in no heap */
};

struct heap {
	uint32_t root; /* node + 1; 0 = empty */
	uint32_t size;
};

void heap_insert(struct heap_node *nodes, struct heap *heap, uint32_t node, int64_t key, uint64_t order);
void heap_remove(struct heap_node *nodes, struct heap *heap, uint32_t node); /* no-op if it is in no heap */

/* The node on top, or HEAP_NONE. */
static inline uint32_t
heap_top(const struct heap *heap)
{
	return heap->root - 1;
}
