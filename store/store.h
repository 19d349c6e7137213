/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The store: whole domain operations over LMDB.  No key, value or transaction leaves it.
 *
 * One process (crmd) opens it for writing; any number open it read-only.  A write outside a batch is one durable
 * transaction; between store_begin() and store_commit() writes share one (group commit), and reads of the same process
 * see them.  Every read uses a snapshot of its own and copies out before it ends.  One handle for a store in a process,
 * used by one thread, not carried across fork().
 *
 * Records are those of records.proto.  What a function hands out belongs to the caller: store_free() for one record,
 * store_free_rows() for a list.  Text is UTF-8 without control characters (line feeds in notes excepted).
 *
 * Errors: -ENOENT not there; -ESTALE somebody saved a newer version; -EEXIST taken; -EINVAL a field is not acceptable
 * (store_why() names it); -ENOSPC the map or the disk is full; -EROFS opened read-only; -EBUSY another process writes;
 * -EBADMSG a record cannot be read; -EIO anything else the engine says (store_why()).
 */
#pragma once

#include "base/msg.h"
#include "store/records.pb-c.h"

#include <stdio.h>

#define STORE_ROWS       200  /* the most rows one list call gives */
#define STORE_TEXT_MAX   2000 /* octets of a note or summary */
#define STORE_NAME_MAX   120  /* octets of a name or any short field */
#define STORE_PHONES_MAX 8    /* phones of a customer */
#define STORE_KEY_MAX    64   /* octets of an idempotency key */

struct store;

struct store_options {
	uint16_t node;      /* first part of every id made here; 0 = 1 */
	uint64_t map_bytes; /* address space; 0 = 64 GiB */
	int read_only;
	int no_sync; /* bulk loading and tests: a commit is not durable */
};

int store_open(struct store **sp, const char *dir, const struct store_options *options);
int store_open_readonly(struct store **sp, const char *dir);
void store_close(struct store *s);
int store_begin(struct store *s);
int store_commit(struct store *s); /* on failure nothing of the batch was kept */
void store_abort(struct store *s);
int store_reap(struct store *s); /* give back the slots of readers that died; how many */
int store_used_percent(struct store *s);
const char *store_why(const struct store *s); /* of the last error */

void store_free(void *record);
void store_free_rows(void *rows, size_t n);

/* Where a list goes on.  Zeroed = from the start (lists go from the newest back).  Opaque. */
struct store_cursor {
	uint8_t len;
	uint8_t end; /* nothing is left */
	uint8_t key[62];
};

/* ---- numbers and codes as people write them ---- */

#define STORE_NUMBER 16
void customer_number(uint64_t id, char number[STORE_NUMBER]); /* "C-000123"; other nodes "C7-000123" */
uint64_t customer_by_number(const char *number);              /* 0 = not a customer number */
int seat_code(const char *code);                              /* "0101" -> 101; exactly four digits, or -EINVAL */
int password_form(const char *password);                      /* exactly six digits: 0 or -EINVAL */

/* Octets of `text` that are whole UTF-8 characters within `most`. */
size_t utf8_cut(const char *text, size_t most);

/* ---- customers ---- */

/* id 0 = new: the id is filled in.  version must be the stored one (0 for new) and is raised.  Writes the line of
 * change. */
int customer_save(struct store *s, Rec__Customer *c, uint16_t seat, int64_t now_us);
int customer_get(struct store *s, uint64_t id, Rec__Customer **cp);
/* A number known to several customers gives the one that was saved with it first. */
int customer_by_phone(struct store *s, const char *phone, Rec__Customer **cp);
/* The same, but only what the pop needs: one look at one row.  1 = known, 0 = nobody. */
struct customer_pop {
	uint64_t id;
	uint8_t key;
	char name[TEXT_NAME];
};
int customer_pop(struct store *s, const char *phone, struct customer_pop *pop);
/*
 * What a person typed: digits find phones (whole or ending) and customer numbers, text finds names, addresses and
 * districts, several words must all be there.  At most `most` rows; returns how many.
 */
int customer_find(struct store *s, const char *query, size_t most, Rec__Customer ***rows);
int customer_changes(struct store *s, uint64_t id, size_t most, Rec__ChangeLine ***rows); /* newest first */

/* ---- calls and recordings ---- */

int call_get(struct store *s, uint64_t session, Rec__Call **cp);
int call_save(struct store *s, const Rec__Call *c); /* keeps the lists by time, seat, customer and number true */
int call_set_customer(struct store *s, uint64_t session, uint64_t customer);
/* Newest first, from..to by the time they came in; returns how many. */
int calls_of_seat(struct store *s, uint16_t seat, int64_t from_us, int64_t to_us, struct store_cursor *at, size_t most,
    Rec__Call ***rows);
int calls_of_time(
    struct store *s, int64_t from_us, int64_t to_us, struct store_cursor *at, size_t most, Rec__Call ***rows);
int calls_of_customer(struct store *s, uint64_t customer, struct store_cursor *at, size_t most, Rec__Call ***rows);
/* The outside-line list (RPT-09). */
int calls_of_circuit(struct store *s, const char *trunk, unsigned circuit, int64_t from_us, int64_t to_us,
    struct store_cursor *at, size_t most, Rec__Call ***rows);
int calls_of_number(struct store *s, const char *number, struct store_cursor *at, size_t most, Rec__Call ***rows);

int recording_save(struct store *s, const Rec__Recording *r);
int recording_get(struct store *s, uint64_t session, uint32_t rec_no, Rec__Recording **rp);
int recordings_of_call(struct store *s, uint64_t session, Rec__Recording ***rows);

/* Messages of callers, newest first; `new_only`: those nobody has heard.  Returns how many. */
int message_save(struct store *s, const Rec__Message *m);
int message_get(struct store *s, uint64_t session, uint32_t rec_no, Rec__Message **mp);
int messages_list(struct store *s, int new_only, struct store_cursor *at, size_t most, Rec__Message ***rows);
int message_heard(struct store *s, uint64_t session, uint32_t rec_no, uint16_t seat, int64_t now_us); /* again: 0 */

/* Faxes, newest first, from..to by the time they began; returns how many. */
int fax_save(struct store *s, const Rec__Fax *f);
int fax_get(struct store *s, uint64_t session, uint32_t fax_no, Rec__Fax **fp);
int faxes_list(struct store *s, int64_t from_us, int64_t to_us, struct store_cursor *at, size_t most, Rec__Fax ***rows);

/* ---- facts: as they came, for reports and for the story of a call ---- */

int facts_add(struct store *s, const struct msg_fact *fact);
int facts_of_call(struct store *s, uint64_t session, struct msg_fact *facts, size_t most); /* in order; how many */
/* In order from a serial number on (0 = the first); returns how many, *next = where to go on. */
int facts_from(struct store *s, uint64_t serial, struct msg_fact *facts, size_t most, uint64_t *next);

/* The last record applied from a ring: stored in the batch that holds its effect. */
int store_applied(struct store *s, const char *ring, uint64_t *instance, uint64_t *seq); /* 0, 0 if none */
int store_set_applied(struct store *s, const char *ring, uint64_t instance, uint64_t seq);

/* ---- alarms ---- */

/* Raised or over.  One that stands already is not raised again; id 0 ends what was not told since raised_us.  `source` is a
 * role's name. */
int alarm_apply(struct store *s, const struct msg_alarm *m, const char *source);
int alarm_list(struct store *s, int open_only, size_t most, Rec__Alarm ***rows);           /* newest first; how many */
int alarm_acknowledge(struct store *s, uint64_t serial, uint16_t seat, int64_t now_us); /* serial 0: all that stand */

/* ---- samples of counters, for statistics of periods ---- */

int sample_save(struct store *s, const Rec__Sample *sample);
int sample_before(struct store *s, int64_t at_us, Rec__Sample **sp); /* the latest not after it, or -ENOENT */
/* Of those between two times, drop what `keep` does not want; how many. */
int samples_thin(struct store *s, int64_t from_us, int64_t to_us, int (*keep)(int64_t at_us));

/* ---- seats ---- */

int agent_save(struct store *s, Rec__Agent *a, uint16_t by, int64_t now_us); /* version as with customers */
int agent_get(struct store *s, uint16_t seat, Rec__Agent **ap);
int agents_all(struct store *s, Rec__Agent ***rows, size_t most);
/* After a try to sign in: counts it, locks at `lock_tries`, clears at success.  0; 1 = locked by this try; 2 = was locked. */
int agent_tried(struct store *s, uint16_t seat, int right, int lock_tries, int64_t now_us);
int agent_password(struct store *s, uint16_t seat, const char *hash, uint16_t by, int64_t now_us); /* unlocks, too */

/* Argon2id; slow on purpose (about 0.1 s), safe from any thread. */
#define PASSWORD_HASH 128
int password_hash(const char *password, char hash[PASSWORD_HASH]);
int password_verify(const char *hash, const char *password); /* 1 right, 0 wrong; hash NULL: as slow, always wrong */

/* ---- registrations and work orders ---- */

int registration_save(struct store *s, const Rec__Registration *r);
int registration_get(struct store *s, uint64_t session, uint16_t seat, Rec__Registration **rp);
int registrations_of_customer(
    struct store *s, uint64_t customer, struct store_cursor *at, size_t most, Rec__Registration ***rows);

/*
 * A new order: id, number ("0516-044": month, day, count of the day), state, due time and department (unless given) are
 * filled in from its kind, detail and handling (kinds.def).  The registration of its call is completed with it.
 */
int order_open(struct store *s, Rec__WorkOrder *o, int64_t now_us);
int order_get(struct store *s, uint64_t id, Rec__WorkOrder **op);
int order_by_number(struct store *s, const char *number, Rec__WorkOrder **op); /* the newest of that number */
int orders_of_customer(
    struct store *s, uint64_t customer, struct store_cursor *at, size_t most, Rec__WorkOrder ***rows);
int orders_open_of_customer(struct store *s, uint64_t customer); /* how many: neither closed nor cancelled */
int orders_of_seat(struct store *s, uint16_t seat, struct store_cursor *at, size_t most, Rec__WorkOrder ***rows);
int orders_all(struct store *s, struct store_cursor *at, size_t most, Rec__WorkOrder ***rows);
/* The closed loop (moves.def): -EPERM if the state does not allow the action. */
enum order_action {
	ACTION_NONE,
#define ACTION(id, zh, en) ACTION_##id,
#define MOVE(action, from, to)
#include "store/moves.def"
#undef ACTION
#undef MOVE
	ACTION_COUNT,
};
extern const char *const order_action_text[ACTION_COUNT][2];
int order_act(struct store *s, uint64_t id, uint32_t version, enum order_action action, uint16_t seat, const char *text,
    int64_t now_us, Rec__WorkOrder **op);

int draft_save(struct store *s, const Rec__Draft *d); /* empty text: the draft goes */
int draft_get(struct store *s, uint16_t seat, uint64_t session, Rec__Draft **dp);
int drafts_of_seat(struct store *s, uint16_t seat, Rec__Draft ***rows);

/* ---- audit, change log, requests done ---- */

int audit_add(struct store *s, int64_t at_us, uint16_t seat, const char *action, const char *object,
    Rec__FieldChange **fields, size_t n_fields);
int audit_from(struct store *s, uint64_t serial, size_t most, Rec__Audit ***rows);
int audit_check(struct store *s, uint64_t *serial); /* 0, or -EBADMSG and where the chain breaks */

/* A write with this key was done before: its answer (malloc'ed) and 1; else 0. */
int done_get(struct store *s, const void *key, size_t key_len, void **answer, size_t *len);
int done_put(struct store *s, const void *key, size_t key_len, const void *answer, size_t len, int64_t now_us);

/* ---- the whole ---- */

struct store_counts {
	uint64_t customers, calls, recordings, seats, orders, registrations, drafts, facts, audits, changes;
	uint64_t bad; /* rows that contradict another row or cannot be read */
};
/* Reads everything: every record, every list, every reference.  `to` (may be NULL) gets a line per fault. */
int store_check(struct store *s, FILE *to, struct store_counts *counts);
int store_count(struct store *s, struct store_counts *counts); /* the counts alone: instant */
int store_dump(struct store *s, const char *table, FILE *to);
void store_tables(FILE *to);

/* The label of a record's field ("Customer", "name") in a language (site.h LANG_*), or the field's own name. */
const char *record_label(const char *record, const char *field, int language);
