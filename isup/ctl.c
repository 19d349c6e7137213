/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an operator says to isupd, word by word.
 *
 * Commands are two tables, one for what can be done to circuits and one for what can be done to links; a row names the
 * verb, the input of the core it becomes, and the sentence that tells what went out and what comes back.  Circuits are
 * named by GROUP, GROUP CIC, GROUP CIC-CIC, or `span N`.  A name that does not exist is answered by those that do.
 */
#include "isup/ctl.h"

#include "isup/core.h"
#include "isup/exchange.h"
#include "isup/mtp3.h"
#include "isup/view.h"

#include "base/clock.h"
#include "base/words.h"

#include <errno.h>
#include <string.h>

#define CIC_MOST 16383 /* of the widest CIC */

static struct isup *
arena(const struct svc_run *run)
{
	return (struct isup *)(uintptr_t)keep_arena(run->keep);
}

/* ---- words ---- */

static int
no_such_group(struct isup *isup, const char *name, FILE *to)
{
	fprintf(to, "no No. 7 trunk group %s; there are:", name);
	for (unsigned i = 0; i < isup_exchange(isup)->n_groups; i++)
		fprintf(to, " %s", group_at(isup, i)->conf.name);
	fputc('\n', to);
	return -ENOENT;
}

/* ---- which circuits ---- */

struct selection {
	int group; /* index in the configuration, or -1: any */
	int span;  /* or -1: any */
	int first_cic, last_cic;
};

/* The words from `at` on: GROUP [CIC[-CIC]], or span N.  How many words were used, or -errno with the reason told. */
static int
select_circuits(struct svc_run *run, int argc, char **argv, int at, struct selection *s, FILE *to)
{
	*s = (struct selection){ .group = -1, .span = -1, .last_cic = CIC_MOST };
	if (at < argc && strcmp(argv[at], "span") == 0) {
		s->span = at + 1 < argc ? words_number(argv[at + 1], 64) : -1;
		if (s->span > 0)
			return 2;
		fprintf(to, "which span?  `span 1`\n");
		return -EINVAL;
	}
	if (at >= argc) {
		fprintf(to, "which circuits?  GROUP, GROUP CIC, GROUP CIC-CIC, or span N\n");
		return -EINVAL;
	}
	s->group = view_group_index(arena(run), argv[at]);
	if (s->group < 0)
		return no_such_group(arena(run), argv[at], to);
	if (at + 1 >= argc || argv[at + 1][0] < '0' || argv[at + 1][0] > '9')
		return 1;
	if (words_range(argv[at + 1], 0, CIC_MOST, &s->first_cic, &s->last_cic) == 0)
		return 2;
	fprintf(to, "%s is no CIC and no range of CICs: 12, or 12-31\n", argv[at + 1]);
	return -EINVAL;
}

static int
is_selected(struct isup *isup, const struct selection *s, const struct circuit *c)
{
	return (s->group < 0 || group_of(isup, c)->index == s->group) && (s->span < 0 || c->span == s->span) &&
	    c->cic >= s->first_cic && c->cic <= s->last_cic;
}

/* ---- commands to circuits ---- */

struct circuit_command {
	const char *verb;
	enum isup_ctl type;
	uint8_t may_be_hardware;
	const char *one, *many, *hardware; /* the message that goes out */
	const char *awaited;
};

/* clang-format off */
static const struct circuit_command circuit_commands[] = {
	{ "block",       ISUP_CTL_BLOCK,       1, "BLO", "CGB", "CGB (hardware)", "BLA, CGBA" },
	{ "unblock",     ISUP_CTL_UNBLOCK,     1, "UBL", "CGU", "CGU (hardware)", "UBA, CGUA" },
	{ "reset",       ISUP_CTL_RESET,       0, "RSC", "RSC", "",               "RLC" },
	{ "group-reset", ISUP_CTL_GROUP_RESET, 0, "RSC", "GRS", "",               "GRA" },
	{ "query",       ISUP_CTL_QUERY,       0, "CQM", "CQM", "",               "CQR; what differs is put right and stands in the log" },
	{ "test",        ISUP_CTL_CHECK,       0, "CCR", "CCR", "",               "the tone, on those that are idle; the log tells the result" },
	{ "query",       ISUP_CTL_QUERY,       0, "CQM", "CQM", "",               "CQR" },
};
/* clang-format on */

static const struct circuit_command *
circuit_command_of(const char *verb)
{
	for (size_t i = 0; i < sizeof(circuit_commands) / sizeof(circuit_commands[0]); i++)
		if (strcmp(circuit_commands[i].verb, verb) == 0)
			return &circuit_commands[i];
	return NULL;
}

static int
feed(struct svc_run *run, enum isup_ctl type, const void *data, uint32_t len)
{
	return keep_feed(run->keep, CORE_FROM_CTL, (uint16_t)type, data, len, clock_now_us());
}

/* The circuits of one group that are selected, as runs of CICs without a circuit between that is not. */
static int
command_group(struct svc_run *run, const struct circuit_command *row, const struct selection *s, const struct group *g,
    int hardware, FILE *to)
{
	struct isup *isup = arena(run);
	const struct remote *remote = remote_at(isup, g->remote);
	struct isup_ctl_circuits order = { .group = g->index, .hardware = (uint8_t)hardware };
	unsigned n = 0, calls = 0;
	int rc = 0;

	for (unsigned cic = 0; cic <= remote->cics && rc == 0; cic++) {
		const struct circuit *c = circuit_by_cic(isup, remote, cic);
		int mine = c && group_of(isup, c) == g;

		if (mine && is_selected(isup, s, c)) {
			order.first_cic = n++ ? order.first_cic : c->cic;
			order.last_cic = c->cic;
			calls += (unsigned)circuit_has_call(c);
		} else if (n && (mine || cic == remote->cics)) {
			rc = feed(run, row->type, &order, sizeof(order));
			fprintf(to, "%s sent for %u %s of %s (CIC %u",
			    hardware    ? row->hardware
			        : n > 1 ? row->many
			                : row->one,
			    n, n > 1 ? "circuits" : "circuit", g->conf.name, order.first_cic);
			if (n > 1)
				fprintf(to, "-%u", order.last_cic);
			fprintf(to, "), %u with a call\n", calls);
			n = calls = 0;
		}
	}
	return rc;
}

static int
verb_circuit_command(struct svc_run *run, int argc, char **argv, FILE *to)
{
	const struct circuit_command *row = circuit_command_of(argv[0]);
	struct isup *isup = arena(run);
	struct selection s;
	int used = select_circuits(run, argc, argv, 1, &s, to), found = 0, rc = 0;

	if (used < 0)
		return used;
	int hardware = row->may_be_hardware && 1 + used < argc && strcmp(argv[1 + used], "hardware") == 0;
	if (1 + used + hardware != argc) {
		fprintf(to, "not understood: %s\n", argv[1 + used + hardware]);
		return -EINVAL;
	}
	for (unsigned i = 0; i < isup_exchange(isup)->n_circuits; i++)
		found += is_selected(isup, &s, circuit_at(isup, i));
	if (!found) {
		fprintf(to, "no such circuits; `zongji circuits` lists them\n");
		return -ENOENT;
	}
	for (unsigned i = 0; i < isup_exchange(isup)->n_groups && rc == 0; i++)
		rc = command_group(run, row, &s, group_at(isup, i), hardware, to);
	if (rc == 0)
		fprintf(to, "waiting for %s; `zongji circuits` shows what has come\n", row->awaited);
	return rc;
}

static int
verb_split(struct svc_run *run, int argc, char **argv, FILE *to)
{
	int group = argc == 4 ? view_group_index(arena(run), argv[1]) : -1;

	if (argc != 4) {
		fprintf(to, "split GROUP IN OUT: `split carrier 20 10`\n");
		return -EINVAL;
	}
	if (group < 0)
		return no_such_group(arena(run), argv[1], to);
	int in = words_number(argv[2], 4096), outbound = words_number(argv[3], 4096);
	if (in < 0 || outbound < 0) {
		fprintf(to, "IN and OUT are numbers of calls, 0 to 4096\n");
		return -EINVAL;
	}
	struct isup_ctl_split order = {
		.group = (uint16_t)group, .inbound = (uint16_t)in, .outbound = (uint16_t)outbound
	};
	int rc = feed(run, ISUP_CTL_SPLIT, &order, sizeof(order));
	if (rc == 0)
		fprintf(to, "%s: %d calls may come in, %d go out, from now on; calls that stand are not cut\n", argv[1],
		    in, outbound);
	return rc;
}

/* ---- commands to links ---- */

/* clang-format off */
static const struct link_command {
	const char   *verb;
	enum isup_ctl type;
	const char   *done;
} link_commands[] = {
	{ "activate",   ISUP_CTL_ACTIVATE,   "is being aligned; `zongji links` shows how far it is" },
	{ "deactivate", ISUP_CTL_DEACTIVATE, "is taken out of service; its traffic goes to the other links" },
	{ "inhibit",    ISUP_CTL_INHIBIT,    "LIN sent; it carries no traffic once the far end has agreed (LIA)" },
	{ "test",       ISUP_CTL_TEST,       "SLTM sent; `zongji stats links` counts tests that passed and failed" },
	{ "uninhibit",  ISUP_CTL_UNINHIBIT,  "LUN sent; it carries traffic again once the far end has agreed (LUA)" },
};
/* clang-format on */

/* Why not?  NULL if nothing speaks against it. */
static const char *
objection(struct mtp *mtp, int link, enum isup_ctl type)
{
	struct mtp_link_view v;

	mtp_link_view(mtp, (unsigned)link, &v);
	if (type == ISUP_CTL_ACTIVATE && v.active)
		return "is active already";
	if (type == ISUP_CTL_TEST && strcmp(v.level3, "available") != 0)
		return "is not in service: it is tested when it comes up";
	if (type == ISUP_CTL_DEACTIVATE && !v.active)
		return "is not active";
	if (type == ISUP_CTL_INHIBIT && !mtp_can_spare(mtp, (unsigned)link))
		return "carries the last traffic of its link set: it cannot be spared";
	if (type == ISUP_CTL_UNINHIBIT && !(v.inhibited & 1))
		return "is not inhibited by us";
	return NULL;
}

static int
verb_link_command(struct svc_run *run, int argc, char **argv, FILE *to)
{
	int link = argc == 2 ? words_number(argv[1], run->site->n_links - 1) : -1;
	const struct link_command *row = link_commands;

	while (strcmp(row->verb, argv[0]) != 0)
		row++;
	if (link < 0) {
		fprintf(to, "%s LINK: links are 0 to %d, as `zongji links` numbers them\n", argv[0],
		    run->site->n_links - 1);
		return -EINVAL;
	}
	const char *why = objection(isup_mtp(arena(run)), link, row->type);
	if (why) {
		fprintf(to, "link %d %s\n", link, why);
		return -EBUSY;
	}
	struct isup_ctl_link order = { .link = (uint16_t)link };
	int rc = feed(run, row->type, &order, sizeof(order));
	if (rc == 0)
		fprintf(to, "link %d: %s\n", link, row->done);
	return rc;
}

/* A number is a link, all else are circuits. */
static int
verb_test(struct svc_run *run, int argc, char **argv, FILE *to)
{
	if (argc == 2 && words_number(argv[1], ISUP_LINKS) >= 0)
		return verb_link_command(run, argc, argv, to);
	return verb_circuit_command(run, argc, argv, to);
}

/* ---- looks ---- */

static int
verb_links(struct svc_run *run, int argc, char **argv, FILE *to)
{
	view_links(arena(run), run->site, clock_now_us(), to);
	return 0;
}

static int
verb_routes(struct svc_run *run, int argc, char **argv, FILE *to)
{
	view_routes(arena(run), run->site, to);
	return 0;
}

static int
verb_circuits(struct svc_run *run, int argc, char **argv, FILE *to)
{
	struct selection s = { .group = -1, .span = -1, .last_cic = CIC_MOST };
	struct isup *isup = arena(run);
	int used = argc > 1 ? select_circuits(run, argc, argv, 1, &s, to) : 0, n = 0;

	if (used < 0)
		return used;
	view_circuit_heading(to);
	for (unsigned i = 0; i < isup_exchange(isup)->n_circuits; i++)
		if (is_selected(isup, &s, circuit_at(isup, i)))
			n += view_circuit(isup, i, clock_now_us(), to);
	if (n)
		return 0;
	fprintf(to, "no such circuits\n");
	return -ENOENT;
}

static int
verb_groups(struct svc_run *run, int argc, char **argv, FILE *to)
{
	view_groups(arena(run), run->site, to);
	return 0;
}

static int
verb_spans(struct svc_run *run, int argc, char **argv, FILE *to)
{
	view_spans(arena(run), run->site, to);
	return 0;
}

/* clang-format off */
const struct ctl_verb isup_verbs[] = {
	{ "links",       "",                                        "signalling links and their state",             verb_links },
	{ "routes",      "",                                        "destinations and the ways to them",            verb_routes },
	{ "circuits",    "[GROUP [CIC[-CIC]] | span N]",            "circuits and their state",                     verb_circuits },
	{ "spans", "", "each timeslot of each span, by a mark", verb_spans },
	{ "groups",      "",                                        "trunk groups",                                 verb_groups },
	{ "block",       "GROUP [CIC[-CIC]] | span N  [hardware]",  "no new calls on these circuits (BLO, CGB)",    verb_circuit_command },
	{ "unblock",     "GROUP [CIC[-CIC]] | span N  [hardware]",  "take the blocking away (UBL, CGU)",            verb_circuit_command },
	{ "reset",       "GROUP [CIC[-CIC]] | span N",              "reset circuits one by one (RSC); cuts calls",  verb_circuit_command },
	{ "group-reset", "GROUP [CIC[-CIC]] | span N",              "reset circuits together (GRS); cuts calls",    verb_circuit_command },
	{ "query",       "GROUP [CIC[-CIC]] | span N",              "do both ends think the same of them? (CQM)",   verb_circuit_command },
	{ "test",        "LINK | GROUP [CIC[-CIC]] | span N",       "signalling link test (SLTM); continuity check (CCR)", verb_test },
	{ "split",       "GROUP IN OUT",                            "how many calls may stand in each direction",   verb_split },
	{ "activate",    "LINK",                                    "bring a signalling link into service",         verb_link_command },
	{ "deactivate",  "LINK",                                    "take a signalling link out of service",        verb_link_command },
	{ "inhibit",     "LINK",                                    "keep traffic off a signalling link (LIN)",     verb_link_command },
	{ "uninhibit",   "LINK",                                    "allow traffic on a signalling link again (LUN)", verb_link_command },
	{ NULL,          NULL,                                      NULL,                                           NULL },
};
/* clang-format on */
