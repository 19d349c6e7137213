/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The file of a fax (base/session.h tells its name): a TIFF that has its name only when it is whole and on the disk.  Until then it
 * is NAME.part.
 */
#pragma once

#include "base/msg.h"

#define FAX_FILE_PATH 256

struct fax_file {
	char path[FAX_FILE_PATH];
	char part[FAX_FILE_PATH];
};

/*
 * Where it will be; makes its folder, and sees that a file can be made there.  0; -EEXIST: this very fax was received already, by a
 * process that died before it said so; or -errno.  An older file of the same name (numbers began anew) is kept under a name of its own.
 */
int fax_file_open(struct fax_file *f, const char *dir, const struct msg_fax *fax);

/* Bring it to the disk and give it its name.  0 or -errno. */
int fax_file_keep(const struct fax_file *f);
void fax_file_drop(const struct fax_file *f);

/* Take away the pages of the part that are more than `pages`: the last one was not whole.  Returns how many are left. */
uint32_t fax_file_trim(const struct fax_file *f, uint32_t pages);

/* Pages of a TIFF; 0 also if it cannot be read. */
uint32_t fax_file_pages(const char *path);
