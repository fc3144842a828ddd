Ledger: pushes with one column more, one less, renamed, in another order, of another type.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ S='event_time: Timestamp?; k: String; v: Int64?; w: String?'
  $ { src base "$(rd NdJson "$S")" '{kind: Ledger, primaryKey: [k]}'
  > src more "$(rd NdJson "$S; x: Int64?")" '{kind: Ledger, primaryKey: [k]}'
  > src less "$(rd NdJson 'event_time: Timestamp?; k: String; v: Int64?')" '{kind: Ledger, primaryKey: [k]}'
  > src renamed "$(rd NdJson 'event_time: Timestamp?; k: String; v: Int64?; ww: String?')" '{kind: Ledger, primaryKey: [k]}'
  > src order "$(rd NdJson 'event_time: Timestamp?; k: String; w: String?; v: Int64?')" '{kind: Ledger, primaryKey: [k]}'
  > src type "$(rd NdJson 'event_time: Timestamp?; k: String; v: Int32?; w: String?')" '{kind: Ledger, primaryKey: [k]}'
  > src required "$(rd NdJson 'event_time: Timestamp; k: String; v: Int64; w: String')" '{kind: Ledger, primaryKey: [k]}'
  > src optional "$(rd NdJson 'event_time: Timestamp?; k: String?; v: Int64?; w: String?')" '{kind: Ledger, primaryKey: [k]}'; } | root a
  $ feed a --source-name base <<< '{"event_time": "2020-01-01", "k": "a", "v": 1, "w": "x"}'
  Dataset updated
  $ for s in more less renamed order type required optional; do echo "== $s"; feed a --source-name $s <<< '{"event_time": "2020-01-02", "k": "'$s'", "v": 2, "w": "y", "ww": "z", "x": 3}'; done
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
  == renamed
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
    OPTIONAL BYTE_ARRAY ww (STRING);
  }
  
    hint: column `ww` is not in the dataset's schema
  
  == order
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
    OPTIONAL INT32 v;
    OPTIONAL BYTE_ARRAY w (STRING);
  }
  
    expected: Int64
    hint: column `v` is optional Int64 in the dataset and optional Int32 in the data
  
  == required
  Dataset updated
  == optional
  Dataset updated

nothing new in the push: is the schema checked all the same?

  $ for s in more type; do echo "== $s"; feed a --source-name $s <<< '{"event_time": "2020-01-02", "k": "a", "v": 2, "w": "y", "x": 3}'; done
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
    OPTIONAL INT32 v;
    OPTIONAL BYTE_ARRAY w (STRING);
  }
  
    expected: Int64
    hint: column `v` is optional Int64 in the dataset and optional Int32 in the data
  
  [1]
  $ rows a
  offset,op,system_time,event_time,k,v,w
  0,0,2050-01-02T03:04:05Z,2020-01-01T00:00:00Z,a,1,x
  1,0,2050-01-02T03:04:05Z,2020-01-02T00:00:00Z,less,2,
  2,0,2050-01-02T03:04:05Z,2020-01-02T00:00:00Z,order,2,y
  3,0,2050-01-02T03:04:05Z,2020-01-02T00:00:00Z,required,2,y
  4,0,2050-01-02T03:04:05Z,2020-01-02T00:00:00Z,optional,2,y
