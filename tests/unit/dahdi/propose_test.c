/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Proposals: read again by the parsers they are for, and without a finding afterwards. */
#include "sample.h"
#include "tools/dahdi/propose.h"
#include "tools/dahdi/show.h"

static struct picture *p;

static void
set_up(void)
{
	p = sample_picture();
}

TestSuite(propose, .init = set_up);

static char *
proposal(void (*propose)(const struct picture *p, FILE *to))
{
	char *text = NULL;
	size_t len = 0;
	FILE *to = open_memstream(&text, &len);

	propose(p, to);
	fclose(to);
	return text;
}

/* What is proposed for the spans of the picture is taken over; how many findings there are then. */
static int
take_over(struct site *site)
{
	static struct findings f;
	char *system_conf = proposal(propose_system_conf), *zongji_conf = proposal(propose_zongji_conf), why[320];

	sysconf_parse(&p->conf, system_conf);
	cr_assert_eq(p->conf.bad_line, 0, "%d: %s", p->conf.bad_line, p->conf.bad);
	cr_assert_eq(site_parse(site, zongji_conf, why, sizeof(why)), 0, "%s\n%s", why, zongji_conf);
	p->site = site;
	check_all(p, &f);
	cr_expect_eq(f.n, 0, "%s", f.n ? finding_name(f.at[0].id) : "");
	free(system_conf);
	free(zongji_conf);
	return f.n;
}

Test(propose, two_spans_of_a_card_without_any_configuration)
{
	static struct site site;

	p->site = NULL;
	cr_assert_eq(take_over(&site), 0);
	cr_expect_eq(p->conf.spans[0].timing, 1, "the carrier gives the clock");
	cr_expect_eq(p->conf.spans[1].timing, 0, "the PBX takes it");
	cr_expect(p->conf.spans[0].crc4);
	cr_expect(p->conf.canceller[1] && p->conf.alaw[62] && p->conf.type[16] == SYSCONF_BCHAN);
	cr_expect_eq(site.n_spans, 2);
	cr_expect_eq(site.n_links, 1);
	cr_expect_eq(picture_leads(&site, 1), LEADS_TO_CARRIER);
	cr_expect_eq(picture_leads(&site, 2), LEADS_TO_PBX);
	/* and again, now that there is one: the same */
	struct site first = site;
	cr_assert_eq(take_over(&site), 0);
	cr_expect_eq(memcmp(&first, &site, sizeof(site)), 0);
}

Test(propose, what_the_configuration_says_of_a_span_is_kept_to)
{
	static struct site site;

	sample_site(p)->circuits[0].span = 2;
	sample_site(p)->circuits[1].span = 1;
	sample_site(p)->links[0].span = 2;
	cr_assert_eq(take_over(&site), 0);
	cr_expect_eq(p->conf.spans[0].timing, 0);
	cr_expect_eq(p->conf.spans[1].timing, 1);
	cr_expect_eq(picture_leads(&site, 2), LEADS_TO_CARRIER);
}

Test(propose, one_span_leads_to_the_carrier_and_of_eight_the_last_to_the_pbx)
{
	static struct site site;

	p->site = NULL;
	p->n_spans = 1;
	p->devices[0].n_spans = p->devices[0].n_assigned = 1;
	cr_assert_eq(take_over(&site), 0);
	cr_expect_eq(site.n_groups, 1);
	cr_expect_eq(site.n_circuits, 1);
	p->site = NULL;
	p->n_spans = 8;
	for (int i = 0; i < 8; i++) {
		sample_span(&p->spans[i].proc, i + 1, "Clear", "");
		p->spans[i].look[16] = (struct look_channel){ i + 1, 16, true, true };
		for (int slot = 1; slot < 32; slot++)
			p->spans[i].look[slot] = (struct look_channel){ i + 1, slot, true, true };
	}
	cr_assert_eq(take_over(&site), 0);
	for (int i = 0; i < 7; i++)
		cr_expect_eq(p->conf.spans[i].timing, i + 1, "each another one");
	cr_expect_eq(p->conf.spans[7].timing, 0);
	cr_expect_eq(site.n_links, 2, "a second link, so that one may fail");
	cr_expect_eq(site.circuits[6].pcm, 6);
}

Test(propose, spans_without_hardware_are_pairs_of_which_one_end_is_ours)
{
	static struct site site;

	p->site = NULL;
	p->n_spans = 4;
	for (int i = 0; i < 4; i++) {
		sample_span(&p->spans[i].proc, i + 1, "Clear", "");
		snprintf(p->spans[i].proc.name, sizeof(p->spans[i].proc.name), "DYN/loc/%d:%d", i / 2, i % 2);
		for (int slot = 1; slot < 32; slot++)
			p->spans[i].look[slot] = (struct look_channel){ i + 1, slot, true, true };
	}
	cr_assert_eq(take_over(&site), 0);
	cr_assert_eq(p->conf.n_dynamics, 4);
	cr_expect_str_eq(p->conf.dynamics[3].address, "1:1");
	cr_expect_eq(p->conf.n_spans, 0);
	cr_assert_eq(site.n_spans, 2);
	cr_expect_eq(site.spans[0].number, 1);
	cr_expect_eq(site.spans[0].peer, 2);
	cr_expect_eq(site.spans[1].number, 3);
	cr_expect_eq(site.spans[1].peer, 4);
	cr_expect_eq(picture_leads(&site, 3), LEADS_TO_PBX);
}

Test(propose, a_t1_is_left_out_and_named)
{
	char why[320];
	static struct site site;

	p->site = NULL;
	p->spans[0].proc.n_channels = 24;
	for (int slot = 25; slot < 32; slot++)
		memset(&p->spans[0].proc.slots[slot], 0, sizeof(p->spans[0].proc.slots[slot]));
	char *text = proposal(propose_system_conf);
	cr_expect_not_null(strstr(text, "# span 1 (TE2/0/1, 24 channels) is no E1"));
	cr_expect_not_null(strstr(text, "bchan=32-62\n"));
	free(text);
	text = proposal(propose_zongji_conf);
	cr_assert_eq(site_parse(&site, text, why, sizeof(why)), 0, "%s", why);
	cr_expect_eq(site.n_spans, 1);
	cr_expect_eq(site.spans[0].number, 2);
	free(text);
}

Test(propose, the_table_of_spans_says_what_each_is_used_as)
{
	char *text = NULL;
	size_t len = 0;
	FILE *to = open_memstream(&text, &len);

	sample_span(&p->spans[1].proc, 2, "Clear", "YELLOW ClockSource ");
	show_spans(p, 0, to);
	fclose(to);
	cr_expect_str_eq(text,
	    "span  name                  type     channels  alarm         timing        used as\n"
	    "1     TE2/0/1               E1       31        -             1 master      link carrier/0, carrier 1-31\n"
	    "2     TE2/0/2               E1       31        YELLOW        0 source      pbx 1-31\n");
	free(text);
}
