Several files in one command: every file is a push of its own and sees the ones before it.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ ups a id 'op: Int32; id: Int64; v: String?'
  $ printf '{"op": 0, "id": 1, "v": "a"}\n{"op": 0, "id": 2, "v": "b"}\n' > f1
  $ printf '{"op": 0, "id": 1, "v": "aa"}\n' > f2
  $ printf '{"op": 1, "id": 2}\n{"op": 0, "id": 1, "v": "aa"}\n' > f3
  $ push a f1 f2 f3 f3
  Dataset updated
  $ rows a
  offset,op,system_time,event_time,id,v
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,1,a
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,2,b
  2,2,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,1,a
  3,3,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,1,aa
  4,1,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,2,b
  $ kinds a
  Seed AddPushSource SetDataSchema AddData AddData AddData
  $ marks a
  prevOffset=3 start=4 end=4 newWatermark=2050-01-02T03:04:05Z prevOffset=1 start=2 end=3 newWatermark=2050-01-02T03:04:05Z start=0 end=1 newWatermark=2050-01-02T03:04:05Z

a bad file in the middle

  $ printf '{"op": 0, "id": "x"}\n' > bad
  $ led b id 'id: Int64; v: String?'
  $ push b f1 bad f2
  Error: field 'id': failed to parse "x" as Int64
    at: bad:1:17 (byte 16)
  
  [1]
  $ rows b
  
  $ kinds b
  Seed AddPushSource
