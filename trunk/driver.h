/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a driver of lines brings (span.h tells what each function must do).  Slots have been checked when it is called.
 */
#pragma once

#include "trunk/span.h"

struct span_ops {
	void (*close)(struct span *span);
	uint64_t (*tick)(const struct span *span);
	int64_t (*next_us)(const struct span *span);
	uint32_t (*alarms)(const struct span *span);
	int (*bearer_open)(struct span *span, int slot);
	void (*bearer_close)(struct span *span, int slot);
	int (*read)(struct span *span, int slot, uint8_t block[SPAN_BLOCK]);
	int (*write)(struct span *span, int slot, const uint8_t block[SPAN_BLOCK]);
	int (*echo)(struct span *span, int slot, int taps); /* NULL: its lines have no cancellers */
	int (*sig_open)(struct span *span, int slot, enum span_mode mode);
	void (*sig_close)(struct span *span, int slot);
	int (*sig_fd)(const struct span *span, int slot);
	ssize_t (*sig_read)(struct span *span, int slot, void *unit, size_t size);
	int (*sig_write)(struct span *span, int slot, const void *unit, size_t len);
	enum span_event (*event)(struct span *span, int slot);
	int (*loop_open)(struct span *span, int slot, enum span_loop kind); /* NULL: no slot of it can be a loop, as all that follows */
	void (*loop_close)(struct span *span, int slot);
	int (*loop_set)(struct span *span, int slot, enum span_hook hook);
	int (*loop_heard)(const struct span *span, int slot);
	int (*loop_fd)(const struct span *span);
	int (*loop_keep)(const struct span *span, int slot);
	void (*counts)(const struct span *span, int slot, struct span_counts *counts);
};

/* First member of every driver's own struct. */
struct span {
	const struct span_ops *ops;
};

int soft_open(struct span **spanp, const struct conf_span *conf, const char *run_dir, enum span_side side);
int dahdi_open(struct span **spanp, const struct conf_span *conf, enum span_side side);
int rtp_open(struct span **spanp, const struct conf_span *conf, const char *run_dir, enum span_side side);
