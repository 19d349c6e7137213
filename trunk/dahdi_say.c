/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Refusals in words (dahdi_say.h).
 *
 * The kernel has a dozen errno values for it; each row gives one its meaning at the place where it comes from.
 */
#include "trunk/dahdi_say.h"

#include "base/log.h"
#include "trunk/dahdi_hold.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HOLDERS 16

struct remedy {
	enum dahdi_step step;
	int err;
	const char *sentence;
};

/* clang-format off */
static const struct remedy remedies[] = {
	{ DAHDI_DEVICE,  EMFILE,  "too many open files: LimitNOFILE= of the unit" },
	{ DAHDI_DEVICE,  ENXIO,   "a node without its module: modprobe dahdi, then the card's module" },
	{ DAHDI_DEVICE,  ENODEV,  "a node without its module: modprobe dahdi, then the card's module" },
	{ DAHDI_TIMER,   ENOTTY,  "another version of DAHDI than the one we were built for: rebuild it (apt-get install --reinstall dahdi-dkms)" },
	{ DAHDI_SPAN,    EINVAL,  "DAHDI has no such span: ls /proc/dahdi; dahdi_span_assignments list; then zongji dahdi" },
	{ DAHDI_SLOTS,   ENODEV,  "its span has no channels: it is not assigned (dahdi_span_assignments auto)" },
	{ DAHDI_CHANNEL, ENODEV,  "the span has no such channel: an E1 has 31, a T1 24 (cat /proc/dahdi/*)" },
	{ DAHDI_CHANNEL, EINVAL,  "the channel is gone: its span was unassigned or made anew (dahdi_cfg, then start again)" },
	{ DAHDI_CHANNEL, ENXIO,   "the channel is not configured: dahdi_cfg -vv" },
	{ DAHDI_CHANNEL, EMFILE,  "too many open files: LimitNOFILE= of the unit" },
	{ DAHDI_TYPE,    EINVAL,  "its driver knows no channels of this type: zongji dahdi" },
	{ DAHDI_TYPE,    EBUSY,   "the channel is a network device that is up: ip link set hdlc0 down" },
	{ DAHDI_BUFFERS, EINVAL,  "DAHDI refuses our buffers: another version than the one we were built for (modinfo dahdi)" },
	{ DAHDI_BUFFERS, ENOMEM,  "no memory for its buffers: free -m" },
	{ DAHDI_AUDIO,   EINVAL,  "the channel is no bearer: bchan= in /etc/dahdi/system.conf, then dahdi_cfg" },
};
/* clang-format on */

/* A file that we may not open: whose it is, and how to get in. */
static void
say_rights(const char *path, char *to, size_t size)
{
	struct stat st;
	const struct group *group = stat(path, &st) == 0 ? getgrgid(st.st_gid) : NULL;
	const struct passwd *user = getpwuid(geteuid());

	if (group && st.st_mode & S_IWGRP)
		snprintf(to, size, "it belongs to the group %s: usermod -aG %s %s, then start again", group->gr_name,
		    group->gr_name, user ? user->pw_name : "USER");
	else
		snprintf(to, size,
		    "only its owner may: the udev rule of DAHDI is missing (apt-get install dahdi; udevadm trigger)");
}

static void
say_holders(char *to, size_t size)
{
	struct holder h[HOLDERS];
	char who[160];

	hold_text(h, hold_find("", h, HOLDERS), (int)getpid(), who, sizeof(who));
	if (*who)
		snprintf(to, size, "another program holds it, one of: %s: stop that one (kill PID)", who);
	else
		snprintf(to, size, "another program holds it: fuser -v /dev/dahdi/channel (as root) tells which");
}

void
dahdi_remedy(enum dahdi_step step, int err, const char *path, char *to, size_t size)
{
	if (err == -EACCES) {
		say_rights(path, to, size);
		return;
	}
	if (step == DAHDI_DEVICE && err == -ENOENT) {
		snprintf(to, size, "%s",
		    access("/proc/dahdi", F_OK) == 0
		        ? "udev has not made it: udevadm trigger --subsystem-match=dahdi"
		        : "DAHDI is not loaded: modprobe dahdi, then the card's module (zongji dahdi)");
		return;
	}
	if (step == DAHDI_CHANNEL && err == -EBUSY) {
		say_holders(to, size);
		return;
	}
	for (size_t i = 0; i < sizeof(remedies) / sizeof(remedies[0]); i++)
		if (remedies[i].step == step && remedies[i].err == -err) {
			snprintf(to, size, "%s", remedies[i].sentence);
			return;
		}
	snprintf(to, size, "dmesg | tail; zongji dahdi");
}

int
dahdi_say(const char *what, enum dahdi_step step, int err, const char *path)
{
	char remedy[320];

	dahdi_remedy(step, err, path, remedy, sizeof(remedy));
	log_warn("%s: %s%s%s: %s", what, step == DAHDI_DEVICE ? path : "", step == DAHDI_DEVICE ? ": " : "",
	    strerror(-err), remedy);
	return err;
}
