An unknown compareColumns entry is noticed only once there is history.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"

Vector d-snapshot-missing-compare-column: An unknown compareColumns entry is noticed only once there is history.

  $ src default "$(rd NdJson 'city: String?; population: Int64?')" '{kind: Snapshot, primaryKey: [city], compareColumns: [foo]}' | root a
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset a: Invalid snapshot: Push source 'default': compareColumns: there is no column `foo` in the source's schema (metadata[0] at line 7 column 7)
  
  [1]
  $ NOW=2030-01-01T00:00:00Z feed a --event-time 2020-01-01T00:00:00Z <<'D'
  > {"city": "A", "population": 1}
  > D
  Error: Dataset not found: a
  
  [1]
  $ slice a
  Error: Dataset not found: a
  [1]

The vector says: MergeError.

  $ NOW=2030-01-02T00:00:00Z feed a --event-time 2020-01-02T00:00:00Z <<'D'
  > {"city": "A", "population": 1}
  > D
  Error: Dataset not found: a
  
  [1]
  $ chain a
  Error: Dataset not found: a
  
  [1]
