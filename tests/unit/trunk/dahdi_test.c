/* SPDX-License-Identifier: GPL-2.0-or-later */
/* DAHDI where there is none: its texts, and the words for its refusals.  With it: tests/dahdi-vm. */
#include "base/site.h"
#include "trunk/dahdi_proc.h"
#include "trunk/dahdi_say.h"
#include "trunk/span.h"

#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

static const char card[] = "Span 2: TE4/0/2 \"T4XXP (PCI) Card 0 Span 2\" (MASTER) HDB3/CCS/CRC4 YELLOW ClockSource \n"
                           "\tCRC4 error count: 7\n"
                           "\tIRQ misses: 2\n"
                           "\tTiming slips: 12\n"
                           "\n"
                           "\t  32 TE4/0/2/1 Clear (In use) (EC: MG2 - ACTIVE) \n"
                           "\t  33 TE4/0/2/2 Clear \n"
                           "\t  34 TE4/0/2/3 (In use) RED \n"
                           "\t  35 TE4/0/2/4 RED (EC: VPMOCT064 - INACTIVE) \n"
                           "\t  36 TE4/0/2/5 Reserved \n"
                           "\t  37 TE4/0/2/6 HDLCFCS (In use) \n"
                           "\t  38 TE4/0/2/7 Hardware-assisted HDLC \n";

Test(dahdi, a_span_is_read_from_proc)
{
	struct proc_span s;

	cr_assert_eq(proc_span_parse(&s, card), 0);
	cr_expect_eq(s.number, 2);
	cr_expect_str_eq(s.name, "TE4/0/2");
	cr_expect_str_eq(s.description, "T4XXP (PCI) Card 0 Span 2");
	cr_expect(s.master && s.clock_source && s.hdb3 && s.ccs && s.crc4 && !s.loop);
	cr_expect_eq(s.alarms, SPAN_ALARM_YELLOW);
	cr_expect_eq(s.slips, 12u);
	cr_expect_eq(s.irq_misses, 2u);
	cr_expect_eq(s.crc4_errors, 7u);
	cr_assert_eq(s.n_channels, 7);
	cr_expect_eq(s.slots[1].number, 32);
	cr_expect_str_eq(s.slots[1].type, "Clear");
	cr_expect_str_eq(s.slots[1].canceller, "MG2");
	cr_expect(s.slots[1].in_use && !s.slots[2].in_use);
	cr_expect_str_eq(s.slots[2].canceller, "");
	for (int slot = 3; slot <= 5; slot++)
		cr_expect_str_eq(s.slots[slot].type, "", "slot %d is not configured", slot);
	cr_expect(s.slots[3].in_use);
	cr_expect_str_eq(s.slots[4].canceller, "VPMOCT064");
	cr_expect_str_eq(s.slots[6].type, "HDLCFCS");
	cr_expect_str_eq(s.slots[7].type, "Hardware-assisted");
	cr_expect_eq(s.slots[8].number, 0);
}

Test(dahdi, a_span_without_hardware_is_read_from_proc)
{
	struct proc_span s;

	cr_assert_eq(
	    proc_span_parse(&s, "Span 1: DYN/loc/0:0 \"Dynamic 'loc' span at '0:0'\" \n\n\t   1 DYN/loc/0:0/1 MTP2 \n"),
	    0);
	cr_expect_str_eq(s.name, "DYN/loc/0:0");
	cr_expect_str_eq(s.slots[1].type, "MTP2");
	cr_expect_eq(s.alarms, 0u);
	cr_expect_not(s.master);
}

Test(dahdi, what_is_no_span_is_refused)
{
	static const char *const texts[] = { "", "\n", "Span", "Span 0: x", "Span x: y", "Spam 1: z", "Span 1" };
	struct proc_span s;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		cr_expect_eq(proc_span_parse(&s, texts[i]), -EINVAL, "%s", texts[i]);
	cr_expect_eq(proc_span_read(&s, "/nowhere", 1), -ENOENT);
}

/* No refusal without the command that mends it. */
Test(dahdi, every_refusal_names_a_command)
{
	static const struct {
		enum dahdi_step step;
		int err;
		const char *command;
	} cases[] = {
		{ DAHDI_DEVICE, -ENXIO, "modprobe dahdi" },
		{ DAHDI_DEVICE, -EMFILE, "LimitNOFILE" },
		{ DAHDI_TIMER, -ENOTTY, "apt-get install --reinstall dahdi-dkms" },
		{ DAHDI_SPAN, -EINVAL, "dahdi_span_assignments" },
		{ DAHDI_SLOTS, -ENODEV, "dahdi_span_assignments auto" },
		{ DAHDI_CHANNEL, -ENXIO, "dahdi_cfg" },
		{ DAHDI_CHANNEL, -EINVAL, "dahdi_cfg" },
		{ DAHDI_CHANNEL, -ENODEV, "cat /proc/dahdi" },
		{ DAHDI_CHANNEL, -EBUSY, "fuser -v /dev/dahdi/channel" },
		{ DAHDI_TYPE, -EINVAL, "zongji dahdi" },
		{ DAHDI_BUFFERS, -EINVAL, "modinfo dahdi" },
		{ DAHDI_AUDIO, -EINVAL, "bchan=" },
		{ DAHDI_AUDIO, -EIO, "dmesg" },
	};
	char text[320];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		dahdi_remedy(cases[i].step, cases[i].err, "/dev/dahdi/channel", text, sizeof(text));
		cr_expect_not_null(strstr(text, cases[i].command), "%zu: %s", i, text);
	}
}

Test(dahdi, a_device_that_may_not_be_opened_names_its_group)
{
	char text[320];

	dahdi_remedy(DAHDI_DEVICE, -EACCES, "/dev/null", text, sizeof(text)); /* crw-rw-rw- root root */
	cr_expect_not_null(strstr(text, "usermod -aG root"), "%s", text);
	dahdi_remedy(DAHDI_DEVICE, -EACCES, "/etc/passwd", text, sizeof(text));
	cr_expect_not_null(strstr(text, "udevadm trigger"), "only its owner may: %s", text);
}

Test(dahdi, a_machine_without_dahdi_says_so_and_how_to_get_it)
{
	const struct conf_span conf = { .number = 3, .driver = SPAN_DRIVER_DAHDI, .ahead = 3 };
	struct span *span = NULL;
	char text[2048] = "";

	if (access("/dev/dahdi/ctl", F_OK) == 0)
		cr_skip_test("there is DAHDI on this machine");
	cr_redirect_stderr();
	cr_assert_eq(span_open(&span, &conf, "/tmp", SPAN_SIDE_HOUSE), -ENOENT);
	fflush(stderr);
	FILE *said = cr_get_redirected_stderr();
	text[fread(text, 1, sizeof(text) - 1, said)] = '\0';
	cr_expect_not_null(strstr(text, "span 3: /dev/dahdi/ctl: No such file"), "%s", text);
	cr_expect_not_null(strstr(text, "modprobe dahdi"), "%s", text);
	cr_expect_null(span);
}
