/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Loops of a soft line: for each end a word that says what it does, how often it flashed and how often it hung up.
 *
 * The words are all there is: they stand when a process dies, and who looks late sees the same.  An event is a step from what
 * was told to what is now; flashes and hang-ups are counted, so none is missed by who looks seldom.  One doorbell serves all
 * loops of an end.  Under alarm nothing is heard: what was heard last stands.
 */
#include "base/bell.h"
#include "trunk/soft_line.h"

#include <errno.h>
#include <unistd.h>

static off_t
loop_lock(const struct soft_span *s, int slot)
{
	return LOCK_LOOPS + s->side * SPAN_SLOTS + slot;
}

struct said {
	uint32_t hook, flashes, hangups;
};
#define FLASHES 0xffffffu

static struct said
look(const struct soft_span *s, enum span_side side, int slot)
{
	uint64_t word = atomic_load(&s->line->loops[side][slot].word);

	return (struct said){ word & 0xff, word >> 8 & FLASHES, (uint32_t)(word >> 32) };
}

static struct said
theirs(const struct soft_span *s, int slot)
{
	return look(s, other_side(s->side), slot);
}

static void
close_bells(struct soft_span *s)
{
	if (s->loop_bell >= 0)
		close(s->loop_bell);
	if (s->loop_peer_bell >= 0)
		close(s->loop_peer_bell);
	s->loop_bell = s->loop_peer_bell = -1;
}

static int
open_bells(struct soft_span *s)
{
	if (s->n_loops)
		return 0;
	s->loop_bell = soft_bell(s->run_dir, s->number, s->side, 0, true);
	s->loop_peer_bell = soft_bell(s->run_dir, s->number, other_side(s->side), 0, true);
	if (s->loop_bell >= 0 && s->loop_peer_bell >= 0)
		return 0;
	int rc = s->loop_bell < 0 ? s->loop_bell : s->loop_peer_bell;
	close_bells(s);
	return rc;
}

int
soft_loop_open(struct span *span, int slot, enum span_loop kind)
{
	struct soft_span *s = soft_of(span);
	struct soft_loop *l = &s->loops[slot];
	struct said now = theirs(s, slot);

	if (l->open || s->slots[slot].use == SLOT_SIG)
		return -EBUSY;
	int rc = shm_lock(s->shm.fd, loop_lock(s, slot), 1);
	if (rc)
		return rc;
	rc = open_bells(s);
	if (rc) {
		shm_unlock(s->shm.fd, loop_lock(s, slot), 1);
		return rc;
	}
	*l = (struct soft_loop){ true, kind, now.hook, now.flashes, now.hangups };
	s->n_loops++;
	return 0;
}

void
soft_loop_close(struct span *span, int slot)
{
	struct soft_span *s = soft_of(span);

	if (!s->loops[slot].open)
		return;
	s->loops[slot].open = false;
	shm_unlock(s->shm.fd, loop_lock(s, slot), 1);
	if (--s->n_loops == 0)
		close_bells(s);
}

int
soft_loop_set(struct span *span, int slot, enum span_hook hook)
{
	struct soft_span *s = soft_of(span);
	const struct soft_loop *l = &s->loops[slot];
	struct said ours = look(s, s->side, slot);

	if (!l->open)
		return -EBADF;
	if (hook == (l->kind == SPAN_STATION ? SPAN_HOOK_FLASH : SPAN_HOOK_RING) || hook > SPAN_HOOK_FLASH)
		return -EINVAL;
	if (hook == SPAN_HOOK_FLASH && ours.hook != SPAN_HOOK_OFF)
		return -EAGAIN;
	if (hook == SPAN_HOOK_FLASH) {
		ours.flashes = (ours.flashes + 1) & FLASHES;
	} else {
		ours.hangups += ours.hook == SPAN_HOOK_OFF && hook != SPAN_HOOK_OFF;
		ours.hook = hook;
	}
	atomic_store(&s->line->loops[s->side][slot].word,
	    (uint64_t)ours.hangups << 32 | (uint64_t)ours.flashes << 8 | ours.hook);
	bell_ring(s->loop_peer_bell);
	return 0;
}

int
soft_loop_heard(const struct span *span, int slot)
{
	const struct soft_span *s = soft_of(span);

	return s->loops[slot].open ? (int)theirs(s, slot).hook : -EBADF;
}

int
soft_loop_fd(const struct span *span)
{
	const struct soft_span *s = soft_of(span);

	return s->n_loops ? s->loop_bell : -EBADF;
}

int
soft_loop_keep(const struct span *span, int slot)
{
	return soft_of(span)->loops[slot].open ? -ENOTSUP : -EBADF;
}

/* ---- events ---- */

/* The first step from what was told to what is.  What an exchange does with our call matters while we are off-hook. */
static enum span_event
step(struct soft_loop *l, struct said now, bool we_are_off)
{
	uint32_t before = l->heard;

	if (now.flashes != l->flashes) {
		l->flashes = (l->flashes + 1) & FLASHES;
		return SPAN_EV_FLASH;
	}
	if (now.hangups != l->hangups && before != SPAN_HOOK_OFF) { /* it came and went */
		l->heard = SPAN_HOOK_OFF;
		return l->kind == SPAN_STATION ? SPAN_EV_OFFHOOK
		    : before == SPAN_HOOK_RING ? SPAN_EV_RING_END
		                               : SPAN_EV_NONE;
	}
	if (now.hangups != l->hangups) {
		l->hangups++;
		l->heard = SPAN_HOOK_ON;
		return l->kind == SPAN_STATION || we_are_off ? SPAN_EV_ONHOOK : SPAN_EV_NONE;
	}
	l->heard = now.hook;
	if (l->kind == SPAN_STATION)
		return SPAN_EV_OFFHOOK;
	return before == SPAN_HOOK_RING ? SPAN_EV_RING_END : now.hook == SPAN_HOOK_RING ? SPAN_EV_RING : SPAN_EV_NONE;
}

/* Are word and events apart?  A word that no end can say is passed over. */
static bool
has_news(const struct soft_span *s, int slot)
{
	const struct soft_loop *l = &s->loops[slot];
	struct said now = theirs(s, slot);

	return l->open && now.hook <= SPAN_HOOK_OFF && !(l->kind == SPAN_STATION && now.hook == SPAN_HOOK_RING) &&
	    (now.flashes != l->flashes || now.hangups != l->hangups || now.hook != l->heard);
}

static bool
any_has_news(const struct soft_span *s)
{
	for (int slot = 1; slot < SPAN_SLOTS; slot++)
		if (has_news(s, slot))
			return true;
	return false;
}

enum span_event
soft_loop_event(struct soft_span *s, int slot)
{
	enum span_event ev = SPAN_EV_NONE;
	bool deaf = soft_alarms(s) & ALARMS_DEAF;

	if (deaf || !any_has_news(s)) {
		bell_hush(s->loop_bell);
		if (deaf || !any_has_news(s)) /* what came before the hush is not rung */
			return SPAN_EV_NONE;
	}
	while (ev == SPAN_EV_NONE && has_news(s, slot))
		ev = step(&s->loops[slot], theirs(s, slot), look(s, s->side, slot).hook == SPAN_HOOK_OFF);
	return ev;
}
