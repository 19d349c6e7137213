/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Q.781 group 4: processor outage of a link in service (Q.703 8).
 */
#include "tests/ss7/q781/q781.h"

void
q781_4_1(enum ss7_form form)
{
	begin();
	to_in_service();
	outage(1);
	hears("SIPO");
	is(OUTAGE);
	says_msu(1); /* rejected */
	got(0, 0);
	sends(7); /* waits */
	rests(T7);
	quiet_for(10000);
	outage(0);
	is(IN_SERVICE);
	hears("MSU 127,1 0,1 #7");
	hears("FISU 127,0 0,1"); /* what was rejected is asked for */
	runs(T7);
	says_msu_as(0, 1, 0, 0, 1);
	got(1, 1);
	hears("FISU 0,0 0,1");
	rests(T7);
	over();
}

void
q781_4_2(enum ss7_form form)
{
	begin();
	to_in_service();
	outage(1);
	hears("SIPO");
	says(SIPO);
	told("remote processor outage");
	quiet(); /* SIPO stays */
	says(FISU);
	told("remote processor recovered");
	is(OUTAGE);
	quiet();
	outage(0);
	hears("FISU 127,1 127,1");
	is(IN_SERVICE);
	over();
}

void
q781_4_3(enum ss7_form form)
{
	begin();
	to_in_service();
	outage(1);
	hears("SIPO");
	says(SIPO);
	told("remote processor outage");
	outage(0);
	hears("FISU 127,1 127,1");
	is(OUTAGE);
	sends(1); /* the tester's outage goes on */
	quiet_for(10000);
	says(FISU);
	told("remote processor recovered");
	is(IN_SERVICE);
	hears("MSU 127,1 0,1 #1");
	hears("FISU 127,1 0,1");
	over();
}
