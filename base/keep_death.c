/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Deaths by an input.  A core that dies of an input would die of it again at every replay; so the record counts its
 * deaths, and after the second the input is set aside in a file and skipped.  Only deaths of its own count (a fault, an
 * assertion, the watchdog's SIGABRT): a process that somebody killed was not killed by what it was reading.
 */
#include "base/keep_inside.h"
#include "base/log.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#define DEATHS 2u

static struct journal_rec *volatile stepping; /* one core per process */

static const int signals[] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT };
static struct sigaction before[sizeof(signals) / sizeof(signals[0])];

void
keep_stepping(struct journal_rec *rec)
{
	stepping = rec;
}

/* Async-signal-safe.  Then die as if we had not been asked: with the former action, at the same instruction. */
static void
on_death(int sig)
{
	if (stepping)
		atomic_fetch_add_explicit(&stepping->deaths, 1, memory_order_relaxed);
	stepping = NULL;
	for (unsigned i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		if (signals[i] == sig)
			sigaction(sig, &before[i], NULL);
	raise(sig);
}

void
keep_guard(void)
{
	static uint8_t stack[65536]; /* the fault may be that there is no stack left */
	stack_t alternative = { .ss_sp = stack, .ss_size = sizeof(stack) };
	struct sigaction act = { .sa_handler = on_death, .sa_flags = SA_ONSTACK };

	sigemptyset(&act.sa_mask);
	sigaltstack(&alternative, NULL);
	for (unsigned i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		struct sigaction old;
		if (sigaction(signals[i], &act, &old) == 0 && old.sa_handler != on_death)
			before[i] = old;
	}
}

static void
write_poison(const struct keep *k, const struct journal_entry *e)
{
	char path[256];

	if (shm_path(path, sizeof(path), k->run_dir, "%s.poison.%llu", k->core->name, (unsigned long long)e->in.serial))
		return;
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0660);
	if (fd < 0 || write(fd, e->rec, sizeof(*e->rec) + e->in.len) != (ssize_t)(sizeof(*e->rec) + e->in.len))
		log_warn("%s: cannot be written", path);
	if (fd >= 0)
		close(fd);
}

bool
keep_is_poison(struct keep *k, const struct journal_entry *e)
{
	if (e->aside) {
		k->set_aside++;
		return true;
	}
	if (atomic_load_explicit(&e->rec->deaths, memory_order_relaxed) < DEATHS)
		return false;
	log_alarm("core %s: input %llu (from %u, type %u, %u octets) killed it %u times and is set aside",
	    k->core->name, (unsigned long long)e->in.serial, e->in.from, e->in.type, e->in.len, DEATHS);
	k->set_aside++;
	write_poison(k, e);
	journal_set_aside(e);
	return true;
}
