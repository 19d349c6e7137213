/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Descriptors that outlive the parent.
 *
 * What the parent holds for the house (the power of the soft lines) goes with its last holder.  Children inherit a copy; and systemd keeps
 * another in the store of our unit (FileDescriptorStoreMax=) and gives it to the next parent, so that neither a kill of the parent nor
 * one of all processes at once lets go of it.  Without systemd (no NOTIFY_SOCKET) only the children's copies are left.
 *
 * A descriptor is known by its name: up to 31 printable characters but ':'.  The table owns it.
 */
#pragma once

#define KEEPFDS_MOST 512

/* Take what systemd kept from an earlier parent: once, before anything else is opened. */
void keepfds_open(void);

/* The descriptor kept under this name, which is now in use, or -ENOENT. */
int keepfds_get(const char *name);

/* Keep this one, here and in the store; one that had the name is let go.  0, -ENOSPC, -EINVAL; then `fd` is still the caller's. */
int keepfds_put(const char *name, int fd);

/* Let go of it, here and in the store. */
void keepfds_drop(const char *name);

/* Let go of those that nobody has got or put: what they belonged to has left the configuration. */
void keepfds_settle(void);

/* Let go of all: a clean stop. */
void keepfds_drop_all(void);

/* In the child, before exec: all go with it. */
void keepfds_hand_down(void);
