#!/usr/bin/env bash
# Runs every function whose name begins with `test_` in the files beside it, and writes a JUnit report.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

escape() {
    sed -e 's/&/\&amp;/g' -e 's/</\&lt;/g' -e 's/>/\&gt;/g' -e 's/"/\&quot;/g'
}

is() {
    [[ $1 == "$2" ]] || { printf 'expected %s, found %s\n' "$2" "$1" && return 1; }
}

total=0 failed=0 cases=''
for file in tests/*_test.sh; do
    source "$file"
    suite="$(basename "$file" _test.sh)"
    for name in $(grep -oE '^test_[a-z_]+' "$file"); do
        total=$((total + 1))
        title="${name#test_}"
        title="${title//_/ }"
        if output="$("$name" 2>&1)"; then
            printf 'ok      %s: %s\n' "$suite" "$title"
            cases+="  <testcase classname=\"$suite\" name=\"$title\" time=\"0.001\"/>"$'\n'
        else
            failed=$((failed + 1))
            printf 'FAILED  %s: %s: %s\n' "$suite" "$title" "$output"
            message="$(escape <<<"$output")"
            cases+="  <testcase classname=\"$suite\" name=\"$title\" time=\"0.001\"><failure message=\"$message\"/></testcase>"$'\n'
        fi
    done
done

mkdir -p reports
{
    printf '<?xml version="1.0" encoding="UTF-8"?>\n'
    printf '<testsuite name="till" tests="%d" failures="%d">\n%s</testsuite>\n' "$total" "$failed" "$cases"
} >reports/unit.xml

printf '%d tests, %d passed, %d failed\n' "$total" "$((total - failed))" "$failed"
((total > 0 && failed == 0))
