/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * `zongji calls`, `lines`, `alarms` and `faxes`: calls that are there now, and what the store knows about lines, alarms and faxes.
 *
 * A circuit is named GROUP/CIC; on a PRI trunk GROUP/SPAN:SLOT, which the store numbers span * 32 + slot.
 */
#include "base/words.h"
#include "tools/zongji/zongji.h"

#include <stdio.h>
#include <string.h>

/* "carrier/5", "pbx/2:5": the group's name and the circuit's number; -1: not understood. */
static int
circuit_of(const char *text, char group[TEXT_LABEL])
{
	size_t len = strcspn(text, "/");
	char number[16];

	if (len == 0 || len >= TEXT_LABEL || !text[len])
		return -1;
	memcpy(group, text, len);
	group[len] = '\0';
	snprintf(number, sizeof(number), "%s", text + len + 1);
	char *colon = strchr(number, ':');
	if (!colon)
		return words_number(number, UINT16_MAX);
	*colon = '\0';
	int span = words_number(number, 64), slot = words_number(colon + 1, 31);
	return span < 0 || slot < 0 ? -1 : span * 32 + slot;
}

int
verb_alarms(const struct verb_env *env, int argc, char **argv)
{
	int all = argc > 1 && strcmp(argv[1], "-a") == 0;
	char verb[] = "alarms", which[8], language[4], rows[16] = "50";
	char *words[] = { verb, which, language, rows };

	if (argc > 2 + all || (argc == 2 + all && words_number(argv[1 + all], 200) < 1)) {
		fprintf(stderr, "usage: zongji alarms [-a] [ROWS, at most 200]\n");
		return 100;
	}
	if (argc == 2 + all)
		snprintf(rows, sizeof(rows), "%s", argv[1 + all]);
	snprintf(which, sizeof(which), "%s", all ? "all" : "open");
	snprintf(language, sizeof(language), "%s", env->zh ? "zh" : "en");
	return ask(env, "crm", 4, words);
}

int
verb_faxes(const struct verb_env *env, int argc, char **argv)
{
	char verb[] = "faxes", day[16] = "all", language[4], rows[16] = "50";
	char *words[] = { verb, day, language, rows };

	if (argc > 3 || (argc == 3 && words_number(argv[2], 200) < 1) || (argc > 1 && strlen(argv[1]) >= sizeof(day))) {
		fprintf(stderr, "usage: zongji faxes [DAY|all [ROWS, at most 200]]\n");
		return 100;
	}
	if (argc > 1)
		snprintf(day, sizeof(day), "%s", argv[1]);
	if (argc > 2)
		snprintf(rows, sizeof(rows), "%s", argv[2]);
	snprintf(language, sizeof(language), "%s", env->zh ? "zh" : "en");
	return ask(env, "crm", 4, words);
}

int
verb_calls(const struct verb_env *env, int argc, char **argv)
{
	char verb[] = "line-calls", group[TEXT_LABEL], circuit[16], rows[16] = "50";
	char *words[] = { verb, group, circuit, rows };

	if (argc == 1)
		return ask(env, "acd", argc, argv);
	int number = (argc == 3 || argc == 4) && strcmp(argv[1], "-c") == 0 ? circuit_of(argv[2], group) : -1;
	if (number < 0 || (argc == 4 && words_number(argv[3], 10000) < 1)) {
		fprintf(stderr, "usage: zongji calls [-c GROUP/CIC | -c GROUP/SPAN:SLOT [ROWS]]\n");
		return 100;
	}
	snprintf(circuit, sizeof(circuit), "%d", number);
	if (argc == 4)
		snprintf(rows, sizeof(rows), "%s", argv[3]);
	return ask(env, "crm", 4, words);
}

int
verb_lines(const struct verb_env *env, int argc, char **argv)
{
	char verb[] = "line-use", day[] = "24";
	char *words[] = { verb, argc > 1 ? argv[1] : NULL, argc > 2 ? argv[2] : day };

	if (argc < 2 || argc > 3 || site_group(env->site, argv[1]) < 0) {
		fprintf(stderr, "usage: zongji lines GROUP [HOURS]; groups:");
		for (int i = 0; i < env->site->n_groups; i++)
			fprintf(stderr, " %s", env->site->groups[i].name);
		fprintf(stderr, "\n");
		return 100;
	}
	return ask(env, "crm", 3, words);
}
