/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Nothing above trunk/ knows a driver: no file outside it includes a header of DAHDI's, nor one of ours that leads to them.
 *
 * Sources are read as text: the files of trunk/ that include <dahdi/...>, then those that include one of these, and so on, are
 * behind the door; whatever stands elsewhere may include none of them.  The tests of the driver itself, in tests/dahdi-vm, may.
 */
#include <criterion/criterion.h>

#include <ftw.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define FILES_MOST 2000
#define PATH_MOST  128
#define LINE_MOST  512

static char files[FILES_MOST][PATH_MOST];
static bool behind[FILES_MOST];
static int n_files;

static int
note_file(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	const char *dot = strrchr(path, '.');

	if (kind == FTW_D && (strcmp(path, "./build") == 0 || strcmp(path, "./.git") == 0))
		return FTW_SKIP_SUBTREE;
	if (kind != FTW_F || !dot || strlen(dot) != 2 || !strchr("ch", dot[1]))
		return FTW_CONTINUE;
	cr_assert(n_files < FILES_MOST);
	cr_assert_lt(snprintf(files[n_files++], PATH_MOST, "%s", path + 2), PATH_MOST);
	return FTW_CONTINUE;
}

/* The file that this line includes, or NULL. */
static const char *
included(char line[LINE_MOST])
{
	char *at = line + strspn(line, " \t");

	if (*at++ != '#')
		return NULL;
	at += strspn(at, " \t");
	if (strncmp(at, "include", 7) != 0)
		return NULL;
	at += strcspn(at, "\"<\n");
	if (!*at || *at == '\n')
		return NULL;
	at[1 + strcspn(at + 1, "\">\n")] = '\0';
	return at + 1;
}

static bool
is_behind(const char *header)
{
	if (strncmp(header, "dahdi/", 6) == 0)
		return true;
	for (int i = 0; i < n_files; i++)
		if (behind[i] && strcmp(files[i], header) == 0)
			return true;
	return false;
}

/* The first header behind the door that the file includes; "" if there is none. */
static void
leads_behind(const char *path, char header[LINE_MOST])
{
	char line[LINE_MOST];
	FILE *from = fopen(path, "r");

	cr_assert(from, "%s", path);
	header[0] = '\0';
	while (!header[0] && fgets(line, sizeof(line), from)) {
		const char *name = included(line);
		if (name && is_behind(name))
			snprintf(header, LINE_MOST, "%s", name);
	}
	fclose(from);
}

static bool
of_the_driver(const char *path)
{
	return (strncmp(path, "trunk/", 6) == 0 && !strchr(path + 6, '/')) || strncmp(path, "tests/dahdi-vm/", 15) == 0;
}

static int
take_behind(void)
{
	char header[LINE_MOST];
	int found = 0;

	for (int i = 0; i < n_files; i++) {
		if (behind[i] || !of_the_driver(files[i]))
			continue;
		leads_behind(files[i], header);
		behind[i] = header[0] != '\0';
		found += behind[i];
	}
	return found;
}

Test(door, no_dahdi_header_is_included_above_trunk)
{
	char header[LINE_MOST];
	int drivers = 0, others = 0, found;

	cr_assert_eq(nftw(".", note_file, 16, FTW_PHYS | FTW_ACTIONRETVAL), 0);
	while ((found = take_behind()) > 0)
		drivers += found;
	cr_assert_geq(drivers, 2, "the driver itself was not found: is this the root of the source?");
	for (int i = 0; i < n_files; i++) {
		if (of_the_driver(files[i]))
			continue;
		leads_behind(files[i], header);
		cr_expect(!header[0], "%s includes %s", files[i], header);
		others++;
	}
	cr_assert_gt(others, 100);
}
