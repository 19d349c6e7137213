/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Label forms as one table.  A form is three widths: point code, SLS, CIC; all else follows.
 *
 * ITU (Q.704 2.2): 14 + 14 + 4 bits packed into 4 octets.  China (GF 001-9001): 3 + 3 + 1 octets, upper half of the
 * last spare.  ANSI (T1.111.4): the same with all 8 bits of SLS in use.  A label whose spare bits are set is of another
 * form.
 */
#include "isup/label.h"
#include "base/site.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

struct form {
	uint8_t size; /* octets of a label */
	uint8_t pc_bits;
	uint8_t sls_bits;
	uint8_t cic_bits;
	uint8_t part[3]; /* bits of the printed parts of a point code */
};

/* clang-format off */
static const struct form forms[] = {
	[LABEL_ITU14]   = { 4, 14, 4, 12, { 3, 8, 3 } },
	[LABEL_CHINA24] = { 7, 24, 4, 12, { 8, 8, 8 } },
	[LABEL_ANSI24]  = { 7, 24, 8, 14, { 8, 8, 8 } },
};
/* clang-format on */

static const struct form *
form_of(int form)
{
	return &forms[form >= 0 && form < (int)(sizeof(forms) / sizeof(forms[0])) ? form : LABEL_ITU14];
}

static uint64_t
ones(unsigned bits)
{
	return (UINT64_C(1) << bits) - 1;
}

static uint64_t
get(const uint8_t *octets, size_t n)
{
	uint64_t value = 0;

	while (n--)
		value = value << 8 | octets[n];
	return value;
}

static void
put(uint8_t *octets, size_t n, uint64_t value)
{
	for (size_t i = 0; i < n; i++, value >>= 8)
		octets[i] = (uint8_t)value;
}

size_t
label_size(int form)
{
	return form_of(form)->size;
}

size_t
label_pc_size(int form)
{
	return (form_of(form)->pc_bits + 7u) / 8;
}

unsigned
label_sls_bits(int form)
{
	return form_of(form)->sls_bits;
}

unsigned
label_cic_bits(int form)
{
	return form_of(form)->cic_bits;
}

uint32_t
label_pc_max(int form)
{
	return (uint32_t)ones(form_of(form)->pc_bits);
}

int
label_decode(int form, const uint8_t *octets, size_t len, struct label *label)
{
	const struct form *f = form_of(form);

	if (len < f->size)
		return -EBADMSG;
	uint64_t value = get(octets, f->size);
	uint64_t sls = value >> 2 * f->pc_bits;
	if (sls > ones(f->sls_bits))
		return -EBADMSG;
	label->dpc = (uint32_t)(value & ones(f->pc_bits));
	label->opc = (uint32_t)(value >> f->pc_bits & ones(f->pc_bits));
	label->sls = (uint8_t)sls;
	return f->size;
}

size_t
label_encode(int form, uint8_t *octets, const struct label *label)
{
	const struct form *f = form_of(form);
	uint64_t value = label->sls & ones(f->sls_bits);

	value = value << f->pc_bits | (label->opc & ones(f->pc_bits));
	value = value << f->pc_bits | (label->dpc & ones(f->pc_bits));
	put(octets, f->size, value);
	return f->size;
}

int
label_pc_decode(int form, const uint8_t *octets, size_t len, uint32_t *pc)
{
	size_t n = label_pc_size(form);

	if (len < n)
		return -EBADMSG;
	uint64_t value = get(octets, n);
	if (value > label_pc_max(form))
		return -EBADMSG;
	*pc = (uint32_t)value;
	return (int)n;
}

size_t
label_pc_encode(int form, uint8_t *octets, uint32_t pc)
{
	size_t n = label_pc_size(form);

	put(octets, n, pc & label_pc_max(form));
	return n;
}

int
label_pc_parse(int form, const char *text, uint32_t *pc)
{
	const struct form *f = form_of(form);
	unsigned long value = 0;
	int parts = 0;

	for (const char *at = text;; at++) {
		char *end;
		if (*at < '0' || *at > '9' || parts == 3)
			return -EINVAL;
		unsigned long part = strtoul(at, &end, 10);
		if (part > label_pc_max(form) || ((parts > 0 || *end == '-') && part > ones(f->part[parts])))
			return -EINVAL;
		value = parts ? value << f->part[parts] | part : part;
		parts++;
		at = end;
		if (*at == '\0')
			break;
		if (*at != '-')
			return -EINVAL;
	}
	if (parts == 2)
		return -EINVAL;
	*pc = (uint32_t)value;
	return 0;
}

const char *
label_pc_print(int form, uint32_t pc, char text[PC_TEXT])
{
	const uint8_t *bits = form_of(form)->part;

	snprintf(text, PC_TEXT, "%u-%u-%u", (unsigned)(pc >> (bits[1] + bits[2]) & ones(bits[0])),
	    (unsigned)(pc >> bits[2] & ones(bits[1])), (unsigned)(pc & ones(bits[2])));
	return text;
}
