Snapshot: empty primaryKey, empty compareColumns.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"

Vector d-snapshot-empty-compare-columns: compareColumns present but empty.
Note: kamu accepts the manifest and fails with an assertion when the writer is built; report a validation error instead.

  $ src default "$(rd NdJson 'city: String?; population: Int64?')" '{kind: Snapshot, primaryKey: [city], compareColumns: []}' | root a
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset a: Invalid snapshot: Push source 'default': compareColumns: names no column (metadata[0] at line 7 column 7)
  
  [1]

The vector says: Panic.

  $ NOW=2030-01-01T00:00:00Z feed a <<'D'
  > {"city": "A", "population": 1}
  > D
  Error: Dataset not found: a
  
  [1]
  $ chain a
  Error: Dataset not found: a
  
  [1]

Vector d-snapshot-empty-primary-key: Empty primaryKey.
Note: kamu accepts the manifest and fails with an assertion when the writer is built; report a validation error instead.

  $ src default "$(rd NdJson 'city: String?; population: Int64?')" '{kind: Snapshot, primaryKey: []}' | root b
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset b: Invalid snapshot: Push source 'default': primaryKey: names no column (metadata[0] at line 7 column 7)
  
  [1]

The vector says: Panic.

  $ NOW=2030-01-01T00:00:00Z feed b <<'D'
  > {"city": "A", "population": 1}
  > D
  Error: Dataset not found: b
  
  [1]
  $ chain b
  Error: Dataset not found: b
  
  [1]
