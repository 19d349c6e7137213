/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an operator can look at, and do to channels. */
#include "trunk/sip/sipd.h"

#include "base/alarm.h"
#include "base/clock.h"
#include "trunk/selection.h"

#include <errno.h>
#include <string.h>

#define CAUSE_FAULT 41

static const char *
group_name(const struct sipd *s, unsigned trunk)
{
	return s->site->groups[s->trunks[trunk].group].name;
}

void
sipd_print_peers(const struct sipd *s, FILE *to)
{
	fprintf(to, "%-20s %-21s %-21s %-6s %7s %5s\n", "group", "we listen at", "peer", "state", "in call", "free");
	for (unsigned t = 0; t < s->n_trunks; t++) {
		const struct conf_group *conf = &s->site->groups[s->trunks[t].group];
		int busy = 0, idle = 0;

		for (unsigned i = 0; i < s->n_channels; i++) {
			busy += s->channels[i].trunk == t && s->channels[i].state != CHANNEL_IDLE;
			idle += s->channels[i].trunk == t && s->channels[i].state == CHANNEL_IDLE &&
			    !s->channels[i].blocked;
		}
		fprintf(to, "%-20.20s %-21.21s %-21.21s %-6s %7d %5d\n", conf->name, conf->sip_listen, conf->sip_peer,
		    s->trunks[t].up ? "up" : "down", busy, idle);
	}
}

void
sipd_alarms(const struct sipd *s, struct alarm_board *board)
{
	for (unsigned t = 0; t < s->n_trunks; t++)
		if (!s->trunks[t].up)
			alarm_stands(board, ALARM_SIP_PEER, s->trunks[t].group, group_name(s, t),
			    s->site->groups[s->trunks[t].group].sip_peer);
}

/* ---- which channels ---- */

static bool
is_selected(const struct sipd *s, const struct selection *sel, const struct channel *c)
{
	return selection_has(sel, s->trunks[c->trunk].group, s->spans[c->span].number, c->slot);
}

int
sipd_print_circuits(const struct sipd *s, int argc, char **argv, FILE *to)
{
	struct selection sel;
	int rc = selection_read(&sel, s->site, GROUP_SIP, "SIP channels", argc, argv, to), n = 0;

	if (rc)
		return rc;
	fprintf(
	    to, "%-12s %5s  %-6s %-15s %8s  %-14s %s\n", "GROUP", "CHAN", "SLOT", "STATE", "FOR", "BLOCKED", "CALL");
	for (unsigned i = 0; i < s->n_channels; i++) {
		const struct channel *c = &s->channels[i];
		char place[16];

		if (!is_selected(s, &sel, c))
			continue;
		snprintf(place, sizeof(place), "%u:%u", s->spans[c->span].number, c->slot);
		fprintf(to, "%-12s %5u  %-6s %-15s %6lld s  %-14s", group_name(s, c->trunk), c->slot, place,
		    channel_states[c->state], c->since_us ? (long long)((s->now_us - c->since_us) / US_PER_SEC) : 0,
		    c->blocked ? "here" : "-");
		if (c->leg)
			fprintf(to, " leg %08x", c->leg);
		fprintf(to, "\n");
		n++;
	}
	return n ? 0 : -ENOENT;
}

/* ---- spans ---- */

static char
mark_of(const struct sipd *s, const struct channel *c)
{
	if (c->state != CHANNEL_IDLE)
		return '>';
	return !s->trunks[c->trunk].up ? '!' : c->blocked ? 'x' : '.';
}

void
sipd_print_spans(const struct sipd *s, FILE *to)
{
	for (unsigned n = 0; n < s->n_spans; n++) {
		const struct conf_span *conf = site_span(s->site, s->spans[n].number);
		char marks[SPAN_SLOTS] = "-------------------------------";
		unsigned busy = 0, equipped = 0;

		for (unsigned i = 0; i < s->n_channels; i++) {
			const struct channel *c = &s->channels[i];

			if (c->span != n)
				continue;
			marks[c->slot - 1] = mark_of(s, c);
			busy += c->state != CHANNEL_IDLE;
			equipped++;
		}
		fprintf(to, "IP-%-3u %-16.16s SIP %s %3u/%u\n", s->spans[n].number, conf ? conf->name : "", marks, busy,
		    equipped);
	}
}

/* ---- commands ---- */

static void
block(struct sipd *s, struct channel *c)
{
	c->blocked = 1;
}

static void
unblock(struct sipd *s, struct channel *c)
{
	c->blocked = 0;
}

static void
reset(struct sipd *s, struct channel *c)
{
	const struct msg_line cut = { .leg = c->leg, .cause = CAUSE_FAULT };

	if (c->state != CHANNEL_IDLE && c->state != CHANNEL_CANCELLING && c->state != CHANNEL_CLEARING)
		channel_event(s, c, EV_RELEASE, &cut);
}

/* clang-format off */
static const struct {
	const char *verb;
	void (*run)(struct sipd *s, struct channel *c);
	const char *done;
} commands[] = {
	{ "block",   block,   "blocked here: no new calls; the peer is not told" },
	{ "unblock", unblock, "can take calls again" },
	{ "reset",   reset,   "their calls are cut" },
};
/* clang-format on */

int
sipd_circuit_command(struct sipd *s, int argc, char **argv, FILE *to)
{
	struct selection sel;
	size_t row = 0;
	int rc = argc > 1 ? selection_read(&sel, s->site, GROUP_SIP, "SIP channels", argc, argv, to) : -EINVAL, n = 0;

	if (argc == 1)
		fprintf(to, "which channels?  GROUP, GROUP SLOT, GROUP SLOT-SLOT, or span N\n");
	if (rc)
		return rc;
	while (strcmp(commands[row].verb, argv[0]) != 0)
		row++;
	for (unsigned i = 0; i < s->n_channels; i++)
		if (is_selected(s, &sel, &s->channels[i])) {
			commands[row].run(s, &s->channels[i]);
			n++;
		}
	if (n)
		fprintf(to, "%d channels: %s\n", n, commands[row].done);
	else
		fprintf(to, "no such channels; `zongji circuits` lists them\n");
	return n ? 0 : -ENOENT;
}
