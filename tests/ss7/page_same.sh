#!/bin/sh
# The page in docs/ is the one of this run.
set -eu
cd "$(dirname "$0")/../.."
[ -e docs/conformance.md ] || exit 0
verdict=ok
if ! cmp -s docs/conformance.md build/ss7/conformance.md; then
	verdict='not ok'
	echo 'docs/conformance.md is not the page of this run: make conformance'
fi
[ -z "${RESULTS:-}" ] || echo "$verdict ss7 conformance_page_is_of_this_run" >>"$RESULTS"
[ "$verdict" = ok ]
