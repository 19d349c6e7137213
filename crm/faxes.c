/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "crm/faxes.h"

#include "base/clock.h"
#include "base/msg.h"
#include "base/session.h"

#include <time.h>

static const char *const results[FAX_RESULTS][2] = {
	[FAX_WHOLE] = { "完整", "whole" },
	[FAX_NOBODY] = { "未听到传真机", "no fax machine heard" },
	[FAX_BROKEN_OFF] = { "中断", "broken off" },
	[FAX_FAILED] = { "失败", "failed" },
	[FAX_FAULT] = { "故障", "fault" },
};

const char *
fax_result_text(uint32_t result, int english)
{
	return result < FAX_RESULTS ? results[result][!!english] : "?";
}

void
fax_print(const Rec__Fax *f, int english, FILE *to)
{
	time_t t = (time_t)(f->at_us / US_PER_SEC);
	char at[32] = "-", session[SESSION_TEXT], customer[STORE_NUMBER];
	struct tm tm;

	if (localtime_r(&t, &tm))
		strftime(at, sizeof at, "%m-%d %H:%M:%S", &tm);
	customer_number(f->customer, customer);
	fprintf(to, english ? "%-10s%-3u%-15s%-16s %-21s %4u pages  %-20s  %-10s %s\n" : "%-10s%-3u%-15s%-16s %-21s %4u 页  %s  %-10s %s\n",
	    session_text(f->session, session), f->fax_no, at, *f->caller ? f->caller : "-", *f->sender ? f->sender : "-",
	    f->pages, fax_result_text(f->result, english), f->customer ? customer : "-", *f->path ? f->path : "-");
}
