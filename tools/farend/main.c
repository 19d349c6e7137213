/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * farend: the carrier's exchange, the PBX with the agents' phones, and the callers, at the far end of soft lines.
 */
#include "base/clock.h"
#include "base/log.h"
#include "tools/farend/caller.h"
#include "tools/farend/outage.h"
#include "tools/farend/phone.h"
#include "tools/farend/world.h"

#include <getopt.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

static volatile int stopping;

static void
stop(int sig)
{
	stopping = 1;
}

/* clang-format off */
static const struct option long_options[] = {
	{ "conf",     required_argument, NULL, 'c' },
	{ "label",    required_argument, NULL, 'l' },
	{ "scenario", required_argument, NULL, 's' },
	{ "calls",    required_argument, NULL, 'n' },
	{ "rate",     required_argument, NULL, 'r' },
	{ "hold",     required_argument, NULL, 'o' },
	{ "report",   required_argument, NULL, 'R' },
	{ "forever",  no_argument,       NULL, 'f' },
	{ "phones",   no_argument,       NULL, 'p' },
	{ "debug",    no_argument,       NULL, 'd' },
	{ "language", no_argument,       NULL, 'L' },
	{ "help",     no_argument,       NULL, 'h' },
	{ NULL,       0,                 NULL, 0 },
};
/* clang-format on */

static void
usage(FILE *to)
{
	fputs("usage: farend [options]\n"
	      "farend - the far end of soft lines: exchange, PBX, phones, callers\n\n"
	      "  -c, --conf FILE        the house's configuration ($ZONGJI_CONF, or " SITE_CONF ")\n"
	      "      --label FORM       itu14 or china24, whatever the link sets say\n"
	      "  -s, --scenario FILE    who calls and what they do\n"
	      "  -n, --calls N          how many calls\n"
	      "  -r, --rate R           calls begun per second\n"
	      "      --hold MS          length of every talk\n"
	      "      --report FILE      a record per call, and the totals\n"
	      "      --forever          calls without end, until interrupted\n"
	      "      --phones           nobody calls; phones answer until interrupted\n"
	      "  -d, --debug            log what the libraries say\n"
	      "      --language         explain the scenario language\n"
	      "  -h, --help             this help\n",
	    to);
}

struct command {
	const char *conf, *scenario;
	int label, debug, phones_only;
	struct callers_options callers;
};

static int
label_form(const char *word)
{
	if (strcmp(word, "itu14") == 0)
		return LABEL_ITU14;
	if (strcmp(word, "china24") == 0)
		return LABEL_CHINA24;
	fatal("--label itu14, or --label china24");
}

static void
read_options(int argc, char **argv, struct command *cmd)
{
	int opt;

	while ((opt = getopt_long(argc, argv, "c:s:n:r:dh", long_options, NULL)) != -1) {
		switch (opt) {
		case 'c':
			cmd->conf = optarg;
			break;
		case 'l':
			cmd->label = label_form(optarg);
			break;
		case 's':
			cmd->scenario = optarg;
			break;
		case 'n':
			cmd->callers.calls = atoi(optarg);
			break;
		case 'r':
			cmd->callers.rate = atof(optarg);
			break;
		case 'o':
			cmd->callers.hold_ms = atoi(optarg);
			break;
		case 'R':
			cmd->callers.report = optarg;
			break;
		case 'f':
			cmd->callers.calls = 0;
			break;
		case 'p':
			cmd->phones_only = 1;
			break;
		case 'd':
			cmd->debug = 1;
			break;
		case 'L':
			scenario_language(stdout);
			exit(0);
		case 'h':
			usage(stdout);
			exit(0);
		default:
			usage(stderr);
			exit(100);
		}
	}
	if (optind < argc) {
		usage(stderr);
		exit(100);
	}
}

int
main(int argc, char **argv)
{
	static struct site site;
	static struct scenario scenario;
	static struct world world;
	struct command cmd = { .conf = site_path(), .label = -1 };
	char why[320];
	int ret, failed;

	cmd.callers = (struct callers_options){ .calls = -1, .hold_ms = -1, .to = stdout };
	log_open("farend", LOG_NOTE);
	read_options(argc, argv, &cmd);
	log_open("farend", cmd.debug ? LOG_DEBUG : LOG_NOTE);
	if (site_load(&site, cmd.conf, why, sizeof(why)))
		fatal("%s", why);
	scenario_default(&scenario);
	if (cmd.scenario && scenario_load(&scenario, cmd.scenario, why, sizeof(why)))
		fatal("%s: %s", cmd.scenario, why);
	if (cmd.phones_only)
		scenario.n_scripts = 0;
	signal(SIGINT, stop);
	signal(SIGTERM, stop);
	signal(SIGPIPE, SIG_IGN);
	if ((ret = clock_attach(site.site.run_dir)))
		fatal("%s: no clock: is zongjid running? (%s)", site.site.run_dir, strerror(-ret));
	if ((ret = world_open(&world, &site, site.site.run_dir, cmd.label, scenario.deaf)) ||
	    (ret = phones_open(&world.phones, &world, &scenario)) ||
	    (ret = callers_open(&world.callers, &world, &scenario, &cmd.callers)) ||
	    (ret = outages_open(&world.outages, &world, &scenario)))
		fatal("cannot open: %s", strerror(-ret));
	world_run(&world, &stopping);
	world_tell_circuits(&world, stdout);
	failed = callers_close(world.callers);
	phones_close(world.phones);
	outages_close(world.outages);
	world_close(&world);
	return failed ? 1 : 0;
}
