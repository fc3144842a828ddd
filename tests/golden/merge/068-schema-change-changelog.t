ChangelogStream: pushes with one column more, one less, in another order, of another type, optional op.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ S='op: Int32; k: String; v: Int64?; w: String?'; M='{kind: ChangelogStream, primaryKey: [k]}'
  $ { src base "$(rd NdJson "$S")" "$M"
  > src more "$(rd NdJson "$S; x: Int64?")" "$M"
  > src less "$(rd NdJson 'op: Int32; k: String; v: Int64?')" "$M"
  > src order "$(rd NdJson 'op: Int32; k: String; w: String?; v: Int64?')" "$M"
  > src oplast "$(rd NdJson 'k: String; v: Int64?; w: String?; op: Int32')" "$M"
  > src type "$(rd NdJson 'op: Int32; k: String; v: String?; w: String?')" "$M"
  > src optype "$(rd NdJson 'op: Int64; k: String; v: Int64?; w: String?')" "$M"
  > src opopt "$(rd NdJson 'op: Int32?; k: String; v: Int64?; w: String?')" "$M"; } | root a
  $ feed a --source-name base <<< '{"op": 0, "k": "a", "v": 1, "w": "x"}'
  Dataset updated
  $ for s in more less order oplast type optype opopt; do echo "== $s"; feed a --source-name $s <<< '{"op": 0, "k": "'$s'", "v": 2, "w": "y", "x": 3}'; done
  == more
  Error: Incompatible schema: Schema of the new slice is not compatible with the schema defined by SetDataSchema event
  Dataset schema:
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    REQUIRED BYTE_ARRAY k (STRING);
    OPTIONAL INT64 v;
    OPTIONAL BYTE_ARRAY w (STRING);
  }
  
  New slice schema:
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    REQUIRED BYTE_ARRAY k (STRING);
    OPTIONAL INT64 v;
    OPTIONAL BYTE_ARRAY w (STRING);
    OPTIONAL INT64 x;
  }
  
    hint: column `x` is not in the dataset's schema
  
  == less
  Dataset updated
  == order
  Dataset updated
  == oplast
  Dataset updated
  == type
  Error: Incompatible schema: Schema of the new slice is not compatible with the schema defined by SetDataSchema event
  Dataset schema:
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    REQUIRED BYTE_ARRAY k (STRING);
    OPTIONAL INT64 v;
    OPTIONAL BYTE_ARRAY w (STRING);
  }
  
  New slice schema:
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    REQUIRED BYTE_ARRAY k (STRING);
    OPTIONAL BYTE_ARRAY v (STRING);
    OPTIONAL BYTE_ARRAY w (STRING);
  }
  
    expected: Int64
    hint: column `v` is optional Int64 in the dataset and optional Utf8 in the data
  
  == optype
  Dataset updated
  == opopt
  Dataset updated
  $ feed a --source-name opopt <<< '{"k": "null op", "v": 2}'
  Error: Operation code is null
    at: in, record 1
    field: op
    expected: 0 (+A), 1 (-R), 2 (-C) or 3 (+C)
  
  [1]
  $ rows a
  offset,op,system_time,event_time,k,v,w
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,a,1,x
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,less,2,
  2,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,order,2,y
  3,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,oplast,2,y
  4,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,optype,2,y
  5,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,opopt,2,y
