/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * crmd: the only writer of the store.
 *
 * Each turn is one batch: facts and look-ups that wait in the ring, passwords that were checked, requests that wait at
 * the sockets; then one commit; then the ring's room is given back and everybody is told.  Group commit needs no timer:
 * what arrives during a commit is the next batch.
 */
#include "base/clock.h"
#include "base/log.h"
#include "base/svc.h"
#include "crm/control.h"
#include "crm/crmd.h"
#include "crm/peers.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define ROUNDS     8  /* packets of each console in one batch */
#define PEERS_MORE 64 /* beyond one console for each seat */
#define REAP_US    (10 * US_PER_SEC)
#define RETRY_US   US_PER_SEC
#define FULL_ALARM 70 /* per cent of the address space */

static const struct stat_row stat_rows[STAT_COUNT] = {
#define STAT(name, instances, unit, sentence) { #name, instances, unit, sentence },
#include "crm/stats.def"
#undef STAT
};

struct own {
	struct crmd d; /* first: the verbs see it */
	struct svc_run *run;
	struct peers *peers;
	int64_t reap_due_us;
	int64_t sampled_us; /* time of the last sample */
	int64_t retry_us;  /* the store could not be written: not before then */
	bool full, broken; /* said already */
};

static void
to_switch(struct crmd *d, uint16_t type, const void *data, uint32_t len)
{
	svc_send(((struct own *)d->own)->run, ROLE_ACD, type, data, len);
}

static void
to_peer(struct crmd *d, uint32_t peer, const void *packet, size_t len)
{
	peers_send(((struct own *)d->own)->peers, peer, packet, len);
}

static void
count(struct crmd *d, uint16_t stat, int64_t n)
{
	stat_add(((struct own *)d->own)->run->stats, stat, 0, n);
}

/* ---- the switch was started anew: tell it again who is signed in ---- */

static void
tell_sign_in(void *arg, struct peer *peer)
{
	struct own *o = arg;

	if (peer->seat != SEAT_NONE)
		svc_send(o->run, ROLE_ACD, MSG_SEAT_SIGNED_IN, &peer->sign_in, sizeof peer->sign_in);
}

static void
switch_is_new(struct crmd *d)
{
	struct own *o = d->own;

	peers_each(o->peers, tell_sign_in, o);
}

static const struct crmd_ops ops = { to_switch, to_peer, count, switch_is_new };

/* ---- one turn ---- */

static int
take_jobs(struct own *o)
{
	struct job job;
	int n = 0;

	while (!batch_full(&o->d) && worker_take(o->d.worker, &job)) {
		job_done(&o->d, peers_find(o->peers, job.peer), &job);
		explicit_bzero(&job, sizeof job);
		n++;
	}
	return n;
}

static void
housekeeping(struct own *o, int64_t now_us)
{
	if (now_us < o->reap_due_us)
		return;
	o->reap_due_us = now_us + REAP_US;
	int dead = store_reap(o->d.store), percent = store_used_percent(o->d.store);
	if (dead > 0)
		log_note("store: %d readers had died", dead);
	stat_set(o->run->stats, STAT_STORE_PERCENT, 0, percent);
	if (o->run->wires.in[ROLE_ACD].broken && !o->broken)
		log_alarm("ring acd-crm: an impossible record; facts wait behind it");
	o->broken = o->run->wires.in[ROLE_ACD].broken;
	if (percent >= FULL_ALARM && !o->full)
		log_alarm("store: %d %% of its address space is used", percent);
	o->full = percent >= FULL_ALARM;
}

/* One sample at each border of five minutes, in the batch of this turn. */
static void
take_sample(struct own *o, int64_t now_us)
{
	if (o->sampled_us == sample_due(now_us))
		return;
	o->sampled_us = sample_due(now_us);
	if (sample_take(&o->d, o->run->run_dir))
		log_warn("statistics: no sample at this time");
}

static int
work(struct svc_run *run, int64_t now_us)
{
	struct own *o = run->own;
	struct ring *ring = &run->wires.in[ROLE_ACD];
	uint64_t pos = ring->pos, seq = ring->seq;
	int done = 0, records = 0;

	o->d.now_us = now_us;
	housekeeping(o, now_us);
	if (now_us >= o->retry_us)
		take_sample(o, now_us);
	if (ring_open(ring) && now_us >= o->retry_us)
		records = intake(&o->d, ring);
	done += take_jobs(o);
	for (int round = 0, n = 1; round < ROUNDS && n > 0; round++)
		done += n = peers_work(o->peers);
	if (batch_end(&o->d, records < 0 ? records : 0)) {
		ring->pos = pos; /* what was taken must come again */
		ring->seq = seq;
		o->retry_us = now_us + RETRY_US;
		return done;
	}
	if (records > 0)
		wires_release(&run->wires, ROLE_ACD);
	return done + records;
}

static int64_t
next_due(struct svc_run *run)
{
	const struct own *o = run->own;

	return o->d.trouble && o->retry_us < o->reap_due_us ? o->retry_us : o->reap_due_us;
}

static void
wake(struct svc_run *run, int fd, void *arg)
{
	(void)run; /* work() looks for itself */
}

static int
start(struct svc_run *run)
{
	struct msg_hello hello = { .abi = MSG_ABI,
		.epoch = run->epoch }; /* never fresh: what it was told is in the store */
	struct own *o = calloc(1, sizeof *o);

	if (!o)
		return -ENOMEM;
	run->own = o;
	o->run = run;
	stat_set(run->stats, STAT_PEERS, 0, 0);
	int rc = crmd_open(&o->d, run->site, &ops, o);
	if (rc)
		fatal("%s: the store cannot be opened: %s", run->site->site.store_dir, strerror(-rc));
	uint32_t most = (uint32_t)run->site->acd.seats + PEERS_MORE;
	if ((rc = worker_open(&o->d.worker, run->site->crm.password_threads, most)) == 0)
		rc = peers_open(&o->peers, &o->d, run->run_dir, most);
	if (rc == 0)
		rc = svc_watch(run, peers_fd(o->peers), wake, NULL);
	if (rc == 0)
		rc = svc_watch(run, worker_fd(o->d.worker), wake, NULL);
	if (rc == 0)
		svc_send(run, ROLE_ACD, MSG_HELLO, &hello, sizeof hello);
	return rc;
}

static void
stop(struct svc_run *run)
{
	struct own *o = run->own;

	worker_close(o->d.worker);
	crmd_close(&o->d);
	peers_close(o->peers);
	free(o);
}

static void
alarms(struct svc_run *run, struct alarm_board *board)
{
	const struct own *o = run->own;
	char detail[TEXT_NAME];

	if (o->d.trouble)
		alarm_stands(board, ALARM_STORE_FAILED, 0, "store", store_why(o->d.store));
	if (o->broken)
		alarm_stands(board, ALARM_STORE_FAILED, 1, "ring acd-crm", "an impossible record; facts wait behind it");
	if (!o->full)
		return;
	snprintf(detail, sizeof detail, "%d %% used", store_used_percent(o->d.store));
	alarm_stands(board, ALARM_STORE_FULL, 0, "store", detail);
}

static const struct svc crmd = {
	.role = ROLE_CRM,
	.sentence = "crmd keeps customers, calls, recordings, work orders and seats: the only writer of the store.",
	.stats = stat_rows,
	.n_stats = STAT_COUNT,
	.verbs = crmd_verbs,
	.open = start,
	.work = work,
	.next_due = next_due,
	.alarms = alarms,
	.close = stop,
};

int
main(int argc, char **argv)
{
	return svc_main(&crmd, argc, argv);
}
