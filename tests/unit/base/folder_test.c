/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/folder.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char top[] = "/tmp/folder.XXXXXX";

static int
is_folder(const char *below)
{
	char path[128];
	struct stat st;

	snprintf(path, sizeof(path), "%s/%s", top, below);
	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static int
make(const char *below)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", top, below);
	return folders_make(path, 0755);
}

Test(folder, all_on_the_way_are_made_and_none_is_a_fault_when_it_is_there)
{
	cr_assert_not_null(mkdtemp(top));
	cr_expect_eq(make("a/b/file"), 0);
	cr_expect(is_folder("a/b") && !is_folder("a/b/file"));
	cr_expect_eq(make("a/b/c/"), 0);
	cr_expect(is_folder("a/b/c"));
	cr_expect_eq(make("a/b/c/"), 0);
	cr_expect_eq(folders_make("no-folder", 0755), 0);
	cr_expect_eq(folders_make("", 0755), 0);
}

Test(folder, a_file_in_the_way_and_a_path_too_long_are_told)
{
	char path[FOLDER_PATH + 1];
	char file[64];

	cr_assert_not_null(mkdtemp(top));
	snprintf(file, sizeof(file), "%s/f", top);
	FILE *f = fopen(file, "w");
	cr_assert_not_null(f);
	fclose(f);
	cr_expect_eq(make("f/b/"), -ENOTDIR);
	memset(path, 'a', sizeof(path));
	path[FOLDER_PATH] = '\0';
	cr_expect_eq(folders_make(path, 0755), -ENAMETOOLONG);
}
