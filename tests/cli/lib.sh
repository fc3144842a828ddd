# Sourced by the transcripts of this folder through $KAMU_LIB. They run in an empty temporary directory.
set -o pipefail
NOW=2050-01-02T03:04:05Z
export NO_COLOR=1
K() { kamu --system-time "$NOW" "$@"; }  # with a fixed clock
# what differs from run to run gets a name; "> " and "$ " at the start of a line, which prysk would take for
# commands, are written "|> " and "|$ "
norm() {
  sed -E -e 's/did:odf:[0-9a-z]{10,}/<did>/g' -e 's/\bfed01[0-9a-f]{64}\b/<did>/g' -e 's/\bf1620[0-9a-f]{64}\b/<hash>/g' \
    -e "s#$PWD#<dir>#g" -e "s#$HOME#<home>#g" -e 's/^(\s*[sS]ize: )[0-9]+$/\1<size>/' -e 's/"(size|sizeBytes)": *[0-9]+/"\1": <size>/g' \
    -e 's/^([>$])( |$)/|\1\2/'
}
err() { "$@" 2>&1 | norm; }              # both streams
# gps: the dataset of the README; with `row T LONG LAT` its records
gps() { K -q add --stdin <<'Y'
kind: DatasetSnapshot
version: 1
content:
  name: gps
  kind: Root
  metadata:
    - kind: AddPushSource
      sourceName: default
      read:
        kind: NdJson
        schema:
          - t TIMESTAMP
          - long DOUBLE
          - lat DOUBLE
      merge:
        kind: Append
    - kind: SetVocab
      eventTimeColumn: t
Y
}
row() { printf '{"t": "2020-01-01T00:00:%02dZ", "long": %s, "lat": %s}\n' "$1" "$2" "$3"; }
