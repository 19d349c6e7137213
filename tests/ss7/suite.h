/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The runner of the conformance suites: cases by the numbers of the Recommendation, one child process per case and
 * label form, a fake clock, frames on both sides.
 *
 *   q781/  MTP level 2      q782/  MTP level 3      q784/  ISUP basic call (Q.784.1)
 *
 * A suite is a folder: cases.def lists its cases, the other files say what each does, main.c is five lines:
 *
 *   CASE("1.1(a)", q781_1_1a, SS7_ONE, "Initialization (power-up)")
 *   EXCLUDED("5.1", "the HDLC framer of the card or kernel sees flags and ones, we never do", "More than 7 ones ...")
 *
 * Each run writes a line per case to the terminal, verdicts to $RESULTS, all that was sent to build/ss7/SUITE-FORM.pcap and
 * a table to build/ss7/SUITE.tsv, from which tests/ss7/page.sh makes docs/conformance.md.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum ss7_form { SS7_ITU14, SS7_CHINA24, SS7_FORMS };
extern const char *const ss7_form_name[SS7_FORMS]; /* as the setting `label` is written */

enum ss7_forms { SS7_ONE, SS7_BOTH }; /* does the label matter?  SS7_ONE: only SS7_ITU14 is run */

struct ss7_case {
	const char *number;
	void (*run)(enum ss7_form form); /* NULL: excluded */
	const char *function;
	enum ss7_forms forms;
	const char *title;
	const char *why; /* it is excluded */
};
#define SS7_CASE(number, function, forms, title)  { number, function, #function, forms, title, NULL },
#define SS7_EXCLUDED(number, why, title)          { number, NULL, "", SS7_ONE, title, why },

/*
 * Runs them all, or those named (`q784 1.2.1 2.3.1a`); -l lists, -v prints each frame while it runs, in this process (for
 * a debugger).  Exit status 0 only if all passed.
 */
int ss7_main(int argc, char **argv, const char *recommendation, const struct ss7_case *cases, size_t n);

/* ---- for cases and testers ---- */

/* End the case as failed.  The text says what was expected and what came. */
void ss7_fail(const char *file, int line, const char *format, ...) __attribute__((noreturn, format(printf, 3, 4)));
#define SS7_CHECK(condition, ...)                                      \
	do {                                                           \
		if (!(condition))                                      \
			ss7_fail(__FILE__, __LINE__, __VA_ARGS__);     \
	} while (0)

/*
 * A signalling unit went over the line (from BSN on, without FCS): `sent` 1 by us, 0 by the tester.  Ours go to the capture
 * file; with -v both are printed.
 */
void ss7_unit(int64_t now_us, unsigned link, int sent, const uint8_t *unit, size_t len);

/* From here on this case's units go to build/ss7/SUITE-FORM.pcap: "ansi24", for cases in labels of neither form. */
void ss7_capture(const char *form);
