/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Q.781 group 1, first part: from power on to service, and what ends an attempt (Q.703 7).
 *
 * The a and b of a case are its two directions: (a) the link begins, (b) the tester has begun already.
 */
#include "tests/ss7/q781/q781.h"

void
q781_1_1a(enum ss7_form form)
{
	begin();
	power_on();
	hears("SIOS");
	is(OUT_OF_SERVICE);
	SS7_CHECK(
	    B->units[0].octets[0] == 0xff && B->units[0].octets[1] == 0xff, "numbers begin with 127, bits with 1");
	quiet_for(60000);
	over();
}

void
q781_1_1b(enum ss7_form form)
{
	begin();
	says(SIOS); /* before there is power, nothing is heard and nothing said */
	quiet();
	power_on();
	hears("SIOS");
	says(SIOS);
	quiet_for(60000);
	is(OUT_OF_SERVICE);
	over();
}

void
q781_1_2(enum ss7_form form)
{
	begin();
	power_on();
	hears("SIOS");
	start();
	hears("SIO");
	is_aligning(NOT_ALIGNED);
	hears_after(5000, "SIOS");
	is(OUT_OF_SERVICE);
	told("out of service: alignment not possible");
	over();
}

void
q781_1_3(enum ss7_form form)
{
	begin();
	power_on();
	hears("SIOS");
	start();
	hears("SIO");
	says(SIO);
	hears("SIN");
	is_aligning(ALIGNED);
	rests(T2);
	hears_after(1500, "SIOS");
	is(OUT_OF_SERVICE);
	told("out of service: alignment not possible");
	over();
}

void
q781_1_4(enum ss7_form form)
{
	begin();
	to_proving();
	rests(T3);
	hears_after(8200, "FISU 127,1 127,1"); /* T4 */
	is(READY);
	hears_after(45000, "SIOS"); /* T1: the tester goes on with SIN */
	is(OUT_OF_SERVICE);
	told("out of service: far end not ready (T1)");
	over();
}

void
q781_1_5a(enum ss7_form form)
{
	begin();
	to_proving();
	hears_after(8200, "FISU 127,1 127,1");
	says(FISU);
	told("in service");
	is(IN_SERVICE);
	rests(T1);
	quiet_for(60000);
	over();
}

void
q781_1_5b(enum ss7_form form)
{
	begin();
	power_on();
	hears("SIOS");
	says(SIO);
	quiet();
	start();
	hears("SIO");
	hears("SIN"); /* the tester's SIO stands on the line */
	says(SIN);
	quiet_for(8000);
	says(FISU); /* the tester is through a little earlier */
	hears_after(200, "FISU 127,1 127,1");
	told("in service");
	is(IN_SERVICE);
	over();
}

void
q781_1_6(enum ss7_form form)
{
	begin();
	to_proving();
	hears_after(8200, "FISU 127,1 127,1");
	says_msu(1);
	told("in service");
	got(1, 1);
	hears("FISU 0,1 127,1");
	is(IN_SERVICE);
	over();
}

void
q781_1_7(enum ss7_form form)
{
	begin();
	to_proving();
	quiet_for(4000);
	says(SIO);
	is_aligning(ALIGNED);
	rests(T4);
	runs(T3);
	says(SIN);
	is_aligning(PROVING);
	hears_after(8200, "FISU 127,1 127,1");
	says(FISU);
	told("in service");
	over();
}

/* ---- emergency, and a far end that is ahead of us ---- */

void
q781_1_17(enum ss7_form form)
{
	begin();
	power_on();
	hears("SIOS");
	start();
	hears("SIO");
	says(SIN);
	hears("SIN");
	is_aligning(PROVING); /* its SIN stands on the line */
	hears_after(8200, "FISU 127,1 127,1");
	says(FISU);
	told("in service");
	over();
}

void
q781_1_18(enum ss7_form form)
{
	begin();
	power_on();
	hears("SIOS");
	emergency(1);
	emergency(0);
	start();
	hears("SIO");
	says(SIO);
	hears("SIN");
	says(SIN);
	hears_after(8200, "FISU 127,1 127,1");
	says(FISU);
	told("in service");
	over();
}

void
q781_1_19(enum ss7_form form)
{
	begin();
	power_on();
	hears("SIOS");
	start();
	hears("SIO");
	emergency(1);
	is_aligning(NOT_ALIGNED);
	quiet();
	says(SIO);
	hears("SIE");
	says(SIN);
	hears_after(500, "FISU 127,1 127,1");
	says(FISU);
	told("in service");
	over();
}

void
q781_1_20(enum ss7_form form)
{
	begin();
	power_on();
	hears("SIOS");
	start();
	hears("SIO");
	says(SIO);
	hears("SIN");
	emergency(1);
	hears("SIE");
	is_aligning(ALIGNED);
	says(SIN);
	hears_after(500, "FISU 127,1 127,1");
	says(FISU);
	told("in service");
	over();
}

void
q781_1_21(enum ss7_form form)
{
	begin();
	to_aligned_ready();
	says(FISU);
	told("in service");
	over();
}

void
q781_1_22(enum ss7_form form)
{
	begin(); /* we alone */
	power_on();
	hears("SIOS");
	emergency(1);
	start();
	hears("SIO");
	says(SIO);
	hears("SIE");
	says(SIN);
	hears_after(500, "FISU 127,1 127,1");
	says(FISU);
	told("in service");
	over();

	begin(); /* the far end alone */
	power_on();
	hears("SIOS");
	start();
	hears("SIO");
	says(SIO);
	hears("SIN");
	says(SIE);
	hears_after(500, "FISU 127,1 127,1");
	says(FISU);
	told("in service");
	over();
}

void
q781_1_23(enum ss7_form form)
{
	begin(); /* by our level 3 */
	to_proving();
	quiet_for(5000);
	emergency(1);
	hears("SIE");
	hears_after(500, "FISU 127,1 127,1");
	says(FISU);
	told("in service");
	over();

	begin(); /* by the far end; SIE again does not begin it anew */
	to_proving();
	quiet_for(5000);
	says(SIE);
	quiet_for(300);
	says(SIN);
	says(SIE);
	hears_after(200, "FISU 127,1 127,1");
	says(FISU);
	told("in service");
	over();
}

void
q781_1_24(enum ss7_form form)
{
	begin();
	power_on();
	hears("SIOS");
	emergency(1);
	start();
	hears("SIO");
	says(SIE);
	hears("SIE");
	is_aligning(PROVING);
	hears_after(500, "FISU 127,1 127,1");
	says(FISU);
	told("in service");
	over();
}
