/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Compiled flows: size, hash, and the check that lets one into the core.
 */
#include "acd/flow.h"

#include <string.h>

const char *const flow_kind_name[FLOW_KINDS] = {
	[FLOW_PLAY] = "play",
	[FLOW_MENU] = "menu",
	[FLOW_COLLECT] = "collect",
	[FLOW_QUEUE] = "queue",
	[FLOW_HOURS] = "hours",
	[FLOW_CALLER] = "caller",
	[FLOW_HANGUP] = "hangup",
	[FLOW_QUERY] = "query",
	[FLOW_MESSAGE] = "message",
	[FLOW_FAX] = "fax",
};

uint32_t
flow_size(const struct flow *flow)
{
	return (uint32_t)(offsetof(struct flow, nodes) + flow->n_nodes * sizeof(struct flow_node));
}

/* FNV-1a over everything behind the version. */
uint32_t
flow_hash(const struct flow *flow)
{
	const uint8_t *p = (const uint8_t *)flow + offsetof(struct flow, name);
	const uint8_t *end = (const uint8_t *)flow + flow_size(flow);
	uint32_t h = 2166136261u;

	while (p < end)
		h = (h ^ *p++) * 16777619u;
	return h;
}

static bool
ended(const char *text, size_t size)
{
	return memchr(text, '\0', size) != NULL;
}

static bool
node_valid(const struct flow *flow, const struct flow_node *n)
{
	if (n->kind >= FLOW_KINDS || n->n_prompts > FLOW_PROMPTS || n->first_row + n->n_rows > flow->n_rows)
		return false;
	if (!ended(n->name, sizeof(n->name)))
		return false;
	for (int i = 0; i < n->n_prompts; i++) {
		const char *p = n->prompt[i];

		if (!ended(p, FLOW_PROMPT) || (p[0] == '$' && (p[1] < '0' || p[1] >= '0' + FLOW_VARS)))
			return false;
	}
	if (n->kind == FLOW_MENU || n->kind == FLOW_COLLECT || n->kind == FLOW_MESSAGE)
		if (!n->tries || n->silence_ms < 1000 || n->silence_ms > 600000)
			return false;
	if (n->kind == FLOW_QUERY)
		return n->var < FLOW_VARS && n->from <= FLOW_VARS;
	if (n->kind == FLOW_COLLECT)
		return n->most >= 1 && n->most < NUMBER_DIGITS && n->least <= n->most && n->var < FLOW_VARS;
	return n->priority <= 9;
}

bool
flow_valid(const void *data, uint32_t len)
{
	const struct flow *flow = data;

	if (len < offsetof(struct flow, nodes) || flow->abi != FLOW_ABI)
		return false;
	if (flow->n_nodes < 1 || flow->n_nodes > FLOW_NODES || flow->n_rows > FLOW_ROWS || len < flow_size(flow))
		return false;
	if (!ended(flow->name, sizeof(flow->name)) || flow->version != flow_hash(flow))
		return false;
	for (int i = 0; i < flow->n_rows; i++)
		if (!ended(flow->rows[i].text, sizeof(flow->rows[i].text)))
			return false;
	for (int i = 0; i < flow->n_nodes; i++)
		if (!node_valid(flow, &flow->nodes[i]))
			return false;
	return true;
}
