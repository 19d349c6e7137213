/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The worker: a process for one fax.  It has a socket to faxd and nothing else of the house: no rings, no clock, no configuration.
 */
#pragma once

#define FAX_WORKER_FD   3 /* its socket */
#define FAX_WORKER_NICE 5

/* In a process of its own: take the order from `fd`, receive the fax, tell its outcome.  Returns the exit status. */
int worker_run(int fd);
