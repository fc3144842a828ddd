Snapshot: values of each type that are equal, and values that are not (NaN, zeros, decimals, lists, structs).

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ t() { echo "== $2"; snp $1 k "k: String; v: $2?"; printf '{"k":"a","v":%s}\n{"k":"b","v":%s}\n' "$3" "$3" | feed $1; printf '{"k":"a","v":%s}\n{"k":"b","v":%s}\n' "$4" "$5" | feed $1; rows $1; }
  $ t a Float64 '"NaN"' '"NaN"' 0
  == Float64
  Dataset updated
  Dataset updated
  offset,op,system_time,event_time,k,v
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,a,null
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,b,null
  2,2,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,b,null
  3,3,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,b,0.0
  $ t b Float64 0 0.0 '"-0.0"'
  == Float64
  Dataset updated
  Dataset updated
  offset,op,system_time,event_time,k,v
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,a,0.0
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,b,0.0
  2,2,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,b,0.0
  3,3,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,b,-0.0
  $ t c '{kind: Decimal, precision: 10, scale: 2}' 1.5 1.50 1.51
  == {kind: Decimal, precision: 10, scale: 2}
  Dataset updated
  Dataset updated
  offset,op,system_time,event_time,k,v
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,a,1.50
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,b,1.50
  2,2,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,b,1.50
  3,3,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,b,1.51
  $ t d Timestamp '"2020-01-01T00:00:00Z"' '"2020-01-01T00:00:00.0004Z"' '"2020-01-01T00:00:00.001Z"'
  == Timestamp
  Dataset updated
  Dataset updated
  offset,op,system_time,event_time,k,v
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,a,2020-01-01T00:00:00Z
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,b,2020-01-01T00:00:00Z
  2,2,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,b,2020-01-01T00:00:00Z
  3,3,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,b,2020-01-01T00:00:00.001Z
  $ t e String '"é"' '"\u00e9"' '"e\u0301"'
  == String
  Dataset updated
  Dataset updated
  offset,op,system_time,event_time,k,v
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,a,é
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,b,é
  2,2,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,b,é
  3,3,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,b,é
  $ t f Binary '"00fF"' '"00Ff"' '"00"'
  == Binary
  Dataset updated
  Dataset updated
  offset,op,system_time,event_time,k,v
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,a,00ff
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,b,00ff
  2,2,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,b,00ff
  3,3,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,b,00
  $ t g '{kind: List, itemType: {kind: Option, inner: Int64}}' '[1,null]' '[1,null]' '[1]'
  == {kind: List, itemType: {kind: Option, inner: Int64}}
  Dataset updated
  Dataset updated
  offset,op,system_time,event_time,k,v
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,a,"[1,null]"
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,b,"[1,null]"
  2,2,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,b,"[1,null]"
  3,3,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,b,[1]
  $ t h '{kind: Struct, fields: [{name: x, type: {kind: Option, inner: Int64}}]}' '{"x":null}' '{}' null
  == {kind: Struct, fields: [{name: x, type: {kind: Option, inner: Int64}}]}
  Dataset updated
  Dataset updated
  offset,op,system_time,event_time,k,v
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,a,"{""x"":null}"
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,b,"{""x"":null}"
  2,2,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,b,"{""x"":null}"
  3,3,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,b,
  $ t i Bool true true false
  == Bool
  Dataset updated
  Dataset updated
  offset,op,system_time,event_time,k,v
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,a,true
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,b,true
  2,2,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,b,true
  3,3,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,b,false
  $ t j Float32 0.1 0.10000000149 0.2
  == Float32
  Dataset updated
  Dataset updated
  offset,op,system_time,event_time,k,v
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,a,0.1
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,b,0.1
  2,2,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,b,0.1
  3,3,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,b,0.2
