/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Circuits, groups and links as text.
 */
#include "isup/view.h"
#include "isup/exchange.h"
#include "isup/label.h"
#include "isup/mtp3.h"

#include <string.h>

#define BLOCKED_TEXT 48 /* all six words */

/* The accessors of exchange.h serve the core, which writes; here nothing is written. */
static struct isup *
arena(const struct isup *isup)
{
	return (struct isup *)(uintptr_t)isup;
}

static const char *
blocked_text(const struct circuit *c, char text[BLOCKED_TEXT])
{
	static const struct {
		unsigned bit;
		const char *word;
	} words[] = { { BLOCKED_HERE, "here" }, { BLOCKED_HERE_HW, "here-hw" }, { BLOCKED_SPAN, "span" },
		{ BLOCKED_STANDBY, "standby" }, { BLOCKED_THERE, "far" }, { BLOCKED_THERE_HW, "far-hw" } };
	size_t at = 0;

	text[0] = 0;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (c->blocked & words[i].bit)
			at += (size_t)snprintf(text + at, BLOCKED_TEXT - at, " %s", words[i].word);
	return text[0] ? text + 1 : "-";
}

static const char *
timer_text(const struct circuit *c)
{
	unsigned which = c->running[SLOT_CALL] ? c->running[SLOT_CALL] : c->running[SLOT_LONG];

	return circuit_timer_text[which ? which : c->running[SLOT_BLOCK_LONG]];
}

static void
print_circuit(const struct circuit *c, const struct group *g, int64_t now_us, FILE *to)
{
	int64_t seconds = c->since_us ? (now_us - c->since_us) / 1000000 : 0;
	char blocked[BLOCKED_TEXT], place[16];

	snprintf(place, sizeof(place), "%u:%u", c->span, c->slot);
	fprintf(to, "%-12s %5u  %-6s %-15s %6lld s  %-14s", g->conf.name, c->cic, place, circuit_fsm.states[c->state],
	    (long long)seconds, blocked_text(c, blocked));
	if (circuit_has_call(c))
		fprintf(to, " %s -> %s", c->caller.len ? c->caller.digits : "?", c->called.digits);
	else if (c->state != CIR_IDLE)
		fprintf(to, " %s", circuit_state_text[c->state]);
	if (timer_text(c)[0])
		fprintf(to, " [%s]", timer_text(c));
	fputc('\n', to);
}

void
view_circuit_heading(FILE *to)
{
	fprintf(to, "%-12s %5s  %-6s %-15s %8s  %-14s %s\n", "GROUP", "CIC", "SLOT", "STATE", "FOR", "BLOCKED", "CALL");
}

int
view_circuit(const struct isup *isup, unsigned index, int64_t now_us, FILE *to)
{
	struct isup *room = arena(isup);

	if (index >= isup_exchange(room)->n_circuits)
		return 0;
	print_circuit(circuit_at(room, index), group_of(room, circuit_at(room, index)), now_us, to);
	return 1;
}

int
view_circuits(const struct isup *isup, const char *group, int cic, int64_t now_us, FILE *to)
{
	struct isup *room = arena(isup);
	const struct exchange *x = isup_exchange(room);
	int n = 0;

	view_circuit_heading(to);
	for (unsigned i = 0; i < x->n_circuits; i++) {
		const struct circuit *c = circuit_at(room, i);

		if ((group && strcmp(group, group_of(room, c)->conf.name) != 0) || (cic >= 0 && cic != c->cic))
			continue;
		n += view_circuit(isup, i, now_us, to);
	}
	return n;
}

struct tally {
	unsigned free, blocked, down;
};

static struct tally
tally_of(struct isup *isup, unsigned group)
{
	struct tally tally = { 0 };

	for (unsigned i = 0; i < isup_exchange(isup)->n_circuits; i++) {
		const struct circuit *c = circuit_at(isup, i);

		if (c->group != group)
			continue;
		tally.free += c->state == CIR_IDLE && !c->blocked;
		tally.blocked += c->blocked != 0;
		tally.down += c->state != CIR_IDLE && !circuit_has_call(c);
	}
	return tally;
}

int
view_groups(const struct isup *isup, const struct site *site, FILE *to)
{
	struct isup *room = arena(isup);
	const struct exchange *x = isup_exchange(room);
	char pc[PC_TEXT];

	fprintf(to, "%-12s %-12s %-12s %8s %5s %7s %7s %8s %9s\n", "GROUP", "EXCHANGE", "SIGNALLING", "CIRCUITS",
	    "FREE", "IN", "OUT", "BLOCKED", "NOT READY");
	for (unsigned i = 0; i < x->n_groups; i++) {
		const struct group *g = group_at(room, i);
		const struct remote *r = remote_at(room, g->remote);
		struct tally t = tally_of(room, i);
		char in[16], out[16];

		snprintf(in, sizeof(in), "%u/%u", g->used_in, g->inbound);
		snprintf(out, sizeof(out), "%u/%u", g->used_out, g->outbound);
		fprintf(to, "%-12s %-12s %-12s %8u %5u %7s %7s %8u %9u\n", g->conf.name,
		    label_pc_print(site->linksets[r->linkset].label, r->pc, pc),
		    !r->reachable       ? "unreachable"
		        : r->user_away  ? "no ISUP"
		        : r->congestion ? "congested"
		                        : "up",
		    g->circuits, t.free, in, out, t.blocked, t.down);
	}
	return x->n_groups;
}

static const char *
remarks(const struct mtp_link_view *v)
{
	if (v->alarm)
		return "line alarm";
	if (v->outage)
		return v->outage == 2 ? "far processor outage" : "processor outage";
	if (v->inhibited)
		return v->inhibited == 2 ? "inhibited by the far end" : "inhibited";
	return "";
}

/* What level 3 makes of it; level 2 only when it is not what level 3 says anyway. */
static void
link_state(const struct mtp_link_view *v, char text[40])
{
	const char *level3 = v->available ? "in service" : v->level3;

	if (strcmp(level3, v->level2) == 0)
		snprintf(text, 40, "%s", level3);
	else
		snprintf(text, 40, "%s, %s", level3, v->level2);
}

int
view_links(const struct isup *isup, const struct site *site, int64_t now_us, FILE *to)
{
	const struct mtp *mtp = isup_mtp(arena(isup));
	struct mtp_link_view v;
	char state[40], slot[16];
	unsigned i = 0;

	fprintf(to, "%-4s %-16s %3s  %-6s %-28s %10s %7s  %s\n", "LINK", "LINK SET", "SLC", "SLOT", "STATE", "FOR",
	    "WAITING", "REMARKS");
	for (; mtp_link_view(mtp, i, &v) == 0; i++) {
		link_state(&v, state);
		snprintf(slot, sizeof(slot), "%d:%d", site->links[i].span, site->links[i].slot);
		fprintf(to, "%-4u %-16s %3d  %-6s %-28s %8lld s %7u  %s\n", i, site->linksets[v.linkset].name, v.slc,
		    slot, state, (long long)((now_us - v.since_us) / 1000000), v.waiting, remarks(&v));
	}
	return (int)i;
}

/* ---- spans ---- */

static char
mark_of(const struct circuit *c)
{
	if (circuit_has_call(c))
		return '>';
	if (c->blocked)
		return 'x';
	return c->state == CIR_IDLE ? '.' : '!';
}

static void
print_span(struct isup *isup, const struct site *site, const struct conf_span *span, FILE *to)
{
	char marks[33] = "-------------------------------";
	unsigned busy = 0, equipped = 0;

	for (unsigned i = 0; i < isup_exchange(isup)->n_circuits; i++) {
		const struct circuit *c = circuit_at(isup, i);

		if (c->span != span->number || c->slot < 1 || c->slot > 31)
			continue;
		marks[c->slot - 1] = mark_of(c);
		busy += (unsigned)circuit_has_call(c);
		equipped++;
	}
	for (int i = 0; i < site->n_links; i++)
		if (site->links[i].span == span->number)
			marks[site->links[i].slot - 1] = 'S', equipped += !equipped;
	if (equipped)
		fprintf(to, "E1-%-3d %-16.16s SS7 %s %3u/%u\n", span->number, span->name, marks, busy, equipped);
}

void
view_spans(const struct isup *isup, const struct site *site, FILE *to)
{
	for (int i = 0; i < site->n_spans; i++)
		print_span(arena(isup), site, &site->spans[i], to);
}

int
view_routes(const struct isup *isup, const struct site *site, FILE *to)
{
	const struct mtp *mtp = isup_mtp(arena(isup));
	struct mtp_route_view v;
	char pc[PC_TEXT];
	unsigned i = 0;

	fprintf(to, "%-14s %-13s %-16s %8s  %-14s %s\n", "DESTINATION", "REACHED", "LINK SET", "PRIORITY", "ROUTE",
	    "CARRIES");
	for (; mtp_route_view(mtp, i, &v) == 0; i++)
		fprintf(to, "%-14s %-13s %-16s %8d  %-14s %u of %u\n", label_pc_print(v.form, v.pc, pc),
		    v.reachable ? "yes" : "no", site->linksets[v.linkset].name, v.priority, v.state, v.carries, v.values);
	return (int)i;
}

int
view_group_index(const struct isup *isup, const char *name)
{
	struct isup *room = arena(isup);

	for (unsigned i = 0; i < isup_exchange(room)->n_groups; i++)
		if (strcmp(group_at(room, i)->conf.name, name) == 0)
			return group_at(room, i)->index;
	return -1;
}
