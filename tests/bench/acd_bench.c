/* room: acd */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How long a step takes.
 *
 * acd_ring_p50, _p99: an agent becomes ready while 500 calls wait and 200 agents are signed in; measured is the whole
 * step from the console's packet to the ring at the seat (LINE_DIAL, the customer's announcement, facts, the pop).
 * Floor: the same outputs copied one by one into a buffer, which no design can do without. acd_scale: the same with
 * 5,000 waiting and 2,000 signed in, against 50 and 20: what tables cost by their size. acd_steps: steps of mixed
 * traffic in a second, against the steps of an input that the core refuses at the door.
 */
#include "tests/unit/acd/harness.c"

#include <time.h>

#define SEATS  200
#define ROUNDS 4000

struct quantiles {
	int64_t p50, p99, floor50, floor99;
};

static int64_t
now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

/* ---- outputs that are only copied ---- */

struct copier {
	struct core_out out;
	uint8_t room[65536];
	size_t at;
	struct {
		const void *data;
		uint32_t len;
	} kept[64];
	int n;
	uint8_t data[65536];
};

static struct copier copier;

static void
copy(const void *data, uint32_t len)
{
	if (copier.at + len > sizeof(copier.room))
		copier.at = 0;
	memcpy(copier.room + copier.at, data, len);
	if (copier.n < 64 && copier.at + len <= sizeof(copier.data)) {
		memcpy(copier.data + copier.at, data, len);
		copier.kept[copier.n].data = copier.data + copier.at;
		copier.kept[copier.n++].len = len;
	}
	copier.at += len;
}

static void
copy_send(struct core_out *out, enum role to, uint16_t type, const void *data, uint32_t len)
{
	copy(data, len);
}

static void
copy_local(struct core_out *out, uint16_t kind, uint32_t addr, const void *data, uint32_t len)
{
	copy(data, len);
}

static void
copy_trace(struct core_out *out, uint16_t kind, uint64_t ref, const void *data, uint32_t len)
{
	copy(data, len);
}

static void
no_count(struct core_out *out, uint16_t id, uint16_t which, int64_t n)
{
}

static const struct core_out_ops copy_ops = { copy_send, copy_local, copy_trace, no_log, no_count };

static int
by_size(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static void
big(struct site *s)
{
	s->acd.sessions = 6000;
	s->acd.seats = 2000;
	for (int i = 0; i < s->n_queues; i++)
		s->queues[i].most = 5000;
}

/* ---- the ring ---- */

static struct core_input
verb(struct house *h, uint64_t room[40], uint16_t seat, enum desk_verb v)
{
	struct acd_packet *in = (struct acd_packet *)room;
	struct desk_do m = { .head = { .type = DESK_DO, .seat = seat }, .verb = (uint16_t)v };

	*in = (struct acd_packet){ .connection = seat };
	memcpy(in->packet, &m, sizeof(m));
	return (struct core_input){ .now_us = h->now_us += 50,
		.serial = ++h->serial,
		.from = CORE_FROM_DESK,
		.type = ACD_DESK_PACKET,
		.len = (uint32_t)(sizeof(*in) + sizeof(m)),
		.data = room };
}

static int64_t
copy_again(void)
{
	int64_t from = now_ns();
	size_t at = 0;

	for (int i = 0; i < copier.n; i++) {
		memcpy(copier.room + at, copier.kept[i].data, copier.kept[i].len);
		at += copier.kept[i].len;
		__asm__ volatile("" ::: "memory");
	}
	return now_ns() - from;
}

/* A house with this many away and this many waiting. */
static struct house *
crowd(int seats, int calls)
{
	struct house *h = house_new(big);

	h->quiet = true;
	for (uint16_t seat = 1; seat <= seats; seat++) {
		agent_signs_in(h, seat, false, (uint16_t[]){ 1, 2, 3 }, NULL, 3);
		agent_greets(h, seat);
		agent_does(h, seat, DESK_VERB_AWAY, NULL);
	}
	for (int i = 0; i < calls; i++) {
		int caller = caller_dials(h, "13800138000", "95000");

		prompt_ends(h, caller);
		caller_presses(h, caller, (char)('1' + i % 3));
		h->n_lines = 0;
	}
	h->mute_lines = true;
	return h;
}

static struct quantiles
ring_times(int seats, int calls)
{
	static int64_t ours[ROUNDS], floor_ns[ROUNDS];
	struct house *h = crowd(seats, calls);
	uint64_t room[40];

	for (int i = 0; i < ROUNDS; i++) {
		uint16_t seat = (uint16_t)(1 + i % seats);
		struct core_input in = verb(h, room, seat, DESK_VERB_READY);

		copier.out.ops = &copy_ops;
		copier.n = 0;
		copier.at = 0;
		int64_t from = now_ns();

		acd_core.step(h->a, &in, &copier.out);
		ours[i] = now_ns() - from;
		floor_ns[i] = copy_again();
		if (agent_state(h, seat) != SEAT_RINGING)
			abort();
		/* the seat refuses: the call is the head of its queue again; its phone's leg goes without a word of the
		 * trunk */
		struct msg_line over = { .leg = acd_seat_by_number(h->a, seat)->leg };

		in = verb(h, room, seat, DESK_VERB_REJECT);
		acd_core.step(h->a, &in, &copier.out);
		house_feed(h, ROLE_PRI, MSG_LINE_RELEASED, &over, sizeof(over));
	}
	house_free(h);
	qsort(ours, ROUNDS, sizeof(ours[0]), by_size);
	qsort(floor_ns, ROUNDS, sizeof(floor_ns[0]), by_size);
	return (struct quantiles){ ours[ROUNDS / 2], ours[ROUNDS * 99 / 100], floor_ns[ROUNDS / 2],
		floor_ns[ROUNDS * 99 / 100] };
}

static void
line(const char *name, int64_t ours, int64_t least)
{
	printf("bench %s ours=%lld floor=%lld ratio=%.2f\n", name, (long long)ours, (long long)least,
	    (double)ours / (double)least);
}

static void
bench_ring(void)
{
	struct quantiles usual = ring_times(SEATS, 500);
	struct quantiles small = ring_times(20, 50), large = ring_times(2000, 5000);

	line("acd_ring_p50", usual.p50, usual.floor50);
	line("acd_ring_p99", usual.p99, usual.floor99);
	line("acd_scale_p50", large.p50, small.p50);
}

/* ---- mixed traffic ---- */

static double
steps_per_second(struct house *h, bool refused)
{
	uint64_t from_step = h->a->serial;
	int64_t from = now_ns();

	for (int i = 0; i < 4000; i++) {
		if (refused) {
			for (int k = 0; k < 16; k++)
				house_feed(h, ROLE_ISUP, 999, NULL, 0);
			continue;
		}
		uint16_t seat = (uint16_t)(1 + i % SEATS);
		int caller = caller_dials(h, "13800138000", "95000");

		prompt_ends(h, caller);
		caller_presses(h, caller, '1');
		for (uint16_t n = 1; n <= SEATS; n++, seat = (uint16_t)(seat % SEATS + 1))
			if (agent_state(h, seat) == SEAT_RINGING)
				break;
		agent_lifts(h, seat);
		prompt_ends(h, caller);
		agent_does(h, seat, DESK_VERB_HOLD, NULL);
		agent_does(h, seat, DESK_VERB_RETRIEVE, NULL);
		caller_hangs_up(h, caller);
		agent_does(h, seat, DESK_VERB_FINISH, NULL);
		h->n_lines = 0;
	}
	return (double)(h->a->serial - from_step) * 1e9 / (double)(now_ns() - from);
}

static void
bench_steps(void)
{
	struct house *h = house_new(big);

	h->quiet = true;
	for (uint16_t seat = 1; seat <= SEATS; seat++)
		agent_ready(h, seat, false, 1);
	double ours = steps_per_second(h, false), none = steps_per_second(h, true);

	printf("bench acd_steps ours=%.0f floor=%.0f ratio=%.2f\n", ours, none, none / ours);
	house_free(h);
}

int
main(void)
{
	bench_ring();
	bench_steps();
	return 0;
}
