/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From speech at any rate to prompts: one channel, 8 kHz, silence cut off at both ends, all equally loud.
 *
 * The rate is changed by a windowed sinc that ends at 3.6 kHz.  Loudness is the power of the parts in which somebody
 * speaks, brought to -16 dBm0 unless that would clip.
 */
#include "voice.h"

#include "media/alaw.h"
#include "media/wav.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define RATE      8000
#define CUT_HZ    3600.0
#define TAPS      24   /* of the sinc, each side, in output samples */
#define FRAME     80   /* 10 ms: what is looked at for speech */
#define QUIET     0.01 /* of the loudest frame's level: silence */
#define LEAD      160  /* samples kept before and after speech */
#define TAIL      640
#define LEVEL     (32767 * M_SQRT1_2 * 0.1104) /* -16 dBm0: -19.14 dB under the full-scale sine */
#define IMAGE_MAX (64 * 1024 * 1024)

extern char **environ;

/* ---- reading ---- */

static int
read_all(int fd, uint8_t **image, size_t *size)
{
	size_t room = 65536;
	*size = 0;
	*image = malloc(room);
	while (*image) {
		ssize_t n = read(fd, *image + *size, room - *size);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? -errno : 0;
		*size += (size_t)n;
		if (*size < room)
			continue;
		if (room > IMAGE_MAX)
			return -EFBIG;
		uint8_t *more = realloc(*image, room *= 2);
		if (!more)
			break;
		*image = more;
	}
	return -ENOMEM;
}

static int
run_espeak(const char *lang, const char *text, uint8_t **image, size_t *size)
{
	bool zh = strcmp(lang, "zh") == 0;
	char *argv[] = { (char[]){ "espeak-ng" }, (char[]){ "--stdout" }, (char[]){ "-v" },
		zh ? (char[]){ "cmn-latn-pinyin" } : (char[]){ "en-gb" }, (char[]){ "-s" },
		zh ? (char[]){ "150" } : (char[]){ "150" }, (char[]){ "--" }, strdup(text), NULL };
	int out[2], status = 0;
	pid_t child;
	if (!argv[7] || pipe2(out, O_CLOEXEC) < 0) {
		free(argv[7]);
		return -errno;
	}
	posix_spawn_file_actions_t fa;
	posix_spawn_file_actions_init(&fa);
	posix_spawn_file_actions_adddup2(&fa, out[1], STDOUT_FILENO);
	int rc = -posix_spawnp(&child, "espeak-ng", &fa, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&fa);
	free(argv[7]);
	close(out[1]);
	if (rc == 0) {
		rc = read_all(out[0], image, size);
		waitpid(child, &status, 0);
		if (rc == 0 && status != 0)
			rc = -EIO;
	}
	close(out[0]);
	return rc;
}

/* ---- shaping ---- */

/* Samples of a WAV image, -1..1, channels added together. */
static double *
samples_of(const struct wav_format *wav, size_t *n)
{
	size_t frame = (size_t)wav->channels * wav->bits / 8;
	double *out = malloc((wav->len / frame + 1) * sizeof(*out));
	*n = wav->len / frame;
	for (size_t i = 0; out && i < *n; i++) {
		double sum = 0;
		for (size_t c = 0; c < wav->channels; c++) {
			const uint8_t *p = wav->data + i * frame + c * wav->bits / 8;
			sum += wav->format == WAV_ALAW ? alaw_linear[*p] : (int16_t)(p[0] | p[1] << 8);
		}
		out[i] = sum / wav->channels / 32768;
	}
	return out;
}

static size_t
common(size_t a, size_t b)
{
	return b ? common(b, a % b) : a;
}

/* The filter for output samples that fall `late` after an input sample: a sinc, faded out by a Hann window. */
static void
make_phase(double *filter, long reach, double late, double cut)
{
	for (long k = -reach; k <= reach; k++) {
		double x = (double)k - late,
		       w = fabs(x) < (double)reach ? 0.5 + 0.5 * cos(M_PI * x / (double)reach) : 0;
		filter[k + reach] = w * (fabs(x) < 1e-9 ? cut : sin(M_PI * cut * x) / (M_PI * x));
	}
}

/* Output samples fall on as many different places between input samples as 8,000 has shares in the rates' common
 * measure. */
static double *
to_rate(const double *in, size_t n, size_t rate, size_t *n_out)
{
	size_t phases = RATE / common(rate, RATE);
	long reach = (long)(TAPS * (rate > RATE ? rate : RATE) / RATE), width = 2 * reach + 1;
	double *filters = malloc(phases * (size_t)width * sizeof(*filters));
	*n_out = n * RATE / rate;
	double *out = calloc(*n_out + 1, sizeof(*out));
	for (size_t p = 0; filters && p < phases; p++)
		make_phase(filters + p * (size_t)width, reach, (double)(p * rate % RATE) / RATE,
		    fmin(1, 2 * CUT_HZ / (double)rate));
	if (!filters || !out) {
		free(filters);
		free(out);
		return NULL;
	}
	for (size_t i = 0; i < *n_out; i++) {
		const double *filter = filters + i % phases * (size_t)width;
		long at = (long)(i * rate / RATE);
		for (long k = -reach; k <= reach; k++)
			if (at + k >= 0 && (size_t)(at + k) < n)
				out[i] += in[at + k] * filter[k + reach];
	}
	free(filters);
	return out;
}

static double
frame_power(const double *s, size_t n, size_t at)
{
	double sum = 0;
	for (size_t i = at; i < at + FRAME && i < n; i++)
		sum += s[i] * s[i];
	return sum / FRAME;
}

/* Where speech begins and ends, and how loud it is. */
static double
find_speech(const double *s, size_t n, size_t *from, size_t *to)
{
	double loudest = 0, power = 0;
	size_t frames = 0;
	for (size_t at = 0; at < n; at += FRAME)
		loudest = fmax(loudest, frame_power(s, n, at));
	*from = n, *to = 0;
	for (size_t at = 0; at < n; at += FRAME) {
		double p = frame_power(s, n, at);
		if (p <= loudest * QUIET * QUIET)
			continue;
		if (*from == n)
			*from = at;
		*to = at + FRAME;
		if (p > loudest * 0.01) {
			power += p;
			frames++;
		}
	}
	return frames ? sqrt(power / (double)frames) : 0;
}

static int
shape(struct sound *sound, const double *s, size_t n)
{
	size_t from, to;
	double level = find_speech(s, n, &from, &to), gain = 0, peak = 0;
	if (to <= from)
		from = to = 0;
	from = from > LEAD ? from - LEAD : 0;
	to = to + TAIL < n ? to + TAIL : n;
	for (size_t i = from; i < to; i++)
		peak = fmax(peak, fabs(s[i]));
	if (level > 0)
		gain = fmin(LEVEL / level, 32000 / peak);
	sound->len = to - from;
	sound->alaw = malloc(sound->len + 1);
	if (!sound->alaw)
		return -ENOMEM;
	for (size_t i = 0; i < sound->len; i++)
		sound->alaw[i] = alaw_encode((int16_t)lrint(gain * s[from + i]));
	return 0;
}

static int
from_image(struct sound *sound, const uint8_t *image, size_t size)
{
	struct wav_format wav;
	size_t n, n_out;
	if (wav_parse(&wav, image, size) < 0)
		return -EINVAL;
	double *in = samples_of(&wav, &n);
	double *out = in ? to_rate(in, n, wav.rate, &n_out) : NULL;
	int rc = out ? shape(sound, out, n_out) : -ENOMEM;
	free(in);
	free(out);
	return rc;
}

int
voice_speak(struct sound *sound, const char *lang, const char *text)
{
	uint8_t *image = NULL;
	size_t size = 0;
	int rc = run_espeak(lang, text, &image, &size);
	if (rc == 0)
		rc = from_image(sound, image, size);
	free(image);
	return rc;
}

int
voice_from_file(struct sound *sound, const char *path)
{
	uint8_t *image = NULL;
	size_t size = 0;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	int rc = read_all(fd, &image, &size);
	close(fd);
	if (rc == 0)
		rc = from_image(sound, image, size);
	free(image);
	return rc;
}
