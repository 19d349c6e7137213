/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The environment: opening, the one writer, batches, snapshots for readers.
 *
 * LMDB in synchronous mode (a commit that returned is on the disk), never WRITEMAP (a stray pointer must not reach the
 * file), MDB_NOTLS (a snapshot belongs to the handle, not to a thread).  A handle belongs to one thread.  The map is as
 * large as the file may ever grow; it is sparse.  Readers keep one snapshot object that is renewed for each request,
 * which costs next to nothing; a reader that was killed leaves its slot behind and holds pages back until store_reap().
 */
#include "store/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define FORMAT      UINT64_C(1) /* of the tables; another one is refused */
#define MAP_DEFAULT (UINT64_C(64) << 30)
#define READERS     4096

/* clang-format off */
#define DESCRIPTOR_none         NULL
#define DESCRIPTOR_customer     &rec__customer__descriptor
#define DESCRIPTOR_change_line  &rec__change_line__descriptor
#define DESCRIPTOR_call         &rec__call__descriptor
#define DESCRIPTOR_recording    &rec__recording__descriptor
#define DESCRIPTOR_message      &rec__message__descriptor
#define DESCRIPTOR_fax          &rec__fax__descriptor
#define DESCRIPTOR_sample       &rec__sample__descriptor
#define DESCRIPTOR_alarm        &rec__alarm__descriptor
#define DESCRIPTOR_agent        &rec__agent__descriptor
#define DESCRIPTOR_work_order   &rec__work_order__descriptor
#define DESCRIPTOR_registration &rec__registration__descriptor
#define DESCRIPTOR_draft        &rec__draft__descriptor
#define DESCRIPTOR_audit        &rec__audit__descriptor

const struct table_row table_rows[T_COUNT] = {
#define TABLE(id, name, record, logged, keys, sentence) {#name, DESCRIPTOR_##record, logged, -1, NULL, keys, sentence},
#define INDEX(id, name, of, keys, sentence) {#name, NULL, 0, T_##of, key_##name, keys, sentence},
#include "store/tables.def"
#undef TABLE
#undef INDEX
};
/* clang-format on */

int
refuse(struct store *s, int rc, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	vsnprintf(s->why, sizeof s->why, format, args);
	va_end(args);
	return rc;
}

const char *
store_why(const struct store *s)
{
	return s->why;
}

int
engine(struct store *s, int mdb, const char *doing)
{
	switch (mdb) {
	case 0:
		return 0;
	case MDB_NOTFOUND:
		return -ENOENT;
	case MDB_MAP_FULL:
	case ENOSPC:
		return refuse(s, -ENOSPC, "%s: the store is full", doing);
	case MDB_KEYEXIST:
		return -EEXIST;
	case EACCES:
		return refuse(s, -EROFS, "%s: opened read-only", doing);
	default:
		return refuse(s, -EIO, "%s: %s", doing, mdb_strerror(mdb));
	}
}

/* ---- snapshots and transactions ---- */

int
read_begin(struct store *s, MDB_txn **txn)
{
	int rc = 0;

	if (s->txn) {
		*txn = s->txn;
		return 0;
	}
	if (s->reads == 0) {
		if (s->reader)
			rc = mdb_txn_renew(s->reader);
		else
			rc = mdb_txn_begin(s->env, NULL, MDB_RDONLY, &s->reader);
		if (rc)
			return engine(s, rc, "read");
	}
	s->reads++;
	*txn = s->reader;
	return 0;
}

void
read_end(struct store *s)
{
	if (!s->txn && --s->reads == 0)
		mdb_txn_reset(s->reader);
}

static int
begin(struct store *s)
{
	if (s->read_only)
		return refuse(s, -EROFS, "opened read-only");
	int rc = mdb_txn_begin(s->env, NULL, 0, &s->txn);
	if (rc) {
		s->txn = NULL;
		return engine(s, rc, "begin");
	}
	s->failed = 0;
	s->touched = 0;
	return 0;
}

static int
finish(struct store *s, int rc)
{
	MDB_txn *txn = s->txn;

	s->txn = NULL;
	if (rc == 0)
		return engine(s, mdb_txn_commit(txn), "commit");
	mdb_txn_abort(txn);
	return rc;
}

int
write_begin(struct store *s)
{
	if (s->writes == 0) {
		if (!s->batch) {
			int rc = begin(s);
			if (rc)
				return rc;
		} else if (s->failed) {
			return s->failed;
		}
		s->touched_before = s->touched;
	}
	s->writes++;
	return 0;
}

int
write_end(struct store *s, int rc)
{
	if (--s->writes > 0)
		return rc;
	if (!s->batch)
		return finish(s, rc);
	/* In a batch a refusal costs nothing, but a write broken off half-way, or an engine in trouble, costs the
	 * batch. */
	if (rc && (s->touched != s->touched_before || rc == -ENOSPC || rc == -EIO))
		s->failed = rc;
	return rc;
}

int
store_begin(struct store *s)
{
	if (s->batch)
		return refuse(s, -EBUSY, "a batch is open");
	int rc = begin(s);
	if (rc == 0)
		s->batch = 1;
	return rc;
}

int
store_commit(struct store *s)
{
	if (!s->batch)
		return refuse(s, -EINVAL, "no batch is open");
	s->batch = 0;
	return finish(s, s->failed);
}

void
store_abort(struct store *s)
{
	if (s->batch) {
		s->batch = 0;
		finish(s, -ECANCELED);
	}
}

int
store_reap(struct store *s)
{
	int dead = 0;
	int rc = engine(s, mdb_reader_check(s->env, &dead), "reader check");
	return rc ? rc : dead;
}

int
store_used_percent(struct store *s)
{
	MDB_envinfo info;
	MDB_stat stat;

	if (mdb_env_info(s->env, &info) || mdb_env_stat(s->env, &stat))
		return 0;
	return (int)(100.0 * (double)(info.me_last_pgno + 1) * stat.ms_psize / (double)info.me_mapsize);
}

/* ---- opening ---- */

static int
lock_writer(struct store *s, const char *dir)
{
	char path[512];
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 1 };

	snprintf(path, sizeof path, "%s/writer.lock", dir);
	s->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0660);
	if (s->lock_fd < 0)
		return refuse(s, -errno, "%s: %s", path, strerror(errno));
	if (fcntl(s->lock_fd, F_OFD_SETLK, &lock) < 0)
		return refuse(s, -EBUSY, "%s: another process writes", path);
	return 0;
}

static int
open_tables(struct store *s)
{
	MDB_txn *txn;
	int rc = mdb_txn_begin(s->env, NULL, s->read_only ? MDB_RDONLY : 0, &txn);

	for (int t = 0; t < T_COUNT && rc == 0; t++)
		rc = mdb_dbi_open(txn, table_rows[t].name, s->read_only ? 0 : MDB_CREATE, &s->dbi[t]);
	if (rc == 0)
		rc = mdb_txn_commit(txn);
	else
		mdb_txn_abort(txn);
	return engine(s, rc, "open tables");
}

static int
check_format(struct store *s)
{
	struct key k = { 0 };
	MDB_txn *txn;
	MDB_val v;
	uint8_t format[8];

	key_text(&k, "format");
	int rc = read_begin(s, &txn);
	if (rc)
		return rc;
	rc = raw_get(s, txn, T_META, &k, &v);
	uint64_t have = rc == 0 && v.mv_size == 8 ? get_u64(v.mv_data) : 0;
	read_end(s);
	if (rc == 0)
		return have == FORMAT ? 0 : refuse(s, -EBADMSG, "format %llu, not 1", (unsigned long long)have);
	if (rc != -ENOENT || s->read_only)
		return rc;
	put_u64(format, FORMAT);
	rc = write_begin(s);
	return rc ? rc : write_end(s, raw_put(s, T_META, &k, format, sizeof format));
}

int
store_open(struct store **sp, const char *dir, const struct store_options *options)
{
	static const struct store_options defaults;
	const struct store_options *o = options ? options : &defaults;
	struct store *s = calloc(1, sizeof *s);
	unsigned flags = MDB_NOTLS | (o->read_only ? MDB_RDONLY : 0) | (o->no_sync ? MDB_NOSYNC : 0);
	int rc;

	if (!s)
		return -ENOMEM;
	s->lock_fd = -1;
	s->node = o->node ? o->node : 1;
	s->read_only = o->read_only;
	if (!o->read_only) {
		if (mkdir(dir, 0770) < 0 && errno != EEXIST) {
			rc = -errno;
			goto out;
		}
		if ((rc = lock_writer(s, dir)))
			goto out;
	}
	if ((rc = engine(s, mdb_env_create(&s->env), "create")))
		goto out;
	mdb_env_set_maxdbs(s->env, T_COUNT);
	mdb_env_set_maxreaders(s->env, READERS);
	if (!o->read_only)
		mdb_env_set_mapsize(s->env, o->map_bytes ? o->map_bytes : MAP_DEFAULT);
	rc = mdb_env_open(s->env, dir, flags, 0660);
	if (rc > 0) {
		rc = -rc; /* the system's own: no such directory, no right to it ... */
		goto out;
	}
	if ((rc = engine(s, rc, "open")) || (rc = open_tables(s)) || (rc = check_format(s)))
		goto out;
	store_reap(s);
	*sp = s;
	return 0;
out:
	store_close(s);
	return rc;
}

int
store_open_readonly(struct store **sp, const char *dir)
{
	struct store_options options = { .read_only = 1 };

	return store_open(sp, dir, &options);
}

void
store_close(struct store *s)
{
	if (!s)
		return;
	store_abort(s);
	if (s->reader)
		mdb_txn_abort(s->reader);
	if (s->env)
		mdb_env_close(s->env);
	if (s->lock_fd >= 0)
		close(s->lock_fd);
	free(s);
}
