Records that cannot be stored are named exactly, and nothing of the push is.

  $ . "$KAMU_LIB"; kamu init -q
  $ printf '%s\n' 'kind: DatasetSnapshot' 'version: 1' 'content:' '  name: d' '  kind: Root' '  metadata:' '    - kind: AddPushSource' '      sourceName: default' '      read:' '        kind: NdJson' '        schema:' '          fields:' '            - {name: t, type: Timestamp}' '            - {name: n, type: Int32}' '            - {name: x, type: {kind: Option, inner: Float64}}' '            - {name: s, type: {kind: Option, inner: String}}' '      merge: {kind: Append}' '    - {kind: SetVocab, eventTimeColumn: t}' | K add --stdin
  Added: d
  Added 1 dataset(s)
  $ good='{"t": "2020-01-01T00:00:00Z", "n": 1}'
  $ try() { { echo "$good"; printf '%b' "$1"; } > in.json; echo "== $1"; err K ingest d in.json; }
  $ try '{"t": "2020-01-01T00:00:00Z", "n": "one"}\n'
  == {"t": "2020-01-01T00:00:00Z", "n": "one"}\n
  Error: field 'n': failed to parse "one" as Int32
    at: in.json:2:36 (byte 73)
  
  [1]
  $ try '{"t": "2020-01-01T00:00:00Z", "n": 3000000000}\n'
  == {"t": "2020-01-01T00:00:00Z", "n": 3000000000}\n
  Error: field 'n': failed to parse 3000000000 as Int32
    at: in.json:2:36 (byte 73)
  
  [1]
  $ try '{"t": "2020-01-01T00:00:00Z"}\n'
  == {"t": "2020-01-01T00:00:00Z"}\n
  Error: field 'n': missing, but the column is required
    at: in.json:2:29 (byte 66)
    expected: Int32
    hint: declare the column as optional ({kind: Option, inner: ...}; in DDL without NOT NULL) if values may be missing
  
  [1]
  $ try '{"t": "2020-01-01T00:00:00Z", "n": null}\n'
  == {"t": "2020-01-01T00:00:00Z", "n": null}\n
  Error: field 'n': null, but the column is required
    at: in.json:2:36 (byte 73)
    expected: Int32
    hint: declare the column as optional ({kind: Option, inner: ...}; in DDL without NOT NULL) if values may be missing
  
  [1]
  $ try '{"t": "yesterday", "n": 1}\n'
  == {"t": "yesterday", "n": 1}\n
  Error: field 't': failed to parse "yesterday" as Timestamp(ms, "UTC"): timestamp must contain at least 10 characters
    at: in.json:2:7 (byte 44)
    hint: expected is e.g. 2020-09-08T13:42:29.190Z
  
  [1]
  $ try '{"t": "2020-02-30T00:00:00Z", "n": 1}\n'
  == {"t": "2020-02-30T00:00:00Z", "n": 1}\n
  Error: field 't': failed to parse "2020-02-30T00:00:00Z" as Timestamp(ms, "UTC"): error parsing date
    at: in.json:2:7 (byte 44)
    hint: expected is e.g. 2020-09-08T13:42:29.190Z
  
  [1]
  $ try '{"t": "2020-01-01T00:00:00Z", "n": 1, "s": "\xff"}\n'
  == {"t": "2020-01-01T00:00:00Z", "n": 1, "s": "\xff"}\n
  Error: Encountered non-UTF-8 data
    at: in.json:2:45 (byte 82)
    found: \xFF
    expected: UTF-8 text
  
  [1]
  $ try '{"t": "2020-01-01T00:00:00Z", "n": 1, "s": "a\x00b"}\n'
  == {"t": "2020-01-01T00:00:00Z", "n": 1, "s": "a\x00b"}\n
  Dataset updated
  $ try '{"t": "2020-01-01T00:00:00Z", "n": 1, "s": "a\n'
  == {"t": "2020-01-01T00:00:00Z", "n": 1, "s": "a\n
  Error: Truncated record whilst reading string
    at: in.json:3:1 (byte 84)
    hint: the input ends inside a record: is it complete?
  
  [1]
  $ try '{"t": "2020-01-01T00:00:00Z", "n": '
  == {"t": "2020-01-01T00:00:00Z", "n": 
  Error: Truncated record whilst reading value
    at: in.json:2:36 (byte 73)
    hint: the input ends inside a record: is it complete?
  
  [1]
  $ try '[1, 2]\n'
  == [1, 2]\n
  Error: expected { got [1, 2]
    at: in.json:2:1 (byte 38)
    expected: object
    hint: this is a JSON array: use the format Json (--input-format json)
  
  [1]
  $ try 'words\n'
  == words\n
  Error: Encountered unexpected 'w' whilst parsing value
    at: in.json:2:1 (byte 38)
    expected: JSON value
  
  [1]
  $ try '\x00\n'
  == \x00\n
  Error: Encountered unexpected '\x00' whilst parsing value
    at: in.json:2:1 (byte 38)
    expected: JSON value
  
  [1]
  $ { echo "$good"; printf '{"t": "2020-01-01T00:00:00Z", "n": 1, "y": '; head -c 10000 /dev/zero | tr '\0' '['; } > in.json; err K ingest d in.json
  Error: Nested deeper than 4096 levels
    at: in.json:2:4140 (byte 4177)
    found: [
  
  [1]
  $ cat in.json | err K ingest d --stdin
  Error: Nested deeper than 4096 levels
    at: STDIN:2:4140 (byte 4177)
    found: [
  
  [1]
  $ { printf '{"t": "2020-01-01T00:00:00Z", "n": 1, "s": "'; head -c 1100000000 /dev/zero | tr '\0' a; echo '"}'; } | err K ingest d --stdin
  Error: The record is longer than 1073741824 bytes
    at: STDIN:1:1
  
  [1]
  $ kamu log d | grep -c Block
  5

files that are none

  $ mkdir dir; err K ingest d dir
  Error: Invalid path dir: Is a directory
    hint: name the files in it: dir/*
  
  [1]
  $ err K ingest d missing.json
  Error: Invalid path missing.json: No such file or directory (os error 2)
  
  [1]
  $ echo "$good" > good.json; err K ingest d good.json missing.json
  Error: Invalid path missing.json: No such file or directory (os error 2)
  
  [1]
  $ err K ingest d good.json in.json
  Error: Nested deeper than 4096 levels
    at: in.json:2:4140 (byte 4177)
    found: [
  
  [1]
  $ kamu log d | grep -c Block
  5
  $ K ingest d good.json; kamu verify d
  Dataset updated
  1 dataset(s) are valid
