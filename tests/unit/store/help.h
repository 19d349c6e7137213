/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A store of its own for each test, in a directory that goes with it. */
#pragma once

#include "store/store.h"

#include <criterion/criterion.h>
#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SEC   INT64_C(1000000)
#define START (INT64_C(1778918400) * SEC) /* 16 May 2026, 16:00 in China */

static char dir[] = "/tmp/zongji-store-XXXXXX";
static struct store *s;

static inline int
remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	return remove(path);
}

static inline void
open_store(void)
{
	struct store_options options = { .map_bytes = UINT64_C(1) << 30, .no_sync = 1 };

	setenv("TZ", "Asia/Shanghai", 1);
	cr_assert_not_null(mkdtemp(dir));
	cr_assert_eq(store_open(&s, dir, &options), 0);
}

static inline void
close_store(void)
{
	store_close(s);
	nftw(dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* A new customer with one phone; its id. */
static inline uint64_t
new_customer(const char *name, const char *phone, const char *address)
{
	Rec__Customer c;
	char *phones[1] = { strdup(phone) };

	rec__customer__init(&c);
	c.name = strdup(name);
	c.address = strdup(address);
	c.phones = phones;
	c.n_phones = 1;
	cr_assert_eq(customer_save(s, &c, 101, START), 0, "%s", store_why(s));
	free(phones[0]);
	free(c.name);
	free(c.address);
	return c.id;
}

static inline void
expect_sound(void)
{
	struct store_counts counts;

	cr_assert_eq(store_check(s, stderr, &counts), 0);
	cr_assert_eq(counts.bad, 0);
}
