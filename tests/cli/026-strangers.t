Data of another kind than the source is for: nothing is guessed, and an input without one known field is told of.

  $ . "$KAMU_LIB"; kamu -q init
  $ printf 'kind: DatasetSnapshot\nversion: 1\ncontent:\n  name: gps\n  kind: Root\n  metadata:\n    - {kind: AddPushSource, sourceName: default, read: {kind: NdJson, schema: [lat DOUBLE, long DOUBLE]}, merge: {kind: Append}}\n' | K -q add --stdin

An array is read as one only when it has a column of the source; a long one needs no line end:

  $ python3 -c 'print("[" + ",".join("{\"delay\": %d}" % i for i in range(100000)) + "]")' > flights.json
  $ err K ingest gps flights.json
  Error: expected { got [{"delay": 0},{"delay": 1},{"delay": 2},{"delay": 3},{"delay": 4},{"delay": 5},{…
    at: flights.json:1:1
    found: [{"delay": 0},{"delay": 1},{"delay": 2},{"delay": 3},{"delay": 4},{"delay": 5},{"delay": 6},{"delay": 7},{"delay": 8},{"dela…
    expected: object
    hint: this looks like a JSON array: use --input-format 'json'
  
  [1]
  $ sed 's/delay/lat/g' flights.json > places.json
  $ err K ingest gps places.json
  Warning: places.json: this is a JSON array, not NdJson as the source declares: read with --input-format 'json'
  Dataset updated

Objects are what the source declares, so they count as rows, as in kamu-cli:

  $ printf '{"delay": 1}\n{"delay": 2}\n' > objects.json
  $ err K ingest gps objects.json
  Warning: objects.json: none of its fields is in the schema: 2 record(s) without any value
  Dataset updated
  $ err K ingest gps objects.json --strict
  Error: unknown field "delay"
    at: objects.json:1:2 (byte 1)
    hint: the source's schema has no such column; --strict makes this an error
  
  [1]
  $ printf '{"delay": 1}\n{"lat": 2}\n' > mixed.json
  $ err K ingest gps mixed.json
  Dataset updated
