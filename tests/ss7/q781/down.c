/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Q.781 group 1, third part: links that are taken out of service (Q.703 3.2.4, 3.2.5).
 *
 * In (a) our level 3 deactivates the link, in (b) the tester does: SIOS is heard.
 */
#include "tests/ss7/q781/q781.h"

void
q781_1_25(enum ss7_form form)
{
	begin();
	power_on();
	hears("SIOS");
	emergency(1);
	start();
	hears("SIO");
	stop();
	hears("SIOS");
	is(OUT_OF_SERVICE);
	rests(T2);
	quiet_for(60000);
	start();
	hears("SIO");
	says(SIO);
	hears("SIN"); /* the emergency went with it */
	stop();
	hears("SIOS");
	realigns(0);
	over();
}

void
q781_1_26(enum ss7_form form)
{
	begin();
	power_on();
	hears("SIOS");
	start();
	hears("SIO");
	says(SIO);
	hears("SIN");
	is_aligning(ALIGNED);
	stop();
	hears("SIOS");
	is(OUT_OF_SERVICE);
	rests(T3);
	over();

	begin(); /* and when aligned ready */
	to_aligned_ready();
	stop();
	hears("SIOS");
	rests(T1);
	realigns(0);
	over();
}

void
q781_1_27(enum ss7_form form)
{
	begin();
	to_aligned_not_ready();
	stop();
	hears("SIOS");
	is(OUT_OF_SERVICE);
	rests(T1);
	realigns(0); /* the outage went with it */
	over();
}

void
q781_1_28(enum ss7_form form)
{
	begin();
	to_in_service();
	quiet_for(61500);
	says(SIO);
	hears("SIOS");
	told("out of service: far end began to align");
	counted(MTP2_DOWN, 1);
	counted(MTP2_DOWN_ALIGN, 0);
	counted(MTP2_SECONDS, 61);
	realigns(0);
	over();
}

void
q781_1_29a(enum ss7_form form)
{
	begin();
	to_in_service();
	sends(1);
	hears("MSU 127,1 0,1 #1");
	hears("FISU 127,1 0,1");
	says(SIO); /* with a message on its way */
	hears("SIOS");
	told("out of service: far end began to align");
	rests(T7);
	waiting(1); /* for retrieval */
	over();

	begin();
	to_in_service();
	says(SIOS);
	hears("SIOS");
	told("out of service: far end went out of service (SIOS)");
	counted(MTP2_DOWN, 1);
	over();
}

void
q781_1_29b(enum ss7_form form)
{
	begin();
	to_in_service();
	says(SIN);
	hears("SIOS");
	told("out of service: far end began to align");
	over();

	begin();
	to_in_service();
	says(SIE);
	hears("SIOS");
	told("out of service: far end began to align");
	over();
}

void
q781_1_30a(enum ss7_form form)
{
	begin();
	to_in_service();
	outage(1);
	hears("SIPO");
	stop();
	hears("SIOS");
	is(OUT_OF_SERVICE);
	counted(MTP2_DOWN, 0); /* wanted, so no failure */
	realigns(0);
	over();
}

void
q781_1_30b(enum ss7_form form)
{
	begin();
	to_in_service();
	outage(1);
	hears("SIPO");
	says(SIOS);
	hears("SIOS");
	told("out of service: far end went out of service (SIOS)");
	realigns(0);
	over();
}

void
q781_1_31a(enum ss7_form form)
{
	begin();
	to_in_service();
	says(SIPO);
	told("remote processor outage");
	stop();
	hears("SIOS");
	is(OUT_OF_SERVICE);
	counted(MTP2_OUTAGE, 1);
	counted(MTP2_OUTAGE_END, 1);
	realigns(0);
	over();
}

void
q781_1_31b(enum ss7_form form)
{
	begin();
	to_in_service();
	says(SIPO);
	told("remote processor outage");
	says(SIOS);
	hears("SIOS");
	told("out of service: far end went out of service (SIOS)");
	counted(MTP2_OUTAGE_END, 1);
	realigns(0);
	over();
}

void
q781_1_32a(enum ss7_form form)
{
	begin();
	to_proving();
	quiet_for(4000);
	stop();
	hears("SIOS");
	is(OUT_OF_SERVICE);
	rests(T4);
	quiet_for(60000);
	realigns(0);
	over();
}

void
q781_1_32b(enum ss7_form form)
{
	begin();
	to_proving();
	quiet_for(4000);
	says(SIOS);
	hears("SIOS");
	told("out of service: alignment not possible");
	rests(T4);
	counted(MTP2_DOWN_ALIGN, 1);
	realigns(0);
	over();
}
