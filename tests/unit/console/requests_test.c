/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tables: labels within their budgets, keys that mean one thing, help in both languages.
 */
#include "tools/console/label.h"
#include "tools/console/screen.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <string.h>

static void
set_up(void)
{
	cr_assert_eq(language_open(LANG_ZH, LANG_ZH), 0);
}

TestSuite(labels, .init = set_up);
TestSuite(requests, .init = set_up);

static void
safe(const char *id, const char *s)
{
	for (uint32_t cp; (cp = text_next(&s));)
		cr_expect(text_is_safe(cp), "%s: U+%04X has no certain width", id, cp);
}

Test(labels, fit_their_budgets_in_both_languages)
{
	for (int i = 0; i < LABEL_COUNT; i++)
		for (int l = 0; l < 2; l++) {
			const struct label_row *r = &label_rows[i];
			cr_expect_leq(text_width(r->text[l]), r->width, "%s: \"%s\"", r->id, r->text[l]);
			safe(r->id, r->text[l]);
		}
}

Test(requests, have_both_languages_within_the_key_bar)
{
	for (int i = 0; i < REQUEST_COUNT; i++) {
		const struct request *r = &requests[i];
		cr_expect_leq(text_width(r->text[LANG_ZH]), REQUEST_ZH_WIDTH, "%s", r->id);
		cr_expect_leq(text_width(r->text[LANG_EN]), REQUEST_EN_WIDTH, "%s", r->id);
		for (int l = 0; l < 2; l++) {
			cr_expect(r->text[l][0] && r->help[l][0], "%s says nothing", r->id);
			safe(r->id, r->text[l]);
			safe(r->id, r->help[l]);
		}
		cr_expect(strchr(r->requirement, '-'), "%s names no requirement", r->id);
	}
}

Test(requests, no_key_means_two_things_in_one_screen_and_state)
{
	for (int s = 0; s < SCREEN_COUNT; s++)
		for (unsigned state = 0; state < SEAT_STATE_COUNT; state++)
			for (int a = 0; a < REQUEST_COUNT; a++)
				for (int b = a + 1; b < REQUEST_COUNT; b++)
					cr_expect_not(requests[a].key != K_NONE && requests[a].key == requests[b].key &&
					        request_live((enum request_id)a, (enum screen_id)s, state) &&
					        request_live((enum request_id)b, (enum screen_id)s, state),
					    "%s and %s on screen %d in state %u", requests[a].id, requests[b].id, s,
					    state);
}

/* Function and control keys pass every input method; what has no key of its own is in the menu, by digit. */
Test(requests, can_all_be_reached_with_an_input_method_on)
{
	for (int i = 0; i < REQUEST_COUNT; i++) {
		const struct request *r = &requests[i];
		cr_expect(r->key == K_NONE || !key_is_text(r->key), "%s", r->id);
	}
	for (int i = 0; i < REQUEST_COUNT; i++) {
		bool reached = requests[i].key != K_NONE;
		for (int s = 0; s < SCREEN_COUNT && !reached; s++)
			for (unsigned state = 0; state < SEAT_STATE_COUNT && !reached; state++) {
				enum request_id items[10];
				int n = request_menu((enum screen_id)s, state, items, 10);
				for (int k = 0; k < n; k++)
					reached |= items[k] == (enum request_id)i;
			}
		cr_expect(reached, "%s cannot be reached", requests[i].id);
	}
}

/* Nobody can kill, stop or freeze a console in mid-call; keys of tmux and of input methods are left alone. */
Test(requests, leave_dangerous_keys_alone)
{
	static const char bound_never[] = "CZSQBHIJM";

	for (int i = 0; i < REQUEST_COUNT; i++)
		for (const char *k = bound_never; *k; k++)
			cr_expect_neq(requests[i].key, K_CTRL((keycode)*k), "%s", requests[i].id);
}
