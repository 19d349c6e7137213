/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/joint/centre.h"

#include "store/kinds.h"
#include "tests/unit/crm/help.h"

static const struct centre_ops *centre;

static void
to_switch(struct crmd *crmd, uint16_t type, const void *data, uint32_t len)
{
	centre->to_switch(type, data, len);
}

static void
to_peer(struct crmd *crmd, uint32_t peer, const void *packet, size_t len)
{
	centre->to_console(packet, len);
}

static const struct crmd_ops centre_ops = { to_switch, to_peer, keep_count, keep_quiet };

void
centre_open(const struct centre_ops *ops)
{
	open_crmd();
	d.ops = &centre_ops;
	centre = ops;
}

void
centre_close(void)
{
	close_crmd();
}

void
centre_seat(void)
{
	add_seat(101, REC__ROLE__AGENT);
}

void
centre_customer(const char *name, const char *phone, bool key)
{
	Rec__Customer c = REC__CUSTOMER__INIT;
	char *n = strdup(name), *p = strdup(phone), *phones[] = { p };

	c.name = n;
	c.phones = phones;
	c.n_phones = 1;
	c.key = key;
	cr_assert_eq(customer_save(d.store, &c, 101, d.now_us), 0);
	free(n);
	free(p);
}

void
centre_order(const char *phone)
{
	Rec__WorkOrder o = REC__WORK_ORDER__INIT;
	struct customer_pop pop;

	cr_assert_eq(customer_pop(d.store, phone, &pop), 1);
	o.kind = KIND_REPAIR;
	o.subkind = 1;
	o.handling = HANDLING_DISPATCH;
	o.customer = pop.id;
	o.seat = 101;
	cr_assert_eq(order_open(d.store, &o, d.now_us), 0);
}

int
centre_messages(struct centre_message *newest)
{
	Rec__Message **rows;
	int n = messages_list(d.store, 1, NULL, 10, &rows);

	cr_assert_geq(n, 0);
	if (n > 0) {
		*newest = (struct centre_message){ rows[0]->session, rows[0]->rec_no, rows[0]->at_us, rows[0]->length_us, "", "" };
		text_copy(newest->caller, sizeof newest->caller, rows[0]->caller);
		customer_number(rows[0]->customer, newest->customer);
	}
	store_free_rows(rows, (size_t)n);
	return n;
}

void
centre_message(uint16_t type, const void *data, uint32_t len, int64_t now_us)
{
	d.now_us = now_us;
	cr_assert_eq(intake_message(&d, type, data, len, false), 0);
	cr_assert_eq(batch_end(&d, 0), 0);
}

void
centre_request(const void *packet, size_t len, int64_t now_us)
{
	d.now_us = now_us;
	request_take(&d, &desk, packet, len);
	cr_assert_eq(batch_end(&d, 0), 0);
}
