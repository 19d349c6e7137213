/* room: crm */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Packets of crm.sock both ways, as octets alone: what unpacks packs again to no more than a packet. */
#include "crm/client.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size > CRM_PACKET_MAX)
		return 0;
	Crm__Request *request = crm__request__unpack(NULL, size, data);
	if (request) {
		if (crm__request__get_packed_size(request) > 4 * size + 64)
			abort();
		crm__request__free_unpacked(request, NULL);
	}
	Crm__Reply *reply = crm__reply__unpack(NULL, size, data);
	if (reply) {
		if (crm__reply__get_packed_size(reply) > 4 * size + 64)
			abort();
		crm__reply__free_unpacked(reply, NULL);
	}
	return 0;
}
