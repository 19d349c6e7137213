/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Label: the form of a routing label and of point codes, a matter of the link set (enum LABEL_* of site.h).
 *
 *                 point code      label                    SLS     SNM point code   CIC
 *   LABEL_ITU14   14 bits 3-8-3   DPC 14 OPC 14 SLS 4      4 bits  2 octets         12 bits   Q.704 2.2
 *   LABEL_CHINA24 24 bits 8-8-8   DPC 24 OPC 24 SLS 4 + 4  4 bits  3 octets         12 bits   GF 001-9001
 *   LABEL_ANSI24  24 bits 8-8-8   DPC 24 OPC 24 SLS 8      8 bits  3 octets         14 bits   T1.111.4
 *
 * All fields are sent low octet first.  Nothing above MTP3 knows the width of a point code; all of ISUP asks here.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define LABEL_MAX 7  /* octets of the longest label */
#define PC_TEXT   16 /* printed point code with the NUL */

struct label {
	uint32_t dpc;
	uint32_t opc;
	uint8_t sls;
};

/* Octets of a label, octets of a point code in network management messages, bits of SLS and CIC. */
size_t label_size(int form);
size_t label_pc_size(int form);
unsigned label_sls_bits(int form);
unsigned label_cic_bits(int form);
uint32_t label_pc_max(int form);

/* Octets used, or -EBADMSG when it is too short or bits are set that this form leaves spare. */
int label_decode(int form, const uint8_t *octets, size_t len, struct label *label);
/* `octets` has room for LABEL_MAX; fields are cut to their width.  Octets written. */
size_t label_encode(int form, uint8_t *octets, const struct label *label);

/* A point code alone, as in TFP and UPU.  Octets used or written, -EBADMSG. */
int label_pc_decode(int form, const uint8_t *octets, size_t len, uint32_t *pc);
size_t label_pc_encode(int form, uint8_t *octets, uint32_t pc);

/* "2-100-3" or "4899" for 14 bits, "22-4-127" (main, sub, point) or a number for 24.  -EINVAL. */
int label_pc_parse(int form, const char *text, uint32_t *pc);
const char *label_pc_print(int form, uint32_t pc, char text[PC_TEXT]);
