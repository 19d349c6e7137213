/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who has channels of DAHDI open (dahdi_hold.h). */
#include "trunk/dahdi_hold.h"

#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const our_own[] = { "isupd", "prid", "mediad", "farend" };

/* Does this name of an open file stand for a channel?  chan/SPAN/SLOT tells which; channel and old numbers do not. */
static bool
is_channel(const char *path, int *span, int *slot)
{
	static const char place[] = "/dev/dahdi/";

	*span = *slot = 0;
	if (strncmp(path, place, sizeof(place) - 1) != 0)
		return false;
	path += sizeof(place) - 1;
	if (sscanf(path, "chan/%d/%d", span, slot) == 2)
		return true;
	*span = *slot = 0;
	return strcmp(path, "channel") == 0 || isdigit((unsigned char)*path);
}

static void
read_name(const char *root, int pid, struct holder *h)
{
	char path[300];

	snprintf(path, sizeof(path), "%s/proc/%d/comm", root, pid);
	FILE *from = fopen(path, "re");
	if (!from || !fgets(h->name, sizeof(h->name), from))
		snprintf(h->name, sizeof(h->name), "?");
	if (from)
		fclose(from);
	h->name[strcspn(h->name, "\n")] = '\0';
	for (size_t i = 0; i < sizeof(our_own) / sizeof(our_own[0]); i++)
		h->ours |= strcmp(h->name, our_own[i]) == 0;
}

static bool
is_there(const struct holder *h, int n, const struct holder *one)
{
	for (int i = 0; i < n; i++)
		if (h[i].pid == one->pid && h[i].span == one->span && h[i].slot == one->slot)
			return true;
	return false;
}

/* The channels of one process. */
static int
look_at(const char *root, int pid, struct holder *h, int n, int most)
{
	char path[300], target[128];

	snprintf(path, sizeof(path), "%s/proc/%d/fd", root, pid);
	DIR *dir = opendir(path);
	for (const struct dirent *e; dir && n < most && (e = readdir(dir));) {
		struct holder one = { .pid = pid };
		ssize_t len = readlinkat(dirfd(dir), e->d_name, target, sizeof(target) - 1);

		if (len < 0)
			continue;
		target[len] = '\0';
		if (!is_channel(target, &one.span, &one.slot) || is_there(h, n, &one))
			continue;
		read_name(root, pid, &one);
		h[n++] = one;
	}
	if (dir)
		closedir(dir);
	return n;
}

int
hold_find(const char *root, struct holder *h, int most)
{
	char path[280];
	int n = 0;

	snprintf(path, sizeof(path), "%s/proc", root);
	DIR *dir = opendir(path);
	for (const struct dirent *e; dir && (e = readdir(dir));)
		if (isdigit((unsigned char)e->d_name[0]))
			n = look_at(root, atoi(e->d_name), h, n, most);
	if (dir)
		closedir(dir);
	return n;
}

void
hold_text(const struct holder *h, int n, int self, char *to, size_t size)
{
	size_t len = 0;
	int last = 0;

	*to = '\0';
	for (int i = 0; i < n && len < size; i++) {
		if (self ? h[i].pid == self : h[i].ours)
			continue;
		if (h[i].pid == last)
			continue;
		last = h[i].pid;
		len += (size_t)snprintf(to + len, size - len, "%s%s (%d)", len ? ", " : "", h[i].name, h[i].pid);
	}
}
