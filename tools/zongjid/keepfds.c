/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Descriptors that outlive the parent (keepfds.h), by the protocol of sd_notify(3) and sd_listen_fds(3): FDSTORE=1 with FDNAME= and
 * the descriptor gives one, FDSTOREREMOVE=1 takes it back, LISTEN_FDS and LISTEN_FDNAMES bring them to the next parent.
 */
#include "tools/zongjid/keepfds.h"

#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#define NAME_SIZE 32

struct kept {
	char name[NAME_SIZE];
	int fd;
	bool used; /* got or put by this parent */
};

static struct kept kept[KEEPFDS_MOST];
static int n_kept;

static bool
is_name(const char *name)
{
	size_t len = strlen(name);

	for (size_t i = 0; i < len; i++)
		if (name[i] <= ' ' || name[i] > '~' || name[i] == ':')
			return false;
	return len > 0 && len < NAME_SIZE;
}

static struct kept *
find(const char *name)
{
	for (int i = 0; i < n_kept; i++)
		if (strcmp(kept[i].name, name) == 0)
			return &kept[i];
	return NULL;
}

static int
add(const char *name, int fd, bool used)
{
	if (!is_name(name) || fd < 0)
		return -EINVAL;
	if (n_kept == KEEPFDS_MOST)
		return -ENOSPC;
	struct kept *k = &kept[n_kept++];

	snprintf(k->name, sizeof(k->name), "%s", name);
	k->fd = fd;
	k->used = used;
	return 0;
}

static void
drop(struct kept *k)
{
	sd_notifyf(0, "FDSTOREREMOVE=1\nFDNAME=%s", k->name);
	close(k->fd);
	*k = kept[--n_kept];
}

void
keepfds_open(void)
{
	char **names = NULL;
	int n = sd_listen_fds_with_names(1, &names);

	for (int i = 0; i < n; i++) {
		int fd = SD_LISTEN_FDS_START + i, err = find(names[i]) ? -EEXIST : add(names[i], fd, false);

		if (err) {
			log_warn("descriptor \"%s\" of an earlier parent: %s", names[i], strerror(-err));
			close(fd);
		}
		free(names[i]);
	}
	free(names);
}

int
keepfds_get(const char *name)
{
	struct kept *k = find(name);

	if (!k)
		return -ENOENT;
	k->used = true;
	return k->fd;
}

int
keepfds_put(const char *name, int fd)
{
	char text[80];

	keepfds_drop(name);
	int err = add(name, fd, true);
	if (err)
		return err;
	snprintf(text, sizeof(text), "FDSTORE=1\nFDNAME=%s\nFDPOLL=0", name);
	err = sd_pid_notify_with_fds(0, 0, text, &fd, 1); /* 0: nobody is there to keep it */
	if (err < 0)
		log_warn("descriptor \"%s\": the store does not take it: %s", name, strerror(-err));
	return 0;
}

void
keepfds_drop(const char *name)
{
	struct kept *k = find(name);

	if (k)
		drop(k);
}

void
keepfds_settle(void)
{
	for (int i = n_kept - 1; i >= 0; i--)
		if (!kept[i].used)
			drop(&kept[i]);
}

void
keepfds_drop_all(void)
{
	while (n_kept > 0)
		drop(&kept[n_kept - 1]);
}

void
keepfds_hand_down(void)
{
	for (int i = 0; i < n_kept; i++)
		fcntl(kept[i].fd, F_SETFD, 0);
}
