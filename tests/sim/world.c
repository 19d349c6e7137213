/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Clock, events and wiring.  Messages between cores take 50 us, a signalling unit a millisecond: enough for things to cross.
 */
#include "tests/sim/world.h"

#include "acd/core.h"
#include "acd/flow.h"
#include "base/clock.h"
#include "isup/core.h"

#include <stdlib.h>
#include <string.h>

#define RING_US 50
#define UNIT_US 1000

struct event {
	int64_t due;
	uint64_t order;
	event_h *h;
	uint32_t a, b, len;
	uint8_t data[CORE_OUT_MAX] __attribute__((aligned(8)));
};

struct events {
	struct event **heap;
	size_t n, room;
	struct event **spare;
	size_t n_spare, room_spare;
	uint64_t order;
};

/* ---- events ---- */

static bool
before(const struct event *a, const struct event *b)
{
	return a->due != b->due ? a->due < b->due : a->order < b->order;
}

static void
push(struct events *q, struct event *e)
{
	if (q->n == q->room) {
		q->room = q->room ? q->room * 2 : 1024;
		q->heap = realloc(q->heap, q->room * sizeof(*q->heap));
	}
	size_t at = q->n++;
	while (at > 0 && before(e, q->heap[(at - 1) / 2])) {
		q->heap[at] = q->heap[(at - 1) / 2];
		at = (at - 1) / 2;
	}
	q->heap[at] = e;
}

static struct event *
pop(struct events *q)
{
	struct event *top = q->heap[0], *last = q->heap[--q->n];
	size_t at = 0;

	for (size_t child; (child = 2 * at + 1) < q->n; at = child) {
		if (child + 1 < q->n && before(q->heap[child + 1], q->heap[child]))
			child++;
		if (!before(q->heap[child], last))
			break;
		q->heap[at] = q->heap[child];
	}
	if (q->n)
		q->heap[at] = last;
	return top;
}

void
world_after(struct world *w, int64_t delay_us, event_h *h, uint32_t a, uint32_t b, const void *data, uint32_t len)
{
	struct events *q = w->events;
	struct event *e = q->n_spare ? q->spare[--q->n_spare] : malloc(sizeof(*e));

	if (len > sizeof(e->data))
		abort();
	e->due = w->now_us + delay_us;
	e->order = ++q->order;
	e->h = h;
	e->a = a;
	e->b = b;
	e->len = len;
	if (len)
		memcpy(e->data, data, len);
	push(q, e);
}

static void
spare(struct events *q, struct event *e)
{
	if (q->n_spare == q->room_spare) {
		q->room_spare = q->room_spare ? q->room_spare * 2 : 1024;
		q->spare = realloc(q->spare, q->room_spare * sizeof(*q->spare));
	}
	q->spare[q->n_spare++] = e;
}

/* ---- chance ---- */

uint32_t
world_draw(struct world *w, uint32_t n)
{
	w->seed = w->seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)((w->seed >> 33) % n);
}

bool
world_chance(struct world *w, uint32_t percent)
{
	return world_draw(w, 100) < percent;
}

int64_t
world_time(struct world *w, int64_t least_ms, int64_t most_ms)
{
	return (least_ms + world_draw(w, (uint32_t)(most_ms - least_ms + 1))) * US_PER_MS;
}

/* ---- wiring ---- */

static void
deliver(struct world *w, uint32_t a, uint32_t b, const void *data, uint32_t len)
{
	world_feed(w, (enum box_id)(a >> 16), (uint16_t)a, (uint16_t)b, data, len);
}

static void
pass(struct world *w, enum box_id to, uint16_t from, uint16_t type, const void *data, uint32_t len, int64_t delay)
{
	world_after(w, delay, deliver, (uint32_t)to << 16 | from, type, data, len);
}

static struct world *the_world; /* the ops have no argument of their own */

static struct box *
box_of(struct core_out *out)
{
	return (struct box *)(void *)((char *)out - offsetof(struct box, out));
}

static void
on_send(struct core_out *out, enum role to, uint16_t type, const void *data, uint32_t len)
{
	struct world *w = the_world;
	struct box *box = box_of(out);

	if (!msg_check(box->core->role, to, type, len))
		abort(); /* a core broke the catalogue */
	if (box->id == BOX_ISUP)
		pass(w, BOX_ACD, ROLE_ISUP, type, data, len, RING_US);
	else if (box->id == BOX_FAR)
		people_from_far(w, type, data, len);
	else if (to == ROLE_ISUP)
		pass(w, BOX_ISUP, ROLE_ACD, type, data, len, RING_US);
	else
		people_from_acd(w, to, type, data, len);
}

static void
on_local(struct core_out *out, uint16_t kind, uint32_t addr, const void *data, uint32_t len)
{
	struct world *w = the_world;
	struct box *box = box_of(out);
	struct {
		struct isup_in_unit head;
		uint8_t octets[300];
	} unit;

	if (box->id == BOX_ACD) {
		people_desk(w, addr, data, len);
		return;
	}
	if (kind != ISUP_OUT_UNIT || len > sizeof(unit.octets))
		abort();
	unit.head.link = (uint16_t)addr;
	unit.head.len = (uint16_t)len;
	memcpy(unit.head.octets, data, len);
	pass(w, box->id == BOX_ISUP ? BOX_FAR : BOX_ISUP, CORE_FROM_LINE, ISUP_IN_UNIT, &unit,
	    (uint32_t)sizeof(unit.head) + len, UNIT_US);
}

static void
on_trace(struct core_out *out, uint16_t kind, uint64_t ref, const void *data, uint32_t len)
{
}

static void
on_log(struct core_out *out, int level, const char *line)
{
	if (getenv("SIM_LOG"))
		fprintf(stderr, "%12lld %s: %s\n", (long long)the_world->now_us, box_of(out)->core->name, line);
}

static void
on_count(struct core_out *out, uint16_t id, uint16_t which, int64_t n)
{
}

static const struct core_out_ops ops = { on_send, on_local, on_trace, on_log, on_count };

void
world_feed(struct world *w, enum box_id id, uint16_t from, uint16_t type, const void *data, uint32_t len)
{
	struct box *box = &w->boxes[id];
	struct core_input in = { w->now_us, ++box->serial, from, type, len, data };

	the_world = w;
	w->steps++;
	box->core->step(box->arena, &in, &box->out);
}

/* ---- open, run ---- */

static bool
any_prompt(void *arg, const char *name)
{
	return true;
}

static int
queue_code(void *arg, const char *name)
{
	const struct site *site = arg;
	int i = site_queue_by_name(site, name);

	return i < 0 ? -1 : site->queues[i].code;
}

static void
load_flow(struct world *w, const char *name)
{
	static struct flow flow;
	static char text[65536];
	char path[128], why[1024];
	struct flow_names names = { .prompt = any_prompt, .queue = queue_code, .arg = &w->site };

	snprintf(path, sizeof(path), "flows/%s.flow", name);
	FILE *file = fopen(path, "r");
	if (!file) {
		fprintf(stderr, "%s: not there\n", path);
		exit(2);
	}
	text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
	fclose(file);
	memset(&flow, 0, sizeof(flow));
	if (flow_compile(&flow, name, path, text, &names, why, sizeof(why)) < 0) {
		fprintf(stderr, "%s", why);
		exit(2);
	}
	world_feed(w, BOX_ACD, CORE_FROM_CTL, ACD_CTL_FLOW, &flow, flow_size(&flow));
}

static void
open_box(struct world *w, enum box_id id, const struct core *core, const struct site *site)
{
	struct box *box = &w->boxes[id];

	box->id = id;
	box->core = core;
	box->size = core->size(site);
	box->arena = calloc(1, box->size);
	box->out.ops = &ops;
	core->init(box->arena, site, w->seed + id);
	world_feed(w, id, CORE_FROM_SELF, CORE_STARTED, NULL, 0);
}

void
world_open(struct world *w, uint64_t seed)
{
	char why[320];

	memset(w, 0, sizeof(*w));
	w->seed = seed;
	w->now_us = INT64_C(1900000000) * US_PER_SEC;
	w->events = calloc(1, sizeof(*w->events));
	w->facts_hash = UINT64_C(0xcbf29ce484222325);
	if (site_load(&w->site, "tests/sim/sim.conf", why, sizeof(why)) < 0) {
		fprintf(stderr, "%s\n", why);
		exit(2);
	}
	/* The carrier sees the same lines from the other end. */
	w->far_site = w->site;
	for (int i = 0; i < w->site.n_linksets; i++) {
		w->far_site.linksets[i].q704_t20_ms = 1000; /* both restart: one has to end first */
		memcpy(w->far_site.linksets[i].opc, w->site.linksets[i].apc, sizeof(w->site.linksets[i].opc));
		memcpy(w->far_site.linksets[i].apc, w->site.linksets[i].opc, sizeof(w->site.linksets[i].apc));
	}
	for (int i = 0; i < w->site.n_groups; i++) {
		w->far_site.groups[i].inbound = w->site.groups[i].outbound;
		w->far_site.groups[i].outbound = w->site.groups[i].inbound;
	}
	open_box(w, BOX_ACD, &acd_core, &w->site);
	load_flow(w, "main");
	load_flow(w, "repair");
	load_flow(w, "fax");
	open_box(w, BOX_ISUP, &isup_core, &w->site);
	open_box(w, BOX_FAR, &isup_core, &w->far_site);
}

void
world_close(struct world *w)
{
	struct events *q = w->events;

	while (q->n)
		free(pop(q));
	while (q->n_spare)
		free(q->spare[--q->n_spare]);
	free(q->heap);
	free(q->spare);
	free(q);
	for (int i = 0; i < BOXES; i++)
		free(w->boxes[i].arena);
}

void
world_run(struct world *w, int64_t until_us)
{
	for (;;) {
		int64_t due = w->events->n ? w->events->heap[0]->due : TIME_NEVER;
		int tick = -1;

		for (int i = 0; i < BOXES; i++) {
			int64_t t = w->boxes[i].core->next_due(w->boxes[i].arena);
			if (t < due) {
				due = t;
				tick = i;
			}
		}
		if (due > until_us) {
			w->now_us = until_us;
			return;
		}
		if (due > w->now_us)
			w->now_us = due;
		if (tick >= 0) {
			world_feed(w, (enum box_id)tick, CORE_FROM_SELF, CORE_TICK, NULL, 0);
			continue;
		}
		struct event *e = pop(w->events);
		e->h(w, e->a, e->b, e->data, e->len);
		spare(w->events, e);
	}
}

static uint64_t
fnv(uint64_t hash, const void *data, size_t len)
{
	const uint8_t *p = data;

	while (len--)
		hash = (hash ^ *p++) * UINT64_C(0x100000001b3);
	return hash;
}

uint64_t
world_hash(const struct world *w)
{
	uint64_t hash = w->facts_hash;

	for (int i = 0; i < BOXES; i++)
		hash = fnv(hash, w->boxes[i].arena, w->boxes[i].size);
	return hash;
}
