/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trunk/plug.h"

#include "base/clock.h"
#include "base/log.h"

#include <string.h>

#define TURN 256 /* messages taken at a time */

static struct svc_run *
run_of(struct core_out *out)
{
	return ((struct plug *)out)->run;
}

static void
send_out(struct core_out *out, enum role to, uint16_t type, const void *data, uint32_t len)
{
	wires_send(&run_of(out)->wires, to, type, data, len);
}

static void
trace_out(struct core_out *out, uint16_t kind, uint64_t ref, const void *data, uint32_t len)
{
	trace_put(run_of(out)->trace, clock_now_us(), kind, ref, data, len);
}

static void
log_out(struct core_out *out, int level, const char *line)
{
	log_line(level, "%s", line);
}

static void
count_out(struct core_out *out, uint16_t id, uint16_t which, int64_t n)
{
	stat_add(run_of(out)->stats, id, which, n);
}

static const struct core_out_ops out_ops = { .send = send_out, .trace = trace_out, .log = log_out, .count = count_out };

void
plug_open(struct plug *plug, struct svc_run *run)
{
	plug->out.ops = &out_ops;
	plug->run = run;
}

static void
trace_message(
    struct svc_run *run, uint16_t kind, enum role from, enum role to, uint16_t type, const void *data, uint32_t len)
{
	struct {
		struct trace_msg head;
		uint8_t data[sizeof(struct msg_line_offered)];
	} packet = { .head = { .from = (uint16_t)from, .to = (uint16_t)to, .type = type } };
	uint32_t keep = len < sizeof(packet.data) ? len : (uint32_t)sizeof(packet.data);
	uint32_t leg = 0;

	memcpy(packet.data, data, keep);
	if (len >= sizeof(leg))
		memcpy(&leg, data, sizeof(leg));
	trace_put(run->trace, clock_now_us(), kind, leg, &packet, (uint32_t)sizeof(packet.head) + keep);
}

int
plug_post(void *arg, uint16_t type, const void *data, uint32_t len)
{
	struct svc_run *run = ((struct plug *)arg)->run;
	int ret = wires_send(&run->wires, ROLE_ACD, type, data, len);

	if (ret == 0)
		trace_message(run, TRACE_MSG_OUT, run->svc->role, ROLE_ACD, type, data, len);
	return ret;
}

int
plug_take(struct plug *plug, void (*message)(void *room, uint16_t type, const void *data, uint32_t len), void *room)
{
	struct svc_run *run = plug->run;
	struct ring *in = &run->wires.in[ROLE_ACD];
	struct ring_rec rec;
	uint64_t copy[64]; /* larger than any message of the switch to a line */
	int n = 0;

	while (n < TURN && ring_open(in) && ring_peek(in, &rec) == 1) {
		uint32_t len = rec.len < sizeof(copy) ? rec.len : (uint32_t)sizeof(copy);

		memcpy(copy, rec.data, len);
		ring_next(in);
		wires_release(&run->wires, ROLE_ACD);
		trace_message(run, TRACE_MSG_IN, ROLE_ACD, run->svc->role, rec.type, copy, len);
		message(room, rec.type, copy, len);
		n++;
	}
	return n;
}
