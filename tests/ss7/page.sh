#!/bin/sh
# The page docs/conformance.md: case, test and result of the last run of each suite named (build/ss7/SUITE.tsv).
set -eu
cd "$(dirname "$0")/../.."
cat <<'HEAD'
# Conformance

What `make test-ss7` saw, case by case, under the numbers of Q.781 (MTP level 2), Q.782 (MTP level 3) and Q.784.1 (ISUP basic
call). The tester drives frames (`tests/ss7/`); it shares no code with the stack. Cases in which the routing label matters run
in the 14-bit form of the ITU and in the 24-bit form of China. This page is made by the run.

Of Q.781 the numbers and subjects were at hand, not the text: what is checked follows Q.703, and of (a) and (b) one is our doing,
the other the tester's. Of Q.782 the text was not at hand either: its groups are as in the Recommendation, the numbers within a
group are from memory, so a case is known by its subject.
HEAD
for suite; do
	awk -F '\t' -v suite="$suite" '
		!($1 in seen) { seen[$1] = ++n; number[n] = $1; title[n] = $2 }
		{ i = seen[$1] }
		$4 == "excluded" { result[i] = "left out: " $5; out++; next }
		{ result[i] = result[i] (result[i] == "" ? "" : ", ") $3 " " $4; test[i] = $5; if ($4 == "pass") good++; else bad++ }
		END {
			printf "\n## %s\n\n%d passed, %d failed, %d cases left out.\n\n", toupper(substr(suite, 1, 1)) "." substr(suite, 2), good, bad, out
			print "| case | subject | test | result |\n|---|---|---|---|"
			for (i = 1; i <= n; i++)
				printf "| %s | %s | %s | %s |\n", number[i], title[i], test[i] == "" ? "" : "`" test[i] "`", result[i]
		}' "build/ss7/$suite.tsv"
done
