/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A test page: its number in bars at the top, below them a slanted chequer whose squares grow from page to page.  Many
 * transitions on each line and no line like the one before: a lost line, or a page in place of another, is seen.
 */
#include "tools/farend/pages.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <tiffio.h>

#define COLUMNS    1728
#define ROWS       1143 /* 297 mm at 3.85 lines/mm */
#define X_DPI      204.0f
#define Y_DPI      98.0f
#define BARS_UNTIL 60 /* rows */
#define BAR        24 /* columns */
#define SQUARE     40 /* columns and rows, on the first page */

int
pages_wanted(const char *text)
{
	char *end;
	long n;

	if (strncmp(text, "pages:", 6) != 0)
		return 0;
	n = strtol(text + 6, &end, 10);
	return end == text + 6 || *end || n < 1 || n > PAGES_MOST ? -1 : (int)n;
}

int
pages_path(char *path, size_t size, const char *beside, int n)
{
	const char *slash = beside ? strrchr(beside, '/') : NULL;
	int len = snprintf(path, size, "%.*sfax-pages-%d.tif", slash ? (int)(slash + 1 - beside) : 0, slash ? beside : "", n);

	return len > 0 && (size_t)len < size ? 0 : -ENAMETOOLONG;
}

/* 1 = black. */
static int
dot(int page, int x, int y)
{
	int square = SQUARE + 8 * (page % 8), slanted = x + y + 13 * page;

	if (y < BARS_UNTIL)
		return x / BAR % 2 == 1 && x / BAR / 2 < page;
	return (slanted / square + y / square) % 2;
}

static void
draw_row(int page, int y, uint8_t row[COLUMNS / 8])
{
	memset(row, 0, COLUMNS / 8);
	for (int x = 0; x < COLUMNS; x++)
		if (dot(page, x, y))
			row[x / 8] |= (uint8_t)(0x80 >> x % 8);
}

static int
write_page(TIFF *tif, int page, int n)
{
	uint8_t row[COLUMNS / 8];

	TIFFSetField(tif, TIFFTAG_SUBFILETYPE, FILETYPE_PAGE);
	TIFFSetField(tif, TIFFTAG_IMAGEWIDTH, COLUMNS);
	TIFFSetField(tif, TIFFTAG_IMAGELENGTH, ROWS);
	TIFFSetField(tif, TIFFTAG_BITSPERSAMPLE, 1);
	TIFFSetField(tif, TIFFTAG_SAMPLESPERPIXEL, 1);
	TIFFSetField(tif, TIFFTAG_ROWSPERSTRIP, ROWS);
	TIFFSetField(tif, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISWHITE);
	TIFFSetField(tif, TIFFTAG_FILLORDER, FILLORDER_LSB2MSB);
	TIFFSetField(tif, TIFFTAG_COMPRESSION, COMPRESSION_CCITT_T6);
	TIFFSetField(tif, TIFFTAG_RESOLUTIONUNIT, RESUNIT_INCH);
	TIFFSetField(tif, TIFFTAG_XRESOLUTION, X_DPI);
	TIFFSetField(tif, TIFFTAG_YRESOLUTION, Y_DPI);
	TIFFSetField(tif, TIFFTAG_PAGENUMBER, page - 1, n);
	for (int y = 0; y < ROWS; y++) {
		draw_row(page, y, row);
		if (TIFFWriteScanline(tif, row, (uint32_t)y, 0) < 0)
			return -EIO;
	}
	return TIFFWriteDirectory(tif) ? 0 : -EIO;
}

int
pages_write(const char *path, int n)
{
	TIFF *tif = TIFFOpen(path, "w");
	int ret = tif ? 0 : -EIO;

	for (int page = 1; page <= n && ret == 0; page++)
		ret = write_page(tif, page, n);
	if (tif)
		TIFFClose(tif);
	return ret;
}

static void
say_nothing(const char *module, const char *format, va_list ap)
{
	(void)module;
	(void)format;
	(void)ap;
}

/* What libtiff has to say of a file is no news to us: it opens, or it does not. */
static int
open_quietly(TIFF **tif, const char *path)
{
	TIFFErrorHandler error;
	TIFFErrorHandler warning;

	if (access(path, R_OK))
		return -ENOENT;
	error = TIFFSetErrorHandler(say_nothing);
	warning = TIFFSetWarningHandler(say_nothing);
	*tif = TIFFOpen(path, "r");
	TIFFSetErrorHandler(error);
	TIFFSetWarningHandler(warning);
	return *tif ? 0 : -EINVAL;
}

int
pages_count(const char *path)
{
	TIFF *tif;
	int n = open_quietly(&tif, path);

	if (n)
		return n;
	n = (int)TIFFNumberOfDirectories(tif);
	TIFFClose(tif);
	return n;
}

/* ---- comparing ---- */

#define COLUMNS_MOST 8192

struct page {
	uint32_t columns, rows;
	bool inverted; /* 0 = black */
};

static bool
page_of(TIFF *tif, struct page *page)
{
	uint16_t photometric = PHOTOMETRIC_MINISWHITE, bits = 1;

	if (!TIFFGetField(tif, TIFFTAG_IMAGEWIDTH, &page->columns) || !TIFFGetField(tif, TIFFTAG_IMAGELENGTH, &page->rows))
		return false;
	TIFFGetFieldDefaulted(tif, TIFFTAG_BITSPERSAMPLE, &bits);
	TIFFGetField(tif, TIFFTAG_PHOTOMETRIC, &photometric);
	page->inverted = photometric == PHOTOMETRIC_MINISBLACK;
	return bits == 1 && page->columns % 8 == 0 && page->columns <= COLUMNS_MOST && TIFFScanlineSize(tif) <= COLUMNS_MOST / 8;
}

static int
compare_page(TIFF *one, TIFF *other, int no, char *why, size_t size)
{
	struct page a, b;
	uint8_t row[2][COLUMNS_MOST / 8];

	if (!page_of(one, &a) || !page_of(other, &b)) {
		snprintf(why, size, "page %d: not a page of a fax", no);
		return -EINVAL;
	}
	if (a.columns != b.columns || a.rows != b.rows) {
		snprintf(why, size, "page %d: %ux%u and %ux%u dots", no, a.columns, a.rows, b.columns, b.rows);
		return -EINVAL;
	}
	for (uint32_t y = 0; y < a.rows; y++) {
		uint8_t turn = a.inverted == b.inverted ? 0 : 0xff;
		bool same = TIFFReadScanline(one, row[0], y, 0) > 0 && TIFFReadScanline(other, row[1], y, 0) > 0;

		for (uint32_t x = 0; x < a.columns / 8 && same; x++)
			same = row[0][x] == (row[1][x] ^ turn);
		if (!same) {
			snprintf(why, size, "page %d: row %u is not the same", no, y + 1);
			return -EINVAL;
		}
	}
	return 0;
}

int
pages_compare(const char *one, const char *other, char *why, size_t size)
{
	TIFF *a, *b;
	int no = 0, ret = open_quietly(&a, one);

	snprintf(why, size, "cannot be read");
	if (ret)
		return ret;
	ret = open_quietly(&b, other);
	if (ret) {
		TIFFClose(a);
		return ret;
	}
	for (int more = 1; more && ret == 0;) {
		ret = compare_page(a, b, ++no, why, size);
		more = TIFFReadDirectory(a);
		if (ret == 0 && more != TIFFReadDirectory(b)) {
			snprintf(why, size, "one has more than %d pages, the other has not", no);
			ret = -EINVAL;
		}
	}
	TIFFClose(a);
	TIFFClose(b);
	if (ret == 0)
		snprintf(why, size, "%d pages are the same", no);
	return ret;
}
