/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/access.h"
#include "base/site.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct site site, again;
static char why[320];

static void
refused(const char *text, const char *reason)
{
	cr_assert_lt(site_parse(&site, text, why, sizeof(why)), 0, "accepted: %s", text);
	cr_assert(strstr(why, reason), "says \"%s\", not \"%s\"", why, reason);
}

Test(site, as_shipped_has_one_e1_with_25_in_and_5_out)
{
	cr_assert_eq(site_load(&site, "etc/zongji.conf", why, sizeof(why)), 0, "%s", why);
	int g = site_group(&site, "carrier");
	cr_assert_geq(g, 0);
	cr_assert_eq(site.groups[g].inbound, 25);
	cr_assert_eq(site.groups[g].outbound, 5);
}

Test(site, printed_and_read_again_is_the_same)
{
	char *text = NULL;
	size_t size = 0;

	cr_assert_eq(site_load(&site, "etc/zongji.conf", why, sizeof(why)), 0, "%s", why);
	FILE *to = open_memstream(&text, &size);
	site_print(&site, to);
	fclose(to);
	cr_assert_eq(site_parse(&again, text, why, sizeof(why)), 0, "%s", why);
	cr_assert_eq(memcmp(&site, &again, sizeof(site)), 0);
	free(text);
}

Test(site, an_unknown_key_names_the_line_and_the_nearest_key)
{
	refused("links = ( { slto = 16; } );", "links[0].slto: no such setting; did you mean slot?");
	refused("site = { };\nspnas = ( );", "text:2: spnas: no such setting; did you mean spans?");
}

Test(site, values_out_of_range_or_of_the_wrong_kind_are_refused)
{
	refused("site = { node = 0; };", "0 is outside 1 to 65535");
	refused("site = { node = \"one\"; };", "must be a whole number");
	refused("site = { name = 5; };", "must be a text in quotes");
	refused("site = { language = \"fr\"; };", "must be one of \"zh|en\"");
	refused("spans = { };", "must be a list");
	refused("spans = ( 1 );", "must be { ... }");
	refused("site = { name = ", "syntax error");
	refused("site = { name = \"0123456789012345678901234567890123456789012345678901234567890123456789\"; };",
	    "longer than 63 octets");
}

Test(site, an_rtp_span_has_an_address_ports_of_its_own_and_no_signalling)
{
	refused("spans = ( { driver = \"rtp\"; } );", "spans[0].port: with driver = \"rtp\" an even number");
	refused("spans = ( { driver = \"rtp\"; port = 20001; } );", "an even number from 1024 on");
	refused("spans = ( { driver = \"rtp\"; port = 20000; address = \"here\"; } );", "\"here\" is not an IPv4 address");
	refused("spans = ( { number = 1; driver = \"rtp\"; port = 20000; }, { number = 2; driver = \"rtp\"; port = 20062; } );",
	    "spans[0] has some of these 64 ports");
	refused("spans = ( { driver = \"rtp\"; port = 20000; } ); linksets = ( { name = \"a\"; opc = \"1\"; apc = \"2\"; } );"
	        "links = ( { linkset = \"a\"; span = 1; } );",
	    "span 1 carries RTP, no signalling");
}

Test(site, a_sip_group_has_two_addresses_and_circuits_on_rtp_spans)
{
	refused("groups = ( { name = \"v\"; kind = \"sip\"; } );", "sip_listen: \"\" is not like");
	refused("groups = ( { name = \"v\"; kind = \"sip\"; sip_listen = \"1.2.3.4:5060\"; sip_peer = \"gw:5060\"; } );",
	    "sip_peer: \"gw:5060\" is not like");
	refused("groups = ( { name = \"v\"; kind = \"sip\"; sip_listen = \"1.2.3.4:5060\"; sip_peer = \"1.2.3.5:5060\"; },"
	        "{ name = \"w\"; kind = \"sip\"; sip_listen = \"1.2.3.4:5060\"; sip_peer = \"1.2.3.6:5060\"; } );",
	    "groups[0] listens there already");
	refused("spans = ( { number = 1; } );"
	        "groups = ( { name = \"v\"; kind = \"sip\"; sip_listen = \"1.2.3.4:5060\"; sip_peer = \"1.2.3.5:5060\"; } );"
	        "circuits = ( { group = \"v\"; span = 1; } );",
	    "circuits on spans of driver \"rtp\"");
}

Test(site, names_must_refer_to_something)
{
	refused("links = ( { linkset = \"x\"; } );", "there is no link set \"x\"");
	refused("spans = ( { number = 1; }, { number = 1; } );", "span 1 is there twice");
	refused("groups = ( { name = \"a\"; kind = \"isup\"; linkset = \"b\"; } );", "there is no link set \"b\"");
	refused("queues = ( { name = \"a\"; code = 1; }, { name = \"b\"; code = 1; } );", "01 is there twice");
	refused("spans = ( { number = 1; } ); groups = ( { name = \"p\"; kind = \"pri\"; } );"
	        "circuits = ( { group = \"p\"; span = 1; }, { group = \"p\"; span = 1; } );",
	    "slot 1 is used twice");
	refused("groups = ( { name = \"a\"; kind = \"pri\"; overflow = \"a\"; } );", "no other trunk group \"a\"");
	refused("mtp_routes = ( { dpc = \"1\"; linkset = \"x\"; } );", "there is no link set \"x\"");
	refused("linksets = ( { name = \"a\"; opc = \"1\"; apc = \"2\"; } ); mtp_routes = ( { linkset = \"a\"; } );",
	    "a route leads to a point code");
	refused(
	    "linksets = ( { name = \"a\"; opc = \"1\"; apc = \"2\"; }, { name = \"b\"; opc = \"1\"; apc = \"3\"; } );"
	    "groups = ( { name = \"x\"; linkset = \"a\"; dpc = \"4\"; }, { name = \"y\"; linkset = \"b\"; dpc = \"4\"; } );",
	    "further ways are mtp_routes");
	refused("routes = ( { group = \"a\"; } );", "there is no trunk group \"a\"");
	refused("groups = ( { name = \"a\"; kind = \"pri\"; } ); routes = ( { group = \"a\"; queue = \"q\"; } );",
	    "there is no queue \"q\"");
}

Test(site, settings_that_do_not_go_together_are_refused)
{
	refused("spans = ( { number = 1; } ); linksets = ( { name = \"a\"; opc = \"1\"; apc = \"2\"; } );"
	        "links = ( { linkset = \"a\"; error_correction = \"pcr\"; t7_ms = 700; } );",
	    "links[0].t7_ms: at least 800");
}

Test(site, a_missing_file_is_said_so)
{
	cr_assert_lt(site_load(&site, "/nonexistent/zongji.conf", why, sizeof(why)), 0);
	cr_assert(strstr(why, "cannot be read"));
}

Test(site, the_configuration_is_the_one_named_or_the_installed_one)
{
	setenv("ZONGJI_CONF", "/x/y.conf", 1);
	cr_expect_str_eq(site_path(), "/x/y.conf");
	setenv("ZONGJI_CONF", "", 1);
	cr_expect_str_eq(site_path(), SITE_CONF);
	unsetenv("ZONGJI_CONF");
	cr_expect_str_eq(site_path(), SITE_CONF);
}

#define CAS(rest)                                                                                                    \
	"spans = ( { number = 1; } ); groups = ( { name = \"a\"; kind = \"cas\"; }, { name = \"b\"; kind = \"cas\"; } );" \
	"circuits = ( " rest " );"

Test(site, loops_need_numbers_of_their_own)
{
	refused(CAS("{ group = \"a\"; }"), "need telephone numbers");
	refused(CAS("{ group = \"a\"; number = \"85-1\"; }"), "is not digits");
	refused(CAS("{ group = \"a\"; number = \"80\"; first_slot = 1; last_slot = 30; }"), "too few digits");
	refused(CAS("{ group = \"a\"; number = \"8501\"; last_slot = 16; }"), "carries the signalling bits");
	refused(CAS("{ group = \"a\"; number = \"8501\"; last_slot = 4; },"
	            "{ group = \"b\"; number = \"8601\"; first_slot = 4; last_slot = 6; }"),
	    "slot 4 is used twice");
	refused(CAS("{ group = \"a\"; number = \"8501\"; last_slot = 4; },"
	            "{ group = \"a\"; number = \"8504\"; first_slot = 5; last_slot = 6; }"),
	    "circuits[1].number: 8504 is circuits[0]'s already");
	cr_assert_eq(site_parse(&site, CAS("{ group = \"a\"; number = \"8501\"; }"), why, sizeof(why)), 0, "%s", why);
}

Test(site, numbers_of_loops_count_on_over_the_slot_that_has_none)
{
	struct conf_circuits run = { .first_slot = 14, .last_slot = 18, .number = "02085099" };
	char number[NUMBER_DIGITS];

	cr_assert_eq(site_loop_number(&run, 14, number), 0);
	cr_assert_str_eq(number, "02085099");
	cr_assert_eq(site_loop_number(&run, 15, number), 0);
	cr_assert_str_eq(number, "02085100");
	cr_assert_eq(site_loop_number(&run, 16, number), -EINVAL);
	cr_assert_eq(site_loop_number(&run, 18, number), 0);
	cr_assert_str_eq(number, "02085102");
	cr_assert_eq(site_loop_number(&run, 13, number), -EINVAL);
	cr_assert_eq(site_loop_number(&run, 19, number), -EINVAL);
	snprintf(run.number, sizeof(run.number), "8619999999999");
	cr_assert_eq(site_loop_number(&run, 14, number), 0);
	cr_assert_eq(site_loop_number(&run, 15, number), -EINVAL);
}

Test(site, starts_only_the_processes_that_it_needs)
{
	static struct site s;

	site_defaults(&s);
	cr_expect(access_wants(&s, ROLE_ACD));
	cr_expect_not(access_wants(&s, ROLE_ISUP));
	cr_expect_not(access_wants(&s, ROLE_CAS));
	cr_expect(access_wants(&s, ROLE_FAX), "there are fax channels unless somebody says no");
	s.fax.channels = 0;
	cr_expect_not(access_wants(&s, ROLE_FAX));
	s.n_links = s.n_groups = 1;
	s.groups[0].kind = GROUP_CAS;
	cr_expect(access_wants(&s, ROLE_ISUP));
	cr_expect(access_wants(&s, ROLE_CAS));
	cr_expect_not(access_wants(&s, ROLE_PRI));
}
