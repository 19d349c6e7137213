/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The keeper of a core: journal, snapshot, replay, outputs exactly once.
 *
 * Order of commits, so that no instruction is a bad place to die: peek a message -> append it with the time to the journal
 * -> release the ring's head (a redelivered message is already journaled: skip) -> step -> append outputs to their rings,
 * each with the next number of its ring (on replay, numbers below the ring's own next number are suppressed; local outputs
 * are counted the same way in the journal's header) -> every so often, with nothing pending, copy the arena to the idle one
 * of two snapshot slots and flip with one store.  Nothing else is persisted.  An input that kills the core twice is set
 * aside in a file (`NAME.poison.N`) and skipped.
 *
 * Files in the run directory: NAME.journal, NAME.snap.  One core per process.
 */
#pragma once

#include "base/core.h"

struct keep;
struct wires;

struct keep_ops {
	/* Perform a local output.  Called once per output except that the very last one before a kill may come again. */
	void (*local)(void *arg, uint16_t kind, uint32_t addr, const void *data, uint32_t len);
	/* Story, log and counters of steps that are not replayed; each may be NULL.  now_us: of the input. */
	void (*trace)(void *arg, int64_t now_us, uint16_t kind, uint64_t ref, const void *data, uint32_t len);
	void (*log)(void *arg, int level, const char *line);
	void (*count)(void *arg, uint16_t id, uint16_t which, int64_t n);
	uint32_t journal_bytes; /* 0 = 16 MiB; a snapshot is taken whenever half of it is used */
};

/*
 * Open or make the state.  Returns 1 if it was resumed (replayed, outputs completed, CORE_RESUMED fed), 0 if it is new
 * (CORE_STARTED fed), or -errno.  `wires` may be NULL in tests: then sends go nowhere but are numbered.
 */
int keep_open(struct keep **keepp, const struct core *core, const struct site *site, const char *run_dir,
    struct wires *wires, const struct keep_ops *ops, void *arg);
void keep_close(struct keep *keep);

/* Feed one input that did not come through a ring.  -EMSGSIZE, -ENOSPC (journal cannot turn over: never in practice). */
int keep_feed(struct keep *keep, uint16_t from, uint16_t type, const void *data, uint32_t len, int64_t now_us);

/* Take what waits in the rings (checked against the catalogue), then a tick if due.  Returns how many inputs it took. */
int keep_work(struct keep *keep, int64_t now_us);
int64_t keep_next_due(const struct keep *keep);

/* The live arena, for read-only views by control verbs. */
const void *keep_arena(const struct keep *keep);

/* Inputs that were set aside because they killed the core, as far as this process has seen. */
uint32_t keep_set_aside(const struct keep *keep);

/*
 * Replay a saved pair of files without touching them (zongji replay): calls `each` before every step with the input.
 * The outputs of the steps go to `out`.
 */
int keep_replay_files(const struct core *core, const char *snap_path, const char *journal_path,
    void (*each)(void *arg, const struct core_input *in), void *arg, struct core_out *out);
