/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Signing in, signing out, changing passwords (SEC-04, SEC-05, SEC-11, AGT-24).
 *
 * A request makes a job for the worker; the job comes back and is finished in a batch.  Whether a seat exists cannot be
 * told from the answer nor from the time it takes; only a locked seat says so.  The right password makes a token, which
 * the switch gets before the console does.
 */
#include "base/log.h"
#include "crm/crmd.h"

#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

static void
give(struct request *r, struct job *job)
{
	struct crmd *d = r->d;

	job->peer = r->peer->id;
	job->serial = r->ask->serial;
	job->by = r->peer->seat;
	r->later = true;
	if (!d->worker) {
		job_do(job);
		job_done(d, r->peer, job);
	} else if (worker_give(d->worker, job)) {
		r->later = false;
		request_refuse(r, CRM__CODE__BUSY, "");
	} else {
		r->peer->busy = 1;
	}
	sodium_memzero(job, sizeof *job);
}

static void
set_stored(struct job *job, const Rec__Agent *a)
{
	job->known = 1;
	snprintf(job->hash, sizeof job->hash, "%s", a->password);
}

void
req_sign_in(struct request *r)
{
	const Crm__SignIn *ask = r->ask->sign_in;
	struct job job = { .kind = JOB_SIGN_IN };
	Rec__Agent *a = NULL;
	int seat = seat_code(ask->seat);

	if (seat < 0)
		return request_refuse(r, CRM__CODE__BAD_FIELD, "seat");
	if (password_form(ask->password))
		return request_refuse(r, CRM__CODE__BAD_FIELD, "password");
	if (r->peer->busy)
		return request_refuse(r, CRM__CODE__BUSY, "");
	job.seat = (uint16_t)seat;
	memcpy(job.password, ask->password, 7);
	int rc = agent_get(r->d->store, job.seat, &a);
	if (rc == 0 && *a->password)
		set_stored(&job, a);
	store_free(a);
	give(r, &job);
}

void
req_sign_out(struct request *r)
{
	r->peer->seat = SEAT_NONE;
	r->peer->role = 0;
}

/* Leaders change the passwords of their group, managers and administrators everybody's. */
static bool
may_set(const struct peer *p, const Rec__Agent *whose)
{
	if (p->role == REC__ROLE__ADMINISTRATOR)
		return true;
	if (whose->role == REC__ROLE__ADMINISTRATOR)
		return false;
	if (p->role == REC__ROLE__MANAGER)
		return true;
	return p->role == REC__ROLE__LEADER && whose->seat / 100 == p->seat / 100u && whose->role < REC__ROLE__MANAGER;
}

static void
refuse_other(struct request *r, int seat)
{
	char object[32];

	snprintf(object, sizeof object, "seat %04d", seat);
	if (batch_need(r->d) == 0)
		audit_add(r->d->store, r->d->now_us, r->peer->seat, "refused: password of another", object, NULL, 0);
	request_refuse(r, CRM__CODE__NO_RIGHT, "");
}

void
req_password_change(struct request *r)
{
	const Crm__PasswordChange *ask = r->ask->password_change;
	int seat = *ask->seat ? seat_code(ask->seat) : r->peer->seat;
	struct job job = { .kind = seat == r->peer->seat ? JOB_CHANGE : JOB_SET };
	Rec__Agent *a = NULL;

	if (seat < 0)
		return request_refuse(r, CRM__CODE__BAD_FIELD, "seat");
	if (password_form(ask->new_) || (job.kind == JOB_CHANGE && password_form(ask->old)))
		return request_refuse(r, CRM__CODE__BAD_FIELD, "password");
	if (r->peer->busy)
		return request_refuse(r, CRM__CODE__BUSY, "");
	int rc = agent_get(r->d->store, (uint16_t)seat, &a);
	if (job.kind == JOB_SET && (rc || !may_set(r->peer, a))) {
		store_free(a);
		return refuse_other(r, seat);
	}
	if (!request_ok(r, rc))
		return;
	job.seat = (uint16_t)seat;
	if (job.kind == JOB_CHANGE)
		memcpy(job.password, ask->old, 7);
	memcpy(job.fresh, ask->new_, 7);
	set_stored(&job, a);
	store_free(a);
	give(r, &job);
}

/* ---- when the worker has done it ---- */

static void
fill_seat(struct msg_seat *m, const Rec__Agent *a)
{
	*m = (struct msg_seat){
		.seat = (uint16_t)a->seat,
		.level = (uint16_t)a->level,
		.headset = a->headset != 0,
		.role = (uint8_t)a->role,
		.english = !strcmp(a->language, "en"),
	};
	randombytes_buf(&m->token, sizeof m->token);
	text_copy(m->name, sizeof m->name, a->name);
	text_copy(m->phone, sizeof m->phone, a->phone);
	text_copy(m->group, sizeof m->group, a->trunk);
	for (size_t i = 0; i < a->n_skills && i < SEAT_QUEUES; i++) {
		m->queue[i] = (uint16_t)a->skills[i]->queue;
		m->queue_level[i] = (uint8_t)a->skills[i]->level;
		m->n_queues++;
	}
}

static void
let_in(struct crmd *d, struct peer *p, const struct job *job)
{
	Crm__Reply reply = CRM__REPLY__INIT;
	Crm__SignedIn in = CRM__SIGNED_IN__INIT;
	Rec__Agent *a;

	reply.serial = job->serial;
	if (agent_get(d->store, job->seat, &a)) {
		reply.code = CRM__CODE__UNAVAILABLE;
		tell_peer(d, job->peer, &reply, false);
		return;
	}
	p->seat = job->seat;
	p->role = (uint8_t)a->role;
	fill_seat(&p->sign_in, a);
	Rec__Agent shown = *a;
	shown.password = (char *)(uintptr_t)protobuf_c_empty_string;
	in.token = p->sign_in.token;
	in.agent = &shown;
	in.last_us = a->signed_us;
	reply.tell_case = CRM__REPLY__TELL_SIGNED_IN;
	reply.signed_in = &in;
	tell_switch(d, MSG_SEAT_SIGNED_IN, &p->sign_in, sizeof p->sign_in);
	tell_peer(d, job->peer, &reply, true);
	store_free(a);
}

static void
answer(struct crmd *d, const struct job *job, Crm__Code code, uint16_t stat)
{
	Crm__Reply reply = CRM__REPLY__INIT;

	reply.serial = job->serial;
	reply.code = code;
	d->ops->count(d, stat, 1);
	tell_peer(d, job->peer, &reply, true);
}

/* Count the try; the code that says how it stands now. */
static Crm__Code
judge(struct crmd *d, const struct job *job)
{
	if (!job->known)
		return CRM__CODE__WRONG;
	int locked = agent_tried(d->store, job->seat, job->right, d->site->crm.lock_tries, d->now_us);
	if (locked < 0)
		return CRM__CODE__UNAVAILABLE;
	if (locked == 1)
		log_alarm("seat %04u: locked", job->seat);
	return locked ? CRM__CODE__LOCKED : job->right ? CRM__CODE__OK : CRM__CODE__WRONG;
}

static void
finish_change(struct crmd *d, const struct job *job)
{
	int rc = job->error ? job->error : agent_password(d->store, job->seat, job->hash, job->by, d->now_us);

	answer(d, job, rc ? CRM__CODE__UNAVAILABLE : CRM__CODE__OK, STAT_PASSWORDS);
}

void
job_done(struct crmd *d, struct peer *p, const struct job *job)
{
	if (p)
		p->busy = 0;
	if (batch_need(d)) {
		answer(d, job, CRM__CODE__UNAVAILABLE, STAT_REFUSED);
		return;
	}
	Crm__Code code = job->kind == JOB_SET ? CRM__CODE__OK : judge(d, job);
	if (code != CRM__CODE__OK)
		answer(d, job, code, code == CRM__CODE__LOCKED ? STAT_LOCKED : STAT_WRONG);
	else if (job->kind != JOB_SIGN_IN)
		finish_change(d, job);
	else if (p) {
		d->ops->count(d, STAT_SIGN_INS, 1);
		let_in(d, p, job);
	}
}
