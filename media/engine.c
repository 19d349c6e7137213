/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Plans: what each slot was told to do.
 *
 * A message names everything there is to know about a slot, so taking it means comparing it with what the slot does
 * already: what stays the same goes on undisturbed (the switch repeats itself after a restart), what differs begins
 * anew; a list or a tone that began a while ago, before we were there, is joined in its middle.
 */
#include "media/engine.h"

#include "base/clock.h"
#include "media/alaw.h"
#include "media/internal.h"
#include "media/music.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define AHEAD_MAX 12                /* blocks, as in conf.def */
#define JOIN_US   (200 * US_PER_MS) /* a plan younger than this is played from its beginning */

static const char *const plan_name[] = {
	[MEDIA_IDLE] = "idle",
	[MEDIA_SILENCE] = "silence",
	[MEDIA_TONE] = "tone",
	[MEDIA_PLAY] = "play",
	[MEDIA_MUSIC] = "music",
	[MEDIA_BRIDGE] = "bridge",
	[MEDIA_FAX] = "fax",
};

/* ---- opening ---- */

/* Rendering our own piece takes a sixth of a second, which callers would hear at every restart: only if there is no other. */
static int
set_own_music(struct engine *e)
{
	if (!e->own_music) {
		e->own_music = malloc(music_samples());
		if (!e->own_music || music_render(e->own_music) < 0)
			return -ENOMEM;
	}
	e->music = e->own_music;
	e->music_len = (uint32_t)music_samples();
	return 0;
}

static int
set_music(struct engine *e)
{
	const struct prompt *p = NULL;
	if (e->conf.music) {
		p = prompt_find(e->voice.prompts, LANG_ZH, e->conf.music);
		if (!p)
			p = prompt_find(e->voice.prompts, LANG_EN, e->conf.music);
	}
	if (!p || !p->len)
		return set_own_music(e);
	e->music = p->data;
	e->music_len = p->len;
	return 0;
}

int
engine_open(struct engine **ep, const struct engine_conf *conf)
{
	struct engine *e = calloc(1, sizeof(*e));
	if (!e)
		return -ENOMEM;
	e->conf = *conf;
	e->voice.prompts = conf->prompts;
	e->voice.tones = &e->tones;
	if (tones_open(&e->tones) < 0 || set_music(e) < 0) {
		engine_close(e);
		return -ENOMEM;
	}
	*ep = e;
	return 0;
}

static void
free_line(struct line *l)
{
	for (int i = 1; i < SPAN_SLOTS; i++) {
		if (l->slots[i].open)
			span_bearer_close(l->span, i);
		dtmf_free(l->slots[i].dtmf);
		fax_tone_free(l->slots[i].fax);
	}
	free(l);
}

void
engine_close(struct engine *e)
{
	if (!e)
		return;
	for (int i = 0; i < e->n_lines; i++)
		free_line(e->lines[i]);
	tones_close(&e->tones);
	free(e->own_music);
	free(e);
}

int
engine_span(struct engine *e, int number, struct span *span)
{
	if (number < 1 || number > ENGINE_SPANS)
		return -EINVAL;
	if (e->by_number[number])
		return -EEXIST;
	struct line *l = calloc(1, sizeof(*l));
	if (!l)
		return -ENOMEM;
	l->span = span;
	l->number = number;
	l->served = span_tick(span);
	for (int i = 1; i < SPAN_SLOTS; i++) {
		struct slot *s = &l->slots[i];
		s->line = l;
		s->number = (uint8_t)i;
		s->rec = -1;
		s->heard = silence;
		s->dtmf = dtmf_new();
		s->fax = fax_tone_new();
		if (!s->dtmf || !s->fax) {
			free_line(l);
			return -ENOMEM;
		}
	}
	e->lines[e->n_lines] = l;
	e->by_number[number] = (uint8_t)++e->n_lines;
	return 0;
}

/* ---- plans ---- */

static struct slot *
find_slot(struct engine *e, uint16_t span, uint16_t slot)
{
	if (span < 1 || span > ENGINE_SPANS || slot < 1 || slot >= SPAN_SLOTS || !e->by_number[span])
		return NULL;
	return &e->lines[e->by_number[span] - 1]->slots[slot];
}

/* Asked once in a call, whatever plans it goes through. */
static void
set_echo(struct engine *e, struct slot *s)
{
	bool wanted = s->flags & MEDIA_F_ECHO;

	if (!s->open || wanted == (s->echo != ECHO_OFF))
		return;
	if (!wanted && s->echo == ECHO_ON)
		span_echo(s->line->span, s->number, 0);
	if (!wanted) {
		s->echo = ECHO_OFF;
	} else if (span_echo(s->line->span, s->number, SPAN_ECHO_TAPS) == 0) {
		s->echo = ECHO_ON;
	} else {
		s->echo = ECHO_NONE;
		e->counts.no_echo++;
	}
}

void
slot_open(struct engine *e, struct slot *s)
{
	s->open = span_bearer_open(s->line->span, s->number) == 0;
	if (!s->open) {
		e->counts.busy++;
		return;
	}
	e->counts.open++;
	set_echo(e, s);
	for (int i = 0; i < AHEAD_MAX && span_write(s->line->span, s->number, silence) == 0; i++)
		; /* from now on one block a tick keeps the line as far ahead as it lets us */
	uint64_t tick = span_tick(s->line->span), waiting = tick > s->line->served ? tick - s->line->served : 0;
	s->covered = (uint8_t)(waiting < AHEAD_MAX ? waiting : AHEAD_MAX);
}

static void
release_rec(struct engine *e, struct slot *s, int64_t now_us)
{
	if (s->rec >= 0)
		rec_detach(e->conf.recorder, s->rec, now_us);
	s->rec = -1;
}

static void
leave_port(struct slot *s)
{
	if (s->port)
		s->port->slot = NULL;
	s->port = NULL;
}

/* A channel has one line; the slot that is told last has it. */
static void
take_port(struct engine *e, struct slot *s, uint32_t channel)
{
	struct fax_port *p = &e->ports[FAX_PLACE(channel)];

	if (s->port == p && p->channel == channel)
		return;
	leave_port(s);
	if (p->slot)
		p->slot->port = NULL;
	fax_port_join(p, s, channel);
	s->port = p;
}

static void
shut(struct engine *e, struct slot *s, int64_t now_us)
{
	release_rec(e, s, now_us);
	leave_port(s);
	if (s->open) {
		span_bearer_close(s->line->span, s->number);
		e->counts.open--;
	}
	s->open = false;
	s->echo = ECHO_OFF; /* with the bearer */
	s->playing = false;
	s->plan = MEDIA_IDLE;
	s->leg = 0;
	s->flags = 0;
	s->line->used &= ~(1u << s->number);
}

/* No other slot may feed a recording that this one is about to feed. */
static void
take_rec(struct engine *e, struct slot *s, int rec)
{
	for (int i = 0; i < e->n_lines; i++)
		for (int k = 1; k < SPAN_SLOTS; k++)
			if (e->lines[i]->slots[k].rec == rec)
				e->lines[i]->slots[k].rec = -1;
	s->rec = rec;
}

static void
set_rec(struct engine *e, struct slot *s, const struct msg_media_slot *plan, int64_t now_us)
{
	if (!(plan->flags & MEDIA_F_RECORD)) {
		release_rec(e, s, now_us);
		return;
	}
	int rec = -ENODEV;
	if (e->conf.recorder)
		rec = rec_attach(e->conf.recorder, plan->session, plan->rec_no, plan->rec_us, now_us);
	if (rec == s->rec)
		return;
	release_rec(e, s, now_us);
	if (rec < 0)
		e->counts.unrecorded++;
	else
		take_rec(e, s, rec);
}

/* Samples that a plan begun at `started_us` has behind it. */
static uint64_t
samples_gone(int64_t started_us, int64_t now_us)
{
	if (started_us <= 0 || now_us - started_us < JOIN_US)
		return 0;
	return (uint64_t)(now_us - started_us) / 125;
}

static void
begin_list(struct engine *e, struct slot *s, const struct msg_media_slot *plan, int64_t now_us)
{
	playlist_begin(&s->list, plan->items, plan->n_items, plan->flags & MEDIA_F_ENGLISH ? LANG_EN : LANG_ZH);
	playlist_skip(&s->list, &e->voice, samples_gone(plan->started_us, now_us));
	s->playing = true;
}

static bool
sane(struct engine *e, const struct msg_media_slot *plan)
{
	if (plan->plan > MEDIA_FAX || plan->tone >= TONE_COUNT || plan->n_items > PLAY_ITEMS)
		return false;
	if (plan->plan == MEDIA_FAX)
		return FAX_PLACE(plan->channel) < FAX_CHANNELS_MOST;
	return plan->plan != MEDIA_BRIDGE || find_slot(e, plan->peer_span, plan->peer_slot);
}

static void
set_plan(struct engine *e, struct slot *s, const struct msg_media_slot *plan, bool anew, int64_t now_us)
{
	struct slot *peer = plan->plan == MEDIA_BRIDGE ? find_slot(e, plan->peer_span, plan->peer_slot) : NULL;
	anew = anew || s->plan != plan->plan;
	switch ((enum media_plan)plan->plan) {
	case MEDIA_PLAY:
		if (anew || s->play_id != plan->play_id)
			begin_list(e, s, plan, now_us);
		break;
	case MEDIA_TONE:
		if (anew || s->tone != plan->tone)
			s->tone_at = samples_gone(plan->started_us, now_us);
		if (s->play_id != plan->play_id)
			s->checks = 0;
		break;
	case MEDIA_BRIDGE:
		if (anew || s->peer != peer)
			s->forwarded = peer->received;
		break;
	case MEDIA_FAX:
		take_port(e, s, plan->channel);
		break;
	case MEDIA_IDLE:
	case MEDIA_SILENCE:
	case MEDIA_MUSIC:
		break;
	}
	if (plan->plan != MEDIA_FAX)
		leave_port(s);
	s->playing = s->playing && plan->plan == MEDIA_PLAY;
	s->plan = plan->plan;
	s->tone = plan->tone;
	s->play_id = plan->play_id;
	s->peer = peer;
}

int
engine_apply(struct engine *e, const struct msg_media_slot *plan, int64_t now_us)
{
	struct slot *s = find_slot(e, plan->span, plan->slot);
	if (!s || !sane(e, plan)) {
		e->counts.refused++;
		return -EINVAL;
	}
	if (plan->plan == MEDIA_IDLE) {
		shut(e, s, now_us);
		return 0;
	}
	bool stranger = s->plan == MEDIA_IDLE || s->leg != plan->leg;
	if (stranger)
		s->digits = s->checks = 0;
	if (stranger && s->echo == ECHO_NONE)
		s->echo = ECHO_OFF;
	if (stranger || !(s->flags & (MEDIA_F_DTMF | MEDIA_F_BARGE)))
		dtmf_reset(s->dtmf);
	if (stranger || !(s->flags & MEDIA_F_FAX))
		fax_tone_reset(s->fax);
	set_plan(e, s, plan, stranger, now_us);
	s->leg = plan->leg;
	s->flags = plan->flags;
	set_rec(e, s, plan, now_us);
	s->line->used |= 1u << s->number;
	if (!s->open)
		slot_open(e, s);
	else
		set_echo(e, s);
	return 0;
}

void
engine_reset(struct engine *e, int64_t now_us)
{
	for (int i = 0; i < e->n_lines; i++)
		for (int k = 1; k < SPAN_SLOTS; k++)
			if (e->lines[i]->slots[k].plan != MEDIA_IDLE)
				shut(e, &e->lines[i]->slots[k], now_us);
}

int
engine_fax_said(struct engine *e, const struct msg_fax_sound *sound)
{
	uint32_t place = FAX_PLACE(sound->channel);
	struct fax_port *p = place < FAX_CHANNELS_MOST ? &e->ports[place] : NULL;

	if (!p || !p->slot || p->channel != sound->channel) {
		e->counts.fax_strange++;
		return -ENOENT;
	}
	if (!fax_port_put(p, sound->block))
		e->counts.fax_crowded++;
	return 0;
}

int
engine_rec_end(struct engine *e, const struct msg_media_rec *end, int64_t now_us)
{
	if (!e->conf.recorder || !end->session) {
		e->counts.refused++;
		return -EINVAL;
	}
	int rec = rec_find(e->conf.recorder, end->session, end->rec_no);
	for (int i = 0; rec >= 0 && i < e->n_lines; i++)
		for (int k = 1; k < SPAN_SLOTS; k++)
			if (e->lines[i]->slots[k].rec == rec)
				release_rec(e, &e->lines[i]->slots[k], now_us);
	return rec_end(e->conf.recorder, end);
}

void
engine_prompts(struct engine *e, const struct prompts *prompts)
{
	e->voice.prompts = prompts;
	if (set_music(e) < 0) {
		static const uint8_t quiet[SPAN_BLOCK] = { [0 ... SPAN_BLOCK - 1] = SPAN_IDLE };
		e->music = quiet;
		e->music_len = sizeof(quiet);
	}
	for (int i = 0; i < e->n_lines; i++)
		for (int k = 1; k < SPAN_SLOTS; k++)
			if (e->lines[i]->slots[k].playing)
				playlist_voice_changed(&e->lines[i]->slots[k].list, &e->voice);
}

/* ---- looking ---- */

void
engine_counts(const struct engine *e, struct engine_counts *counts)
{
	*counts = e->counts;
}

int64_t
engine_lateness_us(const struct engine *e)
{
	return e->lateness_us;
}

static void
show_slot(const struct slot *s, FILE *to)
{
	static const char *const echo[] = { [ECHO_OFF] = "", [ECHO_ON] = "  echo off", [ECHO_NONE] = "  no canceller" };

	fprintf(to, "%d/%-2d  %-7s  leg %08x  digits %u%s%s%s", s->line->number, s->number, plan_name[s->plan], s->leg,
	    s->digits, s->flags & MEDIA_F_DTMF ? "  dtmf" : "", s->rec >= 0 ? "  recording" : "", echo[s->echo]);
	if (s->plan == MEDIA_BRIDGE)
		fprintf(to, "  peer %d/%d", s->peer->line->number, s->peer->number);
	if (s->plan == MEDIA_PLAY)
		fprintf(to, "  list %u %s", s->play_id, s->playing ? "playing" : "over");
	if (s->port)
		fprintf(to, "  channel %08x  blocks %u", s->port->channel, s->port->heard);
	fprintf(to, "%s\n", s->open ? "" : "  (bearer busy)");
}

void
engine_show(const struct engine *e, FILE *to)
{
	for (int i = 0; i < e->n_lines; i++)
		for (int k = 1; k < SPAN_SLOTS; k++)
			if (e->lines[i]->slots[k].plan != MEDIA_IDLE)
				show_slot(&e->lines[i]->slots[k], to);
}
