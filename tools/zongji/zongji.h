/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * zongji, the command line: one verb per row of the table in main.c, one file per verb that is more than a question to a daemon.
 */
#pragma once

#include "base/site.h"

struct verb_env {
	const struct site *site; /* NULL: there is none, and the verb can do without */
	const char *conf; /* path of the configuration */
	int zh;           /* labels in Chinese */
};

/* Ask a daemon and print its answer. */
int ask(const struct verb_env *env, const char *role, int argc, char **argv);

/* Each returns the exit status: 0 fine, 1 something is wrong, 2 the house is not up, 100 misuse. */
int verb_status(const struct verb_env *env, int argc, char **argv);
int verb_stats(const struct verb_env *env, int argc, char **argv);
int verb_stop(const struct verb_env *env, int argc, char **argv);
int verb_monitor(const struct verb_env *env, int argc, char **argv);
int verb_alarms(const struct verb_env *env, int argc, char **argv);
int verb_faxes(const struct verb_env *env, int argc, char **argv);
int verb_calls(const struct verb_env *env, int argc, char **argv);
int verb_lines(const struct verb_env *env, int argc, char **argv);
int verb_report(const struct verb_env *env, int argc, char **argv);
int verb_drivers(const struct verb_env *env, int argc, char **argv);
int verb_trace(const struct verb_env *env, int argc, char **argv);
int verb_dahdi(const struct verb_env *env, int argc, char **argv);
int verb_replay(const struct verb_env *env, int argc, char **argv);
