/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Q.781 group 8: transmission and reception control, basic error correction (Q.703 5).
 */
#include "tests/ss7/q781/q781.h"

#include <stdio.h>

/* Message and fill-in unit behind it. */
static void
hears_message(unsigned number)
{
	char text[40];

	snprintf(text, sizeof(text), "MSU 127,1 %u,1 #%u", (number - 1) & 127, number);
	hears(text);
	hears("FISU");
}

void
q781_8_1(enum ss7_form form)
{
	begin();
	to_in_service();
	sends(1);
	hears("MSU 127,1 0,1 #1");
	hears("FISU 127,1 0,1");
	runs(T7);
	acks(0);
	rests(T7);
	waiting(0);
	quiet();
	says_msu(9);
	got(1, 9);
	hears("FISU 0,1 0,1");
	sends(2); /* carries the acknowledgement */
	says_msu_as(0, 1, 1, 1, 10);
	got(2, 10);
	hears("MSU 0,1 1,1 #2");
	hears("FISU 0,1 1,1");
	hears("FISU 1,1 1,1");
	counted(MTP2_MSU_OUT, 2);
	counted(MTP2_MSU_IN, 2);
	counted(MTP2_OCTETS_OUT, 2 * 22);
	counted(MTP2_OCTETS_IN, 2 * 22);
	counted(MTP2_RESENT, 0);
	over();
}

void
q781_8_2(enum ss7_form form)
{
	begin();
	to_in_service();
	for (unsigned number = 1; number <= 3; number++) {
		sends(number);
		hears_message(number);
	}
	nacks(0); /* took #1, wants the rest again */
	hears("MSU 127,1 1,0 #2");
	hears("MSU 127,1 2,0 #3");
	hears("FISU 127,1 2,0");
	waiting(2);
	counted(MTP2_NACK_IN, 1);
	counted(MTP2_RESENT, 2);
	counted(MTP2_OCTETS_RESENT, 2 * 22);
	acks(2);
	waiting(0);
	rests(T7);
	sends(4); /* goes on with the bit as it is */
	hears("MSU 127,1 3,0 #4");
	hears("FISU 127,1 3,0");
	acks(3);
	over();
}

void
q781_8_3(enum ss7_form form)
{
	begin();
	to_in_service();
	for (unsigned number = 1; number <= 127; number++) {
		sends(number);
		hears_message(number);
	}
	sends_many(128, 130); /* the retransmission buffer is full */
	quiet();
	waiting(130);
	bench_pass(B, 900);
	acks(0);
	hears("MSU 127,1 127,1 #128");
	hears("FISU 127,1 127,1");
	bench_pass(B, 900); /* T7 began anew */
	acks(126);
	hears("MSU 127,1 0,1 #129");
	hears("MSU 127,1 1,1 #130");
	hears("FISU 127,1 1,1");
	acks(1);
	waiting(0);
	rests(T7);
	over();
}

void
q781_8_4(enum ss7_form form)
{
	begin();
	to_in_service();
	says_msu_as(127, 1, 0, 0, 1);
	got(0, 0);
	counted(MTP2_BAD_FIB, 1);
	is(IN_SERVICE);
	quiet();
	says_msu(1);
	got(1, 1);
	hears("FISU 0,1 127,1");
	over();
}

void
q781_8_5(enum ss7_form form)
{
	begin();
	to_in_service();
	says_msu(1);
	got(1, 1);
	hears("FISU 0,1 127,1");
	says_msu_as(127, 1, 0, 1, 1);
	got(1, 1);
	counted(MTP2_NACK_OUT, 0);
	is(IN_SERVICE);
	over();
}

void
q781_8_6(enum ss7_form form)
{
	begin(); /* a repetition nobody asked for */
	to_in_service();
	says_msu(1);
	got(1, 1);
	hears("FISU 0,1 127,1");
	says_msu_as(127, 1, 0, 0, 1);
	got(1, 1);
	counted(MTP2_BAD_FIB, 1);
	quiet();
	says_msu(2);
	got(2, 2);
	hears("FISU 1,1 127,1");
	is(IN_SERVICE);
	over();

	begin(); /* asked for, but begun with the wrong message */
	to_in_service();
	says_msu_as(127, 1, 1, 1, 2);
	got(0, 0);
	hears("FISU 127,0 127,1");
	says_msu_as(127, 1, 2, 1, 3); /* were under way already */
	says_msu_as(127, 1, 3, 1, 4);
	says_msu_as(127, 1, 4, 1, 5);
	quiet();
	counted(MTP2_BAD_FIB, 0);
	says_msu_as(127, 1, 1, 0, 2);
	hears("FISU 127,1 127,1"); /* asked for once more */
	says_msu_as(127, 1, 0, 1, 1);
	got(1, 1);
	hears("FISU 0,1 127,1");
	says_msu_as(127, 1, 1, 1, 2);
	got(2, 2);
	hears("FISU 1,1 127,1");
	counted(MTP2_NACK_OUT, 2);
	over();
}

void
q781_8_7(enum ss7_form form)
{
	begin();
	to_in_service();
	says_msu(1);
	got(1, 1);
	hears("FISU 0,1 127,1");
	says_fisu_as(127, 1, 0, 0); /* the bit is turned, nobody asked */
	quiet();
	is(IN_SERVICE);
	says_fisu_as(127, 0, 0, 0);
	hears("SIOS");
	told("out of service: abnormal forward indicator bits");
	counted(MTP2_DOWN_SEQUENCE, 1);
	over();

	begin(); /* two of three are enough */
	to_in_service();
	says_fisu_as(127, 1, 127, 0);
	says_fisu_as(127, 1, 127, 1);
	says_fisu_as(127, 1, 127, 0);
	hears("SIOS");
	told("out of service: abnormal forward indicator bits");
	over();
}

void
q781_8_8(enum ss7_form form)
{
	begin();
	to_in_service();
	for (int i = 0; i < 3; i++) { /* one of three, each time */
		says_fisu_as(127, 1, 127, 0);
		says(FISU);
		says(FISU);
	}
	is(IN_SERVICE);
	counted(MTP2_BAD_FIB, 3);
	over();
}

void
q781_8_9(enum ss7_form form)
{
	begin();
	to_in_service();
	says_fisu_as(127, 1, 127, 0);
	is(IN_SERVICE);
	says(SIPO);
	told("remote processor outage");
	is(OUTAGE);
	says(FISU);
	told("remote processor recovered");
	is(IN_SERVICE);
	over();
}

void
q781_8_10(enum ss7_form form)
{
	begin();
	to_in_service();
	says_msu_as(9, 1, 0, 1, 1);
	got(0, 0);
	counted(MTP2_BAD_BSN, 1);
	is(IN_SERVICE);
	quiet();
	says_msu(1);
	got(1, 1);
	hears("FISU 0,1 127,1");
	says_fisu_as(127, 1, 0, 1);
	says_fisu_as(9, 1, 0, 1);
	is(IN_SERVICE);
	over();
}

void
q781_8_11(enum ss7_form form)
{
	begin();
	to_in_service();
	says_fisu_as(9, 1, 127, 1);
	quiet();
	says_fisu_as(10, 1, 127, 1);
	hears("SIOS");
	told("out of service: abnormal backward sequence numbers");
	counted(MTP2_DOWN_SEQUENCE, 1);
	over();

	begin(); /* two of three are enough */
	to_in_service();
	says_fisu_as(9, 1, 127, 1);
	says(FISU);
	says_fisu_as(9, 1, 127, 1);
	hears("SIOS");
	told("out of service: abnormal backward sequence numbers");
	over();
}

void
q781_8_12(enum ss7_form form)
{
	begin();
	to_in_service();
	sends(1);
	hears_message(1);
	hears_after(1000, "SIOS");
	told("out of service: no acknowledgement (T7)");
	counted(MTP2_DOWN_T7, 1);
	waiting(1);
	over();

	begin(); /* an acknowledgement of a part gives it a new start */
	to_in_service();
	sends(1);
	hears_message(1);
	sends(2);
	hears_message(2);
	quiet_for(900);
	acks(0);
	hears_after(1000, "SIOS");
	told("out of service: no acknowledgement (T7)");
	waiting(1);
	over();
}

void
q781_8_13(enum ss7_form form)
{
	begin();
	to_in_service();
	says_msu_as(127, 1, 0, 1, 8); /* numbers and bits move both ways: a new alignment begins with 127 and 1 */
	hears("FISU 0,1 127,1");
	says_msu_as(127, 1, 2, 1, 9);
	hears("FISU 0,0 127,1");
	says_fisu_as(127, 0, 0, 0);
	hears("FISU 0,0 127,0");
	sends(1);
	hears("MSU 0,0 0,0 #1");
	hears("FISU 0,0 0,0");
	stop();
	hears("SIOS");
	is(OUT_OF_SERVICE);
	rests(T7);
	waiting(1);
	sends(2); /* waits for retrieval */
	waiting(2);
	quiet_for(60000);
	counted(MTP2_DOWN, 0);
	realigns(0);
	waiting(0); /* what was not retrieved is gone */
	over();
}
