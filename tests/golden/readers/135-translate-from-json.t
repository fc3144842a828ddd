Translation: a Json source with a subPath; the subPath is lost for other formats and kept for its own.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ app a Json 'id: Int64; name: String?' 'subPath: d.rows'
  $ echo '{"d":{"rows":[{"id":1,"name":"json"}]}}' | feed a
  Dataset updated
  $ echo '{"d":{"rows":[{"id":2,"name":"json"}]}}' | feed a --input-format json
  Dataset updated
  $ echo '[{"id":3}]' | feed a --input-format json
  Error: Sub-path not found: d
    at: in:1:1
    hint: the document is an array itself, without the option `subPath`
  
  [1]
  $ echo '{"d":{"rows":[{"id":4}]}}' | feed a --input-format ndjson
  Error: field 'id': missing, but the column is required
    at: in:1:25 (byte 24)
    expected: Int64
    hint: declare the column as optional ({kind: Option, inner: ...}; in DDL without NOT NULL) if values may be missing
  
  [1]
  $ echo '{"id":5}' | feed a --input-format ndjson
  Dataset updated
  $ printf '6,csv\n' | feed a --input-format csv
  Dataset updated
  $ rows a
  offset,op,system_time,event_time,id,name
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,1,json
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,2,json
  2,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,5,
  3,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,6,csv
