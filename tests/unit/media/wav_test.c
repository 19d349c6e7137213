/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fixture.h"
#include "media/wav.h"

#include <sys/stat.h>

Test(wav, header_of_a_recording_is_a_wav_file_and_comes_back)
{
	uint8_t file[REC_HEADER + 10] = { 0 };
	struct rec_header h = { UINT64_C(1) << 48 | 38217, EPOCH, 3, 1234, 5 }, back;
	struct wav_format wav;
	rec_header_put(file, &h);
	cr_assert_eq(wav_parse(&wav, file, sizeof(file)), 0);
	cr_expect_eq(wav.format, WAV_ALAW);
	cr_expect_eq(wav.channels, 2);
	cr_expect_eq(wav.rate, 8000u);
	cr_expect_eq(wav.len, 10u);
	cr_expect_eq(wav.data, file + REC_HEADER);
	cr_assert_eq(rec_header_get(&back, file, sizeof(file)), 0);
	cr_expect(back.session == h.session && back.start_us == h.start_us && back.rec_no == 3 &&
	    back.gap_frames == 1234 && back.frames == 5);
}

Test(wav, a_file_cut_off_anywhere_is_refused_or_read_within_its_bounds)
{
	uint8_t file[WAV_PROMPT_HEADER + 100];
	memset(file, 0x55, sizeof(file));
	wav_prompt_put(file, 100);
	for (size_t n = 0; n <= sizeof(file); n++) {
		uint8_t *cut = malloc(n + 1);
		struct wav_format wav;
		memcpy(cut, file, n);
		int rc = wav_parse(&wav, cut, n);
		cr_assert_eq(rc == 0, n >= WAV_PROMPT_HEADER, "%zu octets", n);
		if (rc == 0)
			cr_assert_eq(wav.len, n - WAV_PROMPT_HEADER);
		free(cut);
	}
}

Test(wav, other_formats_are_refused)
{
	uint8_t file[WAV_PROMPT_HEADER + 4];
	struct wav_format wav;
	/* clang-format off */
	static const struct {
		size_t at;
		uint8_t value;
	} wrong[] = {
		{ 0,  'X' },
		{ 8,  'X' },
		{ 20, 7 },
		{ 20, 1 },
		{ 22, 0 },
		{ 22, 3 },
		{ 25, 0 },
		{ 34, 16 },
		{ 16, 15 },
        };
	/* clang-format on */
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		memset(file, 0, sizeof(file));
		wav_prompt_put(file, 4);
		file[wrong[i].at] = wrong[i].value;
		if (wrong[i].at == 25)
			file[24] = 1; /* 1 Hz */
		cr_expect_lt(wav_parse(&wav, file, sizeof(file)), 0, "octet %zu", wrong[i].at);
	}
}

static void
write_file(const char *dir, const char *name, const uint8_t *data, size_t n)
{
	char path[300];
	snprintf(path, sizeof(path), "%s/%s", dir, name);
	FILE *f = fopen(path, "wb");
	cr_assert(f);
	fwrite(data, 1, n, f);
	fclose(f);
}

static int told;

static void
tell_bad(const char *path, const char *what)
{
	told++;
}

Test(prompts, a_folder_is_loaded_as_a_law_whatever_its_files_hold)
{
	struct house *h = build_house();
	char path[300];
	uint8_t alaw[WAV_PROMPT_HEADER + 50],
	    pcm[44 + 20] = "RIFF....WAVEfmt \x10\0\0\0\1\0\1\0\x40\x1f\0\0\x80\x3e\0\0\2\0\x10\0data\x14";
	struct prompts *p;
	uint32_t bad = 99;
	snprintf(path, sizeof(path), "%s/zh", h->dir);
	mkdir(path, 0700);
	snprintf(path, sizeof(path), "%s/en", h->dir);
	mkdir(path, 0700);
	memset(alaw, 0x12, sizeof(alaw));
	wav_prompt_put(alaw, 50);
	for (int i = 0; i < 10; i++)
		pcm[44 + 2 * i + 1] = (uint8_t)(i * 10);
	write_file(h->dir, "zh/one.wav", alaw, sizeof(alaw));
	write_file(h->dir, "en/two.wav", pcm, sizeof(pcm));
	write_file(h->dir, "zh/torn.wav", alaw, 30);
	write_file(h->dir, "zh/empty.wav", alaw, 0);
	write_file(h->dir, "zh/a-name-that-is-far-too-long-to-be-asked-for.wav", alaw, sizeof(alaw));
	write_file(h->dir, "zh/notes.txt", alaw, 10);
	cr_assert_eq(prompts_load(&p, h->dir, &bad, tell_bad), 0);
	cr_expect_eq(bad, 3u);
	cr_expect_eq(told, 3);
	cr_expect_eq(prompts_count(p, LANG_ZH), 1u);
	const struct prompt *one = prompt_find(p, LANG_ZH, "one"), *two = prompt_find(p, LANG_EN, "two");
	cr_assert(one && two && !prompt_find(p, LANG_EN, "one") && !prompt_find(p, LANG_ZH, "torn"));
	cr_expect(one->len == 50 && one->data[49] == 0x12);
	cr_expect_eq(two->len, 10u);
	for (int i = 0; i < 10; i++)
		cr_expect_eq(two->data[i], alaw_encode((int16_t)(i * 2560)));
	prompts_free(p);
	cr_expect_eq(prompts_load(&p, "/no/such/folder", &bad, NULL), -ENOENT);
	wreck_house(h);
}
