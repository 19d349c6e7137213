/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The words of q781.h: requests, units of the tester, and checks of what came.
 *
 * A message's payload is a signalling link test message (Q.707 5.4) with 15 octets of pattern, the first two of which are
 * its number: what a monitor can read, and what we can tell apart.
 */
#include "tests/ss7/q781/q781.h"

#include "base/clock.h"
#include "isup/mtp2.h"

#include <stdio.h>
#include <string.h>

#define MSU_LEN   22 /* SIO, label of 4, heading, length, 15 octets of pattern */
#define MSU_COUNT 7  /* where the number is */

struct bench *B;
struct tester T;

static const char *const status_name[] = { "SIO", "SIN", "SIE", "SIOS", "SIPO", "SIB" };

/* ---- the case ---- */

void
begin_with(const struct conf_link *conf)
{
	if (B)
		bench_close(B);
	B = bench_open(conf);
	T = (struct tester){ .bsn = 127, .bib = 1, .fsn = 127, .fib = 1 };
}

void
begin(void)
{
	begin_with(NULL);
}

void
over_at(const char *file, int line)
{
	quiet_at(file, line);
	told_nothing_at(file, line);
}

void
to_proving(void)
{
	power_on();
	hears("SIOS");
	start();
	hears("SIO");
	says(SIO);
	hears("SIN");
	says(SIN);
	is_aligning(PROVING);
	quiet();
}

void
realigns(int with_outage)
{
	is(OUT_OF_SERVICE);
	T = (struct tester){ .bsn = 127, .bib = 1, .fsn = 127, .fib = 1 };
	says(SIOS);
	quiet();
	emergency(1);
	if (with_outage)
		outage(1);
	start();
	hears("SIO");
	says(SIO);
	hears("SIE");
	says(SIE);
	hears_after(500, with_outage ? "SIPO" : "FISU 127,1 127,1");
	told_nothing();
}

void
to_aligned_ready(void)
{
	power_on();
	hears("SIOS");
	realigns(0);
	is(READY);
}

void
to_aligned_not_ready(void)
{
	power_on();
	hears("SIOS");
	realigns(1);
	is(NOT_READY);
}

void
to_in_service(void)
{
	to_aligned_ready();
	says(FISU);
	told("in service");
	quiet();
	is(IN_SERVICE);
}

/* ---- level 3 ---- */

static void
make_msu(uint8_t msu[MSU_LEN], unsigned number)
{
	static const uint8_t head[] = { 0x81, 0x02, 0x40, 0x00, 0x00, 0x11, 0xf0 };

	memset(msu, 0x55, MSU_LEN);
	memcpy(msu, head, sizeof(head));
	msu[MSU_COUNT] = (uint8_t)(number >> 8);
	msu[MSU_COUNT + 1] = (uint8_t)number;
}

void
power_on(void)
{
	bench_power_on(B);
}

void
start(void)
{
	bench_start(B);
}

void
stop(void)
{
	bench_stop(B);
}

void
emergency(int on)
{
	bench_emergency(B, on);
}

void
outage(int on)
{
	bench_outage(B, on);
}

void
busy(int on)
{
	bench_busy(B, on);
}

void
sends(unsigned number)
{
	uint8_t msu[MSU_LEN];

	make_msu(msu, number);
	int rc = bench_send(B, msu, sizeof(msu));
	SS7_CHECK(rc == 0, "message %u was refused: %d", number, rc);
}

void
sends_many(unsigned first, unsigned last)
{
	for (unsigned number = first; number <= last; number++)
		sends(number);
}

/* ---- the line ---- */

void
spoils(unsigned n)
{
	while (n--)
		bench_event(B, SPAN_EV_BADFCS);
}

void
noise(unsigned ms)
{
	for (unsigned at = SPAN_FRAME_MAX / 8; at <= ms; at += SPAN_FRAME_MAX / 8) {
		bench_pass(B, SPAN_FRAME_MAX / 8);
		bench_event(B, SPAN_EV_OVERRUN);
	}
	bench_pass(B, ms % (SPAN_FRAME_MAX / 8));
}

void
alarm_of_line(int on)
{
	bench_event(B, on ? SPAN_EV_ALARM : SPAN_EV_NOALARM);
}

void
units_pass(unsigned n)
{
	bench_pass_us(B, (int64_t)n * 6 * 125);
}

/* ---- the tester ---- */

static void
says_unit(unsigned bsn, unsigned bib, unsigned fsn, unsigned fib, const uint8_t *body, size_t len)
{
	uint8_t unit[MTP2_UNIT_MAX] = { (uint8_t)(bib << 7 | bsn), (uint8_t)(fib << 7 | fsn), (uint8_t)len };

	memcpy(unit + 3, body, len);
	bench_hear(B, unit, 3 + len);
}

void
says(enum said what)
{
	uint8_t sf = (uint8_t)what;

	says_unit(T.bsn, T.bib, T.fsn, T.fib, &sf, what != FISU);
}

void
says_fisu_as(unsigned bsn, unsigned bib, unsigned fsn, unsigned fib)
{
	says_unit(bsn, bib, fsn, fib, (const uint8_t *)"", 0);
}

void
says_msu_as(unsigned bsn, unsigned bib, unsigned fsn, unsigned fib, unsigned number)
{
	uint8_t msu[MSU_LEN];

	make_msu(msu, number);
	says_unit(bsn, bib, fsn, fib, msu, sizeof(msu));
}

void
says_msu(unsigned number)
{
	T.fsn = (T.fsn + 1) & 127;
	says_msu_as(T.bsn, T.bib, T.fsn, T.fib, number);
}

void
acks(unsigned fsn)
{
	T.bsn = (uint8_t)fsn;
	says(FISU);
}

void
nacks(unsigned fsn)
{
	T.bib ^= 1;
	acks(fsn);
}

/* ---- what comes ---- */

static void
describe(const struct bench_unit *u, char *text, size_t size)
{
	int n;

	if (u->len == 4) {
		snprintf(text, size, "%s", u->octets[3] <= SIB ? status_name[u->octets[3]] : "LSSU?");
		return;
	}
	n = snprintf(text, size, "%s %u,%u %u,%u", u->len == 3 ? "FISU" : "MSU", u->octets[0] & 127u,
	    u->octets[0] >> 7u, u->octets[1] & 127u, u->octets[1] >> 7u);
	if (u->len == 3 + MSU_LEN)
		snprintf(text + n, size - (size_t)n, " #%u",
		    (unsigned)(u->octets[3 + MSU_COUNT] << 8 | u->octets[4 + MSU_COUNT]));
}

/* `text` in full, or its first word alone. */
static int
is_described(const char *unit, const char *text)
{
	size_t len = strlen(text);

	return strncmp(unit, text, len) == 0 && (unit[len] == '\0' || unit[len] == ' ');
}

void
hears_at(const char *file, int line, const char *text)
{
	char unit[64] = "nothing";

	if (B->read < B->written)
		describe(&B->units[B->read], unit, sizeof(unit));
	if (!is_described(unit, text))
		ss7_fail(file, line, "\"%s\" was due on the line, came: %s", text, unit);
	B->read++;
}

void
quiet_at(const char *file, int line)
{
	char unit[64];

	if (B->read == B->written)
		return;
	describe(&B->units[B->read], unit, sizeof(unit));
	ss7_fail(file, line, "nothing was due on the line, came: %s", unit);
}

void
quiet_for_at(const char *file, int line, int64_t ms)
{
	bench_pass(B, ms);
	quiet_at(file, line);
}

void
hears_after_at(const char *file, int line, int64_t ms, const char *text)
{
	quiet_at(file, line);
	quiet_for_at(file, line, ms - 1);
	bench_pass(B, 1);
	hears_at(file, line, text);
}

void
told_at(const char *file, int line, const char *text)
{
	const char *words = B->told_read < B->told_n ? B->told[B->told_read] : "nothing";

	if (strcmp(words, text) != 0)
		ss7_fail(file, line, "level 3 was to be told \"%s\", was told: %s", text, words);
	B->told_read++;
}

void
told_nothing_at(const char *file, int line)
{
	if (B->told_read < B->told_n)
		ss7_fail(file, line, "level 3 was to be told nothing, was told: %s", B->told[B->told_read]);
}

void
is_at(const char *file, int line, enum lsc_state state)
{
	if (B->m->lsc != state)
		ss7_fail(file, line, "link state %u was due, is %u", state, B->m->lsc);
}

void
is_aligning_at(const char *file, int line, enum iac_state state)
{
	is_at(file, line, LSC_ALIGNMENT);
	if (B->m->iac != state)
		ss7_fail(file, line, "alignment state %u was due, is %u", state, B->m->iac);
}

void
got_at(const char *file, int line, unsigned n, unsigned number)
{
	uint8_t msu[MSU_LEN];

	make_msu(msu, number);
	if (B->received != n)
		ss7_fail(file, line, "%u messages were to be handed up by now, were %u", n, B->received);
	if (n && (B->msus[n - 1].len != MSU_LEN || memcmp(B->msus[n - 1].octets, msu, MSU_LEN) != 0))
		ss7_fail(file, line, "message %u handed up is not number %u", n, number);
}

void
counted_at(const char *file, int line, enum isup_stat id, const char *name, int64_t n)
{
	if (B->counts[id] != n)
		ss7_fail(file, line, "%s should be %lld, is %lld", name, (long long)n, (long long)B->counts[id]);
}

void
waiting_at(const char *file, int line, unsigned n)
{
	if (mtp2_waiting(B->m) != n)
		ss7_fail(file, line, "%u messages should wait, %u do", n, mtp2_waiting(B->m));
}

void
runs_at(const char *file, int line, enum mtp2_timer timer, const char *name, int on)
{
	if (bench_runs(B, timer) != on)
		ss7_fail(file, line, "%s %s", name, on ? "should run" : "should not run");
}
