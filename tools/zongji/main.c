/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * zongji: look at the house and command it.  A verb is answered here (status, trace ...) or by the daemon that owns the matter,
 * over its control socket; `zongji help` lists both from the same table.
 */
#include "base/access.h"
#include "base/ctl.h"
#include "tools/term/language.h"
#include "tools/zongji/zongji.h"

#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct verb {
	const char *name;
	const char *args;
	const char *sentence;
	int (*run)(const struct verb_env *env, int argc, char **argv); /* NULL: a question to `roles` */
	const char *roles[ROLE_COUNT];
};

static int verb_help(const struct verb_env *env, int argc, char **argv);

#define LINES    { "isup", "pri", "cas", "sip" }
#define CIRCUITS "GROUP [CIC[-CIC]]|span N"

static const struct verb verbs[] = {
	{ "status", "[-q]", "is all well? (exit 0 yes, 1 alarm, 2 not up)", verb_status, { 0 } },
	{ "calls", "[-c GROUP/CIRCUIT [ROWS]]", "calls, one line each; or the stored calls that used a circuit",
	    verb_calls, { 0 } },
	{ "lines", "GROUP [HOURS]", "use of each circuit: calls in and out, Erlangs", verb_lines, { 0 } },
	{ "agents", "", "seats that are signed in, with their states", NULL, { "acd" } },
	{ "queues", "", "queues: waiting, longest wait, seats", NULL, { "acd" } },
	{ "flows", "", "voice menu flows in force", NULL, { "acd" } },
	{ "reload", "", "read the flows again; calls go on on the old ones", NULL, { "acd" } },
	{ "monitor", "[-i SECONDS] [-n TIMES]",
	    "lines, IVR ports, fax channels, seats, links and alarms as they are, again and again", verb_monitor, { 0 } },
	{ "spans", "", "each timeslot of each line, by a mark", NULL, LINES },
	{ "alarms", "[-a] [ROWS]", "alarms that stand; -a: and those that are over", verb_alarms, { 0 } },
	{ "ack", "NUMBER|all", "acknowledge an alarm", NULL, { "crm" } },
	{ "circuits", "[GROUP [CIC[-CIC]]|span N]", "circuits, B-channels and loops with their states", NULL,
	    LINES },
	{ "groups", "", "trunk groups: circuits in use, in and out", NULL, { "isup" } },
	{ "links", "", "No. 7 signalling links", NULL, { "isup" } },
	{ "routes", "", "No. 7 destinations and the ways to them", NULL, { "isup" } },
	{ "dchannels", "", "D-channels of PRI trunks", NULL, { "pri" } },
	{ "block", CIRCUITS " [hardware]", "no new calls on these circuits (BLO, CGB)", NULL, LINES },
	{ "unblock", CIRCUITS " [hardware]", "take the blocking away (UBL, CGU)", NULL, LINES },
	{ "reset", CIRCUITS, "reset circuits one by one (RSC, RESTART); cuts calls", NULL, LINES },
	{ "group-reset", CIRCUITS, "reset circuits together (GRS); cuts calls", NULL, { "isup" } },
	{ "query", CIRCUITS, "do both ends think the same of them? (CQM)", NULL, { "isup" } },
	{ "test", "LINK | " CIRCUITS, "signalling link test (SLTM), continuity check of idle circuits (CCR)", NULL,
	    { "isup" } },
	{ "split", "GROUP IN OUT", "change how many calls may stand inbound, outbound", NULL, { "isup" } },
	{ "activate", "LINK", "bring a signalling link into service", NULL, { "isup" } },
	{ "deactivate", "LINK", "take a signalling link out of service", NULL, { "isup" } },
	{ "inhibit", "LINK", "keep traffic off a signalling link (LIN)", NULL, { "isup" } },
	{ "uninhibit", "LINK", "allow traffic on a signalling link again (LUN)", NULL, { "isup" } },
	{ "slots", "", "what each timeslot sends and receives", NULL, { "media" } },
	{ "drivers", "", "kinds of access and drivers of lines, and where this site uses them", verb_drivers, { 0 } },
	{ "prompts", "", "prompts that are loaded", NULL, { "media" } },
	{ "report", "calls [--day|--week|--month DATE] [--seat CODE] [--csv]",
	    "calls of a period with their lengths, their number and average", verb_report, { 0 } },
	{ "messages", "[new|all [ROWS]]", "messages callers left (new: not heard yet), with their files", NULL, { "crm" } },
	{ "heard", "SESSION [PART]", "that message is not new any more", NULL, { "crm" } },
	{ "faxes", "[DAY|all [ROWS]]", "faxes that were received, the newest first, with their files", verb_faxes, { 0 } },
	{ "check", "", "is every call recorded and registered?", NULL, { "crm" } },
	{ "ask", "ROLE VERB [...]", "any verb of any daemon; `ask ROLE help` lists them", NULL, { 0 } },
	{ "stats", "[ROLE] | links|groups [-i S|-p 1h] [-n N]",
	    "counters; statistics of links and trunk groups (Q.752)", verb_stats, { 0 } },
	{ "trace", "[-o line] [-s SESSION] [-w FILE] ...", "sessions, and the ladder of what they signal and do",
	    verb_trace, { 0 } },
	{ "dahdi", "[--generate[=system.conf|zongji.conf]]",
	    "is DAHDI set up for our lines? (exit 0 yes, 1 no, 2 cannot tell); or a proposal", verb_dahdi, { 0 } },
	{ "replay", "ROLE [DIR]", "run a saved journal step by step", verb_replay, { 0 } },
	{ "stop", "", "stop the house", verb_stop, { 0 } },
	{ "help", "[conf]", "this list; `help conf`: all settings", verb_help, { 0 } },
};
#define N_VERBS (sizeof(verbs) / sizeof(verbs[0]))

static void
usage(FILE *to)
{
	fprintf(to, "usage: zongji [-c FILE] VERB [...]\n\n");
	for (size_t i = 0; i < N_VERBS; i++)
		fprintf(to, "  %-11s %-36s %s\n", verbs[i].name, verbs[i].args, verbs[i].sentence);
	fprintf(to, "\n  -c FILE  configuration (default: $ZONGJI_CONF, or " SITE_CONF ")\n");
}

static int
verb_help(const struct verb_env *env, int argc, char **argv)
{
	(void)env;
	if (argc > 1 && strcmp(argv[1], "conf") == 0)
		site_help(stdout, argc > 2 && strcmp(argv[2], "roff") == 0);
	else
		usage(stdout);
	return 0;
}

int
ask(const struct verb_env *env, const char *role, int argc, char **argv)
{
	char line[CTL_LINE];
	size_t len = 0;

	for (int i = 0; i < argc; i++) {
		int n = snprintf(line + len, sizeof(line) - len, "%s%s", i ? " " : "", argv[i]);

		if (n < 0 || len + (size_t)n >= sizeof(line)) {
			fprintf(stderr, "zongji: too long\n");
			return 100;
		}
		len += (size_t)n;
	}
	int err = ctl_ask(env->site->site.run_dir, role, line, stdout);
	if (err == 0)
		return 0;
	if (err != -EREMOTEIO)
		fprintf(
		    stderr, "zongji: %s does not answer in %s: %s\n", role, env->site->site.run_dir, strerror(-err));
	return err == -EREMOTEIO ? 1 : 2;
}

/* A word where a trunk group should stand and none of that name is: said once, with the names there are. */
static int
names_no_group(const struct verb_env *env, const struct verb *verb, int argc, char **argv)
{
	if (argc < 2 || !strstr(verb->args, "GROUP") || strcmp(argv[1], "span") == 0 ||
	    (argv[1][0] >= '0' && argv[1][0] <= '9') || site_group(env->site, argv[1]) >= 0)
		return 0;
	fprintf(stderr, "zongji: no trunk group %s; there are:", argv[1]);
	for (int i = 0; i < env->site->n_groups; i++)
		fprintf(stderr, " %s", env->site->groups[i].name);
	fprintf(stderr, "\n");
	return 1;
}

/* Does a trunk process own what the words name?  Every one may, when no group and no span is named. */
static int
concerns(const struct verb_env *env, const char *role, int argc, char **argv)
{
	const struct site *site = env->site;
	int wanted = role_by_name(role), kind = -1;

	if (argc > 1 && site_group(site, argv[1]) >= 0)
		kind = site->groups[site_group(site, argv[1])].kind;
	for (int i = 0; argc > 2 && strcmp(argv[1], "span") == 0 && i < site->n_circuits; i++)
		if (site->circuits[i].span == atoi(argv[2]))
			kind = site->groups[site_group(site, site->circuits[i].group)].kind;
	return kind < 0 ? access_wants(site, (enum role)wanted)
	                : !access_role((enum role)wanted) || wanted == (int)access_rows[kind].role;
}

static int
obey(const struct verb_env *env, int argc, char **argv)
{
	int worst = 0;

	if (strcmp(argv[0], "ask") == 0 && argc > 2)
		return ask(env, argv[1], argc - 2, argv + 2);
	for (size_t i = 0; i < N_VERBS; i++) {
		if (strcmp(verbs[i].name, argv[0]) != 0)
			continue;
		if (verbs[i].run)
			return verbs[i].run(env, argc, argv);
		if (names_no_group(env, &verbs[i], argc, argv))
			return 1;
		for (int r = 0; r < ROLE_COUNT && verbs[i].roles[r]; r++) {
			int bad = concerns(env, verbs[i].roles[r], argc, argv) ? ask(env, verbs[i].roles[r], argc, argv) : 0;
			if (bad > worst)
				worst = bad;
		}
		if (verbs[i].roles[0])
			return worst;
	}
	fprintf(stderr, "zongji: no such verb: %s (try `zongji help`)\n", argv[0]);
	return 100;
}

int
main(int argc, char **argv)
{
	static struct site site;
	const char *conf = site_path();
	char why[320];
	int opt;

	language_open(-1, LANG_EN);
	while ((opt = getopt(argc, argv, "+c:h")) != -1) {
		if (opt == 'c') {
			conf = optarg;
		} else {
			usage(opt == 'h' ? stdout : stderr);
			return opt == 'h' ? 0 : 100;
		}
	}
	if (optind == argc) {
		usage(stderr);
		return 100;
	}
	if (strcmp(argv[optind], "help") == 0)
		return verb_help(NULL, argc - optind, argv + optind);
	/* a machine is set up before there is a configuration */
	bool none = strcmp(argv[optind], "dahdi") == 0 && access(conf, F_OK) < 0;
	if (!none && site_load(&site, conf, why, sizeof(why)) < 0) {
		fprintf(stderr, "zongji: %s\n", why);
		return 2;
	}
	struct verb_env env = { none ? NULL : &site, conf, language() == LANG_ZH };
	int first = optind;

	optind = 0; /* verbs have options of their own */
	return obey(&env, argc - first, argv + first);
}
