/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Groups 12 and 13: signalling link test (Q.707), invalid messages. */
#include "tests/ss7/q782/q782.h"

#include <stdio.h>

enum { SIOS = 3 };

/* A test that comes to us is answered with its own pattern, of any length, on its own link. */
void
q782_12_1(enum ss7_form form)
{
	house(form, 2);
	answer_by_itself(AUTO_SLTM, 0);
	say_slt(1, SLT_SLTM, "10 aa");
	SS7_CHECK(expect_slt(1, SLT_SLTA)->body[2] == 0xaa, "another pattern");
	say_slt(1, SLT_SLTM, "f0 00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d ff");
	const struct msu *answer = expect_slt(1, SLT_SLTA);
	SS7_CHECK(answer->len == 17 && answer->body[1] == 0xf0 && answer->body[16] == 0xff, "another pattern");
	tester_close();
}

/* No answer: once more after T1, then the link is taken out, and after T17 brought up again. */
void
q782_12_2(enum ss7_form form)
{
	tester_open(form, NULL);
	answer_by_itself(AUTO_SLTA, 0);
	tester_pass(1000);
	const struct msu first = *expect_slt(0, SLT_SLTM);
	tester_pass(first.at_ms + 5900 - tester_now_ms());
	SS7_CHECK(line_in_service(0), "taken out too soon");
	tester_pass(200);
	expect_slt(0, SLT_SLTM);
	tester_pass(6000);
	SS7_CHECK(line_status(0) == SIOS, "the link stays in service without an answer");
	expect_log(LOG_ALARM, "link test");
	SS7_CHECK(counter(ISUP_STAT_MTP3_TEST_FAILED) == 1, "not counted");
	answer_by_itself(AUTO_SLTA, 1);
	wait_carried(0);
	tester_close();
}

/* The wrong answers are none: another pattern, another SLC. */
void
q782_12_3(enum ss7_form form)
{
	tester_open_links(form, 2);
	answer_by_itself(AUTO_SLTA, 0);
	tester_pass(1000);
	int64_t before = counter(ISUP_STAT_MTP3_BAD_MESSAGE);
	const struct msu test = *expect_slt(0, SLT_SLTM);
	char hex[64];
	int at = snprintf(hex, sizeof(hex), "21 ");
	for (unsigned i = 1; i < test.len; i++)
		at += snprintf(hex + at, sizeof(hex) - (size_t)at, "%02x ", test.body[i]);
	say_msu(0, 1, point_code(POINT_US), point_code(POINT_FAR), 1, hex); /* SLC 1 on link 0 */
	say_slt(0, SLT_SLTA, "80 00 00 00 00 00 00 00 00");
	say_slt(0, SLT_SLTA, "20 7a 6f"); /* its beginning */
	SS7_CHECK(counter(ISUP_STAT_MTP3_BAD_MESSAGE) == before + 3, "wrong answers are not counted");
	not_carried(0);
	say_msu(0, 1, point_code(POINT_US), point_code(POINT_FAR), 0, hex);
	is_carried(0);
	tester_close();
}

/* The link in traffic is tested every T2; without answers it is taken out. */
void
q782_12_4(enum ss7_form form)
{
	house(form, 2);
	tester_pass(600000);
	expect_no_alarm();
	answer_by_itself(AUTO_SLTA, 0);
	for (int i = 0; i < 80 && link_carries(0) && link_carries(1); i++)
		tester_pass(1000);
	SS7_CHECK(!link_carries(0) || !link_carries(1), "untested links are used");
	answer_by_itself(AUTO_SLTA, 1);
	tester_pass(30000);
	is_carried(0);
	is_carried(1);
	post_all(1);
	all_arrived();
	tester_close();
}

/* A test with the SLC of another link, or from another point, is not answered: the wires are crossed. */
void
q782_12_5(enum ss7_form form)
{
	house(form, 2);
	answer_by_itself(AUTO_SLTM, 0);
	int64_t before = counter(ISUP_STAT_MTP3_BAD_MESSAGE);
	say_msu(0, 1, point_code(POINT_US), point_code(POINT_FAR), 1, "11 20 61 62");
	say_msu(0, 1, point_code(POINT_US), point_code(POINT_C), 0, "11 20 61 62");
	SS7_CHECK(counter(ISUP_STAT_MTP3_BAD_MESSAGE) == before + 2, "not counted");
	say_msu(0, 1, point_code(POINT_C), point_code(POINT_FAR), 0, "11 20 61 62");
	SS7_CHECK(counter(ISUP_STAT_MTP3_BAD_DPC) == 1, "not counted");
	say_slt(0, SLT_SLTM, "10 55");
	SS7_CHECK(expect_slt(0, SLT_SLTA)->body[2] == 0x55, "one of them was answered");
	tester_close();
}

/* ---- 13 ---- */

/* Each of these is dropped and counted, and nothing moves. */
struct nonsense {
	unsigned slc;
	int code;
	const char *body;
};

static void
dropped(enum ss7_form form, const struct nonsense *list, size_t n)
{
	house(form, 2);
	for (size_t i = 0; i < n; i++) {
		int64_t before = counter(ISUP_STAT_MTP3_BAD_MESSAGE);

		say_snm_about(0, list[i].slc, (enum tester_snm)list[i].code, list[i].body);
		SS7_CHECK(counter(ISUP_STAT_MTP3_BAD_MESSAGE) == before + 1, "message %zu (%02x) is not counted", i,
		    (unsigned)list[i].code);
		expect_no_snm();
	}
	is_carried(0);
	is_carried(1);
	SS7_CHECK(carries(0) == 8 && carries(1) == 8, "traffic moved");
	expect_quiet();
	tester_close();
}
#define DROPPED(form, ...)                                         \
	do {                                                       \
		const struct nonsense list[] = { __VA_ARGS__ };    \
		dropped(form, list, sizeof(list) / sizeof(*list)); \
	} while (0)

void
q782_13_1(enum ss7_form form)
{
	DROPPED(form, { 0, 0x00, "" }, { 0, 0x10, "01" }, { 0, 0xf1, "01" }, { 0, 0x01, "" }, { 0, 0x19, "" },
	    { 0, 0x0f, "" }, { 0, 0xff, "ff ff ff ff" });
	house(form, 1);
	int64_t before = counter(ISUP_STAT_MTP3_BAD_MESSAGE);
	say_msu(0, 0, point_code(POINT_US), point_code(POINT_FAR), 0, ""); /* not even a heading */
	say_msu(0, 1, point_code(POINT_US), point_code(POINT_FAR), 0, "");
	SS7_CHECK(counter(ISUP_STAT_MTP3_BAD_MESSAGE) == before + 2, "messages without a heading are not counted");
	tester_close();
}

void
q782_13_2(enum ss7_form form)
{
	DROPPED(form, { 9, SNM_COO, "05" }, { 9, SNM_COA, "05" }, { 1, SNM_COO, "" }, { 1, SNM_COA, "" },
	    { 15, SNM_ECO, "" }, { 15, SNM_ECA, "" });
	house(form, 2); /* nobody waits for it */
	say_snm_about(0, 1, SNM_COA, "05");
	say_snm_about(0, 1, SNM_ECA, "");
	is_carried(1);
	expect_no_snm();
	/* about the link it comes by */
	say_snm_about(1, 1, SNM_COO, "05");
	is_carried(1);
	tester_close();
}

void
q782_13_3(enum ss7_form form)
{
	DROPPED(form, { 9, SNM_CBD, "00" }, { 9, SNM_CBA, "00" }, { 1, SNM_CBD, "" }, { 1, SNM_CBA, "" });
	house(form, 2);
	say_snm_about(0, 1, SNM_CBA, "00");
	say_snm_about(0, 1, SNM_CBA, "ff");
	post_all(1);
	all_arrived();
	tester_close();
}

void
q782_13_4(enum ss7_form form)
{
	static const enum tester_snm codes[] = { SNM_LIN, SNM_LUN, SNM_LIA, SNM_LUA, SNM_LID, SNM_LFU, SNM_LLT,
		SNM_LRT };

	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		DROPPED(form, { 9, codes[i], "" });
	house(form, 2); /* nobody waits for these */
	say_snm_about(0, 1, SNM_LIA, "");
	say_snm_about(0, 1, SNM_LUA, "");
	say_snm_about(0, 1, SNM_LID, "");
	say_snm_about(0, 1, SNM_LFU, "");
	expect_no_snm();
	is_carried(1);
	tester_close();
}

void
q782_13_5(enum ss7_form form)
{
	DROPPED(form, { 0, SNM_TFP, "" }, { 0, SNM_TFP, "01" }, { 0, SNM_TFR, "01" }, { 0, SNM_TFA, "01" },
	    { 0, SNM_RST, "01" }, { 0, SNM_TFC, "01" }, { 0, SNM_UPU, "01" }, { 0, SNM_UPU, "$far" });
}

void
q782_13_6(enum ss7_form form)
{
	house(form, 1);
	int64_t before = counter(ISUP_STAT_MTP3_BAD_MESSAGE);
	say_slt(0, SLT_SLTM, "");
	say_slt(0, SLT_SLTM, "00");
	say_slt(0, SLT_SLTM, "f0 01 02");
	say_slt(0, 0x31, "10 aa");
	SS7_CHECK(counter(ISUP_STAT_MTP3_BAD_MESSAGE) == before + 4, "%lld counted",
	    (long long)(counter(ISUP_STAT_MTP3_BAD_MESSAGE) - before));
	is_carried(0);
	tester_close();
}

/* Management messages of points that are not adjacent. */
void
q782_13_7(enum ss7_form form)
{
	static const char *const bodies[] = { "17", "11 05", "16", "14 $far", "54 $far", "51 00", "15 $far",
		"18 00 00" };

	house(form, 2);
	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++)
		say_msu(0, 0, point_code(POINT_US), point_code(POINT_C), 1, bodies[i]);
	SS7_CHECK(
	    counter(ISUP_STAT_MTP3_BAD_MESSAGE) == 8, "%lld counted", (long long)counter(ISUP_STAT_MTP3_BAD_MESSAGE));
	expect_no_snm();
	is_carried(1);
	SS7_CHECK(reachable(POINT_FAR), "the exchange was given up");
	tester_close();
}

/* Orders for data link connections: refused, for data links are fixed. */
void
q782_13_8(enum ss7_form form)
{
	house(form, 2);
	say_snm_about(0, 1, SNM_DLC, "07 00");
	SS7_CHECK(expect_snm(0, SNM_CNP, "")->sls == 1, "CNP about another link");
	say_snm_about(0, 1, SNM_CSS, "");
	say_snm_about(0, 1, SNM_CNS, "");
	say_snm_about(0, 1, SNM_CNP, "");
	SS7_CHECK(counter(ISUP_STAT_MTP3_NO_DATA_LINK) == 4, "not counted");
	expect_no_snm();
	is_carried(1);
	tester_close();
}

/* UPU about user parts that we do not have, about ourselves, about strangers, with causes that nobody defined. */
void
q782_13_9(enum ss7_form form)
{
	house(form, 1);
	say_snm_about(0, 0, SNM_UPU, "$far 13");
	say_snm_about(0, 0, SNM_UPU, "$us 15");
	say_snm_about(0, 0, SNM_UPU, "$c 15");
	make_call_out(); /* nothing came of them */
	SS7_CHECK(counter(ISUP_STAT_MTP3_UPU_IN) == 3, "not counted");
	tester_close();
}
