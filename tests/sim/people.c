/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The people and machines around the cores: callers at the carrier's exchange, agents at their consoles and phones, and
 * stand-ins for mediad, prid and crmd that do what those promise in the catalogue, at random speed and with random mishaps.
 */
#include "base/clock.h"
#include "base/desk.h"
#include "acd/core.h"
#include "tests/sim/world.h"

#include <stdlib.h>
#include <string.h>

#define SEATS    12
#define CALLERS  64
#define LINES    128
#define SESSIONS (4u << 20)

struct caller {
	uint32_t leg; /* our reference to the far core; 0 = not in use */
	uint32_t line;
	uint16_t slot;
	bool answered;
	uint32_t keys;
};

struct phone_line {   /* a leg at the simulated PBX */
	uint32_t leg; /* 0 = free */
	uint32_t generation;
	uint16_t slot;
};

struct seat {
	uint16_t number;
	bool headset, in;
	uint8_t state;
	uint32_t connection;
	uint64_t session;
};

static struct {
	uint32_t calls, made, next_leg;
	int64_t gap_us;
	bool chaos;
	bool home; /* the agents go */
	struct caller callers[CALLERS];
	struct phone_line lines[LINES];
	struct seat seats[SEATS];
	uint32_t connections;
	struct msg_media_slot slots[3][32];
	uint8_t story[SESSIONS]; /* by session counter: 1 offered, 2 talking, 4 ended, 8 recording owed */
	struct tally tally;
} p;

enum { S_OFFERED = 1, S_TALKED = 2, S_ENDED = 4, S_RECORDED = 8 };

const struct tally *
people_tally(void)
{
	return &p.tally;
}

/* ---- callers at the far exchange ---- */

static struct caller *
caller_by_leg(uint32_t leg)
{
	for (int i = 0; i < CALLERS; i++)
		if (leg && p.callers[i].leg == leg)
			return &p.callers[i];
	return NULL;
}

static void
caller_hangs_up(struct world *w, uint32_t leg, uint32_t b, const void *data, uint32_t len)
{
	struct caller *c = caller_by_leg(leg);
	struct msg_line m = { .leg = leg, .cause = 16 };

	if (!c || !c->line)
		return;
	m.line = c->line;
	world_feed(w, BOX_FAR, ROLE_ACD, MSG_LINE_RELEASE, &m, sizeof(m));
}

static void
caller_presses(struct world *w, uint32_t leg, uint32_t b, const void *data, uint32_t len)
{
	struct caller *c = caller_by_leg(leg);

	if (!c || !c->answered)
		return;
	struct msg_media_slot *s = &p.slots[1][c->slot];
	if (s->leg && (s->flags & MEDIA_F_DTMF)) {
		struct msg_media_digit d = { .leg = s->leg, .n = ++c->keys, .digit = "0123459#"[world_draw(w, 8)] };
		struct msg_media_played played = { .leg = s->leg, .play_id = s->play_id, .broken = 1 };

		world_feed(w, BOX_ACD, ROLE_MEDIA, MSG_MEDIA_DIGIT, &d, sizeof(d));
		if (s->plan == MEDIA_PLAY && (s->flags & MEDIA_F_BARGE) && played.play_id == s->play_id)
			world_feed(w, BOX_ACD, ROLE_MEDIA, MSG_MEDIA_PLAYED, &played, sizeof(played));
	}
	if (c->keys < 6)
		world_after(w, world_time(w, 500, 9000), caller_presses, leg, 0, NULL, 0);
}

static void
next_caller(struct world *w, uint32_t a, uint32_t b, const void *data, uint32_t len)
{
	static const char *const services[] = { "01055509000", "01055509000", "01055509000", "01055509000", "01055509000",
		"01055509000", "01055509000", "01055509001", "01055509001", "01055509003" };
	struct msg_line_dial dial = { .group = 0, .category = 10 };
	char number[16];

	if (p.made >= p.calls)
		return;
	world_after(w, p.gap_us / 2 + world_draw(w, (uint32_t)p.gap_us + 1), next_caller, 0, 0, NULL, 0);
	for (int i = 0; i < CALLERS; i++) {
		struct caller *c = &p.callers[i];

		if (c->leg)
			continue;
		*c = (struct caller){ .leg = ++p.next_leg };
		dial.leg = c->leg;
		snprintf(number, sizeof(number), "0105550%04u", world_draw(w, 10000));
		number_set(&dial.caller, number, 3);
		dial.caller.presentation = world_chance(w, 5);
		number_set(&dial.called, services[world_draw(w, sizeof(services) / sizeof(services[0]))], 3);
		p.made++;
		p.tally.dialled++;
		world_feed(w, BOX_FAR, ROLE_ACD, MSG_LINE_DIAL, &dial, sizeof(dial));
		if (world_chance(w, 10)) /* gone before anything happens */
			world_after(w, world_time(w, 0, 300), caller_hangs_up, dial.leg, 0, NULL, 0);
		return;
	}
}

static void
far_line(struct world *w, uint32_t type, uint32_t line, const void *data, uint32_t len)
{
	world_feed(w, BOX_FAR, ROLE_ACD, (uint16_t)type, data, len);
}

/* A call that the house made arrives at the carrier: somebody rings, mostly answers, and is a caller from then on. */
static void
far_offered(struct world *w, const struct msg_line_offered *o)
{
	struct msg_line m = { .line = o->line, .cause = 34 };

	for (int i = 0; i < CALLERS; i++) {
		struct caller *c = &p.callers[i];

		if (c->leg)
			continue;
		*c = (struct caller){ .leg = ++p.next_leg, .line = o->line, .slot = o->slot, .keys = 99 };
		m.leg = c->leg;
		m.cause = 0;
		world_after(w, 10, far_line, MSG_LINE_ACCEPT, 0, &m, sizeof(m));
		world_after(w, 20, far_line, MSG_LINE_ALERT, 0, &m, sizeof(m));
		if (world_chance(w, 80))
			world_after(w, world_time(w, 500, 15000), far_line, MSG_LINE_ANSWER, 0, &m, sizeof(m));
		world_after(w, world_time(w, 400, 120000), caller_hangs_up, c->leg, 0, NULL, 0);
		return;
	}
	world_after(w, 10, far_line, MSG_LINE_RELEASE, 0, &m, sizeof(m));
}

static void
far_event(struct world *w, uint32_t type, uint32_t b, const void *data, uint32_t len)
{
	const struct msg_line *m = data;
	const struct msg_line_seized *z = data;
	struct caller *c;

	switch (type) {
	case MSG_LINE_SEIZED:
		if ((c = caller_by_leg(z->leg))) {
			c->line = z->line;
			c->slot = z->slot;
		}
		break;
	case MSG_LINE_ANSWERED:
		if ((c = caller_by_leg(m->leg))) {
			c->answered = true;
			p.tally.answered++;
			world_after(w, world_time(w, 100, 12000), caller_presses, c->leg, 0, NULL, 0);
			world_after(w, world_chance(w, 40) ? world_time(w, 0, 20000) : world_time(w, 20000, 240000),
			    caller_hangs_up, c->leg, 0, NULL, 0);
		}
		break;
	case MSG_LINE_REFUSED:
		p.tally.refused++;
		/* fallthrough */
	case MSG_LINE_RELEASED:
		p.tally.released += type == MSG_LINE_RELEASED;
		if ((c = caller_by_leg(m->leg)))
			*c = (struct caller){ 0 };
		break;
	default:
		break;
	}
}

void
people_from_far(struct world *w, uint16_t type, const void *data, uint32_t len)
{
	if (type == MSG_LINE_OFFERED)
		far_offered(w, data);
	else
		world_after(w, 20, far_event, type, 0, data, len);
}

/* ---- the PBX ---- */

static void
tell_line(struct world *w, uint16_t type, uint32_t index, uint8_t cause, uint8_t flags)
{
	struct phone_line *l = &p.lines[index];
	struct msg_line m = {
		.leg = l->leg, .line = index + 1 + l->generation * LINES, .cause = cause, .flags = flags
	};

	world_feed(w, BOX_ACD, ROLE_PRI, type, &m, sizeof(m));
}

static void
phone_event(struct world *w, uint32_t index_generation, uint32_t type, const void *data, uint32_t len)
{
	uint32_t index = index_generation % LINES;
	struct phone_line *l = &p.lines[index];

	if (!l->leg || l->generation != index_generation / LINES)
		return;
	tell_line(w, (uint16_t)type, index, type == MSG_LINE_RELEASED ? 16 : 0, LINE_F_FAR);
	if (type == MSG_LINE_RELEASED) {
		l->leg = 0;
		l->generation++;
	}
}

static void
phone_later(struct world *w, uint32_t index, uint16_t type, int64_t delay)
{
	world_after(w, delay, phone_event, index + p.lines[index].generation * LINES, type, NULL, 0);
}

static void
pbx_dial(struct world *w, uint32_t a, uint32_t b, const void *data, uint32_t len)
{
	const struct msg_line_dial *dial = data;
	struct msg_line no = { .leg = dial->leg, .cause = 34 };

	for (uint32_t i = 0; i < 30 && !world_chance(w, 1); i++) {
		struct phone_line *l = &p.lines[i];

		if (l->leg)
			continue;
		l->leg = dial->leg;
		l->slot = (uint16_t)(i < 15 ? i + 1 : i + 2);
		struct msg_line_seized z = { dial->leg, i + 1 + l->generation * LINES, 2, l->slot, dial->group, 0 };
		world_feed(w, BOX_ACD, ROLE_PRI, MSG_LINE_SEIZED, &z, sizeof(z));
		if (world_chance(w, 2)) {
			phone_later(w, i, MSG_LINE_RELEASED, world_time(w, 10, 2000));
			return;
		}
		phone_later(w, i, MSG_LINE_ALERTING, world_time(w, 20, 300));
		if (world_chance(w, 93))
			phone_later(w, i, MSG_LINE_ANSWERED, world_time(w, 300, 8000));
		if (world_chance(w, 10))
			phone_later(w, i, MSG_LINE_RELEASED, world_time(w, 400, 120000));
		return;
	}
	world_feed(w, BOX_ACD, ROLE_PRI, MSG_LINE_REFUSED, &no, sizeof(no));
}

static void
pbx_release(struct world *w, uint32_t a, uint32_t b, const void *data, uint32_t len)
{
	const struct msg_line *m = data;
	uint32_t index = (m->line - 1) % LINES;

	if (!m->line || !p.lines[index].leg || p.lines[index].generation != (m->line - 1) / LINES)
		return;
	tell_line(w, MSG_LINE_RELEASED, index, m->cause, 0);
	p.lines[index].leg = 0;
	p.lines[index].generation++;
}

/* prid dies and comes back: its legs are gone, and it knows nothing. */
static void
pbx_restart(struct world *w, uint32_t a, uint32_t b, const void *data, uint32_t len)
{
	struct msg_hello hello = { .abi = MSG_ABI, .epoch = a, .fresh = 1 };

	for (int i = 0; i < LINES; i++) {
		p.tally.seats_lost += p.lines[i].leg != 0;
		p.lines[i].leg = 0;
		p.lines[i].generation++;
	}
	world_feed(w, BOX_ACD, ROLE_PRI, MSG_HELLO, &hello, sizeof(hello));
	if (p.chaos && !people_done())
		world_after(w, world_time(w, 60000, 1200000), pbx_restart, a + 1, 0, NULL, 0);
}

/* ---- mediad ---- */

static void
media_played(struct world *w, uint32_t key, uint32_t play_id, const void *data, uint32_t len)
{
	struct msg_media_slot *s = &p.slots[key >> 8][key & 31];
	struct msg_media_played m = { .leg = s->leg, .play_id = play_id };

	if (s->leg && s->plan == MEDIA_PLAY && s->play_id == play_id)
		world_feed(w, BOX_ACD, ROLE_MEDIA, MSG_MEDIA_PLAYED, &m, sizeof(m));
}

static void
media_slot(struct world *w, const struct msg_media_slot *m)
{
	if (m->span > 2 || m->slot > 31)
		abort();
	struct msg_media_slot *s = &p.slots[m->span][m->slot];
	bool again = s->leg == m->leg && s->play_id == m->play_id && s->plan == m->plan;

	*s = *m;
	if (m->plan == MEDIA_IDLE)
		s->leg = 0;
	else if (m->plan == MEDIA_PLAY && !again)
		world_after(w, world_time(w, 200, 1500) * (m->n_items ? m->n_items : 1), media_played,
		    (uint32_t)m->span << 8 | m->slot, m->play_id, NULL, 0);
}

static void
media_recorded(struct world *w, uint32_t a, uint32_t b, const void *data, uint32_t len)
{
	struct msg_media_rec m;

	memcpy(&m, data, sizeof(m));
	m.frames = (uint64_t)(m.end_us - m.start_us) / 125;
	m.ok = 1;
	world_feed(w, BOX_ACD, ROLE_MEDIA, MSG_MEDIA_RECORDED, &m, sizeof(m));
}

static void
media_restart(struct world *w, uint32_t a, uint32_t b, const void *data, uint32_t len)
{
	struct msg_hello hello = { .abi = MSG_ABI, .epoch = a, .fresh = 1 };

	memset(p.slots, 0, sizeof(p.slots));
	world_feed(w, BOX_ACD, ROLE_MEDIA, MSG_HELLO, &hello, sizeof(hello));
	if (p.chaos && !people_done())
		world_after(w, world_time(w, 60000, 1200000), media_restart, a + 1, 0, NULL, 0);
}

/* ---- crmd ---- */

static void
crm_found(struct world *w, uint32_t a, uint32_t b, const void *data, uint32_t len)
{
	const struct msg_lookup *q = data;
	struct msg_found f = { .session = q->session, .known = world_chance(w, 60) };

	f.key = f.known && world_chance(w, 5);
	if (f.known)
		text_copy(f.customer, sizeof(f.customer), "C-000123");
	world_feed(w, BOX_ACD, ROLE_CRM, MSG_CALLER_FOUND, &f, sizeof(f));
}

static void
crm_fact(struct world *w, const struct msg_fact *f, uint32_t len)
{
	const uint8_t *bytes = (const void *)f;
	uint64_t counter = f->session & UINT64_C(0xffffffffffff);

	for (uint32_t i = 0; i < len; i++)
		w->facts_hash = (w->facts_hash ^ bytes[i]) * UINT64_C(0x100000001b3);
	if (!f->session || counter >= SESSIONS)
		return;
	uint8_t *story = &p.story[counter];
	switch (f->kind) {
	case FACT_CALL_OFFERED:
	case FACT_CALL_DIALLED:
		p.tally.offered += !(*story & S_OFFERED);
		*story |= S_OFFERED;
		break;
	case FACT_CALL_TALKING:
		p.tally.talking += !(*story & S_TALKED);
		*story |= S_TALKED;
		break;
	case FACT_CALL_FAXED:
		faxes_fact(f);
		break;
	case FACT_CALL_RECORDED:
		if (!(*story & S_TALKED))
			break; /* what a caller left for us, no talk */
		p.tally.recorded += !(*story & S_RECORDED);
		*story |= S_RECORDED;
		break;
	case FACT_CALL_ENDED:
		p.tally.double_ended += (*story & S_ENDED) != 0;
		p.tally.ended_unknown += !(*story & S_OFFERED);
		p.tally.ended++;
		p.tally.abandoned += !(*story & S_TALKED);
		*story |= S_ENDED;
		break;
	default:
		break;
	}
}

/* ---- agents ---- */

static void
desk_packet(struct world *w, struct seat *s, const void *packet, uint32_t len)
{
	struct {
		struct acd_packet head;
		uint8_t packet[256];
	} in = { .head = { .connection = s->connection } };

	memcpy(in.head.packet, packet, len);
	world_feed(w, BOX_ACD, CORE_FROM_DESK, ACD_DESK_PACKET, &in, (uint32_t)sizeof(in.head) + len);
}

static void
desk_do(struct world *w, uint32_t index, uint32_t verb, const void *data, uint32_t len)
{
	struct seat *s = &p.seats[index];
	struct desk_do d = { .head = { .type = DESK_DO, .seat = s->number }, .verb = (uint16_t)verb };

	if (verb == DESK_VERB_DIAL)
		text_copy(d.text, sizeof(d.text), "01055501234");
	desk_packet(w, s, &d, sizeof(d));
}

static void
sign_in(struct world *w, uint32_t index, uint32_t b, const void *data, uint32_t len)
{
	struct seat *s = &p.seats[index];

	if (p.home)
		return;
	struct msg_seat in = {
		.seat = s->number, .level = 2, .headset = s->headset, .n_queues = 2, .token = 1000 + index
	};
	struct desk_hello hello = {
		.head = { .type = DESK_HELLO, .seat = s->number }, .abi = DESK_ABI, .token = 1000 + index
	};

	snprintf(in.phone, sizeof(in.phone), "8%03u", s->number);
	text_copy(in.group, sizeof(in.group), "pbx");
	text_copy(in.name, sizeof(in.name), "坐席");
	in.queue[0] = (uint16_t)(index % 3 + 1);
	in.queue[1] = (uint16_t)((index + 1) % 3 + 1);
	in.queue_level[0] = 5;
	in.queue_level[1] = 3;
	s->in = true;
	s->connection = ++p.connections;
	world_feed(w, BOX_ACD, ROLE_CRM, MSG_SEAT_SIGNED_IN, &in, sizeof(in));
	desk_packet(w, s, &hello, sizeof(hello));
	world_after(w, world_time(w, 10, 3000), desk_do, index, DESK_VERB_READY, NULL, 0);
}

/* Out, from where a seat can go out; what else it stands in ends first. */
static void
leave(struct world *w, uint32_t index)
{
	uint8_t state = p.seats[index].state;

	if (state == SEAT_READY || state == SEAT_AWAY || state == SEAT_CLOSED)
		world_after(w, 1000, desk_do, index, DESK_VERB_SIGN_OUT, NULL, 0);
	else if (state == SEAT_ACW)
		world_after(w, 1000, desk_do, index, DESK_VERB_FINISH, NULL, 0);
}

static void
react(struct world *w, uint32_t index, const struct desk_seat *d)
{
	struct seat *s = &p.seats[index];

	if (p.home) {
		leave(w, index);
		return;
	}
	switch (d->state) {
	case SEAT_RINGING:
		if (world_chance(w, 5))
			world_after(w, world_time(w, 200, 9000), desk_do, index, DESK_VERB_REJECT, NULL, 0);
		else if (s->headset && world_chance(w, 90))
			world_after(w, world_time(w, 300, 15000), desk_do, index, DESK_VERB_ANSWER, NULL, 0);
		break;
	case SEAT_TALKING:
		if (world_chance(w, 15))
			world_after(w, world_time(w, 500, 20000), desk_do, index, DESK_VERB_HOLD, NULL, 0);
		else if (world_chance(w, 50))
			world_after(w, world_time(w, 2000, 90000), desk_do, index, DESK_VERB_HANG_UP, NULL, 0);
		else if (world_chance(w, 10))
			world_after(w, world_time(w, 100, 9000), desk_do, index, DESK_VERB_AWAY, NULL, 0);
		break;
	case SEAT_HOLDING:
		if (world_chance(w, 90))
			world_after(w, world_time(w, 500, 30000), desk_do, index, DESK_VERB_RETRIEVE, NULL, 0);
		break;
	case SEAT_ACW:
		if (world_chance(w, 80))
			world_after(w, world_time(w, 500, 20000), desk_do, index, DESK_VERB_FINISH, NULL, 0);
		break;
	case SEAT_AWAY:
	case SEAT_CLOSED:
		world_after(w, world_time(w, 1000, 30000), desk_do, index, DESK_VERB_READY, NULL, 0);
		break;
	case SEAT_READY:
		if (world_chance(w, 1))
			world_after(w, world_time(w, 10, 30000), desk_do, index, DESK_VERB_SIGN_OUT, NULL, 0);
		else if (world_chance(w, 2))
			world_after(w, world_time(w, 10, 30000), desk_do, index, DESK_VERB_CLOSED, NULL, 0);
		else if (world_chance(w, 2))
			world_after(w, world_time(w, 10, 30000), desk_do, index, DESK_VERB_DIAL, NULL, 0);
		break;
	case SEAT_OUT:
		if (s->in) {
			s->in = false;
			world_after(w, world_time(w, 1000, 60000), sign_in, index, 0, NULL, 0);
		}
		break;
	default:
		break;
	}
}

static void
desk_event(struct world *w, uint32_t connection, uint32_t b, const void *data, uint32_t len)
{
	const struct desk_seat *d = data;

	for (uint32_t i = 0; i < SEATS; i++) {
		struct seat *s = &p.seats[i];

		if (s->connection != connection || (s->state == d->state && s->session == d->session))
			continue;
		s->state = d->state;
		s->session = d->session;
		react(w, i, d);
	}
}

void
people_desk(struct world *w, uint32_t connection, const void *data, uint32_t len)
{
	const struct desk_head *head = data;

	if (len >= sizeof(struct desk_seat) && head->type == DESK_SEAT)
		world_after(w, 100, desk_event, connection, 0, data, sizeof(struct desk_seat));
}

/* ---- what acdd says to the others ---- */

void
people_from_acd(struct world *w, enum role to, uint16_t type, const void *data, uint32_t len)
{
	switch (type) {
	case MSG_LINE_DIAL:
		world_after(w, world_time(w, 1, 20), pbx_dial, 0, 0, data, len);
		break;
	case MSG_LINE_RELEASE:
		world_after(w, world_time(w, 1, 20), pbx_release, 0, 0, data, len);
		break;
	case MSG_MEDIA_SLOT:
		media_slot(w, data);
		break;
	case MSG_MEDIA_REC_END:
		world_after(w, world_time(w, 1, 500), media_recorded, 0, 0, data, len);
		break;
	case MSG_FAX_RECEIVE:
	case MSG_FAX_STOP:
		faxes_from_acd(w, type, data, len);
		break;
	case MSG_CALLER_LOOKUP:
		world_after(w, world_time(w, 1, 30), crm_found, 0, 0, data, len);
		break;
	case MSG_FACT:
		crm_fact(w, data, len);
		break;
	default:
		break;
	}
}

bool
people_done(void)
{
	if (p.made < p.calls)
		return false;
	for (int i = 0; i < CALLERS; i++)
		if (p.callers[i].leg)
			return false;
	return true;
}

void
people_open(struct world *w, uint32_t calls, int64_t gap_us, bool chaos)
{
	memset(&p, 0, sizeof(p));
	p.calls = calls;
	p.gap_us = gap_us;
	p.chaos = chaos;
	for (uint32_t i = 0; i < SEATS; i++) {
		p.seats[i].number = (uint16_t)(101 + i);
		p.seats[i].headset = i % 2;
		world_after(w, world_time(w, 100, 5000), sign_in, i, 0, NULL, 0);
	}
	world_after(w, 10 * US_PER_SEC, next_caller, 0, 0, NULL, 0);
	if (chaos) {
		world_after(w, world_time(w, 60000, 600000), pbx_restart, 2, 0, NULL, 0);
		world_after(w, world_time(w, 60000, 600000), media_restart, 2, 0, NULL, 0);
		world_after(w, world_time(w, 60000, 600000), faxes_restart, 2, 0, NULL, 0);
	}
}

void
people_go_home(struct world *w)
{
	p.home = true;
	for (uint32_t i = 0; i < SEATS; i++)
		leave(w, i);
}

static int
complain(FILE *to, const char *what, uint64_t got, uint64_t wanted)
{
	if (got == wanted)
		return 0;
	fprintf(to, "sim: %s: %llu, should be %llu\n", what, (unsigned long long)got, (unsigned long long)wanted);
	return 1;
}

int
people_check(FILE *to)
{
	const struct tally *t = &p.tally;
	int bad = 0;
	uint64_t up = 0;

	bad += complain(to, "sessions that ended twice", t->double_ended, 0);
	bad += complain(to, "sessions that ended without a beginning", t->ended_unknown, 0);
	bad += complain(to, "sessions that ended", t->ended, t->offered);
	bad += complain(to, "talks that were recorded", t->recorded, t->talking);
	for (int i = 0; i < CALLERS; i++)
		up += p.callers[i].leg != 0;
	bad += complain(to, "callers still up", up, 0);
	if (t->talking == 0 || t->answered == 0)
		bad += complain(to, "talks at all", 0, 1);
	return bad;
}
