/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A set of prompts: per language an array, and an open-addressed table from names to it.
 */
#include "media/prompts.h"

#include "media/alaw.h"
#include "media/wav.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LANGS    2
#define MOST     2000
#define SEATS    4096               /* of the hash table: a power of two, twice MOST */
#define FILE_MAX (16 * 1024 * 1024) /* 17 minutes of PCM */

static const char *const folder[LANGS] = { [LANG_ZH] = "zh", [LANG_EN] = "en" };

struct prompts {
	struct prompt list[LANGS][MOST];
	uint32_t n[LANGS];
	uint16_t seat[LANGS][SEATS]; /* index + 1; 0 = free */
};

static uint32_t
hash(const char *name)
{
	uint32_t h = 2166136261u; /* FNV-1a */
	for (; *name; name++)
		h = (h ^ (uint8_t)*name) * 16777619u;
	return h;
}

static uint16_t *
seat_of(struct prompts *p, int lang, const char *name)
{
	for (uint32_t i = hash(name);; i++) {
		uint16_t *seat = &p->seat[lang][i % SEATS];
		if (!*seat || strcmp(p->list[lang][*seat - 1].name, name) == 0)
			return seat;
	}
}

int
prompts_new(struct prompts **pp)
{
	*pp = calloc(1, sizeof(**pp));
	return *pp ? 0 : -ENOMEM;
}

/* Takes `data` over, also when it fails. */
static int
take(struct prompts *p, int lang, const char *name, uint8_t *data, uint32_t len)
{
	if (lang < 0 || lang >= LANGS || !*name || strlen(name) >= PROMPT_NAME || p->n[lang] == MOST ||
	    *seat_of(p, lang, name)) {
		free(data);
		return -EINVAL;
	}
	struct prompt *prompt = &p->list[lang][p->n[lang]];
	snprintf(prompt->name, sizeof(prompt->name), "%s", name);
	prompt->data = data;
	prompt->len = len;
	*seat_of(p, lang, name) = (uint16_t)++p->n[lang];
	return 0;
}

int
prompts_add(struct prompts *p, int lang, const char *name, const uint8_t *alaw, uint32_t len)
{
	uint8_t *data = malloc(len ? len : 1);
	if (!data)
		return -ENOMEM;
	memcpy(data, alaw, len);
	return take(p, lang, name, data, len);
}

/* The samples of a WAV image as A-law; NULL and a reason if it cannot be played. */
static uint8_t *
to_alaw(const uint8_t *image, size_t size, uint32_t *len, const char **what)
{
	struct wav_format wav;
	if (wav_parse(&wav, image, size) < 0) {
		*what = "is not a WAV file of A-law or 16-bit PCM";
		return NULL;
	}
	if (wav.channels != 1 || wav.rate != 8000) {
		*what = "is not mono at 8 kHz";
		return NULL;
	}
	*len = wav.len / (wav.bits / 8);
	uint8_t *data = malloc(*len ? *len : 1);
	*what = "does not fit into memory";
	if (!data)
		return NULL;
	if (wav.format == WAV_ALAW) {
		memcpy(data, wav.data, *len);
		return data;
	}
	for (uint32_t i = 0; i < *len; i++)
		data[i] = alaw_encode((int16_t)(wav.data[2 * i] | wav.data[2 * i + 1] << 8));
	return data;
}

static uint8_t *
slurp(const char *path, size_t *size)
{
	uint8_t *image = NULL;
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return NULL;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0 && st.st_size <= FILE_MAX)
		image = malloc((size_t)st.st_size);
	*size = 0;
	while (image && *size < (size_t)st.st_size) {
		ssize_t n = read(fd, image + *size, (size_t)st.st_size - *size);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		*size += (size_t)n;
	}
	close(fd);
	return image;
}

static int
load_one(struct prompts *p, int lang, const char *path, const char *name, const char **what)
{
	size_t size;
	uint32_t len = 0;
	uint8_t *image = slurp(path, &size), *data = NULL;
	*what = "cannot be read";
	if (image)
		data = to_alaw(image, size, &len, what);
	free(image);
	if (!data)
		return -EINVAL;
	*what = "has a name that is too long, or is one too many";
	return take(p, lang, name, data, len);
}

static int
is_wav(const struct dirent *e)
{
	size_t n = strlen(e->d_name);
	return e->d_name[0] != '.' && n > 4 && strcmp(e->d_name + n - 4, ".wav") == 0;
}

static void
load_folder(struct prompts *p, int lang, const char *dir, uint32_t *bad, void (*tell)(const char *, const char *))
{
	char path[1024], name[256];
	struct dirent **list;
	snprintf(path, sizeof(path), "%s/%s", dir, folder[lang]);
	int n = scandir(path, &list, is_wav, alphasort);
	for (int i = 0; i < n; i++) {
		const char *what;
		snprintf(path, sizeof(path), "%s/%s/%s", dir, folder[lang], list[i]->d_name);
		snprintf(name, sizeof(name), "%.*s", (int)strlen(list[i]->d_name) - 4, list[i]->d_name);
		if (load_one(p, lang, path, name, &what) < 0) {
			++*bad;
			if (tell)
				tell(path, what);
		}
		free(list[i]);
	}
	if (n >= 0)
		free(list);
}

int
prompts_load(struct prompts **pp, const char *dir, uint32_t *bad, void (*tell)(const char *path, const char *what))
{
	struct prompts *p;
	if (access(dir, R_OK | X_OK) < 0)
		return -errno;
	int rc = prompts_new(&p);
	if (rc < 0)
		return rc;
	*bad = 0;
	for (int lang = 0; lang < LANGS; lang++)
		load_folder(p, lang, dir, bad, tell);
	*pp = p;
	return 0;
}

void
prompts_free(struct prompts *p)
{
	if (!p)
		return;
	for (int lang = 0; lang < LANGS; lang++)
		for (uint32_t i = 0; i < p->n[lang]; i++)
			free((void *)(uintptr_t)p->list[lang][i].data);
	free(p);
}

const struct prompt *
prompt_find(const struct prompts *p, int lang, const char *name)
{
	if (!p || lang < 0 || lang >= LANGS)
		return NULL;
	for (uint32_t i = hash(name);; i++) {
		uint16_t seat = p->seat[lang][i % SEATS];
		if (!seat)
			return NULL;
		if (strcmp(p->list[lang][seat - 1].name, name) == 0)
			return &p->list[lang][seat - 1];
	}
}

uint32_t
prompts_count(const struct prompts *p, int lang)
{
	return p && lang >= 0 && lang < LANGS ? p->n[lang] : 0;
}

const struct prompt *
prompt_at(const struct prompts *p, int lang, uint32_t i)
{
	return i < prompts_count(p, lang) ? &p->list[lang][i] : NULL;
}
