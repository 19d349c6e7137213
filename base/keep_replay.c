/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Replay of saved files (zongji replay): the core gets the same inputs again; nothing of it goes anywhere but to the
 * caller. */
#include "base/keep_inside.h"

#include <errno.h>
#include <stdlib.h>

static int
replay(const struct core *core, const struct snapshot *snap, struct journal *journal,
    void (*each)(void *arg, const struct core_input *in), void *arg, struct core_out *out)
{
	struct keep_mark mark;
	struct journal_entry e;
	uint64_t at = 0, last;
	void *arena = calloc(1, snapshot_arena_size(snap));

	if (!arena)
		return -ENOMEM;
	int rc = snapshot_load(snap, &mark, arena);
	if (!rc)
		rc = journal_walk(journal, mark.serial, &last);
	while (!rc && journal_read(journal, &at, &e) > 0) {
		if (e.in.serial <= mark.serial || e.aside || (e.in.from == CORE_FROM_SELF && e.in.type >= KEEP_OWN))
			continue;
		if (each)
			each(arg, &e.in);
		core->step(arena, &e.in, out);
	}
	free(arena);
	return rc;
}

int
keep_replay_files(const struct core *core, const char *snap_path, const char *journal_path,
    void (*each)(void *arg, const struct core_input *in), void *arg, struct core_out *out)
{
	struct snapshot snap;
	struct journal journal;
	struct snapshot_key key = { .layout = core->layout, .role = core->role };
	const char *why;

	text_copy(key.name, sizeof(key.name), core->name);
	int rc = snapshot_open(&snap, snap_path, &key, true, &why);
	if (rc)
		return rc;
	rc = journal_view(&journal, journal_path, snapshot_instance(&snap));
	if (!rc) {
		rc = replay(core, &snap, &journal, each, arg, out);
		journal_close(&journal);
	}
	snapshot_close(&snap);
	return rc;
}
