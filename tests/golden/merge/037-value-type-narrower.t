A data column (no key) arrives in a narrower or wider type than the dataset's.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ t() { echo "== $2, $3 then $4"; { src one "$(rd NdJson "k: String; v: $3")" "{kind: $2, primaryKey: [k]}"; src two "$(rd NdJson "k: String; v: $4")" "{kind: $2, primaryKey: [k]}"; } | root $1; printf '{"k": "a", "v": 1}\n{"k": "b", "v": 1}\n' | feed $1 --source-name one; printf '{"k": "b", "v": 2}\n{"k": "c", "v": 2}\n' | feed $1 --source-name two; rows $1; }
  $ t a Ledger Int64 Int32
  == Ledger, Int64 then Int32
  Dataset updated
  Error: Incompatible schema: Schema of the new slice is not compatible with the schema defined by SetDataSchema event
  Dataset schema:
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    REQUIRED BYTE_ARRAY k (STRING);
    REQUIRED INT64 v;
  }
  
  New slice schema:
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    REQUIRED BYTE_ARRAY k (STRING);
    REQUIRED INT32 v;
  }
  
    expected: Int64
    hint: column `v` is Int64 in the dataset and Int32 in the data
  
  offset,op,system_time,event_time,k,v
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,a,1
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,b,1
  $ t b Snapshot Int64 Int32
  == Snapshot, Int64 then Int32
  Dataset updated
  Dataset updated
  offset,op,system_time,event_time,k,v
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,a,1
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,b,1
  2,1,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,a,1
  3,2,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,b,1
  4,3,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,b,2
  5,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,c,2
  $ t c Snapshot Int32 Int64
  == Snapshot, Int32 then Int64
  Dataset updated
  Dataset updated
  offset,op,system_time,event_time,k,v
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,a,1
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,b,1
  2,1,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,a,1
  3,2,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,b,1
  4,3,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,b,2
  5,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,c,2
  $ t d UpsertStream Int64 Int32
  == UpsertStream, Int64 then Int32
  Dataset updated
  Dataset updated
  offset,op,system_time,event_time,k,v
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,a,1
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,b,1
  2,2,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,b,1
  3,3,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,b,2
  4,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,c,2
  $ t e UpsertStream Float64 Int64
  == UpsertStream, Float64 then Int64
  Dataset updated
  Dataset updated
  offset,op,system_time,event_time,k,v
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,a,1.0
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,b,1.0
  2,2,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,b,1.0
  3,3,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,b,2.0
  4,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,c,2.0
  $ t f Snapshot Float64 Float32
  == Snapshot, Float64 then Float32
  Dataset updated
  Dataset updated
  offset,op,system_time,event_time,k,v
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,a,1.0
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,b,1.0
  2,1,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,a,1.0
  3,2,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,b,1.0
  4,3,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,b,2.0
  5,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,c,2.0
  $ t g Snapshot '{kind: Decimal, precision: 10, scale: 2}' '{kind: Decimal, precision: 12, scale: 2}'
  == Snapshot, {kind: Decimal, precision: 10, scale: 2} then {kind: Decimal, precision: 12, scale: 2}
  Dataset updated
  Dataset updated
  offset,op,system_time,event_time,k,v
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,a,1.00
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,b,1.00
  2,1,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,a,1.00
  3,2,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,b,1.00
  4,3,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,b,2.00
  5,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,c,2.00
  $ t h Snapshot '{kind: Decimal, precision: 12, scale: 2}' '{kind: Decimal, precision: 10, scale: 2}'
  == Snapshot, {kind: Decimal, precision: 12, scale: 2} then {kind: Decimal, precision: 10, scale: 2}
  Dataset updated
  Dataset updated
  offset,op,system_time,event_time,k,v
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,a,1.00
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,b,1.00
  2,1,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,a,1.00
  3,2,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,b,1.00
  4,3,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,b,2.00
  5,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,c,2.00
