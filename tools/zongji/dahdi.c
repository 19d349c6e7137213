/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * `zongji dahdi`: DAHDI, system.conf and our configuration checked against each other (tools/dahdi); the house need not be up.
 * `--generate`: proposals of configuration for the spans that are there.
 */
#include "tools/dahdi/check.h"
#include "tools/dahdi/propose.h"
#include "tools/dahdi/show.h"
#include "tools/zongji/zongji.h"

#include <string.h>

static struct picture picture;
static struct findings findings;

static void
print_findings(const struct verb_env *env, FILE *to)
{
	for (int i = 0; i < findings.n; i++)
		check_print(&findings.at[i], env->zh, to);
}

/* The two parts of a proposal; `part` NULL: both. */
static int
generate(const struct verb_env *env, const char *part)
{
	if (!picture.n_spans) {
		print_findings(env, stderr);
		return 1;
	}
	if (!part || strcmp(part, "system.conf") == 0)
		propose_system_conf(&picture, stdout);
	if (!part)
		printf("\n# ---------------- %s ----------------\n\n",
		    env->zh ? "以上：/etc/dahdi/system.conf    以下：zongji.conf"
		            : "above: /etc/dahdi/system.conf    below: zongji.conf");
	if (!part || strcmp(part, "zongji.conf") == 0)
		propose_zongji_conf(&picture, stdout);
	return 0;
}

static int
check(const struct verb_env *env)
{
	int worst = check_worst(&findings), n = 0;

	if (picture.n_spans)
		show_spans(&picture, env->zh, stdout);
	if (picture.n_spans && findings.n)
		putchar('\n');
	print_findings(env, stdout);
	for (int i = 0; i < findings.n; i++)
		n += finding_severity(findings.at[i].id) != NOTE;
	if (n)
		printf(env->zh ? "发现 %d 个问题\n" : "%d findings\n", n);
	else
		printf("%s\n", env->zh ? "正常" : "fine");
	if (picture.loaded && !picture.looked)
		return 2;
	return worst > NOTE ? 1 : 0;
}

static int
usage(void)
{
	fprintf(stderr, "usage: zongji dahdi [--generate | --generate=system.conf | --generate=zongji.conf]\n");
	return 100;
}

int
verb_dahdi(const struct verb_env *env, int argc, char **argv)
{
	static const char option[] = "--generate";
	const char *part = NULL;

	if (argc > 2 || (argc == 2 && strncmp(argv[1], option, sizeof(option) - 1) != 0))
		return usage();
	if (argc == 2 && argv[1][sizeof(option) - 1]) {
		part = argv[1] + sizeof(option);
		if (argv[1][sizeof(option) - 1] != '=' ||
		    (strcmp(part, "system.conf") != 0 && strcmp(part, "zongji.conf") != 0))
			return usage();
	}
	picture_take(&picture, env->site, "");
	check_all(&picture, &findings);
	return argc == 2 ? generate(env, part) : check(env);
}
