/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The house around the core: see harness.h.
 */
#include "tests/unit/acd/harness.h"

#include "acd/queue.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define START_US INT64_C(1800000000000000) /* a Friday in 2027, 08:00 UTC */

const char *const house_main_flow = "welcome: play welcome\n"
                                    "	then main\n"
                                    "main: menu menu-main\n"
                                    "	1 \"咨询\" water\n"
                                    "	2 \"报修\" repair\n"
                                    "	3 \"投诉\" complaint\n"
                                    "	0 \"人工\" water\n"
                                    "	silence 10s water\n"
                                    "	tries 3 bye\n"
                                    "water: queue water\n"
                                    "repair: queue repair\n"
                                    "complaint: queue complaint\n"
                                    "bye: hangup goodbye\n";

/* ---- writing down ---- */

static void __attribute__((format(printf, 2, 3))) say(struct house *h, const char *format, ...)
{
	va_list args;

	if (h->quiet)
		return;
	va_start(args, format);
	int n = vsnprintf(h->text + h->len, HOUSE_TEXT - h->len, format, args);

	va_end(args);
	if (n > 0 && h->len + (size_t)n < HOUSE_TEXT)
		h->len += (size_t)n;
}

const char *
house_said(struct house *h)
{
	static char taken[HOUSE_TEXT];

	memcpy(taken, h->text, h->len);
	taken[h->len] = '\0';
	h->len = 0;
	return taken;
}

static const char *
fact_name(unsigned kind)
{
	static const char *const names[] = {
#define X(id, sentence) #id,
		FACTS(X)
#undef X
	};
	return kind < FACT_COUNT ? names[kind] : "?";
}

static const char *
seat_state_name(unsigned state)
{
	static const char *const names[] = {
#define X(id, zh, en) #id,
		SEAT_STATES(X)
#undef X
	};
	return state < SEAT_STATE_COUNT ? names[state] : "?";
}

/* ---- the peers ---- */

static void
answer(struct house *h, uint16_t from, uint16_t type, const void *data, uint32_t len)
{
	if (h->n_answers == 512 || len > sizeof(h->answers[0].data))
		abort();
	h->answers[h->n_answers].from = from;
	h->answers[h->n_answers].type = type;
	h->answers[h->n_answers].len = len;
	memcpy(h->answers[h->n_answers++].data, data, len);
}

static int
line_of(const struct house *h, uint32_t line)
{
	return line >= 1 && line <= h->n_lines ? (int)line - 1 : -1;
}

static struct house_line *
new_line(struct house *h, enum role role)
{
	if (h->n_lines == HOUSE_LINES) { /* forget the dead ones of long walks */
		fprintf(stderr, "harness: too many lines\n");
		abort();
	}
	struct house_line *l = &h->lines[h->n_lines++];

	memset(l, 0, sizeof(*l));
	l->role = (uint8_t)role;
	l->line = h->n_lines;
	l->live = 1;
	l->span = role == ROLE_ISUP ? 1 : 2;
	l->slot = (uint16_t)(++h->circuits[role]);
	return l;
}

static void
on_dial(struct house *h, enum role to, const struct msg_line_dial *m)
{
	say(h, "%s DIAL %s\n", role_name[to], m->called.digits);
	h->dial = *m;
	if (h->mute_lines)
		return;
	if (h->no_circuits || h->full >> m->group & 1) {
		struct msg_line no = { .leg = m->leg, .cause = h->why ? h->why : 34 };

		answer(h, to, MSG_LINE_REFUSED, &no, sizeof(no));
		return;
	}
	struct house_line *l = new_line(h, to);

	l->leg = m->leg;
	l->dialled = 1;
	l->called = m->called;
	struct msg_line_seized s = {
		.leg = m->leg, .line = l->line, .span = l->span, .slot = l->slot, .group = m->group
	};

	answer(h, to, MSG_LINE_SEIZED, &s, sizeof(s));
}

static void
on_line(struct house *h, enum role to, uint16_t type, const struct msg_line *m)
{
	int i = line_of(h, m->line);
	struct house_line *l = i < 0 ? NULL : &h->lines[i];

	if (type == MSG_LINE_RELEASE)
		say(h, "%s RELEASE %u\n", role_name[to], m->cause);
	else
		say(h, "%s %s\n", role_name[to], msg_rows[type].name + 5);
	if (!l)
		return;
	if (type == MSG_LINE_ACCEPT)
		l->leg = m->leg;
	if (type == MSG_LINE_ANSWER)
		l->answered = 1;
	if (type != MSG_LINE_RELEASE || h->mute_lines)
		return;
	l->cause = m->cause;
	l->live = 0;
	struct msg_line over = { .leg = m->leg, .line = m->line, .cause = m->cause };

	answer(h, to, MSG_LINE_RELEASED, &over, sizeof(over));
}

static void
on_slot(struct house *h, const struct msg_media_slot *m)
{
	static const char *const plans[] = { "idle", "silence", "tone", "play", "music", "bridge", "fax" };

	say(h, "slot %u/%u %s", m->span, m->slot, m->plan <= MEDIA_FAX ? plans[m->plan] : "?");
	if (m->plan == MEDIA_TONE)
		say(h, " %u", m->tone);
	if (m->plan == MEDIA_FAX)
		say(h, " %u", FAX_PLACE(m->channel));
	if (m->plan == MEDIA_BRIDGE)
		say(h, " %u/%u", m->peer_span, m->peer_slot);
	for (int i = 0; i < m->n_items; i++)
		if (m->items[i].kind == PLAY_TONE)
			say(h, " tone%u", m->items[i].value);
		else
			say(h, " %s", m->items[i].text);
	say(h, "%s\n", m->flags & MEDIA_F_RECORD ? " rec" : "");
	for (uint32_t i = 0; i < h->n_lines; i++) {
		struct house_line *l = &h->lines[i];

		if (l->leg == m->leg && l->span == m->span && l->slot == m->slot) {
			l->plan = m->plan;
			l->play_id = m->play_id;
			l->recording = (m->flags & MEDIA_F_RECORD) != 0;
			l->echo = (m->flags & MEDIA_F_ECHO) != 0;
			l->peer_slot = m->peer_slot;
		}
	}
}

static void
on_rec_end(struct house *h, const struct msg_media_rec *m)
{
	struct msg_media_rec done = *m;

	say(h, "rec-end %u\n", m->rec_no);
	if (h->mute_media)
		return;
	done.ok = 1;
	done.frames = (uint64_t)(m->end_us - m->start_us) / 125;
	answer(h, ROLE_MEDIA, MSG_MEDIA_RECORDED, &done, sizeof(done));
}

static void
on_fact(struct house *h, const struct msg_fact *m)
{
	if (m->kind < FACT_COUNT) {
		h->facts_of[m->kind]++;
		h->last[m->kind] = *m;
	}
	h->fact = *m;
	if (m->session && m->kind != FACT_CALL_REFUSED && m->kind != FACT_SEAT_STATE && m->kind != FACT_CALL_RECORDED &&
	    m->kind != FACT_CALL_MESSAGE && m->kind != FACT_CALL_FAXED) {
		uint8_t *story = &h->story[m->session % HOUSE_CALLS];

		h->begun += !(*story & 1);
		h->ended += m->kind == FACT_CALL_ENDED;
		h->after_end += (*story & 2) != 0;
		*story |= m->kind == FACT_CALL_ENDED ? 3 : 1;
	}
	if (!h->facts)
		return;
	say(h, "fact %s", fact_name(m->kind));
	if (m->seat != SEAT_NONE)
		say(h, " %04u", m->seat);
	if (m->kind == FACT_SEAT_STATE)
		say(h, " %s", seat_state_name(m->value));
	if (m->text[0])
		say(h, " %s", m->text);
	say(h, "\n");
}

static void
on_orders(struct house *h, const struct msg_orders_lookup *m)
{
	say(h, "orders %s\n", m->customer[0] ? m->customer : m->keyed);
	h->orders = *m;
}

static void
on_alarm(struct house *h, const struct msg_alarm *m)
{
	if (m->id)
		say(h, "alarm %s %u %s\n", alarm_kinds[m->id].code, m->object, m->over_us ? "over" : "raised");
	else
		h->settled++;
}

static void
send(struct core_out *out, enum role to, uint16_t type, const void *data, uint32_t len)
{
	struct house *h = (struct house *)out;

	h->sends++;
	if (len > CORE_OUT_MAX || !msg_check(ROLE_ACD, to, type, len))
		abort();
	switch (type) {
	case MSG_LINE_DIAL:
		on_dial(h, to, data);
		break;
	case MSG_MEDIA_SLOT:
		on_slot(h, data);
		break;
	case MSG_MEDIA_REC_END:
		on_rec_end(h, data);
		break;
	case MSG_FACT:
		on_fact(h, data);
		break;
	case MSG_FAX_RECEIVE:
	case MSG_FAX_STOP:
		h->fax = *(const struct msg_fax *)data;
		say(h, "%s %u\n", type == MSG_FAX_STOP ? "fax-stop" : "fax-receive", FAX_PLACE(h->fax.channel));
		break;
	case MSG_CALLER_LOOKUP:
		say(h, "lookup %s\n", ((const struct msg_lookup *)data)->caller.digits);
		break;
	case MSG_ORDERS_LOOKUP:
		on_orders(h, data);
		break;
	case MSG_ALARM:
		on_alarm(h, data);
		break;
	case MSG_LINE_ENCLOSE:
		h->words = *(const struct msg_line_user *)data;
		say(h, "%s ENCLOSE\n", role_name[to]);
		break;
	case MSG_HELLO_BACK:
		say(h, "hello-back %s\n", role_name[to]);
		break;
	default:
		on_line(h, to, type, data);
	}
}

static void
local(struct core_out *out, uint16_t kind, uint32_t addr, const void *data, uint32_t len)
{
	struct house *h = (struct house *)out;
	const struct desk_head *head = data;

	if (head->type == DESK_SEAT) {
		const struct desk_seat *d = data;

		say(h, "desk %04u %s\n", head->seat, seat_state_name(d->state));
		h->desk[head->seat % 200] = *d;
	} else if (head->type == DESK_DAY) {
		h->day = *(const struct desk_day *)data;
		h->n_days++;
	} else if (head->type == DESK_ALARMS) {
		const struct desk_alarms *d = data;
		static const char *const what[] = { "-", "raised", "over" };

		say(h, "desk %04u alarms %u %u %u %s %s\n", head->seat, d->open[0], d->open[1], d->open[2], what[d->what],
		    d->code);
	} else if (head->type == DESK_REFUSED) {
		say(h, "refused to %u: %u\n", addr, ((const struct desk_refused *)data)->why);
	}
}

static void
no_trace(struct core_out *out, uint16_t kind, uint64_t ref, const void *data, uint32_t len)
{
}

static void
no_log(struct core_out *out, int level, const char *line)
{
}

static void
count(struct core_out *out, uint16_t id, uint16_t which, int64_t n)
{
	if (id < ACD_STATS)
		((struct house *)out)->counts[id] += n;
}

static const struct core_out_ops ops = { send, local, no_trace, no_log, count };

/* ---- the house ---- */

static void
one(struct house *h, uint16_t from, uint16_t type, const void *data, uint32_t len)
{
	struct core_input in = {
		.now_us = h->now_us, .serial = ++h->serial, .from = from, .type = type, .len = len, .data = data
	};

	acd_core.step(h->a, &in, &h->out);
}

void
house_feed(struct house *h, uint16_t from, uint16_t type, const void *data, uint32_t len)
{
	uint64_t copy[2048];

	memcpy(copy, data ? data : "", data ? len : 0);
	one(h, from, type, copy, len);
	for (int i = 0; i < h->n_answers; i++) {
		typeof(h->answers[0]) a = h->answers[i];

		one(h, a.from, a.type, a.data, a.len);
	}
	h->n_answers = 0;
}

void
house_wait(struct house *h, int64_t ms)
{
	int64_t until = h->now_us + ms * US_PER_MS;

	for (int64_t due; (due = acd_core.next_due(h->a)) <= until;) {
		h->now_us = due > h->now_us ? due : h->now_us;
		house_feed(h, CORE_FROM_SELF, CORE_TICK, NULL, 0);
	}
	h->now_us = until;
}

static void
default_site(struct site *s)
{
	/* clang-format off */
	static const struct conf_queue queue[] = {
		{ .code = 1, .name = "water",     .zh = "供水", .en = "water",     .priority = 5 },
		{ .code = 2, .name = "repair",    .zh = "报修", .en = "repair",    .priority = 8 },
		{ .code = 3, .name = "complaint", .zh = "投诉", .en = "complaint", .priority = 2 },
	};
	/* clang-format on */

	site_defaults(s);
	s->acd.sessions = 64;
	s->acd.seats = 16;
	s->n_groups = 2;
	text_copy(s->groups[0].name, TEXT_LABEL, "carrier");
	s->groups[0].kind = GROUP_ISUP;
	s->groups[0].outbound = 5;
	text_copy(s->groups[1].name, TEXT_LABEL, "pbx");
	s->groups[1].kind = GROUP_PRI;
	s->n_queues = 3;
	for (int i = 0; i < 3; i++) {
		s->queues[i] = queue[i];
		s->queues[i].ring_ms = 20000;
		s->queues[i].acw_ms = 60000;
		s->queues[i].announce_ms = 20000;
		s->queues[i].most = 500;
	}
	s->n_services = 2;
	text_copy(s->services[0].number, NUMBER_DIGITS, "95*");
	text_copy(s->services[0].name, TEXT_LABEL, "hotline");
	text_copy(s->services[0].flow, TEXT_LABEL, "main");
	text_copy(s->services[1].number, NUMBER_DIGITS, "96001");
	text_copy(s->services[1].name, TEXT_LABEL, "repair line");
	text_copy(s->services[1].flow, TEXT_LABEL, "second");
}

static int
queue_code(void *arg, const char *name)
{
	const struct site *s = arg;

	for (int i = 0; i < s->n_queues; i++)
		if (strcmp(s->queues[i].name, name) == 0)
			return s->queues[i].code;
	return -1;
}

void
house_flow(struct house *h, const char *name, const char *text)
{
	struct flow_names names = { .queue = queue_code, .arg = &h->site };
	static struct flow flow;
	char why[1024];

	if (flow_compile(&flow, name, name, text, &names, why, sizeof(why))) {
		fprintf(stderr, "%s\n", why);
		abort();
	}
	house_feed(h, CORE_FROM_CTL, ACD_CTL_FLOW, &flow, flow_size(&flow));
}

struct house *
house_new(void (*change)(struct site *site))
{
	struct house *h = calloc(1, sizeof(*h));

	h->out.ops = &ops;
	h->now_us = START_US;
	default_site(&h->site);
	if (change)
		change(&h->site);
	h->size = acd_core.size(&h->site);
	h->a = aligned_alloc(64, (h->size + 63) & ~(size_t)63);
	memset(h->a, 0, h->size);
	acd_core.init(h->a, &h->site, 1);
	house_feed(h, CORE_FROM_SELF, CORE_STARTED, NULL, 0);
	house_flow(h, "main", house_main_flow);
	h->len = 0;
	return h;
}

void
house_free(struct house *h)
{
	free(h->a);
	free(h);
}

uint64_t
house_hash(const struct house *h)
{
	const uint8_t *p = (const uint8_t *)h->a;
	uint64_t v = 14695981039346656037u;

	for (size_t i = 0; i < h->size; i++)
		v = (v ^ p[i]) * 1099511628211u;
	return v;
}

/* ---- callers ---- */

int
caller_offers(struct house *h, const struct msg_line_offered *offered)
{
	struct house_line *l = new_line(h, ROLE_ISUP);
	struct msg_line_offered m = *offered;

	m.line = l->line;
	m.span = l->span;
	m.slot = l->slot;
	house_feed(h, ROLE_ISUP, MSG_LINE_OFFERED, &m, sizeof(m));
	return (int)l->line - 1;
}

int
caller_dials(struct house *h, const char *from, const char *to)
{
	struct msg_line_offered m = { .category = 10 };

	number_set(&m.caller, from, 3);
	number_set(&m.called, to, 3);
	return caller_offers(h, &m);
}

void
line_says(struct house *h, int line, uint16_t type, uint8_t cause, uint8_t flags)
{
	struct house_line *l = &h->lines[line];
	struct msg_line m = { .leg = l->leg, .line = l->line, .cause = cause, .flags = flags };

	if (type == MSG_LINE_RELEASED)
		l->live = 0;
	house_feed(h, l->role, type, &m, sizeof(m));
}

void
caller_hangs_up(struct house *h, int line)
{
	if (h->lines[line].live)
		line_says(h, line, MSG_LINE_RELEASED, 16, LINE_F_FAR);
}

void
caller_presses(struct house *h, int line, char digit)
{
	struct msg_media_digit m = { .leg = h->lines[line].leg, .digit = digit };

	house_feed(h, ROLE_MEDIA, MSG_MEDIA_DIGIT, &m, sizeof(m));
}

void
prompt_ends(struct house *h, int line)
{
	struct msg_media_played m = { .leg = h->lines[line].leg, .play_id = h->lines[line].play_id };

	house_feed(h, ROLE_MEDIA, MSG_MEDIA_PLAYED, &m, sizeof(m));
}

void
role_hello(struct house *h, enum role role, bool fresh)
{
	struct msg_hello m = { .abi = MSG_ABI, .epoch = 2, .fresh = fresh };

	if (fresh)
		for (uint32_t i = 0; i < h->n_lines; i++)
			if (h->lines[i].role == role)
				h->lines[i].live = 0;
	house_feed(h, (uint16_t)role, MSG_HELLO, &m, sizeof(m));
}

/* ---- agents ---- */

void
agent_signs_in(struct house *h, uint16_t seat, bool headset, const uint16_t *queues, const uint8_t *levels, int n)
{
	struct msg_seat m = { .seat = seat, .headset = headset, .n_queues = (uint8_t)n, .token = 7000u + seat };

	snprintf(m.phone, sizeof(m.phone), "8%03u", seat);
	text_copy(m.group, sizeof(m.group), h->isup_seats ? h->site.groups[0].name : "pbx");
	text_copy(m.name, sizeof(m.name), "agent");
	for (int i = 0; i < n; i++) {
		m.queue[i] = queues[i];
		m.queue_level[i] = levels ? levels[i] : 3;
	}
	house_feed(h, ROLE_CRM, MSG_SEAT_SIGNED_IN, &m, sizeof(m));
}

void
console_sends(struct house *h, uint32_t connection, const void *packet, uint32_t len)
{
	union {
		struct acd_packet head;
		uint8_t room[256];
	} in = { .head = { .connection = connection } };

	memcpy(in.head.packet, packet, len);
	house_feed(h, CORE_FROM_DESK, ACD_DESK_PACKET, &in, (uint32_t)sizeof(in.head) + len);
}

void
agent_greets(struct house *h, uint16_t seat)
{
	struct desk_hello m = { .head = { .type = DESK_HELLO, .seat = seat }, .abi = DESK_ABI, .token = 7000u + seat };

	console_sends(h, seat, &m, sizeof(m));
}

void
agent_does(struct house *h, uint16_t seat, enum desk_verb verb, const char *text)
{
	struct desk_do m = { .head = { .type = DESK_DO, .seat = seat, .serial = 1 }, .verb = (uint16_t)verb };

	if (text)
		text_copy(m.text, sizeof(m.text), text);
	console_sends(h, seat, &m, sizeof(m));
}

int
agent_phone(struct house *h, uint16_t seat)
{
	struct number phone;
	char digits[8];

	snprintf(digits, sizeof(digits), "8%03u", seat);
	number_set(&phone, digits, 1);
	for (int i = (int)h->n_lines - 1; i >= 0; i--)
		if (h->lines[i].live && h->lines[i].dialled && strcmp(h->lines[i].called.digits, phone.digits) == 0)
			return i;
	return -1;
}

void
agent_lifts(struct house *h, uint16_t seat)
{
	int line = agent_phone(h, seat);

	if (line >= 0)
		line_says(h, line, MSG_LINE_ANSWERED, 0, 0);
}

void
agent_puts_down(struct house *h, uint16_t seat)
{
	int line = agent_phone(h, seat);

	if (line >= 0)
		line_says(h, line, MSG_LINE_RELEASED, 16, LINE_F_FAR);
}

void
agent_ready(struct house *h, uint16_t seat, bool headset, uint16_t queue)
{
	agent_signs_in(h, seat, headset, &queue, NULL, 1);
	if (headset)
		agent_lifts(h, seat);
	agent_greets(h, seat);
}

int
agent_state(struct house *h, uint16_t seat)
{
	const struct seat *s = acd_seat_by_number(h->a, seat);

	return s ? s->state : SEAT_OUT;
}

struct session *
call_of_line(struct house *h, int line)
{
	const struct leg *leg = acd_leg(h->a, h->lines[line].leg);

	return leg && leg->owner_kind == OWNER_CALL ? acd_session(h->a, leg->owner) : NULL;
}

int
live_lines(const struct house *h)
{
	int n = 0;

	for (uint32_t i = 0; i < h->n_lines; i++)
		n += h->lines[i].live;
	return n;
}

/* ---- what must always hold ---- */

static const char *
session_fault(const struct acd *a, const struct session *s)
{
	const struct leg *leg = acd_leg(a, s->leg);
	const struct seat *seat = acd_seat(a, s->seat);

	if (s->state == CALL_FREE || s->state == CALL_OFFERED)
		return "a session rests in a state that is only passed through";
	if (s->leg && (!leg || leg->owner_kind != OWNER_CALL || leg->owner != s->handle))
		return "a session's leg is not its own";
	if (!s->leg != (s->state == CALL_ENDED || s->state == CALL_LIFTING))
		return "a session has a leg where it should have none, or none where it should";
	if (s->seat && (!seat || seat->call != s->handle))
		return "a session's seat does not know it";
	if ((s->state >= CALL_RINGING && s->state <= CALL_DIALLING) != (s->seat != 0) && s->state != CALL_ENDED)
		return "a session has a seat where it should have none, or none where it should";
	if (s->state == CALL_ENDED && !s->seat)
		return "an ended session is held by nobody";
	if (s->waiting != (s->state == CALL_QUEUED))
		return "a session waits in no queue, or stands in one without waiting";
	if ((s->ivr.flow != NONE) != (s->state == CALL_FLOW))
		return "a session has a flow outside of its menu";
	if (s->recording && !(s->state >= CALL_GREETING && s->state <= CALL_RECOVERING))
		return "a session is recorded outside of its talk";
	if (s->state != CALL_ENDED && s->state != CALL_RINGING && s->state != CALL_TALKING && s->state != CALL_HELD &&
	    s->state != CALL_RECOVERING &&
	    timer_due(acd_timers(a), a->timer_base[T_CALL] + handle_index(s->handle)) == TIME_NEVER)
		return "a session waits for nothing";
	return NULL;
}

static const char *
seat_fault(const struct acd *a, const struct seat *seat)
{
	static const uint8_t call_in[SEAT_STATE_COUNT] = { [SEAT_RINGING] = CALL_RINGING,
		[SEAT_HOLDING] = CALL_HELD,
		[SEAT_ACW] = CALL_ENDED,
		[SEAT_RECOVERING] = CALL_RECOVERING };
	const struct session *s = acd_session(a, seat->call);
	const struct leg *leg = acd_leg(a, seat->leg);
	bool busy = seat->state != SEAT_READY && seat->state != SEAT_AWAY && seat->state != SEAT_CLOSED;

	if (seat->state == SEAT_OUT || seat->dirty)
		return "a seat rests in a state that is only passed through";
	if (seat->ready != (seat->state == SEAT_READY))
		return "a seat is offered calls without being ready, or ready without being offered any";
	if (busy != (seat->call != 0) || (seat->call && (!s || s->seat != seat->handle)))
		return "a seat's call is not its own";
	if (call_in[seat->state] && s->state != call_in[seat->state])
		return "a seat and its call are in states that do not go together";
	if (seat->state == SEAT_TALKING && s->state != CALL_TALKING && s->state != CALL_GREETING)
		return "a seat talks and its call does not";
	if (seat->leg && (!leg || leg->owner_kind != OWNER_SEAT || leg->owner != seat->handle))
		return "a seat's leg is not its own";
	if ((seat->phone == SEAT_PHONE_UP || seat->phone == SEAT_PHONE_CALLED) != (seat->leg != 0))
		return "a seat's phone is up without a leg, or a leg without a phone";
	if (!seat->headset && seat->leg && !busy)
		return "a telephone has a leg without a call";
	if (seat->headset && !seat->leg &&
	    timer_due(acd_timers(a), a->timer_base[T_PHONE] + handle_index(seat->handle)) == TIME_NEVER)
		return "a headset is lost and nobody dials it";
	if ((seat->state == SEAT_RINGING || seat->state == SEAT_ACW || seat->state == SEAT_RECOVERING) !=
	    (timer_due(acd_timers(a), a->timer_base[T_SEAT] + handle_index(seat->handle)) != TIME_NEVER))
		return "a seat's limit does not run, or runs where there is none";
	return NULL;
}

static const char *
leg_fault(const struct acd *a, const struct leg *leg)
{
	const struct session *s = acd_session(a, leg->owner);
	const struct seat *seat = acd_seat(a, leg->owner);

	if (leg->state == LEG_FREE)
		return "a leg is free and in use";
	if ((leg->state == LEG_DOOMED || leg->state == LEG_RELEASING) != (leg->owner_kind == OWNER_NONE))
		return "a leg that goes has an owner, or one that stays has none";
	if (leg->owner_kind == OWNER_CALL && (!s || s->leg != leg->handle))
		return "a leg's call does not know it";
	if (leg->owner_kind == OWNER_SEAT && (!seat || seat->leg != leg->handle))
		return "a leg's seat does not know it";
	return NULL;
}

static const char *
queue_fault(const struct acd *a, int q)
{
	uint32_t waiting = 0, ready = 0, signed_in = 0;

	for (uint32_t i = 0; i < a->n_sessions; i++)
		waiting +=
		    pool_handle(acd_session_pool(a), i) && acd_sessions(a)[i].waiting && acd_sessions(a)[i].queue == q;
	for (uint32_t i = 0; i < a->n_signed; i++) {
		const struct seat *seat = &acd_seats(a)[handle_index(acd_signed(a)[i])];

		for (int k = 0; k < seat->n_queues; k++) {
			ready += seat->queue[k] == q && seat->ready;
			signed_in += seat->queue[k] == q;
		}
	}
	if (waiting != a->queues[q].n_waiting || ready != a->queues[q].n_ready || signed_in != a->queues[q].n_signed)
		return "a queue counts wrongly";
	if (waiting && ready)
		return "a call waits while a seat is ready";
	return NULL;
}

const char *
house_fault(const struct house *h)
{
	const struct acd *a = h->a;
	const char *fault = NULL;

	for (uint32_t i = 0; i < a->n_sessions && !fault; i++)
		if (pool_handle(acd_session_pool(a), i))
			fault = session_fault(a, &acd_sessions(a)[i]);
	for (uint32_t i = 0; i < a->n_signed && !fault; i++)
		fault = seat_fault(a, &acd_seats(a)[handle_index(acd_signed(a)[i])]);
	for (uint32_t i = 0; i < a->n_legs && !fault; i++)
		if (pool_handle(acd_leg_pool(a), i))
			fault = leg_fault(a, &acd_legs(a)[i]);
	for (int q = 0; q < a->n_queues && !fault; q++)
		fault = queue_fault(a, q);
	if (!fault && a->dirty)
		fault = "a console was not told";
	return fault;
}
