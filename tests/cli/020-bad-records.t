A bad record is named exactly; nothing of the push is committed.

  $ . "$KAMU_LIB"; kamu -q init; gps
  $ bad() { (row 1 1.5 2; row 2 1.5 2; printf "$1"; row 4 1.5 2) > bad.json; err K ingest gps bad.json; }

A wrong value in the third row:

  $ bad '{"t": "2020-01-01T00:00:03Z", "long": "west", "lat": 2}\n'
  Error: field 'long': failed to parse "west" as Float64
    at: bad.json:3:39 (byte 144)
  
  [1]
  $ bad '{"t": "yesterday", "long": 1, "lat": 2}\n'
  Error: field 't': failed to parse "yesterday" as Timestamp(ms, "UTC"): timestamp must contain at least 10 characters
    at: bad.json:3:7 (byte 112)
    hint: expected is e.g. 2020-09-08T13:42:29.190Z
  
  [1]
  $ bad '{"t": "2020-02-30T00:00:00Z", "long": 1, "lat": 2}\n'
  Error: field 't': failed to parse "2020-02-30T00:00:00Z" as Timestamp(ms, "UTC"): error parsing date
    at: bad.json:3:7 (byte 112)
    hint: expected is e.g. 2020-09-08T13:42:29.190Z
  
  [1]
  $ bad '{"long": 1, "lat": 2}\n'
  Dataset updated
  $ bad '{"t": true, "long": 1, "lat": 2}\n'
  Error: field 't': expected primitive got true
    at: bad.json:3:7 (byte 112)
    expected: Timestamp(ms, "UTC")
  
  [1]
  $ bad '{"t": "2020-01-01T00:00:03Z", "long": [1], "lat": 2}\n'
  Error: field 'long': expected primitive got [1]
    at: bad.json:3:39 (byte 144)
    expected: Float64
  
  [1]

Broken JSON:

  $ bad '{"t": "2020-01-01T00:00:03Z", "long": 1, \n'
  Error: Encountered unexpected '{' whilst parsing object
    at: bad.json:4:1 (byte 148)
  
  [1]
  $ bad '{"t": "2020-01-01T00:00:03Z" "long": 1}\n'
  Dataset updated
  $ bad 'hello\n'
  Error: Encountered unexpected 'h' whilst parsing value
    at: bad.json:3:1 (byte 106)
    expected: JSON value
  
  [1]
  $ bad '<html><body>404</body></html>\n'
  Error: Encountered unexpected '<' whilst parsing value
    at: bad.json:3:1 (byte 106)
    expected: JSON value
  
  [1]
  $ bad '{"t": "2020-01-01T00:00:03Z", "long": 1, "la\\x00t": 2}\n'
  Error: Encountered unexpected 'x' whilst parsing escape sequence
    at: bad.json:3:46 (byte 151)
  
  [1]
  $ bad '{"t": "2020-01-01T00:00:03\xff", "long": 1, "lat": 2}\n'
  Error: Encountered non-UTF-8 data
    at: bad.json:3:27 (byte 132)
    found: \xFF
    expected: UTF-8 text
  
  [1]
  $ (row 1 1.5 2; row 2 1.5 2 | head -c 30) > cut.json; err K ingest gps cut.json
  Error: Truncated record whilst reading object
    at: cut.json:2:31 (byte 83)
    hint: the input ends inside a record: is it complete?
  
  [1]
  $ python3 -c 'print("[" * 10000 + "]" * 10000)' > deep.json; err K ingest gps deep.json | cut -c1-300
  Error: Nested deeper than 4096 levels
    at: deep.json:1:4097 (byte 4096)
    found: [
  
  [1]
  $ python3 -c 'print("{\"t\": \"2020-01-01T00:00:00Z\", \"x\": " + "[" * 10000 + "]" * 10000 + "}")' > deep.json; err K ingest gps deep.json | cut -c1-300
  Error: Nested deeper than 4096 levels
    at: deep.json:1:4132 (byte 4131)
    found: [
  
  [1]

Of the refused ones nothing was stored:

  $ kamu tail gps -o csv
  offset,op,system_time,t,long,lat
  0,0,2050-01-02T03:04:05Z,2020-01-01T00:00:01Z,1.5,2.0
  1,0,2050-01-02T03:04:05Z,2020-01-01T00:00:02Z,1.5,2.0
  2,0,2050-01-02T03:04:05Z,2020-01-01T00:00:04Z,1.5,2.0
  3,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,1.0,2.0
  4,0,2050-01-02T03:04:05Z,2020-01-01T00:00:01Z,1.5,2.0
  5,0,2050-01-02T03:04:05Z,2020-01-01T00:00:02Z,1.5,2.0
  6,0,2050-01-02T03:04:05Z,2020-01-01T00:00:03Z,1.0,
  7,0,2050-01-02T03:04:05Z,2020-01-01T00:00:04Z,1.5,2.0 (no-eol)

Integers that do not fit, and required values:

  $ K -q add --stdin <<'Y'
  > kind: DatasetSnapshot
  > version: 1
  > content:
  >   name: ints
  >   kind: Root
  >   metadata:
  >     - kind: AddPushSource
  >       sourceName: default
  >       read:
  >         kind: NdJson
  >         schema:
  >           fields:
  >             - {name: a, type: {kind: Int8}}
  >             - {name: b, type: {kind: Option, inner: {kind: UInt64}}}
  >       merge: {kind: Append}
  > Y
  $ for v in '{"a": 127, "b": 18446744073709551615}' '{"a": 128}' '{"a": null}' '{"b": 1}' '{"a": 1, "b": -1}' '{"a": 1e400}' '{"a": 1, "b": 18446744073709551616}' '{"a": "12x"}'; do
  >   echo "== $v"; echo "$v" | err K ingest ints --stdin
  > done
  == {"a": 127, "b": 18446744073709551615}
  Dataset updated
  == {"a": 128}
  Error: field 'a': failed to parse 128 as Int8
    at: STDIN:1:7 (byte 6)
  
  == {"a": null}
  Error: field 'a': null, but the column is required
    at: STDIN:1:7 (byte 6)
    expected: Int8
    hint: declare the column as optional ({kind: Option, inner: ...}; in DDL without NOT NULL) if values may be missing
  
  == {"b": 1}
  Error: field 'a': missing, but the column is required
    at: STDIN:1:8 (byte 7)
    expected: Int8
    hint: declare the column as optional ({kind: Option, inner: ...}; in DDL without NOT NULL) if values may be missing
  
  == {"a": 1, "b": -1}
  Error: field 'b': failed to parse -1 as UInt64
    at: STDIN:1:15 (byte 14)
  
  == {"a": 1e400}
  Error: field 'a': failed to parse 1e400 as Int8
    at: STDIN:1:7 (byte 6)
  
  == {"a": 1, "b": 18446744073709551616}
  Error: field 'b': failed to parse 18446744073709551616 as UInt64
    at: STDIN:1:15 (byte 14)
  
  == {"a": "12x"}
  Error: field 'a': failed to parse "12x" as Int8
    at: STDIN:1:7 (byte 6)
  
  [1]
