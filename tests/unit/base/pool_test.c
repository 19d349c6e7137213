/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/pool.h"

#include <criterion/criterion.h>
#include <stdlib.h>

Test(pool, hands_out_all_and_no_more)
{
	struct pool *p = malloc(pool_size(3));
	uint32_t h[3];

	pool_init(p, 3);
	for (int i = 0; i < 3; i++)
		cr_assert_neq(h[i] = pool_take(p), 0);
	cr_assert_eq(pool_take(p), 0);
	cr_assert_eq(pool_used(p), 3);
	pool_free(p, h[1]);
	cr_assert_eq(pool_used(p), 2);
	cr_assert_neq(pool_take(p), 0);
	free(p);
}

Test(pool, a_stale_handle_finds_nothing)
{
	struct pool *p = malloc(pool_size(1));

	pool_init(p, 1);
	uint32_t first = pool_take(p);
	cr_assert_eq(pool_index(p, first), 0);
	pool_free(p, first);
	pool_free(p, first);
	uint32_t second = pool_take(p);
	cr_assert_eq(pool_index(p, first), -1);
	cr_assert_eq(pool_index(p, second), 0);
	cr_assert_eq(pool_handle(p, 0), second);
	cr_assert_eq(pool_index(p, 0), -1);
	cr_assert_eq(pool_index(p, 0xffffffff), -1);
	free(p);
}

Test(pool, an_index_is_reused_as_late_as_possible)
{
	struct pool *p = malloc(pool_size(4));

	pool_init(p, 4);
	uint32_t first = pool_take(p);
	pool_free(p, first);
	for (int i = 0; i < 3; i++)
		cr_assert_neq(pool_index(p, pool_take(p)), 0);
	cr_assert_eq(pool_index(p, pool_take(p)), 0);
	free(p);
}
