/* room: console */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What alarms are read from: a board's file of any octets is rows that make sense or -EBADMSG, and a packet for a console is
 * refused or ends its texts inside their arrays.
 */
#include "base/alarm.h"
#include "tools/console/deskline.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
board(const char *dir, const uint8_t *data, size_t size)
{
	static struct alarm_row rows[ALARM_ROWS];
	char path[64];

	snprintf(path, sizeof(path), "%s/isup.alarms", dir);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	close(fd);
	int n = alarm_read(dir, "isup", rows);
	if (n > ALARM_ROWS || (n < 0 && n != -EBADMSG))
		abort();
	for (int i = 0; i < n; i++)
		if (rows[i].id == ALARM_NONE || rows[i].id >= ALARM_COUNT || !alarm_kinds[rows[i].id].code ||
		    strlen(rows[i].name) >= sizeof(rows[i].name) || strlen(rows[i].detail) >= sizeof(rows[i].detail))
			abort();
}

static void
packet(const uint8_t *data, size_t size)
{
	struct desk_alarms a;

	if (size < sizeof(a))
		return;
	memcpy(&a, data, sizeof(a));
	if (desk_alarms_are_sound(&a) && (a.severity >= ALARM_SEVERITIES || strlen(a.text) >= sizeof(a.text)))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char dir[] = "/dev/shm/alarm-fuzz-XXXXXX";
	static int made;

	if (!made && !mkdtemp(dir))
		abort();
	made = 1;
	board(dir, data, size);
	packet(data, size);
	return 0;
}
