Rare ODF types, one dataset each: does the first push work, does the second?

  $ . "$KAMU_LIB"; ws
  $ t() { echo "== $2 $3"; push_ds "$1" "{kind: NdJson, schema: {fields: [{name: v, type: $2}]}}" '{kind: Append}'; echo "{\"v\": $3}" | err K ingest "$1" --stdin; echo "{\"v\": $3}" | err K ingest "$1" --stdin; }
  $ t d1 Duration 5
  == Duration 5
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  \x3e Failed to add dataset d1: Invalid snapshot: Push source 'default': Column `v`: type Duration has no logical hash in ODF and cannot be stored; use Int64 (metadata[0] at line 7 column 7) (esc)
  
  Error: Dataset not found: d1
  
  Error: Dataset not found: d1
  
  [1]
  $ t d2 '{kind: Duration, unit: Nanosecond}' '"5"'
  == {kind: Duration, unit: Nanosecond} "5"
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  \x3e Failed to add dataset d2: Invalid snapshot: Push source 'default': Column `v`: type Duration has no logical hash in ODF and cannot be stored; use Int64 (metadata[0] at line 7 column 7) (esc)
  
  Error: Dataset not found: d2
  
  Error: Dataset not found: d2
  
  [1]
  $ t d3 'Null' null
  == Null null
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  \x3e Failed to load from STDIN: (esc)
    0: Could not deserialize data
    1: Serde error
    2: content.metadata[0].read.schema.fields[0].type: invalid type: unit value, expected the name of a DataType or {kind: ...} (a plain Null is no name: write {kind: Null}) at line 9 column 62
  
  Error: Dataset not found: d3
  
  Error: Dataset not found: d3
  
  [1]
  $ t d4 Float16 1.5
  == Float16 1.5
  Dataset updated
  Dataset updated
  $ t d5 '{kind: Decimal, precision: 38, scale: 38}' '"0.1"'
  == {kind: Decimal, precision: 38, scale: 38} "0.1"
  Dataset updated
  Dataset updated
  $ t d6 '{kind: Decimal, precision: 39, scale: 0}' 1
  == {kind: Decimal, precision: 39, scale: 0} 1
  Dataset updated
  Dataset updated
  $ t d7 '{kind: Decimal, precision: 76, scale: 0}' 1
  == {kind: Decimal, precision: 76, scale: 0} 1
  Dataset updated
  Dataset updated
  $ t d8 '{kind: Decimal, precision: 78, scale: 0}' 1
  == {kind: Decimal, precision: 78, scale: 0} 1
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  \x3e Failed to add dataset d8: Invalid snapshot: Push source 'default': Column `v`: Decimal precision 78 is not within 1..76 (metadata[0] at line 7 column 7) (esc)
  
  Error: Dataset not found: d8
    hint: did you mean d4, d5, d6?
  
  Error: Dataset not found: d8
    hint: did you mean d4, d5, d6?
  
  [1]
  $ t d9 '{kind: Decimal, precision: 5, scale: -2}' 12345
  == {kind: Decimal, precision: 5, scale: -2} 12345
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  \x3e Failed to add dataset d9: Invalid snapshot: Push source 'default': Column `v`: Invalid DECIMAL scale: -2 (metadata[0] at line 7 column 7) (esc)
  
  Error: Dataset not found: d9
    hint: did you mean d4, d5, d6?
  
  Error: Dataset not found: d9
    hint: did you mean d4, d5, d6?
  
  [1]
  $ t d10 '{kind: Time, unit: Second}' '"01:02:03"'
  == {kind: Time, unit: Second} "01:02:03"
  Dataset updated
  Dataset updated
  $ t d11 '{kind: Map, keyType: String, valueType: Int64}' '{"a": 1}'
  == {kind: Map, keyType: String, valueType: Int64} {"a": 1}
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  \x3e Failed to add dataset d11: Invalid snapshot: Push source 'default': Column `v`: type Map has no logical hash in ODF and cannot be stored (metadata[0] at line 7 column 7) (esc)
  
  Error: Dataset not found: d11
    hint: did you mean d10?
  
  Error: Dataset not found: d11
    hint: did you mean d10?
  
  [1]
  $ t d12 '{kind: Map, keyType: Int64, valueType: Int64}' '{"1": 1}'
  == {kind: Map, keyType: Int64, valueType: Int64} {"1": 1}
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  \x3e Failed to add dataset d12: Invalid snapshot: Push source 'default': Column `v`: type Map has no logical hash in ODF and cannot be stored (metadata[0] at line 7 column 7) (esc)
  
  Error: Dataset not found: d12
    hint: did you mean d10?
  
  Error: Dataset not found: d12
    hint: did you mean d10?
  
  [1]
  $ t d13 '{kind: Timestamp, timezone: Nowhere/City}' '"2020-01-01"'
  == {kind: Timestamp, timezone: Nowhere/City} "2020-01-01"
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  \x3e Failed to add dataset d13: Invalid snapshot: Push source 'default': Column `v`: Invalid timezone "Nowhere/City" (metadata[0] at line 7 column 7) (esc)
  
  Error: Dataset not found: d13
    hint: did you mean d10?
  
  Error: Dataset not found: d13
    hint: did you mean d10?
  
  [1]
  $ t d14 '{kind: Option, inner: {kind: Option, inner: Int64}}' 1
  == {kind: Option, inner: {kind: Option, inner: Int64}} 1
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  \x3e Failed to add dataset d14: Invalid snapshot: Push source 'default': Column `v`: Nested Option types are not supported (metadata[0] at line 7 column 7) (esc)
  
  Error: Dataset not found: d14
    hint: did you mean d10, d4?
  
  Error: Dataset not found: d14
    hint: did you mean d10, d4?
  
  [1]
