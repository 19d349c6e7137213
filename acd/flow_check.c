/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Judging a flow: what a caller could stumble over.
 *
 * IVR-03 every menu offers a person; IVR-06 a prompt names the function first and the key second; IVR-07 at most five options
 * and five menus deep; IVR-08 keys from 1 without gaps.  Further: prompts that exist, nodes that can be reached, no circle
 * that never waits.
 */
#include "acd/flow_check.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void
flow_fault(struct flow_source *src, uint32_t line, const char *format, ...)
{
	size_t room = src->why_size - src->why_len;
	char *at = src->why + src->why_len;
	va_list args;

	src->faults++;
	int n = snprintf(at, room, "%s%s:%u: ", src->why_len ? "\n" : "", src->file, (unsigned)line);

	if (n < 0 || (size_t)n >= room)
		goto cut;
	va_start(args, format);
	int m = vsnprintf(at + n, room - (size_t)n, format, args);

	va_end(args);
	if (m < 0 || (size_t)(n + m) >= room)
		goto cut;
	src->why_len += (size_t)(n + m);
	return;
cut:
	*at = '\0'; /* whole lines only */
}

static const struct flow_row *
option(const struct flow *flow, const struct flow_node *n, int key)
{
	for (int i = n->first_row; i < n->first_row + n->n_rows; i++)
		if (flow->rows[i].key == key)
			return &flow->rows[i];
	return NULL;
}

static void
check_keys(struct flow_source *src, const struct flow_node *n)
{
	int options = 0, highest = 0;

	if (!option(src->flow, n, FLOW_AGENT))
		flow_fault(src, n->line, "menu %s has no key 0 to an agent (IVR-03)", n->name);
	for (int key = '1'; key <= '8'; key++)
		if (option(src->flow, n, key)) {
			options++;
			highest = key;
		}
	if (options > FLOW_WIDTH)
		flow_fault(
		    src, n->line, "menu %s has %d options, %d is the most (IVR-07)", n->name, options, FLOW_WIDTH);
	for (int key = '1'; key < highest; key++)
		if (!option(src->flow, n, key))
			flow_fault(src, n->line, "menu %s has a key %c but no key %c (IVR-08)", n->name, highest, key);
}

/* ---- IVR-06: the function, then the key ---- */

/* Where the text says "press K", or NULL. */
static const char *
press(const char *text, char key)
{
	static const char *const words[] = { "按", "press ", "Press " };

	for (size_t w = 0; w < sizeof(words) / sizeof(words[0]); w++)
		for (const char *at = text; (at = strstr(at, words[w])); at++) {
			const char *p = at + strlen(words[w]);

			while (*p == ' ')
				p++;
			if (*p == key && !isdigit((unsigned char)p[1]))
				return at;
		}
	return NULL;
}

/* Does anything but politeness and punctuation stand between the two? */
static bool
says_something(const char *from, const char *to)
{
	static const char *const empty[] = { "请", "，", "。", "；", "、", "please", "Please", ",", ".", ";", " " };

	while (from < to) {
		size_t step = 0;

		for (size_t i = 0; i < sizeof(empty) / sizeof(empty[0]) && !step; i++)
			if (strncmp(from, empty[i], strlen(empty[i])) == 0)
				step = strlen(empty[i]);
		if (!step)
			return true;
		from += step;
	}
	return false;
}

static void
check_order(struct flow_source *src, const struct flow_node *n, const char *prompt)
{
	const char *text = src->names->text(src->names->arg, prompt);
	const char *since = text;

	for (int key = '1'; text && key <= '8'; key++) {
		const struct flow_row *row = option(src->flow, n, key);
		const char *at = row ? press(text, (char)key) : NULL;

		if (!at)
			continue;
		const char *named = row->text[0] ? strstr(since < at ? since : text, row->text) : NULL;

		if ((named && named > at) || !says_something(since < at ? since : text, at))
			flow_fault(src, n->line, "menu %s: prompt %s names key %c before its function (IVR-06)",
			    n->name, prompt, key);
		since = at + strcspn(at, "12345678");
		since += *since != '\0';
	}
}

static void
check_prompts(struct flow_source *src, const struct flow_node *n)
{
	for (int i = 0; i < n->n_prompts; i++) {
		const char *name = n->prompt[i];

		if (name[0] == '$' || !src->names)
			continue;
		if (src->names->prompt && !src->names->prompt(src->names->arg, name))
			flow_fault(src, n->line, "node %s: there is no prompt %s", n->name, name);
		else if (n->kind == FLOW_MENU && src->names->text)
			check_order(src, n, name);
	}
}

/* ---- where one can get to ---- */

/* Depth in menus of every node, the shortest way; UINT8_MAX = never reached. */
struct reach {
	uint8_t depth[FLOW_NODES];
	bool moved;
};

static void
reach_to(struct reach *r, const struct flow *flow, uint16_t to, uint8_t depth)
{
	if (to >= flow->n_nodes)
		return;
	if (flow->nodes[to].kind == FLOW_MENU)
		depth++;
	if (depth < r->depth[to]) {
		r->depth[to] = depth;
		r->moved = true;
	}
}

static void
reach_from(struct reach *r, const struct flow *flow, const struct flow_node *n, uint8_t depth)
{
	reach_to(r, flow, n->next, depth);
	if (n->kind == FLOW_MENU || n->kind == FLOW_COLLECT)
		reach_to(r, flow, n->silent, depth);
	if (n->kind == FLOW_MENU || n->kind == FLOW_COLLECT || n->kind == FLOW_CALLER || n->kind == FLOW_QUERY ||
	    n->kind == FLOW_FAX)
		reach_to(r, flow, n->failed, depth);
	for (int i = n->first_row; i < n->first_row + n->n_rows; i++)
		reach_to(r, flow, flow->rows[i].to, depth);
}

static void
check_reach(struct flow_source *src)
{
	const struct flow *flow = src->flow;
	struct reach r;

	memset(r.depth, UINT8_MAX, sizeof(r.depth));
	reach_to(&r, flow, 0, 0);
	do {
		r.moved = false;
		for (int i = 0; i < flow->n_nodes; i++)
			if (r.depth[i] != UINT8_MAX)
				reach_from(&r, flow, &flow->nodes[i], r.depth[i]);
	} while (r.moved);
	for (int i = 0; i < flow->n_nodes; i++) {
		const struct flow_node *n = &flow->nodes[i];

		if (r.depth[i] == UINT8_MAX)
			flow_fault(src, n->line, "node %s can never be reached", n->name);
		else if (n->kind == FLOW_MENU && r.depth[i] > FLOW_DEPTH)
			flow_fault(src, n->line, "menu %s is %d menus deep, %d is the most (IVR-07)", n->name,
			    r.depth[i], FLOW_DEPTH);
	}
}

/* These only point on. */
static bool
passes_on(const struct flow_node *n)
{
	return n->kind == FLOW_HOURS || n->kind == FLOW_CALLER;
}

/* A circle of such nodes waits for nothing.  Strike out those that lead elsewhere alone; what is left goes round. */
static void
check_circles(struct flow_source *src)
{
	const struct flow *flow = src->flow;
	bool in[FLOW_NODES];
	bool moved = true;

	for (int i = 0; i < flow->n_nodes; i++)
		in[i] = passes_on(&flow->nodes[i]);
	while (moved) {
		moved = false;
		for (int i = 0; i < flow->n_nodes; i++) {
			const struct flow_node *n = &flow->nodes[i];
			bool on = n->next < flow->n_nodes && in[n->next];

			on = on || (n->failed < flow->n_nodes && in[n->failed]);
			for (int k = n->first_row; k < n->first_row + n->n_rows; k++)
				on = on || (flow->rows[k].to < flow->n_nodes && in[flow->rows[k].to]);
			if (in[i] && !on) {
				in[i] = false;
				moved = true;
			}
		}
	}
	for (int i = 0; i < flow->n_nodes; i++)
		if (in[i])
			flow_fault(src, flow->nodes[i].line, "node %s can go round in a circle without ever waiting",
			    flow->nodes[i].name);
}

void
flow_check(struct flow_source *src)
{
	const struct flow *flow = src->flow;

	for (int i = 0; i < flow->n_nodes; i++) {
		const struct flow_node *n = &flow->nodes[i];

		if (n->kind == FLOW_MENU)
			check_keys(src, n);
		check_prompts(src, n);
	}
	check_reach(src);
	check_circles(src);
}
