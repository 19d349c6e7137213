/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sentence comes from the table of today; a code that is in it no more shows itself alone. */
#include "crm/alarms.h"

#include "base/alarm.h"
#include "base/clock.h"

#include <time.h>

static const char *
when(int64_t at_us, char text[32])
{
	time_t t = (time_t)(at_us / US_PER_SEC);
	struct tm tm;

	text[0] = '\0';
	if (localtime_r(&t, &tm))
		strftime(text, 32, "%m-%d %H:%M:%S", &tm);
	return text;
}

static const char *
length(int64_t us, char text[32])
{
	long long s = us / US_PER_SEC;

	if (s < 3600)
		snprintf(text, 32, "%lld:%02lld", s / 60, s % 60);
	else
		snprintf(text, 32, "%lld:%02lld:%02lld", s / 3600, s / 60 % 60, s % 60);
	return text;
}

static const char *
state(const Rec__Alarm *a, int english)
{
	if (a->over_us)
		return english ? "over after" : "已恢复, 历时";
	if (a->acked_us)
		return english ? "acknowledged, stands" : "已确认, 持续";
	return english ? "not acknowledged, stands" : "未确认, 持续";
}

int
alarm_compare(const void *a, const void *b)
{
	const Rec__Alarm *x = *(Rec__Alarm *const *)a, *y = *(Rec__Alarm *const *)b;

	if (x->severity != y->severity)
		return x->severity < y->severity ? 1 : -1;
	return (x->raised_us < y->raised_us) - (x->raised_us > y->raised_us);
}

void
alarm_print(const Rec__Alarm *a, int english, int64_t now_us, FILE *to)
{
	static const struct alarm_kind unknown = { "", ALARM_MINOR, "", { "", "" }, { "", "" } };
	enum alarm_id id = alarm_by_code(a->code);
	const struct alarm_kind *kind = id ? &alarm_kinds[id] : &unknown;
	unsigned severity = a->severity < ALARM_SEVERITIES ? a->severity : kind->severity;
	char at[32], for_[32];

	fprintf(to, "%c %-4llu %s  %-8s %-14s %s  %s%s%s  (%s %s)\n", a->over_us ? '.' : '!', (unsigned long long)a->serial,
	    when(a->raised_us, at), alarm_severity_text[severity][english], a->code, a->name, kind->text[english],
	    a->detail[0] ? ": " : "", a->detail, state(a, english),
	    length((a->over_us ? a->over_us : now_us) - a->raised_us, for_));
	if (!a->over_us && kind->advice[english][0])
		fprintf(to, "       -> %s\n", kind->advice[english]);
}
