A preprocess query that leaves out columns: bad values there are not seen, bad counts and bad UTF-8 are.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ cat > a.yaml <<'Y'
  > kind: DatasetSnapshot
  > version: 1
  > content:
  >   name: a
  >   kind: Root
  >   metadata:
  >     - kind: AddPushSource
  >       sourceName: default
  >       read:
  >         kind: Csv
  >         schema: {fields: [{name: n, type: Int64}, {name: unused, type: Int64}]}
  >       preprocess: {kind: Sql, engine: datafusion, query: select n from input}
  >       merge: {kind: Append}
  > Y
  $ K -q add a.yaml
  $ try a $'1,1\n' $'2,x\n' $'3,\n' $'4\n' $'5,\xff\n' $'x,6\n'
  -- 4\n [1]
  Error: incorrect number of fields, expected 2 got 1
    at: in:1:1
    found: 4
    hint: is `separator` right? It is ','
  -- 5,\xff\\n [1] (esc)
  Error: Encountered invalid UTF-8 data
    at: in:1:3 (byte 2)
    found: 5,\xFF
    expected: UTF-8 text
    hint: set the option `encoding` if the text is latin1, windows-1252 or utf-16
  -- x,6\n [1]
  Error: field 'n': failed to parse 'x' as Int64
    at: in:1:1
  $ rows a
  offset,op,system_time,event_time,n
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,1
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,2
  2,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,3
