/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Q.781 group 3: transmission failure in each state.
 *
 * The tester's transmit path is broken in two ways: seen by the card (alarm), and unseen, when octets without a flag feed
 * the error rate monitor by octet counting.
 */
#include "tests/ss7/q781/q781.h"

static void
ready(void)
{
	begin();
	to_aligned_ready();
}

static void
not_ready(void)
{
	begin();
	to_aligned_not_ready();
}

static void
in_service(void)
{
	begin();
	to_in_service();
}

static void
in_outage(void)
{
	begin();
	to_in_service();
	says(SIPO);
	told("remote processor outage");
}

static void
broken(void (*to_state)(void), int served)
{
	to_state();
	alarm_of_line(1);
	hears("SIOS");
	told("out of service: line alarm");
	rests(T1);
	counted(MTP2_DOWN, served);
	counted(MTP2_DOWN_ERRORS, served);
	counted(MTP2_DOWN_ALIGN, !served);
	alarm_of_line(0);
	hears("SIOS"); /* said again */
	over();

	to_state();
	noise(300);
	quiet();
	told_nothing();
	noise(64);
	hears("SIOS");
	told("out of service: error rate");
	counted(MTP2_DOWN_ERRORS, served);
	realigns(0);
	over();
}

static void
wrong_fibs(void (*to_state)(void), int served)
{
	to_state();
	says_fisu_as(127, 1, 127, 0);
	quiet();
	told_nothing();
	says_fisu_as(127, 0, 127, 0);
	hears("SIOS");
	told("out of service: abnormal forward indicator bits");
	rests(T1);
	counted(MTP2_BAD_FIB, 2);
	counted(MTP2_DOWN_SEQUENCE, served);
	counted(MTP2_DOWN_ALIGN, !served);
	realigns(0);
	over();
}

void
q781_3_1(enum ss7_form form)
{
	broken(ready, 0);
}

void
q781_3_2(enum ss7_form form)
{
	wrong_fibs(ready, 0);
}

void
q781_3_3(enum ss7_form form)
{
	broken(not_ready, 0);
}

void
q781_3_4(enum ss7_form form)
{
	wrong_fibs(not_ready, 0);
}

void
q781_3_5(enum ss7_form form)
{
	broken(in_service, 1);
}

void
q781_3_6(enum ss7_form form)
{
	wrong_fibs(in_service, 1);
}

void
q781_3_7(enum ss7_form form)
{
	broken(in_outage, 1);
}

void
q781_3_8(enum ss7_form form)
{
	wrong_fibs(in_outage, 1);
}
