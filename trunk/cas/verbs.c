/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an operator can look at, and do to loops.
 */
#include "trunk/cas/cas.h"

#include "base/clock.h"
#include "trunk/selection.h"

#include <errno.h>
#include <string.h>

static const char *
hook_of(const struct bank *b, const struct loop *l)
{
	static const char *const words[] = {
		[SPAN_HOOK_ON] = "on-hook", [SPAN_HOOK_RING] = "rings", [SPAN_HOOK_OFF] = "off-hook"
	};
	int heard = span_loop_heard(b->span, l->slot);

	return heard < 0 || heard > SPAN_HOOK_OFF ? "?" : words[heard];
}

static void
print_loop(const struct cas *c, const struct bank *b, const struct loop *l, FILE *to)
{
	char place[16];

	snprintf(place, sizeof(place), "%u:%u", b->number, l->slot);
	fprintf(to, "%-12s %5u  %-6s %-15s %6lld s  %-14s %-12s %-9s", c->site->groups[l->group].name, l->slot, place,
	    loop_states[l->state], (long long)((c->now_us - l->since_us) / US_PER_SEC), l->blocked ? "here" : "-",
	    l->number, hook_of(b, l));
	if (l->leg)
		fprintf(to, " leg %08x", l->leg);
	fputc('\n', to);
}

int
cas_print_circuits(struct cas *c, int argc, char **argv, FILE *to)
{
	struct selection s;
	struct bank *b = c->banks;
	int rc = selection_read(&s, c->site, GROUP_CAS, "loops", argc, argv, to), n = 0;

	if (rc)
		return rc;
	fprintf(to, "%-12s %5s  %-6s %-15s %8s  %-14s %-12s %-9s %s\n", "GROUP", "SLOT", "PLACE", "STATE", "FOR",
	    "BLOCKED", "NUMBER", "HOOK", "CALL");
	for (struct loop *l = NULL; (l = cas_next(c, &b, l));)
		if (selection_has(&s, l->group, b->number, l->slot)) {
			print_loop(c, b, l, to);
			n++;
		}
	return n ? 0 : -ENOENT;
}

/* ---- spans ---- */

static char
mark_of(const struct bank *b, int slot)
{
	const struct loop *l = &b->loops[slot];

	if (slot == CAS_SLOT)
		return 'S';
	if (!l->equipped)
		return '-';
	if (b->alarm || l->state == LOOP_SETTLING)
		return loop_in_call(l) ? '>' : '!';
	return l->state != LOOP_IDLE ? '>' : l->blocked ? 'x' : '.';
}

void
cas_print_spans(struct cas *c, FILE *to)
{
	for (uint16_t i = 0; i < c->n_banks; i++) {
		const struct bank *b = &c->banks[i];
		const struct conf_span *conf = site_span(c->site, b->number);
		unsigned busy = 0, equipped = 0;
		char marks[SPAN_SLOTS];

		for (int slot = 1; slot < SPAN_SLOTS; slot++) {
			marks[slot - 1] = mark_of(b, slot);
			busy += marks[slot - 1] == '>';
			equipped += b->loops[slot].equipped;
		}
		marks[SPAN_SLOTS - 1] = '\0';
		fprintf(
		    to, "E1-%-3u %-16.16s CAS %s %3u/%u\n", b->number, conf ? conf->name : "", marks, busy, equipped);
	}
}

/* ---- commands ---- */

static void
block(struct bank *b, struct loop *l)
{
	l->blocked = 1;
}

static void
unblock(struct bank *b, struct loop *l)
{
	l->blocked = 0;
}

/* An exchange's ringing cannot be ended: its call is ignored until it stops. */
static void
reset(struct bank *b, struct loop *l)
{
	const struct msg_line cut = { .cause = 41 };

	if (loop_in_call(l))
		loop_event(b, l, EV_RELEASE, &cut);
	else
		loop_set(b, l, SPAN_HOOK_ON);
	loop_look(b, l);
}

/* clang-format off */
static const struct {
	const char *verb;
	void (*run)(struct bank *b, struct loop *l);
	const char *done;
} commands[] = {
	{ "block",   block,   "blocked here: telephones are not rung, what an exchange rings is not taken" },
	{ "unblock", unblock, "can take calls again" },
	{ "reset",   reset,   "put on-hook" },
};
/* clang-format on */

int
cas_circuit_command(struct cas *c, int argc, char **argv, FILE *to)
{
	struct selection s;
	struct bank *b = c->banks;
	size_t row = 0;
	int n = 0;

	if (argc == 1) {
		fprintf(to, "which loops?  GROUP, GROUP SLOT, GROUP SLOT-SLOT, or span N\n");
		return -EINVAL;
	}
	int rc = selection_read(&s, c->site, GROUP_CAS, "loops", argc, argv, to);
	if (rc)
		return rc;
	while (strcmp(commands[row].verb, argv[0]) != 0)
		row++;
	for (struct loop *l = NULL; (l = cas_next(c, &b, l));)
		if (selection_has(&s, l->group, b->number, l->slot)) {
			commands[row].run(b, l);
			n++;
		}
	if (n)
		fprintf(to, "%d loops: %s\n", n, commands[row].done);
	else
		fprintf(to, "no such loops; `zongji circuits` lists them\n");
	return n ? 0 : -ENOENT;
}
