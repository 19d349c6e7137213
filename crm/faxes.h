/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Faxes of the store as people read them. */
#pragma once

#include "store/store.h"

#include <stdio.h>

/* What came of it (enum fax_result), in words; "?" for one of a newer program. */
const char *fax_result_text(uint32_t result, int english);

/* One line: call and number, when, caller, what the sender calls itself, pages, result, customer, file. */
void fax_print(const Rec__Fax *f, int english, FILE *to);
