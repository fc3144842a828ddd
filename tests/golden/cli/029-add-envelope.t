kind, version, required keys and unknown keys of the snapshot envelope.

  $ . "$KAMU_LIB"; ws
  $ C='content: {name: x, kind: Root, metadata: []}'
  $ printf 'kind: Dataset\nversion: 1\n%s\n' "$C" | err K add --stdin
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from STDIN:
    0: Could not deserialize data
    1: Serde error
    2: kind: unexpected manifest kind `Dataset`, expected `DatasetSnapshot` at line 1 column 7
  
  [1]
  $ printf 'kind: datasetSnapshot\nversion: 1\n%s\n' "$C" | err K add --stdin
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from STDIN:
    0: Could not deserialize data
    1: Serde error
    2: kind: unexpected manifest kind `datasetSnapshot`, expected `DatasetSnapshot` at line 1 column 7
  
  [1]
  $ printf 'kind: DatasetSnapshot\nversion: 2\n%s\n' "$C" | err K add --stdin
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from STDIN:
    0: Could not deserialize data
    1: Serde error
    2: version: unsupported manifest version 2, expected 1 at line 2 column 10
  
  [1]
  $ printf 'kind: DatasetSnapshot\nversion: 0\n%s\n' "$C" | err K add --stdin
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from STDIN:
    0: Could not deserialize data
    1: Serde error
    2: version: unsupported manifest version 0, expected 1 at line 2 column 10
  
  [1]
  $ printf 'kind: DatasetSnapshot\nversion: "1"\n%s\n' "$C" | err K add --stdin
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from STDIN:
    0: Could not deserialize data
    1: Serde error
    2: version: invalid type: string "1", expected i32 at line 2 column 10
  
  [1]
  $ printf 'kind: DatasetSnapshot\n%s\n' "$C" | err K add --stdin
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from STDIN:
    0: Could not deserialize data
    1: Serde error
    2: missing field `version`
  
  [1]
  $ printf 'version: 1\n%s\n' "$C" | err K add --stdin
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from STDIN:
    0: Could not deserialize data
    1: Serde error
    2: missing field `kind`
  
  [1]
  $ printf 'kind: DatasetSnapshot\nversion: 1\n' | err K add --stdin
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from STDIN:
    0: Could not deserialize data
    1: Serde error
    2: missing field `content`
  
  [1]
  $ printf 'kind: DatasetSnapshot\nversion: 1\n%s\nextra: 1\n' "$C" | err K add --stdin
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from STDIN:
    0: Could not deserialize data
    1: Serde error
    2: unknown field `extra`, expected one of `kind`, `version`, `content` at line 4 column 1
  
  [1]
  $ for c in 'kind: Root, metadata: []' 'name: x, metadata: []' 'name: x, kind: Root' 'name: x, kind: Root, metadata: {}' 'name: x, kind: Source, metadata: []' 'name: x, kind: Root, metadata: [], foo: 1' 'name: 1, kind: Root, metadata: []' 'id: x, name: x, kind: Root, metadata: []'; do
  >   echo "== $c"; printf 'kind: DatasetSnapshot\nversion: 1\ncontent: {%s}\n' "$c" | err K add --stdin
  > done
  == kind: Root, metadata: []
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from STDIN:
    0: Could not deserialize data
    1: Serde error
    2: content: missing field `name` at line 3 column 10
  
  == name: x, metadata: []
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from STDIN:
    0: Could not deserialize data
    1: Serde error
    2: content: missing field `kind` at line 3 column 10
  
  == name: x, kind: Root
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from STDIN:
    0: Could not deserialize data
    1: Serde error
    2: content: missing field `metadata` at line 3 column 10
  
  == name: x, kind: Root, metadata: {}
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from STDIN:
    0: Could not deserialize data
    1: Serde error
    2: content.metadata: invalid type: map, expected a sequence at line 3 column 42
  
  == name: x, kind: Source, metadata: []
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from STDIN:
    0: Could not deserialize data
    1: Serde error
    2: content.kind: unknown variant `Source`, expected one of `Root`, `root`, `Derivative`, `derivative` at line 3 column 26
  
  == name: x, kind: Root, metadata: [], foo: 1
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from STDIN:
    0: Could not deserialize data
    1: Serde error
    2: content: unknown field `foo`, expected one of `name`, `kind`, `metadata` at line 3 column 46
  
  == name: 1, kind: Root, metadata: []
  Added: 1
  Added 1 dataset(s)
  == id: x, name: x, kind: Root, metadata: []
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from STDIN:
    0: Could not deserialize data
    1: Serde error
    2: content: unknown field `id`, expected one of `name`, `kind`, `metadata` at line 3 column 11
  
  [1]
  $ printf 'kind: DatasetSnapshot\nversion: 1\ncontent: {name: lower, kind: root, metadata: []}\n' | err K add --stdin
  Added: lower
  Added 1 dataset(s)
  $ kamu list -o csv; echo
  Name,Kind,Pulled,Records,Size
  1,Root,,0,0
  lower,Root,,0,0
