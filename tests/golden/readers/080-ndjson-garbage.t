NdJson: other formats and binary data pushed by mistake.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ app a NdJson 'a: Int64?'
  $ try a $'a,b\n1,2' '<?xml version="1.0"?><a/>' 'a: 1' 'PAR1' '-----' 'ARROW1'
  -- a,b\n1,2 [0]
  Warning: in: this is CSV, not NdJson as the source declares: read with --input-format 'csv'
  Dataset updated
  -- <?xml version="1.0"?><a/> [1]
  Error: Encountered unexpected '<' whilst parsing value
    at: in:1:1
    expected: JSON value
    hint: this looks like XML
  -- a: 1 [1]
  Error: Encountered unexpected 'a' whilst parsing value
    at: in:1:1
    expected: JSON value
  -- PAR1 [1]
  Error: Encountered unexpected 'P' whilst parsing value
    at: in:1:1
    expected: JSON value
  -- ----- [1]
  Error: Truncated record whilst reading number
    at: in:1:6 (byte 5)
    hint: the input ends inside a record: is it complete?
  -- ARROW1 [1]
  Error: Encountered unexpected 'A' whilst parsing value
    at: in:1:1
    expected: JSON value
  $ printf '\x1f\x8b\x08\0\0\0\0\0\0\0' | feed a
  Error: in: broken gzip data at byte 10: the end is missing
    hint: is the file complete?
  
  [1]
  $ printf 'PK\x03\x04\0\0\0\0' | feed a
  Error: in: broken zip data: Truncated ZIP file header
    hint: is the file complete?
  
  [1]
  $ printf '\0\0\0\0' | feed a
  Error: Encountered unexpected '\x00' whilst parsing value
    at: in:1:1
    expected: JSON value
  
  [1]
  $ mkparquet x.parquet <<< '{"a": ["int64", [1]]}'; push a x.parquet
  Warning: x.parquet: this is a Parquet file, not NdJson as the source declares: read with --input-format 'parquet'
  Dataset updated
  $ push_ds b '{kind: NdJson}' '{kind: Append}'
  $ try b $'a,b\n1,2' '<a/>' 'PAR1'
  -- a,b\n1,2 [1]
  Error: Encountered unexpected 'a' whilst parsing value
    at: in:1:1
    expected: JSON value
  -- <a/> [1]
  Error: Encountered unexpected '<' whilst parsing value
    at: in:1:1
    expected: JSON value
    hint: this looks like XML
  -- PAR1 [1]
  Error: Encountered unexpected 'P' whilst parsing value
    at: in:1:1
    expected: JSON value
  $ printf '\x1f\x8b\x08\0\0\0\0\0\0\0' | feed b
  Error: in: broken gzip data at byte 10: the end is missing
    hint: is the file complete?
  
  [1]
  $ kinds a; kinds b
  Seed AddPushSource SetDataSchema AddData AddData
  Seed AddPushSource
