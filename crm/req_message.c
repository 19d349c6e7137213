/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Requests about messages that callers left (IVR-01): the list, and that one was heard.  The sound is a file of the
 * recordings, named in the row.
 */
#include "crm/client.h"
#include "crm/crmd.h"

#include <stdlib.h>
#include <string.h>

#define ROWS 80 /* so many of the largest fit into one packet */

void
req_message_list(struct request *r)
{
	const Crm__MessageList *ask = r->ask->message_list;
	size_t most = ask->most && ask->most < ROWS ? ask->most : ROWS;
	struct store_cursor at = { .len = (uint8_t)ask->cursor.len };
	Crm__Messages *list;

	if (ask->cursor.len > sizeof at.key)
		return request_refuse(r, CRM__CODE__BAD_FIELD, "cursor");
	if (ask->cursor.len)
		memcpy(at.key, ask->cursor.data, ask->cursor.len);
	if (!(list = malloc(sizeof *list)))
		return request_refuse(r, CRM__CODE__UNAVAILABLE, "");
	crm__messages__init(list);
	r->reply.tell_case = CRM__REPLY__TELL_MESSAGES;
	r->reply.messages = list;
	int n = messages_list(r->d->store, !ask->all, &at, most, &list->rows);
	if (!request_ok(r, n))
		return;
	list->n_rows = (size_t)n;
	if (!at.end && at.len && (list->cursor.data = malloc(at.len))) {
		memcpy(list->cursor.data, at.key, at.len);
		list->cursor.len = at.len;
	}
}

void
req_message_heard(struct request *r)
{
	const Crm__MessageHeard *ask = r->ask->message_heard;

	request_ok(r, message_heard(r->d->store, ask->session, ask->rec_no, r->peer->seat, r->d->now_us));
}
