#!/bin/sh
# install.sh house|demo|none: put that part below $DESTDIR; none: take all away again.  Called by make (module.mk), which sets the folders.
set -eu
cd "$(dirname "$0")/../.."
lib=$libexecdir/zongji share=$datadir/zongji doc=$docdir/zongji
HOUSE='zongjid acdd isupd prid casd sipd mediad faxd crmd zongji zongji-store console mkprompts' # zongjid first: the others are beside it
DEMO='farend autoseat'

put() { # put MODE FILE... FOLDER
	mode=$1
	shift
	for last; do :; done
	install -d "$DESTDIR$last"
	while [ $# -gt 1 ]; do
		install -m "$mode" "$1" "$DESTDIR$last/"
		shift
	done
}
# name FOLDER NAME [PROGRAM]: the name by which people call a program.
name() {
	install -d "$DESTDIR$1"
	ln -sf "$(realpath -m --relative-to="$1" "$lib/${3:-$2}")" "$DESTDIR$1/$2"
}
# page PAGE [NAME]: manual page; the console is zongji-console where it is installed (Debian has another program of the short name).
page() {
	install -d "$DESTDIR$mandir/man${1##*.}"
	sed -e 's/^\.BR console (1)/.BR zongji-console (1)/' -e "s|/usr/share/zongji|$share|" "man/$1" >"$DESTDIR$mandir/man${1##*.}/${2:-$1}"
	chmod 644 "$DESTDIR$mandir/man${1##*.}/${2:-$1}"
}
# filled FILE PLACE: with the folders of this installation.
filled() {
	install -d "$DESTDIR$(dirname "$2")"
	sed -e "s|/usr/sbin|$sbindir|" -e "s|/usr/bin|$bindir|" -e "s|/usr/share/doc|$docdir|" -e "s|/usr/share/zongji|$share|" "$1" >"$DESTDIR$2"
	chmod 644 "$DESTDIR$2"
}
# settings FILE PLACE: a file that belongs to the administrator as soon as it is there.
settings() { [ -e "$DESTDIR$2" ] || filled "$1" "$2"; }

house() {
	for p in $HOUSE; do put 755 "$B/bin/$p" "$lib"; done
	name "$sbindir" zongjid
	for p in zongji zongji-store mkprompts; do name "$bindir" "$p"; done
	name "$bindir" zongji-console console
	put 644 "$B/share/locale/zh_CN/LC_MESSAGES/zongji.mo" "$datadir/locale/zh_CN/LC_MESSAGES"
	for language in zh en; do put 644 "$PROMPTS/$language"/* "$share/prompts/$language"; done
	put 644 "$PROMPTS/prompts.txt" "$share/prompts"
	site_conf=$(mktemp)
	sed -e 's|^site = {|&\n\t# Folders (zongji.conf(5)): run_dir in memory, store_dir and rec_dir on a disk that is backed up.\n\trun_dir    = "/run/zongji";\n\tstore_dir  = "/var/lib/zongji/store";\n\trec_dir    = "/var/lib/zongji/rec";\n\tprompt_dir = "/usr/share/zongji/prompts";\n\tflow_dir   = "/etc/zongji/flows";\n|' \
		etc/zongji.conf >"$site_conf"
	settings "$site_conf" /etc/zongji/zongji.conf
	rm -f "$site_conf"
	for f in flows/*.flow; do settings "$f" "/etc/zongji/$f"; done
	filled tools/package/zongji.service "$systemdunitdir/zongji.service"
	filled tools/package/zongji.rules "$udevdir/rules.d/90-zongji.rules"
	filled tools/package/zongji.sysusers "$libdir/sysusers.d/zongji.conf"
	filled tools/package/zongji.tmpfiles "$libdir/tmpfiles.d/zongji.conf"
	for m in zongjid.8 acdd.8 isupd.8 prid.8 casd.8 sipd.8 mediad.8 faxd.8 crmd.8 zongji-store.8 zongji.1 zongji-trace.1 mkprompts.1 zongji.conf.5 zongji-flow.5; do
		page $m
	done
	page console.1 zongji-console.1
	put 644 README.md ARCHITECTURE.md "$doc"
	put 644 docs/*.md "$doc/docs"
	put 644 kernel-notes/*.md "$doc/kernel-notes"
	put 644 media/prompts.txt "$doc/examples"
}

demo() {
	for p in $DEMO; do
		put 755 "$B/bin/$p" "$lib"
		name "$bindir" "$p"
	done
	put 755 tools/dev/demo.sh "$lib"
	put 644 tools/dev/lib.sh "$lib"
	name "$bindir" zongji-demo demo.sh
	put 644 etc/zongji.conf etc/demo-data.txt "$share/demo"
	put 644 flows/*.flow "$share/demo/flows"
	put 644 tools/farend/scenarios/*.scn "$share/demo/scenarios"
	for m in farend.1 autoseat.1 zongji-demo.1; do page $m; done
}

# The names are ours alone, so the folders and the named files are all there is to take away.
none() {
	at() { for f; do rm -rf "${DESTDIR:?}/$f"; done; }
	DESTDIR=${DESTDIR:-/}
	at "$lib" "$share" "$doc" "$datadir/locale/zh_CN/LC_MESSAGES/zongji.mo"
	at "$sbindir/zongjid" "$bindir/zongji" "$bindir/zongji-store" "$bindir/zongji-console" "$bindir/zongji-demo" "$bindir/mkprompts"
	for p in $DEMO; do at "$bindir/$p"; done
	at "$systemdunitdir/zongji.service" "$udevdir/rules.d/90-zongji.rules" "$libdir/sysusers.d/zongji.conf" "$libdir/tmpfiles.d/zongji.conf"
	for m in man/*.[1-8]; do at "$mandir/man${m##*.}/${m#man/}"; done
	at "$mandir/man1/zongji-console.1"
	echo "left as they are: /etc/zongji, /var/lib/zongji"
}

"$1"
