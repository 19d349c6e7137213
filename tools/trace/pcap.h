/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pcap: signalling units of the trace as a capture file that Wireshark and tshark open (link type 140, MTP2 without
 * FCS).
 *
 * For 24-bit point codes of China tell them `-o mtp3.standard:"Chinese ITU"`; 14 bits are their default.
 */
#pragma once

#include "base/trace.h"

struct pcap;
int pcap_open(struct pcap **pp, const char *path);           /* makes or overwrites the file; 0 or -errno */
int pcap_write(struct pcap *p, const struct trace_rec *rec); /* 1 written, 0 not a signalling unit, -EIO */
int pcap_close(struct pcap *p);                              /* 0, or -EIO when something did not reach the file */
