/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Codec of ISUP messages (Q.763 1.2 to 1.11).
 *
 *   CIC 2 | type | F F ... | pointer to each V | pointer to the optional part | V: length value ... | O: name length
 * value ... | 0
 *
 * A pointer counts from its own octet; 0 as the last pointer means that there is no optional part.  Decoding walks the
 * row of the message once; every octet is looked at through take(), which alone compares with the end.
 */
#include "isup/codec.h"

#include <errno.h>
#include <string.h>

#define END_OF_OPTIONAL 0

/* ---- the tables, from the rows ---- */

/* clang-format off */
#define ENDS  1
#define PLAIN 0
#define F(name) { PARAM_##name, ISUP_FIXED },
#define V(name) { PARAM_##name, ISUP_VARIABLE },
#define O(name) { PARAM_##name, ISUP_OPTIONAL },
#define NONE
#define LAST { END_OF_OPTIONAL, ISUP_OPTIONAL } /* so that no list is empty; not counted */

#define MESSAGE(code, name, optional, table, text, ...) static const struct isup_part parts_##name[] = { __VA_ARGS__ LAST };
#include "isup/messages.def"
#undef MESSAGE

/* The same rows once more, to count their mandatory parts: they stand before the optional ones. */
#undef F
#undef V
#undef O
#undef NONE
#define F(name) +1
#define V(name) +1
#define O(name) +0
#define NONE    +0

static const struct isup_row rows[256] = {
#define MESSAGE(code, name, optional, table, text, ...) \
	[code] = { code, optional, sizeof(parts_##name) / sizeof(parts_##name[0]) - 1, 0 __VA_ARGS__, #name, table, text, parts_##name },
#include "isup/messages.def"
#undef MESSAGE
};

static const struct isup_param_row params[256] = {
#define PARAM(code, name, min, max, paragraph, text) [code] = { code, min, max, paragraph, text },
#include "isup/params.def"
#undef PARAM
};
/* clang-format on */

const struct isup_row *
isup_row(uint8_t type)
{
	return rows[type].name ? &rows[type] : NULL;
}

const struct isup_param_row *
isup_param_row(uint8_t code)
{
	return params[code].name ? &params[code] : NULL;
}

const char *
isup_name(uint8_t type)
{
	return rows[type].name ? rows[type].abbreviation : "?";
}

/* ---- decoding ---- */

/* `n` octets at `at` lie inside the message. */
static int
take(const struct isup_msg *msg, size_t at, size_t n)
{
	return at <= msg->len && n <= msg->len - at;
}

static int
long_enough(uint8_t code, size_t len)
{
	return len >= params[code].min;
}

static void
add_view(struct isup_msg *msg, uint8_t code, enum isup_kind kind, int known, size_t at, size_t len)
{
	struct isup_view *view = &msg->views[msg->n_views++];

	*view = (struct isup_view){
		.code = code, .kind = (uint8_t)kind, .known = (uint8_t)known, .at = (uint16_t)at, .len = (uint16_t)len
	};
	msg->unknown = (uint16_t)(msg->unknown + !known);
}

/* A variable mandatory parameter through its pointer. */
static int
decode_variable(struct isup_msg *msg, uint8_t code, size_t pointer)
{
	if (!take(msg, pointer, 1) || msg->octets[pointer] == 0)
		return -EBADMSG;
	size_t at = pointer + msg->octets[pointer];

	if (!take(msg, at, 1) || !take(msg, at + 1, msg->octets[at]) || !long_enough(code, msg->octets[at]))
		return -EBADMSG;
	add_view(msg, code, ISUP_VARIABLE, 1, at + 1, msg->octets[at]);
	return 0;
}

static int
row_names(const struct isup_row *row, uint8_t code)
{
	for (int i = 0; i < row->n_parts; i++)
		if (row->parts[i].code == code)
			return 1;
	return 0;
}

/* The optional part from `at` on.  Its end octet may be missing if the message ends there. */
static int
decode_optional(struct isup_msg *msg, size_t at)
{
	while (take(msg, at, 1) && msg->octets[at] != END_OF_OPTIONAL) {
		uint8_t code = msg->octets[at];

		if (!take(msg, at, 2) || !take(msg, at + 2, msg->octets[at + 1]) || msg->n_views == ISUP_VIEWS)
			return -EBADMSG;
		if (long_enough(code, msg->octets[at + 1]))
			add_view(msg, code, ISUP_OPTIONAL, msg->row && row_names(msg->row, code), at + 2,
			    msg->octets[at + 1]);
		else
			msg->bad++;
		at += 2u + msg->octets[at + 1];
	}
	return 0;
}

/* Through the pointer.  A sender of an older edition may leave the pointer itself out where nothing follows. */
static int
decode_optional_pointer(struct isup_msg *msg, size_t pointer)
{
	if (!take(msg, pointer, 1) || msg->octets[pointer] == 0)
		return 0;
	size_t at = pointer + msg->octets[pointer];

	return take(msg, at, 1) ? decode_optional(msg, at) : -EBADMSG;
}

static int
decode_parts(struct isup_msg *msg)
{
	size_t at = 3;

	for (int i = 0; i < msg->row->n_mandatory; i++) {
		const struct isup_part *part = &msg->row->parts[i];

		if (part->kind == ISUP_FIXED) {
			if (!take(msg, at, params[part->code].min))
				return -EBADMSG;
			add_view(msg, part->code, ISUP_FIXED, 1, at, params[part->code].min);
			at += params[part->code].min;
		} else {
			if (decode_variable(msg, part->code, at))
				return -EBADMSG;
			at++;
		}
	}
	return msg->row->ends ? decode_optional_pointer(msg, at) : 0;
}

int
isup_decode(struct isup_msg *msg, const uint8_t *octets, size_t len)
{
	msg->octets = octets;
	msg->len = (uint16_t)len;
	msg->n_views = 0;
	msg->unknown = 0;
	msg->bad = 0;
	msg->row = NULL;
	if (len < 3 || len > ISUP_MSG_MAX)
		return -EBADMSG;
	msg->cic = (uint16_t)(octets[0] | octets[1] << 8);
	msg->type = octets[2];
	msg->row = isup_row(msg->type);
	return msg->row ? decode_parts(msg) : -ENOMSG;
}

const struct isup_view *
isup_find(const struct isup_msg *msg, uint8_t code)
{
	for (int i = 0; i < msg->n_views; i++)
		if (msg->views[i].code == code)
			return &msg->views[i];
	return NULL;
}

const uint8_t *
isup_octets(const struct isup_msg *msg, const struct isup_view *view)
{
	return msg->octets + view->at;
}

int
isup_compat(const struct isup_msg *msg)
{
	struct isup_msg scan = *msg;
	const struct isup_view *view;

	/* A message added after 1992 has optional parameters only: its pointer stands right behind the type
	 * (Q.763 1.9). */
	if (!msg->row) {
		scan.n_views = 0;
		if (decode_optional_pointer(&scan, 3))
			return -1;
	}
	view = isup_find(&scan, PARAM_MESSAGE_COMPAT);
	return view ? scan.octets[view->at] : -1;
}

/* ---- encoding ---- */

struct writer {
	uint8_t *octets;
	size_t size;
	size_t len;
	int failed;
};

static void
write_octet(struct writer *w, uint8_t octet)
{
	if (w->len < w->size)
		w->octets[w->len++] = octet;
	else
		w->failed = -EMSGSIZE;
}

static void
write_octets(struct writer *w, const uint8_t *octets, size_t n)
{
	if (n > w->size - w->len) {
		w->failed = -EMSGSIZE;
		return;
	}
	if (n)
		memcpy(w->octets + w->len, octets, n);
	w->len += n;
}

/* The pointer at `pointer` shall point to where the next octet goes. */
static void
point_here(struct writer *w, size_t pointer)
{
	if (w->len - pointer > 255)
		w->failed = -EMSGSIZE;
	else if (!w->failed)
		w->octets[pointer] = (uint8_t)(w->len - pointer);
}

static const struct isup_value *
find_value(const struct isup_value *values, size_t n, uint8_t code)
{
	for (size_t i = 0; i < n; i++)
		if (values[i].code == code)
			return &values[i];
	return NULL;
}

static int
row_demands(const struct isup_row *row, uint8_t code)
{
	for (int i = 0; i < row->n_mandatory; i++)
		if (row->parts[i].code == code)
			return 1;
	return 0;
}

static int
encode_fixed(struct writer *w, const struct isup_row *row, const struct isup_value *values, size_t n)
{
	for (int i = 0; i < row->n_mandatory; i++) {
		if (row->parts[i].kind != ISUP_FIXED)
			continue;
		const struct isup_value *value = find_value(values, n, row->parts[i].code);

		if (!value || value->len != params[value->code].min)
			return -EINVAL;
		write_octets(w, value->octets, value->len);
	}
	return 0;
}

static int
encode_variable(struct writer *w, const struct isup_row *row, const struct isup_value *values, size_t n, size_t pointer)
{
	for (int i = 0; i < row->n_mandatory; i++) {
		if (row->parts[i].kind != ISUP_VARIABLE)
			continue;
		const struct isup_value *value = find_value(values, n, row->parts[i].code);

		if (!value || !long_enough(value->code, value->len))
			return -EINVAL;
		point_here(w, pointer++);
		write_octet(w, value->len);
		write_octets(w, value->octets, value->len);
	}
	return 0;
}

static void
encode_optional(struct writer *w, const struct isup_row *row, const struct isup_value *values, size_t n, size_t pointer)
{
	int any = 0;

	for (size_t i = 0; i < n; i++) {
		if (row_demands(row, values[i].code) || values[i].code == END_OF_OPTIONAL)
			continue;
		if (!any++)
			point_here(w, pointer);
		write_octet(w, values[i].code);
		write_octet(w, values[i].len);
		write_octets(w, values[i].octets, values[i].len);
	}
	if (any)
		write_octet(w, END_OF_OPTIONAL);
}

static size_t
count_variable(const struct isup_row *row)
{
	size_t n = 0;

	for (int i = 0; i < row->n_mandatory; i++)
		n += row->parts[i].kind == ISUP_VARIABLE;
	return n;
}

int
isup_encode(uint8_t *octets, size_t size, uint16_t cic, uint8_t type, const struct isup_value *values, size_t n)
{
	const struct isup_row *row = isup_row(type);
	struct writer w = { .octets = octets, .size = size < ISUP_MSG_MAX ? size : ISUP_MSG_MAX };

	if (!row)
		return -EINVAL;
	write_octet(&w, (uint8_t)cic);
	write_octet(&w, (uint8_t)(cic >> 8));
	write_octet(&w, type);
	if (encode_fixed(&w, row, values, n))
		return -EINVAL;

	size_t pointers = w.len;
	size_t n_variable = count_variable(row);
	for (size_t i = 0; i < n_variable + row->ends; i++)
		write_octet(&w, 0);
	if (encode_variable(&w, row, values, n, pointers))
		return -EINVAL;
	if (row->ends)
		encode_optional(&w, row, values, n, pointers + n_variable);
	return w.failed ? w.failed : (int)w.len;
}
