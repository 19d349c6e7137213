/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Taking the picture: /proc/modules, /sys/bus/dahdi_devices, /proc/dahdi, /dev/dahdi, /etc/dahdi/system.conf,
 * /proc/PID/fd. All of it is only read, and works as long as the kernel is there; what cannot be read stays empty
 * and is told as that.
 */
#include "tools/dahdi/picture.h"

#include <dirent.h>
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#define CONF_MOST 65536

/* Modules that bring spans, newest cards first. */
static const char *const drivers[] = { "wcte43x", "wcte13xp", "wct4xxp", "wcte12xp", "wcte11xp", "wct1xxp", "xpp_usb",
	"dahdi_dynamic" };
#define DRIVERS (sizeof(drivers) / sizeof(drivers[0]))

static FILE *
open_in(const char *root, const char *path)
{
	char whole[400];

	snprintf(whole, sizeof(whole), "%s%s", root, path);
	return fopen(whole, "re");
}

static bool
is_there(const char *root, const char *path)
{
	char whole[400];

	snprintf(whole, sizeof(whole), "%s%s", root, path);
	return access(whole, F_OK) == 0;
}

/* ---- modules ---- */

static void
take_modules(struct picture *p, const char *root)
{
	FILE *from = open_in(root, "/proc/modules");
	char line[512];
	size_t best = DRIVERS;

	while (from && fgets(line, sizeof(line), from)) {
		line[strcspn(line, " \n")] = '\0';
		p->loaded |= strcmp(line, "dahdi") == 0;
		for (size_t i = 0; i < best; i++)
			if (strcmp(line, drivers[i]) == 0)
				best = i;
	}
	if (from)
		fclose(from);
	p->loaded |= is_there(root, "/proc/dahdi"); /* built into the kernel */
	if (best < DRIVERS)
		snprintf(p->driver, sizeof(p->driver), "%s", drivers[best]);
}

/* Is there a module to load?  Its name stands in modules.dep of the running kernel. */
static void
take_installed(struct picture *p, const char *root)
{
	struct utsname kernel;
	char path[160], line[4096];

	uname(&kernel);
	snprintf(p->kernel, sizeof(p->kernel), "%.63s", kernel.release);
	snprintf(path, sizeof(path), "/lib/modules/%s/modules.dep", p->kernel);
	FILE *from = open_in(root, path);
	while (from && !p->installed && fgets(line, sizeof(line), from)) {
		line[strcspn(line, ":\n")] = '\0';
		p->installed = strstr(line, "/dahdi.ko") || strncmp(line, "dahdi.ko", 8) == 0;
	}
	if (from)
		fclose(from);
}

/* ---- devices and spans ---- */

static bool
first_line(const char *root, const char *path, char *to, size_t size)
{
	FILE *from = open_in(root, path);
	bool got = from && fgets(to, (int)size, from);

	if (from)
		fclose(from);
	if (got)
		to[strcspn(to, "\n")] = '\0';
	return got;
}

/* Assigned spans are folders span-N of their device. */
static int
count_assigned(const char *root, const char *folder)
{
	char whole[500];
	int n = 0;

	snprintf(whole, sizeof(whole), "%s%s", root, folder);
	DIR *dir = opendir(whole);
	for (const struct dirent *e; dir && (e = readdir(dir));)
		n += strncmp(e->d_name, "span-", 5) == 0;
	if (dir)
		closedir(dir);
	return n;
}

static void
take_devices(struct picture *p, const char *root)
{
	static const char bus[] = "/sys/bus/dahdi_devices/devices";
	char whole[400], path[400], text[64];

	snprintf(whole, sizeof(whole), "%s%s", root, bus);
	DIR *dir = opendir(whole);
	for (const struct dirent *e; dir && p->n_devices < PICTURE_DEVICES && (e = readdir(dir));) {
		struct picture_device *d = &p->devices[p->n_devices];

		if (e->d_name[0] == '.' || strlen(e->d_name) > 200)
			continue;
		snprintf(path, sizeof(path), "%s/%s/span_count", bus, e->d_name);
		d->n_spans = first_line(root, path, text, sizeof(text)) ? atoi(text) : 0;
		snprintf(path, sizeof(path), "%s/%s", bus, e->d_name);
		d->n_assigned = count_assigned(root, path);
		snprintf(d->name, sizeof(d->name), "%.47s", e->d_name);
		p->n_devices++;
	}
	if (dir)
		closedir(dir);
}

static void
take_spans(struct picture *p, const char *root)
{
	for (int number = 1; number <= PICTURE_SPANS; number++) {
		struct picture_span *s = &p->spans[p->n_spans];

		if (proc_span_read(&s->proc, root, number) == 0 && s->proc.number == number)
			p->n_spans++;
	}
}

/* ---- device files ---- */

static void
take_rights(struct picture *p)
{
	static const char *const files[] = { "/dev/dahdi/ctl", "/dev/dahdi/timer", "/dev/dahdi/channel" };
	const struct passwd *user = getpwuid(geteuid());
	struct stat st;

	snprintf(p->user, sizeof(p->user), "%.31s", user ? user->pw_name : "?");
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		if (access(files[i], R_OK | W_OK) == 0)
			continue;
		snprintf(errno == ENOENT ? p->missing : p->locked, sizeof(p->missing), "%s", files[i]);
		const struct group *group = stat(files[i], &st) == 0 ? getgrgid(st.st_gid) : NULL;
		if (group)
			snprintf(p->group, sizeof(p->group), "%.31s", group->gr_name);
	}
}

static void
ask_kernel(struct picture *p)
{
	int fd = look_open();

	if (fd < 0)
		return;
	p->looked = true;
	for (int i = 0; i < p->n_spans; i++) {
		struct picture_span *s = &p->spans[i];

		look_span(fd, s->proc.number, s->kind);
		for (int slot = 1; slot < PROC_SLOTS; slot++)
			if (s->proc.slots[slot].number)
				look_channel(fd, s->proc.slots[slot].number, &s->look[slot]);
	}
	close(fd);
}

/* ---- system.conf, holders ---- */

static void
take_conf(struct picture *p, const char *root)
{
	static char text[CONF_MOST];
	FILE *from = open_in(root, "/etc/dahdi/system.conf");

	if (!from)
		return;
	text[fread(text, 1, sizeof(text) - 1, from)] = '\0';
	fclose(from);
	p->have_conf = true;
	sysconf_parse(&p->conf, text);
}

void
picture_take(struct picture *p, const struct site *site, const char *root)
{
	memset(p, 0, sizeof(*p));
	p->site = site;
	take_modules(p, root);
	take_installed(p, root);
	take_devices(p, root);
	take_spans(p, root);
	take_conf(p, root);
	p->n_holders = hold_find(root, p->holders, PICTURE_HOLDERS);
	for (int i = 0; i < p->n_holders; i++)
		p->house_up |= p->holders[i].ours;
	if (*root || !p->loaded)
		return;
	take_rights(p);
	ask_kernel(p);
}
