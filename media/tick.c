/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The 20 ms.
 *
 * Lines are served in the order in which their blocks began; those that began together are served together: first every
 * slot is read, then every slot is written, so a bridged block leaves in the tick in which it came.  Lines that tick at
 * different moments meet in a short queue per slot.  When we are late (the host slept), the line's own count tells how
 * many blocks to make up for; what is longer ago than lines keep it is given up.
 */
#include "media/engine.h"

#include "base/clock.h"
#include "media/check.h"
#include "media/internal.h"

#include <errno.h>
#include <string.h>

#define CATCH_UP     8 /* blocks made up for at most: what lines keep for a late reader */
#define TOGETHER_US  (SPAN_BLOCK_US / 2)
#define CHECK_BLOCKS 3
#define RETRY_BLOCKS 50 /* between two tries to open a bearer that was busy */

#define D4  SPAN_IDLE, SPAN_IDLE, SPAN_IDLE, SPAN_IDLE
#define D16 D4, D4, D4, D4
const uint8_t silence[SPAN_BLOCK] = { D16, D16, D16, D16, D16, D16, D16, D16, D16, D16 };

/* ---- in ---- */

static void
end_list(struct engine *e, struct slot *s, bool by_digit)
{
	struct msg_media_played played = { .leg = s->leg, .play_id = s->play_id, .broken = by_digit };
	s->playing = false;
	if (s->list.missing) {
		played.broken = by_digit ? 1 : 2;
		e->counts.prompts_missing++;
		if (e->conf.ops->missing)
			e->conf.ops->missing(e->conf.arg, s->list.missing);
	}
	e->conf.ops->played(e->conf.arg, &played);
}

static void
hear_digits(struct engine *e, struct slot *s)
{
	char digits[DTMF_BLOCK_DIGITS];
	int n = dtmf_block(s->dtmf, s->heard, digits);
	for (int i = 0; i < n; i++) {
		const struct msg_media_digit digit = { .leg = s->leg, .n = ++s->digits, .digit = digits[i] };
		e->counts.digits++;
		e->conf.ops->digit(e->conf.arg, &digit);
	}
	if (n && s->playing && s->flags & MEDIA_F_BARGE)
		end_list(e, s, true);
}

/* The tone we send came back: for so long that it is no chance, said once. */
static void
hear_check(struct engine *e, struct slot *s)
{
	if (!check_tone_in(s->heard)) {
		s->checks = 0;
	} else if (s->checks < CHECK_BLOCKS && ++s->checks == CHECK_BLOCKS) {
		const struct msg_media_played heard = { .leg = s->leg, .play_id = s->play_id, .broken = 3 };

		e->conf.ops->played(e->conf.arg, &heard);
	}
}

static void
hear_fax(struct engine *e, struct slot *s)
{
	const struct msg_media_fax fax = { .leg = s->leg };

	if (fax_tone_block(s->fax, s->heard) && e->conf.ops->fax)
		e->conf.ops->fax(e->conf.arg, &fax);
}

/* The machine counts the blocks: one that is lost on the way to it is missed there. */
static void
tell_machine(struct engine *e, struct slot *s)
{
	struct msg_fax_sound sound = { .channel = s->port->channel, .n = s->port->heard++ };

	memcpy(sound.block, s->heard, SPAN_BLOCK);
	if (e->conf.ops->fax_heard)
		e->conf.ops->fax_heard(e->conf.arg, &sound);
}

static void
read_slot(struct engine *e, struct slot *s)
{
	uint8_t *block = s->fifo[s->received % FIFO_BLOCKS];
	int rc = s->open ? span_read(s->line->span, s->number, block) : -EBUSY;
	s->heard = silence;
	if (rc >= 0) {
		s->heard = block;
		s->received++;
	} else if (s->open) {
		e->counts.empty_in++;
	}
	if (s->flags & (MEDIA_F_DTMF | MEDIA_F_BARGE))
		hear_digits(e, s);
	if (s->flags & MEDIA_F_FAX)
		hear_fax(e, s);
	if (s->plan == MEDIA_TONE && s->tone == TONE_CHECK)
		hear_check(e, s);
	if (s->port)
		tell_machine(e, s);
}

/* ---- out ---- */

static const uint8_t *
music_block(const struct engine *e, uint64_t tick, uint8_t *room)
{
	uint32_t at = (uint32_t)(tick * SPAN_BLOCK % e->music_len);
	if (e->music_len - at >= SPAN_BLOCK)
		return e->music + at;
	for (int i = 0; i < SPAN_BLOCK; i++)
		room[i] = e->music[(at + (uint32_t)i) % e->music_len];
	return room;
}

static const uint8_t *
bridged_block(struct engine *e, struct slot *s)
{
	struct slot *peer = s->peer;
	uint32_t ready = peer->received - s->forwarded;
	if (!peer->open) {
		s->forwarded = peer->received;
		return silence;
	}
	if (!ready) {
		e->counts.starved++;
		return silence;
	}
	if (ready >= FIFO_BLOCKS) {
		e->counts.slips += ready - 1;
		s->forwarded = peer->received - 1;
	}
	return peer->fifo[s->forwarded++ % FIFO_BLOCKS];
}

static const uint8_t *
machine_block(struct engine *e, struct slot *s)
{
	const uint8_t *block = s->port ? fax_port_take(s->port) : NULL;

	if (block)
		return block;
	e->counts.fax_silent++;
	return silence;
}

static const uint8_t *
list_block(struct engine *e, struct slot *s, uint8_t *room)
{
	if (!s->playing)
		return silence;
	playlist_fill(&s->list, &e->voice, room, SPAN_BLOCK);
	if (playlist_over(&s->list))
		end_list(e, s, false);
	return room;
}

static const uint8_t *
next_block(struct engine *e, struct slot *s, uint8_t *room)
{
	switch ((enum media_plan)s->plan) {
	case MEDIA_TONE:
		tone_fill(&e->tones, s->tone, s->tone_at, room, SPAN_BLOCK);
		s->tone_at += SPAN_BLOCK;
		return room;
	case MEDIA_PLAY:
		return list_block(e, s, room);
	case MEDIA_MUSIC:
		return music_block(e, s->line->served, room);
	case MEDIA_BRIDGE:
		return bridged_block(e, s);
	case MEDIA_FAX:
		return machine_block(e, s);
	case MEDIA_IDLE:
	case MEDIA_SILENCE:
		break;
	}
	return silence;
}

static void
write_slot(struct engine *e, struct slot *s)
{
	uint8_t room[SPAN_BLOCK];
	bool covered = s->covered > 0;
	const uint8_t *block = covered ? silence : next_block(e, s, room);
	if (s->rec >= 0)
		rec_put(e->conf.recorder, s->rec, s->heard, block);
	if (covered)
		s->covered--;
	else if (s->open && span_write(s->line->span, s->number, block) < 0)
		e->counts.full_out++;
}

/* ---- lines ---- */

static void
each_slot(struct engine *e, struct line *l, void (*serve)(struct engine *, struct slot *))
{
	for (uint32_t left = l->used; left; left &= left - 1)
		serve(e, &l->slots[__builtin_ctz(left)]);
}

static void
retry_slot(struct engine *e, struct slot *s)
{
	if (!s->open)
		slot_open(e, s);
}

/* Blocks that no line keeps for so long: lists and recordings go on as if they had been served. */
static void
give_up(struct engine *e, struct line *l, uint64_t blocks)
{
	e->counts.skipped += blocks;
	l->served += blocks;
	for (uint32_t left = l->used; left; left &= left - 1) {
		struct slot *s = &l->slots[__builtin_ctz(left)];
		s->covered -= (uint8_t)(s->covered < blocks ? s->covered : blocks);
		s->tone_at += blocks * SPAN_BLOCK;
		if (s->playing)
			playlist_skip(&s->list, &e->voice, blocks * SPAN_BLOCK);
		if (s->rec >= 0)
			rec_skip(e->conf.recorder, s->rec, (uint32_t)blocks);
	}
}

static void
look_at_line(struct engine *e, struct line *l)
{
	l->next_us = span_next_us(l->span);
	l->tick = span_tick(l->span);
	if (l->tick < l->served) /* the line was made anew */
		l->served = l->tick;
	if (l->tick - l->served > CATCH_UP)
		give_up(e, l, l->tick - l->served - CATCH_UP);
}

/* When the next block to be served began; TIME_NEVER if the line has none. */
static int64_t
began_us(const struct line *l)
{
	return l->tick == l->served ? TIME_NEVER : l->next_us - (int64_t)(l->tick - l->served) * SPAN_BLOCK_US;
}

static int64_t
earliest(const struct engine *e)
{
	int64_t first = TIME_NEVER;
	for (int i = 0; i < e->n_lines; i++)
		if (began_us(e->lines[i]) < first)
			first = began_us(e->lines[i]);
	return first;
}

static void
note_lateness(struct engine *e, int64_t late_us)
{
	e->counts.ticks++;
	e->counts.late += late_us > ENGINE_LATE_US;
	e->counts.missed += late_us >= SPAN_BLOCK_US;
}

static int
serve_together(struct engine *e, int64_t first, int64_t now_us)
{
	struct line *now[ENGINE_SPANS];
	int n = 0;
	for (int i = 0; i < e->n_lines; i++)
		if (began_us(e->lines[i]) <= first + TOGETHER_US)
			now[n++] = e->lines[i];
	for (int i = 0; i < n; i++) {
		note_lateness(e, now_us - began_us(now[i]));
		each_slot(e, now[i], read_slot);
	}
	for (int i = 0; i < n; i++) {
		each_slot(e, now[i], write_slot);
		if (++now[i]->served % RETRY_BLOCKS == 0)
			each_slot(e, now[i], retry_slot);
	}
	return n;
}

int
engine_tick(struct engine *e, int64_t now_us)
{
	int served = 0;
	for (int i = 0; i < e->n_lines; i++)
		look_at_line(e, e->lines[i]);
	int64_t first = earliest(e);
	if (first != TIME_NEVER)
		e->lateness_us = now_us - first;
	for (; first != TIME_NEVER; first = earliest(e))
		served += serve_together(e, first, now_us);
	return served;
}

int64_t
engine_next_us(const struct engine *e)
{
	int64_t next = TIME_NEVER;
	for (int i = 0; i < e->n_lines; i++) {
		int64_t at = span_next_us(e->lines[i]->span);
		if (at < next)
			next = at;
	}
	return next;
}
