#!/bin/sh
# Which requirements have a passing test?  A test names them in the comment above it: `/* shows: TRK-08 IVR-05 */` above
# Test(suite, name) in C, `# shows: ...` above a line `case_NAME() {` in tests/system/*.sh.  Where the verdict has no such line, it is
# named: `shows: TRK-15 by NAME` in any comment of a .sh, .c or .mk file below tests/; `by ONE and OTHER`: all of them together.
# NAME is the last word of the verdict's line in build/results.txt, which `make test` writes.  A requirement counts when at least one
# test that shows it has passed and none has failed.
set -eu
cd "$(dirname "$0")/.."
results=${RESULTS:-build/results.txt}
[ -s "$results" ] || { echo "no results yet: run make test first" >&2; exit 1; }

tags=$(mktemp)
trap 'rm -f "$tags"' EXIT
find tests -mindepth 2 -name "*.c" -o -mindepth 2 -name "*.sh" -o -name "*.mk" | sort | xargs awk '
	/shows:.* by / && /[A-Z][A-Z][A-Z]?-[0-9][0-9]/ {
		by = ids = $0; sub(/.*shows:/, "", ids); sub(/ by .*/, "", ids)
		sub(/.* by +/, "", by); sub(/ *\*\/.*/, "", by); sub(/ +$/, "", by); gsub(/ +and +/, "+", by)
		print by, ids; ids = ""; next
	}
	/shows:/ && /[A-Z][A-Z][A-Z]?-[0-9][0-9]/ {
		ids = $0; sub(/.*shows:/, "", ids); sub(/\*\/.*/, "", ids); next
	}
	ids != "" && /^(Test|Theory|ParameterizedTest)\(/ {
		line = $0; sub(/^[A-Za-z]*\(/, "", line)
		if ($0 ~ /^ParameterizedTest/) sub(/^[^,]*, */, "", line)
		if ($0 ~ /^Theory/) sub(/^\([^)]*\), */, "", line)
		gsub(/[ )].*$/, "", line) ; n = split($0, part, /[(), ]+/)
		print suite_name($0), ids; ids = ""
	}
	ids != "" && /^case_[a-z0-9_]*\(\)/ { name = $1; sub(/^case_/, "", name); sub(/\(\).*/, "", name); print name, ids; ids = "" }
	function suite_name(text,   a) {
		sub(/^[A-Za-z]*\(/, "", text)
		if (match(text, /[A-Za-z0-9_]+, *[A-Za-z0-9_]+ *[,)]/)) {
			a = substr(text, RSTART, RLENGTH); gsub(/[ )]/, "", a); sub(/,$/, "", a); sub(/,/, "::", a); return a
		}
		return "?"
	}' >"$tags"

awk -v tags="$tags" '
	BEGIN {
		while ((getline line < tags) > 0) {
			n = split(line, w, " ")
			for (i = 2; i <= n; i++) shown_by[w[i]] = shown_by[w[i]] " " w[1]
		}
	}
	FILENAME == ARGV[1] {
		ok = ($1 == "ok"); name = $NF
		if (ok) passed[name] = 1; else failed[name] = 1
		next
	}
	{
		total++
		id = $1; good = ""; bad = ""
		n = split(shown_by[id], t, " ")
		for (i = 1; i <= n; i++) {
			of = split(t[i], part, "+"); together = 0
			for (j = 1; j <= of; j++) { if (failed[part[j]]) bad = part[j]; else together += passed[part[j]] }
			if (together == of) good = good " " t[i]
		}
		if (good != "" && bad == "") { shown++; printf "shown     %s by%s\n", id, good }
		else if (bad != "") printf "FAILING   %s by %s\n", id, bad
		else missing[id] = 1
	}
	END { printf "requirements: %d of %d shown\n", shown, total }
' "$results" tests/requirements.txt
