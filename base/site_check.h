/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What must be true between settings: names that refer to each other, timeslots used once, codes used once.
 */
#pragma once

#include "base/site.h"

/* 0, or -EINVAL with the reason. */
int site_check(const struct site *site, char *why, size_t size);
