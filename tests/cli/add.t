  $ . "$KAMU_LIB"; kamu init -q
  $ mf() { printf 'kind: DatasetSnapshot\nversion: 1\ncontent: {name: %s, kind: %s, metadata: [%s]}\n' "$1" "${2:-Root}" "$3"; }
  $ from() { echo "{kind: SetTransform, inputs: [{datasetRef: $1, alias: x}], transform: {kind: Sql, engine: datafusion, query: select 1}}"; }
  $ mf b > b.yaml; mf a > a.yaml
  $ K add b.yaml a.yaml
  Added: a
  Added: b
  Added 2 dataset(s)
  $ K add a.yaml
  Skipped: a: Already exists
  Added 0 dataset(s)
  $ K add a.yaml --name other.name
  Added: other.name
  Added 1 dataset(s)
  $ K -q add b.yaml --name B2
  $ mf c | K add --stdin
  Added: c
  Added 1 dataset(s)
  $ { mf d; echo ---; mf e; echo ---; } | K add --stdin
  Added: d
  Added: e
  Added 2 dataset(s)
  $ { mf d; echo ---; mf e; } > two.yaml; err K add two.yaml
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from two.yaml:
    0: Could not deserialize data
    1: Serde error
    2: deserializing from YAML containing more than one document is not supported
  
  [1]
  $ err K add --stdin --name x < two.yaml
  Error: Name override can be used only when adding a single manifest
  
  [1]
  $ K add "file://$PWD/a.yaml" --name from-url
  Added: from-url
  Added 1 dataset(s)
  $ kamu list -o csv | cut -d, -f1,2; echo
  Name,Kind
  a,Root
  b,Root
  B2,Root
  c,Root
  d,Root
  e,Root
  from-url,Root
  other.name,Root
  

wrong usage

  $ err K add
  Error: No manifest references or paths were provided
  
  [1]
  $ err K add --stdin a.yaml </dev/null
  Error: Cannot specify --stdin and positional arguments at the same time
  
  [1]
  $ err K add --name x a.yaml b.yaml
  Error: Name override can be used only when adding a single manifest
  
  [1]
  $ err K add missing.yaml .
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from missing.yaml: No such file or directory (os error 2)
  
  |> Failed to load from .: Is a directory (os error 21)
    hint: --recursive adds all manifests of a directory
  
  [1]
  $ err K add ftp://example.com/a.yaml
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from ftp://example.com/a.yaml: Unsupported scheme ftp
    hint: Paths and URLs with file, http or https can be read
  
  [1]
