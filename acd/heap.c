/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Leftist heap (Crane 1972): of a node's two subtrees the left one has the longer right spine, so a right spine has at most
 * log2(n + 1) nodes, and merging, which walks the right spines alone, costs O(log n).  Everything else is a merge.
 */
#include "acd/heap.h"

#include <string.h>

static uint32_t
rank(const struct heap_node *nodes, uint32_t ref)
{
	return ref ? nodes[ref - 1].rank : 0;
}

static int
before(const struct heap_node *a, const struct heap_node *b)
{
	return a->key != b->key ? a->key < b->key : a->order < b->order;
}

/* Restore the leftist property at one node; returns whether its rank changed. */
static int
lean(struct heap_node *nodes, struct heap_node *n)
{
	uint32_t old = n->rank;

	if (rank(nodes, n->left) < rank(nodes, n->right)) {
		uint32_t left = n->left;

		n->left = n->right;
		n->right = left;
	}
	n->rank = rank(nodes, n->right) + 1;
	return n->rank != old;
}

/* The recursion goes down right spines: at most 2 * log2(n) deep. */
static uint32_t
merge(struct heap_node *nodes, uint32_t a, uint32_t b)
{
	if (!a || !b)
		return a ? a : b;
	if (before(&nodes[b - 1], &nodes[a - 1])) {
		uint32_t swap = a;

		a = b;
		b = swap;
	}
	struct heap_node *top = &nodes[a - 1];

	top->right = merge(nodes, top->right, b);
	nodes[top->right - 1].up = a;
	lean(nodes, top);
	return a;
}

void
heap_insert(struct heap_node *nodes, struct heap *heap, uint32_t node, int64_t key, uint64_t order)
{
	if (nodes[node].rank)
		return;
	nodes[node] = (struct heap_node){ .key = key, .order = order, .rank = 1 };
	heap->root = merge(nodes, heap->root, node + 1);
	nodes[heap->root - 1].up = 0;
	heap->size++;
}

void
heap_remove(struct heap_node *nodes, struct heap *heap, uint32_t node)
{
	struct heap_node *n = &nodes[node];

	if (!n->rank)
		return;
	uint32_t rest = merge(nodes, n->left, n->right);
	uint32_t up = n->up;

	if (rest)
		nodes[rest - 1].up = up;
	if (!up)
		heap->root = rest;
	else if (nodes[up - 1].left == node + 1)
		nodes[up - 1].left = rest;
	else
		nodes[up - 1].right = rest;
	while (up && lean(nodes, &nodes[up - 1]))
		up = nodes[up - 1].up;
	memset(n, 0, sizeof(*n));
	heap->size--;
}
