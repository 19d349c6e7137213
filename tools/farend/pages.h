/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pages to fax: TIFF files that a fax machine can send, and test pages, each unlike the others.
 */
#pragma once

#include <stddef.h>

#define PAGES_MOST 50 /* of test pages in one file */

/* "pages:3" -> 3; 0: it is not of that form; -1: it is, but the number is not right. */
int pages_wanted(const char *text);
/* The name of their file: DIR/fax-pages-N.tif, DIR being where `beside` lies (NULL: here).  0 or -ENAMETOOLONG. */
int pages_path(char *path, size_t size, const char *beside, int n);
/* Write n test pages, 1728 columns, standard resolution, T.6.  0 or -EIO. */
int pages_write(const char *path, int n);
/* How many pages a file has; -ENOENT: there is no such file, -EINVAL: it is no TIFF. */
int pages_count(const char *path);
/* Do two files hold the same pages, dot for dot?  0; -EINVAL: no, and `why` says where; or as pages_count(). */
int pages_compare(const char *one, const char *other, char *why, size_t size);
