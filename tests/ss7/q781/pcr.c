/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Q.781 group 9: preventive cyclic retransmission (Q.703 6).
 *
 * A message of the tester's form takes 28 octets of the line, 3.5 ms.  One that waits alone for its acknowledgement stands on
 * the line, repeated by the driver; of several each is written when its turn comes.
 */
#include "tests/ss7/q781/q781.h"

#include <stdio.h>

static void
begin_pcr(int32_t n1, int32_t n2)
{
	struct conf_link conf = bench_conf;

	conf.error_correction = CORRECTION_PCR;
	conf.n1 = n1;
	conf.n2 = n2;
	begin_with(&conf);
	to_in_service();
}

/* Messages first .. last, each after the time of the one before. */
static void
hears_cycle(unsigned first, unsigned last)
{
	char text[40];

	for (unsigned number = first; number <= last; number++) {
		bench_pass_us(B, 3500);
		snprintf(text, sizeof(text), "MSU 127,1 %u,1 #%u", (number - 1) & 127, number);
		hears(text);
	}
}

/* Messages first .. last go out at once. */
static void
sends_and_hears(unsigned first, unsigned last)
{
	char text[40];

	for (unsigned number = first; number <= last; number++) {
		sends(number);
		snprintf(text, sizeof(text), "MSU 127,1 %u,1 #%u", (number - 1) & 127, number);
		hears(text);
	}
}

void
q781_9_1(enum ss7_form form)
{
	begin_pcr(127, 8000);
	sends_and_hears(1, 1);
	runs(T7);
	quiet_for(500); /* it stands, no fill-in unit */
	says_msu(9);
	got(1, 9);
	hears("MSU 0,1 0,1 #1"); /* the copies carry the acknowledgement */
	T.bsn = 0;
	says(FISU);
	hears("FISU 0,1 0,1");
	rests(T7);
	waiting(0);
	over();

	begin_pcr(127, 8000);
	sends_and_hears(1, 3);
	bench_pass_us(B, 2 * 3500); /* the first copies leave */
	hears_cycle(1, 3);
	hears_cycle(1, 3);
	acks(0);
	hears_cycle(2, 3);
	hears_cycle(2, 3);
	acks(1); /* #3 alone stands */
	quiet_for(500);
	acks(2);
	hears("FISU 127,1 2,1");
	counted(MTP2_MSU_OUT, 3);
	counted(MTP2_FORCED, 0);
	rests(T7);
	over();
}

void
q781_9_2(enum ss7_form form)
{
	begin_pcr(127, 8000);
	sends_and_hears(1, 2);
	bench_pass_us(B, 3500);
	hears_cycle(1, 1);
	sends_and_hears(3, 3); /* before the copy of #2 */
	bench_pass_us(B, 3500);
	hears_cycle(2, 3);
	hears_cycle(1, 3);
	acks(2);
	hears("FISU 127,1 2,1");
	over();
}

void
q781_9_3(enum ss7_form form)
{
	begin_pcr(4, 8000);
	sends_and_hears(1, 4);
	counted(MTP2_FORCED, 1);
	sends(5); /* not now */
	bench_pass_us(B, 3 * 3500);
	hears_cycle(1, 4);
	hears_cycle(1, 4); /* still four: once more */
	counted(MTP2_FORCED, 2);
	acks(0);
	bench_pass_us(B, 3500);
	hears("MSU 127,1 4,1 #5"); /* three, and with it four */
	counted(MTP2_FORCED, 3);
	hears_cycle(2, 5);
	acks(4);
	hears("FISU 127,1 4,1");
	over();
}

void
q781_9_4(enum ss7_form form)
{
	begin_pcr(127, 300);
	sends_and_hears(1, 14); /* 14 * 22 octets */
	counted(MTP2_FORCED, 1);
	sends(15);
	bench_pass_us(B, 13 * 3500);
	hears_cycle(1, 14);
	counted(MTP2_FORCED, 1);
	acks(1); /* 12 * 22 octets */
	bench_pass_us(B, 3500);
	hears("MSU 127,1 14,1 #15");
	counted(MTP2_FORCED, 1);
	acks(14);
	hears("FISU 127,1 14,1");
	over();
}

void
q781_9_5(enum ss7_form form)
{
	begin_pcr(4, 8000);
	sends_and_hears(1, 4);
	sends(5);
	bench_pass_us(B, 3 * 3500);
	hears_cycle(1, 2);
	acks(2); /* below N1; the cycle goes on to its end */
	quiet();
	hears_cycle(4, 4);
	bench_pass_us(B, 3500);
	hears("MSU 127,1 4,1 #5");
	counted(MTP2_FORCED, 1);
	sends_and_hears(6, 6); /* normal again */
	acks(5);
	hears("FISU 127,1 5,1");
	over();

	begin_pcr(4, 8000); /* all acknowledged: nothing is left to repeat */
	sends_and_hears(1, 4);
	sends(5);
	acks(3);
	hears("MSU 127,1 4,1 #5");
	acks(4);
	hears("FISU 127,1 4,1");
	over();
}

void
q781_9_6(enum ss7_form form)
{
	begin_pcr(127, 8000);
	for (unsigned number = 1; number <= 3; number++) {
		char text[40];

		says_msu(number);
		got(number, number);
		snprintf(text, sizeof(text), "FISU %u,1 127,1", number - 1);
		hears(text);
	}
	for (unsigned cycle = 0; cycle < 2; cycle++)
		for (unsigned number = 1; number <= 3; number++)
			says_msu_as(127, 1, number - 1, 1, number);
	got(3, 3);
	quiet();
	says_msu(4);
	got(4, 4);
	hears("FISU 3,1 127,1");
	counted(MTP2_NACK_OUT, 0);
	over();
}

void
q781_9_7(enum ss7_form form)
{
	begin_pcr(127, 8000);
	sends_and_hears(1, 1);
	says(SIPO);
	told("remote processor outage");
	hears("FISU 127,1 0,1"); /* copies stop */
	rests(T7);
	sends(2);
	quiet_for(10000);
	says(FISU);
	told("remote processor recovered");
	hears("MSU 127,1 1,1 #2");
	runs(T7);
	hears_cycle(1, 2);
	acks(1);
	hears("FISU 127,1 1,1");
	over();
}

void
q781_9_8(enum ss7_form form)
{
	begin_pcr(127, 8000);
	says_msu_as(9, 1, 0, 1, 1);
	got(0, 0);
	counted(MTP2_BAD_BSN, 1);
	is(IN_SERVICE);
	quiet();
	says_msu(1); /* its copy */
	got(1, 1);
	hears("FISU 0,1 127,1");
	over();
}

void
q781_9_9(enum ss7_form form)
{
	begin_pcr(127, 8000);
	says_msu_as(9, 1, 0, 1, 1);
	says_msu_as(9, 1, 1, 1, 2);
	got(0, 0);
	hears("SIOS");
	told("out of service: abnormal backward sequence numbers");
	counted(MTP2_DOWN_SEQUENCE, 1);
	over();
}

void
q781_9_10(enum ss7_form form)
{
	begin_pcr(127, 8000);
	says_msu_as(127, 1, 1, 1, 2);
	says_msu_as(127, 0, 2, 0, 3); /* and no indicator bit matters */
	got(0, 0);
	is(IN_SERVICE);
	counted(MTP2_NACK_OUT, 0);
	counted(MTP2_BAD_FIB, 0);
	quiet();
	says_msu(1);
	got(1, 1);
	hears("FISU 0,1 127,1");
	says_msu(2);
	got(2, 2);
	hears("FISU 1,1 127,1");
	over();
}

void
q781_9_11(enum ss7_form form)
{
	begin_pcr(127, 8000);
	sends_and_hears(1, 1);
	hears_after(1000, "SIOS");
	told("out of service: no acknowledgement (T7)");
	counted(MTP2_DOWN_T7, 1);
	waiting(1);
	over();
}

void
q781_9_12(enum ss7_form form)
{
	begin_pcr(127, 8000);
	says_fisu_as(127, 1, 0, 1);
	quiet(); /* nothing is asked for */
	is(IN_SERVICE);
	says_msu(1);
	got(1, 1);
	hears("FISU 0,1 127,1");
	over();
}

void
q781_9_13(enum ss7_form form)
{
	begin_pcr(127, 8000);
	sends_and_hears(1, 2);
	stop();
	hears("SIOS");
	is(OUT_OF_SERVICE);
	rests(T7);
	rests(CYCLE);
	waiting(2);
	quiet_for(60000);
	over();
}
