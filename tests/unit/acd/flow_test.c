/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Flows: what the checker refuses and says, what the sample flows are, what flow_valid lets into the core.
 */
#include "acd/flow.h"
#include "acd/ivr.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static bool
has_prompt(void *arg, const char *name)
{
	return strncmp(name, "no-", 3) != 0;
}

static const char *
text_of(void *arg, const char *name)
{
	if (strcmp(name, "good") == 0)
		return "咨询请按1, 报修请按2, 投诉请按3, 人工服务请按0。";
	if (strcmp(name, "english") == 0)
		return "For repairs, press 1. For complaints, press 2. For an agent, press 0.";
	if (strcmp(name, "backwards") == 0)
		return "请按1咨询, 按2报修, 人工服务请按0。";
	if (strcmp(name, "half") == 0)
		return "咨询请按1, 请按2报修, 人工服务请按0。";
	if (strcmp(name, "english-backwards") == 0)
		return "Press 1 for repairs. Press 2 for complaints. For an agent, press 0.";
	return NULL;
}

static int
queue_code(void *arg, const char *name)
{
	return strcmp(name, "water") == 0 ? 1 : -1;
}

static const struct flow_names names = { .prompt = has_prompt, .text = text_of, .queue = queue_code };

static struct flow flow;
static char why[4096];

static int
compile(const char *text)
{
	return flow_compile(&flow, "t", "t.flow", text, &names, why, sizeof(why));
}

#define MENU(prompt, options) "m: menu " prompt "\n" options "\tsilence 10s w\n\ttries 3 w\nw: queue water\n"

static const struct fault_case {
	const char *text;
	const char *says; /* NULL: nothing is wrong */
} cases[] = {
	{ MENU("good", "\t1 \"咨询\" w\n\t2 \"报修\" w\n\t3 \"投诉\" w\n\t0 \"人工\" w\n"), NULL },
	{ MENU("english", "\t1 \"repairs\" w\n\t2 \"complaints\" w\n\t0 \"agent\" w\n"), NULL },
	/* IVR-03 */
	{ MENU("x", "\t1 \"a\" w\n"), "t.flow:1: menu m has no key 0 to an agent (IVR-03)" },
	/* IVR-06 */
	{ MENU("backwards", "\t1 \"咨询\" w\n\t2 \"报修\" w\n\t0 \"人工\" w\n"),
	    "t.flow:1: menu m: prompt backwards names key 1 before its function (IVR-06)\n"
	    "t.flow:1: menu m: prompt backwards names key 2 before its function (IVR-06)" },
	{ MENU("half", "\t1 \"咨询\" w\n\t2 \"报修\" w\n\t0 \"人工\" w\n"),
	    "t.flow:1: menu m: prompt half names key 2 before its function (IVR-06)" },
	{ MENU("english-backwards", "\t1 \"repairs\" w\n\t2 \"complaints\" w\n\t0 \"agent\" w\n"),
	    "t.flow:1: menu m: prompt english-backwards names key 1 before its function (IVR-06)\n"
	    "t.flow:1: menu m: prompt english-backwards names key 2 before its function (IVR-06)" },
	/* IVR-07 */
	{ MENU("x", "\t1 w\n\t2 w\n\t3 w\n\t4 w\n\t5 w\n\t6 w\n\t0 w\n"),
	    "t.flow:1: menu m has 6 options, 5 is the most (IVR-07)" },
	/* IVR-08 */
	{ MENU("x", "\t1 w\n\t2 w\n\t4 w\n\t0 w\n"), "t.flow:1: menu m has a key 4 but no key 3 (IVR-08)" },
	/* references */
	{ MENU("no-such", "\t0 w\n"), "t.flow:1: node m: there is no prompt no-such" },
	{ "a: play x\n\tthen b\n", "t.flow:2: there is no node b" },
	{ "a: queue fire\n", "t.flow:1: there is no queue fire" },
	{ "a: play x\nb: hangup\n", "t.flow:2: node b can never be reached" },
	{ "a: jump x\n", "t.flow:1: there is no kind of node called jump" },
	{ "a: hours\n\tmon-fri 08:00-17:00 a\n\totherwise end\n",
	    "t.flow:1: node a can go round in a circle without ever waiting" },
	{ "a: hangup\na: hangup\n", "t.flow:2: node a stands twice" },
	{ "a: caller\n\tknown a\n\tunknown end\n",
	    "t.flow:1: node a can go round in a circle without ever waiting" },
	{ "a: caller\n\tknown end\n\tunknown b\nb: hours\n\totherwise a\n",
	    "t.flow:1: node a can go round in a circle without ever waiting\n"
	    "t.flow:4: node b can go round in a circle without ever waiting" },
	{ "a: message hello\n\tmost 30s\n\tthen b\nb: hangup\n", NULL },
	{ "a: message\n", "t.flow:1: a message node says something: name its prompt" },
	{ "a: message hello\n\tmost 601s\n", "t.flow:2: 601s should be 1s to 600s" },
	{ "a: message hello\n\tsilence 3s\n", "t.flow:2: silence has no place under a message node" },
	{ "a: query orders\n\tinto n\n\tthen b\nb: play x $n\n", NULL },
	{ "a: collect x\n\tinto k\n\tthen b\nb: query orders $k\n\tinto n\n\tthen c\n\tunknown a\nc: hangup x $n\n", NULL },
	{ "a: query\n", "t.flow:1: this should read: a: query orders [$VARIABLE]" },
	{ "a: query balance\n", "t.flow:1: this should read: a: query orders [$VARIABLE]" },
	{ "a: query orders k\n", "t.flow:1: this should read: a: query orders [$VARIABLE]" },
	{ "a: query orders $k\n", "t.flow:1: variable k is collected nowhere above" },
	{ "a: query orders\n\tthen end\n\tunknown b\n", "t.flow:3: there is no node b" },
	{ "a: caller x\n\tknown end\n", "t.flow:1: what caller leads to stands below, one on a line" },
	{ "a: caller\n\tknown end\n\tunknown b\nb: hangup\n", NULL },
	/* words */
	{ "", "t.flow:0: there is no node" },
	{ "a play x\n", "t.flow:1: this should read: NAME: KIND ... (what belongs to a node is indented)" },
	{ "a: play\n", "t.flow:1: a play node says something: name its prompt" },
	{ "a: play x\n\tclass 3\n", "t.flow:2: class has no place under a play node" },
	{ "a: queue water\n\tclass 11\n", "t.flow:2: 11 should be 1 to 9" },
	{ "a: menu x\n\t0 \"x b\n", "t.flow:2: a \" is not closed" },
	{ "a: hours\n\tmon-fry 08:00-17:00 end\n",
	    "t.flow:2: mon-fry should be days (mon-fri, daily) or dates (10-01..10-07)" },
	{ "a: hours\n\tdaily 8-17 end\n", "t.flow:2: 8-17 should be times like 08:30-17:30" },
	{ "a: play $x\n", "t.flow:1: variable x is collected nowhere above" },
	{ "a: collect x\n\tdigits 9-2\n\tthen end\n", "t.flow:2: 9-2 should be digits like 6 or 6-8, at most 31" },
};

Test(flow, faults_are_named_with_file_and_line)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct fault_case *c = &cases[i];
		int err = compile(c->text);

		if (c->says) {
			cr_expect_lt(err, 0);
			cr_expect_str_eq(why, c->says);
		} else {
			cr_expect_eq(err, 0, "%s", why);
			cr_expect(flow_valid(&flow, flow_size(&flow)));
		}
	}
}

/* shows: IVR-08 IVR-06 */
Test(flow, gaps_and_keys_before_their_function_are_refused)
{
	cr_expect_lt(compile(MENU("x", "\t1 w\n\t2 w\n\t4 w\n\t0 w\n")), 0);
	cr_expect_not_null(strstr(why, "no key 3"));
	cr_expect_lt(compile(MENU("backwards", "\t1 \"咨询\" w\n\t2 \"报修\" w\n\t0 w\n")), 0);
	cr_expect_not_null(strstr(why, "before its function"));
}

/* shows: IVR-07 */
Test(flow, a_sixth_level_is_refused_and_named)
{
	char text[2048] = "";

	for (int i = 1; i <= 6; i++) {
		char node[128];

		snprintf(node, sizeof(node), "m%d: menu x\n\t1 %s%d\n\t0 w\n\tsilence 10s w\n\ttries 3 w\n", i,
		    i < 6 ? "m" : "w", i < 6 ? i + 1 : 0);
		if (i == 6)
			snprintf(node, sizeof(node), "m6: menu x\n\t1 w\n\t0 w\n\tsilence 10s w\n\ttries 3 w\n");
		strcat(text, node);
	}
	strcat(text, "w: queue water\n");
	cr_expect_lt(compile(text), 0);
	cr_expect_str_eq(why, "t.flow:26: menu m6 is 6 menus deep, 5 is the most (IVR-07)");
	/* and a sixth option */
	cr_expect_lt(compile(MENU("x", "\t1 w\n\t2 w\n\t3 w\n\t4 w\n\t5 w\n\t6 w\n\t0 w\n")), 0);
	cr_expect_not_null(strstr(why, "menu m has 6 options"));
}

static const char *
sample(const char *path)
{
	static char text[16384];
	FILE *f = fopen(path, "r");
	size_t n = f ? fread(text, 1, sizeof(text) - 1, f) : 0;

	cr_assert(f, "%s", path);
	fclose(f);
	text[n] = '\0';
	return text;
}

static int
any_queue(void *arg, const char *name)
{
	return 1;
}

static const char *
listed_text(void *arg, const char *name)
{
	static char line[1024];
	FILE *f = fopen("media/prompts.txt", "r");
	size_t len = strlen(name);
	bool found = false;

	while (f && !found && fgets(line, sizeof(line), f))
		found = strncmp(line, name, len) == 0 && strchr(" |", line[len]);
	if (f)
		fclose(f);
	return found ? line : NULL;
}

static bool
listed_prompt(void *arg, const char *name)
{
	return listed_text(arg, name) != NULL;
}

Test(flow, the_sample_flows_are_without_fault)
{
	static const char *const files[] = { "flows/main.flow", "flows/repair.flow" };
	static struct flow_names real = { .prompt = listed_prompt, .text = listed_text, .queue = any_queue };

	for (int i = 0; i < 2; i++) {
		cr_expect_eq(
		    flow_compile(&flow, "x", files[i], sample(files[i]), &real, why, sizeof(why)), 0, "%s", why);
		cr_expect(flow_valid(&flow, flow_size(&flow)));
	}
}

Test(flow, a_spoiled_flow_does_not_get_in)
{
	cr_assert_eq(compile(MENU("x", "\t1 \"a\" w\n\t0 w\n")), 0);
	uint32_t size = flow_size(&flow);

	for (uint32_t i = 0; i < size; i++) {
		((uint8_t *)&flow)[i] ^= 0x41;
		cr_assert_not(flow_valid(&flow, size), "octet %u", i);
		((uint8_t *)&flow)[i] ^= 0x41;
	}
	cr_expect(flow_valid(&flow, size));
	cr_expect_not(flow_valid(&flow, size - 1));
	cr_expect_not(flow_valid(&flow, 0));
	/* with the right hash, references are still looked at */
	flow.nodes[0].n_rows = 200;
	flow.version = flow_hash(&flow);
	cr_expect_not(flow_valid(&flow, size));
}

Test(flow, hours_know_weekdays_dates_and_midnight)
{
	/* 2027-01-15 was a Friday; seconds of local time */
	const int64_t friday = 1799971200;
	/* clang-format off */
	static const struct {
		const char *row;
		int64_t     at;
		int         holds;
	} when[] = {
		{ "mon-fri 08:30-17:30",    8 * 3600 + 1800,   1 },
		{ "mon-fri 08:30-17:30",    8 * 3600 + 1799,   0 },
		{ "mon-fri 08:30-17:30",    17 * 3600 + 1800,  0 },
		{ "mon-fri 08:30-17:30",    86400 + 10 * 3600, 0 }, /* Saturday */
		{ "sat-mon",                86400,             1 },
		{ "sat-mon",                3 * 86400,         1 }, /* Monday */
		{ "sat-mon",                4 * 86400,         0 },
		{ "daily 22:00-06:00",      23 * 3600,         1 },
		{ "daily 22:00-06:00",      5 * 3600,          1 },
		{ "daily 22:00-06:00",      6 * 3600,          0 },
		{ "01-15",                  0,                 1 },
		{ "01-15",                  86400,             0 },
		{ "12-30..01-15",           86399,             1 }, /* over new year */
		{ "12-30..01-15",           86400,             0 },
		{ "2027-01-10..2027-01-20", 0,                 1 },
		{ "2028-01-10..2028-01-20", 0,                 0 },
	};
	/* clang-format on */

	for (size_t i = 0; i < sizeof(when) / sizeof(when[0]); i++) {
		char text[256];

		snprintf(text, sizeof(text), "a: hours\n\t%s w\n\totherwise end\nw: queue water\n", when[i].row);
		cr_assert_eq(compile(text), 0, "%s", why);
		cr_expect_eq(hours_row(&flow, &flow.nodes[0], friday + when[i].at) >= 0, when[i].holds, "%s at %lld",
		    when[i].row, (long long)when[i].at);
	}
	/* 29 February and the year 2000 */
	cr_assert_eq(compile("a: hours\n\t02-29 w\n\totherwise end\nw: queue water\n"), 0);
	cr_expect_geq(hours_row(&flow, &flow.nodes[0], 951782400), 0);
	cr_expect_lt(hours_row(&flow, &flow.nodes[0], 951782400 + 86400), 0);
}
