/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The live state as text, for the control verbs calls, agents, queues, flows and status.  No customer's number is printed.
 */
#include "acd/acd.h"
#include "acd/queue.h"

static const char *const call_words[] = {
#define X(id, sentence) #id,
	CALL_STATES(X)
#undef X
};
static const char *const seat_words[] = {
#define X(id, zh, en) en,
	SEAT_STATES(X)
#undef X
};

static long long
seconds(const struct acd *a, int64_t since_us)
{
	return since_us ? (a->now_us - since_us) / US_PER_SEC : 0;
}

void
acd_print_calls(const void *arena, FILE *to)
{
	const struct acd *a = arena;
	char text[SESSION_TEXT];

	fprintf(to, "%-16s %-10s %-12s %-5s %8s %8s %s\n", "session", "state", "queue", "seat", "age s", "wait s",
	    "choice");
	for (uint32_t i = 0; i < a->n_sessions; i++) {
		const struct session *s = &acd_sessions(a)[i];
		const struct seat *seat = acd_seat(a, s->seat);

		if (!pool_handle(acd_session_pool(a), i))
			continue;
		fprintf(to, "%-16s %-10s %-12s ", session_text(s->id, text), call_words[s->state],
		    s->queue == NONE ? "-" : a->queues[s->queue].conf.name);
		fprintf(to, seat ? "%04u" : "-   ", seat ? seat->number : 0u);
		fprintf(to, "  %8lld %8lld %s\n", seconds(a, s->arrived_us),
		    s->waiting ? seconds(a, s->queued_us) : 0LL, s->choice);
	}
}

void
acd_print_agents(const void *arena, FILE *to)
{
	static const char *const phones[] = { "idle", "called", "up", "lost" };
	const struct acd *a = arena;
	char text[SESSION_TEXT];

	fprintf(
	    to, "%-5s %-9s %8s %-7s %-8s %-7s %s\n", "seat", "state", "since s", "phone", "kind", "console", "session");
	for (uint32_t i = 0; i < a->n_signed; i++) {
		const struct seat *seat = &acd_seats(a)[handle_index(acd_signed(a)[i])];
		const struct session *s = acd_session(a, seat->call);

		fprintf(to, "%04u  %-9s %8lld %-7s %-8s %-7s %s\n", seat->number, seat_words[seat->state],
		    seconds(a, seat->since_us), phones[seat->phone], seat->headset ? "headset" : "phone",
		    seat->connection ? "yes" : "no", s ? session_text(s->id, text) : "-");
	}
}

void
acd_print_queues(const void *arena, FILE *to)
{
	const struct acd *a = arena;

	fprintf(to, "%-4s %-16s %8s %8s %8s %8s %9s\n", "code", "queue", "priority", "waiting", "ready", "signed",
	    "longest s");
	for (int i = 0; i < a->n_queues; i++) {
		const struct queue *q = &a->queues[i];

		fprintf(to, "%02d   %-16s %8d %8u %8u %8u %9lld\n", q->conf.code, q->conf.name, q->conf.priority,
		    q->n_waiting, q->n_ready, q->n_signed, seconds(a, queue_longest(a, q)));
	}
}

void
acd_print_flows(const void *arena, FILE *to)
{
	const struct acd *a = arena;

	fprintf(to, "%-24s %-8s %6s %6s %s\n", "flow", "version", "nodes", "calls", "");
	for (int i = 0; i < ACD_FLOWS; i++) {
		const struct flow_slot *slot = &acd_flows(a)[i];

		if (slot->used)
			fprintf(to, "%-24s %08x %6u %6u %s\n", slot->flow.name, slot->flow.version, slot->flow.n_nodes,
			    slot->users, slot->retired ? "replaced" : "in force");
	}
}

void
acd_print_closing(const void *arena, FILE *to)
{
	const struct acd *a = arena;
	unsigned live = 0;

	for (uint32_t i = 0; i < a->n_sessions; i++) {
		const struct session *s = acd_session(a, pool_handle(acd_session_pool(a), i));

		live += s && s->state != CALL_ENDED;
	}
	fprintf(to, "calls %u recordings %u faxes %u\n", live, pool_used(acd_rec_pool(a)), pool_used(acd_fax_pool(a)));
}

void
acd_print_status(const void *arena, FILE *to)
{
	const struct acd *a = arena;

	fprintf(to, "sessions %u of %u\nlegs %u of %u\nseats %u of %u\nrecordings being closed %u\ncalls so far %llu\n",
	    pool_used(acd_session_pool(a)), a->n_sessions, pool_used(acd_leg_pool(a)), a->n_legs, a->n_signed,
	    a->n_seats, pool_used(acd_rec_pool(a)), (unsigned long long)a->counter);
	for (int r = 0; r < ROLE_COUNT; r++)
		if (a->pressure[r])
			fprintf(to, "ring to %s: %s\n", role_name[r],
			    a->pressure[r] > 1 ? "nearly full, new calls are refused" : "half full");
}

/* ---- the pools, for the monitor (ADM-09) ---- */

static uint32_t
calls_in(const struct acd *a, uint32_t states)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < a->n_sessions; i++)
		n += pool_handle(acd_session_pool(a), i) && (states >> acd_sessions(a)[i].state & 1);
	return n;
}

static uint32_t
seats_in(const struct acd *a, enum seat_state state)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < a->n_signed; i++)
		n += acd_seats(a)[handle_index(acd_signed(a)[i])].state == state;
	return n;
}

static uint32_t
recordings(const struct acd *a)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < a->n_sessions; i++)
		n += pool_handle(acd_session_pool(a), i) && acd_sessions(a)[i].recording;
	return n;
}

void
acd_print_pools(const void *arena, int english, FILE *to)
{
	static const char *const seat_text[SEAT_STATE_COUNT][2] = {
#define X(id, zh, en) { zh, en },
		SEAT_STATES(X)
#undef X
	};
	const struct acd *a = arena;
	uint32_t menu = calls_in(a, 1u << CALL_FLOW | 1u << CALL_GOODBYE), waiting = calls_in(a, 1u << CALL_QUEUED);
	uint32_t talking =
	    calls_in(a, 1u << CALL_TALKING | 1u << CALL_HELD | 1u << CALL_GREETING | 1u << CALL_RECOVERING);
	uint32_t ringing = calls_in(a, 1u << CALL_RINGING), out = calls_in(a, 1u << CALL_LIFTING | 1u << CALL_DIALLING);
	uint32_t all = pool_used(acd_session_pool(a)), over = calls_in(a, 1u << CALL_ENDED);

	fprintf(to,
	    english ? "calls  %u of %u: talking %u, ringing %u, waiting %u, in menus (IVR ports) %u, dialled %u\n"
	            : "呼叫   %u/%u: 在谈 %u  振铃 %u  排队 %u  菜单 (IVR 端口) %u  外呼 %u\n",
	    all - over, a->n_sessions, talking, ringing, waiting, menu, out);
	fprintf(to, english ? "seats  %u of %u:" : "坐席   %u/%u:", a->n_signed, a->n_seats);
	for (int state = SEAT_READY; state < SEAT_STATE_COUNT; state++)
		if (seats_in(a, (enum seat_state)state))
			fprintf(to, " %s %u", seat_text[state][english], seats_in(a, (enum seat_state)state));
	fprintf(to, english ? "\nmedia  recordings %u\n" : "\n媒体   录音 %u\n", recordings(a));
	fprintf(to, english ? "fax    %u of %u channels\n" : "传真   %u/%u 通道\n", pool_used(acd_fax_pool(a)), a->n_faxes);
}
