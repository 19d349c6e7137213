/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Every row of findings.def: the machine that has it, and no other finding than those that go with it. */
#include "sample.h"

static struct picture *p;
static struct findings f;

static void
set_up(void)
{
	p = sample_picture();
}

TestSuite(check, .init = set_up);

/* This one and no other. */
static const struct finding *
only(enum finding_id id)
{
	check_all(p, &f);
	cr_assert_geq(f.n, 1, "%s is not found", finding_name(id));
	cr_assert_eq(f.at[0].id, id, "%s instead of %s", finding_name(f.at[0].id), finding_name(id));
	cr_assert_eq(f.n, 1, "%s too", f.n > 1 ? finding_name(f.at[1].id) : "");
	return &f.at[0];
}

Test(check, a_machine_as_it_should_be_has_no_findings)
{
	check_all(p, &f);
	cr_assert_eq(f.n, 0, "%s", finding_name(f.at[0].id));
	cr_assert_eq(check_worst(&f), -1);
}

Test(check, a_house_that_is_up_changes_channels_and_holds_them_and_that_is_no_finding)
{
	snprintf(p->spans[0].proc.slots[16].type, sizeof(p->spans[0].proc.slots[16].type), "MTP2");
	snprintf(p->spans[1].proc.slots[16].type, sizeof(p->spans[1].proc.slots[16].type), "HDLCFCS");
	for (int slot = 1; slot < 32; slot++)
		p->spans[0].proc.slots[slot].in_use = true;
	p->house_up = true;
	p->n_holders = 1;
	p->holders[0] = (struct holder){ .pid = 7, .name = "mediad", .ours = true };
	check_all(p, &f);
	cr_assert_eq(f.n, 0, "%s", finding_name(f.at[0].id));
}

Test(check, slots_of_a_channel_bank_are_loops_and_nothing_else)
{
	sample_site(p)->groups[1].kind = GROUP_CAS;
	for (int slot = 1; slot < 32; slot++)
		snprintf(p->spans[1].proc.slots[slot].type, sizeof(p->spans[1].proc.slots[slot].type), "%s",
		    slot == CAS_SLOT ? "Clear" : "FXOKS");
	check_all(p, &f);
	cr_assert_eq(f.n, 0, "%s", finding_name(f.at[0].id));
	snprintf(p->spans[1].proc.slots[4].type, sizeof(p->spans[1].proc.slots[4].type), "MTP2");
	cr_expect_str_eq(sample_found(p, FIND_TYPE)->text, "35");
}

Test(check, without_dahdi_it_says_what_to_install_or_load_and_nothing_else)
{
	p->loaded = false;
	p->n_spans = 0;
	only(FIND_NOT_LOADED);
	p->installed = false;
	cr_expect_str_eq(only(FIND_NOT_INSTALLED)->text, "6.1.0");
	cr_expect_eq(check_worst(&f), FAULT);
}

Test(check, device_files_that_are_missing_or_locked)
{
	snprintf(p->missing, sizeof(p->missing), "/dev/dahdi/timer");
	cr_expect_str_eq(only(FIND_NO_DEVICE)->text, "/dev/dahdi/timer");
	*p->missing = '\0';
	snprintf(p->locked, sizeof(p->locked), "/dev/dahdi/ctl");
	snprintf(p->group, sizeof(p->group), "dialout");
	snprintf(p->user, sizeof(p->user), "zongji");
	const struct finding *one = only(FIND_NO_RIGHTS);
	cr_expect_str_eq(one->group, "dialout");
	cr_expect_str_eq(one->more, "zongji");
}

Test(check, no_spans_because_of_no_driver_or_none_assigned)
{
	p->n_spans = p->n_devices = 0;
	only(FIND_NO_SPANS);
	*p->driver = '\0';
	only(FIND_NO_DRIVER);
	p->n_devices = 1;
	p->devices[0].n_assigned = 0;
	const struct finding *one = only(FIND_UNASSIGNED);
	cr_expect_eq(one->n, 2);
	cr_expect_str_eq(one->text, "pci:0000:04:00.0");
}

Test(check, one_span_of_two_not_assigned)
{
	p->devices[0].n_assigned = 1;
	p->n_spans = 1;
	cr_expect_eq(sample_found(p, FIND_UNASSIGNED)->n, 1);
	cr_expect_eq(sample_found(p, FIND_SPAN_MISSING)->span, 2);
}

Test(check, our_configuration_missing_or_without_a_span_of_dahdi)
{
	for (int i = 0; i < 2; i++)
		sample_site(p)->spans[i].driver = SPAN_DRIVER_SOFT;
	only(FIND_NONE_OURS);
	cr_expect_eq(check_worst(&f), NOTE);
	p->site = NULL;
	only(FIND_NO_SITE);
	cr_expect_eq(check_worst(&f), NOTE);
}

Test(check, a_span_of_ours_that_is_not_there)
{
	sample_site(p)->spans[1].number = 5;
	sample_site(p)->circuits[1].span = 5;
	cr_expect_eq(only(FIND_SPAN_MISSING)->span, 5);
}

Test(check, a_t1_in_place_of_an_e1)
{
	snprintf(p->spans[0].kind, sizeof(p->spans[0].kind), "T1");
	p->spans[0].proc.n_channels = 24;
	const struct finding *one = only(FIND_IS_T1);
	cr_expect_eq(one->span, 1);
	cr_expect_eq(one->n, 24);
	cr_expect_str_eq(one->text, "wct4xxp");
}

Test(check, slots_without_channel)
{
	for (int slot = 21; slot < 32; slot++)
		memset(&p->spans[1].proc.slots[slot], 0, sizeof(p->spans[1].proc.slots[slot]));
	p->spans[1].proc.n_channels = 20;
	const struct finding *one = only(FIND_NO_CHANNEL);
	cr_expect_eq(one->span, 2);
	cr_expect_str_eq(one->text, "21-31");
}

Test(check, channels_of_another_type_or_law)
{
	snprintf(p->spans[0].proc.slots[3].type, sizeof(p->spans[0].proc.slots[3].type), "E&M");
	const struct finding *one = sample_found(p, FIND_TYPE);
	cr_expect_str_eq(one->text, "3");
	cr_expect_str_eq(one->more, "E&M");
	cr_expect_str_eq(sample_found(p, FIND_DIFFERS)->text, "3");
	set_up();
	p->spans[1].look[5].alaw = p->spans[1].look[6].alaw = false;
	one = only(FIND_MULAW);
	cr_expect_eq(one->span, 2);
	cr_expect_str_eq(one->text, "36-37", "channels, as system.conf numbers them");
}

Test(check, a_signalling_slot_that_cannot_be_mtp2_is_noted)
{
	p->spans[0].look[16].can_mtp2 = false;
	cr_expect_str_eq(only(FIND_NO_MTP2)->text, "16");
	cr_expect_eq(check_worst(&f), NOTE);
}

Test(check, alarms_slips_and_missed_interrupts)
{
	sample_span(&p->spans[0].proc, 1, "Clear", "RED YELLOW ");
	p->spans[0].proc.slips = 3;
	p->spans[0].proc.irq_misses = 4;
	cr_expect_str_eq(sample_found(p, FIND_ALARM)->text, "RED YELLOW");
	cr_expect_eq(sample_found(p, FIND_SLIPS)->n, 3);
	cr_expect_eq(sample_found(p, FIND_IRQ_MISSES)->n, 4);
}

Test(check, channels_that_another_program_holds)
{
	p->spans[0].proc.slots[4].in_use = true;
	p->n_holders = 1;
	p->holders[0] = (struct holder){ .pid = 1234, .name = "asterisk" };
	const struct finding *one = only(FIND_HELD);
	cr_expect_str_eq(one->text, "4");
	cr_expect_str_eq(one->more, "asterisk (1234)");
	p->spans[0].proc.slots[4].in_use = false;
	p->holders[0].span = 2; /* opened by its own name */
	p->holders[0].slot = 9;
	one = only(FIND_HELD);
	cr_expect_eq(one->span, 2);
	cr_expect_str_eq(one->text, "9");
	p->holders[0].span = 0;
	p->house_up = true; /* which channel it is cannot be told from ours */
	cr_expect_str_eq(only(FIND_FOREIGN)->text, "asterisk (1234)");
}

Test(check, echo_cancellers_that_a_group_wants_and_the_kernel_has_not)
{
	for (int slot = 20; slot < 32; slot++)
		*p->spans[0].proc.slots[slot].canceller = *p->spans[1].proc.slots[slot].canceller = '\0';
	const struct finding *one = only(FIND_NO_ECHO);
	cr_expect_eq(one->span, 1, "the PBX's group does not want any");
	cr_expect_str_eq(one->text, "20-31");
	cr_expect_str_eq(one->more, "carrier");
}

Test(check, system_conf_missing_or_with_a_line_that_makes_no_sense)
{
	p->have_conf = false;
	only(FIND_NO_SYSTEM_CONF);
	p->have_conf = true;
	sysconf_parse(&p->conf, SAMPLE_CONF "bchn=3\n");
	const struct finding *one = only(FIND_BAD_LINE);
	cr_expect_eq(one->n, 8);
	cr_expect_str_eq(one->text, "bchn=3");
}

Test(check, dynamic_spans_of_system_conf_that_are_not_there)
{
	sysconf_parse(&p->conf, SAMPLE_CONF "dynamic=loc,1:0,31,0\n");
	const struct finding *one = only(FIND_NO_DYNAMIC);
	cr_expect_str_eq(one->text, "loc,1:0");
	cr_expect_str_eq(one->more, "loc");
}

Test(check, channels_that_system_conf_leaves_out)
{
	sysconf_parse(&p->conf,
	    "span=1,1,0,ccs,hdb3\nspan=2,0,0,ccs,hdb3\nbchan=1-15,17-31,33-62\nalaw=1-62\nechocanceller=mg2,1-62\n");
	check_all(p, &f);
	cr_assert_eq(f.n, 2);
	cr_expect_eq(f.at[0].id, FIND_NO_SIGNALLING);
	cr_expect_str_eq(f.at[0].text, "16");
	cr_expect_eq(f.at[1].id, FIND_LEFT_OUT);
	cr_expect_str_eq(f.at[1].text, "32");
}

Test(check, dahdi_cfg_that_has_not_run_since_system_conf_was_edited)
{
	for (int slot = 1; slot < 32; slot++)
		*p->spans[1].proc.slots[slot].type = '\0';
	const struct finding *one = only(FIND_DIFFERS);
	cr_expect_eq(one->span, 2);
	cr_expect_str_eq(one->text, "32-62");
}

static void
spans_are(const char *lines)
{
	char text[400];

	snprintf(text, sizeof(text), "%sbchan=1-62\nalaw=1-62\nechocanceller=mg2,1-62\n", lines);
	sysconf_parse(&p->conf, text);
}

Test(check, who_gives_the_clock)
{
	spans_are("span=1,0,0,ccs,hdb3\nspan=2,0,0,ccs,hdb3\n");
	cr_expect_eq(sample_found(p, FIND_NO_CLOCK)->span, 1, "the carrier's");
	const struct finding *one = sample_found(p, FIND_CARRIER_CLOCK);
	cr_expect_eq(one->span, 1);
	cr_expect_eq(one->n, 1, "the timing it should have");
	spans_are("span=1,1,0,ccs,hdb3\nspan=2,1,0,ccs,hdb3\n");
	one = sample_found(p, FIND_CLOCK_TWICE);
	cr_expect_str_eq(one->text, "1-2");
	cr_expect_eq(one->n, 1);
	cr_expect_eq(sample_found(p, FIND_PBX_CLOCK)->span, 2);
	spans_are("span=1,0,0,ccs,hdb3\nspan=2,1,0,ccs,hdb3\n");
	check_all(p, &f);
	cr_assert_eq(f.n, 2);
	cr_expect_eq(f.at[0].id, FIND_CARRIER_CLOCK);
	cr_expect_eq(f.at[0].n, 2);
	cr_expect_eq(f.at[1].id, FIND_PBX_CLOCK);
}

Test(check, a_span_without_line_or_with_other_framing)
{
	spans_are("span=1,1,0,ccs,hdb3\n");
	const struct finding *one = only(FIND_NO_LINE);
	cr_expect_eq(one->span, 2);
	cr_expect_eq(one->n, 0, "a PBX follows us");
	spans_are("span=1,1,0,esf,b8zs\nspan=2,0,0,ccs,hdb3\n");
	one = only(FIND_FRAMING);
	cr_expect_str_eq(one->text, "esf,b8zs");
}

Test(check, spans_without_hardware_need_no_clock_and_no_line)
{
	for (int i = 0; i < 2; i++)
		snprintf(p->spans[i].proc.name, sizeof(p->spans[i].proc.name), "DYN/loc/0:%d", i);
	sysconf_parse(
	    &p->conf, "dynamic=loc,0:0,31,0\ndynamic=loc,0:1,31,0\nbchan=1-62\nalaw=1-62\nechocanceller=mg2,1-62\n");
	check_all(p, &f);
	cr_assert_eq(f.n, 0, "%s", finding_name(f.at[0].id));
	cr_expect_eq(picture_peer(p, &p->spans[0]), 2);
	cr_expect_eq(picture_peer(p, &p->spans[1]), 1);
}

/* Each sentence and remedy in both languages, with every brace filled in. */
Test(check, findings_are_printed_with_their_remedies)
{
	for (int id = 0; id < FIND_COUNT; id++)
		for (int zh = 0; zh < 2; zh++) {
			const struct finding one = { .id = (enum finding_id)id,
				.span = 61,
				.n = 62,
				.text = "TEXT",
				.more = "MORE",
				.group = "GROUP" };
			char *text = NULL;
			size_t len = 0;
			FILE *to = open_memstream(&text, &len);

			check_print(&one, zh, to);
			fclose(to);
			cr_expect_not_null(strstr(text, finding_name(one.id)));
			cr_expect_not_null(strstr(text, "\n    -> "));
			cr_expect_null(strpbrk(text, "{}"), "%s", text);
			free(text);
		}
	struct finding held = { .id = FIND_HELD, .span = 2, .text = "1-4", .more = "asterisk (77)" };
	char *text = NULL;
	size_t len = 0;
	FILE *to = open_memstream(&text, &len);
	check_print(&held, 0, to);
	fclose(to);
	cr_expect_eq(strncmp(text, "fault HELD: slots 1-4 of span 2 are held by another program: asterisk (77)\n", 75),
	    0, "%s", text);
	free(text);
}
