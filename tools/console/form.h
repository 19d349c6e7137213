/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A form: numbered fields.
 *
 * A digit jumps to the field of that number; in a choice it picks and goes on to the next choice; in a text it is text.
 * Enter confirms a field and goes to the next, Esc leaves the field (never the form, and never loses a character).
 */
#pragma once

#include "tools/term/edit.h"
#include "tools/console/label.h"

#define FORM_FIELDS 12

enum field_kind { FIELD_LINE, FIELD_DIGITS, FIELD_PHONE, FIELD_SECRET, FIELD_NOTE, FIELD_CHOICE, FIELD_TICK };

struct field_row {
	uint8_t kind;
	char digit; /* that jumps here */
	enum label label;
	bool must;        /* must not be empty */
	const char *name; /* what crmd calls it when it refuses it */
};

/* One choice of a field: its digit and text; false = there is no i-th. */
struct choice {
	uint32_t value; /* 1..9: also its digit */
	const char *text;
};
typedef bool choice_of(const void *arg, int field, int i, struct choice *choice);

struct form {
	const struct field_row *rows;
	int n;
	int focus; /* -1 = none */
	bool touched;
	struct edit edit[FORM_FIELDS]; /* text fields */
	uint32_t value[FORM_FIELDS];   /* choices and ticks */
	choice_of *choices;
	const void *arg;
};

void form_open(struct form *f, const struct field_row *rows, int n, choice_of *choices, const void *arg);
void form_text(struct form *f, int field, char *buffer, size_t size); /* the buffer a text field edits */
bool form_key(struct form *f, keycode key);
bool form_in_text(const struct form *f);

/* The first field that must be filled and is not, or -1. */
int form_missing(const struct form *f);
int form_named(const struct form *f, const char *name);

/* `1 Name *[text    ]`: number and label in `label_width` columns, then the field in brackets. */
void form_draw(struct canvas *cv, const struct form *f, int field, int row, int col, int label_width, int width);
