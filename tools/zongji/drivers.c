/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * `zongji drivers`: every kind of access and every driver of lines that this build has, and where the site uses them (TRK-13).
 */
#include "base/access.h"
#include "tools/zongji/zongji.h"

#include <stdio.h>

static const struct {
	const char *name, *en, *zh;
} drivers[] = {
#define DRIVER(id, word, en, zh) [SPAN_DRIVER_##id] = { word, en, zh },
#include "base/drivers.def"
#undef DRIVER
};

static void
print_access(const struct verb_env *env, int kind)
{
	const struct access_row *row = &access_rows[kind];
	int n = 0;

	printf("%s  %-14s %-6s ", env->zh ? "接入" : "access", env->zh ? row->zh : row->en, role_program[row->role]);
	for (int i = 0; i < env->site->n_groups; i++)
		if (env->site->groups[i].kind == kind)
			printf("%s%s", n++ ? "," : "", env->site->groups[i].name);
	printf("%s  %s\n", n ? "" : "-", env->zh ? row->use_zh : row->use_en);
}

static void
print_driver(const struct verb_env *env, int driver)
{
	int n = 0;

	printf("%s  %-14s %-6s ", env->zh ? "驱动" : "driver", drivers[driver].name, "");
	for (int i = 0; i < env->site->n_spans; i++)
		if (env->site->spans[i].driver == driver)
			printf("%sE1-%d", n++ ? "," : "", env->site->spans[i].number);
	printf("%s  %s\n", n ? "" : "-", env->zh ? drivers[driver].zh : drivers[driver].en);
}

int
verb_drivers(const struct verb_env *env, int argc, char **argv)
{
	for (int kind = 0; kind < GROUP_KINDS; kind++)
		print_access(env, kind);
	for (int driver = 0; driver < (int)(sizeof(drivers) / sizeof(drivers[0])); driver++)
		print_driver(env, driver);
	return 0;
}
