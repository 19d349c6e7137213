/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every timer of Q.764 Annex A that applies here: set for the trunk group to another value than it has by itself, brought
 * to run by messages and requests, and seen to fire at that very time and not before.
 */
#include "bed.h"

#define DIGITS_8 "03 02 00 07 83 10 21 43 65 87 0f"
#define DIGITS_4 "03 02 00 04 83 10 21 43"

static struct bed bed;

static void
open_with(const char *settings)
{
	char text[1024];

	snprintf(text, sizeof(text),
	    "spans = ( { number = 1; } );"
	    "linksets = ( { name = \"carrier\"; label = \"itu14\"; opc = \"1\"; apc = \"2\"; } );"
	    "links = ( { linkset = \"carrier\"; span = 1; slot = 16; } );"
	    "groups = ( { name = \"pstn\"; linkset = \"carrier\"; choice = \"ascending\"; prefer = \"none\";"
	    "             outbound = 30; %s } );"
	    "circuits = ( { group = \"pstn\"; span = 1; } );",
	    settings);
	bed_make(&bed, text);
	bed_up(&bed);
}

/* ---- what brings them to run; all on CIC 1 ---- */

static void
call_in(void)
{
	bed_in(&bed, "01 00 01 00 60 01 0a " DIGITS_8);
	bed_line(&bed, MSG_LINE_ANSWER, circuit_line(bed.isup, bed_circuit(&bed, 1)), 0);
}

static void
dial(void)
{
	bed_dial(&bed, 1, "10086", "");
}

static void
ringing(void)
{
	dial();
	bed_in(&bed, "01 00 06 16 14 00");
}

static void
talking(void)
{
	ringing();
	bed_in(&bed, "01 00 09 00");
}

static void
suspended_by_user(void)
{
	talking();
	bed_in(&bed, "01 00 0d 00 00");
}

static void
suspended_by_network(void)
{
	talking();
	bed_in(&bed, "01 00 0d 01 00");
}

static void
release(void)
{
	call_in();
	bed_line(&bed, MSG_LINE_RELEASE, circuit_line(bed.isup, bed_circuit(&bed, 1)), 16);
}

static void
overload_message(void)
{
	dial();
	bed_in(&bed, "01 00 30");
}

static void
check_announced(void)
{
	bed_in(&bed, "01 00 01 04 60 01 0a " DIGITS_8);
}

static void
check_failed_there(void)
{
	check_announced();
	bed_in(&bed, "01 00 05 00");
}

static void
ccr(void)
{
	bed_in(&bed, "01 00 11");
}

static void
check_here(void)
{
	bed_ctl(&bed, ISUP_CTL_CHECK, 1, 1, 0);
}

/* The tone does not come: T24 ends the check. */
static void
check_failed_here(void)
{
	check_here();
	bed_wait(&bed, 1900 * 1000);
}

static void
check_failed_twice(void)
{
	check_failed_here();
	bed_wait(&bed, 5000 * 1000);
	bed_wait(&bed, 1900 * 1000);
}

static void
some_digits(void)
{
	bed_in(&bed, "01 00 01 00 60 01 0a " DIGITS_4);
}

static void
no_caller(void)
{
	bed_in(&bed, "01 00 01 00 60 01 0a " DIGITS_8);
}

static void
first_segment(void) /* optional forward call indicators: bit C */
{
	bed_in(&bed, "01 00 01 00 60 01 0a 03 02 09 07 83 10 21 43 65 87 0f 08 01 04 00");
}

static void
called_side_controls(void)
{
	talking();
	bed_line(&bed, MSG_LINE_RELEASE, circuit_line(bed.isup, bed_circuit(&bed, 1)), 16);
}

static void
block(void)
{
	bed_ctl(&bed, ISUP_CTL_BLOCK, 1, 1, 0);
}

static void
unblock(void)
{
	bed_ctl(&bed, ISUP_CTL_UNBLOCK, 1, 1, 0);
}

static void
block_group(void)
{
	bed_ctl(&bed, ISUP_CTL_BLOCK, 1, 4, 0);
}

static void
unblock_group(void)
{
	bed_ctl(&bed, ISUP_CTL_UNBLOCK, 1, 4, 0);
}

static void
reset(void)
{
	bed_ctl(&bed, ISUP_CTL_RESET, 1, 1, 0);
}

static void
reset_group(void)
{
	bed_ctl(&bed, ISUP_CTL_GROUP_RESET, 1, 4, 0);
}

static void
query(void)
{
	bed_ctl(&bed, ISUP_CTL_QUERY, 1, 4, 0);
}

static void
user_away(void)
{
	isup_mtp_status(bed.isup, 0, 2, ISUP_MTP_USER_INACCESSIBLE, 0, &bed.out);
}

/* ---- the timers ---- */

enum { ALARM = 0x100, OFFERED }; /* not a message, but an alarm; or the call is offered */

static const struct {
	const char *name;
	const char *settings; /* to the value of the next column */
	int64_t ms;
	void (*begin)(void);
	unsigned sign; /* message type that comes when it ends */
} timers[] = {
	{ "T1", "t1_ms = 31000;", 31000, release, ISUP_REL },
	{ "T2", "t2_ms = 61000;", 61000, suspended_by_user, ISUP_REL },
	{ "T3", "t3_ms = 61000;", 61000, overload_message, ISUP_REL },
	{ "T4", "t4_ms = 310000;", 310000, user_away, ISUP_UPT },
	{ "T5", "t5_ms = 310000;", 310000, release, ISUP_RSC },
	{ "T6", "t6_ms = 11000;", 11000, suspended_by_network, ISUP_REL },
	{ "T7", "t7_ms = 21000;", 21000, dial, ISUP_REL },
	{ "T8", "t8_ms = 11000;", 11000, check_announced, ISUP_REL },
	{ "T9", "t9_ms = 31000;", 31000, ringing, ISUP_REL },
	{ "T10", "t10_ms = 4100;", 4100, some_digits, OFFERED },
	{ "T12", "t12_ms = 16000;", 16000, block, ISUP_BLO },
	{ "T13", "t13_ms = 310000;", 310000, block, ALARM },
	{ "T14", "t14_ms = 16000;", 16000, unblock, ISUP_UBL },
	{ "T15", "t15_ms = 310000;", 310000, unblock, ALARM },
	{ "T16", "t16_ms = 16000;", 16000, reset, ISUP_RSC },
	{ "T17", "t17_ms = 310000;", 310000, reset, ALARM },
	{ "T18", "t18_ms = 16000;", 16000, block_group, ISUP_CGB },
	{ "T19", "t19_ms = 310000;", 310000, block_group, ALARM },
	{ "T20", "t20_ms = 16000;", 16000, unblock_group, ISUP_CGU },
	{ "T21", "t21_ms = 310000;", 310000, unblock_group, ALARM },
	{ "T22", "t22_ms = 16000;", 16000, reset_group, ISUP_GRS },
	{ "T23", "t23_ms = 310000;", 310000, reset_group, ALARM },
	{ "T24", "t24_ms = 1000;", 1000, check_here, ISUP_COT },
	{ "T25", "t25_ms = 2000;", 2000, check_failed_here, ISUP_CCR },
	{ "T26", "t26_ms = 61000;", 61000, check_failed_twice, ISUP_CCR },
	{ "T27", "t27_ms = 181000;", 181000, check_failed_there, ISUP_RSC },
	{ "T28", "t28_ms = 6000;", 6000, query, ALARM },
	{ "T33", "digits = 8; ask_caller = \"yes\"; t33_ms = 14000;", 14000, no_caller, ISUP_REL },
	{ "T34", "digits = 8; t34_ms = 2100;", 2100, first_segment, OFFERED },
	{ "T35", "digits = 8; t35_ms = 16000;", 16000, some_digits, ISUP_REL },
	{ "T36", "t36_ms = 11000;", 11000, ccr, ISUP_RSC },
	{ "TCCL", "called_controls = \"10086\"; ccl_ms = 11000;", 11000, called_side_controls, ISUP_REL },
};

/* How many signs of this kind there were so far. */
static unsigned
signs(unsigned sign)
{
	unsigned n = 0;

	if (sign == ALARM)
		return bed.alarms;
	for (unsigned i = 0; sign == OFFERED && i < bed.n_said; i++)
		n += bed.said[i].type == MSG_LINE_OFFERED;
	for (unsigned i = 0; sign != OFFERED && i < bed.n_units; i++)
		n += bed.units[i].octets[2] == sign && bed.units[i].octets[0] < 2; /* a call that moves leaves CIC 1 */
	return n;
}

Test(timers, each_fires_when_it_is_set_to)
{
	for (size_t i = 0; i < sizeof(timers) / sizeof(timers[0]); i++) {
		open_with(timers[i].settings);
		timers[i].begin();
		unsigned before = signs(timers[i].sign);

		bed_wait(&bed, timers[i].ms * 1000 - 1);
		cr_assert_eq(signs(timers[i].sign), before, "%s fires too early", timers[i].name);
		bed_wait(&bed, 1);
		cr_assert_eq(signs(timers[i].sign), before + 1, "%s does not fire", timers[i].name);
		bed_check(&bed);
		bed_free(&bed);
	}
}

/* A timer that is added to timers.def wants a row above. */
Test(timers, none_of_a_circuit_is_left_out)
{
	static const char *const names[] = {
#define TIMER(name, slot, ms, text) #name,
#include "isup/timers.def"
#undef TIMER
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		int found = 0;

		for (size_t k = 0; k < sizeof(timers) / sizeof(timers[0]); k++)
			found |= strcmp(timers[k].name, names[i]) == 0;
		cr_assert(found, "%s", names[i]);
	}
}

static unsigned
refused_of(unsigned calls)
{
	unsigned before = (unsigned)bed.counts[ISUP_STAT_REMOTE_CONGESTION];

	for (unsigned i = 0; i < calls; i++)
		bed_dial(&bed, i, "10086", "");
	return (unsigned)bed.counts[ISUP_STAT_REMOTE_CONGESTION] - before;
}

static void
congested(void)
{
	isup_mtp_status(bed.isup, 0, 2, ISUP_MTP_CONGESTED, 1, &bed.out);
}

/* Congestion: while T29 runs more of it is the same; T30 gives a step of traffic back. */
Test(timers, t29_and_t30_follow_the_setting)
{
	open_with("t29_ms = 400; t30_ms = 6000;");
	congested();
	bed_wait(&bed, 399 * 1000);
	congested();
	cr_assert_eq(refused_of(5), 1, "heard again within T29");
	bed_wait(&bed, 1000);
	congested();
	cr_assert_eq(refused_of(5), 2, "heard again after T29");
	bed_wait(&bed, 6000 * 1000 - 1);
	cr_assert_eq(refused_of(5), 2, "before T30");
	bed_wait(&bed, 1);
	cr_assert_eq(refused_of(5), 1, "after T30");
	bed_wait(&bed, 6000 * 1000);
	cr_assert_eq(refused_of(5), 0, "after T30 once more");
	bed_check(&bed);
	bed_free(&bed);
}

/* All circuits of 64 spans wait for RLC at once; what is stopped does not fire. */
Test(timers, t1_of_all_circuits_run_at_once)
{
	static struct bed big;
	char *site;
	size_t size;
	FILE *to = open_memstream(&site, &size);
	int64_t due;

	fprintf(to,
	    "linksets = ( { name = \"carrier\"; label = \"itu14\"; opc = \"1\"; apc = \"2\"; } );"
	    "links = ( { linkset = \"carrier\"; span = 1; slot = 16; } ); spans = ( { number = 1; }");
	for (int i = 2; i <= 64; i++)
		fprintf(to, ", { number = %d; }", i);
	fprintf(to,
	    " ); groups = ( { name = \"pstn\"; linkset = \"carrier\"; digits = 8; inbound = 4096; } );"
	    "circuits = ( { group = \"pstn\"; span = 1; }");
	for (int i = 2; i <= 64; i++)
		fprintf(to, ", { group = \"pstn\"; span = %d; pcm = %d; }", i, i - 1);
	fprintf(to, " );");
	fclose(to);
	bed_make(&big, site);
	bed_up(&big);
	unsigned n = isup_exchange(big.isup)->n_circuits;
	cr_assert_geq(n, 1900);
	for (unsigned i = 0; i < n; i++) {
		unsigned cic = circuit_at(big.isup, i)->cic;
		char iam[80];

		snprintf(iam, sizeof(iam), "%02x %02x 01 00 60 01 0a " DIGITS_8, cic & 255, cic >> 8);
		bed_in(&big, iam);
		bed_line(&big, MSG_LINE_RELEASE, circuit_line(big.isup, circuit_at(big.isup, i)), 16);
	}
	due = isup_core.next_due(big.isup);
	cr_assert_eq(due, big.now_us + 20 * SECOND);
	for (unsigned i = 0; i < n; i++) {
		char rlc[16];

		snprintf(rlc, sizeof(rlc), "%02x %02x 10 00", circuit_at(big.isup, i)->cic & 255,
		    circuit_at(big.isup, i)->cic >> 8);
		bed_in(&big, rlc);
	}
	bed_forget(&big);
	bed_wait(&big, HOUR);
	bed_out(&big, "");
	bed_check(&big);
	bed_free(&big);
	free(site);
}
