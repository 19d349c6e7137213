/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Q.781 group 1, second part: aligned ready and not ready (Q.703 7.3, 8).
 *
 * In (a) the processor outage is ours, in (b) the tester's.
 */
#include "tests/ss7/q781/q781.h"

void
q781_1_8a(enum ss7_form form)
{
	begin();
	power_on();
	hears("SIOS");
	outage(1);
	quiet();
	start();
	hears("SIO");
	says(SIO);
	hears("SIN");
	says(SIN);
	hears_after(8200, "SIPO");
	is(NOT_READY);
	runs(T1);
	says(FISU);
	told("in service");
	is(OUTAGE);
	rests(T1);
	counted(MTP2_OUTAGE_LOCAL, 1);
	over();
}

void
q781_1_8b(enum ss7_form form)
{
	begin();
	to_proving();
	hears_after(8200, "FISU 127,1 127,1");
	says(SIPO);
	told("in service");
	told("remote processor outage");
	is(OUTAGE);
	rests(T1);
	quiet_for(7500);
	says(FISU);
	told("remote processor recovered");
	is(IN_SERVICE);
	counted(MTP2_OUTAGE, 1);
	counted(MTP2_OUTAGE_END, 1);
	counted(MTP2_OUTAGE_S, 7);
	over();
}

void
q781_1_9a(enum ss7_form form)
{
	begin();
	power_on();
	hears("SIOS");
	outage(1);
	start();
	hears("SIO");
	says(SIO);
	hears("SIN");
	says(SIN);
	hears_after(8200, "SIPO");
	says_msu(1);
	told("in service");
	is(OUTAGE);
	got(0, 0); /* rejected, and not acknowledged */
	over();
}

void
q781_1_9b(enum ss7_form form)
{
	begin();
	to_proving();
	hears_after(8200, "FISU 127,1 127,1");
	says(SIPO);
	told("in service");
	told("remote processor outage");
	says_msu(1);
	told("remote processor recovered");
	is(IN_SERVICE);
	got(1, 1);
	hears("FISU 0,1 127,1");
	over();
}

void
q781_1_10(enum ss7_form form)
{
	begin();
	to_aligned_not_ready();
	outage(0);
	hears("FISU 127,1 127,1");
	is(READY);
	runs(T1);
	says(FISU);
	told("in service");
	is(IN_SERVICE);
	over();
}

void
q781_1_11(enum ss7_form form)
{
	begin();
	to_aligned_not_ready();
	says(SIPO);
	told("in service");
	told("remote processor outage");
	is(OUTAGE);
	rests(T1);
	quiet(); /* SIPO stays */
	outage(0);
	hears("FISU 127,1 127,1");
	is(OUTAGE);
	says(FISU);
	told("remote processor recovered");
	is(IN_SERVICE);
	over();
}

void
q781_1_12a(enum ss7_form form)
{
	begin();
	to_aligned_not_ready();
	says(SIOS);
	hears("SIOS");
	told("out of service: far end went out of service (SIOS)");
	rests(T1);
	counted(MTP2_DOWN, 0); /* it was not in service yet */
	counted(MTP2_DOWN_ALIGN, 1);
	realigns(0); /* our outage was cancelled */
	over();
}

void
q781_1_12b(enum ss7_form form)
{
	begin();
	to_aligned_ready();
	says(SIPO);
	told("in service");
	told("remote processor outage");
	says(SIOS);
	hears("SIOS");
	told("out of service: far end went out of service (SIOS)");
	counted(MTP2_DOWN, 1);
	counted(MTP2_OUTAGE_END, 1);
	realigns(0);
	over();
}

void
q781_1_13(enum ss7_form form)
{
	begin();
	to_aligned_not_ready();
	says(SIO);
	hears("SIOS");
	told("out of service: far end began to align");
	rests(T1);
	realigns(0);
	over();
}

void
q781_1_14(enum ss7_form form)
{
	begin();
	power_on();
	hears("SIOS");
	start();
	hears("SIO");
	outage(1);
	quiet();
	says(SIO);
	hears("SIN");
	says(SIN);
	quiet_for(4000);
	outage(0);
	quiet();
	hears_after(4200, "FISU 127,1 127,1");
	is(READY);
	says(FISU);
	told("in service");
	over();
}

void
q781_1_15(enum ss7_form form)
{
	begin();
	to_aligned_ready();
	outage(1);
	hears("SIPO");
	is(NOT_READY);
	outage(0);
	hears("FISU 127,1 127,1");
	is(READY);
	says(FISU);
	told("in service");
	over();
}

void
q781_1_16(enum ss7_form form)
{
	begin();
	to_aligned_not_ready();
	hears_after(45000, "SIOS");
	told("out of service: far end not ready (T1)");
	is(OUT_OF_SERVICE);
	over();
}

/* ---- what comes instead of fill-in units ---- */

void
q781_1_33(enum ss7_form form)
{
	begin();
	to_aligned_ready();
	says(SIO);
	hears("SIOS");
	told("out of service: far end began to align");
	rests(T1);
	realigns(0);
	over();
}

void
q781_1_34(enum ss7_form form)
{
	begin();
	to_aligned_ready();
	says(SIOS);
	hears("SIOS");
	told("out of service: far end went out of service (SIOS)");
	rests(T1);
	realigns(0);
	over();
}

void
q781_1_35(enum ss7_form form)
{
	begin();
	to_aligned_ready();
	says(SIPO);
	told("in service");
	told("remote processor outage");
	is(OUTAGE);
	rests(T1);
	quiet_for(60000);
	says(FISU);
	told("remote processor recovered");
	is(IN_SERVICE);
	over();
}
