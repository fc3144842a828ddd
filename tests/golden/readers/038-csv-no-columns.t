A schema without fields, a schema with a repeated name, and sources declared so for each format.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ t() { echo "== $2"; push_ds $1 "$2" '{kind: Append}'; try $1 "$3"; kinds $1; }
  $ t a '{kind: Csv, schema: {fields: []}}' $'1\n'
  == {kind: Csv, schema: {fields: []}}
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset a: Invalid snapshot: Push source 'default': The schema declares no columns (metadata[0] at line 7 column 7)
  
  -- 1\n [1]
  Error: Dataset not found: a
  Error: Dataset not found: a
  
  
  [1]
  $ t b '{kind: NdJson, schema: {fields: []}}' '{"a": 1}'
  == {kind: NdJson, schema: {fields: []}}
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset b: Invalid snapshot: Push source 'default': The schema declares no columns (metadata[0] at line 7 column 7)
  
  -- {"a": 1} [1]
  Error: Dataset not found: b
  Error: Dataset not found: b
  
  
  [1]
  $ t c '{kind: Csv, schema: {fields: [{name: a, type: Int64}, {name: a, type: Int64}]}}' $'1,2\n'
  == {kind: Csv, schema: {fields: [{name: a, type: Int64}, {name: a, type: Int64}]}}
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset c: Invalid snapshot: Push source 'default': Column `a`: the name is used twice (metadata[0] at line 7 column 7)
  
  -- 1,2\n [1]
  Error: Dataset not found: c
  Error: Dataset not found: c
  
  
  [1]
  $ t d '{kind: NdJson, schema: {fields: [{name: a, type: Int64}, {name: a, type: Int64}]}}' '{"a": 1}'
  == {kind: NdJson, schema: {fields: [{name: a, type: Int64}, {name: a, type: Int64}]}}
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset d: Invalid snapshot: Push source 'default': Column `a`: the name is used twice (metadata[0] at line 7 column 7)
  
  -- {"a": 1} [1]
  Error: Dataset not found: d
  Error: Dataset not found: d
  
  
  [1]
  $ t e '{kind: NdJson, schema: {fields: [{name: op, type: Int64}]}}' '{"op": 1}'
  == {kind: NdJson, schema: {fields: [{name: op, type: Int64}]}}
  -- {"op": 1} [1]
  Error: Bad input schema: Data contains a column that conflicts with the system column name, you should either rename the data column or configure the dataset vocabulary to use a different name: op
  message arrow_schema {
    REQUIRED INT64 op;
  }
  Seed AddPushSource
  $ t f '{kind: Csv, schema: {fields: [{name: offset, type: Int64}]}}' $'1\n'
  == {kind: Csv, schema: {fields: [{name: offset, type: Int64}]}}
  -- 1\n [1]
  Error: Bad input schema: Data contains a column that conflicts with the system column name, you should either rename the data column or configure the dataset vocabulary to use a different name: offset
  message arrow_schema {
    REQUIRED INT64 offset;
  }
  Seed AddPushSource
