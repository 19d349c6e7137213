/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Folders on the way to a file.
 */
#pragma once

#include <sys/types.h>

#define FOLDER_PATH 512 /* the longest path, with its NUL */

/*
 * Make the folders that `path` lies in, as far as they are missing: of "a/b/c" a and a/b, of "a/b/" the same.  0; -ENAMETOOLONG,
 * or what mkdir(2) said.  Folders made before the fault stay.
 */
int folders_make(const char *path, mode_t mode);
