/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * zongji-store: the store without a running crmd.
 *
 *   zongji-store [-c FILE] init                  make it, empty
 *   zongji-store [-c FILE] demo DATA             load demonstration data, if the store has no seats yet
 *   zongji-store [-c FILE] seat-add SEAT k=v...  a new seat; seat-set changes one
 *   zongji-store [-c FILE] dump TABLE            print a table; without TABLE: which there are
 *   zongji-store [-c FILE] check                 read everything
 *   zongji-store [-c FILE] counts
 *
 * Writing needs crmd to be down: one process writes the store.  -d DIR names the store's directory instead of FILE.
 */
#include "base/clock.h"
#include "base/folder.h"
#include "base/log.h"
#include "crm/control.h"
#include "crm/crmd.h"

#include <errno.h>
#include <grp.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct command {
	const char *word;
	bool writes;
	int (*run)(struct store *s, const struct site *site, int argc, char **argv);
};

static int
init(struct store *s, const struct site *site, int argc, char **argv)
{
	return 0; /* opening made it */
}

static int
demo(struct store *s, const struct site *site, int argc, char **argv)
{
	struct store_counts counts;
	int rc = store_count(s, &counts);

	if (rc || argc != 2)
		return rc ? rc : -EINVAL;
	if (counts.seats) {
		printf("not loaded: the store has seats already\n");
		return 0;
	}
	return demo_load(s, argv[1], clock_now_us(), stdout);
}

static int
seat_add(struct store *s, const struct site *site, int argc, char **argv)
{
	return seat_edit(s, true, argc - 1, argv + 1, clock_now_us(), stdout);
}

static int
seat_set(struct store *s, const struct site *site, int argc, char **argv)
{
	return seat_edit(s, false, argc - 1, argv + 1, clock_now_us(), stdout);
}

static int
dump(struct store *s, const struct site *site, int argc, char **argv)
{
	if (argc == 2)
		return store_dump(s, argv[1], stdout);
	store_tables(stdout);
	return 0;
}

static int
counts(struct store *s, const struct site *site, int argc, char **argv)
{
	return print_counts(s, stdout);
}

static int
check(struct store *s, const struct site *site, int argc, char **argv)
{
	struct store_counts c;
	uint64_t faults;
	int rc = store_check(s, stdout, &c);

	if (rc == 0)
		rc = business_check(s, site->acd.record, stdout, &faults);
	if (rc)
		return rc;
	printf("bad rows %" PRIu64 "\nfaults %" PRIu64 "\n", c.bad, faults);
	print_counts(s, stdout);
	return c.bad || faults ? -EBADMSG : 0;
}

/* clang-format off */
static const struct command commands[] = {
	{ "init",     true,  init },
	{ "demo",     true,  demo },
	{ "seat-add", true,  seat_add },
	{ "seat-set", true,  seat_set },
	{ "dump",     false, dump },
	{ "check",    false, check },
	{ "counts",   false, counts },
};
/* clang-format on */

static int
usage(void)
{
	fprintf(stderr,
	    "usage: zongji-store [-c FILE | -d DIR] init | demo DATA | seat-add SEAT KEY=VALUE... |\n"
	    "       seat-set SEAT KEY=VALUE... | dump [TABLE] | check | counts\n");
	return 100;
}

/* What root makes must be crmd's to write: root works as the owner of the store's folder. */
static int
become_owner(const char *dir)
{
	struct stat st;

	if (geteuid() != 0 || stat(dir, &st) < 0 || st.st_uid == 0)
		return 0;
	return setgroups(0, NULL) < 0 || setgid(st.st_gid) < 0 || setuid(st.st_uid) < 0 ? -errno : 0;
}

static int
run(const struct command *command, const struct site *site, int argc, char **argv)
{
	struct store_options options = {
		.node = (uint16_t)site->site.node,
		.map_bytes = (uint64_t)site->crm.map_gb << 30,
		.read_only = !command->writes,
	};
	struct store *s;

	if (command->writes)
		folders_make(site->site.store_dir, 0770); /* store_open() says what is wrong with it */
	int rc = become_owner(site->site.store_dir);
	if (!rc)
		rc = store_open(&s, site->site.store_dir, &options);
	if (rc) {
		fprintf(stderr, "%s: %s\n", site->site.store_dir, rc == -EBUSY ? "crmd is at work" : strerror(-rc));
		return 1;
	}
	rc = command->run(s, site, argc, argv);
	if (rc)
		fprintf(stderr, "%s: %s %s\n", command->word, strerror(-rc), store_why(s));
	store_close(s);
	return rc ? 1 : 0;
}

int
main(int argc, char **argv)
{
	static struct site site;
	const char *path = site_path(), *dir = NULL;
	char why[320];
	int opt;

	while ((opt = getopt(argc, argv, "+c:d:h")) != -1) {
		if (opt == 'c')
			path = optarg;
		else if (opt == 'd')
			dir = optarg;
		else
			return usage();
	}
	if (optind == argc)
		return usage();
	site_defaults(&site);
	if (dir)
		text_copy(site.site.store_dir, sizeof site.site.store_dir, dir);
	else if (site_load(&site, path, why, sizeof why))
		fatal("%s", why);
	for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
		if (!strcmp(commands[i].word, argv[optind]))
			return run(&commands[i], &site, argc - optind, argv + optind);
	return usage();
}
