/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * UTF-8 text measured in terminal columns: walking, cutting, folding, replacing.
 *
 * A column count is what wcwidth() says, so a UTF-8 locale must have been set (language_open() sees to it).  Text from
 * outside may be anything: a broken byte counts as one U+FFFD, a control character is shown as ^X, and format
 * characters (zero-width spaces, direction marks) are never sent to the terminal.  The stored text is never changed by
 * showing it.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define TEXT_BROKEN 0xfffdu

/* The next character of *at, which moves behind it; 0 at the end (and *at stays there). */
uint32_t text_next(const char **at);

/* Encode; returns the bytes written to `to` (at most 4, no NUL), 0 if cp is no character. */
int text_encode(char *to, uint32_t cp);

/* Columns of one character as it is drawn: 2 for ^X, 0 for a mark that joins the one before, -1 for one that is not
 * drawn. */
int text_columns(uint32_t cp);

/* Columns of a whole text. */
int text_width(const char *s);

/* Copy as much of `s` as fits into `width` columns; what is cut shows as `~` in the last column of the kept part. */
enum text_cut { TEXT_CUT_END, TEXT_CUT_FRONT, TEXT_CUT_MIDDLE };
void text_cut(char *to, size_t size, const char *s, int width, enum text_cut where);

/* For what must not be cut (numbers, times, order numbers): the text itself if it fits, else width times `#`. */
void text_whole(char *to, size_t size, const char *s, int width);

/*
 * One line of a text that is broken into `width` columns: its bytes, and where the next one begins (NULL: that was the
 * last). Latin words are kept whole where they fit; Chinese breaks anywhere.
 */
size_t text_line(const char *s, int width, const char **next);

/* ASCII look-alikes for characters some terminals draw two columns wide; `?` where there is none. */
uint32_t text_alike(uint32_t cp);

/* Full-width forms to ASCII (U+FF01..FF5E, U+3000): what a key typed through an input method means. */
uint32_t text_fold(uint32_t cp);

/* Byte offset of the character before / behind `at`, marks taken along with their base. */
size_t text_before(const char *s, size_t at);
size_t text_behind(const char *s, size_t at);

/* May this character stand in our own labels?  ASCII, CJK ideographs and wide Chinese punctuation only. */
int text_is_safe(uint32_t cp);
