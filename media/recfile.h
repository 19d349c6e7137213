/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The file of one recording: named by its session, appended to at stated places, always repairable.
 */
#pragma once

#include "media/wav.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define REC_PATH 256

struct recfile {
	int fd;     /* -1: not open */
	bool dirty; /* the header on disk is behind */
	char path[REC_PATH];
	struct rec_header h;
};

/* DIR/YYYYMMDD/NODE-SERIAL-NO.wav; the day is the local one of the recording's start.  0 or -ENAMETOOLONG. */
int recfile_path(char path[REC_PATH], const char *dir, uint64_t session, uint32_t rec_no, int64_t start_us);

/* Open or make; an existing file is repaired first and appended to.  0 or -errno. */
int recfile_open(struct recfile *f, const char *dir, uint64_t session, uint32_t rec_no, int64_t start_us, bool make);

/* Frames that belong at frame `at`: a hole before it is filled with silence.  0, or -errno: nothing of it counts as
 * written. */
int recfile_put(struct recfile *f, uint32_t at, const uint8_t *frames, uint32_t n, uint32_t *filled);

/* Bring the header up to date; -ESTALE: the file is no longer in its folder. */
int recfile_sync(struct recfile *f);
int recfile_close(struct recfile *f);

/* Put right the header of a file that was not closed; unknown members of *h are taken from the file.  0 or -errno. */
int record_repair(int fd, struct rec_header *h);
