/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The house of loops: built from the configuration's trunk groups of kind "cas", one bank for each span that their circuits name.
 *
 * A span in alarm says nothing of its hooks.  New calls are refused at once; those that stand are given up when the alarm has stood
 * for as long as it takes a channel bank to drop them itself.
 */
#include "trunk/cas/cas.h"

#include "base/clock.h"
#include "base/log.h"

#include <errno.h>
#include <string.h>

#define DROPS_US   (2500 * US_PER_MS)
#define EVENT_TURN 16 /* events of a loop in one turn, so that none starves the others */

/* ---- opening ---- */

struct bank *
cas_bank(struct cas *c, int number)
{
	for (uint16_t i = 0; i < c->n_banks; i++)
		if (c->banks[i].number == number)
			return &c->banks[i];
	return NULL;
}

static int
make_bank(struct cas *c, const struct conf_span *conf, const char *run_dir)
{
	struct bank *b = &c->banks[c->n_banks];

	if (c->n_banks == CAS_BANKS)
		return -ENOSPC;
	*b = (struct bank){ .house = c, .number = (uint16_t)conf->number, .dead_us = TIME_NEVER };
	int ret = span_open(&b->span, conf, run_dir, SPAN_SIDE_HOUSE);
	if (!ret)
		c->n_banks++;
	return ret;
}

static int
equip(struct bank *b, const struct conf_circuits *run, int group, int slot)
{
	struct cas *c = b->house;
	struct loop *l = &b->loops[slot];

	if (slot == CAS_SLOT)
		return 0;
	*l = (struct loop){ .slot = (uint8_t)slot,
		.equipped = 1,
		.group = (uint16_t)group,
		.wish_us = TIME_NEVER,
		.due_us = TIME_NEVER,
		.since_us = c->now_us };
	l->kind = c->site->groups[group].loop == LOOP_EXCHANGE ? SPAN_EXCHANGE : SPAN_STATION;
	/* A handle from before a restart must hit nothing: start where no earlier start is likely to have been. */
	l->generation = (uint16_t)(c->epoch * 2654435761u >> 16 | 1);
	int ret = site_loop_number(run, slot, l->number);
	return ret ? ret : span_loop_open(b->span, slot, (enum span_loop)l->kind);
}

static int
open_run(struct cas *c, const struct conf_circuits *run, int group, const char *run_dir)
{
	const struct conf_span *conf = site_span(c->site, run->span);
	int ret = !conf ? -ENODEV : cas_bank(c, run->span) ? 0 : make_bank(c, conf, run_dir);
	int slot = run->first_slot;

	while (!ret && slot <= run->last_slot)
		ret = equip(cas_bank(c, run->span), run, group, slot++);
	if (ret)
		core_log(c->out, LOG_ALARM, "span %d: loops cannot be opened, up to slot %d: %s", run->span, slot - 1,
		    strerror(-ret));
	return ret;
}

int
cas_open(struct cas *c, const struct site *site, const char *run_dir, uint32_t epoch)
{
	int ret = 0;

	c->site = site;
	c->epoch = epoch;
	for (int i = 0; i < site->n_circuits && !ret; i++) {
		int group = site_group(site, site->circuits[i].group);

		if (group >= 0 && site->groups[group].kind == GROUP_CAS)
			ret = open_run(c, &site->circuits[i], group, run_dir);
	}
	return ret;
}

void
cas_close(struct cas *c)
{
	for (uint16_t i = 0; i < c->n_banks; i++)
		span_close(c->banks[i].span);
	c->n_banks = 0;
}

struct loop *
cas_next(struct cas *c, struct bank **bank, struct loop *after)
{
	int slot = after ? after->slot + 1 : 1;

	for (struct bank *b = *bank; b < c->banks + c->n_banks; b++, slot = 1)
		for (; slot < SPAN_SLOTS; slot++)
			if (b->loops[slot].equipped) {
				*bank = b;
				return &b->loops[slot];
			}
	return NULL;
}

/* ---- to the switch ---- */

void
cas_send(struct cas *c, uint16_t type, const void *data, uint32_t len)
{
	if (outbox_send(&c->outbox, type, data, len))
		core_count(c->out, STAT_OUTBOX_WAITED, 0, 1);
}

/* Hooks stand in the lines, so we hold what we are told; the switch names the legs it knows. */
void
cas_hello(struct cas *c)
{
	struct msg_hello m = { .abi = MSG_ABI, .epoch = c->epoch };
	struct bank *b = c->banks;

	for (struct loop *l = NULL; (l = cas_next(c, &b, l));)
		l->named = 0;
	cas_send(c, MSG_HELLO, &m, sizeof(m));
}

/* ---- the turn ---- */

static void
line_event(struct bank *b, struct loop *l, enum span_event ev)
{
	static const struct {
		enum span_event theirs;
		enum loop_event ours;
	} rows[] = { { SPAN_EV_RING, EV_RING }, { SPAN_EV_RING_END, EV_RING_END }, { SPAN_EV_OFFHOOK, EV_OFFHOOK },
		{ SPAN_EV_ONHOOK, EV_ONHOOK }, { SPAN_EV_FLASH, EV_FLASH } };
	bool rings = ev == SPAN_EV_RING || ev == SPAN_EV_RING_END;

	if (rings && l->state == LOOP_IDLE && (l->blocked || outbox_crowded(&b->house->outbox)))
		return; /* the caller hears it ring on */
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].theirs == ev)
			loop_event(b, l, rows[i].ours, NULL);
}

static int
take_events(struct bank *b, struct loop *l)
{
	enum span_event ev;
	int n = 0;

	while (n < EVENT_TURN && (ev = span_event(b->span, l->slot)) != SPAN_EV_NONE) {
		line_event(b, l, ev);
		n++;
	}
	return n;
}

static int
run_timers(struct bank *b, struct loop *l)
{
	int n = 0;

	if (l->wish_us <= b->house->now_us) {
		loop_set(b, l, (enum span_hook)l->wish);
		n++;
	}
	if (l->due_us <= b->house->now_us) {
		l->due_us = TIME_NEVER;
		loop_event(b, l, EV_TIMEOUT, NULL);
		n++;
	}
	return n;
}

static int
look_at_line(struct bank *b)
{
	enum span_event ev;
	int n = 0;

	while ((ev = span_event(b->span, 0)) != SPAN_EV_NONE) {
		b->alarm = ev == SPAN_EV_ALARM;
		b->dead_us = b->alarm ? b->house->now_us + DROPS_US : TIME_NEVER;
		core_log(b->house->out, b->alarm ? LOG_ALARM : LOG_NOTE, "span %u: %s", b->number,
		    b->alarm ? "alarm, its loops are dead" : "alarm is over");
		for (int slot = 1; slot < SPAN_SLOTS && !b->alarm; slot++)
			if (b->loops[slot].equipped)
				loop_look(b, &b->loops[slot]);
		n++;
	}
	if (b->dead_us > b->house->now_us)
		return n;
	b->dead_us = TIME_NEVER;
	for (int slot = 1; slot < SPAN_SLOTS; slot++)
		if (b->loops[slot].equipped && loop_in_call(&b->loops[slot]))
			loop_event(b, &b->loops[slot], EV_DEAD, NULL);
	return n + 1;
}

int
cas_work(struct cas *c, int64_t now_us)
{
	int n = outbox_flush(&c->outbox);
	struct bank *b = c->banks;

	c->now_us = now_us;
	if (outbox_lost(&c->outbox))
		cas_hello(c);
	for (uint16_t i = 0; i < c->n_banks; i++)
		n += look_at_line(&c->banks[i]);
	for (struct loop *l = NULL; (l = cas_next(c, &b, l));)
		n += take_events(b, l) + run_timers(b, l);
	return n;
}

int64_t
cas_next_due(const struct cas *c, int64_t now_us)
{
	int64_t due = outbox_waits(&c->outbox) ? now_us + 10 * US_PER_MS : TIME_NEVER;

	for (uint16_t i = 0; i < c->n_banks; i++) {
		const struct bank *b = &c->banks[i];

		due = b->dead_us < due ? b->dead_us : due;
		for (int slot = 1; slot < SPAN_SLOTS; slot++) {
			const struct loop *l = &b->loops[slot];

			if (!l->equipped)
				continue;
			due = l->due_us < due ? l->due_us : due;
			due = l->wish_us < due ? l->wish_us : due;
		}
	}
	return due;
}
