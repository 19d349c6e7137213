/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/access.h"

const struct access_row access_rows[GROUP_KINDS] = {
#define ACCESS(kind, role, en, zh, use_en, use_zh) [GROUP_##kind] = { ROLE_##role, en, zh, use_en, use_zh },
#include "base/access.def"
#undef ACCESS
};

bool
access_role(enum role role)
{
	for (int kind = 0; kind < GROUP_KINDS; kind++)
		if (access_rows[kind].role == role)
			return true;
	return false;
}

/* isupd has work when there is a link, even before there is a trunk group; faxd when there are fax channels to serve. */
bool
access_wants(const struct site *site, enum role role)
{
	if (role == ROLE_FAX)
		return site->fax.channels > 0;
	if (!access_role(role))
		return true;
	if (role == ROLE_ISUP)
		return site->n_links > 0;
	for (int i = 0; i < site->n_groups; i++)
		if (access_rows[site->groups[i].kind].role == role)
			return true;
	return false;
}
