Ledger whose key column has a dot in its name.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ led a '"a.b"' 'a.b: String; v: Int64?'
  $ feed a <<< '{"a.b": "x", "v": 1}'
  Dataset updated
  $ feed a <<< '{"a.b": "y", "v": 2}'
  Dataset updated
  $ rows a
  offset,op,system_time,event_time,a.b,v
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,x,1
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,y,2
  $ led b '"a.b"' 'a.b: String; a: String?; b: String?; v: Int64?'
  $ feed b <<< '{"a.b": "x", "b": "q", "v": 1}'
  Dataset updated
  $ feed b <<< '{"a.b": "y", "b": "q", "v": 2}'
  Dataset updated
  $ rows b
  offset,op,system_time,event_time,a.b,a,b,v
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,x,,q,1
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,y,,q,2
