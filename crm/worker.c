/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The slow part of a password, in threads of their own: Argon2id takes a tenth of a second on purpose, and facts must
 * not wait for it.  Jobs go in and come out by copies under one lock; a descriptor tells when one is done.
 *
 * There is a place for each console, and each has one job at a time, so a whole shift that signs in within a minute is
 * taken in at once and served in the order it came.  The threads are nice: calls go first.
 */
#include "crm/crmd.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sodium.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

#define NICE 2

struct queue {
	uint32_t first, n, size;
	struct job *jobs;
};

struct worker {
	pthread_t threads[WORKER_THREADS];
	int n_threads;
	pthread_mutex_t lock;
	pthread_cond_t more;
	bool stop;
	int fd;
	uint32_t doing; /* given and not taken yet */
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
	q->jobs[(q->first + q->n++) % q->size] = *job;
}

static void
pop(struct queue *q, struct job *job)
{
	struct job *at = &q->jobs[q->first];

	*job = *at;
	sodium_memzero(at, sizeof *at);
	q->first = (q->first + 1) % q->size;
	q->n--;
}

/* The oldest job, with the lock given back meanwhile. */
static void
do_next(struct worker *w)
{
	uint64_t one = 1;
	struct job job;

	pop(&w->todo, &job);
	pthread_mutex_unlock(&w->lock);
	job_do(&job);
	pthread_mutex_lock(&w->lock);
	push(&w->done, &job);
	sodium_memzero(&job, sizeof job);
	(void)!write(w->fd, &one, sizeof one); /* refused: the counter is at its top, and readable anyway */
}

static void *
work(void *arg)
{
	struct worker *w = arg;

	setpriority(PRIO_PROCESS, 0, NICE); /* of this thread alone, as Linux has it */
	pthread_mutex_lock(&w->lock);
	for (;;) {
		while (!w->stop && w->todo.n == 0)
			pthread_cond_wait(&w->more, &w->lock);
		if (w->stop)
			break;
		do_next(w);
	}
	pthread_mutex_unlock(&w->lock);
	return NULL;
}

bool
worker_turn(struct worker *w)
{
	pthread_mutex_lock(&w->lock);
	bool any = w->todo.n > 0;
	if (any)
		do_next(w);
	pthread_mutex_unlock(&w->lock);
	return any;
}

static int
start(struct worker *w, int threads)
{
	sigset_t all, old;
	int rc = 0;

	sigfillset(&all); /* signals are the main thread's */
	pthread_sigmask(SIG_SETMASK, &all, &old);
	while (rc == 0 && w->n_threads < threads)
		if ((rc = pthread_create(&w->threads[w->n_threads], NULL, work, w)) == 0)
			w->n_threads++;
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return -rc;
}

int
worker_open(struct worker **wp, int threads, uint32_t most)
{
	struct worker *w = calloc(1, sizeof *w);
	int rc = -ENOMEM;

	if (!w)
		return rc;
	pthread_mutex_init(&w->lock, NULL);
	pthread_cond_init(&w->more, NULL);
	w->todo.size = w->done.size = most;
	w->todo.jobs = calloc(most, sizeof(struct job));
	w->done.jobs = calloc(most, sizeof(struct job));
	w->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (w->fd < 0)
		rc = -errno;
	else if (w->todo.jobs && w->done.jobs)
		rc = start(w, threads < WORKER_THREADS ? threads : WORKER_THREADS);
	if (rc)
		worker_close(w);
	else
		*wp = w;
	return rc;
}

static void
forget(struct queue *q)
{
	if (q->jobs)
		sodium_memzero(q->jobs, q->size * sizeof(struct job));
	free(q->jobs);
}

void
worker_close(struct worker *w)
{
	if (!w)
		return;
	pthread_mutex_lock(&w->lock);
	w->stop = true;
	pthread_cond_broadcast(&w->more);
	pthread_mutex_unlock(&w->lock);
	for (int i = 0; i < w->n_threads; i++)
		pthread_join(w->threads[i], NULL);
	if (w->fd >= 0)
		close(w->fd);
	forget(&w->todo);
	forget(&w->done);
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
	if (w->doing < w->todo.size) {
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
