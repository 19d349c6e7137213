/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * acd_core: the truth about every call, queue and agent, as a replayable core (base/core.h).
 *
 * What goes in: the catalogue's messages of lines, media and crm; consoles' packets, each in front of it the number of the
 * connection it came through; the operator's inputs below.  What comes out: messages, and packets for consoles as local
 * outputs.  Numbers of connections are the process's own and must never repeat in the life of an arena.
 */
#pragma once

#include "base/core.h"

extern const struct core acd_core;

/* Types of CORE_FROM_CTL inputs. */
enum acd_ctl {
	ACD_CTL_FLOW = 1, /* a compiled flow (flow.h): new calls use it from now on */
	ACD_CTL_ZONE,     /* struct acd_zone */
	ACD_CTL_CLOSE,    /* the house closes: end every call, take no new ones */
	ACD_CTL_ALARM,    /* struct msg_alarm: raised, or over, as a board says (alarm_watch.c) */
};

struct acd_zone {
	int32_t offset_s; /* local time minus UTC */
	int32_t pad;
};

/* Types of CORE_FROM_DESK inputs: a packet, or the news that the connection is gone. */
enum acd_desk { ACD_DESK_PACKET = 1, ACD_DESK_GONE };

struct acd_packet {
	uint32_t connection; /* never 0 */
	uint32_t seat;       /* ACD_DESK_GONE: the last one it spoke for */
	uint8_t packet[];    /* desk.h, as it was received */
};

/* Kinds of local outputs. */
enum acd_out { ACD_OUT_DESK = 1 /* addr: connection; data: a packet of desk.h */ };

/* A read-only look at the live state, for the control verbs (view.c). */
#include <stdio.h>
void acd_print_calls(const void *arena, FILE *to);
void acd_print_agents(const void *arena, FILE *to);
void acd_print_queues(const void *arena, FILE *to);
void acd_print_flows(const void *arena, FILE *to);
void acd_print_status(const void *arena, FILE *to);
void acd_print_pools(const void *arena, int english, FILE *to);  /* calls and seats by state, IVR ports, recordings */
void acd_print_alarms(const void *arena, int english, FILE *to); /* those that stand */
void acd_print_closing(const void *arena, FILE *to); /* what a closing house still waits for */

/* Alarms that stand, for who compares them with the boards. */
int acd_alarm_at(const void *arena, uint32_t i, struct msg_alarm *m); /* 0, or -1: there are no more */
int acd_alarm_stands(const void *arena, const struct msg_alarm *m);
int64_t acd_alarms_heard_us(const void *arena, enum role source); /* when the latest of its alarms was raised */
