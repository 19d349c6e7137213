/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an operator can look at, and do to B-channels.
 */
#include "trunk/pri/prid.h"

#include "base/alarm.h"
#include "base/clock.h"
#include "trunk/selection.h"

#include <errno.h>
#include <string.h>

int
prid_print_dchannels(const struct prid *p, FILE *to)
{
	fprintf(to, "span  side     state  group                 in call  free  to restart  alarms\n");
	for (uint16_t i = 0; i < p->n_dchans; i++) {
		const struct dchan *d = &p->dchans[i];
		int idle = 0, reset = 0, busy = 0;

		for (int slot = 1; slot < SPAN_SLOTS; slot++) {
			const struct bchan *b = &d->bchans[slot];

			if (!b->equipped)
				continue;
			reset += b->to_reset || b->state == BCHAN_RESTARTING;
			idle += b->state == BCHAN_IDLE && !b->to_reset;
			busy += b->state != BCHAN_IDLE && b->state != BCHAN_RESTARTING;
		}
		fprintf(to, "%4u  %-7s  %-5s  %-20.20s  %7d  %4d  %10d  %#x\n", d->number,
		    d->network ? "network" : "user", d->up ? "up" : "down", p->site->groups[d->group].name, busy, idle,
		    reset, span_alarms(d->span));
	}
	return 0;
}

void
prid_alarms(const struct prid *p, struct alarm_board *board)
{
	char name[TEXT_LABEL];

	for (uint16_t i = 0; i < p->n_dchans; i++) {
		const struct dchan *d = &p->dchans[i];

		snprintf(name, sizeof(name), "D-channel %u", d->number);
		if (!d->up)
			alarm_stands(board, ALARM_DCHAN_DOWN, d->number, name, p->site->groups[d->group].name);
	}
}

/* ---- which B-channels ---- */

static int
select_channels(const struct prid *p, int argc, char **argv, struct selection *s, FILE *to)
{
	return selection_read(s, p->site, GROUP_PRI, "B-channels", argc, argv, to);
}

static int
is_selected(const struct selection *s, const struct dchan *d, const struct bchan *b)
{
	return b->equipped && selection_has(s, d->group, d->number, b->slot);
}

static void
print_channel(const struct prid *p, const struct dchan *d, const struct bchan *b, FILE *to)
{
	char place[16];

	snprintf(place, sizeof(place), "%u:%u", d->number, b->slot);
	fprintf(to, "%-12s %5u  %-6s %-15s %6lld s  %-14s", p->site->groups[d->group].name, b->slot, place,
	    bchan_states[b->state], b->since_us ? (long long)((p->now_us - b->since_us) / US_PER_SEC) : 0,
	    b->blocked ? "here" : "-");
	if (b->leg)
		fprintf(to, " leg %08x", b->leg);
	fprintf(to, "%s\n", b->to_reset ? " to restart" : "");
}

int
prid_print_circuits(const struct prid *p, int argc, char **argv, FILE *to)
{
	struct selection s;
	int rc = select_channels(p, argc, argv, &s, to), n = 0;

	if (rc)
		return rc;
	fprintf(
	    to, "%-12s %5s  %-6s %-15s %8s  %-14s %s\n", "GROUP", "CHAN", "SLOT", "STATE", "FOR", "BLOCKED", "CALL");
	for (uint16_t i = 0; i < p->n_dchans; i++)
		for (int slot = 1; slot < SPAN_SLOTS; slot++) {
			const struct dchan *d = &p->dchans[i];

			if (!is_selected(&s, d, &d->bchans[slot]))
				continue;
			print_channel(p, d, &d->bchans[slot], to);
			n++;
		}
	return n ? 0 : -ENOENT;
}

/* ---- spans ---- */

static char
mark_of(const struct dchan *d, const struct bchan *b)
{
	if (b->slot == PRI_D_SLOT)
		return 'S';
	if (!b->equipped)
		return '-';
	if (b->state == BCHAN_RESTARTING || b->to_reset || !d->up)
		return b->state == BCHAN_IDLE || b->state == BCHAN_RESTARTING ? '!' : '>';
	return b->state != BCHAN_IDLE ? '>' : b->blocked ? 'x' : '.';
}

void
prid_print_spans(const struct prid *p, FILE *to)
{
	for (uint16_t i = 0; i < p->n_dchans; i++) {
		const struct dchan *d = &p->dchans[i];
		const struct conf_span *conf = site_span(p->site, d->number);
		unsigned busy = 0, equipped = 0;
		char marks[SPAN_SLOTS];

		for (int slot = 1; slot < SPAN_SLOTS; slot++) {
			marks[slot - 1] = mark_of(d, &d->bchans[slot]);
			busy += marks[slot - 1] == '>';
			equipped += d->bchans[slot].equipped;
		}
		marks[SPAN_SLOTS - 1] = '\0';
		fprintf(to, "E1-%-3u %-16.16s PRI %s %3u/%u\n", d->number, conf ? conf->name : "", marks, busy, equipped);
	}
}

/* ---- commands ---- */

static void
block(struct dchan *d, struct bchan *b)
{
	b->blocked = 1;
}

static void
unblock(struct dchan *d, struct bchan *b)
{
	b->blocked = 0;
}

/* Its call is cleared first; RESTART follows as soon as the channel is idle (dchan.c). */
static void
reset(struct dchan *d, struct bchan *b)
{
	struct msg_line cut = { .leg = b->leg, .cause = PRI_CAUSE_NORMAL_TEMPORARY_FAILURE };

	if (b->state != BCHAN_IDLE && b->state != BCHAN_RESTARTING)
		bchan_event(d, b, EV_RELEASE, &cut);
	b->to_reset = 1;
}

/* clang-format off */
static const struct {
	const char *verb;
	void (*run)(struct dchan *d, struct bchan *b);
	const char *done;
} commands[] = {
	{ "block",   block,   "blocked here: no new calls (Euro-ISDN has no message that tells the far end)" },
	{ "unblock", unblock, "can take calls again" },
	{ "reset",   reset,   "will be restarted, one after the other; `zongji circuits` shows how far it is" },
};
/* clang-format on */

int
prid_circuit_command(struct prid *p, int argc, char **argv, FILE *to)
{
	struct selection s;
	size_t row = 0;
	int rc = argc > 1 ? select_channels(p, argc, argv, &s, to) : -EINVAL, n = 0;

	if (argc == 1)
		fprintf(to, "which B-channels?  GROUP, GROUP SLOT, GROUP SLOT-SLOT, or span N\n");
	if (rc)
		return rc;
	while (strcmp(commands[row].verb, argv[0]) != 0)
		row++;
	for (uint16_t i = 0; i < p->n_dchans; i++)
		for (int slot = 1; slot < SPAN_SLOTS; slot++)
			if (is_selected(&s, &p->dchans[i], &p->dchans[i].bchans[slot])) {
				commands[row].run(&p->dchans[i], &p->dchans[i].bchans[slot]);
				n++;
			}
	if (n)
		fprintf(to, "%d B-channels: %s\n", n, commands[row].done);
	else
		fprintf(to, "no such B-channels; `zongji circuits` lists them\n");
	return n ? 0 : -ENOENT;
}
