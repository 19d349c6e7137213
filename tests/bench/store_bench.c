/* room: store */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The store against bare LMDB in the same run.
 *
 *   pop_lookup     customer_pop() by a random phone among N customers, against mdb_get of the same row in one renewed
 *                  snapshot: what the store adds is the number's form and the copy.
 *   customer_get   a whole customer by id, against mdb_get of the packed record.
 *   customer_find  a search that looks at every customer, against a walk over the same octets.
 *   store_durable  rows a second in batches of ten facts with their call, each batch on the disk, against bare
 *                  transactions that put as many rows.
 *
 * usage: store_bench [CUSTOMERS]     (1,000,000 without)
 */
#include "store/internal.h"

#include <ftw.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define LOOKUPS 400000
#define ROUNDS  5
#define BATCHES 300
#define BATCH   10

static char dir[256] = "/tmp/zongji-bench-XXXXXX";
static struct store *s;
static uint64_t customers = 1000000;

static double
now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static void
need(int rc, const char *what)
{
	if (rc) {
		fprintf(stderr, "store_bench: %s: %d %s\n", what, rc, s ? store_why(s) : "");
		exit(1);
	}
}

static void
phone_of(uint64_t i, char phone[16])
{
	snprintf(phone, 16, "0105%07u", (unsigned)i);
}

/* Straight into the tables, in the order of their keys. */
static void
load(void)
{
	Rec__Customer c = REC__CUSTOMER__INIT;
	char name[64], address[96], phone[16], *phones[] = { phone }, note[120];
	uint8_t packed[1024], row[128];

	memset(note, 'n', sizeof note - 1);
	note[sizeof note - 1] = '\0';
	c.name = name;
	c.address = address;
	c.phones = phones;
	c.n_phones = 1;
	c.note = note;
	for (uint64_t i = 0; i < customers; i++) {
		if (i % 50000 == 0)
			need(store_begin(s), "begin");
		c.id = UINT64_C(1) << 48 | (i + 1);
		c.version = 1;
		phone_of(i, phone);
		snprintf(name, sizeof name, "客户%07u", (unsigned)i);
		snprintf(address, sizeof address, "示例区虚构路 %u 号 %u-%u", (unsigned)(i / 40), (unsigned)(i % 8),
		    (unsigned)(i % 5));
		struct key k = key_of_u64(c.id), by_phone = { 0 };
		MDB_val kv = { k.len, k.at }, v = { rec__customer__pack(&c, packed), packed };
		need(mdb_put(s->txn, s->dbi[T_CUSTOMERS], &kv, &v, MDB_APPEND), "load");
		key_text(&by_phone, phone);
		size_t n = strlen(name);
		put_u64(row, c.id);
		row[8] = 0;
		row[9] = (uint8_t)n;
		memcpy(row + 10, name, n);
		MDB_val pk = { by_phone.len, by_phone.at }, pv = { 10 + n, row };
		need(mdb_put(s->txn, s->dbi[T_PHONES], &pk, &pv, MDB_APPEND), "load phones");
		if (i % 50000 == 49999 || i + 1 == customers)
			need(store_commit(s), "commit");
	}
}

static uint64_t
random_customer(uint64_t *state)
{
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (*state >> 33) % customers;
}

static double
pop_ours(uint64_t seed)
{
	struct customer_pop pop;
	char phone[16];
	double start = now_ns();

	for (int i = 0; i < LOOKUPS; i++) {
		phone_of(random_customer(&seed), phone);
		need(customer_pop(s, phone, &pop) != 1, "pop");
	}
	return (now_ns() - start) / LOOKUPS;
}

static double
bare(enum table t, uint64_t seed)
{
	char phone[16];
	MDB_txn *txn;
	MDB_val v;
	double start = now_ns();

	for (int i = 0; i < LOOKUPS; i++) {
		uint64_t n = random_customer(&seed);
		struct key k = key_of_u64(UINT64_C(1) << 48 | (n + 1));
		phone_of(n, phone);
		if (t == T_PHONES) {
			key_start(&k);
			key_text(&k, phone);
		}
		need(read_begin(s, &txn), "read");
		MDB_val kv = { k.len, k.at };
		need(mdb_get(txn, s->dbi[t], &kv, &v), "get");
		read_end(s);
	}
	return (now_ns() - start) / LOOKUPS;
}

static double
get_ours(uint64_t seed)
{
	Rec__Customer *c;
	double start = now_ns();

	for (int i = 0; i < LOOKUPS; i++) {
		need(customer_get(s, UINT64_C(1) << 48 | (random_customer(&seed) + 1), &c), "get");
		store_free(c);
	}
	return (now_ns() - start) / LOOKUPS;
}

/* Nobody has this name: every customer is looked at. */
static double
find_ours(void)
{
	Rec__Customer **rows;
	double start = now_ns();

	need(customer_find(s, "没有的人", 50, &rows), "find");
	store_free_rows(rows, 0);
	return (now_ns() - start) / (double)customers;
}

static double
find_bare(void)
{
	size_t octets = 0;
	MDB_cursor *c;
	MDB_txn *txn;
	MDB_val k, v;
	double start = now_ns();

	need(read_begin(s, &txn), "read");
	need(mdb_cursor_open(txn, s->dbi[T_CUSTOMERS], &c), "cursor");
	while (mdb_cursor_get(c, &k, &v, MDB_NEXT) == 0)
		octets += memchr(v.mv_data, 0x7f, v.mv_size) != NULL; /* touches them all */
	mdb_cursor_close(c);
	read_end(s);
	need(octets > customers, "scan");
	return (now_ns() - start) / (double)customers;
}

static int
ascending(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static double
median(double *v)
{
	qsort(v, ROUNDS, sizeof *v, ascending);
	return v[ROUNDS / 2];
}

static void
look_ups(void)
{
	double ours[ROUNDS], floor_ns[ROUNDS];

	for (int i = 0; i < ROUNDS; i++) {
		ours[i] = pop_ours((uint64_t)i);
		floor_ns[i] = bare(T_PHONES, (uint64_t)i);
	}
	printf("bench pop_lookup ours=%.0f floor=%.0f ratio=%.2f unit=ns customers=%llu\n", median(ours),
	    median(floor_ns), median(ours) / median(floor_ns), (unsigned long long)customers);
	for (int i = 0; i < ROUNDS; i++) {
		ours[i] = get_ours((uint64_t)i);
		floor_ns[i] = bare(T_CUSTOMERS, (uint64_t)i);
	}
	printf("bench customer_get ours=%.0f floor=%.0f ratio=%.2f unit=ns customers=%llu\n", median(ours),
	    median(floor_ns), median(ours) / median(floor_ns), (unsigned long long)customers);
	for (int i = 0; i < ROUNDS; i++) {
		ours[i] = find_ours();
		floor_ns[i] = find_bare();
	}
	printf("bench customer_find ours=%.0f floor=%.0f ratio=%.2f unit=ns/row customers=%llu\n", median(ours),
	    median(floor_ns), median(ours) / median(floor_ns), (unsigned long long)customers);
}

/* ---- durable writes ---- */

static double
durable_ours(struct store *own)
{
	struct msg_fact f = { .kind = FACT_CALL_QUEUED, .seat = SEAT_NONE, .queue = 1 };
	double start = now_ns();

	for (int b = 0; b < BATCHES; b++) {
		need(store_begin(own), "begin");
		for (int i = 0; i < BATCH; i++) {
			Rec__Call c = REC__CALL__INIT;
			f.session = c.session = UINT64_C(1) << 48 | (uint64_t)(b * BATCH + i + 1);
			c.first_us = f.at_us = b * 1000 + i;
			need(facts_add(own, &f), "fact");
			need(call_save(own, &c), "call");
		}
		need(store_set_applied(own, "acd-crm", 1, (uint64_t)b), "applied");
		need(store_commit(own), "commit");
	}
	return BATCHES * BATCH * 1e9 / (now_ns() - start);
}

/* The same rows and octets: a fact and its list, a call, its list by time and its change. */
static double
durable_bare(struct store *own)
{
	struct msg_fact f = { 0 };
	uint8_t key[32] = { 0 };
	double start = now_ns();

	for (int b = 0; b < BATCHES; b++) {
		need(write_begin(own), "begin");
		for (int i = 0; i < BATCH; i++) {
			put_u64(key, (uint64_t)(b * BATCH + i + 1) << 24);
			MDB_val k8 = { 8, key }, k16 = { 16, key }, fact = { sizeof f, &f }, none = { 0, key },
			        call = { 40, &f }, log = { 9, &f };
			need(mdb_put(own->txn, own->dbi[T_FACTS], &k8, &fact, 0), "put");
			need(mdb_put(own->txn, own->dbi[T_FACTS_BY_CALL], &k16, &none, 0), "put");
			need(mdb_put(own->txn, own->dbi[T_CALLS], &k8, &call, 0), "put");
			need(mdb_put(own->txn, own->dbi[T_CALLS_BY_TIME], &k16, &none, 0), "put");
			need(mdb_put(own->txn, own->dbi[T_CHANGES], &k8, &log, 0), "put");
		}
		need(write_end(own, 0), "commit");
	}
	return BATCHES * BATCH * 1e9 / (now_ns() - start);
}

static double
durable(double (*run)(struct store *), const char *name)
{
	struct store_options options = { .map_bytes = UINT64_C(1) << 30 };
	struct store *own;
	char path[300];

	snprintf(path, sizeof path, "%s/%s", dir, name);
	need(store_open(&own, path, &options), path);
	double rate = run(own);
	store_close(own);
	return rate;
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	return remove(path);
}

int
main(int argc, char **argv)
{
	struct store_options options = { .no_sync = 1 };

	if (argc > 1)
		customers = strtoull(argv[1], NULL, 10);
	if (customers < 1 || customers > 9999999 || !mkdtemp(dir)) {
		fprintf(stderr, "usage: store_bench [CUSTOMERS]\n");
		return 100;
	}
	need(store_open(&s, dir, &options), "open");
	load();
	look_ups();
	double ours[ROUNDS], floor_rate[ROUNDS];
	for (int i = 0; i < ROUNDS; i++) {
		char name[16];
		snprintf(name, sizeof name, "ours%d", i);
		ours[i] = durable(durable_ours, name);
		snprintf(name, sizeof name, "bare%d", i);
		floor_rate[i] = durable(durable_bare, name);
	}
	printf("bench store_durable ours=%.0f floor=%.0f ratio=%.2f unit=calls/s batch=%d\n", median(ours),
	    median(floor_rate), median(floor_rate) / median(ours), BATCH);
	store_close(s);
	nftw(dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	return 0;
}
