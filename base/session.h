/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Session numbers, and the names that are made of them.
 *
 * A session (a call, from its first moment to its last) is node << 48 | counter; people read it as "1-38217".  The file of
 * a recording is named by its session and its number within it, so that whoever knows these finds it: mediad writes it
 * there, crmd puts the same path into the index.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define SESSION_TEXT 32

static inline unsigned
session_node(uint64_t session)
{
	return (unsigned)(session >> 48);
}

static inline uint64_t
session_serial(uint64_t session)
{
	return session & UINT64_C(0xffffffffffff);
}

static inline uint64_t
session_make(unsigned node, uint64_t serial)
{
	return (uint64_t)node << 48 | session_serial(serial);
}

/* "1-38217"; returns `text`. */
const char *session_text(uint64_t session, char text[SESSION_TEXT]);

/* DIR/YYYYMMDD/NODE-SERIAL-NO.wav; the day is the local one of the recording's start.  0, -EINVAL, -ENAMETOOLONG. */
int recording_path(char *path, size_t size, const char *dir, uint64_t session, uint32_t rec_no, int64_t start_us);
/* DIR/YYYYMMDD/NODE-SERIAL-fNO.tif of a received fax, likewise. */
int fax_path(char *path, size_t size, const char *dir, uint64_t session, uint32_t fax_no, int64_t start_us);
