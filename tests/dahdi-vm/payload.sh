#!/bin/bash
# payload.sh OUT TEST FILE[=PLACE]...: a memory disk with /test and these files, programs with their libraries.
set -eu
out=$1 test=$2
shift 2
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
for item; do
	file=${item%%=*} place=${item#*=}
	[ "$place" != "$item" ] || place=/bin/$(basename "$file")
	if [ -d "$file" ]; then
		mkdir -p "$root$place" && cp -r "$file/." "$root$place"
		continue
	fi
	install -D "$file" "$root$place"
	strip -g "$root$place" 2>/dev/null || : # scripts have nothing to strip
	for library in $(ldd "$file" 2>/dev/null | sed -n 's/.*=> \(\/[^ ]*\).*/\1/p; s/^\t\(\/[^ ]*ld-linux[^ ]*\).*/\1/p'); do
		[ -e "$root$library" ] || install -D "$library" "$root$library"
	done
done
install -m 755 "$test" "$root/test"
find "$root" -exec touch -hd @0 {} + # the same files are the same disk, octet for octet
(cd "$root" && find . | LC_ALL=C sort | cpio -o -H newc --reproducible --quiet) >"$out"
