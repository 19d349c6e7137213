/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Signalling slots of a soft line: numbered units in a small overwriting ring for each direction.
 *
 * A living reader holds the writer back (-EAGAIN) as DAHDI's full buffers do; one that took nothing for half a second
 * is not there, and as on a real line the units go by unheard.  A new reader begins with what the line is repeating
 * (SPAN_MTP2) or with what comes next (SPAN_HDLC).
 *
 * The check sequence is real: computed by the writer, verified by the reader.  A fault spoils or drops one copy of a
 * unit; in SPAN_MTP2 the line repeats the unit, so a good copy follows in the next tick unless another unit has been
 * sent by then.
 */
#include "base/bell.h"
#include "trunk/fcs.h"
#include "trunk/soft_line.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static struct line_unit *
unit_at(struct line_sig *way, uint64_t number)
{
	return &way->units[number % WAY_UNITS];
}

static void
close_bells(struct soft_slot *sl)
{
	if (sl->bell >= 0)
		close(sl->bell);
	if (sl->peer_bell >= 0)
		close(sl->peer_bell);
	sl->bell = sl->peer_bell = -1;
}

int
soft_sig_open(struct span *span, int slot, enum span_mode mode)
{
	struct soft_span *s = soft_of(span);
	struct soft_slot *sl = &s->slots[slot];
	struct line_sig *out = &s->line->sigs[s->side][slot];
	struct line_sig *in = &s->line->sigs[other_side(s->side)][slot];
	int rc = soft_take_slot(s, slot, SLOT_SIG);

	if (rc)
		return rc;
	sl->bell = soft_bell(s->run_dir, s->number, s->side, slot, true);
	sl->peer_bell = soft_bell(s->run_dir, s->number, other_side(s->side), slot, true);
	if (sl->bell < 0 || sl->peer_bell < 0) {
		rc = sl->bell < 0 ? sl->bell : sl->peer_bell;
		close_bells(sl);
		soft_leave_slot(s, slot);
		return rc;
	}
	sl->mode = mode;
	/* A writer killed between a unit's stamp and `last` has sent it: its number must not be used again. */
	sl->next_out = atomic_load(&out->last) + 1;
	if (atomic_load(&unit_at(out, sl->next_out)->stamp) == sl->next_out)
		atomic_store(&out->last, sl->next_out++);
	uint64_t newest = atomic_load(&in->last);
	sl->next_in = mode == SPAN_MTP2 && newest ? newest : newest + 1;
	atomic_store(&in->read, sl->next_in);
	bell_ring(sl->bell);
	bell_ring(sl->peer_bell);
	return 0;
}

void
soft_sig_close(struct span *span, int slot)
{
	struct soft_span *s = soft_of(span);

	if (s->slots[slot].use != SLOT_SIG)
		return;
	close_bells(&s->slots[slot]);
	soft_leave_slot(s, slot);
}

/* ---- writing ---- */

/* Must the writer wait?  Not for a reader that has stood still for DEAF_TICKS. */
static bool
way_full(struct soft_span *s, struct soft_slot *sl, struct line_sig *out)
{
	uint64_t read = atomic_load_explicit(&out->read, memory_order_acquire); /* pairs with took() */
	uint64_t tick = line_tick(s->line);

	if (sl->next_out - read < WAY_UNITS - 1) { /* one is left for the good copy of a spoilt unit */
		sl->full = false;
		return false;
	}
	if (!sl->full || sl->stuck_at != read) {
		sl->full = true;
		sl->stuck_at = read;
		sl->stuck_tick = tick;
	}
	return tick - sl->stuck_tick < DEAF_TICKS;
}

static bool
take_fault(_Atomic uint32_t *faults)
{
	uint32_t n = atomic_load_explicit(faults, memory_order_relaxed);

	while (n && !atomic_compare_exchange_weak(faults, &n, n - 1))
		;
	return n;
}

static void
put_unit(struct line_sig *out, uint64_t number, uint64_t tick, const uint8_t *octets, size_t len, unsigned flags)
{
	struct line_unit *u = unit_at(out, number);

	atomic_store_explicit(&u->stamp, 0, memory_order_relaxed);
	atomic_thread_fence(memory_order_release); /* pairs with the fence in copy_unit */
	u->tick = tick;
	u->len = (uint16_t)len;
	u->flags = (uint16_t)flags;
	memcpy(u->octets, octets, len);
	atomic_store_explicit(&u->stamp, number, memory_order_release);  /* pairs with the first look in copy_unit */
	atomic_store_explicit(&out->last, number, memory_order_release); /* pairs with soft_sig_read */
}

int
soft_sig_write(struct span *span, int slot, const void *unit, size_t len)
{
	struct soft_span *s = soft_of(span);
	struct soft_slot *sl = &s->slots[slot];
	struct line_sig *out = &s->line->sigs[s->side][slot];
	uint8_t octets[SPAN_FRAME_MAX];

	if (sl->use != SLOT_SIG)
		return -EBADF;
	if (way_full(s, sl, out))
		return -EAGAIN;
	memcpy(octets, unit, len);
	fcs_put(octets, len);
	bool dropped = take_fault(&out->drop);
	bool spoilt = !dropped && take_fault(&out->spoil);
	uint64_t tick = line_tick(s->line);
	if (spoilt) {
		octets[0] ^= 0x55;
		put_unit(out, sl->next_out++, tick, octets, len, 0);
		octets[0] ^= 0x55;
	}
	if ((dropped || spoilt) && sl->mode == SPAN_MTP2)
		put_unit(out, sl->next_out++, tick, octets, len, UNIT_REPEATED);
	if (!dropped && !spoilt)
		put_unit(out, sl->next_out++, tick, octets, len, 0);
	sl->counts.frames_out++;
	atomic_thread_fence(memory_order_seq_cst); /* pairs with the fence in found_nothing */
	if (atomic_load_explicit(&out->armed, memory_order_relaxed))
		bell_ring(sl->peer_bell);
	return 0;
}

/* ---- reading ---- */

/* A whole copy of the unit with our next number, or false if it was overwritten meanwhile. */
static bool
copy_unit(struct line_sig *in, uint64_t number, struct line_unit *copy)
{
	const struct line_unit *u = unit_at(in, number);

	if (atomic_load_explicit(&u->stamp, memory_order_acquire) != number)
		return false;
	copy->tick = u->tick;
	copy->len = u->len;
	copy->flags = u->flags;
	memcpy(copy->octets, u->octets, sizeof(copy->octets));
	atomic_thread_fence(memory_order_acquire); /* all is copied before the stamp is looked at again */
	return atomic_load_explicit(&u->stamp, memory_order_relaxed) == number && copy->len > 2 &&
	    copy->len <= SPAN_FRAME_MAX;
}

static void
took(struct soft_slot *sl, struct line_sig *in, uint64_t next)
{
	sl->next_in = next;
	atomic_store_explicit(&in->read, next, memory_order_release); /* pairs with way_full */
}

/* Quieten the bell and ask to be rung; then look once more, for what came before that is not rung. */
static void
arm(struct soft_slot *sl, struct line_sig *in)
{
	bell_hush(sl->bell);
	atomic_store_explicit(&in->armed, 1, memory_order_relaxed);
	atomic_thread_fence(memory_order_seq_cst); /* pairs with the fence in soft_sig_write */
}

static bool
way_empty(const struct soft_slot *sl, const struct line_sig *in)
{
	return atomic_load_explicit(&in->last, memory_order_acquire) < sl->next_in; /* pairs with put_unit */
}

/* Under alarm nothing is heard: pass over all, but keep what the line will repeat when the alarm is over. */
static bool
deaf(struct soft_span *s, struct soft_slot *sl, struct line_sig *in)
{
	if (!(soft_alarms(s) & ALARMS_DEAF))
		return false;
	arm(sl, in);
	if (!(soft_alarms(s) & ALARMS_DEAF))
		return false;
	uint64_t newest = atomic_load_explicit(&in->last, memory_order_acquire);
	took(sl, in, sl->mode == SPAN_MTP2 && newest ? newest : newest + 1);
	sl->last_len = 0;
	return true;
}

/* Is this unit for the caller?  1 yes, 0 no, -EAGAIN not yet. */
static int
judge(struct soft_span *s, struct soft_slot *sl, struct line_sig *in, const struct line_unit *u, uint64_t newest)
{
	if (u->flags & UNIT_REPEATED) {
		if (sl->next_in == newest && line_tick(s->line) <= u->tick)
			return -EAGAIN; /* the bell stays rung: come again in the next tick */
		if (sl->next_in < newest)
			return 0;
	}
	if (!fcs_good(u->octets, u->len)) {
		sl->badfcs++;
		return 0;
	}
	if (sl->mode == SPAN_MTP2 && u->len == sl->last_len && memcmp(u->octets, sl->last, u->len) == 0) {
		sl->counts.repeats++;
		return 0;
	}
	return 1;
}

ssize_t
soft_sig_read(struct span *span, int slot, void *unit, size_t size)
{
	struct soft_span *s = soft_of(span);
	struct soft_slot *sl = &s->slots[slot];
	struct line_sig *in = &s->line->sigs[other_side(s->side)][slot];
	struct line_unit u;

	if (sl->use != SLOT_SIG)
		return -EBADF;
	atomic_store_explicit(&in->armed, 0, memory_order_relaxed);
	if (deaf(s, sl, in))
		return -EAGAIN;
	for (;;) {
		if (way_empty(sl, in)) {
			arm(sl, in);
			if (way_empty(sl, in))
				return -EAGAIN;
		}
		uint64_t newest = atomic_load_explicit(&in->last, memory_order_acquire);
		if (newest - sl->next_in >= WAY_UNITS || !copy_unit(in, sl->next_in, &u)) {
			uint64_t lost = newest - sl->next_in >= WAY_UNITS ? newest - sl->next_in - WAY_UNITS / 2 : 1;
			sl->overruns++;
			sl->counts.overruns += lost;
			took(sl, in, sl->next_in + lost);
			continue;
		}
		int mine = judge(s, sl, in, &u, newest);
		if (mine < 0)
			return mine;
		took(sl, in, sl->next_in + 1);
		if (!mine)
			continue;
		memcpy(sl->last, u.octets, u.len);
		sl->last_len = u.len;
		sl->counts.frames_in++;
		if (u.len > size)
			return -EMSGSIZE;
		memcpy(unit, u.octets, u.len);
		return u.len;
	}
}
