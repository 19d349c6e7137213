/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * faxes SENT RECEIVED: are the pages of two TIFF files the same, dot for dot?  Exit status 0: yes; 1: no, and where not.
 */
#include "tools/farend/pages.h"

#include <stdio.h>

int
main(int argc, char **argv)
{
	char why[160];

	if (argc != 3) {
		fprintf(stderr, "usage: faxes SENT RECEIVED\n");
		return 100;
	}
	int ret = pages_compare(argv[1], argv[2], why, sizeof(why));

	printf("%s: %s\n", argv[2], why);
	return ret != 0;
}
