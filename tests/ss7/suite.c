/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A case runs in a child of its own: what it leaves behind, or a crash, harms no other.  The child says why it failed on
 * a pipe; nothing said and exit status 0 is a pass.
 */
#include "tests/ss7/suite.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define FOLDER       "build/ss7"
#define CASE_SECONDS 120 /* the clock is fake: a case that takes this long hangs */
#define DLT_MTP2     140u

const char *const ss7_form_name[SS7_FORMS] = { "itu14", "china24" };

static int why_fd = STDERR_FILENO; /* where a case says why it failed */
static const char *suite;          /* "q781" */
static int capture_fd = -1;
static int verbose;

struct file_head {
	uint32_t magic;
	uint16_t major, minor;
	int32_t zone;
	uint32_t accuracy, snaplen, link_type;
};
struct unit_head {
	uint32_t s, us, kept, length;
};

void
ss7_fail(const char *file, int line, const char *format, ...)
{
	char text[512];
	va_list ap;
	int at = snprintf(text, sizeof(text), "%s:%d: ", file, line);

	va_start(ap, format);
	at += vsnprintf(text + at, sizeof(text) - (size_t)at, format, ap);
	va_end(ap);
	if (write(why_fd, text, (size_t)at < sizeof(text) ? (size_t)at : sizeof(text) - 1) < 0)
		perror("ss7");
	_exit(1);
}

void
ss7_unit(int64_t now_us, unsigned link, int sent, const uint8_t *unit, size_t len)
{
	if (verbose) {
		printf("  %10.3f link %u %s", (double)now_us / 1e6, link, sent ? "->" : "<-");
		for (size_t i = 0; i < len; i++)
			printf(" %02x", unit[i]);
		putchar('\n');
	}
	if (!sent || capture_fd < 0 || len > 300)
		return;

	uint8_t record[sizeof(struct unit_head) + 300];
	const struct unit_head head = { (uint32_t)(now_us / 1000000), (uint32_t)(now_us % 1000000), (uint32_t)len,
		(uint32_t)len };
	memcpy(record, &head, sizeof(head));
	memcpy(record + sizeof(head), unit, len);
	if (write(capture_fd, record, sizeof(head) + len) < 0)
		ss7_fail(__FILE__, __LINE__, "capture file: %s", strerror(errno));
}

/* ---- the run ---- */

struct run {
	const char *recommendation; /* "Q.781" */
	FILE *table, *verdicts;
	unsigned passed, failed, excluded;
};

static void
capture_path(char *path, size_t size, const char *form)
{
	snprintf(path, size, FOLDER "/%s-%s.pcap", suite, form);
}

void
ss7_capture(const char *form)
{
	const struct file_head head = { 0xa1b2c3d4u, 2, 4, 0, 0, 65535, DLT_MTP2 };
	struct stat st;
	char path[128];

	if (capture_fd >= 0)
		close(capture_fd);
	capture_path(path, sizeof(path), form);
	capture_fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
	if (capture_fd < 0 || fstat(capture_fd, &st) < 0 ||
	    (st.st_size == 0 && write(capture_fd, &head, sizeof(head)) != sizeof(head))) {
		perror(path);
		exit(2);
	}
}

/* What an earlier run captured. */
static void
forget_captures(void)
{
	static const char *const forms[] = { "itu14", "china24", "ansi24" };
	char path[128];

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		capture_path(path, sizeof(path), forms[i]);
		unlink(path);
	}
}

static FILE *
append_or_die(const char *path, const char *mode)
{
	FILE *f = fopen(path, mode);

	if (!f) {
		perror(path);
		exit(2);
	}
	return f;
}

/* Runs one case in a child.  1 passed; 0 failed, `why` says how. */
static int
passes(const struct ss7_case *c, enum ss7_form form, char *why, size_t size)
{
	int ends[2], status;
	size_t got = 0;

	fflush(NULL);
	if (pipe2(ends, O_CLOEXEC) < 0) {
		perror("pipe");
		exit(2);
	}
	pid_t pid = fork();
	if (pid < 0) {
		perror("fork");
		exit(2);
	}
	if (pid == 0) {
		close(ends[0]);
		why_fd = ends[1];
		alarm(CASE_SECONDS);
		c->run(form);
		exit(0);
	}
	close(ends[1]);
	for (ssize_t n; got < size - 1 && (n = read(ends[0], why + got, size - 1 - got)) > 0;)
		got += (size_t)n;
	why[got] = '\0';
	close(ends[0]);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (WIFSIGNALED(status))
		snprintf(why, size, "killed by signal %d (%s)", WTERMSIG(status), strsignal(WTERMSIG(status)));
	else if (WEXITSTATUS(status) != 0 && !got)
		snprintf(why, size, "exit status %d", WEXITSTATUS(status));
	return WIFEXITED(status) && WEXITSTATUS(status) == 0 && !got;
}

static void
verdict(struct run *run, const struct ss7_case *c, enum ss7_form form)
{
	char why[600] = "";
	int ok = passes(c, form, why, sizeof(why));

	*(ok ? &run->passed : &run->failed) += 1;
	printf("%s %-9s %-7s  %s  %s\n", run->recommendation, c->number, ss7_form_name[form], ok ? "pass" : "FAIL",
	    c->title);
	if (!ok)
		printf("    %s\n", why);
	fprintf(run->table, "%s\t%s\t%s\t%s\t%s\n", c->number, c->title, ss7_form_name[form], ok ? "pass" : "fail",
	    c->function);
	if (run->verdicts)
		fprintf(run->verdicts, "%s ss7 %s %s %s\n", ok ? "ok" : "not ok", run->recommendation,
		    ss7_form_name[form], c->function);
}

static int
wanted(const struct ss7_case *c, int argc, char **argv)
{
	for (int i = 0; i < argc; i++)
		if (!strcmp(argv[i], c->number))
			return 1;
	return argc == 0;
}

static void
one_form(struct run *run, enum ss7_form form, const struct ss7_case *cases, size_t n, int argc, char **argv)
{
	ss7_capture(ss7_form_name[form]);
	for (size_t i = 0; i < n; i++) {
		const struct ss7_case *c = &cases[i];

		if (!wanted(c, argc, argv) || (c->run && form != SS7_ITU14 && c->forms == SS7_ONE))
			continue;
		if (c->run && verbose)
			c->run(form);
		else if (c->run)
			verdict(run, c, form);
		else if (form == SS7_ITU14) {
			run->excluded++;
			fprintf(run->table, "%s\t%s\t-\texcluded\t%s\n", c->number, c->title, c->why);
		}
	}
	close(capture_fd);
	capture_fd = -1;
}

int
ss7_main(int argc, char **argv, const char *recommendation, const struct ss7_case *cases, size_t n)
{
	const char *slash = strrchr(argv[0], '/');
	struct run run = { .recommendation = recommendation };
	const char *results = getenv("RESULTS");
	int option, list = 0;
	char path[128];

	suite = slash ? slash + 1 : argv[0];
	while ((option = getopt(argc, argv, "lv")) != -1) {
		switch (option) {
		case 'l':
			list = 1;
			break;
		case 'v':
			verbose = 1;
			break;
		default:
			fprintf(stderr, "usage: %s [-l] [-v] [case number ...]\n", argv[0]);
			return 2;
		}
	}
	if (list) {
		for (size_t i = 0; i < n; i++)
			printf("%-10s %s%s\n", cases[i].number, cases[i].title, cases[i].run ? "" : " (excluded)");
		return 0;
	}
	mkdir("build", 0755);
	mkdir(FOLDER, 0755);
	snprintf(path, sizeof(path), FOLDER "/%s.tsv", suite);
	run.table = append_or_die(path, "w");
	forget_captures();
	run.verdicts = results ? append_or_die(results, "a") : NULL;
	for (int form = 0; form < SS7_FORMS; form++)
		one_form(&run, form, cases, n, argc - optind, argv + optind);
	fclose(run.table);
	if (run.verdicts)
		fclose(run.verdicts);
	printf("%s: %u passed, %u failed, %u excluded\n", recommendation, run.passed, run.failed, run.excluded);
	return run.failed ? 1 : 0;
}
