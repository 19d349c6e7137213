/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The flow folder: what is taken, what is told, and that a faulty file takes nothing away from the switch.
 */
#include "acd/flow_files.h"
#include "tests/unit/acd/harness.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define OWN                                                                                     \
	"busy-wait | a | b\nstill-waiting | a | b\nconnecting | a | b\nannounce-seat | a | b\n" \
	"announce-service | a | b\nall-busy-goodbye | a | b\nno-input | a | b\nbad-key | a | b\n"
#define GOOD "a: play hello\n\tthen q\nq: queue water\n"

static struct house *h;
static char dir[64], told[8192], taken[1024];

static void
make_folder(void)
{
	snprintf(dir, sizeof(dir), "/tmp/zj-flows-XXXXXX");
	cr_assert(mkdtemp(dir));
	h = house_new(NULL);
	text_copy(h->site.site.flow_dir, sizeof(h->site.site.flow_dir), dir);
	text_copy(h->site.site.prompt_dir, sizeof(h->site.site.prompt_dir), dir);
}

static void
remove_folder(void)
{
	char command[96];

	house_free(h);
	snprintf(command, sizeof(command), "rm -rf %s", dir);
	cr_assert_eq(system(command), 0);
}

TestSuite(flow_files, .init = make_folder, .fini = remove_folder);

static void
put(const char *name, const char *text)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	FILE *f = fopen(path, "w");
	fputs(text, f);
	fclose(f);
}

static void
take(void *arg, const struct flow *flow)
{
	snprintf(taken + strlen(taken), sizeof(taken) - strlen(taken), "%s ", flow->name);
	house_feed(h, CORE_FROM_CTL, ACD_CTL_FLOW, flow, flow_size(flow));
}

static void
tell(void *arg, const char *line)
{
	snprintf(told + strlen(told), sizeof(told) - strlen(told), "%s\n", line);
}

static int
load(void)
{
	told[0] = taken[0] = '\0';
	return flow_files_load(&h->site, take, tell, NULL);
}

Test(flow_files, good_ones_are_taken_in_the_order_of_their_names)
{
	put("prompts.txt", OWN "# hello is below\nhello | 您好 | Hello\n");
	put("second.flow", GOOD);
	put("main.flow", GOOD);
	put("notes.txt", "not a flow\n");
	put(".flow", "no name\n");
	cr_expect_eq(load(), 0);
	cr_expect_str_eq(taken, "main second ");
	cr_expect_str_eq(told, "");
}

Test(flow_files, a_missing_prompt_is_named_with_file_and_line)
{
	put("prompts.txt", OWN "hello | 您好 | Hello\nhello-there | x | x\n");
	put("main.flow", "a: play hello\n\tthen b\nb: play hell\n\tthen end\n");
	cr_expect_eq(load(), 1);
	cr_expect_str_eq(taken, "");
	cr_expect_str_eq(told, "main.flow:3: node b: there is no prompt hell\n");
	put("prompts.txt", "hello | 您好 | Hello\nhell | x | x\n");
	cr_expect_eq(load(), 0);
	cr_expect(strstr(told, "there is no prompt busy-wait, which every call may hear\n"), "%s", told);
}

Test(flow_files, the_wording_is_checked_in_the_language_of_the_house)
{
	static const char menu[] =
	    "m: menu choose\n\t1 \"repairs\" w\n\t0 \"agent\" w\n\tsilence 10s w\n\ttries 3 w\nw: queue water\n";

	put("prompts.txt", OWN "choose | 报修请按1, 人工请按0。 | Press 1 for repairs. For an agent, press 0.\n");
	put("main.flow", menu);
	h->site.site.language = LANG_ZH;
	cr_expect_eq(load(), 0, "%s", told);
	h->site.site.language = LANG_EN;
	cr_expect_eq(load(), 1);
	cr_expect(strstr(told, "IVR-06"), "%s", told);
}

Test(flow_files, a_faulty_file_leaves_the_old_flow_in_force_and_does_not_stop_the_others)
{
	put("prompts.txt", OWN "hello | a | b\n");
	put("main.flow", GOOD);
	cr_assert_eq(load(), 0);
	put("main.flow", "a: play hello\n\tthen nowhere\n");
	put("second.flow", "a: play hello\n\tthen end\n");
	cr_expect_eq(load(), 1);
	cr_expect_str_eq(taken, "second ");
	cr_expect_str_eq(told, "main.flow:2: there is no node nowhere\n");
	house_said(h);
	int caller = caller_dials(h, "13800138000", "95000");
	cr_expect(strstr(house_said(h), "play hello\n"));
	prompt_ends(h, caller);
	cr_expect_eq(call_of_line(h, caller)->state, CALL_QUEUED, "the old flow leads to a queue");
	/* put right, it is in force for the next call */
	put("main.flow", "a: play hello\n\tthen end\n");
	cr_expect_eq(load(), 0);
	caller = caller_dials(h, "13800138000", "95000");
	prompt_ends(h, caller);
	cr_expect_eq(h->last[FACT_CALL_ENDED].value, CALL_END_SYSTEM);
}

Test(flow_files, without_the_list_prompts_are_not_checked_and_without_the_folder_nothing_is)
{
	put("main.flow", "a: play whatever\n\tthen end\n");
	cr_expect_eq(load(), 0);
	cr_expect_str_eq(taken, "main ");
	cr_expect_str_eq(told, "no list of prompts: what flows say is not checked\n");
	text_copy(h->site.site.flow_dir, sizeof(h->site.site.flow_dir), "/nonexistent");
	cr_expect_eq(load(), -ENOENT);
}

Test(flow_files, a_file_that_cannot_be_read_or_is_no_text_is_told)
{
	static char large[300 * 1024];
	char path[128];

	put("prompts.txt", OWN "hello | a | b\n");
	memset(large, '#', sizeof(large) - 1);
	put("large.flow", large);
	put("noise.flow", "\x1b\xff\xfe: play\x01 hello\n\t\x80then\n");
	snprintf(path, sizeof(path), "%s/folder.flow", dir);
	cr_assert_eq(mkdir(path, 0700), 0);
	snprintf(path, sizeof(path), "%s/nul.flow", dir);
	FILE *f = fopen(path, "w");
	fwrite(GOOD "\0more", 1, sizeof(GOOD) + 4, f);
	fclose(f);
	cr_expect_eq(load(), 4);
	cr_expect_str_eq(taken, "");
	cr_expect(strstr(told, "large.flow: File too large\n"), "%s", told);
	cr_expect(strstr(told, "folder.flow: Is a directory\n"), "%s", told);
	cr_expect(strstr(told, "nul.flow: "), "%s", told);
	cr_expect(strstr(told, "noise.flow:1: "), "%s", told);
}
