#!/bin/sh
# Does a clean checkout build and pass on a machine without cards?  `make test` asks at both its ends.
#
#   checkout.sh begin   before anything is built: is this a checkout in which nothing was changed, added or built yet?
#   checkout.sh end     the verdict, if it was: there is no card's driver, every test before passed, the tree is as it was
#
# A tree in which somebody works, or a machine with cards, shows nothing here and gets no verdict.
#
# shows: NFR-13 by clean_checkout_without_cards
set -u
cd "$(dirname "$0")/../.."
RESULTS=${RESULTS:-build/results.txt}
MARK=build/checkout
DRIVER=${DRIVER:-/dev/dahdi}

no_cards() { [ ! -e "$DRIVER" ]; }
untouched() { status=$(git status --porcelain "$@" 2>/dev/null) && [ -z "$status" ]; }

begin() {
	untouched --ignored && no_cards || { rm -f "$MARK"; exit 0; }
	mkdir -p build
	git rev-parse HEAD >"$MARK"
}

end() {
	[ -s "$MARK" ] && no_cards || exit 0
	if [ "$(cat "$MARK")" = "$(git rev-parse HEAD)" ] && untouched && grep -q '^ok ' "$RESULTS" && ! grep -q '^not ok ' "$RESULTS"; then
		echo "ok checkout clean_checkout_without_cards" >>"$RESULTS"
	else
		echo "not ok checkout clean_checkout_without_cards" >>"$RESULTS"
	fi
}

case ${1:-} in
begin | end) "$1" ;;
*) echo "usage: checkout.sh begin|end" >&2; exit 100 ;;
esac
