/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trunk/selection.h"

#include "base/words.h"

#include <errno.h>
#include <string.h>

#define LAST_SLOT 31

int
selection_read(struct selection *s, const struct site *site, enum group_kind kind, const char *what, int argc,
    char **argv, FILE *to)
{
	*s = (struct selection){ -1, -1, 1, LAST_SLOT };
	if (argc == 3 && strcmp(argv[1], "span") == 0) {
		s->span = words_number(argv[2], 64);
		if (s->span > 0)
			return 0;
	} else if (argc == 2 || argc == 3) {
		s->group = site_group(site, argv[1]);
		if (s->group < 0 || site->groups[s->group].kind != (int)kind) {
			fprintf(to, "no trunk group %s of %s\n", argv[1], what);
			return -ENOENT;
		}
		if (argc == 2 || words_range(argv[2], 1, LAST_SLOT, &s->first, &s->last) == 0)
			return 0;
	} else if (argc == 1) {
		return 0;
	}
	fprintf(to, "which %s?  GROUP, GROUP SLOT, GROUP SLOT-SLOT (1 to %d), or span N\n", what, LAST_SLOT);
	return -EINVAL;
}

bool
selection_has(const struct selection *s, int group, int span, int slot)
{
	return (s->group < 0 || s->group == group) && (s->span < 0 || s->span == span) && slot >= s->first &&
	    slot <= s->last;
}
