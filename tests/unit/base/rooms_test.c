/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The map is true: every file named in ARCHITECTURE.md's table "Where things happen" is there and has the functions and
 * rows that the table promises, and every folder in the README's table exists.
 *
 * In the table `folder/file.c` names a file, and every `name` or `name()` after it, up to the next file or the end of
 * the cell, must stand in it: `name()` in a .c file as a definition (at the beginning of a line, as we write them),
 * anything else as a word.
 */
#include <criterion/criterion.h>

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define MAP    "ARCHITECTURE.md"
#define README "README.md"

static char *
slurp(const char *path)
{
	char *text = NULL;
	size_t size = 0;
	FILE *from = fopen(path, "r");

	if (!from)
		return NULL;
	if (getdelim(&text, &size, '\0', from) < 0) {
		free(text);
		text = NULL;
	}
	fclose(from);
	return text;
}

static bool
is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* Does `name` stand in `text` as a word; or, if `defined`, at the beginning of a line and before a parenthesis? */
static bool
stands_in(const char *text, const char *name, size_t len, bool defined)
{
	for (const char *at = text; (at = memmem(at, strlen(at), name, len)); at++) {
		bool starts = at == text || (defined ? at[-1] == '\n' : !is_word(at[-1]));

		if (starts && (defined ? at[len] == '(' : !is_word(at[len])))
			return true;
	}
	return false;
}

/* One cell, from `cell` to `end`.  Returns how many names it looked up. */
static int
check_cell(const char *cell, const char *end)
{
	char *text = NULL, path[128] = "";
	int names = 0;

	for (const char *tick = cell; (tick = memchr(tick, '`', (size_t)(end - tick)));) {
		const char *word = ++tick;

		tick = memchr(word, '`', (size_t)(end - word));
		cr_assert(tick, MAP ": a ` without its other: %.40s", word);
		size_t len = (size_t)(tick++ - word);
		bool call = len > 2 && memcmp(word + len - 2, "()", 2) == 0;

		if (memchr(word, ' ', len))
			continue; /* a command */
		if (memchr(word, '/', len)) {
			cr_assert_lt(snprintf(path, sizeof(path), "%.*s", (int)len, word), (int)sizeof(path));
			struct stat st;
			cr_assert_eq(stat(path, &st), 0, MAP " names %s, which is not there", path);
			free(text);
			text = S_ISREG(st.st_mode) ? slurp(path) : NULL;
		} else {
			cr_assert(text, MAP ": `%.*s` follows no file", (int)len, word);
			bool in_c = path[strlen(path) - 1] == 'c';
			cr_expect(stands_in(text, word, call ? len - 2 : len, call && in_c), MAP ": %s has no %.*s",
			    path, (int)len, word);
			names++;
		}
	}
	free(text);
	return names;
}

Test(rooms, everything_happens_where_the_map_says)
{
	char *map = slurp(MAP);

	cr_assert(map, "no " MAP " here: tests run in the root of the source");
	char *row = strstr(map, "| what happens |");
	int rows = 0;

	cr_assert(row, "the table is gone");
	for (row = strchr(row, '\n') + 1; *row == '|'; row = strchr(row, '\n') + 1) {
		char *end = strchr(row, '\n'), *cell = row + 1;
		int cells = 0, names = 0;

		if (row[1] == '-')
			continue;
		for (char *bar; (bar = memchr(cell, '|', (size_t)(end - cell))); cell = bar + 1, cells++)
			names += check_cell(cell, bar);
		cr_expect_eq(cells, 4, MAP ": %d cells in %.40s", cells, row);
		cr_expect_gt(names, 1, MAP ": too little is named in %.40s", row);
		rows++;
	}
	cr_expect_geq(rows, 13);
	free(map);
}

Test(rooms, every_folder_of_the_readme_exists)
{
	char *readme = slurp(README);

	cr_assert(readme);
	char *row = strstr(readme, "| folder |");
	int folders = 0;

	cr_assert(row);
	for (; *row == '|'; row = strchr(row, '\n') + 1) {
		char *end = strpbrk(row + 1, "|\n");

		for (char *tick = row; (tick = memchr(tick, '`', (size_t)(end - tick)));) {
			char path[64];
			struct stat st;
			char *close = memchr(tick + 1, '`', (size_t)(end - tick - 1));

			cr_assert(close);
			snprintf(path, sizeof(path), "%.*s", (int)(close - tick - 1), tick + 1);
			cr_expect(
			    stat(path, &st) == 0 && S_ISDIR(st.st_mode), README " names %s, which is no folder", path);
			folders++;
			tick = close + 1;
		}
	}
	cr_expect_geq(folders, 10);
	free(readme);
}
