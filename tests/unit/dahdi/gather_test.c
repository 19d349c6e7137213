/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Taking the picture, from a small tree that looks like a machine's /proc, /sys and /etc. */
#include "sample.h"

#include <errno.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

static char root[64];
static struct picture p;

static void
put(const char *path, const char *text)
{
	char whole[300];

	snprintf(whole, sizeof(whole), "%s%s", root, path);
	for (char *at = whole + strlen(root) + 1; (at = strchr(at, '/')); at++) {
		*at = '\0';
		mkdir(whole, 0755);
		*at = '/';
	}
	FILE *to = fopen(whole, "w");
	cr_assert_not_null(to, "%s", whole);
	fputs(text, to);
	fclose(to);
}

static int
remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	return remove(path);
}

static void
set_up(void)
{
	strcpy(root, "/tmp/zongji-dahdi-XXXXXX");
	cr_assert_not_null(mkdtemp(root));
	put("/proc/modules",
	    "dahdi_echocan_mg2 16384 31 - Live 0x0\nwct4xxp 1 0 - Live 0x0\ndahdi 1 3 wct4xxp, Live 0x0\n");
	put("/proc/dahdi/1",
	    "Span 1: TE2/0/1 \"a card\" (MASTER) HDB3/CCS/CRC4 \n\n\t   1 TE2/0/1/1 Clear (In use) \n");
	put("/proc/dahdi/10", "Span 10: TE2/0/2 \"a card\" HDB3/CCS RED \n\n\t  32 TE2/0/2/1 \n");
	put("/sys/bus/dahdi_devices/devices/pci:0/span_count", "4\n");
	put("/sys/bus/dahdi_devices/devices/pci:0/span-1/name", "x\n");
	put("/sys/bus/dahdi_devices/devices/pci:0/span-10/name", "x\n");
	put("/etc/dahdi/system.conf", SAMPLE_CONF);
	put("/proc/77/comm", "asterisk\n");
	put("/proc/77/fd/0", "");
	put("/proc/78/comm", "mediad\n");
	put("/proc/78/fd/0", "");
}

static void
tear_down(void)
{
	nftw(root, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

TestSuite(gather, .init = set_up, .fini = tear_down);

static void
holds(int pid, int fd, const char *file)
{
	char path[200];

	snprintf(path, sizeof(path), "%s/proc/%d/fd/%d", root, pid, fd);
	cr_assert_eq(symlink(file, path), 0);
}

Test(gather, what_proc_sys_and_etc_tell)
{
	picture_take(&p, NULL, root);
	cr_expect(p.loaded);
	cr_expect_str_eq(p.driver, "wct4xxp");
	cr_assert_eq(p.n_spans, 2);
	cr_expect_eq(p.spans[1].proc.number, 10);
	cr_expect_eq(p.spans[1].proc.alarms, SPAN_ALARM_RED);
	cr_expect_str_eq(p.spans[0].proc.slots[1].type, "Clear");
	cr_assert_eq(p.n_devices, 1);
	cr_expect_eq(p.devices[0].n_spans, 4);
	cr_expect_eq(p.devices[0].n_assigned, 2);
	cr_expect(p.have_conf);
	cr_expect_eq(p.conf.n_spans, 2);
	cr_expect_not(p.looked, "no device is opened for a test's tree");
}

Test(gather, who_has_channels_open)
{
	holds(77, 5, "/dev/dahdi/channel");
	holds(77, 6, "/dev/dahdi/chan/002/007");
	holds(77, 7, "/dev/dahdi/timer");
	holds(77, 8, "/dev/null");
	picture_take(&p, NULL, root);
	cr_assert_eq(p.n_holders, 2);
	cr_expect_str_eq(p.holders[0].name, "asterisk");
	cr_expect_eq(p.holders[0].span + p.holders[1].span, 2);
	cr_expect_eq(p.holders[0].slot + p.holders[1].slot, 7);
	cr_expect_not(p.house_up);
	holds(78, 5, "/dev/dahdi/channel");
	picture_take(&p, NULL, root);
	cr_expect(p.house_up);
	char who[64];
	hold_text(p.holders, p.n_holders, 0, who, sizeof(who));
	cr_expect_str_eq(who, "asterisk (77)", "once, and none of ours");
	hold_text(p.holders, p.n_holders, 77, who, sizeof(who));
	cr_expect_str_eq(who, "mediad (78)", "but for who asks");
}

Test(gather, a_machine_without_dahdi)
{
	tear_down();
	mkdir(root, 0755);
	put("/proc/modules", "ext4 1 1 - Live 0x0\n");
	picture_take(&p, NULL, root);
	cr_expect_not(p.loaded);
	cr_expect_not(p.installed);
	cr_expect_eq(p.n_spans, 0);
	cr_expect_not(p.have_conf);
	struct findings f;
	check_all(&p, &f);
	cr_assert_eq(f.n, 1);
	cr_expect_eq(f.at[0].id, FIND_NOT_INSTALLED);
}
