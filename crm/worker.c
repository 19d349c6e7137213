/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The slow part of a password, in a thread of its own: Argon2id takes a tenth of a second on purpose, and facts must
 * not wait for it.  Jobs go in and come out by copies under one lock; a descriptor tells when one is done.
 */
#include "crm/crmd.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sodium.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define JOBS 64

struct queue {
	unsigned first, n;
	struct job jobs[JOBS];
};

struct worker {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t more;
	bool stop;
	int fd;
	unsigned doing; /* given and not taken yet */
	struct queue todo, done;
};

void
job_do(struct job *job)
{
	if (job->kind == JOB_SET) {
		job->right = 1;
	} else {
		job->right = (uint8_t)password_verify(job->known ? job->hash : NULL, job->password);
		job->right &= job->known;
	}
	if (job->kind != JOB_SIGN_IN && job->right)
		job->error = password_hash(job->fresh, job->hash);
	sodium_memzero(job->password, sizeof job->password);
	sodium_memzero(job->fresh, sizeof job->fresh);
}

static void
push(struct queue *q, const struct job *job)
{
	q->jobs[(q->first + q->n++) % JOBS] = *job;
}

static void
pop(struct queue *q, struct job *job)
{
	struct job *at = &q->jobs[q->first];

	*job = *at;
	sodium_memzero(at, sizeof *at);
	q->first = (q->first + 1) % JOBS;
	q->n--;
}

static void *
work(void *arg)
{
	struct worker *w = arg;
	uint64_t one = 1;
	struct job job;

	pthread_mutex_lock(&w->lock);
	for (;;) {
		while (!w->stop && w->todo.n == 0)
			pthread_cond_wait(&w->more, &w->lock);
		if (w->stop)
			break;
		pop(&w->todo, &job);
		pthread_mutex_unlock(&w->lock);
		job_do(&job);
		pthread_mutex_lock(&w->lock);
		push(&w->done, &job);
		if (write(w->fd, &one, sizeof one) < 0)
			continue; /* the counter is at its top: it is readable anyway */
	}
	pthread_mutex_unlock(&w->lock);
	sodium_memzero(&job, sizeof job);
	return NULL;
}

int
worker_open(struct worker **wp)
{
	struct worker *w = calloc(1, sizeof *w);
	sigset_t all, old;

	if (!w)
		return -ENOMEM;
	if ((w->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) < 0) {
		int err = -errno;
		free(w);
		return err;
	}
	pthread_mutex_init(&w->lock, NULL);
	pthread_cond_init(&w->more, NULL);
	sigfillset(&all); /* signals are the main thread's */
	pthread_sigmask(SIG_SETMASK, &all, &old);
	int rc = pthread_create(&w->thread, NULL, work, w);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	if (rc) {
		close(w->fd);
		free(w);
		return -rc;
	}
	*wp = w;
	return 0;
}

void
worker_close(struct worker *w)
{
	if (!w)
		return;
	pthread_mutex_lock(&w->lock);
	w->stop = true;
	pthread_cond_signal(&w->more);
	pthread_mutex_unlock(&w->lock);
	pthread_join(w->thread, NULL);
	close(w->fd);
	sodium_memzero(w, sizeof *w);
	free(w);
}

int
worker_fd(const struct worker *w)
{
	return w->fd;
}

int
worker_give(struct worker *w, const struct job *job)
{
	int rc = -EAGAIN;

	pthread_mutex_lock(&w->lock);
	if (w->doing < JOBS) {
		push(&w->todo, job);
		w->doing++;
		pthread_cond_signal(&w->more);
		rc = 0;
	}
	pthread_mutex_unlock(&w->lock);
	return rc;
}

int
worker_take(struct worker *w, struct job *job)
{
	uint64_t n;
	int got = 0;

	pthread_mutex_lock(&w->lock);
	if (w->done.n) {
		pop(&w->done, job);
		w->doing--;
		got = 1;
	} else if (read(w->fd, &n, sizeof n) < 0) {
		got = 0; /* nothing had been announced */
	}
	pthread_mutex_unlock(&w->lock);
	return got;
}
