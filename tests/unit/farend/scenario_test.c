/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/farend/scenario.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <errno.h>
#include <string.h>

static struct scenario s;
static char why[256];

Test(scenario, settings_before_the_scripts_are_for_all_and_inside_for_one)
{
	cr_assert_eq(scenario_parse(&s,
	                 "# who\n"
	                 "calls 20\n"
	                 "rate 2.5\n"
	                 "caller 13900000000 count\n"
	                 "script a 3\n"
	                 "\twait answer 20s\n"
	                 "\tpress 1*#\n"
	                 "script b\n"
	                 "\twithheld\n"
	                 "\tdialled 10086\n"
	                 "\thang up 17\n",
	                 why, sizeof(why)),
	    0, "%s", why);
	cr_assert_eq(s.calls, 20);
	cr_assert_float_eq(s.rate, 2.5, 1e-9);
	cr_assert(s.d.count_up);
	cr_assert_eq(s.n_scripts, 2);
	cr_assert_eq(s.scripts[0].weight, 3);
	cr_assert_eq(s.scripts[0].n_steps, 2);
	cr_assert_str_eq(s.scripts[1].d.caller, "13900000000");
	cr_assert_not(s.scripts[0].d.withheld);
	cr_assert(s.scripts[1].d.withheld);
	cr_assert_str_eq(s.scripts[1].d.called, "10086");
	cr_assert_eq(s.steps[0].verb, STEP_wait_answer);
	cr_assert_eq(s.steps[0].n, 20000);
	cr_assert_str_eq(s.steps[1].text, "1*#");
	cr_assert_eq(s.steps[2].n, 17);
}

Test(scenario, a_link_is_back_before_the_next_one_dies)
{
	cr_assert_eq(scenario_parse(&s, "deaf\nlinks fail 6s 2500ms\n", why, sizeof(why)), 0, "%s", why);
	cr_expect(s.deaf);
	cr_expect_eq(s.fail_every_ms, 6000);
	cr_expect_eq(s.fail_for_ms, 2500);
	cr_expect_eq(scenario_parse(&s, "links fail 2s 2s\n", why, sizeof(why)), -EINVAL);
}

Test(scenario, a_span_goes_once_and_comes_back)
{
	cr_assert_eq(scenario_parse(&s, "span gone 3 4s 2500ms\n", why, sizeof(why)), 0, "%s", why);
	cr_expect_eq(s.gone_span, 3);
	cr_expect_eq(s.gone_at_ms, 4000);
	cr_expect_eq(s.gone_for_ms, 2500);
	cr_expect_eq(scenario_parse(&s, "span gone 0 4s 2s\n", why, sizeof(why)), -EINVAL);
	cr_expect_eq(scenario_parse(&s, "span gone 3 4s\n", why, sizeof(why)), -EINVAL);
}

Test(scenario, only_the_script_that_says_so_counts_its_callers_up)
{
	cr_assert_eq(scenario_parse(&s, "script known 1\n\tcaller 01055500123\n"
	                                "script unknown 1\n\tcaller 01055500100 count\n", why, sizeof(why)), 0, "%s", why);
	cr_expect_not(s.scripts[0].d.count_up);
	cr_expect(s.scripts[1].d.count_up);
}

Test(scenario, phones_follow_their_rules_in_order)
{
	cr_assert_eq(scenario_parse(&s,
	                 "phone 8101 busy\n"
	                 "phone 81* answer 500ms hangup 3s\n"
	                 "phone 1390* noanswer\n",
	                 why, sizeof(why)),
	    0, "%s", why);
	cr_assert_eq(s.rules[0].answer, PHONE_BUSY);
	cr_assert_eq(s.rules[1].answer_ms, 500);
	cr_assert_eq(s.rules[1].hangup_ms, 3000);
	cr_assert_eq(s.rules[2].answer, PHONE_NO_ANSWER);
	cr_assert_eq(s.rules[2].hangup_ms, -1);
	cr_assert_gt(s.n_rules, 3, "there are rules for everybody else");
}

struct wrong {
	const char *text, *says;
};

Test(scenario, mistakes_are_named_with_their_line)
{
	/* clang-format off */
	static const struct wrong rows[] = {
		{ "calls\n",                                     "line 1: \"calls\" wants more" },
		{ "calls 3\nrate 0\n",                           "line 2: rate must be above 0" },
		{ "wait answer 3s\n",                            "belongs into a script" },
		{ "script a\nwait prompt 3s\n",                  "line 2: \"wait prompt\" wants" },
		{ "script a\npress 1x\n",                        "\"1x\" is not right here" },
		{ "script a\npause 3parsecs\n",                  "\"3parsecs\" is not right here" },
		{ "phone 81* answer 3009000\n",                  "\"3009000\" is not right here" },
		{ "\n\nfrobnicate\n",                            "line 3: unknown: \"frobnicate\"" },
		{ "script a\nhush now\n",                        "too much: \"now\"" },
		{ "caller 139 upwards\n",                        "only `count`" },
		{ "via pigeon\n",                                "via isup" },
		{ "phone 81* perhaps\n",                         "a phone:" },
		{ "script a\nfax\n",                            "line 2: \"fax\" wants more" },
		{ "script a\nhush\nfax /nowhere/at.tif\n",      "line 3: \"fax\": /nowhere/at.tif: No such file" },
		{ "script a\nfax pages:0\n",                    "line 2: \"fax\": pages:1 to pages:50" },
		{ "script a\nfax pages:many\n",                 "line 2: \"fax\": pages:1 to pages:50" },
		{ "script a\nfax pages:2 soon\n",               "\"soon\" is not right here" },
		{ "fax pages:2\n",                              "belongs into a script" },
		{ "script a\nexpect pages\n",                   "\"expect pages\" wants more" },
		{ "script a\nexpect pages two\n",               "\"two\" is not right here" },
		{ "station us@home\n",                          "line 1: a station's identification" },
		{ "station 012345678901234567890\n",            "line 1: a station's identification" },
		{ "caller 1234567890123456789012345678901234\n", "is not right here" },
	};
	/* clang-format on */

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		cr_assert_lt(scenario_parse(&s, rows[i].text, why, sizeof(why)), 0);
		cr_assert(strstr(why, rows[i].says), "%s", why);
	}
}

Test(scenario, too_much_of_everything_is_refused)
{
	static char text[200000];
	size_t n = 0;

	n += (size_t)sprintf(text, "script a\n");
	for (int i = 0; i < SCENARIO_STEPS + 1; i++)
		n += (size_t)sprintf(text + n, "hush\n");
	cr_assert_lt(scenario_parse(&s, text, why, sizeof(why)), 0);
	n = 0;
	for (int i = 0; i < SCENARIO_SCRIPTS + 1; i++)
		n += (size_t)sprintf(text + n, "script s\n");
	cr_assert_lt(scenario_parse(&s, text, why, sizeof(why)), 0);
	memset(text, 'x', 1000);
	text[1000] = '\0';
	cr_assert_lt(scenario_parse(&s, text, why, sizeof(why)), 0);
}

Test(scenario, scenarios_of_the_house_are_sound)
{
	DIR *d = opendir("tools/farend/scenarios");
	struct dirent *e;
	int n = 0;

	cr_assert(d);
	while ((e = readdir(d))) {
		char path[320];

		if (!strstr(e->d_name, ".scn"))
			continue;
		snprintf(path, sizeof(path), "tools/farend/scenarios/%s", e->d_name);
		cr_assert_eq(scenario_load(&s, path, why, sizeof(why)), 0, "%s: %s", path, why);
		n++;
	}
	closedir(d);
	cr_assert_gt(n, 3);
	scenario_default(&s);
	cr_assert_eq(s.n_scripts, 1);
}

Test(scenario, a_caller_may_be_a_fax_machine)
{
	cr_assert_eq(scenario_parse(&s,
	                 "station +86 10 5550\n"
	                 "script a\n\twait answer 5s\n\tfax pages:2\n\thang up\n\texpect pages 2\n"
	                 "script b\n\tstation 8102\n\tfax README.md 90s\n\texpect no fax\n",
	                 why, sizeof(why)),
	    0, "%s", why);
	cr_expect_str_eq(s.scripts[0].d.station, "+86 10 5550");
	cr_expect_str_eq(s.scripts[1].d.station, "8102");
	cr_expect_eq(s.steps[1].verb, STEP_fax);
	cr_expect_str_eq(s.steps[1].text, "pages:2");
	cr_expect_eq(s.steps[1].n, 0, "as long as it takes");
	cr_expect_eq(s.steps[3].verb, EXPECT_pages);
	cr_expect_eq(s.steps[3].n, 2);
	cr_expect_str_eq(s.steps[4].text, "README.md");
	cr_expect_eq(s.steps[4].n, 90000);
	cr_expect_eq(s.steps[5].verb, EXPECT_no_fax);
}

Test(scenario, a_phone_may_hang_up_and_flash)
{
	cr_assert_eq(scenario_parse(&s, "via cas\nphone 81* answer 300ms flash 4s hangup 9s\nphone 82 answer 1s\n", why, sizeof(why)),
	    0, "%s", why);
	cr_expect_eq(s.via, VIA_CAS);
	cr_expect_eq(s.rules[0].flash_ms, 4000);
	cr_expect_eq(s.rules[0].hangup_ms, 9000);
	cr_expect_eq(s.rules[1].flash_ms, -1);
	cr_expect_eq(s.rules[1].hangup_ms, -1);
	cr_expect_eq(scenario_parse(&s, "phone 81* answer 300ms flash\n", why, sizeof(why)), -EINVAL);
	cr_expect_eq(scenario_parse(&s, "phone 81* answer 300ms hold 4s\n", why, sizeof(why)), -EINVAL);
	cr_expect_eq(scenario_parse(&s, "via voip\n", why, sizeof(why)), -EINVAL);
}
