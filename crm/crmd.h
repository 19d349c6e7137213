/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * crmd's parts and what they share.
 *
 * Work goes in batches, one durable transaction each: the facts that wait in the ring, then the requests that wait at
 * the sockets.  What the outside is told (answers, messages to the switch, room given back in the ring) waits in the
 * outbox until the transaction is committed.  Nothing here reads a clock; the tests drive it without a ring or a
 * socket.
 */
#pragma once

#include "base/site.h"
#include "crm/crm.pb-c.h"
#include "crm/facts.h"
#include "store/store.h"

#include <stdbool.h>

enum {
#define STAT(name, instances, unit, sentence) STAT_##name,
#include "crm/stats.def"
#undef STAT
	STAT_COUNT,
};

struct crmd;
struct worker;
struct outbox;

/* What crmd does to the world outside; each of main.c and the tests brings its own. */
struct crmd_ops {
	void (*to_switch)(struct crmd *d, uint16_t type, const void *data, uint32_t len);
	void (*to_peer)(struct crmd *d, uint32_t peer, const void *packet, size_t len);
	void (*count)(struct crmd *d, uint16_t stat, int64_t n);
	void (*switch_is_new)(struct crmd *d); /* it holds nothing of what it was told */
};

/* A console, as far as requests care.  `id` has a generation, so that a late answer hits nobody. */
struct peer {
	uint32_t id;
	uint32_t uid;
	uint16_t seat;           /* SEAT_NONE: not signed in */
	uint8_t role;            /* Rec__Role */
	uint8_t busy;            /* a password is being checked: one at a time */
	struct msg_seat sign_in; /* what the switch was told */
};

struct crmd {
	const struct crmd_ops *ops;
	const struct site *site;
	struct store *store;
	struct worker *worker; /* NULL: passwords are checked at once (tests) */
	struct outbox *outbox;
	int64_t now_us;
	bool batch;  /* a transaction is open */
	int trouble; /* why the last one could not be committed */
	void *own;   /* of who drives it */
};

int crmd_open(struct crmd *d, const struct site *site, const struct crmd_ops *ops, void *own);
void crmd_close(struct crmd *d);

/* ---- batches (batch.c) ---- */
int batch_need(struct crmd *d);  /* the transaction is open from here on; 0 or -errno */
bool batch_full(struct crmd *d); /* commit before taking more */
/* Commit (or, if it was spoiled, give up) and tell; on failure writes are answered UNAVAILABLE and the switch is told
 * nothing.  0 or -errno. */
int batch_end(struct crmd *d, int spoiled);
void tell_switch(struct crmd *d, uint16_t type, const void *data, uint32_t len); /* after the commit */
void tell_peer(struct crmd *d, uint32_t peer, const Crm__Reply *reply, bool wrote);

/* ---- from the switch (intake.c) ---- */
struct ring;
/*
 * Take what waits in the ring into the batch; the room is not given back.  How many records, or -errno: the batch must not
 * be kept, and the ring is where it was.
 */
int intake(struct crmd *d, struct ring *ring);
/* One message; `again`: its effect was kept before.  0 or -errno. */
int intake_message(struct crmd *d, uint16_t type, const void *data, uint32_t len, bool again);

/* ---- from consoles (request.c and the req_*.c) ---- */
void request_take(struct crmd *d, struct peer *p, const void *packet, size_t len);

/* A request in hand. */
struct request {
	struct crmd *d;
	struct peer *peer;
	const Crm__Request *ask;
	Crm__Reply reply;
	bool wrote;
	bool later; /* the answer comes with a job */
};
typedef void request_fn(struct request *r);
/* The store's result as the reply's code; true if it was 0. */
bool request_ok(struct request *r, int rc);
void request_refuse(struct request *r, Crm__Code code, const char *why);

request_fn req_sign_in, req_sign_out, req_password_change;
request_fn req_find, req_customer_get, req_customer_save, req_call_customer, req_history, req_changes;
request_fn req_day_list, req_call_get;
request_fn req_message_list, req_message_heard;
request_fn req_order_save, req_order_get, req_order_list, req_order_act, req_draft_save, req_draft_load;

/* ---- passwords (worker.c, sign_in.c) ---- */
enum job_kind { JOB_SIGN_IN, JOB_CHANGE, JOB_SET };
struct job {
	uint8_t kind;
	uint8_t right; /* the password was right */
	uint8_t known; /* there is such a seat */
	uint8_t pad;
	uint16_t seat; /* whose password */
	uint16_t by;   /* who asks */
	uint32_t peer;
	uint32_t serial;
	int error; /* of hashing */
	char password[8];
	char fresh[8];            /* the new one */
	char hash[PASSWORD_HASH]; /* the stored one; after a change the new one */
};
#define WORKER_THREADS 16
/* `most` jobs wait at a time.  Without threads a job is done by worker_turn() alone (tests). */
int worker_open(struct worker **wp, int threads, uint32_t most);
void worker_close(struct worker *w);
int worker_fd(const struct worker *w);                                /* readable when a job is done */
int worker_give(struct worker *w, const struct job *job);             /* -EAGAIN: too many wait */
int worker_take(struct worker *w, struct job *job);                   /* 1, or 0: none is done */
bool worker_turn(struct worker *w);                                   /* do one job here; false: none waits */
void job_do(struct job *job);                                         /* the slow part, any thread */
void job_done(struct crmd *d, struct peer *p, const struct job *job); /* p may be NULL: the console is gone */

/* ---- statistics (samples.c) ---- */
#define SAMPLE_US (INT64_C(300) * 1000000)
int64_t sample_due(int64_t now_us);                  /* the border of five minutes behind us */
int sample_take(struct crmd *d, const char *run_dir); /* read isupd's counters, keep them under that time; 0 or -errno */

/* ---- the rest ---- */
int demo_load(struct store *s, const char *path, int64_t now_us, FILE *to);
/* Every ended talk has its registration and (if they are recorded) its recordings; a line for each fault. */
int business_check(struct store *s, bool recorded, FILE *to, uint64_t *faults);
