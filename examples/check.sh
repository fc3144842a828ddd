#!/bin/sh
# check.sh EXAMPLE KAMU: the built example pushes into a fresh workspace; the program sees the rows.
set -eu
example=$(realpath "$1")
kamu=$(realpath "$2")
demo=$(cd "$(dirname "$0")/../demo" && pwd)
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
"$kamu" -q init
"$kamu" -q add "$demo/earthquakes.yaml"
[ "$("$example" earthquakes "$demo/earthquakes.ndjson")" = "1707 rows read, 1707 added" ]
"$kamu" verify earthquakes
[ "$("$kamu" tail earthquakes -n 5000 -o csv | wc -l)" -ge 1707 ]
! "$example" nothing "$demo/earthquakes.ndjson" 2>error
grep -q nothing error
! "$example" earthquakes /no/such/file 2>error
grep -q 'No such file' error
