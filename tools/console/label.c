/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of labels.
 */
#include "tools/console/label.h"

/* clang-format off */
const struct label_row label_rows[LABEL_COUNT] = {
#define LABEL(id, width, zh, en) {#id, width, {zh, en}},
#include "tools/console/labels.def"
#undef LABEL
};
/* clang-format on */

const char *
label(enum label id)
{
	return (unsigned)id < LABEL_COUNT ? label_rows[id].text[language()] : "";
}
