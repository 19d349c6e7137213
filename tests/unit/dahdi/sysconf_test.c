/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/dahdi/sysconf.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static struct sysconf c;

Test(sysconf, a_file_of_a_site_is_read)
{
	sysconf_parse(&c,
	    "# two spans\n"
	    "span=1,1,0,ccs,hdb3,crc4,yellow   # carrier\n"
	    " span = 2 , 0 , 0 , cas , hdb3\n"
	    "dynamic=loc,1:0,31,0\n"
	    "\n"
	    "bchan=1-15,17-31\n"
	    "mtp2=16\r\n"
	    "dchan=47\n"
	    "cas=32-46:1101\n"
	    "fxoks=70\n"
	    "alaw=1-62\nmulaw=5\n"
	    "echocanceller=mg2,1-3,5\n"
	    "loadzone=cn\ndefaultzone = cn\n");
	cr_assert_eq(c.bad_line, 0, "%s", c.bad);
	cr_assert_eq(c.n_spans, 2);
	cr_expect_eq(c.spans[0].timing, 1);
	cr_expect(c.spans[0].crc4);
	cr_expect_str_eq(c.spans[0].coding, "hdb3");
	cr_expect_eq(c.spans[0].line, 2);
	cr_expect_eq(sysconf_span(&c, 2), &c.spans[1]);
	cr_expect_null(sysconf_span(&c, 3));
	cr_expect_str_eq(c.spans[1].framing, "cas");
	cr_expect_not(c.spans[1].crc4);
	cr_assert_eq(c.n_dynamics, 1);
	cr_expect_str_eq(c.dynamics[0].driver, "loc");
	cr_expect_str_eq(c.dynamics[0].address, "1:0");
	cr_expect_eq(c.dynamics[0].n_channels, 31);
	cr_expect_eq(c.type[1], SYSCONF_BCHAN);
	cr_expect_eq(c.type[16], SYSCONF_MTP2);
	cr_expect_eq(c.type[47], SYSCONF_DCHAN);
	cr_expect_eq(c.type[40], SYSCONF_CAS);
	cr_expect_eq(c.type[70], SYSCONF_OTHER);
	cr_expect_eq(c.type[63], SYSCONF_NONE);
	cr_expect(c.alaw[62] && !c.alaw[63]);
	cr_expect(c.mulaw[5] && !c.alaw[5], "the last law counts");
	cr_expect(c.canceller[3] && !c.canceller[4] && c.canceller[5]);
}

Test(sysconf, the_first_bad_line_is_told_and_the_rest_is_read)
{
	static const char *const bad[] = { "bchan", "bchn=1", "bchan=0", "bchan=9-3", "bchan=1-99999", "bchan=x",
		"bchan=", "span=1,1,0,ccs", "span=x,1,0,ccs,hdb3", "span=1,1,0,ccs,hdb3,crc4,yellow,more",
		"dynamic=loc,1:0,31", "dynamic=loc,1:0,x,0", "echocanceller=mg2", "loadzone=", "=", "bchan=1,,2",
		"bchan=4,5,4" };
	char text[200];

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		snprintf(text, sizeof(text), "# head\n%s\nnonsense\nalaw=7\n", bad[i]);
		sysconf_parse(&c, text);
		cr_expect_eq(c.bad_line, 2, "%s", bad[i]);
		cr_expect_str_eq(c.bad, bad[i]);
		cr_expect(c.alaw[7], "%s", bad[i]);
	}
}
