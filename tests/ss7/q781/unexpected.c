/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Q.781 group 2: units and orders that mean nothing in a state change nothing: no unit, no word to level 3, no timer that
 * begins anew.
 */
#include "tests/ss7/q781/q781.h"

/* Orders that only other states know. */
static void
orders(void)
{
	power_on();
	outage(0);
	emergency(0);
	quiet();
	told_nothing();
}

void
q781_2_1(enum ss7_form form)
{
	begin();
	power_on();
	hears("SIOS");
	for (int status = SIO; status <= SIB; status++)
		says((enum said)status);
	says_fisu_as(5, 0, 9, 1);
	says_msu_as(5, 1, 9, 0, 1);
	stop();
	outage(1);
	orders();
	busy(1);
	busy(0);
	spoils(100);
	got(0, 0);
	quiet_for(60000);
	is(OUT_OF_SERVICE);
	realigns(0);
	over();
}

void
q781_2_2(enum ss7_form form)
{
	begin();
	power_on();
	hears("SIOS");
	start();
	hears("SIO");
	quiet_for(3000);
	says(SIOS);
	says(SIPO);
	says(SIB);
	says(FISU);
	says_msu(1);
	start();
	orders();
	spoils(100);
	got(0, 0);
	is_aligning(NOT_ALIGNED);
	hears_after(2000, "SIOS"); /* T2 ran on */
	told("out of service: alignment not possible");
	over();
}

void
q781_2_3(enum ss7_form form)
{
	begin();
	power_on();
	hears("SIOS");
	start();
	hears("SIO");
	says(SIO);
	hears("SIN");
	quiet_for(1000);
	says(SIPO);
	says(SIB);
	says(FISU);
	says_msu(1);
	says(SIO);
	start();
	orders();
	got(0, 0);
	is_aligning(ALIGNED);
	hears_after(500, "SIOS"); /* T3 ran on */
	told("out of service: alignment not possible");
	over();
}

void
q781_2_4(enum ss7_form form)
{
	begin();
	to_proving();
	quiet_for(4000);
	says(SIPO);
	says(SIB);
	says(FISU);
	says_msu_as(127, 1, 0, 1, 1);
	start();
	orders();
	says(SIN);
	got(0, 0);
	is_aligning(PROVING);
	hears_after(4200, "FISU 127,1 127,1"); /* T4 ran on */
	says(FISU);
	told("in service");
	over();
}

void
q781_2_5(enum ss7_form form)
{
	begin();
	to_aligned_ready();
	quiet_for(40000);
	says(SIN);
	says(SIE);
	says(SIB);
	start();
	orders();
	is(READY);
	hears_after(5000, "SIOS"); /* T1 ran on */
	told("out of service: far end not ready (T1)");
	over();
}

void
q781_2_6(enum ss7_form form)
{
	begin();
	to_aligned_not_ready();
	quiet_for(40000);
	says(SIN);
	says(SIE);
	says(SIB);
	start();
	power_on();
	outage(1);
	quiet();
	is(NOT_READY);
	hears_after(5000, "SIOS");
	told("out of service: far end not ready (T1)");
	over();
}

void
q781_2_7(enum ss7_form form)
{
	begin();
	to_in_service();
	says(SIB); /* nothing waits for an acknowledgement */
	rests(T6);
	rests(T7);
	start();
	orders();
	says(FISU);
	quiet_for(60000);
	is(IN_SERVICE);
	over();
}

void
q781_2_8(enum ss7_form form)
{
	begin();
	to_in_service();
	says(SIPO);
	told("remote processor outage");
	says(SIB);
	says(SIPO);
	start();
	orders();
	is(OUTAGE);
	counted(MTP2_OUTAGE, 1);
	says(SIN); /* this one means something */
	hears("SIOS");
	told("out of service: far end began to align");
	over();
}
