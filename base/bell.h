/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Doorbell: a named FIFO that one process sleeps on and anybody may ring.
 *
 * Opened for reading and writing at both ends it never gives end-of-file or SIGPIPE, works with epoll, is found by its
 * name, and outlives every process.  A bell that is full has been rung.
 */
#pragma once

int bell_create(const char *path); /* 0, also if it is there already, or -errno */
int bell_open(const char *path);   /* a descriptor or -errno; poll it for reading */
void bell_ring(int fd);            /* a negative fd is ignored */
void bell_hush(int fd);            /* take all rings so far */
