Parquet with a schema of other types: casts that work, overflow, text that does not parse, casts that are impossible.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ p() { echo "== $2 as $3"; app $1 Parquet "v: $3?"; mkparquet x.parquet <<< '{"v": '"$2"'}'; push $1 x.parquet && cells $1; }
  $ p a '["int64", [1, -1]]' String
  == ["int64", [1, -1]] as String
  Dataset updated
  {"v":"1"}
  {"v":"-1"}
  $ p b '["int64", [1, 300]]' Int8
  == ["int64", [1, 300]] as Int8
  Error: Cast error: Can't cast value 300 to type Int8
    at: x.parquet, record 2
    field: v
  
  [1]
  $ p c '["int32", [-1]]' UInt32
  == ["int32", [-1]] as UInt32
  Error: Cast error: Can't cast value -1 to type UInt32
    at: x.parquet, record 1
    field: v
  
  [1]
  $ p d '["double", [1.9, -1.9]]' Int64
  == ["double", [1.9, -1.9]] as Int64
  Dataset updated
  {"v":1}
  {"v":-1}
  $ p e '["double", [1e30]]' Int64
  == ["double", [1e30]] as Int64
  Error: Can't cast value 1e+30 to type Int64
    at: x.parquet, record 1
    field: v
  
  [1]
  $ p f '["string", ["42", " 7", "x"]]' Int64
  == ["string", ["42", " 7", "x"]] as Int64
  Error: Cast error: Cannot cast string ' 7' to value of Int64 type
    at: x.parquet, record 2
    field: v
  
  [1]
  $ p g '["string", ["1.5"]]' Float64
  == ["string", ["1.5"]] as Float64
  Dataset updated
  {"v":1.5}
  $ p h '["string", ["2020-01-01T00:00:00Z", "2020-01-01"]]' Timestamp
  == ["string", ["2020-01-01T00:00:00Z", "2020-01-01"]] as Timestamp
  Dataset updated
  {"v":"2020-01-01T00:00:00Z"}
  {"v":"2020-01-01T00:00:00Z"}
  $ p i '["string", ["yesterday"]]' Timestamp
  == ["string", ["yesterday"]] as Timestamp
  Error: Parser error: Error parsing timestamp from 'yesterday': timestamp must contain at least 10 characters
    at: x.parquet, record 1
    field: v
    expected: Timestamp(ms, "UTC")
  
  [1]
  $ p j '["timestamp(us,UTC)", ["2020-01-01T00:00:00.123456Z"]]' Timestamp
  == ["timestamp(us,UTC)", ["2020-01-01T00:00:00.123456Z"]] as Timestamp
  Dataset updated
  {"v":"2020-01-01T00:00:00.123Z"}
  $ p k '["int64", [1577926923]]' Timestamp
  == ["int64", [1577926923]] as Timestamp
  Dataset updated
  {"v":"1970-01-19T06:18:46.923Z"}
  $ p l '["date32", ["2020-01-01"]]' Timestamp
  == ["date32", ["2020-01-01"]] as Timestamp
  Dataset updated
  {"v":"2020-01-01T00:00:00Z"}
  $ p m '["timestamp(ms,UTC)", ["2020-01-01T23:59:59Z"]]' Date
  == ["timestamp(ms,UTC)", ["2020-01-01T23:59:59Z"]] as Date
  Dataset updated
  {"v":"2020-01-01"}
  $ p n '["string", ["true", "x"]]' Bool
  == ["string", ["true", "x"]] as Bool
  Error: Cast error: Cannot cast string 'x' to value of Boolean type
    at: x.parquet, record 2
    field: v
  
  [1]
  $ p o '["int64", [1, 0, 2]]' Bool
  == ["int64", [1, 0, 2]] as Bool
  Dataset updated
  {"v":true}
  {"v":false}
  {"v":true}
  $ p q '["string", ["1.239", "1e2"]]' '{kind: Decimal, precision: 10, scale: 2}'
  == ["string", ["1.239", "1e2"]] as {kind: Decimal, precision: 10, scale: 2}
  Error: Cast error: Cannot cast string '1e2' to value of Decimal128(10, 2) type
    at: x.parquet, record 2
    field: v
  
  [1]
  $ p r '["decimal(10,3)", ["1.239"]]' '{kind: Decimal, precision: 10, scale: 2}'
  == ["decimal(10,3)", ["1.239"]] as {kind: Decimal, precision: 10, scale: 2}
  Dataset updated
  {"v":"1.24"}
  $ p s '["binary", ["00ff"]]' String
  == ["binary", ["00ff"]] as String
  Error: Cast error: Can't cast value 00ff to type Utf8
    at: x.parquet, record 1
    field: v
  
  [1]
  $ p t '["list<int64>", [[1]]]' Int64
  == ["list<int64>", [[1]]] as Int64
  Error: Cannot cast column 'v' from 'List(Int64, field: 'element')' (physical data type) to 'Int64' (logical data type)
    in: x.parquet
  
  [1]
  $ p u '["struct<x:int64>", [{"x": 1}]]' String
  == ["struct<x:int64>", [{"x": 1}]] as String
  Error: Cannot cast column 'v' from 'Struct("x": Int64)' (physical data type) to 'Utf8' (logical data type)
    in: x.parquet
  
  [1]
  $ p v '["bool", [true]]' Int64
  == ["bool", [true]] as Int64
  Dataset updated
  {"v":1}
  $ p w '["string", ["00ff"]]' Binary
  == ["string", ["00ff"]] as Binary
  Dataset updated
  {"v":"30306666"}
  $ p x '["time(us)", ["01:02:03.000004"]]' Time
  == ["time(us)", ["01:02:03.000004"]] as Time
  Dataset updated
  {"v":"01:02:03"}
  $ p y '["dict<string>", ["a", "a"]]' String
  == ["dict<string>", ["a", "a"]] as String
  Dataset updated
  {"v":"a"}
  {"v":"a"}
