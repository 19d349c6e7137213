/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is what was recorded what was sent?
 *
 *     same make FILE SECONDS        noise, as a WAV file of 16 bits: every stretch of it is unlike every other
 *     same in FILE RECORDING        the whole of FILE, in A-law, is in the left channel of RECORDING without one octet changed
 */
#include "tools/farend/audio.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEY 64 /* octets that tell where it begins */

static void
put(FILE *to, unsigned long value, int octets)
{
	for (; octets--; value >>= 8)
		putc((int)(value & 255), to);
}

static int
make(const char *path, unsigned long samples)
{
	FILE *to = fopen(path, "w");
	uint32_t noise = 1;

	if (!to)
		return 1;
	fputs("RIFF", to);
	put(to, 36 + 2 * samples, 4);
	fputs("WAVEfmt ", to);
	put(to, 16, 4);
	put(to, 1, 2);
	put(to, 1, 2);
	put(to, SAMPLE_RATE, 4);
	put(to, 2 * SAMPLE_RATE, 4);
	put(to, 2, 2);
	put(to, 16, 2);
	fputs("data", to);
	put(to, 2 * samples, 4);
	for (unsigned long i = 0; i < samples; i++) {
		noise = noise * 1664525u + 1013904223u;
		put(to, (uint16_t)(int16_t)((int)(noise >> 19) - 4096), 2);
	}
	return fclose(to) ? 1 : 0;
}

/* The left octets of a recording: how many, or -1. */
static long
left_of(const char *path, uint8_t **left)
{
	uint8_t head[4096];
	FILE *from = fopen(path, "r");
	size_t n = from ? fread(head, 1, sizeof(head), from) : 0;
	uint8_t *data = n ? memmem(head, n, "data", 4) : NULL;
	long frames = 0;
	int octet, right;

	if (!data)
		return -1;
	fseek(from, data + 8 - head, SEEK_SET);
	*left = malloc(64u << 20);
	while ((octet = getc(from)) != EOF && (right = getc(from)) != EOF && frames < 64 << 20)
		(*left)[frames++] = (uint8_t)octet;
	fclose(from);
	return frames;
}

static int
in(const char *sent_path, const char *path)
{
	int16_t *samples;
	uint8_t *left, *sent, *at;
	size_t n;

	if (wav_read(sent_path, &samples, &n) || n < KEY || !(sent = malloc(n)))
		return 1;
	for (size_t i = 0; i < n; i++)
		sent[i] = samples[i] ? sample_alaw(samples[i]) : SPAN_IDLE;
	long frames = left_of(path, &left);

	if (frames < 0 || !(at = memmem(left, (size_t)frames, sent, KEY))) {
		printf("%s: what was sent does not begin in it\n", path);
		return 1;
	}
	size_t begin = (size_t)(at - left), good = 0;

	while (good < n && begin + good < (size_t)frames && at[good] == sent[good])
		good++;
	printf("%s: %zu of %zu samples exact, from %zu\n", path, good, n, begin);
	return good == n ? 0 : 1;
}

int
main(int argc, char **argv)
{
	if (argc == 4 && strcmp(argv[1], "make") == 0)
		return make(argv[2], strtoul(argv[3], NULL, 10) * SAMPLE_RATE);
	if (argc == 4 && strcmp(argv[1], "in") == 0)
		return in(argv[2], argv[3]);
	fprintf(stderr, "usage: same make FILE SECONDS | same in FILE RECORDING\n");
	return 100;
}
