#!/bin/sh
# zongji.conf(5) from the table of settings itself.
cat <<'HEAD'
.TH ZONGJI.CONF 5 "" "zongji" "File formats"
.SH NAME
zongji.conf \- configuration of the call centre
.SH DESCRIPTION
One file for all processes, in the syntax of libconfig: groups in { }, lists in ( ), text in quotes, # begins a comment. Every
daemon checks it with \-n. An unknown key, a value out of its range, or a name that refers to nothing is refused with file, line and
reason.
.SH SETTINGS
HEAD
"$1" help conf roff
cat <<'TAIL'
.SH EXAMPLE
etc/zongji.conf in the source is a whole site with one No. 7 trunk and one PRI trunk.
.SH SEE ALSO
.BR zongjid (8),
.BR zongji (1)
TAIL
