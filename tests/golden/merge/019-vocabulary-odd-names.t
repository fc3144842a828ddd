Offset and operation columns with spaces, dots, quotes and reserved words.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ t() { echo "== $2"; { src default "$(rd NdJson 'k: String; v: Int64?')" '{kind: Snapshot, primaryKey: [k]}'; vocab "$2"; } | root $1; echo '{"k": "a", "v": 1}' | feed $1; echo '{"k": "a", "v": 2}' | feed $1; rows $1; }
  $ t a 'offsetColumn: my offset'
  == offsetColumn: my offset
  Dataset updated
  Dataset updated
  my offset,op,system_time,event_time,k,v
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,a,1
  1,2,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,a,1
  2,3,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,a,2
  $ t b 'offsetColumn: my.offset'
  == offsetColumn: my.offset
  Dataset updated
  Dataset updated
  my.offset,op,system_time,event_time,k,v
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,a,1
  1,2,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,a,1
  2,3,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,a,2
  $ t c 'offsetColumn: select'
  == offsetColumn: select
  Dataset updated
  Dataset updated
  select,op,system_time,event_time,k,v
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,a,1
  1,2,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,a,1
  2,3,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,a,2
  $ t d 'operationTypeColumn: my op'
  == operationTypeColumn: my op
  Dataset updated
  Dataset updated
  offset,my op,system_time,event_time,k,v
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,a,1
  1,2,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,a,1
  2,3,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,a,2
  $ t e 'operationTypeColumn: my.op'
  == operationTypeColumn: my.op
  Dataset updated
  Dataset updated
  offset,my.op,system_time,event_time,k,v
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,a,1
  1,2,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,a,1
  2,3,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,a,2
  $ t f 'operationTypeColumn: order'
  == operationTypeColumn: order
  Dataset updated
  Dataset updated
  offset,order,system_time,event_time,k,v
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,a,1
  1,2,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,a,1
  2,3,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,a,2
