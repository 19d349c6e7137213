/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mkprompts LIST OUT [STUDIO]: make every prompt of a list, in both languages, as OUT/{zh,en}/NAME.wav.
 *
 * Only what has changed is made again: OUT/made.txt remembers from which words, or from which studio file of what age,
 * each prompt was made.  The list itself, with the units of numbers, is left as OUT/prompts.txt for those who check
 * menus.
 */
#include "media/music.h"
#include "media/prompts.h"
#include "media/wav.h"
#include "voice.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINE  1024
#define MADES 4096

struct unit {
	const char *name, *text[2];
};

/* clang-format off */
static const struct unit units[] = {
#define UNIT(id, name, zh, en) {name, {zh, en}},
#include "media/units.def"
#undef UNIT
};
/* clang-format on */

static const char *const lang_name[2] = { "zh", "en" };

static const char *out_dir, *studio_dir;
static char *mades[MADES]; /* "zh/welcome<TAB>origin" */
static int n_mades, made_now;
static FILE *list_copy, *made_copy;

__attribute__((noreturn, format(printf, 1, 2))) static void
fail(const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	fputs("mkprompts: ", stderr);
	vfprintf(stderr, format, ap);
	fputc('\n', stderr);
	va_end(ap);
	exit(1);
}

/* ---- what was made before ---- */

static void
read_mades(void)
{
	char path[512], line[LINE + 64];
	FILE *f;
	snprintf(path, sizeof(path), "%s/made.txt", out_dir);
	if (!(f = fopen(path, "r")))
		return;
	while (n_mades < MADES && fgets(line, sizeof(line), f)) {
		line[strcspn(line, "\n")] = 0;
		if (!(mades[n_mades++] = strdup(line)))
			fail("out of memory");
	}
	fclose(f);
}

static int
was_made(const char *line)
{
	for (int i = 0; i < n_mades; i++)
		if (strcmp(mades[i], line) == 0)
			return 1;
	return 0;
}

/* ---- making ---- */

static void
write_wav(const char *path, const struct sound *sound)
{
	char half[600];
	uint8_t header[WAV_PROMPT_HEADER];
	snprintf(half, sizeof(half), "%s.new", path);
	FILE *f = fopen(half, "wb");
	if (!f)
		fail("%s: %s", half, strerror(errno));
	wav_prompt_put(header, (uint32_t)sound->len);
	size_t n = fwrite(header, 1, sizeof(header), f) + fwrite(sound->alaw, 1, sound->len, f);
	if (fclose(f) != 0 || n != sizeof(header) + sound->len || rename(half, path) < 0)
		fail("%s: %s", path, strerror(errno));
}

static void
make_music(struct sound *sound)
{
	sound->len = music_samples();
	sound->alaw = malloc(sound->len);
	if (!sound->alaw || music_render(sound->alaw) < 0)
		fail("out of memory");
}

/* One prompt in one language.  text NULL: the music. */
static void
make(int lang, const char *name, const char *text)
{
	char path[512], studio[512] = "", origin[LINE + 64];
	struct stat st;
	struct sound sound;
	int rc = 0;
	snprintf(path, sizeof(path), "%s/%s/%s.wav", out_dir, lang_name[lang], name);
	if (studio_dir)
		snprintf(studio, sizeof(studio), "%s/%s/%s.wav", studio_dir, lang_name[lang], name);
	if (*studio && stat(studio, &st) == 0)
		snprintf(origin, sizeof(origin), "%s/%s\tstudio %lld", lang_name[lang], name, (long long)st.st_mtime);
	else
		snprintf(origin, sizeof(origin), "%s/%s\t%s", lang_name[lang], name, text ? text : "our own");
	fprintf(made_copy, "%s\n", origin);
	if (was_made(origin) && access(path, R_OK) == 0)
		return;
	if (strstr(origin, "\tstudio "))
		rc = voice_from_file(&sound, studio);
	else if (text)
		rc = voice_speak(&sound, lang_name[lang], text);
	else
		make_music(&sound);
	if (rc < 0)
		fail("%s/%s: %s%s", lang_name[lang], name, strerror(-rc),
		    rc == -ENOENT ? " (is espeak-ng installed?)" : "");
	write_wav(path, &sound);
	free(sound.alaw);
	made_now++;
}

static void
make_both(const char *name, const char *zh, const char *en)
{
	if (!*name || strlen(name) >= PROMPT_NAME ||
	    strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") != strlen(name))
		fail("%s: not a name for a prompt", name);
	fprintf(list_copy, "%s | %s | %s\n", name, zh, en);
	if (*zh)
		make(0, name, zh);
	if (*en)
		make(1, name, en);
}

static char *
trim(char *s)
{
	while (isspace((unsigned char)*s))
		s++;
	for (char *end = s + strlen(s); end > s && isspace((unsigned char)end[-1]);)
		*--end = 0;
	return s;
}

static void
make_list(const char *path)
{
	char line[LINE];
	FILE *f = fopen(path, "r");
	if (!f)
		fail("%s: %s", path, strerror(errno));
	for (int at = 1; fgets(line, sizeof(line), f); at++) {
		char *name = trim(line), *zh = strchr(name, '|'), *en = zh ? strchr(zh + 1, '|') : NULL;
		if (!*name || *name == '#')
			continue;
		if (!en)
			fail("%s:%d: want name | Chinese | English", path, at);
		*zh++ = *en++ = 0;
		make_both(trim(name), trim(zh), trim(en));
	}
	fclose(f);
}

static FILE *
open_out(const char *name)
{
	char path[512];
	snprintf(path, sizeof(path), "%s/%s.new", out_dir, name);
	FILE *f = fopen(path, "w");
	if (!f)
		fail("%s: %s", path, strerror(errno));
	return f;
}

static void
close_out(FILE *f, const char *name)
{
	char half[512], path[512];
	snprintf(half, sizeof(half), "%s/%s.new", out_dir, name);
	snprintf(path, sizeof(path), "%s/%s", out_dir, name);
	if (fclose(f) != 0 || rename(half, path) < 0)
		fail("%s: %s", path, strerror(errno));
}

int
main(int argc, char **argv)
{
	char path[512];
	if (argc < 3 || argc > 4) {
		fprintf(stderr, "usage: mkprompts LIST OUT [STUDIO]\n");
		return 100;
	}
	out_dir = argv[2];
	studio_dir = argc > 3 ? argv[3] : NULL;
	mkdir(out_dir, 0777);
	for (int lang = 0; lang < 2; lang++) {
		snprintf(path, sizeof(path), "%s/%s", out_dir, lang_name[lang]);
		if (mkdir(path, 0777) < 0 && errno != EEXIST)
			fail("%s: %s", path, strerror(errno));
	}
	read_mades();
	list_copy = open_out("prompts.txt");
	made_copy = open_out("made.txt");
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		make_both(units[i].name, units[i].text[0], units[i].text[1]);
	make_list(argv[1]);
	make(0, "music", NULL);
	close_out(list_copy, "prompts.txt");
	close_out(made_copy, "made.txt");
	printf("prompts: %d made, all in %s\n", made_now, out_dir);
	return 0;
}
