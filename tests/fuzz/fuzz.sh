#!/bin/sh
# fuzz.sh [SECONDS] [NAME ...]: each target (or those named) for a minute. New finds stay in build/fuzz/finds;
# a crash ends with exit 1 and the input's name.
set -eu
cd "$(dirname "$0")/../.."
seconds=60
case "${1:-}" in [0-9]*) seconds=$1; shift ;; esac
cmake --preset fuzz >/dev/null
cmake --build build/fuzz
mkdir -p build/fuzz/finds
failed=0
for program in build/fuzz/tests/fuzz_*; do
    [ -x "$program" ] || continue
    name=${program##*/fuzz_}
    [ $# -eq 0 ] || case " $* " in *" $name "*) ;; *) continue ;; esac
    mkdir -p "build/fuzz/finds/$name"
    echo "== $name, $seconds s"
    "$program" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 -verbosity=0 \
        -artifact_prefix="build/fuzz/$name-" "build/fuzz/finds/$name" "tests/fuzz/corpus/$name" 2>&1 |
        tee "build/fuzz/$name.log" | grep -E 'number_of_executed_units|ERROR|SUMMARY|Test unit written' || true
    if grep -qE 'ERROR: |SUMMARY: ' "build/fuzz/$name.log"; then failed=1; fi
done
exit $failed
