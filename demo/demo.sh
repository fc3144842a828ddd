#!/bin/sh
# demo.sh PROGRAM: the main job on real data, in a directory that is removed again.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
kamu=$(realpath "$1")
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cp "$here"/earthquakes.* .

kamu() { "$kamu" "$@"; }
# Shows a command, then runs it.
run() {
    printf '\n$ %s\n' "$1"
    eval "$1"
}

run 'kamu init'
run 'kamu add earthquakes.yaml'
run 'head -n 2 earthquakes.ndjson'
run 'kamu ingest earthquakes earthquakes.ndjson'
run 'kamu tail earthquakes -n 5 -o table'
run 'kamu list -o table'
run 'kamu verify earthquakes'
printf '\nA wrong value in the third row, on purpose. Nothing of the file is committed:\n'
run "sed '3s/\"mag\": [^,]*/\"mag\": \"strong\"/' earthquakes.ndjson > wrong.ndjson"
run 'kamu ingest earthquakes wrong.ndjson' && { echo "demo: the wrong value was not noticed" >&2; exit 1; }
run 'kamu tail earthquakes -n 1 -o table'
