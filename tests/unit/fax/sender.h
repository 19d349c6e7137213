/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A fax machine that calls, by spandsp, and pages for it to send; a reception at the other end, on a clock of blocks.
 */
#pragma once

#include "media/alaw.h"
#include "media/fax/reception.h"

#include <criterion/criterion.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <tiffio.h>
#include <unistd.h>

#define SPANDSP_EXPOSE_INTERNAL_STRUCTURES
#include <spandsp.h>
#include <spandsp/expose.h>

#define PAGE_WIDTH  1728
#define PAGE_OCTETS (PAGE_WIDTH / 8)
#define BEGAN_US    INT64_C(1700000000000000) /* a day in 2023 */
#define SENDER      "+86 10 6555 0001"

struct sender {
	char dir[64];
	char tiff[96];
	fax_state_t *fax;
	int blocks;
	uint8_t said[FAX_BLOCK];  /* by it, in this block */
	uint8_t heard[FAX_BLOCK]; /* by it, in the next */
};

/* One row of a page: text-like, and another one in each row of each page. */
static inline void
page_row(uint8_t row[PAGE_OCTETS], int page, int at)
{
	uint32_t seed = (uint32_t)(page * 7919 + at / 4 + 1);

	memset(row, 0, PAGE_OCTETS);
	for (int i = 0; i < 6; i++) {
		seed = seed * 1664525u + 1013904223u;
		row[(seed >> 16) % PAGE_OCTETS] = (uint8_t)(0x18 | seed >> 24);
	}
	row[at / 8 % PAGE_OCTETS] |= (uint8_t)(0x80 >> at % 8);
}

static inline void
draw_page(TIFF *t, int page, int pages, int rows, float dpi)
{
	uint8_t row[PAGE_OCTETS];

	TIFFSetField(t, TIFFTAG_SUBFILETYPE, FILETYPE_PAGE);
	TIFFSetField(t, TIFFTAG_IMAGEWIDTH, PAGE_WIDTH);
	TIFFSetField(t, TIFFTAG_IMAGELENGTH, rows);
	TIFFSetField(t, TIFFTAG_BITSPERSAMPLE, 1);
	TIFFSetField(t, TIFFTAG_SAMPLESPERPIXEL, 1);
	TIFFSetField(t, TIFFTAG_COMPRESSION, COMPRESSION_CCITT_T6);
	TIFFSetField(t, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISWHITE);
	TIFFSetField(t, TIFFTAG_FILLORDER, FILLORDER_LSB2MSB);
	TIFFSetField(t, TIFFTAG_ROWSPERSTRIP, rows);
	TIFFSetField(t, TIFFTAG_XRESOLUTION, 204.0);
	TIFFSetField(t, TIFFTAG_YRESOLUTION, (double)dpi);
	TIFFSetField(t, TIFFTAG_RESOLUTIONUNIT, RESUNIT_INCH);
	TIFFSetField(t, TIFFTAG_PAGENUMBER, page, pages);
	for (int at = 0; at < rows; at++) {
		page_row(row, page, at);
		cr_assert_eq(TIFFWriteScanline(t, row, (uint32_t)at, 0), 1);
	}
	cr_assert(TIFFWriteDirectory(t));
}

/* A document of its own folder. */
static inline void
sender_open(struct sender *s, int pages, int rows, float dpi)
{
	*s = (struct sender){ .dir = "/tmp/zongji-fax-XXXXXX" };
	cr_assert(mkdtemp(s->dir));
	snprintf(s->tiff, sizeof(s->tiff), "%s/sent.tif", s->dir);
	TIFF *t = TIFFOpen(s->tiff, "w");
	cr_assert(t);
	for (int i = 0; i < pages; i++)
		draw_page(t, i, pages, rows, dpi);
	TIFFClose(t);
	memset(s->heard, ALAW_SILENCE, sizeof(s->heard));
	s->fax = fax_init(NULL, TRUE);
	t30_state_t *t30 = fax_get_t30_state(s->fax);
	fax_set_transmit_on_idle(s->fax, TRUE);
	t30_set_tx_file(t30, s->tiff, -1, -1);
	t30_set_tx_ident(t30, SENDER);
	t30_set_ecm_capability(t30, TRUE);
	t30_set_supported_compressions(
	    t30, T30_SUPPORT_T4_1D_COMPRESSION | T30_SUPPORT_T4_2D_COMPRESSION | T30_SUPPORT_T6_COMPRESSION);
	t30_set_supported_modems(t30, T30_SUPPORT_V17 | T30_SUPPORT_V29 | T30_SUPPORT_V27TER);
}

static int
remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	return remove(path);
}

static inline void
sender_close(struct sender *s)
{
	fax_free(s->fax);
	nftw(s->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* What it says in this block. */
static inline void
sender_says(struct sender *s)
{
	int16_t linear[FAX_BLOCK] = { 0 };

	fax_tx(s->fax, linear, FAX_BLOCK);
	alaw_encode_block(s->said, linear, FAX_BLOCK);
	s->blocks++;
}

static inline void
sender_hears(struct sender *s)
{
	int16_t linear[FAX_BLOCK];

	alaw_decode_block(linear, s->heard, FAX_BLOCK);
	fax_rx(s->fax, linear, FAX_BLOCK);
}

static inline int
sender_pages(struct sender *s)
{
	t30_stats_t stats;

	t30_get_transfer_statistics(fax_get_t30_state(s->fax), &stats);
	return stats.pages_tx;
}

static inline struct fax_order
order_for(const struct sender *s)
{
	struct fax_order o = {
		.fax = { .channel = 3, .fax_no = 1, .session = 77, .started_us = BEGAN_US }, .rate = 14400, .ecm = 1
	};

	snprintf(o.station, sizeof(o.station), "+86 21 5555");
	snprintf(o.dir, sizeof(o.dir), "%s", s->dir);
	return o;
}

/* The pages of `got` are the first ones that were sent, bit for bit. */
static inline void
expect_pages(const char *got, int pages, int rows)
{
	uint8_t row[PAGE_OCTETS], want[PAGE_OCTETS];
	TIFF *t = TIFFOpen(got, "r");

	cr_assert(t, "%s is not there", got);
	for (int page = 0; page < pages; page++) {
		uint32_t width = 0, length = 0;

		cr_assert(page == 0 || TIFFReadDirectory(t), "page %d is not there", page);
		TIFFGetField(t, TIFFTAG_IMAGEWIDTH, &width);
		TIFFGetField(t, TIFFTAG_IMAGELENGTH, &length);
		cr_assert_eq(width, (uint32_t)PAGE_WIDTH);
		cr_assert_eq(length, (uint32_t)rows, "page %d has %u rows", page, length);
		for (int at = 0; at < rows; at++) {
			page_row(want, page, at);
			cr_assert_eq(TIFFReadScanline(t, row, (uint32_t)at, 0), 1);
			cr_assert_eq(memcmp(row, want, sizeof(row)), 0, "page %d, row %d", page, at);
		}
	}
	cr_expect_not(TIFFReadDirectory(t), "a page too many");
	TIFFClose(t);
}
