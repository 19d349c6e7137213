/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Q.781: what its cases are written in.
 *
 *     begin();                         a link without power; ends the case before, too
 *     power_on(); hears("SIOS");       level 3 asks, the tester hears
 *     start();    hears("SIO");
 *     says(SIO);  hears("SIN");        the tester says
 *     hears_after(5000, "SIOS");       ... to the millisecond; nothing before
 *     told("out of service: ...");     level 3 is told
 *     over();                          nothing else was said or told: the end of every case
 *
 * Units heard are written as text: a status unit by its name, "FISU 127,1 127,1" by BSN,BIB FSN,FIB, "MSU 0,1 5,1 #6" with
 * the number of the message behind it.  A name alone ("FISU", "MSU") does for any numbers.  The tester's own numbers
 * follow Q.703 by themselves (tester_t); says_*_as() spoils them.
 */
#pragma once

#include "tests/ss7/q781/bench.h"
#include "tests/ss7/suite.h"

#define CASE(number, function, forms, title) void function(enum ss7_form form);
#define EXCLUDED(number, why, title)
#include "tests/ss7/q781/cases.def"
#undef CASE
#undef EXCLUDED

/* Contents of a status field (Q.703 11.1.3), by the tester's own reading; or a fill-in unit. */
enum said { SIO = 0, SIN = 1, SIE = 2, SIOS = 3, SIPO = 4, SIB = 5, FISU };

/* The tester's level 2: numbers it says next. */
struct tester {
	uint8_t bsn, bib; /* last message accepted from the link */
	uint8_t fsn, fib; /* last message said */
};
extern struct bench *B;
extern struct tester T;

void begin(void);
void begin_with(const struct conf_link *conf);
#define over() over_at(__FILE__, __LINE__)
void over_at(const char *file, int line);

/* Ways to a state; all that is said and told on the way is checked and read. */
void to_proving(void);           /* SIN both ways */
void realigns(int with_outage);  /* out of service, to FISU or SIPO by emergency proving: the link can be used again */
void to_aligned_ready(void);     /* by emergency proving: FISU stands on the line */
void to_aligned_not_ready(void); /* with local processor outage: SIPO stands on the line */
void to_in_service(void);

/* ---- level 3 ---- */

void power_on(void);
void start(void);
void stop(void);
void emergency(int on);
void outage(int on);
void busy(int on);
void sends(unsigned number); /* a message with this number in it */
void sends_many(unsigned first, unsigned last);

/* ---- the line ---- */

void spoils(unsigned n); /* units with a wrong check sequence */
void noise(unsigned ms); /* octets without a flag: the driver gives a unit up every 512 octets (64 ms) */
void alarm_of_line(int on);
void units_pass(unsigned n); /* the time of n fill-in units */

/* ---- the tester says ---- */

void says(enum said what);      /* with the tester's numbers */
void says_msu(unsigned number); /* the next message */
void acks(unsigned fsn);        /* a fill-in unit with this BSN, as all that follows */
void nacks(unsigned fsn);       /* and the bit turned */
void says_fisu_as(unsigned bsn, unsigned bib, unsigned fsn, unsigned fib);
void says_msu_as(unsigned bsn, unsigned bib, unsigned fsn, unsigned fib, unsigned number);

/* ---- what comes; each is a check ---- */

#define hears(text)           hears_at(__FILE__, __LINE__, text)
#define hears_after(ms, text) hears_after_at(__FILE__, __LINE__, ms, text)
#define quiet()               quiet_at(__FILE__, __LINE__)
#define quiet_for(ms)         quiet_for_at(__FILE__, __LINE__, ms)
#define told(text)            told_at(__FILE__, __LINE__, text)
#define told_nothing()        told_nothing_at(__FILE__, __LINE__)
#define is(state)             is_at(__FILE__, __LINE__, LSC_##state)
#define is_aligning(state)    is_aligning_at(__FILE__, __LINE__, IAC_##state)
#define got(n, number)        got_at(__FILE__, __LINE__, n, number) /* the n-th message handed up, and n in all */
#define counted(name, n)      counted_at(__FILE__, __LINE__, ISUP_STAT_##name, #name, n)
#define waiting(n)            waiting_at(__FILE__, __LINE__, n) /* messages not acknowledged or not sent */
#define runs(timer)           runs_at(__FILE__, __LINE__, MTP2_##timer, #timer, 1)
#define rests(timer)          runs_at(__FILE__, __LINE__, MTP2_##timer, #timer, 0)

void hears_at(const char *file, int line, const char *text);
void hears_after_at(const char *file, int line, int64_t ms, const char *text);
void quiet_at(const char *file, int line);
void quiet_for_at(const char *file, int line, int64_t ms);
void told_at(const char *file, int line, const char *text);
void told_nothing_at(const char *file, int line);
void is_at(const char *file, int line, enum lsc_state state);
void is_aligning_at(const char *file, int line, enum iac_state state);
void got_at(const char *file, int line, unsigned n, unsigned number);
void counted_at(const char *file, int line, enum isup_stat id, const char *name, int64_t n);
void waiting_at(const char *file, int line, unsigned n);
void runs_at(const char *file, int line, enum mtp2_timer timer, const char *name, int on);
