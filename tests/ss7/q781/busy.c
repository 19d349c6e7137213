/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Q.781 group 10: congestion of level 2 (Q.703 9).
 */
#include "tests/ss7/q781/q781.h"

static void
sends_one(void)
{
	sends(1);
	hears("MSU 127,1 0,1 #1");
	hears("FISU 127,1 0,1");
}

void
q781_10_1(enum ss7_form form)
{
	begin(); /* the tester's */
	to_in_service();
	sends_one();
	for (int i = 0; i < 20; i++) { /* SIB every 100 ms, and no acknowledgement */
		says(SIB);
		says(FISU);
		quiet_for(100);
		runs(T6);
		runs(T7);
	}
	counted(MTP2_BUSY_IN, 20);
	sends(2); /* traffic goes on */
	hears("MSU 127,1 1,1 #2");
	hears("FISU 127,1 1,1");
	acks(0); /* it abates */
	rests(T6);
	runs(T7);
	acks(1);
	rests(T7);
	is(IN_SERVICE);
	over();

	begin(); /* ours: messages are accepted, and not acknowledged */
	to_in_service();
	busy(1);
	hears("SIB");
	hears("FISU 127,1 127,1");
	says_msu(1);
	got(1, 1);
	quiet();
	hears_after(100, "SIB");
	hears("FISU 127,1 127,1");
	hears_after(100, "SIB");
	hears("FISU 127,1 127,1");
	says_msu_as(127, 1, 2, 1, 3); /* neither is a repetition asked for */
	quiet();
	busy(0);
	hears("FISU 0,0 127,1");
	rests(T5);
	counted(MTP2_BUSY_OUT, 1);
	counted(MTP2_SIB_OUT, 3);
	quiet_for(1000);
	over();

	begin(); /* ours: messages are discarded, and asked for afterwards */
	to_in_service();
	busy(MTP2_DISCARD);
	hears("SIB");
	hears("FISU 127,1 127,1");
	says_msu(1);
	says_msu(2);
	got(0, 0);
	quiet();
	busy(0);
	hears("FISU 127,0 127,1");
	says_msu_as(127, 1, 0, 0, 1);
	got(1, 1);
	hears("FISU 0,0 127,1");
	over();
}

void
q781_10_2(enum ss7_form form)
{
	begin();
	to_in_service();
	sends_one();
	quiet_for(900);
	says(SIB); /* T7 begins anew */
	says(FISU);
	hears_after(1000, "SIOS"); /* no other came */
	told("out of service: no acknowledgement (T7)");
	counted(MTP2_DOWN_T7, 1);
	rests(T6);
	over();
}

void
q781_10_3(enum ss7_form form)
{
	begin();
	to_in_service();
	sends_one();
	for (int i = 0; i < 40; i++) {
		says(SIB);
		says(FISU);
		if (i < 39)
			quiet_for(100);
	}
	is(IN_SERVICE);
	hears_after(100, "SIOS");
	told("out of service: far end congested too long (T6)");
	counted(MTP2_DOWN_T6, 1);
	rests(T7);
	over();
}
