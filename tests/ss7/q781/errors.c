/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Q.781 groups 5 to 7: units that are none, and the error rate monitors (Q.703 10).
 *
 * A fill-in unit takes 6 octets of the line, so 256 of them take 192 ms; repetitions are not delivered, their time is.
 */
#include "tests/ss7/q781/q781.h"

#include <string.h>

/* ---- 5: delimitation ---- */

void
q781_5_2(enum ss7_form form)
{
	static const uint8_t endless[SPAN_FRAME_MAX] = { 0xff, 0x80, 63 };
	uint8_t unit[MTP2_UNIT_MAX + 1] = { 0xff, 0x80, 63 };

	begin();
	to_in_service();
	bench_hear(B, unit, sizeof(unit)); /* SIF of 273 octets */
	SS7_CHECK(B->received == 0, "it was handed up");
	counted(MTP2_BAD_UNIT, 1);
	counted(MTP2_ERRORS, 1);
	bench_hear(B, unit, MTP2_UNIT_MAX); /* 272 are right */
	SS7_CHECK(B->received == 1 && B->msus[0].len == MTP2_MSU_MAX, "272 octets are not too many");
	hears("FISU 0,1 127,1");
	is(IN_SERVICE);
	over();

	begin(); /* octet counting: one, and one for each 16 octets more; 64 are too many */
	to_in_service();
	for (int i = 0; i < 4; i++)
		bench_hear(B, endless, sizeof(endless));
	quiet();
	is(IN_SERVICE);
	bench_event(B, SPAN_EV_OVERRUN); /* a card's driver gives it up */
	hears("SIOS");
	told("out of service: error rate");
	over();
}

void
q781_5_3(enum ss7_form form)
{
	static const uint8_t unit[] = { 0xff, 0x80, 0 };

	begin();
	to_in_service();
	bench_hear(B, unit, 2);
	bench_hear(B, unit, 1);
	bench_hear(B, unit, 0);
	counted(MTP2_BAD_UNIT, 3);
	counted(MTP2_ERRORS, 3);
	is(IN_SERVICE);
	says_msu(1);
	got(1, 1);
	hears("FISU 0,1 127,1");
	over();
}

/* ---- 6: signal unit error rate monitor ---- */

/* One of `n` units is in error, until the link fails or `most` were: how many. */
static unsigned
one_in(unsigned n, unsigned most)
{
	unsigned errors = 0;

	while (errors < most && B->m->lsc == LSC_IN_SERVICE) {
		units_pass(n);
		spoils(1);
		errors++;
	}
	return errors;
}

void
q781_6_1(enum ss7_form form)
{
	begin();
	to_in_service();
	unsigned errors = one_in(256, 20000);
	SS7_CHECK(errors == 20000, "out of service after %u errors", errors);
	is(IN_SERVICE);
	counted(MTP2_ERRORS, 20000);
	over();
}

void
q781_6_2(enum ss7_form form)
{
	begin();
	to_in_service();
	unsigned errors = one_in(254, 20000);
	SS7_CHECK(errors > 7000 && errors < 9000, "out of service after %u errors, not about 64 * 128", errors);
	hears("SIOS");
	told("out of service: error rate");
	counted(MTP2_DOWN_ERRORS, 1);
	over();
}

void
q781_6_3(enum ss7_form form)
{
	begin();
	to_in_service();
	spoils(63);
	quiet();
	is(IN_SERVICE);
	units_pass(256); /* the bucket leaks by one */
	spoils(1);
	quiet();
	spoils(1);
	hears("SIOS");
	told("out of service: error rate");
	realigns(0);
	spoils(63); /* counted from the beginning */
	quiet();
	over();

	begin(); /* messages are units too, only longer: these are no 256 */
	to_in_service();
	spoils(63);
	for (unsigned number = 1; number <= 55; number++) {
		bench_pass_us(B, 3500);
		says_msu(number);
		hears("FISU");
	}
	spoils(1);
	hears("SIOS");
	told("out of service: error rate");
	over();
}

void
q781_6_4(enum ss7_form form)
{
	begin();
	to_in_service();
	noise(128); /* short: 30 errors */
	quiet();
	is(IN_SERVICE);
	says_msu(1); /* nothing is lost but time */
	got(1, 1);
	hears("FISU 0,1 127,1");
	units_pass(31 * 256);
	noise(256); /* 60 */
	quiet();
	noise(64);
	hears("SIOS");
	told("out of service: error rate");
	counted(MTP2_DOWN_ERRORS, 1);
	over();
}

/* ---- 7: alignment error rate monitor ---- */

void
q781_7_1(enum ss7_form form)
{
	begin();
	to_proving();
	quiet_for(4000);
	spoils(3);
	hears_after(4200, "FISU 127,1 127,1");
	counted(MTP2_PROVING, 0);
	says(FISU);
	told("in service");
	over();
}

void
q781_7_2(enum ss7_form form)
{
	begin();
	to_proving();
	quiet_for(8000);
	spoils(4);
	counted(MTP2_PROVING, 1);
	is_aligning(PROVING);
	hears_after(8200, "FISU 127,1 127,1"); /* from the beginning */
	says(FISU);
	told("in service");
	over();
}

void
q781_7_3(enum ss7_form form)
{
	begin();
	to_proving();
	for (int i = 1; i <= 4; i++) {
		quiet_for(1000);
		spoils(4);
		counted(MTP2_PROVING, i);
		is_aligning(PROVING);
	}
	quiet_for(1000);
	spoils(4);
	hears("SIOS");
	told("out of service: alignment not possible");
	counted(MTP2_PROVING, 5);
	counted(MTP2_DOWN_ALIGN, 1);
	rests(T4);
	start(); /* the next attempt has five of its own */
	hears("SIO");
	says(SIO);
	hears("SIN");
	says(SIN);
	for (int i = 0; i < 4; i++) {
		quiet_for(1000);
		spoils(4);
	}
	hears_after(8200, "FISU 127,1 127,1");
	over();

	begin(); /* errors in a row break one period off: the next begins with a correct unit */
	to_proving();
	spoils(100);
	counted(MTP2_PROVING, 1);
	hears_after(8200, "FISU 127,1 127,1");
	over();

	begin(); /* nothing but errors: five times T4 */
	to_proving();
	for (int ms = 0; ms < 3 + 4 * 8200; ms++) {
		spoils(1);
		quiet_for(1);
	}
	counted(MTP2_PROVING, 4);
	spoils(1);
	hears("SIOS");
	told("out of service: alignment not possible");
	over();
}

void
q781_7_4(enum ss7_form form)
{
	begin();
	power_on();
	hears("SIOS");
	emergency(1);
	start();
	hears("SIO");
	says(SIO);
	hears("SIE");
	says(SIE);
	quiet_for(400);
	spoils(1);
	counted(MTP2_PROVING, 1);
	hears_after(500, "FISU 127,1 127,1");
	says(FISU);
	told("in service");
	over();

	begin();
	power_on();
	hears("SIOS");
	emergency(1);
	start();
	hears("SIO");
	says(SIO);
	hears("SIE");
	says(SIE);
	for (int i = 0; i < 4; i++) {
		quiet_for(100);
		spoils(1);
		is_aligning(PROVING);
	}
	quiet_for(100);
	spoils(1);
	hears("SIOS");
	told("out of service: alignment not possible");
	over();
}
