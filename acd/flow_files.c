/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reading the flow folder.
 *
 * What prompts say is known from the list beside them, prompts.txt: `name | Chinese | English`, the list they were made from.
 * Without that list prompts are not checked, and one line says so.
 */
#include "acd/flow_files.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_MOST (256 * 1024) /* of a flow or of the list */

struct folder {
	const struct site *site;
	char *list; /* prompts.txt, or NULL */
	char said[1024];
	void (*tell)(void *arg, const char *line);
	void *arg;
};

/* A file's text, to be freed; NULL with errno when it cannot be read, is too long or is no text. */
static char *
read_text(const char *path)
{
	FILE *f = fopen(path, "re");
	char *text = f ? malloc(TEXT_MOST + 1) : NULL;
	int err = text ? 0 : errno;

	if (text) {
		size_t n = fread(text, 1, TEXT_MOST + 1, f);

		if (ferror(f))
			err = errno;
		else if (n > TEXT_MOST)
			err = EFBIG;
		else if (memchr(text, '\0', n))
			err = EILSEQ;
		else
			text[n] = '\0';
	}
	if (f)
		fclose(f);
	if (!err)
		return text;
	free(text);
	errno = err;
	return NULL;
}

/* The line of the list that begins with this name; NULL if there is none. */
static const char *
listed(const char *list, const char *name)
{
	size_t len = strlen(name);

	for (const char *p = list; p && *p; p = *p ? p + 1 : p) {
		if (strncmp(p, name, len) == 0 && (p[len] == ' ' || p[len] == '|' || p[len] == '\t'))
			return p;
		p += strcspn(p, "\n");
		if (!*p)
			break;
	}
	return NULL;
}

static bool
has_prompt(void *arg, const char *name)
{
	const struct folder *f = arg;

	return !f->list || listed(f->list, name) != NULL;
}

/* What it says in the language of the house. */
static const char *
prompt_text(void *arg, const char *name)
{
	struct folder *f = arg;
	const char *p = listed(f->list, name);

	for (int field = f->site->site.language == LANG_EN ? 2 : 1; p && field > 0; field--) {
		p += strcspn(p, "|\n");
		p = *p == '|' ? p + 1 : NULL;
	}
	if (!p)
		return NULL;
	snprintf(f->said, sizeof(f->said), "%.*s", (int)strcspn(p, "|\n"), p);
	return f->said;
}

static int
queue_code(void *arg, const char *name)
{
	const struct folder *f = arg;
	int i = site_queue_by_name(f->site, name);

	return i < 0 ? -1 : f->site->queues[i].code;
}

static void
tell_lines(const struct folder *f, char *lines)
{
	char *rest;

	for (char *line = strtok_r(lines, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
		f->tell(f->arg, line);
}

static int
load_one(struct folder *f, const char *file, void (*take)(void *arg, const struct flow *flow))
{
	struct flow_names names = { .prompt = has_prompt, .text = prompt_text, .queue = queue_code, .arg = f };
	struct flow flow;
	char path[PATH_MAX], name[256], why[4096];

	snprintf(path, sizeof(path), "%s/%s", f->site->site.flow_dir, file);
	snprintf(name, sizeof(name), "%.*s", (int)(strlen(file) - strlen(".flow")), file);
	char *text = read_text(path);

	if (!text) {
		snprintf(why, sizeof(why), "%s: %s", file, strerror(errno));
		f->tell(f->arg, why);
		return -EIO;
	}
	int err = flow_compile(&flow, name, file, text, &names, why, sizeof(why));

	free(text);
	if (err)
		tell_lines(f, why);
	else
		take(f->arg, &flow);
	return err;
}

static int
is_flow(const struct dirent *entry)
{
	size_t len = strlen(entry->d_name);

	return len > strlen(".flow") && strcmp(entry->d_name + len - strlen(".flow"), ".flow") == 0;
}

/* What calls hear outside of their flows. */
static void
check_own_prompts(struct folder *f)
{
	static const char *const own[] = { "busy-wait", "still-waiting", "connecting", "announce-seat",
		"announce-service", "all-busy-goodbye", "no-input", "bad-key" };
	char line[128];

	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		if (!has_prompt(f, own[i])) {
			snprintf(line, sizeof(line), "there is no prompt %s, which every call may hear", own[i]);
			f->tell(f->arg, line);
		}
}

int
flow_files_load(const struct site *site, void (*take)(void *arg, const struct flow *flow),
    void (*tell)(void *arg, const char *line), void *arg)
{
	struct folder f = { .site = site, .tell = tell, .arg = arg };
	struct dirent **files;
	char path[PATH_MAX];
	int faulty = 0;
	int n = scandir(site->site.flow_dir, &files, is_flow, alphasort); /* in the same order every time */

	if (n < 0)
		return -errno;
	snprintf(path, sizeof(path), "%s/prompts.txt", site->site.prompt_dir);
	f.list = read_text(path);
	if (!f.list)
		tell(arg, "no list of prompts: what flows say is not checked");
	check_own_prompts(&f);
	for (int i = 0; i < n; i++) {
		faulty += load_one(&f, files[i]->d_name, take) < 0;
		free(files[i]);
	}
	free(files);
	free(f.list);
	return faulty;
}
