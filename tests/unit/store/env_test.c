/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "store/kinds.h"
#include "tests/unit/store/help.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>

TestSuite(env, .init = open_store, .fini = close_store);

/* What another process, reading only, says of a number: 0 or 1, or the error of a try to write. */
static int
other_process(const char *path, const char *phone, int writes)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		Rec__Customer c = REC__CUSTOMER__INIT;
		char name[] = "乙";
		struct customer_pop pop;
		struct store *own;
		c.name = name;
		int rc = writes < 2 ? store_open_readonly(&own, path) : store_open(&own, path, NULL);
		if (rc == 0)
			rc = writes ? customer_save(own, &c, 101, START) : customer_pop(own, phone, &pop);
		_exit(rc < 0 ? -rc : rc);
	}
	cr_assert_eq(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

Test(env, one_process_writes_and_others_read)
{
	new_customer("甲", "01055500001", "");
	cr_assert_eq(other_process(dir, "01055500001", 0), 1);
	cr_assert_eq(other_process(dir, "01055500002", 0), 0);
	cr_assert_eq(other_process(dir, "", 1), EROFS);
	cr_assert_eq(other_process(dir, "", 2), EBUSY);
	cr_assert_eq(other_process("/tmp/no/such/store", "", 0), ENOENT);
}

Test(env, a_batch_is_seen_by_its_maker_at_once_and_by_others_when_it_is_kept)
{
	struct customer_pop pop;

	cr_assert_eq(store_begin(s), 0);
	new_customer("甲", "01055500001", "");
	cr_assert_eq(customer_pop(s, "01055500001", &pop), 1);
	cr_assert_eq(other_process(dir, "01055500001", 0), 0);
	cr_assert_eq(store_commit(s), 0);
	cr_assert_eq(other_process(dir, "01055500001", 0), 1);
	cr_assert_eq(store_begin(s), 0);
	new_customer("乙", "01055500002", "");
	store_abort(s);
	cr_assert_eq(customer_pop(s, "01055500002", &pop), 0);
	expect_sound();
}

Test(env, a_refusal_does_not_cost_the_batch)
{
	Rec__Customer c = REC__CUSTOMER__INIT;

	cr_assert_eq(store_begin(s), 0);
	new_customer("甲", "01055500001", "");
	cr_assert_eq(customer_save(s, &c, 101, START), -EINVAL);
	c.id = 999;
	cr_assert_eq(customer_save(s, &c, 101, START), -EINVAL);
	cr_assert_eq(store_commit(s), 0);
	struct store_counts counts;
	cr_assert_eq(store_count(s, &counts), 0);
	cr_assert_eq(counts.customers, 1);
}

Test(env, a_full_map_is_an_error_and_not_the_end)
{
	struct store_options options = { .map_bytes = 1 << 20, .no_sync = 1 };
	struct store *small;
	char path[256], note[STORE_TEXT_MAX + 1];
	Rec__Customer c = REC__CUSTOMER__INIT;
	struct store_counts counts;
	int rc = 0, kept = 0;

	snprintf(path, sizeof path, "%s/small", dir);
	cr_assert_eq(store_open(&small, path, &options), 0);
	memset(note, 'x', STORE_TEXT_MAX);
	note[STORE_TEXT_MAX] = '\0';
	for (; rc == 0 && kept < 10000; kept += rc == 0) {
		c.id = 0;
		c.version = 0;
		c.name = note + STORE_TEXT_MAX - 10;
		c.note = note;
		rc = customer_save(small, &c, 101, START);
	}
	cr_assert_eq(rc, -ENOSPC);
	cr_assert_gt(store_used_percent(small), 90);
	cr_assert_eq(store_check(small, stderr, &counts), 0);
	cr_assert_eq(counts.bad, 0);
	cr_assert_eq(counts.customers, (uint64_t)kept);
	/* a batch that ran full is not kept, not even in part */
	cr_assert_eq(store_begin(small), 0);
	for (rc = 0; rc == 0;) {
		c.id = 0;
		c.version = 0;
		rc = customer_save(small, &c, 101, START);
	}
	cr_assert_eq(rc, -ENOSPC);
	cr_assert_eq(store_commit(small), -ENOSPC);
	cr_assert_eq(store_count(small, &counts), 0);
	cr_assert_eq(counts.customers, (uint64_t)kept);
	store_close(small);
}

/* A reader that is killed leaves its slot; it is given back. */
Test(env, slots_of_dead_readers_are_given_back)
{
	int fds[2];
	char c;

	cr_assert_eq(pipe(fds), 0);
	pid_t pid = fork();
	if (pid == 0) {
		struct store *reader;
		struct customer_pop pop;
		if (store_open_readonly(&reader, dir) || customer_pop(reader, "01055500001", &pop))
			_exit(1);
		if (write(fds[1], "r", 1) != 1)
			_exit(1);
		pause();
		_exit(0);
	}
	cr_assert_eq(read(fds[0], &c, 1), 1);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	cr_assert_eq(store_reap(s), 1);
	cr_assert_eq(store_reap(s), 0);
}

/* ---- kill -9 ---- */

/* Writes for ever, telling each id whose commit has returned. */
static void
write_for_ever(const char *path, int tell)
{
	struct store_options options = { .map_bytes = UINT64_C(1) << 30 };
	struct store *own;
	Rec__Customer c = REC__CUSTOMER__INIT;
	Rec__WorkOrder o = REC__WORK_ORDER__INIT;
	Rec__Recording r = REC__RECORDING__INIT;
	char name[32], phone[32], *phones[] = { phone };

	o.kind = KIND_REPAIR;
	o.subkind = 1;
	o.handling = HANDLING_DISPATCH;
	if (store_open(&own, path, &options))
		_exit(2);
	for (unsigned i = 0;; i++) {
		int batch = i % 3 == 0;
		if (batch && store_begin(own))
			_exit(3);
		snprintf(name, sizeof name, "客户%u", i);
		snprintf(phone, sizeof phone, "0105%07u", (unsigned)getpid() % 1000 * 1000 + i % 1000);
		c.name = name;
		c.phones = phones;
		c.n_phones = 1;
		c.id = 0;
		c.version = 0;
		if (customer_save(own, &c, 101, START + i) || audit_add(own, START + i, 101, "made", name, NULL, 0))
			_exit(4);
		o.customer = c.id;
		o.session = r.session = c.id;
		if (i % 4 == 0 && (order_open(own, &o, START + i) || recording_save(own, &r)))
			_exit(4);
		if (batch && store_commit(own))
			_exit(5);
		if (write(tell, &c.id, sizeof c.id) != sizeof c.id)
			_exit(6);
	}
}

/* Is what was acknowledged there? */
static int
lost(struct store *again, uint64_t id)
{
	Rec__Customer *c;

	if (customer_get(again, id, &c))
		return 1;
	store_free(c);
	return 0;
}

/* One life of a writer: killed a random moment after a random number of acknowledged writes. */
static unsigned
one_life(const char *path, unsigned *seed)
{
	struct store_options options = { .map_bytes = UINT64_C(1) << 30 };
	struct timespec pause = { .tv_nsec = (long)(rand_r(seed) % 3000) * 1000 };
	struct store_counts counts;
	struct store *again;
	uint64_t told[64];
	unsigned n = 0, least = rand_r(seed) % 12;
	int fds[2], status;

	cr_assert_eq(pipe(fds), 0);
	pid_t pid = fork();
	if (pid == 0) {
		close(fds[0]);
		write_for_ever(path, fds[1]);
	}
	close(fds[1]);
	for (; n < least; n++)
		cr_assert_eq(read(fds[0], &told[n], 8), 8);
	nanosleep(&pause, NULL);
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	cr_assert(WIFSIGNALED(status), "status %x", (unsigned)status);
	while (n < 64 && read(fds[0], &told[n], 8) == 8)
		n++;
	close(fds[0]);
	cr_assert_eq(store_open(&again, path, &options), 0);
	for (unsigned i = 0; i < n; i++)
		cr_assert(!lost(again, told[i]));
	cr_assert_eq(store_check(again, stderr, &counts), 0);
	cr_assert_eq(counts.bad, 0);
	store_close(again);
	return n;
}

/* shows: NFR-14 */
Test(env, killed_a_hundred_times_while_it_writes_it_passes_its_check, .timeout = 300)
{
	unsigned seed = 20260516, told = 0;
	char path[256];

	snprintf(path, sizeof path, "%s/torture", dir);
	for (int round = 0; round < 100; round++)
		told += one_life(path, &seed);
	cr_log_info("%u acknowledged writes, none lost", told);
}
