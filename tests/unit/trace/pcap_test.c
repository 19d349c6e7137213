/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Capture files: octet by octet, and as the independent decoder reads them. */
#include "base/clock.h"
#include "tools/trace/pcap.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct trace_rec
record(uint16_t kind, const void *data, uint16_t len)
{
	struct trace_rec rec = { .at_us = 1700000000 * US_PER_SEC + 123456, .kind = kind, .len = len };

	memcpy(rec.data, data, len);
	return rec;
}

/* Write a file with this record; what it holds then. */
static size_t
written(const struct trace_rec *rec, int expected, char *text, size_t size)
{
	char path[] = "/tmp/pcap_test.XXXXXX";
	struct pcap *p;

	close(mkstemp(path));
	cr_assert(eq(int, pcap_open(&p, path), 0));
	cr_expect(eq(int, pcap_write(p, rec), expected));
	cr_expect(eq(int, pcap_close(p), 0));
	FILE *from = fopen(path, "r");
	size_t n = fread(text, 1, size, from);
	fclose(from);
	unlink(path);
	return n;
}

Test(pcap, the_file_is_as_the_format_says)
{
	static const uint8_t unit[] = { 0xff, 0xff, 0x01, 0x03 };
	struct trace_rec rec = record(TRACE_LSSU_OUT, unit, sizeof(unit));
	uint32_t words[16] = { 0 };

	cr_assert(eq(sz, written(&rec, 1, (char *)words, sizeof(words)), 24 + 16 + 4));
	cr_expect(eq(u32, words[0], 0xa1b2c3d4u));
	cr_expect(eq(u32, words[5], 140));
	cr_expect(eq(u32, words[6], 1700000000));
	cr_expect(eq(u32, words[7], 123456));
	cr_expect(eq(u32, words[8], 4));
	cr_expect(eq(u32, words[9], 4));
	cr_expect(eq(int, memcmp(&words[10], unit, 4), 0));
}

Test(pcap, records_that_are_no_units_are_left_out)
{
	struct trace_rec state = record(TRACE_STATE, "circuit 1: IDLE", 15);
	struct trace_rec wild = record(TRACE_MSU_IN, "", 0);
	char text[64];

	wild.len = TRACE_DATA + 1;
	cr_expect(eq(sz, written(&state, 0, text, sizeof(text)), 24));
	cr_expect(eq(sz, written(&wild, 0, text, sizeof(text)), 24));
}

Test(pcap, a_full_disk_and_a_missing_folder_are_told)
{
	struct pcap *p;

	cr_expect(eq(int, pcap_open(&p, "/tmp/no/such/folder.pcap"), -ENOENT));
	cr_assert(eq(int, pcap_open(&p, "/dev/full"), 0));
	cr_expect(eq(int, pcap_close(p), -EIO));
}

/* The decoder's own words for one unit; empty when there is no decoder here. */
static void
decode(const struct trace_rec *rec, const char *option, char *words, size_t size)
{
	char path[] = "/tmp/pcap_test.XXXXXX", command[512];
	struct pcap *p;

	close(mkstemp(path));
	cr_assert(eq(int, pcap_open(&p, path), 0));
	pcap_write(p, rec);
	pcap_close(p);
	snprintf(command, sizeof(command), "tshark -r %s %s -V 2>/dev/null", path, option);
	FILE *from = popen(command, "r");
	words[fread(words, 1, size - 1, from)] = '\0';
	pclose(from);
	unlink(path);
}

Test(pcap, the_independent_decoder_reads_a_24_bit_release)
{
	/* REL, CIC 35, cause 16, from 22-4-1 to 22-4-127 */
	static const uint8_t unit[] = { 0x80, 0x81, 0x11, 0x85, 127, 4, 22, 1, 4, 22, 3, 35, 0, 0x0c, 0x02, 0x00, 0x02,
		0x82, 0x90 };
	struct trace_rec rec = record(TRACE_MSU_OUT, unit, sizeof(unit));
	static char words[65536];

	if (access("/usr/bin/tshark", X_OK) != 0)
		cr_skip_test("no tshark here");
	decode(&rec, "-o mtp3.standard:\"Chinese ITU\"", words, sizeof(words));
	cr_expect(strstr(words, "Message Transfer Part Level 2") != NULL);
	cr_expect(strstr(words, "22-4-127") != NULL || strstr(words, "1442943") != NULL);
	cr_expect(strstr(words, "Release") != NULL);
	cr_expect(strstr(words, "CIC: 35") != NULL || strstr(words, "CIC 35") != NULL);
	cr_expect(strstr(words, "Malformed") == NULL);
}
