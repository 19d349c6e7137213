/* SPDX-License-Identifier: GPL-2.0-or-later */
/* room: isup */
/*
 * What grows with the house and what does not: CPU time of a call per end (isup_pair.h), both of a pair of figures taken by turns.
 *
 *   isup_flat_circuits  with 4096 circuits, all but 32 of them talking, against 30 talking
 *   isup_flat_links     over 16 links against 1
 *   isup_t1_call        while T1 and T5 of 4064 circuits run (their RLC is withheld), against none
 *   isup_t1_tick        a tick that finds nothing due, likewise
 *   isup_t1_fire        a T1 that fires and repeats its REL when all 4064 do within some seconds, against a call
 */
#include "tests/bench/isup_pair.h"

#define ROUNDS 32 /* the best of each counts: a busy host disturbs both, but not always */
#define CALLS  1000
#define TICKS  100000
#define MANY   4064u

static double
least(double a, double b)
{
	return a < b ? a : b;
}

static void
report(const char *name, double ours, double than, const char *unit)
{
	printf("bench %s ours=%.3f%s floor=%.3f%s ratio=%.2f\n", name, ours, unit, than, unit, ours / than);
}

static struct pair *
holding(unsigned circuits, unsigned held, unsigned links)
{
	struct pair *p = pair_open(circuits, links);

	for (unsigned i = 0; i < held; i++)
		pair_call(p);
	if (p->ends[0].answered != held)
		pair_fail("calls that should stand do not");
	return p;
}

static void
compare(const char *name, struct pair *large, struct pair *small)
{
	double ours = 1e9, than = 1e9;

	for (int i = 0; i < ROUNDS; i++) {
		ours = least(ours, pair_round(large, CALLS));
		than = least(than, pair_round(small, CALLS));
	}
	report(name, ours, than, "us");
}

static double
idle_tick(struct pair *p)
{
	double from = pair_cpu_us();

	for (int i = 0; i < TICKS; i++)
		pair_step(&p->ends[0], CORE_FROM_SELF, CORE_TICK, NULL, 0);
	return (pair_cpu_us() - from) * 1e3 / TICKS;
}

/* All circuits but 32 released by us, none confirmed: T1 and T5 run on each. */
static struct pair *
waiting(void)
{
	struct pair *p = pair_open(MANY + 32, 1);

	p->withhold = 1;
	for (unsigned i = 0; i < MANY; i++) {
		pair_call(p);
		pair_release(p);
	}
	p->withhold = 0;
	p->pace_us = 10; /* the next calls take no time: T1 of these does not fire under them */
	if (p->ends[1].released != MANY)
		pair_fail("calls that should be released are not");
	return p;
}

/* T1 is 20 s, the calls were 1 ms apart: within 5 s all of them fire, and the RLC that comes now makes the circuits idle. */
static double
fire(struct pair *p)
{
	unsigned said = p->line[1].last;

	pair_wait(p, 10 * US_PER_SEC);
	double from = pair_cpu_us();
	pair_wait(p, 15 * US_PER_SEC);
	double us = (pair_cpu_us() - from) / MANY / 2;

	if (p->line[1].last - said < MANY)
		pair_fail("T1 that should have fired did not");
	return us;
}

int
main(void)
{
	struct pair *few = holding(62, 30, 1), *many = holding(MANY + 32, MANY, 1), *wide = holding(62, 30, 16);
	struct pair *late = waiting();
	double tick = 1e9, quiet_tick = 1e9, call = 1e9;

	compare("isup_flat_circuits", many, few);
	compare("isup_flat_links", wide, few);
	compare("isup_t1_call", late, few);
	for (int i = 0; i < ROUNDS / 4; i++) {
		tick = least(tick, idle_tick(late));
		quiet_tick = least(quiet_tick, idle_tick(few));
		call = least(call, pair_round(few, CALLS));
	}
	report("isup_t1_tick", tick, quiet_tick, "ns");
	report("isup_t1_fire", fire(late), call, "us");
	pair_close(few);
	pair_close(many);
	pair_close(wide);
	pair_close(late);
	return 0;
}
