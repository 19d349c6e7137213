/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Group messages of ours (Q.764 2.8.2.2, 2.9.3.2): CGB, CGU, GRS, sent and acknowledged.
 *
 * What we send waits as a job, hung on its first circuit, for an acknowledgement of the same range.  T18, T20, T22
 * repeat the message; when T19, T21, T23 ends an alarm is raised and the message goes out every T19, T21, T23 only.
 *
 * CQM (2.8.3) is asked once: T28 ends with an alarm.
 *
 * A cold start resets all circuits of a remote exchange, a run of neighbours at a time, few runs at once.
 */
#include "isup/exchange.h"

#include "base/log.h"

#include <stddef.h>

#define COLD_WINDOW 8 /* GRS of the cold start under way at once */

struct message_row {
	uint8_t message, answer;
	uint8_t alarm, unexpected; /* counters */
	uint8_t short_at, long_at; /* offsets in conf_group, as 32-bit words; long 0: asked once only */
};

#define WORD(field) (offsetof(struct conf_group, field) / sizeof(int32_t))

/* clang-format off */
static const struct message_row message_rows[] = {
	{ ISUP_GRS, ISUP_GRA,  ISUP_STAT_NO_GRA_T23,  ISUP_STAT_UNEXPECTED,      WORD(t22_ms), WORD(t23_ms) },
	{ ISUP_CGB, ISUP_CGBA, ISUP_STAT_NO_CGBA_T19, ISUP_STAT_UNEXPECTED_CGBA, WORD(t18_ms), WORD(t19_ms) },
	{ ISUP_CGU, ISUP_CGUA, ISUP_STAT_NO_CGUA_T21, ISUP_STAT_UNEXPECTED_CGUA, WORD(t20_ms), WORD(t21_ms) },
	{ ISUP_CQM, ISUP_CQR,  ISUP_STAT_NO_CQR_T28,  ISUP_STAT_UNEXPECTED,      WORD(t28_ms), 0            },
};
/* clang-format on */

static const struct message_row *
row_of(uint8_t type)
{
	for (size_t i = 0; i < sizeof(message_rows) / sizeof(message_rows[0]); i++)
		if (message_rows[i].message == type || message_rows[i].answer == type)
			return &message_rows[i];
	return NULL;
}

/* ---- jobs ---- */

static struct circuit *
first_of(struct isup *isup, const struct job *job)
{
	return circuit_at(isup, job->circuit);
}

/* What became of the circuits since: a message sent again must not undo a later one. */
static uint32_t
still_so(struct isup *isup, const struct job *job)
{
	const struct circuit *first = first_of(isup, job);
	const struct remote *remote = remote_of(isup, first);
	unsigned mask = job->kind == JOB_HARDWARE ? BLOCKED_HARDWARE : BLOCKED_MAINTENANCE;
	uint32_t bits = 0;

	for (unsigned i = 0; i < RUN_MAX; i++) {
		const struct circuit *c = job->bits >> i & 1 ? circuit_by_cic(isup, remote, first->cic + i) : NULL;

		if (c && ((c->blocked & mask) != 0) == (job->message == ISUP_CGB))
			bits |= UINT32_C(1) << i;
	}
	return bits;
}

static void
job_send(struct isup *isup, const struct job *job, struct core_out *out)
{
	struct circuit *c = first_of(isup, job);
	struct isup_range range = { .range = job->range,
		.has_status = job->kind == JOB_MAINTENANCE || job->kind == JOB_HARDWARE };

	for (unsigned i = 0; range.has_status && i < RUN_MAX; i++)
		if (job->bits >> i & 1)
			range_set(&range, i);
	send_range(isup, remote_of(isup, c), c->cic, job->message, job->kind == JOB_HARDWARE, &range, out);
}

static void
job_arm(struct isup *isup, const struct job *job, int is_long)
{
	const struct message_row *row = row_of(job->message);
	const int32_t *words = (const int32_t *)(const void *)&group_of(isup, first_of(isup, job))->conf;
	int64_t length_ms = words[is_long ? row->long_at : row->short_at];

	timer_set(isup_timers(isup), job_timer_id(isup, job, is_long), isup->now_us + length_ms * 1000);
}

static void
job_free(struct isup *isup, struct job *job)
{
	struct exchange *x = isup_exchange(isup);

	timer_clear(isup_timers(isup), job_timer_id(isup, job, 0));
	timer_clear(isup_timers(isup), job_timer_id(isup, job, 1));
	first_of(isup, job)->job[job->kind] = 0;
	if (job->cold)
		remote_of(isup, first_of(isup, job))->resets--;
	job->message = 0;
	job->next = x->free_job;
	x->free_job = (uint16_t)(job - job_at(isup, 0) + 1);
}

static struct job *
job_of(struct isup *isup, const struct circuit *c, enum job_kind kind)
{
	return c->job[kind] ? job_at(isup, c->job[kind] - 1u) : NULL;
}

/* A new job takes the place of one of its kind at the same circuit. */
struct job *
job_start(struct isup *isup, struct circuit *first, uint8_t message, enum job_kind kind, unsigned range, uint32_t bits,
    struct core_out *out)
{
	struct exchange *x = isup_exchange(isup);
	struct job *job = job_of(isup, first, kind);

	if (job)
		job_free(isup, job);
	if (!x->free_job)
		return NULL;
	job = job_at(isup, x->free_job - 1u);
	first->job[kind] = x->free_job;
	x->free_job = job->next;
	*job = (struct job){ .bits = bits,
		.circuit = (uint16_t)circuit_index(isup, first),
		.message = message,
		.kind = (uint8_t)kind,
		.range = (uint8_t)range,
		.sent_us = isup->now_us };
	job_send(isup, job, out);
	job_arm(isup, job, 0);
	if (row_of(message)->long_at)
		job_arm(isup, job, 1);
	return job;
}

static void
alarm_unanswered(struct isup *isup, const struct job *job, struct core_out *out)
{
	struct circuit *c = first_of(isup, job);

	circuit_count(isup, c, row_of(job->message)->alarm, out);
	core_log(out, LOG_ALARM, "circuit %s %u: %s of %u circuits is not acknowledged", group_of(isup, c)->conf.name,
	    c->cic, isup_name(job->message), job->range + 1u);
}

void
job_timer(struct isup *isup, struct job *job, int is_long, struct core_out *out)
{
	const struct message_row *row = row_of(job->message);
	int is_last = row && !row->long_at;

	if (!row)
		return;
	if (is_last || is_long)
		alarm_unanswered(isup, job, out);
	if (is_last ||
	    ((job->kind == JOB_MAINTENANCE || job->kind == JOB_HARDWARE) && (job->bits = still_so(isup, job)) == 0)) {
		job_free(isup, job);
		return;
	}
	job_send(isup, job, out);
	job_arm(isup, job, is_long);
	if (is_long)
		timer_clear(isup_timers(isup), job_timer_id(isup, job, 0));
}

/* ---- resets we send ---- */

/* How many circuits (of `group`, if given) stand side by side from `cic` on, all in one of `states`; no more than a GRS
 * holds. */
unsigned
range_run(struct isup *isup, const struct remote *remote, const struct group *group, unsigned cic, unsigned last,
    uint64_t states)
{
	unsigned n = 0;

	for (; n < RUN_MAX && cic + n <= last; n++) {
		const struct circuit *c = circuit_by_cic(isup, remote, cic + n);
		if (!c || !(FSM_STATE(c->state) & states) || (group && group_of(isup, c) != group))
			break;
	}
	return n;
}

static struct job *
reset_run(struct isup *isup, const struct remote *remote, unsigned cic, unsigned n, struct core_out *out)
{
	struct circuit *first = circuit_by_cic(isup, remote, cic);

	if (n == 1) { /* GRS has no range 0 */
		circuit_post(isup, first, EV_RESET, out);
		return NULL;
	}
	for (unsigned i = 0; i < n; i++) {
		struct circuit *c = circuit_by_cic(isup, remote, cic + i);

		c->blocked &= (uint8_t)~BLOCKED_BY_FAR; /* what still is comes with the GRA, or in a CGB before it */
		blocking_done(isup, c);
		circuit_post(isup, c, EV_GROUP_RESET, out);
	}
	return job_start(isup, first, ISUP_GRS, JOB_RESET, n - 1, UINT32_MAX >> (RUN_MAX - n), out);
}

void
range_reset(
    struct isup *isup, const struct group *group, unsigned first, unsigned last, uint64_t states, struct core_out *out)
{
	const struct remote *remote = remote_at(isup, group->remote);

	for (unsigned cic = first; cic <= last;) {
		unsigned n = range_run(isup, remote, group, cic, last, states);

		if (n)
			reset_run(isup, remote, cic, n, out);
		cic += n ? n : 1;
	}
}

void
remote_cold_start(struct isup *isup, struct remote *remote, struct core_out *out)
{
	while (remote->reachable && remote->reset_cic < remote->cics && remote->resets < COLD_WINDOW) {
		unsigned cic = remote->reset_cic;
		unsigned n = range_run(isup, remote, NULL, cic, remote->cics - 1u, FSM_STATE(CIR_DOWN));

		remote->reset_cic = (uint16_t)(cic + (n ? n : 1));
		struct job *job = n ? reset_run(isup, remote, cic, n, out) : NULL;
		if (job) {
			job->cold = 1;
			remote->resets++;
		}
	}
}

/* UCIC to our GRS or CGB: go on without its first circuit. */
void
range_unequipped(struct isup *isup, struct circuit *c, struct core_out *out)
{
	struct remote *remote = remote_of(isup, c);

	for (int kind = 0; kind < JOB_KINDS; kind++) {
		struct job *job = job_of(isup, c, (enum job_kind)kind);

		if (!job)
			continue;
		unsigned range = job->range;
		uint8_t message = job->message;
		job_free(isup, job);
		if (message == ISUP_GRS)
			range_reset(
			    isup, group_of(isup, c), c->cic + 1u, c->cic + range, FSM_STATE(CIR_GROUP_RESETTING), out);
	}
	remote_cold_start(isup, remote, out);
}

/* ---- acknowledgements ---- */

static void
gra_received(
    struct isup *isup, struct circuit *c, struct job *job, const struct isup_range *range, struct core_out *out)
{
	struct remote *remote = remote_of(isup, c);
	unsigned cic = c->cic, n = job->range;

	job_free(isup, job);
	for (unsigned i = 0; i <= n; i++) {
		struct circuit *each = circuit_by_cic(isup, remote, cic + i);

		if (!each)
			continue;
		circuit_post(isup, each, EV_GROUP_RESET_DONE, out);
		if (range_bit(range, i))
			each->blocked |= BLOCKED_THERE;
		group_relist(isup, each);
	}
	range_tell_blocks(isup, remote, cic, n + 1, out);
	remote_cold_start(isup, remote, out);
}

static void
block_acknowledged(
    struct isup *isup, struct circuit *c, struct job *job, const struct isup_range *range, struct core_out *out)
{
	uint32_t acked = 0;

	for (unsigned i = 0; i < RUN_MAX && i <= range->range; i++)
		acked |= (uint32_t)range_bit(range, i) << i;
	if (job->bits & ~acked) {
		core_count(
		    out, ISUP_STAT_MISSING_ACKED, group_of(isup, c)->index, __builtin_popcount(job->bits & ~acked));
		core_log(out, LOG_WARN, "circuit %s %u: %s was not acknowledged for all circuits",
		    group_of(isup, c)->conf.name, c->cic, isup_name(job->message));
	}
	if (acked & ~job->bits)
		core_count(
		    out, ISUP_STAT_WRONG_ACKED, group_of(isup, c)->index, __builtin_popcount(acked & ~job->bits));
	job_free(isup, job);
}

void
range_acknowledged(struct isup *isup, struct remote *remote, const struct isup_msg *msg, const struct isup_range *range,
    enum job_kind kind, struct core_out *out)
{
	const struct message_row *row = row_of(msg->type);
	struct circuit *c = circuit_by_cic(isup, remote, msg->cic);
	struct job *job = job_of(isup, c, kind);

	if (!job || job->message != row->message || job->range != range->range) {
		circuit_count(isup, c, row->unexpected, out);
	} else if (kind == JOB_QUERY) {
		int64_t sent_us = job->sent_us;

		job_free(isup, job);
		query_answered(isup, remote, msg, range, sent_us, out);
	} else if (kind == JOB_RESET) {
		gra_received(isup, c, job, range, out);
	} else {
		block_acknowledged(isup, c, job, range, out);
	}
}
