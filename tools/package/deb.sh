#!/bin/bash
# make deb: Debian packages into build/deb, from a clean copy of the tree (what git knows of, as it is now).
set -eu
cd "$(dirname "$0")/../.."
out=build/deb
rm -rf "$out" && mkdir -p "$out/zongji"
if [ -e .git ]; then
	tree=$(git stash create)
	git archive "${tree:-HEAD}" | tar x -C "$out/zongji"
else
	tar c --exclude=./build . | tar x -C "$out/zongji"
fi
began=$SECONDS
(cd "$out/zongji" && dpkg-buildpackage -b -us -uc -j"$(nproc)") >"$out/log" 2>&1 || {
	tail -20 "$out/log" >&2
	echo "the packages could not be built; the whole output is in $out/log" >&2
	exit 1
}
rm -rf "$out/zongji"
echo "built in $((SECONDS - began)) s:" "$out"/*.deb
