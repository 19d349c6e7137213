/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Door: a SEQPACKET socket of the run directory at which local processes knock; one packet is one message.
 *
 * Its mode is 0660: who may open the file may talk, and who talks is known by the credentials the kernel gives.  A process
 * that is out of descriptors turns callers away instead of leaving them at the door, where they would keep it awake.
 */
#pragma once

#include <stdbool.h>

/* Listen at RUN_DIR/NAME; what a predecessor left there is replaced.  A non-blocking descriptor, or -errno. */
int door_open(const char *run_dir, const char *name, int waiting);
/* and take the name away; a negative door is ignored */
void door_close(int door, const char *run_dir, const char *name);

/* Who knocked: a non-blocking descriptor; -EAGAIN nobody; -EMFILE there was none left, somebody was turned away. */
int door_accept(int door);

/* Knock at somebody's door: a descriptor or -errno.  `wait`: it may block, in connecting too. */
int door_knock(const char *run_dir, const char *name, bool wait);
