/* room: acd */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Flow text of any kind: the compiler either says what is wrong or makes a flow that the core lets in.
 */
#include "acd/flow.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool
prompt(void *arg, const char *name)
{
	return name[0] != 'n';
}

static const char *
says(void *arg, const char *name)
{
	return arg; /* the input itself: text in any order */
}

static int
queue(void *arg, const char *name)
{
	return name[0] == 'q' ? 7 : -1;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct flow flow;
	char *text = malloc(size + 1);
	char why[512];

	memcpy(text, data, size);
	text[size] = '\0';
	struct flow_names names = { .prompt = prompt, .text = says, .queue = queue, .arg = text };
	int err = flow_compile(&flow, "fuzz", "fuzz", text, size % 2 ? &names : NULL, why, sizeof(why));

	if (err ? !why[0] : !flow_valid(&flow, flow_size(&flow)))
		abort();
	/* the bytes themselves, as if somebody else had compiled them */
	if (size <= sizeof(flow)) {
		memset(&flow, 0, sizeof(flow));
		memcpy(&flow, data, size);
		flow_valid(&flow, (uint32_t)size);
	}
	free(text);
	return 0;
}
